"""One model, several directions: which ones, how it is told, and which model is taken for a direction."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from neural.corpora.translation import Pair
from neural.errors import DragomanError
from neural.seq2seq.task import TranslationTask
from neural.seq2seq.translator import Translator
from neural.text.directions import directions_of
from neural.training.catalogue import find_model, find_opposite, list_models
from tests.toy import CONFIG, DATA, NOUNS, save_toy, toy_translator

FRENCH = dict(zip(NOUNS, ("chien", "roi", "lettre", "bateau", "jardin"), strict=True))
WORDS = {("en", "de"): NOUNS, ("en", "fr"): FRENCH}
PAIRS = [
    Pair(*sides, "own", pair)
    for (a, b), words in WORDS.items()
    for source, target in words.items()
    for sides, pair in (((source, target), (a, b)), ((target, source), (b, a)))
]


def test_two_languages_are_one_direction_and_more_go_through_english() -> None:
    assert directions_of(()) == ()
    assert directions_of(("de", "en")) == (("de", "en"),)
    assert set(directions_of(("en", "de", "fr"))) == {("en", "de"), ("de", "en"), ("en", "fr"), ("fr", "en")}


@given(st.lists(st.sampled_from(["de", "fr", "es", "it", "nl"]), min_size=2, unique=True))
def test_the_two_ways_are_one_anothers_reverse_and_both_together(others: list[str]) -> None:
    languages = ["en", *others]
    there, back = directions_of(languages, "from_english"), directions_of(languages, "to_english")
    assert [(b, a) for a, b in there] == list(back)
    assert {a for a, _ in there} == {"en"} and [b for _, b in there] == others
    assert sorted(there + back) == sorted(directions_of(languages))


def test_the_tag_decides_the_language_of_the_translation() -> None:
    torch.manual_seed(1)
    task = TranslationTask.in_memory(replace(CONFIG, languages=("en", "de", "fr")), DATA, PAIRS, PAIRS)
    model = task.model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    for epoch in range(60):
        for batch in task.batches(epoch, 1):
            loss, _, _ = task.loss(model, batch)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    translator = Translator(model, task.tokenizer)
    for pair in PAIRS:
        (result,) = translator.towards(pair.direction).translate([pair.source])
        assert result.text == pair.target
        assert result.source_pieces[0] == f"<2{pair.direction[1]}>"
    figures = task.validate(model.eval())
    assert figures["bleu"] == pytest.approx(sum(figures[f"bleu_{a}-{b}"] for a, b in task.config.directions) / 4)


def test_a_direction_that_was_not_learnt_is_told() -> None:
    with pytest.raises(DragomanError, match="from de to en: this model has not learnt it"):
        toy_translator().towards(("de", "en"))


def test_the_model_that_serves_best_is_taken(tmp_path: Path) -> None:
    save_toy(tmp_path / "a-many", ("en", "de", "fr", "es"))
    save_toy(tmp_path / "b-benchmark", ("en", "de"), domain="multi30k")
    assert find_model(tmp_path, "translator", ("en", "de")) == tmp_path / "a-many"
    save_toy(tmp_path / "a-many-to", ("en", "de", "fr", "es"), ways="to_english")
    assert find_model(tmp_path, "translator", ("en", "de")) == tmp_path / "a-many"
    assert find_model(tmp_path, "translator", ("es", "en")) == tmp_path / "a-many-to"
    (tmp_path / "a-many-to").rename(tmp_path / ".gone")
    save_toy(tmp_path / "c-one", ("en", "de"))
    assert find_model(tmp_path, "translator", ("en", "de")) == tmp_path / "c-one"
    assert find_model(tmp_path, "translator", ("es", "en")) == tmp_path / "a-many"
    assert find_model(tmp_path, "translator", ("de", "fr")) is None
    (weights,) = (tmp_path / "c-one").glob("*.safetensors")
    weights.write_bytes(b"")
    assert find_model(tmp_path, "translator", ("en", "de")) == tmp_path / "a-many"
    assert [model.domain for model in list_models(tmp_path)] == ["general", "multi30k", "general"]


def test_the_translator_of_the_other_direction_is_found_beside_it(tmp_path: Path) -> None:
    save_toy(tmp_path / "there", ("en", "de"))
    save_toy(tmp_path / "benchmark", ("en", "de"), domain="multi30k")
    assert find_opposite(tmp_path / "there", ("en", "de")) is None
    save_toy(tmp_path / "back-benchmark", ("de", "en"), domain="multi30k")
    assert find_opposite(tmp_path / "there", ("en", "de")) is None
    save_toy(tmp_path / "back", ("de", "en"))
    assert find_opposite(tmp_path / "there", ("en", "de")) == tmp_path / "back"
    assert find_opposite(tmp_path / "back", ("de", "en")) == tmp_path / "there"
    assert find_opposite(tmp_path / "benchmark", ("en", "de")) is None
    save_toy(tmp_path / "alone" / "both", ("en", "de", "fr"))
    assert find_opposite(tmp_path / "alone" / "both", ("fr", "en")) == tmp_path / "alone" / "both"
    (tmp_path / "back" / "model.safetensors").write_bytes(b"")
    assert find_opposite(tmp_path / "there", ("en", "de")) is None
