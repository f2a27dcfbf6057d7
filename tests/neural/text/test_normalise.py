"""Text that comes out of `normalise` steers no terminal and has one spelling for what looks the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.text.normalise import normalise, squeeze


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc\u2028d\x0ce", "a\nb\nc\nd\ne"),
        ("tab\tstays", "tab\tstays"),
        ("no\u00a0break\u2003wide\u3000", "no break wide "),
        ("zero\u200bwidth\ufeff so\u00adft", "zerowidth soft"),
        ("cafe\u0301", "café"),
        ("ﬁne oﬃce", "fine office"),
        ("\x1b[31mred\x1b[0m \x9b2Jx", "red x"),
        ("\x1b]0;title\x07text \x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "text link"),
        ("\x1b]unfinished\nnext", "\nnext"),
        ("bell\x07 back\x08 nul\x00 del\x7f", "bell back nul del"),
        ("\u202eevil\u202c", "evil"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("“q” – it’s…", "“q” – it’s…"),
    ],
)
def test_one_spelling(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


def test_folding_is_asked_for() -> None:
    assert normalise("“q” – it’s… «x»", fold=True) == '"q" - it\'s... "x"'


TRICKY = st.text(st.sampled_from("aé\u0301 \n\t\r\x1b[]31m;\x07\x9b\x00\u200b\u00a0\u202e\ud800ﬁ“\\"))


@given(st.one_of(TRICKY, st.text()), st.booleans())
def test_clean_and_idempotent(text: str, fold: bool) -> None:
    clean = normalise(text, fold=fold)
    assert normalise(clean, fold=fold) == clean
    assert unicodedata.is_normalized("NFC", clean)
    for character in clean:
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
        assert not character.isspace() or character in " \n\t"


@given(st.text(st.characters(categories=["Lu", "Ll", "Nd"], max_codepoint=0x24F)))
def test_letters_and_figures_survive(text: str) -> None:
    assert normalise(text) == unicodedata.normalize("NFC", text)


def test_squeeze() -> None:
    assert squeeze("  a\n b\t\tc ") == "a b c"
