"""Words that mean the opposite of each other, or that exclude each other; a small table of our own."""

from __future__ import annotations

_PAIRS = """
first last, before after, largest smallest, largest least, biggest smallest, most least, highest lowest, early late,
earliest latest, earlier later, oldest newest, oldest youngest, north south, east west, northern southern, eastern
western, northeast southwest, northwest southeast, northernmost southernmost, male female, men women, man woman, king
queen, prince princess, boys girls, boy girl, husband wife, brother sister, more fewer, more less, higher lower,
larger smaller, bigger smaller, longer shorter, older younger, stronger weaker, faster slower, richer poorer, better
worse, increase decrease, increased decreased, increases decreases, increasing decreasing, rise fall, rose fell,
rising falling, grew shrank, gain loss, gained lost, won lost, win lose, winner loser, winning losing, begin end,
began ended, beginning end, begins ends, start end, started ended, starting ending, new old, modern ancient, founded
dissolved, founded abolished, established abolished, created destroyed, joined left, entered left, above below, over
under, inside outside, internal external, inner outer, upper lower, top bottom, longest shortest, tallest shortest,
fastest slowest, strongest weakest, richest poorest, hottest coldest, hot cold, warm cool, wet dry, deepest
shallowest, support oppose, supported opposed, supporters opponents, supporter opponent, support opposition, accepted
rejected, accept reject, approved rejected, agreed refused, agree disagree, allowed forbidden, allowed banned,
permitted forbidden, legal illegal, born buried, born died, bought sold, buy sell, buyer seller, import export,
imported exported, imports exports, father mother, son daughter, sons daughters, parent child, minimum maximum, best
worst, same different, similar different, summer winter, spring autumn, day night, morning evening, built destroyed,
built demolished, opened closed, open closed, common rare, commonly rarely, frequent rare, often rarely, always never,
usually rarely, major minor, majority minority, positive negative, present absent, success failure, successful
unsuccessful, succeeded failed, successor predecessor, followed preceded, following preceding, next previous, ancestor
descendant, public private, urban rural, rich poor, strong weak, true false, good bad, easy difficult, simple complex,
wide narrow, long short, high low, large small, big small, thick thin, heavy light, dark light, black white, hard
soft, full empty, attack defend, attacked defended, attacker defender, victory defeat, victorious defeated, invaded
liberated, war peace, friend enemy, friends enemies, ally enemy, allies enemies, love hate, loved hated, liked
disliked, hired fired, appointed dismissed, elected removed, promoted demoted, included excluded, includes excludes,
include exclude, added removed, add remove, gave took, given taken, sent received, send receive, arrived departed,
arrive depart, arrival departure, enter leave, teacher student, teachers students, employer employee, landlord tenant,
guilty innocent, active inactive, available unavailable, known unknown, necessary unnecessary, possible impossible,
likely unlikely, popular unpopular, official unofficial, formal informal, direct indirect, dependent independent,
domestic foreign, natural artificial, physical mental, solid liquid, organic inorganic, primary secondary, cause
prevent, caused prevented, causes prevents, help hinder, helped hindered, encouraged discouraged, strengthened
weakened, raised lowered, expanded reduced, expand reduce, extended shortened, improved worsened, united divided,
unite divide, connected separated, visible invisible, alive dead, life death, front back, left right, ahead behind,
near far, nearest farthest, closest farthest, conservative liberal, democrat republican, christian pagan, professional
amateur, civilian military, offensive defensive, maternal paternal, single married, multiple single, with without,
"""


def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for pair in _PAIRS.replace("\n", " ").split(","):
        if pair.strip():
            one, other = pair.split()
            found.setdefault(one, []).append(other)
            found.setdefault(other, []).append(one)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


OPPOSITES = _table()
"""Lower-cased word to its opposites, both ways."""
