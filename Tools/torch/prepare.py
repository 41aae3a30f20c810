#!/usr/bin/env python3
"""Turns text files into prepared text: token ids that training maps into memory, small enough to travel.

python Tools/torch/prepare.py --config run.yaml --output text --pack text.tar
python Tools/torch/prepare.py --unpack text.tar --output text
"""

import argparse

from trainer import failure

failure.check_environment(["numpy", "yaml", "xxhash"])


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", "-c", help="settings of the run, YAML or JSON")
    parser.add_argument("--train-sets", nargs="+", help="source and target files")
    parser.add_argument("--train-weights", nargs="+", type=float, help="one number a pair of files")
    parser.add_argument("--valid-sets", nargs=2, help="source and target file to validate on")
    parser.add_argument("--vocab", help="directory made by 'translate bpe learn'")
    parser.add_argument("--max-length", type=int, help="longest sentence in tokens")
    parser.add_argument("--both-directions", action="store_true", default=None, help="have every pair both ways")
    parser.add_argument("--output", "-o", required=True, help="directory to write")
    parser.add_argument(
        "--passes", type=float, default=0, help="epochs there will be at most: keeps no more than they use"
    )
    parser.add_argument("--pack", help="archive to write")
    parser.add_argument("--unpack", help="archive to make the directory of, instead of text")
    return parser.parse_args()


def main():
    from trainer import settings
    from trainer.packing import pack, unpack
    from trainer.preparation import prepare, report_to_stderr

    given = arguments()
    if given.unpack:
        unpack(given.unpack, given.output)
        return
    values = settings.DATA | (settings.read(given.config) if given.config else {})
    for name in ("train-sets", "train-weights", "valid-sets", "vocab", "max-length", "both-directions"):
        if (value := getattr(given, name.replace("-", "_"))) is not None:
            values[name] = value
    if not values["train-sets"] or not values["vocab"]:
        raise failure.Failure("--train-sets and --vocab, or a --config that has them, are needed")
    prepare(
        given.output, values["vocab"], values["train-sets"], values["train-weights"], values["valid-sets"],
        values["max-length"], values["both-directions"], given.passes, report=report_to_stderr,
    )  # fmt: skip
    if given.pack:
        pack(given.output, given.pack)


if __name__ == "__main__":
    failure.run(main)
