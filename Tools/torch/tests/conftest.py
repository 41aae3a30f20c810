"""Toy text and models, made in a temporary folder."""

import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch

sys.path.insert(0, str(Path(__file__).parents[1]))
torch.set_num_threads(1)

from trainer import settings as all_settings  # noqa: E402
from trainer.layout import Configuration  # noqa: E402
from trainer.model import Transformer  # noqa: E402
from trainer.parameters import initialized  # noqa: E402
from trainer.text import PreparedText, TextWriter  # noqa: E402

VOCABULARY = 310


def made_up_pairs(count, seed=1, longest=12):
    """The target is the source backwards, a piece higher."""
    generator = np.random.default_rng(seed)
    for _ in range(count):
        source = generator.integers(290, VOCABULARY - 1, generator.integers(1, longest))
        yield np.append(source, 0), np.append(source[::-1] + 1, 0)


@pytest.fixture
def text(tmp_path):
    """Two parts, one with a prefix and weight 0.5, and text that is held out."""
    writer = TextWriter(tmp_path / "text", VOCABULARY)
    pieces = ["</s>", "<unk>"] + [f"<ph{n}>" for n in range(32)] + [f"<0x{n:02X}>" for n in range(256)]
    pieces += [f"▁w{n}" for n in range(VOCABULARY - len(pieces))]
    (tmp_path / "text" / "vocabulary.txt").write_text("\n".join(pieces) + "\n")
    (tmp_path / "text" / "codes.bpe").write_text("#version: 0.2\n")
    for name, count, weight, prefix in [("plain", 200, 1.0, 0), ("marked", 100, 0.5, 33), (None, 20, 1.0, 0)]:
        sources, targets = zip(*made_up_pairs(count, seed=count), strict=True)
        writer.add([prefix] * count, sources, targets, name, weight)
    writer.finish(maximumLength=20, skipped={}, validFiles=[], stamps={"training": ["1"]})
    return PreparedText(tmp_path / "text")


@pytest.fixture(params=[("pre", "relu", "attention"), ("post", "swish", "attention"), ("pre", "relu", "ssru")])
def model(request):
    return make_model(*request.param)


def make_model(normalization="pre", activation="relu", decoder="attention", seed=1, **sizes):
    sizes = {"dim": 16, "feedForward": 24, "heads": 2, "encoderLayers": 2, "decoderLayers": 2} | sizes
    configuration = Configuration(VOCABULARY, normalization=normalization, activation=activation, **sizes)
    configuration = configuration.sized(decoder=decoder)
    flat = initialized(configuration, torch.Generator().manual_seed(seed))
    # Larger than at the beginning of a run, so that models have opinions.
    return Transformer(configuration, 1.5 * flat).eval()


def settings(**changes) -> SimpleNamespace:
    """Defaults of a toy run, changed."""
    toy = {
        "model": "run", "data": "text", "dim-emb": 16, "transformer-dim-ffn": 24, "transformer-heads": 2,
        "enc-depth": 1, "dec-depth": 1, "transformer-norm": "pre", "precision": "float32", "device": "cpu",
        "mini-batch-words": 300, "shard-words": 100, "maxi-batch-pairs": 150, "learn-rate": 0.003, "lr-warmup": 10,
        "exponential-smoothing": 0.01, "optimizer": "muon",
    }  # fmt: skip
    return all_settings.settings(toy | {name.replace("_", "-"): value for name, value in changes.items()})
