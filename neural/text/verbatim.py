"""Which parts of a text must come through a translation character by character: addresses, code, paths, placeholders,
emoji, long numbers, other scripts.

Short numbers and names are not among them: a sentence reads better where the translator sees them. They are looked
after once it is done (`neural.seq2seq.repair`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import regex

from neural.text.numbers import MINUS


class Verbatim(NamedTuple):
    """`text[start:end]` must be kept. `kind` names the rule that found it."""

    start: int
    end: int
    kind: str


_FILE_ENDINGS = (
    "txt|md|rst|pdf|docx?|xlsx?|pptx?|odt|ods|csv|tsv|jsonl?|ya?ml|toml|ini|cfg|conf|log|xml|html?|s?css|m?js|tsx?|jsx|py|ipynb"
    "|rs|go|cc?|cpp|h|hpp|java|kt|rb|php|sh|bash|bat|ps1|sql|png|jpe?g|gif|svg|webp|bmp|ico|mp[34]|wav|flac|ogg|mk[av]|avi|mov"
    "|zip|tar|t?gz|bz2|xz|7z|rar|exe|dmg|deb|rpm|iso|apk|epub|bak|tmp|lock|env|tex|bib|db|sqlite|srt|vtt|eml|ics"
)
# What may stand right behind a number that is no part of a code: 3rd, 1990s, 5pm, 20km.
_UNITS = (
    "st|nd|rd|th|s|er|e|è?re|ème|am|pm|h|min|km|[cm]?m|k?g|m?[gl]|[km]?W|[kKMGT]B|mph|ft|in|lbs?|oz|°[CF]?|x|D|G|K|k"
)
_EMOJI = r"(?:[\p{Extended_Pictographic}--[©®™‼⁉ℹ↔↕]]|[©®™‼⁉ℹ↔↕]\ufe0f)\ufe0f?\p{Emoji_Modifier}?"

_FOREIGN, _MORE_FOREIGN = r"[\p{L}--\p{Latin}]", r"[[\p{L}\p{M}\u200c\u200d]--\p{Latin}]"

# Earlier rules win. Blanks in a rule do not count (verbose), except in brackets.
_RULES: dict[str, tuple[str, ...]] = {
    "code": (
        r"(?P<tick>`+) (?:(?!(?P=tick)).)+ (?P=tick)",
        r"(?<![\w$]) \$ (?=[^$\s]) (?=[^$]*[\\^_={}]) [^$]{1,200} (?<!\s) \$ (?![\w$])",  # TeX
    ),
    "placeholder": (
        r"\{% .{1,80}? %\} | \$?\{\{? [^{}]{0,60} \}?\} | %\{\w+\} | %\(\w+\)[sdifr]",
        r"% (?:\d+\$)? (?: [sd](?!\w) | \.\d+f )  | %[A-Z_]{2,}% | \$[A-Za-z_]\w+",
        r"\[[A-Z][A-Z0-9_]{2,}\] | <[A-Za-z]\w*_\w+> | <!-- .*? --> | & (?:[a-z]{2,8}|\#\d{2,6}) ; | \[\^[\w-]+\]",
    ),
    "mail": (
        r"<[\w.+%-]+@[\w.-]+> | (?<![\w.+%-]) [\w.+%-]+ @ [\w-]+ (?:\.[\w-]+)+ (?: : [\w.-]+ / [\w./-]*\w )?",
    ),  # and git@host:path
    "url": (
        r"(?<![\w./]) localhost (?: :\d{2,5} )? (?:/[^\s,;]*\w)?",
        r"(?<![\w./]) \d{1,3}(?:\.\d{1,3}){3} (?: :\d{2,5} )? (?!\w)",
    ),
    "path": (
        r"(?<![\w\\]) (?: [A-Za-z]:\\ | \\\\[\w.$-]+\\ ) (?: [^\s\\/:*?\"<>|,;]+ \\ )* [^\s\\/:*?\"<>|,;]* (?<![.!?)])",
        r"(?<![\w./<:]) (?:~|\.{1,2})? / (?=\.?[\w@+~-]) [\w@.+~-]+ (?:/[\w@.+~*-]*)* (?<!\.)",
        r"(?<![\w./-]) [\w@.+-]+ (?:/[\w@.+-]+)* / [\w@+.-]+ \. [A-Za-z0-9]{1,5} \b",
        r"(?<![\w./-]) (?:[\w.-]+/){2,} (?!\w)",
        rf"(?<![\w./-]) [\w@+-][\w@.+-]* \. (?:{_FILE_ENDINGS}) \b (?!\.\w)",
        r"(?<![\w./-]) \. [a-z][\w-]{2,} (?:\.\w+)? \b",
    ),
    "escape": (r"\\ [\\`*_{}\[\]()\#+.!|>~-]",),
    "handle": (r"(?<![\w@/.]) @ \w (?:[\w.-]*\w)?", r"(?<![\w&\#/]) \# \w (?:[\w-]*\w)? (?!\w)"),
    "name in code": (
        r"(?<![\w-]) -- [a-z][\w-]+ (?: =\S+ (?<![.,;!?]) )?",  # --option
        r"\b [A-Za-z_][\w.]* \( [\w.,=*\s'\"-]{0,60} \) (?: \.\w+\(\w*\) )* (?<! \w\(s\) )",  # call(x)
        r"\b [A-Z][A-Z0-9_]{2,} = [^\s,;]+ (?<![.!?])",  # NAME=value
        r"\b [A-Za-z]\w* (?:_\w+)+ \b | \b _\w+ \b | \b [A-Za-z]\w* (?:::\w+)+",  # snake_case, a::b
        r"\b [A-Za-z]\w+ (?: \. [a-z_]\w* )* \. [a-z_]+ [A-Z_]\w* \b",  # object.itsField
        r"\b \p{Ll}+[\p{Ll}\d]* (?:\p{Lu}[\p{Ll}\d]+)+ \b | \b (?:[A-Z][a-z0-9]+){3,} \b",  # camelCase
        r"\b (?:Ctrl|Alt|Shift|Cmd|Strg) (?:[+-]\w+)+ | \b E[A-Z]{7,} \b",
        r"(?<!\S) (?: [=!]=|=>|->|<-|&&|\|\||:=|[<>]=|\+= ) (?!\S)",
    ),
    "number": (
        r"[$€£¥] [ ]? \d+ (?:[.,]\d+)* (?!\d) | (?<![\w.,]) \d+ (?:[.,]\d+)* [ ]? [$€£¥]",
        r"\b [A-Z]{2}\d{2} (?:[ ]?[A-Z0-9]{4}){3,7} (?:[ ]?[A-Z0-9]{1,3})? \b",  # IBAN
        r"(?<![\w+]) (?: \+\d{1,3} | 0\d{1,5} | \(\d{2,5}\) ) [ /-] \d[\d /-]{3,14}\d (?!\w)",  # telephone
        r"(?<![\w.]) \d{1,4} (?P<mark>[-/.]) \d{1,2} (?P=mark) \d{1,4} (?!\w)",  # date
        r"(?<!\w) \d{1,2}:\d{2}:\d{2} (?:[.,]\d+)? (?!\w)",
        r"(?<![\w.]) v? \d+ (?:\.\d+){2,} (?:-\w+)* (?!\w) | \b v\d+ (?:\.\d+)* (?:-\w+)* \b",  # version
        rf"(?:{MINUS})? (?<![\w.,]) \d{{1,3}} (?:[.,\u00a0\u202f ]\d{{3}})+ (?:[.,]\d+)? (?!\d)",
        rf"(?:{MINUS})? (?: (?<![\w.,]) \d+ [.,] \d+ (?!\d) | (?<!\w) \d{{5,}} (?!\w) )",
    ),
    "identifier": (
        rf"\b (?! \d+ (?:{_UNITS}) \b ) (?=\w*\d) (?=\w*[A-Za-z]) [A-Za-z0-9]{{2,}} (?:[-/][A-Z0-9]{{2,}})* \b",
        r"\b [A-ZÄÖÜ]{1,3} - [A-Z]{1,2} [ ] \d{1,4} \b",  # a number plate
        r"\b [A-Z]{1,5} [-/] [A-Z0-9]*\d[A-Z0-9]* (?:-\w+)* \b",
    ),
    "emoji": (
        rf"(?: \p{{Regional_Indicator}}{{2}} | [0-9\#*]\ufe0f?\u20e3 | {_EMOJI} (?:\u200d {_EMOJI})* )+",
        r"(?<![\w:]) : [a-z][a-z0-9_+-]+ : (?![\w:])",  # :smile:
        r"(?<!\w) (?: [:;=8][-']?[)(DPpOo3|/\\*] | <3+ | \^_?\^ | :'\( ) (?!\w)",
    ),
    "script": (rf"{_FOREIGN} {_MORE_FOREIGN}* (?: [\s·・、，،,'’-]{{0,2}} {_MORE_FOREIGN}+ )* [。！？؟]?",),
    "symbol": (r"[[\p{So}\p{Sm}\p{Co}\p{Cn}]--[+<>=|~¬±×÷°]]+ | \ufffd+",),
}
# Words that end a sentence as well as an address ("there.It"): such an address needs more than one point, or a path.
_WORDS_AND_DOMAINS = re.compile(
    r"it|is|at|in|so|me|be|no|to|us|my|as|am|do|he|we|an|or|by|la|le|es|de|se", re.IGNORECASE
)


# Without one of these a text has nothing to keep, and most have none: spares them the rules.
_SIGNS = re.compile(
    r"[^A-Za-zÀ-ɏ\s.,!?;:()'\"„“”‘’«»¿¡–—-]|\.\w|[a-zß-ÿ][A-ZÀ-Þ]|[:;][^\s\w\"')]|\w\(|--|X\d|localhost| -\w"
    r"|:\w+:|\bE[A-Z]{7}|(?:[A-Z][a-z]+){3}"
)


def find_verbatim(text: str) -> list[Verbatim]:
    """The parts of one line of `text` that must be kept, in order, without overlap."""
    if not _SIGNS.search(text):
        return []
    found: list[Verbatim] = []
    for kind, start, end in _candidates(text):
        if all(end <= other.start or start >= other.end for other in found):
            found.append(Verbatim(start, end, kind))
    return sorted(found)


def _candidates(text: str) -> Iterator[tuple[str, int, int]]:
    for kind, rule in _rules():
        if kind == "path":  # code may hold an address, an address a path
            yield from _addresses(text)
        for match in rule.finditer(text):
            if match.end() > match.start():
                yield kind, *match.span()


def _addresses(text: str) -> Iterator[tuple[str, int, int]]:
    if "." not in text and "//" not in text and "@" not in text:
        return
    for match in _linkify().match(text) or []:
        host = match.url.removeprefix("http://")
        bare = not match.schema and "/" not in host and host.count(".") == 1
        if bare and _WORDS_AND_DOMAINS.fullmatch(host.rpartition(".")[2]) and not _known_domain(match.text):
            continue
        start, end = match.index, match.last_index
        if text[start - 1 : start] == "<" and text[end : end + 1] == ">":  # as Markdown marks an address
            start, end = start - 1, end + 1
        yield ("mail" if match.schema == "mailto:" else "url"), start, end


def _known_domain(host: str) -> bool:
    """Lower-case throughout and with a country's ending: bakery.de, not "Brot.De"."""
    return host.islower() and host.rpartition(".")[2] in ("de", "es", "it", "at")


@cache
def _rules() -> list[tuple[str, Any]]:
    flags = regex.VERBOSE | regex.V1
    return [(kind, regex.compile(rule, flags)) for kind, rules in _RULES.items() for rule in rules]


@cache
def _linkify() -> Any:
    from linkify_it import LinkifyIt

    return LinkifyIt()
