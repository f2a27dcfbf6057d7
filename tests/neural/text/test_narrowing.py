from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from neural.text.narrowing import narrowed
from neural.text.tokenizer import SPECIALS, SubwordTokenizer
from tests.toy import toy_translator

WIDE = toy_translator().tokenizer
ENGLISH, GERMAN = "The dog sees the old garden.", "Der Hund sieht den alten Garten."
NARROW, OLD_IDS = narrowed(WIDE, Counter(WIDE.encode(ENGLISH)), Counter(WIDE.encode(GERMAN)))
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(ANY_TEXT)
def test_any_text_is_still_read_and_written(text: str) -> None:
    assert NARROW.decode(NARROW.encode(text)) == text
    ids = NARROW.encode_targets([text])[0]
    assert NARROW.decode(ids) == text
    assert all(len(SPECIALS) <= i < NARROW.written for i in ids)


def test_ids_are_those_of_the_wide_one_put_in_another_order() -> None:
    assert len(WIDE) > len(NARROW) > NARROW.written > 256
    assert len(set(OLD_IDS)) == len(OLD_IDS) == len(NARROW)
    assert NARROW.pieces(range(len(NARROW))) == WIDE.pieces(OLD_IDS)


def test_text_of_kept_ids_is_encoded_as_before() -> None:
    for text in (ENGLISH, GERMAN):
        assert [OLD_IDS[i] for i in NARROW.encode(text)] == WIDE.encode(text)
    assert NARROW.encode_targets([GERMAN]) == [NARROW.encode(GERMAN)]


def test_what_is_rare_falls_into_its_parts() -> None:
    often = Counter(dict.fromkeys(WIDE.encode(GERMAN), 200000))
    common, _ = narrowed(WIDE, often, often + Counter(WIDE.encode(ENGLISH)))
    assert common.pieces(common.encode(GERMAN)) == WIDE.pieces(WIDE.encode(GERMAN))
    assert len(common.encode(ENGLISH)) > len(WIDE.encode(ENGLISH))


def test_it_is_saved_with_what_it_may_write() -> None:
    again = SubwordTokenizer.from_json(NARROW.to_json())
    assert (len(again), again.written) == (len(NARROW), NARROW.written)
    assert again.to_json() == NARROW.to_json()
    assert narrowed(again, *[Counter(again.encode(text)) for text in (ENGLISH, GERMAN)]).tokenizer.to_json() == (
        NARROW.to_json()
    )
