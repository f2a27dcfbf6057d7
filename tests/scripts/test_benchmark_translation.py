from __future__ import annotations

import gzip
import json
import stat
import sys
from copy import deepcopy
from pathlib import Path

import pytest
from click.testing import CliRunner

from neural.errors import DragomanError
from neural.seq2seq.translator import Translator
from scripts import benchmark_translation as benchmark
from scripts.own_training import OwnTraining
from scripts.peers import JoeyNMT, Sizes, Work, apertium, compare, make_joeynmt, write_corpus
from tests.toy import PAIRS, toy_translator

TINY = Sizes(vocabulary=380, embedding=16, encoder=16, layers=1, decoder=32, batch_tokens=300)
PEER = """
import json, sys
folder, source, target, sizes, threads = sys.argv[2:]
print(json.dumps({"parameters": json.loads(sizes)["decoder"]}), flush=True)
for line in sys.stdin:
    command = json.loads(line)
    if command["do"] == "train":
        print(json.dumps({"tokens": 10 * command["steps"], "seconds": 2.0, "cpu": 4.0}), flush=True)
    else:
        lines = open(f"{folder}/test.{source}").read().splitlines()
        print(json.dumps({"sentences": len(lines), "seconds": command["length"], "cpu": 1.0}), flush=True)
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "translation"
    (folder / "test").mkdir(parents=True)
    rows = "".join(f"{pair.source}\t{pair.target}\n" for pair in PAIRS)
    for name in ("multi30k-train.en-de", "test/multi30k-2016-flickr.en-de", "test/tatoeba-heldout.en-es"):
        (folder / f"{name}.tsv.gz").write_bytes(gzip.compress(rows.encode()))
    return tmp_path / "data"


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A stand-in for JoeyNMT's environment: its `python` runs a program that answers as the real peer does."""
    (tmp_path / "env" / "bin").mkdir(parents=True)
    (tmp_path / "peer.py").write_text(PEER)
    _program(tmp_path / "env" / "bin" / "python", f'exec "{sys.executable}" "{tmp_path / "peer.py"}" "$@"')
    (tmp_path / "env" / "ready").touch()
    return tmp_path / "env"


def _program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_the_ratio_is_the_median_of_the_rounds() -> None:
    ours = iter(
        [Work(amount=10, seconds=1, cpu=2), Work(amount=10, seconds=2, cpu=2), Work(amount=10, seconds=5, cpu=2)]
    )
    theirs = iter(
        [Work(amount=1, seconds=1, cpu=1), Work(amount=1, seconds=1, cpu=1), Work(amount=2, seconds=1, cpu=1)]
    )
    found = compare("x/s", 3, lambda: next(ours), lambda: next(theirs))
    assert (found.ours, found.theirs, found.ratio) == (5.0, 1.0, 5.0)  # ratios 10, 5 and 1
    assert (found.ours_cpu, found.theirs_cpu, found.ratio_cpu, found.runs) == (5.0, 1.0, 5.0, 3)


def test_training_and_decoding_beside_joeynmt(data_dir: Path, environment: Path) -> None:
    report = benchmark.against_joeynmt(data_dir, environment, TINY, None, 2, 3, 5, 4, 1)
    assert report["parameters"]["joeynmt"] == 32 and report["parameters"]["ours"] > 1000
    training, decoding = report["training"], report["decoding"]
    assert training["theirs"] == 15.0 and training["theirs_cpu"] == 7.5 and decoding["theirs"] == 5 / 4
    for figures in (training, decoding):
        assert figures["runs"] == 2 and figures["ours"] > 0 and figures["ratio"] > 0


def test_processes_train_one_model_on_the_whole_of_each_batch(tmp_path: Path) -> None:
    write_corpus(tmp_path, PAIRS, PAIRS[:1], ("en", "de"))
    amounts, weights = [], []
    for processes in (1, 2):
        with OwnTraining(tmp_path, ("en", "de"), TINY, processes, 1) as own:
            work = own.train(3)
            assert work.seconds > 0 and work.cpu > 0
            amounts.append(work.amount)
            own.save(tmp_path / f"model-{processes}")
        weights.append(Translator.load(tmp_path / f"model-{processes}").model.embedding.weight)
    assert amounts[0] == amounts[1] > 0
    assert weights[0].shape == weights[1].shape and not weights[0].equal(weights[1])  # masks of their own


def test_outputs_have_the_length_they_are_forced_to() -> None:
    pairs = list(PAIRS)
    translator = deepcopy(toy_translator())  # others use the same one
    benchmark.forbid_ends(translator)
    lengths: list[int] = []
    translate = translator.translate

    def noting(*given: object) -> object:
        results = translate(*given)  # type: ignore[arg-type]
        lengths.extend(len(result.pieces) for result in results)
        return results

    translator.translate = noting  # type: ignore[method-assign, assignment]
    benchmark.decode(translator, [pair.source for pair in pairs[:7]], 3, 6)
    assert lengths == [6] * 7


def test_with_a_checkpoint_the_peer_writes_as_much_as_we_do(data_dir: Path, environment: Path, tmp_path: Path) -> None:
    toy_translator().save(tmp_path / "toy", {}, "")
    report = benchmark.against_joeynmt(data_dir, environment, TINY, tmp_path / "toy", 1, 1, 5, 99, 1)
    pieces = [len(t.pieces) for t in toy_translator().translate([pair.source for pair in PAIRS[:5]])]
    assert report["length"] == round(sum(pieces) / 5)
    assert report["decoding"]["theirs"] == 5 / report["length"]


def test_a_peer_that_stops_is_told_in_one_line(environment: Path, tmp_path: Path) -> None:
    _program(environment / "bin" / "python", 'echo "No module named joeynmt" >&2; exit 1')
    with pytest.raises(DragomanError, match="it stopped \\(No module named joeynmt\\)"):
        JoeyNMT(environment / "bin" / "python", tmp_path, ("en", "de"), {}, 1)


def test_an_environment_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DragomanError, match="could not be made"):
        make_joeynmt(tmp_path / "file")


def test_apertium(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert apertium("eng-spa", ["a"]) is None
    _program(tmp_path / "apertium", 'while read -r line; do echo "<$line>"; done')
    found = apertium("eng-spa", ["one two", "three\nfour"])
    assert found is not None and found[0] == ["<one two>", "<three four>"] and found[1].amount == 2
    _program(tmp_path / "apertium", "echo mode not found >&2; exit 1")
    assert apertium("eng-spa", ["one"]) is None


def test_what_is_missing_is_left_out_and_said(data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neural.training.catalogue.checkpoints_folder", lambda: tmp_path / "none")
    toy_translator().save(tmp_path / "toy", {}, "")
    given = ["--data-dir", str(data_dir), "--threads", "1", "--everyday", str(tmp_path / "toy")]
    result = CliRunner().invoke(benchmark.main, given)
    assert result.exit_code == 0, result.output
    assert "JoeyNMT: left out: no --joeynmt-env was given" in result.output
    assert "Apertium: left out: there is no translator from English to Spanish" in result.output
    assert "one sentence, greedy:" in result.output
    report = json.loads(CliRunner().invoke(benchmark.main, [*given, "--json"]).output)
    assert report["latency"]["greedy"]["milliseconds"] > 0
