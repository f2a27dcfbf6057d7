"""What is kept of work that goes on, and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from neural.events import Attention, Token
from tui.languages import Pair
from tui.messages import Outcome
from tui.sessions import codec, details
from tui.sessions.database import StoreError
from tui.sessions.keeper import Keeper
from tui.sessions.store import SessionStore
from tui.thinking.views import has_thought
from tui.transcript import Rendering, Session, State


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionStore]:
    store = SessionStore(tmp_path / "sessions.db")
    yield store
    store.close()


def test_a_growing_text_is_kept_at_once_and_can_be_found_when_it_is_done_or_looked_for(store: SessionStore) -> None:
    now = 0.0
    keeper = Keeper(store, lambda error: pytest.fail(str(error)), clock=lambda: now)
    session = Session()
    entry = Rendering(typed="source words", text="source words", pair=Pair(), state=State.WORKING)
    session.add(entry)
    keeper.added(session, entry)
    assert session.stored is not None and store.search("source words")
    for moment, output in ((1.0, "first piece"), (2.0, "first piece, second piece")):
        now = moment
        entry.output = output
        keeper.changed(entry)
        [row] = store.entries(session.stored)
        assert row.result["output"] == output and store.search("source words") and not store.search("piece")
    keeper.flush()
    assert store.search("second piece")
    entry.output = "first piece, second piece, end"
    entry.finish(Outcome(stopped=False, seconds=1.0))
    keeper.changed(entry, now=True)
    assert store.search("piece, end") and store.entries(session.stored)[0].state == "done"


def test_saving_takes_a_small_share_of_the_time(store: SessionStore, monkeypatch: pytest.MonkeyPatch) -> None:
    now, saved = 0.0, 0
    update = store.update

    def slow(*arguments: object) -> None:
        nonlocal now, saved
        now, saved = now + 1.0, saved + 1
        update(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "update", slow)
    keeper = Keeper(store, lambda error: pytest.fail(str(error)), clock=lambda: now)
    session = Session()
    entry = Rendering(typed="a", text="a", pair=Pair(), state=State.WORKING)
    session.add(entry)
    keeper.added(session, entry)
    for _ in range(1000):
        now += 0.1
        keeper.changed(entry)
    assert 2 <= saved <= 100 * 0.06


def _weighed(number: int) -> Rendering:
    entry = Rendering(typed=f"a {number}", text=f"a {number}", pair=Pair(), state=State.WORKING)
    step = Attention(sentence=0, step=0, source_tokens=("a",), target_token=f"b{number}", weights=(1.0,))
    entry.take(Token(text=f"b{number}"))
    entry.take(step)
    return entry


def test_details_of_older_messages_stay_on_the_disk_and_are_read_when_they_are_wanted(store: SessionStore) -> None:
    keeper = Keeper(store, lambda error: pytest.fail(str(error)))
    session = Session()
    entries = [_weighed(number) for number in range(60)]
    for entry in entries:
        session.add(entry)
        keeper.added(session, entry)
        entry.finish(Outcome(stopped=False, seconds=1.0))
        keeper.changed(entry, now=True)
    first, last = entries[0], entries[-1]
    assert not first.attention and not first.events and last.attention and last.whole() is last
    whole = first.whole()
    assert isinstance(whole, Rendering) and whole.number == first.number and has_thought(first)
    assert [event.target_token for event in whole.attention] == ["b0"] and whole.output == first.output == "b0"
    keeper.changed(first, now=True)  # looked at once more: nothing is written over
    again = first.whole()
    assert isinstance(again, Rendering) and again.attention == whole.attention


def test_details_that_cannot_be_read_any_more_are_only_missing(store: SessionStore) -> None:
    problems: list[StoreError] = []
    keeper = Keeper(store, problems.append)
    session = Session()
    entry = _weighed(0)
    session.add(entry)
    keeper.added(session, entry)
    [row] = store.entries(session.stored or 0, without=details.HEAVY)
    assert row.left == 1 and not row.events
    back = codec.from_row(row)
    assert isinstance(back, Rendering)
    resumed = Session()
    resumed.restore([back])
    keeper.resume(resumed, {back.number: row})
    assert isinstance(whole := back.whole(), Rendering) and whole.attention == entry.attention
    store.remove(row.id or 0)
    assert back.whole() is back and not problems
    store.close()
    store.path.write_bytes(b"not a database at all" * 500)
    assert back.whole() is back and len(problems) == 1
