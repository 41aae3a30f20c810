"""Names, shapes and places of all parameters: Sources/Transformer/ParameterLayout.swift in Python."""

from dataclasses import asdict, dataclass, replace
from math import prod

# Ids: behind </s> and <unk> come 32 placeholders, 256 bytes, and the vocabulary's ordinary pieces.
FIRST_PLACEHOLDER, FIRST_BYTE, FIRST_ORDINARY = 2, 34, 290
# The last placeholders say which direction is meant, where there are two.
BACKWARD, FORWARD = FIRST_PLACEHOLDER + 30, FIRST_PLACEHOLDER + 31


@dataclass(frozen=True)
class Configuration:
    """Sizes and choices of a model, under the names that model.json has."""

    vocabularySize: int
    dim: int = 256
    feedForward: int = 1024
    heads: int = 8
    encoderLayers: int = 6
    decoderLayers: int = 2
    normalization: str = "post"
    activation: str = "relu"
    # Not in model.json: "attention", or "ssru" for the decoder's recurrence (which `translate` does not run).
    decoder: str = "attention"

    @property
    def suffix(self):
        """Marian's ending for a normalisation that stands before its sublayer."""
        return "_pre" if self.normalization == "pre" else ""

    def json(self):
        values = asdict(self)
        if self.decoder == "attention":
            values.pop("decoder")
        return values

    @classmethod
    def from_json(cls, values):
        values = {name: value for name, value in values.items() if name != "positions"}
        return cls(**values)

    def sized(self, **changes):
        return replace(self, **changes)


@dataclass(frozen=True)
class Parameter:
    name: str
    shape: tuple[int, int]
    offset: int

    @property
    def count(self):
        return prod(self.shape)

    @property
    def is_matrix(self):
        """Whether Muon moves it: embeddings are looked up by row, vectors have no singular values."""
        return self.shape[0] > 1 and self.name != "Wemb"


class Layout:
    """All parameters of a configuration, in the order in which they stand in one flat vector."""

    def __init__(self, configuration):
        self.parameters, self.count = [], 0
        for name, rows, columns in shapes(configuration):
            self.parameters.append(Parameter(name, (rows, columns), self.count))
            # Every parameter begins on a 64-byte boundary.
            self.count += (rows * columns + 15) & ~15


def shapes(c):
    """Marian's names, and shapes as [inputs, outputs]."""
    yield "Wemb", c.vocabularySize, c.dim
    for layer in range(1, c.encoderLayers + 1):
        yield from attention(f"encoder_l{layer}_self", c)
        yield from feed_forward(f"encoder_l{layer}_ffn", c)
    for layer in range(1, c.decoderLayers + 1):
        if c.decoder == "ssru":
            yield from ssru(f"decoder_l{layer}_rnn", c)
        else:
            yield from attention(f"decoder_l{layer}_self", c)
        yield from attention(f"decoder_l{layer}_context", c)
        yield from feed_forward(f"decoder_l{layer}_ffn", c)
    if c.normalization == "pre":
        for stack in ("encoder_top", "decoder_top"):
            yield from layer_norm(stack, c.dim, "")
    yield "decoder_ff_logit_out_b", 1, c.vocabularySize


def attention(prefix, c):
    for role in "qkvo":
        yield f"{prefix}_W{role}", c.dim, c.dim
        yield f"{prefix}_b{role}", 1, c.dim
    yield from layer_norm(f"{prefix}_Wo", c.dim, c.suffix)


def ssru(prefix, c):
    """Marian's names of the simpler simple recurrent unit (Kim et al. 2019)."""
    yield f"{prefix}_W", c.dim, c.dim
    yield f"{prefix}_Wf", c.dim, c.dim
    yield f"{prefix}_bf", 1, c.dim
    yield from layer_norm(f"{prefix}_ffn", c.dim, c.suffix)


def feed_forward(prefix, c):
    yield f"{prefix}_W1", c.dim, c.feedForward
    yield f"{prefix}_b1", 1, c.feedForward
    yield f"{prefix}_W2", c.feedForward, c.dim
    yield f"{prefix}_b2", 1, c.dim
    yield from layer_norm(f"{prefix}_ffn", c.dim, c.suffix)


def layer_norm(prefix, dim, suffix):
    yield f"{prefix}_ln_scale{suffix}", 1, dim
    yield f"{prefix}_ln_bias{suffix}", 1, dim
