"""An answer's hops through the memory as a picture: a row a sentence, a column a hop."""

from __future__ import annotations

from neural.events import Answer
from tui import safe
from tui.pictures.drawing import ACCENT, QUIET, SIZE, Box, Drawing, Text, clip, over, shade, width_of
from tui.thinking.hops import Memory, memory_of
from tui.widgets import drawing as words

_CELL, _TALL, _MARGIN = 54.0, 34.0, 28.0
_LETTERS = 96  # of a sentence


def draw_answer(answer: Answer) -> Drawing:
    """The picture of an answer; the question is its title."""
    said = answer.answer or "The document does not say."
    return draw_memory(memory_of(answer.hops), title=answer.question, answer=said)


def draw_memory(memory: Memory, *, title: str, answer: str) -> Drawing:
    """`answer` stands below the question."""
    texts = [clip(row.label, _LETTERS) for row in memory.rows]
    places = [row.place for row in memory.rows]
    hops = len(memory.hops)
    left = _MARGIN + hops * _CELL + 12
    top = _MARGIN + 3 * (SIZE + 10)
    drawing = Drawing(
        width=max(left + width_of(texts) + width_of(places) + 3 * _MARGIN, 2 * _MARGIN + width_of([title, answer])),
        height=top + 26 + len(texts) * _TALL + _MARGIN,
        title=title,
    )
    drawing.texts.append(Text(x=_MARGIN, y=_MARGIN + SIZE, text=safe.line(title), bold=True))
    drawing.texts.append(Text(x=_MARGIN, y=_MARGIN + 2 * SIZE + 8, text=safe.line(answer), colour=ACCENT, bold=True))
    for hop in range(hops):
        x = _MARGIN + (hop + 0.5) * _CELL
        drawing.texts.append(Text(x=x, y=top + 12, text=f"hop {hop + 1}", anchor="middle", colour=QUIET, size=SIZE - 3))
    for number, (row, text) in enumerate(zip(memory.rows, texts, strict=True)):
        y = top + 22 + number * _TALL
        base = y + _TALL / 2 + SIZE / 3
        for hop, weight in enumerate(row.weights):
            x = _MARGIN + hop * _CELL
            drawing.boxes.append(Box(x=x, y=y, width=_CELL - 1, height=_TALL - 1, colour=shade(weight or 0.0)))
            if weight is not None:
                figure = words.percent(weight).removesuffix(" %")
                place = x + _CELL / 2
                drawing.texts.append(
                    Text(x=place, y=base - 1, text=figure, anchor="middle", colour=over(weight), size=SIZE - 3)
                )
        drawing.texts.append(Text(x=left, y=base, text=text, bold=row.sentence < 0))
        drawing.texts.append(
            Text(x=drawing.width - _MARGIN, y=base, text=row.place, anchor="end", colour=QUIET, size=SIZE - 3)
        )
    return drawing
