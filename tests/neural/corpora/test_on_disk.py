"""Folders of encoded text: whole or not at all, by one process at a time."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from neural.corpora.on_disk import one_at_a_time, written_whole
from neural.errors import DragomanError


def test_two_at_once_write_one_after_the_other(tmp_path: Path) -> None:
    store, seen = tmp_path / "data" / "store", []
    first_is_in = threading.Event()

    def prepare(name: str) -> None:
        with one_at_a_time(store.parent):
            first_is_in.set()
            seen.append(store.exists())
            if not store.exists():
                with written_whole(store) as beside:
                    (beside / "by").write_text(name, encoding="utf-8")

    with one_at_a_time(store.parent):
        both = [threading.Thread(target=prepare, args=(name,)) for name in "ab"]
        for thread in both:
            thread.start()
        assert not first_is_in.wait(0.2)
    for thread in both:
        thread.join(10)
    assert seen == [False, True]
    assert sorted(path.name for path in store.parent.iterdir()) == [".lock", "store"]


def test_a_folder_that_fails_leaves_the_old_one_alone(tmp_path: Path) -> None:
    with written_whole(tmp_path / "store") as beside:
        (beside / "a").write_text("old", encoding="utf-8")
    with pytest.raises(DragomanError), written_whole(tmp_path / "store") as beside:
        raise OSError(28, "No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
    assert (tmp_path / "store" / "a").read_text(encoding="utf-8") == "old"


def test_a_place_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DragomanError, match="could not be written"), one_at_a_time(tmp_path / "file" / "data"):
        pass
