"""The resumable state of a run on disk: written whole or not at all, and unable to execute code when read."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch

from neural.errors import DragomanError

FORMAT = 1
CURRENT, PREVIOUS = "state.pt", "state.previous.pt"


def save_state(run_dir: Path, state: dict[str, Any]) -> None:
    """Writes `state` beside the old one, flushes it to disk, then puts it in place; the old one is kept as well.

    Raises DragomanError where the disk is full or not writable: the last good state is then still there.
    """
    temporary = run_dir / f"{CURRENT}.tmp"
    current = run_dir / CURRENT
    try:
        with temporary.open("wb") as file:
            torch.save({"format": FORMAT, **state}, file)
            file.flush()
            os.fsync(file.fileno())
        if current.exists():
            os.replace(current, run_dir / PREVIOUS)
        os.replace(temporary, current)
    except (OSError, RuntimeError) as error:  # torch reports a full disk as a RuntimeError
        temporary.unlink(missing_ok=True)
        raise DragomanError(
            str(run_dir),
            f"the training state could not be saved ({error})",
            "free some space and run it again",
        ) from error


def load_state(run_dir: Path) -> dict[str, Any] | None:
    """The newest state that can be read whole, or None where the run has none yet."""
    broken: Exception | None = None
    for name in (CURRENT, PREVIOUS):
        path = run_dir / name
        if not path.exists():
            continue
        try:
            state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        except Exception as error:  # a truncated file surfaces as one of many exception types
            broken = error
            continue
        if state.get("format") != FORMAT:
            raise DragomanError(str(path), "written by another version", "start a new run with --resume never")
        return state
    if broken is not None:
        raise DragomanError(str(run_dir), f"its saved states are damaged ({broken})", "use --resume never") from broken
    return None


def random_state() -> dict[str, Any]:
    """All random generators of this process, as tensors and plain numbers."""
    name, keys, position, has_gauss, cached = np.random.get_state()
    version, internal, gauss = random.getstate()
    return {
        "torch": torch.get_rng_state(),
        "numpy": [
            str(name),
            torch.from_numpy(np.asarray(keys).astype(np.int64)),
            position,
            has_gauss,
            cached,
        ],
        "python": [version, list(internal), gauss],
    }


def restore_random_state(state: dict[str, Any]) -> None:
    torch.set_rng_state(state["torch"])
    name, keys, *rest = state["numpy"]
    np.random.set_state((name, keys.numpy().astype(np.uint32), *rest))
    version, internal, gauss = state["python"]
    random.setstate((version, tuple(internal), gauss))
