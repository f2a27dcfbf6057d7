"""Numbers as the languages write them: 1,234.56 in English is 1.234,56 in German and Spanish and 1 234,56 in French."""

from __future__ import annotations

import re

_SPACE = "[ \u00a0\u202f]"
_GROUPED = {
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    "de": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
    "es": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
    "fr": re.compile(rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?"),
}
_DECIMAL = {"en": re.compile(r"\d+\.\d+")} | dict.fromkeys(("de", "es", "fr"), re.compile(r"\d+,\d+"))
_GROUP_MARK = {"en": ",", "de": ".", "es": ".", "fr": " "}
NUMBER = re.compile(rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+(?:,\d+)?(?!\d)|\d+(?:[.,:/'’-]\d+)*")
"""A number as it stands in a text, with the marks inside it: 12, 3.5, 10:30, 2024-05-01, 1 234,56."""

MINUS = r"(?<!\d\s)(?<![^\s(=])[-−]"
"""A pattern: behind what it finds a number is below zero; in "10 -3" there is a dash."""

SMALL = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve",
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze",
    "es": "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce",
}
_SMALL = {language: words.split() for language, words in SMALL.items()}


def plain_number(number: str, language: str) -> str:
    """`number` without group marks and with a decimal point, as far as it is written by the rules of `language`; else
    as it is (a date, a time, a version)."""
    if _GROUPED[language].fullmatch(number):
        whole, comma, rest = number.partition("." if language == "en" else ",")
        return re.sub(r"\D", "", whole) + ("." if comma else "") + rest
    if _DECIMAL[language].fullmatch(number):
        return number.replace(",", ".")
    return number


def localise_number(number: str, source: str, target: str) -> str:
    """A number with group marks, or with a decimal comma, in the way of `target`; any other as it is.

    What has a single point and no group (3.5) may be a version, a section or a date, and stays.
    """
    decimal_comma = source != "en" and _DECIMAL[source].fullmatch(number)
    if source == target or not (_GROUPED[source].fullmatch(number) or decimal_comma):
        return number
    whole, point, rest = plain_number(number, source).partition(".")
    if _GROUPED[source].fullmatch(number):
        whole = f"{int(whole):,}".replace(",", _GROUP_MARK[target])
    return whole + ("." if target == "en" else ",") * bool(point) + rest


def same_number(number: str, source: str, other: str, target: str) -> bool:
    """Whether `number` in a text in `source` is what `other` says in a text in `target`, in either's way to write."""
    if number == other:
        return True
    return plain_number(number, source) == plain_number(other, target)


def spelt_out(number: str, text: str, language: str) -> bool:
    """Whether `text` holds the whole number `number`, of up to twelve, as a word of `language`."""
    if not number.isdecimal() or int(number) > 12:
        return False
    word = _SMALL[language][int(number)]
    return re.search(rf"\b{word}", text, re.IGNORECASE) is not None
