"""Text comes out right whatever it was saved as, and what is no text is told."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.documents.encoding import decode

GERMAN = "Die Brücke wurde früher über den Fluß gebaut. Schöne Grüße!"
FRENCH = "Le château a été détruit par les élèves à Noël. Ça va très bien."
SPANISH = "El niño comió mañana. ¿Qué pasó? ¡Adiós, señor!"
ENGLISH = "The naïve owner of the café said: “It’s 5 € …”"
RUSSIAN = "Привет, как дела? Это обычный русский текст для проверки."


@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, ENGLISH, RUSSIAN, "plain ASCII", "日本語のテキスト"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [GERMAN, FRENCH, SPANISH, ENGLISH])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-16-le", "utf-16-be"])
def test_western_text_without_a_mark(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "utf-16-le"), ("これは日本語のテキストです。よろしくお願いします。", "shift_jis")],
)
def test_other_encodings_are_guessed(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff")))
def test_utf8_is_always_right(text: str) -> None:
    assert decode(text.encode()) == text


def test_binary_data_is_no_text() -> None:
    noise = random.Random(5)
    assert decode(noise.randbytes(4000)) is None
    assert decode(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20) is None
    assert decode(b"\x89PNG\r\n\x1a\n" + noise.randbytes(300)) is None


def test_a_log_with_colours_and_a_stray_control_is_text() -> None:
    text = "\x1b[31mError\x1b[0m in line 3\x07\n" + "All is well.\n" * 20
    assert decode(text.encode()) == text
