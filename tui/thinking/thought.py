"""What every view of a model at work has."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import BindingType
from textual.containers import Vertical
from textual.message import Message

from tui.transcript import Entry
from tui.view_keys import THINKING, bindings
from tui.widgets.key_line import KeyHint


class Thought(Vertical, can_focus=True):
    """Shows how one entry came about. `sync` is called whenever more is known; arrow keys end in `move`."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(THINKING)
    keys: tuple[KeyHint, ...] = ()
    """Those that matter most, for the line at the bottom."""

    class Changed(Message):
        """The headline may read differently now."""

    def __init__(self, entry: Entry) -> None:
        self.entry: Any = entry
        super().__init__(classes="thought")

    def on_mount(self) -> None:
        self.sync()

    @property
    def headline(self) -> str:
        """What is shown, in a few words."""
        raise NotImplementedError

    def sync(self) -> None:
        """Shows what is known by now."""

    def move(self, rows: int, columns: int) -> None:
        """The arrow keys."""

    def turn(self, by: int) -> None:
        """To the next part (or the one before) of something that has several."""

    def toggle(self) -> None:
        """To the other way of looking at it, if there is one."""

    def follow(self) -> None:
        """To what is pointed at, in its document."""

    def action_move(self, rows: int, columns: int) -> None:
        self.move(rows, columns)

    def action_turn(self, by: int) -> None:
        self.turn(by)

    def action_other_way(self) -> None:
        self.toggle()

    def action_follow(self) -> None:
        self.follow()
