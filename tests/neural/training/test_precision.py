from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from neural.training import precision
from neural.training.precision import choose_precision


def timed(monkeypatch: pytest.MonkeyPatch, seconds: Callable[[bool, int], float]) -> list[int]:
    """Products take `seconds(in bfloat16?, size)`; returns the sizes that are measured in bfloat16."""
    sizes: list[int] = []

    def measure(dtype: torch.dtype, size: int) -> float:
        if dtype == torch.bfloat16:
            sizes.append(size)
        return seconds(dtype == torch.bfloat16, size)

    monkeypatch.setattr(precision, "_seconds", measure)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    return sizes


def test_imitated_bfloat16_is_told_by_a_small_product_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = timed(monkeypatch, lambda half, size: size * (50.0 if half else 1.0))
    assert choose_precision("auto") == "fp32"
    assert max(sizes) <= 64, "a large product would take seconds"


@pytest.mark.parametrize(("ratio", "chosen"), [(0.3, "bf16"), (0.75, "bf16"), (0.9, "fp32"), (1.5, "fp32")])
def test_a_large_product_decides_where_a_small_one_does_not(
    monkeypatch: pytest.MonkeyPatch, ratio: float, chosen: str
) -> None:
    timed(monkeypatch, lambda half, size: (1.2 if size <= 64 else ratio) if half else 1.0)
    assert choose_precision("auto") == chosen


def test_a_wish_is_not_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = timed(monkeypatch, lambda half, size: 1.0)
    assert [choose_precision("bf16"), choose_precision("fp32")] == ["bf16", "fp32"] and not sizes
