"""Sentences too long for the network, cut where a clause ends, and their translations put together again."""

from __future__ import annotations

import re

Span = tuple[int, int]

LONG_WORDS = 40
"""Longer sentences than this are rare in what a translator learns from."""
SHORTEST = 4
_JOINTS = (
    r"and|but|or|so|because|although|though|while|when|if|which|who|that|where|as|then"
    r"|und|aber|oder|denn|weil|obwohl|während|als|wenn|dass|sondern|wo"
    r"|et|mais|ou|donc|car|parce|quoique|pendant|quand|lorsque|si|qui|que|où"
    r"|y|e|pero|o|porque|aunque|mientras|cuando|si|que|donde"
)
_STRONG = re.compile(r"[;:]\s+|\s[-–—]\s+")
_MEDIUM = re.compile(rf",\s+(?=(?:{_JOINTS})\b)|\)\s+", re.IGNORECASE)
_COMMA = re.compile(r",\s+")
_WEAK = re.compile(rf"\s+(?=(?:{_JOINTS})\b)", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_FUNCTION_WORDS = re.compile(
    r"und|aber|oder|denn|weil|obwohl|während|als|wenn|dass|sondern|wo|der|die|das|den|dem|des|ein|eine|einen|er"
    r"|sie|es|ich|du|wir|ihr|in|im|an|am|auf|mit|von|zu|zum|zur|für|bei|nach|aus|um|so|sich|wie|was|wer|auch|nur"
    r"|noch|dann|da|mein|sein|and|but|or|so|because|although|though|while|when|if|which|who|that|where|as|then"
    r"|the|a|an|he|she|it|i|we|you|they|in|on|at|to|of|for|with|from|by|et|mais|ou|donc|car|le|la|les|un|une|des"
    r"|il|elle|je|tu|nous|vous|ils|elles|dans|en|à|de|pour|avec|par|qui|que|où|si|y|e|o|pero|porque|aunque"
    r"|cuando|el|los|las|una|uno|él|ella|yo|tú|con|por|para",
    re.IGNORECASE,
)


def cut_clauses(text: str, start: int, end: int, most: int = LONG_WORDS) -> list[Span]:
    """text[start:end] in spans of at most `most` words (a word too long for anything stays whole)."""
    words = [m.span() for m in re.finditer(r"\S+", text[start:end])]
    if len(words) <= most:
        return [(start, end)]
    pieces = -(-len(words) // most)
    ideal = start + words[len(words) // pieces][0]
    first, last = start + words[min(SHORTEST, len(words) - 1)][0], start + words[-min(SHORTEST, len(words) - 1)][0]
    latest = start + words[most][0]
    for joint in (_STRONG, _MEDIUM, _COMMA, _WEAK, _SPACE):
        places = [m.span() for m in joint.finditer(text, start, end) if first <= m.end() <= min(last, latest)]
        if joint is not _SPACE:  # a piece should be worth translating by itself
            places = [p for p in places if p[1] - start >= (ideal - start) * 0.4]
        if places:
            left, right = min(places, key=lambda p: abs(p[1] - ideal))
            left += len(text[left:right]) - len(text[left:right].lstrip()) if joint in (_SPACE, _WEAK) else 0
            stop = start + len(text[start:right].rstrip())
            return [*cut_clauses(text, start, stop, most), *cut_clauses(text, right, end, most)]
    return [(start, end)]


def halves(text: str) -> list[Span]:
    """`text` in two, at the clause that ends nearest to its middle; whole where it is too short for that."""
    words = len(text.split())
    return cut_clauses(text, 0, len(text), -(-words * 2 // 3)) if words >= 3 * SHORTEST else [(0, len(text))]


def fitted(translation: str, source: str, first: bool, last: bool) -> str:
    """The translation of a clause as part of its sentence: no capital or full stop that its source has not."""
    if not last and translation.endswith(".") and not source.endswith("."):
        translation = translation[:-1]
    head = translation.split(maxsplit=1)[:1]
    if not first and source[:1].islower() and head and _FUNCTION_WORDS.fullmatch(head[0].strip(",")):
        translation = translation[:1].lower() + translation[1:]
    return translation
