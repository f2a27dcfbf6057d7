"""What the worker tells the screen. Typed, small, and the only way from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.failures import Failure

if TYPE_CHECKING:
    from neural.training.catalogue import ModelInfo
    from tui.sessions.drafts import Draft


@dataclass(frozen=True)
class Outcome:
    """How a job ended. `failure` is None where it went well or was stopped."""

    stopped: bool
    seconds: float
    failure: Failure | None = None


class ModelsFound(Message):
    """Which models there are."""

    def __init__(self, models: list[ModelInfo]) -> None:
        self.models = models
        super().__init__()


class DraftFound(Message):
    """Something that was written and not sent, the last time."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__()


class JobMessage(Message):
    """Something about the job called `number`."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__()


class JobStarted(JobMessage):
    """Its turn has come."""


class JobStirred(JobMessage):
    """Events of it wait to be fetched with `Runner.take`."""


class JobFinished(JobMessage):
    """It is over; nothing more will come of it."""

    def __init__(self, number: int, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(number)
