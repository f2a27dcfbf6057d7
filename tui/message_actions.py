"""What can be done with a single message, by its menu, its keys and the mouse. Keys and words are in `view_keys`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui import plain_text
from tui.sessions import codec
from tui.thinking.views import has_thought
from tui.transcript import Entry, NoDocument, Opening, Question, Rendering, Work
from tui.view_keys import MESSAGE, named

if TYPE_CHECKING:
    from tui.controller import Controller


@dataclass(frozen=True, kw_only=True)
class MessageAction:
    """`name` is that of its key in the table of keys, which works while the message is chosen or its menu is open."""

    name: str
    run: Callable[[Controller, Entry], None]
    applies: Callable[[Entry], bool]

    @property
    def key(self) -> str:
        """The letter that does it."""
        return named(MESSAGE, self.name).keys

    @property
    def label(self) -> str:
        """What the menu calls it."""
        return named(MESSAGE, self.name).help


def rich_copy(entry: Entry) -> str:
    """An answer with its sentence and place, as Markdown; a translation as it is; else what was sent."""
    from tui.sessions.export import markdown
    from tui.sessions.export.messages import message

    if isinstance(entry, Question) and entry.answer is not None and (found := message(entry)) is not None:
        return markdown.reply(found)
    return entry.result() or entry.typed


def plain_copy(entry: Entry) -> str:
    """The words alone."""
    result = entry.result()
    if isinstance(entry, Rendering) and result:
        return plain_text.from_markdown(result)
    return result or entry.typed


def _retry(chat: Controller, entry: Entry) -> None:
    if isinstance(entry, Question | NoDocument):
        chat.ask(entry.typed if isinstance(entry, NoDocument) else entry.question)
    elif isinstance(entry, Rendering):
        chat.translate_into(entry.pair, entry.text)
    elif isinstance(entry, Opening):
        chat.open_path(entry.path)


def _has_text(entry: Entry) -> bool:
    return bool(rich_copy(entry))


MESSAGE_ACTIONS: tuple[MessageAction, ...] = (
    MessageAction(
        name="copy",
        run=lambda chat, entry: chat.view.copy(rich_copy(entry)),
        applies=_has_text,
    ),
    MessageAction(
        name="plain",
        run=lambda chat, entry: chat.view.copy(plain_copy(entry)),
        applies=_has_text,
    ),
    MessageAction(
        name="quote",
        run=lambda chat, entry: chat.view.quote(plain_copy(entry)),
        applies=_has_text,
    ),
    MessageAction(
        name="retry",
        run=_retry,
        applies=lambda entry: (
            isinstance(entry, NoDocument) or (isinstance(entry, Question | Rendering | Opening) and entry.state.over)
        ),
    ),
    MessageAction(
        name="think",
        run=lambda chat, entry: chat.view.show_thinking(entry),
        applies=has_thought,
    ),
    MessageAction(
        name="fork",
        run=lambda chat, entry: chat.conversations.fork(entry),
        applies=codec.keeps,
    ),
    MessageAction(
        name="export",
        run=lambda chat, entry: chat.conversations.export("", entry),
        applies=lambda entry: codec.keeps(entry) and not (isinstance(entry, Work) and not entry.state.over),
    ),
)


def actions_for(entry: Entry) -> list[MessageAction]:
    """Those that make sense for this message now."""
    return [action for action in MESSAGE_ACTIONS if action.applies(entry)]
