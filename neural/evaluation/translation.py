"""Scores of translations, by sacrebleu (Post 2018, arXiv:1804.08771)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacremoses import MosesPunctNormalizer, MosesTokenizer


@dataclass(frozen=True, kw_only=True)
class TranslationScores:
    """All from 0 to 100. `bleu` is cased with the 13a tokeniser, `signature` says so in sacrebleu's own words.

    `bleu_lc` is the same in lower case. `bleu_lc_tok` is what the Multi30k papers report: lower case, punctuation
    normalised and words split by the Moses scripts on both sides. `chrf` is chrF2.
    """

    bleu: float
    bleu_lc: float
    bleu_lc_tok: float
    chrf: float
    signature: str
    sentences: int


def corpus_scores(outputs: Sequence[str], references: Sequence[str], language: str) -> TranslationScores:
    """Scores of `outputs`, in `language`, against one reference each. Raises ValueError where their numbers differ."""
    if len(outputs) != len(references):
        raise ValueError(f"{len(outputs)} translations for {len(references)} references")
    cased = BLEU()
    bleu = _score(cased, outputs, references)
    tokenised = BLEU(lowercase=True, tokenize="none", force=True)  # force: it is told that the text is split already
    return TranslationScores(
        bleu=bleu,
        bleu_lc=_score(BLEU(lowercase=True), outputs, references),
        bleu_lc_tok=_score(tokenised, _moses(outputs, language), _moses(references, language)),
        chrf=_score(CHRF(), outputs, references),
        signature=str(cased.get_signature()),
        sentences=len(outputs),
    )


def sentence_bleu(output: str, reference: str) -> float:
    """BLEU of one sentence, lower-cased, from 0 to 100: one is added to the counts of all n-grams but single words
    (Lin & Och 2004, "ORANGE"), as a sentence without any common four words may still be a good one.

    Of sentences of fewer than four words only the n-grams that they can have count.
    """
    return float(_SENTENCE_BLEU.sentence_score(output, [reference]).score)


def sentence_chrf(output: str, reference: str) -> float:
    """chrF2 of one sentence, from 0 to 100."""
    return float(CHRF().sentence_score(output, [reference]).score)


_SENTENCE_BLEU = BLEU(lowercase=True, smooth_method="add-k", smooth_value=1, effective_order=True)


def _score(metric: BLEU | CHRF, outputs: Sequence[str], references: Sequence[str]) -> float:
    return float(metric.corpus_score(list(outputs), [list(references)]).score)


def _moses(texts: Sequence[str], language: str) -> list[str]:
    normaliser, tokeniser = MosesPunctNormalizer(lang=language), MosesTokenizer(lang=language)
    return [tokeniser.tokenize(normaliser.normalize(text), return_str=True) for text in texts]
