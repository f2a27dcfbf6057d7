"""The commands that show something beside or over the conversation: sources, documents, a model at work, training."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Protocol

from tui import paths
from tui.document.source import Source, source_of
from tui.thinking.views import has_thought
from tui.transcript import Entry, Opening, Question, Rendering, Session


class Views(Protocol):
    """What can be opened."""

    def show_document(self, name: str, source: Source | None = None) -> None: ...
    def show_thinking(self, entry: Entry) -> None: ...
    def show_training(self, folder: Path) -> None: ...
    def save_picture(self, entry: Entry, path: Path) -> None: ...


class Looking:
    """The part of the controller that answers these commands."""

    session: Session
    view: Views
    runs_folder = "runs"
    """Where `/train` looks, as the settings have it."""

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
        if answer_is_last(self.session):
            self.source()

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

    def think(self) -> None:
        """`/think`: the model at work, as it is now or was last."""
        working = [entry for entry in self.session.pending()[:1] if isinstance(entry, Question | Rendering)]
        found = next(iter([*working, *filter(has_thought, reversed(self.session.entries))]), None)
        if found is None:
            self.note("There is nothing to see yet", ("ask or translate", "then see how the model came to it"))
        else:
            self.view.show_thinking(found)

    def picture(self, arguments: str) -> None:
        """`/picture [PATH]`: what the model looked at, kept as SVG or PNG."""
        found = next(filter(has_thought, reversed(self.session.entries)), None)
        if found is None:
            self.note(
                "There is nothing to draw yet", ("ask or translate", "then /picture keeps how the model came to it")
            )
        else:
            self.save_picture(found, arguments)

    def save_picture(self, entry: Entry, arguments: str = "") -> None:
        """The picture of one entry; without a path one of its own in the current folder, and nothing is overwritten."""
        path = (
            paths.parse(arguments)
            if arguments
            else _free(Path("translation.svg" if isinstance(entry, Rendering) else "answer.svg"))
        )
        self.view.save_picture(entry, path)

    def train(self, arguments: str) -> None:
        """`/train [FOLDER]`: the training runs in a folder."""
        self.view.show_training(paths.parse(arguments or self.runs_folder))


def answer_is_last(session: Session) -> bool:
    """The last entry is an answer that has a place in a document."""
    last = session.entries[-1] if session.entries else None
    return isinstance(last, Question) and last.answer is not None and source_of(last.answer) is not None


def _free(path: Path) -> Path:
    """`path`, with a number where there is such a file already."""
    names = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return path if not path.exists() else next(name for name in names if not name.exists())
