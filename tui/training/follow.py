"""Follows training runs: finds them in a folder and reads what was added to their `metrics.jsonl` since last time."""

from __future__ import annotations

import math
import os
import statistics
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from neural.training.report.curves import METRICS, PAUSE_SECONDS, TRAIN, VALIDATE, Curves, Record, read_lines
from neural.training.report.settings import SETTINGS, RunSettings, read_settings

RUNNING, FINISHED, STOPPED, WAITING = "running", "finished", "stopped", "no step yet"
_RECENT = 30  # records that the speed is told by
_RUNS_MOST = 200


@dataclass(kw_only=True)
class Run:
    """One run as far as it is read. `elapsed[i]` are the seconds of training before `records[i]`, without pauses."""

    name: str
    settings: RunSettings = field(default_factory=RunSettings)
    records: list[Record] = field(default_factory=list)
    elapsed: list[float] = field(default_factory=list)
    unreadable: int = 0

    @property
    def curves(self) -> Curves:
        return Curves(records=tuple(self.records), unreadable=self.unreadable)

    @property
    def step(self) -> int:
        return max((record.step for record in self.records), default=0)

    @property
    def steps(self) -> int | None:
        """How many there are to be; None where nothing was kept of it."""
        steps = self.settings.training.get("max_steps")
        return steps if isinstance(steps, int) and steps > 0 else None

    def state(self, now: float) -> str:
        """Where the run stands. One that records nothing for far longer than usual has stopped."""
        if not self.records:
            return WAITING
        if self.steps is not None and self.step >= self.steps:
            return FINISHED
        patience = max(2 * PAUSE_SECONDS, 10 * self._usual_gap())
        return RUNNING if now - self.records[-1].time < patience else STOPPED

    def seconds_left(self) -> float | None:
        """At the speed of late; None where it can't be told."""
        recent = [(r.step, at) for r, at in zip(self.records, self.elapsed, strict=True)][-_RECENT:]
        if self.steps is None or len(recent) < 2 or recent[-1][0] <= recent[0][0]:
            return None
        pace = (recent[-1][1] - recent[0][1]) / (recent[-1][0] - recent[0][0])
        return max(0.0, pace * (self.steps - self.step))

    def best(self) -> tuple[str, int, float] | None:
        """The score that the run chooses by, the step at which it was highest, and how high."""
        curves = self.curves
        name = self.settings.score_among(curves.names(VALIDATE))
        series = curves.series(VALIDATE, name) if name else None
        if name is None or series is None or not series.values:
            return None
        number = max(range(len(series.values)), key=series.values.__getitem__)
        return name, series.steps[number], series.values[number]

    def latest(self, figure: str) -> float | None:
        """The newest value of a figure of training."""
        return next(
            (r.figures[figure] for r in reversed(self.records) if r.event == TRAIN and figure in r.figures), None
        )

    def take(self, records: list[Record]) -> None:
        """Adds what was recorded since."""
        self.records += records
        usual = self._usual_gap()
        longest = max(PAUSE_SECONDS, 10 * usual)
        self.elapsed = [0.0] if self.records else []
        for before, after in pairwise(self.records):
            gap = max(0.0, after.time - before.time)
            paused = after.event == TRAIN and gap > longest
            self.elapsed.append(self.elapsed[-1] + (0.0 if paused else gap))

    def _usual_gap(self) -> float:
        gaps = [after.time - before.time for before, after in pairwise(self.records)]
        return statistics.median(gaps) if gaps else 0.0


class Follower:
    """Reads one run, each time only what is new. A run that was begun anew, or went back to a state, is read again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = Run(name=folder.name)
        self._offset, self._last, self._settings_at = 0, b"", -1.0

    def read(self) -> bool:
        """Whether anything new was there."""
        try:
            settings_at = self._age(self.folder / SETTINGS)
            if settings_at != self._settings_at:
                self.run.settings, self._settings_at = read_settings(self.folder), settings_at
            with (self.folder / METRICS).open("rb") as file:
                file.seek(max(0, self._offset - len(self._last)))
                if file.read(len(self._last)) != self._last:
                    self.run = Run(name=self.run.name, settings=self.run.settings)
                    self._offset, self._last = 0, b""
                    file.seek(0)
                whole, newline, _ = file.read().rpartition(b"\n")  # what follows is being written at this moment
        except OSError:
            return False
        if not newline:
            return False
        self._offset += len(whole) + 1
        self._last = (whole.rpartition(b"\n")[2] + b"\n")[-400:]
        lines = [line for line in whole.decode("utf-8", errors="replace").splitlines() if line.strip()]
        records = list(read_lines(lines))
        self.run.unreadable += len(lines) - len(records)
        self.run.take(records)
        return True

    @staticmethod
    def _age(path: Path) -> float:
        return path.stat().st_mtime if path.exists() else 0.0


class Watch:
    """All runs in a folder, or the one that the folder itself is; what began last comes first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problem = ""
        self._followers: dict[Path, Follower] = {}

    def look(self) -> list[Run]:
        """Reads what is new. May take a moment: not for the screen's thread."""
        found = self._folders()
        self._followers = {path: self._followers.get(path) or Follower(path) for path in found}
        for follower in self._followers.values():
            follower.read()
        runs = [follower.run for follower in self._followers.values()]
        return sorted(runs, key=lambda run: (-run.records[0].time if run.records else -math.inf, run.name))

    def _folders(self) -> list[Path]:
        self.problem = ""
        if (self.folder / METRICS).exists():
            return [self.folder]
        try:
            with os.scandir(self.folder) as scan:
                found = [Path(entry.path) for entry in scan if entry.is_dir()]
        except OSError as error:
            self.problem = error.strerror or str(error)
            return []
        return sorted(path for path in found if (path / METRICS).exists())[:_RUNS_MOST]


def now() -> float:
    """Seconds since 1970, as runs record them."""
    return time.time()
