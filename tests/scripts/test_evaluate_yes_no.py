"""The scores of yes-or-no questions, on questions of our own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from neural.reading.confidence import save_module
from neural.reading.storage import save_reader
from neural.reading.yes_no import FILE, YesNo
from scripts.evaluate_yes_no import main
from tests.neural.reading.own import PASSAGES, trained_reader

MILL = PASSAGES["The mill"][0]


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    """A reader that says yes to everything, with a probability of 0.95."""
    reader = trained_reader().reader
    save_reader(tmp_path / "reader", reader.model, reader.vocabulary, reader.config, {})
    module = YesNo()
    module.linear.bias.data.fill_(2.944)
    save_module(module, tmp_path / "reader" / FILE)
    return tmp_path / "reader"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    asked = [("is the mill at Varnby", "yes"), ("does it grind rye", "yes"), ("is the wheel of gold", "no")]
    path = tmp_path / "asked.jsonl"
    lines = (json.dumps({"context": MILL, "question": question, "answer": said}) for question, said in asked)
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_who_always_says_yes_is_right_where_yes_is(checkpoint: Path, data: Path) -> None:
    arguments = ["--checkpoint", str(checkpoint), "--data", str(data)]
    result = CliRunner().invoke(main, [*arguments, "--json"])
    assert result.exit_code == 0, result.output
    figures = json.loads(result.stdout)
    assert (figures["questions"], figures["given"]) == (3, 100)
    assert figures["accuracy"] == figures["majority"] == figures["accuracy_given"] == pytest.approx(66.67)
    assert figures["ece"] == pytest.approx(0.95 - 2 / 3, abs=0.001)
    assert "accuracy_given  66.67" in CliRunner().invoke(main, arguments).stdout
    assert '"questions": 1' in CliRunner().invoke(main, [*arguments, "--json", "--limit", "1"]).stdout


def test_what_cannot_be_scored_is_one_sentence(checkpoint: Path, data: Path) -> None:
    (data.parent / "empty.jsonl").write_text("", encoding="utf-8")
    result = CliRunner().invoke(main, ["--checkpoint", str(checkpoint), "--data", str(data.parent / "empty.jsonl")])
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
    (checkpoint / FILE).unlink()
    result = CliRunner().invoke(main, ["--checkpoint", str(checkpoint), "--data", str(data)])
    assert result.exit_code == 1 and "was not taught to say yes or no" in result.stderr
