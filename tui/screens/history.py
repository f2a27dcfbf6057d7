"""Everything that was sent before, searched as one types; what is chosen goes back into the prompt."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tui.screens.closing import ClosingScreen
from tui.sessions import folding
from tui.widgets.sessions import lit

_MOST = 200  # rows: whoever needs more will type another letter


class HistoryScreen(ClosingScreen[str | None], ModalScreen[str | None]):
    """Ends with the text that was chosen. `entries` are oldest first; of equal ones the newest is shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close", priority=True),
        Binding("ctrl+r", "step(1)", "The next older one", priority=True),
        Binding("down", "step(1)", "The next older one", priority=True),
        Binding("up", "step(-1)", "The next newer one", priority=True),
    ]

    def __init__(self, entries: list[str], query: str = "") -> None:
        super().__init__()
        self._entries, self._query = list(dict.fromkeys(reversed(entries))), query
        self._folded = [folding.fold(entry) for entry in self._entries]
        self._found: list[str] = []

    def compose(self) -> ComposeResult:
        with Vertical(id="history") as box:
            box.border_title = "Sent before"
            box.border_subtitle = "Enter takes it into the prompt   Esc closes"
            yield Input(self._query, placeholder="Search in what you sent", id="query", select_on_focus=False)
            yield OptionList(id="sent", markup=False)

    def on_mount(self) -> None:
        self.query_one("#sent", OptionList).can_focus = False
        self.query_one(Input).cursor_blink = self.app.animation_level != "none"
        self._list()

    @on(Input.Changed)
    def _typed(self, message: Input.Changed) -> None:
        self._query = message.value
        self._list()

    @on(Input.Submitted)
    def _entered(self) -> None:
        marked = self.query_one("#sent", OptionList).highlighted
        self.dismiss(self._found[marked] if marked is not None and self._found else None)

    @on(OptionList.OptionSelected)
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        self.dismiss(self._found[message.option_index])

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.dismiss(None)

    def action_step(self, rows: int) -> None:
        sent = self.query_one("#sent", OptionList)
        if sent.option_count:
            sent.highlighted = ((sent.highlighted or 0) + rows) % sent.option_count

    def action_close(self) -> None:
        self.dismiss(None)

    def _list(self) -> None:
        wanted = folding.terms(self._query)
        matching = zip(self._entries, self._folded, strict=True)
        self._found = [entry for entry, folded in matching if all(term in folded for term in wanted)][:_MOST]
        sent = self.query_one("#sent", OptionList)
        sent.clear_options()
        sent.add_options([Option(lit(entry, wanted)) for entry in self._found])
        sent.highlighted = 0 if self._found else None
