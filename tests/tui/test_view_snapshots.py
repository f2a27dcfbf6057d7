"""Every view beside and over the chat, in each of its states, as it is drawn: two sizes, dark and light, no colours."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Harness, send, settled, until
from tests.tui.fakes import silence
from tests.tui.thinking.thoughtful import Thoughtful
from tests.tui.training.runs import START, write_run
from tui.training.run_list import RunList

Scene = Callable[[Pilot[None], Harness], Awaitable[None]]
SIZES = {"small": (80, 24), "large": (160, 48)}
TEXT = "/translate en>de Two children are playing."


async def asked(pilot: Pilot[None], app: Harness) -> None:
    await send(pilot, "/open /docs/porte.txt")
    await send(pilot, "Who was the first Grand Dragoman of the Porte?")
    await settled(pilot)


async def source(pilot: Pilot[None], app: Harness) -> None:
    await asked(pilot, app)
    await pilot.press("f3")


async def found(pilot: Pilot[None], app: Harness) -> None:
    await source(pilot, app)
    await pilot.press("o", "slash", *"in")
    app.screen.query_one("#find").cursor_blink = False  # type: ignore[attr-defined]


async def loading_document(pilot: Pilot[None], app: Harness) -> None:
    app.fake.gate("open")
    await send(pilot, "/open /docs/porte.txt")
    await send(pilot, "/read")
    await until(lambda: "Reading pages" in str(app.chat.query("#document .loading").first().render()))


async def think_translation(pilot: Pilot[None], app: Harness) -> None:
    await send(pilot, TEXT)
    await settled(pilot)
    await pilot.press("ctrl+t", "down", "down")


async def think_live(pilot: Pilot[None], app: Harness) -> None:
    gate = app.fake.gate("word 3")
    await send(pilot, TEXT)
    await until(gate.reached.is_set)
    await pilot.press("ctrl+t")
    await until(lambda: "Kinder" in str(app.screen.query_one(".lit").render()))


async def think_answer(pilot: Pilot[None], app: Harness) -> None:
    await asked(pilot, app)
    await pilot.press("ctrl+t", "left")


async def think_not_said(pilot: Pilot[None], app: Harness) -> None:
    app.fake.answers["Who painted it?"] = silence("Who painted it?")
    await send(pilot, "/open /docs/porte.txt")
    await send(pilot, "Who painted it?")
    await settled(pilot)
    await pilot.press("ctrl+t", "down", "down")


async def training(pilot: Pilot[None], app: Harness) -> None:
    for number, name in enumerate(("reader", "translator", "first-try")):
        write_run(Path("runs") / name, steps=100 - 20 * number, most=100, start=START - 2000 * number, worse=number)
    await pilot.press("f4")
    await until(lambda: app.screen.query(RunList) and app.screen.query_one(RunList).option_count == 3)
    await pilot.press("down", "space", "left")


async def training_alone(pilot: Pilot[None], app: Harness) -> None:
    await training(pilot, app)
    await pilot.press("1", "l", "t")


async def no_runs(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("f4")
    await until(lambda: "No training runs" in str(app.screen.query_one("#no-runs").render()))


SCENES: tuple[Scene, ...] = (
    source, found, loading_document, think_translation, think_live, think_answer, think_not_said, training,
    training_alone, no_runs,
)  # fmt: skip
BOTH = (source, think_translation, think_answer, training)


@pytest.fixture(autouse=True)
def elsewhere(own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder of the home, at a time that stands still."""
    (own_folders / "here").mkdir()
    monkeypatch.chdir(own_folders / "here")
    monkeypatch.setattr("tui.screens.training.now", lambda: START + 130)
    assert time.time() > START


def compare(snap_compare: Any, scene: Scene, size: str, theme: str) -> bool:
    app = Harness(Thoughtful(), theme=theme)

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await scene(pilot, app)
        await pilot.pause()

    same: bool = snap_compare(app, terminal_size=SIZES[size], run_before=play)
    return same


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_small_and_dark(scene: Scene, snap_compare: Any) -> None:
    assert compare(snap_compare, scene, "small", "night")


@pytest.mark.parametrize("scene", BOTH, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize(("size", "theme"), [("small", "day"), ("large", "night"), ("large", "day")])
def test_large_and_light(scene: Scene, size: str, theme: str, snap_compare: Any) -> None:
    assert compare(snap_compare, scene, size, theme)


@pytest.mark.parametrize("scene", [source, think_translation, think_answer, training], ids=lambda scene: scene.__name__)
def test_without_colours(scene: Scene, snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert compare(snap_compare, scene, "small", "night")
