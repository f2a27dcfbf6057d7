"""EM and F1 against the definitions of SQuAD's official script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.evaluation.reading import (
    ReadingScores,
    best_scores,
    exact_match,
    f1,
    normalise_answer,
    precision_at,
    reciprocal_rank,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Mill.", "mill"),
        ("  a  man, an   ox and the sea!", "man ox and sea"),
        ("$4,500", "4500"),
        ("theatre", "theatre"),
        ("L'Étang", "létang"),
        ("", ""),
        ("the", ""),
    ],
)
def test_normalisation(text: str, expected: str) -> None:
    assert normalise_answer(text) == expected


@pytest.mark.parametrize(
    ("prediction", "gold", "exact", "overlap"),
    [
        ("the old mill", "old mill", 1.0, 1.0),
        ("mill", "old mill", 0.0, 2 / 3),
        ("red red boat", "red boat", 0.0, 0.8),
        ("boat", "mill", 0.0, 0.0),
        ("the", "", 1.0, 1.0),
        ("", "mill", 0.0, 0.0),
    ],
)
def test_exact_match_and_f1(prediction: str, gold: str, exact: float, overlap: float) -> None:
    assert exact_match(prediction, gold) == exact
    assert f1(prediction, gold) == pytest.approx(overlap)


@given(st.text(max_size=30), st.text(max_size=30))
def test_f1_is_symmetric_and_bounded(left: str, right: str) -> None:
    assert f1(left, right) == f1(right, left)
    assert exact_match(left, right) <= f1(left, right) <= 1
    assert f1(left, left) == exact_match(left, left) == 1


def test_the_best_gold_answer_counts() -> None:
    assert best_scores("old mill", ["boat", "the mill", "old mill"]) == (1.0, 1.0)
    assert best_scores(None, []) == (1.0, 1.0)
    assert best_scores("mill", []) == (0.0, 0.0)
    assert best_scores(None, ["mill"]) == (0.0, 0.0)


def test_report() -> None:
    scores = ReadingScores()
    scores.add("mill", ["the mill"], sentence_right=True)
    scores.add("boat", ["mill"], sentence_right=False)
    scores.add(None, [])
    report = scores.report()
    assert report["exact_match"] == pytest.approx(200 / 3)
    assert report["has_answer_f1"] == 50
    assert report["no_answer_f1"] == 100
    assert report["sentence_top1"] == 50
    assert ReadingScores().report()["f1"] is None


def test_rankings() -> None:
    assert precision_at([False, True], 1) == 0
    assert precision_at([False, True], 2) == 1
    assert reciprocal_rank([False, True]) == 0.5
    assert reciprocal_rank([False]) == 0
