"""PDF: paragraphs and headings with their pages.

The lines come as they were printed, so that nothing is lost; kreuzberg's reading of their sizes and places
tells which of them are headings and where paragraphs begin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

from neural.documents.extraction import extract
from neural.documents.furniture import without_furniture
from neural.documents.headings import begins_a_chapter, is_contents_entry, is_numbered
from neural.documents.lines import Joiner
from neural.documents.outline import DEEPEST, Bookmark, numbered_level, title_key
from neural.documents.segment import Block, Contents
from neural.text.normalise import normalise, squeeze

# PDF pages may be wide and their letters small.
WIDEST = 250

_LEADERS = re.compile(r"(?:\s?\.){4,}\s*")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_BULLET = re.compile(r"[•‣▪◦·]\s+(?=\S)")


class _Title(NamedTuple):
    """Lines with the same number make one heading."""

    number: int
    level: int


@dataclass(frozen=True)
class _Layout:
    """What kreuzberg made of one page, by line: the headings, and the lines that begin a paragraph or an
    item."""

    headings: dict[str, _Title] = field(default_factory=dict)
    begins: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Line:
    text: str
    page: int
    heading: _Title | None
    begins: bool


def pdf_contents(data: bytes, path: Path) -> Contents:
    """What is in a PDF. Raises DragomanError for one that is damaged or locked."""
    result = extract(data, "application/pdf", path, "PDF", structure=True)
    bookmarks = _bookmarks(result.uris or ())
    layouts = _layouts(result.document["nodes"] if result.document else (), bookmarks)
    raw = {page["page_number"]: page["content"].splitlines() for page in result.pages or ()}
    joiner = Joiner([line for lines in raw.values() for line in lines], WIDEST)
    printed = {page: list(_cleaned(lines, joiner)) for page, lines in raw.items()}
    kept = without_furniture(printed, lambda page, line: title_key(line) in _layout(layouts, page).headings)
    lines = [_line(text, page, _layout(layouts, page), joiner.width) for page in sorted(kept) for text in kept[page]]
    return Contents([_block(group, joiner) for group in _groups(lines, joiner)], max(raw, default=0), bookmarks)


def _bookmarks(uris: Iterable[Mapping[str, Any]]) -> list[Bookmark]:
    """kreuzberg lists them among the links, without saying which is under which."""
    named = ((squeeze(normalise(uri.get("label") or "")), uri) for uri in uris if uri["url"].startswith("#page="))
    return [Bookmark(title, uri["page"]) for title, uri in named if title and uri.get("page")]


def _cleaned(lines: Iterable[str], joiner: Joiner) -> Iterator[str]:
    for line in lines:
        text = _LEADERS.sub(" … ", normalise(joiner.mend(line))).strip()
        if text:
            yield text


def _layouts(nodes: Sequence[Mapping[str, Any]], bookmarks: Sequence[Bookmark]) -> dict[int, _Layout]:
    layouts: dict[int, _Layout] = {}
    for number, (title, page) in enumerate(bookmarks, start=len(nodes)):
        layouts.setdefault(page, _Layout()).headings[title_key(title)] = _Title(number, numbered_level(title))
    for number, node in enumerate(nodes):
        lines = (node["content"].get("text") or "").splitlines()
        if not lines or node.get("page") is None:
            continue
        layout = layouts.setdefault(node["page"], _Layout())
        if node["content"]["node_type"] in ("heading", "title"):
            layout.headings.update(dict.fromkeys(map(title_key, lines), _Title(number, _level(node["content"]))))
        else:
            layout.begins.add(title_key(lines[0]))
    return layouts


def _layout(layouts: Mapping[int, _Layout], page: int) -> _Layout:
    return layouts.get(page, _Layout())


def _level(heading: Mapping[str, Any]) -> int:
    return min(DEEPEST, max(1, int(heading.get("level") or 1)))


def _line(text: str, page: int, layout: _Layout, width: int) -> _Line:
    key = title_key(text)
    heading = None if is_contents_entry(text) else layout.headings.get(key)
    if heading is None and key not in layout.begins and begins_a_chapter(text) and len(text) < width / 2:
        heading = _Title(-1, 1)  # kreuzberg takes some pages with little on them for tables
    return _Line(text, page, heading=heading, begins=key in layout.begins)


def _groups(lines: Sequence[_Line], joiner: Joiner) -> Iterator[list[_Line]]:
    """The lines of each block; a paragraph may go on from one page to the next."""
    group: list[_Line] = []
    for line in lines:
        if group and _parts(group[-1], line, joiner):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _parts(before: _Line, line: _Line, joiner: Joiner) -> bool:
    """Whether a new block begins with `line`."""
    if before.heading is not None or line.heading is not None:
        return before.heading != line.heading or before.page != line.page
    wrapped = joiner.wrapped(before.text, line.text)
    if wrapped and _SENTENCE_END.search(before.text) is None:
        return False  # in the middle of a sentence, whatever else speaks for a new paragraph
    return line.begins or before.page != line.page or (not wrapped and is_numbered(line.text))


def _block(lines: Sequence[_Line], joiner: Joiner) -> Block:
    parts, length, turns = [lines[0].text], 0, []
    for before, line in pairwise(lines):
        if lines[0].heading is not None or joiner.wrapped(before.text, line.text):
            parts[-1] = joiner.lead(before.text, line.text)
        else:
            parts[-1] += "\n"
        length += len(parts[-1])
        parts.append(line.text)
        if line.page != before.page:
            turns.append((length, line.page))
    text = "".join(parts)
    heading = lines[0].heading is not None or (len(lines) == 1 and is_numbered(text))
    bullet = _BULLET.match(text)
    if bullet is not None and not heading:
        skipped = bullet.end()
        moved = tuple((offset - skipped, page) for offset, page in turns)
        return Block(text=text[skipped:], kind="item", prefix="• ", page=lines[0].page, turns=moved)
    level = lines[0].heading.level if lines[0].heading is not None else numbered_level(text)
    kind: Literal["heading", "prose"] = "heading" if heading else "prose"
    return Block(text=text, kind=kind, level=level, page=lines[0].page, turns=tuple(turns))
