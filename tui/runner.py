"""The worker: one thread that owns the brain and does one job after another, in the order they were given.

It never touches a widget. Events collect in an outbox that the screen empties; a wake-up is posted only when the outbox
was empty, so that a fast stream costs the screen one message a frame and not one a token.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from queue import SimpleQueue

from textual.message import Message

from neural.documents.document import Document
from neural.events import Done, Event, Opened
from tui.brain import Brain
from tui.failures import explain
from tui.jobs import Job
from tui.messages import JobFinished, JobStarted, JobStirred, Outcome

GRACE = 0.25
"""Seconds in which a job that is asked to stop may still hand over what it had finished."""


@dataclass
class _Ticket:
    number: int
    job: Job
    stop: threading.Event = field(default_factory=threading.Event)


class Runner:
    """Runs jobs on its own thread; the thread starts with the first job, and the brain is made in it."""

    def __init__(self, make_brain: Callable[[], Brain], post: Callable[[Message], object]) -> None:
        self._make_brain, self._post = make_brain, post
        self._brain: Brain | None = None
        self.documents: Mapping[str, Document] = {}  # what is open, by name; the worker puts a new mapping in its place
        self._queue: SimpleQueue[_Ticket | None] = SimpleQueue()
        self._tickets: dict[int, _Ticket] = {}
        self._outbox: dict[int, list[Event]] = {}
        self._lock = threading.Lock()
        # A daemon: leaving the app must not wait for a model that is in the middle of a long step.
        self._thread = threading.Thread(target=self._run, name="brain", daemon=True)

    def submit(self, number: int, job: Job) -> None:
        """Puts `job` at the end of the queue."""
        ticket = self._tickets[number] = _Ticket(number, job)
        self._queue.put(ticket)
        if not self._thread.is_alive():
            self._thread.start()

    def stop(self, number: int) -> None:
        """Asks the job to stop at its next step, or not to start at all."""
        if (ticket := self._tickets.get(number)) is not None:
            ticket.stop.set()

    def take(self, number: int) -> list[Event]:
        """The events of a job that came since the last call."""
        with self._lock:
            return self._outbox.pop(number, [])

    def close(self, *, wait: float = 0.3) -> bool:
        """Stops everything; tells whether the thread ended within `wait` seconds."""
        for ticket in list(self._tickets.values()):
            ticket.stop.set()
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(wait)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (ticket := self._queue.get()) is not None:
            started = time.monotonic()
            done, failure = Done(stopped=True, seconds=0.0), None
            if not ticket.stop.is_set():
                self._post(JobStarted(ticket.number))
                try:
                    done = self._work(ticket) or Done(stopped=True, seconds=time.monotonic() - started)
                except BaseException as error:  # the thread must live on, whatever happens in it
                    failure = explain(error, doing=ticket.job.doing)
            del self._tickets[ticket.number]
            self._post(JobFinished(ticket.number, Outcome(done.stopped, done.seconds, failure)))

    def _work(self, ticket: _Ticket) -> Done | None:
        """Carries a job out; None where it had to be cut short because it did not stop by itself."""
        if self._brain is None:
            self._brain = self._make_brain()
        stream, deadline = ticket.job.stream(self._brain, ticket.stop), None
        for event in stream:
            if isinstance(event, Opened | Done):
                self.documents = {document.name: document for document in self._brain.documents}
            self._put(ticket.number, event)
            if isinstance(event, Done):
                return event
            if ticket.stop.is_set():
                deadline = deadline or time.monotonic() + GRACE
                if time.monotonic() >= deadline and (close := getattr(stream, "close", None)):
                    close()
        return None

    def _put(self, number: int, event: Event) -> None:
        with self._lock:
            waiting = self._outbox.setdefault(number, [])
            waiting.append(event)
            first = len(waiting) == 1
        if first:
            self._post(JobStirred(number))
