"""One way into a data set: rows of a local file, or rows of a Hugging Face data set, as plain dictionaries.

Both go through `datasets`, which unpacks gzip on the fly and reads a chunk at a time, so that a file of any
size costs little memory. Lines are split into columns here and not by its CSV and JSON builders, because
those guess: a short row is filled up, a long one loses its first column, and a column of dates stops being
text.
"""

from __future__ import annotations

import glob
import json
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from neural.errors import DragomanError

CHUNK_CHARACTERS = 1 << 20
ROWS_AT_ONCE = 1000
OFFLINE = "the Hugging Face hub cannot be reached"
ASK_FOR_ANOTHER = "give a file laid out as the documentation says"


def read_pairs(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a `.tsv` or `.tsv.gz` file without header and quoting, as column → text.

    Every field comes out as the string it is: "NA", "null", numbers and quotes included. Blank lines are
    passed over. Raises DragomanError at once for a file that is missing or no file, and while rows are read
    for one that is empty, not gzip, cut short, not UTF-8, or has a row of another number of columns (with its
    line number).
    """
    _require_file(path)
    return _split_rows(path, tuple(columns))


def read_json_lines(path: Path, required: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The objects of a `.jsonl` or `.jsonl.gz` file, one a line; each must have all the `required` fields.

    Raises DragomanError as `read_pairs` does, and with the line number for a line that is no JSON object or
    lacks a field.
    """
    _require_file(path)
    return _parse_objects(path, tuple(required))


def read_hub(
    name: str, split: str, columns: Sequence[str], configuration: str | None = None
) -> Iterator[dict[str, Any]]:
    """The rows of data set `name` on the Hugging Face hub, only `columns`, as they come over the network.

    Nothing is kept, neither in memory nor on disk, so that a data set may be larger than both; without a network, what
    an earlier `datasets.load_dataset` left in its cache will do. Raises DragomanError, naming `--data-dir` as the way
    out, where the hub does not answer, at once or halfway, does not know the data set, or the data set lacks the split
    or a column.
    """
    where = f"data set {name} ({split})"
    with _hub_errors(where):
        rows = _open_hub(name, configuration, split)
        found = rows.column_names or list(next(iter(rows), {}))  # a stream of JSON lines knows its columns by looking
    missing = [column for column in columns if column not in found]
    if missing:
        raise DragomanError(
            where,
            f"it has no column {', '.join(missing)}, only {', '.join(found)}",
            "name another data set, or give a folder of local files with --data-dir",
        )
    return _hub_rows(rows.select_columns(list(columns)), where)


def _open_hub(name: str, configuration: str | None, split: str) -> Any:
    try:
        return _datasets().load_dataset(name, configuration, split=split, streaming=True)
    except Exception as error:
        if _hub_reason(error) != OFFLINE:
            raise
        return _datasets().load_dataset(name, configuration, split=split)


def _hub_rows(rows: Any, where: str) -> Iterator[dict[str, Any]]:
    with _hub_errors(where):
        yield from rows


@contextmanager
def _hub_errors(where: str) -> Iterator[None]:
    try:
        yield
    # The hub's client lets errors of several HTTP libraries through; whatever it is, the way out is the same.
    except Exception as error:
        raise DragomanError(where, _hub_reason(error), "give a folder of local files with --data-dir") from error


def _datasets() -> Any:
    """The library, which takes a second to import, kept from reporting to its makers what is read."""
    import datasets

    datasets.config.HF_UPDATE_DOWNLOAD_COUNTS = False
    return datasets


def _hub_reason(error: Exception) -> str:
    from datasets.exceptions import DatasetNotFoundError

    offline = ("connection", "offline", "timeout", "timed out", "reach", "resolve")
    trail = f"{type(error).__name__} {error} {error.__cause__} {error.__context__}".lower()
    if any(word in trail for word in offline):
        return OFFLINE
    if isinstance(error, DatasetNotFoundError):
        return "the Hugging Face hub has no such data set, or it is private"
    return f"the Hugging Face hub did not deliver it ({error})"


def _require_file(path: Path) -> None:
    if path.is_dir():
        raise DragomanError(str(path), "it is a folder, not a file", "name a file in it")
    if not path.is_file():
        raise DragomanError(str(path), "there is no such file", "check the path or --data-dir")


def _split_rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for number, line in _lines(path):
        fields = line.split("\t")
        if len(fields) != len(columns):
            raise DragomanError(
                f"{path}, line {number}",
                f"expected {len(columns)} columns ({', '.join(columns)}), found {len(fields)}",
                "columns are parted by one tab and there is no header",
            )
        yield dict(zip(columns, fields, strict=True))


def _parse_objects(path: Path, required: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    for number, line in _lines(path):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise DragomanError(
                f"{path}, line {number}", f"it is not JSON ({error})", "each line must be one JSON object"
            ) from error
        if not isinstance(row, dict):
            raise DragomanError(
                f"{path}, line {number}", "it is not a JSON object", "each line must be one JSON object"
            )
        missing = [field for field in required if field not in row]
        if missing:
            raise DragomanError(f"{path}, line {number}", f"it has no field {', '.join(missing)}", ASK_FOR_ANOTHER)
        yield row


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that hold anything, with their numbers from 1."""
    found = False
    for number, line in enumerate(_raw_lines(path), start=1):
        text = line.removeprefix("\ufeff") if number == 1 else line
        if text and not text.isspace():
            found = True
            yield number, text
    if not found:
        raise DragomanError(str(path), "the file is empty", ASK_FOR_ANOTHER)


def _raw_lines(path: Path) -> Iterator[str]:
    try:
        with TemporaryDirectory() as scratch:
            rows = _datasets().load_dataset(
                "text",
                data_files=glob.escape(str(path)),  # a path is a pattern to `datasets`
                split="train",
                streaming=True,
                chunksize=CHUNK_CHARACTERS,
                cache_dir=scratch,  # it writes lock files even where it keeps nothing
            )
            for batch in rows.iter(batch_size=ROWS_AT_ONCE):
                yield from batch["text"]
    except UnicodeDecodeError as error:
        raise DragomanError(
            str(path), "it is not UTF-8 text", "convert it, for example with: iconv -t UTF-8"
        ) from error
    except EOFError as error:
        raise DragomanError(str(path), "the gzip data ends too soon", "fetch or copy the file again") from error
    except (OSError, zlib.error) as error:
        raise _unreadable(path, error) from error
    except ValueError as error:  # `datasets` puts the name into an address to look inside the archive
        raise DragomanError(str(path), "a name like this cannot be opened", "rename it without brackets") from error


def _unreadable(path: Path, error: Exception) -> DragomanError:
    if isinstance(error, PermissionError):
        return DragomanError(str(path), "you may not read it", "change its permissions")
    if path.suffix == ".gz":
        return DragomanError(
            str(path), f"it is not whole gzip data ({error})", "drop .gz from its name or fetch it again"
        )
    return DragomanError(str(path), f"it cannot be read ({error})", "check the path")
