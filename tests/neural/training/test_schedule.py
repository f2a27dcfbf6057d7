from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.training.options import ScheduleName
from neural.training.schedule import DECAY_SHARE, rate_at

NAMES = get_args(ScheduleName)


@given(st.sampled_from(NAMES), st.integers(0, 500), st.integers(1, 50), st.integers(60, 500))
def test_a_rate_is_a_share(name: ScheduleName, step: int, warmup: int, steps: int) -> None:
    assert 0.0 <= rate_at(step, name, warmup, steps) <= 1.0


@pytest.mark.parametrize("name", [name for name in NAMES if name != "one_cycle"])
def test_every_schedule_rises_to_its_peak_and_then_never_again(name: ScheduleName) -> None:
    rates = [rate_at(step, name, 10, 100) for step in range(100)]
    assert rates[:10] == pytest.approx([(i + 1) / 10 for i in range(10)])
    assert all(a >= b - 1e-12 for a, b in pairwise(rates[10:]))
    assert max(rates) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("name", ["cosine", "trapezoid", "one_cycle"])
def test_schedules_with_an_end_fall_to_nothing(name: ScheduleName) -> None:
    assert rate_at(999, name, 10, 1000) < 0.03


def test_a_trapezoid_is_flat_until_its_last_part() -> None:
    steps = 10_000
    assert rate_at(int(steps * (1 - DECAY_SHARE)) - 100, "trapezoid", 10, steps) == 1.0
    assert rate_at(steps - 1, "trapezoid", 10, steps) < 0.05


def test_inverse_square_root() -> None:
    assert rate_at(400, "inverse_sqrt", 100, 1000) == pytest.approx(0.5)


def test_one_cycle_rises_for_a_third_and_falls_without_a_jump() -> None:
    rates = [rate_at(step, "one_cycle", 10, 100) for step in range(100)]
    peak = rates.index(max(rates))
    assert 25 <= peak <= 35 and rates[0] == pytest.approx(0.04)
    assert rates[:peak] == sorted(rates[:peak]) and rates[peak:] == sorted(rates[peak:], reverse=True)
    assert max(abs(a - b) for a, b in pairwise(rates)) < 0.06
