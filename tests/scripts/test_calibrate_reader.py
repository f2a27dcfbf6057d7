"""The command that fits confidence and yes or no, on a tiny reader and a corpus of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from neural.reading.reader import Reader
from neural.reading.storage import save_reader
from scripts.calibrate_reader import main
from tests.neural.reading.own import PASSAGES, own_questions, trained_reader


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "qa" / "train"
    folder.mkdir(parents=True)
    rows = [
        {"id": q.id, "title": q.title, "context": q.context, "question": q.question,
         "answers": {"text": list(q.answers), "answer_start": list(q.starts)}}
        for q in own_questions()
    ]  # fmt: skip
    (folder / "new-wiki.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    claims = [
        {"context": text, "question": f"is it {word}", "answer": answer}
        for text, _ in PASSAGES.values()
        for word, answer in (("said here", "yes"), ("not so", "no"), ("about Zebras in 1234", "no"))
    ]
    (folder / "boolq-part.jsonl").write_text("".join(json.dumps(row) + "\n" for row in claims), encoding="utf-8")
    return tmp_path / "data"


def test_it_writes_all_into_the_checkpoint(data_dir: Path, tmp_path: Path) -> None:
    reader = trained_reader().reader
    folder = tmp_path / "reader"
    save_reader(folder, reader.model, reader.vocabulary, reader.config, {"validation": {}, "seconds": 1})
    options = ["--checkpoint", str(folder), "--data-dir", str(data_dir), "--json"]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert figures["confidence"]["ece"] is not None and figures["yes_no"]["asked"]["questions"] == 12
    loaded = Reader.load(folder)
    assert loaded.confidence is not None
    assert (loaded.yes_no is not None) == figures["yes_no"]["better_than_majority"]
    metrics = json.loads((folder / "metrics.json").read_text())
    assert {"confidence", "yes_no", "validation"} <= set(metrics)
    assert "Cross-validated there" in (folder / "README.md").read_text()
    assert (folder / "reliability.png").read_bytes().startswith(b"\x89PNG")


def test_without_the_data_it_says_so_in_a_line(tmp_path: Path) -> None:
    reader = trained_reader().reader
    save_reader(tmp_path / "r", reader.model, reader.vocabulary, reader.config, {"validation": {}})
    options = ["--checkpoint", str(tmp_path / "r"), "--data-dir", str(tmp_path), "--only", "yes-no"]
    result = CliRunner().invoke(main, options)
    assert result.exit_code == 1 and "boolq-part" in result.output and "--data-dir" in result.output
