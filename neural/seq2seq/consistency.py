"""R-Drop: two readings of the same sentence with other dropout masks should say the same (Liang et al. 2021).

A network with dropout is another network at each step. Every sentence is put through it twice, and besides the usual
loss of both readings the divergence of their next-word distributions is lowered (arXiv:2106.14448, equations 1 and 2):

    divergence = ½ (KL(p ‖ q) + KL(q ‖ p)) = ½ Σ_v (p_v - q_v)(log p_v - log q_v)

With z the scores p was made from and d = log p - log q, its gradient is

    d divergence / d z_p = ½ (p (d - Σ_v p_v d_v) + p - q),    and for q the same with p and q exchanged.

As in `loss.py` the table of scores is worked through in slices, with gradients by hand: no table outlives its slice.

Shapes: N words to be written, E features, V vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from neural.seq2seq.loss import SLICE


def divergence(x_2NE: Tensor, weight_VE: Tensor, bias_V: Tensor) -> Tensor:
    """The mean over words, in nats. The first N rows of `x_2NE` are of the first reading, the others of the second, in
    the same order. Products run in the type of x_2NE."""
    apply: Callable[..., Tensor] = _Divergence.apply
    return apply(x_2NE, weight_VE, bias_V)


class _Divergence(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x_2NE: Tensor, weight_VE: Tensor, bias_V: Tensor) -> Tensor:
        count = len(x_2NE) // 2
        w_VE, b_V = weight_VE.to(x_2NE.dtype), bias_V.to(x_2NE.dtype)
        dx_2NE, dw_VE, db_V = torch.empty_like(x_2NE), torch.zeros_like(weight_VE), torch.zeros_like(bias_V)
        total = torch.zeros(())
        with torch.autocast(x_2NE.device.type, enabled=False):
            for first in range(0, count, SLICE):
                last = min(first + SLICE, count)
                rows = torch.cat([torch.arange(first, last), torch.arange(count + first, count + last)])
                x = x_2NE[rows]
                log_p_xV = torch.addmm(b_V, x, w_VE.T).float().log_softmax(1)
                p_xV = log_p_xV.exp()
                (log_p_nV, log_q_nV), (p_nV, q_nV) = log_p_xV.chunk(2), p_xV.chunk(2)
                ratio_nV, gap_nV = log_p_nV - log_q_nV, p_nV - q_nV
                total += (ratio_nV * gap_nV).sum()
                both_xV, gaps_xV = torch.cat([ratio_nV, -ratio_nV]), torch.cat([gap_nV, -gap_nV])
                mean_x1 = (p_xV * both_xV).sum(1, keepdim=True)
                slope_xV = p_xV.mul_(both_xV.sub_(mean_x1)).add_(gaps_xV).mul_(0.5 / count)
                db_V += slope_xV.sum(0)
                slope = slope_xV.to(x.dtype)
                dx_2NE[rows] = slope @ w_VE
                dw_VE += slope.T @ x
        ctx.save_for_backward(dx_2NE, dw_VE, db_V)
        return 0.5 * total / count

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, outer: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        dx_2NE, dw_VE, db_V = ctx.saved_tensors
        return dx_2NE * outer.to(dx_2NE.dtype), dw_VE * outer, db_V * outer
