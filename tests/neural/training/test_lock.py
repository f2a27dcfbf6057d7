from __future__ import annotations

from pathlib import Path

import pytest

from neural.errors import DragomanError
from neural.training.lock import run_folder_locked


def test_one_training_to_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fcntl")
    monkeypatch.setattr("neural.training.lock.PATIENCE", 0.0)
    with run_folder_locked(tmp_path / "run"):
        with pytest.raises(DragomanError, match="another training"), run_folder_locked(tmp_path / "run"):
            pass
        with run_folder_locked(tmp_path / "other"):
            pass
    with run_folder_locked(tmp_path / "run"):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DragomanError, match="--run-dir"), run_folder_locked(tmp_path / "file"):
        pass
