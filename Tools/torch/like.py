#!/usr/bin/env python3
"""Training text from which a model learns to use a translation memory (Bulté and Tezcan 2019): lines whose source has
the translation of the nearest other line of the text behind it, as `translate` shows it what people have corrected.

python Tools/torch/like.py --output like manuals.en manuals.de messages.en messages.de
"""

import argparse
import random
from collections import Counter, defaultdict

from trainer import failure

failure.check_environment(["rapidfuzz"])

FORWARD, BACKWARD, MEMORY = "<ph31>", "<ph30>", "<ph27>"
# How many grams of a line are looked up, the rarest first; lines looked at of a gram; lines compared word by word.
GRAMS, LINES, COMPARED = 12, 300, 25


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", nargs="+", help="source and target files")
    parser.add_argument(
        "--output", "-o", required=True, help="writes OUTPUT.forward.source and .target, and those of OUTPUT.backward"
    )
    parser.add_argument("--count", type=int, default=130_000, help="lines to look for, each way (default: 130000)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def read(files):
    """Different pairs of 3 to 40 words that carry no tokens yet."""
    pairs = {}
    for sources, targets in zip(files[::2], files[1::2], strict=True):
        with open(sources) as source, open(targets) as target:
            for a, b in zip(source, target, strict=True):
                if 3 <= len(a.split()) <= 40 and "<ph" not in a + b:
                    pairs[a.rstrip("\n"), b.rstrip("\n")] = None
    return list(pairs)


class Lines:
    """Lines of one language, found by their words and pairs of words."""

    def __init__(self, lines):
        numbers = defaultdict(lambda: len(numbers))
        self.words = [[numbers[word] for word in line.lower().split()] for line in lines]
        index = defaultdict(list)
        for number, words in enumerate(self.words):
            for gram in self.grams(words):
                index[gram].append(number)
        self.index = {gram: found for gram, found in index.items() if len(found) > 1}

    @staticmethod
    def grams(words):
        return {*zip(words, words[1:], strict=False), *((word,) for word in words)}

    def nearest(self, number, is_other):
        """The likest line that `is_other` accepts, and how like it is, 0 to 1: (number, similarity), or None."""
        from rapidfuzz.distance import Levenshtein

        words, counts = self.words[number], Counter()
        grams = sorted(self.grams(words) & self.index.keys(), key=lambda gram: (len(self.index[gram]), gram))
        for gram in grams[:GRAMS]:
            found = self.index[gram]
            counts.update(found if len(found) <= LINES else random.sample(found, LINES // 3))
        others = [other for other, _ in counts.most_common(COMPARED) if other != number and is_other(other)]
        near = [(Levenshtein.normalized_similarity(words, self.words[other]), other) for other in others]
        return max(near)[::-1] if near else None


def share(similarity):
    """Of lines this far off so many are kept: a few, from which the model learns to look away."""
    return 1 if similarity >= 0.5 else 0.25 if similarity >= 0.35 else 0.03


def write(output, token, pairs, count):
    lines = Lines([source for source, _ in pairs])
    made = 0
    with open(f"{output}.source", "w") as sources, open(f"{output}.target", "w") as targets:
        for number in random.sample(range(len(pairs)), min(count, len(pairs))):
            source, target = pairs[number]
            found = lines.nearest(number, lambda other, source=source: pairs[other][0] != source)
            if found and random.random() < share(found[1]):
                # Behind a token only a space begins a word.
                sources.write(f"{token} {source}{MEMORY} {pairs[found[0]][1]}\n")
                targets.write(target + "\n")
                made += 1
    print(f"{output}.source, {output}.target: {made} lines")


def main():
    given = arguments()
    random.seed(given.seed)
    pairs = read(given.text)
    write(given.output + ".forward", FORWARD, pairs, given.count)
    write(given.output + ".backward", BACKWARD, [pair[::-1] for pair in pairs], given.count)


if __name__ == "__main__":
    failure.run(main)
