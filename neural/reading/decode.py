"""From logits to spans: every span of bounded length inside one sentence, weighed against all others and "no answer".

Shapes: R pairs, T tokens, L lengths of a span.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


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


def best_spans(scores_RTL: Tensor, null: float, count: int) -> tuple[list[SpanChoice], float]:
    """The best spans of one question that do not overlap, heaviest first, and the probability of no answer."""
    flat = scores_RTL.flatten()
    total = torch.logaddexp(torch.logsumexp(flat, dim=0), torch.tensor(null))
    values, places = flat.topk(min(flat.numel(), 20 * count))
    tokens, longest = scores_RTL.size(1), scores_RTL.size(2)
    chosen: list[SpanChoice] = []
    for value, place in zip(torch.exp(values - total).tolist(), places.tolist(), strict=True):
        pair, rest = divmod(place, tokens * longest)
        start, length = divmod(rest, longest)
        apart = all(pair != c.pair or start > c.end or start + length < c.start for c in chosen)
        if value > 0 and apart:
            chosen.append(SpanChoice(pair, start, start + length, value))
        if len(chosen) == count:
            break
    return chosen, float(torch.exp(null - total))
