"""Indexes on disk: a document that was read once opens again at once.

One file an entry, named by what it depends on: the document's bytes, the way its kind of file is read, the model, and
`FORMAT`. Entries are whole or not there: they are written beside and renamed, and carry a checksum. Whatever goes wrong
with the cache, the document is read again; a user hears nothing of it.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import platformdirs
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from neural.documents.document import Document
from neural.documents.packing import pack_document, unpack_document
from neural.reading.index import DocumentIndex, assemble_index
from neural.reading.memory import Slots
from neural.reading.passages import Passages
from neural.reading.token_table import TokenTable
from neural.reading.vocabulary import Vocabulary

FORMAT = 1
"""To be raised whenever files are read, cut, tokenised or encoded in another way."""
ENVIRONMENT = "DRAGOMAN_CACHE"
"""Names another folder for the cache, or is "off"."""
MOST_BYTES = 512 * 1024 * 1024

_SUFFIX = ".index"
_CHECKSUM = "checksum"


class Entry(NamedTuple):
    """What an index is made of."""

    document: Document
    passages: Passages
    slots: Slots

    def assemble(self, vocabulary: Vocabulary) -> DocumentIndex:
        """The index, ready for questions."""
        return assemble_index(self.document, vocabulary, self.passages, self.slots)


def cache_folder() -> Path | None:
    """Where indexes are kept; None where $DRAGOMAN_CACHE is "off"."""
    named = os.environ.get(ENVIRONMENT, "")
    if named.lower() in ("off", "0", "no", "false"):
        return None
    return Path(named).expanduser() if named else platformdirs.user_cache_path("dragoman") / "indexes"


class IndexCache:
    """A folder of indexes of at most `most_bytes`; those that were not used for longest go first."""

    def __init__(self, folder: Path | None, most_bytes: int = MOST_BYTES) -> None:
        """`folder` None: nothing is kept."""
        self.folder, self._most_bytes = folder, most_bytes

    def find(self, key: str, name: str, path: str) -> Entry | None:
        """The entry for a document that is called `name` now and lies at `path`; None where there is no sound one."""
        if self.folder is None:
            return None
        file = self.folder / (key + _SUFFIX)
        try:
            if not file.is_file():
                return None
            entry = _unpacked(_read(file), name, path)
            os.utime(file)
        except (SafetensorError, OSError, KeyError, ValueError, TypeError, IndexError):
            with contextlib.suppress(OSError):
                file.unlink()
            return None
        return entry

    def keep(self, key: str, index: DocumentIndex) -> None:
        """Stores `index`. Where that is not possible, on a full disk say, nothing happens."""
        if self.folder is None:
            return
        temporary = None
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            handle, temporary = tempfile.mkstemp(prefix=".", suffix=".writing", dir=self.folder)  # with mode 0600
            os.close(handle)
            arrays = _packed(index)
            save_file(arrays, temporary, metadata={_CHECKSUM: str(_checksum(arrays))})
            os.replace(temporary, self.folder / (key + _SUFFIX))
            self._make_room()
        except (SafetensorError, OSError):
            with contextlib.suppress(OSError):
                if temporary is not None:
                    Path(temporary).unlink()

    def clear(self) -> None:
        """Forgets all."""
        for file, _ in self._files():
            file.unlink(missing_ok=True)

    def _make_room(self) -> None:
        files = sorted(self._files(), key=lambda found: found[1].st_mtime, reverse=True)
        held = 0
        for file, status in files:
            held += status.st_size
            if held > self._most_bytes:
                file.unlink(missing_ok=True)

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        if self.folder is None:
            return []
        found = []
        for file in self.folder.glob("*" + _SUFFIX):
            with contextlib.suppress(OSError):  # another process may have deleted it
                found.append((file, file.stat()))
        return found


def entry_key(digest: str, suffix: str, model: str) -> str:
    """The name of an entry: `digest` of the file's bytes, `suffix` of its name, `model`'s fingerprint."""
    return hashlib.sha256("\n".join((str(FORMAT), digest, suffix.lower(), model)).encode()).hexdigest()


def fingerprint(checkpoint: Path) -> str:
    """SHA-256 of all of a checkpoint that its slots depend on."""
    names = ("config.json", "tokenizer.json", "model.safetensors")
    files = tuple(checkpoint / name for name in names)
    return _hash_of(files, tuple(file.stat().st_mtime_ns for file in files))


@lru_cache(maxsize=4)
def _hash_of(files: tuple[Path, ...], _changed: tuple[int, ...]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _packed(index: DocumentIndex) -> dict[str, NDArray[np.generic]]:
    tokens = index.passages.tokens
    return {
        **pack_document(index.document),
        "starts": tokens.starts_N,
        "lengths": tokens.lengths_N.astype(np.uint16),  # no sentence has more characters
        "words": tokens.words_N,
        "rows": tokens.rows_VC,
        "firsts": tokens.firsts,
        "windows": index.passages.windows,
        "keys": index.slots.keys_SD.numpy(),
        "values": index.slots.values_SD.numpy(),
    }


def _unpacked(arrays: dict[str, NDArray[np.generic]], name: str, path: str) -> Entry:
    tokens = TokenTable(
        starts_N=arrays["starts"].astype(np.int32, copy=False),
        lengths_N=arrays["lengths"].astype(np.int32),
        words_N=arrays["words"].astype(np.int32, copy=False),
        rows_VC=arrays["rows"].astype(np.int64, copy=False),
        firsts=arrays["firsts"].astype(np.int64, copy=False),
    )
    passages = Passages(tokens, arrays["windows"].astype(np.int64, copy=False))
    slots = Slots(torch.from_numpy(arrays["keys"]), torch.from_numpy(arrays["values"]))
    return Entry(unpack_document(arrays, name, path), passages, slots)


def _read(file: Path) -> dict[str, NDArray[np.generic]]:
    """The arrays of an entry. Raises ValueError where they are not those that were written."""
    with safe_open(file, framework="np") as stored:
        arrays = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118  # it is no dictionary
        if (stored.metadata() or {}).get(_CHECKSUM) != str(_checksum(arrays)):
            raise ValueError("damaged")
    return arrays


def _checksum(arrays: dict[str, NDArray[np.generic]]) -> int:
    total = 0
    for name in sorted(arrays):
        content = np.ascontiguousarray(arrays[name]).reshape(-1).view(np.uint8)
        total = zlib.crc32(content.data, zlib.crc32(name.encode(), total))
    return total
