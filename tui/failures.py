"""What a user is told when something goes wrong: what, why and the way out, never a traceback."""

from __future__ import annotations

import time
import traceback
from dataclasses import dataclass

from neural.errors import DragomanError
from tui import folders, safe


@dataclass(frozen=True, kw_only=True)
class Failure:
    """A failure in plain words. `bug` marks one that the program, not the user, has to mend."""

    what: str
    why: str
    remedy: str = ""
    bug: bool = False

    def __str__(self) -> str:
        return safe.line(str(DragomanError(self.what, self.why, self.remedy)))


def explain(error: BaseException, *, doing: str) -> Failure:
    """The failure behind `error`; anything but a DragomanError is a bug and goes into the log as well."""
    if isinstance(error, DragomanError):
        return Failure(what=error.what, why=error.why, remedy=error.remedy)
    if isinstance(error, MemoryError):
        return Failure(what=doing, why="this computer ran out of memory", remedy="try a smaller file")
    summary = " ".join(f"{type(error).__name__}: {error}".split()).rstrip(": ")
    logged = _write_log(error, doing)
    remedy = f"this is a bug; the details are in {logged}" if logged else "this is a bug"
    return Failure(what=doing, why=f"unexpected {summary}", remedy=remedy, bug=True)


def _write_log(error: BaseException, doing: str) -> str | None:
    path = folders.log_file()
    details = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="backslashreplace") as log:
            log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {doing}\n{details}\n")
    except OSError:  # a full or read-only disk must not hide the failure itself
        return None
    return str(path)
