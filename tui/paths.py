"""File names as people type, paste and drop them: quoted, escaped, with ~ or as file:// addresses."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

_SCAN_LIMIT = 20_000  # entries looked at in one folder, so that completion answers at once


def parse(typed: str) -> Path:
    """The path meant by `typed`; it need not exist."""
    typed = typed.strip()
    if typed.startswith("file://"):
        return Path(unquote(urlsplit(typed).path))
    plain = Path(typed).expanduser()
    if _yes(plain.exists):  # a name that really holds quotes or backslashes
        return plain
    try:
        parts = shlex.split(typed)
    except ValueError:  # an unclosed quote
        parts = [typed.lstrip("'\"")]
    if len(parts) == 1 and parts[0].startswith("file://"):  # an address in quotes
        return parse(parts[0])
    return Path(parts[0]).expanduser() if len(parts) == 1 else plain


def dropped(pasted: str) -> list[Path]:
    """The files that a paste names, where it names nothing else; terminals send a drop of files as such a paste."""
    pasted = pasted.strip()
    if not pasted or len(pasted) > 20_000:
        return []
    candidates = [pasted]
    if not is_file(parse(pasted)):
        if pasted[0] not in "/~'\"\\f" and not pasted.startswith("file://"):
            return []
        try:
            candidates = pasted.splitlines() if "\n" in pasted else shlex.split(pasted)
        except ValueError:
            return []
    paths = [parse(candidate) for candidate in candidates if candidate.strip()]
    # A bare word may happen to be the name of a file; only something that looks like a path counts as a drop.
    looks = all(path.is_absolute() for path in paths)
    return paths if looks and all(is_file(path) for path in paths) else []


def quote(path: str, *, closed: bool = True) -> str:
    """`path` so that `parse` gives it back, quoted only where it must be; left open where more is to follow."""
    if not any(character in path for character in " '\"\\"):
        return path
    return '"' + path.replace("\\", "\\\\").replace('"', '\\"') + '"' * closed


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A file or folder that would complete what was typed. `text` is what the typed path becomes."""

    text: str
    name: str
    folder: bool


def complete(typed: str, *, limit: int = 50) -> list[Entry]:
    """Files and folders that begin with what was typed so far; folders end in a slash."""
    bare = typed.strip().lstrip("'\"").replace("\\ ", " ")
    if bare == "~":
        return [Entry(text="~/", name="~/", folder=True)]
    head, slash, prefix = bare.rpartition("/")
    folder = Path((head + slash) or ".").expanduser()
    wanted = prefix.casefold()
    found: list[Entry] = []
    try:
        with os.scandir(folder) as scan:
            for item in islice(scan, _SCAN_LIMIT):
                if not item.name.casefold().startswith(wanted) or (item.name[0] == "." and not wanted):
                    continue
                inside = is_folder(item)
                name = item.name + ("/" if inside else "")
                found.append(Entry(text=head + slash + name, name=name, folder=inside))
    except (OSError, ValueError):
        return []
    found.sort(key=lambda entry: (not entry.folder, entry.name.casefold()))
    return found[:limit]


def is_folder(path: Path | os.DirEntry[str]) -> bool:
    """A folder that is there; never an error, whatever the path."""
    return _yes(path.is_dir)


def is_file(path: Path) -> bool:
    """A file that is there; never an error, whatever the path."""
    return _yes(path.is_file)


def _yes(asked: Callable[[], bool]) -> bool:
    try:
        return asked()
    except (OSError, ValueError):  # may not be looked at, is too long, or has a null byte
        return False
