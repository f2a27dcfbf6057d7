"""Which language a text is in, among the few that there are models for."""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

SAMPLE_CHARACTERS = 2000
SHORT_WORDS = 3
SURE, SURE_WORDS = 0.99, 3
"""A line of so many words is surely in a language from this probability on."""

# A greeting has too few letters for letter statistics, and it is what people try first.
_EVERYDAY = {
    "en": "hello hi hey yes no thanks thank please sorry goodbye bye welcome ok okay help what who where when why "
    "how good morning evening night you i love house cat dog water the is are my name",
    "de": "hallo ja nein danke bitte tschüss servus willkommen entschuldigung hilfe was wer wo wann warum wie "
    "guten gute morgen tag abend nacht ich du sie haus katze hund wasser liebe der die das ist schön",
    "fr": "bonjour salut oui non merci pardon désolé bienvenue revoir au aide quoi qui où quand pourquoi comment "
    "bonsoir bonne nuit je tu vous maison chat chien eau amour le la les est beaucoup",
    "es": "hola sí si no gracias perdón adiós bienvenido ayuda qué quién dónde cuándo por favor cómo buenos "
    "buenas días tardes noches yo tú usted casa gato perro agua amor el la los es muchas",
}
_WORDS = {language: frozenset(words.split()) for language, words in _EVERYDAY.items()}


def detect_language(text: str, languages: Sequence[str]) -> str:
    """The one of `languages` (ISO 639-1 codes, the likeliest first) that `text` is most probably in.

    A text of up to three words that are all everyday words of one of the languages, and of no other, is in
    that one. A text without letters, or with nothing to tell by, is taken to be in the first of `languages`.
    Of a long text, start, middle and end are looked at. Raises ValueError for no languages, or for one that
    is not known.
    """
    if not languages:
        raise ValueError("no languages to choose from")
    words = re.findall(r"[^\W\d_]+", _sample(text))
    if not words:
        return languages[0]
    if len(words) <= SHORT_WORDS:
        everyday = [language for language in languages if _all_everyday(words, language)]
        if len(everyday) == 1:
            return everyday[0]
    language, confidence = _classifier(tuple(languages)).classify(" ".join(words))
    nothing_to_tell_by = confidence <= 1 / len(set(languages)) + 1e-6
    return languages[0] if nothing_to_tell_by else str(language)


def surely_in(text: str, language: str, languages: Sequence[str]) -> bool:
    """Is a line in `language`, one of `languages`, beyond doubt? Too few words always leave one."""
    words = re.findall(r"[^\W\d_]+", text)
    if len(words) < SURE_WORDS or len(set(languages)) < 2:
        return False
    found, confidence = _classifier(tuple(languages)).classify(" ".join(words))
    return bool(found == language and confidence >= SURE)


class DetectedLanguage:
    """The language of a text that is to be translated and comes in parts: found out once, from as many parts as have
    ENOUGH_WORDS together, without the lines that are in the target language already."""

    ENOUGH_WORDS = 25

    def __init__(self, languages: Sequence[str], sources: Sequence[str], target: str) -> None:
        """The text is in one of `languages`, and where there is any doubt in one of `sources`, the likeliest first, or
        in `target`."""
        self._languages, self._target, self._likely = languages, target, (*sources, target)
        self._seen = ""
        self._language: str | None = None

    def is_target(self, line: str) -> bool:
        """Is there nothing to translate in `line`, beyond doubt?"""
        return surely_in(line, self._target, self._languages)

    def of(self, part: str) -> str:
        """The language of the text that goes on with `part`."""
        if self._language is None:
            foreign = "\n".join(line for line in part.split("\n") if not self.is_target(line))
            self._seen = f"{self._seen}\n{foreign or part}" if self._seen else foreign or part
            language = detect_language(self._seen, self._languages)
            if language not in self._likely and not surely_in(self._seen, language, self._languages):
                language = detect_language(self._seen, self._likely)
            if len(self._seen.split()) < self.ENOUGH_WORDS:
                return language
            self._language, self._seen = language, ""
        return self._language


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE_CHARACTERS:
        return text
    middle = len(text) // 2
    return "\n".join((text[:SAMPLE_CHARACTERS], text[middle : middle + SAMPLE_CHARACTERS], text[-SAMPLE_CHARACTERS:]))


def _all_everyday(words: Sequence[str], language: str) -> bool:
    known = _WORDS.get(language, frozenset())
    return all(word.casefold() in known for word in words)


@lru_cache(maxsize=8)
def _classifier(languages: tuple[str, ...]) -> Any:
    """A classifier that knows only `languages`; not the library's global one, which any caller may change."""
    classifier = copy.copy(_model())
    classifier.set_languages(languages)
    return classifier


@lru_cache(maxsize=1)
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
