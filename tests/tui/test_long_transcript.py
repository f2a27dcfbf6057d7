"""A long conversation: only what is near the screen is drawn, and everything can still be reached."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.conftest import Harness, send, settled, until
from tui.languages import Pair
from tui.screens.message_menu import MessageMenu
from tui.transcript import Entry, Rendering, State
from tui.widgets.entry import EntryView
from tui.widgets.transcript import TranscriptView
from tui.widgets.welcome import Welcome

SIZE = (80, 24)
COUNT = 40


def transcript(app: Harness) -> TranscriptView:
    return app.chat.query_one(TranscriptView)


def drawn(app: Harness) -> list[int]:
    """The places in the conversation of those messages that have a view."""
    views = [view for view in app.chat.query(EntryView) if view.display and not view._pruning]
    return [app.transcript.index(view.entry) for view in views]


def in_sight(app: Harness) -> list[str]:
    """What the rows of the transcript show, as text, without the scroll bar."""
    region = transcript(app).scrollable_content_region
    rows = app.screen._compositor.render_strips()[region.y : region.bottom]
    return ["".join(segment.text for segment in row)[region.x : region.right].strip() for row in rows]


async def talk(pilot: Pilot[None], app: Harness, count: int = COUNT) -> None:
    """A conversation of `count` translations, each of four rows."""
    entries: list[Entry] = []
    for number in range(count):
        said = f"line {number}"
        entries.append(Rendering(typed=said, text=said, pair=Pair(), output=f"<de> {said}", state=State.DONE))
    app.chat.controller.session.restore(entries)
    app.chat.session_replaced()
    await still(pilot, app)


async def still(pilot: Pilot[None], app: Harness) -> None:
    """Waits until nothing more is drawn by itself."""
    before: object = None
    while before != (before := (drawn(app), transcript(app).scroll_y)):
        await until(lambda: not transcript(app)._filling)
        await pilot.pause()
        await pilot.pause()


@pytest.mark.parametrize("size", [SIZE, (160, 48)])
async def test_only_messages_near_the_screen_are_drawn(app: Harness, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        await talk(pilot, app)
        found = drawn(app)
        assert found == list(range(found[0], COUNT)) and len(found) < COUNT - 5
        assert f"▴ {found[0]} earlier messages" in str(app.chat.query_one(".earlier").render())
        view = transcript(app)
        assert view.scroll_y == view.max_scroll_y > 0 and "<de> line 39" in in_sight(app)


async def test_scrolling_back_page_by_page_shows_every_message_and_forward_again(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, app)
        most = 0
        for key, last in (("pageup", 0), ("pagedown", COUNT - 1)):
            seen: list[int] = []
            view = transcript(app)
            while last not in seen:
                now = [int(row.rpartition(" ")[2]) for row in in_sight(app) if row.startswith("<de> line ")]
                assert now == list(range(now[0], now[-1] + 1))  # no message is passed over or shown twice
                seen += now
                most = max(most, len(drawn(app)))
                await pilot.press(key)
                await still(pilot, app)
            assert set(seen) >= set(range(COUNT))
        assert most < 30
        await until(lambda: view.scroll_y >= view.max_scroll_y - 1)
        assert not app.chat.query_one(".later").display


async def test_what_is_in_sight_stays_where_it_is_while_more_is_drawn(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, app)
        view = transcript(app)
        view.release_anchor()
        view.scroll_to(y=view.scroll_y - 5, animate=False)
        await still(pilot, app)
        before, first = in_sight(app), drawn(app)[0]
        for draw in (view.draw_earlier, view.draw_earlier, view.draw_earlier):
            draw()
            await still(pilot, app)
            assert in_sight(app) == before
        assert drawn(app)[0] <= first


async def test_home_and_end_go_to_the_ends_of_the_conversation(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, app)
        await pilot.press("ctrl+home")
        await still(pilot, app)
        assert drawn(app)[0] == 0 and "<de> line 0" in in_sight(app) and 39 not in drawn(app)
        assert "later messages" in str(app.chat.query_one(".later").render())
        await pilot.press("ctrl+end")
        await still(pilot, app)
        assert drawn(app)[-1] == 39 and "<de> line 39" in in_sight(app)


async def test_whoever_sends_something_far_from_the_end_sees_what_comes_of_it(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, app)
        await pilot.press("ctrl+home")
        await still(pilot, app)
        await send(pilot, "/translate en>de something else")
        await settled(pilot)
        await still(pilot, app)
        assert "<de> something else" in in_sight(app) and drawn(app)[-1] == COUNT


async def test_messages_far_back_can_be_chosen_and_have_their_menu(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, app)
        await pilot.press("ctrl+home")
        await still(pilot, app)
        app.chat.query(EntryView).first().focus()
        await pilot.pause()
        for _ in range(20):  # further than is drawn from the start
            await pilot.press("down")
            await pilot.pause()
        focused = app.chat.focused
        assert isinstance(focused, EntryView) and isinstance(focused.entry, Rendering)
        assert app.transcript.index(focused.entry) == 20
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, MessageMenu))
        await pilot.press("q")
        await until(lambda: "> <de> line 20" in app.prompt.text)


async def test_what_is_selected_is_not_taken_away(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, app)
        app.chat.query(EntryView).last().query_one("Said").text_select_all()
        await pilot.pause()
        for _ in range(5):
            await pilot.press("pageup")
            await still(pilot, app)
        assert drawn(app)[-1] == 39 and "line 39" in (app.chat.get_selected_text() or "")


async def test_an_answer_that_comes_while_its_message_is_not_drawn(app: Harness) -> None:
    gate = app.fake.gate("token 1")
    async with app.run_test(size=SIZE) as pilot:
        await send(pilot, "/translate en>de one two")
        await until(gate.reached.is_set)
        for _ in range(30):
            app.chat.controller.send("/nonsense")
        await still(pilot, app)
        assert 0 not in drawn(app)
        gate.opened.set()
        await settled(pilot)
        await pilot.press("ctrl+home")
        await still(pilot, app)
        assert "<de> one two" in in_sight(app)


async def test_many_messages_at_once_while_a_model_works(app: Harness) -> None:
    """Reports of the worker come between a view's making and its first drawing."""
    async with app.run_test(size=SIZE) as pilot:
        for number in range(30):
            app.chat.controller.send(f"/translate en>de line {number}")
        await settled(pilot)
        await still(pilot, app)
        assert "<de> line 29" in in_sight(app) and len(drawn(app)) < 30


async def test_clearing_brings_the_welcome_back(app: Harness) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await talk(pilot, app)
        await pilot.press("ctrl+home")
        await send(pilot, "/clear")
        await still(pilot, app)
        assert app.chat.query_one(Welcome).display and not drawn(app)
        assert not app.chat.query_one(".earlier").display and not app.chat.query_one(".later").display
