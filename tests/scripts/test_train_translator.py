"""The training script on a corpus of its own, with resuming, and the evaluation script on what it wrote."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest
import torch
from click.testing import CliRunner

from neural.seq2seq.translator import Translator
from scripts.evaluate_translator import main as evaluate
from scripts.train_translator import main as train
from tests.toy import PAIRS


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "translation").mkdir()
    with gzip.open(folder / "translation" / "train.en-de.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{pair.corpus}\t{pair.source}\t{pair.target}\n" for pair in PAIRS)
    (folder / "asked.en-de.tsv").write_text("".join(f"{p.source}\t{p.target}\n" for p in PAIRS[:8]), encoding="utf-8")
    return folder


def _train(corpus: Path, run_dir: Path, steps: int, *more: str, source: str = "en", target: str = "de") -> str:
    arguments = ["--preset", "tiny", "--from", source, "--to", target, "--data-dir", corpus, "--run-dir", run_dir,
                 "--out", run_dir / "out", "--max-steps", steps, "--threads", 1, *more]  # fmt: skip
    result = CliRunner().invoke(train, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def checkpoint(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run_dir = tmp_path_factory.mktemp("run")
    assert "finished at step 30" in _train(corpus, run_dir, 30)
    assert "finished at step 60" in _train(corpus, run_dir, 60)
    return run_dir / "out"


def test_the_checkpoint_is_whole_and_describes_itself(checkpoint: Path) -> None:
    names = {path.name for path in checkpoint.iterdir()}
    assert names == {"config.json", "model.safetensors", "tokenizer.json", "metrics.json", "README.md"}
    card = (checkpoint / "README.md").read_text()
    assert "Translator en → de" in card and "train_translator" in card and "| toy | " in card
    assert Translator.load(checkpoint).model.config.languages == ("en", "de")


def test_a_run_starts_from_another_ones_weights(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    """At a rate of nothing they stay what they were, but for words that are never written and are left out."""
    for steps in (1, 2):  # it goes on with the same command
        _train(corpus, tmp_path, steps, "--start", str(checkpoint), "--learning-rate", "0")
    before, after = Translator.load(checkpoint), Translator.load(tmp_path / "out")
    tokenizer, weights = after.tokenizer, after.model.state_dict()
    assert len(before.tokenizer) >= len(tokenizer) > tokenizer.written == len(weights["output_bias"])
    for name, weight in before.model.state_dict().items():
        if name not in ("embedding.weight", "output_bias"):
            assert torch.equal(weight, weights[name])
    for text in ("The dog sees the cat.", "Who sees the king?"):
        ids = [t.encode(text) for t in (before.tokenizer, tokenizer)]
        rows = [t.model.embedding.weight[i] for t, i in zip((before, after), ids, strict=True)]
        assert torch.equal(*rows)


def test_weights_are_blended_with_those_of_another_run(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    run, other, start = tmp_path / "run", tmp_path / "other", ["--start", str(checkpoint), "--learning-rate", "0.05"]
    _train(corpus, other, 2, *start, "--seed", "2")
    _train(corpus, run, 3, *start)
    shutil.copytree(run / "best", third := tmp_path / "third")
    trained, theirs, thirds = (Translator.load(path).model.state_dict() for path in (run / "out", other / "out", third))
    _train(corpus, run, 3, *start, "--blend", "0.25", "--blend-with", str(other / "out"), "--blend-with", str(third))
    for name, blended in Translator.load(run / "out").model.state_dict().items():
        mean = (theirs[name] + thirds[name]) / 2
        torch.testing.assert_close(blended, 0.75 * mean + 0.25 * trained[name], rtol=0.02, atol=0.02)


def test_other_words_are_not_blended(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    arguments = ["--preset", "tiny", "--data-dir", str(corpus), "--run-dir", str(tmp_path), "--threads", "1",
                 "--max-steps", "1", "--blend", "0.5", "--blend-with", str(checkpoint)]  # fmt: skip
    result = CliRunner().invoke(train, [*arguments, "--vocabulary-size", "310"])
    assert result.exit_code == 1 and result.output.count("\n") == 1 and "other words" in result.output


def test_weights_are_blended_with_those_begun_with(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    more = ["--start", str(checkpoint), "--learning-rate", "0.05"]
    _train(corpus, tmp_path, 3, *more)
    begun, trained = (Translator.load(path).model.state_dict() for path in (checkpoint, tmp_path / "out"))
    _train(corpus, tmp_path, 3, *more, "--blend", "0.25")
    for name, blended in Translator.load(tmp_path / "out").model.state_dict().items():
        torch.testing.assert_close(blended, 0.75 * begun[name] + 0.25 * trained[name], rtol=0.02, atol=0.02)
    before, after = (json.loads((p / "metrics.json").read_text()) for p in (tmp_path / "best", tmp_path / "out"))
    assert after["validation"] != before["validation"] and after["steps"] == before["steps"] == 3


def test_a_run_keeps_the_words_that_it_was_begun_with(corpus: Path, both: Path, tmp_path: Path) -> None:
    _train(corpus, tmp_path, 1, "--start", str(both))
    with gzip.open(corpus / "translation" / "train.en-de.tsv.gz", "rt", encoding="utf-8") as file:
        half = file.readlines()[::2]
    shutil.copytree(corpus, tmp_path / "half")
    with gzip.open(tmp_path / "half" / "translation" / "train.en-de.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(line.replace("dog", "sausage") for line in half)
    given = ["--preset", "tiny", "--data-dir", tmp_path / "half", "--start", both, "--run-dir", tmp_path]
    result = CliRunner().invoke(train, [str(a) for a in [*given, "--threads", 1]])
    assert result.exit_code == 1
    assert "begun with other data or another checkpoint" in result.stderr and len(result.stderr.splitlines()) == 1


@pytest.fixture(scope="module")
def both(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network of two directions."""
    with gzip.open(corpus / "translation" / "train.en-fr.tsv.gz", "wt", encoding="utf-8") as file:
        file.writelines(f"{pair.corpus}\t{pair.source}\t{pair.target}\n" for pair in PAIRS)
    run_dir = tmp_path_factory.mktemp("both")
    _train(corpus, run_dir, 2, "--languages", "en,de,fr", "--ways", "from_english")
    return run_dir / "out"


def test_a_network_of_several_directions_goes_on_in_one(corpus: Path, both: Path, tmp_path: Path) -> None:
    assert len(Translator.load(both).model.config.directions) == 2
    _train(corpus, tmp_path, 2, "--start", str(both), target="fr")
    alone = Translator.load(tmp_path / "out")
    assert alone.model.config.directions == (("en", "fr"),) and not alone.model.config.tagged


def test_weights_of_other_languages_are_refused(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    given = ["--preset", "tiny", "--from", "de", "--to", "en", "--start", checkpoint, "--run-dir", tmp_path]
    result = CliRunner().invoke(train, [str(a) for a in [*given, "--data-dir", corpus, "--threads", 1]])
    assert result.exit_code == 1
    assert "it has not learnt de to en" in result.stderr and len(result.stderr.splitlines()) == 1


def test_evaluation_prints_the_agreed_fields(corpus: Path, checkpoint: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.txt"
    arguments = ["--checkpoint", checkpoint, "--data", corpus / "asked.en-de.tsv", "--from", "en", "--to", "de",
                 "--output", output, "--json"]  # fmt: skip
    result = CliRunner().invoke(evaluate, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    scores = json.loads(result.output)
    assert set(scores) == {"bleu", "bleu_lc", "bleu_lc_tok", "chrf", "signature", "sentences", "seconds"}
    assert scores["sentences"] == 8 == len(output.read_text().splitlines())


def test_the_other_direction_reads_the_same_file(corpus: Path, tmp_path: Path) -> None:
    _train(corpus, tmp_path, 5, source="de", target="en")
    assert Translator.load(tmp_path / "out").model.config.languages == ("de", "en")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "de", "--to", "en"], "it knows en to de"),
        (["--columns", "en,fr"], "no column de"),
        (["--data", "missing.en-de.tsv"], "there is no such file"),
    ],
)
def test_mistakes_are_one_plain_line(corpus: Path, checkpoint: Path, arguments: list[str], said: str) -> None:
    given = ["--checkpoint", str(checkpoint), "--data", str(corpus / "asked.en-de.tsv"), *arguments]
    result = CliRunner().invoke(evaluate, given)
    assert result.exit_code == 1
    assert said in result.stderr and len(result.stderr.splitlines()) == 1


def test_missing_data_is_one_plain_line(tmp_path: Path) -> None:
    result = CliRunner().invoke(train, ["--preset", "tiny", "--data-dir", str(tmp_path), "--run-dir", str(tmp_path)])
    assert result.exit_code == 1
    assert "check --data-dir" in result.stderr and len(result.stderr.splitlines()) == 1
