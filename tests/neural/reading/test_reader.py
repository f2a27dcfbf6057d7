"""The reader in use, on a tiny model that has learnt its questions by heart."""

from __future__ import annotations

import threading

import pytest
import torch

from neural.events import Answer
from neural.reading.evaluate import ask_all, score, text_document, whole_articles
from neural.reading.reader import Reader
from tests.neural.reading.own import PASSAGES, own_questions, trained_reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return trained_reader().reader


def check_offsets(answer: Answer, text: str) -> None:
    """All places of an answer point at what they say."""
    for found in answer.candidates:
        assert text[found.start : found.end] == found.answer
        assert text[found.evidence_start :].startswith(found.evidence)
        assert found.evidence[found.start - found.evidence_start : found.end - found.evidence_start] == found.answer
    assert [c.confidence for c in answer.candidates] == sorted((c.confidence for c in answer.candidates), reverse=True)
    assert sum(c.confidence for c in answer.candidates) <= 1 + 1e-4
    for hop in answer.hops:
        assert list(hop.weights) == sorted(hop.weights, reverse=True)


def test_learns_its_questions_by_heart(reader: Reader) -> None:
    figures = score(list(ask_all(reader, own_questions())), forced=True)
    assert figures["exact_match"] >= 90
    assert figures["sentence_top1"] >= 90


def test_loss_falls() -> None:
    losses = trained_reader().losses
    assert losses[-1] < 0.2 * losses[0]


def test_finds_answers_in_a_document_of_all_passages(reader: Reader) -> None:
    joined = [q.__class__(q.id, "all", q.context, q.question, q.answers, q.starts) for q in own_questions()]
    results = list(ask_all(reader, whole_articles(joined), top=3))
    assert score(results, forced=True)["f1"] >= 80
    for asked in results:
        check_offsets(asked.answer, asked.question.context)


def test_one_by_one_is_the_same_as_together(reader: Reader) -> None:
    text = "\n\n".join(text for text, _ in PASSAGES.values())
    index = reader.index(text_document("all", text))
    questions = [q.question for q in own_questions()]
    assert index is not None
    together = reader.ask_many(questions, [index])
    for question, expected in zip(questions, together, strict=True):
        alone = reader.ask(question, [index])
        assert (alone.answer, alone.start, alone.end) == (expected.answer, expected.start, expected.end)
        assert alone.confidence == pytest.approx(expected.confidence, abs=1e-4)
        assert [h.sentences[0] for h in alone.hops] == [h.sentences[0] for h in expected.hops]


def test_several_documents_at_once(reader: Reader) -> None:
    indexes = [reader.index(text_document(name, text)) for name, (text, _) in PASSAGES.items()]
    answer = reader.ask("Who built the mill?", [index for index in indexes if index])
    assert (answer.answer, answer.document) == ("Greta Holm", "The mill")
    assert answer.hops[-1].documents[0] == "The mill"


@pytest.mark.parametrize("question", ["", "   ", "?", "…!"])
def test_nothing_asked(reader: Reader, question: str) -> None:
    index = reader.index(text_document("mill", PASSAGES["The mill"][0]))
    assert index is not None
    assert reader.ask(question, [index]).answer is None


def test_nothing_to_read(reader: Reader) -> None:
    for text in ("", "\n\n  \n"):
        index = reader.index(text_document("empty", text))
        assert index is not None
        answer = reader.ask("Who built the mill?", [index])
        assert answer.answer is None and answer.evidence is None and answer.candidates == ()
    assert reader.ask("Who built the mill?", []).answer is None


@pytest.mark.parametrize(
    "text",
    [
        "One",
        "?",
        "北京是中国的首都。我爱你。",
        "Où est le château? Là-bas.",
        "a" * 5000,
        "word " * 3000,
        "🙂 🙂",
        "x\n" * 50,
    ],
)
def test_odd_documents(reader: Reader, text: str) -> None:
    index = reader.index(text_document("odd", text))
    assert index is not None
    for question in ("Who", "Where is the château?", "首都", "word " * 200):
        check_offsets(reader.ask(question, [index]), text)


def test_silence_below_the_threshold(reader: Reader) -> None:
    from dataclasses import replace

    strict = Reader(reader.model, reader.vocabulary, replace(reader.config, threshold=1.01))
    index = strict.index(text_document("mill", PASSAGES["The mill"][0]))
    assert index is not None
    answer = strict.ask("Who built the mill?", [index])
    assert answer.answer is None and answer.candidates
    assert answer.start == answer.end == answer.evidence_start
    assert answer.evidence is not None and answer.evidence in PASSAGES["The mill"][0]


def test_the_null_slot_speaks_up(reader: Reader) -> None:
    """Asked about the wrong document, the reader is less sure than about the right one."""
    wrong = {"The mill": "The bees", "The boat": "The bridge", "The bees": "The boat", "The bridge": "The mill"}
    sure, unsure = [], []
    for title, (text, asked) in PASSAGES.items():
        right, other = (reader.index(text_document("d", t)) for t in (text, PASSAGES[wrong[title]][0]))
        assert right is not None and other is not None
        for question, _ in asked:
            sure.append(reader.ask(question, [right]).confidence)
            unsure.append(reader.ask(question, [other]).confidence)
    assert sum(sure) / len(sure) > 0.25 + sum(unsure) / len(unsure)


def test_long_documents_show_only_the_likeliest_slots(reader: Reader) -> None:
    from dataclasses import replace

    narrow = Reader(reader.model, reader.vocabulary, replace(reader.config, slots_most=6))
    text = "\n\n".join([*(text for text, _ in PASSAGES.values()), *["Nothing of note is said in this line."] * 40])
    index = narrow.index(text_document("long", text))
    assert index is not None
    questions = own_questions()
    answers = narrow.ask_many([q.question for q in questions], [index])
    right = sum(answer.answer in q.answers for answer, q in zip(answers, questions, strict=True))
    assert right >= 0.7 * len(questions)  # all slots: 0.9, and which ones depends on the processor's rounding


def test_indexing_reports_and_stops(reader: Reader) -> None:
    seen: list[tuple[int, int]] = []
    document = text_document("all", "\n\n".join("word " * 60 for _ in range(60)))
    assert reader.index(document, lambda done, total: seen.append((done, total))) is not None
    assert seen[-1][0] == seen[-1][1]
    stop = threading.Event()
    stop.set()
    assert reader.index(document, stop=stop) is None


def test_the_same_weights_answer_alike_twice(reader: Reader) -> None:
    index = reader.index(text_document("mill", PASSAGES["The mill"][0]))
    assert index is not None
    torch.manual_seed(99)
    assert reader.ask("Who built it?", [index]) == reader.ask("Who built it?", [index])
