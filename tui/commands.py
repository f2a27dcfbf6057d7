"""The one table of commands: slash commands, completion, palette, help screen and docs all read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.controller import Controller


class Argument(StrEnum):
    """What completes a command's argument."""

    NONE = ""
    PATH = "path"
    FOLDER = "folder"
    DOCUMENT = "document"
    PAIR = "pair"
    THEME = "theme"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Command:
    """`arguments` and `detail` are shown as they are; square brackets mark what may be left out."""

    name: str
    help: str
    handler: Callable[[Controller, str], None]
    arguments: str = ""
    completes: Argument = Argument.NONE
    detail: str = ""

    @property
    def usage(self) -> str:
        return f"/{self.name} {self.arguments}".rstrip()

    @property
    def needs_argument(self) -> bool:
        return bool(self.arguments) and not self.arguments.startswith("[")


COMMANDS: tuple[Command, ...] = (
    Command(
        name="open",
        arguments="PATH",
        completes=Argument.PATH,
        help="Open a document to ask about",
        detail="PDF, Word, EPUB, HTML, Markdown, plain text. A file dropped on the window opens too. "
        "/open sample opens a text that comes along.",
        handler=lambda chat, arguments: chat.open(arguments),
    ),
    Command(
        name="ask",
        arguments="QUESTION",
        completes=Argument.TEXT,
        help="Ask about the open documents",
        detail="Of use while everything you send is being translated.",
        handler=lambda chat, arguments: chat.ask(arguments),
    ),
    Command(
        name="translate",
        arguments="[PAIR] [TEXT]",
        completes=Argument.PAIR,
        help="Translate a text",
        detail="/translate en>fr Good morning. The pair stays; >fr finds the other language out. "
        "Without TEXT, all you send is translated until /translate off.",
        handler=lambda chat, arguments: chat.translate(arguments),
    ),
    Command(
        name="more",
        help="Show the other candidates of the last answer",
        handler=lambda chat, _: chat.more(),
    ),
    Command(
        name="source",
        help="Show where the last answer stands",
        detail="In its document, the sentence lit. Enter on an empty prompt does the same, and so does a click.",
        handler=lambda chat, _: chat.source(),
    ),
    Command(
        name="read",
        arguments="[NAME]",
        completes=Argument.DOCUMENT,
        help="Read a document beside the conversation",
        detail="With its outline and a search. Without a name the one opened last.",
        handler=lambda chat, arguments: chat.read(arguments),
    ),
    Command(
        name="think",
        help="See how the model came to it",
        detail="A translation as a map of which words it looked at, an answer as hops through its memory. Live.",
        handler=lambda chat, _: chat.think(),
    ),
    Command(
        name="picture",
        arguments="[PATH]",
        completes=Argument.PATH,
        help="Save what the model looked at as a picture",
        detail="SVG or PNG, by the ending of PATH.",
        handler=lambda chat, arguments: chat.picture(arguments),
    ),
    Command(
        name="train",
        arguments="[FOLDER]",
        completes=Argument.FOLDER,
        help="Watch training runs",
        detail="Curves of all runs in FOLDER, else in the folder that /settings names, as they are being written.",
        handler=lambda chat, arguments: chat.train(arguments),
    ),
    Command(
        name="copy",
        arguments="[all]",
        help="Copy the last answer or translation",
        detail="With all, the whole conversation.",
        handler=lambda chat, arguments: chat.copy(arguments),
    ),
    Command(
        name="sessions",
        arguments="[NUMBER]",
        help="Find an earlier conversation and go on with it",
        detail="All are kept. Search in them, rename, delete, undo, export. With its NUMBER it opens at once.",
        handler=lambda chat, arguments: (
            chat.conversations.resume(int(arguments)) if arguments.isdecimal() else chat.conversations.browse(arguments)
        ),
    ),
    Command(
        name="search",
        arguments="[WORDS]",
        completes=Argument.TEXT,
        help="Search in all conversations",
        handler=lambda chat, arguments: chat.conversations.browse(arguments),
    ),
    Command(
        name="new",
        help="Begin a new conversation",
        detail="The one before is kept in /sessions. Its documents are closed; /clear keeps them open.",
        handler=lambda chat, _: chat.conversations.new(),
    ),
    Command(
        name="rename",
        arguments="TITLE",
        completes=Argument.TEXT,
        help="Give this conversation a title",
        handler=lambda chat, arguments: chat.conversations.rename(arguments),
    ),
    Command(
        name="fork",
        help="Go on in a copy of this conversation",
        detail="From an earlier message: choose it, then fork in its menu.",
        handler=lambda chat, _: chat.conversations.fork(),
    ),
    Command(
        name="export",
        arguments="[FORMAT] [PATH]",
        completes=Argument.TEXT,
        help="Write this conversation to a file",
        detail="FORMAT is md, html or json. Without PATH the title names the file. Nothing is overwritten.",
        handler=lambda chat, arguments: chat.conversations.export(arguments),
    ),
    Command(
        name="delete",
        arguments="[NUMBER]",
        completes=Argument.TEXT,
        help="Delete this conversation, or another one",
        detail="/undo brings it back; after 30 days it is gone for good.",
        handler=lambda chat, arguments: chat.conversations.delete(arguments),
    ),
    Command(
        name="undo",
        help="Bring back the conversation deleted last",
        handler=lambda chat, _: chat.conversations.undo(),
    ),
    Command(
        name="docs",
        help="List the open documents",
        handler=lambda chat, _: chat.list_documents(),
    ),
    Command(
        name="close",
        arguments="[NAME]",
        completes=Argument.DOCUMENT,
        help="Close a document",
        detail="Without a name the one opened last.",
        handler=lambda chat, arguments: chat.close(arguments),
    ),
    Command(
        name="theme",
        arguments="[NAME]",
        completes=Argument.THEME,
        help="Change the colours",
        handler=lambda chat, arguments: chat.view.choose_theme(arguments),
    ),
    Command(
        name="settings",
        help="Change settings and keys",
        handler=lambda chat, _: chat.view.show_settings(),
    ),
    Command(
        name="clear",
        help="Clear the screen; documents stay open",
        detail="The conversation stays in /sessions, whole.",
        handler=lambda chat, _: chat.clear(),
    ),
    Command(
        name="help",
        help="Show keys and commands",
        handler=lambda chat, _: chat.view.show_help(),
    ),
    Command(
        name="quit",
        help="Leave",
        handler=lambda chat, _: chat.view.leave(),
    ),
)

_BY_NAME = {command.name: command for command in COMMANDS}


def find(name: str) -> Command | None:
    """The command called `name`, in whatever case it was typed."""
    return _BY_NAME.get(name.lower())


def split(typed: str) -> tuple[str, str] | None:
    """`/name arguments` as its two parts; None for what does not begin with a slash."""
    if not typed.startswith("/"):
        return None
    parts = typed[1:].split(maxsplit=1)
    name = parts[0] if parts and not typed[1:2].isspace() else ""
    return name, parts[1].strip() if len(parts) > 1 and name else ""
