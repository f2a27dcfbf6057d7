"""Tiny models with 50 pairs and 50 questions of their own to learn by heart."""

from __future__ import annotations

import numpy as np

from neural.corpora.questions import Question
from neural.reading.batches import BatchOptions
from neural.reading.config import ReaderConfig
from neural.reading.examples import make_examples
from neural.reading.neighbours import nearest_passages
from neural.reading.task import ReaderTask
from neural.reading.tokens import token_spans
from neural.reading.vocabulary import build_vocabulary
from neural.seq2seq.task import TranslationTask
from neural.training.options import TrainingOptions
from tests.toy import CONFIG, DATA, PAIRS

OPTIONS = TrainingOptions(
    max_steps=1, learning_rate=8e-3, warmup_steps=5, ema_decay=0.9, weight_decay=0.0, validate_every=10**6,
    save_every=10**6, log_every=1, precision="fp32", threads=1, clip_norm=5.0,
)  # fmt: skip

KEEPERS = ("Ada", "Bram", "Cleo", "Dirk", "Edda", "Finn", "Gina", "Hugo", "Ines", "Jens")
TOWNS = ("Alby", "Borg", "Dalum", "Elsa", "Fosse", "Grenna", "Holte", "Iddo", "Jorva", "Korso")
TRADES = ("baker", "smith", "weaver", "potter", "tailor", "miller", "glazier", "cooper", "tanner", "farmer")
ANIMALS = ("goats", "geese", "hens", "mules", "bees", "cows", "ducks", "pigs", "doves", "hares")


def translator_task() -> TranslationTask:
    """50 pairs, learnt and validated on."""
    assert len(PAIRS) == 50
    return TranslationTask.in_memory(CONFIG, DATA, PAIRS, PAIRS)


def questions() -> list[Question]:
    """Five questions over each of ten short texts."""
    asked = []
    for n, (keeper, town, trade, animals) in enumerate(zip(KEEPERS, TOWNS, TRADES, ANIMALS, strict=True)):
        year, count = 1801 + 7 * n, 12 + 3 * n
        text = (
            f"{keeper} was born in {town} in {year}. There {keeper} worked as a {trade}. "
            f"Behind the house lived {count} {animals}."
        )
        for number, (question, answer) in enumerate(
            (
                (f"Where was {keeper} born?", town),
                (f"When was {keeper} born?", str(year)),
                (f"What did {keeper} work as?", trade),
                (f"How many {animals} lived behind the house?", str(count)),
                (f"Who was born in {town}?", keeper),
            )
        ):
            asked.append(Question(f"{keeper}-{number}", keeper, text, question, (answer,), (text.index(answer),)))
    return asked


def reader_task() -> ReaderTask:
    """50 questions, learnt and validated on."""
    asked = questions()
    contexts = list(dict.fromkeys(q.context for q in asked))
    texts = [*contexts, *(q.question for q in asked)]
    words = sorted({text[start:end].lower() for text in texts for start, end in token_spans(text)})
    vocabulary, new = build_vocabulary(
        words, contexts, [q.question for q in asked], tuned_words=8, affix_buckets=64, shape_buckets=32
    )
    assert not new
    config = ReaderConfig(
        vocabulary_size=len(vocabulary), vector_size=24, tuned_words=len(vocabulary.tuned), affix_buckets=64,
        shape_buckets=32, affix_size=8, hidden_size=24, memory_size=24, hops=2, dropout=0.0,
    )  # fmt: skip
    data = make_examples(asked, vocabulary, config)
    return ReaderTask(
        config=config,
        vocabulary=vocabulary,
        vectors=np.random.default_rng(0).normal(size=(len(words), 24)).astype(np.float32),
        data=data,
        shares=np.ones(len(data.examples)),
        near=nearest_passages(data.passages, 3),
        batching=BatchOptions(tokens=600, company_tokens=100, negative_rate=0.3, null_rate=0.0),
        validation=asked,
    )
