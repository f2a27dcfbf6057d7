from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from neural.errors import DragomanError
from neural.training.catalogue import count_parameters, find_model, list_models
from neural.training.checkpoint import load_checkpoint, load_weights, record_scores, save_checkpoint, score_list


def _save(folder: Path, kind: str = "toy", languages: tuple[str, ...] = ("en", "de")) -> None:
    save_checkpoint(
        folder,
        kind=kind,
        config={"size": 2, "languages": languages},
        tensors={"weight": torch.tensor([[1.0, 2.0], [3.0, 4.0]]), "ids": torch.tensor([1, 2])},
        files={"tokenizer.json": "{}"},
        metrics={"data": "ours", "licence": "CC0"},
        card="# Toy\n" + score_list({}) + "\nend\n",
    )


def test_saved_and_loaded_again(tmp_path: Path) -> None:
    _save(tmp_path / "toy")
    checkpoint = load_checkpoint(tmp_path / "toy", "toy")
    assert checkpoint.config["size"] == 2
    assert checkpoint.tensors["weight"].dtype == torch.float32
    assert checkpoint.tensors["weight"].tolist() == [[1.0, 2.0], [3.0, 4.0]]
    assert checkpoint.tensors["ids"].tolist() == [1, 2]
    assert checkpoint.files == {"tokenizer.json": "{}"}
    assert [path.name for path in tmp_path.iterdir()] == ["toy"]


def test_saving_replaces_the_whole_folder(tmp_path: Path) -> None:
    _save(tmp_path / "toy")
    (tmp_path / "toy" / "left.over").write_text("old")
    _save(tmp_path / "toy")
    assert not (tmp_path / "toy" / "left.over").exists()


def test_a_folder_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _save(tmp_path / "toy")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("neural.training.checkpoint.save_file", full)
    with pytest.raises(DragomanError, match="No space left"):
        _save(tmp_path / "toy")
    assert [path.name for path in tmp_path.iterdir()] == ["toy"]
    load_checkpoint(tmp_path / "toy", "toy")


@pytest.mark.parametrize("name", ["config.json", "model.safetensors", "tokenizer.json"])
def test_each_missing_or_cut_file_is_named_in_one_line(tmp_path: Path, name: str) -> None:
    _save(tmp_path / "toy")
    path = tmp_path / "toy" / name
    if name != "tokenizer.json":  # its contents are the model's business
        path.write_bytes(path.read_bytes()[:-3])
        with pytest.raises(DragomanError, match=f"{name} is damaged") as caught:
            load_checkpoint(tmp_path / "toy", "toy")
        assert "\n" not in str(caught.value)
    path.unlink()
    with pytest.raises(DragomanError, match=f"{name} is missing"):
        load_checkpoint(tmp_path / "toy", "toy")


def test_weights_must_fit_exactly() -> None:
    model = nn.Linear(2, 2)
    with pytest.raises(DragomanError, match=r"weights do not fit config.json: bias"):
        load_weights(model, {"weight": torch.zeros(2, 2)}, Path("toy"))
    with pytest.raises(DragomanError, match="weight"):
        load_weights(model, {"weight": torch.zeros(3, 2), "bias": torch.zeros(2)}, Path("toy"))


def test_scores_are_recorded_in_the_figures_and_on_the_card(tmp_path: Path) -> None:
    _save(tmp_path / "toy")
    for bleu in (10.0, 20.0):
        record_scores(tmp_path / "toy", "test-a", {"bleu": bleu, "signature": "s"})
    record_scores(tmp_path / "toy", "test-b", {"bleu": 3.0})
    card = (tmp_path / "toy" / "README.md").read_text()
    assert card.startswith("# Toy\n") and card.endswith("\nend\n")
    assert "- test-a: bleu 20.00, signature s\n- test-b: bleu 3.00" in card and "10.00" not in card
    (model,) = list_models(tmp_path)
    assert model.scores == {"test-a bleu": 20.0, "test-b bleu": 3.0}


def test_the_catalogue_describes_each_folder_and_what_is_wrong_with_it(tmp_path: Path) -> None:
    _save(tmp_path / "a")
    _save(tmp_path / "b", kind="other")
    (tmp_path / ".hidden").mkdir()
    weights = tmp_path / "b" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1])
    good, bad = list_models(tmp_path)
    assert (good.name, good.kind, good.parameters, good.languages) == ("a", "toy", 6, ("en", "de"))
    assert (good.data, good.licence, good.problem) == ("ours", "CC0", None)
    assert good.size_bytes > 100
    assert bad.problem is not None and "damaged" in bad.problem and "\n" not in bad.problem
    assert find_model(tmp_path, "toy") == tmp_path / "a"
    assert find_model(tmp_path, "toy", ("de", "en")) is None
    assert find_model(tmp_path, "other") == tmp_path / "b"
    assert bad.languages == good.languages, "a damaged translator is found, and called damaged, not missing"
    assert list_models(tmp_path / "nothing") == []


@pytest.mark.parametrize("content", [b"", b"123", b"\xff" * 40, (5).to_bytes(8, "little") + b"[1,2]"])
def test_what_is_no_safetensors_file_has_no_parameters(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(content)
    with pytest.raises(DragomanError, match="damaged"):
        count_parameters(path)


@pytest.mark.parametrize("metrics", ["", "[]", '{"tests": [1]}', json.dumps({"tests": {"a": 3}})])
def test_damaged_figures_are_a_problem_and_no_crash(tmp_path: Path, metrics: str) -> None:
    _save(tmp_path / "toy")
    (tmp_path / "toy" / "metrics.json").write_text(metrics)
    (model,) = list_models(tmp_path)
    assert model.problem is not None and "metrics.json is damaged" in model.problem
