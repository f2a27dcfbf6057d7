"""What goes into training: what is held out stays out, answers are found as tokens, epochs repeat."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.corpora.questions import Question
from neural.errors import DragomanError
from neural.reading.batches import BatchOptions, collate, plan_epoch
from neural.reading.corpus import Corpus
from neural.reading.evaluate import whole_articles
from neural.reading.examples import make_examples
from neural.reading.neighbours import nearest_passages
from neural.reading.prepare import read_vectors
from neural.reading.tuning import threshold_scores, tune, wrong_paragraphs
from tests.neural.reading.own import own_config, own_questions, own_vocabulary, trained_reader


def test_held_out_questions_leave_all_sets() -> None:
    own = own_questions()
    sentences = [
        Question(f"s{q.id}", "", q.context.split(". ")[0] + ".", "Say what you know of it?", (), ()) for q in own
    ]
    sets = {"squad-paragraphs": lambda: iter(own), "sentences": lambda: iter(sentences)}
    corpus = Corpus(sets, held_out=8)
    held, kept = corpus.held_out, list(corpus.training())
    contexts = {q.context for q in held}
    assert held and {name for name, _ in kept} == {"squad-paragraphs", "sentences"}
    assert not any(q.context in context for _, q in kept for context in contexts)
    assert {q for name, q in kept if name == "squad-paragraphs"} | set(held) == set(own)
    again = Corpus(sets, held_out=8)
    assert (again.held_out, list(again.training())) == (held, kept)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.integers(0, 3), max_size=8), max_size=4), st.integers(1, 5))
def test_turns_lose_nothing_and_part_no_context(sets: list[list[int]], turn: int) -> None:
    questions = {
        str(number): [Question(f"{number}/{i}", "", str(context), "", (), ()) for i, context in enumerate(contexts)]
        for number, contexts in enumerate(sets)
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neural.reading.corpus.TURN", turn)
        found = list(Corpus({name: partial(iter, own) for name, own in questions.items()}, held_out=0).training())
    for name, own in questions.items():
        assert [question for other, question in found if other == name] == own
    for (name, one), (other, two) in pairwise(found):
        following = own[place + 1] if (place := (own := questions[name]).index(one)) + 1 < len(own) else None
        assert other == name or following is None or following.context != one.context
        assert other != name or two == following


def test_answers_are_found_as_tokens() -> None:
    vocabulary = own_vocabulary()
    questions = own_questions()
    data = make_examples(questions, vocabulary, own_config(vocabulary))
    assert data.misaligned == data.dropped == 0
    for question, example in zip(questions, data.examples, strict=True):
        gold = example.golds[0]
        spans = data.passages[gold.passage].spans
        assert question.context[spans[gold.start].start : spans[gold.end].end] == question.answers[0]


def test_unanswerable_questions_stay() -> None:
    vocabulary = own_vocabulary()
    question = replace(own_questions()[0], answers=(), starts=())
    data = make_examples([question, *own_questions()[5:]], vocabulary, own_config(vocabulary))
    assert data.examples[0].golds == ()
    batch = collate(data, range(4), [], BatchOptions(), np.random.default_rng(0))
    assert batch.gold_pair_Q[0] == -1 and batch.gold_slot_Q[0] == batch.shown_QS.size(1)


def test_an_epoch_holds_each_question_once_and_repeats() -> None:
    vocabulary = own_vocabulary()
    data = make_examples(own_questions(), vocabulary, own_config(vocabulary))
    near = nearest_passages(data.passages, 2)
    plans = [
        list(plan_epoch(data, range(len(data.examples)), near, BatchOptions(tokens=200), np.random.default_rng(3)))
        for _ in range(2)
    ]
    assert plans[0] == plans[1] and len(plans[0]) > 1
    assert sorted(number for plan in plans[0] for number in plan) == list(range(len(data.examples)))
    batches = [collate(data, plans[0][0], [0, 1], BatchOptions(), np.random.default_rng(5)) for _ in range(2)]
    assert all(torch.equal(left, right) for left, right in zip(*batches, strict=True))


def test_whole_articles_move_the_offsets() -> None:
    own = [replace(q, title="all") for q in own_questions()]
    for question in whole_articles(own):
        assert question.context[question.starts[0] :].startswith(question.answers[0])
    assert len({q.context for q in whole_articles(own)}) == 1


def test_tuning_chooses_silence_for_wrong_paragraphs() -> None:
    reader = trained_reader().reader
    wrong = wrong_paragraphs(own_questions())
    assert len(wrong) == len(own_questions()) and all(not q.answers for q in wrong)
    tuned = tune(reader, own_questions())
    assert 0 < tuned.reader.config.threshold <= 0.6
    assert max(tuned.thresholds.values()) > tuned.thresholds["0.00"]
    assert threshold_scores([], [])[0.0] == 0.0


def test_vectors_from_text_and_npz_agree(tmp_path: Path) -> None:
    (tmp_path / "v.txt").write_text("mill 0.5 -1\nboat 2 0.25\n", encoding="utf-8")
    vectors = np.array([[0.5, -1], [2, 0.25]], dtype=np.float16)
    np.savez(tmp_path / "v.npz", words=np.array("mill\nboat"), vectors=vectors)
    for name in ("v.txt", "v.npz"):
        words, table = read_vectors(tmp_path / name)
        assert words == ["mill", "boat"] and table.tolist() == vectors.tolist()
    (tmp_path / "bad.txt").write_text("mill x y\n", encoding="utf-8")
    for name in ("bad.txt", "missing.txt"):
        with pytest.raises(DragomanError, match="--vectors"):
            read_vectors(tmp_path / name)
