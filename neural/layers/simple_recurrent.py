"""A recurrent layer whose only step over time is a weighted mean: all its matrix products run over a whole sequence.

Shapes: B batch, T steps, H hidden size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable


class SSRU(nn.Module):
    """The simpler simple recurrent unit (Kim et al. 2019, "From Research to Production and Back", ACL D19-5632).

    f_t = σ(W_f x_t + b_f),  c_t = f_t ⊙ c_{t-1} + (1 - f_t) ⊙ (W x_t + b),  h_t = max(0, c_t);  c_0 = 0.

    x_BTH -> h_BTH. What it carries from step to step is c, as wide as the layer, whatever the length of the sequence.
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.forget = nn.Linear(size, size)
        self.input = nn.Linear(size, size)
        nn.init.ones_(self.forget.bias)  # begin by remembering, as LSTMs do (Jozefowicz et al. 2015)

    def forward(self, x_BTH: Tensor) -> Tensor:
        keep_TBH = torch.sigmoid(self.forget(x_BTH).float()).transpose(0, 1).contiguous()
        new_TBH = self.input(x_BTH).float().transpose(0, 1).contiguous()
        apply: Callable[[Tensor, Tensor], Tensor] = _RunningMean.apply
        return apply(keep_TBH, new_TBH).transpose(0, 1).relu()

    def step(self, x_BH: Tensor, cell_BH: Tensor) -> tuple[Tensor, Tensor]:
        """One step: x_BH, cell_BH -> h_BH, the next cell_BH."""
        cell_BH = torch.lerp(self.input(x_BH).float(), cell_BH, torch.sigmoid(self.forget(x_BH).float()))
        return cell_BH.relu(), cell_BH


class _RunningMean(torch.autograd.Function):
    """c_t = f_t ⊙ c_{t-1} + (1 - f_t) ⊙ x_t, and its gradients, in one loop each:

    with g_t the gradient that reaches c_t from outside, d_t = g_t + f_{t+1} ⊙ d_{t+1} is all of it;
    dx_t = (1 - f_t) ⊙ d_t and df_t = d_t ⊙ (c_{t-1} - x_t).
    """

    @staticmethod
    def forward(ctx: Any, keep_TBH: Tensor, new_TBH: Tensor) -> Tensor:
        cells_TBH, cell_BH = torch.empty_like(new_TBH), torch.zeros_like(new_TBH[0])
        for keep_BH, new_BH, out_BH in zip(keep_TBH, new_TBH, cells_TBH, strict=True):
            cell_BH = torch.lerp(new_BH, cell_BH, keep_BH, out=out_BH)
        ctx.save_for_backward(keep_TBH, new_TBH, cells_TBH)
        return cells_TBH

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, outer_TBH: Tensor) -> tuple[Tensor, Tensor]:
        keep_TBH, new_TBH, cells_TBH = ctx.saved_tensors
        slope_TBH = outer_TBH.contiguous().clone()
        for t in range(len(slope_TBH) - 2, -1, -1):
            slope_TBH[t].addcmul_(slope_TBH[t + 1], keep_TBH[t + 1])
        change_TBH = -new_TBH
        change_TBH[1:] += cells_TBH[:-1]
        return change_TBH.mul_(slope_TBH), slope_TBH.mul_(1 - keep_TBH)
