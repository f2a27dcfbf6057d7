"""Where the user writes. Grows with the text; Enter sends; Tab completes; Up and Down walk through what was sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import events
from textual.message import Message
from textual.widgets import TextArea

from tui import completion, paths, safe
from tui.completion import Suggestion
from tui.history import Recall
from tui.keys import keymap_of
from tui.widgets.completions import Completions


class Prompt(TextArea):
    """The prompt. `suggest` is asked at each change, `withdraw` gives back a message that still waits."""

    class Sent(Message):
        """The user sent `text`."""

        def __init__(self, text: str) -> None:
            self.text = text
            super().__init__()

    class SentNothing(Message):
        """Enter, on an empty prompt."""

    class Dropped(Message):
        """Files were dropped on the window, or their paths pasted into the empty prompt."""

        def __init__(self, files: list[Path]) -> None:
            self.files = files
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="prompt", soft_wrap=True, show_line_numbers=False, highlight_cursor_line=False)
        self.suggest: Callable[[str], list[Suggestion]] = lambda text: []
        self.withdraw: Callable[[], str | None] = lambda: None
        self.things_to_try: tuple[str, ...] = ()
        self.recall = Recall([])
        self._shown: str | None = None  # put there by us: no suggestions for it until it is edited
        self._looked_at = ""  # the text that the suggestions are for

    @property
    def completions(self) -> Completions:
        return self.screen.query_one(Completions)

    def put(self, text: str, *, suggest: bool = False) -> None:
        """Replaces the text, with the cursor at its end."""
        self._shown = None if suggest else text
        self.text = text
        self.move_cursor(self.document.end)

    def on_text_area_changed(self) -> None:
        self._look()

    def _look(self) -> None:
        self._looked_at = self.text
        at_end = self.cursor_location == self.document.end
        self.completions.show(self.suggest(self.text) if at_end and self.text != self._shown else [])
        if self.text != self._shown:
            self._shown = None

    def on_blur(self) -> None:
        self.completions.hide()

    def on_key(self, event: events.Key) -> None:
        actions = {"send": self._enter, "newline": self._new_line, "complete": self._tab}
        keymap = keymap_of(self)
        for name, action in actions.items():
            if keymap.is_for(name, event.key):
                event.prevent_default()
                event.stop()
                action()
                return

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if not self.text.strip() and (files := paths.dropped(event.text)):
            self.post_message(self.Dropped(files))
        else:
            self.insert(safe.text(event.text.replace("\r\n", "\n").replace("\r", "\n")))

    def action_cursor_up(self, select: bool = False) -> None:
        if self.completions.display:
            self.completions.move(-1)
        elif select or not self.navigator.is_first_wrapped_line(self.cursor_location):
            super().action_cursor_up(select)
        elif (waiting := None if self.text else self.withdraw()) is not None:
            self.put(waiting)
        elif (older := self.recall.older(self.text)) is not None:
            self.put(safe.text(older))

    def action_cursor_down(self, select: bool = False) -> None:
        if self.completions.display:
            self.completions.move(1)
        elif select or not self.navigator.is_last_wrapped_line(self.cursor_location):
            super().action_cursor_down(select)
        elif (newer := self.recall.newer()) is not None:
            self.put(safe.text(newer))

    def accept(self, suggestion: Suggestion) -> None:
        """Takes a suggestion over."""
        self.put(suggestion.text, suggest=suggestion.text.endswith((" ", "/")))

    def _current(self) -> Suggestion | None:
        """The marked suggestion. Keys may come faster than the news that the text has changed: a suggestion for the
        beginning of what is there now must not take its place."""
        if self._looked_at != self.text:
            self._look()
        return self.completions.current()

    def _enter(self) -> None:
        chosen = self._current()
        if chosen is not None and (self.completions.moved or not completion.stands_alone(self.text)):
            self.accept(chosen)
            if not chosen.complete:
                return
        text = self.text
        self.completions.hide()
        if text.strip():
            self.put("")
            self.post_message(self.Sent(text))
        elif not text:
            self.post_message(self.SentNothing())

    def _new_line(self) -> None:
        self.insert("\n")

    def _tab(self) -> None:
        if (chosen := self._current()) is not None:
            self.accept(chosen)
        elif self.things_to_try and (not self.text or self.text in self.things_to_try):
            after = self.things_to_try.index(self.text) + 1 if self.text else 0
            self.put(self.things_to_try[after % len(self.things_to_try)])
