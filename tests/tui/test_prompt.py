"""Writing: sending, new lines, history, completion, paste and drop."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual import events

from tests.tui.conftest import Harness, Memory, send, settled, until
from tests.tui.fakes import FakeAssistant
from tui.commands import COMMANDS
from tui.screens.chat import ChatScreen
from tui.screens.help import HelpScreen
from tui.transcript import Rendering
from tui.widgets.completions import Completions
from tui.widgets.prompt import Prompt

SIZE = (80, 24)


def labels(app: Harness) -> list[str]:
    completions = app.chat.query_one(Completions)
    if not completions.display:
        return []
    return [str(completions.get_option_at_index(i).prompt).split("  ")[0] for i in range(completions.option_count)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "here"
    for name in ("notes", "my papers"):
        (here / name).mkdir(parents=True)
    for name in ("a.txt", "my notes.txt", ".hidden", "my papers/deep.pdf"):
        (here / name).touch()
    monkeypatch.chdir(here)
    return here


async def test_the_prompt_grows_with_its_lines_and_sends_them_all(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"/translate a")
        height = app.prompt.size.height
        await pilot.press("ctrl+j", "b", "shift+enter", "c")
        await pilot.pause()
        assert app.prompt.text == "/translate a\nb\nc" and app.prompt.size.height == height + 2
        await pilot.press("enter")
        await settled(pilot)
        assert app.fake.calls == [("translate", "a\nb\nc")]
        assert app.prompt.text == ""


async def test_enter_on_an_empty_prompt_does_nothing(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space", "enter")
        assert app.transcript == []


async def test_history_keeps_the_draft(fake: FakeAssistant) -> None:
    app = Harness(fake, history=Memory(["one", "two\nlines"]))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"draft", "up")
        assert app.prompt.text == "two\nlines"
        await pilot.press("up", "up", "up", "up")
        assert app.prompt.text == "one"
        await pilot.press("down", "down")
        assert app.prompt.text == "draft"


async def test_a_command_from_the_history_does_not_unfold_suggestions(fake: FakeAssistant) -> None:
    app = Harness(fake, history=Memory(["older", "/open"]))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("up")
        await pilot.pause()
        assert labels(app) == []
        await pilot.press("up")
        assert app.prompt.text == "older"


async def test_a_slash_lists_all_commands_and_letters_narrow_them(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("/")
        await pilot.pause()
        assert labels(app) == [command.usage for command in COMMANDS]
        await pilot.press("c")
        await pilot.pause()
        assert labels(app)[:3] == ["/copy [all]", "/close [NAME]", "/clear"]
        await pilot.press("l", "r")
        await pilot.pause()
        assert labels(app) == ["/clear"]
        await pilot.press("tab")
        assert app.prompt.text == "/clear"


async def test_enter_takes_the_marked_command(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("/", "h", "e", "enter")
        await pilot.pause()
        assert type(app.screen) is HelpScreen
        await pilot.press("escape")
        assert app.screen.id == app.chat.id and app.chat.is_current and app.prompt.text == ""
        await pilot.press("/", "enter")  # the first one wants a path: not sent yet
        await pilot.pause()
        assert app.prompt.text == "/open " and app.transcript == []


async def test_what_is_typed_faster_than_the_list_follows_is_sent_as_it_is(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "t")
        assert labels(app)
        for letter in "ranslate en>de Good morning":  # all are waiting before the next change is told
            app.prompt.post_message(events.Key(letter, letter))
        app.prompt.post_message(events.Key("enter", "\r"))
        await settled(pilot)
        entry = app.transcript[-1]
        assert isinstance(entry, Rendering) and entry.text == "Good morning" and not app.prompt.text


async def test_arrows_walk_the_list_and_escape_hides_it(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("/", "down", "down", "tab")
        await pilot.pause()
        assert app.prompt.text == "/translate "
        assert labels(app)[0] == "en>de"
        await pilot.press("escape")
        await pilot.pause()
        assert labels(app) == [] and app.prompt.text == "/translate "
        app.prompt.put("/", suggest=True)
        await pilot.pause()
        await pilot.press("up", "tab")
        assert app.prompt.text == "/quit"


async def test_a_pair_that_is_whole_is_sent_as_it_is(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"/translate >fr")
        await pilot.pause()
        assert "en>fr" in labels(app)
        await pilot.press("enter")
        await settled(pilot)
        assert app.prompt.text == "" and str(app.chat.controller.session.pair) == "auto → fr"


async def test_paths_complete_with_folders_quotes_and_spaces(app: Harness, folder: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"/open ")
        await pilot.pause()
        assert labels(app) == ["my papers/", "notes/", "a.txt", "my notes.txt"]
        await pilot.press("m", "tab")
        await pilot.pause()
        assert app.prompt.text == '/open "my papers/' and labels(app) == ["deep.pdf"]
        await pilot.press("enter")
        await settled(pilot)
        assert app.fake.calls == [("open", "my papers/deep.pdf")]


async def test_a_click_accepts_a_suggestion(app: Harness, folder: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"/open a")
        await pilot.pause()
        await pilot.click(Completions, offset=(4, 1))
        await pilot.pause()
        assert app.prompt.text == "/open a.txt" and app.prompt.has_focus


async def test_close_completes_open_documents(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/open /docs/porte.txt")
        await settled(pilot)
        await pilot.press(*"/close p")
        await pilot.pause()
        assert labels(app) == ["porte.txt"]
        await pilot.press("enter")
        await settled(pilot)
        assert app.fake.documents == ()


async def test_a_dropped_file_opens(app: Harness, folder: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        for pasted in (str(folder / "a.txt"), f"'{folder}/my notes.txt'", f"{folder}/my\\ notes.txt "):
            app.prompt.post_message(events.Paste(pasted))
            await settled(pilot)
        assert [Path(call).name for _, call in app.fake.calls] == ["a.txt", "my notes.txt", "my notes.txt"]
        assert app.prompt.text == ""


async def test_a_path_that_is_typed_or_sent_opens(app: Harness, folder: Path) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, str(folder / "a.txt"))
        await settled(pilot)
        assert app.fake.calls == [("open", str(folder / "a.txt"))]


async def test_other_pastes_are_text_without_control_characters(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        app.prompt.post_message(events.Paste("two\r\nlines\x1b[31m"))
        await pilot.pause()
        assert app.prompt.text == "two\nlines␛[31m"


async def test_control_c_copies_stops_empties_and_leaves_in_that_order(
    app: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(ChatScreen, "copy", lambda screen, text: copied.append(text))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*"abc", "shift+left", "ctrl+c")
        assert copied == ["c"] and app.prompt.text == "abc"
        gate = app.fake.gate("token 0")
        app.chat.controller.send("/translate one")
        await until(gate.reached.is_set)
        await pilot.press("right", "ctrl+c")
        await settled(pilot)
        assert app.transcript[-1].state == "stopped" and app.prompt.text == "abc"
        await pilot.press("ctrl+c")
        assert app.prompt.text == ""
        await pilot.press("up")
        assert app.prompt.text == "abc"  # emptied, not lost
        app.prompt.put("")
        await pilot.press("ctrl+c")
        assert app.is_running and app.return_code is None
        await pilot.press("ctrl+c")
        await until(lambda: app.return_code == 0)


async def test_copy_takes_the_last_result_or_everything(app: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[str] = []
    monkeypatch.setattr(ChatScreen, "copy", lambda screen, text: copied.append(text))
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/copy")
        assert "nothing to copy" in app.shown
        await send(pilot, "/open /docs/porte.txt")
        await send(pilot, "Who?")
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        await pilot.press("f2")
        await send(pilot, "/copy all")
        assert copied == ["<de> one", "> Who?\n\nPanagiotis Nikousios\n\n> one\n\n<de> one"]


async def test_themes_change_by_name(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/theme day")
        assert app.theme == "day"
        await pilot.press(*"/theme nig", "enter")
        await pilot.pause()
        assert app.theme == "night"
        await send(pilot, "/theme nothing")
        assert app.theme == "night"


async def test_the_palette_runs_commands_from_the_table(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"open a doc")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await until(lambda: app.chat.query_one(Prompt).text == "/open ")


async def test_quit(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/quit")
        await until(lambda: app.return_code == 0)
