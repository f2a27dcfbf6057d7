"""Stand-ins that went astray in a translation: taken out where they stand for nothing or stand twice, put in where they
were lost."""

from __future__ import annotations

import re
from collections.abc import Sequence

from neural.seq2seq.draft import Draft, Edit
from neural.seq2seq.projection import Alignment
from neural.seq2seq.standins import Item, find_standin
from neural.seq2seq.units import Unit

_STANDIN = re.compile(r"\s?(?<![^\W\d_])\d*(X\d*)(?![\w-])\.?(?=\s|$)|\s?(?<![^\W_])(X\d*)(?![\w-])")


def take_out(draft: Draft, unit: Unit) -> None:
    """Takes out of the translation what looks like a stand-in and stands for nothing."""
    known = {unit.standin(item) for item in unit.hidden.items}
    if known:
        found = [m for m in _STANDIN.finditer(draft.text) if (m[1] or m[2]) not in known or m[0].strip()[0] != "X"]
        draft.edit(Edit(m.start(), m.end(), "") for m in found if m.end() - m.start() < len(draft.text))


def write_once(draft: Draft, unit: Unit, lost: Sequence[Item]) -> None:
    """Of stand-ins that the translation has written more than once, leaves the one that looked at its own most. In the
    place of another stands one that was lost, if there is any."""
    absent = _absent(draft, unit, lost)
    for item in lost:
        found = find_standin(unit.standin(item), draft.text)
        if len(found) < 2:
            continue
        alignment, text = Alignment(draft), draft.text
        own = alignment.pull(item.start, item.end)
        words = [
            next((w for w, (a, b) in enumerate(alignment.words) if a < end and b > start), 0) for start, end in found
        ]
        edits = []
        for i in sorted(range(len(found)), key=lambda i: own[words[i]], reverse=True)[1:]:
            start, end = found[i]
            if absent:
                other = max(absent, key=lambda item: alignment.pull(item.start, item.end)[words[i]])
                absent.remove(other)
                edits.append(Edit(start, end, unit.standin(other)))
            else:
                before = text[:start].rstrip(" ")
                twice = before.endswith(",") and text[end : end + 1] in (",", ".")
                edits.append(Edit(len(before) - twice, end, ""))
        draft.edit(edits)


def put_in(draft: Draft, unit: Unit, lost: Sequence[Item]) -> None:
    """Writes those of `lost` that the translation has nowhere behind the word that stood before them in the source."""
    if not draft.pieces:
        return
    alignment = Alignment(draft)
    places: dict[int, list[str]] = {}
    for item in _absent(draft, unit, lost):
        place = alignment.behind(item.start)
        if place == len(draft.text):  # the full stop stays last
            place = len(draft.text.rstrip(".!?;:"))
        places.setdefault(place, []).append(unit.standin(item))
    text = draft.text
    draft.edit(
        Edit(p, p, (" " * (p > 0) + " ".join(words) + " " * (text[p : p + 1].isalnum())), left=p > 0)
        for p, words in places.items()
    )


def _absent(draft: Draft, unit: Unit, items: Sequence[Item]) -> list[Item]:
    return [item for item in items if not find_standin(unit.standin(item), draft.text)]
