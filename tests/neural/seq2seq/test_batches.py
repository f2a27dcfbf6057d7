from __future__ import annotations

from random import Random

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neural.corpora.translation import Pair
from neural.seq2seq.batches import (
    EncodedPair,
    PairList,
    clean_source,
    clean_target,
    encode_pairs,
    epoch_batches,
    length_batches,
    pair_batch,
)
from neural.text.tokenizer import BOS, EOS, PAD
from tests.toy import toy_translator

LENGTHS = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=60)


@given(LENGTHS, st.integers(60, 500), st.integers(0, 5))
def test_batches_hold_each_pair_once_and_not_too_much(lengths: list[tuple[int, int]], tokens: int, seed: int) -> None:
    batches = length_batches(lengths, tokens, seed)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    assert batches == length_batches(lengths, tokens, seed)
    for batch in batches:
        assert batch and len(batch) * max(max(lengths[i]) for i in batch) <= tokens


def test_targets_are_shifted_by_one() -> None:
    batch = pair_batch([([9, 8], [7]), ([9], [6, 5])])
    assert batch.source_BS.tolist() == [[9, 8, EOS], [9, EOS, PAD]]
    assert batch.target_BT.tolist() == [[BOS, 7, PAD], [BOS, 6, 5]]
    assert batch.wanted_BT.tolist() == [[7, EOS, PAD], [6, 5, EOS]]


def test_useless_pairs_are_left_out() -> None:
    tokenizer = toy_translator().tokenizer
    texts = [("The dog", "Der Hund"), ("The dog", ""), ("@" * 90, "@" * 90), ("The dog", "§" * 60)]
    pairs = [Pair(source, target, "own", ("en", "de")) for source, target in texts]
    dog, hund = tokenizer.encode("The dog"), tokenizer.encode("Der Hund")
    assert encode_pairs(tokenizer, pairs, 80) == [(dog, hund), None, None, None]
    assert encode_pairs(tokenizer, pairs, 80, tagged=True)[0] == ([tokenizer.language_id("de"), *dog], hund)


def test_noise_changes_batches_by_the_seed_alone() -> None:
    pairs = PairList([([100 + i, 7, 7], [200 + i]) for i in range(30)])

    def noise(pair: EncodedPair, random: Random) -> EncodedPair:
        return [pair[0][0], random.randrange(50, 90)], pair[1]

    first, again, other = ([b.source_BS.tolist() for b in epoch_batches(pairs, 30, s, noise)] for s in (1, 1, 2))
    assert first == again != other


@pytest.mark.parametrize("count", [1, 7, 50])
def test_an_epoch_holds_every_pair_once_whatever_the_windows(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neural.seq2seq.batches.BLOCK", 4)
    monkeypatch.setattr("neural.seq2seq.batches.WINDOW", 3)
    pairs = PairList([([100 + i] * (1 + i % 5), [200 + i] * (1 + i % 3)) for i in range(count)])
    for seed in (1, 2):
        batches = list(epoch_batches(pairs, 30, seed))
        assert sorted(int(row[0]) for batch in batches for row in batch.source_BS) == [100 + i for i in range(count)]
        again = list(epoch_batches(pairs, 30, seed))
        assert all(torch.equal(a, b) for x, y in zip(batches, again, strict=True) for a, b in zip(x, y, strict=True))


def test_cleaning_folds_quotes_on_the_source_side_only() -> None:
    assert clean_source("“Yes”  –\tno\n") == '"Yes" - no'
    assert clean_target("„Ja“  –\tnein\n") == "„Ja“ – nein"
