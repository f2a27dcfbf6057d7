"""From blocks of text to a Document: one text, its sentences and pages by character offset.

Readers of files make blocks; this is the only place where offsets are reckoned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from neural.documents.document import Document, Heading, Sentence
from neural.documents.outline import Bookmark, outline_of
from neural.text.language import detect_language
from neural.text.normalise import normalise
from neural.text.sentences import split_sentences

Progress = Callable[[str, int, int | None], None]

# Languages whose rules for ending a sentence are told apart; English first, for want of evidence.
LANGUAGES = ("en", "de", "fr", "es")
LANGUAGE_SAMPLE = 20_000
BLOCKS_A_STEP = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A paragraph, a heading, a list item, a table or a piece of code.

    `text` has a "\\n" only where a line must end. `prefix` is put before it and belongs to no sentence: a bullet, a
    list number. `level` is that of a heading, from 1 to 6. `page` counts from 1 and is None in formats without
    pages; `turns` holds (offset in `text`, page) for each page that begins inside the block.
    """

    text: str
    kind: Literal["prose", "heading", "item", "verbatim"] = "prose"
    prefix: str = ""
    level: int = 1
    page: int | None = None
    turns: tuple[tuple[int, int], ...] = ()


class Contents(NamedTuple):
    """What a reader of files found: blocks, the number of pages (0 in formats without), bookmarks in order."""

    blocks: Iterable[Block]
    pages: int = 0
    bookmarks: Sequence[Bookmark] = ()


def compose(contents: Contents, *, name: str, path: str, digest: str, progress: Progress | None = None) -> Document:
    """The document of `contents`: blank lines between its blocks and none between the items of a list.

    `progress` is called with ("sentences", blocks done,
    all blocks). The text of the blocks is normalised here; `turns` of blocks that change by it are no longer
    exact, so readers of formats with pages normalise beforehand.
    """
    blocks = [block for block in map(_normalised, contents.blocks) if block.text]
    language = detect_language(_sample(blocks), LANGUAGES)
    parts: list[str] = []
    sentences: list[Sentence] = []
    headings: list[Heading] = []
    starts: dict[int, int] = {}
    length, heading, previous = 0, "", ""
    for number, block in enumerate(blocks):
        gap = ("\n" if previous == block.kind == "item" else "\n\n") if parts else ""
        length += len(gap) + len(block.prefix)
        if block.page is not None:
            starts.setdefault(block.page, length - len(block.prefix))
        starts.update((page, length + offset) for offset, page in block.turns)
        page = block.page
        for start, end in split_sentences(block.text, language):
            page = _page_at(block, start)
            sentences.append(
                Sentence(start=length + start, end=length + end, paragraph=number, page=page, heading=heading)
            )
        parts += [gap, block.prefix, block.text]
        length += len(block.text)
        if block.kind == "heading":
            heading = " ".join(block.text.split())
            start = length - len(block.text)
            headings.append(Heading(title=heading, level=block.level, start=start, page=block.page))
        previous = block.kind
        if progress is not None and number % BLOCKS_A_STEP == 0:
            progress("sentences", number, len(blocks))
    if progress is not None:
        progress("sentences", len(blocks), len(blocks))
    page_starts = _page_starts(starts, contents.pages, length)
    return Document(
        name=name,
        path=path,
        text="".join(parts),
        sentences=tuple(sentences),
        digest=digest,
        page_starts=page_starts,
        outline=outline_of(headings, contents.bookmarks, page_starts),
    )


def _normalised(block: Block) -> Block:
    text = normalise(block.text)
    # Code keeps the indentation of its first line.
    text = text.strip("\n").rstrip() if block.kind == "verbatim" else text.strip()
    if text == block.text:
        return block
    return replace(block, text=text, turns=tuple((min(offset, len(text)), page) for offset, page in block.turns))


def _sample(blocks: Sequence[Block]) -> str:
    """The first stretch of running text; code and tables tell little about a language."""
    chosen, length = [], 0
    for block in blocks:
        if block.kind != "verbatim":
            chosen.append(block.text)
            length += len(block.text)
        if length > LANGUAGE_SAMPLE:
            break
    return "\n".join(chosen)


def _page_at(block: Block, offset: int) -> int | None:
    page = block.page
    for start, turned in block.turns:
        if offset >= start:
            page = turned
    return page


def _page_starts(starts: dict[int, int], pages: int, length: int) -> tuple[int, ...]:
    """Where each page begins. A page without text begins where the next one that has some does."""
    found: list[int] = []
    following = length
    for page in range(pages, 0, -1):
        following = starts.get(page, following) if page > 1 else 0
        found.append(following)
    return tuple(reversed(found))
