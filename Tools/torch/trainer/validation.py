"""Judges a model by text that is held out."""

import math

import torch
from torch.nn import functional as F

from .failure import Failure
from .loss import cross_entropy
from .model import PADDING
from .parts import parts_of, tensors
from .search import translate


class Validation:
    def __init__(self, text, vocabulary, s):
        self.text, self.vocabulary, self.s = text, vocabulary, s
        self.pairs = text.validation
        self.metrics = s.valid_metrics
        self.tokens = max(s.shard_words, 4096)
        if {"bleu", "chrf"} & set(self.metrics):
            try:
                import sacrebleu  # noqa: F401
            except ImportError:
                raise Failure("--valid-metrics bleu and chrf need sacrebleu: pip install sacrebleu") from None

    @torch.no_grad()
    def judge(self, model):
        """Values under the metrics' names, and perplexity."""
        device = model.flat.device
        smoothed = plain = torch.zeros((), device=device)
        count = 0
        for part in parts_of(self.text, self.pairs, self.tokens):
            source, target = (x.to(device) for x in tensors(self.text, part))
            logits = model(source, target)
            smoothed = smoothed + cross_entropy(logits, target, self.s.label_smoothing)
            plain = plain + F.cross_entropy(
                logits.flatten(0, 1), target.flatten(), ignore_index=PADDING, reduction="sum"
            )
            count += int((target != PADDING).sum())
        result = {"cross-entropy": smoothed.item() / count, "perplexity": math.exp(plain.item() / count)}
        return result | self.scores(model)

    def scores(self, model):
        wanted = [metric for metric in self.metrics if metric in ("bleu", "chrf")]
        if not wanted:
            return {}
        import sacrebleu

        found = {}
        for part in parts_of(self.text, self.pairs, self.tokens):
            rows = translate(model, self.text, part, self.s.valid_beam_size, self.s.valid_normalize)
            found |= {pair: self.vocabulary.decode(ids) for pair, ids in zip(part.tolist(), rows, strict=True)}
        found = [found[pair] for pair in self.pairs.tolist()]
        references = [self.vocabulary.decode(self.text.segment(self.text.targets[pair])) for pair in self.pairs]
        values = {}
        if "bleu" in wanted:
            values["bleu"] = sacrebleu.corpus_bleu(found, [references], tokenize=self.s.valid_tokenizer).score
        if "chrf" in wanted:
            values["chrf"] = sacrebleu.corpus_chrf(found, [references]).score
        return values


LOWER_IS_BETTER = ("cross-entropy", "perplexity")


def is_better(metric, value, best):
    if best is None:
        return math.isfinite(value)
    return value < best if metric in LOWER_IS_BETTER else value > best
