"""Gathers and shows how a run goes."""

import math
import time

import torch

from .failure import Failure


def short(value):
    """Four digits of a number, whole where it is large."""
    if not isinstance(value, float):
        return value
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


class Meter:
    """Gathers what happened since the last line of progress; sums stay on the device until they are wanted."""

    def __init__(self, processes):
        self.processes = processes
        self.loss, self.norm = torch.zeros((), device=processes.device), torch.zeros((), device=processes.device)
        self.reset()

    def reset(self):
        self.loss.zero_()
        self.norm.zero_()
        self.tokens, self.updates, self.rate, self.since = 0, 0, 0.0, time.monotonic()

    def add(self, tokens, loss, norm, rate):
        self.loss += loss
        self.norm += norm
        self.tokens, self.updates, self.rate = self.tokens + tokens, self.updates + 1, rate

    def check_finite(self, update):
        if not math.isfinite(self.loss.item()) or not math.isfinite(self.norm.item()):
            raise Failure(
                f"the loss is not a number at update {update}: lower --learn-rate or lengthen --lr-warmup, and start "
                "again from the last checkpoint"
            )

    def flush(self):
        loss = self.loss.item() / max(self.tokens, 1)
        norm = self.norm.item() / max(self.updates, 1)
        if not math.isfinite(loss) or not math.isfinite(norm):
            self.check_finite(self.updates)
        seconds = max(time.monotonic() - self.since, 1e-9)
        facts = {
            "loss": loss, "learningRate": self.rate, "gradientNorm": norm,
            "tokensPerSecond": self.tokens / seconds, "updatesPerSecond": self.updates / seconds,
        }  # fmt: skip
        self.reset()
        return facts
