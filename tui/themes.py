"""Our two themes: saffron on ink, and terracotta on parchment. One accent each; all else is shades of the ground."""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

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

DEFAULT = NIGHT.name
# The terminal's own sixteen colours come out black on black where NO_COLOR is set, so those themes are left out.
NAMES = (NIGHT.name, DAY.name, *sorted(name for name, theme in BUILTIN_THEMES.items() if not theme.ansi))
