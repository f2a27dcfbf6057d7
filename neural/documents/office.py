"""Word files, e-books and web pages: each becomes Markdown first, and blocks from there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from neural.documents.encoding import decode
from neural.documents.extraction import extract
from neural.documents.markup import markdown_blocks
from neural.documents.segment import Block
from neural.documents.standins import with_stand_ins, without_stand_ins

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
EPUB = "application/epub+zip"
RTF = "application/rtf"

NAMES = {DOCX: "Word file", ODT: "OpenDocument text", EPUB: "e-book", RTF: "RTF file"}

_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
# kreuzberg turns what stands in the head into front matter, and drawings into pictures with their source for
# a name.
_ASIDE = re.compile(
    r"<(head|title|svg|script|style)\b[^>]*>.*?</\1\s*>|<meta\b[^>]*>|<!--.*?-->", re.IGNORECASE | re.DOTALL
)
# Raised and lowered letters, which no Markdown knows: x^2^, H~2~O.
_RAISED = re.compile(r"(?<!\\)\^([^\s^]{1,12})\^|(?<![~\\])~([^\s~]{1,12})~(?!~)")
_CHARSET_BYTES = 2048


def office_blocks(data: bytes, mime: str, path: Path) -> Iterator[Block]:
    """The blocks of a file of one of the formats in `NAMES`. Raises DragomanError where it is damaged."""
    if mime != DOCX:
        yield from markdown_blocks(extract(data, mime, path, NAMES[mime]).content, html=False)
        return
    content = extract(with_stand_ins(data), mime, path, NAMES[mime]).content
    for block in markdown_blocks(_RAISED.sub(r"\1\2", content), html=False):
        yield replace(block, text=without_stand_ins(block.text))


def html_blocks(data: bytes, path: Path) -> Iterator[Block]:
    """The blocks of a web page: what it shows, without menus and scripts."""
    page = _ASIDE.sub("", _page_text(data))
    return markdown_blocks(extract(page.encode("utf-8", "replace"), "text/html", path, "web page").content)


def _page_text(data: bytes) -> str:
    """The page's characters. The encoding it names holds where it fits, as it does in a browser."""
    named = _CHARSET.search(data[:_CHARSET_BYTES])
    if named and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        # Browsers read "iso-8859-1" as cp1252, its superset; UTF-8 that calls itself something else is still
        # UTF-8.
        name = named[1].decode("ascii").lower()
        for encoding in ("utf-8", "cp1252" if name in {"iso-8859-1", "latin1", "us-ascii"} else name):
            try:
                return data.decode(encoding)
            except (UnicodeDecodeError, LookupError):
                continue
    return decode(data) or data.decode("utf-8", "replace")
