"""What users can set: one table of settings, read from a TOML file that explains itself.

Reading never fails: what is wrong in the file is told in plain sentences and the default holds instead. It needs only
the standard library, as the first screen waits for it. Writing keeps the comments and whatever else is in the file.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
import tempfile
import threading
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neural.errors import DragomanError
from tui import languages, safe
from tui.keys import KEYS, check

if TYPE_CHECKING:
    import tomlkit


def _setting(default: Any, help: str, *, least: int = 0, most: int = 0, pair: bool = False) -> Any:
    return field(default=default, metadata={"help": help, "least": least, "most": most, "pair": pair})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Each field is a line of the file; its metadata say what it is for and which values it takes."""

    theme: str = _setting("auto", "Colours; auto fits the terminal")
    width: int = _setting(104, "Columns that the text may fill", least=40, most=400)
    reduced_motion: bool = _setting(False, "Nothing blinks, turns or glides")
    plain: bool = _setting(False, "Line by line, for screen readers")
    mouse: bool = _setting(True, "The mouse, from the next start on")
    warm: bool = _setting(True, "Load the models at the start")
    languages: str = _setting("auto>de", "What /translate begins with", pair=True)
    runs: str = _setting("runs", "The folder that /train shows")
    keys: Mapping[str, str] = field(default_factory=dict)


TABLE = tuple(entry for entry in fields(Settings) if entry.name != "keys")


def problem(name: str, value: object) -> str | None:
    """What is wrong with `value` for the setting called `name`, as the end of a sentence; None where nothing is."""
    entry = next(entry for entry in TABLE if entry.name == name)
    if isinstance(entry.default, bool):
        return None if isinstance(value, bool) else "must be true or false"
    if isinstance(entry.default, int):
        least, most = entry.metadata["least"], entry.metadata["most"]
        good = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return None if good else f"must be a whole number from {least} to {most}"
    if not isinstance(value, str) or not value.strip():
        return "must be a text in quotes"
    if entry.metadata["pair"]:
        pair, rest = languages.split_pair(value)
        if pair is None or rest or languages.unknown(pair):
            return f"must be two languages like auto>de, of {languages.known()}"
    return None


class SettingsFile:
    """The settings as they are kept. `settings` is what holds; `problems` is what was wrong when it was read.

    Without a path nothing is read or kept. May be used from several threads.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.settings = Settings()
        self.problems: list[str] = []
        self._lock = threading.Lock()

    def load(self) -> SettingsFile:
        """Reads the file; where there is none, all defaults hold."""
        self.settings, self.problems = Settings(), []
        if self.path is None:
            return self
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return self
        except (OSError, UnicodeDecodeError) as error:
            reason = "it is not UTF-8 text" if isinstance(error, ValueError) else error.strerror or str(error)
            self.problems = [f"{self.path.name} can't be read, as {reason}; mend it or move it away"]
            return self
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            remedy = "mend that line, all defaults hold until then"
            self.problems = [safe.line(f"{self.path.name} is not valid TOML: {error}; {remedy}")]
            return self
        self._take(data, text, self.path.name)
        return self

    def change(self, **changes: Any) -> None:
        """Lets other values hold from now on; `save` keeps them."""
        self.settings = replace(self.settings, **changes)

    def save(self, *names: str) -> None:
        """Writes the settings called `names`, at once and whole, and keeps the rest of the file as it is.

        Raises DragomanError where the file holds something that only its owner can mend, or can't be written.
        """
        if self.path is None:
            return
        with self._lock:
            document = _document(self.path)
            for name in names:
                if name == "keys":
                    _change_table(document, self.settings.keys)
                else:
                    document[name] = getattr(self.settings, name)
            _write(self.path, document.as_string())

    def _take(self, data: dict[str, Any], text: str, file: str) -> None:
        good: dict[str, Any] = {}
        names = [entry.name for entry in TABLE]
        for name, value in data.items():
            where = f"{file}, line {_line_of(name, text)}"
            if name == "keys":
                good["keys"] = self._take_keys(value, text, file)
            elif name not in names:
                close = difflib.get_close_matches(name, [*names, "keys"], n=1)
                remedy = f"did you mean {close[0]}?" if close else f"take it out; there are {', '.join(names)}"
                self.problems.append(safe.line(f"{where}: there is no setting called {name}; {remedy}"))
            elif (wrong := problem(name, value)) is not None:
                default = _toml(getattr(Settings(), name))
                self.problems.append(f"{where}: {name} {wrong}; until it is mended, {default} holds")
            else:
                good[name] = value
        self.settings = Settings(**good)

    def _take_keys(self, value: object, text: str, file: str) -> dict[str, str]:
        if not isinstance(value, dict):
            where = f"{file}, line {_line_of('keys', text)}"
            self.problems.append(f'{where}: keys must be a table; write [keys] and below it lines like copy = "f2"')
            return {}
        good = {}
        for name, keys in value.items():
            wrong = check(name, keys) if isinstance(keys, str) else 'the keys must be a text like "ctrl+t"'
            if wrong is None:
                good[name] = keys
            else:
                self.problems.append(safe.line(f"{file}, line {_line_of(name, text)}: {wrong}"))
        return good


def _document(path: Path) -> tomlkit.TOMLDocument:
    """The file as it is now (another window may have written it), or a fresh one that explains itself."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return tomlkit.parse(template())
    except TOMLKitError as error:
        raise DragomanError(path.name, f"it is not valid TOML: {error}", "mend that line first") from error
    except (OSError, UnicodeDecodeError) as error:
        raise DragomanError(path.name, f"it can't be read: {error}", "mend it or move it away") from error


def template() -> str:
    """The file as it is first written: every setting at its default, with what it means."""
    lines = ["# Settings of dragoman. What is left out has its default; /settings changes them from inside.", ""]
    for entry in TABLE:
        span = f" ({entry.metadata['least']} to {entry.metadata['most']})" if entry.metadata["most"] else ""
        lines += [f"# {entry.metadata['help']}{span}.", f"{entry.name} = {_toml(entry.default)}", ""]
    lines += [
        "# Keys: what is named here takes the place of the usual key. Several are separated by commas;",
        '# an empty text ("") leaves an action without a key. These can be changed:',
        "[keys]",
    ]
    lines += [f"# {key.name} = {_toml(key.keys)}  # {key.help}" for key in KEYS if not key.fixed]
    return "\n".join(lines) + "\n"


def _change_table(document: tomlkit.TOMLDocument, keys: Mapping[str, str]) -> None:
    """Makes [keys] hold exactly `keys`; its comments stay."""
    import tomlkit

    table = document.get("keys")
    if not isinstance(table, dict):
        table = document["keys"] = tomlkit.table()
    for name in [name for name in table if name not in keys]:
        del table[name]
    for name, value in keys.items():
        table[name] = value


def _toml(value: object) -> str:
    return json.dumps(value)  # for texts, whole numbers and true or false the two look the same


def _line_of(name: str, text: str) -> int:
    """The line on which `name` is set, counted from 1."""
    wanted = (name, f'"{name}"', f"'{name}'", f"[{name}]")
    for number, line in enumerate(text.splitlines(), 1):
        if line.split("=")[0].strip() in wanted:
            return number
    return 1


def _write(path: Path, text: str) -> None:
    """Beside, then renamed: whoever reads sees the old file or the new one, never half of it."""
    beside = None
    try:
        path = path.resolve()  # through a link, so that a linked file stays one
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        beside = Path(name)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            shutil.copymode(path, beside)
        os.replace(beside, path)
    except OSError as error:
        if beside is not None:
            beside.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise DragomanError(path.name, f"it could not be saved: {reason}", f"look at {path.parent}") from error
