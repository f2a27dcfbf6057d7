"""A translator's training task that notes when each batch is asked for: one clock for any loop around it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from neural.seq2seq.batches import PairBatch
from neural.seq2seq.presets import PRESETS
from neural.seq2seq.task import TranslationTask
from neural.seq2seq.training import make_task
from neural.training.loop import train
from neural.training.optimiser import make_optimiser
from neural.training.options import TrainingOptions
from neural.training.precision import choose_precision


class Step(NamedTuple):
    """Seconds that a step took."""

    clock: float
    processor: float


class TimedTask:
    """The steps of `task` and nothing else of it: validating and saving take no time."""

    kind, unit, score, select_by = "translator", "tokens", "none", "none"

    def __init__(self, task: TranslationTask) -> None:
        self.task = task
        self.asked: list[tuple[float, float]] = []
        """When each batch was asked for: seconds by the clock, and seconds of processor time."""

    def model(self) -> nn.Module:
        return self.task.model()

    def batches(self, epoch: int, seed: int) -> Iterator[PairBatch]:
        batches = self.task.batches(epoch, seed)
        while True:
            self.asked.append((time.perf_counter(), time.process_time()))
            if (batch := next(batches, None)) is None:
                return
            yield batch

    def loss(self, model: nn.Module, batch: PairBatch) -> tuple[Tensor, int, dict[str, float]]:
        return self.task.loss(model, batch)

    def validate(self, model: nn.Module) -> dict[str, float]:
        return {"none": 0.0}

    def save(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        folder.mkdir(exist_ok=True)

    def seconds(self, steps: int) -> list[Step]:
        """How long each of the first `steps` took, up to the request for the next; forgets them."""
        asked, self.asked = self.asked, []
        return [Step(b[0] - a[0], b[1] - a[1]) for a, b in itertools.pairwise(asked)][:steps]


def timed_task(preset: str, data: Path, cache: Path, steps: int) -> tuple[TimedTask, TrainingOptions]:
    """A preset's task on the corpus of the lessons, whose small vocabulary makes the loop's part count for more."""
    chosen = PRESETS[preset]
    chosen = replace(chosen, model=replace(chosen.model, vocabulary_size=600), left_out=(), validation_size=20)
    options = replace(
        chosen.training, max_steps=steps + 1, validate_every=10**9, save_every=10**9, resume="never", threads=1
    )
    return TimedTask(make_task(chosen, data, cache)), options


def bare_steps(task: TimedTask, options: TrainingOptions, steps: int) -> list[Step]:
    """Seconds of each training step as one would write it down without any loop of ours."""
    bf16 = choose_precision(options.precision) == "bf16"
    model = task.model().train()
    optimiser = make_optimiser(model, options)
    batches = itertools.chain.from_iterable(task.batches(epoch, options.seed) for epoch in itertools.count())
    for batch in itertools.islice(batches, steps + 1):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bf16):
            loss, _, _ = task.loss(model, batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
        optimiser.step()
        optimiser.zero_grad()
    return task.seconds(steps)


def looped_steps(task: TimedTask, options: TrainingOptions, steps: int, run_dir: Path) -> list[Step]:
    """Seconds of each of the same steps in the training loop."""
    if train(task, options, run_dir).stopped:
        raise KeyboardInterrupt
    return task.seconds(steps)
