"""What a translation memory gives: versions.py TRANSLATE OLD NEW [--counts 0 100 1000 10000] [--model MODEL]

OLD and NEW are directories with the German PO files of two versions of a project, such as two wheels from PyPI hold
(`*/de/LC_MESSAGES/*.po`). The messages of OLD are the memory; those of NEW that OLD does not have are translated without
help, with the memory's nearest sentences shown to the model, and, with --adapt, by the model adapted to them, alone and
with the memory. Equal messages are counted apart. Scores are chrF and TER
against NEW's own translations, by how like the nearest past message is. Needs polib.
"""

import argparse
import glob
import os
import random
import subprocess
import tempfile

import polib

parser = argparse.ArgumentParser()
parser.add_argument("translate")
parser.add_argument("old")
parser.add_argument("new")
parser.add_argument("--model")
parser.add_argument("--threshold", default="0.5")
parser.add_argument("--adapt", action="store_true", help="adapt the model to OLD, which takes minutes")
parser.add_argument("--tolerance", default="0.3", help="BLEU that adapting may lose on general text")
parser.add_argument("--counts", type=int, nargs="*", default=[], help="curve over the size of the memory")
options = parser.parse_args()
work = tempfile.mkdtemp()
environment = dict(os.environ, XDG_DATA_HOME=work)
if options.model:
    environment["TRANSLATE_MODEL"] = options.model


def messages(directory):
    """Source to translation; the last one counts. Messages of several lines are left out."""
    found = {}
    for path in sorted(glob.glob(f"{directory}/**/de/LC_MESSAGES/*.po", recursive=True)):
        for entry in polib.pofile(path):
            if entry.translated() and not entry.msgid_plural and "\n" not in entry.msgid + entry.msgstr:
                if "\t" not in entry.msgid + entry.msgstr and entry.msgid.strip() and entry.msgid != entry.msgstr:
                    found[entry.msgid] = entry.msgstr
    return found


def run(*arguments, text=None):
    return subprocess.run([options.translate, *arguments], input=text, capture_output=True, text=True, env=environment).stdout


def memory(pairs, name):
    path = f"{work}/{name}"
    with open(path + ".tsv", "w") as file:
        for source, target in pairs:
            file.write(f"{source}\t{target}\n")
    run("memory", "import", path + ".tsv", "--from", "en", "--to", "de", "--memory", path + ".sqlite")
    return path + ".sqlite"


def translate(sources, *arguments):
    return run("-q", *arguments, text="".join(source + "\n" for source in sources)).split("\n")[: len(sources)]


def score(outputs, references):
    if not outputs:
        return "-", "-"
    for name, lines in (("out", outputs), ("ref", references)):
        with open(f"{work}/{name}", "w") as file:
            file.write("".join(line + "\n" for line in lines))
    return tuple(
        run("score", "-m", metric, "-b", f"{work}/ref", "-i", f"{work}/out").strip() for metric in ("chrf", "ter"))


def nearest(sources, path):
    similarities = []
    for source in sources:
        line = run("memory", "search", "--limit", "1", "--least", "0.01", "--from", "en", "--to", "de", "--memory", path,
                   "--", source).split("\t")[0]
        similarities.append(int(line or 0))
    return similarities


old, new = messages(options.old), messages(options.new)
equal = [source for source in new if source in old]
fresh = [source for source in new if source not in old]
print(f"{len(old)} messages before, {len(new)} after, {len(equal)} of them equal, {len(fresh)} new")
path = memory(old.items(), "all")
sample = equal[:500]
references = [new[source] for source in sample]
print("equal, no help", *score(translate(sample, "--no-memory"), references), sep="\t")
print("equal, memory", *score(translate(sample, "--memory", path), references), sep="\t")


def adapter(pairs, name):
    """The options that use what a model has learnt from pairs; none where nothing is worth keeping."""
    path = f"{work}/{name}"
    with open(path + ".tsv", "w") as file:
        file.writelines(f"{source}\t{target}\n" for source, target in pairs)
    model = options.model or "en-de"
    given = ["--from", "en", "--to", "de", "--tolerance", options.tolerance]
    print(run("adapt", model, path + ".tsv", "-o", path + ".adapter", *given))
    return ["--adapter", path + ".adapter"] if os.path.exists(path + ".adapter") else []


hints = ["--memory", path, "--memory-threshold", options.threshold]
helps = {"no help": ["--no-memory"], "hints": hints}
if options.adapt:
    learnt = adapter(old.items(), "all")
    helps |= {"adapter": ["--no-memory", *learnt], "both": [*hints, *learnt]}
outputs = {name: translate(fresh, *arguments) for name, arguments in helps.items()}
plain = outputs["no help"]
similar = nearest(fresh, path)
print("new, match", "messages", *(f"{name}: chrF\tTER" for name in helps), sep="\t")
for low, high in ((0, 50), (50, 60), (60, 75), (75, 85), (85, 96), (96, 100), (60, 96), (0, 100)):
    chosen = [i for i, value in enumerate(similar) if low <= value < high]
    references = [new[fresh[i]] for i in chosen]
    scores = [part for lines in outputs.values() for part in score([lines[i] for i in chosen], references)]
    print(f"{low}-{high}", len(chosen), *scores, sep="\t")
random.seed(1)
pairs = sorted(old.items())
random.shuffle(pairs)
references = [new[source] for source in fresh]
for count in options.counts:
    part = memory(pairs[:count], f"first{count}")
    hints = ["--memory", part, "--memory-threshold", options.threshold]
    row = [*score(translate(fresh, *hints) if count else plain, references)]
    if options.adapt and count >= 20:
        learnt = adapter(pairs[:count], f"first{count}")
        row += score(translate(fresh, "--no-memory", *learnt), references)
        row += score(translate(fresh, *hints, *learnt), references)
    print("curve", min(count, len(pairs)), *row, sep="\t")
