"""Sequence-level distillation (Kim and Rush 2016): prepared text whose targets are a teacher's translations."""

import shutil
import sys
import time
from pathlib import Path

import numpy as np

from .devices import autocast
from .files import SUBWORD_FILES
from .parts import parts_of
from .search import translate
from .text import TextWriter


class Distiller:
    """Translates every different source of a text once."""

    def __init__(self, teacher, text, device, precision, search, tokens):
        self.teacher, self.text, self.device, self.precision = teacher, text, device, precision
        self.search, self.tokens = search, tokens
        # Pairs with the same source, prefix included, share a translation: that of the first of them.
        keys = text.prefixes.astype(np.int64) << 32 | text.sources.astype(np.int64)
        trained = np.setdiff1d(np.arange(len(keys)), text.validation)
        _, first, self.group = np.unique(keys[trained], return_index=True, return_inverse=True)
        self.trained, self.representatives = trained, trained[first]

    def translations(self, seconds, seed, report):
        """Translations of all sources, arrays of ids, `None` for those that there was no time for."""
        found = [None] * len(self.representatives)
        places = {pair: place for place, pair in enumerate(self.representatives.tolist())}
        started, done, made = time.monotonic(), 0, 0
        for number, part in enumerate(self.batches(np.random.default_rng(seed))):
            with autocast(self.device, self.precision):
                rows = translate(self.teacher, self.text, part, seed=seed + number, **self.search)
            for pair, ids in zip(part.tolist(), rows, strict=True):
                found[places[pair]] = np.array(ids)
            done, made = done + len(part), made + sum(map(len, rows))
            elapsed = time.monotonic() - started
            if number % 100 == 0 or done == len(found):
                report(f"{done} of {len(found)} sources, {made / max(elapsed, 1e-9):.0f} tokens/s")
            if 0 < seconds <= elapsed:
                report(f"time is over: {done} of {len(found)} sources have translations")
                break
        return found

    def batches(self, generator):
        """Sources that are translated together: those of the heaviest part first, since where time ends the others stay
        as they were; of one weight in random order."""
        weights = np.zeros(len(self.text.prefixes))
        for part in self.text.parts:
            weights[slice(*part["pairs"])] = part["weight"]
        weights = weights[self.representatives]
        for weight in np.unique(weights)[::-1]:
            batches = parts_of(self.text, self.representatives[weights == weight], self.tokens)
            yield from (batches[index] for index in generator.permutation(len(batches)))

    def write(self, output, translations, original_weight, maximum_length):
        """Writes prepared text with the same parts: pairs whose translation is there get it as target, the others, for
        which there was no time, keep theirs. With `original_weight` the parts as they were follow, with weights
        multiplied by it."""
        text = self.text
        writer = TextWriter(output, text.description["vocabularySize"])
        for name in SUBWORD_FILES:
            shutil.copyfile(text.path / name, Path(output, name))
        writer.continue_from(text)
        numbers = np.array([writer.number(t) if is_usable(t, maximum_length) else -1 for t in translations])
        targets = text.targets.astype(np.int64)
        found = numbers[self.group]
        targets[self.trained] = np.where(found >= 0, found, targets[self.trained])
        for part in text.parts:
            pairs = np.arange(*part["pairs"])
            writer.add_numbers(text.prefixes[pairs], text.sources[pairs], targets[pairs], part["name"], part["weight"])
        for part in text.parts if original_weight > 0 else ():
            self.copy(writer, np.arange(*part["pairs"]), part["name"] + " as it was", part["weight"] * original_weight)
        if len(text.validation):
            self.copy(writer, text.validation)
        kept = ("maximumLength", "bothDirections", "skipped", "validFiles", "stamps")
        writer.finish(**{name: text.description[name] for name in kept if name in text.description}, distilled=True)

    def copy(self, writer, pairs, *part):
        text = self.text
        writer.add_numbers(text.prefixes[pairs], text.sources[pairs], text.targets[pairs], *part)


def is_usable(translation, maximum_length):
    """Whether there is a translation that has an end and something in front of it."""
    return translation is not None and 1 < len(translation) <= maximum_length


def report_to_stderr(text):
    print(text, file=sys.stderr, flush=True)
