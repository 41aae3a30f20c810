"""Cuts pairs into parts whose sources have equal lengths, so that nothing has to be masked."""

import numpy as np
import torch

from .model import PADDING


def parts_of(text, pairs, tokens):
    """Arrays of pairs, sorted by the lengths of source and target; each has sources of one length, and at most `tokens`
    tokens, with padding, on its longer side (and at least one pair)."""
    sources, targets = text.source_lengths(pairs), text.target_lengths(pairs)
    order = np.lexsort((targets, sources))
    pairs, sources, targets = pairs[order], sources[order], targets[order]
    parts, start = [], 0
    for end in np.append(np.flatnonzero(np.diff(sources)) + 1, len(pairs)):
        while start < end:
            widths = np.maximum(targets[start:end], sources[start])
            fitting = np.searchsorted(widths * np.arange(1, len(widths) + 1), tokens, "right")
            stop = start + max(1, int(fitting))
            parts.append(pairs[start:stop])
            start = stop
    return parts


def tensors(text, part):
    """Sources `[pairs, S]` and targets `[pairs, T]` of a part."""
    return torch.from_numpy(text.source_rows(part)), torch.from_numpy(text.target_rows(part, PADDING))
