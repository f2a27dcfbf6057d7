"""The alignment of a translation as a picture: one heat map a sentence, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from tui import safe
from tui.pictures.drawing import QUIET, SIZE, Box, Drawing, Text, clip, over, shade, width_of
from tui.thinking.alignment import Alignment, name_of

_CELL, _MARGIN, _GAP = 34.0, 28.0, 30.0
_LETTERS = 22  # of a word
_CHOICES = 5
_MOST = 12  # sentences in one picture
_LINE = 22.0


def draw_alignments(sentences: Sequence[Alignment], *, title: str) -> Drawing:
    """By whole words: rows are what was written, columns what was read, a figure for the percents of a cell."""
    shown = [sentence.words() for sentence in sentences[:_MOST]]
    drawing = Drawing(width=0, height=_MARGIN, title=title)
    drawing.texts.append(Text(x=_MARGIN, y=_MARGIN + SIZE, text=safe.line(title), bold=True))
    drawing.height += SIZE + _GAP / 2
    for number, sentence in enumerate(shown):
        _add(drawing, sentence)
        drawing.height += _GAP if number < len(shown) - 1 else _MARGIN
    if (more := len(sentences) - len(shown)) > 0:
        drawing.texts.append(Text(x=_MARGIN, y=drawing.height, text=f"and {more:,} more sentences", colour=QUIET))
        drawing.height += _MARGIN
    drawing.width = max(drawing.width, 2 * _MARGIN + width_of([title]))
    return drawing


def _add(drawing: Drawing, sentence: Alignment) -> None:
    rows = [clip(safe.line(name_of(word)), _LETTERS) for word in sentence.target]
    columns = [clip(safe.line(name_of(word)), _LETTERS) for word in sentence.source]
    left = _MARGIN + width_of(rows) + 10
    top = drawing.height + width_of(columns) + 10
    for s, name in enumerate(columns):
        drawing.texts.append(Text(x=left + (s + 0.5) * _CELL + SIZE / 3, y=top - 8, text=name, turned=True))
    for t, name in enumerate(rows):
        middle = top + (t + 0.5) * _CELL + SIZE / 3
        drawing.texts.append(Text(x=left - 8, y=middle, text=name, anchor="end"))
        for s, weight in enumerate(sentence.weights[t]):
            x, y = left + s * _CELL, top + t * _CELL
            drawing.boxes.append(Box(x=x, y=y, width=_CELL - 1, height=_CELL - 1, colour=shade(weight)))
            if weight >= 0.095:
                figure = f"{min(99, round(weight * 100))}"
                place = x + (_CELL - 1) / 2
                drawing.texts.append(
                    Text(x=place, y=middle - 1, text=figure, anchor="middle", colour=over(weight), size=SIZE - 3)
                )
    drawing.width = max(drawing.width, left + len(columns) * _CELL + _MARGIN)
    drawing.height = top + len(rows) * _CELL
    for number, choice in enumerate(sentence.choices[:_CHOICES]):
        line = f"{choice.figures(sentence.judged)}  {safe.line(choice.text)}"
        drawing.height += _LINE + (8 if number == 0 else 0)
        drawing.texts.append(Text(x=_MARGIN, y=drawing.height, text=line, colour=QUIET, bold=number == 0))
        drawing.width = max(drawing.width, 2 * _MARGIN + width_of([line]))
