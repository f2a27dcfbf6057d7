"""What is kept of work that goes on, and when."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.languages import Pair
from tui.messages import Outcome
from tui.sessions.keeper import Keeper
from tui.sessions.store import SessionStore
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
