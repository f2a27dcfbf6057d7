"""How sure the reader may be: from clues to the probability that its answer is right.

Shapes: Q questions, C clues.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from neural.errors import DragomanError
from neural.files import replacing
from neural.reading.clues import CLUES

FILE = "confidence.safetensors"
HIDDEN = 8
MEND = "fit it again: python -m scripts.calibrate_reader"


class Judgement(NamedTuple):
    """The probability that the best span is right, and that the text holds an answer at all."""

    right: float
    answerable: float


class Confidence(nn.Module):
    """clues_QC -> logits_Q2 of "right" and "answerable".

    z = (c - mean) / scale, within ±4; logits = A z + b + B·tanh(D z): logistic regression, Platt's scaling (1999) with
    more than one clue, and what clues mean together. Silence is better below `threshold` as the probability of
    "answerable".
    """

    mean: Tensor
    scale: Tensor
    threshold: Tensor

    def __init__(self, clues: int = len(CLUES)) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(clues))
        self.register_buffer("scale", torch.ones(clues))
        self.register_buffer("threshold", torch.tensor(0.5))
        self.linear = nn.Linear(clues, 2)
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)
        self.mix = nn.Linear(clues, HIDDEN)
        self.bend = nn.Linear(HIDDEN, 2, bias=False)
        nn.init.zeros_(self.bend.weight)

    def forward(self, clues_QC: Tensor) -> Tensor:
        z_QC = ((clues_QC - self.mean) / self.scale).clamp(-4, 4)
        logits_Q2: Tensor = self.linear(z_QC) + self.bend(torch.tanh(self.mix(z_QC)))
        return logits_Q2

    @torch.no_grad()
    def judge_all(self, clues_QC: NDArray[np.float32]) -> NDArray[np.float64]:
        """The probabilities of "right" and "answerable" for each question; the first is never the greater. [Q, 2]"""
        found_Q2 = torch.sigmoid(self(torch.from_numpy(clues_QC))).double()
        found_Q2[:, 0] = torch.minimum(found_Q2[:, 0], found_Q2[:, 1])
        return found_Q2.numpy()

    def judge(self, clues_C: NDArray[np.float32]) -> Judgement:
        """The judgement on one question's clues."""
        return Judgement(*self.judge_all(clues_C[None])[0].tolist())

    def speaks(self, judgement: Judgement) -> bool:
        """Is an answer better than silence?"""
        return judgement.answerable >= float(self.threshold)


def save_module(module: nn.Module, path: Path) -> None:
    """Writes a module's tensors beside a checkpoint's own, in one step. Raises DragomanError where it can't."""
    tensors = {name: tensor.detach().contiguous() for name, tensor in module.state_dict().items()}
    try:
        with replacing(path) as beside:
            save_file(tensors, beside)
    except SafetensorError as error:  # how safetensors reports a full disk
        raise DragomanError(str(path), f"could not be written ({error})", "free some space and try again") from error


def load_module(module: nn.Module, path: Path, mend: str) -> bool:
    """Fills `module` from `path`; False where there is no such file. Raises DragomanError where it does not fit."""
    if not path.is_file():
        return False
    try:
        module.load_state_dict(load_file(path))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise DragomanError(str(path), "it is damaged, or from another version", mend) from error
    module.eval()
    return True


def load_confidence(folder: Path) -> Confidence | None:
    """What was fitted to the reader in `folder`; None where nothing was."""
    confidence = Confidence()
    return confidence if load_module(confidence, folder / FILE, MEND) else None
