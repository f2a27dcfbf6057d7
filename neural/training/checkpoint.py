"""A trained model on disk: a folder that is written whole or not at all, and checked when it is read.

`config.json` (format, kind, architecture) · `model.safetensors` · `tokenizer.json` · `metrics.json` · `README.md`.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from neural.errors import DragomanError
from neural.training.byte_weights import from_bytes, to_bytes
from neural.training.catalogue import FORMAT, MEND, read_config, read_text

SCORES_BEGIN, SCORES_END = "<!-- scores -->", "<!-- end of scores -->"
"""Between these marks a model card lists the scores on test sets; `record_scores` writes them there."""


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """What a checkpoint folder holds, as read. `files` are its text files by name."""

    folder: Path
    config: dict[str, Any]
    tensors: dict[str, Tensor]
    files: dict[str, str]


def save_checkpoint(
    folder: Path,
    *,
    kind: str,
    config: Mapping[str, Any],
    tensors: Mapping[str, Tensor],
    files: Mapping[str, str],
    metrics: Mapping[str, Any],
    card: str,
    as_bytes: bool = False,
) -> None:
    """Writes all into a folder beside `folder`, then swaps it in; floating-point tensors are stored in fp16, with
    `as_bytes` large matrices as int8."""
    folder = Path(folder)
    temporary = folder.with_name(f".{folder.name}.writing")
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        head = {"format": FORMAT, "kind": kind}
        _write(temporary / "config.json", json.dumps(head | dict(config), indent=2, ensure_ascii=False) + "\n")
        _write(temporary / "metrics.json", json.dumps(dict(metrics), indent=2, ensure_ascii=False) + "\n")
        _write(temporary / "README.md", card)
        for name, text in files.items():
            _write(temporary / name, text)
        tensors = to_bytes(tensors) if as_bytes else tensors
        halves = {n: (t.half() if t.is_floating_point() else t).contiguous() for n, t in tensors.items()}
        save_file(halves, temporary / "model.safetensors")
        old = folder.with_name(f".{folder.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if folder.exists():
            os.replace(folder, old)
        os.replace(temporary, folder)
        shutil.rmtree(old, ignore_errors=True)
    except (OSError, SafetensorError) as error:
        shutil.rmtree(temporary, ignore_errors=True)
        raise DragomanError(str(folder), f"could not be written ({error})", "free some space and try again") from error


def load_checkpoint(folder: Path, kind: str) -> Checkpoint:
    """Raises DragomanError naming what is missing, damaged, of another kind or from another version."""
    folder = Path(folder)
    if not folder.is_dir():
        raise DragomanError(f"checkpoint '{folder}'", "there is no such folder", MEND)
    config = read_config(folder)
    if config["kind"] != kind:
        raise DragomanError(f"checkpoint '{folder}'", f"holds a {config['kind']}, not a {kind}", "name another folder")
    try:
        tensors = load_file(folder / "model.safetensors")
    except FileNotFoundError:
        raise DragomanError(f"checkpoint '{folder}'", "model.safetensors is missing", MEND) from None
    except (SafetensorError, OSError, ValueError) as error:
        raise DragomanError(f"checkpoint '{folder}'", f"model.safetensors is damaged ({error})", MEND) from error
    files = {name: read_text(folder, name) for name in ("tokenizer.json",)}
    return Checkpoint(
        folder=folder,
        config=config,
        tensors={n: t.float() if t.dtype == torch.float16 else t for n, t in from_bytes(tensors).items()},
        files=files,
    )


def load_weights(module: nn.Module, tensors: Mapping[str, Tensor], folder: Path) -> None:
    """Puts `tensors` into `module`, every one of them and with equal shapes, or raises DragomanError."""
    expected = {n: tuple(t.shape) for n, t in module.state_dict().items()}
    found = {n: tuple(t.shape) for n, t in tensors.items()}
    if expected != found:
        wrong = sorted(n for n in expected.keys() | found.keys() if expected.get(n) != found.get(n))
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise DragomanError(f"checkpoint '{folder}'", f"weights do not fit config.json: {wrong[0]}{more}", MEND)
    module.load_state_dict(dict(tensors))


def record_scores(folder: Path, test: str, scores: Mapping[str, Any]) -> None:
    """Writes the scores on one test set into `metrics.json` and into the list in the model card."""
    metrics = json.loads(read_text(folder, "metrics.json"))
    metrics.setdefault("tests", {})[test] = dict(scores)
    _write(folder / "metrics.json", json.dumps(metrics, indent=2, ensure_ascii=False) + "\n")
    card = read_text(folder, "README.md")
    if SCORES_BEGIN in card and SCORES_END in card:
        before, rest = card.split(SCORES_BEGIN, 1)
        after = rest.split(SCORES_END, 1)[1]
        _write(folder / "README.md", before + score_list(metrics["tests"]) + after)


def score_list(tests: Mapping[str, Mapping[str, Any]]) -> str:
    """A Markdown list, a line a test set, between the marks that let it be found again."""
    lines = [f"- {test}: {_in_words(scores)}" for test, scores in tests.items()]
    return "\n".join([SCORES_BEGIN, *(lines or ["Not measured yet."]), SCORES_END])


def _in_words(scores: Mapping[str, Any]) -> str:
    shown = {k: v for k, v in scores.items() if k not in ("command", "hardware", "seconds")}  # docs/scores.md has them
    return ", ".join(f"{k} {v:.2f}" if isinstance(v, float) else f"{k} {v}" for k, v in shown.items())


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
