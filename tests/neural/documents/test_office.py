"""Word files, e-books, other office files and web pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from neural.documents.document import Document
from neural.documents.opening import open_document
from tests.neural.documents.files import archive, docx, epub

PAGE = """<!doctype html><html><head><title>Not shown</title><meta charset="{}"><style>p {{}}</style></head>
<body><nav><a href="/">Menu</a></nav><h1>The Caf\u00e9</h1><p>It <b>opened</b> in
<a href="x">1990</a>.<br>It closed.</p><script>var no;</script><!-- no -->
<ul><li>tea<li>cake</ul><table><tr><th>City<th>People</tr><tr><td>Ulm<td>126</tr></table></body></html>"""


def headings(document: Document) -> dict[str, str]:
    return {document.sentence_text(number): each.heading for number, each in enumerate(document.sentences)}


def paragraph(text: str, style: str = "") -> str:
    shape = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{shape}<w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def test_word_file(tmp_path: Path) -> None:
    body = paragraph("Loans", "Heading1") + paragraph("The rate is 3 %. It *may* rise &amp; fall.")
    row = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("Ulm", "126"))
    document = open_document(docx(tmp_path / "a.docx", f"{body}<w:tbl><w:tr>{row}</w:tr></w:tbl>"))
    assert document.text == "Loans\n\nThe rate is 3 %. It *may* rise & fall.\n\nUlm | 126"
    assert headings(document)["The rate is 3 %."] == "Loans"
    assert document.page_starts == ()


def test_nothing_is_lost_to_xml(tmp_path: Path) -> None:
    text = "R&amp;D: 5 &lt; 6 &gt; 4, caf&#233; &#x26; &quot;Tom&apos;s&quot;, &lt;b&gt; # snake_case a&#0;b"
    document = open_document(docx(tmp_path / "a.docx", paragraph(text) + paragraph("# no heading &amp;amp;")))
    assert document.text == 'R&D: 5 < 6 > 4, café & "Tom\'s", <b> # snake_case ab\n\n# no heading &amp;'


def test_raised_letters_and_struck_ones(tmp_path: Path) -> None:
    def run(text: str, shape: str) -> str:
        return f"<w:r><w:rPr>{shape}</w:rPr><w:t>{text}</w:t></w:r>"

    runs = (
        run("x", "") + run("2", '<w:vertAlign w:val="superscript"/>') + run("old", "<w:strike/>") + run("new", "<w:b/>")
    )
    assert open_document(docx(tmp_path / "a.docx", f"<w:p>{runs}</w:p>")).text == "x2oldnew"


def test_tags_in_the_text_of_a_book_are_text(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", "<p>Use &lt;div&gt; &amp; <code>&lt;b&gt;</code>.<br/>Then x<sup>2</sup>.</p>")
    assert open_document(path).text == "Use <div> & <b>.\nThen x2."


def test_a_book_is_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", "<h1>Zenith</h1><p>It began <i>here</i>.</p>", "<h2>Abyss</h2><p>It\nended.</p>")
    document = open_document(path)
    assert document.text == "Zenith\n\nIt began here.\n\nAbyss\n\nIt ended."
    assert headings(document)["It ended."] == "Abyss"


def test_open_document_text(tmp_path: Path) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:text="{office}:text:1.0"><office:body>'
        '<office:text><text:h text:outline-level="1">Loans</text:h><text:p>The rate <text:span>is</text:span> low.'
        "</text:p></office:text></office:body></office:document-content>"
    )
    path = archive(tmp_path / "a.odt", {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content})
    assert open_document(path).text == "Loans\n\nThe rate is low."


def test_rich_text(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}\f0 The \b rate\b0  is low.\par Caf\'e9.\par}")
    assert open_document(path).text == "The rate is low.\n\nCafé."


@pytest.mark.parametrize(
    ("named", "written"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "latin-1"),
        ("iso-8859-1", "utf-8"),
        ("no-such", "utf-8"),
        ("utf-16", "utf-16"),
    ],
)
def test_web_page_in_any_encoding(tmp_path: Path, named: str, written: str) -> None:
    path = tmp_path / "a.html"
    path.write_bytes(PAGE.format(named).encode(written))
    document = open_document(path)
    assert document.text == "The Café\n\nIt opened in 1990.\nIt closed.\n\n• tea\n• cake\n\nCity | People\nUlm | 126"


def test_marks_in_the_text_of_a_page_are_text(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<p># R&amp;D *x* _y_ &lt;b&gt; [z](w) &amp;amp;</p><p>1. one</p>", encoding="utf-8")
    assert open_document(path).text == "# R&D *x* _y_ <b> [z](w) &amp;\n\n1. one"


def test_web_page_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "saved"
    path.write_text("  <!DOCTYPE HTML><p>Hello <i>you</i>.", encoding="utf-8")
    assert open_document(path).text == "Hello you."
