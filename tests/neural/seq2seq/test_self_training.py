from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from neural.corpora.translation import Pair
from neural.seq2seq.self_training import forward_translated, likeliest
from tests.neural.seq2seq.test_back_translation import Backwards
from tests.toy import PAIRS, toy_opposite, toy_translator


def test_what_people_wrote_is_the_source() -> None:
    sentences = [("a", "no way"), ("b", "level"), ("b", " "), ("c", "go on")]
    pairs = list(forward_translated(Backwards(), sentences, 3))  # type: ignore[arg-type]
    assert pairs == [Pair("no way", "yaw on", "forward-a"), Pair("go on", "no og", "forward-c")]


class ByLength:
    """A judge that likes short sources; a piece is a letter."""

    def log_probabilities(self, given: Sequence[str], wanted: Sequence[str]) -> list[tuple[float, int]]:
        return [(-float(len(text) ** 2), len(text)) for text in wanted]


@given(st.lists(st.integers(1, 30), max_size=12), st.floats(0, 1))
def test_the_likeliest_stay_in_their_order(lengths: list[int], share: float) -> None:
    pairs = [Pair("x" * length, str(number), "a") for number, length in enumerate(lengths)]
    kept = likeliest(pairs, ByLength(), share)  # type: ignore[arg-type]
    assert len(kept) == round(share * len(pairs)) and kept == [pair for pair in pairs if pair in kept]
    left = [len(pair.source) for pair in pairs if pair not in kept]
    assert not kept or not left or max(len(pair.source) for pair in kept) <= min(left)


def test_wrong_translations_are_the_first_to_go() -> None:
    right, wrong = PAIRS[:6], [Pair(a.source, b.target, "toy") for a, b in zip(PAIRS[:6], PAIRS[20:], strict=False)]
    judge = toy_translator().judged_by(toy_opposite()).judge
    assert judge is not None
    assert likeliest([*wrong, *right], judge, 0.5) == right
