"""The output layer and its loss in one piece: softmax cross entropy with label smoothing over a large vocabulary.

Shapes: N words to be written, E features, V vocabulary.

Label smoothing (Szegedy et al. 2016, arXiv:1512.00567) gives a share of the target to all words alike:

    loss = (1 - s) * (lse - z_w) + s * (lse - mean(z)),    z = W x + b,  lse = log sum exp z,  w the word wanted
    d loss / d z = softmax(z) - (1 - s) * onehot(w) - s / V

The log-probabilities of single words have gradients of the same form: d log p / d z = onehot(w) - softmax(z).

Written with torch's own operations this would keep several [N, V] tables for the backward pass, and moving them
through memory would cost a third of the whole training step. Here gradients are worked out while a slice of the table
is still in the processor's cache, so that no table outlives its slice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

SLICE = 256  # rows of [N, V] at a time: a few MB, which a cache holds


class Smoothed(NamedTuple):
    """`smoothed` is what training lowers; `cross_entropy` is -log p(word), in nats; both are means over words."""

    smoothed: Tensor
    cross_entropy: Tensor


def smoothed_cross_entropy(
    x_NE: Tensor, weight_VE: Tensor, bias_V: Tensor, wanted_N: Tensor, smoothing: float
) -> Smoothed:
    """The loss of features `x_NE` under the output layer `weight_VE`, `bias_V`. Products run in the type of x_NE."""
    apply: Callable[..., tuple[Tensor, Tensor]] = _OutputLoss.apply
    return Smoothed(*apply(x_NE, weight_VE, bias_V, wanted_N, smoothing))


def token_log_probabilities(x_NE: Tensor, weight_VE: Tensor, bias_V: Tensor, wanted_N: Tensor) -> Tensor:
    """log p of each word of `wanted_N`, in nats. Products run in the type of x_NE. -> log_p_N

    How much each will count is known only when gradients are worked out, so the table is made again then.
    """
    apply: Callable[..., Tensor] = _LogProbabilities.apply
    return apply(x_NE, weight_VE, bias_V, wanted_N)


class _OutputLoss(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, x_NE: Tensor, weight_VE: Tensor, bias_V: Tensor, wanted_N: Tensor, smoothing: float
    ) -> tuple[Tensor, Tensor]:
        count, vocabulary = x_NE.size(0), weight_VE.size(0)
        w_VE, b_V = weight_VE.to(x_NE.dtype), bias_V.to(x_NE.dtype)
        dx_NE, dw_VE = torch.empty_like(x_NE), torch.zeros_like(weight_VE)
        db_V = torch.zeros_like(bias_V)
        entropy, uniform = torch.zeros(()), torch.zeros(())
        with torch.autocast(x_NE.device.type, enabled=False):
            for first in range(0, count, SLICE):
                rows = slice(first, first + SLICE)
                x, wanted_n1 = x_NE[rows], wanted_N[rows, None]
                z_nV = torch.addmm(b_V, x, w_VE.T).float()
                lse_n1 = z_nV.logsumexp(1, keepdim=True)
                entropy += (lse_n1 - z_nV.gather(1, wanted_n1)).sum()
                uniform += (lse_n1[:, 0] - z_nV.mean(1)).sum()
                slope_nV = z_nV.sub_(lse_n1).exp_().sub_(smoothing / vocabulary)
                slope_nV.scatter_add_(1, wanted_n1, slope_nV.new_full(wanted_n1.shape, smoothing - 1.0))
                db_V += slope_nV.sum(0)
                slope = slope_nV.to(x_NE.dtype)
                dx_NE[rows] = slope @ w_VE
                dw_VE += slope.T @ x
        ctx.save_for_backward(dx_NE, dw_VE, db_V)
        ctx.count = count
        ctx.set_materialize_grads(False)
        return ((1 - smoothing) * entropy + smoothing * uniform) / count, entropy / count

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, outer: Tensor, _: Tensor | None) -> tuple[Tensor | None, ...]:
        dx_NE, dw_VE, db_V = ctx.saved_tensors
        scale = outer / ctx.count
        return dx_NE * scale.to(dx_NE.dtype), dw_VE * scale, db_V * scale, None, None


class _LogProbabilities(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x_NE: Tensor, weight_VE: Tensor, bias_V: Tensor, wanted_N: Tensor) -> Tensor:
        w_VE, b_V = weight_VE.to(x_NE.dtype), bias_V.to(x_NE.dtype)
        lse_N = x_NE.new_empty(len(x_NE), dtype=torch.float32)
        chosen_N = torch.empty_like(lse_N)
        with torch.autocast(x_NE.device.type, enabled=False):
            for first in range(0, len(x_NE), SLICE):
                rows = slice(first, first + SLICE)
                z_nV = torch.addmm(b_V, x_NE[rows], w_VE.T).float()
                lse_N[rows] = z_nV.logsumexp(1)
                chosen_N[rows] = z_nV.gather(1, wanted_N[rows, None])[:, 0]
        ctx.save_for_backward(x_NE, w_VE, b_V, wanted_N, lse_N)
        return chosen_N - lse_N

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, outer_N: Tensor) -> tuple[Tensor | None, ...]:
        x_NE, w_VE, b_V, wanted_N, lse_N = ctx.saved_tensors
        dx_NE, dw_VE = torch.empty_like(x_NE), torch.zeros_like(w_VE, dtype=torch.float32)
        db_V = torch.zeros_like(b_V, dtype=torch.float32)
        with torch.autocast(x_NE.device.type, enabled=False):
            for first in range(0, len(x_NE), SLICE):
                rows = slice(first, first + SLICE)
                outer_n1 = outer_N[rows, None]
                z_nV = torch.addmm(b_V, x_NE[rows], w_VE.T).float()
                slope_nV = z_nV.sub_(lse_N[rows, None]).exp_().mul_(-outer_n1)
                slope_nV.scatter_add_(1, wanted_N[rows, None], outer_n1)
                db_V += slope_nV.sum(0)
                slope = slope_nV.to(x_NE.dtype)
                dx_NE[rows] = slope @ w_VE
                dw_VE += slope.T @ x_NE[rows]
        return dx_NE, dw_VE, db_V, None
