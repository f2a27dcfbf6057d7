"""Words that a translator has not seen: slips of the pen made on purpose, and sentences with a rare word.

A translator that splits words into subwords always has something to read, if need be single letters or bytes. How far
that carries is measured by what its score loses on these sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from random import Random

from neural.corpora.translation import Pair

SHORTEST = 5
"""Letters of a word that a slip may happen in: in shorter ones it often makes another word."""
_WORD = re.compile(r"[^\W\d_]+")


def misspelt(text: str, random: Random) -> str:
    """One slip in one longer word: a letter left out, doubled, or changed places with the next.

    The first and the last letter stay, as they mostly do when people type. A text without a longer word stays as it is.
    """
    words = [match for match in _WORD.finditer(text) if len(match[0]) >= SHORTEST]
    if not words:
        return text
    match = random.choice(words)
    word = match[0]
    at = random.randrange(1, len(word) - 2)
    slips = [word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:]]
    if word[at] != word[at + 1]:
        slips.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    return text[: match.start()] + random.choice(slips) + text[match.end() :]


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word occurs, whatever its case."""
    return Counter(match[0].casefold() for text in texts for match in _WORD.finditer(text))


def with_rare_words(pairs: Sequence[Pair], seen: Counter[str], most: int) -> list[Pair]:
    """The pairs whose source holds a word that was `seen` at most so often."""
    return [pair for pair in pairs if any(seen[match[0].casefold()] <= most for match in _WORD.finditer(pair.source))]
