"""The curves of a run, as `metrics.jsonl` has them."""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from neural.errors import DragomanError

METRICS = "metrics.jsonl"
TRAIN, VALIDATE = "train", "validate"
PAUSE_SECONDS = 60.0
"""A shorter gap between two records is never a pause."""
SMOOTH_OVER = 1 / 25
"""Of a curve: the part that a smoothed value mostly looks back on."""
HEADER = ("step", "time", "event")


@dataclass(frozen=True, kw_only=True)
class Record:
    """One line of `metrics.jsonl`: what was measured at `step`, at `time` (seconds since 1970)."""

    step: int
    time: float
    event: str
    figures: Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Series:
    """One figure over the steps, without the values that are no finite numbers; `left_out` counts those."""

    steps: tuple[int, ...]
    values: tuple[float, ...]
    left_out: int = 0


@dataclass(frozen=True, kw_only=True)
class Curves:
    """All that a run recorded, in the order in which it did; `unreadable` counts broken lines."""

    records: tuple[Record, ...]
    unreadable: int = 0

    def names(self, event: str) -> list[str]:
        """The figures that records of `event` hold, in the order of their first appearance."""
        return list(dict.fromkeys(name for r in self.records if r.event == event for name in r.figures))

    def series(self, event: str, name: str) -> Series:
        """The figure `name` of the records of `event`; empty where there is none."""
        found = [(r.step, r.figures[name]) for r in self.records if r.event == event and name in r.figures]
        kept = [(step, value) for step, value in found if math.isfinite(value)]
        return Series(
            steps=tuple(step for step, _ in kept),
            values=tuple(value for _, value in kept),
            left_out=len(found) - len(kept),
        )

    @property
    def last_step(self) -> int:
        return max(r.step for r in self.records)

    @property
    def seconds(self) -> float:
        """From the first record to the last, without the pauses between a stop and the resuming.

        A pause can be told from the record after it: training goes on after a gap far longer than the usual one.
        """
        gaps = [(b.time - a.time, b.event) for a, b in pairwise(self.records)]
        usual = statistics.median(gap for gap, _ in gaps) if gaps else 0.0
        longest = max(PAUSE_SECONDS, 10 * usual)
        return sum(gap for gap, event in gaps if gap > 0 and (event != TRAIN or gap <= longest))


def read_curves(run_dir: Path) -> Curves:
    """Reads `metrics.jsonl` of a run, also while it is being written: a line that is broken is passed over.

    Raises DragomanError where the folder holds no run, or one that has recorded nothing yet.
    """
    path = run_dir / METRICS
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        raise DragomanError(f"run '{run_dir}'", f"{METRICS} is missing", "name the run folder of a training") from None
    except OSError as error:
        raise DragomanError(f"run '{run_dir}'", f"{METRICS} cannot be read ({error})", "check its rights") from error
    records = tuple(read_lines(lines))
    if not records:
        raise DragomanError(f"run '{run_dir}'", f"{METRICS} holds no step yet", "train it first")
    return Curves(records=records, unreadable=sum(bool(line.strip()) for line in lines) - len(records))


def read_lines(lines: Iterable[str]) -> Iterator[Record]:
    """The records of lines of `metrics.jsonl`; those that are broken are passed over."""
    for line in lines:
        try:
            entry = json.loads(line)
            yield Record(
                step=int(entry["step"]),
                time=float(entry["time"]),
                event=str(entry["event"]),
                figures={k: float(v) for k, v in entry.items() if k not in HEADER and isinstance(v, int | float)},
            )
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            continue  # cut short: its run was killed, or is writing at this moment


def smoothed(values: Sequence[float]) -> list[float]:
    """An exponential average, without the pull of the zero that it begins with (Kingma & Ba 2015, section 3)."""
    keep = 1 - 1 / max(1.0, len(values) * SMOOTH_OVER)
    average, result = 0.0, []
    for number, value in enumerate(values, start=1):
        average = keep * average + (1 - keep) * value
        result.append(average / (1 - keep**number))
    return result
