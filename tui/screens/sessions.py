"""All conversations: a search that looks into them, the list, and what the marked one says."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from neural.errors import DragomanError
from tui import safe
from tui.screens.closing import ClosingScreen
from tui.sessions import export, folding
from tui.sessions.rows import NEW, Found
from tui.sessions.store import SessionStore
from tui.view_keys import SESSIONS, bindings, shown
from tui.widgets import drawing
from tui.widgets.hints import Hints
from tui.widgets.sessions import UNREAD, SessionList, preview, row


class SessionsScreen(ClosingScreen[int | None], ModalScreen[int | None]):
    """Ends with the number of the session to go on with, `NEW`, or None."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(SESSIONS, priority=True)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  # as in Textual
    AUTO_FOCUS = "#query"

    def __init__(self, store: SessionStore, *, query: str = "", current: int | None = None) -> None:
        super().__init__()
        self._store, self._query, self._current = store, query, current
        self._found: list[Found] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="sessions") as box:
            box.border_title = "Conversations"
            yield Input(self._query, placeholder="Search in all conversations", id="query", select_on_focus=False)
            yield Input(id="title", placeholder="Title", select_on_focus=False)
            with Horizontal(id="both"):
                yield SessionList(id="list")
                with VerticalScroll(id="preview", can_focus=False):
                    yield Static(markup=False)
            yield Static("", id="said", markup=False)
            yield Hints(SESSIONS)

    def on_mount(self) -> None:
        for field in self.query(Input):
            field.cursor_blink = self.app.animation_level != "none"
        self.query_one("#title").display = False
        self._list()

    @property
    def marked(self) -> Found | None:
        """The session that the keys mean."""
        index = self.query_one(SessionList).highlighted
        return self._found[index] if index is not None and index < len(self._found) else None

    # What the user does.

    @on(Input.Changed, "#query")
    def _typed(self, message: Input.Changed) -> None:
        self._query = message.value
        self._say("")
        self._list()

    @on(OptionList.OptionSelected)
    def action_open(self) -> None:
        if self.query_one("#title").display:
            self._rename()
        elif (found := self.marked) is not None:
            self.dismiss(found.session.id)

    @on(OptionList.OptionHighlighted)
    def _moved(self) -> None:
        self._preview()

    def on_key(self, event: events.Key) -> None:
        moves = {"up": "cursor_up", "down": "cursor_down", "pageup": "page_up", "pagedown": "page_down"}
        if event.key in moves and not self.query_one("#title").display:
            event.stop()
            event.prevent_default()
            getattr(self.query_one(SessionList), f"action_{moves[event.key]}")()

    def action_new(self) -> None:
        self.dismiss(NEW)

    def action_rename(self) -> None:
        if (found := self.marked) is not None:
            title = self.query_one("#title", Input)
            title.value, title.display = found.session.title, True
            title.focus()

    def _rename(self) -> None:
        found, title = self.marked, " ".join(safe.line(self.query_one("#title", Input).value).split())
        self._end_renaming()
        if found is not None and title and self._try(lambda: self._store.rename(found.session.id, title)):
            self._list(found.session.id)

    def action_delete(self) -> None:
        found = self.marked
        if found is None:
            return
        if found.session.id == self._current:
            self._say("This is the conversation you are in; /delete leaves it and deletes it")
        elif self._try(lambda: self._store.delete(found.session.id)):
            self._list()
            self._say(f"Deleted “{found.session.title or UNREAD}”; {shown(SESSIONS, 'undo')} brings it back")

    def action_undo(self) -> None:
        restored = None

        def restore() -> None:
            nonlocal restored
            restored = self._store.restore()

        if self._try(restore):
            self._list(restored.id if restored else None)
            self._say(f"Restored “{restored.title or UNREAD}”" if restored else "Nothing was deleted")

    def action_export(self) -> None:
        found = self.marked
        if found is None:
            return

        def write() -> None:
            from tui.sessions import codec  # late: it reads events, which takes a moment to load

            entries = [entry for kept in self._store.entries(found.session.id) if (entry := codec.from_row(kept))]
            path = export.write(entries, title=found.session.title)
            self._say(f"Exported to {path}; /export in the conversation also writes HTML and JSON")

        self._try(write)

    def action_close(self) -> None:
        if self.query_one("#title").display:
            self._end_renaming()
        else:
            self.dismiss(None)

    # What is shown.

    def _list(self, marked: int | None = None) -> None:
        """Lists what is found; the session `marked` keeps the mark, or the first has it."""
        if not self._try(self._search):
            self._found = []
        options, wanted = self.query_one(SessionList), folding.terms(self._query)
        options.clear_options()
        now = self._store.now()
        options.add_options([Option(row(found, wanted, now, self._current)) for found in self._found])
        ids = [found.session.id for found in self._found]
        options.highlighted = (ids.index(marked) if marked in ids else 0) if ids else None
        box = self.query_one("#sessions")
        box.border_subtitle = f"{len(ids):,} found" if wanted else f"{len(ids):,}"
        self.query_one("#both").set_class(not ids, "-none")
        self._preview()

    def _search(self) -> None:
        self._found = self._store.search(self._query)

    def _preview(self) -> None:
        shown = self.query_one("#preview Static", Static)
        found = self.marked
        if found is None:
            nothing = ("Nothing holds all these words.", "Try fewer of them, or others.")
            if not self._query.strip():
                nothing = ("Nothing has been said yet.", "What you send is kept here, with what came of it.")
            shown.update(Content.assemble((nothing[0], "bold"), "\n", (nothing[1], drawing.QUIET)))
        elif self._try(lambda: shown.update(preview(self._store, found, folding.terms(self._query)))):
            scroll = self.query_one("#preview")  # to the newest, or to the first hit
            self.call_after_refresh(scroll.scroll_home if self._query.strip() else scroll.scroll_end, animate=False)

    def _end_renaming(self) -> None:
        self.query_one("#title").display = False
        self.query_one("#query").focus()

    def _say(self, text: str) -> None:
        self.query_one("#said", Static).update(text)

    def _try(self, action: Callable[[], object]) -> bool:
        """Carries `action` out; a failure is told in the screen itself."""
        try:
            action()
        except DragomanError as error:
            self._say(safe.line(str(error)))
            return False
        return True
