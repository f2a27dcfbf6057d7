"""A reader that lost a part answers without it, and the one it was made from stays as it was."""

from __future__ import annotations

import pytest

from neural.events import Answer
from neural.reading.ablation import fewer_hops, unheard, without_memory
from neural.reading.evaluate import text_document
from neural.reading.reader import Reader
from tests.neural.reading.own import PASSAGES, own_questions, trained_reader


@pytest.fixture(scope="module")
def reader() -> Reader:
    return trained_reader().reader


def ask(reader: Reader) -> list[Answer]:
    index = reader.index(text_document("all", "\n\n".join(text for text, _ in PASSAGES.values())))
    assert index is not None
    return reader.ask_many([question.question for question in own_questions()], [index])


def test_fewer_hops_are_walked(reader: Reader) -> None:
    whole = ask(reader)
    fewer = ask(fewer_hops(reader, 1))
    assert {len(answer.hops) for answer in fewer} == {1} != {len(answer.hops) for answer in whole}
    assert [answer.hops[0] for answer in fewer] == [answer.hops[0] for answer in whole]  # the same as far as it goes


def test_evidence_that_is_not_heard_leaves_the_hops_as_they_are(reader: Reader) -> None:
    whole, deaf = ask(reader), ask(unheard(reader))
    assert [answer.hops for answer in deaf] == [answer.hops for answer in whole]
    assert [answer.confidence for answer in deaf] != [answer.confidence for answer in whole]


def test_without_the_memory_the_question_alone_decides(reader: Reader) -> None:
    before = ask(reader)
    lexical = ask(without_memory(reader, ranking_weight=1.0))
    for answer in lexical:
        weights = dict(zip(answer.hops[0].sentences, answer.hops[0].weights, strict=True))
        assert len(answer.hops) == 1 and weights
    assert [answer.hops for answer in lexical] != [answer.hops for answer in before]
    assert ask(reader) == before
