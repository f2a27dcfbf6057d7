"""Programs to measure against: each in its own environment or installed by its own packager, none part of the project.

A peer does what it is told and says how much it did and how long that took: `Work`.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from neural import pool
from neural.corpora.translation import Pair
from neural.errors import DragomanError

JOEYNMT = ("torch==2.13.0", "joeynmt==2.3.0", "importlib_metadata", "setuptools<81")
"""What goes into JoeyNMT's environment; it imports the last two without asking for them."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """A recurrent model and its batches, for both sides."""

    vocabulary: int = 5000
    embedding: int = 256
    encoder: int = 256
    layers: int = 2
    decoder: int = 512
    batch_tokens: int = 2000


@dataclass(frozen=True, kw_only=True)
class Work:
    """So many units of work in so many seconds by the clock and seconds of the processor, all threads together."""

    amount: float
    seconds: float
    cpu: float


class Clock:
    """Times this process."""

    def __init__(self) -> None:
        self._started, self._worked = time.perf_counter(), time.process_time()

    def work(self, amount: float) -> Work:
        return Work(amount=amount, seconds=time.perf_counter() - self._started, cpu=time.process_time() - self._worked)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Medians of several alternating runs, in units a second; a ratio above 1 is in our favour.

    `cpu` compares processor time: it holds on a machine that is busy with other things, too.
    """

    unit: str
    ours: float
    theirs: float
    ratio: float
    ours_cpu: float
    theirs_cpu: float
    ratio_cpu: float
    runs: int


def compare(unit: str, rounds: int, ours: Callable[[], Work], theirs: Callable[[], Work]) -> Comparison:
    """Runs both in turn, `rounds` times; the ratio is the median of the rounds' own ratios."""
    pairs = [(ours(), theirs()) for _ in range(rounds)]

    def median(rate: Callable[[Work, Work], float]) -> float:
        return statistics.median(rate(own, their) for own, their in pairs)

    return Comparison(
        unit=unit,
        ours=median(lambda own, _: own.amount / own.seconds),
        theirs=median(lambda _, their: their.amount / their.seconds),
        ratio=median(lambda own, their: own.amount / own.seconds * their.seconds / their.amount),
        ours_cpu=median(lambda own, _: own.amount / own.cpu),
        theirs_cpu=median(lambda _, their: their.amount / their.cpu),
        ratio_cpu=median(lambda own, their: own.amount / own.cpu * their.cpu / their.amount),
        runs=rounds,
    )


def make_joeynmt(folder: Path) -> Path:
    """The Python of JoeyNMT's environment at `folder`, which is made where there is none yet."""
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *JOEYNMT]
        for command in ([sys.executable, "-m", "venv", str(folder)], pip):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                why = (done.stderr.strip() or "no reason given").splitlines()[-1]
                raise DragomanError(f"environment '{folder}'", f"could not be made ({why})", "see if pip can download")
        (folder / "ready").touch()
    return python


def write_corpus(folder: Path, training: Sequence[Pair], test: Sequence[Pair], languages: tuple[str, str]) -> None:
    """train.SOURCE, train.TARGET, test.SOURCE and test.TARGET, a sentence a line."""
    for name, pairs in (("train", training), ("test", test)):
        sides = ([pair.source for pair in pairs], [pair.target for pair in pairs])
        for language, texts in zip(languages, sides, strict=True):
            (folder / f"{name}.{language}").write_text("".join(text + "\n" for text in texts), encoding="utf-8")


class Speaker:
    """A process that is told things and answers, a line of JSON each. Raises DragomanError where it has ended."""

    def __init__(self, name: str, command: Sequence[str], log: Path, more: Mapping[str, str] | None = None) -> None:
        """`log` takes what it says beside its answers; `more` goes into its environment."""
        self._name = name
        self._errors: IO[str] = log.open("w+", encoding="utf-8")
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            # Each program lets its threads wait in its own way.
            env={**{k: v for k, v in os.environ.items() if k not in pool.SETTINGS}, **(more or {})},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.terminate()
        self._process.wait()
        self._errors.close()

    def say(self, **command: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(command) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, float]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._errors.seek(0)
            why = (self._errors.read().strip() or "no reason given").splitlines()[-1]
            raise DragomanError(self._name, f"it stopped ({why})", "make its environment anew")
        answer: dict[str, float] = json.loads(line)
        return answer


class JoeyNMT(Speaker):
    """JoeyNMT in a process of its own: `scripts/joeynmt_peer.py` under `python`."""

    def __init__(self, python: Path, folder: Path, languages: tuple[str, str], sizes: dict[str, Any], threads: int):
        script = Path(__file__).with_name("joeynmt_peer.py")
        command = [str(python), str(script), str(folder), *languages, json.dumps(sizes), str(threads)]
        super().__init__("JoeyNMT", command, folder / "peer.log")
        self.parameters = int(self.hear()["parameters"])

    def train(self, steps: int) -> Work:
        """Target tokens trained on."""
        return self._do("tokens", do="train", steps=steps)

    def decode(self, beam: int, length: int, sentence: int | None = None) -> Work:
        """Sentences translated into `length` subwords each: the test set as one batch, or one of it."""
        return self._do("sentences", do="decode", beam=beam, length=length, sentence=sentence)

    def _do(self, unit: str, **command: Any) -> Work:
        self.say(**command)
        answer = self.hear()
        return Work(amount=answer[unit], seconds=answer["seconds"], cpu=answer["cpu"])


def apertium(mode: str, sentences: Sequence[str]) -> tuple[list[str], Work] | None:
    """Translations by Apertium's `mode` ("eng-spa"), start-up included; None where it is not installed."""
    program = shutil.which("apertium")
    if program is None:
        return None
    started, worked = time.perf_counter(), _children()
    text = "".join(" ".join(sentence.split()) + "\n" for sentence in sentences)
    done = subprocess.run([program, "-u", mode], input=text, capture_output=True, text=True)
    work = Work(amount=len(sentences), seconds=time.perf_counter() - started, cpu=_children() - worked)
    lines = done.stdout.removesuffix("\n").split("\n")
    if done.returncode or len(lines) != len(sentences):
        return None
    return lines, work


def _children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
