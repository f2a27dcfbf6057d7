"""A running average of the weights, which generalises better than the last state of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn


class ExponentialAverage:
    """average <- decay * average + (1 - decay) * weights, after every step (Polyak & Juditsky 1992).

    The decay grows from 0.1 with the number of steps, so that the random start is soon forgotten.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self._live = [p for p in model.parameters() if p.requires_grad]
        self._names = [n for n, p in model.named_parameters() if p.requires_grad]
        self.average = [p.detach().clone() for p in self._live]

    @torch.no_grad()
    def update(self, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        torch._foreach_lerp_(self.average, [p.detach() for p in self._live], 1.0 - decay)

    @contextmanager
    def swapped_in(self) -> Iterator[None]:
        """The model holds the average inside the block, and its own weights again after it."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    @torch.no_grad()
    def _swap(self) -> None:
        for live, average in zip(self._live, self.average, strict=True):
            kept = live.detach().clone()
            live.copy_(average)
            average.copy_(kept)

    def state_dict(self) -> dict[str, Tensor]:
        return dict(zip(self._names, self.average, strict=True))

    @torch.no_grad()
    def load_state_dict(self, state: dict[str, Tensor]) -> None:
        for name, average in zip(self._names, self.average, strict=True):
            average.copy_(state[name])


@torch.no_grad()
def blend(trained: nn.Module, begun: Mapping[str, Tensor], share: float) -> None:
    """Leaves in `trained` `share` of what it is and takes the rest from what it began as: what is learnt of the new
    data at less cost to what was known (Wortsman et al. 2022, arXiv:2109.01903, equation 1)."""
    for name, tensor in trained.state_dict().items():
        if name in begun and tensor.is_floating_point():
            tensor.lerp_(begun[name], 1 - share)
