"""The memory: the sentences of a document as slots, read by the question in several hops.

Shapes: N tokens in a row (all passages), S slots, Q questions, D size of a slot, H2 size of an encoded token,
F lexical features. Mask polarity: True marks a slot that is shown to the question.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from neural.reading.lexical import FEATURES


class Slots(NamedTuple):
    """What the memory keeps of each sentence: the key it is found by and the value it gives."""

    keys_SD: Tensor
    values_SD: Tensor


class Reading(NamedTuple):
    """The result of reading the memory.

    `scores_hops[k]` is the score of each slot at hop k with the null slot as last column, [Q, S + 1], -inf where
    hidden; `state_QD` is the controller after the last hop.
    """

    scores_hops: tuple[Tensor, ...]
    state_QD: Tensor


class SlotWriter(nn.Module):
    """Writes each sentence into a slot: attention pooling and maximum over its encoded tokens.

    a_t ∝ exp(w·tanh(W h_t)) within the sentence; m = [Σ a_t h_t; max_t h_t]; key = A m, value = C m
    (the input and output memories of Sukhbaatar et al. 2015, equations 1 and 3). Independent of any question.
    """

    def __init__(self, token_size: int, slot_size: int) -> None:
        super().__init__()
        self.attend = nn.Sequential(nn.Linear(token_size, slot_size // 2), nn.Tanh(), nn.Linear(slot_size // 2, 1))
        self.key = nn.Linear(2 * token_size, slot_size)
        self.value = nn.Linear(2 * token_size, slot_size)

    def forward(self, tokens_NH: Tensor, slots_N: Tensor, count: int) -> Slots:
        weight_N1 = torch.exp(10 * torch.tanh(self.attend(tokens_NH).float() / 10))
        size = tokens_NH.size(1)
        tokens_NH = tokens_NH.float()
        total_S1 = tokens_NH.new_zeros(count, 1).index_add(0, slots_N, weight_N1)
        mean_SH = tokens_NH.new_zeros(count, size).index_add(0, slots_N, weight_N1 * tokens_NH) / total_S1.clamp(1e-6)
        index_NH = slots_N[:, None].expand(-1, size)
        largest_SH = tokens_NH.new_zeros(count, size).scatter_reduce(
            0, index_NH, tokens_NH, reduce="amax", include_self=False
        )
        pooled_SM = torch.cat([mean_SH, largest_SH], dim=-1)
        return Slots(self.key(pooled_SM), self.value(pooled_SM))


class Memory(nn.Module):
    """Reads the slots in several hops. question_QH, slots, features_QSF, shown_QS -> Reading.

    s_i = u·k_i/√D + w_k·f(q, i), s_null = b_k + n·u; p = softmax(s); o = Σ p_i v_i; u ← GRU(o, u).
    End-to-end memory networks (Sukhbaatar et al. 2015) with a gated controller (as in Kumar et al. 2016) and, new here,
    lexical features f mixed into the address of every hop and a null slot that stands for "the document does not say".
    """

    def __init__(self, question_size: int, slot_size: int, hops: int, dropout: float) -> None:
        super().__init__()
        self.hops = hops
        self.ask = nn.Sequential(nn.Linear(question_size, slot_size), nn.Tanh())
        self.dropout = nn.Dropout(dropout)
        self.lexical = nn.ModuleList(
            nn.Sequential(nn.Linear(FEATURES, 16), nn.Tanh(), nn.Linear(16, 1, bias=False)) for _ in range(hops)
        )
        self.direct = nn.Parameter(torch.tensor([2.0, 2.0, 1.0, 1.0, 0.5, 2.0]).repeat(hops, 1))
        self.null = nn.ModuleList(nn.Linear(slot_size, 1) for _ in range(hops))
        self.null_value = nn.Parameter(torch.zeros(slot_size))
        self.update = nn.GRUCell(slot_size, slot_size)

    def forward(self, question_QH: Tensor, slots: Slots, features_QSF: Tensor, shown_QS: Tensor) -> Reading:
        state_QD = self.ask(question_QH)
        keys_SD, values_SD = (
            slots.keys_SD,
            torch.cat([slots.values_SD, self.null_value[None].to(slots.values_SD.dtype)]),
        )
        scores_hops = []
        for hop in range(self.hops):
            meaning_QS = self.dropout(state_QD) @ keys_SD.transpose(0, 1) / keys_SD.size(1) ** 0.5
            words_QS = (features_QSF @ self.direct[hop]) + self.lexical[hop](features_QSF).squeeze(-1)
            null_Q1 = self.null[hop](state_QD).float()
            scores_QS = (meaning_QS.float() + words_QS.float()).masked_fill(~shown_QS, -torch.inf)
            scores_hops.append(torch.cat([scores_QS, null_Q1], dim=1))
            read_QD = torch.softmax(scores_hops[-1], dim=1).to(values_SD.dtype) @ values_SD
            state_QD = self.update(read_QD.float(), state_QD.float())
        return Reading(tuple(scores_hops), state_QD)
