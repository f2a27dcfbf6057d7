"""Which plots a report has: what the curves of one run or several say, as lines ready to be drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neural.training.report.curves import TRAIN, VALIDATE, Curves, smoothed
from neural.training.report.plots import Line, Plot
from neural.training.report.runs import Run, best_validation, label


def pictures(runs: Sequence[Run]) -> list[Plot]:
    """The plots for which at least one of the runs has figures, validation first."""
    unit = runs[0].settings.unit
    plots = [
        _score(runs),
        _plot("loss", "Training loss", runs, "loss"),
        *_both(runs),
        _plot("gradient_norm", "Gradient norm before clipping", runs, "gradient_norm", log_y=True),
        _plot("learning_rate", "Learning rate", runs, "learning_rate", smooth=False),
        _plot("throughput", f"{unit.capitalize()} a second", runs, "rate"),
    ]
    return [plot for plot in plots if plot.lines]


def _score(runs: Sequence[Run]) -> Plot:
    """Each run's own score by which its best state is chosen, the best ringed."""
    lines, names = [], []
    for number, run in enumerate(runs):
        if best := best_validation(run):
            name, step, value = best
            series, mark = run.curves.series(VALIDATE, name), (step, value, f"{value:.4g}")
            lines.append(Line(label=run.name, x=series.steps, y=series.values, colour=number, points=True, mark=mark))
            names.append(name)
    what = ", ".join(label(name) for name in dict.fromkeys(names))
    return Plot(name="validation", title=f"Validation: {what}", caption=_caption(what, lines), lines=tuple(lines))


def _plot(name: str, title: str, runs: Sequence[Run], figure: str, log_y: bool = False, smooth: bool = True) -> Plot:
    lines = tuple(
        line for number, run in enumerate(runs) for line in _line(run.name, number, run.curves, figure, smooth, log_y)
    )
    clips = {run.settings.training.get("clip_norm") for run in runs} if figure == "gradient_norm" else set()
    clip = clips.pop() if len(clips) == 1 else None
    level = (float(clip), f"clipped at {clip:g}") if isinstance(clip, int | float) and clip > 0 else None
    return Plot(name=name, title=title, caption=_caption(title, lines), lines=lines, log_y=log_y, level=level)


def _line(name: str, colour: int, curves: Curves, figure: str, smooth: bool, positive: bool = False) -> Iterator[Line]:
    """The curve of a figure of training, if it has any; `positive` leaves out what a logarithm can't show."""
    series = curves.series(TRAIN, figure)
    points = [(x, y) for x, y in zip(series.steps, series.values, strict=True) if y > 0 or not positive]
    if points:
        x, y = zip(*points, strict=True)
        yield Line(label=name, x=x, y=smoothed(y) if smooth else y, faint=y if smooth else (), colour=colour)


def _both(runs: Sequence[Run]) -> Iterator[Plot]:
    """A plot for each figure that is measured in training and in validation: where they part, the model overfits."""
    names = [n for run in runs for n in run.curves.names(TRAIN) if n in run.curves.names(VALIDATE)]
    for name in dict.fromkeys(names):
        lines: list[Line] = []
        for number, run in enumerate(runs):
            several = f"{run.name}, " if len(runs) > 1 else ""
            lines += _line(f"{several}training", 2 * number, run.curves, name, smooth=True)
            series = run.curves.series(VALIDATE, name)
            if series.values:
                lines.append(
                    Line(label=f"{several}validation", x=series.steps, y=series.values, colour=2 * number + 1,
                         points=True)
                )  # fmt: skip
        title = f"{label(name).capitalize()}, training and validation"
        yield Plot(name=f"both_{name}", title=title, caption=_caption(title, lines), lines=tuple(lines))


def _caption(what: str, lines: Sequence[Line]) -> str:
    """The first and last value of each curve, for those who can't see the picture."""
    said = "; ".join(f"{line.label}: from {line.y[0]:.4g} to {line.y[-1]:.4g}" for line in lines)
    return f"{what} over the steps. {said}."
