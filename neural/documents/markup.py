"""Markdown to blocks that read as prose: its marks go, its words, code and tables stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from neural.documents.segment import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:?")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def markdown_blocks(text: str, *, html: bool = True) -> Iterator[Block]:
    """The blocks of Markdown `text`, in order. Front matter, comments and pictures are left out.

    `html` tells whether tags in it are marks, as they are in Markdown, or words.
    """
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": html}).enable(["table", "strikethrough"])
    tokens = parser.parse(_FRONT_MATTER.sub("", text))
    depth, prefix, cells = 0, "", list[str]()
    rows: list[str] = []
    level = 1
    in_heading = in_table = False
    for token in tokens:
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                prefix = "  " * (depth - 1) + (f"{token.info}{token.markup} " if token.info else "• ")
            case "list_item_close":
                prefix = ""
            case "heading_open" | "heading_close":
                in_heading, level = token.nesting > 0, int(token.tag[1:])
            case "table_open":
                in_table, rows = True, []
            case "tr_open":
                cells = []
            case "tr_close":
                rows.append(" | ".join(cells))
            case "table_close":
                in_table = False
                yield Block(text="\n".join(rows), kind="verbatim")
            case "fence" | "code_block":
                yield Block(text=token.content, kind="verbatim")
            case "html_block":
                yield Block(text=_html_text(token.content))
            case "inline" if in_table:
                cells.append(" ".join(_inline_text(token).split()))
            case "inline" if in_heading:
                yield Block(text=" ".join(_inline_text(token).split()), kind="heading", level=level)
            case "inline":
                yield Block(text=_inline_text(token), kind="item" if depth else "prose", prefix=prefix)
                prefix = ""


def _inline_text(token: Token) -> str:
    children = token.children or []
    text = "".join(map(_piece, children))
    if not text.strip():  # nothing but pictures: what they show is better than nothing
        text = " ".join(child.content for child in children if child.type == "image")
    return _FOOTNOTE.sub("", text)


def _piece(token: Token) -> str:
    match token.type:
        case "text" | "code_inline" | "text_special":
            return token.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "html_inline":
            return "\n" if _BREAK.fullmatch(token.content) else ""
    return ""


class _TextOnly(HTMLParser):
    """Collects the text of a piece of HTML, with line breaks where its blocks end."""

    _SILENT = frozenset({"script", "style", "template", "svg"})
    _INLINE = frozenset(
        {"a", "abbr", "b", "code", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self._silent += tag in self._SILENT
        if tag not in self._INLINE and tag not in self._SILENT:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in self._SILENT))
        if tag not in self._INLINE and tag not in self._SILENT:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(" ".join(f"|{data}|".split())[1:-1])


def _html_text(html: str) -> str:
    parser = _TextOnly()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).split("\n"))
    return "\n".join(line for line in lines if line)
