"""The chat as a user meets it: sent with real keys, read off the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from neural.errors import DragomanError
from neural.events import Event, Progress
from tests.tui.conftest import Harness, Memory, send, settled, until
from tests.tui.fakes import EVIDENCE, FOUND, SECOND, FakeAssistant, answer, silence
from tui.transcript import NoDocument, Opening, Question, Rendering, State, Work
from tui.widgets.bars import StatusBar, TopBar
from tui.widgets.card import Passage
from tui.widgets.drawing import SPAN
from tui.widgets.entry import Said
from tui.widgets.transcript import TranscriptView
from tui.widgets.welcome import LINES, THINGS, Thing, Welcome

SIZE = (80, 24)


def bar_text(app: Harness, bar: type[TopBar] | type[StatusBar]) -> str:
    return " ".join(str(static.render()) for static in app.chat.query_one(bar).query("Static"))


async def test_the_welcome_explains_itself_in_five_lines_with_three_things_to_try(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert (len(LINES), len(THINGS)) == (5, 3)
        welcome = app.chat.query_one(Welcome)
        assert welcome.display and welcome.region.height <= app.chat.query_one(TranscriptView).region.height
        await until(lambda: "translates  de → en, en → de" in str(welcome.query(".models").first().render()))


async def test_missing_models_are_named_with_the_command_that_makes_them(fake: FakeAssistant) -> None:
    app = Harness(fake, models=[])
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        models = app.chat.query_one(Welcome).query(".models").first()
        await until(lambda: "dragoman train reader" in str(models.render()))
        assert "dragoman train translator" in str(models.render())


async def test_things_to_try_work_by_tab_and_by_click(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("tab", "tab")
        assert app.prompt.text == THINGS[1][0]
        await pilot.press("tab", "tab")
        assert app.prompt.text == THINGS[0][0]
        await pilot.click(app.chat.query(Thing).last())
        await settled(pilot)
        assert app.fake.calls == [("translate", "Two children are playing in the snow.")]
        assert not app.chat.query_one(Welcome).display


async def test_a_question_without_a_document_is_told_how_to_open_one(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "Who was it?")
        assert isinstance(app.transcript[-1], NoDocument)
        assert "No document is open yet." in app.shown and "/open sample" in app.shown
        assert app.fake.calls == []
        await pilot.press("up")
        assert app.prompt.text == "Who was it?"


async def test_an_answer_comes_with_its_sentence_page_and_confidence(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await settled(pilot)
        assert "porte.txt  2 pages · 29 words · 2 sentences" in app.shown
        assert "porte.txt" in bar_text(app, TopBar)
        await send(pilot, "Who was the first Grand Dragoman?")
        await settled(pilot)
        assert "Panagiotis Nikousios\n" in app.shown
        assert "87 %  confident" in app.shown
        assert EVIDENCE in app.shown
        assert "porte.txt · page 1 · 0.2 s" in app.shown
        evidence = app.chat.query_one(Passage).render()
        marked = [(span.start, span.end) for span in evidence.spans if str(span.style) == SPAN]  # type: ignore[union-attr]
        start = EVIDENCE.index("Panagiotis Nikousios")
        assert marked == [(start, start + len("Panagiotis Nikousios"))]


async def test_other_candidates_unfold_on_demand(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await send(pilot, "Who?")
        await settled(pilot)
        assert "▸ 2 other candidates" in app.shown and "Alexander" not in app.shown
        await pilot.press("ctrl+o")
        await pilot.pause()
        assert "▾ 2 other candidates" in app.shown and SECOND in app.shown and "31 %" in app.shown
        await send(pilot, "/more")
        assert "Alexander" not in app.shown
        await pilot.click(".others")
        await pilot.pause()
        assert "Alexander" in app.shown and app.prompt.has_focus


async def test_where_the_document_does_not_say_the_user_is_told_so(app: Harness) -> None:
    app.fake.answers["Who painted it?"] = silence("Who painted it?")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await send(pilot, "Who painted it?")
        await settled(pilot)
        assert "The document does not say." in app.shown
        assert SECOND in app.shown and "page 2" in app.shown
        assert "confident" not in app.shown


async def test_a_translation_streams_and_the_screen_stays_live(app: Harness) -> None:
    gate = app.fake.gate("token 2")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de Good morning friends")
        await until(lambda: "<de> Good" in app.shown)
        assert "morning▍" not in app.shown and "Good▍" in app.shown
        assert "en → de" in bar_text(app, TopBar) and "translating" in bar_text(app, StatusBar)
        await pilot.press("h", "i")  # the model works, and one can write all the same
        assert app.prompt.text == "hi"
        gate.opened.set()
        await settled(pilot)
        assert "<de> Good morning friends" in app.shown and "▍" not in app.shown


async def test_escape_stops_keeps_what_came_and_gives_the_prompt_back(app: Harness) -> None:
    gate = app.fake.gate("token 2")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de Good morning friends")
        await until(lambda: gate.reached.is_set() and "<de> Good" in app.shown)
        await pilot.press("escape")
        await settled(pilot)
        entry = app.transcript[-1]
        assert isinstance(entry, Rendering) and entry.state is State.STOPPED
        assert "<de> Good" in app.shown and "morning" not in entry.output
        assert "■ stopped" in app.shown
        assert app.prompt.has_focus
        del app.fake.gates["token 2"]
        await send(pilot, "/translate Once more")
        await settled(pilot)
        assert "<de> Once more" in app.shown


class Deaf(FakeAssistant):
    """Never looks at the stop signal."""

    def translate(self, text: str, **options: Any) -> Iterator[Event]:
        return super().translate(text, **(options | {"stop": None}))


async def test_work_that_does_not_look_at_the_stop_signal_is_cut_short_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.runner.GRACE", 0.0)
    app = Harness(Deaf())
    gate = app.fake.gate("token 2")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de Good morning friends")
        await until(gate.reached.is_set)
        await pilot.press("escape")
        gate.opened.set()
        await settled(pilot)
        entry = app.transcript[-1]
        assert isinstance(entry, Rendering) and entry.state is State.STOPPED
        assert entry.output == "<de> Good morning"


async def test_messages_sent_meanwhile_wait_and_are_answered_in_order(app: Harness) -> None:
    gate = app.fake.gate("open")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await send(pilot, "First?")
        await send(pilot, "Second?")
        await send(pilot, "Third?")
        assert app.shown.count("◌ waits its turn") == 3
        assert "3 waiting" in bar_text(app, StatusBar)
        await pilot.press("up")  # the last one comes back
        assert app.prompt.text == "Third?" and "Third?" not in app.shown
        gate.opened.set()
        await settled(pilot)
        assert app.fake.calls == [("open", "/docs/porte.txt"), ("ask", "First?"), ("ask", "Second?")]
        assert [entry.state for entry in app.transcript if isinstance(entry, Work)] == [State.DONE] * 3


async def test_what_is_taken_back_can_be_sent_again_as_it_is(app: Harness) -> None:
    gate = app.fake.gate("token 1")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await until(gate.reached.is_set)
        await send(pilot, "/translate two")
        await pilot.press("up")
        assert app.prompt.text == "/translate en>de two"
        app.prompt.put("")
        await send(pilot, "/translate on")
        await send(pilot, "three")
        await send(pilot, "/translate de>en")
        await pilot.press("up")  # what is sent now goes the other way
        assert app.prompt.text == "/translate en>de three"
        gate.opened.set()
        await settled(pilot)


async def test_a_pair_without_a_model_changes_nothing(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate de>en")
        for wrong, why in (("fr>de Bonjour", "There is no model for fr → de"), ("en>klingon hi", "Unknown language")):
            await send(pilot, f"/translate {wrong}")
            assert why in app.shown
        await send(pilot, "Guten Tag")
        await settled(pilot)
        entry = app.transcript[-1]
        assert isinstance(entry, Rendering) and str(entry.pair) == "de → en"
        await send(pilot, "/translate ES")
        assert str(app.chat.controller.session.pair) == "auto → es"
        await send(pilot, "/home/nobody/file.txt")
        assert "There is no file /home/nobody/file.txt" in app.shown


async def test_escape_stops_only_what_runs(app: Harness) -> None:
    gate = app.fake.gate("token 1")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await until(gate.reached.is_set)
        await send(pilot, "/open /docs/porte.txt")
        await pilot.press("escape")
        await settled(pilot)
        assert [entry.state for entry in app.transcript if isinstance(entry, Work)] == [State.STOPPED, State.DONE]


async def test_progress_shows_while_a_document_loads(app: Harness) -> None:
    gate = app.fake.gate("open")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await until(lambda: "Reading pages" in app.shown)
        assert "25 %" in app.shown
        gate.opened.set()
        await settled(pilot)
        assert "Reading pages" not in app.shown


async def test_the_loading_of_a_model_shows_as_progress(app: Harness) -> None:
    app.fake.loading = [Progress(task="Loading the translator", done=0)]
    gate = app.fake.gate("token 0")
    async with app.run_test(size=SIZE) as pilot:
        assert "○ ready" in bar_text(app, StatusBar)
        await send(pilot, "/translate en>de one")
        await until(lambda: "Loading the translator …" in app.shown)
        assert "Loading the translator" in bar_text(app, StatusBar)
        gate.opened.set()
        await settled(pilot)
        assert "● ready" in bar_text(app, StatusBar)


async def test_a_failure_names_thing_cause_and_way_out(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/missing.txt")
        await settled(pilot)
        assert "missing.txt\nThere is no such file\n→ check the path" in app.shown
        assert not app.chat.query(".-bug")


async def test_a_missing_model_is_a_state_with_its_remedy(app: Harness) -> None:
    app.fake.errors["token 0"] = DragomanError("en to de", "there is no model for it", "dragoman train translator")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        assert "→ dragoman train translator" in app.shown and not app.chat.query(".-bug")
        assert app.prompt.has_focus


async def test_a_bug_is_told_in_a_line_and_logged(app: Harness, own_folders: Path) -> None:
    app.fake.errors["token 0"] = ZeroDivisionError("by zero")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        assert "Unexpected ZeroDivisionError: by zero" in app.shown and "Traceback" not in app.shown
        assert app.chat.query(".-bug")
        [log] = own_folders.rglob("dragoman.log")
        assert "Traceback" in log.read_text() and "translating" in log.read_text()
        del app.fake.errors["token 0"]
        await send(pilot, "/translate two")
        await settled(pilot)
        assert "<de> two" in app.shown  # the worker lives on


async def test_a_question_fails_plainly_when_its_document_did_not_open(app: Harness) -> None:
    gate = app.fake.gate("open")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/missing.txt")
        await send(pilot, "Who?")
        gate.opened.set()
        await settled(pilot)
        question = app.transcript[-1]
        assert isinstance(question, Question) and question.state is State.FAILED
        assert "No document is open" in app.shown


async def test_close_and_docs(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/close")
        assert "No document is open" in app.shown
        await send(pilot, "/open /docs/porte.txt")
        await send(pilot, "/open /docs/other.pdf")
        await settled(pilot)
        await send(pilot, "/docs")
        assert "other.pdf   2 pages, 29 words, 2 sentences" in app.shown and "/docs/other.pdf" in app.shown
        assert "other.pdf  and 1 more" in bar_text(app, TopBar)
        await send(pilot, "/close nothing.txt")
        assert "No document is called nothing.txt" in app.shown
        await send(pilot, "/close porte.txt")
        await settled(pilot)
        assert list(app.chat.controller.session.documents) == ["other.pdf"]
        await send(pilot, "/close")
        await settled(pilot)
        assert "no document" in bar_text(app, TopBar) and app.fake.documents == ()


async def test_sticky_translation_until_it_is_ended(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate de>en")
        assert "translating" in bar_text(app, TopBar) and "de → en" in str(app.prompt.placeholder)
        await send(pilot, "Guten Tag")
        await settled(pilot)
        assert "<en> Guten Tag" in app.shown
        await send(pilot, "/translate")
        await send(pilot, "Guten Tag?")
        await settled(pilot)
        assert isinstance(app.transcript[-1], NoDocument)
        assert app.fake.calls == [("translate", "Guten Tag")]


async def test_an_unknown_language_is_told_with_those_known(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>xx Hello")
        assert "Unknown language “xx”" in app.shown and "en (English)" in app.shown
        assert app.fake.calls == []


async def test_an_unknown_command_is_not_sent_to_a_model(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/nonsense at all")
        assert "There is no command /nonsense" in app.shown and app.fake.calls == []


async def test_clear_leaves_documents_open_and_running_work_alone(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await settled(pilot)
        gate = app.fake.gate("ask")
        await send(pilot, "Who?")
        await until(gate.reached.is_set)
        await send(pilot, "/clear")
        assert [type(entry) for entry in app.transcript] == [Question]
        gate.opened.set()
        await settled(pilot)
        assert "Panagiotis" in app.shown
        await send(pilot, "/clear")
        assert app.transcript == [] and app.chat.query_one(Welcome).display
        assert "porte.txt" in bar_text(app, TopBar)


async def test_markup_and_control_characters_are_shown_not_obeyed(app: Harness) -> None:
    nasty = "[bold red]x[/] \x1b[31m\x07 [@click=app.quit]y[/]"
    app.fake.answers["Who?"] = answer("Who?", FOUND[:1])
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/[red]a\x1b]0;b.txt")
        await settled(pilot)
        assert "[red]a␛]0;b.txt" in app.shown
        await send(pilot, f"/translate en>de {nasty}")
        await settled(pilot)
        assert app.shown.count("[bold red]x[/] ␛[31m␇ [@click=app.quit]y[/]") == 2
        assert "\x1b" not in app.shown


async def test_everything_sent_is_kept_before_the_model_starts(fake: FakeAssistant) -> None:
    history = Memory(["an old one"])
    kept: list[str] = []
    fake.on_step = lambda step: kept.extend(history.kept) if step == "token 0" else None
    app = Harness(fake, history=history)
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        assert kept == ["an old one", "/translate en>de one"]
        await pilot.press("up", "up")
        assert app.prompt.text == "an old one"


async def test_a_history_that_cannot_be_written_is_told_once_and_stops_nothing(fake: FakeAssistant) -> None:
    history = Memory()
    history.error = OSError(28, "No space left on device")
    app = Harness(fake, history=history)
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await send(pilot, "/translate two")
        await settled(pilot)
        assert app.shown.count("Your messages are not being saved") == 1
        assert "No space left on device" in app.shown and "<de> two" in app.shown


async def test_the_transcript_stays_where_the_user_scrolled_to(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        for number in range(4):
            await send(pilot, f"Question {number}?")
        await settled(pilot)
        view = app.chat.query_one(TranscriptView)
        await until(lambda: view.scroll_y == view.max_scroll_y > 0)
        gate = app.fake.gate("ask")
        await send(pilot, "One more?")
        await until(gate.reached.is_set)
        await pilot.press("pageup")
        await pilot.pause()
        there = view.scroll_y
        assert there < view.max_scroll_y
        gate.opened.set()
        await settled(pilot)
        assert view.scroll_y == there
        await pilot.press("ctrl+end")
        await until(lambda: view.scroll_y == view.max_scroll_y)


async def test_a_document_named_on_the_command_line_opens_first(fake: FakeAssistant) -> None:
    app = Harness(fake, document=Path("/docs/porte.txt"))
    async with app.run_test(size=SIZE) as pilot:
        await settled(pilot)
        assert isinstance(app.transcript[0], Opening) and app.fake.calls == [("open", "/docs/porte.txt")]


async def test_a_brain_that_cannot_be_made_is_told_like_any_failure(fake: FakeAssistant) -> None:
    def broken() -> FakeAssistant:
        raise DragomanError("torch", "it is not installed", "pip install torch")

    app = Harness(fake, make_brain=broken)
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        assert "→ pip install torch" in app.shown


async def test_a_long_message_is_shown_by_its_beginning(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de " + "\n".join(f"line {number}" for number in range(40)))
        await settled(pilot)
        assert str(app.chat.query(Said).first().render()).endswith("line 9\n… and 30 more lines")
        assert app.fake.calls[0][1].endswith("line 39")


async def test_a_long_translation_is_whole(app: Harness) -> None:
    lines = [f"Line {number} of a text that goes on and on" for number in range(120)]
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de " + "\n".join(lines))
        await settled(pilot)
        entry = app.transcript[-1]
        assert isinstance(entry, Rendering)
        assert entry.output == "\n".join(f"<de> {line}" for line in lines)
        pieces = app.chat.query(".output Lines")
        assert len(pieces) > 1
        assert "\n".join(str(piece.render()) for piece in pieces) == entry.output
