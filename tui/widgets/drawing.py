"""Small drawings that the widgets share, as styled text. Nothing here reads markup."""

from __future__ import annotations

from textual.content import Content

from neural.events import Progress
from tui import safe

QUIET = "$foreground 65%"
FAINT = "$foreground 35%"
ACCENT = "$text-accent"
SPAN = "bold $lit on $lit-ground"  # weight as well as colour, for screens that have none
BAR_WIDTH = 24


def bar(fraction: float, width: int = BAR_WIDTH) -> Content:
    """A thin bar. The two parts differ in shape, not in colour alone."""
    full = round(min(max(fraction, 0.0), 1.0) * width)
    return Content.assemble(("━" * full, "$accent"), ("─" * (width - full), FAINT))


def percent(fraction: float) -> str:
    """Never `100 %` for less than certainty, nor `0 %` for more than nothing."""
    if 0 < fraction < 0.005:
        return "<1 %"
    return f"{min(round(fraction * 100), 99 if fraction < 1 else 100)} %"


def confidence(value: float) -> Content:
    """The bar, the figure and a plain word for it."""
    word = "confident" if value >= 0.8 else "likely" if value >= 0.5 else "unsure" if value >= 0.25 else "a guess"
    return Content.assemble(bar(value), f"  {percent(value)}", (f"  {word}", QUIET))


def progress(event: Progress) -> Content:
    """A slow task's bar, or its count where the end is not known."""
    task = safe.line(event.task)
    if event.total:
        return Content.assemble(
            (f"{task}  ", QUIET), bar(event.done / event.total), f"  {percent(event.done / event.total)}"
        )
    return Content.assemble((task, QUIET), f"  {event.done:,}" if event.done else "", (" …", QUIET))


def quote(sentence: str, span: tuple[int, int] | None, *, limit: int = 700) -> Content:
    """A sentence with the characters of `span` marked; a very long one is cut around the span."""
    shown = safe.line(sentence)
    start, end = span or (0, 0)
    left = max(0, min(start - limit // 2, len(shown) - limit))
    right = max(end, left + limit)
    head = ("… " if left else "") + shown[left:start]
    tail = shown[end:right] + (" …" if right < len(shown) else "")
    return Content.assemble(head, (shown[start:end], SPAN), tail)


def place(document: str | None, page: int | None) -> str:
    """`name · page 3`, or what there is of it."""
    parts = [safe.line(document)] if document else []
    return " · ".join(parts + ([f"page {page}"] if page is not None else []))


def seconds(value: float | None) -> str:
    """How long it took; nothing where it was not measured."""
    if value is None:
        return ""
    return f"{value:.1f} s" if value < 60 else f"{value // 60:.0f} min {value % 60:.0f} s"
