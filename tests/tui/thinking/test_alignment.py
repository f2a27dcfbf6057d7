"""Alignments from events, by whole words, sentence by sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.events import Attention, Translation, TranslationCandidate
from tests.tui.thinking.thoughtful import CHOICES, SOURCE, TARGET, WEIGHTS, blocks
from tui.thinking.alignment import Alignment, alignments, name_of

PIECES = st.lists(st.sampled_from([" the", " Kon", "stan", "tin", ".", ",", " -", "</s>", "5"]), min_size=1, max_size=9)


def attention(sentence: int) -> list[Attention]:
    return [
        Attention(sentence=sentence, step=step, source_tokens=SOURCE, target_token=piece, weights=weights)
        for step, (piece, weights) in enumerate(zip(TARGET, WEIGHTS, strict=True))
    ]


def translation(sentences: int) -> Translation:
    return Translation(
        source="", translation="", score=0.0, source_tokens=SOURCE * sentences, tokens=TARGET * sentences,
        attention=blocks(sentences),
        candidates=tuple(
            TranslationCandidate(sentence=number, text=text, score=score, back=back)
            for number in range(sentences)
            for text, score, back in CHOICES
        ),
    )  # fmt: skip


def test_words_have_the_weights_of_their_pieces() -> None:
    words = Alignment(source=SOURCE, target=TARGET, weights=WEIGHTS).words()
    assert words.source == ("Two", "children", "are", "playing", ".", "</s>")
    assert words.target == ("Zwei", "Kinder", "spielen", ".")
    assert words.weights[2][3] == pytest.approx(0.65)  # " play" and "ing" together
    assert words.weights[1][1] == pytest.approx(0.85)  # " Kind" and "er" on the average


@given(PIECES, PIECES, st.randoms(use_true_random=False))
def test_by_words_nothing_is_lost_and_rows_still_sum_to_one(source: list[str], target: list[str], random) -> None:  # type: ignore[no-untyped-def]
    raw = [[random.random() + 0.01 for _ in source] for _ in target]
    weights = tuple(tuple(w / sum(row) for w in row) for row in raw)
    words = Alignment(source=tuple(source), target=tuple(target), weights=weights).words()
    assert "".join(words.source) == "".join(piece.strip() for piece in source)
    assert len(words.weights) == len(words.target)
    assert all(len(row) == len(words.source) and sum(row) == pytest.approx(1) for row in words.weights)


def test_sentences_come_from_the_stream_and_choices_once_the_line_is_done() -> None:
    found = alignments([], [*attention(0), *attention(1)[:2]])
    assert [len(one.target) for one in found] == [5, 2] and not any(one.choices for one in found)
    found = alignments([translation(2)], [*attention(0), *attention(1)])
    assert [choice.text for choice in found[1].choices] == [text for text, *_ in CHOICES]


def test_without_a_stream_the_blocks_of_a_line_tell_its_sentences() -> None:
    found = alignments([translation(3)])
    assert len(found) == 3
    for one in found:
        assert (one.source, one.target, one.weights) == (SOURCE, TARGET, WEIGHTS)


def test_the_mark_of_the_language_wanted_is_no_part_of_a_word() -> None:
    pieces, weights = ("<2fr>", "Go", "od", " day", "</s>"), ((0.2,) * 5,) * 2
    words = Alignment(source=pieces, target=("Bon", "jour"), weights=weights).words()
    assert [name_of(word) for word in words.source] == ["(to fr)", "Good", "day", "(end)"]
    assert words.weights == ((0.2, pytest.approx(0.4), 0.2, 0.2),)
