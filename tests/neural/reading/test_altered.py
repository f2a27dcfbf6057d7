"""Altered questions: no longer answered by the sentence that answered them, seeded, of all kinds."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.corpora.questions import Question
from neural.reading.alterations import RULES, Case, Context
from neural.reading.altered import altered_questions, without_its_sentence
from neural.reading.opposites import OPPOSITES
from tests.neural.reading.own import own_questions

TOWNS = ("Varnby", "Eskby", "Tarifa", "Orla", "Dunholm", "Cádiz")
PEOPLE = ("Greta Holm", "Anna Okoye", "Tomas Brandl", "Ada Ruiz")


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    """Questions over a made-up paragraph, whose answers stand in its first sentence."""
    one, other = draw(st.permutations(TOWNS))[:2]
    who, her = draw(st.permutations(PEOPLE))[:2]
    year, later = draw(st.lists(st.integers(1100, 1990), min_size=2, max_size=2, unique=True))
    before = draw(st.sampled_from(["before", "after"]))
    text = (
        f"The oldest mill of the town of {one} was built in {year} by {who} {before} the flood. "
        f"In the north of {other} {her} opened a bakery with six ovens in {later}. It was sold in winter."
    )
    asked = (
        (f"Who built the oldest mill of {one} {before} the flood?", who),
        (f"When was the mill in {one} built?", str(year)),
        (f"What was built in {year} in {one}?", "mill"),
        (f"In what town did {who} build the mill?", one),
    )
    number = draw(st.integers(0, 9))
    return [Question(f"{number}/{n}", "", text, q, (a,), (text.index(a),)) for n, (q, a) in enumerate(asked)]


@settings(deadline=None, max_examples=40)
@given(questions(), st.integers(0, 99))
def test_what_is_put_in_is_not_in_the_sentence_that_told(group: list[Question], seed: int) -> None:
    own = {question.id: question for question in group}
    made = list(altered_questions(group, seed, most=len(RULES)))
    assert made == list(altered_questions(group, seed, most=len(RULES)))
    first_sentence = group[0].context.split(". ")[0].lower()
    for question, rule, needles in made:
        origin = own[question.id]
        assert question.context == origin.context and not question.answers and needles == origin.answers
        assert question.question not in {q.question for q in group}
        new = set(re.findall(r"\w+", question.question.lower())) - set(re.findall(r"\w+", origin.question.lower()))
        if rule in ("name", "number", "opposite", "subject", "condition"):
            assert any(word not in first_sentence for word in new), (rule, question.question)


def test_a_question_comes_out_the_same_in_any_place() -> None:
    own = own_questions()
    whole = {(made.question.id, made.question.question) for made in altered_questions(own, seed=5)}
    backwards = {(made.question.id, made.question.question) for made in altered_questions(own[::-1], seed=5)}
    assert whole == backwards


@pytest.mark.parametrize(
    ("rule", "question", "wanted"),
    [
        ("number", "What was built in 1712?", r"What was built in (?!1712)\d+\?"),
        ("name", "Where in Varnby did Greta Holm build?", r"(?!.*Varnby.*Greta Holm).*"),
        ("opposite", "What is the oldest mill?", r"What is the (newest|youngest) mill\?"),
        ("negation", "When was the mill built?", r"When was(n't| not| never) the mill built\?"),
        ("negation", "Which mill wasn't built?", r"Which mill was built\?"),
        ("condition", "Who built the mill in 1712?", r"Who built the mill (in|at) (?!1712).*\?"),
        ("wish", "Who did the miller call?", r"(Why|Where|When) did the miller call\?"),
    ],
)
def test_rules_by_example(rule: str, question: str, wanted: str) -> None:
    text = "Greta built the oldest mill at Varnby in 1712, it is said. In 1803 one Tomas Brandl rose at Eskby."
    asked = Question("q", "", text, question, ("Greta",), (0,))
    found = RULES[rule](Case(asked, [], Context(text), Random(3)))
    assert found is not None and re.fullmatch(wanted, found), found


def test_where_nothing_applies_there_is_nothing() -> None:
    text = "It rained."
    assert list(altered_questions([Question("q", "", text, "Rain?", ("rained",), (3,))], 1, most=9)) == []


def test_without_its_sentence_the_answer_is_gone() -> None:
    for question in own_questions():
        hidden = without_its_sentence(question)
        assert hidden is not None and hidden.question == question.question and not hidden.answers
        assert question.answers[0].lower() not in hidden.context.lower()
        assert 0 < len(hidden.context) < len(question.context)
    assert without_its_sentence(Question("q", "", "It rained.", "What?", ("It",), (0,))) is None


def test_opposites_go_both_ways() -> None:
    assert all(word in OPPOSITES[other] for word, others in OPPOSITES.items() for other in others)
    assert all(word not in others for word, others in OPPOSITES.items())
