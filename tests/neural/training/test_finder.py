from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from neural.training.finder import find_learning_rate
from tests.neural.training.test_loop import OPTIONS, LineTask


def test_it_finds_a_rate_between_useless_and_explosive(tmp_path: Path) -> None:
    options = replace(OPTIONS, optimiser="sgd", clip_norm=1e9)
    found = find_learning_rate(LineTask(), options, lowest=1e-5, highest=100.0, steps=80)
    assert 1e-3 < found.suggestion < 1.0
    assert found.rates == sorted(found.rates)
    assert found.losses[-1] > 2 * min(found.losses), "it should have gone on until the loss exploded"
    found.save(tmp_path / "rates.json")
    assert json.loads((tmp_path / "rates.json").read_text())["suggestion"] == found.suggestion


def test_it_gives_the_same_answer_twice() -> None:
    first, second = (find_learning_rate(LineTask(), OPTIONS, steps=30) for _ in range(2))
    assert first == second


def test_rates_that_do_nothing_are_told() -> None:
    with pytest.raises(ValueError, match="falls at none"):
        find_learning_rate(LineTask(), replace(OPTIONS, optimiser="sgd"), lowest=50.0, highest=60.0, steps=5)
