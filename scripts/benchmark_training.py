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
from pathlib import Path
from typing import Any

import click

from scripts.options import plain_errors, quiet_libraries

OVERHEAD_LEAST, PROCESSES_LEAST, LOSS_APART, MEMORY_MOST = 0.95, 1.4, 0.01, 1.2
SIZES = ["--vocabulary-size", "600", "--dropout", "0.1"]


@click.group()
def main() -> None:
    """Measure the training loop."""
    quiet_libraries()


@main.command()
@click.option("--kills", default=20, show_default=True, help="How often the run is killed at a random moment.")
@click.option("--steps", default=400, show_default=True, help="Steps of the run.")
@click.option("--seed", default=1, show_default=True)
@plain_errors
def resume(kills: int, steps: int, seed: int) -> None:
    """Kill a run again and again, resume it, and compare its weights with those of an unbroken run."""
    import torch

    from neural.training.state import load_state

    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        data = write_corpus(Path(name) / "data", 1500)
        started = time.monotonic()
        run_training(data, Path(name) / "whole", steps).wait()
        seconds = time.monotonic() - started
        for number in range(1, kills + 1):
            process = run_training(data, Path(name) / "broken", steps)
            # Start-up takes part of the time: some kills hit it, most hit the training, some a save.
            time.sleep(draw.uniform(0.2, 1.0) * seconds)
            process.send_signal(draw.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT]))
            process.wait()
            state = load_state(Path(name) / "broken")
            click.echo(f"kill {number:2}: the state is at step {state['position']['step'] if state else 0}")
        run_training(data, Path(name) / "broken", steps).wait()
        whole, broken = load_state(Path(name) / "whole"), load_state(Path(name) / "broken")
    assert whole is not None and broken is not None
    for part in ("model", "average"):
        different = [n for n, tensor in whole[part].items() if not torch.equal(tensor, broken[part][n])]
        _verdict(f"{part}: tensors that differ", len(different), not different)


@main.command()
@click.option("--steps", default=150, show_default=True)
@click.option("--rounds", default=5, show_default=True, help="Repetitions, of which the median counts.")
@plain_errors
def overhead(steps: int, rounds: int) -> None:
    """Throughput of the loop against the bare PyTorch steps that it wraps."""
    import torch

    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        data = write_corpus(Path(name) / "data", 6000)
        ratios = [_overhead_once(data, Path(name), steps, number) for number in range(rounds)]
    ratio = statistics.median(ratios)
    _verdict("loop against bare steps", ratio, ratio >= OVERHEAD_LEAST, f"at least {OVERHEAD_LEAST}")


def _overhead_once(data: Path, folder: Path, steps: int, number: int) -> float:
    import itertools
    from dataclasses import replace

    import torch

    from neural.seq2seq.presets import PRESETS
    from neural.seq2seq.training import make_task
    from neural.training.loop import train
    from neural.training.optimiser import make_optimiser
    from neural.training.precision import choose_precision

    preset = PRESETS["general"]
    preset = replace(preset, model=replace(preset.model, vocabulary_size=600), left_out=(), validation_size=20)
    task = make_task(preset, data, folder / "cache")
    options = replace(preset.training, max_steps=steps, validate_every=10**9, save_every=10**9, ema_decay=0.0)
    bf16 = choose_precision("auto") == "bf16"
    model = task.model().train()
    optimiser = make_optimiser(model, options)
    endless = (batch for epoch in itertools.count() for batch in task.batches(epoch, 1))
    started = time.perf_counter()
    for batch in itertools.islice(endless, steps):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            loss, _, _ = task.loss(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
        optimiser.step()
        optimiser.zero_grad()
    bare = time.perf_counter() - started
    run_dir = folder / f"run-{number}"
    train(task, options, run_dir)
    trained = [record for record in _records(run_dir) if record["event"] == "train"]
    looped = (trained[-1]["time"] - trained[0]["time"]) / (trained[-1]["step"] - trained[0]["step"]) * steps
    click.echo(f"round {number + 1}: bare {bare:.1f} s, loop {looped:.1f} s, ratio {bare / looped:.3f}")
    return float(bare / looped)


@main.command()
@click.option("--steps", default=120, show_default=True)
@plain_errors
def processes(steps: int) -> None:
    """Two processes of one thread against one of two threads, at equal total batch: speed and final loss."""
    with tempfile.TemporaryDirectory() as name:
        data = write_corpus(Path(name) / "data", 6000)
        figures = {}
        for count, threads in ((2, 1), (1, 2)):
            more = ["--preset", "general", "--accumulate", "2", "--processes", str(count), "--threads", str(threads)]
            run_dir = Path(name) / f"{count}x{threads}"
            if run_training(data, run_dir, steps, more, threads).wait():
                raise click.ClickException(f"training in {count} processes failed")
            figures[count] = _speed_and_loss(run_dir)
            click.echo(f"{count} of {threads} threads: {figures[count][0]:.2f} steps/s, loss {figures[count][1]:.4f}")
    gain, apart = figures[2][0] / figures[1][0], abs(figures[2][1] / figures[1][1] - 1)
    _verdict("two processes against two threads, speed", gain, gain >= PROCESSES_LEAST, f"at least {PROCESSES_LEAST}")
    _verdict("their validation losses apart", apart, apart <= LOSS_APART, f"at most {LOSS_APART}")


def _records(run_dir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (run_dir / "metrics.jsonl").read_text().splitlines()]


def _speed_and_loss(run_dir: Path) -> tuple[float, float]:
    records = _records(run_dir)
    trained = [r for r in records if r["event"] == "train"]
    # The first steps pay for setting up.
    first, last = trained[len(trained) // 4], trained[-1]
    loss = next(r["cross_entropy"] for r in reversed(records) if r["event"] == "validate")
    return (last["step"] - first["step"]) / (last["time"] - first["time"]), loss


@main.command()
@click.option("--pairs", default=100_000, show_default=True, help="Of the smaller corpus.")
@plain_errors
def memory(pairs: int) -> None:
    """Peak memory of training on a streamed corpus, against one ten times larger."""
    peaks = []
    with tempfile.TemporaryDirectory() as name:
        for count in (pairs, 10 * pairs):
            data = write_corpus(Path(name) / f"data-{count}", count)
            process = run_training(data, Path(name) / str(count), 30)
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                raise click.ClickException("training failed")
            peaks.append(usage.ru_maxrss / 1024)
            click.echo(f"{count:,} pairs: {peaks[-1]:,.0f} MB at the most")
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
        stderr=subprocess.DEVNULL,
    )


def _verdict(what: str, value: float, kept: bool, wanted: str = "none") -> None:
    click.echo(f"{what}: {value:.3g} ({wanted}) {'kept' if kept else 'NOT KEPT'}")
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
