"""Small files of many formats, made by hand."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

Line = tuple[int, int, int, str]  # x, y, size of the letters, text


def pdf(pages: Sequence[Sequence[Line]], *, bookmarks: Sequence[tuple[str, int]] = (), locked: bool = False) -> bytes:
    """A PDF in Helvetica, its lines at their places; `bookmarks` are titles and pages from 1; `locked` asks for a
    password that nobody knows."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    outlines = 4 + 2 * len(pages)
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {f'/Outlines {outlines} 0 R' if bookmarks else ''} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> "
            + f"/Contents {5 + 2 * number} 0 R >>".encode()
        )
        drawn = b"".join(
            b"BT /F1 %d Tf %d %d Td (%s) Tj ET\n" % (size, x, y, _escaped(text)) for x, y, size, text in lines
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    objects += _bookmarks(bookmarks, outlines) if bookmarks else []
    data, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00><00>]" % (b"11" * 32, b"22" * 32)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"<< /Size %d /Root 1 0 R %s >>" % (len(objects) + 1, lock if locked else b"")
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    return data + head + table + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(data))


def _bookmarks(bookmarks: Sequence[tuple[str, int]], number: int) -> list[bytes]:
    last = number + len(bookmarks)
    objects = [b"<< /Type /Outlines /First %d 0 R /Last %d 0 R >>" % (number + 1, last)]
    for place, (title, page) in enumerate(bookmarks, start=number + 1):
        following = b"/Next %d 0 R" % (place + 1) if place < last else b""
        objects.append(
            b"<< /Title (%s) /Parent %d 0 R %s /Dest [%d 0 R /XYZ 0 743 0] >>"
            % (_escaped(title), number, following, 2 + 2 * page)
        )
    return objects


def page(*lines: str, head: str = "", foot: str = "", heading: str = "") -> list[Line]:
    """A page of `lines` of 10 points, with a heading of 18, a running head and a foot."""
    drawn: list[Line] = [(72, 760, 9, head)] if head else []
    drawn += [(72, 725, 18, heading)] if heading else []
    drawn += [(72, 690 - 13 * number, 10, line) for number, line in enumerate(lines) if line]
    return drawn + ([(300, 40, 9, foot)] if foot else [])


def _escaped(text: str) -> bytes:
    return text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def archive(path: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, text in members.items():
            file.writestr(name, text)
    return path


def docx(path: Path, body: str) -> Path:
    """A Word file whose body is `body`, in WordprocessingML with the prefix "w"."""
    office = "http://schemas.openxmlformats.org"
    return archive(
        path,
        {
            "[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
            'PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            'wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
            "</Relationships>",
            "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{body}</w:body>'
            "</w:document>",
        },
    )


def epub(path: Path, *chapters: str) -> Path:
    """An e-book of XHTML chapters."""
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    members = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "b.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Book</dc:title><dc:identifier id="i">x'
        f"</dc:identifier></metadata><manifest>{items}</manifest><spine>{spine}</spine></package>",
    }
    for number, chapter in enumerate(chapters):
        members[f"c{number}.xhtml"] = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{chapter}</body></html>'
    return archive(path, members)
