"""The look that all pictures of the course share: ink on parchment, as in the app's theme "day"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

INK, MUTED, GROUND, GRID = "#2b2722", "#857b6e", "#faf6ee", "#e6decd"
TERRACOTTA, SLATE, MOSS, SAFFRON, PLUM = "#97501c", "#4f7187", "#5d8042", "#cf9a3c", "#7a4a6d"
SERIES = (TERRACOTTA, SLATE, MOSS, SAFFRON, PLUM)
HEAT = LinearSegmentedColormap.from_list("heat", [GROUND, "#ecd0a4", "#c98748", TERRACOTTA, "#3d1d08"])
"""For shares from 0 to 1: the ground itself is nought."""

_STYLE = {
    "figure.facecolor": GROUND,
    "axes.facecolor": GROUND,
    "savefig.facecolor": GROUND,
    "font.family": "DejaVu Sans",
    "font.size": 10.0,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.titlesize": 11.0,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "lines.linewidth": 1.8,
    "legend.frameon": False,
    "legend.fontsize": 9.0,
    "mathtext.fontset": "dejavusans",
}


@contextmanager
def picture(path: Path, width: float = 10.5, height: float = 4.2) -> Iterator[Figure]:
    """An empty figure of `width` × `height` inches to draw on; it is written to `path` at the end of the block.

    Figures are made without pyplot: nothing is kept between two pictures and no window is ever opened. The file holds
    no date, so that the same numbers give the same bytes.
    """
    with matplotlib.rc_context(_STYLE):  # type: ignore[arg-type]
        figure = Figure(figsize=(width, height), layout="constrained")
        figure.get_layout_engine().set(w_pad=0.12, h_pad=0.12)  # type: ignore[union-attr, call-arg]
        yield figure
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, dpi=120, metadata={"Software": None})


def heat_map(axes: Axes, shares: Sequence[Sequence[float]], columns: Sequence[str], rows: Sequence[str]) -> None:
    """Shares from 0 to 1 as a table of coloured cells, `columns` named below and `rows` at the left."""
    axes.imshow(shares, cmap=HEAT, vmin=0.0, vmax=1.0, aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(rows)), rows)
    bare(axes)


def bare(axes: Axes) -> None:
    """No grid, frame or tick marks: for cells, boxes and trees."""
    axes.grid(False)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
