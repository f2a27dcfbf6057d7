from __future__ import annotations

import pytest

from neural.errors import DragomanError
from neural.streaming import Report, progress_of


def test_progress_is_yielded_and_the_result_returned() -> None:
    def work(report: Report) -> str:
        for done in range(3):
            report(done, 3)
        return "result"

    steps = progress_of(work)
    seen = []
    with pytest.raises(StopIteration) as finished:
        while True:
            seen.append(next(steps))
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert finished.value.value == "result"


def test_failures_reach_the_caller() -> None:
    def work(report: Report) -> None:
        report(1, None)
        raise DragomanError("a", "b")

    steps = progress_of(work)
    assert next(steps) == (1, None)
    with pytest.raises(DragomanError, match="a: b"):
        next(steps)
