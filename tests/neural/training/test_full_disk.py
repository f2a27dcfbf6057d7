"""A disk that fills up while training: one sentence, and the last good state is there and good."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import torch

from neural.errors import DragomanError
from neural.training.loop import train
from neural.training.monitor import Monitor
from neural.training.state import CURRENT, load_state
from tests.neural.training.test_loop import LineTask, _weights, _with

resource = pytest.importorskip("resource")


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The operating system refuses to write beyond `size` bytes in a file, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _monitor(run_dir: Path) -> Monitor:
    return Monitor(run_dir, kind="line", unit="points", score="score", max_steps=9, first_step=0, active=True)


def test_training_ends_in_a_sentence_and_goes_on_once_there_is_room(tmp_path: Path) -> None:
    options = _with(max_steps=8, schedule="constant", save_every=2, log_every=100, validate_every=100)
    train(LineTask(), options, tmp_path / "whole")
    train(LineTask(), _with(**{**vars(options), "max_steps": 4}), tmp_path / "broken")
    room = (tmp_path / "broken" / CURRENT).stat().st_size // 2
    with files_of_at_most(room), pytest.raises(DragomanError, match="could not be saved") as caught:
        train(LineTask(), options, tmp_path / "broken")
    assert "\n" not in str(caught.value) and "free some space" in str(caught.value)
    state = load_state(tmp_path / "broken")
    assert state is not None and state["position"]["step"] == 4
    train(LineTask(), options, tmp_path / "broken")
    for name, weight in _weights(tmp_path / "whole").items():
        assert torch.equal(weight, _weights(tmp_path / "broken")[name]), name


@pytest.mark.parametrize("files", ["metrics.jsonl", "tensorboard/*"])
def test_curves_that_cannot_be_written_end_in_a_sentence(
    tmp_path: Path, files: str, capsys: pytest.CaptureFixture[str]
) -> None:
    threads = threading.active_count()
    monitor = _monitor(tmp_path)
    monitor.log(0, "validate", {"score": 1.0})
    monitor._board.flush()
    (path,) = tmp_path.glob(files)
    kept = path.read_bytes()
    if files != "metrics.jsonl":
        monitor._file = io.StringIO()  # it would be the first to fail
    with files_of_at_most(len(kept)), pytest.raises(DragomanError, match="free some space") as caught:
        for step in range(1, 2000):
            monitor.log(step, "validate", {"score": 1.0})
    assert "\n" not in str(caught.value) and "metrics.jsonl" in str(caught.value)
    assert path.read_bytes().startswith(kept)
    with suppress(DragomanError):
        monitor.close()
    assert "Traceback" not in capsys.readouterr().err
    assert threading.active_count() <= threads + 5


def test_what_a_resumed_run_forgets_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    path.write_text("".join(f'{{"step": {n}}}\n' for n in range(50)), encoding="utf-8")
    before = path.read_bytes()
    with files_of_at_most(100), pytest.raises(DragomanError, match="could not be written"):
        Monitor(tmp_path, kind="line", unit="points", score="score", max_steps=99, first_step=40, active=True)
    assert path.read_bytes() == before
