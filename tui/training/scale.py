"""The axes of a chart: where values stand, and which figures are written beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """From `low` to `high`, by their logarithms if `log`."""

    low: float
    high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Where `value` stands: 0 at `low`, 1 at `high`. Not below 0 or above 1 for what is within."""
        low, high, value = (self._shown(part) for part in (self.low, self.high, value))
        return (value - low) / (high - low)

    def ticks(self, most: int) -> list[float]:
        """Round values along it, at most so many."""
        if self.log:
            first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
            for within in ((1, 2, 5), (1, 3), (1,)):
                found = [m * 10.0**e for e in range(first, last + 1) for m in within]
                found = [value for value in found if self.low <= value <= self.high]
                if len(found) <= most:
                    break
            if len(found) >= 2:
                return found[:: max(1, math.ceil(len(found) / max(1, most)))]
        step = nice_step((self.high - self.low) / max(1, most))
        first = math.ceil(self.low / step - 1e-9)
        return [number * step for number in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def _shown(self, value: float) -> float:
        return math.log10(max(value, 1e-300)) if self.log else value


def scale_for(values: Iterable[float], *, log: bool = False) -> Scale:
    """One that holds all of `values` with a little room around them. Only what is above 0 has a logarithm."""
    known = [value for value in values if math.isfinite(value) and (value > 0 or not log)]
    if not known:
        return Scale(0.1, 1.0, log) if log else Scale(0.0, 1.0)
    low, high = min(known), max(known)
    if log:
        return Scale(low / 1.1, high * 1.1, True)
    room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    return Scale(0.0 if 0 <= low < room else low - room, high + room)


def nice_step(least: float) -> float:
    """The first of 1, 2, 2.5 and 5, times a power of ten, that is not smaller than `least`."""
    if least <= 0 or not math.isfinite(least):
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next((m * power for m in (1, 2, 2.5, 5) if m * power >= least * (1 - 1e-9)), 10 * power)


def short(value: float) -> str:
    """A figure in at most six characters: 0.003, 2.5, 3,000 as 3k, 2e-05."""
    size = abs(value)
    if size and (size < 0.001 or size >= 1e9):
        return f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    for limit, sign in ((1e6, "M"), (1e4, "k")):
        if size >= limit:
            unit = 1e6 if sign == "M" else 1e3
            return f"{value / unit:.3g}{sign}"
    return f"{value:.3g}" if size < 1000 else f"{value:.0f}"


def clock(seconds: float) -> str:
    """75 -> "1m 15s"; two units at most."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return f"{hours // 24}d {hours % 24}h"
    if hours:
        return f"{hours}h {minutes:02d}m"
    return f"{minutes}m {rest:02d}s" if minutes else f"{rest}s"
