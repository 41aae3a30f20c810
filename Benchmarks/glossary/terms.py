"""How well a glossary is heeded: terms.py TRANSLATE DICTIONARY.en DICTIONARY.de TEXT.en TEXT.de [--terms 500]

Terms are drawn by chance from a dictionary (such as Corpora/built/en-de/parts/dictionary): nouns of one word or two that stand
in TEXT's sources, with one translation each, which the reference of a sentence has, in some form. Every sentence of TEXT that
has a term and whose reference has its translation is translated without a glossary and with all terms. For each term of a
sentence: its translation is there to the letter, inflected (the same up to the ending or an umlaut), missed, or there more
often than in the reference; and BLEU of these sentences both ways.
"""

import argparse
import random
import re
import subprocess
import tempfile
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("translate")
parser.add_argument("dictionary", nargs=2)
parser.add_argument("text", nargs=2)
parser.add_argument("--terms", type=int, default=500)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
random.seed(options.seed)


def lines(path):
    return Path(path).read_text(encoding="utf-8").split("\n")[:-1]


def words(text):
    return re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)


def plain(word):
    """Small letters without umlauts, as forms of a word differ in both."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def is_form(word, base):
    """The same word with another ending of up to three letters."""
    word, base = plain(word), plain(base)
    stem = base[:-2] if len(base) > 5 and base.endswith(("en", "er", "us", "um")) else base
    return word.startswith(stem) and len(word) <= len(stem) + 3


def count(translation, text, same):
    """How often the words of a translation follow each other in a text."""
    wanted, found = words(translation), words(text)
    places = range(len(found) - len(wanted) + 1)
    return sum(all(same(found[i + k], word) for k, word in enumerate(wanted)) for i in places)


def entries():
    """Terms with one translation only: lower case in English, capitalised in German, one or two words."""
    translations = defaultdict(set)
    for english, german in zip(*map(lines, options.dictionary), strict=True):
        if re.fullmatch(r"[a-z]{4,}( [a-z]{4,})?", english) and re.fullmatch(r"[A-ZÄÖÜ][a-zäöüß]{3,}", german):
            translations[english].add(german)
    return {english: min(german) for english, german in translations.items() if len(german) == 1}


def pairs_of(known, sources, references):
    """For each sentence the terms that it has and whose translation its reference has."""
    found = []
    for number, (source, reference) in enumerate(zip(sources, references, strict=True)):
        here = [w.lower() for w in words(source)]
        grams = {*here, *map(" ".join, zip(here, here[1:], strict=False))}
        terms = [term for term in grams & known.keys() if count(known[term], reference, is_form)]
        if terms:
            found.append((number, terms))
    return found


def run(*arguments, text):
    command = [options.translate, *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def bleu(translations, references):
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(references) + "\n")
        file.flush()
        return run("score", file.name, "-m", "bleu", "-b", "-w", "1", text="\n".join(translations) + "\n").strip()


def judge(sentences, chosen, translations, references):
    kinds, doubled = Counter(), 0
    for (number, terms), translation in zip(sentences, translations, strict=True):
        for term in terms:
            target = chosen[term]
            forms = count(target, translation, is_form)
            exact = count(target, translation, lambda a, b: a == b)
            kinds["exact" if exact else "inflected" if forms else "missed"] += 1
            doubled += forms > max(1, count(target, references[number], is_form), count(term, sources[number], is_form))
    return kinds, doubled


sources, references = map(lines, options.text)
known = entries()
usable = pairs_of(known, sources, references)
all_terms = sorted({term for _, terms in usable for term in terms})
chosen = {term: known[term] for term in random.sample(all_terms, min(options.terms, len(all_terms)))}
sentences = [(n, [t for t in terms if t in chosen]) for n, terms in usable if any(t in chosen for t in terms)]
text = "".join(sources[n] + "\n" for n, _ in sentences)
wanted = [references[n] for n, _ in sentences]
with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
    file.writelines(f"{term}\t{target}\n" for term, target in chosen.items())
    file.flush()
    usual = ["--quiet", "--no-memory"]
    results = {"no glossary": run(*usual, text=text), "glossary": run(*usual, "--glossary", file.name, text=text)}
print(f"{len(chosen)} terms, {len(sentences)} sentences, {sum(len(t) for _, t in sentences)} places")
print("| | exact | inflected | missed | doubled | BLEU |\n|---|---|---|---|---|---|")
for name, output in results.items():
    translations = output.split("\n")[:-1]
    kinds, doubled = judge(sentences, chosen, translations, references)
    total = sum(kinds.values())
    shares = " | ".join(f"{100 * kinds[kind] / total:.1f} %" for kind in ("exact", "inflected", "missed"))
    print(f"| {name} | {shares} | {doubled} | {bleu(translations, wanted)} |")
