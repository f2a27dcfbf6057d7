"""What is stored comes back as it was and is found, whatever the text; sessions fork, are deleted and restored."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neural.errors import DragomanError
from tui.sessions import folding, schema
from tui.sessions.database import StoreBusy, StoreDamaged, StoreError
from tui.sessions.rows import EntryRow, EventRow, TitleFrom
from tui.sessions.store import KEPT_DELETED, SessionStore

# All of Unicode, with what is hard on databases and terminals: nulls, lone surrogates, marks, right-to-left.
ANY_TEXT = st.text(st.characters(exclude_categories=())) | st.text(st.sampled_from("aA\0\ud800\u0301ß\"'%_*İ가 \n-"))
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def entry(text: str, *, state: str = "done") -> EntryRow:
    return EntryRow(kind="question", state=state, data={"question": text}, text=text)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SessionStore]:
    clock = count(1.0)
    store = SessionStore(tmp_path / "data" / "sessions.db", now=lambda: next(clock))
    yield store
    store.close()


@QUICK
@given(text=ANY_TEXT, output=ANY_TEXT)
def test_any_text_comes_back_and_is_found_by_each_of_its_words(store: SessionStore, text: str, output: str) -> None:
    session = store.create()
    id = store.add(session, entry(text))
    event = EventRow(ordinal=0, kind="Token", data={"text": output})
    row = EntryRow(
        id=id,
        kind="question",
        state="done",
        data={},
        result={"output": output},
        text=f"{text}\n{output}",
        events=(event,),
    )
    store.update(session, [row])
    [back] = store.entries(session)
    assert (back.data, back.result, back.events) == ({"question": text}, {"output": output}, (event,))
    for word in [*text.split(), *output.split()]:
        assert session in [found.session.id for found in store.search(word)]
        assert folding.spans(f"{text}\n{output}", folding.terms(word))
    store.delete(session)


@QUICK
@given(text=ANY_TEXT)
def test_folding_keeps_the_length_and_folds_once_for_all(text: str) -> None:
    folded = folding.fold(text)
    assert len(folded) == len(folding.composed(text))
    assert folding.fold(folded) == folded


@given(words=st.lists(st.text("abcäÄéE", min_size=1, max_size=4), max_size=6), query=st.text("abe ", max_size=5))
@settings(max_examples=100, deadline=None)
def test_spans_mark_each_place_where_a_term_stands(words: list[str], query: str) -> None:
    text = " ".join(words)
    spans, folded = folding.spans(text, folding.terms(query)), folding.fold(text)
    assert spans == sorted(spans) and all(a < b for a, b in spans)
    assert all(left[1] < right[0] for left, right in pairwise(spans))
    for term in folding.terms(query):
        start = folded.find(term)
        assert start == -1 or any(a <= start and start + len(term) <= b for a, b in spans)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("The Dragoman of the Porte", "porte drago"),
        ("Zürich liegt am See", "zurich"),
        ("Zu\u0308rich", "ZÜRICH"),
        ("STRASSE", "strasse"),
        ("東京都に住む", "京都"),
        ("한국어를 배우다", "국어"),
        ("a 😀 b", "😀"),
        ('say "quoted" AND OR NOT NEAR(x)', '"quoted" NEAR('),
        ("50% of under_score", "50% r_s"),
    ],
)
def test_a_search_needs_all_words_in_any_order_without_case_and_accents(
    store: SessionStore, text: str, query: str
) -> None:
    other, session = store.create(), store.create()
    store.add(other, entry("something else"))
    id = store.add(session, entry(text))
    [found] = store.search(query)
    assert (found.session.id, found.entries, found.entry) == (session, 1, id)
    assert store.search(query + " nowhere") == []
    assert len(store.search("  ")) == 2


def test_korean_syllables_are_not_their_first_letters(store: SessionStore) -> None:
    store.add(store.create(), entry("강 한국어"))
    assert store.search("가") == [] and store.search("한국인") == []


def test_titles_come_from_what_weighs_most(store: SessionStore) -> None:
    session = store.create()
    store.add(session, entry("x"), title="porte.txt", title_from=TitleFrom.DOCUMENT)
    assert store.session(session).title == "porte.txt"
    store.add(session, entry("x"), title="Who was it?", title_from=TitleFrom.MESSAGE)
    store.add(session, entry("x"), title="And then?", title_from=TitleFrom.MESSAGE)
    assert store.session(session).title == "Who was it?"
    store.rename(session, "Dragomans")
    store.add(session, entry("x"), title="More?", title_from=TitleFrom.MESSAGE)
    assert store.session(session).title == "Dragomans"
    assert [found.session.id for found in store.search("drAgo")] == [session]


def test_the_session_used_last_comes_first(store: SessionStore) -> None:
    first, second = store.create("one"), store.create("two")
    assert [row.id for row in store.sessions()] == [second, first]
    store.add(first, entry("again"))
    assert [(row.id, row.messages) for row in store.sessions()] == [(first, 1), (second, 0)]


def test_what_is_deleted_can_be_restored_until_it_is_purged(tmp_path: Path) -> None:
    now = 0.0
    path = tmp_path / "sessions.db"
    store = SessionStore(path, now=lambda: now)
    for _ in range(2):
        store.add(store.create(), entry("secret words"))
    store.delete(1)
    now = 1.0
    store.delete(2)
    assert store.sessions() == [] and store.search("secret") == []
    with pytest.raises(DragomanError, match="none of that number"):
        store.session(1)
    restored = store.restore()
    assert restored is not None and restored.id == 2 and store.search("secret")[0].session.id == 2
    now = KEPT_DELETED + 0.5
    store = SessionStore(path, now=lambda: now)
    assert store.create() == 3
    assert store.restore() is None and [row.id for row in store.sessions()] == [3, 2]
    store.delete(2)
    now += KEPT_DELETED + 1
    store.close()
    store = SessionStore(path, now=lambda: now)
    store.create()
    store.close()
    assert b"secret words" not in path.read_bytes()  # gone from the file too


def test_a_message_to_a_session_that_another_app_deleted_brings_it_back(store: SessionStore) -> None:
    session = store.create()
    store.delete(session)
    store.add(session, entry("still here"))
    assert [row.id for row in store.sessions()] == [session]


def test_a_fork_has_what_came_before_and_then_goes_its_own_way(store: SessionStore) -> None:
    session = store.create("Original")
    event = EventRow(ordinal=0, kind="Hop", data={"hop": 0})
    first = EntryRow(kind="question", state="done", data={"question": "1"}, text="1", events=(event,))
    ids = [store.add(session, first), store.add(session, entry("2")), store.add(session, entry("3"))]
    fork = store.fork(session, upto=ids[1])
    store.add(fork, entry("4"))
    assert [row.data["question"] for row in store.entries(fork)] == ["1", "2", "4"]
    assert store.entries(fork)[0].events == (event,)
    assert [row.data["question"] for row in store.entries(session)] == ["1", "2", "3"]
    assert store.session(fork).title == "Original (fork)" and store.session(fork).parent == session
    assert {found.session.id for found in store.search("2")} == {session, fork}


def test_only_the_newest_entries_where_only_those_are_wanted(store: SessionStore) -> None:
    session = store.create()
    for number in range(5):
        store.add(session, entry(str(number)))
    assert [row.data["question"] for row in store.entries(session, newest=2)] == ["3", "4"]


def test_the_file_is_the_users_alone(store: SessionStore) -> None:
    store.add(store.create(), entry("private"))
    files = [store.path, *store.path.parent.glob("sessions.db-*")]
    assert len(files) == 3  # with the log and its index
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_an_old_database_is_migrated_and_then_searchable(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    old = sqlite3.connect(path)
    old.executescript(schema.MIGRATIONS[0])
    old.execute("INSERT INTO sessions (id, title, created, updated) VALUES (7, 'Old', 1, 1)")
    columns = "session, kind, state, created, data, needle"
    old.execute(f"INSERT INTO entries ({columns}) VALUES (7, 'question', 'done', 1, '{{}}', 'words')")
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    store = SessionStore(path)
    assert [found.session.id for found in store.search("word")] == [7]
    store.close()


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "sessions.db"
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    newer.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version") as caught:
        SessionStore(path).create()
    assert not isinstance(caught.value, StoreDamaged) and path.read_bytes() == before


@pytest.mark.parametrize("damage", ["all of it", "a page in the middle"])
def test_a_damaged_file_is_put_aside_and_a_new_one_begun(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "sessions.db"
    store = SessionStore(path)
    session = store.create()
    for number in range(50):
        store.add(session, entry(f"message {number} " * 50))
    store.close()
    content = bytearray(path.read_bytes())
    start = 0 if damage == "all of it" else 8192
    content[start:] = b"\xa5" * (len(content) - start)
    path.write_bytes(content)
    store = SessionStore(path)
    with pytest.raises(StoreDamaged, match=r"kept as sessions\.db\.damaged-"):
        for _ in range(3):
            store.add(store.create(), entry("new"))
            store.entries(session)
            store.search("message")
    [aside] = [file for file in tmp_path.glob("*.damaged-*") if file.name[-1].isdigit()]
    assert aside.read_bytes()[: len(content)] == bytes(content) or damage != "all of it"
    store.add(store.create(), entry("new"))
    assert len(store.sessions()) == 1
    store.close()


def test_a_full_disk_is_told_and_room_helps(store: SessionStore) -> None:
    session = store.create()
    with store._database.writing() as db:
        db.execute("PRAGMA max_page_count = 40")
    with pytest.raises(StoreError, match="full") as caught:
        for _ in range(100):
            store.add(session, entry("long " * 2000))
    assert not isinstance(caught.value, StoreDamaged | StoreBusy)
    kept = len(store.entries(session))
    store.add(session, entry("and on"))
    assert len(store.entries(session)) == kept + 1


def test_a_folder_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError) as caught:
        SessionStore(tmp_path / "file" / "sessions.db").sessions()
    assert "\n" not in str(caught.value)


def test_another_program_that_holds_the_file_is_waited_for_but_not_for_ever(
    store: SessionStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.sessions.database._PATIENCE", 0.05)
    store.create()
    store.close()
    holder = sqlite3.connect(store.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert len(store.sessions()) == 1  # reading goes on
    with pytest.raises(StoreBusy, match="another program"):
        store.create()
    holder.execute("COMMIT")
    holder.close()
    assert store.create() == 2
