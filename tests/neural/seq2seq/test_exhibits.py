from __future__ import annotations

from neural.corpora.translation import Pair
from neural.seq2seq.exhibits import LENGTHS, PAIRS_MOST, translation_exhibits
from tests.toy import PAIRS, toy_task, toy_translator


def test_it_shows_attention_and_the_worst_translations_first() -> None:
    wrong = Pair("The dog sees the boat.", "Etwas ganz anderes ist gemeint.", "toy")
    looks, errors = translation_exhibits(toy_translator(), [*PAIRS[:8], wrong])
    assert len(looks.heat_maps) == 4
    for heat in looks.heat_maps:
        assert len(heat.columns) in LENGTHS and heat.columns[-1] == "</s>"
        assert all(abs(sum(weight or 0.0 for weight in row) - 1) < 1e-3 for row in heat.weights)
    first = dict(errors.excerpts[0].rows)
    assert first["source"] == wrong.source and first["reference"] == wrong.target
    scores = [float(dict(excerpt.rows)["chrF"]) for excerpt in errors.excerpts]
    assert scores == sorted(scores) and scores[-1] > 90
    assert "of 9 validation sentences" in errors.note


def test_it_translates_no_more_than_it_needs() -> None:
    _, errors = translation_exhibits(toy_translator(), PAIRS * 10)
    assert f"of {PAIRS_MOST} validation" in errors.note


def test_nothing_to_show_is_no_exhibit() -> None:
    assert translation_exhibits(toy_translator(), []) == []
    (errors,) = translation_exhibits(toy_translator(), [Pair("", "leer", "toy")])
    assert dict(errors.excerpts[0].rows)["translation"] == ""


def test_the_task_shows_its_validation_pairs() -> None:
    task = toy_task()
    shown = task.exhibits(toy_translator().model)
    assert {heat.title for heat in shown[0].heat_maps} <= {pair.source for pair in task.validation}
