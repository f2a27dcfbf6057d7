"""What sort of file it is: by its first bytes where they tell, by its name where they do not."""

from __future__ import annotations

import io
import mimetypes
import zipfile
from enum import Enum, auto
from pathlib import Path

from neural.documents.office import DOCX, EPUB, NAMES, ODT, RTF
from neural.errors import DragomanError

READABLE = "PDF, DOCX, ODT, RTF, EPUB, HTML, Markdown and plain text can be read"


class Kind(Enum):
    """How a file is to be read. OFFICE goes with one of the MIME types that `neural.documents.office`
    reads."""

    PDF = auto()
    OFFICE = auto()
    HTML = auto()
    MARKDOWN = auto()
    PLAIN = auto()
    VERBATIM = auto()


_MARKDOWN = {".md", ".markdown", ".mdown", ".mkd"}
_HTML = {".html", ".htm", ".xhtml"}
# Programs and tables, whose lines are no wrapped prose.
_VERBATIM = {
    *(".c", ".cc", ".cpp", ".cs", ".css", ".go", ".h", ".java", ".js", ".kt", ".lua", ".php", ".pl", ".py", ".r"),
    *(".rb", ".rs", ".sh", ".sql", ".swift", ".ts", ".csv", ".tsv", ".json", ".jsonl", ".yaml", ".yml", ".toml"),
    *(".ini", ".cfg", ".conf", ".log", ".xml", ".srt"),
}
_ZIPPED = {".docx": DOCX, ".odt": ODT, ".epub": EPUB}
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The mark need not stand at the very start.
_PDF_WITHIN = 1024


def kind_of(data: bytes, path: Path) -> tuple[Kind, str]:
    """(kind, MIME type for OFFICE or ""). Raises DragomanError for an archive or an old office file."""
    suffix = path.suffix.lower()
    start = data[:_PDF_WITHIN].lstrip()
    if b"%PDF-" in data[:_PDF_WITHIN] or suffix == ".pdf":
        return Kind.PDF, ""
    if data.startswith(b"PK\x03\x04") or suffix in _ZIPPED:
        return Kind.OFFICE, _zipped(data, path)
    if data.startswith(b"{\\rtf"):
        return Kind.OFFICE, RTF
    if data.startswith(_OLD_OFFICE):
        raise DragomanError(str(path), "it is an old Word, Excel or PowerPoint file", "save it as DOCX or PDF")
    if suffix in _HTML or start[:15].lower().startswith((b"<!doctype html", b"<html")):
        return Kind.HTML, ""
    if suffix in _MARKDOWN:
        return Kind.MARKDOWN, ""
    return (Kind.VERBATIM if suffix in _VERBATIM else Kind.PLAIN), ""


def not_text(path: Path) -> DragomanError:
    """The error for a file whose bytes are no text, naming what it is where its name tells."""
    mime, _ = mimetypes.guess_type(path.name)
    what = {"image": "a picture", "audio": "a sound", "video": "a film"}.get((mime or "").split("/")[0], "binary data")
    return DragomanError(str(path), f"it is {what}, not text", READABLE)


def _zipped(data: bytes, path: Path) -> str:
    """The office format inside a zip archive, by what it holds. A broken archive is told by its name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype").decode("ascii", "replace").strip() if "mimetype" in names else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        named = _ZIPPED.get(path.suffix.lower())
        kind = NAMES[named] if named else "archive"
        raise DragomanError(
            str(path), f"this {kind} is damaged or cut short", "fetch it again, or export it anew"
        ) from error
    if "word/document.xml" in names:
        return DOCX
    if mime in (EPUB, ODT):
        return mime
    raise DragomanError(str(path), "it is an archive or an office file that holds no text document", READABLE)
