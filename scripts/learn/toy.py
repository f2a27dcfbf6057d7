"""A little grammar that writes English sentences with their German translations, so that a lesson needs no download.

It is small, yet has what makes translation more than a word list: articles with gender and case, verbs that move to the
end of the German clause, and adverbs that may stand in several places.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

from neural.corpora.translation import Pair, training_pairs

ARTICLES = {"m": ("der", "den"), "f": ("die", "die"), "n": ("das", "das")}
"""Of the German subject and object."""


class Noun(NamedTuple):
    english: str
    german: str
    gender: str


class Verb(NamedTuple):
    """English "sees", "see", "seen"; German "sieht", "sehen", "gesehen"."""

    english: tuple[str, str, str]
    german: tuple[str, str, str]


AGENTS = [Noun("dog", "Hund", "m"), Noun("king", "König", "m"), Noun("baker", "Bäcker", "m"), Noun("cat", "Katze", "f"),
          Noun("queen", "Königin", "f"), Noun("horse", "Pferd", "n"), Noun("child", "Kind", "n")]  # fmt: skip
THINGS = [Noun("letter", "Brief", "m"), Noun("garden", "Garten", "m"), Noun("apple", "Apfel", "m"),
          Noun("door", "Tür", "f"), Noun("garden gate", "Gartentür", "f"), Noun("book", "Buch", "n"),
          Noun("picture book", "Bilderbuch", "n"), Noun("house", "Haus", "n")]  # fmt: skip
VERBS = [
    Verb(("sees", "see", "seen"), ("sieht", "sehen", "gesehen")),
    Verb(("finds", "find", "found"), ("findet", "finden", "gefunden")),
    Verb(("paints", "paint", "painted"), ("malt", "malen", "gemalt")),
    Verb(("loses", "lose", "lost"), ("verliert", "verlieren", "verloren")),
    Verb(("looks for", "look for", "looked for"), ("sucht", "suchen", "gesucht")),
    Verb(("buys", "buy", "bought"), ("kauft", "kaufen", "gekauft")),
]
ADJECTIVES = {"old": "alte", "small": "kleine", "red": "rote", "beautiful": "schöne", "blue": "blaue"}
ADVERBS = {"today": "heute", "now": "jetzt", "again": "wieder"}
OPENINGS = {"I think": "ich glaube", "we know": "wir wissen", "she says": "sie sagt"}


def toy_pairs(count: int, seed: int = 1) -> list[Pair]:
    """`count` sentence pairs, the same ones for the same seed; short and long, and with repetitions."""
    draw = random.Random(seed)
    return [_sentence(draw) for _ in range(count)]


def lesson_pairs(data_dir: Path | None, count: int, seed: int = 1) -> list[Pair]:
    """The toy grammar's pairs, or `count` of the English-German pairs in `data_dir`, laid out as docs/data.md says."""
    if data_dir is None:
        return toy_pairs(count, seed)
    pairs = [p for p in training_pairs(data_dir, "en", "de") if len(p.source.split()) <= 12]
    return random.Random(seed).sample(pairs, min(count, len(pairs)))


def _sentence(draw: random.Random) -> Pair:
    english, german = _clause(draw)
    if draw.random() < 0.15:  # two clauses in a row: the long sentences that make batches wasteful
        more_english, more_german = _clause(draw)
        comma = "," if ", dass" in german else ""  # German closes a clause that it has opened
        english, german = f"{english} and {more_english}", f"{german}{comma} und {more_german}"
    return Pair(_written(english), _written(german), "toy")


def _clause(draw: random.Random) -> tuple[str, str]:
    agent, agent_de = _noun_phrase(draw, AGENTS, 0)
    thing, thing_de = _noun_phrase(draw, THINGS + AGENTS, 1)
    verb = draw.choice(VERBS)
    now, do, done = verb.english
    now_de, do_de, done_de = verb.german
    match draw.choices(["plain", "adverb", "modal", "perfect", "that"], [3, 4, 2, 2, 2])[0]:
        case "plain":
            return f"{agent} {now} {thing}", f"{agent_de} {now_de} {thing_de}"
        case "adverb":
            adverb = draw.choice(list(ADVERBS))
            return f"{agent} {now} {thing} {adverb}", _placed(draw, ADVERBS[adverb], agent_de, now_de, thing_de)
        case "modal":
            return f"{agent} wants to {do} {thing}", f"{agent_de} will {thing_de} {do_de}"
        case "perfect":
            return f"{agent} has {done} {thing}", f"{agent_de} hat {thing_de} {done_de}"
        case _:
            opening = draw.choice(list(OPENINGS))
            german = f"{OPENINGS[opening]}, dass {agent_de} {thing_de} {now_de}"
            return f"{opening} that {agent} {now} {thing}", german


def _placed(draw: random.Random, adverb: str, agent: str, verb: str, thing: str) -> str:
    """German puts an adverb first in 42 of 100 cases here, and else in one of two places further on.

    The first word of the commonest sentence is then not the commonest first word: what greedy search trips over.
    """
    first, middle = f"{adverb} {verb} {agent} {thing}", f"{agent} {verb} {adverb} {thing}"
    return draw.choices([first, middle, f"{agent} {verb} {thing} {adverb}"], [42, 29, 29])[0]


def _noun_phrase(draw: random.Random, nouns: list[Noun], case: int) -> tuple[str, str]:
    noun = draw.choice(nouns)
    article = ARTICLES[noun.gender][case]
    if draw.random() < 0.6:
        return f"the {noun.english}", f"{article} {noun.german}"
    adjective = draw.choice(list(ADJECTIVES))
    ending = "n" if article == "den" else ""
    return f"the {adjective} {noun.english}", f"{article} {ADJECTIVES[adjective]}{ending} {noun.german}"


def _written(clause: str) -> str:
    return clause[0].upper() + clause[1:] + "."
