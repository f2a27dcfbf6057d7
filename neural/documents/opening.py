"""Opening a document: any file that holds text to a `Document`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from neural.documents.document import Document
from neural.documents.encoding import decode
from neural.documents.kinds import READABLE, Kind, kind_of, not_text
from neural.documents.markup import markdown_blocks
from neural.documents.office import html_blocks, office_blocks
from neural.documents.paged import pdf_contents
from neural.documents.plain import plain_contents
from neural.documents.segment import Contents, Progress, compose
from neural.errors import DragomanError

MAX_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Source:
    """A file as it was read: where it is, its bytes, and their SHA-256 in hex."""

    path: Path
    data: bytes = field(repr=False)
    digest: str


def read_source(path: Path | str) -> Source:
    """The file at `path`, which may begin with `~` or be a `file://` URL.

    Raises DragomanError for a file that is missing, a folder, empty, too large or not allowed.
    """
    path = locate(path)
    data = _read(path)
    return Source(path, data, hashlib.sha256(data).hexdigest())


def open_document(source: Source | Path | str, progress: Progress | None = None) -> Document:
    """The document in a file.

    `progress` is called as (task, done, total) with the tasks "reading" and "sentences"; total is None while
    it is not known. Raises DragomanError as `read_source` does, and for what is damaged, locked, or without text.
    """
    if not isinstance(source, Source):
        source = read_source(source)
    if progress is not None:
        progress("reading", 0, None)
    path = source.path
    contents = _contents(source.data, path)
    document = compose(contents, name=path.name, path=str(path), digest=source.digest, progress=progress)
    if not document.sentences:
        raise _no_text(path, contents.pages)
    return document


def document_from_text(text: str, name: str) -> Document:
    """A document of text that is in no file, such as text from a pipe. Raises DragomanError where there is
    none."""
    data = text.encode("utf-8", "replace")
    document = compose(plain_contents(text), name=name, path="", digest=hashlib.sha256(data).hexdigest())
    if not document.sentences:
        raise DragomanError(name, "there is no text in it", "give some text")
    return document


def locate(path: Path | str) -> Path:
    """The absolute path that a user means by `path`: `~` and `file://` resolved, the quotes of a dropped path
    taken off."""
    text = str(path).strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if text.startswith("file:/"):
        # Path("file:///x") has already lost two of the slashes.
        text = url2pathname(unquote(urlsplit(text).path)) if "%" in text else urlsplit(text).path
    found = Path(text).expanduser()
    if not found.exists() and "\\ " in text:
        found = Path(text.replace("\\ ", " ")).expanduser()
    return found.absolute()


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DragomanError(str(path), "it is a folder, not a file", "name a file in it")
        with path.open("rb") as file:  # a pipe and a device have no size beforehand
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise DragomanError(str(path), f"it is larger than {MAX_BYTES >> 20} MB", "open a part of it")
    except FileNotFoundError as error:
        raise DragomanError(str(path), "there is no such file", "check the path") from error
    except PermissionError as error:
        raise DragomanError(str(path), "you may not read it", "change its permissions or copy it") from error
    except OSError as error:
        raise DragomanError(str(path), f"it cannot be read ({error.strerror or error})", "check the path") from error
    if not data.strip():
        raise DragomanError(str(path), "the file is empty", "choose another file")
    return data


def _contents(data: bytes, path: Path) -> Contents:
    kind, mime = kind_of(data, path)
    if kind is Kind.PDF:
        return pdf_contents(data, path)
    if kind is Kind.OFFICE:
        return Contents(office_blocks(data, mime, path))
    if kind is Kind.HTML:
        return Contents(html_blocks(data, path))
    text = decode(data)
    if text is None:
        raise not_text(path)
    if kind is Kind.MARKDOWN:
        return Contents(markdown_blocks(text))
    return plain_contents(text, verbatim=kind is Kind.VERBATIM)


def _no_text(path: Path, pages: int) -> DragomanError:
    if pages:
        return DragomanError(
            str(path),
            f"there is no text on its {pages} page{'s' * (pages > 1)}, as in a scan",
            "run text recognition over it first",
        )
    return DragomanError(str(path), "there is no text in it", READABLE)
