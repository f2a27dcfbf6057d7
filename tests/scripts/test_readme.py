"""What README.md and the Makefile tell people to type is typed here, at sizes that are over in seconds."""

from __future__ import annotations

import importlib
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from neural.reading.presets import PRESETS as READERS
from neural.seq2seq.config import TransformerConfig
from neural.seq2seq.presets import PRESETS as TRANSLATORS
from tests.neural.training.learners import questions
from tests.scripts.corpora import make_data_dir, write_questions
from tests.toy import save_toy
from tui.cli import run as dragoman

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKE = shutil.which("make")


def _typed(kind: str) -> list[str]:
    """The lines of the blocks of that kind."""
    return [line for block in re.findall(rf"^```{kind}\n(.*?)^```", README, re.M | re.S) for line in block.splitlines()]


def _words(line: str) -> list[str]:
    return shlex.split(line, comments=True)


COMMANDS = [words for line in _typed("sh") if (words := _words(line))]


def _dragoman(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What `dragoman` with these words writes to stdout."""
    capsys.readouterr()
    code = dragoman(words)
    said = capsys.readouterr()
    assert code == 0, f"{shlex.join(words)}\n{said.err}"
    return said.out


def _outcome(result: Result, line: str) -> str:
    assert result.exit_code == 0, f"{line}\n{result.output}\n{result.exception!r}"
    return result.stdout


def test_all_kinds_of_commands_are_known() -> None:
    assert {words[0] for words in COMMANDS} <= {"make", "dragoman"}
    assert _typed("console")


@pytest.mark.skipif(MAKE is None, reason="no make here")
@pytest.mark.parametrize("words", [words for words in COMMANDS if words[0] == "make"], ids=shlex.join)
def test_make_knows_what_to_do(words: list[str]) -> None:
    done = subprocess.run([*words, "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def _console() -> list[tuple[str, list[str]]]:
    """Each command of the console blocks with what it prints."""
    found: list[tuple[str, list[str]]] = []
    for line in _typed("console"):
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


@pytest.mark.parametrize(("command", "shown"), _console())
def test_the_console_shows_what_comes(
    command: str, shown: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    before, _, last = command.rpartition(" | ")
    if before:
        printf, text = shlex.split(before)
        assert printf == "printf"
        given = text.encode().decode("unicode_escape").encode()
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given), encoding="utf-8"))
    words = shlex.split(last)
    assert words[0] == "dragoman"
    output = _dragoman(words[1:], capsys)
    # How sure the model is may differ by a per cent from processor to processor.
    rounded, expected = (re.sub(r"\d+ %", "N %", text) for text in (output, "\n".join(shown)))
    assert rounded.rstrip("\n") == expected


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a tiny corpus in DATA."""
    data = make_data_dir(tmp_path / "DATA")
    others = "new-wiki squad-sentences squad-pseudo-paragraphs-lower qamr-sentences fairytale policyqa subjqa"
    for name in others.split():
        write_questions(
            data / "qa" / "train" / f"{name}.jsonl.gz", [replace(q, id=f"{name} {q.id}") for q in questions()]
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(autouse=True)
def small_presets(monkeypatch: pytest.MonkeyPatch) -> None:
    """All presets are as small as the tiny one; languages, directions, domain and kind of network stay as they are."""
    tiny = TRANSLATORS["tiny"]
    transformer = TransformerConfig(vocabulary_size=400, embedding_size=32, layers=1, feed_forward_size=32, heads=2)
    for name, preset in TRANSLATORS.items():
        own = preset.model
        small = transformer if isinstance(own, TransformerConfig) else tiny.model
        model = replace(small, languages=own.languages, ways=own.ways, domain=own.domain)
        monkeypatch.setitem(TRANSLATORS, name, replace(tiny, model=model, corpora=None))
    for name in READERS:
        monkeypatch.setitem(READERS, name, READERS["tiny"])


def _made_small(words: list[str], number: int) -> list[str]:
    """Three steps, one process; what is validated, kept and gone on from stays as it is."""
    small = [] if "--run-dir" in words else ["--run-dir", f"runs/{number}"]
    return [*words, *small, "--max-steps", "3", "--threads", "1"]


@pytest.mark.parametrize("words", [words for words in COMMANDS if words[0] == "dragoman"], ids=shlex.join)
def test_dragoman_does_what_the_page_says(words: list[str], home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert words[1] == "train", "a new kind of command: say here how it is tried out"
    output = _dragoman(_made_small(words[1:], 1), capsys)
    assert "finished at step 3" in output and (home / "runs" / "1" / "report" / "report.html").is_file()


def _targets() -> list[str]:
    return re.findall(r"^(reproduce-[a-z0-9-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def _after(option: str, words: list[str]) -> str:
    return words[words.index(option) + 1]


@pytest.mark.skipif(MAKE is None, reason="no make here")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("target", _targets())
def test_a_checkpoint_is_made_from_data_to_card(target: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of the recipe, in order, on a corpus of ours: the last one leaves a checkpoint with its card.

    Reports of the runs are for tests of theirs: drawing one for each stage would take as long as all the rest.
    """
    monkeypatch.setattr("neural.training.loop.report_softly", lambda *_: None)
    dry = subprocess.run(
        ["make", "--dry-run", target, "DATA=DATA"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert dry.returncode == 0, dry.stderr
    lines = [line for line in dry.stdout.replace("\\\n", " ").splitlines() if " -m scripts." in line]
    assert lines
    for number, line in enumerate(lines):
        program, flag, module, *rest = shlex.split(line)
        assert program.endswith("bin/python") and flag == "-m"
        if module == "scripts.back_translate":
            by, way = Path(_after("--by", rest)), (_after("--from", rest), _after("--to", rest))
            save_toy(by, way if "--forward" in rest else way[::-1])
            save_toy(by.with_name("opposite"), way[::-1] if "--forward" in rest else way)  # it judges, if asked
        elif module == "scripts.average_readers":  # three steps have one best state alone
            shutil.copytree(rest[-2], rest[-1])
        else:
            rest = _made_small(rest, number)
            for folder in [Path(word) for word in rest if word.endswith("/best.previous")]:
                shutil.copytree(folder.with_name("best"), folder)  # three steps have one best state alone
        _outcome(CliRunner().invoke(importlib.import_module(module).main, rest), line)
    out = home / _after("--out", rest)
    assert (out / "model.safetensors").is_file()
    card = (out / "README.md").read_text(encoding="utf-8")
    assert module in card or "python -m" in card
