"""A data folder as docs/data.md describes it, small enough to train on in seconds."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from neural.corpora.questions import Question
from neural.reading.tokens import token_spans
from tests.neural.reading.own import own_questions
from tests.toy import NOUNS, PAIRS, VERBS

OTHERS = {
    "fr": ({"king": "Le roi", "boatman": "Le batelier", "gardener": "Le jardinier"}, "voit", "chiens"),
    "es": ({"king": "El rey", "boatman": "El barquero", "gardener": "El jardinero"}, "ve", "perros"),
}


def make_data_dir(folder: Path) -> Path:
    """Sentence pairs and questions to train on, files of both to show a model on, and word vectors."""
    _pairs(folder / "translation")
    _questions(folder / "qa")
    _vectors(folder / "embeddings")
    return folder


def _pairs(folder: Path) -> None:
    (folder / "test").mkdir(parents=True)
    triples = [*itertools.product(NOUNS, VERBS, NOUNS)]
    german = [(f"The {a} {v} the {b}.", f"Der {NOUNS[a]} {VERBS[v]} den {NOUNS[b]}.") for a, v, b in triples]
    write_pairs(folder / "train.en-de.tsv.gz", german)
    for language, (nouns, verb, things) in OTHERS.items():
        pairs = [
            (f"The {a} sees {n} dogs.", f"{b} {verb} {n} {things}.") for a, b in nouns.items() for n in range(9, 29)
        ]
        write_pairs(folder / f"train.en-{language}.tsv.gz", pairs)
    shown = "".join(f"{pair.source}\t{pair.target}\n" for pair in PAIRS[:12])
    (folder / "test" / "tatoeba-heldout.en-de.tsv.gz").write_bytes(gzip.compress(shown.encode()))


def write_pairs(path: Path, pairs: Sequence[tuple[str, str]]) -> None:
    """A packed file of them, said to be from three corpora in turn."""
    corpora = itertools.cycle(("tatoeba", "multi30k", "ding"))
    rows = (f"{corpus}\t{source}\t{target}\n" for corpus, (source, target) in zip(corpora, pairs, strict=False))
    path.write_bytes(gzip.compress("".join(rows).encode()))


def _questions(folder: Path) -> None:
    own = own_questions()
    other = [
        replace(
            q,
            id=f"other {number}",
            context=f"Now then. {q.context}",
            question=f"Say: {q.question}",
            starts=tuple(start + 10 for start in q.starts),
        )
        for number, q in enumerate(own)
    ]
    write_questions(folder / "train" / "squad-paragraphs.jsonl.gz", own)
    write_questions(folder / "train" / "more.jsonl.gz", other)
    write_questions(folder / "test" / "squad-v1.1-dev.jsonl.gz", own)


def write_questions(path: Path, questions: Sequence[Question]) -> None:
    """A packed file of them, in the schema of the data sets on the hub."""
    rows = [
        {
            "id": q.id,
            "title": q.title,
            "context": q.context,
            "question": q.question,
            "answers": {"text": list(q.answers), "answer_start": list(q.starts)},
        }
        for q in questions
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))


def _vectors(folder: Path) -> None:
    words = sorted({q.context[s:e].lower() for q in own_questions() for s, e in token_spans(q.context)})
    numbers = np.random.default_rng(0).normal(size=(len(words), 12)).round(3)
    folder.mkdir(parents=True)
    lines = [f"{word} {' '.join(map(str, row))}\n" for word, row in zip(words, numbers, strict=True)]
    (folder / "glove.12d.txt").write_text("".join(lines), encoding="utf-8")
