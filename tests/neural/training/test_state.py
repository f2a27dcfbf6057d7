from __future__ import annotations

import pickle
import random
from pathlib import Path

import numpy as np
import pytest
import torch

from neural.errors import DragomanError
from neural.training.state import CURRENT, PREVIOUS, load_state, random_state, restore_random_state, save_state


def test_a_saved_state_comes_back(tmp_path: Path) -> None:
    assert load_state(tmp_path) is None
    save_state(tmp_path, {"weights": torch.arange(3), "step": 7})
    state = load_state(tmp_path)
    assert state is not None and state["step"] == 7 and state["weights"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("kept", [0, 1, 100])
def test_a_truncated_state_gives_way_to_the_one_before(tmp_path: Path, kept: int) -> None:
    for step in (1, 2):
        save_state(tmp_path, {"step": step})
    current = tmp_path / CURRENT
    current.write_bytes(current.read_bytes()[:kept])
    state = load_state(tmp_path)
    assert state is not None and state["step"] == 1
    (tmp_path / PREVIOUS).write_bytes(b"")
    with pytest.raises(DragomanError, match="damaged"):
        load_state(tmp_path)


def test_a_disk_that_fills_up_leaves_the_last_good_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_state(tmp_path, {"step": 1})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("neural.training.state.os.fsync", full)
    with pytest.raises(DragomanError, match="No space left on device"):
        save_state(tmp_path, {"step": 2})
    state = load_state(tmp_path)
    assert state is not None and state["step"] == 1
    assert [path.name for path in tmp_path.iterdir()] == [CURRENT]


def test_reading_a_state_runs_no_code(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (tmp_path / "sprung",))  # type: ignore[return-value]

    torch.save({"format": 1, "step": Trap()}, tmp_path / CURRENT, pickle_module=pickle)
    with pytest.raises(DragomanError):
        load_state(tmp_path)
    assert not (tmp_path / "sprung").exists()


def test_random_generators_go_on_where_they_were() -> None:
    kept = random_state()
    first = torch.rand(3).tolist(), np.random.rand(3).tolist(), random.random()
    restore_random_state(kept)
    assert (torch.rand(3).tolist(), np.random.rand(3).tolist(), random.random()) == first
