"""What is fitted to a trained reader, in its checkpoint folder: confidence, and yes or no."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from neural.corpora.questions import HUB_SETS, Question, training_file, training_questions, training_sets
from neural.files import write_whole
from neural.reading import confidence, yes_no
from neural.reading.calibrate import calibrate, gather
from neural.reading.card import model_card
from neural.reading.claims import make_claims, read_claims
from neural.reading.confidence import save_module
from neural.reading.corpus import Corpus
from neural.reading.prepare import NOT_SPANS
from neural.reading.presets import PRESETS
from neural.reading.reader import Reader
from neural.reading.reliability import draw_reliability
from neural.reading.yes_no_training import gather_claims, train_yes_no
from neural.training.catalogue import read_text

BOOLQ = "boolq-part"
CLAIMS_FROM, CLAIMS = "new-wiki", 800
PICTURE = "reliability.png"
Report = Callable[[str, int, int], None]


def choose_sets(data_dir: Path | None, squad_full: bool) -> list[str]:
    """The training sets to read: all local ones, or SQuAD whole from the hub in place of its local parts."""
    local = [name for name in training_sets(data_dir) if name not in NOT_SPANS] if data_dir else []
    if squad_full or not local:
        return [HUB_SETS[0], *(name for name in local if not name.startswith("squad"))]
    return local


def held_out_questions(data_dir: Path | None, squad_full: bool = False) -> list[Question]:
    """The questions that training in this project never sees (`Corpus.held_out` with its fixed seed)."""
    return Corpus.of(choose_sets(data_dir, squad_full), data_dir, PRESETS["base"].validation_questions).held_out


def fit_confidence(folder: Path, held_out: Sequence[Question], report: Report) -> dict[str, Any]:
    """Fits confidence to the reader in `folder` and writes it, its figures and its picture there."""
    reader = Reader.load(folder)
    cases = gather(reader, held_out, lambda done, total: report("questions", done, total))
    fitted, figures = calibrate(cases)
    save_module(fitted, folder / confidence.FILE)
    draw_reliability(figures["reliability"], folder / PICTURE)
    _record(folder, "confidence", figures, reader)
    return figures


def has_claims(data_dir: Path) -> bool:
    """Is there what `fit_yes_no` learns from?"""
    return {BOOLQ, CLAIMS_FROM} <= set(training_sets(data_dir))


def fit_yes_no(folder: Path, data_dir: Path, report: Report) -> dict[str, Any]:
    """Trains yes or no for the reader in `folder` and writes it and its figures there, if it beats always saying the
    commoner of the two; otherwise it removes what was there, and the reader shows evidence alone."""
    reader = Reader.load(folder)
    asked = read_claims(training_file(data_dir, BOOLQ))
    made = make_claims(list(training_questions([CLAIMS_FROM], data_dir))[:: _step(data_dir)], seed=1)
    total, done = len(asked) + len(made), 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        report("yes or no", done, total)

    module, figures = train_yes_no(gather_claims(reader, {BOOLQ: asked, "made": made}, progress))
    if figures["better_than_majority"]:
        save_module(module, folder / yes_no.FILE)
    else:
        (folder / yes_no.FILE).unlink(missing_ok=True)
    _record(folder, "yes_no", figures, reader)
    return figures


def _step(data_dir: Path) -> int:
    return max(1, sum(1 for _ in training_questions([CLAIMS_FROM], data_dir)) // CLAIMS)


def _record(folder: Path, name: str, figures: dict[str, Any], reader: Reader) -> None:
    """Puts figures into `metrics.json` and on the card."""
    metrics = json.loads(read_text(folder, "metrics.json")) | {name: figures}
    write_whole(folder / "metrics.json", json.dumps(metrics, indent=2, ensure_ascii=False) + "\n")
    write_whole(folder / "README.md", model_card(reader.config, metrics))
