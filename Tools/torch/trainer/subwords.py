"""Text to ids by the program itself, so that both trainers see the same pieces; ids back to text."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np

from .failure import Failure
from .layout import FIRST_BYTE, FIRST_ORDINARY, FIRST_PLACEHOLDER

ROOT = Path(__file__).resolve().parents[3]


def program():
    """The `translate` program: $TRANSLATE, or this checkout's, or the one in the path."""
    candidates = [os.environ.get("TRANSLATE"), ROOT / ".build/release/translate", shutil.which("translate")]
    for candidate in candidates:
        if candidate and os.access(candidate, os.X_OK):
            return str(candidate)
    raise Failure("there is no translate program to cut text into pieces: make build, or set TRANSLATE to its path")


def encode(path, vocab):
    """The ids of all lines of a file, each line's with `</s>` (0) behind them, in one array."""
    command = [program(), "bpe", "encode", "--ids", "--placeholders", "--model", str(vocab), str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    parts, rest = [], b""
    while block := process.stdout.read(1 << 24):
        block = rest + block
        cut = block.rfind(b"\n") + 1
        block, rest = block[:cut], block[cut:]
        parts.append(numbers(block))
    if rest:
        parts.append(numbers(rest + b"\n"))
    errors = process.stderr.read().decode(errors="replace").strip()
    if process.wait() != 0:
        raise Failure(f"{path}: {errors}")
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def numbers(lines):
    return np.fromstring(lines.replace(b"\n", b" 0\n").decode("ascii"), np.int64, sep=" ")


def segments(path, vocab):
    """The lines of a file as arrays of ids with `</s>` at the end."""
    ids = encode(path, vocab)
    return np.split(ids, np.flatnonzero(ids == 0)[:-1] + 1) if len(ids) else []


class Vocabulary:
    """Ids to text: `SubwordModel.decode` in Python."""

    def __init__(self, directory):
        file = Path(directory, "vocabulary.txt")
        try:
            self.pieces = file.read_text(encoding="utf-8").split("\n")[:-1]
        except OSError as error:
            raise Failure(
                f"{file}: {error.strerror}; --vocab names a directory made by 'translate bpe learn'"
            ) from None
        self.surfaces = [self.surface(number, piece) for number, piece in enumerate(self.pieces)]

    def __len__(self):
        return len(self.pieces)

    @staticmethod
    def surface(number, piece):
        if number == 0:
            return b""
        if number < FIRST_PLACEHOLDER:
            return "\ufffd".encode()
        if number < FIRST_BYTE:
            return piece.encode()
        if number < FIRST_ORDINARY:
            return bytes([number - FIRST_BYTE])
        text = piece[:-2] if len(piece) > 2 and piece.endswith("@@") else piece
        return text.replace("▁", " ").encode()

    def decode(self, ids):
        text = b"".join(self.surfaces[number] for number in ids)
        return text.removeprefix(b" ").decode(errors="replace")
