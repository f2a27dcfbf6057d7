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
    """`text[start:end]` stands for `original`, which had a word right before it (`after_word`) or behind it."""

    start: int
    end: int
    original: str
    kind: str
    after_word: bool = False
    before_word: bool = False


class Hidden(NamedTuple):
    """A text with stand-ins. `origin[i]` is the span of the text without them that character i came from."""

    text: str
    items: tuple[Item, ...]
    origin: tuple[tuple[int, int], ...]


def hide(text: str, parts: Sequence[tuple[int, int, str]]) -> Hidden:
    """Puts stand-ins in place of `parts` (start, end, kind) of `text`, which are in order and do not overlap.

    A part whose kind begins with a digit is a time of day: its kind is written, 20:15, which networks read well."""
    new: list[str] = []
    origin: list[tuple[int, int]] = []
    items, at = [], 0

    def write(word: str, start: int, end: int) -> None:
        new.append(word)
        origin.extend([(start, end)] * len(word))

    for number, (start, end, kind) in enumerate(parts, 1):
        for i in range(at, start):
            write(text[i], i, i + 1)
        at = end
        if kind[:1].isdigit():
            write(kind, start, end)
            continue
        # A stand-in is a word of its own also where what it stands for is glued to one.
        after_word = bool(new) and new[-1][-1].isalnum()
        before_word = text[end : end + 1].isalnum() and (number == len(parts) or parts[number][0] > end)
        if after_word:
            write(" ", start, start)
        word = f"{_LETTER}{number}"
        items.append(Item(len(origin), len(origin) + len(word), text[start:end], kind, after_word, before_word))
        write(word, start, end)
        if before_word:
            write(" ", end, end)
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
        Edit(*_with_gaps(item, text, *found), restored(item, source, target))
        for item in hidden.items
        for found in find_standin(hidden.text[item.start : item.end], text)
    )
    if draft.source_text == hidden.text:
        draft.edit_source([Edit(item.start, item.end, item.original) for item in hidden.items])


def _with_gaps(item: Item, text: str, start: int, end: int) -> tuple[int, int]:
    """The stand-in at text[start:end] with the blanks that only it needed. A word behind it may be what another one
    stands for, whose own the blank is then."""
    if item.after_word and text[:start].endswith(" "):
        start -= 1
    if item.before_word and re.match(r" [^\W_]", text[end:]) and not re.match(r" X\d", text[end:]):
        end += 1
    return start, end


def hide_more(hidden: Hidden, parts: Sequence[tuple[int, int, str]]) -> tuple[Hidden, Callable[[int], int]]:
    """Hides `parts` (start, end, kind) of a text with stand-ins too. Also returns how offsets into it have moved.

    Parts must not overlap.
    """
    number = len(hidden.items)
    new, added, at, length = [], [], 0, 0
    for start, end, kind in sorted(parts):
        assert start >= at, "parts overlap"
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
    items = {hidden.text[item.start : item.end]: item for item in hidden.items}
    new, at = "", 0
    for match in re.finditer(r"(?<![^\W_])X\d+", text):
        if (item := items.get(match[0])) is not None:
            start, end = _with_gaps(item, text, *match.span())
            new += text[at:start] + restored(item, source, target)
            at = end
    return new + text[at:]
