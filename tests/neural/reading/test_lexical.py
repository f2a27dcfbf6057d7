"""First-stage ranking: BM25 by the formula, and what the memory is told about words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from neural.documents.document import Document, Sentence
from neural.reading.examples import question_query
from neural.reading.index import index_document
from neural.reading.lexical import BACKGROUND, FEATURES, K1, B, LexicalIndex, make_query
from neural.reading.vocabulary import Column
from tests.neural.reading.own import own_model, own_vocabulary

VOCABULARY = own_vocabulary()


def index_of(sentences: list[str], passages: list[int]) -> LexicalIndex:
    rows = [VOCABULARY.encode(sentence).rows[:, Column.STEM] for sentence in sentences]
    slots = np.repeat(np.arange(len(rows)), [len(r) for r in rows])
    return LexicalIndex(np.concatenate(rows), slots, np.array(passages), max(passages) + 1)


def test_bm25_by_the_formula() -> None:
    index = index_of(["rye rye boat", "boat oak elm ash"], [0, 1])
    query = make_query(VOCABULARY.encode("rye").rows[:, Column.STEM], np.array([3.0], dtype=np.float32))
    expected = 2 * (K1 + 1) / (2 + K1 * (1 - B + B * 3 / 3.5))  # the share of the only word's rarity is 1
    assert index.passage_scores(query).tolist() == pytest.approx([expected, 0.0], rel=1e-4)


def test_rarity_counts_document_and_background() -> None:
    index = index_of(["rye", "rye", "oak"], [0, 1, 2])
    background = math.log(1 + 4.0)
    query = make_query(VOCABULARY.encode("rye").rows[:, Column.STEM], np.array([background], dtype=np.float32))
    seen = 2 + BACKGROUND / 5
    assert index.rarity(query)[0] == pytest.approx(math.log(1 + (53 - seen + 0.5) / (seen + 0.5)), rel=1e-4)


def test_the_right_sentence_comes_first() -> None:
    index = index_of(
        ["The mill was built by Greta Holm.", "Its wheel is wide.", "Bees fly to the mill.", "The boat sank."],
        [0, 0, 1, 2],
    )
    features = index.slot_features(question_query("Who built the mill?", VOCABULARY))
    assert features.shape == (4, FEATURES)
    assert features[:, 0].argmax() == features[:, 1].argmax() == 0
    assert features[1, 2] == features[0, 2] > features[2, 2] > 0
    assert features[1, 4] == features[0, 1] and features[2, 4] == 0


def test_word_pairs_tell_order() -> None:
    index = index_of(["stone bridge", "bridge stone"], [0, 1])
    features = index.slot_features(question_query("stone bridge", VOCABULARY))
    assert features[:, 5].tolist() == [1.0, 0.0]


def test_questions_without_words_match_nothing() -> None:
    index = index_of(["The mill.", "The boat."], [0, 1])
    for question in ("", "?", "what", "Who?"):
        assert not index.slot_features(question_query(question, VOCABULARY)).any()


def test_empty_index() -> None:
    none = np.zeros(0, dtype=np.int64)
    index = LexicalIndex(none, none, none, 0)
    assert index.slot_features(question_query("mill", VOCABULARY)).shape == (0, FEATURES)


def test_headings_count_for_their_passage() -> None:
    sentence = Sentence(start=0, end=13, paragraph=0, heading="The lighthouse of Skagen")
    document = Document(name="d", path="", text="It was built.", sentences=(sentence,), digest="")
    model, vocabulary, config = own_model()
    index = index_document(document, model.eval(), vocabulary, config)
    assert index is not None
    assert index.lexical.passage_scores(question_query("Skagen", vocabulary))[0] > 0
    assert index.lexical.slot_features(question_query("Skagen", vocabulary))[0, 0] == 0
