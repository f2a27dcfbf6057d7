"""The span reader: compares a passage with the question word by word and points at the answer's ends.

Shapes: R pairs of a question and a passage, T tokens of the passage, J tokens of the question, L lengths of a span,
H2 = both directions of an LSTM. Mask polarity: True marks a real token.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from neural.layers.dropout import LockedDropout
from neural.layers.recurrent import BiLSTM

MATCHES = 4
"""Exact-match features: same as written, lower-cased, by stem, and the last times the word's rarity."""


class PairInput(NamedTuple):
    """All that the span reader sees of pairs: encoded passage and question, their word vectors, masks and matches."""

    passage_RTH: Tensor
    question_RJH: Tensor
    passage_vectors_RTE: Tensor
    question_vectors_RJE: Tensor
    matches_RTM: Tensor
    passage_mask_RT: Tensor
    question_mask_RJ: Tensor


class SpanOutput(NamedTuple):
    """The logit of each span, -inf where it touches padding, and the state of each passage token they come from."""

    spans_RTL: Tensor
    h_RTH: Tensor


def masked_softmax(scores: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the last dimension where `mask` is True, 0 elsewhere."""
    return torch.softmax(scores.float().masked_fill(~mask, -1e4), dim=-1).to(scores.dtype)


class AlignedQuestion(nn.Module):
    """For each passage word the question words that resemble it (Chen et al. 2017, "aligned question embedding").

    a_tj ∝ exp(relu(W e_t) · relu(W e_j)); out_t = Σ_j a_tj e_j.
    """

    def __init__(self, vector_size: int) -> None:
        super().__init__()
        self.project = nn.Linear(vector_size, vector_size)

    def forward(self, passage_RTE: Tensor, question_RJE: Tensor, question_mask_RJ: Tensor) -> Tensor:
        left, right = F.relu(self.project(passage_RTE)), F.relu(self.project(question_RJE))
        weights_RTJ = masked_softmax(left @ right.transpose(1, 2), question_mask_RJ[:, None])
        return weights_RTJ @ question_RJE


class BiAttention(nn.Module):
    """Attention flow in both directions (Seo et al. 2017, equations 1 to 4).

    s_tj = w1·h_t + w2·q_j + w3·(h_t∘q_j); a = softmax_j(s) gives c_t = Σ a_tj q_j; b = softmax_t(logsumexp_j s_tj)
    gives one g = Σ b_t h_t; out_t = [h_t; c_t; h_t∘c_t; c_t∘g]. (The paper's maximum over j is a log-sum-exp here.)
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.passage = nn.Linear(size, 1)
        self.question = nn.Linear(size, 1, bias=False)
        self.both = nn.Parameter(torch.empty(size).uniform_(-(size**-0.5), size**-0.5))

    def forward(
        self, passage_RTH: Tensor, question_RJH: Tensor, passage_mask_RT: Tensor, question_mask_RJ: Tensor
    ) -> Tensor:
        scores_RTJ = (passage_RTH * self.both) @ question_RJH.transpose(1, 2)
        scores_RTJ = scores_RTJ + self.passage(passage_RTH) + self.question(question_RJH).transpose(1, 2)
        scores_RTJ = scores_RTJ.float().masked_fill(~question_mask_RJ[:, None], -1e4)
        context_RTH = torch.softmax(scores_RTJ, dim=-1).to(passage_RTH.dtype) @ question_RJH
        back_RT = masked_softmax(torch.logsumexp(scores_RTJ, dim=-1), passage_mask_RT).to(passage_RTH.dtype)
        back_R1H = back_RT[:, None] @ passage_RTH
        return torch.cat([passage_RTH, context_RTH, passage_RTH * context_RTH, context_RTH * back_R1H], dim=-1)


class SelfAttention(nn.Module):
    """The passage attends to itself, with a residual connection (Clark & Gardner 2018, section 3.1).

    As BiAttention between the passage and itself, without the backward summary, s_tt = -inf;
    out_t = h_t + relu(W [h_t; c_t; h_t∘c_t]).
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.own = nn.Linear(size, size, bias=False)
        self.combine = nn.Linear(3 * size, size)

    def forward(self, h_RTH: Tensor, mask_RT: Tensor) -> Tensor:
        scores_RTT = self.own(h_RTH) @ h_RTH.transpose(1, 2) / h_RTH.size(2) ** 0.5
        diagonal_TT = torch.eye(h_RTH.size(1), dtype=torch.bool, device=h_RTH.device)
        scores_RTT = scores_RTT.masked_fill(diagonal_TT | ~mask_RT[:, None], -1e4)
        context_RTH = torch.softmax(scores_RTT, dim=-1).to(h_RTH.dtype) @ h_RTH
        joined_RTC = torch.cat([h_RTH, context_RTH, h_RTH * context_RTH], dim=-1)
        return h_RTH + F.relu(self.combine(joined_RTC))


def band(ends_RTT: Tensor, longest: int) -> Tensor:
    """From a score for each start and each end to one for each start and each length: out[r, i, l] = in[r, i, i + l].

    Lengths count from 0; -inf where a span would run over the end. ends_RTT [R, T, T] -> [R, T, L]
    """
    places_TL = torch.arange(ends_RTT.size(1))[:, None] + torch.arange(longest)
    padded_RTE = F.pad(ends_RTT, (0, longest - 1), value=-torch.inf)
    return padded_RTE.gather(2, places_TL.expand(len(ends_RTT), -1, -1))


class SpanReader(nn.Module):
    """Pairs -> a logit for each span of at most `longest` tokens.

    G = [BiAttention; aligned; matches]; M = BiLSTM(relu(W G)); M' = SelfAttention(M); S = BiLSTM(M');
    span_ij = S_i·W_s p + S_j·W_e p + (A S_i)·(B S_j)/√d with p = [pooled question; controller of the memory].
    The last term lets the end know its start (spans scored as wholes: Lee et al. 2016, arXiv:1611.01436); with
    `span_size` 0 there is none.
    """

    def __init__(
        self, hidden: int, vector_size: int, pointer_size: int, *, span_size: int, longest: int, dropout: float
    ) -> None:
        super().__init__()
        size = 2 * hidden
        self.longest = longest
        self.aligned = AlignedQuestion(vector_size)
        self.attention = BiAttention(size)
        self.combine = nn.Linear(4 * size + vector_size + MATCHES, size)
        self.modelling = BiLSTM(size, hidden)
        self.reflection = SelfAttention(size)
        self.output = BiLSTM(size, hidden)
        self.start = nn.Linear(pointer_size, size)
        self.end = nn.Linear(pointer_size, size)
        self.start_bias = nn.Linear(size, 1)
        self.end_bias = nn.Linear(size, 1)
        self.first = nn.Linear(size, span_size, bias=False) if span_size else None
        self.last = nn.Linear(size, span_size, bias=False) if span_size else None
        self.dropout = LockedDropout(dropout)

    def forward(self, pair: PairInput, pointer_RP: Tensor) -> SpanOutput:
        mask_RT, lengths_R = pair.passage_mask_RT, pair.passage_mask_RT.sum(1)
        aligned_RTE = self.aligned(pair.passage_vectors_RTE, pair.question_vectors_RJE, pair.question_mask_RJ)
        flow_RTC = self.attention(pair.passage_RTH, pair.question_RJH, mask_RT, pair.question_mask_RJ)
        joined_RTC = torch.cat([flow_RTC, aligned_RTE.to(flow_RTC.dtype), pair.matches_RTM.to(flow_RTC.dtype)], dim=-1)
        h_RTH = self.dropout(F.relu(self.combine(self.dropout(joined_RTC))))
        h_RTH = self.modelling(h_RTH, lengths_R)
        h_RTH = self.reflection(self.dropout(h_RTH), mask_RT)
        h_RTH = self.dropout(self.output(self.dropout(h_RTH), lengths_R))
        start_RT = self._point(h_RTH, self.start(pointer_RP), self.start_bias)
        end_RT = self._point(h_RTH, self.end(pointer_RP), self.end_bias)
        ends_RTT = end_RT.masked_fill(~mask_RT, -torch.inf)[:, None].expand(-1, end_RT.size(1), -1)
        if self.first is not None and self.last is not None:
            first_RTD, last_RTD = self.first(h_RTH), self.last(h_RTH)
            ends_RTT = ends_RTT + (first_RTD @ last_RTD.transpose(1, 2)).float() / first_RTD.size(2) ** 0.5
        starts_RT1 = start_RT.masked_fill(~mask_RT, -torch.inf)[:, :, None]
        return SpanOutput(starts_RT1 + band(ends_RTT, min(self.longest, end_RT.size(1))), h_RTH)

    @staticmethod
    def _point(h_RTH: Tensor, pointer_RH: Tensor, bias: nn.Linear) -> Tensor:
        logits_RT1: Tensor = h_RTH @ pointer_RH.to(h_RTH.dtype)[:, :, None] + bias(h_RTH)
        return logits_RT1.squeeze(-1).float()
