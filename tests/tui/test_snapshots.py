"""Every screen and state, as it is drawn. After a change that is meant: look at each, then `--snapshot-update`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from neural.errors import DragomanError
from neural.events import Progress
from tests.tui.conftest import Harness, send, settled, until
from tests.tui.fakes import FakeAssistant, silence

Scene = Callable[[Pilot[None], Harness], Awaitable[None]]
SIZES = {"small": (80, 24), "large": (160, 48)}


async def welcome(pilot: Pilot[None], app: Harness) -> None:
    await until(lambda: "translates" in str(app.chat.query(".models").first().render()))


async def opened(pilot: Pilot[None], app: Harness) -> None:
    await send(pilot, "/open /docs/porte.txt")
    await settled(pilot)


async def answered(pilot: Pilot[None], app: Harness) -> None:
    await opened(pilot, app)
    await send(pilot, "Who was the first Grand Dragoman of the Porte?")
    await settled(pilot)


async def candidates(pilot: Pilot[None], app: Harness) -> None:
    await answered(pilot, app)
    await pilot.press("ctrl+o")


async def silent(pilot: Pilot[None], app: Harness) -> None:
    app.fake.answers["Who painted his portrait?"] = silence("Who painted his portrait?")
    await opened(pilot, app)
    await send(pilot, "Who painted his portrait?")
    await settled(pilot)


async def no_document(pilot: Pilot[None], app: Harness) -> None:
    await send(pilot, "Who was the first Grand Dragoman?")


async def streaming(pilot: Pilot[None], app: Harness) -> None:
    app.fake.gate("token 4")
    await opened(pilot, app)
    await send(pilot, "/translate en>de Two children are playing in the snow.")
    await until(lambda: "<de> Two children are" in app.shown)
    await send(pilot, "And who came after him?")


async def stopped(pilot: Pilot[None], app: Harness) -> None:
    await streaming(pilot, app)
    await pilot.press("escape")
    await settled(pilot)


async def loading(pilot: Pilot[None], app: Harness) -> None:
    app.fake.gate("open")
    await send(pilot, "/open /docs/porte.txt")
    await until(lambda: "Reading pages" in app.shown)


async def loading_a_model(pilot: Pilot[None], app: Harness) -> None:
    app.fake.loading = [Progress(task="Loading the translator", done=0)]
    app.fake.gate("token 0")
    await send(pilot, "/translate en>de Good morning")
    await until(lambda: "Loading the translator" in app.shown)


async def missing_model(pilot: Pilot[None], app: Harness) -> None:
    why, remedy = "there is no model for it", "train one: dragoman train translator"
    app.fake.errors["token 0"] = DragomanError("translation from en to es", why, remedy)
    await send(pilot, "/translate en>es Good morning")
    await settled(pilot)


async def translating(pilot: Pilot[None], app: Harness) -> None:
    await send(pilot, "/translate de>en")
    await send(pilot, "Guten Morgen")
    await settled(pilot)


async def notes(pilot: Pilot[None], app: Harness) -> None:
    await opened(pilot, app)
    await send(pilot, "/docs")
    await send(pilot, "/nonsense")
    await send(pilot, "/close")
    await settled(pilot)


async def commands(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("/")


async def fuzzy(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("/", "c")


async def several_lines(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press(*"/translate One line", "ctrl+j", *"and another")


async def help_screen(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("f1")


async def palette(pilot: Pilot[None], app: Harness) -> None:
    await pilot.press("ctrl+p")
    app.screen.query_one(Input).cursor_blink = False
    await until(lambda: app.screen.query_one(OptionList).option_count > 5)


SCENES: tuple[Scene, ...] = (
    welcome,
    opened,
    answered,
    candidates,
    silent,
    no_document,
    streaming,
    stopped,
    loading,
    loading_a_model,
    missing_model,
    translating,
    notes,
    commands,
    fuzzy,
    several_lines,
    help_screen,
    palette,
)
# Light and large are drawn for the scenes that differ most; the small dark screen is drawn for all.
BOTH = (welcome, candidates, silent, streaming, commands, help_screen)


def compare(snap_compare: Any, scene: Scene, size: str, theme: str) -> bool:
    app = Harness(FakeAssistant(), theme=theme)

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


@pytest.mark.parametrize("theme", ["night", "day"])
def test_without_colours(theme: str, snap_compare: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert compare(snap_compare, candidates, "small", theme)


def test_the_sample_is_there() -> None:
    sample = Path(__file__).parents[2] / "tui" / "samples" / "dragomans.txt"
    assert len(sample.read_text(encoding="utf-8").split("\f")) == 2
