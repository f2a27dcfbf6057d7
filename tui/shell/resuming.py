"""Which conversation `dragoman chat` goes on with."""

from __future__ import annotations

from neural.errors import DragomanError
from tui import folders
from tui.sessions.store import SessionStore

LIST = 0  # not one of them: the list, to choose from


def wanted(resume: str | None, newest: bool) -> int | None:
    """The number of the session that `--resume [NUMBER]` or `--continue` means; None where neither is given.

    Raises DragomanError where there is no such session.
    """
    if resume == "":
        return LIST
    if resume is None and not newest:
        return None
    store = SessionStore(folders.sessions_file())
    try:
        if resume is None:
            rows = store.sessions(limit=1)
            if not rows:
                raise DragomanError("--continue", "there is no conversation yet", "leave it out to begin one")
            return rows[0].id
        number = resume.lstrip("#")
        if not (number.isascii() and number.isdecimal()):
            raise DragomanError(f"--resume {resume}", "that is no number", "leave it out to see the list")
        return store.session(int(number)).id
    finally:
        store.close()
