"""A run in words and numbers: what stands in a report beside the plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from neural.training.report.curves import TRAIN, VALIDATE, Curves
from neural.training.report.settings import RunSettings

ROWS_MOST = 12
"""Validations in the table; of more, the best, the last and some evenly between."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run as a report sees it; `name` is its folder's, made unlike those of the runs beside it."""

    name: str
    curves: Curves
    settings: RunSettings


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table of texts; the first column names the rows. `folded` shows only its title until it is opened."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    folded: bool = False


def label(name: str) -> str:
    """How a figure is called in print."""
    return {"bleu": "BLEU", "chrf": "chrF", "f1": "F1"}.get(name, name.replace("_", " "))


def facts(runs: Sequence[Run]) -> list[str]:
    """The sentences under the title: how long, how good, what was strange."""
    return [f"{run.name}: {fact}" if len(runs) > 1 else fact for run in runs for fact in _facts(run)]


def _facts(run: Run) -> list[str]:
    said = [f"{run.settings.kind.capitalize()}, {run.curves.last_step:,} steps in {duration(run.curves.seconds)}"]
    seed = run.settings.training.get("seed")
    said[0] += f", seed {seed}." if seed is not None else "."
    if best := best_validation(run):
        name, step, value = best
        said.append(f"Best {label(name)} on validation: {value:.4g}, at step {step:,}.")
    if run.settings.command:
        said.append(f"Made by: {run.settings.command}")
    lost = {name: run.curves.series(TRAIN, name).left_out for name in run.curves.names(TRAIN)}
    said += [f"No finite number: {label(name)}, {count} times; not drawn." for name, count in lost.items() if count]
    if run.curves.unreadable:
        said.append(f"Lines of metrics.jsonl that could not be read: {run.curves.unreadable}.")
    return said


def best_validation(run: Run) -> tuple[str, int, float] | None:
    """The score that the run chooses by, the step at which it was highest, and how high; None before the first."""
    name = run.settings.score_among(run.curves.names(VALIDATE))
    series = run.curves.series(VALIDATE, name) if name else None
    if name is None or series is None or not series.values:
        return None
    best = max(range(len(series.values)), key=lambda i: series.values[i])
    return name, series.steps[best], series.values[best]


def duration(seconds: float) -> str:
    """75 -> "1 min 15 s"."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def validation_grid(run: Run, alone: bool) -> Grid:
    """The validations step by step, with all that was measured in them."""
    names = run.curves.names(VALIDATE)
    records = [record for record in run.curves.records if record.event == VALIDATE]
    best = best_validation(run)
    rows = [
        (
            f"{record.step:,}" + (" (best)" if best and record.step == best[1] else ""),
            *(f"{record.figures[name]:.4g}" if name in record.figures else "" for name in names),
        )
        for number, record in enumerate(records)
        if number in _chosen(len(records)) or (best and record.step == best[1])
    ]
    title = "Validation" if alone else f"Validation of {run.name}"
    return Grid(title=title, head=("step", *map(label, names)), rows=rows)


def _chosen(count: int) -> set[int]:
    if count <= ROWS_MOST:
        return set(range(count))
    return {round(i * (count - 1) / (ROWS_MOST - 1)) for i in range(ROWS_MOST)}


def settings_grid(runs: Sequence[Run]) -> Grid:
    """The settings of training and of the model, a column a run; those that differ between runs come first."""
    parts = [{**_flat(run.settings.training, ""), **_flat(run.settings.model, "model: ")} for run in runs]
    names = list(dict.fromkeys(name for part in parts for name in part))
    rows = [(name, *(part.get(name, "–") for part in parts)) for name in names]
    rows.sort(key=lambda row: len(set(row[1:])) == 1)  # stable: otherwise in the order in which they were kept
    head = ("setting", *(run.name if len(runs) > 1 else "value" for run in runs))
    return Grid(title="Settings", head=head, rows=rows, folded=len(runs) == 1)


def _flat(settings: Any, before: str) -> dict[str, str]:
    return {before + label(name): _value(value) for name, value in settings.items()}


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "–" if value is None else str(value)
