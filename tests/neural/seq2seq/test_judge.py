"""The translator of the other direction as a judge of what a search has found."""

from __future__ import annotations

import random

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.seq2seq.batches import pair_batch
from neural.seq2seq.hypotheses import Hypothesis, NBest
from neural.seq2seq.judge import CHANNEL, CLOSE, LENGTH, Judge
from neural.seq2seq.search import SearchOptions
from tests.toy import PAIRS, toy_opposite, toy_translator

WHOLE, SHORT = "Der Hund sieht den Garten.", "Der Hund sieht."


def judge() -> Judge:
    back = toy_opposite()
    return Judge(back.decoder, back.tokenizer, [])


def hypothesis(text: str, log_p: float) -> Hypothesis:
    ids = toy_translator().tokenizer.encode(text)
    return Hypothesis(ids, log_p / (len(ids) + 1), torch.zeros(len(ids), 1))


def text_of(ids: list[int]) -> str:
    return toy_translator().tokenizer.decode(ids)


def test_it_reckons_what_the_network_itself_does() -> None:
    """In any order and company: against the loss of each pair by itself."""
    back = toy_opposite()
    pairs = random.Random(1).sample(PAIRS, 20)
    given, wanted = [pair.target for pair in pairs], [pair.source.replace("dog", "letter") for pair in pairs]
    found = judge().log_probabilities(given, wanted)
    for text, other, (log_p, pieces) in zip(given, wanted, found, strict=True):
        batch = pair_batch([(back.tokenizer.encode(text), back.tokenizer.encode_targets([other])[0])])
        with torch.no_grad():
            loss = back.model(*batch, smoothing=0.0).cross_entropy
        assert pieces == batch.wanted_BT.numel() and log_p == pytest.approx(-float(loss) * pieces, abs=0.02)


def test_what_leaves_something_out_is_found_out() -> None:
    options = SearchOptions()
    lists = [[hypothesis(SHORT, -1.0), hypothesis(WHOLE, -3.0)]]
    assert [text_of(h.ids) for h in judge().order(["The dog sees the garden."], lists, text_of, options)[0]] == [
        WHOLE,
        SHORT,
    ]


def test_what_is_far_behind_is_not_judged_and_comes_last() -> None:
    far = -1.0 - CLOSE - 2 * LENGTH * len(WHOLE)
    lists = [[hypothesis(WHOLE, -1.0), hypothesis(SHORT, -1.0), hypothesis("Der Hund.", far)]]
    ordered = judge().order(["The dog sees the garden."], lists, text_of, SearchOptions())[0]
    assert [h.back is None for h in ordered] == [False, False, True]
    (alone,) = judge().order(["The dog."], [[hypothesis(WHOLE, -1.0)]], text_of, SearchOptions())
    assert [h.back for h in alone] == [None]  # nothing to choose from


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.lists(st.tuples(st.sampled_from(PAIRS), st.floats(-9, 0)), max_size=6), max_size=4),
    st.sampled_from([0.7, 1.0]),
)
def test_the_best_as_judged_comes_first(found: list[list[tuple[object, float]]], alpha: float) -> None:
    sentences = ["The dog sees the garden."] * len(found)
    pieces = len(toy_opposite().tokenizer.encode_targets(["The dog sees the garden."])[0]) + 1
    lists: list[NBest] = []
    for n_best in found:
        made = [hypothesis(pair.target, log_p) for pair, log_p in n_best]  # type: ignore[attr-defined]
        lists.append([h._replace(score=h.score * (len(h.ids) + 1) / (len(h.ids) + 1) ** alpha) for h in made])
    ordered = judge().order(sentences, lists, text_of, SearchOptions(alpha=alpha))
    for before, after in zip(lists, ordered, strict=True):
        assert sorted((*h.ids, h.score) for h in after) == sorted((*h.ids, h.score) for h in before)
        assert [h.back is None for h in after] == sorted(h.back is None for h in after)
        totals = [
            h.score * (len(h.ids) + 1) ** alpha + LENGTH * (len(h.ids) + 1) + CHANNEL * h.back * pieces
            for h in after
            if h.back is not None
        ]
        assert totals == sorted(totals, reverse=True) and len(totals) != 1


def test_a_judged_translator_tells_both_figures() -> None:
    translator = toy_translator().judged_by(toy_opposite())
    results = translator.translate([pair.source for pair in PAIRS], SearchOptions(beam=4, prune=20.0))
    right = sum(result.text == pair.target for result, pair in zip(results, PAIRS, strict=True))
    assert right >= 0.95 * len(PAIRS)
    asked = [candidate for result in results for candidate in result.candidates if candidate.back is not None]
    assert asked and all(candidate.back <= 0 for candidate in asked if candidate.back is not None)
