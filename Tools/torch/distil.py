#!/usr/bin/env python3
"""Translates all source text with a teacher: prepared text for a student.

python Tools/torch/distil.py --teacher Runs/teacher/last --data text --output distilled --beam 4
"""

from trainer import failure

failure.check_environment()


def arguments():
    import argparse

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--teacher", required=True, help="model directory")
    parser.add_argument("--data", required=True, help="prepared text")
    parser.add_argument("--output", "-o", required=True, help="prepared text to write")
    parser.add_argument("--beam", type=int, default=4, help="width of the search (default: 4)")
    parser.add_argument("--normalize", type=float, default=1.0, help="power of the length that scores are divided by")
    parser.add_argument("--sample", action="store_true", help="draw translations instead of searching")
    parser.add_argument("--temperature", type=float, default=1.0, help="with --sample: below 1 likelier ones")
    parser.add_argument("--choices", type=int, default=10, help="with --sample: of so many likeliest tokens; 0: all")
    parser.add_argument("--original-weight", type=float, default=0.0, help="share of the text as it was, beside it")
    parser.add_argument("--seconds", type=float, default=0, help="stop after so long, with what is there; 0: no limit")
    parser.add_argument("--tokens", type=int, default=65536, help="tokens that are worked on at a time")
    parser.add_argument("--device", default="", help="cuda or cpu")
    parser.add_argument("--precision", default="bfloat16", choices=["bfloat16", "float32"])
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    from trainer.beginning import frozen
    from trainer.devices import Processes
    from trainer.distillation import Distiller, report_to_stderr
    from trainer.model_directory import Model
    from trainer.subwords import Vocabulary
    from trainer.text import PreparedText

    given = arguments()
    device = Processes(given.device).device
    text, model = PreparedText(given.data), Model.read(given.teacher)
    if Vocabulary(given.teacher).pieces != Vocabulary(text.path).pieces:
        raise failure.Failure(f"{given.teacher} (--teacher) has another vocabulary than {given.data} (--data)")
    length = text.description["maximumLength"]
    search = {"beam": given.beam, "normalization": given.normalize}
    if given.sample:
        search = {"sample": (given.temperature, given.choices)}
    tokens = given.tokens // (1 if given.sample else given.beam)
    distiller = Distiller(frozen(model, device, length), text, device, given.precision, search, tokens)
    translations = distiller.translations(given.seconds, given.seed, report_to_stderr)
    distiller.write(given.output, translations, given.original_weight, length)


if __name__ == "__main__":
    failure.run(main)
