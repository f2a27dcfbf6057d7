"""Confidence: questions without an answer, clues, the fit, and what is stored of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from neural.errors import DragomanError
from neural.evaluation.calibration import expected_calibration_error
from neural.events import Candidate
from neural.reading.answers import with_confidence
from neural.reading.calibrate import MIX, Cases, calibrate, fit, gather
from neural.reading.clues import CLUES, agreement, missing_words
from neural.reading.confidence import FILE, Confidence, load_confidence, save_module
from neural.reading.decode import SpanChoice
from neural.reading.evaluate import text_document
from neural.reading.reader import Reader
from neural.reading.unanswerable import clustered, holds, nearest_wrong_paragraph
from tests.neural.reading.own import PASSAGES, own_questions, own_vocabulary, trained_reader


@pytest.fixture(scope="module")
def fitted() -> tuple[Confidence, dict[str, Any]]:
    return calibrate(gather(trained_reader().reader, own_questions()))


@pytest.fixture
def calibrated(fitted: tuple[Confidence, dict[str, Any]]) -> Reader:
    reader = trained_reader().reader
    return Reader(reader.model, reader.vocabulary, reader.config, fitted[0])


def test_made_up_questions_have_no_answer_in_their_text() -> None:
    own = own_questions()
    far = clustered(own, size=2, together=1)
    for question in [*nearest_wrong_paragraph(own), *far.alike, *far.elsewhere]:
        original = next(q for q in own if q.id == question.id)
        assert not question.answers and not holds(question.context, original)
        assert question.context != original.context
    assert len(nearest_wrong_paragraph(own)) == len(own)
    for question in far.answered:
        assert question.context[question.starts[0] :].startswith(question.answers[0])


def test_agreement_is_the_mass_of_spans_that_share_half() -> None:
    probability_TL = torch.tensor([[0.1, 0.2, 0.0], [0.3, 0.1, 0.0], [0.2, 0.0, 0.0]])  # start, length - 1
    found = agreement(probability_TL.log(), SpanChoice(0, 1, 1, 0.3), total=0.0)
    assert found == pytest.approx(0.2 + 0.3 + 0.1)  # 0-1, 1-1 and 1-2 share half or more with 1-1


def test_missing_names_and_numbers() -> None:
    vocabulary = own_vocabulary()
    rows = vocabulary.encode(PASSAGES["The mill"][0]).rows
    assert missing_words("Did Greta Holm build it in 1712?", rows, vocabulary)[:2] == (0, 0)
    assert missing_words("Did Greta Brandl build it in 1945?", rows, vocabulary)[:2] == (0.5, 1)


def test_fit_recovers_chances_that_hang_on_a_clue() -> None:
    random = np.random.default_rng(0)
    clues_NC = random.normal(size=(2000, len(CLUES))).astype(np.float32)
    right_N = random.random(2000) < 1 / (1 + np.exp(-2 * clues_NC[:, 3]))
    cases = Cases(
        clues_NC=clues_NC, f1_N=right_N.astype(float), answerable_N=right_N, kind_N=np.full(2000, "own paragraph"),
        weight_N=np.full(2000, 1 / 2000), fold_N=np.arange(2000) % 5,
    )  # fmt: skip
    model = fit(cases)
    assert int(model.linear.weight[0].abs().argmax()) == 3
    said_N = model.judge_all(clues_NC)[:, 0]
    assert (expected_calibration_error(said_N, right_N) or 0) < 0.05


def test_a_calibrated_reader_is_sure_where_it_knows_and_not_where_it_does_not(calibrated: Reader) -> None:
    own, wrong = own_questions(), nearest_wrong_paragraph(own_questions())
    sure = []
    for questions in (own, wrong):
        answers = []
        for question in questions:
            index = calibrated.index(text_document("text", question.context))
            assert index is not None
            answers.append(calibrated.ask(question.question, [index]))
        sure.append(sum(answer.confidence for answer in answers) / len(answers))
        for answer in answers:
            assert 0 <= answer.confidence <= answer.answerable <= 1
            assert sum(c.confidence for c in answer.candidates) <= 1 + 1e-6
            assert len({c.answer.lower() for c in answer.candidates}) == len(answer.candidates)
            assert (answer.answer is None) == bool(answer.nearest)
            assert len({near.evidence_start for near in answer.nearest}) == len(answer.nearest) <= 3
    assert sure[0] > 0.7 > 0.4 > sure[1]


def test_figures_tell_of_each_kind(fitted: tuple[Confidence, dict[str, Any]]) -> None:
    figures = fitted[1]
    assert set(figures["kinds"]) <= set(MIX) and figures["auroc"] > 0.7
    assert 0 <= figures["threshold"] < 1 and figures["mixed_f1"] >= figures["mixed_f1_never_silent"] > 0
    assert sum(found["share"] for found in figures["reliability"]) == pytest.approx(1, abs=0.01)


def test_candidates_share_what_the_first_leaves() -> None:
    base = Candidate(
        answer="a", confidence=0.3, evidence="a b", evidence_start=0, start=0, end=1, page=None, document="d"
    )
    found = with_confidence((base, replace(base, answer="b", confidence=0.28)), 0.7)
    assert found[0].confidence == 0.7 and found[1].confidence == pytest.approx(0.3 * 0.28 / 0.7)
    low = with_confidence((base, replace(base, answer="b", confidence=0.28)), 0.1)
    assert low[1].confidence == pytest.approx(0.1)
    assert with_confidence((), 0.5) == ()


def test_what_was_fitted_is_stored_beside_the_weights(tmp_path: Path) -> None:
    assert load_confidence(tmp_path) is None
    confidence = Confidence()
    with torch.no_grad():
        confidence.linear.bias.fill_(0.25)
    save_module(confidence, tmp_path / FILE)
    loaded = load_confidence(tmp_path)
    assert loaded is not None and torch.equal(loaded.linear.bias, confidence.linear.bias)
    (tmp_path / FILE).write_bytes(b"nonsense")
    with pytest.raises(DragomanError, match="calibrate_reader"):
        load_confidence(tmp_path)
    save_module(Confidence(clues=3), tmp_path / FILE)
    with pytest.raises(DragomanError, match="another version"):
        load_confidence(tmp_path)
