"""Weights in int8 as `translate model quantize` packs them (Sources/Transformer/QuantizedWeights.swift), as floats."""

import numpy as np
import torch

from .failure import Failure
from .layout import Layout

# Outputs that are packed together, and inputs of each that stand side by side.
PANEL, GROUP = 16, 4


def unpacked(tensors, configuration, path):
    """All parameters in float32 under their names; matrices that are packed side by side are told apart."""
    found, parameters = {}, {p.name: p for p in Layout(configuration).parameters}
    for name, tensor in tensors.items():
        if tensor.dtype != torch.int8:
            found[name] = tensor.float()
            continue
        if name not in parameters:
            raise Failure(f"{path} has a matrix {name} that its configuration does not know")
        names = together(name)
        biases = [bias_of(name) for name in names]
        matrix, bias = columns(tensor.numpy().reshape(-1), *size_of(parameters, names), path, name)
        for n, (weight, row) in enumerate(zip(np.split(matrix, len(names)), np.split(bias, len(names)), strict=True)):
            weight = weight if names[n] == "Wemb" else weight.T
            found[names[n]] = torch.from_numpy(np.ascontiguousarray(weight))
            found[biases[n]] = torch.from_numpy(row[None].copy())
    return found


def together(name):
    """The parameters that are packed under a name: one matrix makes queries, keys and values."""
    prefix, role = name[:-1], name[-2:]
    if role == "Wq" and not prefix.endswith("_context_W"):
        return [prefix + r for r in "qkv"]
    return [prefix + r for r in "kv"] if role == "Wk" else [name]


def bias_of(name):
    if name == "Wemb":
        return "decoder_ff_logit_out_b"
    place = name.rindex("W")
    return name[:place] + "b" + name[place + 1 :]


def size_of(parameters, names):
    """Inputs and outputs of the product; the embedding is used as the output layer, transposed."""
    shape = parameters[names[0]].shape
    return shape[::-1] if names[0] == "Wemb" else (shape[0], shape[1] * len(names))


def columns(packed, inputs, outputs, path, name):
    """Weights `[outputs, inputs]` and biases `[outputs]` of bytes that ck_pack_s8 wrote."""
    depth, width = -(-inputs // GROUP) * GROUP, -(-outputs // PANEL) * PANEL
    if len(packed) < width * (depth + 12):
        raise Failure(f"{path} is cut off: {name} has {len(packed)} bytes, not {width * (depth + 12)}")
    panels = packed[: width * depth].reshape(width // PANEL, depth // GROUP, PANEL, GROUP)
    weights = panels.transpose(0, 2, 1, 3).reshape(width, depth)[:outputs, :inputs]
    scales, _, biases = packed[width * depth : width * (depth + 12)].view(np.float32).reshape(3, width)[:, :outputs]
    return weights * scales[:, None], biases
