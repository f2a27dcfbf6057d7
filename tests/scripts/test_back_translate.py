"""Sentences without a translation become pairs, and a training takes them."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from neural.corpora.translation import file_pairs
from scripts.back_translate import main
from scripts.train_translator import main as train
from tests.toy import PAIRS, toy_opposite, toy_translator


def _corpus(folder: Path) -> Path:
    """German pairs of half the sentences; French ones of all."""
    (folder / "translation").mkdir(parents=True)
    german = "".join(f"toy\t{pair.source}\t{pair.target}\n" for pair in PAIRS[:25])
    french = "".join(f"toy\t{pair.source}\tphrase {number}\n" for number, pair in enumerate(PAIRS))
    (folder / "translation" / "train.en-de.tsv").write_text(german, encoding="utf-8")
    (folder / "translation" / "train.en-fr.tsv").write_text(french, encoding="utf-8")
    return folder


def test_what_it_writes_can_be_trained_on(tmp_path: Path) -> None:
    data, out = _corpus(tmp_path / "data"), tmp_path / "back.de-en.tsv.gz"
    toy_translator().save(tmp_path / "en-de", {}, "card")
    arguments = ["--from", "de", "--to", "en", "--by", tmp_path / "en-de", "--data-dir", data, "--others", "fr"]
    result = CliRunner().invoke(main, [*map(str, arguments), "--out", str(out)])
    assert result.exit_code == 0 and "25 pairs" in result.output
    pairs = list(file_pairs(out, "de", "en", ["corpus", "de", "en"]))
    assert [pair.target for pair in pairs] == [pair.source for pair in PAIRS[25:]]
    assert sum(pair.source == toy.target for pair, toy in zip(pairs, PAIRS[25:], strict=True)) >= 20
    arguments = ["--preset", "tiny", "--from", "de", "--to", "en", "--data-dir", data, "--run-dir", tmp_path / "run"]
    result = CliRunner().invoke(train, [*map(str, arguments), "--more", str(out), "--max-steps", "2"])
    assert result.exit_code == 0, result.output
    assert "scripts.back_translate" in json.loads((tmp_path / "run" / "best" / "metrics.json").read_text())["command"]
    assert any(json.loads(path.read_text())["pairs"] > 25 for path in tmp_path.glob("**/store.json"))


def test_the_same_direction_writes_targets_and_the_judge_keeps_the_best(tmp_path: Path) -> None:
    data, out = _corpus(tmp_path / "data"), tmp_path / "forward.en-de.tsv.gz"
    toy_translator().save(tmp_path / "en-de", {}, "card")
    arguments = ["--forward", "--from", "en", "--to", "de", "--by", tmp_path / "en-de", "--data-dir", data]
    asked = [*map(str, arguments), "--others", "fr", "--out", str(out)]
    alone = CliRunner().invoke(main, [*asked, "--keep", "0.5"])
    assert alone.exit_code == 1 and "no translator of the opposite direction" in alone.output
    toy_opposite().save(tmp_path / "de-en", {}, "card")
    result = CliRunner().invoke(main, [*asked, "--corpora", "toy", "--sample", "20", "--keep", "0.5"])
    assert result.exit_code == 0 and "10 pairs" in result.output, result.output
    pairs = list(file_pairs(out, "en", "de", ["corpus", "en", "de"]))
    known = {pair.source: pair.target for pair in PAIRS[25:]}
    assert {pair.corpus for pair in pairs} == {"forward-toy"} and {pair.source for pair in pairs} <= set(known)
    assert sum(known[pair.source] == pair.target for pair in pairs) >= 9
    none = CliRunner().invoke(main, [*asked, "--corpora", "other"])
    assert none.exit_code == 1 and "none to spare" in none.output


def test_what_cannot_be_done_is_told(tmp_path: Path) -> None:
    data = _corpus(tmp_path / "data")
    toy_translator().save(tmp_path / "en-de", {}, "card")
    arguments = ["--from", "de", "--to", "en", "--by", str(tmp_path / "en-de"), "--data-dir", str(data)]
    wrong = CliRunner().invoke(main, [*arguments, "--others", "fr", "--out", str(tmp_path / "back.en-de.tsv")])
    assert wrong.exit_code == 1 and "its pairs are from en to de" in wrong.output
    none = CliRunner().invoke(main, [*arguments, "--others", "de", "--out", str(tmp_path / "back.de-en.tsv")])
    assert none.exit_code == 1 and "none to spare" in none.output
