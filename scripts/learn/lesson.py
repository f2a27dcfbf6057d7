"""What the lessons share: their options, and the project's training loop for a small exercise."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, Protocol

import click
import torch
from torch import Tensor, nn

from neural.training.loop import train
from neural.training.monitor import METRICS
from neural.training.options import TrainingOptions
from neural.training.task import Batch
from scripts.options import FOLDER


class Exercise(Protocol[Batch]):
    """The part of a `neural.training.task.Task` that learning itself needs."""

    def model(self) -> nn.Module: ...

    def batches(self, epoch: int, seed: int) -> Iterator[Batch]: ...

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, int, dict[str, float]]: ...


Watch = Callable[[nn.Module], float]
"""Called with the model before a lesson's next stretch of training; what it returns is shown beside the bar."""


class LessonTask(Generic[Batch]):
    """An exercise as a whole task of the training loop: it keeps its model in hand and writes no checkpoint."""

    unit, select_by = "examples", "score"

    def __init__(self, exercise: Exercise[Batch], kind: str, watch: Watch | None = None) -> None:
        self.exercise, self.kind, self.watch = exercise, kind, watch
        self.trained: nn.Module | None = None

    def model(self) -> nn.Module:
        self.trained = self.exercise.model()
        return self.trained

    def batches(self, epoch: int, seed: int) -> Iterator[Batch]:
        return self.exercise.batches(epoch, seed)

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, int, dict[str, float]]:
        return self.exercise.loss(model, batch)

    def validate(self, model: nn.Module) -> dict[str, float]:
        return {"score": self.watch(model) if self.watch else 0.0}

    def save(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        """Nothing: a lesson's model has served when its picture is drawn."""


@dataclass(frozen=True)
class Fitted:
    """A trained model, ready to be asked, and the loss of each step of its training."""

    model: nn.Module
    losses: list[float]


def lesson_options(**given: Any) -> TrainingOptions:
    """A short run of plain numbers: 32-bit arithmetic on one thread, so that a page's figures are yours too."""
    plain = TrainingOptions(
        max_steps=100, schedule="constant", warmup_steps=0, weight_decay=0.0, ema_decay=0.0, precision="fp32",
        log_every=1, threads=1, resume="never",
    )  # fmt: skip
    options = replace(plain, **given)
    return replace(options, save_every=options.max_steps, validate_every=given.get("validate_every", options.max_steps))


def fit(exercise: Exercise[Batch], kind: str, options: TrainingOptions, watch: Watch | None = None) -> Fitted:
    """Trains by the project's own loop in a folder that is thrown away, and reads the curve it wrote."""
    task = LessonTask(exercise, kind, watch)
    with tempfile.TemporaryDirectory() as folder:
        train(task, options, Path(folder))
        records = [json.loads(line) for line in (Path(folder) / METRICS).read_text(encoding="utf-8").splitlines()]
    assert task.trained is not None
    return Fitted(task.trained.eval(), [r["loss"] for r in records if r["event"] == "train"])


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
