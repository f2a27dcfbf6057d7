from __future__ import annotations

import pytest
import torch

from neural.layers.dropout import LockedDropout, WordDropout


def test_locked_dropout_hides_the_same_units_at_every_step_and_keeps_the_mean() -> None:
    torch.manual_seed(0)
    out = LockedDropout(0.25)(torch.ones(200, 5, 40))
    assert torch.equal(out, out[:, :1].expand_as(out))
    assert out.unique().tolist() == pytest.approx([0.0, 1 / 0.75])
    assert abs(out.mean().item() - 1.0) < 0.02


def test_word_dropout_hides_whole_positions() -> None:
    torch.manual_seed(0)
    out = WordDropout(0.3)(torch.ones(100, 20, 4))
    assert torch.equal(out, out[:, :, :1].expand_as(out))
    assert abs(out.mean().item() - 0.7) < 0.03


def test_nothing_is_hidden_in_use() -> None:
    x = torch.randn(2, 3, 4)
    for layer in (LockedDropout(0.5), WordDropout(0.5)):
        assert torch.equal(layer.eval()(x), x)
        assert torch.equal(type(layer)(0.0)(x), x)
