"""Pairs come the right way round, and a sentence is never on both sides of a split."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.corpora import translation
from neural.corpora.translation import (
    Pair,
    ValidationSplit,
    columns_from_name,
    direction_from_name,
    file_pairs,
    training_pairs,
    validation_pairs,
    write_pairs,
)
from neural.errors import DragomanError


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "translation"
    folder.mkdir()
    rows = "tatoeba\tThe dog.\tDer Hund.\nding\tdog\tHund\ntatoeba\tThe dog.\tDie Hündin.\n"
    (folder / "train.en-de.tsv.gz").write_bytes(gzip.compress(rows.encode()))
    (folder / "multi30k-train.en-de.tsv").write_text("A boat.\tEin Boot.\n", encoding="utf-8")
    (folder / "multi30k-val.en-de.tsv").write_text("A king.\tEin König.\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "columns"),
    [("news.en-de.tsv.gz", ["en", "de"]), ("a.b-c.fr-en.tsv", ["fr", "en"]), ("x.en-gsw.tsv", ["en", "gsw"])],
)
def test_columns_from_name(name: str, columns: list[str]) -> None:
    assert columns_from_name(Path("some.folder") / name) == columns


@pytest.mark.parametrize("name", ["pairs.tsv", "en-de.tsv", "x.en-de.jsonl", "x.en_de.tsv"])
def test_columns_that_a_name_does_not_tell(name: str) -> None:
    with pytest.raises(DragomanError, match="--columns"):
        columns_from_name(Path(name))


def test_both_directions_of_all_corpora(data_dir: Path) -> None:
    forth = list(training_pairs(data_dir, "en", "de"))
    assert forth[0] == Pair("The dog.", "Der Hund.", "tatoeba")
    assert [pair.corpus for pair in forth] == ["tatoeba", "ding", "tatoeba"]
    back = list(training_pairs(data_dir, "de", "en"))
    assert [(pair.target, pair.source, pair.corpus) for pair in back] == [
        (pair.source, pair.target, pair.corpus) for pair in forth
    ]


def test_named_corpora_only(data_dir: Path) -> None:
    assert [pair.source for pair in training_pairs(data_dir, "en", "de", ["ding"])] == ["dog"]
    whole = list(training_pairs(data_dir, "en", "de", {"multi30k-train", "ding"}))
    assert [(pair.corpus, pair.target) for pair in whole] == [("multi30k-train", "Ein Boot."), ("ding", "Hund")]
    with pytest.raises(DragomanError, match="corpus opus"):
        list(training_pairs(data_dir, "en", "de", ["ding", "opus"]))


def test_validation_pairs(data_dir: Path) -> None:
    assert list(validation_pairs(data_dir, "de", "en")) == [Pair("Ein König.", "A king.", "multi30k-val")]


def test_languages_that_are_not_there(data_dir: Path) -> None:
    with pytest.raises(DragomanError, match=r"from en to fr.*train\.en-fr\.tsv\.gz"):
        list(training_pairs(data_dir, "en", "fr"))
    path = data_dir / "translation" / "multi30k-val.en-de.tsv"
    with pytest.raises(DragomanError, match="no column fr"):
        list(file_pairs(path, "en", "fr"))


def test_given_columns_win_over_the_name(data_dir: Path) -> None:
    path = data_dir / "translation" / "multi30k-val.en-de.tsv"
    assert list(file_pairs(path, "es", "fr", ["fr", "es"], corpus="mine")) == [Pair("Ein König.", "A king.", "mine")]


def test_without_a_folder_the_hub_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, tuple[str, ...]]] = []

    def hub(name: str, split: str, columns: Sequence[str]) -> list[dict[str, str]]:
        asked.append((name, split, tuple(columns)))
        return [{"en": "A boat.", "de": "Ein Boot."}]

    monkeypatch.setattr(translation, "read_hub", hub)
    assert list(training_pairs(None, "de", "en")) == [Pair("Ein Boot.", "A boat.", "multi30k")]
    assert asked == [("bentrevett/multi30k", "train", ("en", "de"))]
    with pytest.raises(DragomanError, match="--data-dir"):
        list(training_pairs(None, "en", "fr"))
    with pytest.raises(DragomanError, match="--data-dir"):
        list(training_pairs(None, "en", "de", ["tatoeba"]))


def _split(pairs: list[Pair], size: int, seed: int) -> tuple[list[Pair], list[Pair]]:
    split = ValidationSplit(iter(pairs), size, seed)
    return [pair for pair in pairs if pair not in split], [pair for pair in pairs if pair in split]


PAIRS = st.lists(
    st.builds(
        Pair, st.sampled_from(["The dog.", "the  DOG.", "A cat.", "No.", "Yes.", "Hm."]), st.text("ab"), st.just("t")
    )
)


@given(PAIRS, st.integers(0, 12), st.integers(0, 3))
def test_split_keeps_every_pair_and_parts_by_sentence(pairs: list[Pair], size: int, seed: int) -> None:
    training, validation = _split(pairs, size, seed)
    assert len(validation) <= size
    assert sorted(map(repr, training + validation)) == sorted(map(repr, pairs))

    def sentences(side: list[Pair]) -> set[str]:
        return {" ".join(pair.source.lower().split()) for pair in side}

    assert not sentences(training) & sentences(validation)


@given(
    st.lists(st.builds(Pair, st.text("abc", min_size=1), st.text("xyz"), st.just("t")), max_size=20), st.integers(0, 9)
)
def test_split_is_the_same_in_both_directions_and_any_order(pairs: list[Pair], size: int) -> None:
    def texts(side: list[Pair]) -> list[str]:
        return sorted(f"{pair.source}|{pair.target}" for pair in side)

    _, validation = _split(pairs, size, seed=3)
    _, reordered = _split(pairs[::-1], size, seed=3)
    assert texts(validation) == texts(reordered)
    swapped = [Pair(pair.target, pair.source, pair.corpus, ("de", "en")) for pair in pairs]
    _, back = _split(swapped, size, seed=3)
    assert [(pair.target, pair.source) for pair in back] == [(pair.source, pair.target) for pair in validation]


def test_split_reaches_its_size_and_depends_on_the_seed() -> None:
    pairs = [Pair(f"Sentence {number}.", "x", "t") for number in range(200)]
    first = _split(pairs, 50, seed=1)[1]
    assert len(first) == 50
    assert first != _split(pairs, 50, seed=2)[1]


@given(PAIRS, st.integers(0, 12), st.integers(0, 3))
def test_split_can_be_made_again_from_the_validation_pairs_alone(pairs: list[Pair], size: int, seed: int) -> None:
    _, validation = _split(pairs, size, seed)
    again = ValidationSplit(validation, len(validation), seed)
    assert [pair for pair in pairs if pair in again] == validation


@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs"])), st.text("ab \t\n"))))
def test_pairs_written_come_back(tmp_path_factory: pytest.TempPathFactory, sides: list[tuple[str, str]]) -> None:
    pairs = [Pair(f"x {source}", f"y {target}", "own") for source, target in sides]
    folder = tmp_path_factory.mktemp("written")
    for name in ("back.de-en.tsv", "back.de-en.tsv.gz"):
        assert write_pairs(folder / name, iter(pairs)) == len(pairs)
        if pairs:
            found = list(file_pairs(folder / name, "de", "en", ["corpus", "de", "en"]))
            plain = [Pair(" ".join(p.source.split()), " ".join(p.target.split()), "own") for p in pairs]
            assert [Pair(p.source, p.target, p.corpus) for p in found] == plain
    assert {path.name for path in folder.iterdir()} == {"back.de-en.tsv", "back.de-en.tsv.gz"}


def test_pairs_broken_off_leave_no_file(tmp_path: Path) -> None:
    def broken() -> Iterator[Pair]:
        yield Pair("a", "b", "own")
        raise OSError("No space left on device")

    with pytest.raises(DragomanError, match="No space left"):
        write_pairs(tmp_path / "back.de-en.tsv.gz", broken())
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_for_one_direction() -> None:
    assert direction_from_name(Path("back.de-en.tsv.gz"), [("en", "de"), ("de", "en")]) == ("de", "en")
    with pytest.raises(DragomanError, match="its pairs are from de to en"):
        direction_from_name(Path("back.de-en.tsv.gz"), [("en", "de")])
