from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scripts.report_run import main as report
from scripts.train_reader import main as train_reader
from scripts.train_translator import main as train_translator
from tests.neural.training.report.made import Parsed, assert_self_contained, make_run, png_size
from tests.scripts.corpora import make_data_dir


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `data`, and with `translator` and `reader`, two runs that are over."""
    folder = tmp_path_factory.mktemp("home")
    data = make_data_dir(folder / "data")
    for name, command in (("translator", train_translator), ("reader", train_reader)):
        arguments = ["--preset", "tiny", "--data-dir", data, "--run-dir", folder / name, "--max-steps", 4,
                     "--processes", 1, "--threads", 1, "--optimiser", "sgd", "--schedule", "one_cycle",
                     "--early-stopping", 7]  # fmt: skip
        result = CliRunner().invoke(command, [str(a) for a in arguments])
        assert result.exit_code == 0, result.output
    return folder


def _report(*arguments: object) -> Result:
    return CliRunner().invoke(report, [str(a) for a in arguments])


def _page(path: Path) -> str:
    page = (path / "report.html").read_text(encoding="utf-8")
    assert_self_contained(page)
    return Parsed(page).text


def test_a_training_run_of_the_translator_ends_with_a_report(home: Path) -> None:
    page = _page(home / "translator" / "report")
    assert "Translator, 4 steps in" in page and "Best BLEU on validation" in page
    assert "Where the translator looks" in page and "Furthest from the reference" in page
    assert re.search(r"sourceThe \w+ \w+ the \w+\.translation.*referenceDer \w+ \w+ den \w+\.", page)
    assert "model: vocabulary size" in page and "weight decay0.01" in page
    assert "optimisersgd" in page and "scheduleone_cycle" in page and "early stopping7" in page
    assert png_size(home / "translator" / "report" / "both_cross_entropy.png") == (960, 576)


def test_a_training_run_of_the_reader_ends_with_a_report(home: Path) -> None:
    page = _page(home / "reader" / "report")
    assert "Reader, 4 steps in" in page and "What the memory weighs" in page and "hop 2" in page


def test_a_report_made_later_keeps_the_examples_of_the_run(home: Path, tmp_path: Path) -> None:
    result = _report(home / "translator", "--out", tmp_path / "later")
    assert result.exit_code == 0 and result.output == f"{tmp_path / 'later' / 'report.html'}\n"
    assert (tmp_path / "later" / "report.html").read_bytes() == (home / "translator/report/report.html").read_bytes()


@pytest.mark.parametrize(
    ("run", "data", "said"),
    [
        ("translator", "translation/test/tatoeba-heldout.en-de.tsv.gz", "Where the translator looks"),
        ("reader", "qa/test/squad-v1.1-dev.jsonl.gz", "What the memory weighs"),
    ],
)
def test_the_best_checkpoint_is_shown_at_work_on_a_file(
    home: Path, tmp_path: Path, run: str, data: str, said: str
) -> None:
    result = _report(home / run, "--data", home / "data" / data, "--limit", 5, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    page = _page(tmp_path)
    assert said in page and (" 5 validation sentences" in page or "of 5 validation questions" in page)


def test_a_run_whose_model_is_gone_has_its_curves(tmp_path: Path) -> None:
    run = make_run(tmp_path / "old")
    assert _report(run).exit_code == 0
    page = _page(run / "report")
    assert "Model, 20 steps" in page and "Where the translator looks" not in page


def test_several_runs_share_one_report(home: Path, tmp_path: Path) -> None:
    data = home / "data/translation/test/tatoeba-heldout.en-de.tsv.gz"
    shutil.copytree(home / "translator", tmp_path / "copy")
    other = make_run(tmp_path / "other")
    result = _report(home / "translator", other, "--out", tmp_path / "both")
    assert result.exit_code == 0, result.output
    assert "translator: Translator, 4 steps" in _page(tmp_path / "both")
    result = _report(home / "translator", tmp_path / "copy", "--out", tmp_path / "both", "--data", data)
    assert result.exit_code == 0, result.output
    page = _page(tmp_path / "both")
    assert "translator: Where the translator looks" in page and "copy: Where the translator looks" in page
    result = _report(home / "translator", other, "--out", tmp_path / "both", "--data", data)
    assert result.exit_code == 1 and "no best checkpoint" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["{home}/data"], "metrics.jsonl is missing"),
        (["{home}/translator", "{home}/reader"], "name one as --out"),
        (["{home}/translator", "--data", "{home}/none.en-de.tsv"], "there is no such file"),
        (["{home}/translator", "--data", "{home}/data/qa/test/squad-v1.1-dev.jsonl.gz"], "--columns"),
    ],
)
def test_mistakes_are_one_plain_line(home: Path, tmp_path: Path, arguments: list[str], said: str) -> None:
    given = [argument.format(home=home) for argument in arguments]
    result = _report(*given)
    assert result.exit_code == 1
    assert said in result.stderr and len(result.stderr.splitlines()) == 1


def test_an_empty_run_is_one_plain_line(tmp_path: Path) -> None:
    result = _report(make_run(tmp_path / "run", []))
    assert result.exit_code == 1 and len(result.stderr.splitlines()) == 1
    assert "holds no step yet" in result.stderr
