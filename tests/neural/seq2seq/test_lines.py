from __future__ import annotations

import threading
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.events import Attention, Event, Token, Translation
from neural.seq2seq.lines import FIRST_BATCH, WORD_BY_WORD, translate_lines
from neural.seq2seq.paragraphs import split_lines
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import SentenceTranslation
from neural.text.normalise import normalise
from tests.toy import toy_translator

SENTENCE = "The dog sees the garden."
TRANSLATED = "Der Hund sieht den Garten."


def _events(text: str, beam: int = 2) -> list[Event]:
    return list(translate_lines(toy_translator(), text, beam, None))


def _whole(events: list[Event]) -> str:
    return "".join(event.text for event in events if isinstance(event, Token))


@settings(deadline=None)
@given(st.text(st.sampled_from("Ab .!?\n\t-1é"), max_size=80))
def test_lines_put_together_again_are_the_text(text: str) -> None:
    lines = split_lines(text, "en")
    assert [line.rejoin([unit.source for unit in line.sentences]) for line in lines] == normalise(text).removesuffix(
        "\n"
    ).split("\n")


def test_blank_lines_and_the_space_between_sentences_are_kept() -> None:
    text = f"{SENTENCE}  {SENTENCE}\n\n  {SENTENCE}\n"
    events = _events(text)
    lines = [event for event in events if isinstance(event, Translation)]
    assert [line.translation for line in lines] == [f"{TRANSLATED}  {TRANSLATED}", "", f"  {TRANSLATED}"]
    assert _whole(events) == "\n".join(line.translation for line in lines)


@pytest.mark.parametrize("count", [1, WORD_BY_WORD, WORD_BY_WORD + 1, 300])
def test_short_and_long_texts_come_out_alike(count: int) -> None:
    events = _events("\n".join([SENTENCE] * count), beam=1)
    assert _whole(events) == "\n".join([TRANSLATED] * count)
    assert sum(isinstance(event, Translation) for event in events) == count


@settings(deadline=None, max_examples=20)
@given(st.text(max_size=40))
def test_tokens_join_to_the_translation_of_any_text(text: str) -> None:
    events = _events(text, beam=3)
    assert _whole(events) == "\n".join(event.translation for event in events if isinstance(event, Translation))


def test_attention_comes_word_by_word_and_as_a_block_matrix() -> None:
    events = _events(f"{SENTENCE} {SENTENCE}")
    (line,) = [event for event in events if isinstance(event, Translation)]
    steps = [event for event in events if isinstance(event, Attention)]
    assert [s.target_token for s in steps] == list(line.tokens)
    assert [s.step for s in steps if s.sentence == 1] == list(range(len(line.tokens) // 2))
    assert len(line.attention) == len(line.tokens)
    half_rows, half_columns = len(line.tokens) // 2, len(line.source_tokens) // 2
    for number, row in enumerate(line.attention):
        assert len(row) == len(line.source_tokens)
        inside = row[:half_columns] if number < half_rows else row[half_columns:]
        assert sum(inside) == pytest.approx(sum(row)) == pytest.approx(1.0, abs=1e-3)


def test_candidates_name_their_sentence_and_begin_with_the_translation() -> None:
    (line,) = [e for e in _events(f"{SENTENCE} The king sees.", beam=4) if isinstance(e, Translation)]
    firsts = {c.sentence: c.text for c in reversed(line.candidates)}
    assert " ".join(firsts[n] for n in sorted(firsts)) == line.translation
    assert len(line.candidates) > len(firsts) == 2
    assert set(line.to_json()["candidates"][0]) == {"sentence", "text", "score", "back"}


def test_stop_ends_the_stream_and_what_came_holds() -> None:
    stop = threading.Event()
    seen = []
    for event in translate_lines(toy_translator(), "\n".join([SENTENCE] * 5), 1, stop):
        seen.append(event)
        if isinstance(event, Translation):
            stop.set()
    assert sum(isinstance(event, Translation) for event in seen) == 1
    assert _whole(seen) == TRANSLATED


def test_what_a_batch_has_finished_comes_although_it_was_stopped() -> None:
    stop = threading.Event()

    class Stopped:
        """Stopped while a batch is at work."""

        def __getattr__(self, name: str) -> Any:
            return getattr(toy_translator(), name)

        def translate(self, sentences: list[str], options: SearchOptions) -> list[SentenceTranslation]:
            stop.set()
            return toy_translator().translate(sentences, options)

    text = "\n".join([SENTENCE] * (WORD_BY_WORD + FIRST_BATCH))
    seen = list(translate_lines(cast(Any, Stopped()), text, 1, stop))
    assert sum(isinstance(event, Translation) for event in seen) == FIRST_BATCH
    assert _whole(seen).splitlines() == [TRANSLATED] * FIRST_BATCH
