"""How quick the app is, measured on a pseudo-terminal and printed as JSON: `python -m scripts.benchmark_app --help`."""

from __future__ import annotations

import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, cycle, islice
from pathlib import Path
from typing import Any

import click

from scripts.app_terminal import Terminal

READY, ANSWERED = "Three things to try", "● ready"  # the first screen; a model has done something
DEMO = [sys.executable, "-m", "textual"]
APP = [str(Path(sys.executable).with_name("dragoman"))]
SAMPLE = Path(__file__).parents[1] / "tui" / "samples" / "dragomans.txt"
PAGE_UP, PAGE_DOWN, EMPTY = b"\x1b[5~", b"\x1b[6~", b"\x03"
SCROLLED = 1500  # bytes: more than a cursor that blinks or the scroll bar, less than any other page
# Letters that occur in no text of ours, each typed once: what shows one can only be the answer to its key.
LETTERS = "".join(map(chr, chain(range(0x400, 0x483), range(0x48A, 0x530))))
SENTENCE = "The old interpreter read the letter aloud and nobody in the room said a word."
QUESTIONS = (
    "When did Maria Theresa found the Oriental Academy?",
    "Who was the first Grand Dragoman?",
    "Who negotiated the peace of 1699?",
    "Where was Franciscus Meninski born?",
    "What did the Republic of Venice decide in 1551?",
    "How deep is the Bosporus?",
)
TEXTS = (
    "Two children are playing in the snow.",
    "The letter was never answered. Nobody knew why.",
    "Please bring the **red** book back before Friday.",
    SENTENCE,
)


def first_paint(runs: int) -> dict[str, Any]:
    """From the shell to the welcome, to the prompt's placeholder, and to Textual's own demo, in turn; the best of all.

    The least is what the program itself needs: whatever else runs on the machine only adds to it.
    """
    ours, prompts, demos = [], [], []
    with tempfile.TemporaryDirectory() as home:
        for _ in range(runs + 1):  # the first only warms the caches
            with Terminal(APP, Path(home)) as terminal:
                ours.append(terminal.until(READY) - terminal.started)
                prompts.append(terminal.until("Open a document with /open") - terminal.started)
            with Terminal(DEMO, Path(home)) as terminal:
                demos.append(terminal.until("Textual") - terminal.started)
    pairs = [theirs / own for own, theirs in zip(ours[1:], demos[1:], strict=True)]
    return {
        "welcome_s": round(min(ours[1:]), 3),
        "prompt_s": round(min(prompts[1:]), 3),
        "textual_demo_s": round(min(demos[1:]), 3),
        "ratio_of_best": round(min(demos[1:]) / min(ours[1:]), 2),
        "ratio_median_of_pairs": round(statistics.median(pairs), 2),
    }


def keystrokes(count: int) -> dict[str, Any]:
    """From a key to its letter on the screen: while the models load, idle, and while they translate word by word and
    in batches."""
    streamed = [" ".join([f"Letter {number}.", *[SENTENCE] * 10]) for number in range(count // 2)]
    batches = "\n\n".join([" ".join([SENTENCE] * 60)] * max(40, count))
    figures: dict[str, Any] = {}
    with _app() as terminal:
        terminal.until(READY)
        figures["while_loading"] = _typing(terminal, count)
    for name, texts in {"word_by_word": streamed, "in_batches": [batches]}.items():
        with _app() as terminal:
            terminal.until(READY)
            _send(terminal, "/translate en>de One.")
            terminal.until(ANSWERED)
            terminal.settle()
            figures["idle"] = _typing(terminal, count)
            terminal.press(EMPTY)
            begun = terminal.mark()
            for text in texts:
                _send(terminal, f"/translate en>de {text}")
                terminal.until("translating", since=begun)
                time.sleep(0.1)
            time.sleep(3)
            begun = terminal.mark()
            figures[f"translating_{name}"] = _typing(terminal, count)
            if terminal.shows(ANSWERED, since=begun):
                raise click.ClickException("it had translated everything before the last key")
    return figures


def transcript(messages: int, count: int) -> dict[str, Any]:
    """A conversation of `messages` questions and translations: what it costs to type and to scroll in it, what memory
    it takes, and how long it takes to go on with it another time."""
    sent = cycle(chain(QUESTIONS, (f"/translate en>de {text}" for text in TEXTS)))
    with tempfile.TemporaryDirectory() as home:
        with Terminal([*APP, "chat", str(SAMPLE)], Path(home)) as terminal:
            terminal.until("sentences")
            for text in islice(sent, 20):
                _send(terminal, text)
            terminal.until(ANSWERED)
            terminal.settle()
            before = terminal.memory()
            for number, text in enumerate(islice(sent, messages), start=1):
                _send(terminal, text)
                if number % 20 == 0:
                    terminal.settle()  # while it works something moves
            figures: dict[str, Any] = {"messages": messages}
            if not _all_answered(Path(home)):
                figures["typing_while_answering"] = _typing(terminal, count)
                terminal.press(EMPTY)
            while not _all_answered(Path(home)):
                time.sleep(0.5)
            terminal.settle()
            newest = text.removeprefix("/translate en>de ").split()[:3]
            figures["memory_growth_mb"] = round(terminal.memory() - before, 1)
            figures |= {"typing": _typing(terminal, count), "scrolling": _scrolling(terminal, count)}
            terminal.press(EMPTY)  # else it would stand there the next time
            time.sleep(1)
        with Terminal([*APP, "chat"], Path(home)) as terminal:
            terminal.until(READY)
            terminal.settle()
            empty = terminal.memory()
        with Terminal([*APP, "chat", "--continue"], Path(home)) as terminal:
            figures["resumed_s"] = round(terminal.until(" ".join(newest)) - terminal.started, 2)
            terminal.settle()
            figures["resumed_memory_mb"] = round(terminal.memory() - empty, 1)
            figures["resumed_typing"] = _typing(terminal, count)
            figures["resumed_scrolling"] = _scrolling(terminal, count)
    return figures


def _all_answered(home: Path) -> bool:
    """Whether nothing waits or is worked at, by what the app has saved."""
    [database] = home.rglob("sessions.db")
    with closing(sqlite3.connect(database)) as connection:
        sql = "SELECT count(*) FROM entries WHERE state NOT IN ('done', 'stopped', 'failed')"
        return not connection.execute(sql).fetchone()[0]


@contextmanager
def _app() -> Iterator[Terminal]:
    with tempfile.TemporaryDirectory() as home, Terminal(APP, Path(home)) as terminal:
        yield terminal


def _send(terminal: Terminal, text: str) -> None:
    terminal.press(b"\x1b[200~" + text.encode() + b"\x1b[201~\r")


def _typing(terminal: Terminal, count: int) -> dict[str, float]:
    """The time from each key to its letter on the screen."""
    times = []
    for letter in islice(cycle(LETTERS), count):
        time.sleep(0.05)
        mark = terminal.mark()
        pressed = terminal.press(letter.encode())
        times.append(terminal.until(letter, since=mark) - pressed)
    return _summary(times)


def _scrolling(terminal: Terminal, count: int) -> dict[str, float]:
    """The time from each key to the first thing that is drawn for it: back page by page, then forward again."""
    times = []
    for key in [PAGE_UP] * (count - count // 4) + [PAGE_DOWN] * (count // 4):
        terminal.settle(0.1)
        mark = terminal.mark()
        pressed = terminal.press(key)
        times.append(terminal.until(since=mark, at_least=SCROLLED) - pressed)
    return _summary(times)


def _summary(times: list[float]) -> dict[str, float]:
    times = sorted(time * 1000 for time in times)
    return {
        "median_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95) - 1], 1),
        "max_ms": round(times[-1], 1),
    }


@click.command(context_settings={"show_default": True})
@click.argument("what", nargs=-1, type=click.Choice(["paint", "keys", "transcript"]))
@click.option("--runs", default=7, type=click.IntRange(1), help="Starts of each program.")
@click.option("--strokes", default=200, type=click.IntRange(20, len(LETTERS)), help="Keys that are pressed.")
@click.option("--messages", default=2000, type=click.IntRange(50), help="Length of the conversation.")
def main(what: tuple[str, ...], runs: int, strokes: int, messages: int) -> None:
    """Measure first paint, keystrokes and a long transcript, or WHAT of them. JSON on standard output."""
    figures: dict[str, Any] = {"load_before": os.getloadavg()[0], "cpus": os.cpu_count()}
    jobs: dict[str, Callable[[], dict[str, Any]]] = {
        "paint": lambda: first_paint(runs),
        "keys": lambda: keystrokes(strokes),
        "transcript": lambda: transcript(messages, strokes),
    }
    for name, job in jobs.items():
        if not what or name in what:
            figures[name] = job()
    click.echo(json.dumps(figures | {"load_after": os.getloadavg()[0]}, indent=2))


if __name__ == "__main__":
    main()
