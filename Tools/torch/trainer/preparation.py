"""Makes prepared text out of text files."""

import shutil
import sys
from pathlib import Path

import numpy as np

from . import subwords
from .failure import Failure
from .files import SUBWORD_FILES, checksum
from .layout import BACKWARD, FIRST_BYTE, FIRST_PLACEHOLDER, FORWARD
from .text import DESCRIPTION, TextWriter


def prepare(output, vocab, train_sets, weights, valid_sets, maximum_length, both=False, passes=0, seed=1,
            report=print):  # fmt: skip
    """Writes the directory `output`.

    - both: every pair is there both ways, a token in front of the source saying which.
    - passes: how many epochs there will be at most; what a weight below 1 leaves out of all of them is not stored.
      0: any number.
    """
    output = Path(output)
    output.mkdir(parents=True, exist_ok=True)
    # Without it a directory is not prepared text.
    (output / DESCRIPTION).unlink(missing_ok=True)
    for name in SUBWORD_FILES:
        shutil.copyfile(Path(vocab, name), output / name)
    writer = TextWriter(output, len(subwords.Vocabulary(vocab)))
    generator = np.random.default_rng(seed)
    skipped = {"empty": 0, "overlong": 0}
    names = list(zip(train_sets[::2], train_sets[1::2], strict=True))
    for number, files in enumerate(names):
        weight = weights[number] if weights else 1.0
        pairs = usable(files, vocab, maximum_length, both, skipped)
        if passes and weight * passes < 1:
            kept = round(weight * passes * len(pairs))
            weight = weight * len(pairs) / max(kept, 1)
            pairs = [pairs[index] for index in np.sort(generator.permutation(len(pairs))[:kept])]
        add(writer, pairs, files[0], weight)
        report(f"{files[0]}: {len(pairs)} pairs, weight {weight:.3g}")
    if valid_sets:
        add(writer, usable(valid_sets, vocab, maximum_length, both, {"empty": 0, "overlong": 0}))
    stamps = {"training": stamps_of(train_sets), "vocabulary": stamps_of(Path(vocab, name) for name in SUBWORD_FILES)}
    writer.finish(
        maximumLength=maximum_length, bothDirections=both, skipped=skipped, validFiles=valid_sets, stamps=stamps
    )
    if sum(skipped.values()):
        report(
            f"left out: {skipped['overlong']} pairs with more than {maximum_length} tokens, {skipped['empty']} empty"
        )


def stamps_of(files):
    return [f"{Path(file).stat().st_size}:{checksum(file)}" for file in files]


def usable(files, vocab, maximum_length, both, skipped):
    """Examples with text on both sides that are not too long: the token in front of the source or 0, source, target."""
    for file in files:
        if not Path(file).is_file():
            raise Failure(f"{file}: there is no such file")
    sources, targets = (subwords.segments(file, vocab) for file in files)
    if len(sources) != len(targets):
        raise Failure(f"{files[0]} has {len(sources)} lines, {files[1]} has {len(targets)}; they must be translations")
    found = []
    for prefix, source, target in examples(sources, targets, both):
        longest = max(len(source) + (prefix > 0), len(target))
        if min(len(source), len(target)) <= 1:
            skipped["empty"] += 1
        elif longest > maximum_length:
            skipped["overlong"] += 1
        else:
            found.append((prefix, source, target))
    return found


def examples(sources, targets, both):
    """A placeholder at the very beginning of a source, such as one that names the direction, is told apart: the rest is
    often somewhere else's segment too."""
    for source, target in zip(sources, targets, strict=True):
        if both:
            yield FORWARD, source, target
            yield BACKWARD, target, source
        elif FIRST_PLACEHOLDER <= source[0] < FIRST_BYTE and len(source) > 2:
            yield int(source[0]), source[1:], target
        else:
            yield 0, source, target


def add(writer, pairs, name=None, weight=1.0):
    prefixes, sources, targets = zip(*pairs, strict=True) if pairs else ((), (), ())
    writer.add(prefixes, sources, targets, name, weight)


def report_to_stderr(text):
    print(text, file=sys.stderr, flush=True)
