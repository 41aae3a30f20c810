"""Prepared text: token ids on disk, mapped into memory. README.md, "Prepared text", says what the files hold."""

import json
from pathlib import Path

import numpy as np

from .failure import Failure

FORMAT_VERSION = 1
DESCRIPTION = "text.json"
# Files beside text.json, and the type of their numbers; tokens are uint32 where ids do not fit into 16 bits.
FILES = {"tokens": np.uint16, "lengths": np.uint16, "prefixes": np.uint16, "sources": np.uint32, "targets": np.uint32}


class PreparedText:
    """Pairs of segments, a segment being the ids of a sentence with `</s>` behind them.

    Pair `i` is the optional token `prefixes[i]`, then segment `sources[i]`; and segment `targets[i]`.
    """

    def __init__(self, path):
        self.path = Path(path)
        try:
            self.description = json.loads((self.path / DESCRIPTION).read_text())
        except (OSError, ValueError) as error:
            raise Failure(f"{path} is not prepared text: {error}") from None
        if self.description["formatVersion"] != FORMAT_VERSION:
            raise Failure(f"{path}/{DESCRIPTION} is of another version of this program: prepare the text anew")
        for name in FILES:
            setattr(self, name, self.map(name))
        self.starts = np.zeros(len(self.lengths) + 1, np.int64)
        np.cumsum(self.lengths, out=self.starts[1:])
        if self.starts[-1] != len(self.tokens):
            raise Failure(f"{path} is damaged: tokens and lengths do not belong together; prepare the text anew")

    def map(self, name):
        kind = np.dtype(self.description["types"][name])
        file = self.path / f"{name}.bin"
        if not file.exists() or file.stat().st_size == 0:
            return np.zeros(0, kind)
        return np.memmap(file, kind, mode="r")

    @property
    def parts(self):
        """Parts of the training text: name, weight, and the range of their pairs."""
        return self.description["parts"]

    @property
    def validation(self):
        """The numbers of the pairs that are held out."""
        return np.arange(*self.description["validation"])

    def segment(self, number):
        return self.tokens[self.starts[number] : self.starts[number + 1]]

    def source_lengths(self, pairs):
        return self.lengths[self.sources[pairs]].astype(np.int64) + (self.prefixes[pairs] != 0)

    def target_lengths(self, pairs):
        return self.lengths[self.targets[pairs]].astype(np.int64)

    def source_rows(self, pairs, fill=0):
        """Tokens of sources, `[pairs, longest]`, `fill` behind shorter ones."""
        prefixes = np.asarray(self.prefixes[pairs])
        return self.rows(self.sources[pairs], prefixes, int(self.source_lengths(pairs).max(initial=0)), fill)

    def target_rows(self, pairs, fill):
        return self.rows(self.targets[pairs], None, int(self.target_lengths(pairs).max(initial=0)), fill)

    def rows(self, segments, prefixes, width, fill):
        places = np.arange(width)[None] - (0 if prefixes is None else (prefixes != 0)[:, None])
        lengths = self.lengths[segments].astype(np.int64)[:, None]
        inside = (places >= 0) & (places < lengths)
        index = self.starts[segments][:, None] + np.where(inside, places, 0)
        rows = np.where(inside, self.tokens[index].astype(np.int64), fill)
        return rows if prefixes is None else np.where(places < 0, prefixes[:, None].astype(np.int64), rows)

    def epoch(self, generator):
        """The numbers of the pairs of an epoch in random order: every pair of a part as often as the whole part of its
        weight says, and as many different ones, drawn anew each time, as its fraction says."""
        order = []
        for part in self.parts:
            first, end = part["pairs"]
            count = end - first
            wanted = round(part["weight"] * count)
            order += [np.arange(first, end)] * (wanted // max(count, 1))
            order.append(first + generator.permutation(count)[: wanted % max(count, 1)])
        return generator.permutation(np.concatenate(order))


class TextWriter:
    """Writes prepared text; equal segments are stored once."""

    def __init__(self, path, vocabulary_size):
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True)
        self.types = dict(FILES)
        if vocabulary_size > 1 << 16:
            self.types["tokens"] = self.types["prefixes"] = np.uint32
        self.files = {name: open(self.path / f"{name}.bin", "wb") for name in FILES}
        self.numbers, self.first_number, self.pair_count = {}, 0, 0
        self.parts, self.held_out = [], [0, 0]
        self.vocabulary_size = vocabulary_size

    def continue_from(self, text):
        """Takes over all segments of a text, under their numbers."""
        for name in ("tokens", "lengths"):
            self.put(name, getattr(text, name))
        self.first_number = len(text.lengths)

    def add(self, prefixes, sources, targets, name=None, weight=1.0):
        """Adds a part, or, without a name, the pairs that are held out. Segments are arrays of ids."""
        self.add_numbers(prefixes, [*map(self.number, sources)], [*map(self.number, targets)], name, weight)

    def add_numbers(self, prefixes, sources, targets, name=None, weight=1.0):
        """The same with segments that have been stored, by their numbers."""
        pairs = [self.pair_count, self.pair_count + len(prefixes)]
        self.put("prefixes", prefixes)
        self.put("sources", sources)
        self.put("targets", targets)
        self.pair_count = pairs[1]
        if name is None:
            self.held_out = pairs
        else:
            self.parts.append({"name": name, "weight": weight, "pairs": pairs})

    def number(self, segment):
        """The number of a segment, which is stored where it is new."""
        tokens = np.ascontiguousarray(segment, self.types["tokens"])
        key = tokens.tobytes()
        if key not in self.numbers:
            self.numbers[key] = self.first_number + len(self.numbers)
            self.files["tokens"].write(key)
            self.put("lengths", [len(tokens)])
        return self.numbers[key]

    def put(self, name, values):
        self.files[name].write(np.asarray(values, self.types[name]).tobytes())

    def finish(self, **facts):
        for file in self.files.values():
            file.close()
        description = {
            "formatVersion": FORMAT_VERSION,
            "vocabularySize": self.vocabulary_size,
            "types": {name: np.dtype(kind).name for name, kind in self.types.items()},
            "segments": self.first_number + len(self.numbers),
            "parts": self.parts,
            "validation": self.held_out,
        } | facts
        (self.path / DESCRIPTION).write_text(json.dumps(description, indent=1) + "\n")
