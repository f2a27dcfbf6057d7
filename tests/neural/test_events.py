"""Events as plain data."""

from __future__ import annotations

import json
from dataclasses import asdict

from neural.block_diagonal import BlockDiagonal
from neural.events import Hop, Translation, TranslationCandidate
from tests.tui.fakes import answer


def translation() -> Translation:
    return Translation(
        source="A. B.",
        translation="C. D.",
        score=-0.5,
        source_tokens=("A.", "</s>", "B.", "</s>"),
        tokens=("C.", "D."),
        attention=BlockDiagonal([((0.75, 0.25),), ((0.5, 0.5),)], [2, 2]),
        candidates=(TranslationCandidate(sentence=0, text="C.", score=-0.25),),
    )


def test_what_is_nested_is_plain_too() -> None:
    found = answer("Who?")
    assert found.to_json() == asdict(found)
    hop = Hop(hop=0, sentences=(), texts=(), documents=(), weights=())
    assert hop.to_json() == asdict(hop)


def test_a_line_without_words_is_plain_too() -> None:
    blank = Translation(source="", translation="", score=0.0, source_tokens=(), tokens=(),
                        attention=BlockDiagonal([], []), candidates=())  # fmt: skip
    assert json.loads(json.dumps(blank.to_json()))["attention"] == []


def test_attention_is_written_whole() -> None:
    data = json.loads(json.dumps(translation().to_json()))
    assert data["attention"] == [[0.75, 0.25, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]]
    assert data["candidates"] == [{"sentence": 0, "text": "C.", "score": -0.25, "back": None}]
