"""What a model brings to the training loop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

from torch import Tensor, nn

Batch = TypeVar("Batch")


class Task(Protocol[Batch]):
    """Data, loss and measure of one model. The loop does the rest.

    All that a task does must follow from its own settings and the arguments: the loop skips batches to resume.
    """

    @property
    def kind(self) -> str:
        """The model's name in logs: "translator", "reader" …"""

    @property
    def unit(self) -> str:
        """What the rate counts: "tokens", "questions" …"""

    @property
    def score(self) -> str:
        """The validation metric that people look at."""

    @property
    def select_by(self) -> str:
        """The one by which the best state is chosen; higher is better."""

    def model(self) -> nn.Module:
        """Builds the network with fresh weights from torch's current seed."""

    def batches(self, epoch: int, seed: int) -> Iterator[Batch]:
        """The batches of one epoch, the same ones in the same order for the same arguments."""

    def loss(self, model: nn.Module, batch: Batch) -> tuple[Tensor, int, dict[str, float]]:
        """Mean loss of the batch, how many units it holds, and what else is worth logging. Runs under autocast."""

    def validate(self, model: nn.Module) -> dict[str, float]:
        """Measures the model on held-out training data. Called in eval mode, without gradients."""

    def save(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        """Writes a checkpoint folder that can be used as it is."""
