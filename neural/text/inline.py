"""Marks inside a sentence: emphasis, links and tags. They are taken out before a translation and put back after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from neural.text.verbatim import Verbatim


class Mark(NamedTuple):
    """`opening` stands before `text[start:end]` and `closing` behind it. Where start == end, only `opening` counts."""

    start: int
    end: int
    opening: str
    closing: str


class RawMark(NamedTuple):
    """Offsets of an opening mark (a, b) and of its closing one (c, d) in a text; a lone mark has c == d == b."""

    a: int
    b: int
    c: int
    d: int


_LINK = r"\[[^\[\]]*\]\([^()]*\)"
_PAIRED = [
    re.compile(
        rf"(!?\[)(?=[^\]])((?:[^\[\]]|!?{_LINK})*)"
        r"(\]\((?:[^()\s]|\([^()]*\))*(?:\s+\"[^\"]*\")?\)|\]\[[\w -]*\])"
    ),
    re.compile(r"(<(?P<tag>[A-Za-z][\w-]*)(?:\s[^<>]*)?(?<!/)>)(.*?)(</(?P=tag)\s*>)"),
    re.compile(
        r"(?<![*\\])(\*{1,3})(?=[^\s*])((?:[^*]|(?<!\*)\*(?!\*)|\*\*(?=[^\s*][^*]*\*\*))*?)(?<=[^\s*])(\1)(?!\*)"
    ),
    re.compile(r"(?<![\w_\\])(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])(\1)(?!\w)"),
    re.compile(r"(?<!~)(~~|==)(?=\S)(.+?)(?<=\S)(\1)"),
]
_ALONE = re.compile(r"</?[A-Za-z][\w-]*(?:\s[^<>]*)?/?>|\*{2,3}(?=\w)|(?<=\w)\*{2,3}|\{\\\w+\}")


def find_marks(text: str, verbatim: list[Verbatim]) -> list[RawMark]:
    """The marks of `text`, outer ones before inner ones. What stands in code is no mark."""
    if not any(sign in text for sign in "*_<[~={"):
        return []
    code = [v for v in verbatim if v.kind == "code"]
    return sorted(_find(text, code, 0, len(text)), key=lambda mark: (mark.a, -mark.d))


def _find(text: str, code: list[Verbatim], start: int, end: int, rule: int = 0) -> Iterator[RawMark]:
    """Marks of `text[start:end]`, from the outer to the inner ones."""
    if start >= end:
        return
    pattern = _PAIRED[rule] if rule < len(_PAIRED) else _ALONE
    at = start
    for match in pattern.finditer(text, start, end):
        if match.start() < at or any(v.start <= match.start() < v.end for v in code):
            continue
        yield from _find(text, code, at, match.start(), rule + 1) if pattern is not _ALONE else ()
        if pattern is _ALONE:
            yield RawMark(match.start(), match.end(), match.end(), match.end())
        else:
            groups = match.lastindex or 0
            (a, b), (c, d) = match.span(1), match.span(groups)
            yield RawMark(a, b, c, d)
            yield from _find(text, code, b, c, rule)
        at = match.end()
    if pattern is not _ALONE:
        yield from _find(text, code, at, end, rule + 1)
