"""PDF: the right text on the right page."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from neural.documents.document import Document
from neural.documents.opening import open_document
from tests.neural.documents.files import Line, page, pdf

STORY = textwrap.wrap(
    "The bridge was built in 1990 by the people of the town, who had waited for it a long time. It crosses the river "
    "near the old mill and is three hundred metres long, which is more than any other bridge in the land can claim.",
    80,
)
FILLER = textwrap.wrap(
    "Nothing much happened in the years that came after, and the town was glad of it. The mill was sold twice and "
    "the church got a new roof. In winter the river froze over, so that the children could cross it on foot.",
    80,
)


def opened(tmp_path: Path, *pages: list[Line]) -> Document:
    path = tmp_path / "book.pdf"
    path.write_bytes(pdf(pages))
    return open_document(path)


def place_of(document: Document, words: str) -> tuple[int | None, str]:
    offset = document.text.index(words)
    number = document.sentence_at(offset)
    assert number is not None
    sentence = document.sentences[number]
    assert document.page_at(offset) == sentence.page
    return sentence.page, sentence.heading


def test_pages_headings_and_paragraphs(tmp_path: Path) -> None:
    document = opened(
        tmp_path,
        page(*STORY, "", *FILLER, heading="Chapter One"),
        page(*FILLER),
        page(*FILLER, "The secret was silver.", heading="Chapter Two"),
    )
    assert len(document.page_starts) == 3
    assert " ".join(STORY) in document.text
    assert place_of(document, "It crosses the river") == (1, "Chapter One")
    assert place_of(document, "The secret was silver.") == (3, "Chapter Two")
    first = {document.sentences[n].paragraph for n in range(3)}
    assert len(first) == 2  # the heading; the two sentences of the story together


def test_a_sentence_that_crosses_pages_is_whole(tmp_path: Path) -> None:
    document = opened(tmp_path, page(*FILLER, STORY[0]), page(*STORY[1:], *FILLER))
    number = document.sentence_at(document.text.index("The bridge"))
    assert number is not None
    assert document.sentence_text(number) == " ".join(STORY).split(". ")[0] + "."
    assert document.sentences[number].page == 1
    assert document.page_at(document.text.index(STORY[1][:20])) == 2


def test_running_heads_and_page_numbers_are_gone(tmp_path: Path) -> None:
    pages = [page(f"{name} was the word of this day and it was a long one.", head="A History", foot=f"Page {number}")
             for number, name in enumerate(["Ash", "Birch", "Cedar", "Date", "Elm"], start=1)]  # fmt: skip
    document = opened(tmp_path, *pages)
    assert "Page" not in document.text
    assert document.text.count("A History") == 1
    assert place_of(document, "Elm was")[0] == 5


def test_words_cut_at_the_end_of_a_line_are_whole(tmp_path: Path) -> None:
    document = opened(tmp_path, page("The inter-", "national treaty was signed by a well-", "known king."))
    assert document.text == "The international treaty was signed by a well-known king."


def test_rows_of_a_table_and_lines_of_an_address_stay_apart(tmp_path: Path) -> None:
    document = opened(tmp_path, page(*STORY, "", "Ulm 126,000 118", "Bonn 330,000 141"))
    assert "Ulm 126,000 118\nBonn 330,000 141" in document.text


def test_bullets_and_leaders(tmp_path: Path) -> None:
    document = opened(tmp_path, page("Contents . . . . . . . . 3", "", "", "• bread and some butter", "", "• wine"))
    assert "Contents … 3" in document.text
    assert "wine" in [document.sentence_text(number) for number in range(len(document.sentences))]


def test_a_blank_page_counts(tmp_path: Path) -> None:
    document = opened(tmp_path, page(*STORY), [], page("The end came soon."))
    assert place_of(document, "The end came soon.")[0] == 3


@pytest.mark.parametrize("fonttype", [3, 42])
def test_embedded_fonts(tmp_path: Path, fonttype: int) -> None:
    import matplotlib
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    path = tmp_path / "drawn.pdf"
    with matplotlib.rc_context({"pdf.fonttype": fonttype}), PdfPages(path) as pages:
        for words in (STORY, FILLER):
            figure = Figure(figsize=(8.3, 11.7))
            figure.text(0.1, 0.8, "\n".join(words), size=10)
            pages.savefig(figure)
    document = open_document(path)
    assert len(document.page_starts) == 2
    assert place_of(document, "It crosses the river")[0] == 1
    assert place_of(document, "children could cross it on foot")[0] == 2
