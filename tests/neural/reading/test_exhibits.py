from __future__ import annotations

from dataclasses import replace

import pytest

from neural.corpora.questions import Question
from neural.reading.exhibits import NOTHING, QUESTIONS_MOST, reading_exhibits
from neural.training.report.exhibits import Exhibit
from tests.neural.reading.own import own_questions, trained_reader


@pytest.fixture(scope="module")
def shown() -> list[Exhibit]:
    wrong = own_questions()[0]
    other = replace(wrong, answers=("Today",), starts=(wrong.context.index("Today"),), id="wrong")
    return reading_exhibits(trained_reader().reader, [*own_questions(), other])


def test_it_shows_what_each_hop_weighs(shown: list[Exhibit]) -> None:
    memory = shown[0]
    assert len(memory.heat_maps) == 4
    contexts = [question.context for question in own_questions()]
    for heat in memory.heat_maps:
        assert heat.columns == ("hop 1", "hop 2")
        assert all(text == NOTHING or any(text in context for context in contexts) for text in heat.rows)
        for column in range(2):
            assert 0.9 < sum(row[column] or 0.0 for row in heat.weights) < 1.001


def test_the_sentence_that_holds_the_answer_is_marked(shown: list[Exhibit]) -> None:
    answers = {question.question: question.answers[0] for question in own_questions()}
    for heat in shown[0].heat_maps:
        assert [answers[heat.title] in heat.rows[row] for row in heat.marked] == [True]


def test_wrong_answers_stand_beside_what_was_wanted(shown: list[Exhibit]) -> None:
    first = dict(shown[1].excerpts[0].rows)
    assert first["wanted"] == "Today" and first["F1"] == "0"
    assert first["answer"] in first["evidence"]
    assert f"of {len(own_questions()) + 1} validation questions" in shown[1].note


def test_a_question_that_the_text_does_not_answer_marks_the_null_slot() -> None:
    asked = own_questions()[0]
    silent = Question("s", asked.title, asked.context, "What is the meaning of it all?", (), ())
    memory = reading_exhibits(trained_reader().reader, [silent])[0]
    (heat,) = memory.heat_maps
    assert [heat.rows[row] for row in heat.marked] in ([NOTHING], [])
    assert f"Wanted: {NOTHING}" in heat.note


def test_it_asks_no_more_than_it_needs_and_shows_nothing_of_nothing() -> None:
    many = own_questions() * 10
    assert len(many) > QUESTIONS_MOST
    notes = [exhibit.note for exhibit in reading_exhibits(trained_reader().reader, many)]
    assert all(f"of {QUESTIONS_MOST} " in note for note in notes if "validation" in note)
    assert reading_exhibits(trained_reader().reader, []) == []
