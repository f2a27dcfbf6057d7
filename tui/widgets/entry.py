"""What all entries of the transcript have in common on the screen."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widgets import Static

from tui import safe
from tui.failures import Failure
from tui.transcript import Entry, State, Work
from tui.view_keys import MESSAGE, bindings
from tui.widgets import drawing
from tui.widgets.measured import Measured
from tui.widgets.still import Still

_SAID_LINES = 10


class EntryView(Measured, Vertical, can_focus=True):
    """Shows one entry. `sync` brings it up to date; everything shown is read from the entry.

    It is chosen by a key of the screen, never by a click, so that the prompt keeps the focus while one reads.
    """

    FOCUS_ON_CLICK = False
    BINDINGS: ClassVar[list[BindingType]] = bindings(MESSAGE)

    class MenuWanted(Message):
        """The user wants to do something with the entry: the menu, at a place of the screen."""

        def __init__(self, view: EntryView, at: Offset) -> None:
            self.view, self.at = view, at
            super().__init__()

    def __init__(self, entry: Entry) -> None:
        self.entry: Any = entry
        self._dots: Dots | None = None
        self._shows = False  # all that it is made of is there
        self._leaves = False
        super().__init__(classes="entry")

    def on_enter(self) -> None:
        """The mouse is on it: the menu shows where it is. Made only now, since there are many entries."""
        if self._dots is None and self.is_mounted:
            self._dots = Dots()
            self.mount(self._dots)
            self._place_dots()
        self.add_class("-pointed")

    def on_leave(self) -> None:
        self.set_class(self.is_mouse_over, "-pointed")

    def on_resize(self) -> None:
        self._place_dots()

    def on_click(self, event: events.Click) -> None:
        if event.button == 3:
            event.stop()
            self.post_message(self.MenuWanted(self, event.screen_offset))

    def action_menu(self) -> None:
        place = self.region.offset + Offset(3, 1)
        self.post_message(self.MenuWanted(self, place))

    def _place_dots(self) -> None:
        if self._dots is not None:
            self._dots.styles.offset = (self.size.width - 4, 0)

    def on_mount(self) -> None:
        self._shows = True
        self.changed()

    def take_away(self) -> None:
        """Removes it, which takes a moment; also one that was never drawn."""
        self._leaves = True
        self.remove()

    def serves(self, entry: Entry) -> bool:
        """Whether it can show `entry` too, in the place of its own."""
        return False

    @property
    def idle(self) -> bool:
        """It is there, and nothing goes on in it: it can be put aside to serve for another entry."""
        return self._shows and not self._leaves and self.entry.state.over and not self.has_focus and not self._dots

    def serve(self, entry: Entry) -> None:
        """Shows `entry` from now on."""
        self.entry = entry
        self.display = True
        self.sync()

    def changed(self) -> None:
        """The entry is another now: shows it, unless what shows it is still being made, or goes."""
        if self._shows and not self._leaves:
            self.sync()

    def sync(self) -> None:
        """Shows the entry as it now is."""


class Dots(Static):
    """The handle of an entry's menu; it shows while the mouse is on the entry."""

    def __init__(self) -> None:
        super().__init__(" ⋯ ", classes="dots", markup=False)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        entry = self.query_ancestor(EntryView)
        entry.post_message(entry.MenuWanted(entry, event.screen_offset))


class Said(Still):
    """What the user sent; of a long text the beginning."""

    def __init__(self, typed: str, label: str = "") -> None:
        super().__init__()
        self._said: tuple[str, str] | None = None
        self.say(typed, label)

    def say(self, typed: str, label: str = "") -> None:
        """Shows `typed`, under a line that says what is done with it."""
        if self._said == (typed, label):
            return
        self._said = typed, label
        lines = safe.text(typed).split("\n")
        content = Content("\n".join(lines))
        if len(lines) > _SAID_LINES + 2:
            rest = f"\n… and {len(lines) - _SAID_LINES} more lines"
            content = Content.assemble("\n".join(lines[:_SAID_LINES]), (rest, drawing.QUIET))
        if label:
            content = Content.assemble((f"{label}\n", drawing.QUIET), content)
        self.put(content)


class Lines(Still):
    """A piece of an entry that hides while it has nothing to show."""

    def __init__(self, classes: str = "") -> None:
        super().__init__(classes=classes)
        self.display = False

    def show(self, content: Content | str) -> None:
        """Shows `content`; an empty one hides the widget."""
        content = content if isinstance(content, Content) else Content(content)
        self.display = bool(content)
        self.put(content)


class WorkState(Lines):
    """Where a piece of work stands: it waits, goes on, was stopped or failed. Hidden once it is done."""

    def show_work(self, work: Work) -> None:
        self.set_class(work.state is State.FAILED, "-failed")
        self.set_class(work.failure is not None and work.failure.bug, "-bug")
        self.show(self._content(work))

    def _content(self, work: Work) -> Content:
        if work.state is State.QUEUED:
            return Content.styled("◌ waits its turn", drawing.QUIET)
        if work.state is State.WORKING:
            return drawing.progress(work.progress) if work.progress else Content()
        if work.state is State.STOPPING:
            return Content.styled("■ stopping …", drawing.QUIET)
        if work.state is State.STOPPED:
            return Content.styled("■ stopped", drawing.QUIET)
        return failure(work.failure) if work.failure is not None else Content()


def failure(found: Failure) -> Content:
    """What, why and the way out, each on its own line."""
    what, why, remedy = (safe.line(part) for part in (found.what, found.why, found.remedy))
    title = what if "." in what.split(" ")[0] else what[:1].upper() + what[1:]  # the name of a file stays as it is
    content = Content.assemble((title, "bold"), f"\n{why[:1].upper()}{why[1:]}")
    return Content.assemble(content, ("\n→ ", drawing.ACCENT), remedy) if remedy else content
