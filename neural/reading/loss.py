"""What the reader is trained on: the right span among all passages together, and the right sentence at each hop.

Shapes as in `neural.reading.model`; K is the largest number of pairs that a question has.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional as F

from neural.reading.model import Batch, ReaderOutput

LAST_HOP, EARLIER_HOPS = 0.5, 0.1
"""Weights of the memory's loss at its last hop, and at all earlier ones together."""


class Losses(NamedTuple):
    """Means over questions."""

    total: Tensor
    span: Tensor
    memory: Tensor


def reader_loss(output: ReaderOutput, batch: Batch) -> Losses:
    """-log p(span), normalised over all spans of all passages of a question and the null answer together ("shared
    norm", Clark & Gardner 2018, section 3.2), plus the cross-entropy of the memory's reading."""
    span = span_loss(output.spans_RTL, output.null_Q, batch)
    *earlier, last = [hop_loss(scores_QS, batch) for scores_QS in output.reading.scores_hops]
    total = span + LAST_HOP * last
    if earlier:
        total = total + EARLIER_HOPS * torch.stack(earlier).mean()
    return Losses(total, span.detach(), last.detach())


def span_loss(spans_RTL: Tensor, null_Q: Tensor, batch: Batch) -> Tensor:
    """-log of the gold span's (or the null answer's) share, mean over questions. Of a gold span that is longer than
    spans may be, its beginning is gold."""
    questions, most = len(null_Q), int(batch.pair_rank_R.max()) + 1
    totals_QK = spans_RTL.new_full((questions, most), -torch.inf)
    totals_R = torch.logsumexp(spans_RTL.flatten(1), dim=1)
    totals_QK = totals_QK.index_put((batch.pair_question_R, batch.pair_rank_R), totals_R)
    normaliser_Q = torch.logsumexp(torch.cat([totals_QK, null_Q[:, None]], dim=1), dim=1)
    answered_Q = batch.gold_pair_Q >= 0
    length_Q = (batch.gold_end_Q - batch.gold_start_Q).clamp(0, spans_RTL.size(2) - 1)
    gold_logits_Q = spans_RTL[batch.gold_pair_Q.clamp(min=0), batch.gold_start_Q.clamp(min=0), length_Q]
    gold_logits_Q = gold_logits_Q.masked_fill(~answered_Q, 0.0)
    return (normaliser_Q - torch.where(answered_Q, gold_logits_Q, null_Q)).mean()


def hop_loss(scores_QS: Tensor, batch: Batch) -> Tensor:
    """Cross-entropy of one reading against the sentence that holds the answer, or the null slot."""
    fair_QS = F.pad(batch.fair_QS, (0, 1), value=True)
    return F.cross_entropy(scores_QS.masked_fill(~fair_QS, -torch.inf), batch.gold_slot_Q)
