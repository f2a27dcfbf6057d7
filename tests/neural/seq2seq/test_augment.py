from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from neural.corpora.translation import Pair
from neural.seq2seq.augment import Augmentation, augment, shared_spans

DIRECTION = ("en", "de")
TOM = Pair("Tom paid 250 euros to Mary-Ann.", "Tom zahlte Mary-Ann 250 Euro.", "own", DIRECTION)


def changed(pair: Pair, count: int = 200, **settings: float) -> list[Pair]:
    return list(augment([pair] * count, Augmentation(**settings), seed=1))


def test_what_stands_once_on_both_sides_is_found() -> None:
    assert shared_spans(TOM) == ["Tom", "250", "Mary-Ann"]
    assert shared_spans(Pair("Tom likes Tom.", "Tom mag Tom.", "own")) == []
    assert shared_spans(Pair("I saw Boston.", "Ich sah Bostons Hafen.", "own")) == []


def test_stand_ins_are_numbered_in_source_order_and_alike_on_both_sides() -> None:
    seen = set()
    for pair in changed(TOM, stand_ins=1.0):
        source, target = re.findall(r"X\d", pair.source), re.findall(r"X\d", pair.target)
        assert source == [f"X{n}" for n in range(1, len(source) + 1)]
        assert sorted(source) == sorted(target)
        seen.add(len(source))
    assert seen == {0, 1, 2, 3}


def test_new_names_are_the_same_on_both_sides() -> None:
    names = set()
    for pair in changed(TOM, new_names=1.0):
        number = re.search(r"paid (.*) euros to (.*)\.", pair.source)
        assert number and f"zahlte {number[2]} {number[1]} Euro." in pair.target
        names.add(pair.source.split(" paid")[0])
    assert len(names) > 100


def test_careless_writing_leaves_the_target_its_capitals() -> None:
    for pair in changed(TOM, careless=1.0):
        assert pair.target.rstrip(".") == TOM.target.rstrip(".")
        assert pair.source.lower().rstrip(".") == TOM.source.lower().rstrip(".")


def test_only_pairs_of_one_direction_are_joined() -> None:
    back = Pair("Ja.", "Yes.", "own", ("de", "en"))
    joined = list(augment([TOM, back, back], Augmentation(joined=1.0), seed=1))
    assert [pair.source for pair in joined] == [TOM.source, "Ja.", "Ja. Ja."]


@given(st.lists(st.builds(Pair, st.text(max_size=20), st.text(max_size=20), st.just("own")), max_size=10))
def test_no_settings_no_change_and_any_text_goes(pairs: list[Pair]) -> None:
    assert list(augment(pairs, Augmentation(), seed=1)) == pairs
    settings = Augmentation(stand_ins=0.4, new_names=0.4, careless=0.5, joined=0.5)
    assert len(list(augment(pairs, settings, seed=1))) == len(pairs)
    assert list(augment(pairs, settings, seed=1)) == list(augment(pairs, settings, seed=1))
