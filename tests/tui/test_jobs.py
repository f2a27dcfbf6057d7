"""Jobs as the worker carries them out."""

from __future__ import annotations

import threading
from pathlib import Path

from neural.events import Answer
from tests.tui.fakes import FakeAssistant
from tui.jobs import Open
from tui.transcript import Question, Session


def test_a_question_goes_to_the_brain_with_the_answers_before_it() -> None:
    brain, session, stop = FakeAssistant(), Session(), threading.Event()
    list(Open(Path("letters.txt")).stream(brain, stop))
    texts = ("Who was he?", "And when?", "Why?")
    waiting = [Question(typed=text, question=text, before=session.answers).job() for text in texts]
    for number, job in enumerate(waiting):  # all were waiting before the first was answered
        answers = [event for event in job.stream(brain, stop) if isinstance(event, Answer)]
        assert [answer.question for answer in brain.context] == list(texts[:number])
        assert len(answers) == 1


def test_a_resumed_session_knows_its_answers() -> None:
    brain, session, stop = FakeAssistant(), Session(), threading.Event()
    list(Open(Path("letters.txt")).stream(brain, stop))
    question = Question(typed="Who?", question="Who?", before=session.answers)
    for event in question.job().stream(brain, stop):
        question.take(event)
    resumed = Session()
    resumed.restore([question])
    assert resumed.answers == session.answers and len(resumed.answers) == 1
