"""The outline: which headings, how deep, and where they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from neural.documents.document import Document, Heading
from neural.documents.opening import document_from_text, open_document
from neural.documents.outline import Bookmark, numbered_level, outline_of
from tests.neural.documents.files import Line, docx, epub, page, pdf
from tests.neural.documents.test_office import paragraph
from tests.neural.documents.test_paged import FILLER

PROSE = (
    "The bridge was built in 1990 by the people of the town, who had waited",
    "for it a long time, and it still stands.",
)


def lines(document: Document) -> list[tuple[int, str]]:
    """The outline as (level, title), after checking what holds for any."""
    starts = [heading.start for heading in document.outline]
    assert starts == sorted(starts)
    for heading in document.outline:
        assert document.page_at(heading.start) == heading.page
    return [(heading.level, heading.title) for heading in document.outline]


def titles_stand_there(document: Document) -> bool:
    return all(document.text.startswith(heading.title, heading.start) for heading in document.outline)


def test_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# *The* town\n\nText.\n\n### Bridges\n\n```\n# no heading\n```\n\nWalls\n-----\n\nText.", "utf-8")
    document = open_document(path)
    assert lines(document) == [(1, "The town"), (3, "Bridges"), (2, "Walls")]
    assert titles_stand_there(document)
    assert document.heading_at(document.text.index("Text.")) == 0
    assert document.heading_at(len(document.text)) == 2


def test_web_page_word_file_and_book(tmp_path: Path) -> None:
    page_path = tmp_path / "a.html"
    page_path.write_text("<html><body><h1>One</h1><p>Text.</p><h2>Two &amp; a half</h2><p>Text.</p></body></html>")
    body = paragraph("One", "Heading1") + paragraph("Text.") + paragraph("Two &amp; a half", "Heading2")
    book = epub(tmp_path / "a.epub", "<h1>One</h1><p>Text.</p>", "<h2>Two &amp; a half</h2><p>Text.</p>")
    for path in (page_path, docx(tmp_path / "a.docx", body), book):
        document = open_document(path)
        assert lines(document) == [(1, "One"), (2, "Two & a half")], path
        assert titles_stand_there(document)


def test_plain_text() -> None:
    document = document_from_text(
        "CHAPTER ONE\n\nText is here.\n\n2.3 The gate\n\nText.\n\nWalls\n=====\n\nText.\n\nTowers\n------\n\nText.", "a"
    )
    assert lines(document) == [(1, "CHAPTER ONE"), (2, "2.3 The gate"), (1, "Walls"), (2, "Towers")]
    assert titles_stand_there(document)


def opened(tmp_path: Path, pages: list[list[Line]], *bookmarks: tuple[str, int]) -> Document:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(pages, bookmarks=bookmarks))
    return open_document(path)


def test_large_letters_of_a_pdf(tmp_path: Path) -> None:
    second = [
        *page(*PROSE, heading="Chapter Two"),
        (72, 500, 13, "Smaller"),
        *((72, 480 - 13 * number, 10, line) for number, line in enumerate(FILLER)),
    ]
    document = opened(tmp_path, [page(*PROSE, heading="Chapter One"), second, page(*FILLER)])
    assert lines(document) == [(1, "Chapter One"), (1, "Chapter Two"), (2, "Smaller")]
    assert titles_stand_there(document)
    assert [heading.page for heading in document.outline] == [1, 2, 2]


def test_bookmarks_of_a_pdf_come_first(tmp_path: Path) -> None:
    bold = [page("Where it begins", "", *PROSE), page(*PROSE), page(*PROSE, heading="Loud")]
    document = opened(tmp_path, bold, ("Where it begins", 1), ("2.1 Not printed", 2))
    assert lines(document) == [(1, "Where it begins"), (2, "2.1 Not printed")]
    first, second = document.outline
    assert document.text.startswith("Where it begins", first.start)
    assert second.start == document.page_starts[1]
    sentence = document.sentences[document.sentence_at(document.text.index("The bridge")) or 0]
    assert sentence.heading == "Where it begins"


def test_slides_repeat_their_title() -> None:
    headings = [Heading(title="Walls", level=1, start=start, page=start) for start in (1, 2)]
    assert outline_of(headings, [], [0, 1]) == (headings[0],)


def test_bookmarks_to_no_page_are_left_out() -> None:
    marks = [Bookmark("a", 1), Bookmark("b", 0), Bookmark("c", 9), Bookmark("d", 2)]
    assert [heading.title for heading in outline_of([], marks, [0, 5])] == ["a", "d"]


@pytest.mark.parametrize(
    ("title", "level"), [("2 Walls", 1), ("2.3 Gate", 2), ("2.3.1. Bolt", 3), ("Walls", 1), ("1990s", 1)]
)
def test_numbers_tell_levels(title: str, level: int) -> None:
    assert numbered_level(title) == level
