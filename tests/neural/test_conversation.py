"""What a question is read as, and how its answer comes back: with a scripted translator."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest

from neural.conversation import answer_back, understand
from neural.events import Answer, Event, Progress
from neural.reading.answers import silent_answer
from neural.reading.evaluate import text_document

MILL = text_document(
    "mill", "The old mill at Varnby was built in 1712 by Greta Holm. Today it grinds rye for a bakery."
)
GERMAN = text_document("mühle", "Die alte Mühle wurde im Jahr 1712 von Greta Holm gebaut. Sie mahlt heute noch Roggen.")
BOTH = {("de", "en"), ("en", "de")}
DICTIONARY = {
    "Wer baute die Mühle?": "Who built the mill?",
    "Wann wurde Varnby gebaut?": "When was it built?",
    "Was mahlt die Mühle?": "What does the mill grind?",
    "rye": "Roggen.",
    "rye from Varnby": "Roggen aus Warnbach",
    "nine metres": "neun Meter",
}


def translate(text: str, source: str, target: str) -> Generator[Event, None, str]:
    yield Progress(task=f"{source} to {target}", done=0)
    return DICTIONARY[text]


def result(stream: Generator[Event, None, Any]) -> Any:
    while True:
        try:
            assert isinstance(next(stream), Progress)
        except StopIteration as finished:
            return finished.value


def back(words: str | None, asked: str = "Was mahlt die Mühle?", **how: Any) -> Answer:
    understood = result(understand(asked, (), [MILL], BOTH, translate))
    answer = replace(silent_answer(understood.asked), answer=words, evidence="…", **how)
    return result(answer_back(answer, understood, [MILL], BOTH, translate))  # type: ignore[no-any-return]


def test_english_questions_are_left_alone() -> None:
    understood = result(understand("Who built the mill?", (), [MILL], set(), translate))
    assert understood.asked == "Who built the mill?" and understood.notes == ()
    answer = result(answer_back(replace(silent_answer("Who?"), answer="rye"), understood, [MILL], BOTH, translate))
    assert (answer.answer, answer.asked, answer.original, answer.language) == ("rye", None, None, "en")


def test_silence_about_a_german_document_is_qualified() -> None:
    for document, notes in ((MILL, 0), (GERMAN, 1)):
        understood = result(understand("When was the mill built?", (), [document], BOTH, translate))
        answer = result(answer_back(silent_answer("When?"), understood, [document], BOTH, translate))
        assert len(answer.notes) == notes
    assert "seems to be German" in answer.notes[0]
    found = replace(silent_answer("When?"), answer="1712")
    assert result(answer_back(found, understood, [GERMAN], BOTH, translate)).notes == ()


def test_a_german_question_is_translated_and_answered_in_german() -> None:
    answer = back("rye")
    assert (answer.answer, answer.original, answer.language) == ("Roggen", "rye", "de")
    assert (answer.question, answer.asked) == ("Was mahlt die Mühle?", "What does the mill grind?")
    assert answer.evidence == "…"


@pytest.mark.parametrize("words", ["Greta Holm", "1712", "rye from Varnby"])
def test_names_and_numbers_come_back_as_they_are(words: str) -> None:
    answer = back(words)
    assert (answer.answer, answer.original) == (words, None)


def test_yes_no_and_silence_in_german() -> None:
    assert (back("Yes", kind="yes_no").answer, back("No", kind="yes_no").answer) == ("Ja", "Nein")
    assert back(None).answer is None and back(None).language == "de"


def test_names_that_the_translator_lost_are_kept() -> None:
    understood = result(understand("Wann wurde Varnby gebaut?", (), [MILL], BOTH, translate))
    assert understood.asked == "When was it built (Varnby)?"


def test_without_a_model_the_question_is_asked_as_it_is_with_a_note() -> None:
    understood = result(understand("Wer baute die Mühle?", (), [MILL], {("en", "de")}, translate))
    assert understood.asked == "Wer baute die Mühle?"
    assert understood.notes[0].startswith("This looks like German") and "asked as it is" in understood.notes[0]


def test_a_german_question_over_a_german_document_is_not_translated() -> None:
    understood = result(understand("Wer baute die Mühle?", (), [GERMAN], BOTH, translate))
    assert understood.asked == "Wer baute die Mühle?" and understood.notes == ()


def test_follow_ups_are_completed_after_translation() -> None:
    first = replace(back("Greta Holm", "Wer baute die Mühle?"), evidence="The mill was built by Greta Holm.")
    understood = result(understand("and who was she?", [first], [MILL], BOTH, translate))
    assert understood.asked == "Who was Greta Holm?"
