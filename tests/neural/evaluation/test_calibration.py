"""Measures of calibration against cases that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.evaluation.calibration import auroc, expected_calibration_error, reliability


def test_error_of_two_bins_by_hand() -> None:
    # 0.2 said, half right: off by 0.3. 0.9 said, all right: off by 0.1. Two cases each.
    assert expected_calibration_error([0.2, 0.2, 0.9, 0.9], [0, 1, 1, 1]) == pytest.approx(0.2)
    assert expected_calibration_error([0.2, 0.2, 0.9, 0.9], [0, 1, 1, 1], [3, 3, 1, 1]) == pytest.approx(0.25)
    assert expected_calibration_error([], []) is None
    with pytest.raises(ValueError, match="differ in number"):
        expected_calibration_error([0.5], [])


def test_confidence_that_holds_has_little_error() -> None:
    random = np.random.default_rng(0)
    said = random.random(40_000)
    assert (expected_calibration_error(said, random.random(40_000) < said) or 0) < 0.02
    assert (expected_calibration_error(said, random.random(40_000) < said**2) or 0) > 0.1


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_bins_share_out_all_cases(cases: list[tuple[float, bool]]) -> None:
    bins = reliability([said for said, _ in cases], [right for _, right in cases])
    assert sum(found.share for found in bins) == pytest.approx(1)
    for found in bins:
        assert found.low - 1e-9 <= found.confidence <= found.high + 1e-9 and 0 <= found.right <= 1


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
def test_area_is_the_share_of_pairs_in_order(cases: list[tuple[int, bool]]) -> None:
    yes, no = [s for s, y in cases if y], [s for s, y in cases if not y]
    pairs = [(a > b) + 0.5 * (a == b) for a in yes for b in no]
    expected = pytest.approx(sum(pairs) / len(pairs)) if pairs else None
    assert auroc([s for s, _ in cases], [y for _, y in cases]) == expected
