"""Which colours there are: our two themes, Textual's, and the user's own from TOML files."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

from textual.color import Color, ColorParseError
from textual.theme import BUILTIN_THEMES, Theme

from tui import safe

NIGHT = Theme(
    name="night",
    primary="#d8a657",
    accent="#d8a657",
    secondary="#8a9ba8",
    foreground="#ddd8cc",
    background="#15181d",
    surface="#1b1f26",
    panel="#262b34",
    success="#93b27b",
    warning="#d8a657",
    error="#e0766a",
    dark=True,
)

DAY = Theme(
    name="day",
    primary="#97501c",
    accent="#97501c",
    secondary="#5b6b78",
    foreground="#2b2722",
    background="#faf6ee",
    surface="#f2ecdf",
    panel="#e6decd",
    success="#4a6b33",
    warning="#97501c",
    error="#a8322a",
    dark=False,
)

AUTO = "auto"  # night or day, as the terminal is
NAMES = (NIGHT.name, DAY.name, *sorted(BUILTIN_THEMES))

_COLOURS = ("primary", "secondary", "accent", "foreground", "background", "surface", "panel", "boost")
_SIGNALS = ("success", "warning", "error")
_ALLOWED = (*_COLOURS, *_SIGNALS, "dark")


def resolve(name: str, *, light: bool | None) -> str:
    """The theme that `auto` stands for; any other name is itself. `light` None: the terminal does not tell."""
    return name if name != AUTO else DAY.name if light else NIGHT.name


def own(folder: Path) -> tuple[list[Theme], list[str]]:
    """The themes in `folder`, named as their files are, and what was wrong with the others, a sentence each."""
    found: list[Theme] = []
    problems: list[str] = []
    try:
        files = sorted(folder.glob("*.toml"))
    except OSError:
        return found, problems
    for path in files:
        try:
            found.append(_read(path))
        except (OSError, ValueError) as error:
            problems.append(safe.line(f"theme {path.name} is left out: {error}"))
    return found, problems


def _read(path: Path) -> Theme:
    """One theme. Raises ValueError with what to mend."""
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    if path.stem in (AUTO, *NAMES):
        raise ValueError(f"there is a theme called {path.stem} already; give the file another name")
    assert {field.name for field in fields(Theme)} >= set(_ALLOWED)
    for name, value in data.items():
        if name not in _ALLOWED:
            raise ValueError(f"there is no {name} in a theme; take it out, or write one of {', '.join(_ALLOWED)}")
        if name == "dark":
            if not isinstance(value, bool):
                raise ValueError("dark must be true or false")
            continue
        try:
            Color.parse(str(value))
        except ColorParseError:
            raise ValueError(f'{name} = "{value}" is no colour; write it like "#d8a657"') from None
    missing = [name for name in ("primary", "background", "foreground") if name not in data]
    if missing:
        raise ValueError(f'it has no {missing[0]}; add a line like {missing[0]} = "#d8a657"')
    return Theme(name=path.stem, **data)
