"""From training sets to a task: what is held out, how much of each set an epoch takes, vocabulary and vectors."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from torch import nn

from neural.corpora.questions import Question, training_questions
from neural.errors import DragomanError
from neural.layers.dropout import LockedDropout
from neural.reading.batches import BatchOptions
from neural.reading.config import ReaderConfig
from neural.reading.examples import ExampleSet, make_examples
from neural.reading.neighbours import nearest_passages
from neural.reading.storage import load_reader
from neural.reading.task import ReaderTask
from neural.reading.vocabulary import build_vocabulary

SHARES = {
    "rajpurkar/squad": 1.0,
    "squad-paragraphs": 1.0,
    "new-wiki": 1.0,
    "squad-sentences": 1.0,
    "squad-pseudo-paragraphs-lower": 0.6,
    "qamr-sentences": 0.4,
    "amazon-reviews": 0.5,
    "reddit": 0.5,
    "fairytale": 0.3,
    "policyqa": 0.3,
    "subjqa": 0.15,
}
"""How much of each set an epoch takes; sets that are not named here, all of it."""
NOT_SPANS = frozenset({"boolq-part"})
HELD_OUT_FROM = ("squad-paragraphs", "new-wiki", "rajpurkar/squad")


def read_vectors(path: Path) -> tuple[list[str], NDArray[np.float32]]:
    """Word vectors from a GloVe text file, or from an npz with `words` (one newline-joined string) and `vectors`."""
    try:
        if path.suffix == ".npz":
            with np.load(path) as arrays:
                return str(arrays["words"]).split("\n"), arrays["vectors"].astype(np.float32)
        words, rows = [], []
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                word, *numbers = line.rstrip("\n").split(" ")
                words.append(word)
                rows.append(np.array(numbers, dtype=np.float32))
        return words, np.stack(rows)
    except (OSError, ValueError, KeyError) as error:
        raise DragomanError(
            f"word vectors {path}", f"they can't be read ({error})", "give a GloVe text file or npz with --vectors"
        ) from error


def hold_out(
    sets: Mapping[str, Sequence[Question]], questions: int, seed: int
) -> tuple[dict[str, list[Question]], list[Question]]:
    """Training sets without about `questions` questions, and those: some whole articles, else whole contexts.

    What repeats a held-out context or question in another set (a sentence of it, say) goes as well.
    """
    held: list[Question] = []
    for name in HELD_OUT_FROM:
        if name in sets:
            held += _pick(sets[name], questions // 2, np.random.default_rng([seed, len(name)]))
    contexts = {q.context for q in held}
    blob = " ".join(_plain(context) for context in contexts)
    asked = {_plain(q.question) for q in held}
    overlaps: dict[str, bool] = {}
    kept: dict[str, list[Question]] = {}
    for name, members in sets.items():
        kept[name] = []
        for question in members:
            if question.context not in overlaps:
                overlaps[question.context] = question.context in contexts or _repeats(question.context, blob)
            if not overlaps[question.context] and _plain(question.question) not in asked:
                kept[name].append(question)
    return kept, held


def _pick(questions: Sequence[Question], count: int, random: np.random.Generator) -> list[Question]:
    by_title = len({q.title for q in questions}) > 10
    groups: dict[str, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.title if by_title else question.context, []).append(question)
    picked: list[Question] = []
    for number in random.permutation(len(groups)).tolist():
        if len(picked) >= count:
            break
        picked += list(groups.values())[number][: 2 * count]
    return picked


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.lower()))


def _repeats(context: str, blob: str) -> bool:
    """Does a long sentence of `context` stand in the held-out text?"""
    pieces = (_plain(piece) for piece in re.split(r"(?<=[.!?])\s", context))
    return any(len(piece) > 40 and piece in blob for piece in pieces)


def make_task(
    config: ReaderConfig,
    *,
    data_dir: Path | None,
    sets: Sequence[str],
    vectors: Path,
    vector_rows: int,
    batching: BatchOptions,
    validation_questions: int,
    seed: int,
    command: str = "",
    start: Path | None = None,
) -> ReaderTask:
    """Reads the training sets and the vectors and puts together all that training needs."""
    read = {name: list(training_questions([name], data_dir)) for name in sets}
    kept, held = hold_out(read, validation_questions, seed)
    words, table = read_vectors(vectors)
    words, table = words[:vector_rows], table[:vector_rows]
    everything = [question for members in kept.values() for question in members]
    vocabulary, new = build_vocabulary(
        words,
        dict.fromkeys(q.context for q in everything),
        [q.question for q in everything],
        tuned_words=config.tuned_words,
        affix_buckets=config.affix_buckets,
        shape_buckets=config.shape_buckets,
    )
    config = replace(
        config, vocabulary_size=len(vocabulary), vector_size=table.shape[1], tuned_words=len(vocabulary.tuned)
    )
    model = None
    if start is not None:
        dropout = config.dropout
        model, vocabulary, config = load_reader(start)
        config = replace(config, dropout=dropout)
        for layer in model.modules():
            if isinstance(layer, nn.Dropout | LockedDropout):
                layer.p = dropout
        new = []
    data = make_examples(everything, vocabulary, config)
    return ReaderTask(
        config=config,
        vocabulary=vocabulary,
        vectors=np.concatenate([table, np.zeros((len(new), table.shape[1]), dtype=np.float32)]),
        data=data,
        shares=_shares(kept, data),
        near=nearest_passages(data.passages, 6),
        batching=batching,
        validation=held,
        command=command,
        start=model,
    )


def _shares(sets: Mapping[str, Sequence[Question]], data: ExampleSet) -> NDArray[np.float64]:
    share_of = {q.id: SHARES.get(name, 1.0) for name, members in sets.items() for q in members}
    return np.array([share_of[example.id] for example in data.examples])
