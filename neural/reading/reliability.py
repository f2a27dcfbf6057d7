"""The picture of confidence against what came true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path


def draw_reliability(bins: Sequence[Mapping[str, float]], path: Path) -> Path:
    """A reliability diagram (DeGroot & Fienberg 1983) of the fields of `neural.evaluation.calibration.Bin`, as PNG.

    A point for each bin: on the diagonal, confidence holds; above it the reader is too modest, below it too sure.
    """
    from neural.training.report.plots import Line, Plot, draw

    even = (0.0, 100.0)
    lines = (
        Line(
            label="answers that were right, %",
            x=[100 * found["confidence"] for found in bins],
            y=[100 * found["right"] for found in bins],
            points=True,
        ),
        Line(label="if confidence held exactly", x=even, y=even, colour=1),
    )
    caption = "Answers that were right against the confidence shown with them, in percent."
    plot = Plot(
        name=path.stem, title="Does shown confidence hold?", caption=caption, lines=lines, x_label="confidence, %"
    )
    return draw(plot, path)
