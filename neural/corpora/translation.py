"""Pairs of sentences in two languages: reading them, either way round, and splitting them fairly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from neural.corpora.loading import read_hub, read_pairs
from neural.errors import DragomanError

MULTI30K_TRAIN = "multi30k-train"
MULTI30K = "multi30k"
HUB_MULTI30K = "bentrevett/multi30k"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and its translation; `corpus` names where it is from."""

    source: str
    target: str
    corpus: str


def columns_from_name(path: Path) -> list[str]:
    """The language columns that a name like `news.en-de.tsv.gz` announces: ["en", "de"].

    Raises DragomanError where the name announces none.
    """
    match = re.search(r"\.([a-z]{2,3})-([a-z]{2,3})\.tsv(\.gz)?$", path.name)
    if match is None:
        raise DragomanError(
            str(path), "its name does not end like .en-de.tsv.gz", "name the columns with --columns en,de"
        )
    return [match[1], match[2]]


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


def validation_pairs(data_dir: Path | None, source: str, target: str) -> Iterator[Pair]:
    """Multi30k's own validation pairs: the split to tune on for that benchmark. Raises as
    `training_pairs`."""
    if data_dir is None:
        yield from _hub_pairs(source, target, None, split="validation")
    else:
        yield from file_pairs(_file_for(data_dir, "multi30k-val", source, target), source, target)


def split_by_source(
    pairs: Iterable[Pair], validation_size: int, seed: int = 0, by_target: bool = False
) -> tuple[list[Pair], list[Pair]]:
    """(training, validation), with no source sentence on both sides; each keeps the order of `pairs`.

    Corpora repeat a sentence with several translations; a split by rows would train on the validation
    sentences. `by_target` groups by the target side instead: set it where English is the target, so that both
    directions of a corpus have the same split. Sentences are chosen by a hash of their text and `seed`,
    whatever their order, until `validation_size` pairs (at most; never half a sentence's) are reached.
    """
    pairs = list(pairs)
    rows: dict[str, list[int]] = {}
    for number, pair in enumerate(pairs):
        rows.setdefault(_key(pair.target if by_target else pair.source), []).append(number)
    chosen: set[int] = set()
    for key in sorted(rows, key=lambda text: _rank(text, seed)):
        if len(chosen) + len(rows[key]) <= validation_size:
            chosen.update(rows[key])
        if len(chosen) == validation_size:
            break
    training = [pair for number, pair in enumerate(pairs) if number not in chosen]
    return training, [pairs[number] for number in sorted(chosen)]


def _key(sentence: str) -> str:
    return " ".join(sentence.casefold().split())


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
