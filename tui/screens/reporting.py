"""The part of the chat screen that listens to the worker, and draws no more often than the eye can see."""

from __future__ import annotations

import time
from functools import partial

from tui.messages import JobFinished, JobStarted, JobStirred
from tui.screens.conversing import ConversingScreen

_FRAME = 1 / 30  # seconds between two drawings of a stream: the eye sees no more, the screen stays free


class ReportingScreen(ConversingScreen):
    """Hands on what the worker reports."""

    def __init__(self) -> None:
        super().__init__()
        self._drawn = 0.0

    def on_job_started(self, message: JobStarted) -> None:
        self.controller.job_started(message)

    def on_job_stirred(self, message: JobStirred) -> None:
        wait = self._drawn + _FRAME - time.monotonic()
        if wait > 0:
            self.set_timer(wait, partial(self._stirred, message))
        else:
            self._stirred(message)

    def on_job_finished(self, message: JobFinished) -> None:
        self.controller.job_finished(message)

    def _stirred(self, message: JobStirred) -> None:
        self._drawn = time.monotonic()
        self.controller.job_stirred(message)
