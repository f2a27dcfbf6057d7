"""The part of the chat screen that minds conversations and single messages."""

from __future__ import annotations

from tui.screens.sessions import NEW, SessionsScreen
from tui.viewing import ViewingScreen
from tui.widgets.transcript import TranscriptView


class ConversingScreen(ViewingScreen):
    """Opens the list of conversations, and shows another one in the place of that of now."""

    def action_sessions(self) -> None:
        self.controller.conversations.browse()

    def show_sessions(self, query: str) -> None:
        conversations = self.controller.conversations

        def chosen(number: int | None) -> None:
            if number == NEW:
                conversations.new()
            elif number is not None:
                conversations.resume(number)

        screen = SessionsScreen(conversations.store, query=query, current=self.controller.session.stored)
        self.app.push_screen(screen, chosen)

    def session_changed(self) -> None:
        raise NotImplementedError

    def session_replaced(self) -> None:
        """Another session is shown from now on."""
        self.query_one(TranscriptView).replace(self.controller.session.entries)
        self.session_changed()
