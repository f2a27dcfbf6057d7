"""What the lessons share: their options, and a training loop that fits on a screen."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import click
import torch
from torch import Tensor, nn
from tqdm import tqdm

from neural.training.optimiser import make_optimiser
from neural.training.options import TrainingOptions
from neural.training.schedule import rate_at
from neural.training.task import Batch
from scripts.options import FOLDER


class Exercise(Protocol[Batch]):
    """The part of a `neural.training.task.Task` that learning itself needs."""

    def model(self) -> nn.Module: ...

    def batches(self, epoch: int, seed: int) -> Iterator[Batch]: ...

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, int, dict[str, float]]: ...


Watch = Callable[[int, nn.Module], None]
"""Called with the number of updates made so far and the model: before the first, and after each."""


@dataclass(frozen=True)
class Fitted:
    """A trained model, ready to be asked, and the loss of each step of its training."""

    model: nn.Module
    losses: list[float]


def lesson_run(**given: Any) -> TrainingOptions:
    """A short run at a constant rate: nothing that a page would have to explain besides."""
    plain = TrainingOptions(
        max_steps=100, schedule="constant", warmup_steps=0, weight_decay=0.0, ema_decay=0.0, precision="fp32",
        log_every=1, threads=1, resume="never",
    )  # fmt: skip
    return replace(plain, **given)


def fit(exercise: Exercise[Batch], name: str, options: TrainingOptions, watch: Watch | None = None) -> Fitted:
    """Trains a fresh model: the project's training loop with all taken away that is not learning.

    `neural/training/loop.py` makes the same updates (a test holds the two together) and adds what long runs need:
    several processes, bf16, averaged weights, states to resume from, curves on disk, a report.
    """
    torch.manual_seed(options.seed)
    model = exercise.model().train()
    optimiser = make_optimiser(model, options)
    losses: list[float] = []
    steps = tqdm(range(options.max_steps), desc=name, unit="step", file=sys.stderr, disable=None, leave=False)
    for step, batch in zip(steps, _endless(exercise, options.seed), strict=False):
        if watch and step == 0:
            watch(0, model)
        share = rate_at(step, options.schedule, options.warmup_steps, options.max_steps)
        for group in optimiser.param_groups:
            group["lr"] = options.learning_rate * share
        loss, _, _ = exercise.loss(model, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
        optimiser.step()
        losses.append(loss.item())
        if watch:
            watch(step + 1, model)
    return Fitted(model.eval(), losses)


def _endless(exercise: Exercise[Batch], seed: int) -> Iterator[Batch]:
    for epoch in itertools.count():
        yield from exercise.batches(epoch, seed)


def smoothed(losses: list[float], share: float = 0.9) -> list[float]:
    """A running average that starts at the first loss: a curve one can follow with the eye."""
    curve: list[float] = []
    for loss in losses:
        curve.append(share * curve[-1] + (1 - share) * loss if curve else loss)
    return curve


def lesson_command(lesson: str, steps: int | None = None) -> Callable[[Callable[..., Any]], click.Command]:
    """A click command with the options that lessons have. `steps` is how many updates the lesson takes by default."""
    options = [
        click.option("--preset", type=click.Choice(["lesson", "tiny"]), default="lesson",
                     help="`tiny` is over in a second, to see that all is in place; its picture shows little."),
        click.option("--out", type=FOLDER, default=Path("runs/learn"), help="Folder for the picture."),
        click.option("--seed", type=int, default=1, help="Another seed, another run."),
    ]  # fmt: skip
    if steps is not None:
        options.append(click.option("--steps", type=click.IntRange(min=1), help=f"Updates; {steps} where left out."))

    def decorate(function: Callable[..., Any]) -> click.Command:
        for option in reversed(options):
            function = option(function)
        return click.command(name=lesson, context_settings={"show_default": True})(function)

    return decorate


def data_option(function: Callable[..., Any]) -> Callable[..., Any]:
    help_text = "Real English-German pairs, laid out as docs/data.md says, in place of the toy grammar."
    return click.option("--data-dir", type=FOLDER, help=help_text)(function)


def one_thread(seed: int) -> None:
    """Before any arithmetic of a lesson: sums are then always taken in the same order."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
