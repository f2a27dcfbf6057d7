"""Subword regularisation: in training a word is now and then read in smaller pieces than it needs.

BPE-dropout (Provilkov, Emelianenko & Voita 2020, arXiv:1910.13267) leaves out each merge with probability p while a
text is encoded. Here the text is encoded already: a merge is undone with probability p, from the last one made
downwards. What comes out is the same kind of text, from stored ids, at the cost of a look into a table, and a seed
decides it.
"""

from __future__ import annotations

from random import Random

from neural.text.tokenizer import SubwordTokenizer


class SubwordDropout:
    """Takes subwords apart at random."""

    def __init__(self, tokenizer: SubwordTokenizer) -> None:
        self.parts = tokenizer.parts

    def __call__(self, ids: list[int], p: float, random: Random) -> list[int]:
        """`ids` with each merge undone with probability `p`; they spell the same text."""
        if p <= 0:
            return ids
        out: list[int] = []
        waiting = ids[::-1]
        while waiting:
            token = waiting.pop()
            parts = self.parts.get(token)
            if parts is not None and random.random() < p:
                waiting += (parts[1], parts[0])
            else:
                out.append(token)
        return out
