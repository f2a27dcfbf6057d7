"""See it think: one entry of the conversation, as the model came to it. Grows while the model works."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Static

from tui.document.source import ShowSource
from tui.screens.closing import ClosingScreen
from tui.screens.help import HelpScreen
from tui.thinking.thought import Thought
from tui.thinking.views import has_thought, view_of
from tui.transcript import Entry
from tui.widgets import drawing
from tui.widgets.key_line import KeyLine


class ThinkScreen(ClosingScreen[ShowSource | None]):
    """Ends with the source that the user wants to see, if any. `entries` are those of the session, looked at anew."""

    BINDINGS: ClassVar[list[BindingType]] = [("f1", "help", "Help")]
    AUTO_FOCUS = ".thought"

    def __init__(self, entry: Entry, entries: list[Entry], save: Callable[[Entry], None]) -> None:
        super().__init__()
        self.entry, self._entries, self._save = entry, entries, save

    def compose(self) -> ComposeResult:
        with Horizontal(classes="bar"):
            yield Static(Content.styled("see it think", "bold $text-accent"), classes="brand", markup=False)
            yield Static("", classes="headline", markup=False)
            yield Static("", classes="which", markup=False)
        yield view_of(self.entry)
        yield KeyLine(lambda: self.thought)

    @property
    def thought(self) -> Thought:
        return self.query_one(Thought)

    def entry_changed(self, entry: Entry) -> None:
        """More is known of an entry."""
        if entry is self.entry and self.is_mounted:
            self.thought.sync()

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen())

    def action_leave(self) -> None:
        self.dismiss(None)

    async def action_entry(self, by: int) -> None:
        found = [entry for entry in self._entries if has_thought(entry)]
        if len(found) > 1 and self.entry in found:
            self.entry = found[(found.index(self.entry) + by) % len(found)]
            await self.thought.remove()
            await self.mount(view := view_of(self.entry), after=self.query_one(".bar"))
            view.focus()

    def action_picture(self) -> None:
        self._save(self.entry)

    @on(Thought.Changed)
    def _changed(self) -> None:
        self.query_one(KeyLine).show(self.thought.keys)
        self.query_one(".headline", Static).update(Content.styled(self.thought.headline, drawing.QUIET))
        found = [entry for entry in self._entries if has_thought(entry)]
        place = f"{found.index(self.entry) + 1} of {len(found)}" if self.entry in found and len(found) > 1 else ""
        self.query_one(".which", Static).update(Content.styled(place, drawing.QUIET))

    @on(ShowSource)
    def _source(self, message: ShowSource) -> None:
        message.stop()
        self.dismiss(message)
