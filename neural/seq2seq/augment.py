"""Variants of training pairs that teach a translator what its corpora teach too little.

- **Copying.** Names and numbers that stand on both sides are exchanged, on both sides alike, for made-up ones, so that
  the network learns to copy what it has never seen instead of writing the likeliest name.
- **Stand-ins.** The same places become `X1`, `X2` …: what the program puts where a web address or code must survive.
- **Careless writing.** Capitals and the final full stop are left out of the source now and then.
- **Length.** Short pairs are joined to longer ones.

Everything is decided by a seed and the number of the pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random

from neural.corpora.translation import Pair

STAND_INS = 9
"""At most so many in a sentence: X1 to X9."""
_COMMON = re.compile(
    r"(?<!\w)(?:[A-ZÄÖÜÉÈÁÍÓÚÑÇ][\w'’-]*[\w](?: [A-ZÄÖÜÉÈÁÍÓÚÑÇ][\w'’-]*\w)*|\d[\d.,:]*\d|\d{2,})(?!\w)"
)
_SYLLABLES = re.findall(
    r"\S+",
    "a ab an ar ba ber bi bo bri ca chi co da del di dra du e el en er fa fi fo ga gen gor gru ha hei ho hu i ian "
    "il in is ja jen ji jo ka ken ki ko kra kwo la lan len li lo lu ma mar mi mo mu na nen ni no nu o ok on or pa "
    "per pi po pri prz qua ra ren ri ro ru sa sch se shi si sky so ste su ta ten thi ti to tre tu ul um va ver vi "
    "vo wa wen wi xi ya yo yu za ze zi zu ü ø ł ñ ç é ö",
)


@dataclass(frozen=True, kw_only=True)
class Augmentation:
    """How often each variant takes a pair's place. All 0: the corpora as they are."""

    stand_ins: float = 0.0
    """Of pairs with something to copy."""
    new_names: float = 0.0
    """Of pairs with something to copy."""
    careless: float = 0.0
    joined: float = 0.0
    """Share of pairs that are joined to the one of the same direction before it."""

    @property
    def any(self) -> bool:
        return bool(self.stand_ins or self.new_names or self.careless or self.joined)


def augment(pairs: Iterable[Pair], settings: Augmentation, seed: int) -> Iterator[Pair]:
    """As many pairs as come in (two that are joined come as the first alone and both together), in their order."""
    before: Pair | None = None
    for number, pair in enumerate(pairs):
        if not settings.any:
            yield pair
            continue
        random = Random(f"{seed}/{number}")
        changed = _exchange(pair, settings, random)
        if random.random() < settings.careless:
            changed = _careless(changed, random)
        if before is not None and before.direction == pair.direction and random.random() < settings.joined:
            changed = replace(
                changed, source=f"{before.source} {changed.source}", target=f"{before.target} {changed.target}"
            )
        yield changed
        before = pair


def shared_spans(pair: Pair) -> list[str]:
    """Names and numbers that stand exactly once on each side, in source order."""
    found = []
    for match in _COMMON.finditer(pair.source):
        text = match[0]
        if len(_places(text, pair.source)) == 1 and len(_places(text, pair.target)) == 1:
            found.append(text)
    return found


def _exchange(pair: Pair, settings: Augmentation, random: Random) -> Pair:
    draw = random.random()
    if draw >= settings.stand_ins + settings.new_names:
        return pair
    stand_in = draw < settings.stand_ins
    spans = [text for text in shared_spans(pair) if random.random() < 0.8][:STAND_INS]
    source, target = pair.source, pair.target
    for number, text in enumerate(spans, 1):
        new = f"X{number}" if stand_in else _another(text, random)
        source, target = _put(text, new, source), _put(text, new, target)
    return replace(pair, source=source, target=target)


def _places(text: str, inside: str) -> list[int]:
    return [match.start() for match in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", inside)]


def _put(text: str, new: str, inside: str) -> str:
    return re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", lambda _: new, inside, count=1)


def _another(text: str, random: Random) -> str:
    """A number of the same form, or as many names."""
    if text[0].isdigit():
        if random.random() < 0.3 and text.isdigit():
            return str(random.randrange(10 ** random.randint(1, 8)))
        return re.sub(r"\d", lambda _: str(random.randrange(10)), text)
    return " ".join(_name(random) for _ in text.split())


def _name(random: Random) -> str:
    name = "".join(random.choice(_SYLLABLES) for _ in range(random.randint(2, 4))).capitalize()
    if random.random() < 0.06:
        name += "-" + _name(random)
    return name.upper() if random.random() < 0.03 else name


def _careless(pair: Pair, random: Random) -> Pair:
    match random.randrange(3):
        case 0:
            return replace(pair, source=pair.source.lower())
        case 1:
            return replace(pair, source=pair.source.rstrip(".!?"))
        case _:
            if pair.source.endswith(".") and pair.target.endswith("."):
                return replace(pair, source=pair.source[:-1], target=pair.target[:-1])
            return pair
