"""From a function that reports progress by calling back to a generator that yields it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

Result = TypeVar("Result")
Step = tuple[int, int | None]
Report = Callable[[int, int | None], None]


def progress_of(work: Callable[[Report], Result]) -> Generator[Step, None, Result]:
    """Runs `work(report)` in a thread, yields each (done, total) that it reports, returns its result.

    What `work` raises is raised here. A caller that drops the generator leaves the thread to end by itself.
    """
    steps: queue.SimpleQueue[Step | None] = queue.SimpleQueue()
    outcome: list[Result] = []
    failure: list[BaseException] = []

    def run() -> None:
        try:
            outcome.append(work(lambda done, total: steps.put((done, total))))
        except BaseException as error:  # handed on to the caller's thread
            failure.append(error)
        finally:
            steps.put(None)

    threading.Thread(target=run, daemon=True).start()
    while (step := steps.get()) is not None:
        yield step
    if failure:
        raise failure[0]
    return outcome[0]
