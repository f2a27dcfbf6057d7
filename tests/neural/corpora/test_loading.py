"""Rows come out as they stand in the file, and each way a file can be wrong is said in one line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neural.corpora.loading import read_hub, read_json_lines, read_pairs
from neural.errors import DragomanError

COLUMNS = ("en", "de")


def write(path: Path, data: str | bytes) -> Path:
    raw = data.encode() if isinstance(data, str) else data
    path.write_bytes(gzip.compress(raw) if path.suffix == ".gz" else raw)
    return path


def failure(path: Path) -> str:
    reader = read_pairs(path, COLUMNS) if ".tsv" in path.name else read_json_lines(path, ("id",))
    with pytest.raises(DragomanError) as caught:
        list(reader)
    message = str(caught.value)
    assert "\n" not in message
    assert path.name in message
    return message


@pytest.mark.parametrize("name", ["pairs.tsv", "pairs.tsv.gz", "[odd] name*.tsv", "[odd] folder/a*.tsv.gz"])
def test_fields_are_the_strings_they_are(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    path = write(tmp_path / name, 'NA\tnull\n1.50\t007\n"a\t b "\n\n\ttrue\r\n2020-01-01\tx\u2028y\n')
    assert [tuple(row.values()) for row in read_pairs(path, COLUMNS)] == [
        ("NA", "null"),
        ("1.50", "007"),
        ('"a', ' b "'),
        ("", "true"),
        ("2020-01-01", "x\u2028y"),
    ]


def test_byte_order_mark_is_no_part_of_the_first_field(tmp_path: Path) -> None:
    path = write(tmp_path / "pairs.tsv", "\ufeffdog\tHund\n")
    assert next(read_pairs(path, COLUMNS)) == {"en": "dog", "de": "Hund"}


@settings(max_examples=15, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            *[st.text(st.characters(exclude_characters="\t\n\r\ufeff", exclude_categories=["Cs"]), max_size=20)] * 2
        ),
        min_size=1,
        max_size=5,
    ).filter(lambda rows: all(any(not field.isspace() and field for field in row) for row in rows))
)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.mktemp("rows") / "pairs.tsv.gz"
    write(path, "".join(f"{a}\t{b}\n" for a, b in rows))
    assert [tuple(row.values()) for row in read_pairs(path, COLUMNS)] == rows


def test_reading_a_local_file_opens_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", connect)
    monkeypatch.setattr("socket.getaddrinfo", connect)
    monkeypatch.setattr("datasets.load.get_session", connect)
    path = write(tmp_path / "pairs.tsv", "dog\tHund\n")
    assert list(read_pairs(path, COLUMNS)) == [{"en": "dog", "de": "Hund"}]


def test_missing_file_and_folder_are_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(DragomanError, match="no such file"):
        read_pairs(tmp_path / "none.tsv", COLUMNS)
    with pytest.raises(DragomanError, match="folder"):
        read_json_lines(tmp_path, ())


@pytest.mark.parametrize("name", ["a.tsv", "a.tsv.gz", "a.jsonl", "a.jsonl.gz"])
@pytest.mark.parametrize("data", ["", "\n\n \n"])
def test_empty_file(tmp_path: Path, name: str, data: str) -> None:
    assert "empty" in failure(write(tmp_path / name, data))


@pytest.mark.parametrize("row", ["one", "one\ttwo\tthree"])
def test_wrong_number_of_columns_names_the_line(tmp_path: Path, row: str) -> None:
    message = failure(write(tmp_path / "a.tsv.gz", f"dog\tHund\n\n{row}\n"))
    assert "line 3" in message
    assert "expected 2 columns (en, de)" in message


@pytest.mark.parametrize("name", ["a.tsv.gz", "a.jsonl"])
def test_other_encodings_are_refused(tmp_path: Path, name: str) -> None:
    assert "not UTF-8" in failure(write(tmp_path / name, "Brücke\tpont\n".encode("latin-1")))


@pytest.mark.parametrize("name", ["a.tsv.gz", "a.jsonl.gz"])
def test_truncated_gzip(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    rows = "".join(json.dumps({"id": number}) + "\n" for number in range(5000)) if "json" in name else "a\tb\n" * 5000
    whole = gzip.compress(rows.encode())
    path.write_bytes(whole[: len(whole) // 2])
    assert "ends too soon" in failure(path)


def test_gzip_in_name_only_and_damaged_gzip(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv.gz"
    path.write_bytes(b"dog\tHund\n")
    assert "not whole gzip" in failure(path)
    damaged = bytearray(gzip.compress(b"dog\tHund\n" * 100))
    damaged[-6] ^= 0xFF  # the checksum
    path.write_bytes(bytes(damaged))
    assert "not whole gzip" in failure(path)


def test_archive_with_brackets_in_its_name(tmp_path: Path) -> None:
    assert "rename" in failure(write(tmp_path / "[odd].tsv.gz", "dog\tHund\n"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": 1', "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        ('{"x": 1}', "no field id"),
    ],
)
def test_bad_json_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    message = failure(write(tmp_path / "a.jsonl.gz", f'{{"id": 0}}\n{line}\n{{"id": 2}}\n'))
    assert "line 2" in message
    assert reason in message


def test_json_rows_keep_their_types_and_only_their_own_fields(tmp_path: Path) -> None:
    rows = [{"id": "2020-01-01", "n": 1}, {"id": "x", "answers": {"text": []}}, {"id": 3, "n": None}]
    path = write(tmp_path / "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    assert list(read_json_lines(path, ("id",))) == rows


class TestHub:
    """The hub is played by a local folder: `datasets` loads both by the same call."""

    @pytest.fixture
    def hub(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
        import datasets

        monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
        folder = tmp_path / "somebody"
        folder.mkdir()
        write(
            folder / "train.jsonl",
            '{"en": "dog", "de": "Hund", "extra": 1}\n{"en": "cat", "de": "Katze", "extra": 2}\n',
        )
        return str(folder)

    def test_only_the_columns_asked_for_and_nothing_is_kept(self, hub: str, tmp_path: Path) -> None:
        assert list(read_hub(hub, "train", ("en", "de"))) == [
            {"en": "dog", "de": "Hund"},
            {"en": "cat", "de": "Katze"},
        ]
        assert not list(tmp_path.rglob("*.arrow"))

    def test_rows_are_read_only_as_they_are_asked_for(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import datasets

        given = 0

        def endless() -> Iterator[dict[str, str]]:
            nonlocal given
            while True:
                given += 1
                yield {"en": f"dog {given}", "de": "Hund"}

        def load(*_: object, streaming: bool = False, **__: object) -> object:
            assert streaming
            return datasets.IterableDataset.from_generator(endless)

        monkeypatch.setattr(datasets, "load_dataset", load)
        monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
        rows = read_hub("somebody/endless", "train", ("en",))
        assert [next(rows) for _ in range(3)][2].keys() == {"en"}
        assert given < 10

    def test_a_network_that_fails_halfway_points_to_data_dir(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import datasets

        def breaks_off() -> Iterator[dict[str, str]]:
            yield {"en": "dog"}
            raise ConnectionError("Connection reset by peer")

        monkeypatch.setattr(
            datasets, "load_dataset", lambda *_, **__: datasets.IterableDataset.from_generator(breaks_off)
        )
        rows = read_hub("somebody/broken", "train", ("en",))
        assert next(rows) == {"en": "dog"}
        with pytest.raises(DragomanError, match=r"cannot be reached.*--data-dir"):
            list(rows)

    def test_missing_column_and_split(self, hub: str) -> None:
        with pytest.raises(DragomanError, match=r"no column fr.*--data-dir"):
            read_hub(hub, "train", ("en", "fr"))
        with pytest.raises(DragomanError, match=r"did not deliver.*--data-dir"):
            read_hub(hub, "test", ("en",))

    def test_offline_points_to_data_dir(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import datasets

        monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
        with pytest.raises(DragomanError, match=r"cannot be reached.*--data-dir"):
            read_hub("nobody/no-such-data-set", "train", ("en",))
