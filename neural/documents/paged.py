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
from typing import Any

from neural.documents.extraction import extract
from neural.documents.furniture import without_furniture
from neural.documents.headings import is_numbered
from neural.documents.lines import Joiner
from neural.documents.segment import Block
from neural.text.normalise import normalise

# PDF pages may be wide and their letters small.
WIDEST = 250

_LEADERS = re.compile(r"(?:\s?\.){4,}\s*")
_SENTENCE_END = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_NOT_WORDS = re.compile(r"\W+")


@dataclass(frozen=True)
class _Layout:
    """What kreuzberg made of one page, by line: the headings, and the lines that begin a paragraph or an
    item."""

    headings: set[str] = field(default_factory=set)
    begins: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Line:
    text: str
    page: int
    heading: bool
    begins: bool


def pdf_blocks(data: bytes, path: Path) -> tuple[list[Block], int]:
    """(blocks, number of pages) of a PDF. Raises DragomanError for one that is damaged or locked."""
    result = extract(data, "application/pdf", path, "PDF", structure=True)
    layouts = _layouts(result.document["nodes"] if result.document else ())
    raw = {page["page_number"]: page["content"].splitlines() for page in result.pages or ()}
    joiner = Joiner([line for lines in raw.values() for line in lines], WIDEST)
    printed = {page: list(_cleaned(lines, joiner)) for page, lines in raw.items()}
    kept = without_furniture(printed, lambda page, line: _key(line) in _layout(layouts, page).headings)
    lines = [_line(text, page, _layout(layouts, page)) for page in sorted(kept) for text in kept[page]]
    return [_block(group, joiner) for group in _groups(lines, joiner)], max(raw, default=0)


def _cleaned(lines: Iterable[str], joiner: Joiner) -> Iterator[str]:
    for line in lines:
        text = _LEADERS.sub(" … ", normalise(joiner.mend(line))).strip()
        if text:
            yield text


def _layouts(nodes: Sequence[Mapping[str, Any]]) -> dict[int, _Layout]:
    layouts: dict[int, _Layout] = {}
    for node in nodes:
        lines = (node["content"].get("text") or "").splitlines()
        if not lines or node.get("page") is None:
            continue
        layout = layouts.setdefault(node["page"], _Layout())
        if node["content"]["node_type"] in ("heading", "title"):
            layout.headings.update(map(_key, lines))
        else:
            layout.begins.add(_key(lines[0]))
    return layouts


def _layout(layouts: Mapping[int, _Layout], page: int) -> _Layout:
    return layouts.get(page, _Layout())


def _key(line: str) -> str:
    """`line` by its letters and figures alone; kreuzberg changes quotes and white space."""
    return _NOT_WORDS.sub("", line).lower()


def _line(text: str, page: int, layout: _Layout) -> _Line:
    key = _key(text)
    return _Line(text, page, heading=key != "" and key in layout.headings, begins=key in layout.begins)


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
    if before.heading or line.heading:
        return not (before.heading and line.heading and before.page == line.page)
    wrapped = joiner.wrapped(before.text, line.text)
    if wrapped and _SENTENCE_END.search(before.text) is None:
        return False  # in the middle of a sentence, whatever else speaks for a new paragraph
    return line.begins or before.page != line.page or (not wrapped and is_numbered(line.text))


def _block(lines: Sequence[_Line], joiner: Joiner) -> Block:
    text, turns = lines[0].text, []
    for before, line in pairwise(lines):
        if lines[0].heading or joiner.wrapped(before.text, line.text):
            text = joiner.glue(text, line.text)
        else:
            text = f"{text}\n{line.text}"
        if line.page != before.page:
            turns.append((len(text) - len(line.text), line.page))
    heading = lines[0].heading or (len(lines) == 1 and is_numbered(text))
    return Block(text=text, kind="heading" if heading else "prose", page=lines[0].page, turns=tuple(turns))
