"""How often a stream is drawn: as often as the eye can see, and seldom while somebody types."""

from __future__ import annotations

import time
from collections.abc import Callable

FRAME = 1 / 30
"""Seconds between two drawings at least: the eye sees no more, and the screen stays free."""
SHARE = 0.04
"""Of the time that drawings may take while somebody types: with more, one key in twenty would wait for one."""
TYPING = 0.7
"""Seconds after a key in which another is likely."""


class Pace:
    """Knows when a stream was drawn last, how long that took, and whether somebody is typing. Times are seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._begun = self._ended = self._typed = -TYPING
        self._cost = 0.0

    def typed(self) -> None:
        """A key came."""
        self._typed = self._clock()

    def draws(self) -> None:
        """A drawing begins."""
        self._begun = self._ended = self._clock()

    def drew(self) -> None:
        """It is on the screen."""
        self._ended = self._clock()
        self._cost = self._ended - self._begun

    def wait(self) -> float:
        """How long to wait until the next drawing, or until it is worth asking again: who stops typing sees at once
        what came meanwhile. 0: draw now."""
        now = self._clock()
        frame = self._ended + FRAME - now
        if now - self._typed >= TYPING:
            return max(0.0, frame)
        dear = self._ended + self._cost / SHARE - now
        return max(0.0, frame, min(dear, self._typed + TYPING - now))
