"""Steps with caches against the whole at once, search against enumeration, growth against the model grown from."""

import itertools

import numpy as np
import pytest
import torch
from conftest import VOCABULARY, make_model

from trainer.layers import linear_recurrence
from trainer.layout import Layout
from trainer.model import Transformer
from trainer.parameters import grown, named
from trainer.search import State, sampled, searched

SOURCE = torch.tensor([[300, 291, 295, 0], [299, 301, 290, 0]])


def test_steps_equal_the_whole(model):
    target = torch.randint(290, VOCABULARY, (2, 6), generator=torch.Generator().manual_seed(2))
    with torch.no_grad():
        expected = model(SOURCE, target).log_softmax(-1)
        state, tokens = State(model, SOURCE, 1, 6), None
        for position in range(6):
            found = state.step(tokens)[:, 0]
            torch.testing.assert_close(found, expected[:, position], atol=1e-5, rtol=1e-4)
            tokens = target[:, position : position + 1]


def test_rows_can_be_reordered_and_left_out(model):
    target = torch.randint(290, VOCABULARY, (2, 2, 4), generator=torch.Generator().manual_seed(3))
    with torch.no_grad():
        state = State(model, SOURCE, 2, 6)
        state.step(None)
        for position in range(3):
            state.step(target[:, :, position])
        state.reorder(torch.tensor([[1, 0], [1, 1]]))
        state.keep(torch.tensor([1]))
        found = state.step(target[1:, :, 3])
        for row in range(2):
            history = torch.cat([target[1, 1, :3], target[1, row, 3:]])[None]
            expected = model(SOURCE[1:], torch.cat([history, history[:, :1]], 1)).log_softmax(-1)[0, 4]
            torch.testing.assert_close(found[0, row], expected, atol=1e-5, rtol=1e-4)


def small_search_model():
    """Few tokens that are worth looking at, so that all sequences can be tried."""
    model = make_model(seed=4)
    names = named(model.flat, model.layout)
    names["decoder_ff_logit_out_b"][0, 1:300] = -1e4
    names["decoder_ff_logit_out_b"][0, 304:] = -1e4
    names["decoder_ff_logit_out_b"][0, 0] = 1.0
    return model


def best_of_all(model, source, limit):
    """The best of all sequences, by trying them."""
    best = (-np.inf, None)
    for length in range(1, limit + 1):
        for body in itertools.product(range(300, 304), repeat=length - 1):
            sequence = torch.tensor([[*body, 0]])
            scores = model(source, sequence).log_softmax(-1)[0]
            score = scores.gather(1, sequence.T).sum().item() / length
            best = max(best, (score, [*body, 0]))
    return best


@torch.no_grad()
def test_wide_beams_find_the_best_of_all():
    model = small_search_model()
    found = searched(model, SOURCE, 4, 150, 1.0)
    for row in range(2):
        assert found[row] == best_of_all(model, SOURCE[row : row + 1], 4)[1]


@torch.no_grad()
def test_beam_of_one_takes_the_likeliest():
    model = make_model(seed=5)
    for row, found in zip(SOURCE, searched(model, SOURCE, 12, 1, 1.0), strict=True):
        expected = []
        while len(expected) < 12 and expected[-1:] != [0]:
            logits = model(row[None], torch.tensor([[*expected, 1]]))[0, len(expected)]
            expected.append(int(logits.argmax()) if len(expected) < 11 else 0)
        assert found == expected


@torch.no_grad()
def test_sentences_do_not_depend_on_their_batch():
    model = make_model(seed=6)
    many = torch.randint(290, VOCABULARY, (40, 5), generator=torch.Generator().manual_seed(1))
    together = searched(model, many, 12, 3, 1.0)
    assert together == [searched(model, row[None], 12, 3, 1.0)[0] for row in many]


@torch.no_grad()
def test_samples_follow_the_probabilities():
    model = small_search_model()
    drawn = sampled(model, SOURCE[:1].expand(4000, -1), 8, 1.0, 0, torch.Generator().manual_seed(1))
    probabilities = model(SOURCE[:1], torch.tensor([[1]]))[0, 0].softmax(-1)
    for token in (0, 300, 301, 302, 303):
        share = sum(row[0] == token for row in drawn) / 4000
        assert share == pytest.approx(probabilities[token].item(), abs=0.03)
    likeliest = sampled(model, SOURCE[:1].expand(50, -1), 8, 1.0, 1, torch.Generator().manual_seed(1))
    assert likeliest == searched(model, SOURCE[:1], 8, 1, 1.0) * 50


@torch.no_grad()
def test_recurrence_is_the_loop():
    decay, increment = torch.rand(2, 9, 3), torch.randn(2, 9, 3)
    state, expected = torch.zeros(2, 3), []
    for position in range(9):
        state = decay[:, position] * state + increment[:, position]
        expected.append(state)
    torch.testing.assert_close(linear_recurrence(decay, increment), torch.stack(expected, 1))


def larger(model, **sizes):
    configuration = model.configuration.sized(**sizes)
    tensors = {name: view.clone() for name, view in named(model.flat, Layout(model.configuration)).items()}
    return Transformer(configuration, grown(tensors, configuration, torch.Generator().manual_seed(9))).eval()


@torch.no_grad()
@pytest.mark.parametrize("decoder", ["attention", "ssru"])
def test_grown_models_say_the_same(decoder):
    model = make_model(decoder=decoder)
    target = torch.randint(290, VOCABULARY, (2, 6), generator=torch.Generator().manual_seed(2))
    expected = model(SOURCE, target)
    if decoder == "attention":
        assert torch.equal(larger(model, encoderLayers=4, decoderLayers=3)(SOURCE, target), expected)
    units = larger(model, feedForward=50, encoderLayers=3)
    torch.testing.assert_close(units(SOURCE, target), expected, atol=1e-5, rtol=1e-5)
    pieces = larger(model, vocabularySize=VOCABULARY + 9)(SOURCE, target)
    torch.testing.assert_close(pieces[:, :, :VOCABULARY], expected, atol=1e-5, rtol=1e-5)
    assert (pieces[:, :, VOCABULARY:].logsumexp(-1) < expected.logsumexp(-1)).all()
