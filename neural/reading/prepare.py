"""From training sets to what a run trains on, in a few passes: what is held out, a vocabulary, tokenised questions.

The results are cached on disk under a digest of all they depend on, so that a second run with the same data and
settings starts at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import torch
from accelerate import PartialState
from numpy.typing import NDArray

from neural.corpora.on_disk import digest, one_at_a_time
from neural.corpora.questions import Question, training_file
from neural.errors import DragomanError
from neural.files import write_whole
from neural.reading.altered import altered_questions
from neural.reading.config import ReaderConfig
from neural.reading.corpus import Corpus
from neural.reading.example_store import ExampleStore, build_store
from neural.reading.examples import Asked
from neural.reading.mentions import word_set
from neural.reading.vocabulary import Vocabulary, build_vocabulary

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
ALTERED_FROM = word_set(
    "rajpurkar/squad squad-paragraphs new-wiki squad-sentences squad-pseudo-paragraphs-lower qamr-sentences"
)
"""Sets whose questions are altered."""
ALTERED_MOST, ALTERED_SEED = 3, 1
NOT_SPANS = frozenset({"boolq-part"})
VERSION = 1


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


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What a run trains on. `vectors` has the rows of the vocabulary's words; None where a checkpoint brought its own.
    `shares[i]` is how much of example i's set an epoch takes."""

    store: ExampleStore
    shares: NDArray[np.float64]
    validation: list[Question]
    vocabulary: Vocabulary
    vectors: NDArray[np.float32] | None


def prepare_questions(
    corpus: Corpus,
    config: ReaderConfig,
    cache: Path,
    key: Sequence[object],
    *,
    vectors: Path,
    vector_rows: int,
    vocabulary: Vocabulary | None,
    altered: bool,
) -> Prepared:
    """Reads the corpus, or what `cache` holds of an earlier time under `key` (all that the corpus depends on).

    Of several processes the first does the work and the others read its results. Without a `vocabulary` one is built,
    over the first `vector_rows` words of the file `vectors`. `altered` adds altered questions.
    """
    folder = cache / "questions" / digest(repr((VERSION, *key)))
    processes = PartialState(cpu=not torch.cuda.is_available())  # else it sees one process on a CPU
    with processes.main_process_first(), one_at_a_time(folder):
        validation = _validation(folder / "validation.json", corpus)
        table = None
        if vocabulary is None:
            words, table = read_vectors(vectors)
            words, table = words[:vector_rows], table[:vector_rows]
            own = digest(repr((vectors.resolve(), vectors.stat().st_mtime_ns, vector_rows, asdict(config))))
            vocabulary, new = _vocabulary(folder / f"vocabulary-{own}.json", corpus, words, config)
            table = np.concatenate([table, np.zeros((new, table.shape[1]), dtype=np.float32)])
        cut = (config.passage_tokens, config.passage_tokens_most, altered and (ALTERED_MOST, ALTERED_SEED))
        place = folder / f"tokens-{digest(vocabulary.to_json() + repr(cut))}"
        if not place.exists():
            build_store(place, _asked(corpus, altered), vocabulary, config)
        store = ExampleStore(place)
    if not len(store.examples):
        raise DragomanError("training data", "it holds no question to train on", "name more sets")
    shares = np.array([SHARES.get(name, 1.0) for name in store.sets])[store.set_numbers()]
    return Prepared(store=store, shares=shares, validation=validation, vocabulary=vocabulary, vectors=table)


def files_key(names: Sequence[str], data_dir: Path | None) -> list[tuple[str, int, int]]:
    """Tells whether a set has changed: path, size and time of each one's file, or its name on the hub."""
    found = []
    for name in names:
        path = None if "/" in name else training_file(data_dir, name)
        facts = path.stat() if path else None
        found.append((str(path.resolve()), facts.st_size, facts.st_mtime_ns) if path and facts else (name, 0, 0))
    return found


def _asked(corpus: Corpus, altered: bool) -> Iterator[tuple[str, Asked]]:
    """The training questions, and after those of a context what was made of them."""
    for (name, _), group in groupby(corpus.training(), key=lambda item: (item[0], item[1].context)):
        questions = [question for _, question in group]
        for question in questions:
            yield name, Asked(question, question.answers)
        if altered and name in ALTERED_FROM:
            for found in altered_questions(questions, ALTERED_SEED, ALTERED_MOST):
                yield name, Asked(found.question, found.needles, altered=True)


def _validation(path: Path, corpus: Corpus) -> list[Question]:
    if not path.exists():
        write_whole(
            path,
            json.dumps([asdict(question) for question in corpus.held_out], ensure_ascii=False),
            f"token cache '{path}'",
        )
    rows = json.loads(path.read_text(encoding="utf-8"))
    return [Question(**row | {"answers": tuple(row["answers"]), "starts": tuple(row["starts"])}) for row in rows]


def _vocabulary(path: Path, corpus: Corpus, words: Sequence[str], config: ReaderConfig) -> tuple[Vocabulary, int]:
    """The vocabulary, and how many of its words have no vector."""
    if not path.exists():
        vocabulary, _ = build_vocabulary(
            words,
            _distinct(question.context for _, question in corpus.training()),
            (question.question for _, question in corpus.training()),
            tuned_words=config.tuned_words,
            affix_buckets=config.affix_buckets,
            shape_buckets=config.shape_buckets,
        )
        write_whole(path, vocabulary.to_json(), f"token cache '{path}'")
    vocabulary = Vocabulary.from_json(path.read_text(encoding="utf-8"))
    return vocabulary, len(vocabulary.words) - len(words)


def _distinct(texts: Iterable[str]) -> Iterator[str]:
    """Each text once."""
    seen: set[int] = set()
    for text in texts:
        if hash(text) not in seen:
            seen.add(hash(text))
            yield text
