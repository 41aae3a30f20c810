"""Muon against its definition, rates against formulas."""

from types import SimpleNamespace

import pytest
import torch

from trainer.optimiser import orthogonalized
from trainer.schedule import by_time, by_updates


@pytest.mark.parametrize("shape", [(3, 12, 12), (2, 8, 20), (1, 20, 8)])
def test_singular_values_become_nearly_equal(shape):
    g = torch.randn(shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    left, values, right = torch.linalg.svd(g, full_matrices=False)
    values = values / values.norm(dim=1, keepdim=True)
    for _ in range(5):
        values = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
    expected = left @ torch.diag_embed(values) @ right
    torch.testing.assert_close(orthogonalized(g), expected, atol=1e-6, rtol=1e-6)


def test_bfloat16_is_near_enough():
    g = torch.randn(2, 32, 64, generator=torch.Generator().manual_seed(1))
    values = torch.linalg.svdvals(orthogonalized(g, is_bfloat16=True))
    assert values.min() > 0.5 and values.max() < 1.3
    assert (orthogonalized(g, is_bfloat16=True) - orthogonalized(g)).norm() < 0.1 * orthogonalized(g).norm()


def rates(**changes):
    return SimpleNamespace(
        **{"learn_rate": 1.0, "lr_warmup": 10, "lr_warmup_start_rate": 0.0, "after_updates": 0, "lr_cooldown": 0}
        | changes
    )


def test_rates_by_updates():
    assert by_updates(rates(), 5) == 0.5
    assert by_updates(rates(), 40) == 0.5
    assert by_updates(rates(after_updates=40, lr_cooldown=20), 30) == pytest.approx((1 / 3) ** 0.5 / 2)
    assert by_updates(rates(after_updates=40, lr_cooldown=20), 40) == 0


def test_rates_by_time_end_at_zero():
    s = rates(seconds=100, descent=0.5)
    assert by_time(s, 5, 1) == 0.5
    assert by_time(s, 50, 50) == 1
    assert by_time(s, 50, 75) == 0.5
    assert by_time(s, 50, 100) == by_time(s, 50, 101) == 0
