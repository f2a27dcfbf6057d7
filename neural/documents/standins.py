"""A way around a fault of kreuzberg 4: it drops every XML reference from a Word file, so that "R&amp;D" becomes "RD".

The references are replaced by characters that stand for them before kreuzberg reads the file, and these by what was
meant afterwards. To be taken out once a release reads them itself; the tests of Word files will tell.
"""

from __future__ import annotations

import io
import re
import zipfile

MAX_UNPACKED = 256 * 1024 * 1024

_MARKUP = "&<>\"'"
# From the private use area, where no text has characters of its own.
_STAND_INS = {character: chr(0xE000 + place) for place, character in enumerate(_MARKUP)}
_MEANT = str.maketrans({stand_in: character for character, stand_in in _STAND_INS.items()})
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")


def with_stand_ins(data: bytes) -> bytes:
    """The Word file `data` with the references in its texts replaced; as it is where it cannot be unpacked."""
    packed = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
            if sum(member.file_size for member in old.infolist()) > MAX_UNPACKED:
                return data
            for member in old.infolist():
                content = old.read(member)
                if member.filename.startswith("word/") and member.filename.endswith(".xml"):
                    content = _REFERENCE.sub(_stand_in, content.decode("utf-8")).encode("utf-8")
                new.writestr(member, content)
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        return data  # kreuzberg says what is wrong with it
    return packed.getvalue()


def without_stand_ins(text: str) -> str:
    """`text` with the characters that were meant."""
    return text.translate(_MEANT)


def _stand_in(reference: re.Match[str]) -> str:
    if reference[1]:
        return _STAND_INS[_NAMED[reference[1]]]
    number = int(reference[2]) if reference[2] else int(reference[3], 16)
    character = chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""
    return _STAND_INS.get(character, character)
