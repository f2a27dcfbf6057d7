"""What stores of encoded text on disk have in common: folders that are written whole or not at all, by one process at a
time, and memory maps."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neural.errors import DragomanError


def digest(text: str) -> str:
    """A name for the results of all that `text` tells: 16 hexadecimal digits."""
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Makes `folder` and waits until no other process is within such a block for it: two trainings that begin at once
    on the same data would write the same files. Systems without fcntl do without.

    Raises DragomanError where the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise _unwritable(folder, error) from error
    with lock:
        try:
            import fcntl
        except ImportError:
            pass
        else:
            fcntl.flock(lock, fcntl.LOCK_EX)  # goes with the file, however the process ends
        yield


@contextmanager
def written_whole(folder: Path) -> Iterator[Path]:
    """A temporary folder to write into; at the end of the block it takes the place of `folder` and any that is there.

    Raises DragomanError on a full disk; then nothing is left of it.
    """
    temporary = folder.with_name(f".{folder.name}.writing")
    shutil.rmtree(temporary, ignore_errors=True)
    try:
        temporary.mkdir(parents=True)
        yield temporary
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(temporary, folder)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> DragomanError:
    return DragomanError(f"token cache '{folder}'", f"could not be written ({error})", "free some space")


def mapped(path: Path, dtype: type[np.generic], count: int) -> NDArray[Any]:
    """The `count` numbers of a file, read only where they are looked at. Raises ValueError where it holds others."""
    if path.stat().st_size != count * np.dtype(dtype).itemsize:
        raise ValueError(f"{path.name} is cut short")
    if count == 0:  # an empty file cannot be mapped
        return np.zeros(0, dtype=dtype)
    return np.memmap(path, dtype=dtype, mode="r", shape=(count,))
