"""How many processes should train? On a CPU, two processes of one thread each are often much faster than one of two.

A recurrent layer is a chain of small products, which threads share badly; processes share nothing but the gradient.
Whether that holds here is measured with a small recurrent network before the run, and the script then starts itself
again under torchrun.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

PROBE_SECONDS = 1.5


def under_torchrun() -> bool:
    """Whether this process was started as one of several."""
    return "WORLD_SIZE" in os.environ


def choose_processes(batches: int, measure: Callable[[int, int], float] | None = None) -> int:
    """1, or a number of processes that `batches` of an update can be shared among evenly, whichever is faster.

    `measure(processes, threads)` gives a rate; the default runs a small network for PROBE_SECONDS in each.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    counts = [n for n in range(2, cores + 1) if batches % n == 0]
    if not counts:
        return 1
    measure = measure or _measure
    most = max(counts)
    return most if measure(most, max(1, cores // most)) > measure(1, cores) else 1


def relaunch(processes: int) -> int:
    """Runs this very command again in `processes` processes under torchrun; returns its exit code.

    Ctrl-C reaches the processes by itself, as they belong to the terminal's group; SIGTERM is handed on.
    """
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    environment = {**os.environ, "OMP_NUM_THREADS": str(max(1, (os.cpu_count() or 1) // processes))}
    child = subprocess.Popen([*command, *sys.argv], env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _: child.send_signal(number))
    return child.wait()


def _measure(processes: int, threads: int) -> float:
    """Training steps a second of all processes together."""
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    command = [sys.executable, "-m", "neural.training.launch"]
    probes = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(processes)
    ]
    return sum(float(probe.communicate()[0].strip() or 0.0) for probe in probes)


def probe(seconds: float = PROBE_SECONDS) -> float:
    """Steps a second of a small bidirectional LSTM layer, forward and backward."""
    import torch

    from neural.layers.recurrent import BiLSTM

    layer, x_BTI, lengths_B = BiLSTM(256, 192), torch.randn(64, 16, 256), torch.full((64,), 16)
    layer(x_BTI, lengths_B).sum().backward()
    steps, started = 0, time.perf_counter()
    while time.perf_counter() - started < seconds:
        layer(x_BTI, lengths_B).sum().backward()
        steps += 1
    return steps / (time.perf_counter() - started)


if __name__ == "__main__":
    print(probe())
