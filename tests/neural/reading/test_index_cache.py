"""Kept indexes: the same as made anew, private, whole or not there, and never in the way."""

from __future__ import annotations

import errno
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.documents.document import Document
from neural.documents.opening import open_document
from neural.documents.packing import pack_document, unpack_document
from neural.documents.segment import Block, Contents, compose
from neural.reading import index_cache
from neural.reading.index import DocumentIndex
from neural.reading.index_cache import IndexCache, cache_folder, entry_key, fingerprint
from neural.reading.reader import Reader
from tests.neural.reading.own import PASSAGES, trained_reader

QUESTION = "Who built the mill?"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return trained_reader().reader


@pytest.fixture
def index(reader: Reader, tmp_path: Path) -> DocumentIndex:
    path = tmp_path / "a.md"
    path.write_text("# The mill\n\n" + PASSAGES["The mill"][0] + "\n\n## Bees\n\n" + PASSAGES["The bees"][0], "utf-8")
    made = reader.index(open_document(path))
    assert made is not None
    return made


@pytest.fixture
def cache(tmp_path: Path) -> IndexCache:
    return IndexCache(tmp_path / "cache")


def only_file(cache: IndexCache) -> Path:
    assert cache.folder is not None
    (file,) = cache.folder.iterdir()
    return file


def test_a_kept_index_answers_as_the_one_that_was_made(
    reader: Reader, index: DocumentIndex, cache: IndexCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.keep("k", index)
    entry = cache.find("k", "b.md", "/elsewhere/b.md")
    assert entry is not None
    document = entry.document
    assert (document.name, document.path) == ("b.md", "/elsewhere/b.md")
    assert document.text == index.document.text and document.sentences == index.document.sentences
    assert document.outline == index.document.outline and document.digest == index.document.digest
    monkeypatch.setattr(reader.model, "write", None)  # nothing is encoded anew
    kept = entry.assemble(reader.vocabulary)
    assert np.array_equal(kept.slots.keys_SD.numpy(), index.slots.keys_SD.numpy())
    for question in (QUESTION, "How far do the bees fly?", "What does the heading say?"):
        fresh, again = reader.ask(question, [index]), reader.ask(question, [kept])
        assert (fresh.answer, fresh.start, fresh.confidence) == (again.answer, again.start, again.confidence)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such modes")
def test_only_the_user_may_read_it(index: DocumentIndex, cache: IndexCache) -> None:
    cache.keep("k", index)
    assert cache.folder is not None
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(cache).stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["cut short", "emptied", "a bit turned", "something else"])
def test_damaged_entries_are_passed_over_and_made_anew(index: DocumentIndex, cache: IndexCache, damage: str) -> None:
    cache.keep("k", index)
    file = only_file(cache)
    data = bytearray(file.read_bytes())
    if damage == "a bit turned":
        data[-100] ^= 4
    file.write_bytes(
        {"cut short": data[: len(data) // 2], "emptied": b"", "something else": b"x" * 900}.get(damage, data)
    )
    assert cache.find("k", "a", "/a") is None
    assert not file.exists()
    cache.keep("k", index)
    assert cache.find("k", "a", "/a") is not None


def test_a_full_disk_is_no_error(index: DocumentIndex, cache: IndexCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for step in ("save_file", "os.replace"):
        with monkeypatch.context() as patched:
            patched.setattr(f"neural.reading.index_cache.{step}", full)
            cache.keep("k", index)
        assert cache.folder is not None
        assert list(cache.folder.iterdir()) == []
    blocked = IndexCache(Path(__file__) / "below a file")
    blocked.keep("k", index)
    assert blocked.find("k", "a", "/a") is None


def test_the_longest_unused_goes_first(index: DocumentIndex, tmp_path: Path) -> None:
    cache = IndexCache(tmp_path / "cache")
    cache.keep("a", index)
    size = only_file(cache).stat().st_size
    cache = IndexCache(cache.folder, most_bytes=2 * size)
    cache.keep("b", index)
    assert cache.folder is not None
    for age, name in enumerate(("b", "a")):
        index_cache.os.utime(cache.folder / f"{name}.index", (age, age))
    assert cache.find("b", "b", "/b") is not None  # b is used once more
    cache.keep("c", index)
    assert {file.stem for file in cache.folder.iterdir()} == {"b", "c"}
    cache.clear()
    assert list(cache.folder.iterdir()) == []


def test_keys_tell_apart_what_matters() -> None:
    keys = {
        entry_key("d", ".txt", "m"),
        entry_key("e", ".txt", "m"),
        entry_key("d", ".md", "m"),
        entry_key("d", ".txt", "n"),
    }
    assert len(keys) == 4
    assert entry_key("d", ".TXT", "m") in keys


def test_another_model_has_another_fingerprint(tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "model.safetensors"):
        (tmp_path / name).write_text(name)
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    (tmp_path / "model.safetensors").write_text("trained on")
    index_cache.os.utime(tmp_path / "model.safetensors", (1, 1))
    assert fingerprint(tmp_path) != before


def test_it_can_be_moved_and_switched_off(monkeypatch: pytest.MonkeyPatch, index: DocumentIndex) -> None:
    monkeypatch.setenv("DRAGOMAN_CACHE", "/somewhere")
    assert cache_folder() == Path("/somewhere")
    monkeypatch.delenv("DRAGOMAN_CACHE")
    assert cache_folder() is not None
    monkeypatch.setenv("DRAGOMAN_CACHE", "off")
    assert cache_folder() is None
    nothing = IndexCache(None)
    nothing.keep("k", index)
    nothing.clear()
    assert nothing.find("k", "a", "/a") is None


BLOCKS = st.lists(
    st.builds(
        Block,
        text=st.text(st.sampled_from("aB. é🙂中1!"), max_size=30),
        kind=st.sampled_from(["prose", "heading", "item", "verbatim"]),
        page=st.one_of(st.none(), st.integers(1, 4)),
        level=st.integers(1, 6),
    ),
    max_size=6,
)


@given(BLOCKS)
def test_any_document_survives_packing(blocks: list[Block]) -> None:
    document: Document = compose(Contents(blocks, 4), name="n", path="/p", digest="d")
    assert unpack_document(pack_document(document), "n", "/p") == document
