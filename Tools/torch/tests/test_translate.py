"""Both trainers side by side: the same model, text and settings must give the same pieces, steps and scores."""

import json
import random
import subprocess
from itertools import zip_longest
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from test_run import events, train

from trainer import subwords
from trainer.beginning import frozen
from trainer.failure import Failure
from trainer.layout import Layout
from trainer.model_directory import Model
from trainer.parameters import named
from trainer.text import PreparedText

try:
    PROGRAM = subwords.program()
except Failure as failure:
    pytest.skip(str(failure), allow_module_level=True)

WORDS = ["no", "tab", "der", "loop", "star", "live", "mug", "pin", "war", "ten", "saw", "part", "<ph3>", "Grüße", "10°"]


def translate(*arguments, **options):
    result = subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, **options)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Text, `train.a` and `train.b`, and its vocabulary."""
    folder, generator = tmp_path_factory.mktemp("both"), random.Random(3)
    source = [generator.choices(WORDS, k=generator.randint(2, 9)) for _ in range(120)]
    (folder / "train.a").write_text("".join(f"<ph31> {' '.join(words)}\n" for words in source))
    (folder / "train.b").write_text("".join(" ".join(words[::-1]) + "\n" for words in source))
    files = ["train.a", "train.b"]
    translate("bpe", "learn", "--vocabulary-size", "335", "--output", "vocab", *files, cwd=folder)
    return folder


def flags(**changes):
    """A few updates that are each the whole text, so that order does not matter; nothing random."""
    values = {
        "train-sets": "train.a train.b", "vocab": "vocab", "dim-emb": 16, "transformer-dim-ffn": 40,
        "transformer-heads": 2, "enc-depth": 2, "dec-depth": 2, "transformer-dropout": 0, "mini-batch-words": 100000,
        "maxi-batch-pairs": 1000, "learn-rate": 0.01, "lr-warmup": 4, "weight-decay": 0.01, "clip-norm": 0.5,
        "exponential-smoothing": 0.3, "optimizer-params": "0.9 0.98 1e-4", "precision": "float32", "disp-freq": 1,
        "after-updates": 3, "threads": 1, "early-stopping": 0,
    }  # fmt: skip
    return values | {name.replace("_", "-"): value for name, value in changes.items()}


def swift(folder, **changes):
    arguments = [part for name, value in flags(**changes).items() for part in (f"--{name}", *str(value).split())]
    translate("train", *arguments, cwd=folder)


def test_pieces_come_back_as_text(folder):
    vocabulary = subwords.Vocabulary(folder / "vocab")
    lines = (folder / "train.a").read_text().splitlines()
    segments = subwords.segments(folder / "train.a", folder / "vocab")
    assert len(segments) == len(lines)
    for line, ids in zip(lines, segments, strict=True):
        assert ids[0] == 2 + 31 and ids[-1] == 0
        assert vocabulary.decode(ids) == line


@pytest.mark.parametrize("optimizer", ["adam", "muon"])
@pytest.mark.parametrize(("norm", "activation"), [("pre", "relu"), ("post", "swish")])
def test_first_steps_are_the_same(folder, optimizer, norm, activation):
    name = f"{optimizer}-{norm}"
    choices = {"transformer_norm": norm, "transformer_ffn_activation": activation}
    # Its rate is so small that the model is a new one; both go on from it.
    swift(folder, model=f"{name}-first", after_updates=1, learn_rate=1e-9, **choices)
    choices |= {"init": f"{name}-first/last", "optimizer": optimizer}
    swift(folder, model=f"{name}-swift", **choices)
    train(folder, model=f"{name}-torch", **{"data": ""} | flags(**choices) | {"device": "cpu"})
    ours, theirs = folder / f"{name}-torch", folder / f"{name}-swift"
    compare_logs(events(ours, "train"), events(theirs, "train"))
    compare_numbers(ours, theirs)


def compare_logs(ours, theirs):
    assert len(ours) == 3
    for mine, other in zip_longest(ours, theirs):
        assert mine["tokens"] == other["tokens"]
        assert mine["learningRate"] == pytest.approx(other["learningRate"], rel=1e-6)
        assert mine["loss"] == pytest.approx(other["loss"], rel=1e-5)
        assert mine["gradientNorm"] == pytest.approx(other["gradientNorm"], rel=1e-3)


def compare_numbers(ours, theirs):
    """Weights that have moved by up to 0.025, moments and averages after three updates."""
    layout = Layout(Model.read(ours / "last").configuration)
    mine, other = (load_file(run / "checkpoint.safetensors") for run in (ours, theirs))
    assert mine.keys() == other.keys()
    for kind in mine:
        scale = other[kind].abs().max()
        parts = zip(named(mine[kind][0], layout).items(), named(other[kind][0], layout).values(), strict=True)
        for (name, a), b in parts:
            limit = 1e-4 if kind in ("weights", "average") else 1e-3 * scale
            assert (a - b).abs().max() <= limit, f"{kind} {name}"


@pytest.mark.parametrize("norm", ["pre", "post"])
def test_exported_models_score_alike(folder, norm):
    run = f"scores-{norm}"
    changes = {"transformer_norm": norm, "after_updates": 40, "lr_warmup": 10, "mini_batch_words": 500, "clip_norm": 0}
    train(folder, model=run, **{"data": ""} | flags(**changes) | {"device": "cpu"})
    lines = [" ".join(random.Random(n).choices(WORDS[:12], k=2 + n % 9)) for n in range(30)]
    options = ["--format", "jsonl", "--beam-size", "1", "--precision", "float32", "--model", folder / run / "last"]
    found = translate(*map(str, options), input="".join(line + "\n" for line in lines))
    model = frozen(Model.read(folder / run / "last"), torch.device("cpu"))
    (folder / "lines").write_text("".join(line + "\n" for line in lines))
    segments = subwords.segments(folder / "lines", folder / "vocab")
    pieces = subwords.Vocabulary(folder / run / "last").pieces
    with torch.no_grad():
        for ids, line in zip(segments, map(json.loads, found.splitlines()), strict=True):
            source = torch.from_numpy(ids)[None]
            target = torch.tensor([[*(pieces.index(piece) for piece in line["tokens"]), 0]])
            scores = model(source, target).log_softmax(-1)[0].gather(1, target.T)[:, 0]
            # They are printed with four digits.
            torch.testing.assert_close(scores, torch.tensor(line["token_scores"]), atol=2e-4, rtol=0)


def test_quantised_models_are_read(folder):
    train(folder, model="floats", **{"data": ""} | flags(after_updates=3) | {"device": "cpu"})
    translate("model", "quantize", "floats/last", "quantised", cwd=folder)
    floats, found = (Model.read(folder / name).tensors for name in ("floats/last", "quantised"))
    assert floats.keys() == found.keys()
    for name, tensor in floats.items():
        # Half a step of the output's scale; neighbours may be brought closer so that their sum fits (a step more).
        step = tensor.abs().amax() / 63 if tensor.shape[0] > 1 else 1e-3
        assert (tensor - found[name]).abs().max() <= 1.5 * step, name


def test_both_directions_share_their_segments(folder):
    for name in "ab":
        lines = (folder / f"train.{name}").read_text().replace("<ph31> ", "")
        (folder / f"plain.{name}").write_text(lines)
    changes = {"train_sets": "plain.a plain.b", "both_directions": "true", "after_updates": 1}
    train(folder, model="two-ways", **{"data": ""} | flags(**changes) | {"device": "cpu"})
    text = PreparedText(folder / "two-ways/text")
    assert len(text.sources) == 240 and text.prefixes.tolist() == [33, 32] * 120
    assert (text.sources[::2] == text.targets[1::2]).all() and (text.targets[::2] == text.sources[1::2]).all()
    assert Model.read(folder / "two-ways/last").directions == [
        {"source": "en", "target": "de", "prefix": [33]},
        {"source": "de", "target": "en", "prefix": [32]},
    ]


def test_every_setting_is_known():
    from trainer.settings import SHARED

    text = (Path(__file__).parents[3] / "Documentation/training.md").read_text()
    tables = text.split("\n## Settings\n")[1].split("\n## ")[0]
    names = {
        name.strip(" `")
        for line in tables.splitlines()
        if line.startswith("| `")
        for name in line.split("|")[1].split(",")
    }
    assert names == set(SHARED)
