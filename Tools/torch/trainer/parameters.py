"""One flat float32 vector of all parameters, with its parts under their names; how they begin, and how they grow."""

import math

import torch

from .layout import FIRST_ORDINARY, Layout


def named(flat, layout):
    """Views of `flat` under the parameters' names."""
    return {p.name: flat[p.offset : p.offset + p.count].view(p.shape) for p in layout.parameters}


def flattened(tensors, configuration, device="cpu"):
    """The flat vector of tensors under their names."""
    layout = Layout(configuration)
    flat = torch.zeros(layout.count, device=device)
    for name, view in named(flat, layout).items():
        view.copy_(tensors[name])
    return flat


def initialized(configuration, generator):
    """A new model: Glorot-uniform matrices, normal embeddings of variance 1/dim, unit normalisation scales."""
    layout = Layout(configuration)
    flat = torch.zeros(layout.count)
    for name, values in named(flat, layout).items():
        rows, columns = values.shape
        if "_ln_scale" in name:
            values.fill_(1)
        elif name == "Wemb":
            values.normal_(0, 1 / math.sqrt(columns), generator=generator)
        elif rows > 1:
            limit = math.sqrt(6 / (rows + columns))
            values.uniform_(-limit, limit, generator=generator)
    return flat


def grown(model, configuration, generator, noise=0.3):
    """The flat vector of a larger model that says what `model`, tensors under their names, says.

    New layers stand on top of the old, and their output projections are zero; so are the output rows of new
    feed-forward units. New pieces begin at the mean of the ordinary ones, with noise.
    """
    flat = initialized(configuration, generator)
    parts = named(flat, Layout(configuration))
    for name, values in parts.items():
        old = model.get(name)
        if old is None:
            if name.endswith(("_Wo", "_W2")):
                values.zero_()
            continue
        rows, columns = old.shape
        if name.endswith("_W2"):
            values[rows:] = 0
        values[:rows, :columns] = old
    old_size = len(model["Wemb"])
    known = model["Wemb"][min(FIRST_ORDINARY, old_size - 1) :]
    new = parts["Wemb"][old_size:]
    if len(new):
        random = new * math.sqrt(new.shape[1])
        new.copy_(known.mean(0) + noise * known.std(0, correction=0) * random)
        biases = model["decoder_ff_logit_out_b"][0, min(FIRST_ORDINARY, old_size - 1) :]
        parts["decoder_ff_logit_out_b"][0, old_size:] = biases.mean()
    return flat
