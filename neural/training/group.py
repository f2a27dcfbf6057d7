"""The processes of a run as one group: how they find each other, and what becomes of one whose company is gone."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from neural.errors import DragomanError

MEETING_FILE = "DRAGOMAN_MEETING_FILE"
"""Environment variable: the file through which processes that `launch.py` started find each other."""
PATIENCE = timedelta(days=1)
"""How long processes wait for one that reads a large corpus. That one has died is noticed at once, without this."""
AGAIN = "run the same command again: it goes on from the last saved state"

_parent = os.getppid()


def in_group() -> bool:
    """Whether this process was started as one of several, by `launch.py`, torchrun or `accelerate launch`."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def started_here() -> bool:
    """Whether it was `launch.py` that started it."""
    return MEETING_FILE in os.environ


def join_group() -> None:
    """Joins the group that this process was started in, if any, until the process ends; called again it does nothing.

    Raises DragomanError where the others cannot be reached.
    """
    from torch import cuda, distributed

    if not in_group() or distributed.is_initialized():
        return
    backend = "nccl" if cuda.is_available() else "gloo"
    atexit.register(_leave_group)
    with company():
        if not started_here():
            distributed.init_process_group(backend, timeout=PATIENCE)
            return
        # All on one machine: nothing need listen beyond it.
        os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo0" if sys.platform == "darwin" else "lo")
        distributed.init_process_group(
            backend,
            init_method=f"file://{os.environ[MEETING_FILE]}",
            rank=int(os.environ["RANK"]),
            world_size=int(os.environ["WORLD_SIZE"]),
            timeout=PATIENCE,
        )


def _leave_group() -> None:
    """Ends the group's own threads while the interpreter still stands.

    Left to the end of the process, one that still holds a tensor may ask for the interpreter after it has gone, and
    the process aborts after all its work (PyTorch, pull request 179291).
    """
    from torch import distributed

    if distributed.is_initialized():
        with suppress(RuntimeError):  # the others may have gone before
            distributed.destroy_process_group()


def check_parent() -> None:
    """Raises DragomanError where whoever started this group has gone: nobody is left to stop it."""
    if in_group() and os.getppid() != _parent:
        raise DragomanError("training", "the process that started it has ended", AGAIN)


@contextmanager
def company() -> Iterator[None]:
    """Inside the block, a lost connection to another process of the group is a DragomanError."""
    from torch import distributed

    try:
        yield
    except RuntimeError as error:
        lost = isinstance(error, distributed.DistError) or "gloo" in str(error).lower()
        if not (in_group() and lost):
            raise
        raise DragomanError("training", "another of its processes has ended", AGAIN) from error
