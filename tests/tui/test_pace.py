"""When a stream is drawn: on a clock of the test's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.pace import FRAME, SHARE, TYPING, Pace


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def _after(clock: Clock, cost: float, *, typing: bool) -> Pace:
    """A pace just after a drawing that took `cost`."""
    pace = Pace(clock)
    pace.draws()
    clock.now += cost
    pace.drew()
    if typing:
        pace.typed()
    return pace


def test_the_first_drawing_waits_for_nothing() -> None:
    assert Pace(Clock()).wait() == 0


@pytest.mark.parametrize("cost", [0.001, 0.08, 3.0])
def test_with_nobody_typing_a_stream_is_drawn_at_every_frame(cost: float) -> None:
    assert _after(Clock(), cost, typing=False).wait() == pytest.approx(FRAME)


def test_a_cheap_drawing_waits_for_a_frame_while_somebody_types() -> None:
    assert _after(Clock(), FRAME * SHARE / 2, typing=True).wait() == pytest.approx(FRAME)


@given(cost=st.floats(0.002, 0.5))
def test_while_somebody_types_drawings_take_no_more_than_their_share(cost: float) -> None:
    clock = Clock()
    pace, begun = _after(clock, cost, typing=True), clock.now
    while wait := pace.wait():
        clock.now += wait
        pace.typed()
    assert cost / (clock.now - begun) <= SHARE * 1.001


def test_who_stops_typing_sees_what_came_meanwhile() -> None:
    clock = Clock()
    pace = _after(clock, 1.0, typing=True)
    clock.now += pace.wait()
    assert clock.now == pytest.approx(101.0 + TYPING) and pace.wait() == 0
