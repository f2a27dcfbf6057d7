"""Scores of translations, by sacrebleu (Post 2018, arXiv:1804.08771)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF


@dataclass(frozen=True, kw_only=True)
class TranslationScores:
    """`bleu` is cased with the 13a tokeniser, and `signature` says so in sacrebleu's own words; `bleu_lc` is the same
    in lower case; `bleu_lc_tok` is lower-cased and split by the international tokeniser, the nearest there is here to
    the "lower-cased tokenised BLEU" of the Multi30k papers; `chrf` is chrF2. All from 0 to 100."""

    bleu: float
    bleu_lc: float
    bleu_lc_tok: float
    chrf: float
    signature: str
    sentences: int


def corpus_scores(outputs: Sequence[str], references: Sequence[str]) -> TranslationScores:
    """Scores of `outputs` against one reference each. Raises ValueError where their numbers differ."""
    if len(outputs) != len(references):
        raise ValueError(f"{len(outputs)} translations for {len(references)} references")
    cased = BLEU()
    score = cased.corpus_score(list(outputs), [list(references)])
    return TranslationScores(
        bleu=float(score.score),
        bleu_lc=_bleu(BLEU(lowercase=True), outputs, references),
        bleu_lc_tok=_bleu(BLEU(lowercase=True, tokenize="intl"), outputs, references),
        chrf=float(CHRF().corpus_score(list(outputs), [list(references)]).score),
        signature=str(cased.get_signature()),
        sentences=len(outputs),
    )


def _bleu(metric: BLEU, outputs: Sequence[str], references: Sequence[str]) -> float:
    return float(metric.corpus_score(list(outputs), [list(references)]).score)
