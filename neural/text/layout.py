"""What of a line is text and what is its frame: bullets, heading marks, quote marks, table bars, whole lines of code.

The frame is kept as it is. Markdown's rules are followed as far as one can that looks at a line once and goes on.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Piece(NamedTuple):
    """A part of a line: text to translate, or frame."""

    text: str
    is_text: bool


_PREFIX = re.compile(
    r"\s*(?:>\s*)*"  # quotes
    r"(?:(?:[-*+•‣▪◦·–—]+|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])(?=\s)\s+)?"  # bullets and numbers of lists
    r"(?:\[[ xX]\]\s+)?(?:#{1,6}\s+)?(?:\[\^[^\]\s]+\]:\s+)?"  # boxes to tick, headings, footnotes
)
_SUFFIX = re.compile(r"(?:\s+#{1,6}|\s*\\)?\s*\Z")
_FENCE = re.compile(r"\s*(?:>\s*)*(`{3,}|~{3,4}(?!~))[^`]*$")
_TABLE_BAR = re.compile(r"\s*(?<!\\)\|\s*|\s+[│┃║]\s+")
_TABLE = re.compile(r"\s*\|.*\||.*\s\|\s")
_BLOCK_TAG = re.compile(
    r"\s*</?(?:p|br|hr|div|h[1-6]|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|td|th|section|article|header|footer|main|nav"
    r"|blockquote|pre|html|head|body|title|form|label|option|select|figure|figcaption|summary|details)\b[^<>]*>\s*",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"\s{0,3}\[(?!\^)[^\]]+\]:\s*\S+")
_COMMENT_BEGINS = re.compile(r"\s*<!--(?!.*-->)")
_MATTER_LINE = re.compile(r"[\w-]+\s*:(?:\s|\Z)|\s+\S|-\s|#")
_MAIL_HEADER = re.compile(
    r"(?:>\s*)*(?:(?:From|To|Cc|Bcc|Reply-To|Von|An|De|À|Para):.*@|(?:Date|Message-ID|Received|MIME-Version|Content-[\w-]+):)",
    re.IGNORECASE,
)
_PROMPT = re.compile(r"\s*(?:\$ |>>> |#!|[A-Z]:\\.*> |PS> )")
_INDENTED_CODE = re.compile(r"(?: {4}|\t)\s*(?=.*(?:[{}();=<>$\\]|::|\s--?\w|//|^\s*import\s)).*[^.!?…]\s*\Z")
_LETTER = re.compile(r"[^\W\d_]")


class Layout:
    """Splits lines in order; remembers from one to the next whether they are code."""

    def __init__(self) -> None:
        self._fence: str | None = None
        self._begun = self._matter = self._comment = False

    def split(self, line: str) -> list[Piece]:
        """`line` in pieces that join to it again. No text piece begins or ends with white space."""
        if self._is_matter(line) or self._is_comment(line) or self._is_code(line) or _is_frame(line):
            return [Piece(line, False)] if line else []
        prefix = _prefix(line)
        suffix = _SUFFIX.search(line, len(prefix))
        assert suffix is not None  # it may be empty
        middle = line[len(prefix) : suffix.start()]
        pieces = [Piece(prefix, False), *_cells(middle), Piece(suffix[0], False)]
        return [piece for piece in pieces if piece.text]

    def _is_matter(self, line: str) -> bool:
        """Within what describes a page at its beginning: keys and values between two lines of ---."""
        if not self._begun:
            self._begun, self._matter = True, line.rstrip() == "---"
            return self._matter
        if self._matter and (line.rstrip() in ("---", "...") or not _MATTER_LINE.match(line)):
            self._matter = False
            return line.rstrip() in ("---", "...")
        return self._matter

    def _is_comment(self, line: str) -> bool:
        """Within a comment of more than one line."""
        begins = self._fence is None and _COMMENT_BEGINS.match(line) is not None
        inside = self._comment or begins
        self._comment = begins or (self._comment and "-->" not in line)
        return inside

    def _is_code(self, line: str) -> bool:
        fence = _FENCE.match(line)
        if self._fence is None:
            self._fence = fence[1] if fence else None
            return fence is not None
        marks = line.strip().lstrip("> ")
        if fence and marks == marks[0] * len(marks) and marks.startswith(self._fence):
            self._fence = None
        return True


def _is_frame(line: str) -> bool:
    return (
        _LETTER.search(line) is None
        or _DEFINITION.match(line) is not None
        or _MAIL_HEADER.match(line) is not None
        or _PROMPT.match(line) is not None
        or _INDENTED_CODE.match(line) is not None
    )


def _prefix(line: str) -> str:
    found = _PREFIX.match(line)
    return found[0] if found else ""


def _cells(text: str) -> list[Piece]:
    """Cells of a table, and what stands between block tags of HTML."""
    marks = [m.span() for m in _BLOCK_TAG.finditer(text)] if "<" in text else []
    if _TABLE.match(text) or "│" in text:
        marks += [m.span() for m in _TABLE_BAR.finditer(text) if not _in_code(text, m.start())]
    pieces, at = [], 0
    for start, end in sorted(marks):
        if start >= at:
            pieces += [_cell(text[at:start]), Piece(text[start:end], False)]
            at = end
    return [*pieces, _cell(text[at:])]


def _cell(text: str) -> Piece:
    return Piece(text, _LETTER.search(text) is not None)


def _in_code(text: str, place: int) -> bool:
    return text.count("`", 0, place) % 2 == 1
