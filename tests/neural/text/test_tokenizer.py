from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from neural.errors import DragomanError
from neural.text.tokenizer import BOS, EOS, PAD, SPECIALS, SubwordTokenizer

TOKENIZER = SubwordTokenizer.train(["The dog sees the garden.", "Der Hund sieht den Garten.", "Größe 12"] * 5, 330)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT)
def test_decoding_what_was_encoded_gives_the_same_text(text: str) -> None:
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@given(st.lists(st.integers(0, len(TOKENIZER) - 1), max_size=20))
def test_any_ids_are_decoded_as_the_library_decodes_them(ids: list[int]) -> None:
    library = Tokenizer.from_str(TOKENIZER.to_json())
    text = library.decode([i for i in ids if i >= len(SPECIALS)], skip_special_tokens=False)
    assert TOKENIZER.decode(ids) == text.removeprefix(" ")
    shown = [SPECIALS[i] if i < len(SPECIALS) else library.decode([i]) for i in ids]
    assert TOKENIZER.pieces(ids) == shown


@given(st.lists(TEXT, max_size=5))
def test_a_batch_is_encoded_like_each_text_alone(texts: list[str]) -> None:
    assert TOKENIZER.encode_batch(texts) == [TOKENIZER.encode(text) for text in texts]


@pytest.mark.parametrize("special", SPECIALS)
def test_no_text_encodes_to_a_special_id(special: str) -> None:
    ids = TOKENIZER.encode(f"a {special}{special} b")
    assert min(ids) >= len(SPECIALS)
    assert TOKENIZER.decode(ids) == f"a {special}{special} b"


def test_special_ids_are_passed_over_in_decoding() -> None:
    assert TOKENIZER.decode([BOS, *TOKENIZER.encode("The dog"), EOS, PAD]) == "The dog"


def test_a_known_word_is_the_same_at_the_beginning_and_inside() -> None:
    first, inside = TOKENIZER.encode("dog"), TOKENIZER.encode("the dog")
    assert inside[-len(first) :] == first


def test_digits_stand_alone() -> None:
    assert len(TOKENIZER.encode("2026")) == 5  # the space, then four digits


def test_half_a_character_decodes_to_a_replacement_mark() -> None:
    ids = TOKENIZER.encode("語")
    assert "\ufffd" in TOKENIZER.decode(ids[:-1])


def test_pieces_join_to_the_text() -> None:
    assert "".join(TOKENIZER.pieces(TOKENIZER.encode("The dog sees"))) == " The dog sees"


def test_saved_and_read_again_it_is_the_same() -> None:
    again = SubwordTokenizer.from_json(TOKENIZER.to_json())
    text = "The <s> Größe </s> of 語 12"
    assert again.encode(text) == TOKENIZER.encode(text)
    assert len(again) == len(TOKENIZER)


def test_language_tags() -> None:
    assert TOKENIZER.language_id("de") == SPECIALS.index("<2de>")
    with pytest.raises(DragomanError, match="'xx': unknown; choose one of en, de"):
        TOKENIZER.language_id("xx")


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "not json"])
def test_a_damaged_file_is_told(text: str) -> None:
    with pytest.raises(DragomanError, match=r"tokenizer\.json"):
        SubwordTokenizer.from_json(text)
