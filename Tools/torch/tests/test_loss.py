"""Losses against their formulas."""

from types import SimpleNamespace

import torch
from conftest import VOCABULARY, make_model

from trainer.loss import Loss, cross_entropy, distillation
from trainer.model import PADDING

SOURCE = torch.tensor([[300, 291, 295, 0], [299, 301, 290, 0]])
TARGET = torch.tensor([[301, 302, 0, PADDING], [290, 300, 305, 0]])


def test_smoothing_spreads_over_the_whole_vocabulary():
    logits = torch.randn(2, 4, VOCABULARY, generator=torch.Generator().manual_seed(1))
    scores, expected = logits.log_softmax(-1), 0
    for row in range(2):
        for place in range(4 - (row == 0)):
            right = scores[row, place, TARGET[row, place]]
            expected = expected - 0.9 * right - 0.1 * scores[row, place].mean()
    torch.testing.assert_close(cross_entropy(logits, TARGET, 0.1), expected)


def test_nothing_is_better_than_the_teachers_own_probabilities():
    logits = torch.randn(2, 4, VOCABULARY, generator=torch.Generator().manual_seed(1))
    probabilities = logits.softmax(-1)
    entropy = -(probabilities * probabilities.log()).sum(-1)[TARGET != PADDING].sum()
    torch.testing.assert_close(distillation(logits, logits, TARGET), entropy)
    assert distillation(logits + torch.randn(VOCABULARY), logits, TARGET) > entropy


def loss(model, teacher=None, **changes):
    s = SimpleNamespace(**{"label_smoothing": 0.1, "teacher_weight": 0.25, "ffn_l1": 0.0} | changes)
    return Loss(model, s, teacher)(SOURCE, TARGET)


def test_teachers_and_activity_have_their_share():
    model, teacher = make_model(), make_model(seed=2)
    plain, same = loss(model)
    assert torch.equal(plain, same)
    with torch.no_grad():
        theirs = distillation(model(SOURCE, TARGET), teacher(SOURCE, TARGET), TARGET)
    torch.testing.assert_close(loss(model, teacher)[0], 0.75 * plain + 0.25 * theirs)
    priced, same = loss(model, ffn_l1=0.5)
    assert torch.equal(plain, same)
    torch.testing.assert_close(priced, plain + 0.5 * 7 * model.activity())
    assert model.activity() > 0


def test_padding_does_not_count():
    """More of it changes neither loss nor gradients."""
    model = make_model()
    longer = torch.cat([TARGET, torch.full((2, 3), PADDING)], 1)
    found = []
    for target in (TARGET, longer):
        model.gradients.zero_()
        total = cross_entropy(model(SOURCE, target), target, 0.1)
        total.backward()
        found.append((total.detach(), model.gradients.clone()))
    torch.testing.assert_close(found[0], found[1], atol=1e-4, rtol=1e-5)
