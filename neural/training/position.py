"""Where a run stands, and how fast it goes."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Position:
    """Part of the state; `epoch` and `batch` say which batch comes next."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    seconds: float = 0.0
    best_score: float = float("-inf")
    since_best: int = 0
    """Validations since the best one."""
    halvings: int = 0
    """Of the learning rate, by the schedule "plateau"."""
    best_metrics: dict[str, float] | None = None


class Speed:
    """Units of work a second, over the time that went into steps: their data included, validating and saving not."""

    def __init__(self) -> None:
        self.units, self._seconds, self._began = 0, 0.0, 0.0

    def begin(self) -> None:
        """A step begins, with fetching its data."""
        self._began = time.perf_counter()

    def end(self) -> None:
        self._seconds += time.perf_counter() - self._began

    def take(self, units: float) -> float:
        """The rate at which `units` were worked on since it was last asked for."""
        rate = units / max(self._seconds, 1e-9)
        self.units, self._seconds = 0, 0.0
        return rate
