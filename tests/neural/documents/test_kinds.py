"""The sort of a file, by its bytes before its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from neural.documents.kinds import Kind, kind_of
from neural.documents.office import DOCX, EPUB, RTF
from tests.neural.documents.files import docx, epub, page, pdf


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.PDF", b"anything", Kind.PDF),
        ("a.txt", b"\n\n" + pdf([page("x")]), Kind.PDF),
        ("a.rtf", b"{\\rtf1 x}", Kind.OFFICE),
        ("a.htm", b"<p>x", Kind.HTML),
        ("a", b"\n <HTML><p>x", Kind.HTML),
        ("README.MD", b"# x", Kind.MARKDOWN),
        ("a.py", b"x = 1", Kind.VERBATIM),
        ("a.csv", b"x,y", Kind.VERBATIM),
        ("a.txt", b"x", Kind.PLAIN),
        ("README", b"x", Kind.PLAIN),
        ("a.unknown", b"x", Kind.PLAIN),
    ],
)
def test_kinds(name: str, data: bytes, kind: Kind) -> None:
    assert kind_of(data, Path(name))[0] is kind


def test_archives_by_what_they_hold(tmp_path: Path) -> None:
    word = docx(tmp_path / "a", "<w:p/>").read_bytes()
    book = epub(tmp_path / "b", "<p>x</p>").read_bytes()
    assert kind_of(word, Path("a.epub")) == (Kind.OFFICE, DOCX)
    assert kind_of(book, Path("a.docx")) == (Kind.OFFICE, EPUB)
    assert kind_of(b"{\\rtf1 x}", Path("a.doc")) == (Kind.OFFICE, RTF)
