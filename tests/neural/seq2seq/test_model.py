from __future__ import annotations

import json
from typing import Any

import pytest
import torch

from neural.seq2seq.batches import pair_batch, source_batch
from neural.seq2seq.config import TranslationConfig, from_json, to_json
from neural.seq2seq.kinds import make_network
from neural.text.tokenizer import BOS, PAD
from tests.toy import CONFIG, NETWORKS, TRANSFORMER


def _network(config: TranslationConfig) -> Any:
    """Both kinds have `encode` and `step`; what goes in and out of these is each kind's own."""
    torch.manual_seed(0)
    return make_network(config).eval()


both = pytest.mark.parametrize("config", NETWORKS)


SENTENCES = [([20, 21, 22], [30, 31, 32, 33]), ([25], [40]), ([26, 27, 28, 29, 30, 31], [50, 51])]


@both
@torch.no_grad()
def test_decoding_step_by_step_is_teacher_forcing(config: TranslationConfig) -> None:
    model, batch = _network(config), pair_batch(SENTENCES)
    at_once = model.logits(model.features(batch.source_BS, batch.target_BT))
    memory, state = model.encode(batch.source_BS)
    for t in range(batch.target_BT.size(1)):
        logits, state, weights = model.step(batch.target_BT[:, t], state, memory)
        real = batch.wanted_BT[:, t] != PAD
        torch.testing.assert_close(logits[real], at_once[real, t], rtol=1e-4, atol=1e-5)
        torch.testing.assert_close(weights.sum(1), torch.ones(3))


@both
@torch.no_grad()
def test_a_sentence_is_read_alike_alone_and_in_a_batch(config: TranslationConfig) -> None:
    model = _network(config)
    together = model.encode(source_batch([s for s, _ in SENTENCES]))
    for row, (source, _) in enumerate(SENTENCES):
        alone = model.encode(source_batch([source]))
        words = torch.tensor([BOS])
        expected, _, _ = model.step(words, alone[1], alone[0])
        logits, _, _ = model.step(words.expand(3), together[1], together[0])
        torch.testing.assert_close(logits[row], expected[0], rtol=1e-4, atol=1e-5)


@both
@torch.no_grad()
def test_loss_is_the_mean_over_real_words(config: TranslationConfig) -> None:
    model, batch = _network(config), pair_batch(SENTENCES)
    total, words = 0.0, 0
    for pair in SENTENCES:
        alone = pair_batch([pair])
        count = alone.wanted_BT.numel()
        total += model(*alone, 0.1).cross_entropy.item() * count
        words += count
    assert abs(model(*batch, 0.1).cross_entropy.item() - total / words) < 1e-4


@both
def test_every_weight_learns(config: TranslationConfig) -> None:
    model = _network(config).train()
    model(*pair_batch(SENTENCES), 0.1).smoothed.backward()
    assert [n for n, p in model.named_parameters() if p.grad is None or not p.grad.abs().max() > 0] == []


def test_selecting_rows_of_a_state() -> None:
    _, state = _network(CONFIG).encode(source_batch([s for s, _ in SENTENCES]))
    picked = state.select(torch.tensor([2, 2, 0]))
    assert torch.equal(picked.h1[0], state.h1[2]) and torch.equal(picked.c2[2], state.c2[0])


def test_selecting_rows_of_a_transformers_state() -> None:
    model = _network(TRANSFORMER)
    memories, state = model.encode(source_batch([s for s, _ in SENTENCES]))
    _, state, _ = model.step(torch.tensor([20, 21, 22]), state, memories)
    assert torch.equal(state.select(torch.tensor([2, 2, 0])).cells_BLE[0], state.cells_BLE[2])


@both
def test_a_configuration_comes_back_as_it_was_saved(config: TranslationConfig) -> None:
    assert from_json(json.loads(json.dumps(to_json(config)))) == config


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"architecture": "gated"}, "unknown kind"),
        ({"architecture": ["transformer"]}, "unknown kind"),
        ({"languages": None}, "languages"),
        ({"heads": "4"}, "heads"),
        ({"layers": 0}, "sizes"),
    ],
)
def test_a_damaged_configuration_says_what_is_wrong(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        from_json(to_json(TRANSFORMER) | changes)


def test_a_configuration_of_before_there_were_two_kinds_is_recurrent() -> None:
    saved = to_json(CONFIG)
    del saved["architecture"]
    assert from_json(saved) == CONFIG
