"""A small world for the reader's tests: own passages, own questions, vectors from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch

from neural.corpora.questions import Question
from neural.reading.batches import BatchOptions, collate
from neural.reading.config import ReaderConfig
from neural.reading.examples import ExampleSet, make_examples
from neural.reading.loss import reader_loss
from neural.reading.model import ReaderModel
from neural.reading.reader import Reader
from neural.reading.tokens import token_spans
from neural.reading.vocabulary import Vocabulary, build_vocabulary

torch.set_num_threads(1)  # tiny tensors: more threads only wait for each other

PASSAGES = {
    "The mill": (
        "The old mill at Varnby was built in 1712 by Greta Holm. Its wheel is nine metres wide. "
        "After the flood of 1803 the miller's son moved the stones to Eskby. "
        "Today the mill grinds rye for a bakery.",
        [
            ("When was the mill at Varnby built?", "1712"),
            ("Who built the mill?", "Greta Holm"),
            ("How wide is the wheel?", "nine metres"),
            ("Where did the son move the stones?", "Eskby"),
            ("What does the mill grind today?", "rye"),
        ],
    ),
    "The boat": (
        "Captain Ruiz bought the boat Lanterna for $4,500 in Cádiz. She painted it green and white. "
        "In June the crew of six sailed to Tangier with a load of cork. The engine failed near Tarifa.",
        [
            ("Who bought the boat?", "Captain Ruiz"),
            ("What did the boat cost?", "$4,500"),
            ("What colours did she paint it?", "green and white"),
            ("How many were in the crew?", "six"),
            ("Where did the engine fail?", "Tarifa"),
        ],
    ),
    "The bees": (
        "Bees of the hive on the roof fly up to 3 km. Their keeper, Anna Okoye, counts them every Sunday. "
        "A queen lays 1,500 eggs a day in spring. Wax moths are the hive's worst enemy.",
        [
            ("How far do the bees fly?", "3 km"),
            ("Who keeps the bees?", "Anna Okoye"),
            ("How many eggs does a queen lay a day?", "1,500"),
            ("What is the worst enemy of the hive?", "Wax moths"),
        ],
    ),
    "The bridge": (
        "The stone bridge over the Orla has three arches. Soldiers blew it up in 1945, and Tomas Brandl rebuilt it. "
        "Cars may not cross it. Every August a fair with puppets is held on the bridge.",
        [
            ("How many arches does the bridge have?", "three"),
            ("Who rebuilt the bridge?", "Tomas Brandl"),
            ("What may not cross it?", "Cars"),
            ("When is the fair held?", "August"),
        ],
    ),
}


def own_questions() -> list[Question]:
    return [
        Question(f"{title}-{number}", title, text, question, (answer,), (text.index(answer),))
        for title, (text, asked) in PASSAGES.items()
        for number, (question, answer) in enumerate(asked)
    ]


def own_vocabulary() -> Vocabulary:
    questions = own_questions()
    texts = [q.context for q in questions] + [q.question for q in questions]
    words = sorted({t[s:e].lower() for t in texts for s, e in token_spans(t)} - {"orla", "okoye"})
    vocabulary, _ = build_vocabulary(
        words, dict.fromkeys(q.context for q in questions), [q.question for q in questions],
        tuned_words=8, affix_buckets=64, shape_buckets=32,
    )  # fmt: skip
    return vocabulary


def own_config(vocabulary: Vocabulary) -> ReaderConfig:
    return ReaderConfig(
        span_size=16, vocabulary_size=len(vocabulary), vector_size=16, tuned_words=len(vocabulary.tuned),
        affix_buckets=64, shape_buckets=32, affix_size=8, hidden_size=16, memory_size=24, hops=2, dropout=0.0,
    )  # fmt: skip


def own_model(seed: int = 0) -> tuple[ReaderModel, Vocabulary, ReaderConfig]:
    vocabulary = own_vocabulary()
    config = own_config(vocabulary)
    torch.manual_seed(seed)
    model = ReaderModel(config, vocabulary.tuned_ids())
    model.words.fill(2, torch.randn(len(vocabulary) - 2, 16))
    return model, vocabulary, config


@dataclass(frozen=True)
class Trained:
    """A tiny reader after it has learnt its questions by heart, and its loss on the way."""

    reader: Reader
    data: ExampleSet
    losses: list[float]


@cache
def trained_reader(steps: int = 90) -> Trained:
    model, vocabulary, config = own_model()
    data = make_examples(own_questions(), vocabulary, config)
    random = np.random.default_rng(0)
    options = BatchOptions(negative_rate=0.5, null_rate=0.15, lower_question_rate=0.0, lower_passage_rate=0.0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(steps):
        batch = collate(data, range(len(data.examples)), [], options, random)
        loss = reader_loss(model(batch), batch).total
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        losses.append(loss.item())
    return Trained(Reader(model, vocabulary, config), data, losses)
