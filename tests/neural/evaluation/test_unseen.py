from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from neural.corpora.translation import Pair
from neural.evaluation.unseen import SHORTEST, count_words, misspelt, with_rare_words


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=9), min_size=1), st.integers())
def test_one_longer_word_gets_one_slip_and_keeps_its_ends(words: list[str], seed: int) -> None:
    after = misspelt(" ".join(words), Random(seed)).split(" ")
    changed = [(old, new) for old, new in zip(words, after, strict=True) if old != new]
    if all(len(word) < SHORTEST for word in words):
        assert not changed
        return
    ((old, new),) = changed
    assert len(old) >= SHORTEST and (old[0], old[-1]) == (new[0], new[-1])
    dropped, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
    assert dropped.total() + added.total() <= 1


def test_digits_and_signs_are_left_alone() -> None:
    assert misspelt("12345 +++ a_b_c 1234567", Random(1)) == "12345 +++ a_b_c 1234567"


def test_rare_words_are_found_whatever_their_case() -> None:
    pairs = [Pair("The king sleeps.", "", "own"), Pair("THE KING!", "", "own"), Pair("A dragoman 7", "", "own")]
    seen = count_words(["The king sleeps", "the king"])
    assert with_rare_words(pairs, seen, 0) == pairs[2:]
    assert with_rare_words(pairs, seen, 1) == [pairs[0], pairs[2]]
