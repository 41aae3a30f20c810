"""Settings: the names, files and defaults of `translate train` (Documentation/training.md), and a few of our own."""

import argparse
import difflib
from pathlib import Path
from types import SimpleNamespace

import yaml

from .failure import Failure
from .layout import Configuration

DATA = {
    "train-sets": [],
    "train-weights": [],
    "valid-sets": [],
    "vocab": "",
    "model": "",
    "init": "",
    "source-language": "en",
    "target-language": "de",
    "both-directions": False,
    "hints": "",
    "max-length": 128,
}
ARCHITECTURE = {
    "dim-emb": 256,
    "transformer-dim-ffn": 1024,
    "transformer-heads": 8,
    "enc-depth": 6,
    "dec-depth": 2,
    "transformer-norm": "post",
    "transformer-ffn-activation": "relu",
}
REGULARISATION = {
    "transformer-dropout": 0.1,
    "transformer-dropout-attention": 0.0,
    "transformer-dropout-ffn": 0.0,
    "label-smoothing": 0.1,
    "bpe-dropout": 0.0,
}
OPTIMISATION = {
    "learn-rate": 0.0007,
    "lr-warmup": 4000,
    "lr-warmup-start-rate": 0.0,
    "lr-cooldown": 0,
    "optimizer": "adam",
    "optimizer-params": [0.9, 0.98, 1e-9],
    "optimizer-delay": 1,
    "weight-decay": 0.0,
    "clip-norm": 1.0,
    "exponential-smoothing": 0.0001,
    "divergence-limit": 2.0,
    "mini-batch-words": 4096,
    "shard-words": 1024,
    "maxi-batch-pairs": 20000,
}
COURSE = {
    "after-updates": 0,
    "after-epochs": 0,
    "early-stopping": 10,
    "early-stopping-on": "",
    "valid-freq": "1000",
    "save-freq": "1000",
    "disp-freq": "100",
    "keep-checkpoints": 0,
    "seed": 1,
    "threads": 0,
    "precision": "bfloat16",
}
VALIDATION = {
    "valid-metrics": ["cross-entropy"],
    "valid-beam-size": 4,
    "valid-normalize": 1.0,
    "valid-tokenizer": "13a",
    "valid-samples": 3,
}
SHARED = DATA | ARCHITECTURE | REGULARISATION | OPTIMISATION | COURSE | VALIDATION

# What only this trainer knows, with what it means.
OWN = {
    "data": ("", "directory that prepare.py has written; without: made of --train-sets, in the run's directory"),
    "device": ("", "cuda or cpu; without: cuda where there is one"),
    "compile": (True, "compile layers where there is a GPU"),
    "seconds": (0.0, "length of the run; the learning rate is at zero when they are over. 0: no limit"),
    "descent": (0.5, "share of --seconds over which the learning rate falls to zero"),
    "like": ("", "model directory whose languages and directions are told of the models too; without: that of --init"),
    "teacher": ("", "model directory whose probabilities are learnt too (word-level distillation)"),
    "teacher-weight": (0.5, "share of the loss that is the teacher's"),
    "decoder": ("attention", "attention, or ssru: a recurrence; `translate` does not run such models"),
    "ffn-l1": (0.0, "weight of the mean absolute activation of feed-forward units in the loss"),
}
DEFAULTS = SHARED | {name: value for name, (value, _) in OWN.items()}


def from_command_line(arguments=None):
    """Defaults, then the model to begin with, then the file, then flags."""
    given = vars(parser().parse_args(arguments))
    explicit = {}
    for file in given.pop("config"):
        explicit |= read(file)
    explicit |= {name.replace("_", "-"): value for name, value in given.items()}
    return settings(explicit)


def settings(explicit):
    """Settings as attributes (`dim_emb`), those of `explicit` and the others' defaults."""
    values = DEFAULTS | explicit
    if values["init"]:
        values = DEFAULTS | of_model(values["init"]) | explicit
    result = SimpleNamespace(**{name.replace("-", "_"): value for name, value in values.items()})
    check(result)
    return result


def of_model(path):
    from .model_directory import read_description

    description = read_description(path)
    c = Configuration.from_json(description["configuration"])
    return {
        "dim-emb": c.dim, "transformer-dim-ffn": c.feedForward, "transformer-heads": c.heads,
        "enc-depth": c.encoderLayers, "dec-depth": c.decoderLayers, "transformer-norm": c.normalization,
        "transformer-ffn-activation": c.activation, "decoder": c.decoder, "vocab": path,
        "max-length": description["maximumLength"], "source-language": description["sourceLanguage"],
        "target-language": description["targetLanguage"],
    }  # fmt: skip


def read(path):
    """The settings in a file, YAML or JSON."""
    try:
        with open(path) as file:
            values = yaml.safe_load(file) or {}
    except (OSError, yaml.YAMLError) as error:
        raise Failure(f"{path}: {error}") from None
    if not isinstance(values, dict):
        raise Failure(f"{path}: lines must have the form 'name: value'")
    return {name: convert(name, value, path) for name, value in values.items()}


def convert(name, value, path):
    if name not in DEFAULTS:
        near = difflib.get_close_matches(str(name), DEFAULTS, 1)
        raise Failure(f"{path}: there is no '{name}'" + (f"; did you mean '{near[0]}'?" if near else ""))
    default = DEFAULTS[name]
    try:
        if isinstance(default, list):
            values = value if isinstance(value, list) else [] if value is None else [value]
            kind = element_kind(name)
            return [kind(each) for each in values]
        if isinstance(default, bool):
            return flag(str(value))
        return type(default)("" if value is None else value)
    except (TypeError, ValueError):
        raise Failure(f"{path}: '{name}' cannot be {value!r}") from None


def element_kind(name):
    return float if name in ("train-weights", "optimizer-params") else str


def flag(text):
    if text.lower() not in ("true", "false", "yes", "no"):
        raise ValueError(text)
    return text.lower() in ("true", "yes")


def parser():
    result = argparse.ArgumentParser(
        argument_default=argparse.SUPPRESS,
        description="Trains the models of `translate train` with PyTorch. Settings: Documentation/training.md.",
    )
    result.add_argument("--config", "-c", action="append", default=[], help="settings, YAML or JSON; later files win")
    for name, default in DEFAULTS.items():
        options = {"help": OWN[name][1].replace("%", "%%")} if name in OWN else {}
        if isinstance(default, list):
            options |= {"nargs": "+", "type": element_kind(name)}
        else:
            options |= {"type": flag if isinstance(default, bool) else type(default)}
        result.add_argument(f"--{name}", **options)
    return result


def check(s):
    def require(holds, name, reason):
        if not holds:
            raise Failure(f"--{name} {reason}")

    require(s.model, "model", "is missing: name a directory for checkpoints, log and models")
    require(s.data or (s.train_sets and len(s.train_sets) % 2 == 0), "train-sets", "needs source and target files")
    require(
        not s.train_weights or s.data or len(s.train_weights) == len(s.train_sets) // 2,
        "train-weights", "needs one number for each pair of files",
    )  # fmt: skip
    require(not s.hints, "hints", "are not made here: prepare text that carries them as tokens, <ph25> to <ph29>")
    require(s.bpe_dropout == 0, "bpe-dropout", "cannot be had here: text is cut into pieces once, beforehand")
    require(s.dim_emb % s.transformer_heads == 0, "transformer-heads", "must divide --dim-emb")
    require(s.optimizer in ("adam", "muon"), "optimizer", "is adam or muon")
    require(s.precision in ("float32", "bfloat16"), "precision", "is float32 or bfloat16")
    require(s.decoder in ("attention", "ssru"), "decoder", "is attention or ssru")
    require(0 <= s.descent <= 1, "descent", "must lie between 0 and 1")
    require(len(s.optimizer_params) == 3, "optimizer-params", "needs beta1, beta2 and epsilon")
    require(s.lr_cooldown == 0 or s.after_updates > 0, "lr-cooldown", "needs --after-updates")


def configuration(s, vocabulary_size):
    return Configuration(
        vocabularySize=vocabulary_size, dim=s.dim_emb, feedForward=s.transformer_dim_ffn, heads=s.transformer_heads,
        encoderLayers=s.enc_depth, decoderLayers=s.dec_depth, normalization=s.transformer_norm,
        activation=s.transformer_ffn_activation, decoder=s.decoder,
    )  # fmt: skip


# Settings that are paths.
PATHS = ("train-sets", "valid-sets", "vocab", "model", "init")


def yaml_text(s, portable=False):
    """All shared settings as a configuration file; `portable`: of paths the names alone, for what others will read."""
    values = {name: getattr(s, name.replace("-", "_")) for name in SHARED}
    if portable:
        values |= {name: names_alone(values[name]) for name in PATHS}
    return yaml.safe_dump(values, sort_keys=False)


def names_alone(paths):
    return [Path(path).name for path in paths] if isinstance(paths, list) else Path(paths).name
