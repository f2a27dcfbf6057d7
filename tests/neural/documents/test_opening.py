"""Every file opens or says in one line why it does not."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from neural.documents import opening
from neural.documents.opening import document_from_text, locate, open_document
from neural.errors import DragomanError
from tests.neural.documents.files import archive, docx, epub, page, pdf

WORDS = page("The bridge was built in 1990.")


def failure(path: Path | str) -> str:
    with pytest.raises(DragomanError) as caught:
        open_document(path)
    message = str(caught.value)
    assert "\n" not in message
    assert Path(str(path)).name in message
    assert caught.value.remedy
    return message


def half(path: Path) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def test_what_a_document_holds(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes("Café\r\nnoir. It's good.\r\n".encode("cp1252"))
    document = open_document(path)
    assert (document.name, document.path) == ("notes.txt", str(path))
    assert document.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.text == "Café\nnoir. It's good."
    assert document.page_starts == ()
    assert document.word_count == 4


def test_the_name_need_not_tell_the_truth(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_bytes(b"\n\n" + pdf([WORDS]))
    assert open_document(path).page_starts == (0,)
    docx(path, "<w:p><w:r><w:t>Hello.</w:t></w:r></w:p>")
    assert open_document(path).text == "Hello."


def test_progress_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("# Hi\n\nThere.", encoding="utf-8")
    calls: list[tuple[str, int, int | None]] = []
    open_document(path, lambda *call: calls.append(call))
    assert calls[0] == ("reading", 0, None)
    assert calls[-1] == ("sentences", 2, 2)


class TestFailures:
    def test_missing_folder_and_empty(self, tmp_path: Path) -> None:
        assert "no such file" in failure(tmp_path / "none.pdf")
        assert "folder" in failure(tmp_path)
        (tmp_path / "empty.pdf").write_bytes(b" \n")
        assert "the file is empty" in failure(tmp_path / "empty.pdf")

    def test_not_permitted(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "secret.txt"
        path.write_text("Hello.", encoding="utf-8")

        def refuse(self: Path, *_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied", str(self))

        monkeypatch.setattr(Path, "open", refuse)
        assert "you may not read it" in failure(path)

    def test_too_large(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "MAX_BYTES", 1 << 20)
        path = tmp_path / "large.txt"
        path.write_bytes(b"x" * ((1 << 20) + 1))
        assert "larger than 1 MB" in failure(path)

    def test_a_device_without_end_is_too_large(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "MAX_BYTES", 1 << 20)
        assert "larger than" in failure("/dev/zero")

    @pytest.mark.parametrize(
        ("name", "what"), [("a.png", "a picture"), ("a.mp3", "a sound"), ("a.bin", "binary data"), ("a", "binary data")]
    )
    def test_binary_data(self, tmp_path: Path, name: str, what: str) -> None:
        (tmp_path / name).write_bytes(random.Random(1).randbytes(2000))
        assert what in failure(tmp_path / name)

    def test_pictures_only(self, tmp_path: Path) -> None:
        path = tmp_path / "scan.pdf"
        path.write_bytes(pdf([[], []]))
        assert "no text on its 2 pages" in failure(path)
        (tmp_path / "blank.md").write_text("---\n\n<!-- nothing -->\n", encoding="utf-8")
        assert "no text" in failure(tmp_path / "blank.md")

    def test_locked_pdf(self, tmp_path: Path) -> None:
        path = tmp_path / "locked.pdf"
        path.write_bytes(pdf([WORDS], locked=True))
        assert "password" in failure(path)

    @pytest.mark.parametrize("data", [b"%PDF-1.4\njunk", b"junk that is named like a PDF", pdf([WORDS] * 9)[:900]])
    def test_broken_pdf(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "broken.pdf"
        path.write_bytes(data)
        assert "this PDF is damaged" in failure(path)

    def test_broken_archives(self, tmp_path: Path) -> None:
        assert "this Word file is damaged" in failure(half(docx(tmp_path / "a.docx", "<w:p/>")))
        assert "this e-book is damaged" in failure(half(epub(tmp_path / "a.epub", "<p>Hello.</p>")))
        assert "no text in it" in failure(docx(tmp_path / "b.docx", "<w:p/>"))

    def test_a_damaged_member(self, tmp_path: Path) -> None:
        path = docx(tmp_path / "a.docx", "<w:p><w:r><w:t>Hello there.</w:t></w:r></w:p>")
        path.write_bytes(path.read_bytes().replace(b"Hello", b"Hxllo"))
        assert "damaged" in failure(path)

    def test_other_archives_and_old_formats(self, tmp_path: Path) -> None:
        assert "holds no text document" in failure(archive(tmp_path / "a.zip", {"x.txt": "Hello."}))
        (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
        assert "old Word" in failure(tmp_path / "a.doc")

    def test_encrypted_archive(self, tmp_path: Path) -> None:
        path = tmp_path / "a.epub"
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("mimetype", "application/epub+zip")
        data = bytearray(path.read_bytes())
        data[6] |= 1  # "this member is encrypted", in both of its headers
        data[data.index(b"PK\x01\x02") + 8] |= 1
        path.write_bytes(data)
        assert "damaged" in failure(path)


class TestLocate:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        path = tmp_path / "a file, 100 %.txt"
        path.write_text("Hello.", encoding="utf-8")
        return path

    @pytest.mark.parametrize(
        "form",
        [str, Path, lambda path: path.as_uri(), lambda path: f"'{path}'", lambda path: f'"{path}"',
         lambda path: f"  {path}\n", lambda path: str(path).replace(" ", "\\ "), lambda path: Path(path.as_uri())],
    )  # fmt: skip
    def test_ways_to_name_a_file(self, path: Path, form: object) -> None:
        assert callable(form)
        assert locate(form(path)) == path
        assert open_document(form(path)).text == "Hello."

    def test_home_and_relative(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(path.parent))
        assert locate(f"~/{path.name}") == path
        assert locate(Path("~") / path.name) == path
        monkeypatch.chdir(path.parent)
        assert locate(path.name) == path

    def test_percent_signs_outside_urls_stay(self, tmp_path: Path) -> None:
        (tmp_path / "a%20b.txt").write_text("Hello.", encoding="utf-8")
        assert locate(tmp_path / "a%20b.txt").name == "a%20b.txt"


def test_text_from_a_pipe() -> None:
    document = document_from_text("INTRODUCTION\n\nHello \x1b[1mthere\x1b[0m. Bye.", "stdin")
    assert (document.name, document.path) == ("stdin", "")
    assert [each.heading for each in document.sentences] == ["", "INTRODUCTION", "INTRODUCTION"]
    assert document.digest != document_from_text("Other.", "stdin").digest
    with pytest.raises(DragomanError, match="stdin: there is no text"):
        document_from_text(" \n\x00", "stdin")


def test_the_heavy_libraries_wait_until_they_are_needed() -> None:
    code = "import sys, neural.documents.opening; print({'kreuzberg', 'torch', 'datasets'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "set()"
