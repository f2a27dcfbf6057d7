from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from neural.corpora.translation import Pair
from neural.errors import DragomanError
from neural.seq2seq.diversification import either_way, rewritten
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import SentenceTranslation
from tests.toy import toy_translator

PAIRS = [
    Pair("no way", "kein Weg", "a"),
    Pair("go on", "no og", "a"),
    Pair("no way", "auf keinen Fall", "b"),
    Pair(" ", "leer", "b"),
]


class Mirror:
    """Translates by writing backwards."""

    source_language, target_language = "en", "de"

    def translate(self, sentences: Sequence[str], options: SearchOptions | None = None) -> list[SentenceTranslation]:
        assert options is not None and options.beam == 3
        texts = [sentence[::-1].strip() for sentence in sentences]
        return [
            SentenceTranslation(text=text, score=0.0, source_pieces=(), pieces=(), attention_TS=()) for text in texts
        ]


def test_the_same_way_writes_targets_and_the_opposite_way_sources() -> None:
    forward = list(rewritten(PAIRS, Mirror(), ("en", "de"), 3))  # type: ignore[arg-type]
    assert forward == [Pair("no way", "yaw on", "forward-a", ("en", "de"))]  # no copy, nothing twice, nothing empty
    back = list(rewritten(PAIRS[:2], Mirror(), ("de", "en"), 3))  # type: ignore[arg-type]
    assert back == [Pair("geW niek", "kein Weg", "back-a", ("de", "en"))]


def test_a_translator_of_either_direction_will_do(tmp_path: Path) -> None:
    toy_translator().save(tmp_path, {}, "card")
    for direction in (("en", "de"), ("de", "en")):
        assert either_way(tmp_path, direction).target_language == "de"
    with pytest.raises(DragomanError, match="has not learnt"):
        either_way(tmp_path, ("en", "fr"))
