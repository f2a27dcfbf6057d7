"""A text with Markdown in it, drawn as such while it grows. Imported only where there is one: it loads slowly."""

from __future__ import annotations

from markdown_it import MarkdownIt
from textual.widgets import Markdown

from tui import safe


def _parser() -> MarkdownIt:
    return MarkdownIt("js-default")  # HTML is text like any other here, and addresses are no links


class GrowingMarkdown(Markdown):
    """Only what is new is parsed and drawn, so that nothing flickers. Links lead nowhere: a text is only to be read."""

    def __init__(self) -> None:
        super().__init__(classes="output", parser_factory=_parser, open_links=False)
        self._taken = 0

    def show(self, text: str, *, growing: bool) -> None:
        """Shows `text`, which begins with all that was shown before."""
        self.display = bool(text) or growing
        fresh, self._taken = text[self._taken :], len(text)
        if fresh:
            # Each line stands by itself, as it was sent: Markdown would run the lines of a paragraph together.
            self.call_next(self.append, safe.text(fresh).replace("\n", "  \n"))
