"""From what a user typed to the question that is put to the documents, and the answer back into the user's language.

Follow-ups are completed from the answers before, questions in another language translated. All that is done is told:
`Answer.asked` and `Answer.notes`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, replace

from neural.documents.document import Document
from neural.events import Answer, Event

Translate = Callable[[str, str, str], Generator[Event, None, str]]
"""(text, from, to) -> progress, and the translation."""
NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}
FOREIGN = NAMES.keys() - {"en"}
UNREAD = "The document seems to be {}, and the reader knows English: that it found nothing says little."
SAMPLE_CHARACTERS = 4000


@dataclass(frozen=True, kw_only=True)
class Understood:
    """How a question was read: what is asked of the documents, in which language it was typed, what to tell of it."""

    typed: str
    asked: str
    language: str
    notes: tuple[str, ...] = ()


def understand(
    question: str,
    context: Sequence[Answer],
    documents: Sequence[Document],
    pairs: Collection[tuple[str, str]],
    translate: Translate,
) -> Generator[Event, None, Understood]:
    """Translates `question` where it is in another language than the documents, and completes it where it is a
    follow-up. `pairs` are the directions that can be translated."""
    from neural.reading.follow_up import resolve
    from neural.reading.foreign import carry_over, question_language

    language, asked, notes = question_language(question), question, []
    if language != "en" and _language_of(documents) != language:
        name = NAMES[language]
        if (language, "en") in pairs:
            english = yield from translate(question, language, "en")
            if english.strip():
                asked = carry_over(question, english, lambda word: _is_in(word, documents))
        else:
            notes.append(
                f"This looks like {name}, and there is no model from {name} to English: it was asked as it is."
            )
    return Understood(typed=question, asked=resolve(asked, context) or asked, language=language, notes=tuple(notes))


def answer_back(
    answer: Answer,
    understood: Understood,
    documents: Sequence[Document],
    pairs: Collection[tuple[str, str]],
    translate: Translate,
) -> Generator[Event, None, Answer]:
    """`answer` as one to what was typed, and in its language as far as that can be done without harm to names and
    numbers; where not, the document's own words stand. Silence about a document in another language is qualified."""
    from neural.reading.foreign import YES_NO, needs_translation, survived

    language = understood.language
    changed = understood.asked != understood.typed
    answer = replace(
        answer,
        question=understood.typed,
        asked=understood.asked if changed else None,
        language=language,
        notes=(*understood.notes, *answer.notes),
    )
    if answer.answer is None:
        written = _language_of(documents)
        return replace(answer, notes=(*answer.notes, UNREAD.format(NAMES[written]))) if written in FOREIGN else answer
    if language == "en":
        return answer
    if answer.kind == "yes_no":
        return replace(answer, answer=YES_NO[language][answer.answer != YES_NO["en"][0]], original=answer.answer)
    if not changed or ("en", language) not in pairs or not needs_translation(answer.answer):
        return answer
    translation = yield from translate(answer.answer, "en", language)
    translation = translation.strip()
    if answer.answer[-1].isalnum():
        translation = translation.rstrip(".")
    if translation == answer.answer or not survived(answer.answer, translation):
        return answer
    return replace(answer, answer=translation, original=answer.answer)


def _language_of(documents: Sequence[Document]) -> str | None:
    """The language of all documents together, None where they differ."""
    from neural.text.language import detect_language

    found = {detect_language(document.text[:SAMPLE_CHARACTERS], list(NAMES)) for document in documents}
    return found.pop() if len(found) == 1 else None


def _is_in(word: str, documents: Sequence[Document]) -> bool:
    pattern = re.compile(rf"\b{re.escape(word)}\b")
    return any(pattern.search(document.text) for document in documents)
