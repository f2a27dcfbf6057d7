"""Do names, numbers, addresses and code come through a translation unharmed? A list of sentences tells.

A line of the list is `language <tab> kind <tab> text`, with what must be kept between ⟦ and ⟧. An item is kept where
the translation holds it, character by character, at least as often as the source. A number is kept too where it is
written in the target language's way (1,234.56 as 1.234,56) and, up to twelve, where it is spelt out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from neural.errors import DragomanError
from neural.text.numbers import NUMBER, same_number, spelt_out

DEFAULT_LIST = Path(__file__).parent / "data" / "verbatim.tsv"
_ITEM = re.compile(r"⟦([^⟦⟧]*)⟧")


@dataclass(frozen=True)
class Sentence:
    """A sentence and what must be kept of it."""

    language: str
    kind: str
    text: str
    keep: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """A sentence, its translation, and the items that were lost."""

    sentence: Sentence
    translation: str
    lost: tuple[str, ...]


def read_sentences(path: Path) -> list[Sentence]:
    """Raises DragomanError where a line has not three columns or no item."""
    sentences = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        columns = line.split("\t")
        if len(columns) != 3 or not (keep := _ITEM.findall(columns[2])):
            remedy = "write: language <tab> kind <tab> text with ⟦items⟧"
            raise DragomanError(str(path), f"line {number} is no sentence with items to keep", remedy)
        sentences.append(Sentence(columns[0], columns[1], _ITEM.sub(r"\1", columns[2]), tuple(keep)))
    return sentences


def judge(sentences: Sequence[Sentence], translations: Iterable[str], target: str) -> list[Verdict]:
    """A verdict for each sentence. `target` is the language of the translations."""
    return [
        Verdict(sentence, text, tuple(lost_items(sentence.keep, text, sentence.language, target)))
        for sentence, text in zip(sentences, translations, strict=True)
    ]


def lost_items(keep: Sequence[str], translation: str, source: str, target: str) -> list[str]:
    """Those of `keep`, parts of a text in `source`, that `translation` into `target` has not, or not often enough."""
    numbers = NUMBER.findall(translation)
    lost = []
    for item, count in Counter(keep).items():
        if NUMBER.fullmatch(item):
            there = any(same_number(item, source, other, target) for other in numbers)
            # A telephone number with blanks in it is more than one number.
            kept = there or spelt_out(item, translation, target) or (not item.isdecimal() and item in translation)
        else:
            kept = translation.count(item) >= count
        if not kept:
            lost.append(item)
    return lost


def summary(verdicts: Sequence[Verdict]) -> dict[str, float | int | dict[str, float]]:
    """Shares of sentences with all items kept, of items kept, and of sentences by kind."""
    items = sum(len(v.sentence.keep) for v in verdicts)
    return {
        "sentences": len(verdicts),
        "sentences_kept": _share(sum(not v.lost for v in verdicts), len(verdicts)),
        "items": items,
        "items_kept": _share(items - sum(len(v.lost) for v in verdicts), items),
        "kinds": {
            kind: _share(sum(not v.lost for v in verdicts if v.sentence.kind == kind), count)
            for kind, count in Counter(v.sentence.kind for v in verdicts).items()
        },
    }


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 100.0
