"""The page of commands in the docs says what the tables say."""

from __future__ import annotations

from pathlib import Path

from tui import reference
from tui.commands import COMMANDS

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference.page(), "run `make commands`"


def test_it_has_every_command() -> None:
    for command in COMMANDS:
        assert f"`{command.usage}`" in reference.page()
