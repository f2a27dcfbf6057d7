"""Pairs made of real sentences of the source language and what the translator itself makes of them (He et al. 2020,
"Revisiting self-training for neural sequence generation", arXiv:1909.13788).

What search and judge find together is better than what the network alone finds likely, so it can learn from it. Where
the judge finds the sentence unlikely given its translation, something went wrong: such pairs are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from neural.corpora.translation import FORWARD, Pair
from neural.seq2seq.back_translation import usable_translations
from neural.seq2seq.judge import Judge
from neural.seq2seq.translator import Translator


def forward_translated(translator: Translator, sentences: Iterable[tuple[str, str]], beam: int) -> Iterator[Pair]:
    """A pair of each (corpus, sentence) and what `translator` makes of it; its corpus is "forward-" and the name."""
    for corpus, sentence, text in usable_translations(translator, sentences, beam):
        yield Pair(sentence, text, FORWARD + corpus)


def likeliest(pairs: list[Pair], judge: Judge, share: float) -> list[Pair]:
    """The `share` of `pairs`, in their order, whose sources the judge finds likeliest, a piece, given their targets."""
    found = judge.log_probabilities([pair.target for pair in pairs], [pair.source for pair in pairs])
    mean = np.array([total / pieces for total, pieces in found])
    kept = np.argsort(-mean, kind="stable")[: round(share * len(pairs))]
    return [pairs[number] for number in np.sort(kept).tolist()]
