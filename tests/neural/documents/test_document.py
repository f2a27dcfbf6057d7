"""Where an offset stands: its page, its sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from neural.documents.document import Document, Sentence, distinct_name

TEXT = "One two. Three."
DOCUMENT = Document(
    name="a",
    path="a",
    text=TEXT,
    sentences=(Sentence(start=0, end=8, paragraph=0, page=1), Sentence(start=9, end=15, paragraph=0, page=2)),
    digest="",
    page_starts=(0, 9),
)
EMPTY = Document(name="b", path="b", text="", sentences=(), digest="")


@pytest.mark.parametrize(
    ("offset", "sentence", "page"), [(0, 0, 1), (7, 0, 1), (8, 0, 1), (9, 1, 2), (14, 1, 2), (99, 1, 2)]
)
def test_places(offset: int, sentence: int, page: int) -> None:
    assert DOCUMENT.sentence_at(offset) == sentence
    assert DOCUMENT.page_at(offset) == page


def test_texts_and_words() -> None:
    assert [DOCUMENT.sentence_text(number) for number in (0, 1)] == ["One two.", "Three."]
    assert DOCUMENT.word_count == 3


def test_a_document_without_anything() -> None:
    assert EMPTY.sentence_at(0) is None
    assert EMPTY.page_at(0) is None
    assert EMPTY.word_count == 0


def test_names_that_clash_take_their_folders_with_them() -> None:
    assert distinct_name("/a/x/one.txt", []) == "one.txt"
    assert distinct_name("/a/x/one.txt", ["one.txt"]) == str(Path("x/one.txt"))
    assert distinct_name("/a/x/one.txt", ["one.txt", str(Path("x/one.txt"))]) == str(Path("a/x/one.txt"))
    assert distinct_name("pipe", ["pipe"]) == "pipe (2)"
