"""One training to a run folder: two at once would spoil each other's state and curves."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from neural.errors import DragomanError

LOCK = ".lock"
PATIENCE = 5.0
"""Seconds: processes whose parent was killed are gone in less."""


@contextmanager
def run_folder_locked(run_dir: Path) -> Iterator[None]:
    """Makes the folder and holds it for this process, or for the group whose first process this is.

    Raises DragomanError where another training holds it or it cannot be made. The lock goes with its process, however
    that ends. Systems without fcntl do without it.
    """
    try:
        run_dir.mkdir(parents=True, exist_ok=True)
        file = (run_dir / LOCK).open("w")
    except OSError as error:
        raise DragomanError(
            str(run_dir), f"it cannot be written ({error})", "free some space or name another --run-dir"
        ) from error
    with file:
        if os.environ.get("RANK", "0") == "0":
            _lock(file.fileno(), run_dir)
        yield


def _lock(descriptor: int, run_dir: Path) -> None:
    try:
        import fcntl
    except ImportError:
        return
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise DragomanError(
                    str(run_dir), "another training is at work in it", "stop that one, or name another --run-dir"
                ) from error
            time.sleep(0.1)
