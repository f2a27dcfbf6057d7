"""Which format, under which name, and the writing."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from neural.errors import DragomanError
from tui import folders
from tui.sessions import codec
from tui.sessions.export import html, markdown
from tui.sessions.export.messages import message
from tui.transcript import Entry

FORMATS = ("md", "html", "json")
_BY_SUFFIX = {"md": "md", "markdown": "md", "txt": "md", "html": "html", "htm": "html", "json": "json"}
# Names of formats: whoever gives one alone means no file of that name.
_OTHERS = frozenset({"pdf", "docx", "odt", "rtf", "epub", "csv", "tex", "txt", "text", "markdown", "htm"})
_UNTITLED = "Conversation"


def render(entries: Sequence[Entry], *, title: str, format: str) -> str:
    """The entries in one of the `FORMATS`."""
    title = title or _UNTITLED
    if format == "json":
        kept = [
            {"kind": row.kind, "state": row.state, **row.data, **row.result}
            | {"events": [{"event": event.kind, **event.data} for event in row.events]}
            for row in (codec.to_row(entry.whole()) for entry in entries)
        ]
        page = {"title": title, "exported": time.strftime("%Y-%m-%dT%H:%M:%S%z"), "entries": kept}
        return json.dumps(page, ensure_ascii=True, indent=1) + "\n"
    messages = [found for entry in entries if (found := message(entry)) is not None]
    return html.render(title, messages) if format == "html" else markdown.render(title, messages)


def write(entries: Sequence[Entry], *, title: str, format: str = "", path: Path | None = None) -> Path:
    """Writes a file and gives its path.

    Without a format the ending of `path` decides, then Markdown; without a path it goes into the current folder, under
    a name made of the title that nothing has yet. Raises DragomanError where `path` is there already or cannot be
    written.
    """
    if path is not None and not format:
        format = _BY_SUFFIX.get(path.suffix.lstrip(".").lower(), "")
        named = path.suffix or (path.name if path.name.lower() in _OTHERS else "")
        if named and not format and not path.is_dir():
            raise DragomanError(path.name, f"{named} is no format known here", "use .md, .html or .json")
    format = format or "md"
    text = render(entries, title=title, format=format)
    if path is not None and not path.is_dir():
        candidates: Iterator[Path] = iter([path])
    else:
        candidates = _free_names((path or Path.cwd()) / _file_name(title), format)
    for candidate in candidates:
        try:
            return _write_new(candidate, text)
        except FileExistsError:
            continue
    assert path is not None
    raise DragomanError(folders.shorten(path), "there is such a file already", "give another name")


def _write_new(path: Path, text: str) -> Path:
    try:
        with path.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)  # half a file would pass for a whole one
                raise
    except FileExistsError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a null character in the name
        reason = getattr(error, "strerror", None) or str(error)
        raise DragomanError(folders.shorten(path), reason, "choose another place: /export PATH") from error
    return path


def _file_name(title: str) -> str:
    words = re.sub(r"[^\w]+", "-", title or _UNTITLED).strip("-").lower()
    return words[:60].rstrip("-") or _UNTITLED.lower()


def _free_names(stem: Path, format: str) -> Iterator[Path]:
    yield stem.with_name(f"{stem.name}.{format}")
    yield from (stem.with_name(f"{stem.name}-{number}.{format}") for number in range(2, 10_000))
