"""Where the lines of a document break at a given width. Knows offsets only: nothing is copied, nothing is drawn."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import get_character_cell_size

# Latin, Greek, Cyrillic and common punctuation take one cell each, so that counting characters is enough.
_BEYOND_ONE_CELL = re.compile(
    "[^\n -~\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2200-\u22ff]"
)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """The rows of a text: row i begins at the character `starts[i]` and ends where row i+1 begins.

    `rules` are the rows that only announce a page: the number of the row, and that of the page (from 1).
    """

    text: str
    width: int
    starts: array[int]
    rules: dict[int, int]

    def __len__(self) -> int:
        return len(self.starts)

    def span(self, row: int) -> tuple[int, int]:
        """Where the characters of a row begin and end, without white space at the end."""
        start = self.starts[row]
        end = self.starts[row + 1] if row + 1 < len(self.starts) else len(self.text)
        while end > start and self.text[end - 1] in " \n":
            end -= 1
        return start, end

    def row_at(self, offset: int) -> int:
        """The row that shows the character at `offset`."""
        return max(0, bisect_right(self.starts, offset) - 1)


def lay_out(
    text: str, width: int, page_starts: Sequence[int] = (), stopped: Callable[[], bool] = lambda: False
) -> Layout | None:
    """Breaks `text` into rows at most `width` cells wide, between words where there are any; None where `stopped`.

    A new page begins with a rule, the first one excepted: above it stands the document's name.
    """
    starts: array[int] = array("L")
    rules: dict[int, int] = {}
    simple = _BEYOND_ONE_CELL.search(text) is None
    pages = [(start, number) for number, start in enumerate(page_starts, start=1) if number > 1]
    upcoming, begin, lines = 0, 0, 0
    while begin <= len(text):
        lines += 1
        if not lines % 2048 and stopped():
            return None
        while upcoming < len(pages) and pages[upcoming][0] <= begin:
            rules[len(starts)] = pages[upcoming][1]
            starts.append(begin)
            upcoming += 1
        end = text.find("\n", begin)
        end = len(text) if end == -1 else end
        # A page may begin within a line: the line is broken there.
        stop = min(end, pages[upcoming][0]) if upcoming < len(pages) else end
        if simple or _BEYOND_ONE_CELL.search(text, begin, stop) is None:
            _wrap(text, begin, stop, width, starts)
        else:
            _wrap_wide(text, begin, stop, width, starts)
        begin = stop + 1 if stop == end else stop
    return Layout(text=text, width=width, starts=starts, rules=rules)


def _wrap(text: str, begin: int, end: int, width: int, starts: array[int]) -> None:
    """Rows of characters that are one cell each."""
    starts.append(begin)
    while end - begin > width:
        cut = text.rfind(" ", begin + 1, begin + width + 1)
        begin = begin + width if cut == -1 else cut + 1
        if begin < end:
            starts.append(begin)


def _wrap_wide(text: str, begin: int, end: int, width: int, starts: array[int]) -> None:
    """Rows of characters of any width. Scripts without spaces break anywhere."""
    starts.append(begin)
    cells, space = 0, -1
    position = begin
    while position < end:
        cells += get_character_cell_size(text[position])
        if cells > width and position > begin:
            begin = space + 1 if space > begin else position
            if begin >= end:
                return
            starts.append(begin)
            cells, space, position = 0, -1, begin
            continue
        if text[position] == " ":
            space = position
        position += 1
