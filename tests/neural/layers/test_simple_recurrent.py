from __future__ import annotations

import torch

from neural.layers.simple_recurrent import SSRU, _RunningMean


def _unit(size: int = 5) -> SSRU:
    torch.manual_seed(0)
    return SSRU(size)


def test_a_sequence_at_once_is_its_steps_one_by_one() -> None:
    unit, x_BTH = _unit(), torch.randn(3, 7, 5)
    cell_BH = torch.zeros(3, 5)
    for t, expected_BH in enumerate(unit(x_BTH).unbind(1)):
        h_BH, cell_BH = unit.step(x_BTH[:, t], cell_BH)
        torch.testing.assert_close(h_BH, expected_BH)


def test_gradients_are_those_of_finite_differences() -> None:
    torch.manual_seed(1)
    keep = torch.rand(4, 2, 3, dtype=torch.double, requires_grad=True)
    new = torch.randn(4, 2, 3, dtype=torch.double, requires_grad=True)
    assert torch.autograd.gradcheck(_RunningMean.apply, (keep, new))


def test_it_never_looks_ahead() -> None:
    unit, x_BTH = _unit(), torch.randn(2, 6, 5)
    changed = x_BTH.clone()
    changed[:, 4:] += 1
    torch.testing.assert_close(unit(x_BTH)[:, :4], unit(changed)[:, :4])
