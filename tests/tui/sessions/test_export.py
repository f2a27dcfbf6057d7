"""Exports say what was said, whatever signs are in it, and overwrite nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from neural.errors import DragomanError
from tests.tui.fakes import EVIDENCE, answer, silence
from tui import safe
from tui.languages import Pair
from tui.sessions import codec, export
from tui.sessions.export import html, markdown
from tui.sessions.export.messages import Message, message
from tui.transcript import Entry, Question, Rendering, State

NASTY = "<script>alert(1)</script> **not bold** `no code` [x](http://y)\n# no heading\n1. no list\n- nor this\n> that"
# Line by line, as a reader of a page sees text: without blanks at the ends.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]) | st.sampled_from("\n#-+*_`<>[]()1.|~=&\\"))


class Shown(HTMLParser):
    """The text of a page, and the names of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.tags = "", [""]
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.tags.append(tag)
        self.text += "\n" * (tag == "br")

    def handle_data(self, data: str) -> None:
        self.text += data


def words(text: str) -> list[str]:
    return safe.text(text).split()


def question() -> Question:
    entry = Question(typed="Who?", question="Who?", state=State.DONE, seconds=0.2)
    entry.take(answer("Who?"))
    return entry


def rendering(text: str, output: str) -> Rendering:
    return Rendering(typed=text, text=text, pair=Pair("en", "de"), output=output, state=State.DONE)


@settings(max_examples=150, deadline=None)
@given(text=TEXT)
def test_markdown_reads_as_what_was_written(text: str) -> None:
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown.escape(text))
    shown = Shown(page)
    assert shown.text.split() == words(text)
    assert set(shown.tags) <= {"", "p", "br"}


@settings(max_examples=100, deadline=None)
@given(said=TEXT, reply=TEXT, remark=TEXT)
def test_html_holds_the_text_and_no_element_of_it(said: str, reply: str, remark: str) -> None:
    plain = Shown(html.render("t", [Message(said="x", reply="x", evidence="x", remark="x")]))
    shown = Shown(html.render("t", [Message(said=said, reply=reply, evidence="x", remark=remark)]))
    assert set(shown.tags) <= set(plain.tags)
    body = shown.text.rpartition("}")[2] if "}" not in said + reply + remark else shown.text
    for part in (said, reply, remark):
        assert "".join(words(part)) in "".join(body.split())


def test_html_stands_alone_and_runs_nothing() -> None:
    page = export.render([question(), rendering(NASTY, NASTY)], title=NASTY, format="html")
    assert "<script" not in page and "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "").replace("http://y", "")
    assert f"<mark>{'Panagiotis Nikousios'}</mark>" in page


def test_markdown_of_an_answer() -> None:
    page = export.render([question()], title="Who?", format="md")
    sentence = EVIDENCE.replace("Panagiotis Nikousios", "**Panagiotis Nikousios**")
    remark = "<sub>porte.txt · page 1 · 87 %</sub>"
    assert page == f"# Who?\n\n> Who?\n\nPanagiotis Nikousios\n\n“{sentence}”\n\n{remark}\n"


def test_where_the_document_does_not_say_the_nearest_sentence_is_named_so() -> None:
    entry = Question(typed="Who?", question="Who?", state=State.DONE)
    entry.take(silence("Who?"))
    found = message(entry)
    assert found is not None and found.reply == "The document does not say." and "nearest sentence" in found.remark


def test_json_gives_back_the_entries() -> None:
    entries: list[Entry] = [question(), rendering("a\ud800\0b", "ä")]
    page = json.loads(export.render(entries, title="", format="json"))
    assert page["title"] == "Conversation" and page["entries"][1]["text"] == "a\ud800\0b"
    rows = [codec.to_row(entry) for entry in entries]
    assert [entry["kind"] for entry in page["entries"]] == [row.kind for row in rows]
    assert page["entries"][0]["events"][0]["event"] == "Answer"


@settings(max_examples=50, deadline=None)
@given(text=st.text(st.characters(exclude_categories=())), output=st.text(st.characters(exclude_categories=())))
def test_an_entry_goes_to_a_row_and_back(text: str, output: str) -> None:
    row = json.loads(json.dumps(codec.to_row(rendering(text, output)).__dict__ | {"events": ()}))
    back = codec.from_row(codec.EntryRow(**row))
    assert back == rendering(text, output)


def test_an_answer_goes_to_a_row_and_back() -> None:
    back = codec.from_row(codec.to_row(question()))
    assert back == question()


def test_nothing_is_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = [export.write([question()], title="Who? Me/You", format="").name for _ in range(3)]
    assert names == ["who-me-you.md", "who-me-you-2.md", "who-me-you-3.md"]
    path = tmp_path / "mine.html"
    path.write_text("mine")
    with pytest.raises(DragomanError, match="already"):
        export.write([question()], title="t", path=path)
    assert path.read_text() == "mine"
    assert export.write([question()], title="", path=tmp_path).name == "conversation.md"
    assert export.write([question()], title="t", path=tmp_path / "b.json").read_text().startswith("{")


@pytest.mark.parametrize("name", ["no/such/folder.md", "a.docx", "nul\0.md"])
def test_what_cannot_be_written_is_told_in_a_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(DragomanError) as caught:
        export.write([question()], title="t", path=tmp_path / name)
    assert "\n" not in str(caught.value) and not list(tmp_path.glob("*.*"))


def test_half_a_file_is_not_left_behind(tmp_path: Path) -> None:
    """A full disk, as far as a process can have one of its own: it may not write files of any size."""
    code = """
import resource, signal, sys
from pathlib import Path
from neural.errors import DragomanError
from tests.tui.sessions.test_export import question
from tui.sessions import export
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
try:
    export.write([question()], title="t", path=Path(sys.argv[1]))
except DragomanError as error:
    print(error)
"""
    path = tmp_path / "a.md"
    command = [sys.executable, "-c", code, str(path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=60)
    assert "too large" in done.stdout.lower() and not path.exists(), done.stderr
