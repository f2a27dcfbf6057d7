from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from neural.text.subword_dropout import SubwordDropout
from tests.toy import toy_translator

TOKENIZER = toy_translator().tokenizer
APART = SubwordDropout(TOKENIZER)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.floats(0, 1), st.integers(0, 9))
def test_the_text_stays_and_the_seed_decides(text: str, p: float, seed: int) -> None:
    ids = TOKENIZER.encode(text)
    apart = APART(ids, p, Random(seed))
    assert TOKENIZER.decode(apart) == text
    assert apart == APART(ids, p, Random(seed))
    assert len(apart) >= len(ids)


def test_none_leaves_all_and_one_leaves_bytes() -> None:
    ids = TOKENIZER.encode("The dog sees the cat.")
    assert APART(ids, 0.0, Random(1)) == ids
    assert not set(APART(ids, 1.0, Random(1))) & set(APART.parts)


def test_language_tags_are_never_taken_apart() -> None:
    tag = TOKENIZER.language_id("de")
    assert APART([tag], 1.0, Random(1)) == [tag]
