"""`kill -9` in the middle of a session loses nothing that was sent. In full: `python -m tests.tui.soak_kill`."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

pytest.importorskip("pty")


def test_nothing_that_was_sent_is_lost_when_the_app_is_killed(tmp_path: Path) -> None:
    from tests.tui.soak_kill import kill_once, lost, messages

    generator = random.Random(7)
    for run in range(2):
        kill_once(tmp_path, generator, run)
    missing, sent = lost(tmp_path)
    assert sent >= 2 and missing == []
    (tmp_path / "noted").open("a").write('"never kept"\n')
    assert lost(tmp_path)[0] == ["never kept"]  # the check would see a loss
    assert len(messages(tmp_path / "data" / "dragoman" / "sessions.db")) >= sent


def test_a_draft_is_there_again_after_a_kill(tmp_path: Path) -> None:
    from tests.tui.soak_kill import kill_while_writing
    from tui.sessions.drafts import DraftStore

    kill_while_writing(tmp_path, "What was I about to ask", seconds=1.5)
    store = DraftStore(tmp_path / "data" / "dragoman" / "sessions.db")
    draft = store.left(None)
    store.close()
    assert draft is not None and draft.text == "What was I about to ask"
