from __future__ import annotations

from typing import Any

import pytest
import torch

from neural.seq2seq.batches import source_batch
from neural.seq2seq.config import TranslationConfig
from neural.seq2seq.kinds import make_decoder, make_network
from neural.text.tokenizer import BOS
from tests.toy import NETWORKS

SOURCES = [[20, 21, 22], [25], [26, 27, 28, 29, 30, 31]]


@pytest.mark.parametrize("config", NETWORKS)
@pytest.mark.parametrize("half", [False, True])
def test_its_steps_are_those_of_the_network(half: bool, config: TranslationConfig) -> None:
    """For weights of any precision, and with two, one and no hypotheses to the sentences of a batch."""
    torch.manual_seed(0)
    model: Any = make_network(config).eval()
    if half:
        model.half().float()
    decoder = make_decoder(model)
    batch = source_batch(SOURCES)
    rows = torch.tensor([0, 0, 1])  # sentence 2 has left
    places = torch.tensor([0, 1, 2])
    sources, state, lengths = decoder.read(batch)
    state = state.index_select(0, rows)
    words = torch.tensor([BOS, 40, 50])
    with torch.no_grad():
        memory, expected = model.encode(batch).select(rows)
        for _ in range(4):
            logits, expected, weights = model.step(words, expected, memory)
            with torch.inference_mode():
                found, state, looked = decoder.step(words, state, sources, places, 2)
            torch.testing.assert_close(found[:, : config.vocabulary_size], logits, rtol=1e-4, atol=1e-4)
            torch.testing.assert_close(
                state, torch.cat([part.flatten(1) for part in expected], dim=1), rtol=1e-4, atol=1e-4
            )
            torch.testing.assert_close(looked, weights, rtol=1e-4, atol=1e-5)
            assert found[:, config.vocabulary_size :].eq(-torch.inf).all()
            words = logits.argmax(1)
    assert lengths.tolist() == [4, 2, 7]
