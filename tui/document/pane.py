"""The document pane: a line that tells where one is, the text, its outline and a search."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static

from neural.documents.document import Document
from neural.events import Progress
from tui import safe
from tui.document.outline import Outline
from tui.document.reading import Match, Reading, match_after, search, section_at, sections
from tui.document.text_view import TextView
from tui.view_keys import DOCUMENT, bindings
from tui.widgets import drawing
from tui.widgets.key_line import KeyHint, KeyLine

_SEARCH_AT_ONCE = 200_000  # characters; a longer text is searched in a thread
_KEYS: tuple[KeyHint, ...] = (
    ("/", "search", "find"),
    ("o", "outline", "outline"),
    ("Tab", "prompt", "prompt"),
    ("Esc", "close", "close"),
)
_FOUND: tuple[KeyHint, ...] = (("n", "next", "step(1)"), ("N", "before", "step(-1)"), ("Esc", "clear", "close"))


class DocumentPane(Vertical):
    """Hidden until a document is shown. Stands beside the chat where there is room and over it where there is none."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(DOCUMENT)

    class Left(Message):
        """The user goes back to the prompt; `closed` tells that the pane is gone."""

        def __init__(self, *, closed: bool) -> None:
            self.closed = closed
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="document")
        self.display = False
        self.reading: Reading | None = None
        self._awaited: str | None = None
        self._matches: list[Match] = []
        self._current = -1

    def compose(self) -> ComposeResult:
        with Horizontal(classes="head"):
            yield Static("", classes="name", markup=False)
            yield Static("", classes="where", markup=False)
        with Horizontal(classes="body"):
            yield Outline()
            yield TextView()
            yield Static("", classes="loading", markup=False)
        with Horizontal(classes="foot"):
            yield Input(placeholder="Search", id="find", compact=True)
            yield KeyLine(lambda: self, classes="found")

    def on_mount(self) -> None:
        self.query_one("#find").display = False
        self._draw()

    # What is shown.

    def show(self, document: Document, *, sentence: Match | None = None, span: Match | None = None) -> None:
        """Opens `document`, at the lit sentence if there is one."""
        changed = self.reading is None or self.reading.document is not document
        self.reading = Reading(document=document, sentence=sentence, span=span)
        self._awaited, self.display = None, True
        if changed:
            self._matches, self._current = [], -1
            self.query_one("#find", Input).value = ""
            self.query_one(Outline).show(sections(document))
        lit = span or sentence
        here = self.text.top if not changed else 0
        self.text.show(self.reading, lit[0] if lit else here)
        self._draw()

    def show_loading(self, name: str, progress: Progress | None) -> None:
        """A document that is still being opened."""
        self.reading, self._awaited, self.display = None, name, True
        self.text.show(None)
        self.query_one(Outline).show(())
        bar = drawing.progress(progress) if progress is not None else Content.styled("waits its turn …", drawing.QUIET)
        self.query_one(".loading", Static).update(
            Content.assemble(bar, ("\n\nIt appears here by itself.", drawing.QUIET))
        )
        self._draw()

    @property
    def loading_name(self) -> str | None:
        """The document that the pane waits for."""
        return self._awaited

    @property
    def text(self) -> TextView:
        return self.query_one(TextView)

    def take_focus(self) -> None:
        self.text.focus()

    # What the user does.

    def action_find(self) -> None:
        field = self.query_one("#find", Input)
        field.display = True
        self.screen.set_focus(field)  # at once: what is typed next belongs to it
        self._draw()

    def action_step(self, by: int) -> None:
        if self._matches:
            self._current = (self._current + by) % len(self._matches)
            self.text.mark(self._matches, self._matches[self._current])
            self._draw()

    def action_outline(self) -> None:
        outline = self.query_one(Outline)
        outline.display = not outline.display and bool(outline.sections)
        (outline if outline.display else self.text).focus()
        outline.follow(self.text.top)

    def action_lit(self) -> None:
        lit = self.reading and (self.reading.span or self.reading.sentence)
        if lit:
            self.text.reveal(lit[0], anyway=True)

    def action_prompt(self) -> None:
        self.post_message(self.Left(closed=False))

    def action_close(self) -> None:
        """One thing at a time: the search, the outline, what was found, the pane."""
        field, outline = self.query_one("#find", Input), self.query_one(Outline)
        if field.has_focus or self._matches:
            field.value, field.display = "", False
            self._take([], 0)
            self.text.focus()
        elif outline.display and outline.has_focus:
            self.action_outline()
        else:
            self.close()

    def close(self) -> None:
        """Hides the pane; the document stays open."""
        self.display, self.reading, self._awaited = False, None, None
        self.text.show(None)
        self.post_message(self.Left(closed=True))

    @on(OptionList.OptionSelected, "#outline")
    def _go_to_section(self, message: OptionList.OptionSelected) -> None:
        message.stop()
        outline = self.query_one(Outline)
        self.text.reveal(outline.sections[message.option_index].start, anyway=True)
        if self.has_class("-narrow"):
            outline.display = False
        self.text.focus()

    @on(Input.Changed, "#find")
    def _search(self, message: Input.Changed) -> None:
        message.stop()
        if self.reading is None:
            return
        text, wanted, here = self.reading.document.text, message.value, self.text.top
        if len(text) <= _SEARCH_AT_ONCE:
            self._take(search(text, wanted), here)
        else:
            self._search_aside(text, wanted, here)

    @work(thread=True, exclusive=True, group="search")
    def _search_aside(self, text: str, wanted: str, here: int) -> None:
        matches = search(text, wanted)
        if self.reading is not None and self.reading.document.text is text:
            self.app.call_from_thread(self._take_if_still, wanted, matches, here)

    def _take_if_still(self, wanted: str, matches: list[Match], here: int) -> None:
        if self.query_one("#find", Input).value == wanted:
            self._take(matches, here)

    @on(Input.Submitted, "#find")
    def _searched(self, message: Input.Submitted) -> None:
        message.stop()
        self.text.focus()

    def _take(self, matches: list[Match], here: int) -> None:
        self._matches = matches
        self._current = match_after(matches, here) if matches else -1
        self.text.mark(matches, matches[self._current] if matches else None)
        self._draw()

    # Drawing.

    @on(TextView.Moved)
    def _moved(self, message: TextView.Moved) -> None:
        message.stop()
        self._draw()

    def on_resize(self) -> None:
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        """The lines above and below the text."""
        field, wanted = self.query_one("#find", Input), self.query_one("#find", Input).value
        self.query_one(".loading").display = self._awaited is not None
        self.text.display = self._awaited is None
        self.query_one(".name", Static).update(Content.styled(safe.line(self._title()), "bold"))
        self.query_one(".where", Static).update(Content.styled(self._where(), drawing.QUIET))
        if self._matches:
            found, hints = f"{self._current + 1:,} of {len(self._matches):,}", _FOUND
        elif wanted and field.display:
            found, hints = "not found", ()
        else:
            found, hints = "", _KEYS if self._awaited is None else _KEYS[-1:]
        self.query_one(KeyLine).show(hints, found)

    def _title(self) -> str:
        return self.reading.document.name if self.reading is not None else self._awaited or ""

    def _where(self) -> str:
        if self.reading is None:
            return ""
        if self.text.layout_ is None:
            return "laying it out …"
        document, offset = self.reading.document, self.text.top
        outline = self.query_one(Outline)
        outline.follow(offset)
        parts = []
        if (number := section_at(outline.sections, offset)) is not None and document.outline:
            parts.append(safe.line(outline.sections[number].title))
        if (page := document.page_at(offset)) is not None:
            parts.append(f"page {page} of {len(document.page_starts)}")
        else:
            parts.append(f"{self.text.share:.0%}")
        return " · ".join(parts)
