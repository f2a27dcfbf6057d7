"""The part of the chat screen that listens to the worker, and draws no more often than is good for who types."""

from __future__ import annotations

from functools import partial

from textual.widgets import TextArea

from tui.messages import JobFinished, JobStarted, JobStirred
from tui.pace import Pace
from tui.screens.conversing import ConversingScreen


class ReportingScreen(ConversingScreen):
    """Hands on what the worker reports."""

    def __init__(self) -> None:
        super().__init__()
        self._pace = Pace()

    def on_text_area_changed(self, _: TextArea.Changed) -> None:
        self._pace.typed()

    def on_job_started(self, message: JobStarted) -> None:
        self.controller.job_started(message)

    def on_job_stirred(self, message: JobStirred) -> None:
        if wait := self._pace.wait():
            self.set_timer(wait, partial(self.on_job_stirred, message))
            return
        self._pace.draws()
        self.controller.job_stirred(message)
        self.call_after_refresh(self._pace.drew)

    def on_job_finished(self, message: JobFinished) -> None:
        self.controller.job_finished(message)
