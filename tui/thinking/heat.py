"""Weights as cells: a colour between the ground and the accent, or shaded characters where there are no colours."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from textual.app import App
from textual.color import Color

SHADES = " ░▒▓█"


@dataclass(frozen=True)
class Heat:
    """`colours` False: the shade of the characters must tell everything."""

    ground: Color
    ink: Color
    accent: Color
    colours: bool = True

    @classmethod
    def of(cls, app: App[object]) -> Heat:
        """For the theme and the terminal that `app` has."""
        variables = app.theme_variables
        sixteen = app.console.color_system == "standard" and not app.is_headless
        plain = app.no_color or app.native_ansi_color or sixteen
        ground, ink, accent = (Color.parse(variables[name]) for name in ("background", "foreground", "accent"))
        return cls(ground, ink, accent, colours=not plain)

    def cell(self, weight: float, width: int, figure: str = "", *, chosen: bool = False) -> tuple[str, Style]:
        """`width` characters for a weight from 0 to 1, with a figure in their middle if there is room for it."""
        weight = min(max(weight, 0.0), 1.0)
        if not self.colours:
            shade = SHADES[min(round(weight * (len(SHADES) - 1) + 0.25), len(SHADES) - 1)] if weight >= 0.03 else " "
            text = f" {figure} ".center(width, shade) if figure and width >= len(figure) + 2 else shade * width
            return text, Style(bold=chosen, underline=chosen)
        colour = self.colour(weight)
        ink = self.ground if weight > 0.45 else self.ink
        text = figure.center(width) if len(figure) <= width else " " * width
        return text, Style(color=ink.rich_color, bgcolor=colour.rich_color, bold=chosen)

    def colour(self, weight: float) -> Color:
        """The ground for nothing, the accent for all; the eye tells small weights apart better than large ones."""
        return self.ground.blend(self.accent, min(1.0, max(0.0, weight)) ** 0.75)
