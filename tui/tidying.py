"""Full passes of the garbage collector while nobody is at the keys.

A full pass looks through all that a long conversation keeps: more than 100 ms in which nothing is drawn. Python begins
one whenever enough was made since the last, which is while somebody scrolls. Here they wait for a moment of rest.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

REST = 1.0  # seconds without a key or the mouse
_SELDOM = 500  # middle passes before Python begins a full one by itself: there has been no rest for very long
_WORTH = 5  # middle passes since the last full one: fewer leave little to be found


class Tidying:
    """Between `begin` and `end`; the interpreter's own settings come back then. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._touched = clock()
        self._usual: tuple[int, int, int] | None = None

    def begin(self) -> None:
        """Full passes are no longer Python's business."""
        self._usual = gc.get_threshold()
        gc.set_threshold(*self._usual[:2], _SELDOM)

    def end(self) -> None:
        """They are again."""
        if self._usual is not None:
            gc.set_threshold(*self._usual)

    def touched(self) -> None:
        """A key was pressed, or the mouse moved: the next moment of rest begins now."""
        self._touched = self._clock()

    def tidy(self) -> bool:
        """Makes a full pass if it is time for one; tells whether it did. To be called about once a second."""
        due = gc.get_count()[2] >= _WORTH and self._clock() - self._touched >= REST
        if due:
            gc.collect()
        return due
