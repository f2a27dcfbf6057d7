from __future__ import annotations

import pytest

from neural.documents.opening import document_from_text


@pytest.mark.parametrize("end", ["", "\n", "\f", "\f\n"])
def test_form_feeds_begin_pages(end: str) -> None:
    document = document_from_text(f"The mill is old.\n\fIt grinds rye.\f\fAnd wheat.{end}", "mill.txt")
    assert "\f" not in document.text
    assert [(document.sentence_text(i), s.page) for i, s in enumerate(document.sentences)] == [
        ("The mill is old.", 1),
        ("It grinds rye.", 2),
        ("And wheat.", 4),
    ]
    assert [document.page_at(s.start) for s in document.sentences] == [1, 2, 4]


def test_without_form_feeds_there_are_no_pages() -> None:
    document = document_from_text("The mill is old.", "mill.txt")
    assert document.page_starts == () and document.sentences[0].page is None
