"""The language of a text, also where there is little to tell it by."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.text.language import DetectedLanguage, detect_language, surely_in

ALL = ("en", "de", "fr", "es")
SENTENCES = {
    "en": "The old bridge over the river was built by the people of the town.",
    "de": "Die alte Brücke über den Fluss wurde von den Leuten der Stadt gebaut.",
    "fr": "Le vieux pont sur la rivière a été construit par les gens de la ville.",
    "es": "El viejo puente sobre el río fue construido por la gente del pueblo.",
}


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("shape", [str, str.upper, str.lower, lambda text: f"123 -- {text}\n\n§§"])
def test_sentences(language: str, shape: object) -> None:
    assert callable(shape)
    assert detect_language(shape(SENTENCES[language]), ALL) == language


@pytest.mark.parametrize(
    ("word", "language"),
    [("Hello", "en"), ("Hallo!", "de"), ("merci", "fr"), ("¡Gracias!", "es"), ("Hola", "es"), ("Guten Morgen", "de"),
     ("Good morning", "en"), ("BONJOUR", "fr"), ("Danke", "de"), ("thank you", "en")],
)  # fmt: skip
def test_greetings(word: str, language: str) -> None:
    assert detect_language(word, ALL) == language


@pytest.mark.parametrize("text", ["", "  \n", "12 + 30", "?!", "😀"])
@pytest.mark.parametrize("languages", [("en", "de"), ("fr", "es", "en"), ("de",)])
def test_without_letters_it_is_the_first(text: str, languages: tuple[str, ...]) -> None:
    assert detect_language(text, languages) == languages[0]


@pytest.mark.parametrize("language", ALL)
def test_a_sentence_is_surely_in_its_language_and_in_no_other(language: str) -> None:
    assert [other for other in ALL if surely_in(SENTENCES[language], other, ALL)] == [language]


@pytest.mark.parametrize("text", ["", "Taxi", "Guten Tag", "12 + 30", "Berlin Paris New York London"])
def test_of_a_few_words_nothing_is_sure(text: str) -> None:
    assert not any(surely_in(text, language, ALL) for language in ALL)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SENTENCES["de"], "de"),  # there is no model for it, and that is what should be told
        (SENTENCES["en"], "en"),
        (f"{SENTENCES['fr']}\n{SENTENCES['en']}", "en"),
        (SENTENCES["fr"], "fr"),
        ("Taxi", "en"),
        ("12 + 30", "en"),
    ],
)
def test_a_text_to_translate_is_in_what_can_be_translated_unless_it_surely_is_not(text: str, language: str) -> None:
    assert DetectedLanguage(ALL, ["en"], "fr").of(text) == language


def test_only_languages_asked_for_and_calls_do_not_disturb_one_another() -> None:
    for _ in range(2):
        assert detect_language(SENTENCES["de"], ("en", "fr")) in ("en", "fr")
        assert detect_language(SENTENCES["de"], ("fr", "de")) == "de"


def test_long_texts_are_judged_by_more_than_their_beginning() -> None:
    text = "Copyright notice. " * 60 + SENTENCES["es"] * 400
    assert detect_language(text, ALL) == "es"


def test_no_languages_or_unknown_ones() -> None:
    with pytest.raises(ValueError, match="no languages"):
        detect_language("Hello", ())
    with pytest.raises(ValueError, match="qq"):
        detect_language("Hello there, old friend", ("en", "qq"))


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_has_one_of_the_languages(text: str) -> None:
    assert detect_language(text, ALL) in ALL
