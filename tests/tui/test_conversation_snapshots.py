"""The screens of conversations and messages, as they are drawn, at two sizes in the dark and in the light."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import Harness, Memory, send, settled, until
from tests.tui.fakes import FakeAssistant
from tests.tui.test_messages import MARKDOWN
from tui.widgets.markdown import GrowingMarkdown

Scene = Callable[[Pilot[None], Harness], Awaitable[None]]
SIZES = {"small": (80, 24), "large": (160, 48)}
NOON = 1_772_366_400.0  # 1 March 2026, 12:00 UTC
TALKS = (
    ("/open /docs/porte.txt", "Who was the first Grand Dragoman of the Porte?", "And who came after him?"),
    ("/translate en>de Two children are playing in the snow.", "/translate en>de Good morning"),
    ("/translate de>en Sehr geehrte Damen und Herren, anbei erhalten Sie die Unterlagen für das Gespräch in Zürich.",),
)


@pytest.fixture(autouse=True)
def universal_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def several(pilot: Pilot[None], app: Harness) -> None:
    conversations = app.chat.controller.conversations
    for days, talk in zip((40, 1, 0), TALKS, strict=True):
        clock = count(NOON - days * 86400)
        conversations.store.now = lambda clock=clock: next(clock)  # type: ignore[misc]
        conversations.new()
        for text in talk:
            await send(pilot, text)
            await settled(pilot)


async def sessions(pilot: Pilot[None], app: Harness) -> None:
    await several(pilot, app)
    await pilot.press("f5", "down", "down")


async def searching(pilot: Pilot[None], app: Harness) -> None:
    await several(pilot, app)
    await pilot.press("f5", *"grand nikousios")


async def found_nothing(pilot: Pilot[None], app: Harness) -> None:
    await several(pilot, app)
    await pilot.press("f5", *"nowhere")


async def renaming(pilot: Pilot[None], app: Harness) -> None:
    await several(pilot, app)
    await pilot.press("f5", "down", "ctrl+d", "down", "ctrl+r")


async def chosen(pilot: Pilot[None], app: Harness) -> None:
    for text in TALKS[0]:
        await send(pilot, text)
        await settled(pilot)
    await pilot.press("f6")


async def menu(pilot: Pilot[None], app: Harness) -> None:
    await chosen(pilot, app)
    await pilot.press("enter", "down")


async def sent_before(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press(*"dragoman", "ctrl+r", "down")


async def markdown(pilot: Pilot[None], app: Harness) -> None:
    await send(pilot, f"/translate en>de {MARKDOWN}")
    await settled(pilot)
    await until(lambda: "two" in str(app.chat.query_one(GrowingMarkdown).query(Static).last().render()))


async def resumed(pilot: Pilot[None], app: Harness) -> None:
    await several(pilot, app)
    await pilot.press("f5", *"porte", "enter")


SCENES: tuple[Scene, ...] = (sessions, searching, menu)
MORE: tuple[Scene, ...] = (found_nothing, renaming, chosen, sent_before, markdown, resumed)


def compare(snap_compare: Any, monkeypatch: pytest.MonkeyPatch, scene: Scene, size: str, theme: str) -> bool:
    if scene is markdown:
        monkeypatch.setattr("tests.tui.fakes.translated", lambda text, target: text)
    names = (
        "Who was the first Grand Dragoman?",
        "What does a dragoman do?",
        "/open sample",
        "Where did dragomans learn?",
    )
    app = Harness(FakeAssistant(), theme=theme, history=Memory(list(names)))

    async def play(pilot: Pilot[None]) -> None:
        await pilot.pause()
        await scene(pilot, app)
        await pilot.pause()
        await pilot.pause()

    same: bool = snap_compare(app, terminal_size=SIZES[size], run_before=play)
    return same


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["night", "day"])
def test_in_all_sizes_and_lights(
    scene: Scene, size: str, theme: str, snap_compare: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compare(snap_compare, monkeypatch, scene, size, theme)


@pytest.mark.parametrize("scene", MORE, ids=lambda scene: scene.__name__)
def test_small_and_dark(scene: Scene, snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare(snap_compare, monkeypatch, scene, "small", "night")
