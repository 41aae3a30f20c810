#!/usr/bin/env python3
"""Compares the speed of `translate score` with sacreBLEU's on the same lines, in turns.

    python3 Benchmarks/score/compare.py --lines 1000000 HYPOTHESIS REFERENCE [REFERENCE ...]

The files are repeated until they have the wanted number of lines. Needs sacreBLEU (`pip install sacrebleu==2.6.0`) and
a release build of this package. Prints medians of the wall-clock time, their ratio, and peak memory; stops if the two
do not print the same score. `--oracle-lines` gives sacreBLEU fewer lines, whose time is then scaled: it keeps all
n-grams of the references in memory (some 20 kB a line for BLEU, 60 kB for chrF).
"""
import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BINARY = os.path.join(HERE, "..", "..", ".build", "release", "translate")


def repeated(path, count, folder):
    """`path` repeated to `count` lines, as a new file."""
    with open(path, encoding="utf-8", newline="\n") as source:
        lines = source.readlines()
    target = os.path.join(folder, f"{count}-{os.path.basename(path)}")
    with open(target, "w", encoding="utf-8", newline="\n") as out:
        whole, rest = divmod(count, len(lines))
        text = "".join(lines)
        for _ in range(whole):
            out.write(text)
        out.writelines(lines[:rest])
    return target


def run(command):
    """Output, seconds and peak memory in MB."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read().decode().strip()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - start
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return output, seconds, usage.ru_maxrss / 1024


def compare(metric, arguments, files, oracle_files):
    options = ["-m", metric, "-b", "-w", "6", "-tok", arguments.tokenize]
    ours, theirs = [], []
    scores = {"ours": set(), "theirs": set()}
    for _ in range(arguments.rounds):
        for kind, command, names, found in (
                ("theirs", [arguments.sacrebleu], oracle_files, theirs),
                ("ours", [arguments.translate, "score"], files, ours)):
            output, seconds, memory = run(command + names[1:] + ["-i", names[0]] + options)
            scores[kind].add(output)
            found.append((seconds, memory))
    if arguments.oracle_lines == arguments.lines and scores["ours"] != scores["theirs"]:
        sys.exit(f"{metric}: scores differ: {scores}")
    scale = arguments.lines / arguments.oracle_lines
    mine = statistics.median(seconds for seconds, _ in ours)
    other = statistics.median(seconds for seconds, _ in theirs)
    size = sum(os.path.getsize(name) for name in files) / 2**20
    print(f"{metric:5} {arguments.lines} lines ({size:.0f} MB): translate {mine:.2f} s, {max(m for _, m in ours):.0f} MB; "
          f"sacreBLEU {other * scale:.2f} s{f' (from {arguments.oracle_lines} lines: {other:.2f} s)' if scale != 1 else ''}, "
          f"{max(m for _, m in theirs):.0f} MB; ratio {other * scale / mine:.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("hypothesis")
    parser.add_argument("references", nargs="+")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--oracle-lines", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--metrics", nargs="+", default=["bleu", "chrf", "ter"])
    parser.add_argument("--tokenize", default="13a")
    parser.add_argument("--translate", default=BINARY)
    parser.add_argument("--sacrebleu", default="sacrebleu")
    arguments = parser.parse_args()
    arguments.oracle_lines = arguments.oracle_lines or arguments.lines
    names = [arguments.hypothesis] + arguments.references
    with tempfile.TemporaryDirectory() as folder:
        files = [repeated(name, arguments.lines, folder) for name in names]
        oracle = [repeated(name, arguments.oracle_lines, folder) for name in names]
        for metric in arguments.metrics:
            compare(metric, arguments, files, oracle)


if __name__ == "__main__":
    main()
