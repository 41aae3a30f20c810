"""Prepared text as one file that is small enough to travel: a tar archive of .xz files."""

import io
import lzma
import tarfile
from pathlib import Path

import numpy as np

from .failure import Failure
from .text import DESCRIPTION, PreparedText

# Large enough to find a sentence again that came with another part.
WINDOW = 256 << 20


def filters(kind, counts_up):
    """Of the xz format, for numbers of a type; such as mostly go up by one are best told by differences."""
    size = np.dtype(kind).itemsize
    aligned = size.bit_length() - 1
    packer = {"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": WINDOW, "lc": 2, "lp": aligned, "pb": aligned}
    return [{"id": lzma.FILTER_DELTA, "dist": size}] * counts_up + [packer]


def pack(directory, archive):
    text = PreparedText(directory)
    types = text.description["types"]
    with tarfile.open(archive, "w") as tar:
        for file in sorted(text.path.iterdir()):
            name = file.stem if file.suffix == ".bin" else None
            wanted = filters(types.get(name, "uint8"), name in ("sources", "targets"))
            content = lzma.compress(file.read_bytes(), filters=wanted)
            member = tarfile.TarInfo(file.name + ".xz")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def unpack(archive, directory):
    """The description comes last: without it a directory is not prepared text."""
    directory = Path(directory)
    directory.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(archive) as tar:
            for member in sorted(tar.getmembers(), key=lambda member: member.name.startswith(DESCRIPTION)):
                # Names alone: an archive has no say in where its files go.
                name = Path(member.name).name.removesuffix(".xz")
                (directory / name).write_bytes(lzma.decompress(tar.extractfile(member).read()))
    except (tarfile.TarError, lzma.LZMAError, EOFError, AttributeError) as error:
        raise Failure(f"{archive} is not what prepare.py --pack has written: {error}") from None
    return PreparedText(directory)
