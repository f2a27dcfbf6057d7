"""Plain text: its lines to paragraphs and headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from neural.documents.headings import MAX_WORDS, is_numbered, names_a_chapter
from neural.documents.lines import Joiner
from neural.documents.outline import numbered_level
from neural.documents.segment import Block, Contents
from neural.text.normalise import normalise

_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,}|\*{3,}|_{3,}|#{3,})\s*")
_BULLET = re.compile(r"[-*+•‣▪◦·]\s+(?=\S)")
_CODE_ENDS = ("{", "}", ";", "):", "]:", "\\")
_CODE_BEGINS = ("#!", "//", "def ", "import ", "from ", "return ", "$ ")


def plain_blocks(text: str, *, verbatim: bool = False) -> Iterator[Block]:
    """The blocks of `text`: paragraphs parted by blank lines, their wrapped lines joined.

    A heading is a short line by itself that is in capitals, underlined, numbered or called a chapter;
    anything less plain stays a paragraph. Lines that were not broken by the width of the page keep their
    breaks.
    """
    if verbatim:
        yield from (Block(text=part, kind="verbatim") for part in _BLANK.split(normalise(text)))
        return
    text = normalise(text)
    joiner = Joiner(text.split("\n"))
    for part in _BLANK.split(text):
        lines = [line for line in part.split("\n") if line.strip()]
        words = [line for line in lines if not _UNDERLINE.fullmatch(line)]
        if not words:
            continue
        if len(words) == 1 and _is_heading(words[0], underlined=len(lines) > 1):
            yield Block(text=words[0].strip(), kind="heading", level=_level(words[0], lines[-1]))
        elif _looks_like_code(words):
            yield Block(text="\n".join(lines), kind="verbatim")
        else:
            yield from _paragraph(joiner.join(words))


def plain_contents(text: str, *, verbatim: bool = False) -> Contents:
    """What is in `text`, which form feeds may part into pages."""
    pages = text.rstrip("\f\n ").split("\f")
    if len(pages) == 1:
        return Contents(plain_blocks(text, verbatim=verbatim))
    blocks = (
        replace(block, page=number)
        for number, page in enumerate(pages, start=1)
        for block in plain_blocks(page, verbatim=verbatim)
    )
    return Contents(blocks, len(pages))


def _paragraph(lines: list[str]) -> Iterator[Block]:
    """One block, or one for each line where some are items of a list."""
    if not any(_BULLET.match(line) for line in lines):
        yield Block(text="\n".join(lines))
        return
    for line in lines:
        bullet = _BULLET.match(line)
        if bullet is None:
            yield Block(text=line)
        else:
            yield Block(text=line[bullet.end() :], kind="item", prefix="• ")


def _is_heading(line: str, *, underlined: bool) -> bool:
    return (underlined and len(line.split()) <= MAX_WORDS) or names_a_chapter(line) or is_numbered(line)


def _level(heading: str, last: str) -> int:
    """Of two kinds of underlining, "===" is the higher, as in Markdown; else the number tells."""
    return 2 if last != heading and last.strip()[0] in "-~" else numbered_level(heading)


def _looks_like_code(lines: list[str]) -> bool:
    """Whether most lines end or begin as code does, so that joining them would spoil them."""
    ends = sum(line.rstrip().endswith(_CODE_ENDS) for line in lines)
    begins = sum(line.lstrip().startswith(_CODE_BEGINS) for line in lines)
    return len(lines) > 1 and ends + begins > 0.5 * len(lines)
