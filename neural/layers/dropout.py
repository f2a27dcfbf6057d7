"""Ways to hide a part of the input, so that a network can't lean on it."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class LockedDropout(nn.Module):
    """Variational dropout (Gal & Ghahramani 2016, arXiv:1512.05287): one mask a sequence, the same at every step.

    x_BTH -> x_BTH. An ordinary mask, new at each step, would disturb what a recurrent layer carries along.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x_BTH: Tensor) -> Tensor:
        if not self.training or self.p == 0.0:
            return x_BTH
        keep = 1.0 - self.p
        mask_B1H = torch.empty(x_BTH.size(0), 1, x_BTH.size(2), dtype=x_BTH.dtype, device=x_BTH.device)
        return x_BTH * mask_B1H.bernoulli_(keep).div_(keep)


class ElementDropout(nn.Module):
    """Ordinary dropout (Srivastava et al. 2014), each number by itself. Any shape -> the same.

    Masks are drawn eight at a time, as the bytes of random 64-bit integers: on a CPU torch's own, drawn one by one, can
    cost a third of a training step. So `p` counts in steps of 1/256.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.dropped = round(p * 256)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.dropped:
            return x
        words = torch.empty((x.numel() + 7) // 8, dtype=torch.int64, device=x.device).random_(-(2**63), None)
        keep = words.view(torch.uint8)[: x.numel()].view(x.shape) >= self.dropped
        return x * keep.to(x.dtype).mul_(256 / (256 - self.dropped))


class WordDropout(nn.Module):
    """Hides whole positions: their vectors become zero (Sennrich & Zhang 2019, arXiv:1905.11901, section 4).

    x_BTH -> x_BTH. No rescaling: a word is there or it is not.
    """

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x_BTH: Tensor) -> Tensor:
        if not self.training or self.p == 0.0:
            return x_BTH
        keep_BT1 = torch.empty(*x_BTH.shape[:2], 1, dtype=x_BTH.dtype, device=x_BTH.device)
        return x_BTH * keep_BT1.bernoulli_(1.0 - self.p)
