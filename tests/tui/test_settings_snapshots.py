"""The settings and what belongs to them, as they are drawn."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Harness
from tests.tui.test_snapshots import Scene, compare


async def settings_screen(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("f9", "tab", "tab")


async def themes_unfolded(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("f9", "enter")


async def key_wanted(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("f9", *["tab"] * 8, "enter")


@pytest.mark.parametrize("theme", ["night", "day"])
@pytest.mark.parametrize("size", ["small", "large"])
def test_settings(size: str, theme: str, snap_compare: Any) -> None:
    assert compare(snap_compare, settings_screen, size, theme)


@pytest.mark.parametrize("scene", [themes_unfolded, key_wanted], ids=lambda scene: scene.__name__)
def test_what_opens_from_them(scene: Scene, snap_compare: Any) -> None:
    assert compare(snap_compare, scene, "small", "night")
