"""Losses, as sums over target tokens."""

import torch
from torch.nn import functional as F

from .model import PADDING


def cross_entropy(logits, target, smoothing):
    """Label-smoothed cross-entropy (Szegedy et al. 2016), in nats."""
    return F.cross_entropy(
        logits.flatten(0, 1), target.flatten(), ignore_index=PADDING, reduction="sum", label_smoothing=smoothing
    )


def distillation(logits, teacher, target):
    """Cross-entropy with another model's probabilities (Kim and Rush 2016)."""
    probabilities, ours = teacher.float().softmax(-1), logits.float().log_softmax(-1)
    return -((probabilities * ours).sum(-1) * (target != PADDING)).sum()


class Loss:
    """What is minimised: with a teacher, partly the distance from its probabilities; perhaps a price on activity."""

    def __init__(self, model, s, teacher=None):
        self.model, self.teacher, self.smoothing = model, teacher, s.label_smoothing
        self.teacher_weight, self.ffn_l1 = s.teacher_weight, s.ffn_l1
        if s.ffn_l1 > 0:
            model.keep_activity()

    def __call__(self, source, target):
        """The sum to be minimised, and the sum of the smoothed cross-entropy alone."""
        logits = self.model(source, target)
        plain = total = cross_entropy(logits, target, self.smoothing)
        if self.teacher is not None:
            with torch.no_grad():
                theirs = self.teacher(source, target)
            total = (1 - self.teacher_weight) * plain + self.teacher_weight * distillation(logits, theirs, target)
        if self.ffn_l1 > 0:
            total = total + self.ffn_l1 * self.model.activity() * (target != PADDING).sum()
        return total, plain.detach()
