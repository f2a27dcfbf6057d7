"""A translation as a heat map: which source words the decoder looked at when it wrote each word."""

from __future__ import annotations

import math

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from tui import safe
from tui.thinking.alignment import Alignment, alignments, name_of
from tui.thinking.grid import Grid
from tui.thinking.thought import Thought
from tui.transcript import Rendering, State
from tui.widgets import drawing

_CANDIDATES, _FEW = 5, 3  # shown, and shown where there is little room
_CHOSEN = "What the search chose from, best first, by log-probability a piece"
_JUDGED = "Chosen from, best first: log-probability a piece, and of the way back"


class TranslationThought(Thought):
    """The map fills as the words come; arrow keys and the mouse light up what belongs together."""

    entry: Rendering

    def __init__(self, entry: Rendering) -> None:
        super().__init__(entry)
        self._sentences: list[Alignment] = []
        newest = -1 if not entry.state.over else 0  # while it is written, the newest word is looked at
        self._sentence, self._row, self._column = newest, newest, -1
        self._whole_words, self._by_source = True, False
        self._now: Alignment | None = None

    def compose(self) -> ComposeResult:
        yield Grid()
        yield Static("", classes="lit", markup=False)
        yield Static("", classes="choices", markup=False)

    keys = (
        ("↑↓←→", "words", ""),
        ("n", "next sentence", "turn(1)"),
        ("w", "pieces", "other_way"),
        ("s", "save a picture", "screen.picture"),
        ("Esc", "back", "screen.leave"),
    )

    @property
    def headline(self) -> str:
        several = f" · sentence {self._number + 1} of {len(self._sentences)}" if len(self._sentences) > 1 else ""
        pieces = "" if self._whole_words else " · in pieces"
        return f"translation {self.entry.pair}{several}{pieces}"

    @property
    def _number(self) -> int:
        return min(self._sentence % max(1, len(self._sentences)), len(self._sentences) - 1)

    def sync(self) -> None:
        whole = self.entry.whole()
        self._sentences = alignments(whole.translations, whole.attention)
        if self._sentences:
            self._show()
        else:
            waits = "Words appear here as they are written." if not self.entry.state.over else "Nothing was written."
            self.query_one(".lit", Static).update(Content.styled(waits, drawing.QUIET))

    def move(self, rows: int, columns: int) -> None:
        if self._now is None:
            return
        if rows:
            begin = len(self._now.target) - 1 if self._row < 0 else self._row
            self._row = min(max(begin + rows, 0), len(self._now.target) - 1)
        self._by_source = bool(columns)
        if columns:
            begin = self._column if self._column >= 0 else -1 if columns > 0 else len(self._now.source)
            self._column = min(max(begin + columns, 0), len(self._now.source) - 1)
        self._show()

    def turn(self, by: int) -> None:
        if self._sentences:
            self._sentence = (self._number + by) % len(self._sentences)
            self._row, self._column = 0, -1
            self._show()

    def toggle(self) -> None:
        self._whole_words, self._row, self._column = not self._whole_words, 0, -1
        self.sync()

    @on(Grid.Pointed)
    def _pointed(self, message: Grid.Pointed) -> None:
        message.stop()
        self._row, self._column, self._by_source = message.row, message.column, False
        self._show()

    def _show(self) -> None:
        found = self._sentences[self._number]
        now = self._now = found.words() if self._whole_words else found
        grid = self.query_one(Grid)
        grid.show([name_of(word) for word in now.target], [name_of(word) for word in now.source], now.weights)
        row = min(self._row, len(now.target) - 1) if self._row >= 0 else len(now.target) - 1
        grid.point(row, min(self._column, len(now.source) - 1))
        self.query_one(".lit", Static).update(self._lit(now, row))
        self.query_one(".choices", Static).update(self._choices(now))
        self.post_message(self.Changed())

    def _lit(self, now: Alignment, row: int) -> Content:
        """The two sentences with what belongs together lit, and the figures in words."""
        weights = list(now.weights[row])
        source, target, said = list(map(name_of, now.source)), list(map(name_of, now.target)), ""
        if self._by_source and self._column >= 0:
            column = min(self._column, len(source) - 1)
            over = [line[column] for line in now.weights]
            source_lit, target_lit = {column}, {t for t, weight in enumerate(over) if weight >= 0.2}
            pairs = sorted(((weight, target[t]) for t, weight in enumerate(over)), reverse=True)
            said = f"{source[column]}  →  " + _list(pairs)
        else:
            source_lit, target_lit = {s for s, weight in enumerate(weights) if weight >= 0.2}, {row}
            pairs = sorted(((weight, source[s]) for s, weight in enumerate(weights)), reverse=True)
            said = f"{target[row]}  ←  " + _list(pairs)
        return Content("\n").join([_sentence(source, source_lit), _sentence(target, target_lit), Content(said)])

    def _choices(self, now: Alignment) -> Content:
        if not now.choices:
            going = self.entry.state in (State.WORKING, State.QUEUED)
            return Content.styled("The search goes on …" if going else "", drawing.QUIET)
        best = max(choice.score for choice in now.choices)
        lines = [Content.styled(_JUDGED if now.judged else _CHOSEN, drawing.QUIET)]
        for choice in now.choices[: _CANDIDATES if self.app.size.height >= 30 else _FEW]:
            bar = drawing.bar(math.exp(choice.score - best), 10)
            style = "bold" if choice is now.choices[0] else ""
            lines.append(Content.assemble(bar, f" {choice.figures(now.judged)}  ", (safe.line(choice.text), style)))
        return Content("\n").join(lines)


def _sentence(words: list[str], lit: set[int]) -> Content:
    parts = [
        (safe.line(word), drawing.SPAN) if n in lit else (safe.line(word), drawing.QUIET)
        for n, word in enumerate(words)
    ]
    return Content(" ").join([Content.styled(*part) for part in parts])


def _list(pairs: list[tuple[float, str]]) -> str:
    return "   ".join(f"{safe.line(word)} {drawing.percent(weight)}" for weight, word in pairs[:4] if weight >= 0.03)
