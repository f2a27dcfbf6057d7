"""Pairs of sentences in two languages: reading them, either way round, and splitting them fairly."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from neural.corpora.loading import read_hub, read_pairs
from neural.errors import DragomanError
from neural.files import replacing

MULTI30K_TRAIN = "multi30k-train"
MULTI30K = "multi30k"
HUB_MULTI30K = "bentrevett/multi30k"
BACK = "back-"
"""What the names of corpora begin with whose sources a translator wrote."""
FORWARD = "forward-"
"""The same where it wrote the targets."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation; `corpus` names where it is from.

    `direction` is the source and the target language, where pairs of several directions meet.
    """

    source: str
    target: str
    corpus: str
    direction: tuple[str, str] = ("", "")

    @property
    def english(self) -> str:
        """The English side; the source where no direction is given."""
        return self.target if self.direction[1] == "en" else self.source


def columns_from_name(path: Path) -> list[str]:
    """The language columns that a name like `news.en-de.tsv.gz` announces: ["en", "de"].

    Raises DragomanError where the name announces none.
    """
    match = re.search(r"\.([a-z]{2,3})-([a-z]{2,3})\.tsv(\.gz)?$", path.name)
    if match is None:
        raise DragomanError(
            str(path),
            "its name does not end like .en-de.tsv.gz",
            "rename it, or name them with --columns",
        )
    return [match[1], match[2]]


def direction_from_name(path: Path, directions: Collection[tuple[str, str]]) -> tuple[str, str]:
    """The direction, one of `directions`, that pairs in a file like `back.de-en.tsv.gz` are for: from the first to the
    second of its languages, as only the second may be what people wrote. Raises DragomanError where it is another."""
    source, target = columns_from_name(path)
    if (source, target) not in directions:
        known = ", ".join(f"{a}-{b}" for a, b in directions)
        raise DragomanError(str(path), f"its pairs are from {source} to {target}", f"give pairs of {known}")
    return source, target


def file_pairs(
    path: Path, source: str, target: str, columns: Sequence[str] | None = None, corpus: str = ""
) -> Iterator[Pair]:
    """The pairs of one `.tsv[.gz]` file, from `source` to `target`, whichever way round its columns stand.

    `columns` names the file's columns in order; left out, they are read off its name. A column called
    "corpus" names each pair's corpus, otherwise `corpus` does, or the file's own name.
    """
    names = list(columns) if columns is not None else columns_from_name(path)
    for language in (source, target):
        if language not in names:
            raise DragomanError(
                str(path), f"it has no column {language}, only {', '.join(names)}", "choose other languages"
            )
    default = corpus or path.name.split(".", 1)[0]
    for row in read_pairs(path, names):
        yield Pair(row[source], row[target], row.get("corpus", default))


def write_pairs(path: Path, pairs: Iterable[Pair]) -> int:
    """Writes pairs to a `.tsv[.gz]` file, whole or not at all: corpus, source, target. Returns how many.

    Raises DragomanError where there is no room.
    """
    count = 0
    with replacing(path) as beside:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _open_to_write(beside, path.suffix == ".gz") as file:
            for pair in pairs:
                file.write("\t".join(" ".join(s.split()) for s in (pair.corpus, pair.source, pair.target)) + "\n")
                count += 1
    return count


def training_pairs(
    data_dir: Path | None, source: str, target: str, corpora: Collection[str] | None = None
) -> Iterator[Pair]:
    """The training pairs from `source` to `target`, in the order of the files.

    `corpora` keeps only the corpora named (None: all of the general file); `multi30k-train` stands for the
    whole Multi30k training set, which has a file to itself. `data_dir` holds `translation/train.en-de.tsv.gz`
    (columns corpus, en, de) and its like; without it, Multi30k comes from the Hugging Face hub. Raises
    DragomanError for languages or corpora that are not there, and as `read_pairs` and `read_hub` do.
    """
    if data_dir is None:
        yield from _hub_pairs(source, target, corpora)
        return
    wanted = None if corpora is None else set(corpora)
    seen: set[str] = set()
    if wanted is not None and MULTI30K_TRAIN in wanted:
        path = _file_for(data_dir, MULTI30K_TRAIN, source, target)
        yield from file_pairs(path, source, target, corpus=MULTI30K_TRAIN)
        seen.add(MULTI30K_TRAIN)
    if wanted is None or wanted - seen:
        path = _file_for(data_dir, "train", source, target)
        for pair in file_pairs(path, source, target, ["corpus", *columns_from_name(path)]):
            if wanted is None or pair.corpus in wanted:
                seen.add(pair.corpus)
                yield pair
    if wanted is not None and wanted - seen:
        missing = ", ".join(sorted(wanted - seen))
        raise DragomanError(f"corpus {missing}", f"there is none in {data_dir}", "name others with --corpora")


def training_files(data_dir: Path | None, source: str, target: str) -> list[Path]:
    """The local files that `training_pairs` may read; none where the data come from the hub."""
    if data_dir is None:
        return []
    folder = data_dir / "translation"
    found = (path for stem in ("train", MULTI30K_TRAIN) for path in sorted(folder.glob(f"{stem}.*.tsv*")))
    return [path for path in found if {source, target} == set(columns_from_name(path))]


def validation_pairs(data_dir: Path | None, source: str, target: str) -> Iterator[Pair]:
    """Multi30k's own validation pairs: the split to tune on for that benchmark. Raises as
    `training_pairs`."""
    if data_dir is None:
        yield from _hub_pairs(source, target, None, split="validation")
    else:
        yield from file_pairs(_file_for(data_dir, "multi30k-val", source, target), source, target)


class ValidationSplit:
    """Which pairs are for validation: those of the English sentences that come first in the order of a hash.

    Corpora repeat a sentence with several translations, and several corpora hold the same one; a split by rows would
    train on the validation sentences. Both directions of a corpus have the same split.
    Choosing them takes one pass over the corpus, whatever its size, and keeps no more than `size` sentences in memory.
    """

    def __init__(self, pairs: Iterable[Pair], size: int, seed: int = 0) -> None:
        """Chooses at most `size` pairs, and never half a sentence's."""
        self._seed = seed
        rows: dict[bytes, int] = {}
        highest_first: list[tuple[int, bytes]] = []
        ceiling, count = b"\xff" * 9, 0  # ranks from here on are out, whatever comes
        for pair in pairs:
            rank = self._rank_of(pair)
            if rank >= ceiling:
                continue
            if rank not in rows:
                heapq.heappush(highest_first, (-int.from_bytes(rank), rank))
            rows[rank] = rows.get(rank, 0) + 1
            count += 1
            while count > size:
                ceiling = heapq.heappop(highest_first)[1]
                count -= rows.pop(ceiling)
        self._chosen = frozenset(rows)

    def __contains__(self, pair: Pair) -> bool:
        return self._rank_of(pair) in self._chosen

    def _rank_of(self, pair: Pair) -> bytes:
        return _rank(" ".join(pair.english.casefold().split()), self._seed)


def in_share(pair: Pair, share: float) -> bool:
    """Is the pair among the `share` of its corpus that is read? A sentence is, with all its translations, or not."""
    return share >= 1 or int.from_bytes(_rank(pair.english, -1)) < share * 2**64


def _open_to_write(path: Path, zipped: bool) -> TextIO:
    if zipped:
        return gzip.open(path, "wt", encoding="utf-8")
    return path.open("w", encoding="utf-8")


def _rank(text: str, seed: int) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8, key=str(seed).encode()).digest()


def _file_for(data_dir: Path, stem: str, source: str, target: str) -> Path:
    """The file of `stem` for the two languages, named in either order."""
    folder = data_dir / "translation"
    names = [f"{stem}.{a}-{b}.tsv{end}" for a, b in ((source, target), (target, source)) for end in (".gz", "")]
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise DragomanError(
        f"{stem} from {source} to {target}",
        f"{folder} has neither {names[0]} nor {names[2]}",
        "check --data-dir and the languages",
    )


def _hub_pairs(source: str, target: str, corpora: Collection[str] | None, split: str = "train") -> Iterator[Pair]:
    if {source, target} != {"en", "de"} or not set(corpora or ()) <= {MULTI30K, MULTI30K_TRAIN}:
        raise DragomanError(
            f"training data from {source} to {target}",
            "the hub's default holds only Multi30k, English and German",
            "give a folder of local files with --data-dir",
        )
    for row in read_hub(HUB_MULTI30K, split, ("en", "de")):
        yield Pair(row[source], row[target], MULTI30K)
