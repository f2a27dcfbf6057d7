from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from scripts.measure_unseen import main
from tests.toy import PAIRS, toy_translator


@pytest.fixture
def given(tmp_path: Path) -> list[str]:
    rows = "".join(f"{pair.source}\t{pair.target}\n" for pair in PAIRS)
    (tmp_path / "translation").mkdir()
    (tmp_path / "asked.en-de.tsv").write_text(rows + "Dragomans sleep.\tDolmetscher schlafen.\n", encoding="utf-8")
    training = "".join(f"toy\t{row}\n" for row in rows.splitlines())
    (tmp_path / "translation" / "train.en-de.tsv.gz").write_bytes(gzip.compress(training.encode()))
    toy_translator().save(tmp_path / "toy", {}, "")
    return [
        "--checkpoint",
        str(tmp_path / "toy"),
        "--data",
        str(tmp_path / "asked.en-de.tsv"),
        "--data-dir",
        str(tmp_path),
    ]


def test_slips_and_rare_words_cost_a_model_that_knows_the_rest(given: list[str]) -> None:
    result = CliRunner().invoke(main, [*given, "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert found["as they are"]["sentences"] == found["one word misspelt"]["sentences"] == len(PAIRS) + 1
    assert found["with a rare word"]["sentences"] == 1
    assert found["as they are"]["chrf"] > found["one word misspelt"]["chrf"]
    lines = CliRunner().invoke(main, given).output.splitlines()
    assert [line[:9] for line in lines] == ["as they a", "one word ", "with a ra"]


def test_a_set_without_rare_words_is_one_plain_line(given: list[str]) -> None:
    result = CliRunner().invoke(main, [*given, "--limit", "5"])
    assert result.exit_code == 1
    assert "no sentence with a rare word" in result.stderr and len(result.stderr.splitlines()) == 1
