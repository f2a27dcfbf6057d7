"""The training script on a corpus of its own, with resuming, and the evaluation script on what it wrote."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from click.testing import CliRunner

from neural.reading.prepare import read_vectors
from neural.reading.reader import Reader
from neural.reading.tokens import token_spans
from scripts.evaluate_reader import main as evaluate
from scripts.measure_memory import main as measure_memory
from scripts.train_reader import main as train
from tests.neural.reading.own import own_questions


def write_rows(path: Path, rows: list[dict[str, object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    rows: list[dict[str, object]] = [
        {
            "id": q.id,
            "title": q.title,
            "context": q.context,
            "question": q.question,
            "answers": {"text": list(q.answers), "answer_start": list(q.starts)},
        }
        for q in own_questions()
    ]
    other = [row | {"id": f"n{i}", "context": f"Now then. {row['context']}", "question": f"Say: {row['question']}",
                    "answers": {"text": row["answers"]["text"],  # type: ignore[index]
                                "answer_start": [s + 10 for s in row["answers"]["answer_start"]]}}  # type: ignore[index]
             for i, row in enumerate(rows)]  # fmt: skip
    write_rows(folder / "qa" / "train" / "squad-paragraphs.jsonl", rows)
    write_rows(folder / "qa" / "train" / "more.jsonl", other)
    write_rows(folder / "asked.jsonl", rows)
    write_rows(folder / "silent.jsonl", [*rows, rows[0] | {"id": "x", "answers": {"text": [], "answer_start": []}}])
    words = sorted({q.context[s:e].lower() for q in own_questions() for s, e in token_spans(q.context)})
    (folder / "embeddings").mkdir()
    numbers = np.random.default_rng(0).normal(size=(len(words), 12)).round(3)
    lines = [f"{word} {' '.join(map(str, row))}" for word, row in zip(words, numbers, strict=True)]
    (folder / "embeddings" / "glove.12d.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def run_training(corpus: Path, run_dir: Path, out: Path, steps: int) -> None:
    arguments = ["--preset", "tiny", "--data-dir", corpus, "--run-dir", run_dir, "--out", out, "--max-steps", steps,
                 "--save-every", 2, "--threads", 1]  # fmt: skip
    result = CliRunner().invoke(train, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    assert f"finished at step {steps}" in result.output


@pytest.fixture(scope="module")
def checkpoint(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    run_training(corpus, folder / "run", folder / "reader", 3)
    run_training(corpus, folder / "run", folder / "reader", 5)
    steps = [json.loads(line)["step"] for line in (folder / "run" / "metrics.jsonl").read_text().splitlines()]
    assert max(steps) == 5
    return folder / "reader"


def test_trains_without_what_is_to_be_measured(corpus: Path, tmp_path: Path) -> None:
    arguments = ["--preset", "tiny", "--data-dir", corpus, "--run-dir", tmp_path / "run", "--max-steps", 2,
                 "--threads", 1, "--random-vectors", "--affix-size", 0, "--hops", 1,
                 "--risk", 0.5, "--consistency", 0.5]  # fmt: skip
    result = CliRunner().invoke(train, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    reader = Reader.load(tmp_path / "run" / "best")
    assert (reader.config.hops, reader.config.affix_size) == (1, 0)
    last = json.loads((tmp_path / "run" / "metrics.jsonl").read_text().splitlines()[0])
    assert {"span", "memory", "risk", "divergence"} <= last.keys()
    words, given = read_vectors(corpus / "embeddings" / "glove.12d.txt")
    ids = torch.tensor([reader.vocabulary.word_id(word) for word in words])
    with torch.no_grad():
        kept = reader.model.words.table[ids].float() * reader.model.words.scales[ids][:, None]
    lengths, likeness = kept.norm(dim=1), torch.cosine_similarity(kept, torch.from_numpy(given), dim=1)
    torch.testing.assert_close(lengths, torch.from_numpy(given).norm(dim=1), rtol=0.02, atol=0.02)
    assert likeness.mean().abs() < 0.2


def test_writes_a_checkpoint_that_loads(checkpoint: Path) -> None:
    names = {path.name for path in checkpoint.iterdir()}
    whole = {"config.json", "model.safetensors", "tokenizer.json", "metrics.json", "README.md"}
    assert names == whole | {"confidence.safetensors", "reliability.png"}
    reader = Reader.load(checkpoint)
    assert reader.config.hops == 2 and reader.confidence is not None
    assert "confidence" in json.loads((checkpoint / "metrics.json").read_text())
    assert "train_reader" in (checkpoint / "README.md").read_text()


def test_goes_on_from_a_checkpoint_with_altered_questions_alone(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    arguments = ["--preset", "tiny", "--data-dir", corpus, "--run-dir", tmp_path / "run", "--max-steps", 2,
                 "--threads", 1, "--start", checkpoint, "--altered-rate", 0.4, "--coverage-size", 8,
                 "--only-coverage"]  # fmt: skip
    result = CliRunner().invoke(train, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    before, after = (Reader.load(folder).model.state_dict() for folder in (checkpoint, tmp_path / "run" / "best"))
    changed = {name for name, tensor in after.items() if name not in before or not tensor.equal(before[name])}
    assert changed == {name for name in after if name.startswith("coverage.")} and changed


def test_a_card_tells_all_stages_and_scores_what_was_blended(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    arguments = ["--preset", "tiny", "--data-dir", corpus, "--run-dir", tmp_path / "run", "--max-steps", 2,
                 "--threads", 1, "--start", checkpoint, "--learning-rate", 0.1, "--blend", 0,
                 "--out", tmp_path / "out"]  # fmt: skip
    result = CliRunner().invoke(train, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    trained, begun = (json.loads((folder / "metrics.json").read_text()) for folder in (tmp_path / "out", checkpoint))
    assert trained["command"].startswith(begun["command"] + " && python -m scripts.train_reader")
    for command in trained["command"].split(" && "):
        assert f"    {command}\n" in (tmp_path / "out" / "README.md").read_text()
    blended = Reader.load(tmp_path / "out").model.state_dict()
    assert all(tensor.equal(blended[name]) for name, tensor in Reader.load(checkpoint).model.state_dict().items())
    last = json.loads((tmp_path / "run" / "best" / "metrics.json").read_text())
    assert trained["validation"] != last["validation"]  # with a blend of nothing new: the scores of what it began with


def test_measures_what_the_memory_is_good_for(corpus: Path, checkpoint: Path) -> None:
    given = ["--checkpoint", str(checkpoint), "--data-dir", str(corpus), "--limit", "8"]
    result = CliRunner().invoke(measure_memory, [*given, "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert list(figures) == ["as it is", "1 hop of 2", "chooses passages only", "BM25 alone"]
    assert figures["BM25 alone"]["evidence_gate"] == 0 != figures["as it is"]["evidence_gate"]
    assert all(0 <= found["article_f1"] <= 100 for found in figures.values())
    assert [line[:10] for line in CliRunner().invoke(measure_memory, given).output.splitlines()] == [
        "as it is  ", "1 hop of 2", "chooses pa", "BM25 alone",
    ]  # fmt: skip


def test_evaluates_paragraphs_and_articles(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    for extra in ([], ["--whole-article"]):
        arguments = ["--checkpoint", checkpoint, "--data", corpus / "asked.jsonl", "--json",
                     "--predictions", tmp_path / "p.json", *extra]  # fmt: skip
        result = CliRunner().invoke(evaluate, [str(a) for a in arguments])
        assert result.exit_code == 0, result.output
        figures = json.loads(result.stdout)
        assert set(figures) == {
            "exact_match",
            "f1",
            "has_answer_f1",
            "no_answer_f1",
            "sentence_top1",
            "questions",
            "seconds",
            "auroc",
            "ece",
            "ece_exact",
            "shown",
            "reliability",
        }
        assert figures["questions"] == len(own_questions()) and figures["no_answer_f1"] is None
        assert set(json.loads((tmp_path / "p.json").read_text())) == {q.id for q in own_questions()}


def test_unanswerable_questions_are_scored(corpus: Path, checkpoint: Path) -> None:
    result = CliRunner().invoke(
        evaluate, ["--checkpoint", str(checkpoint), "--data", str(corpus / "silent.jsonl"), "--json"]
    )
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["no_answer_f1"] in (0, 100)


def test_says_what_is_missing(corpus: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(
        train, ["--preset", "tiny", "--data-dir", str(tmp_path), "--run-dir", str(tmp_path / "r")]
    )
    assert result.exit_code == 1 and "--vectors" in result.output
    result = CliRunner().invoke(evaluate, ["--checkpoint", str(tmp_path / "no"), "--data", str(corpus / "asked.jsonl")])
    assert result.exit_code == 1 and "there is no such folder" in result.output


def test_coverage_alone_needs_a_reader_that_has_it(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    given = ["--preset", "tiny", "--data-dir", str(corpus), "--run-dir", str(tmp_path / "r"), "--only-coverage"]
    for more, said in (([], "no reader to start from"), (["--start", str(checkpoint)], "this reader has none")):
        result = CliRunner().invoke(train, [*given, *more, "--threads", "1"])
        assert result.exit_code == 1 and said in result.output
