from __future__ import annotations

import itertools
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.seq2seq.batches import source_batch
from neural.seq2seq.decoder import BLOCK
from neural.seq2seq.kinds import make_decoder
from neural.seq2seq.model import Seq2Seq
from neural.seq2seq.search import NBest, Partial, SearchOptions, best_words, search, search_steps
from neural.text.tokenizer import BOS, EOS, SPECIALS
from scripts.learn.beam import beam_tree
from tests.toy import CONFIG, toy_translator


@cache
def _peaked(seed: int) -> Seq2Seq:
    """Untrained and peaked a little, so that hypotheses differ and ends come at different steps."""
    torch.manual_seed(seed)
    model = Seq2Seq(CONFIG).eval()
    model.embedding.weight.data *= 6
    return model


@pytest.fixture(scope="module")
def fresh() -> Seq2Seq:
    return _peaked(5)


SOURCES = [[20, 21, 22], [25], [26, 27, 28, 29, 30, 31]]


def _log_prob(model: Seq2Seq, source: list[int], ids: list[int]) -> float:
    with torch.no_grad():
        memory, state = model.encode(source_batch([source]))
        total, word = 0.0, BOS
        for wanted in [*ids, EOS]:
            logits, state, _ = model.step(torch.tensor([word]), state, memory)
            total += logits.log_softmax(-1)[0, wanted].item()
            word = wanted
    return total


def _search(model: Seq2Seq, sources: list[list[int]], options: SearchOptions) -> list[NBest]:
    decoder = make_decoder(model)
    return search(decoder, decoder.read(source_batch(sources)), options)


@pytest.mark.parametrize("beam", [1, 3, 5])
def test_a_batch_gives_what_each_sentence_gives_alone(fresh: Seq2Seq, beam: int) -> None:
    options = SearchOptions(beam=beam)
    for source, expected in zip(SOURCES, _search(fresh, SOURCES, options), strict=True):
        (alone,) = _search(fresh, [source], options)
        assert [h.ids for h in alone] == [h.ids for h in expected]
        assert [h.score for h in alone] == pytest.approx([h.score for h in expected], abs=1e-4)


@pytest.mark.parametrize("beam", [1, 4])
def test_the_score_is_the_models_own(fresh: Seq2Seq, beam: int) -> None:
    found = _search(fresh, SOURCES, SearchOptions(beam=beam))
    for source, hypothesis in [(s, h) for s, n_best in zip(SOURCES, found, strict=True) for h in n_best]:
        expected = _log_prob(fresh, source, hypothesis.ids) / (len(hypothesis.ids) + 1)
        assert hypothesis.score == pytest.approx(expected, abs=1e-3)
        assert hypothesis.attention_TS.shape[0] == len(hypothesis.ids)
        assert not set(hypothesis.ids) & set(range(len(SPECIALS)))
        assert len(hypothesis.ids) <= 2 * (len(source) + 1) + 10


def test_the_n_best_are_distinct_and_sorted(fresh: Seq2Seq) -> None:
    found = _search(fresh, SOURCES, SearchOptions(beam=5, prune=99.0))
    assert max(map(len, found)) > 1
    for n_best in found:
        scores = [hypothesis.score for hypothesis in n_best]
        assert scores == sorted(scores, reverse=True) and 1 <= len(scores) <= 5
        assert len({tuple(hypothesis.ids) for hypothesis in n_best}) == len(scores)


def test_a_wide_beam_finds_the_best_of_all_short_translations() -> None:
    """Against every translation of up to two words, with a vocabulary cut down to ten."""
    torch.manual_seed(1)
    config = CONFIG.__class__(vocabulary_size=10, embedding_size=8, encoder_size=8, decoder_size=8, heads=2)
    model = Seq2Seq(config).eval()
    model.embedding.weight.data *= 4
    words = range(len(SPECIALS), 10)
    options = SearchOptions(beam=27, alpha=0.0, prune=99.0, max_ratio=0.0, max_extra=3)
    ((best, *_),) = _search(model, [[7, 8]], options)
    every = [list(ids) for n in range(3) for ids in itertools.product(words, repeat=n)]
    assert best.ids == max(every, key=lambda ids: _log_prob(model, [7, 8], ids))


def test_attention_belongs_to_the_words_of_its_hypothesis() -> None:
    translator = toy_translator()
    source = translator.tokenizer.encode("The dog sees the garden.")
    ((found, *_),) = _search(translator.model, [source], SearchOptions(beam=5))
    with torch.no_grad():
        memory, state = translator.model.encode(source_batch([source]))
        for word, row in zip([BOS, *found.ids], found.attention_TS, strict=False):
            _, state, weights = translator.model.step(torch.tensor([word]), state, memory)
            torch.testing.assert_close(weights[0], row, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("beam", [1, 5])
def test_what_is_settled_only_grows_and_ends_as_the_whole(beam: int) -> None:
    translator = toy_translator()
    source = translator.tokenizer.encode("The king finds the dog.")
    before: list[int] = []
    read = translator.decoder.read(source_batch([source]))
    events = list(search_steps(translator.decoder, read, SearchOptions(beam=beam), stream=True))
    for event in events[:-1]:
        assert isinstance(event, Partial)
        assert event.ids[: len(before)] == before
        assert event.attention_TS.shape[0] == len(event.ids)
        before = event.ids
    last = events[-1]
    assert isinstance(last, list)
    assert last[0][0].ids[: len(before)] == before
    assert len(events) > 3 and before


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 4), st.integers(1, 6), st.integers(1, 12), st.integers(0, 2**32))
def test_the_best_words_are_those_of_topk(rows: int, blocks: int, count: int, seed: int) -> None:
    scores = torch.randn(rows, blocks * BLOCK, generator=torch.Generator().manual_seed(seed))
    scores[:, ::3] = -torch.inf
    best, words = best_words(scores, count)
    torch.testing.assert_close(best, scores.topk(count).values)
    torch.testing.assert_close(scores.gather(1, words), best)


@settings(deadline=None, max_examples=12)
@given(st.lists(st.lists(st.integers(len(SPECIALS), 60), min_size=1, max_size=8), min_size=1, max_size=9), st.data())
def test_it_finds_what_the_search_on_the_blackboard_finds(sources: list[list[int]], data: st.DataObject) -> None:
    """Whatever the batch, also where sentences leave it: the plain path is `Seq2Seq.step`, one hypothesis at a time."""
    model = _peaked(data.draw(st.integers(0, 3)))
    options = SearchOptions(beam=data.draw(st.integers(1, 5)), prune=data.draw(st.sampled_from([1.0, 3.0, 99.0])))
    for source, n_best in zip(sources, _search(model, sources, options), strict=True):
        with torch.no_grad():
            tree = beam_tree(model, model.encode(source_batch([source])), options)
        assert n_best[0].ids == tree.ids(tree.finished[0])
        assert n_best[0].score == pytest.approx(tree.score(tree.finished[0]), abs=1e-3)
