"""Axes, dots and curves."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tui.training.runs import write_run
from tui.training.braille import Canvas
from tui.training.chart import Curve
from tui.training.figures import Manner, curves_of, title_of
from tui.training.follow import Follower, Run
from tui.training.scale import Scale, clock, nice_step, scale_for, short

NUMBERS = st.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@given(st.lists(NUMBERS, min_size=1), st.integers(2, 12))
def test_a_scale_holds_its_values_and_its_ticks_are_few(values: list[float], most: int) -> None:
    scale = scale_for(values)
    assert all(-1e-6 <= scale.place(value) <= 1 + 1e-6 for value in values)
    ticks = scale.ticks(most)
    assert len(ticks) <= most + 1 and all(-1e-6 <= scale.place(tick) <= 1 + 1e-6 for tick in ticks)


@given(st.lists(st.floats(min_value=1e-9, max_value=1e9), min_size=1), st.integers(2, 12))
def test_a_logarithmic_scale_too(values: list[float], most: int) -> None:
    scale = scale_for([*values, 0.0, -1.0], log=True)
    assert all(-1e-6 <= scale.place(value) <= 1 + 1e-6 for value in values)
    assert all(scale.low * 0.999 <= tick <= scale.high * 1.001 for tick in scale.ticks(most))


def test_ticks_are_round() -> None:
    assert Scale(0, 10).ticks(5) == [0, 2, 4, 6, 8, 10]
    assert Scale(0.02, 200, log=True).ticks(5) == pytest.approx([0.1, 1, 10, 100])
    assert nice_step(0.0007) == pytest.approx(0.001) and nice_step(2.3) == 2.5 and nice_step(0) == 1
    assert [short(v) for v in (0.0025, 3, 12345, 2e6, 2e-5, 0)] == ["0.0025", "3", "12.3k", "2M", "2e-5", "0"]
    assert [clock(s) for s in (5, 75, 3720, 200_000)] == ["5s", "1m 15s", "1h 02m", "2d 7h"]
    assert scale_for([math.nan]) == Scale(0.0, 1.0)


def test_a_line_touches_every_column_between_its_ends() -> None:
    canvas = Canvas(4, 2)
    canvas.line([(0, 0), (7, 7)], 3)
    rows = list(canvas.rows())
    assert "".join(character for character, _ in rows[0]) == "⠑⢄  " and rows[1][3] == ("⢄", 3)
    assert rows[1][0] == (" ", -1)
    canvas.dot(99, 99, 1)  # outside: nothing happens


def test_a_curve_is_read_at_the_nearest_value() -> None:
    curve = Curve(name="a", number=1, x=[0, 10, 20], y=[1, 2, 3])
    assert (curve.at(4), curve.at(6), curve.at(20), curve.at(30), curve.letter) == (1, 2, 3, None, "b")


def test_curves_of_runs(tmp_path: Path) -> None:
    runs = []
    for name in ("a", "b"):
        follower = Follower(write_run(tmp_path / name, score="f1" if name == "b" else "bleu"))
        follower.read()
        runs.append(follower.run)
    numbered = list(enumerate(runs))
    loss = curves_of("loss", numbered, Manner())
    assert [curve.number for curve in loss] == [0, 1] and len(loss[0].faint) == len(loss[0].y) == 11
    assert curves_of("loss", numbered, Manner(smooth=False))[0].faint == ()
    assert curves_of("loss", numbered, Manner(time=True))[0].x[-1] == pytest.approx(100)
    assert title_of("score", runs) == "Validation BLEU, F1" and title_of("rate", runs) == "Tokens a second"
    assert all(curve.points for curve in curves_of("score", numbered, Manner()))
    assert curves_of("loss", [(0, Run(name="empty"))], Manner()) == []
