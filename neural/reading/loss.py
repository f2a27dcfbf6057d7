"""What the reader is trained on: the right span among all passages together, and the right sentence at each hop.

Shapes as in `neural.reading.model`; K is the largest number of pairs that a question has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from neural.reading.model import Batch, ReaderOutput

LAST_HOP, EARLIER_HOPS = 0.5, 0.1
"""Weights of the memory's loss at its last hop, and at all earlier ones together."""


@dataclass(frozen=True, kw_only=True)
class Objective:
    """What is lowered besides the cross entropy of span and memory."""

    risk: float = 0.0
    """Share of the span's loss that is the expected risk: for a reader that has learnt already."""
    consistency: float = 0.0
    """Weight of the divergence of two readings beside the mean of their losses, half of R-Drop's α; above 0 every batch
    is read twice."""


class Losses(NamedTuple):
    """Means over questions. `parts`, without gradients: cross entropy of the span and of the last hop, and risk."""

    total: Tensor
    parts: dict[str, Tensor]


def reader_loss(output: ReaderOutput, batch: Batch, risk: float = 0.0) -> Losses:
    """-log p(span), normalised over all spans of all passages of a question and the null answer together ("shared
    norm", Clark & Gardner 2018, section 3.2), of which the share `risk` gives way to the expected risk; plus the
    cross-entropy of the memory's reading."""
    normaliser_Q = span_normaliser(output, batch)
    span, expected = span_loss(output, batch, normaliser_Q), span_risk(output, batch, normaliser_Q)
    *earlier, last = [hop_loss(scores_QS, batch) for scores_QS in output.reading.scores_hops]
    total = torch.lerp(span, expected, risk) + LAST_HOP * last
    if earlier:
        total = total + EARLIER_HOPS * torch.stack(earlier).mean()
    return Losses(total, {"span": span.detach(), "memory": last.detach(), "risk": expected.detach()})


def span_normaliser(output: ReaderOutput, batch: Batch) -> Tensor:
    """log Σ exp over all spans of a question's passages and its null answer. -> normaliser_Q"""
    questions, most = len(output.null_Q), int(batch.pair_rank_R.max()) + 1
    totals_QK = output.spans_RTL.new_full((questions, most), -torch.inf)
    totals_R = torch.logsumexp(output.spans_RTL.flatten(1), dim=1)
    totals_QK = totals_QK.index_put((batch.pair_question_R, batch.pair_rank_R), totals_R)
    return torch.logsumexp(torch.cat([totals_QK, output.null_Q[:, None]], dim=1), dim=1)


def span_loss(output: ReaderOutput, batch: Batch, normaliser_Q: Tensor) -> Tensor:
    """-log of the gold span's (or the null answer's) share, mean over questions. Of a gold span that is longer than
    spans may be, its beginning is gold."""
    answered_Q = batch.gold_pair_Q >= 0
    length_Q = (batch.gold_end_Q - batch.gold_start_Q).clamp(0, output.spans_RTL.size(2) - 1)
    gold_logits_Q = output.spans_RTL[batch.gold_pair_Q.clamp(min=0), batch.gold_start_Q.clamp(min=0), length_Q]
    gold_logits_Q = gold_logits_Q.masked_fill(~answered_Q, 0.0)
    return (normaliser_Q - torch.where(answered_Q, gold_logits_Q, output.null_Q)).mean()


def span_risk(output: ReaderOutput, batch: Batch, normaliser_Q: Tensor) -> Tensor:
    """1 - Σ_spans p(span) F1(span, gold), mean over questions: what an answer drawn by its probability lacks of the
    measure that answers are judged by. All spans have a score, so the sum that minimum risk training estimates from
    samples (Shen et al. 2016, arXiv:1512.02433, equation 10) is exact here. F1 is over tokens; without an answer, only
    the null answer is right."""
    answered_Q = batch.gold_pair_Q >= 0
    share_QTL = torch.exp(output.spans_RTL[batch.gold_pair_Q.clamp(min=0)] - normaliser_Q[:, None, None])
    start_T = torch.arange(share_QTL.size(1), device=share_QTL.device)
    last_TL = start_T[:, None] + torch.arange(share_QTL.size(2), device=share_QTL.device)
    first_Q11, gold_end_Q11 = batch.gold_start_Q[:, None, None], batch.gold_end_Q[:, None, None]
    shared_QTL = torch.minimum(last_TL, gold_end_Q11) - torch.maximum(start_T[:, None], first_Q11) + 1
    words_QTL = (last_TL - start_T[:, None] + 1) + (gold_end_Q11 - first_Q11 + 1)
    f1_QTL = 2 * shared_QTL.clamp(min=0) / words_QTL
    null_Q = torch.exp(output.null_Q - normaliser_Q)
    return 1 - torch.where(answered_Q, (share_QTL * f1_QTL).sum((1, 2)), null_Q).mean()


def divergence(one: ReaderOutput, other: ReaderOutput, batch: Batch) -> Tensor:
    """How far two readings with other dropout disagree, in nats, mean over questions: ½ (KL(p ‖ q) + KL(q ‖ p)) of the
    answers, and of the memory's last hop by its weight (R-Drop: Liang et al. 2021, arXiv:2106.14448, equation 2)."""
    answers = []
    for output in (one, other):
        normaliser_Q = span_normaliser(output, batch)
        spans_RX = (output.spans_RTL - normaliser_Q[batch.pair_question_R, None, None]).flatten(1)
        answers.append(torch.cat([spans_RX.flatten(), output.null_Q - normaliser_Q]))
    hops = [output.reading.scores_hops[-1].log_softmax(-1).flatten() for output in (one, other)]
    found = _symmetric(*answers) + LAST_HOP * _symmetric(*hops)
    return found / len(one.null_Q)


def _symmetric(log_p_X: Tensor, log_q_X: Tensor) -> Tensor:
    """½ Σ (p - q)(log p - log q); what neither may choose (-inf) does not count."""
    possible_X = log_p_X.isfinite() & log_q_X.isfinite()
    log_p_X, log_q_X = log_p_X[possible_X], log_q_X[possible_X]
    return 0.5 * ((log_p_X.exp() - log_q_X.exp()) * (log_p_X - log_q_X)).sum()


def hop_loss(scores_QS: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of one reading against the sentence that holds the answer, or the null slot."""
    fair_QS = F.pad(batch.fair_QS, (0, 1), value=True)
    return F.cross_entropy(scores_QS.masked_fill(~fair_QS, -torch.inf), batch.gold_slot_Q)
