"""Garbage is collected while nobody is at the keys."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from tests.tui.conftest import Harness
from tui.tidying import REST, Tidying


class Ring:
    """Refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.me = self


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def tidying(clock: Clock) -> Iterator[Tidying]:
    usual = gc.get_threshold()
    tidying = Tidying(clock)
    tidying.begin()
    yield tidying
    tidying.end()
    assert gc.get_threshold() == usual


def passes() -> int:
    """Full ones that there have been."""
    return int(gc.get_stats()[2]["collections"])


def old_litter() -> weakref.ref[Ring]:
    """That outlived the quick passes, so that only a full one finds it."""
    ring = Ring()
    gc.collect(1)
    return weakref.ref(ring)


def make_objects() -> list[list[Ring]]:
    """Many, and all of them stay: where this is new to it, Python makes full passes of its own meanwhile."""
    return [[Ring() for _ in range(100)] for _ in range(2000)]


def test_waits_for_a_rest(tidying: Tidying, clock: Clock) -> None:
    litter = old_litter()
    before = passes()
    objects = make_objects()
    clock.now = 10.0
    tidying.touched()
    clock.now += REST / 2
    assert not tidying.tidy() and passes() == before and litter() is not None
    clock.now += REST
    assert tidying.tidy() and passes() == before + 1 and litter() is None
    assert not tidying.tidy()  # hardly anything was made since
    del objects


def test_python_would_not_have_waited() -> None:
    gc.freeze()  # what the tests before this one left counts against it
    gc.collect()
    try:
        before = passes()
        objects = make_objects()
        assert passes() > before
        del objects
    finally:
        gc.unfreeze()


async def test_the_app_begins_and_ends_it(app: Harness) -> None:
    usual = gc.get_threshold()
    async with app.run_test():
        assert gc.get_threshold()[2] > usual[2]
    assert gc.get_threshold() == usual
