"""A batch of sentence pairs in parts, for processes that train on it together."""

from __future__ import annotations

from neural.seq2seq.batches import PairBatch
from neural.text.tokenizer import PAD


def cut_pairs(batch: PairBatch, part: int, parts: int) -> tuple[PairBatch, float]:
    """Every `parts`th pair, and the share of the batch's words that is theirs: the loss is a mean over words.

    A batch of fewer pairs than parts gives its first one, with no share, to those that would have none.
    """
    own = slice(part, None, parts) if part < len(batch.source_BS) else slice(1)
    piece = PairBatch(*(rows[own] for rows in batch))
    words = int((piece.wanted_BT != PAD).sum()) / int((batch.wanted_BT != PAD).sum())
    return piece, words if part < len(batch.source_BS) else 0.0
