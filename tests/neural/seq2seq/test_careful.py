from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from neural.events import Token, Translation
from neural.seq2seq.lines import translate_lines
from neural.text.normalise import normalise
from tests.neural.seq2seq.mangling import FakeTranslator, echo, mangle

KEPT = (
    "https://example.org/a?b=1",
    "anna@uni.example",
    "`x = f(1)`",
    "{name}",
    "%s",
    "/etc/hosts",
    "report_final.pdf",
    "@mareike_h",
    "48807713",
    "v2.14.0",
    "max_retries",
    "😍",
    "ありがとう",
    "--no-cache",
)
WORDS = ("the", "dog", "sees", "a", "garden", "and", "never", "comes", "back", "home")
MARKS = (
    "**",
    "*",
    "_",
    "`",
    "[",
    "](u)",
    "<b>",
    "</b>",
    "~~",
    "# ",
    "- ",
    "> ",
    "| ",
    "1. ",
    "```",
    "X1",
    "😀",
    "\t",
    "\u00a0",
)

plain_text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join)
rich_text = st.lists(st.sampled_from(WORDS + KEPT), min_size=1, max_size=14).map(" ".join)
wild_text = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from((*WORDS, *KEPT, *MARKS, " ", "\n", ". ", "!")), max_size=20).map("".join),
)


def _lines(text: str, translator: FakeTranslator) -> list[Translation]:
    events = list(translate_lines(translator, text, 1, None))
    lines = [event for event in events if isinstance(event, Translation)]
    assert "".join(e.text for e in events if isinstance(e, Token)) == "\n".join(line.translation for line in lines)
    return lines


def _one(text: str, translator: FakeTranslator) -> str:
    (line,) = _lines(text, translator)
    return line.translation


@settings(deadline=None, max_examples=150)
@given(wild_text)
def test_any_text_comes_out_line_by_line_with_attention_that_fits(text: str) -> None:
    lines = _lines(text, FakeTranslator(mangle))
    assert len(lines) == normalise(text).removesuffix("\n").count("\n") + 1
    for line in lines:
        assert len(line.attention) == len(line.tokens)
        assert all(len(row) == len(line.source_tokens) for row in line.attention)


@settings(deadline=None, max_examples=150)
@given(rich_text)
@example("{name} and {name}")
@example("%s")
def test_what_must_be_kept_is_kept_by_the_worst_of_translators(text: str) -> None:
    translation = _one(text, FakeTranslator(mangle))
    for word in KEPT:
        assert translation.count(word) >= min(1, text.split().count(word)), translation


@settings(deadline=None, max_examples=100)
@given(wild_text.filter(lambda text: not re.search(r"\d", text)))
def test_nothing_is_changed_where_the_translator_changes_nothing(text: str) -> None:
    """But for what normalising changes: quotes, dashes, white space within sentences."""
    lines = _lines(text, FakeTranslator(echo))
    whole = normalise(text, fold=True).removesuffix("\n").split("\n")
    if "".join(whole).isupper() or "X" in text:
        return
    for line, wanted in zip(lines, whole, strict=True):
        # A sign that stands within a word may come back beside it.
        assert sorted("".join(normalise(line.translation, fold=True).split())) == sorted("".join(wanted.split()))


@pytest.mark.parametrize(
    "line",
    [
        "# A heading #",
        "> - [ ] a thing to do",
        "12. the twelfth",
        "| a dog | the garden |",
        "|:---|---:|",
        "    pip install quillbox --upgrade",
        "$ make chat",
        "[docs]: https://example.org/docs",
        "00:00:01,000 --> 00:00:03,500",
        "*** --- !!! 42 ???",
        "<p>a dog</p>",
        "\ta tab, a dog",
        "https://example.org",
    ],
)
def test_the_frame_of_a_line_never_reaches_the_translator(line: str) -> None:
    translator = FakeTranslator(lambda words: ["WORT"])
    translation = _one(line, translator)
    assert all(re.search(r"[a-z]", asked) for asked in translator.asked)
    frame = re.sub(r"\w+", "", line.replace("WORT", ""))
    if not translator.asked:
        assert translation == line
    else:
        assert re.sub(r"\s", "", re.sub(r"\w+", "", translation)) == re.sub(r"[,\s]", "", frame)


def test_code_is_kept_over_blank_lines_until_its_fence_ends() -> None:
    text = "the dog\n```python\nthe dog\n\nprint('the dog')\n```\nthe dog"
    translations = [line.translation for line in _lines(text, FakeTranslator(lambda words: ["Hund"]))]
    assert translations == ["Hund", "```python", "the dog", "", "print('the dog')", "```", "Hund"]


@pytest.mark.parametrize(
    "kept",
    [
        ["---", "title: the dog", "tags:", "- a dog", "  - the garden", "---"],
        ["<!-- the dog", "sees the garden -->"],
    ],
)
def test_what_describes_a_page_and_long_comments_are_kept(kept: list[str]) -> None:
    lines = [*kept, "the dog", "title: the dog"]
    translations = [line.translation for line in _lines("\n".join(lines), FakeTranslator(lambda words: ["Hund"]))]
    assert translations == [*kept, "Hund", "Hund"]


def test_a_rule_at_the_beginning_ends_nothing() -> None:
    translations = [line.translation for line in _lines("---\n\nthe dog\n---", FakeTranslator(lambda words: ["Hund"]))]
    assert translations == ["---", "", "Hund", "---"]


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("a note[^1] on the dog", "a note[^1] on the dog"),
        (r"the \*big\* dog", r"the \*big\* dog"),
        (r"| a \| b | the dog |", r"| a \| b | the dog |"),
        ("it is :smile: here", "it is :smile: here"),
        ("[^1]: the dog", "[^1]: the dog"),
        ("the **big dog** sees", "the **big dog** sees"),
        ("see [the *big* dog](u) now", "see [the *big* dog](u) now"),
        ("**the dog.** The end", "**the dog.** The end"),
        ("the <b>dog</b> sees<i> you</i>", "the <b>dog</b> sees <i>you</i>"),
        ("a dog 😀 sees 😀😀", "a dog 😀 sees 😀😀"),
    ],
)
def test_marks_come_back_where_they_were(source: str, wanted: str) -> None:
    assert _one(source, FakeTranslator(echo)) == wanted


def test_a_mark_goes_with_its_words() -> None:
    class Swapped(FakeTranslator):
        """Writes the words in the opposite order, and looks at each."""

        def _one(self, sentence: str):  # type: ignore[no-untyped-def]
            result = super()._one(sentence)
            from dataclasses import replace

            body, end = result.attention_TS, len(result.source_pieces)
            rows = tuple(tuple(float(s == len(body) - 1 - t) for s in range(end)) for t in range(len(body)))
            return replace(result, attention_TS=rows)

    translator = Swapped(lambda words: words[::-1])
    assert _one("see the **big dog** now", translator) == "now **dog big** the see"


def test_shouting_is_translated_as_plain_text_and_shouted() -> None:
    translator = FakeTranslator(echo)
    assert _one("PLEASE DO NOT FEED THE DOG {name}!", translator) == "PLEASE DO NOT FEED THE DOG {name}!"
    assert translator.asked == ["Please do not feed the dog X1!"]


@pytest.mark.parametrize(
    ("source", "target", "text", "wanted"),
    [
        ("en", "de", "we pay 1,234.56 euros", "we pay 1.234,56 euros"),
        ("en", "fr", "about 12,500 people", "about 12 500 people"),
        ("de", "en", "wir zahlen 1.234,56 Euro", "wir zahlen 1,234.56 Euro"),
        ("en", "de", "on 2024-05-01 at 10:30 with version 3.5", "on 2024-05-01 at 10:30 with version 3.5"),
    ],
)
def test_numbers_are_written_as_the_language_does(source: str, target: str, text: str, wanted: str) -> None:
    assert _one(text, FakeTranslator(echo, source, target)) == wanted


@pytest.mark.parametrize(
    ("source", "target", "text", "wanted"),
    [
        ("en", "de", "we open at **9 am** and *close* at 5.30 p.m.", "we open at **9:00** and *close* at 17:30."),
        ("en", "es", "run `at 5 pm` at 5 pm, Anna", "run `at 5 pm` at 17:00, Anna"),
        ("fr", "en", "venez à 20 h 15 avec {name}", "venez à 20:15 avec {name}"),
        ("en", "en", "THE DOG EATS AT 8:15 PM", "THE DOG EATS AT 20:15"),
    ],
)  # fmt: skip
def test_the_translator_reads_times_as_a_clock_shows_them(source: str, target: str, text: str, wanted: str) -> None:
    assert _one(text, FakeTranslator(echo, source, target)) == wanted


def test_a_time_said_in_words_is_written_as_it_was_and_not_twice() -> None:
    def said(words: list[str]) -> list[str]:
        return ["venez", "à", "20", "h", "15."] if words[-1] == "20:15." else words

    assert _one("come at 8:15 pm.", FakeTranslator(said, "en", "fr")) == "venez à 20:15."


def test_a_time_that_comes_twice_is_written_twice() -> None:
    def said(words: list[str]) -> list[str]:
        return ["20", "h", "15", "puis", "20", "h", "15"] if len(words) == 3 else words

    assert _one("20:15 then 20:15", FakeTranslator(said, "en", "fr")) == "20:15 puis 20:15"


def test_a_garbled_number_and_a_garbled_name_are_put_right() -> None:
    garble = {"4471": "447", "Przybylski": "Przybylsko"}
    translator = FakeTranslator(lambda words: [garble.get(w, w) for w in words])
    assert _one("the code is 4471 now", translator) == "the code is 4471 now"


def test_of_a_list_of_numbers_none_is_lost() -> None:
    """By a translator that leaves out each second one of whatever stands in a list."""

    def thinning(words: list[str]) -> list[str]:
        listed = [i for i, word in enumerate(words) if word.endswith(",")]
        return [word for i, word in enumerate(words) if i not in listed[::2]]

    translation = _one("the numbers are 4, 17, 23, 31, 38 and 44", FakeTranslator(thinning))
    assert set(re.findall(r"\d+", translation)) == {"4", "17", "23", "31", "38", "44"}


@pytest.mark.parametrize(
    "text",
    [
        "it fell to -18 degrees",
        "from -3 to 5",
        "x = -7.5",
        "lists -4, -17 and -23",
        "it was -1 at `code`",
        "see (-7.5)",
    ],
)
def test_a_minus_is_given_back(text: str) -> None:
    assert _one(text, FakeTranslator(lambda words: [word.replace("-", "") for word in words])) == text


def test_a_minus_is_given_back_to_a_garbled_number() -> None:
    garble = FakeTranslator(lambda words: [word.replace("-18", "81") for word in words])
    assert _one("it fell to -18 degrees", garble) == "it fell to -18 degrees"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it fell to -18 degrees", "it fell to minus 18 degrees"),
        ("it fell to -18 degrees", "it fell to 18 degrees unter Null"),
        ("rooms 10 -3", "rooms 10 - 3"),
        ("from 2020 to 2021-22", "from 2020 to 2021-22"),
    ],
)
def test_a_minus_that_is_there_in_another_way_is_not_doubled(text: str, said: str) -> None:
    assert _one(text, FakeTranslator(lambda words: said.split())) == said


def test_what_a_clause_lacks_is_looked_for_at_its_place_in_the_sentence() -> None:
    """By a translator that needs clauses, and loses a number of the second one."""

    def forgetful(words: list[str]) -> list[str]:
        return words[:3] if len(words) > 12 else [word for word in words if not word.startswith("31")]

    text = "the dog sees a garden and never comes back home, but the garden has 31 dogs and sees them"
    assert "31" in _one(text, FakeTranslator(forgetful))


def test_loops_are_cut_but_not_what_the_source_repeats() -> None:
    def stutter(words: list[str]) -> list[str]:
        return [*words[:2], *words[1:2] * 6, *words[2:]]

    assert _one("the dog sees you", FakeTranslator(stutter)) == "the dog sees you"
    assert _one("no, no, no, no, no, never", FakeTranslator(echo)) == "no, no, no, no, no, never"


def test_a_very_long_sentence_is_put_to_the_translator_in_clauses_and_nothing_is_lost() -> None:
    words = [f"{WORDS[i % len(WORDS)]}{',' if i % 9 == 8 else ''}" for i in range(600)]
    translator = FakeTranslator(echo)
    translation = _one(" ".join(words), translator)
    assert translation.split() == words
    assert max(len(asked.split()) for asked in translator.asked) <= 60


def test_a_part_that_was_passed_over_gets_another_try() -> None:
    def forgetful(words: list[str]) -> list[str]:
        return words[:3] if len(words) > 12 else words

    text = "the dog sees a garden, and the dog comes home, but the garden never sees the dog"
    assert _one(text, FakeTranslator(forgetful)).split() == text.split()


def test_nothing_in_nothing_out() -> None:
    translator = FakeTranslator(mangle)
    assert [line.translation for line in _lines("\n  \n\n", translator)] == ["", "  ", ""]
    assert translator.asked == []
