#!/usr/bin/env python3
"""Turns text files into prepared text: token ids that training maps into memory, small enough to travel.

python Tools/torch/prepare.py --config run.yaml --output text --pack text.tar.xz
"""

import argparse
import importlib.util
import sys
import tarfile

if importlib.util.find_spec("numpy") is None or importlib.util.find_spec("yaml") is None:
    sys.exit("error: Python packages are missing: pip install numpy pyyaml xxhash safetensors torch")

from trainer import failure


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", "-c", help="settings of the run, YAML or JSON")
    parser.add_argument("--train-sets", nargs="+", help="source and target files")
    parser.add_argument("--train-weights", nargs="+", type=float, help="one number a pair of files")
    parser.add_argument("--valid-sets", nargs=2, help="source and target file to validate on")
    parser.add_argument("--vocab", help="directory made by 'translate bpe learn'")
    parser.add_argument("--max-length", type=int, help="longest sentence in tokens")
    parser.add_argument("--output", "-o", required=True, help="directory to write")
    parser.add_argument(
        "--passes", type=float, default=0, help="epochs there will be at most: keeps no more than they use"
    )
    parser.add_argument("--pack", help="archive to write, .tar.xz")
    return parser.parse_args()


def main():
    from trainer import settings
    from trainer.preparation import prepare, report_to_stderr

    given = arguments()
    values = settings.DATA | (settings.read(given.config) if given.config else {})
    for name in ("train-sets", "train-weights", "valid-sets", "vocab", "max-length"):
        if (value := getattr(given, name.replace("-", "_"))) is not None:
            values[name] = value
    if not values["train-sets"] or not values["vocab"]:
        raise failure.Failure("--train-sets and --vocab, or a --config that has them, are needed")
    prepare(
        given.output, values["vocab"], values["train-sets"], values["train-weights"], values["valid-sets"],
        values["max-length"], given.passes, report=report_to_stderr,
    )  # fmt: skip
    if given.pack:
        pack(given.output, given.pack)


def pack(directory, archive):
    """Compressed with a dictionary large enough to find a sentence again in another file."""
    import lzma

    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 256 << 20}]
    with lzma.open(archive, "wb", filters=filters) as file, tarfile.open(fileobj=file, mode="w") as tar:
        tar.add(directory, arcname="text")


if __name__ == "__main__":
    failure.run(main)
