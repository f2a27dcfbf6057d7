"""Lesson 2: one model, five learning rates, and a way to find the right one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from matplotlib.axes import Axes

from neural.seq2seq.task import TranslationTask
from neural.training.finder import RateSearch, find_learning_rate
from neural.training.options import OptimiserName, TrainingOptions
from scripts.learn.lesson import data_option, fit, lesson_command, lesson_run, one_thread, smoothed
from scripts.learn.picture import INK, MOSS, MUTED, PLUM, SAFFRON, SLATE, TERRACOTTA, picture
from scripts.learn.translation import little_translator
from scripts.options import plain_errors

RATES = (0.002, 0.02, 0.2, 0.45, 1.0)
COLOURS = (SLATE, PLUM, MOSS, SAFFRON, TERRACOTTA)
PAIRS = 3000
STEPS = {"lesson": 300, "tiny": 6}
TRIED = {"lesson": 100, "tiny": 12}
"""Rates that the finder tries."""


@lesson_command("learning_rates", STEPS["lesson"])
@click.option("--momentum", type=click.FloatRange(0, 0.99), default=0.0, help="Share of the last update in the next.")
@click.option("--optimiser", type=click.Choice(["sgd", "adamw"]), default="sgd")
@click.option("--scale", type=click.FloatRange(0, min_open=True), default=1.0, help="Times all five rates.")
@data_option
@plain_errors
def main(
    preset: str,
    out: Path,
    seed: int,
    steps: int | None,
    momentum: float,
    optimiser: OptimiserName,
    scale: float,
    data_dir: Path | None,
) -> None:
    """Train the same little translator at five rates, and look for the rate by trying a hundred."""
    one_thread(seed)
    task = little_translator(data_dir, preset, PAIRS, seed)
    # No gradient is cut back to a length here: it would hide what too high a rate does.
    options = lesson_run(
        max_steps=steps or STEPS[preset], optimiser=optimiser, momentum=momentum, clip_norm=math.inf, seed=seed
    )
    rates = [scale * rate for rate in RATES]
    curves = [curve_at(task, options, rate) for rate in rates]
    for rate, curve in zip(rates, curves, strict=True):
        click.echo(f"rate {rate:<6g} loss at the beginning {curve[0]:.2f}, at the end {_short(smoothed(curve)[-1])}")
    found = find_learning_rate(task, options, lowest=1e-3, highest=10.0, steps=TRIED[preset])
    click.echo(f"the finder suggests {found.suggestion:.2g}")
    path = out / "learning_rates.png"
    _draw(path, rates, curves, found)
    click.echo(f"picture: {path}")


def curve_at(task: TranslationTask, options: TrainingOptions, rate: float) -> list[float]:
    """The loss at each step of a run at one constant rate; all runs begin with the same weights and batches."""
    return fit(task, f"rate {rate:g}", replace(options, learning_rate=rate)).losses


def _short(loss: float) -> str:
    return f"{loss:.2f}" if loss < 1000 else f"{loss:.0e}"


def _draw(path: Path, rates: Sequence[float], curves: Sequence[list[float]], found: RateSearch) -> None:
    start = curves[0][0]
    with picture(path, 12.5, 6.6) as figure:
        grid = figure.add_gridspec(2, len(rates), height_ratios=(1, 1))
        first: Axes | None = None
        for column, (rate, curve, colour) in enumerate(zip(rates, curves, COLOURS, strict=True)):
            axes = figure.add_subplot(grid[0, column], sharey=first)
            first = first or axes
            axes.plot(curve, color=colour, alpha=0.3, linewidth=1)
            axes.plot(smoothed(curve), color=colour)
            axes.set_title(f"rate {rate:g}", color=colour)
            axes.set(xlabel="step", xlim=(-0.02 * len(curve), 1.02 * len(curve)))
            axes.tick_params(labelleft=column == 0)
            if not max(curve) < 3 * start:
                axes.text(0.5, 0.5, f"up to {max(curve):.0e}", transform=axes.transAxes, ha="center", color=MUTED)
        assert first is not None
        first.set_ylim(0, 1.6 * start)
        first.set_ylabel("loss")
        _draw_finder(figure.add_subplot(grid[1, :]), rates, found)


def _draw_finder(axes: Axes, rates: Sequence[float], found: RateSearch) -> None:
    axes.plot(found.rates, found.losses, color=INK)
    axes.set_xscale("log")
    for rate, colour in zip(rates, COLOURS, strict=True):
        axes.axvline(rate, color=colour, linewidth=6, alpha=0.45, zorder=0)
    axes.axvline(found.suggestion, color=INK, linewidth=1, linestyle="--")
    axes.annotate(f"suggested: {found.suggestion:.2g}", (found.suggestion, 0.88), (-6, 0), ha="right",
                  xycoords=("data", "axes fraction"), textcoords="offset points")  # fmt: skip
    axes.set(title="The finder: one run in which the rate grows at every step; the five rates as stripes")
    axes.set(xlabel="rate", ylabel="loss, smoothed", ylim=(0.9 * min(found.losses), 1.25 * found.losses[0]))


if __name__ == "__main__":
    main()
