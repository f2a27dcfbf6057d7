"""Tokenised questions and passages on disk: made once, read through memory maps, so that they may outgrow the memory.

A store is a folder: `words.bin` holds a row of numbers for each distinct word (the columns of a token, and whether it
is a word and no sign), all else refers to it; the `TABLES` hold all passages and examples one after the other, and
where each begins; `store.json` tells how many there are. It is written to a temporary folder and then renamed.

Shapes: P passages, X examples, V distinct words.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from neural.corpora.on_disk import mapped, written_whole
from neural.errors import DragomanError
from neural.reading.config import ReaderConfig
from neural.reading.examples import (
    QUESTION_TOKENS_MOST,
    Asked,
    Example,
    Gold,
    cut_context,
    find_golds,
    needle,
    query_of,
)
from neural.reading.neighbours import nearest, rarest_stems
from neural.reading.passages import Passage
from neural.reading.tokens import token_words
from neural.reading.vocabulary import COLUMNS, Vocabulary

FORMAT = 1
SHARD = 65_536
"""Passages in sight at a time, while the store is made and while an epoch is planned: a question's passages, and those
like a passage, are in the same shard."""
NEIGHBOURS = 6

TABLES: dict[str, type[np.generic]] = {
    "passage_words": np.int32, "passage_slots": np.uint16, "sentences": np.uint8, "near": np.int32,
    "question_words": np.int32, "golds": np.int32, "needles": np.uint8,
}  # fmt: skip
"""Runs of numbers, one a passage or an example."""
FACTS: dict[str, type[np.generic]] = {
    "contexts": np.int32, "homes": np.int32, "altered": np.bool_, "sets": np.uint8,
}  # fmt: skip
"""The same number of numbers for each example."""
T = TypeVar("T")


class _Lazy(Sequence[T], Generic[T]):
    """A sequence whose members are made when they are asked for."""

    def __init__(self, length: int, make: Callable[[int], T]) -> None:
        self._length, self._make = length, make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, number: int) -> T: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[T]: ...
    def __getitem__(self, number: int | slice) -> T | Sequence[T]:
        if isinstance(number, slice):
            return [self._make(n) for n in range(*number.indices(self._length))]
        if not 0 <= number < self._length:
            raise IndexError(number)
        return self._make(int(number))


class ExampleStore:
    """`neural.reading.examples.Examples` on disk. Costs the memory of what is looked at."""

    def __init__(self, folder: Path) -> None:
        """Raises DragomanError where the folder is not a whole store."""
        try:
            facts = json.loads((folder / "store.json").read_text(encoding="utf-8"))
            if facts["format"] != FORMAT:
                raise ValueError("another version wrote it")
            sizes: dict[str, int] = facts["numbers"]
            self._words_VC = mapped(folder / "words.bin", np.int64, sizes["words"]).reshape(-1, COLUMNS + 1)
            self._runs = {name: mapped(folder / f"{name}.bin", kind, sizes[name]) for name, kind in TABLES.items()}
            self._ends = {name: mapped(folder / f"{name}.ends.bin", np.int64, sizes[f"{name}.ends"]) for name in TABLES}
            self._facts = {name: mapped(folder / f"{name}.bin", kind, sizes[name]) for name, kind in FACTS.items()}
            self.sets: list[str] = facts["sets"]
            self._shards: list[int] = facts["shards"]
            self.misaligned: int = facts["misaligned"]
            self.dropped: int = facts["dropped"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DragomanError(f"token cache '{folder}'", f"it is damaged ({error})", "delete the folder") from error
        self.passages: Sequence[Passage] = _Lazy(len(self._ends["passage_words"]), self._passage)
        self.sentence_texts: Sequence[tuple[str, ...]] = _Lazy(len(self._ends["sentences"]), self._sentence_texts)
        self.near: Sequence[Sequence[int]] = _Lazy(len(self._ends["near"]), lambda n: self._run("near", n).tolist())
        self.examples: Sequence[Example] = _Lazy(len(self._ends["question_words"]), self._example)

    @property
    def lengths_P(self) -> NDArray[np.int64]:
        return np.diff(self._ends["passage_words"], prepend=0)

    @property
    def homes_X(self) -> NDArray[np.int64]:
        return self._facts["homes"].astype(np.int64)

    @property
    def altered_X(self) -> NDArray[np.bool_]:
        return np.asarray(self._facts["altered"])

    def parts(self) -> list[NDArray[np.int64]]:
        shard_X = np.searchsorted(self._shards, self._facts["homes"], side="right")
        order_X = np.argsort(shard_X, kind="stable")
        return np.split(order_X, np.flatnonzero(np.diff(shard_X[order_X])) + 1) if len(order_X) else []

    def set_numbers(self) -> NDArray[np.uint8]:
        """Which of `sets` each example is from. -> [X]"""
        return np.asarray(self._facts["sets"])

    def _run(self, name: str, number: int) -> NDArray[Any]:
        ends = self._ends[name]
        return self._runs[name][int(ends[number - 1]) if number else 0 : int(ends[number])]

    def _passage(self, number: int) -> Passage:
        rows = self._words_VC[self._run("passage_words", number), :COLUMNS]
        slots = self._run("passage_slots", number).astype(np.int64)
        return Passage([], rows, slots, tuple(range(int(slots[-1]) + 1)))

    def _sentence_texts(self, number: int) -> tuple[str, ...]:
        return tuple(self._run("sentences", number).tobytes().decode().split("\n"))

    def _example(self, number: int) -> Example:
        rows = self._words_VC[self._run("question_words", number)]
        golds = tuple(Gold(*gold) for gold in self._run("golds", number).reshape(-1, 3).tolist())
        first, last = self._facts["contexts"][2 * number : 2 * number + 2].tolist()
        needles = self._run("needles", number).tobytes().decode()
        return Example(
            rows[:QUESTION_TOKENS_MOST, :COLUMNS], query_of(rows[:, :COLUMNS], rows[:, COLUMNS].astype(bool)), golds,
            (first, last), tuple(needles.split("\n")) if needles else (),
        )  # fmt: skip


def build_store(
    folder: Path, asked: Iterable[tuple[str, Asked]], vocabulary: Vocabulary, config: ReaderConfig
) -> ExampleStore:
    """Tokenises questions, each given with the name of its set, into a store at `folder`, in place of any there.

    Raises DragomanError on a full disk.
    """
    with written_whole(folder) as temporary, ExitStack() as files:
        writer = _Writer(temporary, vocabulary, config, files)
        for name, item in asked:
            writer.add(name, item)
        writer.finish()
    return ExampleStore(folder)


class _Writer:
    """Appends to the files of a store."""

    def __init__(self, folder: Path, vocabulary: Vocabulary, config: ReaderConfig, files: ExitStack) -> None:
        self._folder, self._vocabulary = folder, vocabulary
        names = [*TABLES, *(f"{name}.ends" for name in TABLES), *FACTS]
        self._files: dict[str, BinaryIO] = {n: files.enter_context((folder / f"{n}.bin").open("wb")) for n in names}
        self._counts: Counter[str] = Counter()
        self._words: defaultdict[str, int] = defaultdict(count().__next__)
        self._sets: dict[str, int] = {}
        self._shards: list[int] = []
        self._misaligned = self._dropped = 0
        # The questions of a context mostly stand together. Where they don't, it is cut once more.
        self._cut = lru_cache(maxsize=64)(lambda context: cut_context(context, vocabulary, config))
        self._shard = _Shard(0)
        self._passages = 0

    def add(self, name: str, asked: Asked) -> None:
        """One more question, of the set with this name."""
        question, passages = asked.question, self._cut(asked.question.context).passages
        first = self._first_passage(question.context)
        golds, misaligned = find_golds(question, passages, first)
        self._misaligned += misaligned
        if not passages or (question.answers and not golds):
            self._dropped += 1
            return
        self._append("question_words", [self._words[word] for word in token_words(question.question) or ["?"]])
        self._append("golds", [n for gold in golds for n in (gold.passage, gold.start, gold.end)])
        self._append_text("needles", dict.fromkeys(needle(text) for text in asked.needles))
        self._write("contexts", [first, first + len(passages)])
        self._write("homes", [golds[0].passage if golds else first])
        self._write("altered", [asked.altered])
        self._write("sets", [self._sets.setdefault(name, len(self._sets))])

    def finish(self) -> None:
        """Writes what is known only at the end."""
        self._end_shard()
        with (self._folder / "words.bin").open("wb") as file:
            for word in self._words:
                row = [*self._vocabulary.row(word), int(word[0].isalnum())]
                file.write(np.array(row, dtype=np.int64).tobytes())
        numbers = {name: self._counts[name] for name in self._files}
        facts = {
            "format": FORMAT, "numbers": numbers | {"words": len(self._words) * (COLUMNS + 1)},
            "sets": list(self._sets), "shards": self._shards, "misaligned": self._misaligned, "dropped": self._dropped,
        }  # fmt: skip
        (self._folder / "store.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")

    def _first_passage(self, context: str) -> int:
        """The number of the first passage of `context`, which is written where this shard has it not yet."""
        known = self._shard.contexts.get(hash(context))
        if known is not None:
            return known
        passages, texts = self._cut(context)
        if len(self._shard.lengths) + len(passages) > SHARD:
            self._end_shard()
        first = self._shard.contexts[hash(context)] = self._passages
        for passage, sentences in zip(passages, texts, strict=True):
            self._append("passage_words", [self._words[context[start:end]] for start, end in passage.spans])
            self._append("passage_slots", passage.slots)
            self._append_text("sentences", sentences)
            self._shard.stems.append(rarest_stems(passage))
            self._shard.lengths.append(len(passage))
        self._passages += len(passages)
        return first

    def _end_shard(self) -> None:
        for near in nearest(self._shard.stems, self._shard.lengths, NEIGHBOURS):
            self._append("near", [self._shard.begin + number for number in near])
        self._shards.append(self._shard.begin)
        self._shard = _Shard(self._passages)

    def _append_text(self, name: str, lines: Iterable[str]) -> None:
        self._append(name, np.frombuffer("\n".join(lines).encode(), dtype=np.uint8))

    def _append(self, name: str, numbers: Sequence[int] | NDArray[Any]) -> None:
        """A run of numbers, and where it ends."""
        self._write(name, numbers)
        self._files[f"{name}.ends"].write(np.int64(self._counts[name]).tobytes())
        self._counts[f"{name}.ends"] += 1

    def _write(self, name: str, numbers: Sequence[int] | NDArray[Any]) -> None:
        self._files[name].write(np.asarray(numbers, dtype=(TABLES | FACTS)[name]).tobytes())
        self._counts[name] += len(numbers)


@dataclass
class _Shard:
    """What is kept of the passages from number `begin` on."""

    begin: int
    contexts: dict[int, int] = field(default_factory=dict)
    """Hash of a context to its first passage."""
    stems: list[list[int]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
