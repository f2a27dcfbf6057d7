"""Who and what a text mentions, by form alone: names, definite things, years. For follow-up questions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple


def word_set(words: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(words.split())


Sort = Literal["person", "thing", "people", "place", "year"]

_NAME_WORD = r"[^\W\d_a-zß-öø-ÿ][\w’'.-]*[\w’']|[^\W\d_a-zß-öø-ÿ]\."
_BETWEEN = r"(?:(?:of|the|de|von|van|der|del|da|di|la|and the) )*"
_NAME = re.compile(rf"(?:\b[Tt]he )?\b(?:{_NAME_WORD})(?: {_BETWEEN}(?:{_NAME_WORD}|[IVX]+\b))*")
_DEFINITE = re.compile(r"\b(?:the|this|that)((?: [a-zà-ÿ][\w’'-]*){1,4})", re.I)
_YEAR = re.compile(r"\b1\d{3}\b|\b20\d{2}\b")
_OPENERS = word_set(
    "who whom whose what which when where why how is are was were do does did has have had can could will would "
    "shall should may might must and but so then also in at on for from to of by with about the a an it he she "
    "they i we you after before during since until if tell please"
)
_STOPS = word_set(
    "of in at on for from to by with about after before during since until and or but is are was were be been do "
    "does did has have had can could will would shall should may might must not who which that when where why how "
    "the a an there here it he she they his her its their last go come take make use"
)
_PERSON = re.compile(
    r"\b(?:man|woman|boy|girl|king|queen|emperor|empress|prince|princess|captain|sultan|pope|president|minister|doctor"
    r"|son|daughter|father|mother|brother|sister|wife|husband|lady|lord|bishop|saint|general|nurse|uncle|aunt|poet"
    r"|architect|\w{2,}(?:ist|ian|keeper|man|woman|writer|maker|owner|ruler|leader|founder|author|painter|singer"
    r"|teacher|soldier|sailor|actor|actress|inventor|governor|ambassador|interpreter))\b",
    re.I,
)
_THING = re.compile(
    r"\b(?:academy|office|school|university|college|museum|church|cathedral|bridge|river|lake|mount|mountain|sea|ocean"
    r"|island|war|battle|treaty|peace|act|league|company|society|institute|party|empire|republic|kingdom|union|street"
    r"|castle|palace|tower|hospital|library|prize|award|times|post|court|council|army|house|park|station|club|city"
    r"|federation|committee|commission|bank|games|festival|theory|law|code|order|mill|boat|ship)\b",
    re.I,
)
_OF_PERSONS = re.compile(r"\b(?:born|die|dies|died|marry|marries|married|buried|killed|murdered|wed)\b", re.I)


class Mention(NamedTuple):
    """Words of a text and what they may stand for."""

    text: str
    start: int
    sorts: frozenset[Sort]


def mentions(text: str, known: str = "") -> list[Mention]:
    """What `text` names, in order. `known` is a text (the evidence) that tells how far a name or a thing goes, and
    what is a name in a question written without capitals."""
    found = {mention.start: mention for mention in [*_definite(text, known), *_uncapitalised(text, known)]}
    found |= {mention.start: mention for mention in _names(text)}
    found |= {m.start(): Mention(m[0], m.start(), frozenset({"year"})) for m in _YEAR.finditer(text)}
    kept: list[Mention] = []
    for start in sorted(found):
        if not kept or start >= kept[-1].start + len(kept[-1].text):
            kept.append(found[start])
    return kept


def sorts_of_name(name: str, company: str = "") -> frozenset[Sort]:
    """What a name may stand for; `company` is the sentence around it."""
    if _PERSON.search(name) and not _THING.search(name):
        return frozenset({"person"})
    if name.lower().startswith("the ") or _THING.search(name):
        return frozenset({"people"}) if name.endswith("s") else frozenset({"thing", "place"})
    if _OF_PERSONS.search(company) or len(name.split()) > 1:
        return frozenset({"person"}) if _OF_PERSONS.search(company) else frozenset({"person", "thing", "place"})
    return frozenset({"person", "thing", "place"})


def _names(text: str) -> Iterator[Mention]:
    for match in _NAME.finditer(text):
        name, start = match[0], match.start()
        while name and name.split(" ")[0].lower() in _OPENERS and (start == 0 or name.split(" ")[0] != "the"):
            if name.lower().startswith("the ") and start > 0:
                break
            first, _, rest = name.partition(" ")
            name, start = rest, start + len(first) + (1 if rest else 0)
        name = re.sub(r"[’']s$", "", name)
        if name and any(c.isupper() for c in name):
            yield Mention(name, start, sorts_of_name(name, text))


def _uncapitalised(text: str, known: str) -> Iterator[Mention]:
    lower = text.lower()
    for mention in _names(known):
        words = mention.text.split(" ")
        for size in range(len(words), 0, -1):
            piece = " ".join(words[-size:])
            place = re.search(rf"\b{re.escape(piece.lower())}\b", lower)
            if place and piece.lower() not in _OPENERS:
                yield Mention(piece, place.start(), sorts_of_name(piece, text))
                break


def _definite(text: str, known: str) -> Iterator[Mention]:
    lower = known.lower()
    for match in _DEFINITE.finditer(text):
        words: list[str] = []
        for word in match[1].split():
            if word.lower() in _STOPS:
                break
            words.append(word)
        while len(words) > 1 and " ".join(words).lower() not in lower:
            words.pop()
        if not words:
            continue
        noun = words[-1].lower()
        plural = noun.endswith("s") and not noun.endswith(("ss", "us", "is"))
        sort: Sort = "people" if plural else "person" if _PERSON.search(" ".join(words)) else "thing"
        yield Mention(f"the {' '.join(words)}", match.start(), frozenset({sort}))
