"""Files that are written whole or not at all: beside the old one, then put in its place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from neural.errors import DragomanError


@contextmanager
def replacing(path: Path, what: str = "", remedy: str = "free some space and try again") -> Iterator[Path]:
    """A path beside `path` to write to; at the end of the block it takes the place of `path`.

    Raises DragomanError about `what` (the path where left out) where it cannot be written; whatever ends the block,
    nothing is left over.
    """
    temporary = path.with_name(f".{path.name}.writing")
    try:
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise DragomanError(what or str(path), f"it could not be written ({reason})", remedy) from error
    finally:
        with suppress(OSError):
            temporary.unlink()


def write_whole(path: Path, text: str, what: str = "", remedy: str = "free some space and try again") -> None:
    """Writes `text` to `path` and makes its folder. Raises DragomanError as `replacing` does."""
    with replacing(path, what, remedy) as beside:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
