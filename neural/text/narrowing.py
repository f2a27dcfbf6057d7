"""A tokeniser cut down to the subwords that one direction of translation needs, with those of its target first.

A tokeniser learnt from several languages holds subwords that one direction never meets, and of those it meets only half
are ever written. The output layer is a third of a training step: let it know no more than is written now and then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from neural.text.tokenizer import SPECIALS, SubwordTokenizer

RARE = 1e-5
"""What is a smaller share of a side's ids than this is left to its parts."""


class Narrowed(NamedTuple):
    """`old_ids[i]` is what the id i was in the tokeniser that this one was cut from."""

    tokenizer: SubwordTokenizer
    old_ids: list[int]


def narrowed(tokenizer: SubwordTokenizer, read: Mapping[int, int], written: Mapping[int, int]) -> Narrowed:
    """Keeps the ids that are `read` and `written` often enough, the parts these are merged from, bytes and specials.

    Both tell how often ids occur. Text whose ids are all kept is encoded as before; any other id falls into its parts.
    """
    parts = tokenizer.parts
    always = [i for i in range(len(tokenizer)) if i not in parts]
    first = _with_parts(_common(written), parts) - set(always)
    then = _with_parts(_common(read), parts) - first - set(always)
    old_ids = [*always, *sorted(first), *sorted(then)]
    saved = json.loads(tokenizer.to_json(whole=True))
    model, new_ids = saved["model"], {old: new for new, old in enumerate(old_ids)}
    words = {i: word for word, i in model["vocab"].items()}
    model["vocab"] = {words[old]: new for old, new in new_ids.items()}
    model["merges"] = [merge for merge in model["merges"] if "".join(merge) in model["vocab"]]
    assert old_ids[: len(SPECIALS)] == list(range(len(SPECIALS)))
    return Narrowed(SubwordTokenizer.from_json(json.dumps(saved), len(always) + len(first)), old_ids)


def _common(counts: Mapping[int, int]) -> list[int]:
    least = RARE * sum(counts.values())
    return [i for i, count in counts.items() if count >= least]


def _with_parts(ids: Iterable[int], parts: dict[int, tuple[int, int]]) -> set[int]:
    found: set[int] = set()
    waiting = list(ids)
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += parts.get(one, ())
    return found
