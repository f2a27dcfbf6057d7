"""How many processes should train? On a CPU, two processes of one thread each are often faster than one of two.

A recurrent layer is a chain of small products, which threads share badly; processes share nothing but the gradient.
Whether that holds here is measured with a small recurrent network before the run, and the script then starts itself
again, once for each process. (torchrun would do as well, but it ends with tracebacks where one of ours is a sentence,
and it gives a process that is stopped half a minute to save its state.)
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from neural.errors import DragomanError
from neural.training.group import AGAIN, MEETING_FILE

PROBE_SECONDS, PROBE_ROWS, GAIN = 1.5, 96, 1.1
PROCESSES_MOST = 8
SHORT_RUN = 200
"""Steps: a shorter run is over before the measurement and the start of more processes have paid."""
GRACE = 10.0
"""Seconds that the others get to end by themselves once one process has failed."""


@dataclass(frozen=True)
class Layout:
    """So many processes of so many threads each."""

    processes: int
    threads: int

    def __str__(self) -> str:
        processes = "1 process" if self.processes == 1 else f"{self.processes} processes"
        return f"{processes} of {self.threads} thread{'s' * (self.threads > 1)}"


def cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def choose_processes(say: Callable[[str], None], measure: Callable[[Layout], float] | None = None) -> int:
    """How many processes train fastest on this machine: one for each GPU where there are any, else as measured.

    `measure` gives a rate; the default runs a small network for PROBE_SECONDS. `say` is told what was found.
    """
    if (gpus := _gpus()) > 0:
        return gpus
    most = cores()
    counts = sorted({n for n in (2, 4, 8, most) if n <= min(most, PROCESSES_MOST)} - {1})
    if not counts:
        return 1
    layouts = [Layout(n, most // n) for n in (1, *counts)]
    rates = {layout: (measure or _measure)(layout) for layout in layouts}
    one, best = layouts[0], max(layouts, key=lambda layout: rates[layout])
    if rates[best] < GAIN * rates[one]:
        best = one
    else:
        say(f"Training in {best}, which run {rates[best] / rates[one]:.1f} times as fast here as {one}.")
    return best.processes


def _gpus() -> int:
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0


def spawn(processes: int) -> int:
    """Runs this very command in so many processes, the first of which speaks for all; returns their exit code.

    SIGTERM, SIGINT and SIGHUP are handed on. Where a process fails or is killed the others are ended as well.
    """
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        logs = [Path(folder) / f"errors-{rank}" for rank in range(processes)]
        children = [_start(rank, processes, Path(folder) / "meeting", log) for rank, log in enumerate(logs)]

        def hand_on(number: int, frame: FrameType | None) -> None:
            for child in children:
                child.send_signal(number)

        for number in (signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])):
            signal.signal(number, hand_on)
        failed = _wait_for_a_failure(children)
        if failed is None:
            return 0
        time.sleep(0.5)  # the first process says itself why it ended
        if children[0].poll() is None and (why := _last_error(logs[failed])):
            print(why, file=sys.stderr)
        _end(children)
        if children[0].returncode < 0:
            name = signal.Signals(-children[0].returncode).name
            error = DragomanError("training", f"its first process was ended by {name}", AGAIN)
            print(f"\nError: {error}", file=sys.stderr)  # it could not end the line of its progress bar
    return max(1, children[0].returncode)


def _start(rank: int, processes: int, meeting: Path, errors: Path) -> subprocess.Popen[bytes]:
    spec = getattr(sys.modules["__main__"], "__spec__", None)
    program = ["-m", spec.name.removesuffix(".__main__")] if spec else [sys.argv[0]]
    environment = {
        "OMP_NUM_THREADS": str(max(1, cores() // processes)),
        **os.environ,
        MEETING_FILE: str(meeting),
        "RANK": str(rank),
        "LOCAL_RANK": str(rank),
        "WORLD_SIZE": str(processes),
        "LOCAL_WORLD_SIZE": str(processes),
    }
    # A session of its own: Ctrl-C in the terminal then comes once, from `spawn`, and not a second time.
    with errors.open("wb") as log:
        return subprocess.Popen(
            [sys.executable, *program, *sys.argv[1:]],
            env=environment,
            stderr=None if rank == 0 else log,
            stdout=None if rank == 0 else subprocess.DEVNULL,
            start_new_session=True,
        )


def _wait_for_a_failure(children: Sequence[subprocess.Popen[bytes]]) -> int | None:
    """The number of the first process to fail; None when all have ended well."""
    while True:
        codes = [child.poll() for child in children]
        if failed := [rank for rank, code in enumerate(codes) if code]:
            return failed[0]
        if None not in codes:
            return None
        time.sleep(0.1)


def _end(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """They notice by themselves that one of them is gone; whoever doesn't is told, and at last killed."""
    for action in (lambda child: None, subprocess.Popen.terminate, subprocess.Popen.kill):
        for child in children:
            action(child)
        deadline = time.monotonic() + GRACE
        while any(child.poll() is None for child in children) and time.monotonic() < deadline:
            time.sleep(0.1)


def _last_error(log: Path) -> str | None:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line for line in reversed(lines) if line.startswith("Error: ")), None)


def _measure(layout: Layout) -> float:
    """Rows a second that all processes of the layout train together, each on its share of a batch."""
    environment: Mapping[str, str] = {**os.environ, "OMP_NUM_THREADS": str(layout.threads)}
    command = [sys.executable, "-m", "neural.training.launch", str(max(1, PROBE_ROWS // layout.processes))]
    probes = [
        subprocess.Popen(
            command,
            env=environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(layout.processes)
    ]
    for one in probes:  # all have loaded what they need before any begins
        assert one.stdout is not None
        one.stdout.readline()
    return sum(float(one.communicate("go\n")[0].strip() or 0.0) for one in probes)


def probe(rows: int = PROBE_ROWS, seconds: float = PROBE_SECONDS, wait: Callable[[], object] = lambda: None) -> float:
    """Rows a second through a small bidirectional LSTM layer, forward and backward, once `wait` returns."""
    import torch

    from neural.layers.recurrent import BiLSTM
    from neural.training.memory import keep_freed_memory

    keep_freed_memory()
    layer, x_BTI, lengths_B = BiLSTM(256, 192), torch.randn(rows, 16, 256), torch.full((rows,), 16)
    layer(x_BTI, lengths_B).sum().backward()
    wait()
    steps, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        layer(x_BTI, lengths_B).sum().backward()
        steps += 1
    return rows * steps / (time.perf_counter() - started)


def _ready() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    print(probe(int(sys.argv[1]), wait=_ready))
