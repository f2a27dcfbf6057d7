"""A single message: chosen by key or mouse, copied, quoted, sent once more, forked, exported."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.tui.conftest import Harness, Memory, send, settled, until
from tests.tui.fakes import EVIDENCE, FakeAssistant
from tui.message_actions import MESSAGE_ACTIONS, actions_for
from tui.screens.chat import ChatScreen
from tui.screens.history import HistoryScreen
from tui.screens.message_menu import MessageMenu
from tui.transcript import NoDocument, Note, Question, Rendering, State
from tui.view_keys import MESSAGE, VIEW_KEYS
from tui.widgets.entry import Dots, EntryView, Said

SIZE = (80, 24)
MARKDOWN = "# Title\n\nSome **bold** and `code`\nsecond line <b>x</b> [a](http://b)\n\n- one\n- two"


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    texts: list[str] = []
    monkeypatch.setattr(ChatScreen, "copy", lambda screen, text: texts.append(text))
    return texts


async def answered(app: Harness, pilot: Pilot[None]) -> None:
    await send(pilot, "/open /docs/porte.txt")
    await settled(pilot)
    await send(pilot, "Who was it?")
    await settled(pilot)


def test_each_action_has_its_key_in_the_table_of_keys() -> None:
    bound = [key for key in VIEW_KEYS[MESSAGE] if key.action.startswith("screen.act(")]
    assert [key.action for key in bound] == [f"screen.act('{action.name}')" for action in MESSAGE_ACTIONS]
    assert [(key.keys, key.help) for key in bound] == [(action.key, action.label) for action in MESSAGE_ACTIONS]


async def test_a_message_is_chosen_with_the_keys_and_left_again(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await answered(app, pilot)
        views = list(app.chat.query(EntryView))
        await pilot.press("f6")
        assert app.chat.focused is views[1]
        await pilot.press("up")
        assert app.chat.focused is views[0]
        await pilot.press("up", "down", "down")  # past the last one
        assert app.prompt.has_focus
        await pilot.press("f6", "escape")
        assert app.prompt.has_focus
        await pilot.press("f6", "f6")
        assert app.prompt.has_focus


async def test_copies_with_and_without_the_source(app: Harness, copied: list[str]) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await answered(app, pilot)
        await pilot.press("f6", "c", "f6", "p")
        rich, plain = copied
        assert plain == "Panagiotis Nikousios"
        sentence = EVIDENCE.replace("Panagiotis Nikousios", "**Panagiotis Nikousios**")
        assert rich == f"Panagiotis Nikousios\n\n“{sentence}”\n\n<sub>porte.txt · page 1 · 87 %</sub>"
        assert app.prompt.has_focus


async def test_a_copy_of_a_markdown_translation_can_do_without_its_signs(
    app: Harness, copied: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.tui.fakes.translated", lambda text, target: text)
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, f"/translate en>de {MARKDOWN}")
        await settled(pilot)
        await pilot.press("f6", "c", "f6", "p")
        assert copied == [MARKDOWN, "Title\nSome bold and code\nsecond line <b>x</b> a\n- one\n- two"]


async def test_a_translation_with_markdown_is_drawn_as_such_while_it_grows(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tui.widgets.markdown import GrowingMarkdown

    monkeypatch.setattr("tests.tui.fakes.translated", lambda text, target: text)
    gate = app.fake.gate("token 3")
    async with app.run_test(size=(80, 40)) as pilot:
        await send(pilot, f"/translate en>de {MARKDOWN}")
        await until(gate.reached.is_set)
        drawn = app.chat.query_one(GrowingMarkdown)
        await until(lambda: [type(block).__name__ for block in drawn.children][:1] == ["MarkdownH1"])
        heading = drawn.children[0]
        gate.opened.set()
        await settled(pilot)
        names = ["MarkdownH1", "MarkdownParagraph", "MarkdownBulletList"]
        await until(lambda: [type(block).__name__ for block in drawn.children] == names)
        assert drawn.children[0] is heading  # what stood already was not drawn anew
        words = "\n".join(str(static.render()) for static in drawn.query(Static))
        assert "Some bold and code" in words and "<b>x</b> a" in words and "**" not in words


async def test_quoting_keeps_what_is_written_already(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await answered(app, pilot)
        await pilot.press(*"draft", "f6", "q")
        assert app.prompt.text == "> Panagiotis Nikousios\n\ndraft" and app.prompt.has_focus


async def test_once_more(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "Who was it?")
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        await send(pilot, "/translate de>en")  # another pair holds now; the message keeps its own
        await send(pilot, "/open /docs/porte.txt")
        await settled(pilot)
        for view in list(app.chat.query(EntryView)):
            entry = view.entry
            if not isinstance(entry, Note):
                view.focus()
                await pilot.press("r")
                await settled(pilot)
        kinds = [type(entry).__name__ for entry in app.transcript if not isinstance(entry, Note)]
        assert kinds == ["NoDocument", "Rendering", "Opening", "Question", "Rendering", "Opening"]
        assert [str(e.pair) for e in app.transcript if isinstance(e, Rendering)] == ["en → de", "en → de"]


async def test_thinking_is_shown_for_the_chosen_message(app: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    monkeypatch.setattr(ChatScreen, "show_thinking", lambda screen, entry: shown.append(entry))
    async with app.run_test(size=SIZE) as pilot:
        await answered(app, pilot)
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        await pilot.press("f6", "up", "t")
        assert shown == [app.transcript[1]]


async def test_a_fork_from_an_earlier_message_and_the_export_of_one(
    app: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        for text in ("one", "two"):
            await send(pilot, f"/translate en>de {text}")
            await settled(pilot)
        await pilot.press("f6", "up", "e")
        [path] = tmp_path.glob("*.md")
        assert "<de> one" in path.read_text().replace("\\", "") and "two" not in path.read_text()
        app.chat.query(EntryView).first().focus()
        await pilot.press("f")
        await pilot.pause()
        assert [e.text for e in app.transcript if isinstance(e, Rendering)] == ["one"]


async def test_only_what_makes_sense_is_offered(app: Harness) -> None:
    gate = app.fake.gate("token 0")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/nonsense")
        await send(pilot, "Who?")
        await send(pilot, "/translate en>de one")
        await until(gate.reached.is_set)
        note, unasked, working = app.transcript
        assert isinstance(note, Note) and actions_for(note) == []
        await pilot.press("f6", "up", "up", "enter")
        assert app.chat.is_current  # no menu without anything in it
        assert isinstance(unasked, NoDocument) and isinstance(working, Rendering)
        names = [action.name for action in actions_for(unasked)]
        assert names == ["copy", "plain", "quote", "retry", "fork", "export"]
        assert not {"retry", "export"} & {action.name for action in actions_for(working)}
        await pilot.press("escape", "escape")
        await settled(pilot)
        assert working.state is State.STOPPED and "retry" in {action.name for action in actions_for(working)}


@pytest.mark.parametrize("way", ["enter", "letter", "click"])
async def test_the_menu_by_key_and_mouse(app: Harness, copied: list[str], way: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await answered(app, pilot)
        if way == "click":
            await pilot.click(app.chat.query(Said).last(), button=3)
        else:
            await pilot.press("f6", "enter")
        await pilot.pause()
        assert isinstance(app.screen, MessageMenu)
        if way == "enter":
            await pilot.press("down", "enter")
        elif way == "letter":
            await pilot.press("p")
        else:
            await pilot.click("#menu", offset=(5, 2))
        await pilot.pause()
        assert copied == ["Panagiotis Nikousios"] and app.chat.is_current and app.prompt.has_focus


async def test_the_handle_of_the_menu_comes_with_the_mouse(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await answered(app, pilot)
        view = app.chat.query(EntryView).last()
        assert not app.chat.query(Dots)
        await pilot.hover(view.query_one(Said))
        await until(lambda: app.chat.query(Dots) and app.chat.query_one(Dots).region.width == 3)
        dots = app.chat.query_one(Dots)
        assert dots.region.right < view.region.right and dots.region.y == view.region.y
        await pilot.click(dots)
        await pilot.pause()
        assert isinstance(app.screen, MessageMenu)
        await pilot.click(offset=(1, 1))  # beside it
        await pilot.pause()
        assert app.chat.is_current


async def test_what_was_sent_before_is_searched(fake: FakeAssistant) -> None:
    history = Memory(["one Zürich", "two Zürich", "one Zürich", "three\nlines of Bern", "\x1b[31m"])
    app = Harness(fake, history=history)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"zurich", "ctrl+r")
        await pilot.pause()
        assert isinstance(app.screen, HistoryScreen)
        await pilot.press("down", "enter")
        assert app.prompt.text == "two Zürich"  # the newest first, each once
        await pilot.press("ctrl+r")
        await pilot.press(*" nowhere", "enter")
        assert app.prompt.text == "two Zürich"
        app.prompt.put("")
        await pilot.press("ctrl+r", *"bern")
        await pilot.click("#sent", offset=(3, 0))
        await pilot.pause()
        assert app.prompt.text == "three\nlines of Bern"
        await pilot.press("ctrl+r", "escape")
        assert app.prompt.text == "three\nlines of Bern"


async def test_a_question_again_after_the_answer_was_stopped(app: Harness) -> None:
    gate = app.fake.gate("ask")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await settled(pilot)
        await send(pilot, "Who?")
        await until(gate.reached.is_set)
        await pilot.press("escape")
        await settled(pilot)
        del app.fake.gates["ask"]
        await pilot.press("f6", "r")
        await settled(pilot)
        last = app.transcript[-1]
        assert isinstance(last, Question) and last.state is State.DONE
