from __future__ import annotations

import pytest

from neural.seq2seq.draft import Draft
from neural.seq2seq.repair import Languages, repair
from neural.seq2seq.translator import SentenceTranslation

SOURCE = (" Did", " Y", "e", "v", "gen", "ia", " really", " say", " that", "?")


def _draft(source: tuple[str, ...], text: str) -> Draft:
    pieces = tuple(f" {word}" for word in text.split())
    attention = tuple((1 / len(source),) * len(source) for _ in pieces)
    whole = SentenceTranslation(text=text, score=0.0, source_pieces=source, pieces=pieces, attention_TS=attention)
    return Draft(whole, "".join(source).strip())


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Y a-t-il vraiment dit cela ?", ["Yevgenia"]),
        ("Yevgenia a-t-elle vraiment dit cela ?", []),
        ("Est-ce que Eugénie a vraiment dit cela ?", []),  # another form of it, perhaps
    ],
)
def test_a_rare_name_that_has_left_no_trace_is_missing(text: str, missing: list[str]) -> None:
    draft = _draft(SOURCE, text)
    found = repair(draft, [], Languages("en", "fr"))
    assert [draft.source_text[start:end] for start, end, _ in found] == missing


def test_parts_of_a_long_name_are_left_to_the_network() -> None:
    source = (" My", " sister", " works", " at", " the", " United", " E", "m", "b", "as", "sy", ".")
    assert repair(_draft(source, "Ma sœur travaille à l'ambassade ."), [], Languages("en", "fr")) == []
