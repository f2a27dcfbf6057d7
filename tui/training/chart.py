"""A chart of curves in the terminal, drawn in braille: axes, letters at the ends of lines, values to be read off."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.color import Color
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.thinking.heat import Heat
from tui.training.braille import Canvas
from tui.training.scale import Scale, clock, scale_for, short

_AXIS = 7  # characters for the figures at the left
_DASHES = ((1, 0), (4, 2), (1, 2), (6, 2), (2, 2), (1, 4))
NIGHT = ("#5cb8f0", "#ff9a4d", "#4fd1a5", "#e59acb", "#e8c34a", "#a9b4ff")
DAY = ("#0072b2", "#c24e00", "#00795a", "#a8507f", "#8a6400", "#4b4fc4")
"""After Okabe and Ito: told apart by colour-blind eyes too."""


@dataclass(frozen=True, kw_only=True)
class Curve:
    """One line. `number` chooses its colour and the letter at its end; `faint` is what it was before smoothing."""

    name: str
    number: int
    x: Sequence[float]
    y: Sequence[float]
    faint: Sequence[float] = ()
    points: bool = False

    @property
    def letter(self) -> str:
        return chr(ord("a") + self.number % 26)

    def at(self, x: float) -> float | None:
        """Its value at the nearest x; None beyond its ends."""
        if not self.x or not self.x[0] <= x <= self.x[-1] * 1.0001:
            return None
        right = min(bisect_left(self.x, x), len(self.x) - 1)
        left = max(0, right - 1)
        return self.y[left] if x - self.x[left] < self.x[right] - x else self.y[right]


class Chart(Widget):
    """One figure of several runs. `cursor` is the x that values are read at."""

    class Read(Message):
        """The user points at an x; None where the mouse left."""

        def __init__(self, x: float | None) -> None:
            self.x = x
            super().__init__()

    class Chosen(Message):
        """The user wants this chart alone, or all of them again."""

        def __init__(self, chart: Chart) -> None:
            self.chart = chart
            super().__init__()

    def __init__(self, key: str) -> None:
        super().__init__(classes="chart", id=f"chart-{key}")
        self.key = key
        self.curves: Sequence[Curve] = ()
        self._log = self._time = False
        self._cursor: float | None = None
        self._strips: list[Strip] = []
        self._x = Scale(0, 1)

    def show(self, title: str, curves: Sequence[Curve], *, log: bool, time: bool, cursor: float | None) -> None:
        """Draws other curves; `time` counts x in seconds instead of steps."""
        self.curves, self._log, self._time, self._cursor = curves, log, time, cursor
        self.border_title = title + (" (log)" if log else "")
        self.border_subtitle = self._reading() if curves else ""
        self._strips = []
        self.refresh()

    def on_resize(self) -> None:
        self._strips = []

    def render_line(self, y: int) -> Strip:
        if not self._strips:
            self._strips = self._draw()
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def _reading(self) -> str:
        """The values at the cursor, or the newest."""
        parts = []
        for curve in self.curves:
            value = curve.at(self._cursor) if self._cursor is not None else (curve.y[-1] if curve.y else None)
            if value is not None:
                parts.append((f"{curve.letter} " if len(self.curves) > 1 else "") + f"{value:.4g}")
        at = ""
        if self._cursor is not None and parts:
            at = f" at {clock(self._cursor) if self._time else f'{self._cursor:,.0f}'}"
        return "  ".join(parts) + at

    # Drawing.

    def _draw(self) -> list[Strip]:
        base, heat, (width, height) = self.rich_style, Heat.of(self.app), self.size
        quiet = base + Style(color=heat.ground.blend(heat.ink, 0.55).rich_color)
        across, down = width - _AXIS - 2, height - 1
        if across < 8 or down < 3:
            return []
        if not any(curve.y for curve in self.curves):
            lines = [Strip.blank(width, base)] * height
            lines[height // 2] = Strip([Segment("nothing measured yet".center(width), quiet)])
            return lines
        y_scale = scale_for((value for curve in self.curves for value in curve.y), log=self._log)
        self._x = _x_scale(self.curves)
        canvas = Canvas(across, down)
        tags: dict[int, Curve] = {}
        for curve in self.curves:
            self._plot(canvas, curve, y_scale, faint=True)
        for curve in self.curves:
            end = self._plot(canvas, curve, y_scale, faint=False)
            if end is not None and len(self.curves) > 1:
                tags.setdefault(min(end[1] // 4, down - 1), curve)
        inks = self._inks(heat, base)
        ticks = {
            round((1 - y_scale.place(value)) * (4 * down - 1)) // 4: short(value)
            for value in y_scale.ticks(down // 3 + 1)
        }
        mark = round(self._x.place(self._cursor) * (2 * across - 1)) // 2 if self._cursor is not None else -1
        strips = []
        for row, cells in enumerate(canvas.rows()):
            figure = f"{ticks.get(row, ''):>{_AXIS - 1}}{'┤' if row in ticks else '│'}"
            parts = [Segment(figure, quiet)]
            for column, (character, pen) in enumerate(cells):
                if pen < 0 and column == mark:
                    parts.append(Segment("┊", quiet))
                else:
                    parts.append(Segment(character, inks[pen] if pen >= 0 else base))
            if row in tags:
                parts.append(Segment(f" {tags[row].letter}", inks[tags[row].number * 2 + 1] + Style(bold=True)))
            strips.append(Strip(parts).simplify().adjust_cell_length(width, base))
        strips.append(self._below(across, base, quiet))
        return strips

    def _inks(self, heat: Heat, base: Style) -> dict[int, Style]:
        """For each curve the pen of what lies behind it, and its own."""
        inks = {}
        for curve in self.curves:
            own = heat.accent
            if heat.colours:
                palette = NIGHT if self.app.current_theme.dark else DAY
                own = Color.parse(palette[curve.number % len(palette)])
            inks[curve.number * 2] = base + Style(color=heat.ground.blend(own, 0.32).rich_color)
            inks[curve.number * 2 + 1] = base + (Style(color=own.rich_color) if heat.colours else Style())
        return inks

    def _plot(self, canvas: Canvas, curve: Curve, y_scale: Scale, *, faint: bool) -> tuple[int, int] | None:
        """Draws a curve, or what lies behind it; gives the dot at its end."""
        values = curve.faint if faint else curve.y
        across, down = canvas.dots
        columns: dict[int, list[float]] = {}
        for x, value in zip(curve.x, values, strict=False):
            if not self._log or value > 0:
                columns.setdefault(round(self._x.place(x) * (across - 1)), []).append(value)
        points = [
            (x, round((1 - min(1.0, max(0.0, y_scale.place(sum(found) / len(found))))) * (down - 1)))
            for x, found in sorted(columns.items())
        ]
        if not points:
            return None
        plain = not Heat.of(self.app).colours
        if faint and plain:  # without colours it could not be told from the curve
            return None
        dashes = _DASHES[curve.number % len(_DASHES)] if plain and len(self.curves) > 1 else (1, 0)
        canvas.line(points, curve.number * 2 + (not faint), dashes=dashes)
        if curve.points:
            for x, y in points:
                for dx, dy in ((0, -1), (0, 1), (-1, 0), (1, 0)):
                    canvas.dot(x + dx, y + dy, curve.number * 2 + 1)
        return points[-1]

    def _below(self, across: int, base: Style, quiet: Style) -> Strip:
        """The figures of the x axis."""
        line = [" "] * (across + 2)
        taken = -1
        for value in self._x.ticks(max(2, across // 9)):
            label = clock(value) if self._time else short(value)
            begin = round(self._x.place(value) * (across - 1)) - len(label) // 2
            begin = min(max(begin, 0), across + 2 - len(label))
            if begin > taken:
                line[begin : begin + len(label)] = label
                taken = begin + len(label) + 1
        text = set_cell_size(" " * _AXIS + "".join(line), self.size.width)
        return Strip([Segment(text, quiet)])

    # The mouse.

    def on_mouse_move(self, event: events.MouseMove) -> None:
        across = self.size.width - _AXIS - 2
        share = (event.x - 1 - _AXIS) / max(1, across - 1)  # a border lies around it
        inside = 0 <= share <= 1
        self.post_message(self.Read(self._x.low + share * (self._x.high - self._x.low) if inside else None))

    def on_leave(self) -> None:
        self.post_message(self.Read(None))

    def on_click(self) -> None:
        self.post_message(self.Chosen(self))


def _x_scale(curves: Sequence[Curve]) -> Scale:
    """From the first value to the last, without room at the sides."""
    ends = [end for curve in curves if curve.x for end in (curve.x[0], curve.x[-1])]
    low, high = min(ends), max(ends)
    return Scale(low, high if high > low else low + 1)
