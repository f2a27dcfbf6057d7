"""Attention of one sequence over another.

Shapes: B batch, T queries, S keys, A heads, D size of a head, H = A * D. Mask polarity: True marks a real token.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn

from neural.layers.dropout import ElementDropout


class Memory(NamedTuple):
    """What attention looks at, projected once a sentence: keys_BADS (transposed), values_BASD, mask_BS."""

    keys_BADS: Tensor
    values_BASD: Tensor
    mask_BS: Tensor

    def select(self, rows: Tensor) -> Memory:
        """The memory with its batch rearranged: row i of the result is row `rows[i]` of this one."""
        return Memory(*(x.index_select(0, rows) for x in self))


class MultiHeadAttention(nn.Module):
    """Scaled dot-product attention in several heads (Vaswani et al. 2017, arXiv:1706.03762, equation 1).

    weights = softmax(Q K^T / sqrt(D)), context = weights V. Returns the weights too: they are what the app shows.
    """

    def __init__(self, query_size: int, memory_size: int, hidden_size: int, heads: int, dropout: float = 0.0) -> None:
        """`dropout` is that of the weights; those returned have it too."""
        super().__init__()
        if hidden_size % heads:
            raise ValueError(f"hidden size {hidden_size} is not a multiple of {heads} heads")
        self.heads = heads
        self.query = nn.Linear(query_size, hidden_size, bias=False)
        self.key = nn.Linear(memory_size, hidden_size, bias=False)
        self.value = nn.Linear(memory_size, hidden_size, bias=False)
        self.dropout = ElementDropout(dropout)

    def project(self, h_BSM: Tensor, mask_BS: Tensor) -> Memory:
        """Keys and values of the memory, computed once and used at every step."""
        keys_BASD = self._split(self.key(h_BSM))
        return Memory(keys_BASD.transpose(2, 3).contiguous(), self._split(self.value(h_BSM)).contiguous(), mask_BS)

    def forward(self, q_BTQ: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        """q_BTQ -> context_BTH, weights_BATS."""
        queries_BATD = self._split(self.query(q_BTQ))
        scores_BATS = queries_BATD @ memory.keys_BADS / math.sqrt(queries_BATD.size(-1))
        scores_BATS = scores_BATS.float().masked_fill(~memory.mask_BS[:, None, None, :], -torch.inf)
        weights_BATS = self.dropout(scores_BATS.softmax(-1).to(memory.values_BASD.dtype))
        context_BTH = (weights_BATS @ memory.values_BASD).transpose(1, 2).flatten(2)
        return context_BTH, weights_BATS

    def _split(self, x_BTH: Tensor) -> Tensor:
        batch, steps, _ = x_BTH.shape
        return x_BTH.view(batch, steps, self.heads, -1).transpose(1, 2)
