from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.corpora.translation import Pair
from neural.errors import DragomanError
from neural.seq2seq.batches import encode_pairs
from neural.seq2seq.store import PairStore, build_store
from tests.toy import PAIRS, toy_translator

TOKENIZER = toy_translator().tokenizer
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(TEXT, TEXT), max_size=12), st.integers(1, 5))
def test_what_is_stored_is_what_was_encoded(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str]], at_once: int
) -> None:
    folder = tmp_path_factory.mktemp("store") / "pairs"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("neural.seq2seq.store.AT_ONCE", at_once)
        pairs = [Pair(s, t, "own") for s, t in texts]
        store = build_store(folder, pairs, TOKENIZER, longest=80)
        expected = [pair for pair in encode_pairs(TOKENIZER, pairs, 80) if pair is not None]
        assert store.pairs(range(len(store))) == expected
        assert store.lengths(0, len(store)).tolist() == [[len(s), len(t)] for s, t in expected]
        assert store.corpora == ({"own": len(expected)} if expected else {})
        assert PairStore(folder).pairs(reversed(range(len(store)))) == expected[::-1]


@pytest.mark.parametrize("name", ["ids.bin", "lengths.bin", "store.json"])
def test_a_damaged_store_is_told(tmp_path: Path, name: str) -> None:
    build_store(tmp_path / "store", PAIRS, TOKENIZER, longest=80)
    path = tmp_path / "store" / name
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(DragomanError, match="it is damaged"):
        PairStore(tmp_path / "store")


def test_a_store_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    build_store(tmp_path / "store", PAIRS, TOKENIZER, longest=80)

    def broken() -> object:
        yield PAIRS[0]
        raise OSError(28, "No space left on device")

    with pytest.raises(DragomanError, match="No space left"):
        build_store(tmp_path / "store", broken(), TOKENIZER, longest=80)  # type: ignore[arg-type]
    assert len(PairStore(tmp_path / "store")) == len(PAIRS)
    assert [path.name for path in tmp_path.iterdir()] == ["store"]
