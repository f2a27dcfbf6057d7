"""The card of a translator says what it was trained on."""

from __future__ import annotations

import pytest

from neural.seq2seq.card import licence_of, translator_card
from neural.seq2seq.presets import PRESETS

METRICS = {"validation": {"bleu": 30.0}, "seconds": 3600, "seed": 1, "steps": 10}


@pytest.mark.parametrize("name", PRESETS)
def test_captions_are_not_called_everyday_sentences(name: str) -> None:
    card = translator_card(PRESETS[name], {"tatoeba": 12}, METRICS, "first && second")
    assert ("captions of photographs" in card) == (name == "multi30k") != ("everyday sentences" in card)
    assert "    first\n    second\n" in card and "10 steps in 1.0 hours" in card
    assert ("opposite direction" in card) == (name != "multi30k") and "back-" not in card


def test_sources_that_a_machine_wrote_are_told() -> None:
    card = translator_card(PRESETS["one_way"], {"tatoeba": 12, "back-ding": 7}, METRICS, "first")
    assert "| back-ding | 7 | GPL-2+ |" in card and "a translator wrote the source side" in card
    assert licence_of(["tatoeba"]) == licence_of(["back-ding"]) != licence_of(["back-msctd"])
