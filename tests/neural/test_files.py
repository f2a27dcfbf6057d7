from __future__ import annotations

from pathlib import Path

import pytest

from neural.errors import DragomanError
from neural.files import replacing, write_whole


def test_a_file_is_replaced_at_the_end_of_the_block(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    write_whole(path, "old\n")
    with replacing(path) as beside:
        beside.write_text("new\n", encoding="utf-8")
        assert path.read_text(encoding="utf-8") == "old\n"
    assert path.read_text(encoding="utf-8") == "new\n" and list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt(), ValueError("own")])
def test_what_fails_leaves_the_old_file_alone(tmp_path: Path, fault: BaseException) -> None:
    path = tmp_path / "a.txt"
    write_whole(path, "old\n")
    expected = DragomanError if isinstance(fault, OSError) else type(fault)
    with pytest.raises(expected), replacing(path) as beside:
        beside.write_text("half", encoding="utf-8")
        raise fault
    assert path.read_text(encoding="utf-8") == "old\n" and list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(DragomanError) as caught:
        write_whole(tmp_path / "file" / "a.txt", "x", "the notes", "name another place")
    assert str(caught.value).startswith("the notes: it could not be written (")
    assert str(caught.value).endswith("; name another place")
