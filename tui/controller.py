"""What the app does, apart from how it looks: takes what was sent, keeps the session, minds the worker."""

from __future__ import annotations

from pathlib import Path

from neural.models import LANGUAGES
from tui import commands, folders, languages, paths, safe
from tui.conversations import Conversations
from tui.history import History, Recall
from tui.jobs import Job
from tui.looking import Looking
from tui.messages import JobFinished, JobStarted, JobStirred
from tui.runner import Runner
from tui.sessions.store import SessionStore
from tui.transcript import (
    Closing,
    Entry,
    NoDocument,
    Note,
    Opening,
    Question,
    Rendering,
    Session,
    State,
    Work,
)
from tui.view import View


class Controller(Looking):
    """One session, its worker and its view."""

    def __init__(self, view: View, runner: Runner, history: History, store: SessionStore | None = None) -> None:
        self.view: View = view
        self.session = Session()
        self.recall = Recall(history.entries())
        self._runner, self._history = runner, history
        self._working: dict[int, tuple[Session, Work]] = {}  # also that of a session that was left
        self.conversations: Conversations = Conversations(self, store)

    def send(self, typed: str) -> None:
        """Takes what the user sent: a command, the path of a file, a text to translate or a question."""
        typed = typed.strip()
        if not typed:
            return
        self._remember(typed)
        if (parts := commands.split(typed)) is not None:
            name, arguments = parts
            if (command := commands.find(name)) is not None:
                command.handler(self, arguments)
                return
        if found := paths.dropped(typed):
            for path in found:
                self.open_path(path)
        elif parts is not None:
            self._unknown_command(parts[0])
        elif self.session.translating:
            self.translate_into(self.session.pair, typed)
        else:
            self.ask(typed)

    def open(self, arguments: str) -> None:
        """`/open PATH`."""
        path = paths.parse(arguments) if arguments else None
        if path is None:
            rows = (
                ("/open PATH", "Tab completes the path"),
                ("/open sample", "a text of two pages that comes along"),
            )
            self.note("Open which document?", *rows)
        elif arguments == "sample" and not path.exists():
            self.open_path(folders.SAMPLE)
        else:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        self._work(Opening(path=path))

    def close(self, arguments: str) -> None:
        """`/close [NAME]`."""
        opened = list(self.session.documents)
        if not opened:
            self.note("No document is open")
        elif arguments and arguments not in opened:
            self.note(f"No document is called {arguments}", ("open now", ", ".join(opened)), warning=True)
        else:
            self._work(Closing(name=arguments or opened[-1]))

    def list_documents(self) -> None:
        """`/docs`."""
        rows = []
        for opened in self.session.documents.values():
            pages = f"{opened.pages} page{'s' * (opened.pages != 1)}, " if opened.pages else ""
            detail = f"{pages}{opened.words:,} words, {opened.sentences:,} sentences"
            rows.append((opened.document, f"{detail}\n{folders.shorten(opened.path)}"))
        self.note("Open documents" if rows else "No document is open", *(rows or [("/open PATH", "opens one")]))

    def ask(self, question: str) -> None:
        """`/ask QUESTION`, or the question by itself."""
        if not question:
            self.note("Ask what?", ("/ask QUESTION", "over the open documents"))
        elif self.session.can_ask():
            session = self.session
            self._work(Question(typed=question, question=question, reopen=session.to_reopen(), before=session.answers))
        else:
            self._add(NoDocument(typed=question))

    def translate(self, arguments: str) -> None:
        """`/translate [FROM>TO] [TEXT]`, also with `on` or `off` for the text."""
        # A code by itself is where it goes to.
        pair, text = languages.split_pair(f">{arguments}" if arguments.lower() in LANGUAGES else arguments)
        if pair is not None and (code := languages.unknown(pair)) is not None:
            self.note(f"Unknown language “{code}”", ("known", languages.known()), warning=True)
            return
        if pair is not None and not languages.served(pair):
            there_are = ", ".join(f"{source}>{target}" for source, target in languages.pairs())
            self.note(f"There is no model for {pair}", ("there are", there_are), warning=True)
            return
        self.session.pair = pair or self.session.pair
        if text and text not in ("on", "off"):
            self.translate_into(self.session.pair, text)
            return
        self.session.translating = text == "on" or (
            text != "off" and (pair is not None or not self.session.translating)
        )
        if self.session.translating:
            rows = (
                ("now", f"everything you send is translated, {self.session.pair}"),
                ("/translate off", "ends it"),
            )
            self.note("Translating", *rows)
        else:
            self.note("Asking", ("now", "what you send is a question about the open documents"))

    def more(self) -> None:
        """`/more`: the candidates of the last answer that has any."""
        questions = (entry for entry in reversed(self.session.entries) if isinstance(entry, Question))
        found = next((entry for entry in questions if entry.answer and len(entry.answer.candidates) > 1), None)
        if found is None:
            self.note("There are no other candidates")
        else:
            found.expanded = not found.expanded
            self.view.entry_changed(found)

    def copy(self, arguments: str) -> None:
        """`/copy [all]`."""
        if arguments == "all":
            lines = [text for e in self.session.entries for text in (e.typed and f"> {e.typed}", e.result()) if text]
            text: str | None = "\n\n".join(lines)
        else:
            text = self.session.last_result()
        if text:
            self.view.copy(text)
        else:
            self.note("There is nothing to copy yet")

    def clear(self) -> None:
        """`/clear`: empties the transcript of all that is over; what still goes on stays."""
        for entry in [entry for entry in self.session.entries if entry.state.over]:
            self.session.entries.remove(entry)
            self.view.entry_removed(entry)
        self.view.session_changed()

    def stop(self) -> bool:
        """Stops the running work, at once for the eye; tells whether there was any. What waits goes on in its turn."""
        work = next(iter(self.session.pending()), None)
        if work is None:
            return False
        self._runner.stop(work.number)
        work.state = State.STOPPING
        self.view.entry_changed(work)
        self.view.session_changed()
        return True

    def stop_all(self) -> None:
        """Stops the running work and all that waits: the session is being left."""
        for work in self.session.pending():
            self._runner.stop(work.number)

    def withdraw(self) -> str | None:
        """Takes back the last message that still waits, so that it can be edited."""
        waiting = [work for work in self.session.pending() if work.state is State.QUEUED and work.typed]
        if not waiting:
            return None
        work = waiting[-1]
        self._runner.stop(work.number)
        self._working.pop(work.number, None)
        self.session.entries.remove(work)
        self.conversations.keeper.removed(work)
        self.view.entry_removed(work)
        self.view.session_changed()
        return self._as_sent(work)

    def job_started(self, message: JobStarted) -> None:
        session, work = self._working.get(message.number, (None, None))
        if session is self.session and work is not None and work.state is State.QUEUED:
            work.state = State.WORKING
            self._show(session, work)

    def job_stirred(self, message: JobStirred | JobFinished) -> None:
        events = self._runner.take(message.number)
        session, work = self._working.get(message.number, (None, None))
        if session is not None and work is not None and events:
            session.apply(work, events)
            self.conversations.keeper.changed(work)
            self._show(session, work)

    def job_finished(self, message: JobFinished) -> None:
        self.job_stirred(message)  # what came last before the end
        session, work = self._working.pop(message.number, (None, None))
        if session is not None and work is not None:
            session.finish(work, message.outcome)
            self.conversations.keeper.changed(work, now=True)
            self._show(session, work)

    def submit(self, number: int, job: Job) -> None:
        """Work that no entry shows."""
        self._runner.submit(number, job)

    def note(self, title: str, *rows: tuple[str, str], warning: bool = False) -> None:
        """The app itself has something to say."""
        self._add(Note(title=safe.line(title), rows=rows, warning=warning))
        self.view.session_changed()

    def translate_into(self, pair: languages.Pair, text: str) -> None:
        """Translates `text`, whichever pair holds for what is sent next."""
        self._work(Rendering(typed=text, text=text, pair=pair))

    def _as_sent(self, work: Work) -> str:
        """What has to be sent to get `work` again, whatever is done now with what is sent."""
        session = self.session
        if isinstance(work, Rendering) and not (session.translating and session.pair == work.pair):
            return f"/translate {work.pair.source or 'auto'}>{work.pair.target} {work.text}"
        if isinstance(work, Question) and session.translating:
            return f"/ask {work.question}"
        return work.typed

    def _show(self, session: Session, work: Work) -> None:
        if session is self.session:
            self.view.entry_changed(work)
            self.view.session_changed()

    def _work(self, work: Work) -> None:
        self._add(work)
        self._working[work.number] = (self.session, work)
        self._runner.submit(work.number, work.job())
        self.view.session_changed()

    def _add(self, entry: Entry) -> None:
        self.session.add(entry)
        self.conversations.keeper.added(self.session, entry)  # before anybody can see it, or any model starts
        self.view.entry_added(entry)

    def _unknown_command(self, name: str) -> None:
        if "/" in name:
            self.note(f"There is no file /{name}", ("/open PATH", "Tab completes the path"), warning=True)
            return
        self.note(f"There is no command /{name}", ("/help", "lists them all"), warning=True)

    def _remember(self, typed: str) -> None:
        self.recall.add(typed)
        try:
            self._history.append(typed)
        except OSError as error:
            self.conversations.unsaved(folders.history_file(), error.strerror or str(error))
