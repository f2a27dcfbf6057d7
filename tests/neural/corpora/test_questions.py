"""Answers stand where their offsets say, or are put where their text is."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.corpora import questions
from neural.corpora.questions import Repairs, read_questions, training_questions, training_sets
from neural.errors import DragomanError

CONTEXT = "Ann built the bridge. Ann died in 1990."


def row(*answers: tuple[str, int], number: int = 0, context: str = CONTEXT) -> dict[str, Any]:
    texts, starts = [text for text, _ in answers], [start for _, start in answers]
    return {
        "id": f"q{number}",
        "title": "Bridges",
        "context": context,
        "question": "Who?",
        "answers": {"text": texts, "answer_start": starts},
    }


def write(path: Path, *rows: dict[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    data = "".join(json.dumps(each) + "\n" for each in rows).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def test_right_offsets_stay(tmp_path: Path) -> None:
    repairs = Repairs()
    path = write(tmp_path / "a.jsonl.gz", row(("Ann", 22), ("Ann", 22), ("1990", 34)), row(number=1))
    first, unanswerable = read_questions(path, repairs)
    assert (first.answers, first.starts) == (("Ann", "1990"), (22, 34))
    assert (unanswerable.answers, unanswerable.starts) == ((), ())
    assert repairs == Repairs(read=3)


@pytest.mark.parametrize(("start", "found"), [(2, 0), (20, 22), (-5, 0), (500, 22)])
def test_wrong_offset_moves_to_the_nearest_place(tmp_path: Path, start: int, found: int) -> None:
    repairs = Repairs()
    (question,) = read_questions(write(tmp_path / "a.jsonl", row(("Ann", start))), repairs)
    assert question.starts == (found,)
    assert repairs == Repairs(read=1, moved=1)


def test_answers_that_are_nowhere_are_dropped_and_not_made_unanswerable(tmp_path: Path) -> None:
    repairs = Repairs()
    path = write(tmp_path / "a.jsonl", row(("Bob", 0), ("Ann", 0)), row(("Bob", 3), (" ", 3), number=1))
    (question,) = read_questions(path, repairs)
    assert question.answers == ("Ann",)
    assert repairs == Repairs(read=4, dropped=3, left_out=1)


@settings(max_examples=30, deadline=None)
@given(st.text("ab ", min_size=1, max_size=20), st.data())
def test_every_answer_is_at_its_offset(
    tmp_path_factory: pytest.TempPathFactory, context: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(context) - 1))
    text = context[start : start + data.draw(st.integers(1, 5))]
    shifted = start + data.draw(st.integers(-4, 4))
    path = write(tmp_path_factory.mktemp("q") / "a.jsonl", row((text, shifted), context=context))
    for question in read_questions(path):
        for answer, at in zip(question.answers, question.starts, strict=True):
            assert context[at : at + len(answer)] == answer
            assert abs(at - shifted) <= abs(start - shifted)


@pytest.mark.parametrize("answers", [{"text": ["Ann"], "answer_start": []}, {"text": ["Ann"]}, "Ann", None])
def test_broken_answers_name_the_question(tmp_path: Path, answers: object) -> None:
    path = write(tmp_path / "a.jsonl", {**row(), "answers": answers})
    with pytest.raises(DragomanError, match="question q0"):
        list(read_questions(path))


def test_sets_by_name_in_order(tmp_path: Path) -> None:
    write(tmp_path / "qa/train/wiki.jsonl.gz", row(("Ann", 0), number=1))
    write(tmp_path / "qa/train/mail.jsonl", row(("Ann", 0), number=2))
    assert training_sets(tmp_path) == ["mail", "wiki"]
    assert [question.id for question in training_questions(["wiki", "mail"], tmp_path)] == ["q1", "q2"]
    with pytest.raises(DragomanError, match=r"question set none: .* holds mail, wiki"):
        list(training_questions(["none"], tmp_path))
    with pytest.raises(DragomanError, match="--data-dir"):
        list(training_questions(["wiki"]))


def test_names_with_a_slash_come_from_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "read_hub", lambda name, split, columns: [row(("Ann", 0))])
    (question,) = training_questions(["rajpurkar/squad"])
    assert question.title == "Bridges"
