"""Lines that only a page's width broke, joined again; words cut by a hyphen made whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

# pdfium writes this for the hyphen that it found at the end of a line, and leaves out the line break.
CUT = "\x02"

# Lines longer than this were not wrapped to be read: each is a paragraph.
WIDEST = 140
NARROWEST = 30
LONGEST_WORD = 40
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_HYPHENATED_END = re.compile(r"(\w*[^\W\d_])[-\u2010\u00ad]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_CUT_WORD = re.compile(rf"([^\W\d_]*){CUT}\s*([^\W\d_]*)")
_LIST_MARK = re.compile(r"\s*(?:[-*+•‣▪◦·–—]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)])\s+\S")
# German "Vor- und Nachteile", English "two- or three-year": this hyphen ends no line by force.
_SUSPENDED = frozenset({"und", "oder", "bis", "and", "or", "to", "et", "ou", "y", "o"})

# Where the text does not show either spelling elsewhere, these keep their hyphen and other words lose it.
_KEEP_HYPHEN = frozenset(
    {"well", "self", "half", "two", "three", "four", "five", "seven", "eight", "nine"}
    | {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
)


class Joiner:
    """Joins wrapped lines, knowing the width of the text and the words in it.

    `lines` are all the lines of the document: they tell how wide it was set, and whether "inter-" +
    "national" is more likely one word or two. `widest`: lines beyond it count as not wrapped at all.
    """

    def __init__(self, lines: Sequence[str], widest: int = WIDEST) -> None:
        self.width = _width(lines, widest)
        self._words = Counter(word.lower() for line in lines for word in _WORD.findall(line))

    def join(self, lines: Iterable[str]) -> list[str]:
        """The lines of one block with those joined that belong together; without white space at their
        ends."""
        joined: list[list[str]] = []
        last = ""  # the last line as it stood
        for line in lines:
            stripped = line.strip()
            if joined and self.wrapped(last, line):
                joined[-1][-1] = self.lead(joined[-1][-1], stripped)
                joined[-1].append(stripped)
            else:
                joined.append([stripped])
            last = line
        return ["".join(parts) for parts in joined if any(parts)]

    def wrapped(self, before: str, after: str) -> bool:
        """Whether the break between the two lines is only there because the first one was full."""
        if not self.width or not before.strip() or not after.strip() or _LIST_MARK.match(after):
            return False
        deeper = _indent(after) - _indent(before)
        if deeper >= 2 and not _LIST_MARK.match(before):
            return False  # the first line of a paragraph, set in
        length = len(before.strip())
        if after.strip()[0].islower() and length >= self.width / 3:
            return True
        first = after.split(None, 1)[0]
        return length + 1 + len(first) >= 0.85 * self.width

    def lead(self, before: str, after: str) -> str:
        """The line `before` as it leads into `after`: with a space, or without the hyphen that cut a word."""
        cut = _HYPHENATED_END.search(before, max(0, len(before) - LONGEST_WORD))
        first = _FIRST_WORD.match(after)
        if cut is None or first is None:
            return f"{before} "
        if first[0].lower() in _SUSPENDED and not before.endswith("\u00ad"):
            return f"{before} "
        start = before[: cut.start()] + cut[1]
        return start if self._one_word(cut[1], first[0]) else f"{start}-"

    def mend(self, text: str) -> str:
        """`text` with pdfium's marks for cut words resolved."""
        if CUT not in text:
            return text
        return _CUT_WORD.sub(self._mended, text)

    def _mended(self, match: re.Match[str]) -> str:
        before, after = match[1], match[2]
        if after.lower() in _SUSPENDED:
            return f"{before}- {after}"
        return before + ("" if before and after and self._one_word(before, after) else "-") + after

    def _one_word(self, before: str, after: str) -> bool:
        if not after[0].islower():
            return False
        whole, parted = self._words[(before + after).lower()], self._words[f"{before}-{after}".lower()]
        if whole == parted:
            return before.lower() not in _KEEP_HYPHEN
        return whole > parted


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip())


def _width(lines: Sequence[str], widest: int) -> int:
    """The number of characters in a full line; 0 where the text was not set in lines."""
    lengths = sorted(len(line.strip()) for line in lines if len(line.split()) > 3)
    if not lengths:
        return 0
    full = lengths[int(0.9 * (len(lengths) - 1))]
    return max(NARROWEST, full) if full <= widest else 0
