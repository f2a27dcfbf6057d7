"""The conversation on the screen. Stays at the newest entry unless the user scrolled away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widget import Widget

from tui.transcript import Entry
from tui.widgets.beyond import Beyond
from tui.widgets.drawn import Drawn
from tui.widgets.entry import EntryView
from tui.widgets.holding import HoldingScroll
from tui.widgets.welcome import Welcome

_KEPT, _MORE = 12, 1  # entries drawn at least, and drawn at a time: between two of them there is time for a key
_PAGES = 4  # of the screen's height that are drawn at least, where there is so much
_AHEAD = 1.5  # pages: nearer than that to the end of what is drawn, more is drawn
_GUESS = 4  # rows of an entry that has no height yet


class TranscriptView(HoldingScroll, can_focus=False):
    """One view for each entry, the welcome while there is none.

    Only entries near those in sight are drawn, as each new widget costs time for every one there is: a window that
    moves with the scrolling. Views that leave it serve for entries that come into it. What is in sight stays where it
    is meanwhile.
    """

    def __init__(self) -> None:
        super().__init__(id="transcript")
        self._entries: list[Entry] = []
        self._views = Drawn()
        self._first = self._last = 0  # the window: entries from the one to before the other are drawn
        self._filling = False

    def compose(self) -> ComposeResult:
        yield Welcome()
        yield Beyond("▴", "earlier", self.draw_earlier)
        yield Beyond("▾", "later", self.draw_later)

    def on_mount(self) -> None:
        self.anchor()

    def on_resize(self) -> None:
        self._fill()

    # The conversation.

    def add(self, entry: Entry) -> None:
        """Draws a new entry at the end. Whoever sends something wants to see what comes of it, so the end it is."""
        self._entries.append(entry)
        if self._last < len(self._entries) - 1:
            self._draw(len(self._entries) - _KEPT, len(self._entries))
        else:
            self._last += 1
            self._place([entry], before=self._beyond("later"))
            self._forget_first()
            self._count()
        self.anchor()

    def sync(self, entry: Entry) -> None:
        """Draws an entry anew; one that is not drawn now reads its data when it is."""
        view = self._views.get(entry)
        if view is not None and view.is_mounted:
            view.changed()

    def drop(self, entry: Entry) -> None:
        """Takes an entry away."""
        place = self._entries.index(entry)
        del self._entries[place]
        self._first -= place < self._first
        self._last -= place < self._last
        self._views.remove([entry])
        self._count()
        self._fill()

    def replace(self, entries: list[Entry]) -> None:
        """Draws these in the place of all that was there, from their end."""
        self._views.remove(self._entries)
        self._entries, self._first, self._last = list(entries), 0, 0
        self._draw(len(entries) - _KEPT, len(entries))
        self.to_end()

    # Moving about.

    def to_end(self) -> None:
        """To the newest entry, and stay with it."""
        if self._last < len(self._entries):
            self._draw(len(self._entries) - _KEPT, len(self._entries))
        self.anchor()
        self.scroll_end(animate=False)

    def to_start(self) -> None:
        """To the oldest entry."""
        self.release_anchor()
        if self._first:
            self._draw(0, _KEPT)
        self.scroll_home(animate=False)

    def turn_page(self, pages: int) -> None:
        """Scrolls on by a screen, or back by one."""
        target = self.scroll_y + pages * self.scrollable_content_region.height
        self.scroll_to(y=self.scroll_y + pages, animate=False, immediate=True)  # the animation's first frame comes late
        self.scroll_to(y=target, immediate=True)

    def newest(self) -> EntryView | None:
        """The view of the newest entry, which is in sight then."""
        if not self._entries:
            return None
        if self._last < len(self._entries):
            self.to_end()
        return self._views[self._entries[-1]]

    def beside(self, view: EntryView, step: int) -> EntryView | None:
        """The view `step` entries further on; of the oldest there is, before them; None after the newest."""
        place = max(0, self._entries.index(view.entry) + step)
        if place >= len(self._entries):
            return None
        if place < self._first:
            self.draw_earlier()
        elif place >= self._last:
            self.draw_later()
        return self._views.get(self._entries[place]) or view

    def draw_earlier(self) -> None:
        """Draws some more of the older entries."""
        if not self._first:
            return
        self.hold()
        first = max(0, self._first - _MORE)
        below = self._views[self._entries[self._first]]
        entries, self._first = self._entries[first : self._first], first
        self._place(entries, before=below)
        self._forget_last()
        self._count()
        self.call_after_refresh(self._fill)

    def draw_later(self) -> None:
        """Draws some more of the newer entries."""
        self.hold()
        last = min(len(self._entries), self._last + _MORE)
        entries, self._last = self._entries[self._last : last], last
        self._place(entries, before=self._beyond("later"))
        self._forget_first()
        self._count()
        self.call_after_refresh(self._fill)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) != round(new_value):
            self._fill()

    # The window.

    def _fill(self) -> None:
        """Draws more where the end of what is drawn is near; once a scrolling that goes on has come to its end, as
        that has its own mind about where to go."""
        if self._filling or not self.is_mounted:
            return
        if self.app.animator.is_being_animated(self, "scroll_y"):
            self._filling = True
            self.set_timer(0.05, self._fill_again)
        elif self._first and self.scroll_y < _AHEAD * self.size.height:
            self._filling = True
            self.call_next(self._fill_again, self.draw_earlier)
        elif self._last < len(self._entries) and self.max_scroll_y - self.scroll_y < _AHEAD * self.size.height:
            self._filling = True
            self.call_next(self._fill_again, self.draw_later)

    def _fill_again(self, draw: Callable[[], None] | None = None) -> None:
        self._filling = False
        if draw is not None:
            draw()
        else:
            self._fill()

    def _draw(self, first: int, last: int) -> None:
        """Moves the window to where nothing is drawn yet."""
        self._views.remove(self._entries)
        self.let_go()
        self._first, self._last = max(0, first), min(len(self._entries), last)
        self._place(self._entries[self._first : self._last], before=self._beyond("later"))
        self._count()
        self.call_after_refresh(self._fill)

    def _forget_first(self) -> None:
        drawn = self._entries[self._first : self._last]
        surplus, seen = self._surplus(drawn[::-1]), self.in_sight()
        while surplus and self._views[drawn[surplus - 1]] in seen:
            surplus -= 1
        self._views.put_aside(drawn[:surplus])
        self._first += surplus

    def _forget_last(self) -> None:
        drawn = self._entries[self._first : self._last]
        surplus, seen = self._surplus(drawn), self.in_sight()
        while surplus and self._views[drawn[-surplus]] in seen:
            surplus -= 1
        self._views.put_aside(drawn[len(drawn) - surplus :])
        self._last -= surplus

    def _surplus(self, drawn: list[Entry]) -> int:
        """How many of the last of these need not be drawn. What is selected or has the focus must not vanish."""
        rows, needed = _PAGES * self.size.height, 0
        for needed, entry in enumerate(drawn, start=1):
            rows -= self._views[entry].outer_size.height or _GUESS
            if rows <= 0 and needed >= _KEPT:
                break
        surplus = len(drawn) - needed
        if surplus <= _MORE or self.screen.selections:
            return 0
        return 0 if any(self._views[entry].has_focus for entry in drawn[needed:]) else surplus

    def _place(self, entries: Sequence[Entry], *, before: Widget) -> None:
        for entry in entries:
            view, is_there = self._views.view(entry)
            if is_there:
                self.move_child(view, before=before)
            else:
                self.mount(view, before=before)

    def _beyond(self, word: str) -> Beyond:
        return self.query_one(f".{word}", Beyond)

    def _count(self) -> None:
        self.query_one(Welcome).display = not self._entries
        self._beyond("earlier").show_count(self._first)
        self._beyond("later").show_count(len(self._entries) - self._last)
