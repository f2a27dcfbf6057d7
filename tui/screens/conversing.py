"""The part of the chat screen that minds conversations and single messages."""

from __future__ import annotations

from textual import on

from tui import safe
from tui.message_actions import MessageAction, actions_for
from tui.screens.message_menu import MessageMenu
from tui.sessions.rows import NEW
from tui.viewing import ViewingScreen
from tui.widgets.entry import EntryView
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import TranscriptView


class ConversingScreen(ViewingScreen):
    """Opens the list of conversations, and shows another one in the place of that of now."""

    def action_sessions(self) -> None:
        self.controller.conversations.browse()

    def show_sessions(self, query: str) -> None:
        from tui.screens.sessions import SessionsScreen

        conversations = self.controller.conversations

        def chosen(number: int | None) -> None:
            if number == NEW:
                conversations.new()
            elif number is not None:
                conversations.resume(number)

        screen = SessionsScreen(conversations.store, query=query, current=self.controller.session.stored)
        self.app.push_screen(screen, chosen)

    def action_history(self) -> None:
        """Searches what was sent before; what is written already is the first thing to look for."""
        from tui.screens.history import HistoryScreen

        prompt = self.query_one(Prompt)

        def chosen(text: str | None) -> None:
            if text is not None:
                prompt.put(safe.text(text))

        draft = prompt.text if "\n" not in prompt.text else ""
        self.app.push_screen(HistoryScreen(self.controller.recall.entries(), draft), chosen)

    # Single messages.

    def action_message(self) -> None:
        """One key: to the newest message, and back to the prompt."""
        if isinstance(self.focused, EntryView):
            self.action_to_prompt()
        elif (newest := self.query_one(TranscriptView).newest()) is not None:
            newest.focus()

    def action_choose(self, step: int) -> None:
        if isinstance(self.focused, EntryView):
            beside = self.query_one(TranscriptView).beside(self.focused, step)
            if beside is not None:
                beside.focus()
            else:
                self.action_to_prompt()

    def action_to_prompt(self) -> None:
        self.query_one(Prompt).focus()

    def action_act(self, name: str) -> None:
        """What the key of a message action means for the chosen message."""
        if isinstance(self.focused, EntryView):
            entry = self.focused.entry
            for action in actions_for(entry):
                if action.name == name:
                    self.action_to_prompt()
                    action.run(self.controller, entry)

    @on(EntryView.MenuWanted)
    def _menu(self, message: EntryView.MenuWanted) -> None:
        entry = message.view.entry

        def chosen(action: MessageAction | None) -> None:
            if action is not None:
                self.action_to_prompt()
                action.run(self.controller, entry)

        if actions := actions_for(entry):
            self.app.push_screen(MessageMenu(actions, message.at), chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "stop" and isinstance(self.focused, EntryView):
            return False  # Esc leaves the message first
        return super().check_action(action, parameters)

    def quote(self, text: str) -> None:
        """Puts `text` into the prompt as a quotation, before what stands there."""
        prompt = self.query_one(Prompt)
        quoted = "\n".join(f"> {line}".rstrip() for line in safe.text(text).split("\n"))
        prompt.put(f"{quoted}\n\n{prompt.text}")
        prompt.focus()

    def session_changed(self) -> None:
        raise NotImplementedError

    def session_replaced(self) -> None:
        """Another session is shown from now on."""
        self.query_one(TranscriptView).replace(self.controller.session.entries)
        self.session_changed()
