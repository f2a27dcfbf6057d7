"""The commands that show something beside or over the conversation: sources, documents, a model at work, training."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from tui.document.source import Source, source_of
from tui.transcript import Opening, Question, Session


class Views(Protocol):
    """What can be opened."""

    def show_document(self, name: str, source: Source | None = None) -> None: ...


class Looking:
    """The part of the controller that answers these commands."""

    session: Session
    view: Views

    def open_path(self, path: Path) -> None:
        raise NotImplementedError

    def note(self, title: str, *rows: tuple[str, str], warning: bool = False) -> None:
        raise NotImplementedError

    def source(self) -> None:
        """`/source`: the last answer in its document; before the first, the document that was opened last."""
        answers = (entry.answer for entry in reversed(self.session.entries) if isinstance(entry, Question))
        source = next((found for answer in answers if answer and (found := source_of(answer))), None)
        if source is not None:
            self.show(source.document, source)
        else:
            self.read("")

    def look_up(self) -> None:
        """Enter on an empty prompt: to the source, where an answer is the last thing that was said."""
        if self.answer_is_last():
            self.source()

    def answer_is_last(self) -> bool:
        """The last entry is an answer that has a place in a document."""
        last = self.session.entries[-1] if self.session.entries else None
        return isinstance(last, Question) and last.answer is not None and source_of(last.answer) is not None

    def read(self, name: str) -> None:
        """`/read [NAME]`: a document beside the conversation, the one opened last where no name is given."""
        loading = [work.path.name for work in self.session.pending() if isinstance(work, Opening)]
        names = [*self.session.documents, *loading]
        if not names:
            self.note("No document is open", ("/open PATH", "opens one"))
        elif name and name not in names:
            self.note(f"No document is called {name}", ("open now", ", ".join(names)), warning=True)
        else:
            self.show(name or names[-1])

    def show(self, name: str, source: Source | None = None) -> None:
        """The document called `name`, at `source`; one of a conversation taken up again is opened for it."""
        opening = [work for work in self.session.pending() if isinstance(work, Opening)]
        if name in self.session.dormant and not any(work.path.name == Path(name).name for work in opening):
            self.open_path(Path(self.session.documents[name].path))
        elif name not in self.session.documents and not opening:
            self.note(f"{name} is not open any more", ("/open PATH", "opens it again"), warning=True)
            return
        self.view.show_document(name, source)
