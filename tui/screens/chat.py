"""The chat: transcript, prompt, and the two lines around them. Draws what the controller tells it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.command import Provider
from textual.containers import Horizontal, Vertical
from textual.widgets import OptionList

from tui import clipboard, completion, jobs, languages
from tui.brain import Brain
from tui.commands import Command
from tui.completion import Suggestion
from tui.controller import Controller
from tui.document.pane import DocumentPane
from tui.history import History
from tui.keys import bindings
from tui.messages import ModelsFound
from tui.palette import Commands
from tui.runner import Runner
from tui.screens.drafting import DraftingScreen
from tui.screens.help import HelpScreen
from tui.sessions.rows import NEW
from tui.sessions.store import SessionStore
from tui.transcript import Entry
from tui.widgets.bars import StatusBar, TopBar
from tui.widgets.completions import Completions
from tui.widgets.prompt import Prompt
from tui.widgets.transcript import TranscriptView
from tui.widgets.welcome import THINGS, Try, Welcome

if TYPE_CHECKING:
    from neural.training.catalogue import ModelInfo
    from tui.app import DragomanApp

WARMING = -1  # the number of a job that no entry of the transcript has


class ChatScreen(DraftingScreen):
    """The view of one session."""

    app: DragomanApp
    BINDINGS: ClassVar[list[BindingType]] = bindings()
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {Commands}
    AUTO_FOCUS = "Prompt"

    def __init__(
        self,
        make_brain: Callable[[], Brain],
        models: Callable[[], list[ModelInfo]],
        history: History,
        sessions: Path,
        document: Path | None = None,
    ) -> None:
        super().__init__(sessions)
        self.runner = Runner(make_brain, self.post_message)
        self.controller = Controller(self, self.runner, history, SessionStore(sessions))
        self._models, self._document = models, document
        self._leaving = 0.0

    def compose(self) -> ComposeResult:
        yield TopBar()
        with Horizontal(id="body"):
            with Vertical(id="conversation"):
                yield TranscriptView()
                with Vertical(id="dock"):
                    yield Completions()
                    yield Prompt()
                    yield StatusBar(animated=self.app.animation_level != "none")
            yield DocumentPane()

    def on_mount(self) -> None:
        prompt = self.query_one(Prompt)
        prompt.suggest, prompt.withdraw = self._suggest, self.controller.withdraw
        prompt.recall = self.controller.recall
        prompt.insert(self.app.typed)
        if (pair := languages.split_pair(self.app.settings.languages)[0]) is not None:
            self.controller.session.pair = pair
        self.settings_changed()
        if self.app.resume:
            self.controller.conversations.resume(self.app.resume)
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """What may come after the first paint, and must not hold it up."""
        self._look_for_models()
        if self.app.resume == NEW:  # none is named: here is the list
            self.controller.conversations.browse()
        elif self.app.resume is None:
            self.look_for_draft()
        if self.app.warm:
            pair = self.controller.session.pair
            self.runner.submit(WARMING, jobs.Warm(pair.source, pair.target))
        if self._document is not None:
            self.controller.open_path(self._document)

    # What the user does.

    @on(Prompt.Sent)
    def _sent(self, message: Prompt.Sent) -> None:
        self.controller.send(message.text)

    @on(Prompt.SentNothing)
    def _sent_nothing(self) -> None:
        self.controller.look_up()

    @on(Prompt.Dropped)
    def _dropped(self, message: Prompt.Dropped) -> None:
        for path in message.files:
            self.controller.open_path(path)

    @on(OptionList.OptionSelected, "#completions")
    def _clicked(self, message: OptionList.OptionSelected) -> None:
        self.query_one(Prompt).accept(self.query_one(Completions).at(message.option_index))

    @on(Try)
    def _try(self, message: Try) -> None:
        self.controller.send(message.text)

    def run_command(self, command: Command) -> None:
        """From the palette."""
        if command.needs_argument:
            self.query_one(Prompt).put(f"/{command.name} ", suggest=True)
        else:
            self.controller.send(f"/{command.name}")

    def action_stop(self) -> None:
        completions = self.query_one(Completions)
        if completions.display:
            completions.hide()
        elif not self.controller.stop():
            self.clear_selection()

    def action_interrupt(self) -> None:
        prompt = self.query_one(Prompt)
        if selected := prompt.selected_text or self.get_selected_text():
            self.copy(selected)
        elif self.controller.stop():
            pass
        elif prompt.text:
            self.controller.recall.add(prompt.text)  # emptied, not lost: Up brings it back
            self.empty_prompt()
        elif time.monotonic() - self._leaving < 2:
            self.keep_what_was_emptied()
            self.leave()
        else:
            self._leaving = time.monotonic()
            self.notify("Ctrl+C again leaves", timeout=2)

    def action_scroll(self, where: str) -> None:
        transcript = self.query_one(TranscriptView)
        moves: dict[str, Callable[[], None]] = {
            "page_up": partial(transcript.turn_page, -1),
            "page_down": partial(transcript.turn_page, 1),
            "home": transcript.to_start,
            "end": transcript.to_end,
        }
        moves[where]()

    def action_more(self) -> None:
        self.controller.more()

    def action_copy(self) -> None:
        self.controller.copy("")

    def action_help(self) -> None:
        self.show_help()

    def action_settings(self) -> None:
        self.show_settings()

    @work(thread=True, group="models")
    def _look_for_models(self) -> None:
        self.post_message(ModelsFound(self._models()))

    def on_models_found(self, message: ModelsFound) -> None:
        self.query_one(Welcome).show_models(message.models)

    # What the controller wants shown.

    def entry_added(self, entry: Entry) -> None:
        self.query_one(TranscriptView).add(entry)

    def entry_changed(self, entry: Entry) -> None:
        self.query_one(TranscriptView).sync(entry)
        super().entry_changed(entry)

    def entry_removed(self, entry: Entry) -> None:
        self.query_one(TranscriptView).drop(entry)

    def session_changed(self) -> None:
        session = self.controller.session
        self.query_one(TopBar).show(session)
        self.query_one(StatusBar).show(session)
        prompt = self.query_one(Prompt)
        prompt.things_to_try = () if session.entries else tuple(text for text, _ in THINGS)
        if session.translating:
            prompt.placeholder = f"Write what is to be translated, {session.pair}"
        elif session.documents:
            prompt.placeholder = "Ask about the document"
        else:
            prompt.placeholder = "Open a document with /open, or translate with /translate"

    def copy(self, text: str) -> None:
        self._copy(text)

    @work(thread=True, group="clipboard")
    def _copy(self, text: str) -> None:
        to_terminal = partial(self.app.call_from_thread, self.app.copy_to_clipboard)
        self.app.call_from_thread(self.notify, clipboard.copy(text, to_terminal=to_terminal), markup=False)

    def choose_theme(self, name: str) -> None:
        if not name:
            self.app.search_themes()
        elif name in self.app.theme_names:
            self.app.change_settings(theme=name)
        else:
            self.notify(f"There is no theme called {name}", severity="warning", markup=False)

    def show_help(self) -> None:
        self.app.push_screen(HelpScreen())

    def show_settings(self) -> None:
        from tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def settings_changed(self) -> None:
        """Other keys or other manners hold from now on."""
        animated = self.app.animation_level != "none"
        self.query_one(Prompt).cursor_blink = self.query_one(StatusBar).animated = animated
        self.controller.runs_folder = self.app.settings.runs
        self.session_changed()

    def leave(self) -> None:
        self.app.exit()

    def _suggest(self, text: str) -> list[Suggestion]:
        return completion.suggest(text, documents=list(self.controller.session.documents), themes=self.app.theme_names)
