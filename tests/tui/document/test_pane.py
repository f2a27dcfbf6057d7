"""The document pane as a user meets it: opened from an answer, searched, walked through, closed."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.selection import SELECT_ALL
from textual.widgets import Input, OptionList

from neural.documents.document import Document, Heading
from neural.events import Event
from tests.tui.conftest import Harness, send, settled, until
from tests.tui.fakes import EVIDENCE, FOUND, SECOND, FakeAssistant, silence
from tui.document.outline import Outline
from tui.document.pane import DocumentPane
from tui.document.text_view import TextView
from tui.widgets.card import AnswerCard, Passage

SMALL, LARGE = (80, 24), (160, 48)


def pane(app: Harness) -> DocumentPane:
    return app.chat.query_one(DocumentPane)


def text(app: Harness) -> TextView:
    return app.chat.query_one(TextView)


def drawn(app: Harness) -> str:
    """The rows of the text that are in view."""
    view = text(app)
    return "\n".join(view.render_line(y).text.rstrip() for y in range(view.size.height))


def line(app: Harness, name: str) -> str:
    return str(pane(app).query(f".{name}").first().render())


async def answered(pilot: Pilot[None]) -> None:
    await send(pilot, "/open /docs/porte.txt")
    await send(pilot, "Who?")
    await settled(pilot)


class LongDocument(FakeAssistant):
    """Opens a document of many headed sections, long enough to be laid out and searched in a thread."""

    sections = 400

    def open(self, path: Path, *, stop: threading.Event | None = None) -> Iterator[Event]:
        words = random.Random(1).choices(["porte", "envoy", "treaty", "interpreter", "sultan"], k=80)
        parts = [f"Section {number}\n\n{' '.join(words)} number{number}x." for number in range(self.sections)]
        full = "\n\n".join(parts)
        outline = tuple(
            Heading(title=f"Section {n}", level=1, start=full.index(f"Section {n}\n")) for n in range(self.sections)
        )
        long = Document(name=path.name, path=str(path), text=full, sentences=(), digest="", outline=outline)
        for event in super().open(path):
            if path.name in self._documents:
                self._documents[path.name] = long
            yield event


@pytest.mark.parametrize("way", ["enter", "f3", "click", "command"])
async def test_an_answer_leads_to_its_source_with_the_span_lit(app: Harness, way: str) -> None:
    async with app.run_test(size=LARGE) as pilot:
        await answered(pilot)
        if way == "click":
            await pilot.click(Passage)
        elif way == "command":
            await send(pilot, "/source")
        else:
            await pilot.press(way)
        await pilot.pause()
        assert pane(app).display and text(app).has_focus
        reading = pane(app).reading
        assert reading is not None
        assert reading.document.text[slice(*(reading.span or ()))] == "Panagiotis Nikousios"
        assert reading.document.text[slice(*(reading.sentence or ()))] == EVIDENCE
        assert "▎ In 1661 the Porte" in drawn(app) and "── page 2 ─" in drawn(app)
        assert line(app, "where") == "page 1 of 2"


async def test_beside_the_chat_where_there_is_room_and_over_it_where_there_is_none(app: Harness) -> None:
    async with app.run_test(size=LARGE) as pilot:
        await answered(pilot)
        await pilot.press("f3")
        assert app.chat.query_one("#conversation").display and pane(app).region.width == 80
        await pilot.press("tab")
        assert app.prompt.has_focus and pane(app).display
        await pilot.press("f3")
        assert text(app).has_focus
        await pilot.resize_terminal(*SMALL)
        await pilot.pause()
        assert not app.chat.query_one("#conversation").display and pane(app).region.width == 80
        await pilot.press("f3")
        assert app.chat.query_one("#conversation").display and not pane(app).display and app.prompt.has_focus


async def test_each_candidate_and_each_near_sentence_leads_to_its_own_place(app: Harness) -> None:
    app.fake.answers["What?"] = silence("What?")
    async with app.run_test(size=LARGE) as pilot:
        await answered(pilot)
        await pilot.press("ctrl+o")
        await pilot.pause()
        await pilot.click(app.chat.query(".other").first())
        await pilot.pause()
        reading = pane(app).reading
        assert reading is not None and reading.span == (FOUND[1].start, FOUND[1].end)
        await pilot.press("escape")
        await send(pilot, "What?")
        await settled(pilot)
        await pilot.click(app.chat.query(AnswerCard).last().query_one(Passage))
        await pilot.pause()
        reading = pane(app).reading
        assert reading is not None and reading.span is None and reading.sentence == (89, 89 + len(SECOND))


async def test_enter_on_an_empty_prompt_does_nothing_unless_an_answer_came_last(app: Harness) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        await answered(pilot)
        await send(pilot, "/docs")
        await pilot.press("enter")
        assert not pane(app).display and len(app.transcript) == 3


async def test_search_finds_walks_and_lets_go(fake: FakeAssistant) -> None:
    app = Harness(fake)
    async with app.run_test(size=SMALL) as pilot:
        await answered(pilot)
        await pilot.press("f3", "slash", *"IN")
        await pilot.pause()
        assert line(app, "found").startswith("1 of 2")
        await pilot.press("enter", "n")
        assert line(app, "found").startswith("2 of 2")
        await pilot.press("n")
        assert line(app, "found").startswith("1 of 2")
        await pilot.press("N")
        assert line(app, "found").startswith("2 of 2")
        await pilot.press("escape")
        assert pane(app).display and "of 2" not in line(app, "found")
        await pilot.press("slash", *"nowhere")
        await pilot.pause()
        assert line(app, "found") == "not found"
        await pilot.press("escape", "escape")
        assert not pane(app).display and app.prompt.has_focus


async def test_the_outline_goes_to_headings_by_key_and_by_mouse() -> None:
    fake = LongDocument()
    fake.sections = 60
    app = Harness(fake)
    async with app.run_test(size=LARGE) as pilot:
        await send(pilot, "/open /docs/long.txt")
        await settled(pilot)
        await send(pilot, "/read long.txt")
        await pilot.press("o")
        outline = app.chat.query_one(Outline)
        assert outline.display and outline.has_focus and outline.highlighted == 0
        await pilot.press(*["down"] * 7, "enter")
        await pilot.pause()
        assert "Section 7\n" in drawn(app) and text(app).has_focus
        outline.post_message(OptionList.OptionSelected(outline, outline.get_option_at_index(30), 30))
        await pilot.pause()
        assert "Section 30\n" in drawn(app) and line(app, "where").startswith("Section 29 · ")
        await pilot.press("end")
        await pilot.pause()
        assert outline.highlighted is not None and outline.highlighted > 50


async def test_a_document_without_headings_is_outlined_by_its_pages(app: Harness) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await answered(pilot)
        await pilot.press("f3", "o")
        shown = [section.title for section in app.chat.query_one(Outline).sections]
        assert len(shown) == 2 and SECOND.startswith(shown[1][:20])
        await pilot.press("escape")
        assert not app.chat.query_one(Outline).display and pane(app).display


async def test_a_long_document_is_laid_out_and_searched_aside_and_draws_only_what_is_seen() -> None:
    app = Harness(LongDocument())
    async with app.run_test(size=LARGE) as pilot:
        await send(pilot, "/open /docs/long.txt")
        await settled(pilot)
        await send(pilot, "/read")
        await until(lambda: text(app).layout_ is not None)
        layout = text(app).layout_
        assert layout is not None and len(layout) > 3000
        assert text(app).share == pytest.approx(text(app).size.height / len(layout))
        await pilot.press("slash", *"number399x")
        await until(lambda: line(app, "found").startswith("1 of 1"))
        await pilot.pause()
        text(app).scroll_end(animate=False)
        await pilot.pause()
        assert text(app).share == 1
        assert "number399x" in drawn(app) and layout.row_at(text(app).top) > 3000
        await pilot.press("enter", "escape")
        place = text(app).top
        await pilot.resize_terminal(120, 40)
        await until(lambda: text(app).layout_ is not None and text(app).layout_ is not layout)
        await pilot.pause()
        again = text(app).layout_
        assert again is not None and abs(again.row_at(place) - again.row_at(text(app).top)) < 40


async def test_a_document_that_loads_appears_by_itself(app: Harness) -> None:
    gate = app.fake.gate("open")
    async with app.run_test(size=SMALL) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await until(gate.reached.is_set)
        await send(pilot, "/read")
        await until(lambda: "Reading pages" in line(app, "loading"))
        assert line(app, "name") == "porte.txt"
        gate.opened.set()
        await settled(pilot)
        assert "In 1661" in drawn(app) and pane(app).loading_name is None


async def test_a_document_that_fails_to_load_closes_its_pane(app: Harness) -> None:
    gate = app.fake.gate("open")
    async with app.run_test(size=SMALL) as pilot:
        await send(pilot, "/open /docs/missing.txt")
        await until(gate.reached.is_set)
        await send(pilot, "/read")
        gate.opened.set()
        await settled(pilot)
        assert not pane(app).display and app.prompt.has_focus


async def test_closing_a_document_closes_its_pane_and_its_answers_say_so(app: Harness) -> None:
    async with app.run_test(size=LARGE) as pilot:
        await answered(pilot)
        await pilot.press("f3", "tab")
        await send(pilot, "/close")
        await settled(pilot)
        assert not pane(app).display
        await send(pilot, "/source")
        assert "porte.txt is not open any more" in app.shown


async def test_without_a_document_one_is_told_how_to_open_one(app: Harness) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await send(pilot, "/read")
        await send(pilot, "/read other.txt")
        assert app.shown.count("No document is open") == 2 and not pane(app).display


async def test_text_can_be_selected_and_is_copied_as_it_is_in_the_document(app: Harness) -> None:
    async with app.run_test(size=SMALL) as pilot:
        await answered(pilot)
        await pilot.press("f3")
        found = text(app).get_selection(SELECT_ALL)
        assert found is not None and found[0] == f"{EVIDENCE}\n{SECOND}"


async def test_keys_of_the_chat_mean_the_document_while_it_has_the_focus() -> None:
    fake = LongDocument()
    fake.sections = 60
    app = Harness(fake)
    async with app.run_test(size=LARGE) as pilot:
        await send(pilot, "/open /docs/long.txt")
        await settled(pilot)
        await send(pilot, "/read")
        await pilot.press("pagedown")
        await pilot.pause()
        assert text(app).scroll_offset.y > 10
        await pilot.press("tab", *"x", "escape")
        assert pane(app).display and app.prompt.text == "x"
        assert not app.chat.query_one("#find", Input).display
