"""Offsets, pages and headings hold for any blocks."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from neural.documents.document import Document
from neural.documents.segment import Block, Contents, compose


def made(*blocks: Block, pages: int = 0) -> Document:
    return compose(Contents(blocks, pages), name="a.txt", path="/a.txt", digest="d")


def texts(document: Document) -> list[str]:
    return [document.sentence_text(number) for number in range(len(document.sentences))]


def test_text_is_laid_out_to_be_read() -> None:
    document = made(
        Block(text="The Bridge", kind="heading"),
        Block(text="It stands.\nIt holds. "),
        Block(text="one", kind="item", prefix="• "),
        Block(text="two", kind="item", prefix="  • "),
        Block(text="\n    x = 1\n    y = 2\n", kind="verbatim"),
        Block(text=" \n"),
    )
    assert document.text == "The Bridge\n\nIt stands.\nIt holds.\n\n• one\n  • two\n\n    x = 1\n    y = 2"
    assert texts(document) == ["The Bridge", "It stands.", "It holds.", "one", "two", "x = 1", "y = 2"]
    assert [sentence.paragraph for sentence in document.sentences] == [0, 1, 1, 2, 3, 4, 4]


def test_each_sentence_knows_the_heading_above_it() -> None:
    document = made(
        Block(text="Before."),
        Block(text="One\nlong", kind="heading"),
        Block(text="A."),
        Block(text="Two", kind="heading"),
        Block(text="B."),
    )
    assert [sentence.heading for sentence in document.sentences] == ["", "", "", "One long", "One long", "Two"]


def test_control_characters_never_reach_the_text() -> None:
    document = made(Block(text="\x1b[31mRed\x1b[0m text.\x07 \u202eNo."), Block(text="\x1b[2J\x00"))
    assert document.text == "Red text. No."


def test_pages_begin_where_their_text_does() -> None:
    document = made(
        Block(text="One. Two goes on. Three.", page=2, turns=((9, 3),)),
        Block(text="item", kind="item", prefix="• ", page=5),
        pages=6,
    )
    #          page 1 and 2 at 0, page 3 inside the block, page 4 is blank, page 5 with its bullet, page 6 is blank
    assert document.page_starts == (0, 0, 9, 26, 26, 32)
    assert [sentence.page for sentence in document.sentences] == [2, 2, 3, 5]
    assert document.page_at(10) == 3
    assert document.page_at(27) == 5


def test_german_rules_hold_for_a_german_text() -> None:
    german = "Die alte Brücke wurde von den Leuten der Stadt am 3. Oktober 1990 gebaut. Sie steht noch."
    assert len(made(Block(text=german)).sentences) == 2


def test_progress_ends_at_its_total() -> None:
    calls: list[tuple[str, int, int | None]] = []
    blocks = [Block(text=f"Sentence {number}.") for number in range(450)]
    compose(Contents(blocks), name="a", path="", digest="", progress=lambda *call: calls.append(call))
    assert [call[1] for call in calls] == [0, 200, 400, 450]
    assert {(call[0], call[2]) for call in calls} == {("sentences", 450)}


BLOCKS = st.lists(
    st.builds(
        Block,
        text=st.text(st.sampled_from("aB. \n\t\x1b[1m\u00a0é-1!"), max_size=30),
        kind=st.sampled_from(["prose", "heading", "item", "verbatim"]),
        prefix=st.sampled_from(["", "• ", "12. "]),
        page=st.integers(1, 4),
    ),
    max_size=8,
).map(lambda blocks: sorted(blocks, key=lambda block: block.page or 0))


@settings(max_examples=60, deadline=None)
@given(BLOCKS)
def test_offsets_hold_for_any_blocks(blocks: list[Block]) -> None:
    document = made(*blocks, pages=4)
    assert len(document.page_starts) == 4
    assert list(document.page_starts) == sorted(document.page_starts)
    after = 0
    for number, sentence in enumerate(document.sentences):
        text = document.sentence_text(number)
        assert text
        assert text == text.strip()
        assert "\n" not in text
        assert sentence.start >= after
        assert document.sentence_at(sentence.start) == document.sentence_at(sentence.end - 1) == number
        assert document.page_at(sentence.start) == sentence.page
        after = sentence.end
