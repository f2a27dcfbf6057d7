"""A translator for text as people write it: keeps what must be kept, and tries again where it looks wrong.

    sentence with stand-ins -> translate -> repair from attention -> (what is still missing: hide it, or cut the
    sentence, and translate again) -> take loops out -> what was hidden -> marks

The second try costs time only for sentences that need one, and all of a batch share it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from neural.seq2seq.clauses import fitted, halves
from neural.seq2seq.draft import Draft, Edit, join_results, spans
from neural.seq2seq.projection import put_marks
from neural.seq2seq.repair import Languages, numbers_in, repair
from neural.seq2seq.search import SearchOptions
from neural.seq2seq.soundness import cut_loops, loops, problems
from neural.seq2seq.standins import (
    Hidden,
    Item,
    hide_more,
    missing,
    restore_text,
    reveal,
    revealed_offset,
)
from neural.seq2seq.strays import put_in, take_out, write_once
from neural.seq2seq.translator import Candidate, SentenceTranslation
from neural.seq2seq.units import Unit
from neural.text.inline import Mark
from neural.text.names import find_names

STREAMED_WORDS = 25
"""Longer sentences are shown when they are done: they may need a second try."""
MANY_TRIES = 2


class SentenceTranslator(Protocol):
    """What translates plain sentences of one language into another."""

    source_language: str
    target_language: str

    def translate(
        self, sentences: Sequence[str], options: SearchOptions | None = None
    ) -> list[SentenceTranslation]: ...

    def stream(self, sentence: str, options: SearchOptions | None = None) -> Iterator[SentenceTranslation]: ...


@dataclass(frozen=True)
class _Try:
    """A translation of a unit as it was put to the translator, and what is wrong with it."""

    unit: Unit
    draft: Draft
    lost: tuple[Item, ...]
    lacking: tuple[tuple[int, int, str], ...]
    unsound: int

    @property
    def faults(self) -> int:
        # What is lost will be put in where it seems to belong; what is lacking would be missing for good.
        return len(self.lost) + 4 * len(self.lacking) + self.unsound


class CarefulTranslator:
    """Translates the units of a text. Holds no state between calls."""

    def __init__(self, translator: SentenceTranslator) -> None:
        self._translator = translator
        self._languages = Languages(translator.source_language, translator.target_language)

    def translate(self, units: Sequence[Unit], options: SearchOptions | None = None) -> list[SentenceTranslation]:
        """A translation for each unit: its own words and marks on both sides, attention between them."""
        tries = self._try(units, options)
        for number in range(MANY_TRIES):
            again = [i for i, attempt in enumerate(tries) if attempt.faults]
            others = [self._another(tries[i], whole=number > 0) for i in again]
            flat = [unit for parts in others for unit in parts]
            if not flat:
                break
            results = iter(self._try(flat, options))
            for i, parts in zip(again, others, strict=True):
                found = [next(results) for _ in parts]
                if found:
                    better = found[0] if len(found) == 1 else _joined(tries[i].unit, found)
                    tries[i] = min(tries[i], better, key=lambda attempt: attempt.faults)
        return [self._finished(attempt) for attempt in tries]

    def stream(self, unit: Unit, options: SearchOptions | None = None) -> Iterator[SentenceTranslation]:
        """The translation as it grows, where it is sure that nothing shown has to be taken back; then the whole."""
        if not self._plain(unit):
            yield self.translate([unit], options)[0]
            return
        shown = ""
        for part in self._translator.stream(unit.text, options):
            draft = Draft(part, unit.text)
            if part.finished:
                yield self._streamed(unit, part, shown, options)
            elif draft.text and not draft.text.endswith("\ufffd") and not loops(draft):
                shown = draft.text
                yield replace(draft.result(), finished=False)

    def _streamed(
        self, unit: Unit, result: SentenceTranslation, shown: str, options: SearchOptions | None
    ) -> SentenceTranslation:
        whole = self._assessed(unit, result)
        finished = self.translate([unit], options)[0] if whole.faults else self._finished(whole)
        return finished if finished.text.startswith(shown) else Draft(result, unit.text).result()

    def _plain(self, unit: Unit) -> bool:
        """Whether there is nothing in it that may need repair."""
        text = unit.text
        if unit.hidden.items or unit.marks or unit.shouting or re.search(r"\d", text):
            return False
        return len(text.split()) <= STREAMED_WORDS and not any(
            name.odds > 0 for name in find_names(text, self._languages.source)
        )

    def _try(self, units: Sequence[Unit], options: SearchOptions | None) -> list[_Try]:
        results = self._translator.translate([unit.text for unit in units], options)
        return [self._assessed(unit, result) for unit, result in zip(units, results, strict=True)]

    def _assessed(self, unit: Unit, result: SentenceTranslation) -> _Try:
        draft = Draft(result, unit.text)
        lacking = repair(draft, unit.hidden.items, self._languages)
        return _Try(unit, draft, tuple(missing(unit.hidden, draft.text)), tuple(lacking), problems(draft))

    def _another(self, attempt: _Try, whole: bool) -> list[Unit]:
        """What to put to the translator next; nothing where there is no other way. `whole`: all its numbers are hidden,
        not only those that are lacking, as a network that drops some of a list drops others the next time."""
        unit = attempt.unit
        if attempt.lacking:
            more = {(start, end): kind for start, end, kind in attempt.lacking}
            if whole and "number" in more.values():
                more |= dict.fromkeys(numbers_in(unit.text, unit.hidden.items), "number")
            hidden, move = hide_more(unit.hidden, [(start, end, kind) for (start, end), kind in more.items()])
            marks = tuple(mark._replace(start=move(mark.start), end=move(mark.end)) for mark in unit.marks)
            return [replace(unit, hidden=hidden, marks=marks)]
        parts = halves(unit.text)
        return [_part(unit, start, end) for start, end in parts] if len(parts) > 1 else []

    def _finished(self, attempt: _Try) -> SentenceTranslation:
        unit, draft = attempt.unit, attempt.draft
        if not draft.pieces:
            return _untranslated(unit)
        cut_loops(draft)
        _fit(draft, unit.text, unit.begins, unit.ends)
        if unit.shouting:
            _shout(draft)
        take_out(draft, unit)
        write_once(draft, unit, attempt.lost)
        put_in(draft, unit, attempt.lost)
        reveal(draft, unit.hidden, *self._languages)
        put_marks(draft, _after_reveal(unit))
        result = draft.result()
        restored = [c._replace(text=restore_text(c.text, unit.hidden, *self._languages)) for c in result.candidates]
        others: dict[str, Candidate] = {}
        for candidate in restored[1:]:
            if candidate.text != result.text:
                others.setdefault(candidate.text, candidate)
        return replace(result, candidates=(*(c._replace(text=result.text) for c in restored[:1]), *others.values()))


def _untranslated(unit: Unit) -> SentenceTranslation:
    """The sentence as it was, for one that the network has nothing to say to: nothing is lost."""
    once = (unit.source,)
    return SentenceTranslation(text=unit.source, score=0.0, source_pieces=once, pieces=once, attention_TS=((1.0,),))


def _fit(draft: Draft, source: str, begins: bool, ends: bool) -> None:
    """Makes the translation of a clause a part of its sentence."""
    text = draft.text
    new = fitted(text, source, begins, ends)
    if new[:1] != text[:1]:
        draft.edit([Edit(0, 1, new[:1])])
    if new and len(new) < len(text):
        draft.edit([Edit(len(new), len(text), "")])


def _after_reveal(unit: Unit) -> list[Mark]:
    def moved(place: int) -> int:
        return revealed_offset(unit.hidden, place)

    return [mark._replace(start=moved(mark.start), end=moved(mark.end)) for mark in unit.marks]


def _shout(draft: Draft) -> None:
    draft.edit(Edit(start, end, draft.text[start:end].upper()) for start, end in spans(draft.pieces))


def _part(unit: Unit, start: int, end: int) -> Unit:
    """The clause at text[start:end] of a unit."""

    def inside(span: Item | Mark) -> bool:
        return start <= span.start and span.end <= end

    items = tuple(i._replace(start=i.start - start, end=i.end - start) for i in unit.hidden.items if inside(i))
    return replace(unit, hidden=Hidden(unit.text[start:end], items, ()), marks=())


def _joined(unit: Unit, parts: Sequence[_Try]) -> _Try:
    """Translations of the clauses of `unit` as one."""
    for number, part in enumerate(parts):
        _fit(part.draft, part.unit.text, number == 0, number == len(parts) - 1)
    draft = Draft(join_results([part.draft.result() for part in parts]), None)
    lost = tuple(missing(unit.hidden, draft.text))
    starts = [start for start, _ in halves(unit.text)]
    lacking = tuple(
        (first + start, first + end, kind)
        for first, part in zip(starts, parts, strict=True)
        for start, end, kind in part.lacking
    )
    return _Try(unit, draft, lost, lacking, problems(draft))
