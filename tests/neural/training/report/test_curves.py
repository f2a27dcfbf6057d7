from __future__ import annotations

import math
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.errors import DragomanError
from neural.training.monitor import Monitor
from neural.training.report.curves import TRAIN, VALIDATE, read_curves
from tests.neural.training.report.made import RECORDS, make_run, train_record, validate_record

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, width=32)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_the_curves_read_are_the_curves_written(rows: list[tuple[float, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        monitor = Monitor(
            Path(folder), kind="toy", unit="units", score="f1", max_steps=len(rows), first_step=0, active=True
        )
        for step, (loss, learning_rate, norm, rate, f1) in enumerate(rows):
            figures = {"loss": loss, "learning_rate": learning_rate, "gradient_norm": norm, "rate": rate}
            monitor.log(step, TRAIN, figures)
            monitor.log(step + 1, VALIDATE, {"f1": f1})
        monitor.close()
        curves = read_curves(Path(folder))
    steps = tuple(range(len(rows)))
    for column, name in enumerate(("loss", "learning_rate", "gradient_norm", "rate")):
        series = curves.series(TRAIN, name)
        assert (series.steps, series.values) == (steps, tuple(row[column] for row in rows))
    validated = curves.series(VALIDATE, "f1")
    assert (validated.steps, validated.values) == (tuple(s + 1 for s in steps), tuple(row[4] for row in rows))
    assert curves.names(VALIDATE) == ["f1"] and curves.unreadable == 0 and curves.last_step == len(rows)


@pytest.mark.parametrize(
    "end", ['{"step": 21, "ti', "null\n", "[1]\n", '{"step": 3}\n', '{"step": "x", "time": 1}\n', "\x00"]
)
def test_a_broken_line_is_passed_over_and_counted(tmp_path: Path, end: str) -> None:
    whole = read_curves(make_run(tmp_path / "whole"))
    broken = read_curves(make_run(tmp_path / "broken", end=end))
    assert broken.records == whole.records
    assert (whole.unreadable, broken.unreadable) == (0, 1)


def test_values_that_are_no_numbers_are_left_out_and_counted(tmp_path: Path) -> None:
    records = [train_record(0), train_record(1, loss=math.nan), train_record(2, loss=math.inf), train_record(3)]
    series = read_curves(make_run(tmp_path / "run", records)).series(TRAIN, "loss")
    assert series.steps == (0, 3) and series.left_out == 2


def test_the_time_counts_validations_but_no_pauses(tmp_path: Path) -> None:
    records = [train_record(step, time=1000.0 + 2 * step) for step in range(20)]
    records.append(validate_record(20, bleu=1.0) | {"time": 1338.0})  # 300 seconds of validation
    records += [train_record(step, time=90_000.0 + 2 * step) for step in range(21, 25)]  # resumed the next day
    assert read_curves(make_run(tmp_path / "run", records)).seconds == 38 + 300 + 6


def test_figures_that_a_run_has_not_are_empty(tmp_path: Path) -> None:
    curves = read_curves(make_run(tmp_path / "run", RECORDS[:1]))
    assert curves.series(VALIDATE, "bleu").values == () and curves.names(VALIDATE) == []
    assert curves.seconds == 0.0


@pytest.mark.parametrize(("content", "said"), [(None, "is missing"), ("", "no step yet"), ("{\n", "no step yet")])
def test_a_folder_without_a_run_is_told_in_one_line(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "metrics.jsonl").write_text(content)
    with pytest.raises(DragomanError, match=said):
        read_curves(tmp_path)
