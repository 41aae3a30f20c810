"""Training steps against files that another program has written: Tests/TrainingTests/Golden/make.py says how."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors import safe_open

from trainer.layout import Configuration, Layout
from trainer.loss import cross_entropy
from trainer.model import PADDING, Transformer
from trainer.optimiser import Optimiser
from trainer.parameters import flattened, named

GOLDEN = Path(__file__).parents[3] / "Tests/TrainingTests/Golden"


def batch(facts):
    """One part a sentence length, as training makes them."""
    pairs = list(zip(facts["sources"], facts["targets"], strict=True))
    for length in sorted({len(source) for source, _ in pairs}):
        group = [pair for pair in pairs if len(pair[0]) == length]
        width = max(len(target) for _, target in group)
        yield (
            torch.tensor([source for source, _ in group]),
            torch.tensor([target + [PADDING] * (width - len(target)) for _, target in group]),
        )


@pytest.mark.parametrize(("name", "activation"), [("post", "relu"), ("pre", "swish")])
def test_steps_agree(name, activation):
    with safe_open(GOLDEN / f"{name}.safetensors", "pt") as file:
        tensors = {key: file.get_tensor(key) for key in file.keys()}
        facts = json.loads(file.metadata()["facts"])

    def stored(kind):
        return {key.split("/")[1]: value for key, value in tensors.items() if key.startswith(f"{kind}/")}

    configuration = Configuration(
        facts["vocabulary"], facts["dim"], facts["feedForward"], facts["heads"], facts["layers"], facts["layers"],
        name, activation,
    )  # fmt: skip
    model = Transformer(configuration, flattened(stored("weights"), configuration))
    s = SimpleNamespace(
        optimizer="adam", optimizer_params=[facts["beta1"], facts["beta2"], facts["epsilon"]], weight_decay=0,
        clip_norm=facts["clipNorm"], exponential_smoothing=0.1, precision="float32",
    )  # fmt: skip
    optimiser = Optimiser(model, s)
    tokens = sum(len(target) for target in facts["targets"])
    for step in range(3):
        total = 0
        for source, target in batch(facts):
            loss = cross_entropy(model(source, target), target, facts["smoothing"])
            loss.backward()
            total += loss.item()
        assert total / tokens == pytest.approx(facts["losses"][step], rel=2e-5)
        if step == 0:
            compare(model.gradients / tokens, stored("gradients"), configuration, 1e-5)
        norm = optimiser.update(tokens, facts["rate"])
        assert norm.item() == pytest.approx(facts["norms"][step], rel=1e-4)
        if step != 1:
            compare(model.flat, stored(f"after{step + 1}"), configuration, 1e-5 if step == 0 else 5e-5)


def compare(flat, expected, configuration, tolerance):
    for name, found in named(flat, Layout(configuration)).items():
        difference = (found - expected[name]).abs() / expected[name].abs().clamp(min=1)
        assert difference.max() <= tolerance, name
