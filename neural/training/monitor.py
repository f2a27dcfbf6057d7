"""Shows a run and records it: a progress bar, `metrics.jsonl` for curves, TensorBoard."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from torch.utils.tensorboard import SummaryWriter
from tqdm import tqdm

from neural.errors import DragomanError
from neural.files import write_whole
from neural.training.report.curves import METRICS as METRICS

REMEDY = "free some space and run it again: the last state is kept"


class Monitor:
    """Takes the figures of each step. Only the first process of a run has one that writes (`active`)."""

    def __init__(
        self, run_dir: Path, *, kind: str, unit: str, score: str, max_steps: int, first_step: int, active: bool
    ) -> None:
        """`score` names the validation figure that the bar goes on showing until the next one."""
        self.active, self.unit, self.score = active, unit, score
        self._validated = ""
        if not active:
            return
        self._path = run_dir / METRICS
        with writable(self._path):
            forget_after(self._path, first_step)
            self._file = self._path.open("a", encoding="utf-8")
            _keep_quiet_about_writers()
            self._board: Any = SummaryWriter(str(run_dir / "tensorboard"), purge_step=first_step)
        self._bar = tqdm(
            total=max_steps, initial=first_step, desc=kind, unit="step", dynamic_ncols=True, file=sys.stderr,
            mininterval=0.5 if sys.stderr.isatty() else 60.0,
        )  # fmt: skip

    def step(self, step: int) -> None:
        if self.active:
            self._bar.update(step - self._bar.n)

    def log(self, step: int, event: str, figures: dict[str, float]) -> None:
        """`event` is "train" or "validate"; `figures` go to all three places. Raises DragomanError on a full disk."""
        if not self.active:
            return
        record = {"step": step, "time": round(time.time(), 3), "event": event, **figures}
        with writable(self._path):
            self._file.write(json.dumps(record) + "\n")
            self._file.flush()
            for name, value in figures.items():
                self._board.add_scalar(f"{event}/{name}", value, step)
        if event == "train":
            self._bar.set_postfix_str(
                f"loss {figures['loss']:.3f}  lr {figures['learning_rate']:.1e}  "
                f"|g| {figures['gradient_norm']:.2f}  {figures['rate']:,.0f} {self.unit}/s"
                f"{self._validated}"
            )
        else:
            self._validated = f"  {self.score} {figures[self.score]:.2f}"
            self.say(f"step {step:,}: " + "  ".join(f"{k} {v:.4g}" for k, v in figures.items()))

    def say(self, line: str) -> None:
        if self.active:
            tqdm.write(line, file=sys.stderr)

    def close(self) -> None:
        if self.active:
            self._bar.close()
            with writable(self._path), closing(self._board), self._file:
                pass


def forget_after(path: Path, step: int) -> None:
    """Drops what an interrupted run recorded after the state it resumes from, so that no step is there twice."""
    if not path.exists():
        return
    kept = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            record = json.loads(line)
        except json.JSONDecodeError:  # the last line of a killed run
            continue
        if record["step"] <= step:
            kept.append(line)
    write_whole(path, "".join(line + "\n" for line in kept), remedy=REMEDY)


@contextmanager
def writable(path: Path) -> Iterator[None]:
    """Inside the block, a disk that is full or cannot be written is a DragomanError about `path`."""
    try:
        yield
    except OSError as error:
        raise DragomanError(str(path), f"it cannot be written ({error})", REMEDY) from error


def _keep_quiet_about_writers() -> None:
    """TensorBoard writes in a thread of its own, whose traceback is for nobody: the next `log` tells of the error."""
    before = threading.excepthook

    def hook(problem: threading.ExceptHookArgs) -> None:
        if not (isinstance(problem.exc_value, OSError) and "AsyncWriter" in type(problem.thread).__name__):
            before(problem)

    if "_keep_quiet_about_writers" not in getattr(before, "__qualname__", ""):
        threading.excepthook = hook
