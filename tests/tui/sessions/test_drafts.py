"""Drafts on the disk: whose they are, whom they are given back to, and that writing them never fails loudly."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.sessions.drafts import Draft, Drafts, DraftStore
from tui.sessions.store import SessionStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions.db"


@pytest.fixture
def store(path: Path) -> Iterator[DraftStore]:
    clock = count(1)
    store = DraftStore(path, now=lambda: next(clock))
    yield store
    store.close()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None), min_size=1))
def test_any_text_comes_back(store: DraftStore, text: str) -> None:
    id = store.write(text, session=None)
    assert store.left(None) == Draft(id=id, text=text, session=None)
    assert store.write(text * 2, session=None, id=id) == id  # the same draft, longer
    found = store.left(None)
    assert found is not None and found.text == text * 2
    store.remove(id)
    assert store.left(None) is None


def test_a_draft_belongs_to_its_session_and_the_last_ones_to_whoever_opens_the_app(
    store: DraftStore, path: Path
) -> None:
    clock = count(1)
    sessions = SessionStore(path, now=lambda: next(clock))
    older, newer = sessions.create("older"), sessions.create("newer")
    store.write("of the older", session=older)
    assert store.left(None) is None  # it waits for its conversation
    assert store.left(newer) is None and store.left(older).text == "of the older"  # type: ignore[union-attr]
    store.write("of the newer", session=newer)
    assert store.left(None).text == "of the newer"  # type: ignore[union-attr]
    store.write("before any message", session=None)
    assert store.left(None).text == "before any message"  # type: ignore[union-attr]
    sessions.close()


def test_what_stands_in_the_prompt_of_another_window_stays_there(store: DraftStore, path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    store.write("being written elsewhere", session=None)
    with sqlite3.connect(path) as database:
        database.execute("UPDATE drafts SET owner = ?", (other.pid,))
    database.close()
    assert store.left(None) is None
    other.communicate(b"\n")
    assert store.left(None) is not None


def test_a_thread_writes_and_finds(path: Path) -> None:
    found: Queue[Draft] = Queue()
    first = Drafts(path, found.put, delay=0.0)
    for text in ("W", "Wh", "Who"):
        first.keep(text, None)
    first.close()
    assert threading.active_count() == 1 or "drafts" not in {thread.name for thread in threading.enumerate()}
    second = Drafts(path, found.put, delay=60.0)
    second.look(None)
    draft = found.get(timeout=5)
    assert draft.text == "Who"
    second.take(draft)
    second.keep("  ", None)  # emptied by hand
    second.close()
    third = DraftStore(path)
    assert third.left(None) is None
    third.close()


def test_looking_makes_no_file(path: Path) -> None:
    drafts = Drafts(path, lambda draft: None)
    drafts.look(None)
    drafts.close()
    assert not path.exists()


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="nothing is forbidden to root")
def test_what_can_not_be_kept_is_passed_over(path: Path) -> None:
    path.parent.chmod(0o500)
    try:
        drafts = Drafts(path, lambda draft: None, delay=0.0)
        drafts.keep("lost", None)
        drafts.close()
        assert not path.exists()
    finally:
        path.parent.chmod(0o700)


def test_a_damaged_file_is_left_to_whoever_keeps_the_conversations(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 500)
    drafts = Drafts(path, lambda draft: None, delay=0.0)
    drafts.look(None)
    drafts.keep("Who?", None)
    drafts.close()
    assert path.read_bytes() == b"not a database at all" * 500 and list(path.parent.glob("sessions*")) == [path]
