"""Yes or no: clues, claims, training, and how such answers look."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neural.events import Nearest
from neural.reading.answers import build_yes_no, silent_answer
from neural.reading.claims import Claim, make_claims
from neural.reading.evaluate import text_document
from neural.reading.reader import Reader
from neural.reading.yes_no import CLUES, YesNo, yes_no_clues
from neural.reading.yes_no_training import ClaimCases, choose_threshold, gather_claims, train_yes_no
from tests.neural.reading.own import PASSAGES, own_questions, trained_reader

MILL = PASSAGES["The mill"][0]
BUILT = MILL[: MILL.index(".") + 1]


def clue(question: str, sentence: str, name: str) -> float:
    reader = trained_reader().reader
    found = yes_no_clues(question, sentence, MILL, reader.vocabulary, reader.model.words)
    assert len(found) == len(CLUES)
    return float(found[CLUES.index(name)])


def test_clues_compare_names_numbers_and_negations() -> None:
    assert clue("Was it built in 1712?", BUILT, "all numbers found") == 1
    assert clue("Was it built in 1803?", BUILT, "numbers missing") == 1
    assert clue("Was it built in 1803?", BUILT, "another number instead") == 1
    assert clue("Did Anna Holm build it?", BUILT, "names missing") == 0.5
    assert clue("Is it old?", "It is not old.", "one negated, the other not") == 1
    assert clue("Is it the oldest mill?", "It is the newest mill.", "opposites") == 1
    assert clue("", "", "words found") == 0


def test_claims_put_an_answer_into_the_question() -> None:
    claims = make_claims(own_questions(), seed=1)
    assert {claim.yes for claim in claims} == {True, False}
    for claim in claims:
        question = (
            next(q for q in own_questions() if q.context == claim.context and q.answers[0] in claim.question)
            if claim.yes
            else None
        )
        assert question is not None or not claim.yes
    assert claims == make_claims(own_questions(), seed=1)


def test_training_learns_what_decides_and_says_what_it_is_worth() -> None:
    random = np.random.default_rng(0)
    clues_NC = random.normal(size=(600, len(CLUES))).astype(np.float32)
    yes_N = clues_NC[:, 4] + 0.3 * random.normal(size=600) > 0
    cases = ClaimCases(clues_NC=clues_NC, yes_N=yes_N, asked_N=np.arange(600) % 3 > 0, fold_N=np.arange(600) % 5)
    module, figures = train_yes_no(cases)
    assert figures["better_than_majority"] and figures["asked"]["accuracy"] > 80 > figures["asked"]["majority"]
    assert ((module.yes(clues_NC) >= 0.5) == yes_N).mean() > 0.85
    shuffled = ClaimCases(
        clues_NC=clues_NC, yes_N=random.random(600) < 0.9, asked_N=np.ones(600, dtype=bool), fold_N=np.arange(600) % 5
    )
    assert not train_yes_no(shuffled)[1]["better_than_majority"]


def test_threshold_is_where_answers_are_right_often_enough() -> None:
    sure_N = np.linspace(0.5, 1, 200)
    assert choose_threshold(sure_N, sure_N > 0.7) == pytest.approx(0.63, abs=0.04)
    assert choose_threshold(sure_N, np.zeros(200, dtype=bool)) == 0.95


def test_gathering_finds_the_evidence_of_claims() -> None:
    claims = [Claim("was the mill built by Greta Holm", MILL, True), Claim("did the boat sink", MILL, False)]
    cases = gather_claims(trained_reader().reader, {"asked": claims[:1], "made": claims[1:]})
    assert cases.yes_N.tolist() == [True, False] and cases.asked_N.tolist() == [True, False]


def test_answers_are_yes_no_or_may() -> None:
    near = (Nearest(evidence=BUILT, evidence_start=3, page=2, document="mill"),)
    silent = silent_answer("Is it old?")
    yes, no, may = (build_yes_no(silent, p, 0.7, near) for p in (0.9, 0.2, 0.6))
    assert (yes.answer, no.answer, may.answer) == ("Yes", "No", None)
    assert (yes.confidence, no.confidence) == (0.9, 0.8) and may.confidence == pytest.approx(0.6)
    assert (yes.start, yes.end, yes.page) == (3, 3 + len(BUILT), 2) and yes.evidence == BUILT
    assert {answer.kind for answer in (yes, no, may)} == {"yes_no"} and may.nearest == near
    assert build_yes_no(silent, 0.99, 0.7, ()).answer is None


def test_the_reader_answers_yes_or_no_only_where_it_was_trained_to() -> None:
    plain = trained_reader().reader
    index = plain.index(text_document("mill", MILL))
    assert index is not None
    question = "Did Greta Holm build the mill at Varnby in 1712?"
    assert plain.ask(question, [index]).kind == "span"
    module = YesNo()
    module.linear.bias.data.fill_(3.0)
    knowing = Reader(plain.model, plain.vocabulary, replace(plain.config, null_bias=-20.0), yes_no=module)
    answer = knowing.ask(question, [index])
    assert (answer.kind, answer.answer) == ("yes_no", "Yes") and answer.evidence in MILL
    assert MILL[answer.start : answer.end] == answer.evidence
    assert knowing.ask("Who built the mill?", [index]).kind == "span"
