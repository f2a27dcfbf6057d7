"""One spelling for what looks the same: line ends, white space, control characters, Unicode form.

Text from a file or a pipe is data. Nothing in it may steer the terminal that shows it, so escape sequences
and control characters are taken out here, once, before any other part sees them.
"""

from __future__ import annotations

import re
import unicodedata

# Whole sequences go, not only their first byte: "[31m" left behind would read as a word.
_ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor, screen
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"  # OSC, DCS …
    r"|\x1b[ -/]*[0-~]?"  # two-byte sequences, or a lone ESC
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls, DEL; marks that turn the direction of writing or take no width (the joiners U+200C and
# U+200D stay: scripts and emoji need them); soft hyphen; tags and other invisible format characters.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)


def normalise(text: str, *, fold: bool = False) -> str:
    """`text` in Unicode form NFC, with "\\n" as its only line end and " " and "\\t" as its only other white
    space.

    Escape sequences, control characters and characters without width are taken out, typographic ligatures are
    spelt out, halves of surrogate pairs become U+FFFD. Length and offsets change. With `fold`, curly quotes,
    dashes and the ellipsis become their plain ASCII counterparts as well. Doing it twice changes nothing
    more.
    """
    text = _SURROGATES.sub("\ufffd", text)
    text = _LINE_ENDS.sub("\n", text)
    text = _ESCAPES.sub("", text)
    text = _INVISIBLE.sub("", text)
    text = _SPACES.sub(" ", text).translate(_LIGATURES)
    if fold:
        text = text.translate(_MARKS)
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """`text` on one line, with single spaces and none at its ends."""
    return " ".join(text.split())
