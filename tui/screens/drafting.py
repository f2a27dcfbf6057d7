"""The part of the chat screen that keeps what is written and not sent, and gives it back the next time."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.widgets import TextArea

from tui import safe
from tui.messages import DraftFound
from tui.screens.reporting import ReportingScreen
from tui.sessions.drafts import Draft, Drafts
from tui.widgets.prompt import Prompt


class DraftingScreen(ReportingScreen):
    """A draft is given back into an empty prompt only; what stands there goes along to the session that is shown."""

    def __init__(self, sessions: Path) -> None:
        """`sessions`: the file of the conversations, which holds the drafts too."""
        super().__init__()
        self.drafts = Drafts(sessions, self._found)
        self._emptied = ""  # by the key that also leaves, and nothing was written since

    def look_for_draft(self) -> None:
        """What was left of the session that is shown now, or where none is, of the one before."""
        if not self.query_one(Prompt).text:
            self.drafts.look(self.controller.session.stored)

    def empty_prompt(self) -> None:
        """Takes away what is written, until `keep_what_was_emptied`."""
        prompt = self.query_one(Prompt)
        self._emptied = prompt.text
        prompt.put("")

    def keep_what_was_emptied(self) -> None:
        """Whoever wanted to leave, and had to press the key more than once, emptied the prompt only on the way."""
        if self._emptied:
            self.drafts.keep(self._emptied, self.controller.session.stored)

    def session_replaced(self) -> None:
        super().session_replaced()
        self._keep()
        self.look_for_draft()

    @on(TextArea.Changed, "#prompt")
    def _keep(self) -> None:
        text = self.query_one(Prompt).text
        self._emptied = "" if text else self._emptied
        unsent = self.controller.recall.unsent(text)
        self.drafts.keep(unsent, self.controller.session.stored)

    def _found(self, draft: Draft) -> None:
        self.post_message(DraftFound(draft))

    def on_draft_found(self, message: DraftFound) -> None:
        prompt, draft = self.query_one(Prompt), message.draft
        if prompt.text:
            return  # it stays where it is, for another time
        self.drafts.take(draft)
        if draft.text.strip() in self.controller.recall.entries()[-1:]:
            self._keep()  # it was sent, in the moment before the end
        else:
            prompt.put(safe.text(draft.text))

    def on_unmount(self) -> None:
        self.drafts.close()
