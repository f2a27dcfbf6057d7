"""Tokens, stems and passages: offsets are exact, nothing is lost, windows respect their bounds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.reading.config import ReaderConfig
from neural.reading.passages import make_passages, sentence_places
from neural.reading.tokens import shape, stem, token_spans, word_keys
from tests.neural.reading.own import own_vocabulary

VOCABULARY = own_vocabulary()


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in token_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US$3-bn's", ["US", "$", "3", "-", "bn", "'s"]),
        ("1,000.5km", ["1,000.5", "km"]),
        ("the U.S. Army.", ["the", "U.S.", "Army", "."]),
        ("l’État, 1984–85", ["l", "’", "État", ",", "1984", "–", "85"]),
        ("北京 is", ["北京", "is"]),
        ("a_b", ["a", "_", "b"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=200))
def test_tokens_lie_in_order_and_cover_all_but_white_space(text: str) -> None:
    spans = token_spans(text)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    covered = {place for start, end in spans for place in range(start, end)}
    assert all(text[place].isspace() for place in set(range(len(text))) - covered)
    assert VOCABULARY.encode(text).rows.shape[0] == len(spans)


@pytest.mark.parametrize(
    "family",
    [
        ("paint", "paints", "painted", "painting"),
        ("city", "cities"),
        ("stop", "stopped", "stopping"),
        ("make", "makes", "making"),
    ],
)
def test_stems_meet(family: tuple[str, ...]) -> None:
    assert len({stem(word) for word in family}) == 1


def test_stems_keep_apart() -> None:
    assert len({stem(word) for word in ("is", "us", "this", "bus", "1990s", "red", "king")}) == 7


def test_shapes_and_keys() -> None:
    assert (shape("Berlin"), shape("1984"), shape("NATO"), shape("3rd")) == ("Xxx", "dddd", "XX", "dxx")
    assert word_keys("Château").lower == word_keys("chateau").lower
    assert word_keys("Mill").written != word_keys("mill").written
    assert word_keys("Mill").stem == word_keys("mills").stem
    assert all(key > 0 for key in word_keys("x"))


@given(st.text(alphabet="ab .\n", max_size=400), st.integers(8, 40))
def test_passages_hold_each_token_once_and_in_bounds(text: str, size: int) -> None:
    config = ReaderConfig(passage_tokens=size, passage_tokens_most=2 * size)
    places = sentence_places(text)
    passages = make_passages(text, places, VOCABULARY, config)
    assert all(0 < len(p) <= 2 * size for p in passages)
    sentences = [number for p in passages for number in p.sentences]
    assert sentences == sorted(set(sentences))
    for passage in passages:
        assert passage.slots.max() + 1 == len(passage.sentences)
        for span, slot in zip(passage.spans, passage.slots.tolist(), strict=True):
            place = places[passage.sentences[slot]]
            assert place.start <= span.start < span.end <= place.end


def test_a_block_stays_whole_and_short_blocks_share_a_window() -> None:
    config = ReaderConfig(passage_tokens=20, passage_tokens_most=30)
    paragraph = "One two three four five six. Seven eight nine ten eleven."
    passages = make_passages(
        f"{paragraph}\n{paragraph}", sentence_places(f"{paragraph}\n{paragraph}"), VOCABULARY, config
    )
    assert [len(p) for p in passages] == [13, 13]
    lines = "\n".join(["A b."] * 8)
    assert [len(p) for p in make_passages(lines, sentence_places(lines), VOCABULARY, config)] != [3] * 8
