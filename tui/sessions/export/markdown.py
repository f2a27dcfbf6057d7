"""A conversation as Markdown: what anybody wrote stays text, whatever signs are in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tui import safe
from tui.sessions.export.messages import Message

_INLINE = re.compile(r"([\\`*_\[\]<>&|~])")
# What begins a heading, a list, a rule or an underline where it stands first in a line.
_BLOCK = re.compile(r"^(?:([#+\-=:])|(\d+)([.)]))")


def render(title: str, messages: Iterable[Message]) -> str:
    """The whole page."""
    return "\n\n".join([f"# {escape(safe.line(title))}", *(_message(message) for message in messages)]) + "\n"


def escape(text: str) -> str:
    """`text` so that it reads as it is; its line breaks stay."""
    lines = [_line(line.strip()) for line in safe.text(text).split("\n")]
    # A backslash breaks the line; before an empty line it would stand there itself.
    pairs = zip(lines, [*lines[1:], ""], strict=True)
    return "\n".join(line + "\\" * bool(line and following) for line, following in pairs).strip("\n")


def reply(message: Message) -> str:
    """What came of it, without what was said."""
    parts = []
    if message.reply:
        parts.append(escape(message.reply))
    if message.evidence:
        start, end = message.span
        sentence = safe.line(message.evidence)
        head, marked, tail = (
            _INLINE.sub(r"\\\1", part) for part in (sentence[:start], sentence[start:end], sentence[end:])
        )
        parts.append(f"“{head}**{marked}**{tail}”" if marked.strip() else f"“{head}{marked}{tail}”")
    if message.remark:
        parts.append(f"<sub>{escape(message.remark)}</sub>")
    return "\n\n".join(parts)


def _message(message: Message) -> str:
    said = _quoted(escape(message.said)) if message.said else ""
    return "\n\n".join(filter(None, (said, reply(message))))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _line(line: str) -> str:
    line = _INLINE.sub(r"\\\1", line)
    return _BLOCK.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)
