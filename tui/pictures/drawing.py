"""A picture as boxes and lines of text, apart from the format it is kept in. Units are pixels, from the top left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

INK, QUIET, GROUND, ACCENT = "#2b2722", "#6b665e", "#fffdf8", "#97501c"
SIZE = 15.0
"""Height of the letters."""
LETTER = 0.6 * SIZE
"""Width of one, in a font where all are as wide."""


@dataclass(frozen=True, kw_only=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """`x` and `y` are where the line begins, ends or has its middle, on its base line; `turned` goes upwards."""

    x: float
    y: float
    text: str
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    turned: bool = False
    size: float = SIZE


@dataclass(kw_only=True)
class Drawing:
    """Boxes lie below the texts."""

    width: float
    height: float
    title: str
    boxes: list[Box] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def shade(weight: float) -> str:
    """The colour of a weight from 0 to 1, between the paper and the accent."""
    share = min(max(weight, 0.0), 1.0) ** 0.75
    mixed = (round(a + (b - a) * share) for a, b in zip(_rgb(GROUND), _rgb(ACCENT), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def over(weight: float) -> str:
    """The colour of a figure that stands on a box of that weight."""
    return GROUND if weight > 0.45 else INK


def width_of(texts: Sequence[str], size: float = SIZE) -> float:
    """How wide the longest of `texts` is."""
    return max(map(len, texts), default=0) * 0.6 * size


def clip(text: str, letters: int) -> str:
    """At most so many letters, with an ellipsis where it is cut."""
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
