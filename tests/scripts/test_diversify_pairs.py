"""Pairs are said again by translators, and a training takes them."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from neural.corpora.translation import file_pairs
from scripts.diversify_pairs import main
from scripts.train_translator import main as train
from tests.toy import PAIRS, toy_translator


def _corpus(folder: Path) -> Path:
    (folder / "translation").mkdir(parents=True)
    rows = "".join(f"toy\t{pair.source}\tSatz {number}\n" for number, pair in enumerate(PAIRS))
    (folder / "translation" / "train.en-de.tsv").write_text(rows, encoding="utf-8")
    return folder


def test_what_it_writes_can_be_trained_on(tmp_path: Path) -> None:
    data, out, by = _corpus(tmp_path / "data"), tmp_path / "made.en-de.tsv.gz", tmp_path / "en-de"
    toy_translator().save(by, {}, "card")
    asked = ["--from", "en", "--to", "de", "--data-dir", str(data)]
    result = CliRunner().invoke(main, [*asked, "--by", str(by), "--out", str(out), "--corpora", "toy", "--limit", "25"])
    assert result.exit_code == 0 and "25 pairs" in result.output
    pairs = list(file_pairs(out, "en", "de", ["corpus", "en", "de"]))
    assert [(pair.source, pair.corpus) for pair in pairs] == [(pair.source, "forward-toy") for pair in PAIRS[:25]]
    assert sum(pair.target == toy.target for pair, toy in zip(pairs, PAIRS, strict=False)) >= 20
    run = tmp_path / "run"
    result = CliRunner().invoke(
        train, ["--preset", "tiny", *asked, "--run-dir", str(run), "--more", str(out), "--max-steps", "2"]
    )
    assert result.exit_code == 0, result.output
    assert "scripts.diversify_pairs" in json.loads((run / "best" / "metrics.json").read_text())["command"]
    assert "| forward-toy | " in (run / "best" / "README.md").read_text()


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    data, by = _corpus(tmp_path / "data"), tmp_path / "en-de"
    toy_translator().save(by, {}, "card")
    asked = ["--from", "en", "--to", "de", "--data-dir", str(data), "--by", str(by)]
    wrong = CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "made.de-en.tsv")])
    assert wrong.exit_code == 1 and "its pairs are from de to en" in wrong.output
    none = CliRunner().invoke(main, [*asked, "--corpora", "none", "--out", str(tmp_path / "made.en-de.tsv")])
    assert none.exit_code == 1 and none.output.count("\n") == 1
