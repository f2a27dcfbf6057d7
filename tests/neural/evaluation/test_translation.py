from __future__ import annotations

import pytest

from neural.evaluation.translation import corpus_scores, sentence_bleu

REFERENCES = ["Der Hund sieht den Garten vor dem alten Haus.", "Die Katze schläft auf dem warmen Dach."]


def test_a_perfect_translation_scores_100() -> None:
    scores = corpus_scores(REFERENCES, REFERENCES, "de")
    assert [scores.bleu, scores.bleu_lc, scores.bleu_lc_tok, scores.chrf] == pytest.approx([100] * 4)
    assert scores.sentences == 2 and "tok:13a" in scores.signature and "case:mixed" in scores.signature


def test_case_counts_for_the_cased_score_alone() -> None:
    scores = corpus_scores([text.upper() for text in REFERENCES], REFERENCES, "de")
    assert scores.bleu < 5
    assert [scores.bleu_lc, scores.bleu_lc_tok] == pytest.approx([100, 100])


def test_tokenised_bleu_splits_words_as_the_moses_scripts_do() -> None:
    """A curly apostrophe is a plain one there, and parts a French elision; 13a knows neither."""
    scores = corpus_scores(["j’aime l’arbre que je vois ici"], ["j'aime l'arbre que je vois ici"], "fr")
    assert scores.bleu_lc_tok == pytest.approx(100)
    assert scores.bleu_lc < 70


def test_numbers_must_agree() -> None:
    with pytest.raises(ValueError, match="1 translations for 2 references"):
        corpus_scores(["a"], REFERENCES, "de")


def test_a_sentence_by_itself_scores_between_nothing_and_100() -> None:
    reference = "Der Hund sieht den Garten."
    assert sentence_bleu(reference.upper(), reference) == pytest.approx(100)
    assert sentence_bleu("Ja", "ja") == pytest.approx(100), "too short for pairs of words"
    assert sentence_bleu("", reference) == sentence_bleu("Eine Katze", reference) == 0
    short, near = sentence_bleu("Der Hund", reference), sentence_bleu("Der Hund sieht den Wald.", reference)
    assert 0 < short < near < 100
