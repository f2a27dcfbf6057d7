"""Finds a learning rate by trying them all: one short run in which the rate grows at every step.

Smith 2017 (arXiv:1506.01186, section 3.3): far below the right rate nothing happens, near it the loss falls fastest,
above it the loss explodes. The rate to choose is where the smoothed loss falls most steeply.
"""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import torch

from neural.training.optimiser import make_optimiser
from neural.training.options import TrainingOptions
from neural.training.task import Batch, Task

SMOOTHING = 0.9
EXPLODED = 4.0
"""Times the best smoothed loss: beyond it no later rate can be right."""


@dataclass(frozen=True, kw_only=True)
class RateSearch:
    """The rates tried, the smoothed loss at each, and the one to take."""

    rates: list[float]
    losses: list[float]
    suggestion: float

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")


def find_learning_rate(
    task: Task[Batch], options: TrainingOptions, *, lowest: float = 1e-6, highest: float = 1.0, steps: int = 100
) -> RateSearch:
    """Trains a fresh model for `steps` steps with rates from `lowest` to `highest`, and forgets it.

    Raises ValueError where the loss never falls.
    """
    torch.manual_seed(options.seed)
    model = task.model().train()
    optimiser = make_optimiser(model, replace(options, learning_rate=lowest))
    rates, losses = [], []
    average, best = 0.0, math.inf
    for step, batch in enumerate(itertools.islice(_endless(task, options.seed), steps)):
        rate = lowest * (highest / lowest) ** (step / (steps - 1))
        for group in optimiser.param_groups:
            group["lr"] = rate
        loss, _, _ = task.loss(model, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(model.parameters(), options.clip_norm)
        optimiser.step()
        average = SMOOTHING * average + (1 - SMOOTHING) * loss.item()
        smoothed = average / (1 - SMOOTHING ** (step + 1))  # without the pull of the zero it began with
        rates.append(rate)
        losses.append(smoothed)
        best = min(best, smoothed)
        if not math.isfinite(smoothed) or smoothed > EXPLODED * best:
            break
    return RateSearch(rates=rates, losses=losses, suggestion=_steepest(rates, losses))


def _endless(task: Task[Batch], seed: int) -> Iterator[Batch]:
    for epoch in itertools.count():
        yield from task.batches(epoch, seed)


def _steepest(rates: list[float], losses: list[float]) -> float:
    """The rate at which the loss falls fastest per factor of the rate, before the loss is at its lowest."""
    lowest = min(range(len(losses)), key=lambda i: losses[i])
    slopes = [losses[i + 1] - losses[i] for i in range(lowest)]
    if not slopes or min(slopes) >= 0:
        raise ValueError("the loss falls at none of the rates tried")
    return rates[min(range(len(slopes)), key=lambda i: slopes[i])]
