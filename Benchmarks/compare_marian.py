"""What compare_marian.sh runs: both engines in turns on one core, tokens a second of processor time."""

import json
import resource
import statistics
import subprocess
import sys

translate, work, core, rounds = sys.argv[1:3] + sys.argv[3:4] + [int(sys.argv[4])]
MARIAN = "import sys, _pymarian; sys.exit(_pymarian.main(sys.argv[1:]))"


def run(command):
    """Its output and the processor time that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(["taskset", "-c", core, *command], capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return out, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def marian(beam, batches):
    vocabulary = work + "/marian/vocab.yml"
    command = [sys.executable, "-c", MARIAN, "decode", "-m", work + "/marian/model.bin", "-v", vocabulary, vocabulary]
    command += [
        "--cpu-threads",
        "1",
        "-b",
        str(beam),
        "--normalize",
        "1",
        "--max-length-factor",
        "3",
        "--quiet",
        "-w",
        "512",
    ]
    command += ["--mini-batch", "64", "--mini-batch-words", "1024", "--maxi-batch", "100", "--maxi-batch-sort", "src"]
    command += [] if batches else ["--mini-batch", "1", "--maxi-batch", "1"]
    out, seconds = run([*command, "-i", work + "/pieces"])
    _, loading = run([*command, "-i", work + "/one"])
    tokens = len(out.split()) + out.count("\n")
    return tokens / (seconds - loading), out


def ours(beam, batches, shortlist=False):
    command = [
        translate,
        "bench",
        "translate",
        "--model",
        work + "/int8",
        "--input",
        work + "/text",
        "--limit",
        "1000000",
    ]
    command += [
        "--beam-size",
        str(beam),
        "--threads",
        "1",
        "--json",
        "--precision",
        "int8",
        "--arrival",
        "batches" if batches else "lines",
    ]
    report = json.loads(run([*command, "--shortlist" if shortlist else "--no-shortlist"])[0])["figures"][0]
    return report["outputTokens"] / report["cpuSeconds"]


print("| work | ours, tokens a CPU second | Marian 1.12 int8 | ratio | with our shortlist |\n|---|---|---|---|---|")
for batches in (True, False):
    for beam in (1, 4):
        figures = {"ours": [], "short": [], "marian": []}
        for _ in range(rounds):
            speed, out = marian(beam, batches)
            figures["marian"].append(speed)
            figures["ours"].append(ours(beam, batches))
            figures["short"].append(ours(beam, batches, shortlist=True))
        a, b, c = (statistics.median(figures[name]) for name in ("ours", "marian", "short"))
        work_name = f"{'batches' if batches else 'line by line'}, beam {beam}"
        print(f"| {work_name} | {a:.0f} | {b:.0f} | {a / b:.2f} | {c / b:.2f} |", flush=True)
print("Marian's first lines:\n" + "\n".join(line[:100] for line in out.split("\n")[:3]))
