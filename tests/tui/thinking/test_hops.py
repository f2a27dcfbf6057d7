"""The slots of a memory over its hops."""

from __future__ import annotations

from tests.tui.fakes import EVIDENCE
from tests.tui.thinking.thoughtful import HOPS
from tui.thinking.hops import NOT_SAID, memory_of


def test_every_slot_has_its_weight_at_each_hop_heaviest_at_last_first() -> None:
    memory = memory_of(HOPS)
    assert [slot.sentence for slot in memory.rows] == [0, 1, -1]
    assert [slot.weights for slot in memory.rows] == [(0.55, 0.93), (0.2, 0.04), (0.25, None)]
    assert memory.rows[0].label == EVIDENCE and memory.rows[0].place == "porte.txt · sentence 1"
    assert memory.rows[2].label == NOT_SAID and memory.rows[2].place == ""


def test_no_hops_no_slots() -> None:
    assert memory_of([]).rows == ()
