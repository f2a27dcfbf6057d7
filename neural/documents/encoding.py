"""Bytes to characters, whatever a text file was saved as."""

from __future__ import annotations

import codecs
import re

SAMPLE_BYTES = 1 << 17
# A text may hold a stray control character, as a log does; more of them than this, and it is no text.
CONTROL_SHARE = 0.02

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What stands beyond ASCII in Western European text. Statistics over a short text would often choose cp1250 or
# a Macintosh code page, so a text that reads well as cp1252 is taken as that.
_WESTERN = frozenset(
    "àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝ¿¡«»‹›“”„‘’‚–—…•·°§€£¥©®™ªº½¼¾²±×´\u00a0\u00ad"
)
_ODD_WORD = re.compile(r"\w[¿¡„€£¥©®½¼¾±×§]\w|[a-zß-ÿ][À-ÝŒ]")
_CONTROLS = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")


def decode(data: bytes) -> str | None:
    """The characters of `data`; None where it is no text.

    A byte order mark decides; then UTF-8, UTF-16 without a mark, cp1252 where that reads as a Western
    language, and else what charset-normalizer finds most likely. Bytes that fit no character become U+FFFD.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    wide = _unmarked_utf16(data[:SAMPLE_BYTES])
    if wide is not None:
        return data.decode(wide, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = None
    if text is None or not _reads_as_text(text):
        text = _decode_legacy(data)
    return text if text is not None and _reads_as_text(text) else None


def _reads_as_text(text: str) -> bool:
    sample = text[:SAMPLE_BYTES]
    return len(_CONTROLS.findall(sample)) <= CONTROL_SHARE * len(sample)


def _unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 shows in Western text by a zero in nearly every second byte."""
    half = len(sample) // 2
    first, second = sample[0::2].count(0), sample[1::2].count(0)
    if second > 0.5 * half and first < 0.05 * half:
        return "utf-16-le"
    if first > 0.5 * half and second < 0.05 * half:
        return "utf-16-be"
    return None


def _decode_legacy(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = data[:SAMPLE_BYTES]
    if _reads_as_western(sample):
        return data.decode("cp1252", errors="replace")
    best = from_bytes(sample).best()
    return None if best is None else data.decode(best.encoding, errors="replace")


def _reads_as_western(sample: bytes) -> bool:
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    if not _reads_as_text(text):
        return False
    beyond = [character for character in text if character > "\x7f"]
    strange = sum(character not in _WESTERN for character in beyond)
    letters = sum(character.isalpha() for character in text)
    foreign = sum(character.isalpha() for character in beyond)
    return (
        strange <= 0.02 * len(beyond)
        and foreign <= 0.3 * letters
        and len(_ODD_WORD.findall(text)) <= 0.02 * len(beyond)
    )
