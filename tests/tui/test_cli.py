"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from neural.errors import DragomanError
from neural.events import Nearest
from neural.training.catalogue import ModelInfo
from tests.tui.fakes import EVIDENCE, SECOND, FakeAssistant, answer, silence
from tui import brain
from tui.cli import run

ROOT = Path(__file__).parents[2]
DRIVER = [sys.executable, "-m", "tests.tui.driver"]


@dataclass
class Shell:
    """Runs a command line in this process."""

    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
        buffers = {"stdout": BytesIO(), "stderr": BytesIO()}
        streams = {name: TextIOWrapper(buffer, encoding="utf-8") for name, buffer in buffers.items()}
        self.monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin), encoding="utf-8"))
        for name, stream in streams.items():
            self.monkeypatch.setattr(sys, name, stream)
        code = run(arguments)
        for stream in streams.values():
            stream.flush()
        out, err = (buffer.getvalue().decode() for buffer in buffers.values())
        return code, out, err


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    assistant = FakeAssistant()
    monkeypatch.setattr(brain, "load_assistant", lambda: assistant)
    return assistant


@pytest.fixture
def shell(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(monkeypatch)


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and text.endswith("\n")


# translate


def test_one_line_out_for_every_line_in(shell: Shell) -> None:
    code, out, err = shell("translate", "--from", "en", "--to", "de", stdin=b"\none\n\n  \ntwo\r\nthree")
    assert (code, out, err) == (0, "\n<de> one\n\n\n<de> two\n<de> three\n", "")


def test_no_input_no_output_and_no_model(shell: Shell, fake: FakeAssistant) -> None:
    assert shell("translate", "--to", "de") == (0, "", "")
    assert shell("translate", "--to", "de", stdin=b"\n\n") == (0, "\n\n", "")
    assert fake.calls == []


def test_translate_json_lines(shell: Shell) -> None:
    _, out, _ = shell("translate", "--to", "fr", "--json", stdin="gr\u00fcn\n\n".encode())
    first, blank = (json.loads(line) for line in out.splitlines())
    assert first["source"] == "grün" and first["translation"] == "<fr> grün" and "grün" in out
    nothing = {"tokens": [], "attention": [], "source_tokens": [], "candidates": []}
    assert set(first) == {"source", "translation", "score", *nothing}
    assert blank == {"source": "", "translation": "", "score": 0.0, **nothing}


def test_translate_reads_a_file_with_a_byte_order_mark(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_bytes(b"\xef\xbb\xbfone\ntwo\n")
    assert shell("translate", "--to", "de", str(tmp_path / "in.txt"))[1] == "<de> one\n<de> two\n"


def test_control_characters_never_reach_the_terminal(shell: Shell) -> None:
    evil = "a\x1b]0;title\x07\u202eb\x9bc"
    for options in ((), ("--json",)):
        _, out, _ = shell("translate", "--to", "de", *options, stdin=evil.encode())
        assert not set(out) & set("\x1b\x07\x9b\u202e")
    assert json.loads(out)["source"] == evil


@pytest.mark.parametrize(
    ("data", "complaint"),
    [(b"ok\n\xff\xfe", "line 2 is not UTF-8"), (b"MZ\0\0", "line 1 holds binary data")],
)
def test_what_is_not_text_is_told_in_a_line(shell: Shell, data: bytes, complaint: str) -> None:
    code, _, err = shell("translate", "--to", "de", stdin=data)
    assert code == 1 and one_line(err) and "Standard input" in err and complaint in err


def test_files_that_cannot_be_read(shell: Shell, tmp_path: Path) -> None:
    for path in (tmp_path / "none.txt", tmp_path):
        code, out, err = shell("translate", "--to", "de", str(path))
        assert (code, out) == (1, "") and one_line(err) and str(path) in err


def test_an_unknown_language_is_bad_usage(shell: Shell) -> None:
    for arguments in (("--to", "tlh"), ("--from", "tlh", "--to", "de")):
        code, _, err = shell("translate", *arguments)
        assert code == 2 and one_line(err) and "“tlh”" in err and "de (German)" in err


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("translate",), ("translate", "--to", "de", "--beam", "0"), ("ask",), ("--no",), ("train",)],
)
def test_bad_usage_is_one_line_and_code_two(shell: Shell, arguments: tuple[str, ...]) -> None:
    code, out, err = shell(*arguments)
    assert (code, out) == (2, "") and one_line(err) and "--help" in err


def test_failures_of_the_brain_are_told_as_they_are(shell: Shell, fake: FakeAssistant) -> None:
    fake.errors["token 0"] = DragomanError("en to de", "there is no model", "train one")
    assert shell("translate", "--to", "de", stdin=b"x") == (1, "", "en to de: there is no model; train one\n")


def test_a_bug_is_one_line_with_the_log_named(shell: Shell, fake: FakeAssistant) -> None:
    fake.errors["token 0"] = RuntimeError("multi\nline")
    code, _, err = shell("translate", "--to", "de", stdin=b"x")
    assert code == 1 and one_line(err) and "this is a bug" in err
    log = Path(err.strip().rpartition(" ")[2])
    assert "Traceback" in log.read_text()


# ask


def test_ask_prints_answer_place_and_sentence(shell: Shell, fake: FakeAssistant) -> None:
    code, out, err = shell("ask", "/docs/porte.txt", "Who?")
    assert (code, err) == (0, "")
    assert out == f"Panagiotis Nikousios\n  87 %, porte.txt, page 1\n  {EVIDENCE}\n"
    _, out, _ = shell("ask", "/docs/porte.txt", "Who?", "--top", "2")
    assert "Alexander Mavrocordatos\n  31 %, porte.txt, page 2\n" in out
    fake.answers["Who?"] = silence("Who?")
    _, out, _ = shell("ask", "/docs/porte.txt", "Who?")
    assert out == f"The document does not say.\n  porte.txt, page 2, the nearest sentence:\n  {SECOND}\n"


def test_ask_tells_how_the_question_was_read(shell: Shell, fake: FakeAssistant) -> None:
    fake.answers["Wer?"] = replace(
        answer("Wer?"), answer="der Arzt", original="the physician", asked="Who?", language="de", notes=("So so.",)
    )
    _, out, _ = shell("ask", "/docs/porte.txt", "Wer?")
    assert out.startswith("(read as: Who?)\n(So so.)\nder Arzt (the physician)\n  87 %")


def test_ask_yes_or_no(shell: Shell, fake: FakeAssistant) -> None:
    fake.answers["Is it?"] = replace(answer("Is it?"), answer="Yes", kind="yes_no", start=0, end=len(EVIDENCE))
    _, out, _ = shell("ask", "/docs/porte.txt", "Is it?")
    assert out == f"Yes\n  87 %, porte.txt, page 1\n  {EVIDENCE}\n"
    near = tuple(Nearest(evidence=text, evidence_start=0, page=1, document="porte.txt") for text in (SECOND, EVIDENCE))
    fake.answers["Is it?"] = replace(silence("Is it?"), kind="yes_no", nearest=near)
    _, out, _ = shell("ask", "/docs/porte.txt", "Is it?")
    assert out.startswith("The document may tell.\n  porte.txt, page 1, the nearest sentences:\n") and EVIDENCE in out


def test_questions_point_back_only_where_asked_to(shell: Shell, fake: FakeAssistant) -> None:
    for option, seen in ((), 0), (("--follow-up",), 1):
        assert shell("ask", "/docs/porte.txt", *option, stdin=b"One?\nTwo?\n")[0] == 0
        assert [before.question for before in fake.context] == ["One?"] * seen


def test_ask_json(shell: Shell, fake: FakeAssistant) -> None:
    _, out, _ = shell("ask", "/docs/porte.txt", "Who?", "--json", "--top", "1")
    found = json.loads(out)
    fields = {"question", "answer", "confidence", "evidence", "start", "end", "page", "candidates", "hops"}
    assert one_line(out) and fields <= set(found)
    assert found["evidence"][found["start"] : found["end"]] == found["answer"] == "Panagiotis Nikousios"
    assert len(found["candidates"]) == 1 and found["hops"][0]["sentences"] == [0, 1]
    fake.answers["Who?"] = silence("Who?")
    assert json.loads(shell("ask", "/docs/porte.txt", "Who?", "--json")[1])["answer"] is None


def test_many_questions_in_order_with_their_ids(shell: Shell, tmp_path: Path) -> None:
    lines = ['{"id": "q1", "question": "One?"}', "", "Two?", '{"question": "Three?", "id": 3}']
    (tmp_path / "questions").write_text("\n".join(lines))
    for arguments, stdin in ((("--questions", str(tmp_path / "questions")), b""), ((), "\n".join(lines).encode())):
        code, out, _ = shell("ask", "/docs/porte.txt", *arguments, stdin=stdin)
        found = [json.loads(line) for line in out.splitlines()]
        assert code == 0 and [(f.get("id"), f["question"]) for f in found] == [
            ("q1", "One?"),
            (None, "Two?"),
            (3, "Three?"),
        ]


@pytest.mark.parametrize(("line", "complaint"), [("{nonsense", "valid JSON"), ('{"id": 1}', "no `question`")])
def test_a_broken_question_is_told_with_its_line(shell: Shell, line: str, complaint: str) -> None:
    code, out, err = shell("ask", "/docs/porte.txt", stdin=f"Fine?\n{line}\n".encode())
    assert code == 1 and len(out.splitlines()) == 1 and one_line(err) and "line 2" in err and complaint in err


def test_question_and_questions_exclude_each_other(shell: Shell) -> None:
    assert shell("ask", "a.txt", "Who?", "--questions", "b")[0] == 2
    assert shell("ask", "a.txt", " ")[0] == 2


def test_a_document_that_does_not_open(shell: Shell) -> None:
    assert shell("ask", "missing.txt", "Who?") == (
        1,
        "",
        "missing.txt: there is no such file; check the path, Tab completes it\n",
    )


# models, train, help


def test_models_as_text_and_json(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good = ModelInfo(
        name="en-de",
        kind="translator",
        languages=("en", "de"),
        parameters=10_500_000,
        size_bytes=21_300_000,
        scores={"tatoeba bleu": 41.26, "tatoeba chrf": 60.1, "news bleu": 9.0},
        data="tatoeba, multi30k",
        licence="CC BY 2.0",
        path=tmp_path,
    )
    broken = ModelInfo(name="reader", kind="?", path=tmp_path, problem="config.json is missing")
    monkeypatch.setattr("neural.training.catalogue.list_models", lambda folder: [good, broken])
    code, out, _ = shell("models")
    assert code == 0 and "en-de  translator, en → de" in out and "10.5 M parameters, 21.3 MB" in out
    assert (
        "  scores      tatoeba  41.3 BLEU\n              news  9.0 BLEU\n" in out
        and "CC BY 2.0" in out
        and "config.json is missing" in out
    )
    records = json.loads(shell("models", "--json")[1])
    fields = {"task", "languages", "parameters", "size_bytes", "scores", "data", "licence", "problem"}
    assert fields <= set(records[0]) and records[0]["scores"]["tatoeba chrf"] == 60.1
    assert records[1]["problem"] == "config.json is missing"


def test_no_models_is_no_failure(shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DRAGOMAN_CHECKPOINTS", str(tmp_path / "none"))
    code, out, _ = shell("models")
    assert code == 0 and "dragoman train" in out
    assert shell("models", "--json") == (0, "[]\n", "")


def test_every_command_has_help(shell: Shell) -> None:
    code, out, _ = shell("--help")
    assert code == 0 and all(name in out for name in ("chat", "translate", "ask", "models", "train", "evaluate"))
    for name in ("chat", "translate", "ask", "models", "train", "evaluate"):
        code, out, err = shell(name, "--help")
        assert code == 0 and "Usage: dragoman" in out and err == ""
    assert shell("--version")[1].startswith("dragoman ")


def test_train_and_evaluate_lead_to_the_scripts(shell: Shell) -> None:
    _, out, _ = shell("train", "--help")
    assert "translator" in out and "reader" in out
    assert shell("train", "nonsense")[0] == 2
    assert "yes-no" in shell("evaluate", "--help")[1] and "--limit" in shell("evaluate", "yes-no", "--help")[1]


def test_what_contradicts_itself_is_bad_usage(shell: Shell) -> None:
    assert "not both" in shell("chat", "--plain", "--resume", "1", "--continue")[2]
    assert "has no colours" in shell("chat", "--plain", "--theme", "night")[2]


# In a process of its own


def driver(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*DRIVER, *arguments], cwd=ROOT, **(pipes | options))  # type: ignore[call-overload, no-any-return]


def test_control_c_ends_quietly() -> None:
    process = driver("--slow", "translate", "--to", "de")
    process.stdin.write(b"one\n")  # type: ignore[union-attr]
    process.stdin.close()  # type: ignore[union-attr]
    assert process.stderr.readline() == b"began\n"  # type: ignore[union-attr]
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert process.stdout.read() == b"" and process.stderr.read().count(b"\n") <= 1  # type: ignore[union-attr]


def test_a_reader_that_goes_away_is_no_failure_worth_a_word() -> None:
    process = driver("translate", "--to", "de")
    process.stdout.close()  # type: ignore[union-attr]
    _, err = process.communicate(b"one\n" * 50, timeout=20)
    assert process.returncode == 141 and err == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_in_a_line() -> None:
    with Path("/dev/full").open("wb") as full:
        process = driver("translate", "--to", "de", stdout=full)
        _, err = process.communicate(b"one\n", timeout=20)
    assert process.returncode == 1 and one_line(err.decode()) and "No space left" in err.decode()


def test_lines_come_out_as_they_go_in() -> None:
    process = driver("translate", "--to", "de")
    for word in (b"one", b"two"):
        process.stdin.write(word + b"\n")  # type: ignore[union-attr]
        process.stdin.flush()  # type: ignore[union-attr]
        assert process.stdout.readline() == b"<de> " + word + b"\n"  # type: ignore[union-attr]
    process.communicate(timeout=10)
    assert process.returncode == 0


@pytest.mark.parametrize("closed", ["stdin", "stdout"])
def test_closed_streams_are_told_in_a_line(closed: str) -> None:
    redirect = "<&-" if closed == "stdin" else ">&-"
    command = f"printf 'one\\n' | {' '.join(DRIVER)} translate --to de {redirect}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=20)
    assert done.returncode == 1 and one_line(done.stderr) and "closed" in done.stderr


def test_output_is_utf8_whatever_the_locale() -> None:
    environment = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    process = driver("translate", "--to", "de", env=environment)
    out, err = process.communicate("grün".encode(), timeout=20)
    assert (out.decode(), err) == ("<de> grün\n", b"")
