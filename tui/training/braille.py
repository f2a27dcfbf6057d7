"""A canvas of braille dots: two across and four down in each character. Later lines lie over earlier ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_BITS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
_BLANK = 0x2800


class Canvas:
    """`width` × `height` characters; dots count from the left and from the top. `pen` is whatever the caller likes."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self._bits = [[0] * width for _ in range(height)]
        self._pens = [[-1] * width for _ in range(height)]

    @property
    def dots(self) -> tuple[int, int]:
        """How many dots there are across and down."""
        return 2 * self.width, 4 * self.height

    def dot(self, x: int, y: int, pen: int) -> None:
        """One dot; what is outside is left out."""
        if 0 <= x < 2 * self.width and 0 <= y < 4 * self.height:
            self._bits[y // 4][x // 2] |= _BITS[y % 4][x % 2]
            self._pens[y // 4][x // 2] = pen

    def line(self, points: Sequence[tuple[int, int]], pen: int, *, dashes: tuple[int, int] = (1, 0)) -> None:
        """A line through all `points`; `dashes` are dots drawn and dots left out, in turn."""
        on, period, count = dashes[0], sum(dashes), 0
        for (x0, y0), (x1, y1) in zip(points, points[1:] or points[:1], strict=False):
            steps = max(abs(x1 - x0), abs(y1 - y0), 1)
            for step in range(steps + 1):
                if count % period < on:
                    self.dot(round(x0 + (x1 - x0) * step / steps), round(y0 + (y1 - y0) * step / steps), pen)
                count += 1

    def rows(self) -> Iterable[list[tuple[str, int]]]:
        """Each row as characters with their pens; -1 where nothing is drawn."""
        for bits, pens in zip(self._bits, self._pens, strict=True):
            yield [(chr(_BLANK + found) if found else " ", pen) for found, pen in zip(bits, pens, strict=True)]
