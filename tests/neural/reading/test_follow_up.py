"""Dialogues of our own, and what each follow-up is read as."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neural.events import Answer
from neural.reading.answers import silent_answer
from neural.reading.follow_up import resolve


def said(question: str, answer: str | None, evidence: str = "") -> Answer:
    return replace(silent_answer(question), answer=answer, evidence=evidence)


ADA = said("Who wrote the first program?", "Ada Lovelace", "Ada Lovelace wrote the first program for the engine.")
BORN = said("When was Ada Lovelace born?", "1815", "Ada Lovelace was born in 1815.")
DIED = said("When did Nikousios die?", "1673", "Nikousios died in 1673, and Alexander Mavrocordatos took his place.")
SMALL = said("when did nikousios die", "1673", "Nikousios died in 1673, and Alexander Mavrocordatos took his place.")
ACADEMY = said("Who founded the Oriental Academy?", "Maria Theresa", "Maria Theresa founded the Oriental Academy.")
MILL = said("Who built the mill?", "Greta Holm", "The old mill at Varnby was built in 1712 by Greta Holm.")
VENICE = said("When did Venice send young men?", "1551", "In 1551 Venice sent young men.")
STONES = said("Where did the son move the stones?", "Eskby", "The miller's son moved the stones to Eskby.")
COLOURS = said("What colours did she paint the boat?", "green and white", "She painted the boat green and white.")
BRIDGE = said("How many arches does the bridge have?", "three", "The stone bridge over the Orla has three arches.")
GREEK = said("Who is Panagiotis Nikousios?", "a Greek", "Nikousios was a Greek.")


@pytest.mark.parametrize(
    ("before", "question", "read"),
    [
        ([ADA], "and when did she die?", "When did Ada Lovelace die?"),
        ([BORN], "and when did she die?", "When did Ada Lovelace die?"),
        ([ADA], "who was she?", "Who was Ada Lovelace?"),
        ([GREEK], "when was he appointed?", "When was Panagiotis Nikousios appointed?"),
        ([DIED], "who followed him?", "Who followed Nikousios?"),
        ([SMALL], "and who took his place?", "Who took Nikousios' place?"),
        ([ACADEMY], "who was her father?", "Who was Maria Theresa's father?"),
        ([ACADEMY], "when was it founded?", "When was the Oriental Academy founded?"),
        ([ACADEMY, DIED], "when was it founded?", "When was the Oriental Academy founded?"),
        ([MILL], "where is it?", "Where is the mill?"),
        ([MILL], "who was this woman?", "Who was Greta Holm?"),
        ([BORN], "where?", "Where was Ada Lovelace born?"),
        ([DIED], "why?", "Why did Nikousios die?"),
        ([STONES], "why?", "Why did the son move the stones?"),
        ([COLOURS], "why?", "Why did she paint the boat green and white?"),
        ([BRIDGE], "why?", "Why does the bridge have three arches?"),
        ([ACADEMY], "when?", "When was it that Maria Theresa founded the Oriental Academy?"),
        ([VENICE], "and France?", "When did France send young men?"),
        ([VENICE], "what about France?", "When did France send young men?"),
        ([VENICE], "and in 1900?", "When did Venice send young men in 1900?"),
        ([BORN], "what about Ingrid?", "When was Ingrid born?"),
        ([BORN], "and Tony Byron?", "When was Tony Byron born?"),
        ([VENICE], "and Toronto?", "When did Toronto send young men?"),
        ([DIED, said("Thanks!", None)], "where did he live?", "Where did Nikousios live?"),
        ([DIED, said("OK", None)], "why?", "Why did Nikousios die?"),
        ([MILL], "what about the bridge?", "Who built the bridge?"),
        ([STONES], "who lives there?", "Who lives in Eskby?"),
        ([DIED], "who was king in that year?", "Who was king in 1673?"),
    ],
)
def test_read_as(before: list[Answer], question: str, read: str) -> None:
    assert resolve(question, before) == read


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ([], "who was she?"),
        ([BORN], "When did Ada Lovelace publish her notes?"),  # she is named in the question
        ([MILL], "How wide is the wheel?"),
        ([BORN], "Is it true that cats fly?"),
        ([MILL], "Is it raining?"),
        ([BORN], "how long did it take?"),
        ([VENICE], "did they learn Turkish?"),  # nobody that "they" could be
        ([DIED], ""),
    ],
)
def test_left_as_typed(before: list[Answer], question: str) -> None:
    assert resolve(question, before) is None


def test_a_chain_of_follow_ups_keeps_its_topic() -> None:
    second = replace(said("and when did she die?", "1852"), asked="When did Ada Lovelace die?")
    assert resolve("where was she buried?", [ADA, second]) == "Where was Ada Lovelace buried?"


def test_what_was_translated_is_followed_up_in_the_documents_words() -> None:
    german = replace(said("Wer baute die Mühle?", "Greta Holm"), asked="Who built the mill?", language="de")
    assert resolve("when was it built?", [german]) == "When was the mill built?"


@given(st.text(max_size=60))
def test_any_text_may_be_asked(question: str) -> None:
    read = resolve(question, [ADA, replace(MILL, question=question), said(question, question, question)])
    assert read is None or read.endswith("?")
