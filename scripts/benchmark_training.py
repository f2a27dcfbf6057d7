"""Measures what the training loop promises: exact resuming, little overhead, gain by processes, constant memory.

Each command makes its own corpus, prints its figures and fails (exit code 1) where a promise is not kept.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scripts.options import plain_errors, quiet_libraries

if TYPE_CHECKING:
    from scripts.stopwatch import Step

OVERHEAD_LEAST, PROCESSES_LEAST, LOSS_APART, MEMORY_MOST = 0.95, 1.4, 0.01, 1.2
SIGNALS = [signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]
SIZES = ["--vocabulary-size", "600", "--dropout", "0.1"]


@click.group()
def main() -> None:
    """Measure the training loop."""
    quiet_libraries()


@main.command()
@click.option("--kills", default=20, show_default=True, help="How often the run is killed at a random moment.")
@click.option("--steps", default=1500, show_default=True, help="Steps of the run.")
@click.option("--processes", default=1, show_default=True, help="In which it trains.")
@click.option("--seed", default=1, show_default=True, help="Of the moments and the signals.")
@plain_errors
def resume(kills: int, steps: int, processes: int, seed: int) -> None:
    """Kill a run again and again, resume it, and compare its weights with those of an unbroken run."""
    from neural.training.state import load_state

    draw = random.Random(seed)
    more = ["--preset", "tiny", "--threads", "1", "--processes", str(processes), "--validate-every", "500"]
    with tempfile.TemporaryDirectory() as name:
        data = write_corpus(Path(name) / "data", 1500)
        whole, broken = Path(name) / "whole", Path(name) / "broken"
        click.echo(f"the unbroken run of {steps:,} steps ...")
        _must_end_well(run_training(data, whole, steps, more))
        for number in range(1, kills + 1):
            process = run_training(data, broken, steps, more)
            early = draw.random() < 0.15  # before it has loaded anything, or has found its state
            moment, killer = draw.uniform(0, 5 if early else 1), draw.choice(SIGNALS)
            if not early:
                _wait_for_records(process, broken)
            time.sleep(moment)
            if process.poll() is not None:
                raise click.ClickException(f"the run was over before kill {number}: give it more --steps")
            process.send_signal(killer)
            process.wait()
            state = load_state(broken)
            step = state["position"]["step"] if state else 0
            click.echo(f"kill {number:2} by {killer.name}: the state is at step {step:,}")
        click.echo("to the end ...")
        _must_end_well(run_training(data, broken, steps, more))
        states = [load_state(whole), load_state(broken)]
    assert states[0] is not None and states[1] is not None
    for part in ("model", "average", "optimizer"):
        one, other = (dict(_tensors(state[part])) for state in states if state)
        different = [key for key, tensor in one.items() if not tensor.equal(other[key])]
        _verdict(f"{part}: of {len(one)} tensors differ", len(different), not different and one.keys() == other.keys())


def _tensors(value: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """All tensors inside, by their path."""
    if hasattr(value, "equal"):
        yield key, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _tensors(inner, f"{key}/{name}")


def _must_end_well(process: subprocess.Popen[Any]) -> None:
    _, errors = process.communicate()
    if process.returncode:
        raise click.ClickException(f"training failed:\n{errors.decode(errors='replace')[-2000:]}")


def _wait_for_records(process: subprocess.Popen[Any], run_dir: Path) -> None:
    """Until the run has recorded a step since it was started."""
    path, started = run_dir / "metrics.jsonl", time.time()
    while process.poll() is None:
        # A line that is being written is no record yet.
        if path.exists() and any(record["time"] > started for record in _records(run_dir)[-1:]):
            return
        time.sleep(0.05)


@main.command()
@click.option("--steps", default=20, show_default=True, help="Timed steps of a round, of the loop and without it.")
@click.option("--rounds", default=5, show_default=True, help="Each step counts with its median over the rounds.")
@click.option("--preset", default="general", show_default=True, help="Of the translator.")
@plain_errors
def overhead(steps: int, rounds: int, preset: str) -> None:
    """Throughput of the loop against the bare PyTorch steps that it wraps.

    Both train the same network on the same batches in one process of one thread, turn by turn. A step is timed from
    the request for its batch to the next request. The loop averages weights, records and shows its progress as it
    always does; the bare step does not.
    """
    import torch

    from scripts.stopwatch import bare_steps, looped_steps, timed_task

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        click.echo("preparing ...")
        data = write_corpus(Path(name) / "data", 6000)
        task, options = timed_task(preset, data, Path(name) / "cache", steps)
        bare_steps(task, options, 3)  # the first steps of a process pay for setting up
        bare: list[list[Step]] = []
        looped: list[list[Step]] = []
        for number in range(rounds):
            for loops in (True, False) if number % 2 else (False, True):
                if loops:
                    looped.append(looped_steps(task, options, steps, Path(name) / "run"))
                else:
                    bare.append(bare_steps(task, options, steps))
            one, other = sum(step.clock for step in bare[-1]), sum(step.clock for step in looped[-1])
            click.echo(f"round {number + 1}: bare {one:.2f} s, loop {other:.2f} s")
    ratio, added = _compared(bare, looped, 0)
    busy, _ = _compared(bare, looped, 1)
    click.echo(f"the loop adds {1000 * added:.1f} ms to a step; by processor time the ratio is {busy:.3f}")
    _verdict("loop against bare steps", ratio, ratio >= OVERHEAD_LEAST, f"at least {OVERHEAD_LEAST}")


def _compared(bare: list[list[Step]], looped: list[list[Step]], clock: int) -> tuple[float, float]:
    """The loop's throughput as a share of the bare steps', and what it adds to one, by one of the two clocks."""
    one, other = (
        statistics.mean(statistics.median(step[clock] for step in rounds) for rounds in zip(*measured, strict=True))
        for measured in (bare, looped)
    )
    return one / other, other - one


@main.command()
@click.option("--steps", default=150, show_default=True)
@click.option("--rounds", default=2, show_default=True, help="Runs of each, turn by turn; speed is the median.")
@plain_errors
def processes(steps: int, rounds: int) -> None:
    """Two processes of one thread against one of two threads, at equal total batch: speed and final loss.

    An update takes two batches: one process reads them one after the other, two read one each. Without dropout, whose
    masks each process draws for itself, nothing but rounding should tell their losses apart.
    """
    rates: dict[int, list[float]] = {1: [], 2: []}
    losses: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as name:
        data = write_corpus(Path(name) / "data", 6000)
        for number in range(rounds):
            for count, threads in ((2, 1), (1, 2)):
                more = ["--preset", "general", "--processes", str(count), "--threads", str(threads)]
                more += ["--accumulate", "2", "--dropout", "0"]
                run_dir = Path(name) / f"{count}x{threads}-{number}"
                click.echo(f"{count} x {threads} thread(s) ...")
                _must_end_well(run_training(data, run_dir, steps, [*more, "--validate-every", str(steps)], threads))
                records = _records(run_dir)
                # The first record is of the first step, which pays for setting up.
                rates[count].append(statistics.median([r["rate"] for r in records if r["event"] == "train"][1:]))
                losses[count] = next(r["cross_entropy"] for r in reversed(records) if r["event"] == "validate")
                click.echo(f"  {rates[count][-1]:,.0f} tokens/s, validation loss {losses[count]:.4f}")
    gain = statistics.median(rates[2]) / statistics.median(rates[1])
    apart = abs(losses[2] / losses[1] - 1)
    _verdict("two processes against two threads, speed", gain, gain >= PROCESSES_LEAST, f"at least {PROCESSES_LEAST}")
    _verdict("their validation losses apart", apart, apart <= LOSS_APART, f"at most {LOSS_APART}")


def _records(run_dir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run_dir / "metrics.jsonl").read_text().splitlines() if line.endswith("}")]


@main.command()
@click.option("--pairs", default=50_000, show_default=True, help="Of the smaller corpus.")
@plain_errors
def memory(pairs: int) -> None:
    """Peak memory of training on a streamed corpus, against one ten times larger."""
    peaks = []
    with tempfile.TemporaryDirectory() as name:
        for count in (pairs, 10 * pairs):
            click.echo(f"{count:,} pairs: writing, preparing and training ...")
            data = write_corpus(Path(name) / f"data-{count}", count)
            process = run_training(data, Path(name) / str(count), 30)
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                raise click.ClickException("training failed")
            peaks.append(usage.ru_maxrss / 1024)
            click.echo(f"  {peaks[-1]:,.0f} MB at the most")
    ratio = peaks[1] / peaks[0]
    _verdict("peak memory, ten times the corpus", ratio, ratio <= MEMORY_MOST, f"at most {MEMORY_MOST}")


def write_corpus(folder: Path, count: int) -> Path:
    """`count` pairs of the lessons' grammar, laid out as docs/data.md says."""
    from scripts.learn.toy import toy_pairs

    (folder / "translation").mkdir(parents=True)
    with gzip.open(folder / "translation" / "train.en-de.tsv.gz", "wt", encoding="utf-8", compresslevel=1) as file:
        for first in range(0, count, 10_000):
            pairs = toy_pairs(min(10_000, count - first), seed=first + 1)
            file.writelines(f"toy\t{pair.source}\t{pair.target}\n" for pair in pairs)
    return folder


def run_training(
    data: Path, run_dir: Path, steps: int, more: list[str] | None = None, threads: int = 1
) -> subprocess.Popen[Any]:
    """Starts `scripts.train_translator` in a process of its own."""
    given = ["--data-dir", str(data), "--run-dir", str(run_dir), "--max-steps", str(steps), "--save-every", "25"]
    more = more or ["--preset", "tiny", "--threads", str(threads)]
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.train_translator", *given, *SIZES, *more],
        env={**os.environ, "OMP_NUM_THREADS": str(threads)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if more else subprocess.DEVNULL,
    )


def _verdict(what: str, value: float, kept: bool, wanted: str = "none") -> None:
    click.echo(f"{what}: {value:.3g} ({wanted}) {'kept' if kept else 'NOT KEPT'}")
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
