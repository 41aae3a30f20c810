"""Files of models: names, checksums, writing that a crash cannot spoil."""

import os
from pathlib import Path

import xxhash

SUBWORD_FILES = ("codes.bpe", "vocabulary.txt")


def checksum(path):
    """XXH3, 64 bits, hexadecimal."""
    return xxhash.xxh3_64(Path(path).read_bytes()).hexdigest()


def replace_file(path, write):
    """Writes a file beside its place, syncs and renames it: a crash leaves what was there before."""
    temporary = path.with_name(path.name + ".tmp")
    write(temporary)
    # Some writers make files that only their owner may read.
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o666 & ~mask)
    with open(temporary, "rb") as file:
        os.fsync(file.fileno())
    os.replace(temporary, path)
