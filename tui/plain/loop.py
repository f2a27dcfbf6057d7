"""Reads what is sent, a line at a time, and waits for what comes of it before it reads the next."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import click
from textual.message import Message

from tui import brain, completion, folders, jobs, languages, safe
from tui.brain import Brain
from tui.controller import Controller
from tui.history import History, JsonLinesHistory
from tui.messages import JobFinished, JobStarted, JobStirred
from tui.plain.view import PlainView
from tui.runner import Runner
from tui.sessions.store import SessionStore
from tui.settings import SettingsFile
from tui.shell.output import batches, reading, write
from tui.transcript import State, next_number

_WELCOME = (
    "Dragoman, line by line. It reads your documents and translates, on this computer and nowhere else.",
    "Three things to try: /open sample",
    "  When did Maria Theresa found the Oriental Academy?",
    "  /translate en>de Two children are playing in the snow.",
    "/help lists all commands, Ctrl+C stops the work, Ctrl+D leaves.",
)


def run(document: Path | None, settings_file: SettingsFile, *, resume: int | None = None) -> None:
    """The whole of `dragoman chat --plain`. Exits with 1 where something failed that came through a pipe."""
    talking = bool(sys.stdin and sys.stdin.isatty())
    for problem in settings_file.problems:
        _complain(problem)
    loop = Loop(settings_file, progress=talking and sys.stdout.isatty())
    try:
        if talking:
            for line in _WELCOME:
                write(line)
            loop.warm()
        if resume:
            loop.controller.conversations.resume(resume)
        elif resume is not None:
            loop.controller.conversations.browse()
        if document is not None:
            loop.open(document)
        loop.follow(_typed(loop.controller) if talking else _piped(), patient=talking)
    finally:
        loop.close()
    sys.stdout.flush()
    code = 1 if loop.view.failed and not talking else 0
    if "torch" in sys.modules:  # taking it down in order lasts a second
        os._exit(code)
    click.get_current_context().exit(code)


class Loop:
    """The controller, its worker and its view, without an event loop: the worker's messages wait in a queue."""

    def __init__(
        self,
        settings_file: SettingsFile,
        *,
        progress: bool = False,
        make_brain: Callable[[], Brain] | None = None,
        history: History | None = None,
        store: SessionStore | None = None,
    ) -> None:
        self._messages: SimpleQueue[Message] = SimpleQueue()
        self._warming = settings_file.settings.warm
        self.runner = Runner(make_brain or (lambda: brain.load_assistant()), self._messages.put)
        self.view = PlainView(write, _complain, settings_file, progress=progress)
        history = history or JsonLinesHistory(folders.history_file())
        self.controller = Controller(self.view, self.runner, history, store)
        self.view.connect(self.controller, self.runner)
        if (pair := languages.split_pair(settings_file.settings.languages)[0]) is not None:
            self.controller.session.pair = pair
        self.controller.runs_folder = settings_file.settings.runs

    def warm(self) -> None:
        """Loads the models while the user reads the welcome."""
        if self._warming:
            pair = self.controller.session.pair
            self.runner.submit(next_number(), jobs.Warm(pair.source, pair.target))

    def open(self, document: Path) -> None:
        self.controller.open_path(document)
        self.wait()

    def follow(self, lines: Iterator[str], *, patient: bool) -> None:
        """Carries out line after line. `patient`: Ctrl+C stops the work and not the program."""
        for line in lines:
            self.controller.send(line)
            try:
                self.wait()
            except KeyboardInterrupt:
                if not patient:
                    raise
                self._stop()
            if self.view.left:
                return

    def wait(self) -> None:
        """Until nothing is being worked at."""
        while self.controller.session.pending():
            message = self._messages.get()
            if isinstance(message, JobStarted):
                self.controller.job_started(message)
            elif isinstance(message, JobStirred):
                self.controller.job_stirred(message)
            elif isinstance(message, JobFinished):
                self.controller.job_finished(message)

    def close(self) -> None:
        self.runner.close()
        self.controller.conversations.close()

    def _stop(self) -> None:
        """Stops what runs; pressed once more, leaves without waiting for it."""
        try:
            while self.controller.session.pending():
                if self.controller.session.pending()[0].state is not State.STOPPING:
                    self.controller.stop()
                self.wait()
        except KeyboardInterrupt:
            self.view.left = True


def _piped() -> Iterator[str]:
    with reading(None) as (stream, name):
        for lines in batches(stream, name):
            yield from lines


def _typed(controller: Controller) -> Iterator[str]:
    """What is typed, with readline's editing, history and completion where there is readline."""
    _use_readline(controller)
    begun = ""
    while True:
        try:
            line = input("… " if begun else "> ")
        except EOFError:
            write("")
            return
        except KeyboardInterrupt:  # nothing is going on: only what was begun is dropped
            write("")
            begun = ""
            continue
        if line.endswith("\\"):  # goes on in the next line
            begun += line[:-1] + "\n"
            continue
        yield begun + line
        begun = ""


def _use_readline(controller: Controller) -> None:
    try:
        import readline
    except ImportError:
        return
    readline.clear_history()
    for sent in controller.recall.entries():
        readline.add_history(sent.replace("\n", " "))

    def complete(_: str, number: int) -> str | None:
        names = list(controller.session.documents)
        found = completion.suggest(readline.get_line_buffer(), documents=names, themes=[])
        return found[number].text if number < len(found) else None

    readline.set_completer_delims("")  # the whole line is what is completed
    readline.set_completer(complete)
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")


def _complain(line: str) -> None:
    print(safe.line(line), file=sys.stderr, flush=True)
