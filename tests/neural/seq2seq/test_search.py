from __future__ import annotations

import itertools

import pytest
import torch

from neural.seq2seq.batches import source_batch
from neural.seq2seq.model import Seq2Seq
from neural.seq2seq.search import Partial, SearchOptions, search, search_steps
from neural.text.tokenizer import BOS, EOS, SPECIALS
from tests.toy import CONFIG, toy_translator


@pytest.fixture(scope="module")
def fresh() -> Seq2Seq:
    """Untrained and peaked a little, so that hypotheses differ and ends come at different steps."""
    torch.manual_seed(5)
    model = Seq2Seq(CONFIG).eval()
    model.embedding.weight.data *= 6
    return model


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


@pytest.mark.parametrize("beam", [1, 3, 5])
def test_a_batch_gives_what_each_sentence_gives_alone(fresh: Seq2Seq, beam: int) -> None:
    options = SearchOptions(beam=beam)
    with torch.no_grad():
        together = search(fresh, fresh.encode(source_batch(SOURCES)), options)
        for source, expected in zip(SOURCES, together, strict=True):
            (alone,) = search(fresh, fresh.encode(source_batch([source])), options)
            assert [h.ids for h in alone] == [h.ids for h in expected]
            assert [h.score for h in alone] == pytest.approx([h.score for h in expected], abs=1e-4)


@pytest.mark.parametrize("beam", [1, 4])
def test_the_score_is_the_models_own(fresh: Seq2Seq, beam: int) -> None:
    with torch.no_grad():
        found = search(fresh, fresh.encode(source_batch(SOURCES)), SearchOptions(beam=beam))
    for source, hypothesis in [(s, h) for s, n_best in zip(SOURCES, found, strict=True) for h in n_best]:
        expected = _log_prob(fresh, source, hypothesis.ids) / (len(hypothesis.ids) + 1)
        assert hypothesis.score == pytest.approx(expected, abs=1e-3)
        assert hypothesis.attention_TS.shape[0] == len(hypothesis.ids)
        assert not set(hypothesis.ids) & set(range(len(SPECIALS)))
        assert len(hypothesis.ids) <= 2 * (len(source) + 1) + 10


def test_the_n_best_are_distinct_and_sorted(fresh: Seq2Seq) -> None:
    with torch.no_grad():
        found = search(fresh, fresh.encode(source_batch(SOURCES)), SearchOptions(beam=5, prune=99.0))
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
    with torch.no_grad():
        ((best, *_),) = search(model, model.encode(source_batch([[7, 8]])), options)
    every = [list(ids) for n in range(3) for ids in itertools.product(words, repeat=n)]
    assert best.ids == max(every, key=lambda ids: _log_prob(model, [7, 8], ids))


def test_attention_belongs_to_the_words_of_its_hypothesis() -> None:
    translator = toy_translator()
    source = translator.tokenizer.encode("The dog sees the garden.")
    with torch.no_grad():
        read = translator.model.encode(source_batch([source]))
        ((found, *_),) = search(translator.model, read, SearchOptions(beam=5))
        memory, state = read
        for word, row in zip([BOS, *found.ids], found.attention_TS, strict=False):
            _, state, weights = translator.model.step(torch.tensor([word]), state, memory)
            torch.testing.assert_close(weights[0], row, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("beam", [1, 5])
def test_what_is_settled_only_grows_and_ends_as_the_whole(beam: int) -> None:
    translator = toy_translator()
    source = translator.tokenizer.encode("The king finds the dog.")
    before: list[int] = []
    with torch.no_grad():
        read = translator.model.encode(source_batch([source]))
    events = list(search_steps(translator.model, read, SearchOptions(beam=beam), stream=True))
    for event in events[:-1]:
        assert isinstance(event, Partial)
        assert event.ids[: len(before)] == before
        assert event.attention_TS.shape[0] == len(event.ids)
        before = event.ids
    last = events[-1]
    assert isinstance(last, list)
    assert last[0][0].ids[: len(before)] == before
    assert len(events) > 3 and before
