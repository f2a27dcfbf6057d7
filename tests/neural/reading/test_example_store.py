"""Tokenised questions on disk: the same as in memory, whole or not there, and of little cost."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import astuple, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.corpora.questions import Question
from neural.errors import DragomanError
from neural.reading.altered import altered_questions
from neural.reading.batches import BatchOptions
from neural.reading.example_store import NEIGHBOURS, ExampleStore, build_store
from neural.reading.examples import Asked, Example, make_examples
from neural.reading.neighbours import nearest_passages
from neural.reading.presets import PRESETS
from neural.reading.task import ReaderTask
from neural.reading.training import ReaderData, reader_task
from scripts.options import overriding
from tests.neural.reading.own import own_config, own_questions, own_vocabulary
from tests.scripts.corpora import make_data_dir, write_questions

VOCABULARY = own_vocabulary()
CONFIG = own_config(VOCABULARY)


def asked() -> list[Asked]:
    """Own questions, those made of them, and one that nothing answers."""
    own = own_questions()
    made = [Asked(a.question, a.needles, altered=True) for a in altered_questions(own, 1, 2)]
    silent = Question("none", "", own[0].context, "…", (), ())
    return [*(Asked(q, q.answers) for q in own), Asked(silent, ()), *made]


def plain(example: Example) -> tuple[object, ...]:
    rows, query, golds, context, needles = (getattr(example, name) for name in Example.__slots__)
    return rows.tolist(), [part.tolist() for part in query], [astuple(g) for g in golds], context, needles


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(asked()), max_size=12), st.sampled_from([3, 65_536]))
def test_what_is_stored_is_what_there_is_in_memory(
    tmp_path_factory: pytest.TempPathFactory, chosen: list[Asked], shard: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neural.reading.example_store.SHARD", shard)
        named = [(f"set {n % 2}", item) for n, item in enumerate(chosen)]
        store = build_store(tmp_path_factory.mktemp("store") / "tokens", named, VOCABULARY, CONFIG)
    data = make_examples(chosen, VOCABULARY, CONFIG)
    assert sorted(np.concatenate([*store.parts(), np.zeros(0, int)]).tolist()) == list(range(len(chosen)))
    assert store.altered_X.tolist() == data.altered_X.tolist()
    assert [store.sets[n] for n in store.set_numbers()] == [name for name, _ in named]
    if shard > 3:
        assert [plain(e) for e in store.examples] == [plain(e) for e in data.examples]
        assert store.homes_X.tolist() == data.homes_X.tolist()
        assert store.lengths_P.tolist() == data.lengths_P.tolist()
        assert list(store.sentence_texts) == data.sentence_texts
        assert list(store.near) == nearest_passages(data.passages, NEIGHBOURS)
        for kept, made in zip(store.passages, data.passages, strict=True):
            assert (kept.rows.tolist(), kept.slots.tolist()) == (made.rows.tolist(), made.slots.tolist())
    else:  # A context that comes again in a later shard is there again: the examples read the same all the same.
        for one, other in zip(store.examples, data.examples, strict=True):
            assert plain(one)[:2] == plain(other)[:2] and one.needles == other.needles
            texts = [store.sentence_texts[n] for n in range(*one.context)]
            assert texts == [data.sentence_texts[n] for n in range(*other.context)]
        for part in store.parts():
            passages = {p for n in part for p in range(*store.examples[n].context)}
            near = {q for p in passages for q in store.near[p]}
            assert max(passages | near) - min(passages | near) < max(3, len(passages))


@pytest.mark.parametrize("name", ["words", "golds", "near.ends", "homes", "store"])
def test_a_damaged_store_is_told(tmp_path: Path, name: str) -> None:
    build_store(tmp_path / "tokens", [("own", item) for item in asked()], VOCABULARY, CONFIG)
    path = tmp_path / "tokens" / (f"{name}.bin" if name != "store" else "store.json")
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(DragomanError, match="it is damaged"):
        ExampleStore(tmp_path / "tokens")


def test_a_store_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    build_store(tmp_path / "tokens", [("own", item) for item in asked()], VOCABULARY, CONFIG)

    def broken() -> object:
        yield "own", asked()[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(DragomanError, match="No space left"):
        build_store(tmp_path / "tokens", broken(), VOCABULARY, CONFIG)  # type: ignore[arg-type]
    assert len(ExampleStore(tmp_path / "tokens").examples) == len(asked())
    assert [path.name for path in tmp_path.iterdir()] == ["tokens"]


SETTINGS = overriding(PRESETS["tiny"], batching=BatchOptions(tokens=300, company_tokens=100, altered_rate=0.4))


def task_of(data_dir: Path, cache: Path) -> ReaderTask:
    return reader_task(SETTINGS, ReaderData(data_dir=data_dir), cache)


def test_the_second_time_nothing_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir = make_data_dir(tmp_path / "data")
    first = task_of(data_dir, tmp_path / "cache")

    def never(*_: object) -> None:
        raise AssertionError("the questions were read again")

    monkeypatch.setattr("neural.reading.corpus.training_questions", never)
    second = task_of(data_dir, tmp_path / "cache")
    assert second.validation == first.validation and second.config == first.config
    one, other = (next(iter(task.batches(0, 1))) for task in (first, second))
    assert all(bool((a == b).all()) for a, b in zip(one, other, strict=True))
    monkeypatch.undo()
    write_questions(data_dir / "qa" / "train" / "more.jsonl.gz", own_questions()[:3])
    assert len(task_of(data_dir, tmp_path / "cache").data.examples) < len(first.data.examples)


def test_batches_hold_their_share_of_altered_questions_without_an_answer(tmp_path: Path) -> None:
    task = task_of(make_data_dir(tmp_path / "data"), tmp_path / "cache")
    altered_X = task.data.altered_X
    assert altered_X.sum() > 0 and not any(task.data.examples[n].golds for n in np.flatnonzero(altered_X).tolist())
    silent, total = 0, 0
    for epoch in range(10):
        for batch in task.batches(epoch, 1):
            silent += int((batch.gold_pair_Q < 0).sum())
            total += len(batch.gold_pair_Q)
            assert (batch.gold_slot_Q[batch.gold_pair_Q < 0] == batch.shown_QS.size(1)).all()
    assert silent / total == pytest.approx(0.4 + 0.6 * SETTINGS.batching.null_rate, abs=0.08)


def test_the_sentence_that_answered_is_not_held_against_the_null_slot(tmp_path: Path) -> None:
    task = task_of(make_data_dir(tmp_path / "data"), tmp_path / "cache")
    fair = [
        batch.fair_QS[question].all()
        for batch in replace(task, batching=replace(task.batching, null_rate=0.0)).batches(0, 1)
        for question in (batch.gold_pair_Q < 0).nonzero().flatten().tolist()
    ]
    assert fair and not any(fair)


PROGRAM = """
import resource, sys
from pathlib import Path
from neural.reading.presets import PRESETS
from neural.reading.training import ReaderData, reader_task
task = reader_task(PRESETS["tiny"], ReaderData(data_dir=Path(sys.argv[1])), Path(sys.argv[2]))
batches = sum(1 for _ in task.batches(0, 1))
print(len(task.data.examples), batches, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak(data: Path, cache: Path) -> tuple[int, int]:
    """(questions, peak memory in units of the system) of preparing and reading one epoch in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(data), str(cache)], capture_output=True, text=True, check=True
    )
    questions, _, memory = map(int, done.stdout.split())
    return questions, memory


def write_corpus(folder: Path, copies: int) -> Path:
    """Own questions over texts that are told apart by a number."""
    make_data_dir(folder)
    (folder / "qa" / "train" / "more.jsonl.gz").unlink()
    many = [
        Question(f"{copy}/{q.id}", q.title, f"{q.context} This is copy {copy}. " + q.context, f"{q.question} {copy}",
                 q.answers, q.starts)
        for copy in range(copies) for q in own_questions()
    ]  # fmt: skip
    write_questions(folder / "qa" / "train" / "reddit.jsonl.gz", many)
    return folder


def test_a_corpus_ten_times_larger_takes_hardly_more_memory(tmp_path: Path) -> None:
    small = peak(write_corpus(tmp_path / "a", copies=20), tmp_path / "cache-a")
    large = peak(write_corpus(tmp_path / "b", copies=200), tmp_path / "cache-b")
    assert large[0] > 8 * small[0]
    assert large[1] < 1.2 * small[1]
