from __future__ import annotations

import gzip
import json
from pathlib import Path

from click.testing import CliRunner

from neural.training.catalogue import list_models
from neural.training.checkpoint import score_list
from scripts.score_models import find_jobs, main
from tests.toy import PAIRS, toy_translator


def test_scores_are_measured_recorded_and_shown(tmp_path: Path) -> None:
    tests = tmp_path / "data" / "translation" / "test"
    tests.mkdir(parents=True)
    for name in ("own.en-de", "other.en-fr"):
        with gzip.open(tests / f"{name}.tsv.gz", "wt", encoding="utf-8") as file:
            file.writelines(f"{pair.source}\t{pair.target}\n" for pair in PAIRS[:5])
    checkpoints, page = tmp_path / "checkpoints", tmp_path / "scores.md"
    toy_translator().save(checkpoints / "toy", {"seed": 3}, "# Card\n" + score_list({}))
    given = ["--data-dir", str(tmp_path / "data"), "--checkpoints", str(checkpoints), "--page", str(page)]
    result = CliRunner().invoke(main, given)
    assert result.exit_code == 0, result.output
    (model,) = list_models(checkpoints)
    assert model.scores["own en-de bleu"] > 90 and not any("other" in name for name in model.scores)
    recorded = json.loads((checkpoints / "toy" / "metrics.json").read_text())
    assert recorded["seed"] == 3 and recorded["tests"]["own en-de"]["commit"]
    text = page.read_text()
    assert "| own en-de | " in text and "python -m scripts.evaluate_translator" in text
    assert str(tmp_path / "data") not in text, "the page names DATA, not a path of one machine"
    assert "- own en-de: bleu" in (checkpoints / "toy" / "README.md").read_text()


def test_a_test_that_fails_is_one_line(tmp_path: Path) -> None:
    tests = tmp_path / "data" / "translation" / "test"
    tests.mkdir(parents=True)
    (tests / "own.en-de.tsv.gz").write_bytes(b"not gzip")
    toy_translator().save(tmp_path / "checkpoints" / "toy", {}, "")
    given = ["--data-dir", str(tmp_path / "data"), "--checkpoints", str(tmp_path / "checkpoints")]
    result = CliRunner().invoke(main, [*given, "--page", str(tmp_path / "scores.md")])
    assert result.exit_code == 1
    assert "toy on own en-de" in result.stderr and len(result.stderr.splitlines()) == 1


def test_a_benchmarks_model_meets_no_other_tests(tmp_path: Path) -> None:
    tests = tmp_path / "data" / "translation" / "test"
    tests.mkdir(parents=True)
    for name in ("own-2016.en-de", "other.en-de", "own-2016.en-fr"):
        (tests / f"{name}.tsv.gz").touch()
    folder = tmp_path / "checkpoints" / "toy"
    toy_translator().save(folder, {}, "")
    assert {job.name for job in find_jobs(folder.parent, tmp_path / "data")} == {"own-2016 en-de", "other en-de"}
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"domain": "own"}))
    assert [job.name for job in find_jobs(folder.parent, tmp_path / "data")] == ["own-2016 en-de"]
