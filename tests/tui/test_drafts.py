"""What was written and not sent is there again, however the app ended."""

from __future__ import annotations

import pytest

from tests.tui.conftest import Harness, Memory, send, settled, until
from tests.tui.fakes import FakeAssistant
from tui.folders import sessions_file
from tui.sessions.drafts import DraftStore


def kept(session: int | None = None) -> str | None:
    """What the next app would give back."""
    store = DraftStore(sessions_file())
    draft = store.left(session) if sessions_file().exists() else None
    store.close()
    return draft and draft.text


@pytest.mark.parametrize("last", [["ctrl+q"], ["ctrl+c", "ctrl+c", "ctrl+c"]], ids=["quit", "interrupts"])
async def test_a_draft_outlives_the_app(fake: FakeAssistant, last: list[str]) -> None:
    first = Harness(fake)
    async with first.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"Who was", "ctrl+j", *"the first?", *last)
    second = Harness(fake)
    async with second.run_test(size=(80, 24)) as pilot:
        await until(lambda: second.prompt.text == "Who was\nthe first?")
        assert second.prompt.cursor_location == (1, 10)
        assert not second.transcript  # it is only there, not sent
        await pilot.press("enter")
        await settled(pilot)
        assert second.transcript[-1].typed == "Who was\nthe first?"
    assert kept() is None  # and now it is no draft any more


async def test_what_is_emptied_is_no_draft_unless_one_leaves_at_once(app: Harness) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"Who?", "ctrl+c")
        assert app.prompt.text == ""
        await pilot.press("x", "backspace", "ctrl+c", "ctrl+c")
    assert kept() is None


async def test_it_is_on_the_disk_while_one_still_writes(app: Harness) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"Who")
        await until(lambda: kept() == "Who")
        await pilot.press("?")
        await until(lambda: kept() == "Who?")


async def test_a_session_gives_its_own_draft_back(fake: FakeAssistant) -> None:
    first = Harness(fake)
    async with first.run_test(size=(80, 24)) as pilot:
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        await pilot.press(*"of the first")
        number = first.chat.controller.session.stored
        await until(lambda: kept(number) == "of the first")
    second = Harness(fake)
    async with second.run_test(size=(80, 24)) as pilot:
        await until(lambda: second.prompt.text == "of the first")  # it was the conversation of last time
        second.prompt.put("")
        await send(pilot, "/translate en>de two")
        await settled(pilot)
        await pilot.press(*"of the second")
    third = Harness(fake, resume=number)
    async with third.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.2)
        assert third.prompt.text == ""  # this one was emptied by hand
    fourth = Harness(fake, resume=(number or 0) + 1)
    async with fourth.run_test(size=(80, 24)):
        await until(lambda: fourth.prompt.text == "of the second")


async def test_what_is_written_goes_along_to_another_session(app: Harness) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await send(pilot, "/translate en>de one")
        await settled(pilot)
        await pilot.press(*"Who?")
        app.chat.controller.conversations.new()
        await until(lambda: kept() == "Who?")
        assert app.prompt.text == "Who?"
        await pilot.press("!")
        await until(lambda: kept() == "Who?!")


async def test_a_draft_never_takes_the_place_of_what_is_typed(fake: FakeAssistant) -> None:
    first = Harness(fake)
    async with first.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"old")
    second = Harness(fake)
    second.typed = "new"  # before there was a screen
    async with second.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.3)
        assert second.prompt.text == "new"
    assert kept() == "new"


async def test_what_was_sent_in_the_last_moment_is_no_draft(fake: FakeAssistant) -> None:
    store = DraftStore(sessions_file())
    store.write("Who?", session=None)
    store.close()
    app = Harness(fake, history=Memory(["Who?"]))
    async with app.run_test(size=(80, 24)):
        await until(lambda: kept() is None)
        assert app.prompt.text == ""


async def test_looking_at_what_was_sent_does_not_cost_the_draft(fake: FakeAssistant) -> None:
    app = Harness(fake, history=Memory(["sent before"]))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*"a draft", "up")
        assert app.prompt.text == "sent before"
    assert kept() == "a draft"
