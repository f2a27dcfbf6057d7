"""The model card that a checkpoint carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neural.reading.config import ReaderConfig
from neural.training.checkpoint import score_list

DATA = "SQuAD v1.1 (a part), SQuADShifts, QAMR, FairytaleQA, PolicyQA, SubjQA, GloVe"
LICENCE = "research, non-commercial (by its data)"

_TEXT = """# Dragoman reader, English

Answers questions over a document by pointing at the answer in its text, with the sentence it stands in, or keeps
silent. A memory network over the document's sentences ({hops} hops, slots of {slot}, a null slot for "the document does
not say") chooses the evidence; a recurrent span reader (hidden size {hidden}, two directions) reads the {passages} best
windows and points at the answer. Word vectors are GloVe 6B 100d, rounded to int8, with {tuned:,} words tuned.

## Made by

    {command}

On one CPU thread. `metrics.json` holds the scores, the seed and what was tuned on held-out training questions.

## Scores

{scores}

On held-out training questions: {held_out}.

F1 and exact match are those of SQuAD's official script, in percent. `sentence_top1` tells how often the sentence that
the memory's last hop likes best holds an answer. `article` means all paragraphs of a title joined into one document.

## How sure it is

{confidence}

## Data and licences

| set | licence |
|---|---|
| SQuAD v1.1 training questions (a part of them) | CC BY-SA 4.0 |
| SQuADShifts: new Wikipedia, Amazon reviews, Reddit | CC BY 4.0 |
| QAMR | MIT |
| FairytaleQA | Apache-2.0 |
| PolicyQA | MIT |
| SubjQA | research |
| GloVe 6B 100d | PDDL |

## Limits

- It copies a span of at most {answer} words out of one sentence. It doesn't count, compare or sum up.{yes_no}
- English only. Other scripts are read as unknown words: it can still match them letter by letter.
- It was trained mostly on questions that have an answer{altered}, so a fluent question about something else may get a
  wrong one; below a probability of {threshold:.2f} that there is an answer it says that the document does not tell.
- Questions worded very differently from the text, and those that need two sentences, are its weak side.
"""

_YES_NO = """
  Yes or no it says only where it is at least {threshold:.0%} sure. On BoolQ's training set, cross-validated, it
  is {accuracy:.1f} % right (always saying the commoner of the two: {majority:.1f} %); of the {given:.0f} % that it
  does answer, {accuracy_given:.1f} %."""

_CONFIDENCE = """\
Confidence is the probability that an answer is right, which means an F1 of at least {right_from_f1}. It was fitted to
held-out training questions, a good quarter of them put to a text that does not answer them (docs/answers.md).

Cross-validated there: expected calibration error {ece:.3f} over all answers, {ece_shown:.3f} over those that are given;
AUROC of answerable against not {auroc:.3f}; F1 over that mix {mixed_f1:.1f}, were it never silent
{mixed_f1_never_silent:.1f}.

![Shown confidence against what came true](reliability.png)"""


def model_card(config: ReaderConfig, metrics: Mapping[str, Any]) -> str:
    """`README.md` of a reader's checkpoint folder."""
    return _TEXT.format(
        hops=config.hops,
        slot=config.memory_size,
        hidden=config.hidden_size,
        passages=config.passages_read,
        tuned=config.tuned_words,
        answer=config.answer_tokens,
        altered=" and on such as were altered by rule until they had none" if config.coverage_size else "",
        threshold=metrics.get("confidence", {}).get("threshold", config.threshold),
        confidence=_confidence(metrics.get("confidence")),
        yes_no=_yes_no(metrics.get("yes_no")),
        command=str(metrics.get("command", "python -m scripts.train_reader")).replace(" && ", "\n    "),
        held_out=_held_out(metrics),
        scores=score_list(metrics.get("tests", {})),
    )


def _yes_no(figures: Mapping[str, Any] | None) -> str:
    """What yes or no is worth, as part of an item of a list."""
    if figures is None or not figures["better_than_majority"]:
        return " It doesn't say yes or no."
    asked = figures["asked"]
    return _YES_NO.format(threshold=figures["threshold"], **asked)


def _confidence(figures: Mapping[str, Any] | None) -> str:
    """What was measured of shown confidence, on held-out training questions."""
    if figures is None:
        return (
            "Confidence is the network's own probability; it was not calibrated (scripts/calibrate_reader.py does it)."
        )
    return _CONFIDENCE.format(**figures)


def _held_out(metrics: Mapping[str, Any]) -> str:
    """The scores on held-out training questions, in a line."""
    figures = metrics.get("validation", {})
    return ", ".join(f"{name} {value:.1f}" for name, value in figures.items() if isinstance(value, float))
