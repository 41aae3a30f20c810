#!/usr/bin/env python3
"""Makes the goldens out of the synthetic files: python3 synthetic.py && python3 make.py

Needs sacrebleu==2.6.0 (with numpy). Each case is a command line, run by sacreBLEU's own main function, and what it
printed. With a folder as argument, scores the systems in it too, into corpora.json: numbers only.
"""
import gzip
import io
import itertools
import json
import os
import sys
import tempfile

import sacrebleu
from sacrebleu import sacrebleu as program
from sacrebleu.metrics import BLEU, CHRF, TER

SETS = ["empty", "words", "repeated", "chinese", "arabic", "emoji", "long", "several", "punctuation", "letters",
        "japanese", "lengths", "shuffled"]
TOKENISERS = ["none", "13a", "intl", "zh", "char"]
SMOOTHINGS = [["none"], ["floor"], ["floor", "-sv", "0.5"], ["add-k"], ["add-k", "-sv", "2"], ["add-k", "-sv", "0.3"], ["exp"]]
CHRF_OPTIONS = [[], ["-cw", "1"], ["-cw", "2"], ["-cc", "3"], ["-cc", "0", "-cw", "2"], ["-cc", "8"], ["--chrf-beta", "1"],
                ["--chrf-beta", "3"], ["--chrf-whitespace"], ["--chrf-lowercase"], ["--chrf-eps-smoothing"],
                ["-cw", "2", "--chrf-whitespace", "--chrf-lowercase", "--chrf-eps-smoothing"]]
TER_FLAGS = ["--ter-normalized", "--ter-no-punct", "--ter-asian-support", "--ter-case-sensitive"]


def run(arguments, stdin=None, environment=None):
    """What sacreBLEU prints, in a process of its own that has everything imported already.

    None where it fails: for -ci where some resampled scores are zero, which Python's statistics cannot add to NumPy's.
    """
    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            if stdin:
                os.dup2(os.open(stdin, os.O_RDONLY), 0)
            os.environ.update(environment or {})
            sys.argv = ["sacrebleu"] + arguments
            code = 1
            try:
                program.main()
                code = 0
            except SystemExit as end:
                code = end.code or 0
            finally:
                sys.stdout.flush()
                os._exit(code)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if status != 0:
            return None
        out.seek(0)
        return out.read().decode("utf-8")


def case(arguments, stdin=None, environment=None):
    entry = {"arguments": arguments}
    if stdin:
        entry["stdin"] = stdin
    if environment:
        entry["environment"] = environment
    entry["output"] = run(arguments, stdin, environment)
    return entry


def subsets(flags):
    return [list(chosen) for size in range(len(flags) + 1) for chosen in itertools.combinations(flags, size)]


def metric_options():
    for tokeniser in TOKENISERS:
        yield ["-m", "bleu", "-tok", tokeniser]
        yield ["-m", "bleu", "-tok", tokeniser, "-lc"]
    for smoothing in SMOOTHINGS:
        yield ["-m", "bleu", "-s"] + smoothing
    for options in CHRF_OPTIONS:
        yield ["-m", "chrf"] + options
    for flags in subsets(TER_FLAGS):
        yield ["-m", "ter"] + flags


def references(name):
    return [name + ".ref"] + [name + f".ref{number}" for number in (2, 3, 4) if os.path.exists(name + f".ref{number}")]


def set_cases(name):
    refs = references(name)
    hyp, alt = name + ".hyp", name + ".alt"
    for options in metric_options():
        yield case(refs + ["-i", hyp, "-f", "text", "-w", "4"] + options)
        yield case(refs + ["-i", hyp, "-sl", "-b", "-w", "8"] + options)
        if len(refs) > 1:
            yield case(refs[:1] + ["-i", hyp, "-b", "-w", "8"] + options)
    yield case(refs + ["-i", hyp, "-m", "bleu", "chrf", "ter"])
    yield case(refs + ["-i", hyp, "-m", "ter", "bleu", "-f", "text", "-sh", "-w", "2"])
    yield case(refs + ["-i", hyp, "-m", "bleu", "chrf", "ter", "-b"])
    yield case(refs + ["-i", hyp, "-m", "bleu", "-sl", "-w", "3"])
    yield case(refs + ["-i", hyp, "-m", "bleu", "chrf", "ter", "-ci", "-cin", "200", "-w", "6", "-f", "text"])
    yield case(refs + ["-i", hyp, "-m", "bleu", "chrf", "ter", "--confidence", "-w", "3"])
    yield case(refs + ["-i", hyp, alt, "-m", "bleu", "chrf", "ter"])
    yield case(refs + ["-i", hyp, alt, "-m", "bleu", "chrf", "ter", "-f", "text", "-w", "5"])
    yield case(refs + ["-i", hyp, alt, "-m", "bleu", "chrf", "ter", "-f", "text", "--paired-bs", "-pbsn", "300", "-w", "6"])
    yield case(refs + ["-i", hyp, alt, "-m", "bleu", "-s", "add-k", "-sv", "0.5", "--paired-bs", "-pbsn", "100"])
    yield case(refs + ["-i", hyp, alt, "-m", "bleu", "chrf", "ter", "--paired-ar", "-parn", "500"])
    yield case(refs + ["-i", hyp, alt, "-m", "bleu", "-s", "add-k", "-sv", "0.5", "-f", "text", "-par", "-parn", "300"])


def other_cases():
    yield case(["several.tsv", "-nr", "4", "-i", "several.hyp", "-m", "bleu", "chrf", "ter", "-w", "6"])
    yield case(["several.tsv", "-nr", "4", "-i", "several.hyp", "-m", "ter", "-sl", "-b", "-w", "6"])
    yield case(["several.tsv", "-nr", "2", "-m", "bleu", "chrf", "-w", "6"], stdin="several.hyp")
    yield case(["several.ref", "-m", "bleu", "ter", "-f", "text", "-w", "6"], stdin="several.systems")
    yield case(["several.ref", "-m", "bleu", "--paired-bs", "-f", "text"], stdin="several.systems")
    yield case(["several.ref", "several.ref2", "-l", "en-zh"], stdin="several.hyp")
    yield case(["chinese.ref", "-l", "en-zh", "-i", "chinese.hyp"])
    yield case(["chinese.ref", "-l", "en-de", "-m", "bleu", "chrf", "-i", "chinese.hyp"])
    yield case(["several.ref.gz", "-i", "several.hyp.gz", "-w", "3"])
    yield case(["several.ref", "-i", "several.hyp", "-f", "json"], environment={"SACREBLEU_FORMAT": "text"})
    yield case(["several.ref", "-i", "several.hyp", "-ci", "-w", "5"], environment={"SACREBLEU_SEED": "7"})
    yield case(["several.ref", "-i", "several.hyp", "several.alt", "-m", "bleu", "--paired-bs", "-j", "2"],
               environment={"SACREBLEU_SEED": "18446744073709551615"})
    yield case(["several.ref", "-i", "several.hyp", "several.alt", "several.hyp", "--paired-ar", "-parn", "1000", "-f", "text"])
    yield case(["several.ref", "-i", "several.hyp", "several.alt", "several.ref2", "-m", "chrf", "ter", "--paired-bs", "-f", "text", "-sh"])
    yield case(["letters.ref", "-m", "chrf", "--chrf-whitespace", "-b", "-w", "8"], stdin="letters.hyp.stdin")
    for width in ("0", "1", "2", "10"):
        yield case(["several.ref", "-i", "several.hyp", "-m", "bleu", "chrf", "-w", width])


def lines(name):
    with open(name, encoding="utf-8", newline="\n") as text:
        return [line.rstrip() for line in text]


def order_cases():
    """Options that only sacreBLEU's library has; here they are --max-ngram-order and --effective-order."""
    for name in SETS:
        hyp, refs = lines(name + ".hyp"), [lines(path) for path in references(name)]
        for order in (1, 2, 3, 5, 6):
            for effective in (False, True):
                score = BLEU(max_ngram_order=order, effective_order=effective, force=True).corpus_score(hyp, refs)
                flags = ["--max-ngram-order", str(order)] + (["--effective-order"] if effective else [])
                yield {"arguments": references(name) + ["-i", name + ".hyp", "-b", "-w", "8"] + flags,
                       "output": score.format(8, True) + "\n"}


def variable_cases():
    """A varying number of references, which only sacreBLEU's library has too."""
    hyp = lines("several.hyp")
    refs = [lines(path) for path in references("several")]
    for line in range(len(hyp)):
        for reference in range(1, 4):
            if (line + reference) % 3 == 0:
                refs[reference][line] = None
    for metric in (BLEU(force=True), CHRF(word_order=2), TER()):
        score = metric.corpus_score(hyp, refs)
        yield {"metric": score.name, "hypotheses": hyp, "references": refs, "score": score.score,
               "signature": metric.get_signature().format()}


def random_cases():
    import numpy
    for seed in (0, 1, 12345, 2**32, 2**64 - 1):
        yield {"seed": str(seed), "bounds": [1, 2, 3, 10, 997, 65536, 4294967295],
               "indices": [numpy.random.default_rng(seed).choice(bound, size=(3, 7), replace=True).flatten().tolist()
                           for bound in [1, 2, 3, 10, 997, 65536, 4294967295]],
               "bools": numpy.random.default_rng(seed).integers(2, size=(5, 19), dtype=bool).flatten().tolist()}


def checksum(text):
    """FNV-1a, 64 bits."""
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        value = (value ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def corpus_cases(folder):
    corpora = {
        "en-de": ("eval/en-de/flores101-dev.de", ["scoring/en-de/flores-dev.bergamot-tiny.de", "scoring/en-de/flores-dev.microsoft.de"]),
        "en-uk": ("scoring/en-uk/flores-dev.uk", ["scoring/en-uk/flores-dev.bergamot-tiny.uk", "scoring/en-uk/flores-dev.google.uk"]),
        "en-ja": ("scoring/en-ja/flores-dev.ja", ["scoring/en-ja/flores-dev.bergamot-base.ja", "scoring/en-ja/flores-dev.google.ja"]),
    }
    os.chdir(folder)
    for reference, systems in corpora.values():
        for system in systems:
            for options in metric_options():
                yield case([reference, "-i", system, "-f", "text", "-w", "6"] + options)
                entry = case([reference, "-i", system, "-sl", "-b", "-w", "6"] + options)
                entry["checksum"] = checksum(entry.pop("output"))
                yield entry
            yield case([reference, "-i", system, "-m", "bleu", "chrf", "ter", "-ci", "-w", "6", "-f", "text"])
        yield case([reference, "-i"] + systems + ["-m", "bleu", "chrf", "ter", "--paired-bs", "-f", "text", "-w", "6"])
        yield case([reference, "-i"] + systems + ["-m", "bleu", "chrf", "ter", "--paired-ar", "-parn", "2000", "-w", "6"])


def save(name, cases):
    cases = list(cases)
    for entry in cases:
        if entry.get("output", "") is None:
            print("sacreBLEU fails:", *entry["arguments"], file=sys.stderr)
    cases = [entry for entry in cases if entry.get("output", "") is not None]
    with open(name, "w", encoding="utf-8") as out:
        out.write("[\n" + ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in cases) + "\n]\n")
    print(name, len(cases), file=sys.stderr)


def main():
    assert sacrebleu.__version__ == "2.6.0"
    os.environ.pop("SACREBLEU_SEED", None)
    here = os.getcwd()
    for name in ("several.ref", "several.hyp"):
        with open(name + ".gz", "wb") as out:
            packed = gzip.GzipFile(fileobj=out, mode="wb", mtime=0, filename="")
            packed.write(open(name, "rb").read())
            packed.close()
    # Line ends of all three kinds, which sacreBLEU only tells apart on standard input.
    text = lines("letters.hyp")
    ends = ["\n", "\r\n", "\r"]
    text = [line.replace("\r", " ").replace("\t", " ") for line in text]
    io.open("letters.hyp.stdin", "w", encoding="utf-8", newline="").write(
        "".join(line + ends[number % 3] for number, line in enumerate(text)))
    for name in SETS:
        save(f"cases-{name}.json", set_cases(name))
    save("cases-other.json", itertools.chain(other_cases(), order_cases()))
    save("variable.json", variable_cases())
    save("random.json", random_cases())
    if len(sys.argv) > 1:
        found = list(corpus_cases(sys.argv[1]))
        os.chdir(here)
        save("corpora.json", found)


if __name__ == "__main__":
    main()
