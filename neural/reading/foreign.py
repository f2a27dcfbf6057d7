"""Questions in other languages than the document's: which language, and what must survive a translation."""

from __future__ import annotations

import re
from collections.abc import Callable

from neural.text.language import detect_language

# Question words, then others that questions are made of, but for those that mean something in two of the languages.
_ASKING = {
    "en": "who whom whose what which when where why how",
    "de": "wer wem wen wessen wann wo wohin woher warum wieso weshalb wie welche welcher welches welchen "
    "welchem wieviel",
    "fr": "qui que quoi qu quand où pourquoi comment combien quel quelle quels quelles",
    "es": "quién quien quiénes qué cuándo cuando dónde donde cómo cuál cuáles cuánto cuánta cuántos cuántas cuantos",
}
_OTHERS = {
    "en": "is are was were do does did has have had can the an of to and by that this he she it they his her their "
    "there at for from with many much would could should will",
    "de": "was wurde wurden wird werden ist sind war waren hat haben hatte gab gibt der die das den dem des ein eine "
    "einen einem einer "
    "und von zu zum zur mit auf für nicht er sie es ihr sein seine ihre im am bei nach über aus viele kann "
    "starb lebte hieß heißt",
    "fr": "est sont était étaient fut ont avait été le la les l un une des du au aux et d il elle ils elles on ce "
    "cette ces son sa ses leur dans pour par avec sur pas t y s",
    "es": "por es son era eran fue fueron está están ha han había el la los las un una unos unas del al y se su sus "
    "con para sobre él ella ellos murió nació hay en",
}
_WORDS = {language: frozenset(f"{_ASKING[language]} {_OTHERS[language]}".split()) for language in _ASKING}
_MARKS = {
    "es": re.compile(r"[¿¡ñ]"),
    "de": re.compile(r"[ß]"),
    "fr": re.compile(r"\b(?:qu|d|l|n|j|s|t|c)[’'](?=\w)|-t-"),
}
YES_NO = {"en": ("Yes", "No"), "de": ("Ja", "Nein"), "fr": ("Oui", "Non"), "es": ("Sí", "No")}
_LINKS = frozenset({"of", "the", "de", "von", "van", "km", "kg", "m", "cm"})
NUMBER_OR_NAME = re.compile(r"\d[\d.,]*|[^\W\d_]+(?:[’'-][^\W\d_]+)*")


def question_language(question: str) -> str:
    """The language of a question, by the little words that it is made of; letter statistics decide between equals.

    Where as much speaks for English as for another it is English: a question of names alone, for instance.
    """
    words = re.findall(r"[^\W\d_]+", question.lower())
    votes = {language: sum(word in known for word in words) for language, known in _WORDS.items()}
    for language, mark in _MARKS.items():
        votes[language] += 2 * bool(mark.search(question.lower()))
    most = max(votes.values())
    if votes["en"] == most:
        return "en"
    best = [language for language, count in votes.items() if count == most]
    if most == 1 and words[0] not in " ".join(_ASKING[language] for language in best).split():
        return "en"
    return best[0] if len(best) == 1 else detect_language(question, best)


def carry_over(question: str, english: str, in_document: Callable[[str], bool]) -> str:
    """`english`, the translation of `question`, with those of its names and numbers that the document has too and the
    translation lost. They stand in brackets at the end: what finds the passage is the words themselves."""
    there = {word.lower() for word in NUMBER_OR_NAME.findall(english)}
    lost = [
        word
        for word in dict.fromkeys(NUMBER_OR_NAME.findall(question))
        if word.lower() not in there and (word[0].isdigit() or (word[0].isupper() and not _everyday(word)))
        if in_document(word)
    ]
    if not lost:
        return english
    return f"{english.rstrip().rstrip('?').rstrip()} ({', '.join(lost)})?"


def needs_translation(answer: str) -> bool:
    """Is there something to translate: a common word? Numbers and names stay as they are."""
    words = NUMBER_OR_NAME.findall(answer)
    return any(
        word[0].islower() and word.lower() not in ("of", "the", "and", "de", "von", "van", "km", "kg") for word in words
    )


def survived(answer: str, translation: str) -> bool:
    """Are all numbers and names of `answer` in `translation`? If not, it must not be shown in its place."""
    there = {word.lower() for word in NUMBER_OR_NAME.findall(translation)}
    kept = [word for word in NUMBER_OR_NAME.findall(answer) if word[0].isdigit() or word[0].isupper()]
    if answer[:1].isupper() and kept and kept[0].lower() in _WORDS["en"]:
        kept = kept[1:]  # a capital at the beginning of a sentence
    return bool(translation.strip()) and all(word.lower() in there for word in kept)


def _everyday(word: str) -> bool:
    return any(word.lower() in known for known in _WORDS.values())
