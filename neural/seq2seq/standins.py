"""Stand-ins: words such as X1 that take the place of what must come through a translation unharmed.

Networks copy a capital letter with a digit nearly always, even one that has not been taught to, while brackets or signs
of all kinds get lost. A real X1 in a text is itself something to keep, so nothing is taken for a stand-in that is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from neural.seq2seq.draft import Draft, Edit
from neural.text.numbers import NUMBER, localise_number

_LETTER = "X"


class Item(NamedTuple):
    """`text[start:end]` stands for `original`."""

    start: int
    end: int
    original: str
    kind: str


class Hidden(NamedTuple):
    """A text with stand-ins. `origin[i]` is the span of the text without them that character i came from."""

    text: str
    items: tuple[Item, ...]
    origin: tuple[tuple[int, int], ...]


def hide(text: str, parts: Sequence[tuple[int, int, str]]) -> Hidden:
    """Puts stand-ins in place of `parts` (start, end, kind) of `text`, which are in order and do not overlap."""
    new: list[str] = []
    origin: list[tuple[int, int]] = []
    items, at = [], 0

    def write(word: str, start: int, end: int) -> None:
        new.append(word)
        origin.extend([(start, end)] * len(word))

    for number, (start, end, kind) in enumerate(parts, 1):
        for i in range(at, start):
            write(text[i], i, i + 1)
        # A stand-in is a word of its own also where what it stands for is glued to one.
        if new and new[-1][-1].isalnum():
            write(" ", start, start)
        word = f"{_LETTER}{number}"
        items.append(Item(len(origin), len(origin) + len(word), text[start:end], kind))
        write(word, start, end)
        if text[end : end + 1].isalnum() and (number == len(parts) or parts[number][0] > end):
            write(" ", end, end)
        at = end
    for i in range(at, len(text)):
        write(text[i], i, i + 1)
    return Hidden("".join(new), tuple(items), tuple(origin))


def find_standin(item: str, text: str) -> list[tuple[int, int]]:
    """Where the stand-in `item` is in a translation: not within another word, but a genitive's s may follow."""
    return [m.span() for m in re.finditer(rf"(?<![^\W_]){item}(?!\d)", text)]


def missing(hidden: Hidden, translation: str) -> list[Item]:
    """The items whose stand-in is not in `translation` exactly once, as far as it should be."""
    return [item for item in hidden.items if len(find_standin(hidden.text[item.start : item.end], translation)) != 1]


def restored(item: Item, source: str, target: str) -> str:
    """What is written for `item`: what it stood for; a number by the rules of the target language."""
    if item.kind != "number":
        return item.original
    return NUMBER.sub(lambda match: localise_number(match[0], source, target), item.original)


def reveal(draft: Draft, hidden: Hidden, source: str, target: str) -> None:
    """Writes what was hidden into both sides of `draft`."""
    text = draft.text
    draft.edit(
        Edit(start, end, restored(item, source, target))
        for item in hidden.items
        for start, end in find_standin(hidden.text[item.start : item.end], text)
    )
    if draft.source_text == hidden.text:
        draft.edit_source([Edit(item.start, item.end, item.original) for item in hidden.items])


def hide_more(hidden: Hidden, parts: Sequence[tuple[int, int, str]]) -> tuple[Hidden, Callable[[int], int]]:
    """Hides `parts` (start, end, kind) of a text with stand-ins too. Also returns how offsets into it have moved."""
    number = len(hidden.items)
    new, added, at, length = [], [], 0, 0
    for start, end, kind in sorted(parts):
        number += 1
        word = f"{_LETTER}{number}"
        new += [hidden.text[at:start], word]
        length += start - at
        added.append(Item(length, length + len(word), hidden.text[start:end], kind))
        length += len(word)
        at = end

    def moved(place: int) -> int:
        shift = 0
        for (start, end, _), item in zip(sorted(parts), added, strict=True):
            if place <= start:
                break
            shift = item.end - end
        return place + shift

    items = [item._replace(start=moved(item.start), end=moved(item.end)) for item in hidden.items] + added
    text = "".join(new) + hidden.text[at:]
    return Hidden(text, tuple(sorted(items)), ()), moved


def revealed_offset(hidden: Hidden, place: int) -> int:
    """An offset into the text with stand-ins as one into the text with what they stand for."""
    return place + sum(len(i.original) - (i.end - i.start) for i in hidden.items if i.end <= place)


def restore_text(text: str, hidden: Hidden, source: str, target: str) -> str:
    """`text` with what was hidden in place of its stand-ins."""
    words = {hidden.text[item.start : item.end]: restored(item, source, target) for item in hidden.items}
    return re.sub(r"(?<![^\W_])X\d+", lambda match: words.get(match[0], match[0]), text)
