"""Translates text line by line as a stream of events: a few sentences word by word, many of them in batches."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from neural.events import Attention, Event, Progress, Token, Translation, TranslationCandidate
from neural.seq2seq.careful import CarefulTranslator, SentenceTranslator
from neural.seq2seq.paragraphs import Line, join_attention, split_lines
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import SentenceTranslation
from neural.seq2seq.units import Unit

WORD_BY_WORD = 12
"""Texts of up to so many sentences are shown as they are written; longer ones gain more from batches."""
BATCH = 128


def translate_lines(
    translator: SentenceTranslator, text: str, beam: int, stop: threading.Event | None
) -> Iterator[Event]:
    """Tokens that join to the whole translation, and a Translation for each line, in order.

    Once `stop` is set the stream ends; tokens that came before still hold.
    """
    lines = split_lines(text, translator.source_language)
    options = SearchOptions(beam=beam)
    sentences = [sentence for line in lines for sentence in line.sentences]
    careful = CarefulTranslator(translator)
    if len(sentences) <= WORD_BY_WORD:
        events = _word_by_word(careful, lines, options, stop)
    else:
        events = _in_batches(careful, lines, options, stop)
    for event in events:
        if stop is not None and stop.is_set():
            return
        yield event


def _word_by_word(
    translator: CarefulTranslator, lines: list[Line], options: SearchOptions, stop: threading.Event | None
) -> Iterator[Event]:
    number = 0
    for at, line in enumerate(lines):
        yield from _token("\n" * (at > 0) + line.around[0])
        parts: list[SentenceTranslation] = []
        for sentence, gap in zip(line.sentences, line.around[1:], strict=True):
            for event in _one_sentence(translator, sentence, number, options):
                if isinstance(event, SentenceTranslation):
                    parts.append(event)
                else:
                    yield event
                if stop is not None and stop.is_set():
                    return
            yield from _token(gap)
            number += 1
        yield _translation(line, parts)


def _one_sentence(
    translator: CarefulTranslator, sentence: Unit, number: int, options: SearchOptions
) -> Iterator[Event | SentenceTranslation]:
    """Token and Attention events, then the finished sentence."""
    text, pieces = "", 0
    for part in translator.stream(sentence, options):
        # The end of what is settled may be half a character or a blank that the finished text has not.
        new = part.text.rstrip("\ufffd").rstrip()
        if part.finished:
            new = part.text
        for step in range(pieces, len(part.pieces)):
            yield Attention(
                sentence=number,
                step=step,
                source_tokens=part.source_pieces,
                target_token=part.pieces[step],
                weights=part.attention_TS[step],
            )
        pieces = max(pieces, len(part.pieces))
        if new.startswith(text):
            yield from _token(new[len(text) :])
            text = new
        if part.finished:
            yield part


def _in_batches(
    translator: CarefulTranslator, lines: list[Line], options: SearchOptions, stop: threading.Event | None
) -> Iterator[Event]:
    total = sum(len(line.sentences) for line in lines)
    done, at = 0, 0
    for group in _groups(lines):
        if stop is not None and stop.is_set():
            return
        results = iter(translator.translate([s for line in group for s in line.sentences], options))
        for line in group:
            parts = [next(results) for _ in line.sentences]
            translation = _translation(line, parts)
            yield from _token("\n" * (at > 0) + translation.translation)
            yield translation
            at += 1
        done += sum(len(line.sentences) for line in group)
        yield Progress(task="Translating", done=done, total=total)


def _groups(lines: list[Line]) -> Iterator[list[Line]]:
    """Neighbouring lines, together some BATCH sentences."""
    group: list[Line] = []
    count = 0
    for line in lines:
        group.append(line)
        count += len(line.sentences)
        if count >= BATCH:
            yield group
            group, count = [], 0
    if group:
        yield group


def _translation(line: Line, parts: list[SentenceTranslation]) -> Translation:
    return Translation(
        source=line.text,
        translation=line.rejoin([part.text for part in parts]),
        score=sum(part.score for part in parts) / max(1, len(parts)),
        source_tokens=tuple(piece for part in parts for piece in part.source_pieces),
        tokens=tuple(piece for part in parts for piece in part.pieces),
        attention=join_attention(parts),
        candidates=tuple(
            TranslationCandidate(sentence=number, text=text, score=score)
            for number, part in enumerate(parts)
            for text, score in part.candidates
        ),
    )


def _token(text: str) -> Iterator[Event]:
    if text:
        yield Token(text=text)
