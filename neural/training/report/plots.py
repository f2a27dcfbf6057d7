"""The plots of a report, drawn by matplotlib into PNG files: one style, on light paper and on dark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogFormatter, MaxNLocator

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

    from neural.training.finder import RateSearch

# 960 × 576 points: with these letters a plot can be read on a phone, where it is as wide as the screen.
SIZE_INCHES, DOTS_PER_INCH = (4.8, 2.88), 200


@dataclass(frozen=True, kw_only=True)
class Paper:
    """The colours of a plot. The lines are Okabe and Ito's, told apart by colour-blind eyes too."""

    name: str
    ground: str
    ink: str
    faint: str
    lines: tuple[str, ...]


LIGHT = Paper(
    name="light", ground="#ffffff", ink="#2b2f36", faint="#d9dce1",
    lines=("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9"),
)  # fmt: skip
DARK = Paper(
    name="dark", ground="#1c1f24", ink="#d5d8dd", faint="#3a3f47",
    lines=("#5cb8f0", "#ff9a4d", "#35c99b", "#e6a3c6", "#e5c558", "#9fd4f5"),
)  # fmt: skip
DASHES = ("-", "--", ":", "-.")
"""After the colours are used up, the next runs are drawn with the next kind of dashes."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A curve. `faint` is drawn behind it in the same colour: what it was before it was smoothed."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    faint: Sequence[float] = ()
    colour: int = 0
    points: bool = False
    mark: tuple[float, float, str] | None = None
    """A point of the curve to ring, and what to write above it."""
    beside: bool = False
    """Whether it is written to the right of the point instead: above a falling curve's point is the curve."""


@dataclass(frozen=True, kw_only=True)
class Plot:
    """One picture. `name` is its file's name, `caption` what a reader who can't see it is told."""

    name: str
    title: str
    caption: str
    lines: tuple[Line, ...]
    x_label: str = "step"
    log_x: bool = False
    log_y: bool = False
    level: tuple[float, str] | None = None
    """A horizontal line and its name."""


def draw(plot: Plot, path: Path, paper: Paper = LIGHT) -> Path:
    """Writes the PNG."""
    with rc_context(_style(paper)):
        figure = Figure(figsize=SIZE_INCHES, dpi=DOTS_PER_INCH, facecolor=paper.ground)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.13, 0.155, 0.84, 0.7))
        axes.set_title(plot.title, loc="left", pad=8)
        axes.set_xlabel(plot.x_label)
        handles = [_draw_line(axes, line, paper) for line in plot.lines]
        _scale(axes, plot, paper)
        if len(plot.lines) > 1:
            axes.legend(handles, [_plain(line.label) for line in plot.lines], loc="best", handlelength=1.6)
        figure.savefig(path, format="png", metadata={"Title": plot.title, "Software": None})
    return path


def draw_rates(search: RateSearch, path: Path) -> Path:
    """The loss against the learning rate, with the suggestion marked."""
    near = min(range(len(search.rates)), key=lambda i: abs(search.rates[i] - search.suggestion))
    mark = (search.rates[near], search.losses[near], f"take {search.suggestion:.2g}")
    line = Line(label="loss", x=search.rates, y=search.losses, mark=mark, beside=True)
    plot = Plot(
        name=path.stem, title="Loss, smoothed, at each learning rate", caption="", lines=(line,),
        x_label="learning rate", log_x=True,
    )  # fmt: skip
    return draw(plot, path)


def _draw_line(axes: Axes, line: Line, paper: Paper) -> Line2D:
    colour = paper.lines[line.colour % len(paper.lines)]
    dash = DASHES[line.colour // len(paper.lines) % len(DASHES)]
    if line.faint:
        axes.plot(line.x, line.faint, color=colour, linewidth=0.6, alpha=0.35)
    marker: dict[str, Any] = {"marker": "o", "markersize": 3.2} if line.points or len(line.x) == 1 else {}
    (drawn,) = axes.plot(line.x, line.y, dash, color=colour, linewidth=1.6, **marker)
    if line.mark:
        x, y, text = line.mark
        axes.plot([x], [y], "o", markersize=8, markerfacecolor="none", markeredgecolor=colour, markeredgewidth=1.4)
        place, side = ((9, 3), "left") if line.beside else ((0, 9), "center")
        axes.annotate(
            text, (x, y), xytext=place, textcoords="offset points", ha=side, va="bottom", color=paper.ink,
            annotation_clip=False,
        )  # fmt: skip
    return drawn


def _scale(axes: Axes, plot: Plot, paper: Paper) -> None:
    if plot.log_x:
        axes.set_xscale("log")
    else:
        axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(_short))
    if plot.log_y:
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(_PlainLog(labelOnlyBase=False, minor_thresholds=(2, 0.5)))
        axes.yaxis.set_minor_formatter(_PlainLog(labelOnlyBase=False, minor_thresholds=(2, 0.5)))
    elif not plot.log_x:
        axes.yaxis.set_major_formatter(FuncFormatter(_short))
    axes.margins(x=0.03, y=0.14 if any(line.mark for line in plot.lines) else 0.06)
    if plot.level:
        height, name = plot.level
        axes.axhline(height, color=paper.ink, linewidth=0.8, linestyle=(0, (4, 3)))
        axes.annotate(
            name, (1, height), xycoords=("axes fraction", "data"), xytext=(-2, 3), textcoords="offset points",
            ha="right", va="bottom", color=paper.ink,
        )  # fmt: skip


def _plain(words: str) -> str:
    """A run's name as it is: neither a formula between dollars, nor hidden from the legend by its underscore."""
    return "\u2009" * words.startswith("_") + words.replace("$", r"\$")


def _short(value: float, _: Any) -> str:
    """12,000 -> "12k"; small numbers as they are."""
    return f"{value / 1000:g}k" if abs(value) >= 10_000 else f"{value:g}"


class _PlainLog(LogFormatter):
    """Labels the ticks that matplotlib would label, but writes 0.6 and not 6 × 10⁻¹."""

    def __call__(self, value: float, position: int | None = None) -> str:
        return _short(value, position) if super().__call__(value, position) else ""


def _style(paper: Paper) -> dict[Any, Any]:
    return {
        "font.family": "DejaVu Sans", "font.size": 9.0, "text.color": paper.ink,
        "axes.titlesize": 10.5, "axes.titleweight": "bold", "axes.labelcolor": paper.ink, "axes.labelsize": 9.0,
        "axes.facecolor": paper.ground, "axes.edgecolor": paper.faint, "axes.linewidth": 0.8,
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
        "grid.color": paper.faint, "grid.linewidth": 0.6, "xtick.color": paper.ink, "ytick.color": paper.ink,
        "xtick.labelsize": 8.5, "ytick.labelsize": 8.5, "xtick.major.size": 0, "ytick.major.size": 0,
        "xtick.minor.size": 0, "ytick.minor.size": 0, "legend.frameon": False, "legend.fontsize": 8.5,
        "path.simplify": True,
    }  # fmt: skip
