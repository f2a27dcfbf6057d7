"""Rules that make another question of a question, one that its paragraph no longer answers.

All are guarded: what is put in must stand neither in the question nor in the sentence that holds the answer, so that
this sentence no longer tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random

from neural.corpora.questions import Question
from neural.reading.mentions import word_set
from neural.reading.opposites import OPPOSITES
from neural.reading.question_form import fits, question_kind
from neural.reading.tokens import stem, token_spans, token_words
from neural.text.sentences import split_sentences

NAME = re.compile(r"(?<=[\w,;(“\"'] )(?:[A-Z][\w’'-]*)(?: (?:of |the |de |von )?[A-Z][\w’'-]*)*")
_SPELLED = {
    "ordinal": "second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth",
    "word": "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred",
    "month": "January|February|March|April|June|July|August|September|October|November|December",
    "day": "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday",
}
_NUMBERS = {
    "year": r"\b(?:1\d{3}|20\d{2})s?\b",
    "ordinal": rf"\b\d+(?:st|nd|rd|th)\b|\b(?:{_SPELLED['ordinal']})\b",
    "number": r"(?<![\w.,])\d+(?:[.,]\d+)*(?![\w]|[.,]\d)",
} | {kind: rf"\b(?:{_SPELLED[kind]})\b" for kind in ("word", "month", "day")}
_AUXILIARY = re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would|should)\b", re.I)
_INVERTED = re.compile(r"\b(did|does|do|was|were)(?= (?:(?:the|a|an|his|her|its|their|this|these) |[A-Z]))")
_CONTRACTED = {"can": "can't", "will": "won't"}
_NEGATION = re.compile(r"\b(?:not|never|no|none|nor|neither|without|cannot)\b|n['’]t\b", re.I)
_CONDITION = re.compile(
    r"\b(?:in|at|on|after|before|during|since|under|by) (?:the )?(?:year )?"
    r"(?:1\d{3}|20\d{2}|[A-Z][\w’'-]+(?: (?:of )?[A-Z][\w’'-]+)*)(?: century| period| era)?"
)
_CAUSE = re.compile(r"\b(?:because|due|since|as|to|for|thus|therefore|so|result|led|caused?|reasons?)\b", re.I)
_FUNCTION = word_set("in at on after before during since under by the of year and")
_DULL = word_set(
    "what which who whom whose when where why how many much long often year years type kind name many people does that "
    "this these those with from into have been were their they there would could should about after before other some "
    "more most than also such each being used call called known work made make during between through part term word "
    "group number time place city country person"
)


class Context:
    """A paragraph, cut once for all its questions."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        return split_sentences(self.text)

    @cached_property
    def names(self) -> list[str]:
        return [match[0] for match in NAME.finditer(self.text)]

    @cached_property
    def words(self) -> list[str]:
        return [w for w in dict.fromkeys(token_words(self.text)) if len(w) > 3 and w.isalpha() and w.islower()]


@dataclass(frozen=True)
class Case:
    """A question with all that rules look at. `others` are the other questions over the same context."""

    question: Question
    others: Sequence[Question]
    context: Context
    random: Random

    @property
    def text(self) -> str:
        return self.question.question

    @cached_property
    def said(self) -> str:
        """The sentences that hold the answer."""
        return " ".join(
            self.context.text[start:end]
            for start, end in self.context.sentences
            if any(start <= place < end for place in self.question.starts)
        )

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(_stems(self.said)) | frozenset(_stems(" ".join(self.question.answers)))

    def is_new(self, piece: str) -> bool:
        """Has `piece` a word that neither the question nor the sentences that hold the answer have?"""
        words = [word for word in _stems(piece) if word not in _FUNCTION] or _stems(piece)
        return any(word not in self.stems for word in words) and not set(words) & set(_stems(self.text))

    def choose(self, pieces: Iterable[str]) -> str | None:
        """One of the pieces that are new here."""
        fresh = sorted({piece for piece in pieces if self.is_new(piece)})
        return self.random.choice(fresh) if fresh else None


def _other_name(case: Case) -> str | None:
    """A name for another of the same paragraph; where it has none, of the other questions over it."""
    found = list(NAME.finditer(case.text))
    case.random.shuffle(found)
    for match in found:
        for names in (case.context.names, [n for other in case.others for n in NAME.findall(other.question)]):
            alike = [name for name in names if _form(name) == _form(match[0])]
            name = case.choose(alike) or (case.choose(names) if case.random.random() < 0.3 else None)
            if name is not None:
                return _put(case.text, match.span(), name)
    return None


def _form(name: str) -> tuple[bool, bool, bool]:
    """What makes names alike, by their looks: one word or more, a plural, an acronym."""
    return " " in name, name.endswith("s"), name.isupper()


def _other_number(case: Case) -> str | None:
    """A number, year, month or day for another of the paragraph, or for one near it."""
    for kind, pattern in _NUMBERS.items():
        match = re.search(pattern, case.text)
        if match is None:
            continue
        other = case.choose(m[0] for m in re.finditer(pattern, case.context.text))
        if other is None or case.random.random() < 0.3:
            other = case.choose(_near_numbers(match[0], kind, case.random)) or other
        if other is not None:
            return _put(case.text, match.span(), other)
    return None


def _near_numbers(number: str, kind: str, random: Random) -> list[str]:
    """Some numbers of the same form."""
    spelled = _SPELLED.get(kind, "").split("|")
    if number in spelled:
        return [word for word in spelled if word != number]
    digits = re.search(r"\d+", number)
    if digits is None:
        return []
    value = int(digits[0])
    steps = (1, 2, 3, 5, 10, 20, 50) if kind == "year" else (1, 2, 3, max(1, value // 2), value)
    near = [value + random.choice((-1, 1)) * step for step in steps]
    return [_put(number, digits.span(), str(n)) for n in near if n > 0 and n != value]


def _opposite(case: Case) -> str | None:
    """A word for its opposite."""
    places = [span for span in token_spans(case.text) if case.text[slice(*span)].lower() in OPPOSITES]
    case.random.shuffle(places)
    for span in places:
        word = case.text[slice(*span)]
        other = case.choose(OPPOSITES[word.lower()])
        if other is not None:
            return _put(case.text, span, other.capitalize() if word[0].isupper() else other)
    return None


def _negated(case: Case) -> str | None:
    """ "not" put in, or taken out; only where the sentences that hold the answer deny nothing."""
    found = re.search(r"(?<=[a-z])n['’]t\b| (?:not|never)\b", case.text)
    if found:
        return case.text[: found.start()] + case.text[found.end() :]
    if _NEGATION.search(case.said):
        return None
    found = _AUXILIARY.search(case.text)
    if found is None:
        verb = re.match(r"((?:Who|Which \w+|What \w+) )(\w+ed\b)", case.text)
        return f"{verb[1]}never {case.text[verb.end(1) :]}" if verb else None
    word = found[1]
    if word.lower() in _CONTRACTED:
        return _put(case.text, found.span(), _CONTRACTED[word.lower()])
    subject = re.match(r"(?:\w+ed|\w+en|be)\b", case.text[found.end() :].strip())  # "Who was killed"
    return _put(case.text, found.span(), f"{word} {case.random.choice(('not', 'never'))}" if subject else f"{word}n't")


def _other_subject(case: Case) -> str | None:
    """A word of the question that the answer's sentence has, for one of another question, or of another sentence, that
    ends alike."""
    shared = [
        span for span in token_spans(case.text)
        if (word := case.text[slice(*span)]).islower() and len(word) > 3 and word not in _DULL
        and stem(word) in case.stems
    ]  # fmt: skip
    case.random.shuffle(shared)
    asked = [w for other in case.others for w in token_words(other.question) if w.islower() and len(w) > 3]
    for span in shared:
        word = case.text[slice(*span)]
        for pool in (asked, case.context.words):
            alike = [w for w in pool if w[-2:] == word[-2:] and w not in _DULL and stem(w) not in case.stems]
            other = case.choose(alike)
            if other is not None:
                return _put(case.text, span, other)
    return None


def _other_condition(case: Case) -> str | None:
    """A time or a place ("in 1850", "at Varnby") for another of the paragraph; put in where there is none."""
    found = _CONDITION.search(case.text, 1)
    other = case.choose(m[0] for m in _CONDITION.finditer(case.context.text))
    if other is None:
        return None
    if found:
        return _put(case.text, found.span(), other)
    if question_kind(case.text) in ("when", "where"):
        return None
    return f"{case.text.rstrip(' ?.')} {other}?"


def _other_wish(case: Case) -> str | None:
    """Another question's beginning before the rest of this one: when or why something is that was asked who."""
    found = _INVERTED.search(case.text)
    if found is None:
        return None
    heads = [
        other.question[: match.end()]
        for other in case.others
        if (match := _INVERTED.search(other.question)) and match[1] == found[1]
    ]
    heads += [f"{word} {found[1]}" for word in ("When", "Where", "Why", "Who" if found[1] == "did" else "How")]
    heads.sort()
    case.random.shuffle(heads)
    own = question_kind(case.text)
    for head in heads:
        kind = question_kind(head)
        if kind != own and not _may_tell(kind, case.said):
            return head + case.text[found.end() :]
    return None


def _may_tell(kind: str, sentence: str) -> bool:
    """Might the sentence hold something of the kind that is asked for?"""
    if kind == "why":
        return _CAUSE.search(sentence) is not None
    if kind in ("who", "where"):
        return any(word[0].isupper() for word in token_words(sentence)[1:])
    if kind in ("when", "how many"):
        return fits(f"{kind} is it", sentence) > 0
    return True


RULES: dict[str, Callable[[Case], str | None]] = {
    "name": _other_name,
    "number": _other_number,
    "opposite": _opposite,
    "negation": _negated,
    "subject": _other_subject,
    "condition": _other_condition,
    "wish": _other_wish,
}
"""Rules by name: each gives the text of another question, or None where it does not apply."""


def _put(text: str, span: tuple[int, int], piece: str) -> str:
    return text[: span[0]] + piece + text[span[1] :]


def _stems(text: str) -> list[str]:
    return [stem(word.lower()) for word in token_words(text) if word[0].isalnum()]
