"""Offsets are exact, and sentences end where a reader would end them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.text.sentences import MAX_CHARACTERS, MAX_WORDS, split_sentences


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ["Dr. Smith met Mrs. Jones at 3.5 p.m. in St. Louis.", "They left."]),
        ("en", ["See e.g. the report, i.e. No. 5 of Vol. 2, pp. 3-4.", "It ends."]),
        ("en", ["J. R. R. Tolkien wrote it.", "Smith et al. (2010) did not."]),
        ("en", ["It came from the U.S. in 1990.", "It cost $3.50.", "Really?!", "Yes!"]),
        ("en", ["Mail a.b@c.de or visit www.example.com.", "Version 2.0.1 is out."]),
        ("en", ['"Stop!" she said.', '"Why?"', "He left."]),
        ("en", ["(See Fig. 3.)", "It was built by the Corps (U.S. Army) and stands."]),
        ("en", ["1. First item.", "2. Second item.", "(a) Third item."]),
        ("de", ["Am 3. Oktober 1990 kam Dr. Müller.", "Das ist z. B. ein Test, d. h. ein Versuch."]),
        ("de", ["Die Nr. 5 ist ca. 3,5 m hoch (inkl. Dach).", "„Halt!“ rief er."]),
        ("fr", ["M. Dupont et Mme. Durand, nés en janv. 1990, sont partis.", "« Oui. »", "Qu'est-ce ?", "Voilà."]),
        ("es", ["El Sr. García llegó.", "¿Qué tal?", "¡Bien!"]),
    ],
)
def test_ends_of_sentences(language: str, parts: list[str]) -> None:
    assert sentences(" ".join(parts), language) == parts


def test_line_breaks_part_headings_and_items() -> None:
    text = "The Bridge\n\nIt stands. It\u00a0holds.\n• one\n  • two\n\n  \n3. three"
    assert sentences(text) == ["The Bridge", "It stands.", "It\u00a0holds.", "• one", "• two", "3. three"]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t", "\u00a0\u2003"])
def test_no_text_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


def test_unknown_languages_are_split_all_the_same() -> None:
    assert sentences("Jedna věta. Druhá věta.", "xx") == ["Jedna věta.", "Druhá věta."]


TRICKY = st.text(
    st.sampled_from("aBc15.?!,;:…\"'()[]“”«»¿é日。😀-–\n\t \r\u00a0\u2003\x85\u2028\u200b\x1f\ud800"), max_size=60
)
PROSE = st.lists(
    st.sampled_from(["Dr.", "i.e.", "No.", "5", "end.", "(So.)", "The", "U.S.", "2.", "“Hm.”", "and", "\n"])
)


@settings(max_examples=300)
@given(st.one_of(TRICKY, PROSE.map(" ".join), st.text()), st.sampled_from(["en", "de", "fr", "es", "xx"]))
def test_offsets_cover_all_but_white_space(text: str, language: str) -> None:
    after = 0
    for start, end in split_sentences(text, language):
        assert after <= start < end <= len(text)
        assert not text[after:start].strip()
        piece = text[start:end]
        assert piece == piece.strip()
        assert "\n" not in piece
        after = end
    assert not text[after:].strip()


@given(st.integers(1, 700), st.sampled_from(["word", "word,", "x" * 60, "x" * 4000]))
def test_no_piece_is_too_long(count: int, word: str) -> None:
    pieces = sentences(" ".join([word] * count)[: 50 * MAX_CHARACTERS])
    assert all(len(piece.split()) <= MAX_WORDS and len(piece) <= MAX_CHARACTERS for piece in pieces)


def test_long_sentences_are_cut_at_a_clause_mark() -> None:
    words = ["word"] * 140
    words[69] = "word;"
    first, second = sentences(" ".join(words) + ".")
    assert len(first.split()) == 70
    assert first.endswith(";")
    assert len(second.split()) == 70


@pytest.mark.parametrize("piece", ["word ", "i.e. ", "a", ". ", "1. ", "(a ", "Mr. Smith said so. "])
def test_a_very_long_line_takes_no_quadratic_time(piece: str) -> None:
    started = time.process_time()
    assert split_sentences(piece * (400_000 // len(piece)))
    assert time.process_time() - started < 5
