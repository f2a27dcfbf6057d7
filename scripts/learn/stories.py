"""A little world of things in containers in rooms, told in sentences; questions about it need one fact or two.

Shapes: S sentences of all stories of a batch, Q stories, each with one question, L words of a sentence that count.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

THINGS = ("coin", "ring", "key", "lamp", "map")
CONTAINERS = ("box", "bag", "chest", "drawer")
ROOMS = ("kitchen", "attic", "cellar", "hall")
WORDS = ("container", "room", *THINGS, *CONTAINERS, *ROOMS)
"""What the network reads; the small words, alike in every sentence, are left out."""
_IDS = {word: i for i, word in enumerate(WORDS)}


@dataclass(frozen=True)
class Story:
    """`facts` are the sentences that lead to the answer, in the order in which one needs them."""

    sentences: list[str]
    question: str
    answer: str
    facts: list[int]


def make_story(draw: random.Random, needed: int) -> Story:
    """Everything is somewhere, by the draw alone; the question needs `needed` facts, 1 or 2."""
    places = {thing: draw.choice(CONTAINERS) for thing in THINGS} | {box: draw.choice(ROOMS) for box in CONTAINERS}
    order = list(places)
    draw.shuffle(order)
    thing = draw.choice(THINGS)
    facts = [order.index(thing), order.index(places[thing])][:needed]
    asked = ("container", "room")[needed - 1]
    return Story(
        sentences=[f"the {what} is in the {places[what]} ." for what in order],
        question=f"in which {asked} is the {thing} ?",
        answer=places[order[facts[-1]]],
        facts=facts,
    )


class StoryBatch(NamedTuple):
    """Stories as ids. `owner_S` names the story of each sentence; `facts_QF` the sentences that a hop should find, a
    column a fact, -1 where there is no further one; `answer_Q` is a word."""

    sentences_SL: Tensor
    owner_S: Tensor
    questions_QL: Tensor
    facts_QF: Tensor
    answer_Q: Tensor


def story_batch(stories: Sequence[Story]) -> StoryBatch:
    sentences: list[list[int]] = []
    owners: list[int] = []
    facts: list[list[int]] = []
    for number, story in enumerate(stories):
        found = [len(sentences) + fact for fact in story.facts]
        facts.append([*found, *[-1] * (2 - len(found))])
        sentences += [_ids(sentence) for sentence in story.sentences]
        owners += [number] * len(story.sentences)
    return StoryBatch(
        torch.tensor(sentences),
        torch.tensor(owners),
        torch.tensor([_ids(story.question) for story in stories]),
        torch.tensor(facts),
        torch.tensor([_IDS[story.answer] for story in stories]),
    )


def _ids(sentence: str) -> list[int]:
    return [_IDS[word] for word in sentence.split() if word in _IDS]
