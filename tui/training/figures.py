"""Which figures of runs are drawn, and their curves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from neural.training.report.curves import TRAIN, VALIDATE, smoothed
from tui.training.chart import Curve
from tui.training.follow import Run
from tui.view_keys import FIGURES

_SMOOTHED = ("loss", "rate", "gradient_norm")
_NAMES = {"bleu": "BLEU", "f1": "F1", "chrf": "chrF", "auc": "AUC"}


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How curves are drawn: smoothed, by the logarithm, over time instead of steps."""

    smooth: bool = True
    log: bool = False
    time: bool = False


def name_of(figure: str) -> str:
    """How a figure is called in print."""
    return _NAMES.get(figure, figure.replace("_", " "))


def title_of(key: str, runs: Sequence[Run]) -> str:
    """What a chart is called: that of the score by what it measures, that of the throughput by its unit."""
    if key == "score":
        scores = dict.fromkeys(name_of(best[0]) for run in runs if (best := run.best()))
        return "Validation " + ", ".join(scores) if scores else FIGURES[key]
    if key == "rate":
        units = dict.fromkeys(run.settings.unit for run in runs)
        return " and ".join(units).capitalize() + " a second" if units else FIGURES[key]
    return FIGURES[key]


def curves_of(key: str, runs: Sequence[tuple[int, Run]], manner: Manner) -> list[Curve]:
    """The curves of one figure; runs come with their numbers, which stay the same in all charts."""
    found = []
    for number, run in runs:
        event, figure = TRAIN, key
        if key == "score":
            best = run.best()
            if best is None:
                continue
            event, figure = VALIDATE, best[0]
        points = [
            (at if manner.time else float(record.step), value)
            for record, at in zip(run.records, run.elapsed, strict=True)
            if record.event == event and (value := record.figures.get(figure)) is not None and abs(value) < float("inf")
        ]
        if not points:
            continue
        x, y = zip(*points, strict=True)
        smooth = manner.smooth and key in _SMOOTHED
        drawn = smoothed(y) if smooth else y
        found.append(
            Curve(name=run.name, number=number, x=x, y=drawn, faint=y if smooth else (), points=event == VALIDATE)
        )
    return found
