"""A conversation as one HTML file that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape as escape_html

from tui import safe
from tui.sessions.export.messages import Message

_STYLE = """
:root { color-scheme: light dark;
  --ink: #2b2722; --ground: #faf6ee; --soft: #5b6b78; --said: #f2ecdf; --mark: #f0d9a8; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ddd8cc; --ground: #15181d; --soft: #8a9ba8; --said: #1b1f26; --mark: #5c4a24; } }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color: var(--ink); background: var(--ground);
  font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.4rem; }
article { margin: 2rem 0; overflow-wrap: anywhere; }
p, blockquote { margin: .6rem 0; white-space: pre-wrap; }
.said { background: var(--said); padding: .6rem 1rem; border-radius: .4rem; }
blockquote { border-left: .2rem solid var(--soft); padding-left: 1rem; }
.remark { color: var(--soft); font-size: .85rem; }
mark { background: var(--mark); color: inherit; }
"""


def render(title: str, messages: Iterable[Message]) -> str:
    """The whole page."""
    name = escape(safe.line(title))
    articles = "\n".join(f"<article>\n{_message(message)}\n</article>" for message in messages)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{name}</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>{name}</h1>
{articles}
</body>
</html>
"""


def escape(text: str) -> str:
    """`text` as it is, with nothing in it that a browser would obey."""
    return escape_html(safe.text(text), quote=True)


def _message(message: Message) -> str:
    parts = []
    if message.said:
        parts.append(f'<p class="said" dir="auto">{escape(message.said)}</p>')
    if message.reply:
        parts.append(f'<p class="reply" dir="auto">{escape(message.reply)}</p>')
    if message.evidence:
        start, end = message.span
        head, span, tail = (escape(part) for part in _split(message.evidence, start, end))
        parts.append(f'<blockquote dir="auto">{head}<mark>{span}</mark>{tail}</blockquote>')
    if message.remark:
        parts.append(f'<p class="remark">{escape(message.remark)}</p>')
    return "\n".join(parts).replace("<mark></mark>", "")


def _split(text: str, start: int, end: int) -> tuple[str, str, str]:
    return text[:start], text[start:end], text[end:]
