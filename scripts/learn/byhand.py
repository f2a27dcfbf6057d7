"""Gradients worked out on paper, for the lesson on automatic differentiation.

Shapes: B batch, I input, H hidden, V vocabulary. `d_x` is the slope of the loss by x, and has the shape of x.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


def smoothed_slope(z_BV: Tensor, wanted_B: Tensor, smoothing: float) -> Tensor:
    """d loss / d z of the smoothed cross entropy: (softmax(z) - (1 - s) onehot(w) - s / V) / B.

    The same line as in `neural/seq2seq/loss.py`, for a table that fits in memory.
    """
    slope_BV = z_BV.softmax(-1) - smoothing / z_BV.size(1)
    slope_BV[torch.arange(len(wanted_B)), wanted_B] -= 1 - smoothing
    return slope_BV / len(wanted_B)


class CellWeights(NamedTuple):
    """Of an LSTM cell, in torch's order: gates i, f, g, o one below the other."""

    input_GI: Tensor
    recurrent_GH: Tensor
    bias_G: Tensor


class CellSlopes(NamedTuple):
    """What the chain rule gives for everything that goes into an LSTM cell."""

    x_BI: Tensor
    h_BH: Tensor
    c_BH: Tensor
    input_GI: Tensor
    recurrent_GH: Tensor
    bias_G: Tensor


def cell_slopes(
    x_BI: Tensor, h_BH: Tensor, c_BH: Tensor, weights: CellWeights, d_h_BH: Tensor, d_c_BH: Tensor
) -> CellSlopes:
    """The chain rule through one LSTM step, backwards; `d_h_BH`, `d_c_BH` are the slopes by the new state and cell.

    Forward:  i, f, o = σ(a_i), σ(a_f), σ(a_o);  g = tanh(a_g);  c' = f c + i g;  h' = o tanh(c')
    with a = W x + U h + b (Hochreiter & Schmidhuber 1997; the forget gate is Gers et al. 2000).
    """
    a_BG = x_BI @ weights.input_GI.T + h_BH @ weights.recurrent_GH.T + weights.bias_G
    a_i, a_f, a_g, a_o = a_BG.chunk(4, dim=1)
    i, f, g, o = a_i.sigmoid(), a_f.sigmoid(), a_g.tanh(), a_o.sigmoid()
    squashed = (f * c_BH + i * g).tanh()

    d_new_c = d_c_BH + d_h_BH * o * (1 - squashed**2)  # the cell reaches the loss by itself and through h'
    d_a_i = d_new_c * g * i * (1 - i)  # σ' = σ (1 - σ)
    d_a_f = d_new_c * c_BH * f * (1 - f)
    d_a_g = d_new_c * i * (1 - g**2)  # tanh' = 1 - tanh²
    d_a_o = d_h_BH * squashed * o * (1 - o)
    d_a_BG = torch.cat([d_a_i, d_a_f, d_a_g, d_a_o], dim=1)

    return CellSlopes(
        x_BI=d_a_BG @ weights.input_GI,
        h_BH=d_a_BG @ weights.recurrent_GH,
        c_BH=d_new_c * f,  # the way that keeps a gradient alive: no matrix, only the forget gate
        input_GI=d_a_BG.T @ x_BI,
        recurrent_GH=d_a_BG.T @ h_BH,
        bias_G=d_a_BG.sum(0),
    )
