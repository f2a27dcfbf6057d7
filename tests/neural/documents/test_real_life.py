"""Files as people have them: every fact in them must come out in one piece, in order and in place."""

from __future__ import annotations

import textwrap
from itertools import product
from pathlib import Path

import pytest

from neural.documents.document import Document
from neural.documents.opening import open_document
from tests.neural.documents.files import Line, docx, epub, page, pdf
from tests.neural.documents.test_office import paragraph

LEFT = (
    "The harbour of Ostby was dug in 1811 by soldiers of the third regiment. It took them four winters, and eleven "
    "men drowned. The town paid for their widows until the year 1850, when the last of them died."
)
RIGHT = (
    "The lighthouse came later. Its keeper, Ada Lund, lit it every evening for thirty-one years. She wrote down each "
    "ship that passed in a book which the museum shows today."
)
# What is the same on page after page but for a number is furniture, and rightly so.
ITEMS = ["".join(letters) for letters in product("bdfglmn", "aeiou", "krst", "eo", "ln")]


def in_order(document: Document, *pieces: str) -> None:
    """The pieces stand in the text, one after the other, each within one sentence."""
    after = 0
    for piece in pieces:
        start = document.text.index(piece, after)
        number = document.sentence_at(start)
        assert number is not None and piece in document.sentence_text(number)
        after = start + len(piece)


def column(text: str, x: int) -> list[Line]:
    return [(x, 700 - 13 * number, 10, line) for number, line in enumerate(textwrap.wrap(text, 40))]


def test_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(pdf([[(72, 740, 18, "Ostby"), *column(LEFT, 72), *column(RIGHT, 330)]]))
    document = open_document(path)
    in_order(
        document, "Ostby", "dug in 1811 by soldiers of the third regiment.", "The lighthouse came later.", "Ada Lund"
    )


def test_a_book_of_300_pages(tmp_path: Path) -> None:
    """Running heads, page numbers and words cut at the ends of lines are nowhere; pages and chapters are right."""
    pages = []
    for number in range(1, 301):
        lines = textwrap.wrap(f"{LEFT} {RIGHT}", 80)
        lines += [f"At the end of page {number} the council de-", f"cided to send the {ITEMS[number]} home."]
        heading = f"Chapter {number // 20 + 1}" if number % 20 == 1 else ""
        pages.append(page(*lines, head="The Harbour of Ostby", foot=str(number), heading=heading))
    path = tmp_path / "book.pdf"
    path.write_bytes(pdf(pages))
    document = open_document(path)
    assert len(document.page_starts) == 300
    assert [heading.title for heading in document.outline] == [f"Chapter {number}" for number in range(1, 16)]
    assert [heading.page for heading in document.outline] == list(range(1, 301, 20))
    for number in (1, 2, 150, 300):
        said = f"At the end of page {number} the council decided to send the {ITEMS[number]} home."
        place = document.sentence_at(document.text.index(said))
        assert place is not None
        sentence = document.sentences[place]
        assert (document.sentence_text(place), sentence.page) == (said, number)
        assert sentence.heading == f"Chapter {(number - 1) // 20 + 1}"
    assert document.text.count("The Harbour of Ostby") <= 1
    assert "\n150\n" not in document.text


def test_a_word_file_with_lists_and_a_table(tmp_path: Path) -> None:
    def item(text: str) -> str:
        numbering = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        return f'<w:p><w:pPr><w:pStyle w:val="ListParagraph"/>{numbering}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'

    rows = [("Year", "Keeper"), ("1871", "Ada Lund"), ("1902", "Per Holm")]
    cells = "".join("<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows)
    body = (
        paragraph("Keepers", "Heading1") + paragraph("There were two.") + item("Lund came first.")
        + item("Holm came second.") + f"<w:tbl>{cells}</w:tbl>" + paragraph("The light is out now.")
    )  # fmt: skip
    document = open_document(docx(tmp_path / "a.docx", body))
    in_order(
        document, "Keepers", "There were two.", "Lund came first.", "Holm came second.", "1871 | Ada Lund",
        "1902 | Per Holm", "The light is out now.",
    )  # fmt: skip


def test_a_book_with_chapters(tmp_path: Path) -> None:
    chapters = [f"<h1>Chapter {number}</h1><p>{text}</p>" for number, text in enumerate((LEFT, RIGHT), start=1)]
    document = open_document(epub(tmp_path / "a.epub", *chapters))
    in_order(document, "Chapter 1", "eleven men drowned", "Chapter 2", "Ada Lund")
    place = document.sentence_at(document.text.index("Ada Lund"))
    assert place is not None and document.sentences[place].heading == "Chapter 2"


def test_a_web_page_without_what_is_around_it(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        f"<!doctype html><html><head><title>t</title><script>var secret = 1;</script></head><body><nav><ul>"
        f"<li><a href='/'>Home</a></li><li><a href='/b'>Imprint</a></li></ul></nav><main><h1>Ostby</h1><p>{LEFT}</p>"
        "<table><tr><th>Year</th><th>Keeper</th></tr><tr><td>1871</td><td>Ada Lund</td></tr></table>"
        "<script>track()</script></main></body></html>",
        encoding="utf-8",
    )
    document = open_document(path)
    in_order(document, "Ostby", "eleven men drowned", "Year | Keeper", "1871 | Ada Lund")
    assert not any(word in document.text for word in ("secret", "track", "<"))


def test_markdown_with_code(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        f"# Ostby\n\n{LEFT}\n\n```python\n# a remark\nkeepers = ['Lund']\n```\n\n1. First\n2. Second\n", "utf-8"
    )
    document = open_document(path)
    in_order(document, "Ostby", "eleven men drowned", "# a remark", "keepers = ['Lund']", "First", "Second")
    assert [heading.title for heading in document.outline] == ["Ostby"]
    assert "```" not in document.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252"])
def test_texts_however_they_were_saved(tmp_path: Path, encoding: str) -> None:
    text = "Der Wärter zündete jeden Abend das Licht an. Die Stadt zahlte für die Witwen, über vierzig Jahre lang."
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    document = open_document(path)
    assert document.text == text
    assert len(document.sentences) == 2
