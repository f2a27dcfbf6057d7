"""The parts that know no screen: text made safe, paths, languages, history, failures, drawings."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.errors import DragomanError
from tui import failures, languages, paths, safe
from tui.history import JsonLinesHistory, Recall
from tui.languages import Pair
from tui.widgets import drawing


@given(st.text(st.characters(exclude_categories=())))
def test_safe_text_keeps_its_length_and_holds_nothing_a_terminal_obeys(value: str) -> None:
    for made_safe, allowed in ((safe.text(value), "\n"), (safe.line(value), "")):
        assert len(made_safe) == len(value)
        made_safe.encode()  # no lone surrogates
        for character in made_safe:
            assert character in allowed or not (ord(character) < 32 or 127 <= ord(character) < 160)
    assert len(safe.line(value).splitlines()) <= 1


def test_control_characters_are_shown_as_pictures() -> None:
    assert safe.text("a\x1b[0m\x00\x7f\x9b\tb\nc") == "a␛[0m␀␡\ufffd b\nc"
    assert safe.line("a\r\nb\u2028c") == "a  b c"
    assert safe.line("pay\u202eevil") == "pay\ufffdevil"


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_a_quoted_path_is_parsed_back(name: str) -> None:
    path = f"/nowhere/{name.strip() or 'x'}"
    assert paths.parse(paths.quote(path)) == Path(path)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/a/b.txt", "/a/b.txt"),
        ("'/a/b c.txt'", "/a/b c.txt"),
        ('"/a/b c.txt', "/a/b c.txt"),
        ("/a/b\\ c.txt", "/a/b c.txt"),
        ("/a/b c.txt", "/a/b c.txt"),
        ("file:///a/b%20c.txt", "/a/b c.txt"),
        ("  notes.md  ", "notes.md"),
    ],
)
def test_paths_as_people_type_them(typed: str, meant: str) -> None:
    assert paths.parse(typed) == Path(meant)


def test_a_tilde_is_the_home_folder(own_folders: Path) -> None:
    assert paths.parse("~/x.txt") == own_folders / "x.txt"
    (own_folders / "deep").mkdir()
    assert [entry.text for entry in paths.complete("~")] == ["~/"]
    assert "~/deep/" in [entry.text for entry in paths.complete("~/d")]


def test_a_drop_names_files_and_nothing_else(tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two words.txt"
    one.touch()
    two.touch()
    assert paths.dropped(f"{one}") == [one]
    assert paths.dropped(f"{two}") == [two]
    assert paths.dropped(f"'{one}' '{two}'") == [one, two]
    assert paths.dropped(f"file://{one}\nfile://{str(two).replace(' ', '%20')}\n") == [one, two]
    assert paths.dropped(f"{one} is the file I mean") == []
    assert paths.dropped("What is /etc?") == []
    assert paths.dropped(str(tmp_path)) == []  # a folder
    assert paths.dropped("it's") == [] and paths.dropped("") == [] and paths.dropped("/" + "x" * 5000) == []


def test_a_file_in_the_current_folder_is_no_drop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "porte").touch()
    monkeypatch.chdir(tmp_path)
    assert paths.dropped("porte") == []


def test_completion_of_a_folder_that_cannot_be_read() -> None:
    assert paths.complete("/nowhere/at/all/") == [] and paths.complete("\0/") == []


@pytest.mark.parametrize(
    ("arguments", "pair", "text"),
    [
        ("en>de Good morning", Pair("en", "de"), "Good morning"),
        (">FR", Pair(None, "fr"), ""),
        ("auto -> es  Hi", Pair(None, "es"), "Hi"),
        ("en→de", Pair("en", "de"), ""),
        ("Is 5 > 3?", None, "Is 5 > 3?"),
        ("en>klingon hi", Pair("en", "klingon"), "hi"),
        ("German>french Hallo", Pair("de", "fr"), "Hallo"),
        ("en-fr Hello", Pair("en", "fr"), "Hello"),
        ("so-so as it is", None, "so-so as it is"),
        ("> quoted words", None, "> quoted words"),
        ("x > y is true", None, "x > y is true"),
    ],
)
def test_pairs_of_languages(arguments: str, pair: Pair | None, text: str) -> None:
    assert languages.split_pair(arguments) == (pair, text)


def test_history_on_disk_is_private_and_survives_a_torn_line(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "history.jsonl"
    history = JsonLinesHistory(path, limit=3)
    assert history.entries() == []
    for text in ("one", "zwei\nZeilen", "drei", "vier"):
        history.append(text)
    with path.open("a") as file:
        file.write('{"text": "to')
    assert history.entries() == ["zwei\nZeilen", "drei", "vier"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text().splitlines()[0])["text"] == "one"


def test_recall_does_not_repeat_a_message_sent_twice() -> None:
    recall = Recall(["a"])
    recall.add("b")
    recall.add("b")
    assert [recall.older("draft"), recall.older("b"), recall.older("a")] == ["b", "a", None]
    assert [recall.newer(), recall.newer(), recall.newer()] == ["b", "draft", None]


def test_failures_are_one_line_each(own_folders: Path) -> None:
    known = failures.explain(DragomanError("a\nfile", "is\x1bbad", "mend it"), doing="opening")
    assert str(known) == "a file: is␛bad; mend it" and not known.bug
    bug = failures.explain(KeyError("x"), doing="opening a file")
    assert bug.bug and "unexpected KeyError: 'x'" in str(bug) and "dragoman.log" in str(bug)
    assert "\n" not in str(bug)
    assert "memory" in str(failures.explain(MemoryError(), doing="opening"))
    assert list(own_folders.rglob("*.log"))


def test_a_bug_is_told_where_the_log_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.folders.log_file", lambda: Path("/dev/null/dragoman.log"))
    assert str(failures.explain(KeyError("x"), doing="asking")).endswith("this is a bug")


@pytest.mark.parametrize(
    ("value", "shown"), [(0.999, "99 %"), (1.0, "100 %"), (0.004, "<1 %"), (0.0, "0 %"), (0.5, "50 %")]
)
def test_percent_never_claims_certainty(value: float, shown: str) -> None:
    assert drawing.percent(value) == shown


@given(st.text(min_size=1, max_size=3000), st.data())
def test_a_quoted_sentence_always_shows_its_span(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    shown = drawing.quote(sentence, (start, end), limit=200)
    [marked] = [span for span in shown.spans if str(span.style) == drawing.SPAN]
    assert shown.plain[marked.start : marked.end] == safe.line(sentence[start:end])
    assert len(shown.plain) <= max(200, 200 + end - start) + 4


def test_bars_are_always_as_wide_as_asked() -> None:
    for fraction in (-1.0, 0.0, 0.3, 1.0, 7.0):
        assert drawing.bar(fraction, 10).cell_length == 10
