"""Markdown without its signs. What is no Markdown stays as it is, to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_BARE = {"paragraph_open", "paragraph_close", "inline", "text", "softbreak"}


def is_markdown(text: str) -> bool:
    """Whether `text` uses any of Markdown's signs: headings, lists, emphasis, links, code, tables …"""
    return any(token.type not in _BARE for token in _all(_parse(text)))


def from_markdown(text: str) -> str:
    """The words of `text`: list items begin with a dash, code stays as it is, links lose their addresses."""
    if not is_markdown(text):
        return text
    blocks: list[str] = []
    item, depth = "", 0
    for token in _parse(text):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
        elif token.type == "list_item_open":
            item = "  " * (depth - 1) + (f"{token.info}. " if token.info else "- ")
        elif token.type == "inline":
            blocks.append(item + _words(token))
            item = ""
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip("\n"))
    return "\n".join(blocks)


def _parse(text: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt().enable(["table", "strikethrough"]).parse(text)


def _all(tokens: list[Token]) -> list[Token]:
    return [found for token in tokens for found in (token, *(token.children or ()))]


def _words(inline: Token) -> str:
    parts = []
    for token in inline.children or ():
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type in ("text", "code_inline", "image", "html_inline"):
            parts.append(token.content)
    return "".join(parts)
