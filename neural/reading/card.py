"""The model card that a checkpoint carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neural.reading.config import ReaderConfig
from neural.training.checkpoint import score_list

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

- It copies a span of at most {answer} words out of one sentence. It doesn't count, compare, sum up, or say yes or no.
- English only. Other scripts are read as unknown words: it can still match them letter by letter.
- It was trained mostly on questions that have an answer, so a fluent question about something else may get a wrong one;
  below a probability of {threshold:.2f} it says that the document does not tell.
- Questions worded very differently from the text, and those that need two sentences, are its weak side.
"""


def model_card(config: ReaderConfig, metrics: Mapping[str, Any]) -> str:
    """`README.md` of a reader's checkpoint folder."""
    return _TEXT.format(
        hops=config.hops,
        slot=config.memory_size,
        hidden=config.hidden_size,
        passages=config.passages_read,
        tuned=config.tuned_words,
        answer=config.answer_tokens,
        threshold=config.threshold,
        command=str(metrics.get("command", "python -m scripts.train_reader")).replace(" && ", "\n    "),
        held_out=_held_out(metrics),
        scores=score_list(metrics.get("tests", {})),
    )


def _held_out(metrics: Mapping[str, Any]) -> str:
    """The scores on held-out training questions, in a line."""
    figures = metrics.get("validation", {})
    return ", ".join(f"{name} {value:.1f}" for name, value in figures.items() if isinstance(value, float))
