"""See it think, as a user does: live, by keys and by mouse."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import Harness, send, settled, until
from tests.tui.fakes import EVIDENCE
from tests.tui.thinking.thoughtful import Thoughtful
from tui.document.pane import DocumentPane
from tui.screens.think import ThinkScreen
from tui.thinking.grid import Grid
from tui.thinking.slots import SlotTable
from tui.widgets.key_line import KeyLine

SIZE = (100, 30)
TEXT = "/translate en>de Two children are playing. Two children are playing."


@pytest.fixture
def app() -> Harness:
    return Harness(Thoughtful())


def part(app: Harness, name: str) -> str:
    return str(app.screen.query_one(f".{name}", Static).render())


def drawn(widget: Grid | SlotTable) -> list[str]:
    return [widget.render_line(y).text.rstrip() for y in range(widget.size.height)]


async def asked(pilot: Pilot[None]) -> None:
    await send(pilot, "/open /docs/porte.txt")
    await send(pilot, "Who?")
    await settled(pilot)


async def test_the_map_fills_while_the_words_come(app: Harness) -> None:
    gate = app.fake.gate("word 3")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, TEXT)
        await until(gate.reached.is_set)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert isinstance(app.screen, ThinkScreen)
        grid = app.screen.query_one(Grid)
        await until(lambda: any(line.startswith("▸ Kinder") for line in drawn(grid)))
        assert not any("spielen" in line for line in drawn(grid)) and "The search goes on" in part(app, "choices")
        gate.opened.set()
        await settled(pilot)
        await until(lambda: "sentence 2 of 2" in part(app, "headline"))
        assert any("spielen" in line for line in drawn(grid))
        assert "-0.42  -0.61  Zwei Kinder sind am Spielen." in part(app, "choices")
        assert "of the way back" in part(app, "choices") and "-0.95      –  Die Kinder" in part(app, "choices")
        await pilot.press("escape")
        assert app.chat.is_current


async def test_arrow_keys_light_up_what_belongs_together(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, TEXT)
        await settled(pilot)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert "Zwei  ←  Two 91 %" in part(app, "lit") and "sentence 1 of 2" in part(app, "headline")
        await pilot.press("down", "down")
        assert "spielen  ←  playing 65 %   are 20 %   (end) 10 %" in part(app, "lit")
        await pilot.press("right")
        assert "Two  →  Zwei 91 %" in part(app, "lit")
        await pilot.press("right")
        assert "children  →  Kinder 85 %" in part(app, "lit")
        await pilot.press("n")
        assert "sentence 2 of 2" in part(app, "headline")
        await pilot.press("w")
        assert "in pieces" in part(app, "headline") and "Two children are play ing . (end)" in part(app, "lit")


async def test_the_mouse_lights_up_the_cell_it_is_over(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, TEXT)
        await settled(pilot)
        await send(pilot, "/think")
        grid = app.screen.query_one(Grid)
        lines = drawn(grid)
        row = next(y for y, line in enumerate(lines) if "spielen" in line)
        await pilot.hover(Grid, offset=(lines[0].index("playing"), row))
        await pilot.pause()
        assert (grid.row, grid.column) == (2, 3) and "spielen  ←" in part(app, "lit")


async def test_hops_are_walked_and_lead_to_the_document(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await asked(pilot)
        await pilot.press("ctrl+t")
        await pilot.pause()
        table = app.screen.query_one(SlotTable)
        assert "▾ hop 2" in drawn(table)[0] and part(app, "headline") == "memory, hop 2 of 2"
        assert "93 % at hop 2" in part(app, "lit") and "Panagiotis Nikousios" in part(app, "outcome")
        await pilot.press("left")
        assert "▾ hop 1" in drawn(table)[0] and "55 % at hop 1" in part(app, "lit")
        await pilot.press("down", "down")
        assert "empty slot, 25 % at hop 1" in part(app, "lit") and any("not said" in line for line in drawn(table))
        await pilot.press("enter")  # the empty slot stands nowhere
        assert isinstance(app.screen, ThinkScreen)
        await pilot.press("up", "up", "enter")
        await pilot.pause()
        pane = app.chat.query_one(DocumentPane)
        assert app.chat.is_current and pane.display and pane.reading is not None
        assert pane.reading.document.text[slice(*(pane.reading.sentence or ()))] == EVIDENCE


async def test_hops_appear_as_they_come(app: Harness) -> None:
    gate = app.fake.gate("ask")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await send(pilot, "Who?")
        await until(gate.reached.is_set)
        await pilot.press("ctrl+t")
        await until(lambda: part(app, "headline") == "memory, hop 1 of 1")
        assert part(app, "outcome") == ""
        gate.opened.set()
        await until(lambda: part(app, "headline") == "memory, hop 2 of 2")
        await until(lambda: "So it answers" in part(app, "outcome"))


async def test_one_turns_from_entry_to_entry(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await asked(pilot)
        await send(pilot, TEXT)
        await settled(pilot)
        await pilot.press("ctrl+t")
        await pilot.pause()
        assert part(app, "which") == "2 of 2"
        await pilot.press("pageup")
        await pilot.pause()
        assert part(app, "which") == "1 of 2" and "memory" in part(app, "headline")


async def test_nothing_to_see_is_told(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+t")
        await send(pilot, "/picture")
        assert "There is nothing to see yet" in app.shown and "There is nothing to draw yet" in app.shown


async def test_pictures_are_saved_and_nothing_is_overwritten(
    app: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, TEXT)
        await settled(pilot)
        await send(pilot, "/picture")
        await until((tmp_path / "translation.svg").exists)
        await pilot.press("ctrl+t", "s")
        await until((tmp_path / "translation-2.svg").exists)
        assert (tmp_path / "translation.svg").read_bytes() == (tmp_path / "translation-2.svg").read_bytes()
        await pilot.press("escape")
        await send(pilot, "/picture map.pdf")
        await until(lambda: any("neither .svg nor .png" in toast.message for toast in app._notifications))


async def test_the_line_of_keys_can_be_clicked(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, TEXT)
        await settled(pilot)
        await pilot.press("ctrl+t")
        await pilot.pause()
        keys = app.screen.query_one(KeyLine)
        words = str(keys.render())
        await pilot.click(keys, offset=(2 + words.index("next sentence"), 0))
        await pilot.pause()
        assert "sentence 2 of 2" in part(app, "headline")
        await pilot.click(keys, offset=(2 + words.index("back"), 0))
        await pilot.pause()
        assert app.chat.is_current


async def test_a_second_enter_does_not_close_the_chat(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await asked(pilot)
        await pilot.press("ctrl+t")
        assert isinstance(app.screen, ThinkScreen)
        app.screen.thought.follow()
        app.screen.thought.follow()  # pressed before the first one was heard
        await until(lambda: app.screen is app.chat)
        await pilot.pause()
        assert app.is_running and app.screen is app.chat and app.chat.pane.display
