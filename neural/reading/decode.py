"""From logits to spans: every span of bounded length inside one sentence, weighed against all others and "no answer".

Shapes: R pairs, T tokens, L lengths of a span.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

LIKELY = 40
"""Spans that are weighed against each other, at least."""


class SpanChoice(NamedTuple):
    """Tokens `start` to `end` (inclusive) of pair number `pair`, and the span's probability."""

    pair: int
    start: int
    end: int
    probability: float


def inside_sentences(spans_RTL: Tensor, slots_RT: Tensor) -> Tensor:
    """The scores of spans whose two ends lie in one sentence; -inf for all others. Padding must have slot -1."""
    longest = spans_RTL.size(2)
    end_slots_RTL = torch.nn.functional.pad(slots_RT, (0, longest - 1), value=-1).unfold(1, longest, 1)
    return spans_RTL.masked_fill((end_slots_RTL != slots_RT[..., None]) | (slots_RT < 0)[..., None], -torch.inf)


def best_spans(scores_RTL: Tensor, null: float, count: int, agreement: float = 0.0) -> tuple[list[SpanChoice], float]:
    """The best spans of one question that do not overlap, best first, and the probability of no answer.

    `agreement` moves the choice from the likeliest span (0) to the one that agrees best with all likely ones (1).
    """
    flat = scores_RTL.flatten()
    total = torch.logaddexp(torch.logsumexp(flat, dim=0), torch.tensor(null))
    values_K, places_K = flat.topk(min(flat.numel(), max(LIKELY, 20 * count)))
    probability_K = torch.exp(values_K - total)
    pair_K, rest_K = places_K // scores_RTL[0].numel(), places_K % scores_RTL[0].numel()
    start_K, length_K = rest_K // scores_RTL.size(2), rest_K % scores_RTL.size(2)
    spans = torch.stack([pair_K, start_K, start_K + length_K], dim=1)
    if agreement:
        worth_K = torch.lerp(probability_K, expected_f1(spans, probability_K), agreement)
        order_K = worth_K.argsort(descending=True, stable=True)
        spans, probability_K = spans[order_K], probability_K[order_K]
    chosen: list[SpanChoice] = []
    for (pair, start, end), probability in zip(spans.tolist(), probability_K.tolist(), strict=True):
        apart = all(pair != c.pair or start > c.end or end < c.start for c in chosen)
        if probability > 0 and apart:
            chosen.append(SpanChoice(pair, start, end, probability))
        if len(chosen) == count:
            break
    return chosen, float(torch.exp(null - total))


def expected_f1(spans_K3: Tensor, probability_K: Tensor) -> Tensor:
    """For each span (pair, first and last token) the F1 over tokens that it has, on average, with a span drawn by
    probability: minimum Bayes risk decoding (Kumar & Byrne 2004) for the measure that answers are judged by."""
    pair_K, start_K, end_K = spans_K3.unbind(1)
    shared_KK = torch.minimum(end_K[:, None], end_K) - torch.maximum(start_K[:, None], start_K) + 1
    shared_KK = shared_KK.clamp(min=0) * (pair_K[:, None] == pair_K)
    length_K = end_K - start_K + 1
    return (2 * shared_KK / (length_K[:, None] + length_K)) @ probability_K
