"""The sublayers of a Transformer: Sources/Training/Layers in PyTorch, for whole batches and, with caches, for one step.

Each module holds those of the model's parameters whose names begin with its prefix, under the rest of their names.
Layers of one kind are alike to the compiler, which compiles them once.
"""

import torch
from torch import nn
from torch.nn import functional as F

LAYER_NORM_EPSILON = 1e-6


def drop(x, rate, is_training):
    """Dropout, which PyTorch does not leave out where the rate is zero."""
    return F.dropout(x, rate, is_training) if rate > 0 else x


class Part(nn.Module):
    def __init__(self, parameters, prefix, *names):
        super().__init__()
        for name in names:
            self.register_parameter(name, parameters[f"{prefix}_{name}"])

    def linear(self, x, *roles):
        """x W + b; several products side by side."""
        if len(roles) == 1:
            return F.linear(x, getattr(self, f"W{roles[0]}").T, getattr(self, f"b{roles[0]}")[0])
        weight = torch.cat([getattr(self, f"W{role}") for role in roles], 1)
        return F.linear(x, weight.T, torch.cat([getattr(self, f"b{role}") for role in roles], 1)[0])


class LayerNorm(nn.Module):
    def __init__(self, parameters, prefix, suffix):
        super().__init__()
        self.scale = parameters[f"{prefix}_ln_scale{suffix}"]
        self.bias = parameters[f"{prefix}_ln_bias{suffix}"]

    def forward(self, x):
        return F.layer_norm(x, self.scale.shape[1:], self.scale[0], self.bias[0], LAYER_NORM_EPSILON)


class Residual(nn.Module):
    """norm(x + dropout(sublayer(x))), or x + dropout(sublayer(norm(x))) with normalisation in front."""

    def __init__(self, sublayer, parameters, norm_prefix, configuration, dropout):
        super().__init__()
        self.sublayer = sublayer
        self.norm = LayerNorm(parameters, norm_prefix, configuration.suffix)
        self.is_pre, self.dropout = configuration.normalization == "pre", dropout

    def forward(self, x, *rest):
        return self.around(x, lambda y: self.sublayer(y, *rest))

    def step(self, x, *rest):
        return self.around(x, lambda y: self.sublayer.step(y, *rest))

    def around(self, x, sublayer):
        if self.is_pre:
            return x + drop(sublayer(self.norm(x)), self.dropout, self.training)
        return self.norm(x + drop(sublayer(x), self.dropout, self.training))


class Attention(Part):
    """Multi-head attention. Sequences of a batch are equally long as far as anything sees, so there are no masks."""

    def __init__(self, parameters, prefix, configuration, dropout):
        super().__init__(parameters, prefix, *(f"{kind}{role}" for role in "qkvo" for kind in "Wb"))
        self.head_count, self.dropout = configuration.heads, dropout

    def heads(self, x):
        """`[batch, length, dim]` to `[batch, heads, length, dim of a head]`."""
        return x.unflatten(-1, (self.head_count, -1)).transpose(1, 2)

    def attend(self, query, key, value, is_causal=False):
        dropout = self.dropout if self.training else 0.0
        context = F.scaled_dot_product_attention(query, key, value, dropout_p=dropout, is_causal=is_causal)
        return self.linear(context.transpose(1, 2).flatten(2), "o")


class SelfAttention(Attention):
    def __init__(self, parameters, prefix, configuration, dropout, is_causal):
        super().__init__(parameters, prefix, configuration, dropout)
        self.is_causal = is_causal

    def project(self, x):
        return (self.heads(part) for part in self.linear(x, "q", "k", "v").chunk(3, -1))

    def forward(self, x):
        return self.attend(*self.project(x), is_causal=self.is_causal)

    def new_cache(self, rows, length, like):
        shape = (2, rows, self.head_count, length, like.shape[-1] // self.head_count)
        return torch.zeros(shape, dtype=self.cache_type(like), device=like.device)

    @staticmethod
    def cache_type(like):
        is_autocast = torch.is_autocast_enabled(like.device.type)
        return torch.get_autocast_dtype(like.device.type) if is_autocast else like.dtype

    def step(self, x, cache, position):
        """One position: `x` is `[rows, 1, dim]`, `cache` holds the keys and values of those before."""
        query, key, value = self.project(x)
        cache[0, :, :, position], cache[1, :, :, position] = key[:, :, 0], value[:, :, 0]
        return self.attend(query, *cache[:, :, :, : position + 1])

    @staticmethod
    def select(cache, rows):
        return cache.index_select(1, rows)


class CrossAttention(Attention):
    def forward(self, x, memory):
        return self.attend(self.heads(self.linear(x, "q")), *self.keys_values(memory))

    def keys_values(self, memory):
        return [self.heads(part) for part in self.linear(memory, "k", "v").chunk(2, -1)]

    def step(self, x, keys_values):
        """The rows of a sentence, `[sentences, rows, dim]`, read its keys together."""
        return self.attend(self.heads(self.linear(x, "q")), *keys_values)


class FeedForward(Part):
    """activation(x W1 + b1) W2 + b2."""

    def __init__(self, parameters, prefix, configuration, dropout):
        super().__init__(parameters, prefix, "W1", "b1", "W2", "b2")
        self.activation = F.relu if configuration.activation == "relu" else F.silu
        self.dropout = dropout
        # Whether the mean absolute activation of the latest batch is kept in `activity`.
        self.keeps_activity, self.activity = False, None

    def forward(self, x):
        hidden = self.activation(self.linear(x, "1"))
        if self.keeps_activity:
            self.activity = hidden.float().abs().mean()
        return self.linear(drop(hidden, self.dropout, self.training), "2")

    step = forward


class SSRU(Part):
    """c = f c' + (1 - f) x W, f = sigmoid(x Wf + bf), output relu(c) (Kim et al. 2019)."""

    def __init__(self, parameters, prefix):
        super().__init__(parameters, prefix, "W", "Wf", "bf")

    def gates(self, x):
        forget = torch.sigmoid(self.linear(x, "f").float())
        return forget, (1 - forget) * F.linear(x, self.W.T).float()

    def forward(self, x):
        return F.relu(linear_recurrence(*self.gates(x)))

    def new_cache(self, rows, length, like):
        return torch.zeros((rows, 1, like.shape[-1]), device=like.device)

    def step(self, x, cache, position):
        forget, increment = self.gates(x)
        cache.copy_(forget * cache + increment)
        return F.relu(cache)

    @staticmethod
    def select(cache, rows):
        return cache.index_select(0, rows)


def linear_recurrence(decay, increment):
    """y[t] = decay[t] y[t - 1] + increment[t] along dimension 1, in log2(length) steps over the whole sequence."""
    distance = 1
    while distance < increment.shape[1]:
        padding = (0, 0, distance, 0)
        increment = increment + decay * F.pad(increment, padding)[:, :-distance]
        decay = decay * F.pad(decay, padding)[:, :-distance]
        distance *= 2
    return increment
