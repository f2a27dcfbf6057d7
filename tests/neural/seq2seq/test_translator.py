from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.errors import DragomanError
from neural.events import WEIGHT_DIGITS
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import Translator
from tests.toy import PAIRS, toy_opposite, toy_translator


def test_it_has_learnt_the_toy_corpus_by_heart() -> None:
    translations = toy_translator().translate([pair.source for pair in PAIRS])
    right = sum(t.text == pair.target for t, pair in zip(translations, PAIRS, strict=True))
    assert right >= 0.95 * len(PAIRS)


def test_order_and_empty_sentences_are_kept() -> None:
    sentences = ["The dog sees the garden.", "", "  ", "The king finds the dog."]
    first, empty, blank, last = toy_translator().translate(sentences)
    assert (empty.text, blank.text) == ("", "")
    assert first.text == "Der Hund sieht den Garten." and last.text == "Der König findet den Hund."
    assert toy_translator().translate([]) == []


def test_attention_has_a_row_for_each_piece_and_a_column_for_each_source_piece() -> None:
    (result,) = toy_translator().translate(["The dog sees the garden."])
    assert len(result.attention_TS) == len(result.pieces)
    for row in result.attention_TS:
        assert len(row) == len(result.source_pieces)
        assert sum(row) == pytest.approx(1.0, abs=1e-3)
        assert list(row) == [round(weight, WEIGHT_DIGITS) for weight in row]
    assert "".join(result.pieces).strip() == result.text
    assert "".join(result.source_pieces[:-1]).strip() == "The dog sees the garden."


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=40), st.sampled_from([1, 3]), st.booleans())
def test_streaming_ends_as_translating_does_whatever_the_text(text: str, beam: int, judged: bool) -> None:
    options = SearchOptions(beam=beam)
    translator = toy_translator().judged_by(toy_opposite()) if judged else toy_translator()
    *begun, last = translator.stream(text, options)
    (whole,) = translator.translate([text], options)
    assert last.finished and last.text == whole.text
    assert last.pieces == whole.pieces
    assert all(part.pieces == last.pieces[: len(part.pieces)] for part in begun)
    assert [candidate.text for candidate in last.candidates] == [candidate.text for candidate in whole.candidates]
    assert len({candidate.text for candidate in whole.candidates}) == len(whole.candidates) <= beam
    assert [candidate[:2] for candidate in whole.candidates[:1]] == [(whole.text, whole.score)][: len(whole.candidates)]
    if beam == 1 or not judged:
        assert all(candidate.back is None for candidate in whole.candidates)


def test_saved_and_loaded_it_translates_the_same(tmp_path: Path) -> None:
    toy_translator().save(tmp_path / "model", {"seed": 3}, "card")
    again = Translator.load(tmp_path / "model")
    sentences = [pair.source for pair in PAIRS[:6]]
    assert [t.text for t in again.translate(sentences)] == [t.text for t in toy_translator().translate(sentences)]
    assert again.target_language == "de"


def test_damaged_checkpoints_are_told_in_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    with pytest.raises(DragomanError, match="there is no such folder"):
        Translator.load(folder)
    toy_translator().save(folder, {}, "card")
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DragomanError, match="damaged"):
        Translator.load(folder)
    weights.write_bytes(whole)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"decoder_size": 32}))
    with pytest.raises(DragomanError, match=r"weights do not fit config\.json"):
        Translator.load(folder)
    (folder / "config.json").write_text(json.dumps(config | {"kind": "reader"}))
    with pytest.raises(DragomanError, match="holds a reader, not a translator"):
        Translator.load(folder)
    (folder / "config.json").write_text(json.dumps(config | {"format": 99}))
    with pytest.raises(DragomanError, match="has format 99"):
        Translator.load(folder)
