"""Time and memory of reading one text, measured in a process of its own: `python -m scripts.reading_speed`.

stdin: JSON `{"checkpoint", "text", "questions", "threads"}`; stdout: JSON of `Speed`.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from neural.errors import DragomanError

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Speed:
    """Seconds by the clock and, as `cpu_…`, of processor time, which a busy machine changes less. Memory in MB."""

    words: int
    sentences: int
    open_seconds: float
    """From the file to sentences and pages."""
    index_seconds: float
    """From there to an index."""
    cpu_index_seconds: float
    """Both of them."""
    reopen_seconds: float
    """From the file to an index that was kept on disk."""
    cpu_reopen_seconds: float
    answer_ms: float
    """Median of a question, after the first."""
    cpu_answer_ms: float
    start_mb: float
    """Python, torch and the model before anything is opened."""
    peak_mb: float


def measure(checkpoint: Path, text: str, questions: Sequence[str], threads: int) -> Speed:
    """Runs this module as a program, as peak memory is counted for a whole process."""
    task = {"checkpoint": str(checkpoint), "text": text, "questions": list(questions), "threads": threads}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.reading_speed"],
        input=json.dumps(task), capture_output=True, text=True, check=False,
        env={**os.environ, "OMP_NUM_THREADS": str(threads)},
    )  # fmt: skip
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise DragomanError("measuring", last, "look whether the checkpoint can be used: dragoman models")
    return Speed(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    task = json.load(sys.stdin)
    import torch

    torch.set_num_threads(task["threads"])
    print(json.dumps(asdict(_measured(Path(task["checkpoint"]), task["text"], task["questions"]))))


def _measured(checkpoint: Path, text: str, questions: Sequence[str]) -> Speed:
    from neural.documents.opening import open_document, read_source
    from neural.reading.index_cache import IndexCache, entry_key, fingerprint
    from neural.reading.reader import Reader

    reader = Reader.load(checkpoint)
    start_mb = _peak_mb()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "text.txt"
        path.write_text(text, encoding="utf-8")
        del text
        cache = IndexCache(Path(folder) / "cache")
        document, opening = _timed(lambda: open_document(path))
        index, indexing = _timed(lambda: reader.index(document))
        assert index is not None
        asked = [_timed(partial(reader.ask, question, [index]))[1] for question in questions]
        peak_mb = _peak_mb()
        key = entry_key(document.digest, ".txt", fingerprint(checkpoint))
        cache.keep(key, index)

        def reopen() -> object:
            entry = cache.find(
                entry_key(read_source(path).digest, ".txt", fingerprint(checkpoint)), "text.txt", str(path)
            )
            assert entry is not None
            return entry.assemble(reader.vocabulary)

        reopening = _timed(reopen)[1]
    warm = asked[1:] or asked
    return Speed(
        words=document.word_count,
        sentences=len(document.sentences),
        open_seconds=opening[0],
        index_seconds=indexing[0],
        cpu_index_seconds=opening[1] + indexing[1],
        reopen_seconds=reopening[0],
        cpu_reopen_seconds=reopening[1],
        answer_ms=1000 * statistics.median(clock for clock, _ in warm),
        cpu_answer_ms=1000 * statistics.median(processor for _, processor in warm),
        start_mb=start_mb,
        peak_mb=peak_mb,
    )


def _timed(work: Callable[[], T]) -> tuple[T, tuple[float, float]]:
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, (time.perf_counter() - clock, time.process_time() - processor)


def _peak_mb() -> float:
    status = Path("/proc/self/status")
    if status.exists():  # Linux; what resource tells there goes back to the process that started this one
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) / 1024
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20)  # macOS counts bytes


if __name__ == "__main__":
    main()
