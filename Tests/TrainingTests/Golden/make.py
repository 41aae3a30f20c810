#!/usr/bin/env python3
"""Writes post.safetensors and pre.safetensors: training steps of a tiny Transformer as PyTorch makes them.

    pip install torch numpy safetensors
    python make.py        (in this directory)

Each file holds, in float32 and as [rows, columns], the initial parameters (`weights/NAME`), the gradients of the mean
loss a token (`gradients/NAME`) and the parameters after one step (`after1/NAME`) and after three steps on the same
batch (`after3/NAME`). Its metadata holds the batch, the losses, the norms of the gradient and the settings. All is
computed in float64 with PyTorch's own layers, loss, clipping and optimiser; nothing comes from the Swift program.
"""
import json
import math

import torch
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional

torch.set_default_dtype(torch.float64)
VOCABULARY, DIM, FFN, HEADS, LAYERS = 11, 8, 12, 2, 2
SMOOTHING, RATE, BETAS, EPSILON, CLIP = 0.1, 0.02, (0.9, 0.98), 1e-4, 0.75
PAIRS = [([3, 5, 9, 0], [4, 4, 7, 10, 0]), ([6, 0], [2, 0]), ([8, 1, 2, 5, 5, 0], [9, 3, 0])]


class Attention(nn.Module):
    def __init__(self, suffix):
        super().__init__()
        self.q, self.k, self.v, self.o = (nn.Linear(DIM, DIM) for _ in range(4))
        self.norm = nn.LayerNorm(DIM, eps=1e-6)
        self.suffix = suffix

    def forward(self, x, memory, causal):
        def heads(y):
            return y.view(len(y), HEADS, DIM // HEADS).transpose(0, 1)
        context = functional.scaled_dot_product_attention(
            heads(self.q(x)), heads(self.k(memory)), heads(self.v(memory)), is_causal=causal)
        return self.o(context.transpose(0, 1).reshape(len(x), DIM))

    def names(self, prefix):
        for role in "qkvo":
            yield f"{prefix}_W{role}", getattr(self, role).weight, True
            yield f"{prefix}_b{role}", getattr(self, role).bias, False
        yield f"{prefix}_Wo_ln_scale{self.suffix}", self.norm.weight, False
        yield f"{prefix}_Wo_ln_bias{self.suffix}", self.norm.bias, False


class FeedForward(nn.Module):
    def __init__(self, suffix, activation):
        super().__init__()
        self.inner, self.outer = nn.Linear(DIM, FFN), nn.Linear(FFN, DIM)
        self.norm = nn.LayerNorm(DIM, eps=1e-6)
        self.suffix, self.activation = suffix, activation

    def forward(self, x):
        return self.outer(self.activation(self.inner(x)))

    def names(self, prefix):
        yield f"{prefix}_W1", self.inner.weight, True
        yield f"{prefix}_b1", self.inner.bias, False
        yield f"{prefix}_W2", self.outer.weight, True
        yield f"{prefix}_b2", self.outer.bias, False
        yield f"{prefix}_ffn_ln_scale{self.suffix}", self.norm.weight, False
        yield f"{prefix}_ffn_ln_bias{self.suffix}", self.norm.bias, False


class Model(nn.Module):
    def __init__(self, pre, activation):
        super().__init__()
        self.pre = pre
        suffix = "_pre" if pre else ""
        self.embedding = nn.Embedding(VOCABULARY, DIM)
        self.bias = nn.Parameter(torch.zeros(VOCABULARY))
        self.encoder = nn.ModuleList(
            nn.ModuleList([Attention(suffix), FeedForward(suffix, activation)]) for _ in range(LAYERS))
        self.decoder = nn.ModuleList(
            nn.ModuleList([Attention(suffix), Attention(suffix), FeedForward(suffix, activation)])
            for _ in range(LAYERS))
        self.tops = nn.ModuleList([nn.LayerNorm(DIM, eps=1e-6) for _ in range(2)]) if pre else None

    def named(self):
        """Marian's names, the parameters, and whether PyTorch stores them transposed."""
        yield "Wemb", self.embedding.weight, False
        for i, (attention, ffn) in enumerate(self.encoder, 1):
            yield from attention.names(f"encoder_l{i}_self")
            yield from ffn.names(f"encoder_l{i}_ffn")
        for i, (attention, context, ffn) in enumerate(self.decoder, 1):
            yield from attention.names(f"decoder_l{i}_self")
            yield from context.names(f"decoder_l{i}_context")
            yield from ffn.names(f"decoder_l{i}_ffn")
        for name, norm in zip(["encoder_top", "decoder_top"], self.tops or []):
            yield f"{name}_ln_scale", norm.weight, False
            yield f"{name}_ln_bias", norm.bias, False
        yield "decoder_ff_logit_out_b", self.bias, False

    def residual(self, x, sublayer, *rest):
        if self.pre:
            normed = sublayer.norm(x)
            memory = [normed if r is x else r for r in rest]
            return x + sublayer(normed, *memory)
        return sublayer.norm(x + sublayer(x, *rest))

    @staticmethod
    def positions(count):
        half = DIM // 2
        rates = torch.exp(-math.log(10000) / (half - 1) * torch.arange(half))
        angles = torch.arange(count)[:, None] * rates
        return torch.cat([angles.sin(), angles.cos()], 1)

    def forward(self, source, target):
        x = self.embedding(source) * math.sqrt(DIM) + self.positions(len(source))
        for attention, ffn in self.encoder:
            x = self.residual(self.residual(x, attention, x, False), ffn)
        if self.pre:
            x = self.tops[0](x)
        start = torch.zeros(1, DIM)
        y = torch.cat([start, self.embedding(target[:-1]) * math.sqrt(DIM)]) + self.positions(len(target))
        for attention, context, ffn in self.decoder:
            y = self.residual(y, attention, y, True)
            y = self.residual(self.residual(y, context, x, False), ffn)
        if self.pre:
            y = self.tops[1](y)
        return y @ self.embedding.weight.T + self.bias


def make(name, pre, activation):
    torch.manual_seed(7)
    model = Model(pre, activation)
    tensors = {}

    def store(kind, values):
        for key, parameter, transposed in values:
            matrix = parameter.T if transposed else parameter
            matrix = matrix if matrix.dim() == 2 else matrix[None]
            tensors[f"{kind}/{key}"] = matrix.detach().to(torch.float32).contiguous().clone()

    with torch.no_grad():
        for parameter in model.parameters():
            # Exactly float32, so that both sides begin with the same numbers.
            parameter.copy_((parameter + 0.1 * torch.randn_like(parameter)).to(torch.float32))
    store("weights", model.named())
    optimiser = torch.optim.Adam(model.parameters(), lr=RATE, betas=BETAS, eps=EPSILON)
    losses, norms = [], []
    for step in range(3):
        optimiser.zero_grad()
        pairs = [(torch.tensor(source), torch.tensor(target)) for source, target in PAIRS]
        logits = torch.cat([model(source, target) for source, target in pairs])
        loss = functional.cross_entropy(logits, torch.cat([t for _, t in pairs]), label_smoothing=SMOOTHING)
        loss.backward()
        losses.append(loss.item())
        if step == 0:
            store("gradients", ((key, p.grad, transposed) for key, p, transposed in model.named()))
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), CLIP).item())
        optimiser.step()
        if step != 1:
            store(f"after{step + 1}", model.named())
    facts = dict(
        vocabulary=VOCABULARY, dim=DIM, feedForward=FFN, heads=HEADS, layers=LAYERS, smoothing=SMOOTHING, rate=RATE,
        beta1=BETAS[0], beta2=BETAS[1], epsilon=EPSILON, clipNorm=CLIP, losses=losses, norms=norms,
        sources=[s for s, _ in PAIRS], targets=[t for _, t in PAIRS], torch=torch.__version__)
    save_file(tensors, f"{name}.safetensors", {"facts": json.dumps(facts)})
    print(name, losses, norms)


make("post", False, functional.relu)
make("pre", True, functional.silu)
