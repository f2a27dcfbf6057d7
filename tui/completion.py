"""What could be meant by a prompt that begins with a slash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.fuzzy import FuzzySearch

from neural.models import LANGUAGES
from tui import commands, languages, paths, safe
from tui.commands import Argument

_search = FuzzySearch()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """`text` is what the whole prompt becomes; `label` is shown, with the characters at `hits` matched."""

    text: str
    label: str
    detail: str = ""
    hits: tuple[int, ...] = ()
    complete: bool = True  # nothing more is needed: Enter may send it at once


def suggest(typed: str, *, documents: Sequence[str], themes: Sequence[str]) -> list[Suggestion]:
    """Suggestions for the prompt as it stands, best first; none where it is no command."""
    if "\n" in typed or not typed.startswith("/"):
        return []
    name, space, argument = typed[1:].partition(" ")
    if not space:
        return _commands(name)
    command = commands.find(name)
    if command is None:
        return []
    if command.completes in (Argument.PATH, Argument.FOLDER):
        return _paths(command.name, argument)
    if command.completes is Argument.DOCUMENT:
        return _choices(command.name, argument, dict.fromkeys(documents, ""))
    if command.completes is Argument.THEME:
        return _choices(command.name, argument, dict.fromkeys(themes, ""))
    if command.completes is Argument.PAIR and " " not in argument:
        if argument and ">" not in argument:
            return []
        found = languages.pairs()
        pairs = {f"{source}>{target}": f"{LANGUAGES[source]} to {LANGUAGES[target]}" for source, target in found}
        pairs |= {f">{target}": f"whatever it is, to {LANGUAGES[target]}" for _, target in found}
        return _choices(command.name, argument, pairs, tail=" ")
    return []


def _commands(name: str) -> list[Suggestion]:
    found = []
    for order, command in enumerate(commands.COMMANDS):
        score, hits = _search.match(name, command.name) if name else (1.0, ())
        if score > 0:
            # What begins with the letters typed goes before what only contains them.
            rank = (not command.name.startswith(name.lower()), -score if name else 0, order)
            suggestion = Suggestion(
                text=f"/{command.name}" + (" " if command.arguments else ""),
                label=command.usage,
                detail=command.help,
                hits=tuple(1 + hit for hit in hits),
                complete=not command.needs_argument,
            )
            found.append((rank, suggestion))
    return [suggestion for _, suggestion in sorted(found, key=lambda pair: pair[0])]


def _paths(command: str, argument: str) -> list[Suggestion]:
    prefix = len(argument.rpartition("/")[2].lstrip("'\""))
    return [
        Suggestion(
            text=f"/{command} {paths.quote(entry.text, closed=not entry.folder)}",
            label=safe.line(entry.name),
            detail="folder" if entry.folder else "",
            hits=tuple(range(min(prefix, len(entry.name)))),
            complete=not entry.folder,
        )
        for entry in paths.complete(argument)
        if entry.text != argument
    ]


def _choices(command: str, argument: str, choices: dict[str, str], *, tail: str = "") -> list[Suggestion]:
    found = []
    for order, (choice, detail) in enumerate(choices.items()):
        score, hits = _search.match(argument, choice) if argument else (1.0, ())
        if score > 0 and choice != argument:
            text = f"/{command} {choice}{tail}"
            suggestion = Suggestion(
                text=text, label=safe.line(choice), detail=detail, hits=tuple(hits), complete=not tail
            )
            found.append(((-score if argument else 0, order), suggestion))
    return [suggestion for _, suggestion in sorted(found, key=lambda pair: pair[0])]


def stands_alone(typed: str) -> bool:
    """Enter may send this as it is, although there are suggestions for it."""
    name, space, argument = typed[1:].partition(" ")
    command = commands.find(name)
    if command is None:
        return False
    if not space:
        return not command.needs_argument
    if not argument.strip():
        return True
    if command.completes is Argument.PAIR:
        pair, _ = languages.split_pair(argument)
        return pair is not None and languages.unknown(pair) is None
    named = paths.parse(argument)
    if command.completes is Argument.FOLDER:
        return paths.is_folder(named)
    return command.completes is Argument.PATH and paths.is_file(named)
