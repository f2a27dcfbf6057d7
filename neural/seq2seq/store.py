"""Encoded sentence pairs on disk: made once, read through a memory map, so that a corpus may outgrow the memory.

A store is a folder: `ids.bin` (all ids, source then target, pair after pair), `lengths.bin` (two numbers a pair),
`store.json` (how many there are, of which corpora). It is written to a temporary folder and then renamed.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neural.corpora.on_disk import mapped, written_whole
from neural.corpora.translation import Pair
from neural.errors import DragomanError
from neural.seq2seq.batches import EncodedPair, encode_pairs
from neural.text.tokenizer import SubwordTokenizer

AT_ONCE = 4096
FORMAT = 1


class PairStore:
    """The pairs of a store by number. Costs the memory of what is looked at, not of what is there."""

    def __init__(self, folder: Path) -> None:
        """Raises DragomanError where the folder is not a whole store."""
        try:
            facts = json.loads((folder / "store.json").read_text(encoding="utf-8"))
            self.corpora: dict[str, int] = facts["corpora"]
            self._count = int(facts["pairs"])
            self._ids = mapped(folder / "ids.bin", np.uint16, facts["ids"])
            self._lengths = mapped(folder / "lengths.bin", np.uint16, 2 * self._count).reshape(-1, 2)
            if facts["format"] != FORMAT:
                raise ValueError("another version wrote it")
        except (OSError, ValueError, KeyError) as error:
            raise DragomanError(f"token cache '{folder}'", f"it is damaged ({error})", "delete the folder") from error
        # Where every AT_ONCEth pair begins: the rest is found by adding lengths up.
        sums = [0, *itertools.accumulate(int(b.sum(dtype=np.int64)) for b in self._blocks())]
        self._starts = np.array(sums, dtype=np.int64)

    def __len__(self) -> int:
        return self._count

    def lengths(self, first: int, count: int) -> NDArray[np.uint16]:
        """lengths[count, 2] of the source and the target of pairs from number `first`."""
        return self._lengths[first : first + count]

    def pairs(self, numbers: Iterable[int]) -> list[EncodedPair]:
        """The ids of the pairs with these numbers."""
        return [self._pair(number) for number in numbers]

    def counts(self) -> tuple[Counter[int], Counter[int]]:
        """How often each id occurs in sources, and in targets."""
        sides: tuple[Counter[int], Counter[int]] = (Counter(), Counter())
        for block, lengths in enumerate(self._blocks()):
            ids = self._ids[self._starts[block] : self._starts[block + 1]]
            is_target = np.repeat(np.arange(lengths.size) % 2 == 1, lengths.ravel())
            for side, chosen in zip(sides, (ids[~is_target], ids[is_target]), strict=True):
                found, often = np.unique(chosen, return_counts=True)
                side.update(dict(zip(found.tolist(), often.tolist(), strict=True)))
        return sides

    def _pair(self, number: int) -> EncodedPair:
        block = number // AT_ONCE
        start = int(self._starts[block] + self._lengths[block * AT_ONCE : number].sum(dtype=np.int64))
        source, target = map(int, self._lengths[number])
        ids = self._ids[start : start + source + target].tolist()
        return ids[:source], ids[source:]

    def _blocks(self) -> Iterator[NDArray[np.uint16]]:
        for first in range(0, self._count, AT_ONCE):
            yield self._lengths[first : first + AT_ONCE]


def build_store(
    folder: Path, pairs: Iterable[Pair], tokenizer: SubwordTokenizer, longest: int, tagged: bool = False
) -> PairStore:
    """Encodes `pairs`, a few thousand at a time, into a store at `folder`, in place of any that is there.

    For what is left out, and for `tagged`, see `encode_pairs`. Raises DragomanError on a full disk.
    """
    if len(tokenizer) > np.iinfo(np.uint16).max:
        raise ValueError("a store holds ids below 65,536")
    with written_whole(folder) as temporary:
        counts: Counter[str] = Counter()
        ids = 0
        with (temporary / "ids.bin").open("wb") as ids_file, (temporary / "lengths.bin").open("wb") as lengths_file:
            for group in _groups(pairs):
                for corpus, (source, target) in _encoded(group, tokenizer, longest, tagged):
                    np.array(source + target, dtype=np.uint16).tofile(ids_file)
                    np.array([len(source), len(target)], dtype=np.uint16).tofile(lengths_file)
                    counts[corpus] += 1
                    ids += len(source) + len(target)
        facts = {"format": FORMAT, "pairs": counts.total(), "ids": ids, "corpora": dict(counts)}
        (temporary / "store.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    return PairStore(folder)


def _groups(pairs: Iterable[Pair]) -> Iterator[list[Pair]]:
    iterator = iter(pairs)
    while group := list(itertools.islice(iterator, AT_ONCE)):
        yield group


def _encoded(
    group: list[Pair], tokenizer: SubwordTokenizer, longest: int, tagged: bool
) -> Iterator[tuple[str, EncodedPair]]:
    for pair, ids in zip(group, encode_pairs(tokenizer, group, longest, tagged), strict=True):
        if ids is not None:
            yield pair.corpus, ids
