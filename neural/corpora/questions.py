"""Questions over a passage, in the schema of the SQuAD data sets on the hub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neural.corpora.loading import read_hub, read_json_lines
from neural.errors import DragomanError

FIELDS = ("id", "title", "context", "question", "answers")
HUB_SETS = ("rajpurkar/squad", "rajpurkar/squad_v2")


@dataclass(frozen=True, slots=True)
class Question:
    """A question over `context`; no answers: the context does not say.

    `context[starts[i] : starts[i] + len(answers[i])] == answers[i]`.

    Offsets count characters. Answers that were given twice at the same place appear once.
    """

    id: str
    title: str
    context: str
    question: str
    answers: tuple[str, ...]
    starts: tuple[int, ...]


@dataclass
class Repairs:
    """How many answers were read, moved to the nearest place with their text, dropped for want of one.

    A question that loses all its answers is left out (`left_out`): it is not unanswerable.
    """

    read: int = 0
    moved: int = 0
    dropped: int = 0
    left_out: int = 0


def read_questions(path: Path, repairs: Repairs | None = None) -> Iterator[Question]:
    """The questions of a `.jsonl[.gz]` file, answers put where their text is. Raises as `read_json_lines`."""
    return _questions(read_json_lines(path, FIELDS), str(path), repairs or Repairs())


def training_questions(
    sets: Sequence[str], data_dir: Path | None = None, repairs: Repairs | None = None
) -> Iterator[Question]:
    """The questions of the training sets named, one set after the other.

    A name with a slash is a data set on the Hugging Face hub (`rajpurkar/squad`), any other the file
    `qa/train/NAME.jsonl[.gz]` in `data_dir`. Raises DragomanError for a set that is not there.
    """
    repairs = repairs or Repairs()
    for name in sets:
        if "/" in name:
            yield from _questions(read_hub(name, "train", FIELDS), name, repairs)
        else:
            yield from read_questions(training_file(data_dir, name), repairs)


def training_sets(data_dir: Path) -> list[str]:
    """The names of the training sets in `data_dir`, in order of the alphabet."""
    folder = data_dir / "qa" / "train"
    return sorted({path.name.split(".jsonl", 1)[0] for path in folder.glob("*.jsonl*")})


def training_file(data_dir: Path | None, name: str) -> Path:
    """The file of a local training set. Raises DragomanError where there is none."""
    if data_dir is None:
        raise DragomanError(
            f"question set {name}",
            "it is a local file and no folder was given",
            f"give one with --data-dir, or name {HUB_SETS[0]}",
        )
    folder = data_dir / "qa" / "train"
    for path in (folder / f"{name}.jsonl.gz", folder / f"{name}.jsonl"):
        if path.is_file():
            return path
    known = ", ".join(training_sets(data_dir)) or "no sets at all"
    raise DragomanError(f"question set {name}", f"{folder} holds {known}", "name one of those, or another --data-dir")


def _questions(rows: Iterable[Mapping[str, Any]], where: str, repairs: Repairs) -> Iterator[Question]:
    for row in rows:
        try:
            texts, starts = row["answers"]["text"], row["answers"]["answer_start"]
            answers = [(str(text), int(start)) for text, start in zip(texts, starts, strict=True)]
        except (TypeError, KeyError, ValueError) as error:
            raise DragomanError(
                f"{where}, question {row['id']}",
                "its answers are not {text: [...], answer_start: [...]} of equal length",
                "use the schema of the SQuAD data sets on the hub",
            ) from error
        placed = _placed(row["context"], answers, repairs)
        if answers and not placed:
            repairs.left_out += 1
            continue
        yield Question(
            id=row["id"],
            title=row["title"],
            context=row["context"],
            question=row["question"],
            answers=tuple(text for text, _ in placed),
            starts=tuple(start for _, start in placed),
        )


def _placed(context: str, answers: Sequence[tuple[str, int]], repairs: Repairs) -> list[tuple[str, int]]:
    placed: dict[tuple[str, int], None] = {}
    for text, start in answers:
        repairs.read += 1
        found = _nearest(context, text, start)
        if found is None:
            repairs.dropped += 1
            continue
        repairs.moved += found != start
        placed[text, found] = None
    return list(placed)


def _nearest(context: str, text: str, start: int) -> int | None:
    """Where in `context` the occurrence of `text` closest to `start` begins; None where there is none."""
    if not text.strip():
        return None
    if start >= 0 and context.startswith(text, start):
        return start
    before = context.rfind(text, 0, max(0, start) + len(text))
    after = context.find(text, max(0, start))
    places = [place for place in (before, after) if place >= 0]
    return min(places, key=lambda place: abs(place - start), default=None)
