"""Translates text line by line as a stream of events: a few sentences word by word, many of them in batches."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator

from neural.events import Attention, Event, Progress, Token, Translation, TranslationCandidate
from neural.seq2seq.careful import CarefulTranslator, SentenceTranslator
from neural.seq2seq.paragraphs import Line, join_attention, lines_of
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.translator import SentenceTranslation
from neural.seq2seq.units import Unit
from neural.text.layout import Layout
from neural.text.normalise import normalise

WORD_BY_WORD = 12
"""Texts of up to so many sentences are shown as they are written; longer ones gain more from batches."""
FIRST_BATCH, BATCH, WATCHED_BATCH = 8, 128, 32
"""Sentences: batches double from the first, which is soon there; where somebody may stop, none takes long."""


def translate_lines(
    translator: SentenceTranslator, text: str, beam: int, stop: threading.Event | None
) -> Iterator[Event]:
    """Tokens that join to the whole translation, and a Translation for each line, in order.

    A line break at the very end of `text` begins no further line. Once `stop` is set the stream ends; tokens that came
    before still hold.
    """
    lines = LineTranslator(beam, stop)
    lines.translator = translator
    return lines.translate(normalise(text).removesuffix("\n"))


class LineTranslator:
    """The same for a text that comes in parts. It remembers whether the last line was within code."""

    def __init__(self, beam: int, stop: threading.Event | None, kept: Callable[[str], bool] | None = None) -> None:
        """Lines that are `kept` come out as they are."""
        self._kept = kept
        self.translator: SentenceTranslator | None = None
        """To be set before there is anything but white space to translate."""
        self._options, self._stop = SearchOptions(beam=beam), stop
        self._layout = Layout()
        self._begun = False

    def translate(self, part: str) -> Iterator[Event]:
        """Translates the next lines of the text: `part`, which ends without a line break."""
        language = self.translator.source_language if self.translator else "en"
        lines = list(lines_of(normalise(part).split("\n"), self._layout, language, self._kept))
        careful = CarefulTranslator(self.translator) if self.translator else None
        yield from _token("\n" * self._begun)
        self._begun = True
        if sum(len(line.sentences) for line in lines) <= WORD_BY_WORD:
            events = _word_by_word(careful, lines, self._options, self._stop)
        else:
            events = _in_batches(careful, lines, self._options, self._stop)
        yield from events


def _word_by_word(
    translator: CarefulTranslator | None, lines: list[Line], options: SearchOptions, stop: threading.Event | None
) -> Iterator[Event]:
    number = 0
    for at, line in enumerate(lines):
        if stop is not None and stop.is_set():
            return
        yield from _token("\n" * (at > 0) + line.around[0])
        parts: list[SentenceTranslation] = []
        for sentence, gap in zip(line.sentences, line.around[1:], strict=True):
            assert translator is not None  # there is text
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
    source: tuple[str, ...] = ()
    for part in translator.stream(sentence, options):
        # The end of what is settled may be half a character or a blank that the finished text has not.
        new = part.text.rstrip("\ufffd").rstrip()
        if part.finished:
            new = part.text
        source = source if source == part.source_pieces else part.source_pieces  # one for all events
        for step in range(pieces, len(part.pieces)):
            yield Attention(
                sentence=number,
                step=step,
                source_tokens=source,
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
    translator: CarefulTranslator | None, lines: list[Line], options: SearchOptions, stop: threading.Event | None
) -> Iterator[Event]:
    """The whole text in batches of neighbouring sentences, whichever lines they stand in."""
    units = [sentence for line in lines for sentence in line.sentences]
    ready: deque[SentenceTranslation] = deque()
    done, size = 0, FIRST_BATCH
    for at, line in enumerate(lines):
        text = "\n" * (at > 0) + line.around[0]
        parts: list[SentenceTranslation] = []
        for gap in line.around[1:]:
            if not ready:
                yield from _token(text)
                if done:
                    yield Progress(task="Translating", done=done, total=len(units))
                if stop is not None and stop.is_set():
                    return
                assert translator is not None  # there is text
                ready.extend(translator.translate(units[done : done + size], options))
                text, done = "", done + len(ready)
                size = min(2 * size, BATCH if stop is None else WATCHED_BATCH)
            parts.append(ready.popleft())
            text += parts[-1].text + gap
        yield from _token(text)
        yield _translation(line, parts)
    yield Progress(task="Translating", done=done, total=len(units))


def _translation(line: Line, parts: list[SentenceTranslation]) -> Translation:
    return Translation(
        source=line.text,
        translation=line.rejoin([part.text for part in parts]),
        score=sum(part.score for part in parts) / max(1, len(parts)),
        source_tokens=tuple(piece for part in parts for piece in part.source_pieces),
        tokens=tuple(piece for part in parts for piece in part.pieces),
        attention=join_attention(parts),
        candidates=tuple(
            TranslationCandidate(sentence=number, text=text, score=score, back=back)
            for number, part in enumerate(parts)
            for text, score, back in part.candidates
        ),
    )


def _token(text: str) -> Iterator[Event]:
    if text:
        yield Token(text=text)
