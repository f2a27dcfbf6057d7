"""Where sentences begin and end, by exact character offset.

`sentencex` finds the ends of sentences; what it leaves to be done is done here: offsets without white space,
abbreviations and list numbers it does not know, and sentences so long that no reader or translator would
cope.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

Span = tuple[int, int]

MAX_WORDS = 100
MAX_CHARACTERS = 1500
# A cut is looked for only in the last part of the words allowed, so that the pieces stay long enough to mean
# something.
CUT_FROM_WORD = 50

# After these the sentence goes on, whatever follows; sentencex breaks there. Case counts: "5 m." may end one.
_ALWAYS_GO_ON = {
    "en": frozenset({"i.e.", "e.g.", "approx.", "Ms."}),
    "de": frozenset({"z.B.", "d.h.", "inkl.", "geb.", "Dipl.", "Hl.", "bspw.", "ggü."}),
    "fr": frozenset({"M.", "MM.", "Mme.", "Mlle.", "Dr.", "Pr.", "Me.", "St.", "Ste.", "cf.", "env."}),
    "es": frozenset({"D.", "Dña.", "p.ej.", "aprox."}),
}
# After these, in any language and whatever their case, the sentence goes on if a number follows.
_GO_ON_BEFORE_NUMBER = re.compile(
    r"(?:nos?|nr|n°|núm|vols?|figs?|abb|pp?|s|págs?|arts?|sect?|ch|chap|cap|kap|eq|abs|tab|bde?|para"
    r"|jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec|janv|févr|avr|juill|déc)\.",
    re.IGNORECASE,
)

_LINE = re.compile(r"[^\n]+")
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[ivxIVX]{1,4}|[a-zA-Z])[.)]|[•‣▪◦·*–-]")
_LAST_WORD = re.compile(r"[\w.°]+$")
_LAST_WORD_CHARACTERS = 12
# sentencex keeps these together: a whole sentence in brackets, and the next one.
_BRACKETED = re.compile(r"[(\[][^()\[\]]*[.!?][)\]](?=\s+[\"“„«¿¡(]?[^\W\d_a-zß-öø-ÿ])")
_CLAUSE_END = re.compile(r"[;:,–—)]+$")
_WORD = re.compile(r"\S+")


def split_sentences(text: str, language: str = "en") -> list[Span]:
    """The sentences of `text` as (start, end) offsets in characters, in order, without overlap.

    No sentence begins or ends with white space, and every other character belongs to one. A line break always
    ends a sentence, so that headings and list items stand alone: join hard-wrapped lines beforehand. What
    runs on for more than MAX_WORDS words is cut at the last clause mark before, or between two words where
    there is none.
    """
    return [span for line in _LINE.finditer(text) for span in _split_line(text, line.span(), language)]


def _split_line(text: str, line: Span, language: str) -> Iterator[Span]:
    start, end = line
    pieces = _broken_after_brackets(text, _trimmed(text, _boundaries(text[start:end], start, language)))
    for piece in _rejoined(text, pieces, _ALWAYS_GO_ON.get(language, frozenset())):
        yield from _cut(text, piece)


def _boundaries(line: str, offset: int, language: str) -> list[Span]:
    from sentencex import get_sentence_boundaries

    # sentencex counts bytes around white space and panics on a wide one; a plain space has the same offsets.
    plain = "".join(" " if character.isspace() else character for character in line)
    # Nor does it take half a surrogate pair, which text that has not been normalised may hold.
    plain = plain.encode("utf-8", "replace").decode("utf-8")
    found = get_sentence_boundaries(language, plain)
    cuts = [offset, *(offset + piece["start_index"] for piece in found[1:]), offset + len(line)]
    return list(pairwise(cuts))


def _trimmed(text: str, pieces: Iterable[Span]) -> Iterator[Span]:
    for start, end in pieces:
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start < end:
            yield start, end


def _broken_after_brackets(text: str, pieces: Iterable[Span]) -> Iterator[Span]:
    for start, end in pieces:
        bracketed = _BRACKETED.match(text, start, end)
        if bracketed is None:
            yield start, end
        else:
            yield start, bracketed.end()
            yield _skip_space(text, bracketed.end(), end), end


def _rejoined(text: str, pieces: Iterable[Span], abbreviations: frozenset[str]) -> Iterator[Span]:
    held: Span | None = None
    for start, end in pieces:
        if held is not None and not _goes_on(text, held, (start, end), abbreviations):
            yield held
            held = None
        held = (start, end) if held is None else (held[0], end)
    if held is not None:
        yield held


def _goes_on(text: str, span: Span, following: Span, abbreviations: frozenset[str]) -> bool:
    """Whether the sentence at `span` is not over although sentencex ended it there."""
    start, end = span
    if _LIST_NUMBER.fullmatch(text, start, end):
        return True
    if not any(text[place].isalnum() for place in range(*following)):
        return True  # a stray quote or bracket belongs to what it closes
    last = _LAST_WORD.search(text, max(start, end - _LAST_WORD_CHARACTERS), end)
    if last is None:
        return False
    if last[0] in abbreviations:
        return True
    return text[following[0]].isdigit() and _GO_ON_BEFORE_NUMBER.fullmatch(last[0]) is not None


def _cut(text: str, span: Span) -> Iterator[Span]:
    """`span` in pieces of at most MAX_WORDS words and MAX_CHARACTERS characters."""
    start, end = span
    while start < end:
        words = [word.span() for word in islice(_WORD.finditer(text, start, end), MAX_WORDS + 1)]
        if len(words) <= MAX_WORDS and end - start <= MAX_CHARACTERS:
            yield start, end
            return
        cut = _cut_place(text, start, words[:MAX_WORDS])
        yield start, cut
        start = _skip_space(text, cut, end)


def _cut_place(text: str, start: int, words: list[Span]) -> int:
    words = [word for word in words if word[1] - start <= MAX_CHARACTERS]
    if not words:
        return start + MAX_CHARACTERS  # one endless "word"
    for word_start, word_end in reversed(words[CUT_FROM_WORD:]):
        if _CLAUSE_END.search(text, word_start, word_end):
            return word_end
    return words[-1][1]


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
