"""Conversations are kept as they go, found again, gone on with, copied, renamed, deleted and restored."""

from __future__ import annotations

import json
import sqlite3
from itertools import count
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from tests.tui.conftest import Harness, send, settled, until
from tests.tui.fakes import EVIDENCE, FakeAssistant, silence
from tui import folders
from tui.screens.sessions import SessionsScreen
from tui.sessions.rows import EntryRow
from tui.sessions.store import SessionStore
from tui.shell import resuming
from tui.transcript import Opening, Question, Rendering, State, Work
from tui.widgets.sessions import SessionList
from tui.widgets.welcome import Welcome

SIZE = (80, 24)


def stored() -> list[EntryRow]:
    """All that is kept, as another program sees it."""
    store = SessionStore(folders.sessions_file())
    try:
        return [row for session in store.sessions()[::-1] for row in store.entries(session.id)]
    finally:
        store.close()


async def talk(pilot: Pilot[None], *texts: str) -> None:
    """Sends one text after the other, each once the one before is done with."""
    for text in texts:
        await send(pilot, text)
        await settled(pilot)


async def test_what_is_sent_is_kept_before_the_model_starts_and_results_as_they_come(fake: FakeAssistant) -> None:
    kept_at_start: list[str] = []
    fake.on_step = lambda step: kept_at_start.extend(row.state for row in stored()) if step == "token 0" else None
    app = Harness(fake)
    gate = fake.gate("token 3")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one two three four")
        await until(gate.reached.is_set)
        assert kept_at_start == ["queued"]
        await until(lambda: "<de> one two" in app.shown)
        gate.opened.set()
        await settled(pilot)
        [row] = stored()
        assert (row.state, row.result["output"]) == ("done", "<de> one two three four")


async def test_partial_text_is_kept_while_it_grows(app: Harness) -> None:
    gate = app.fake.gate("token 3")
    async with app.run_test(size=SIZE) as pilot:
        app.chat.controller.conversations.keeper._clock = (100.0**n for n in count()).__next__  # always due
        await send(pilot, "/translate en>de one two three four")
        await until(gate.reached.is_set)
        await until(lambda: stored()[0].result.get("output") == "<de> one two")
        gate.opened.set()
        await settled(pilot)


async def test_a_conversation_comes_back_as_it_was(fake: FakeAssistant) -> None:
    fake.answers["Who painted it?"] = silence("Who painted it?")
    first = Harness(fake)
    async with first.run_test(size=SIZE) as pilot:
        await talk(pilot, "/open /docs/porte.txt", "Who was it?", "Who painted it?", "/translate en>de one two")
        await talk(pilot, "/open /docs/missing.txt", "/nonsense")
        shown = first.shown.replace("There is no command /nonsense\n/help   lists them all", "").strip()
        entries = [entry for entry in first.transcript if isinstance(entry, Work)]
    again = Harness(FakeAssistant(), resume=1)
    async with again.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert again.shown.strip() == shown
        assert again.fake.calls == []  # at once: nothing is opened yet
        back = [entry for entry in again.transcript if isinstance(entry, Work)]
        assert [(type(e), e.state, e.typed, e.seconds) for e in back] == [
            (type(e), e.state, e.typed, e.seconds) for e in entries
        ]
        assert [e.whole().events for e in back] == [e.events for e in entries]
        assert list(again.chat.controller.session.documents) == ["porte.txt"]
        await talk(pilot, "And then?")
        assert again.fake.calls == [("open", "/docs/porte.txt"), ("ask", "And then?")]  # when it is needed
        await talk(pilot, "And now?")
        assert again.fake.calls[2:] == [("ask", "And now?")]  # once
    assert [row.data["typed"] for row in stored()][-2:] == ["And then?", "And now?"]
    assert SessionStore(folders.sessions_file()).sessions()[0].title == "Who was it?"


async def test_a_document_that_is_gone_is_told_when_it_is_needed(fake: FakeAssistant) -> None:
    first = Harness(fake)
    async with first.run_test(size=SIZE) as pilot:
        await talk(pilot, "/open /docs/porte.txt")
    again = Harness(fake, resume=1)
    fake.close("porte.txt")
    fake.errors["open"] = OSError("gone")
    async with again.run_test(size=SIZE) as pilot:
        await talk(pilot, "Who?")
        assert again.transcript[-1].state is State.FAILED
        del fake.errors["open"]
        await talk(pilot, "/close porte.txt", "Who?")
        assert "No document is open yet." in again.shown


async def test_work_that_was_cut_short_comes_back_as_stopped(fake: FakeAssistant) -> None:
    fake.gate("token 2")
    first = Harness(fake)
    async with first.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one two three")
        await send(pilot, "/translate en>de waiting")
        await until(lambda: "<de> one" in first.shown)
        first.chat.controller.conversations.close()  # what a way out does; `kill -9` is tested in test_kill.py
    again = Harness(FakeAssistant(), resume=1)
    async with again.run_test(size=SIZE) as pilot:
        await pilot.pause()
        running, waiting = again.transcript
        assert isinstance(running, Rendering) and running.output == "<de> one" and running.state is State.STOPPED
        assert isinstance(waiting, Rendering) and waiting.state is State.STOPPED and "waiting" in again.shown


async def test_a_message_taken_back_is_not_kept(app: Harness) -> None:
    gate = app.fake.gate("token 0")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one")
        await send(pilot, "/translate en>de two")
        await pilot.press("up")
        gate.opened.set()
        await settled(pilot)
        assert [row.data["text"] for row in stored()] == ["one"]


async def test_new_stops_the_work_closes_documents_and_keeps_all(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/open /docs/porte.txt")
        gate = app.fake.gate("token 2")
        await send(pilot, "/translate en>de one two three")
        await until(lambda: gate.reached.is_set() and "<de> one" in app.shown)
        await send(pilot, "/new")
        assert app.transcript == [] and app.chat.query_one(Welcome).display
        await until(lambda: app.fake.documents == ())
        await until(lambda: stored()[-1].state == "stopped")
        assert stored()[-1].result["output"].startswith("<de> one")
        del app.fake.gates["token 2"]
        await talk(pilot, "/translate en>de fresh")
        assert [row.title for row in app.chat.controller.conversations.store.sessions()] == ["fresh", "one two three"]


async def test_sessions_are_listed_searched_and_gone_on_with(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/open /docs/porte.txt", "Who was the physician?", "/new", "/translate en>de Zürich", "/new")
        await pilot.press("f5")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SessionsScreen)
        rows = [str(screen.query_one(SessionList).get_option_at_index(i).prompt) for i in range(2)]
        assert rows[0].startswith("Zürich\n#2 · 1 message · today ") and rows[1].startswith("Who was the physician?")
        await pilot.press(*"nikousios")  # in the answer, not in the question
        await pilot.pause()
        assert screen.query_one(SessionList).option_count == 1
        assert "Panagiotis Nikousios" in str(screen.query_one("#preview Static", Static).render())
        await pilot.press("enter")
        await pilot.pause()
        assert [type(entry) for entry in app.transcript] == [Opening, Question] and EVIDENCE in app.shown
        await send(pilot, "/search zurich")
        await pilot.pause()
        assert isinstance(app.screen, SessionsScreen) and app.screen.query_one("#query", Input).value == "zurich"
        await pilot.press("escape")
        assert app.screen.id == app.chat.id and app.chat.is_current


async def test_the_mouse_marks_a_session_and_then_opens_it(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/translate en>de one", "/new", "/translate en>de two", "/new")
        await pilot.press("f5")
        await pilot.pause()
        await pilot.click(SessionList, offset=(5, 2))
        await pilot.pause()
        assert isinstance(app.screen, SessionsScreen) and app.screen.query_one(SessionList).highlighted == 1
        await pilot.click(SessionList, offset=(5, 2))
        await pilot.pause()
        assert app.chat.controller.session.title == "one"


async def test_rename_delete_and_undo_in_the_list(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/translate en>de one", "/new", "/translate en>de two", "/new")
        store = app.chat.controller.conversations.store
        await pilot.press("f5", "down", "ctrl+r")
        await pilot.press(*" and only", "enter")
        assert [row.title for row in store.sessions()] == ["two", "one and only"]
        await pilot.press("ctrl+d")
        assert [row.title for row in store.sessions()] == ["two"]
        assert "Ctrl+Z brings it back" in str(app.screen.query_one("#said", Static).render())
        await pilot.press("ctrl+z")
        assert [row.title for row in store.sessions()] == ["two", "one and only"]
        await pilot.press("ctrl+n")
        await pilot.pause()
        assert app.chat.is_current and app.transcript == []


async def test_the_session_of_now_is_not_deleted_under_ones_feet(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/translate en>de one")
        await pilot.press("f5", "ctrl+d")
        assert "/delete" in str(app.screen.query_one("#said", Static).render())
        await pilot.press("escape")
        await send(pilot, "/delete")
        assert "Deleted “one”" in app.shown and [type(entry).__name__ for entry in app.transcript] == ["Note"]
        assert stored() == []
        await send(pilot, "/undo")
        assert "Restored “one”" in app.shown and len(stored()) == 1
        await send(pilot, "/delete 99")
        assert "none of that number" in app.shown
        await send(pilot, "/delete me")
        assert "Delete which?" in app.shown


async def test_rename_by_command_before_and_after_the_first_message(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/rename   My  notes ")
        await talk(pilot, "/translate en>de one")
        store = app.chat.controller.conversations.store
        assert store.sessions()[0].title == "My notes"
        await send(pilot, "/rename Other")
        assert store.sessions()[0].title == "Other"
        await send(pilot, "/rename")
        assert "/rename TITLE   Other" in app.shown


async def test_a_fork_goes_its_own_way(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/fork")
        assert "nothing to fork" in app.shown
        await talk(pilot, "/translate en>de one", "/translate en>de two")
        app.chat.controller.conversations.fork(app.transcript[1])
        await pilot.pause()
        await talk(pilot, "/translate en>de three")
        texts = [entry.text for entry in app.transcript if isinstance(entry, Rendering)]
        assert texts == ["one", "three"]
        assert [row.data["text"] for row in stored()] == ["one", "two", "one", "three"]


async def test_two_apps_share_the_database_and_even_a_session(fake: FakeAssistant) -> None:
    one, two = Harness(fake), Harness(FakeAssistant())
    async with one.run_test(size=SIZE) as first:
        await talk(first, "/translate en>de from one")
        async with two.run_test(size=SIZE) as second:
            two.chat.controller.conversations.resume(1)
            for number in range(3):
                await talk(second, f"/translate en>de two {number}")
                await talk(first, f"/translate en>de one {number}")
            assert "saved" not in one.shown + two.shown
    texts = [row.data["text"] for row in stored()]
    assert texts == ["from one", "two 0", "one 0", "two 1", "one 1", "two 2", "one 2"]


async def test_a_database_that_cannot_be_written_is_told_once_and_stops_nothing(
    app: Harness, own_folders: Path
) -> None:
    (own_folders / "data").write_text("a file where the folder should be")
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/translate en>de one", "/translate en>de two", "/sessions")
        assert isinstance(app.screen, SessionsScreen)
        await pilot.press("escape")
        await talk(pilot, "/fork", "/rename x", "/undo")
        assert app.shown.count("Your messages are not being saved") == 1 and "<de> two" in app.shown
        (own_folders / "data").unlink()  # room again: what was not saved is saved with the next
        await talk(pilot, "/translate en>de three")
        assert [row.data["text"] for row in stored()] == ["one", "two", "three"]
        assert [row.result["output"] for row in stored()] == ["<de> one", "<de> two", "<de> three"]


async def test_a_full_disk_loses_nothing_once_there_is_room(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/translate en>de one")
        database = app.chat.controller.conversations.store._database
        with database.reading() as db:
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            db.execute(f"PRAGMA max_page_count = {pages}")
        await talk(pilot, "/translate en>de " + "long " * 3000)
        assert "Your messages are not being saved" in app.shown and "full" in app.shown
        await talk(pilot, "/translate en>de three")
        assert [len(row.result["output"].split()) for row in stored()] == [2, 3001, 2]


async def test_a_database_damaged_while_in_use_is_put_aside_and_the_conversation_saved_anew(app: Harness) -> None:
    path = folders.sessions_file()
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, "/open /docs/porte.txt", "Who?")
        app.chat.drafts.close()  # what is open keeps the pages that it has not written back yet
        app.chat.controller.conversations.store.close()
        path.write_bytes(b"not a database at all" * 500)
        await talk(pilot, "/translate en>de two")
        assert app.shown.count("Your earlier conversations cannot be read") == 1
        assert "kept as sessions.db.damaged-" in app.shown
        assert [row.kind for row in stored()] == ["opening", "question", "translation"]
        assert [event.kind for event in stored()[1].events] == ["Hop", "Answer"]
        [aside] = path.parent.glob("sessions.db.damaged-*")
        assert aside.read_bytes().startswith(b"not a database at all")


async def test_events_of_another_version_are_passed_over(fake: FakeAssistant) -> None:
    first = Harness(fake)
    async with first.run_test(size=SIZE) as pilot:
        await talk(pilot, "/open /docs/porte.txt", "Who?")
    with sqlite3.connect(folders.sessions_file()) as db:
        db.execute("INSERT INTO events VALUES (2, 7, 'Telepathy', '{}')")
        db.execute("INSERT INTO events VALUES (2, 8, 'Answer', '{\"question\": 1}')")
        db.execute(
            "INSERT INTO entries (session, kind, state, created, data, needle) VALUES (1, 'duet', 'done', 0, '{}', '')"
        )
    again = Harness(fake, resume=1)
    async with again.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert [type(entry) for entry in again.transcript] == [Opening, Question] and EVIDENCE in again.shown


def test_which_conversation_the_command_line_means(own_folders: Path) -> None:
    from neural.errors import DragomanError

    assert resuming.wanted(None, newest=False) is None and resuming.wanted("", newest=False) == resuming.LIST
    with pytest.raises(DragomanError, match="no conversation yet"):
        resuming.wanted(None, newest=True)
    store = SessionStore(folders.sessions_file())
    first, second = store.create("one"), store.create("two")
    assert resuming.wanted(None, newest=True) == second and resuming.wanted(f"#{first}", newest=False) == first
    for wrong in ("99", "x", "²"):
        with pytest.raises(DragomanError):
            resuming.wanted(wrong, newest=False)


async def test_resuming_nothing_in_particular_opens_the_list(fake: FakeAssistant) -> None:
    app = Harness(fake, resume=resuming.LIST)
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: isinstance(app.screen, SessionsScreen))
        await pilot.pause()
        assert "Nothing has been said yet." in str(app.screen.query_one("#preview Static", Static).render())


async def test_export_by_command(app: Harness, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/export")
        assert "nothing to export" in app.shown
        await talk(pilot, "/open /docs/porte.txt", "Who was it?", "/export", "/export", "/export json all.json")
        assert sorted(path.name for path in tmp_path.glob("*.*")) == ["all.json", "who-was-it-2.md", "who-was-it.md"]
        assert "Panagiotis Nikousios" in (tmp_path / "who-was-it.md").read_text()
        page = json.loads((tmp_path / "all.json").read_text())
        assert [entry["kind"] for entry in page["entries"]] == ["opening", "question"]
        await send(pilot, "/export pdf")
        assert "pdf is no format known here" in app.shown and not (tmp_path / "pdf").exists()
        await send(pilot, "/export html all.json")
        assert "there is such a file already" in app.shown
