"""The Transformer, on whole batches and step by step.

All sources of a batch have the same number of tokens (parts.py sees to it), and targets are padded at their end, where
a causal decoder does not see it: so attention needs no masks, and the fastest kernels apply.
"""

import math

import torch
from torch import nn
from torch.nn import functional as F

from .layers import SSRU, CrossAttention, FeedForward, LayerNorm, Residual, SelfAttention, drop
from .layout import Layout

# A target that does not count.
PADDING = -100


class EncoderLayer(nn.Module):
    def __init__(self, p, prefix, c, dropout):
        super().__init__()
        attention = SelfAttention(p, f"{prefix}_self", c, dropout[1], is_causal=False)
        self.attention = Residual(attention, p, f"{prefix}_self_Wo", c, dropout[0])
        self.ffn = Residual(FeedForward(p, f"{prefix}_ffn", c, dropout[2]), p, f"{prefix}_ffn_ffn", c, dropout[0])

    def forward(self, x):
        return self.ffn(self.attention(x))


class DecoderLayer(nn.Module):
    def __init__(self, p, prefix, c, dropout):
        super().__init__()
        if c.decoder == "ssru":
            self.past = Residual(SSRU(p, f"{prefix}_rnn"), p, f"{prefix}_rnn_ffn", c, dropout[0])
        else:
            attention = SelfAttention(p, f"{prefix}_self", c, dropout[1], is_causal=True)
            self.past = Residual(attention, p, f"{prefix}_self_Wo", c, dropout[0])
        cross = CrossAttention(p, f"{prefix}_context", c, dropout[1])
        self.context = Residual(cross, p, f"{prefix}_context_Wo", c, dropout[0])
        self.ffn = Residual(FeedForward(p, f"{prefix}_ffn", c, dropout[2]), p, f"{prefix}_ffn_ffn", c, dropout[0])

    def forward(self, x, memory):
        return self.ffn(self.context(self.past(x), memory))

    def step(self, x, cache, position, keys_values):
        """One position: `x` is `[rows, 1, dim]`; the rows of a sentence stand together."""
        x = self.past.step(x, cache, position)
        sentences = keys_values[0].shape[0]
        x = self.context.step(x.view(sentences, -1, x.shape[-1]), keys_values).view(x.shape)
        return self.ffn.step(x)


class Transformer(nn.Module):
    """Its parameters are views of one flat vector, `[inputs, outputs]`, under the names that weights files have; so are
    their gradients, of another one."""

    def __init__(self, configuration, flat, dropout=(0.0, 0.0, 0.0), maximum_length=256):
        super().__init__()
        c = self.configuration = configuration
        self.layout = Layout(c)
        self.flat, self.gradients, self.dropout = flat, torch.zeros_like(flat), dropout[0]
        p = self.views()
        self.embedding, self.output_bias = p["Wemb"], p["decoder_ff_logit_out_b"]
        self.encoder = nn.ModuleList(
            EncoderLayer(p, f"encoder_l{n}", c, dropout) for n in range(1, c.encoderLayers + 1)
        )
        self.decoder = nn.ModuleList(
            DecoderLayer(p, f"decoder_l{n}", c, dropout) for n in range(1, c.decoderLayers + 1)
        )
        is_pre = c.normalization == "pre"
        self.encoder_top = LayerNorm(p, "encoder_top", "") if is_pre else nn.Identity()
        self.decoder_top = LayerNorm(p, "decoder_top", "") if is_pre else nn.Identity()
        self.register_buffer("positions", positions(maximum_length, c.dim).to(flat.device), persistent=False)

    def views(self):
        parameters = {}
        for p in self.layout.parameters:
            part = slice(p.offset, p.offset + p.count)
            parameters[p.name] = nn.Parameter(self.flat[part].view(p.shape))
            parameters[p.name].grad = self.gradients[part].view(p.shape)
        return parameters

    def compile_layers(self):
        """Compiles a layer of each kind; lengths stay open. Where the compiler fails, layers run as they are."""
        torch._dynamo.config.recompile_limit = 64
        torch._dynamo.config.suppress_errors = True
        for layer in (*self.encoder, *self.decoder):
            layer.compile(dynamic=True)

    def keep_activity(self):
        """Has feed-forward networks keep their mean absolute activation, for `activity`."""
        for layer in (*self.encoder, *self.decoder):
            layer.ffn.sublayer.keeps_activity = True

    def activity(self):
        return torch.stack([layer.ffn.sublayer.activity for layer in (*self.encoder, *self.decoder)]).mean()

    def forward(self, source, target):
        """Logits `[batch, T, vocabulary]` of source tokens `[batch, S]` and target tokens `[batch, T]`, `PADDING` at
        the end of shorter targets."""
        return self.logits(self.decode(self.encode(source), target.clamp(min=0)))

    def encode(self, source):
        x = self.drop(self.embed(source) + self.positions[: source.shape[1]])
        for layer in self.encoder:
            x = layer(x)
        return self.encoder_top(x)

    def decode(self, memory, target):
        # Moved on by one; a zero vector begins.
        x = F.pad(self.embed(target[:, :-1]), (0, 0, 1, 0))
        x = self.drop(x + self.positions[: target.shape[1]])
        for layer in self.decoder:
            x = layer(x, memory)
        return self.decoder_top(x)

    def logits(self, x):
        return F.linear(x, self.embedding, self.output_bias[0])

    def embed(self, tokens):
        return F.embedding(tokens, self.embedding) * math.sqrt(self.configuration.dim)

    def drop(self, x):
        return drop(x, self.dropout, self.training)


def positions(count, dim):
    """Sinusoidal positions `[sin | cos]`, spaced Marian's way, `[count, dim]`."""
    half = dim // 2
    rates = torch.exp(-math.log(10_000) / max(half - 1, 1) * torch.arange(half, dtype=torch.float64))
    angles = torch.arange(count, dtype=torch.float64)[:, None] * rates
    return torch.cat([angles.sin(), angles.cos()], 1).float()
