"""Follow-up questions: "and when did she die?" read as "When did Ada Lovelace die?".

A few rules over what was asked and answered before, no model: each can be read, and the user is shown the result. What
the rules can't settle is left as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from neural.events import Answer
from neural.reading.mentions import Mention, Sort, mentions, sorts_of_name, word_set
from neural.reading.question_form import is_courtesy, question_kind

TURNS = 6
"""How far back a pronoun may reach."""

_LEAD = re.compile(r"^(?:(?:and|but|so|then|also|ok|okay|well)\b[\s,]*)+", re.I)
_ABOUT = re.compile(r"^(?:what|how) about\s+", re.I)
_BARE = re.compile(r"^(?:(?:in|at|on|from|since|until|by|to|with) )?(?:who|whom|what|when|where|why|how(?: \w+)?"
                   r"|which \w+|what \w+)\s*\??$", re.I)  # fmt: skip
_AUX = r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must"
_ASKED = re.compile(rf"^(?P<wh>(?:(?P<prep>in|at|on|from|since|until|by|to|with|for) )?"
                    rf"(?:who|whom|what|when|where|why|how|which)\b(?P<noun>[^?]*?)) (?P<aux>{_AUX})\b (?P<rest>.+)$",
                    re.I)  # fmt: skip
_WHO_DID = re.compile(rf"^(?:who|what)\s+(?!(?:{_AUX})\b)(?P<rest>.+)$", re.I)
_FRAGMENT = re.compile(r"^(?:(?P<prep>in|on|at|from|for|by|to|with|during|after|before|since)\s+)?"
                       r"(?P<what>[^?\s][^?]*?)\s*\??$", re.I)  # fmt: skip
_NO_IT = re.compile(
    r"\bit\s+(?:takes?|took|rains?|snows?|possible|true|necessary|that)\b"
    r"|\b(?:is|was) it (?:true|possible|necessary|that|raining|snowing|cold|warm|hot|dark|late|early)\b"
    r"|\b(?:does|did|will) it (?:take|rain|snow)\b|what time is it",
    re.IGNORECASE,
)
_AFTER_OBJECT = word_set(
    "in at on for from to by with about after before during since until and or when where while because as than "
    "into over under first last again there here still also then"
)
_PRONOUNS: tuple[tuple[str, frozenset[Sort]], ...] = (
    (r"he|him|his|she|her|hers", frozenset({"person"})),
    (r"it|its", frozenset({"thing"})),
    (r"they|them|their|theirs", frozenset({"people"})),
)  # fmt: skip
_YEAR_THEN = re.compile(r"\b(?:in )?(?:that|this|the same) year\b|\bthen(?=\s*\??$)", re.I)
_THERE = re.compile(rf"(?<!is )(?<!are )(?<!was )(?<!were )\bthere\b(?!\s+(?:{_AUX}|any|an?)\b)", re.I)
_THIS_ONE = re.compile(r"\b(?:this|that) (?P<noun>man|woman|person|city|town|place|country|building|book|company)\b",
                       re.I)  # fmt: skip


def resolve(question: str, context: Sequence[Answer]) -> str | None:
    """`question` with what it leaves out or points back to filled in from `context` (the answers before it, oldest
    first); None where it stands by itself, or where the rules can't tell what is meant."""
    turns = [turn for turn in context if not is_courtesy(turn.question)][: -TURNS - 1 : -1]
    if not turns or is_courtesy(question):
        return None
    text = question.strip()
    core = _LEAD.sub("", text)
    if _BARE.match(core) and (whole := _bare(core, turns[0])) is not None:
        return _as_question(whole)
    fragment = _ABOUT.sub("", core)
    elliptic = fragment != core or (core != text and _is_fragment(core))
    if elliptic and (whole := _fragment(fragment, turns[0])) is not None:
        return _as_question(whole)
    filled = core
    for fill in (_fill_year, _fill_place, _fill_this_one, _fill_pronouns):
        filled = fill(filled, turns)
    return _as_question(filled) if filled != core else None


def _as_question(text: str) -> str:
    text = text.strip().rstrip("?").strip()
    return f"{text[:1].upper()}{text[1:]}?"


def _asked(turn: Answer) -> str:
    return (turn.asked or turn.question).strip().rstrip("?").strip()


def _answered(turn: Answer) -> str | None:
    return None if turn.kind == "yes_no" else turn.original or turn.answer


def _bare(core: str, turn: Answer) -> str | None:
    """ "why?" after "When did X die?" -> "why did X die"; "when?" after "Who founded Y?" -> "when was it that A …"."""
    word, asked, answer = core.rstrip("? "), _LEAD.sub("", _asked(turn)), _answered(turn)
    if found := _ASKED.match(asked):
        adverb = found["prep"] or question_kind(found["wh"]) in ("when", "where", "why", "how")
        subject = re.match(r"who|what|which", found["wh"], re.I) and found["aux"].lower() in (
            "is",
            "was",
            "are",
            "were",
        )
        if not adverb and subject and not found["noun"].strip():
            return f"{word} {found['aux']} {found['rest']}"
        counted = re.match(r" (?:many|much) (.+)", found["noun"])
        unit = f" {counted[1]}" if counted and answer and counted[1] not in answer else ""
        tail = "" if (adverb and not counted) or answer is None else f" {answer}{unit}"
        return f"{word} {found['aux']} {found['rest']}{tail}"
    if (found := _WHO_DID.match(asked)) and answer is not None:
        return f"{word} {'is' if word.lower() == 'why' else 'was'} it that {answer} {found['rest']}"
    return None


def _is_fragment(core: str) -> bool:
    """No verb that is known, no question word, and short: "in 1900?", "the Venetians?"."""
    words = re.findall(r"[\w’']+", core.lower())
    return 0 < len(words) <= 5 and not re.search(
        rf"\b(?:{_AUX}|who|whom|whose|what|when|where|why|how|which|he|she|it|they)\b", core, re.I
    )


def _fragment(fragment: str, turn: Answer) -> str | None:
    """Puts the fragment where the last question had something of its sort; a time may also be added at the end."""
    found, asked = _FRAGMENT.match(fragment), _LEAD.sub("", _asked(turn))
    if found is None:
        return None
    what, before = found["what"], mentions(asked, turn.evidence or "")
    if re.fullmatch(r"1\d{3}|20\d{2}", what):
        years = [mention for mention in before if "year" in mention.sorts]
        return _swap(asked, years[-1], what) if years else f"{asked} {found['prep'] or 'in'} {what}"
    sorts = sorts_of_name(what) if what[:1].isupper() else frozenset[Sort]({"thing", "people", "person", "place"})
    alike = [mention for mention in before if mention.sorts & sorts and "year" not in mention.sorts]
    if found["prep"] and (same := [m for m in alike if asked[: m.start].lower().endswith(found["prep"].lower() + " ")]):
        alike = same
    return _swap(asked, alike[0], what) if alike else None


def _swap(text: str, mention: Mention, new: str) -> str:
    return text[: mention.start] + new + text[mention.start + len(mention.text) :]


def _fill_year(text: str, turns: Sequence[Answer]) -> str:
    year = re.search(r"\b1\d{3}\b|\b20\d{2}\b", _answered(turns[0]) or "") or re.search(
        r"\b1\d{3}\b|\b20\d{2}\b", _asked(turns[0])
    )
    return _YEAR_THEN.sub(f"in {year[0]}", text) if year else text


def _fill_place(text: str, turns: Sequence[Answer]) -> str:
    place = _found(turns, frozenset({"place"}), answers_first=True)
    return _THERE.sub(lambda _: f"in {place}", text, count=1) if place else text


def _fill_this_one(text: str, turns: Sequence[Answer]) -> str:
    found = _THIS_ONE.search(text)
    if found is None:
        return text
    sort: Sort = "person" if found["noun"].lower() in ("man", "woman", "person") else "thing"
    one = _found(turns, frozenset({sort}), answers_first=True)
    return text[: found.start()] + one + text[found.end() :] if one else text


def _fill_pronouns(text: str, turns: Sequence[Answer]) -> str:
    for words, sorts in _PRONOUNS:
        pattern = re.compile(rf"\b(?:{words})\b", re.I)
        first = pattern.search(text)
        if first is None or ("thing" in sorts and _NO_IT.search(text)) or _has_antecedent(text[: first.start()], sorts):
            continue
        meant = _found(turns, sorts, answers_first="person" in sorts)
        if meant is None and "thing" not in sorts:
            continue
        meant = meant or _found(turns, frozenset({"place"}), answers_first=True)
        if meant is not None:
            text = pattern.sub(_put(text, meant), text)
    return text


def _put(text: str, meant: str) -> Callable[[re.Match[str]], str]:
    """The words for a pronoun: with 's where it owns what comes next. Later pronouns stay where the first is filled."""
    done = False

    def put(found: re.Match[str]) -> str:
        nonlocal done
        if done:
            return found[0]
        done = True
        word, after = found[0].lower(), re.match(r"\s+([\w’']+)", text[found.end() :])
        owns = word in ("his", "its", "their") or (
            word == "her" and after is not None and after[1].lower() not in _AFTER_OBJECT
        )
        return f"{meant}'s" if owns and not meant.endswith("s") else f"{meant}'" if owns else meant

    return put


def _has_antecedent(before: str, sorts: frozenset[Sort]) -> bool:
    """Does the question itself name, before the pronoun, what it may stand for?"""
    return any(mention.sorts & sorts for mention in mentions(before))


def _found(turns: Sequence[Answer], sorts: frozenset[Sort], *, answers_first: bool) -> str | None:
    """What was spoken of last that is of one of `sorts`."""
    for turn in turns:
        asked = [mention.text for mention in mentions(_asked(turn), turn.evidence or "") if mention.sorts & sorts]
        answer = [answer] if (answer := _answered(turn)) and _sorts_of_answer(turn, answer) & sorts else []
        if found := (answer + asked if answers_first else asked + answer):
            return found[0]
    return None


def _sorts_of_answer(turn: Answer, answer: str) -> frozenset[Sort]:
    kind, words = question_kind(_asked(turn)), answer.split()
    if len(words) > 6 or kind in ("when", "how many", "why", "how") or any(c.isdigit() for c in answer):
        return frozenset()
    many = " and " in answer or answer.lower().endswith(" brothers")
    if kind == "who":
        named = words[0][0].isupper() or words[0] == "the"
        return frozenset[Sort]({"people"} if many else {"person"}) if named else frozenset()
    if kind == "where":
        return frozenset({"place"})
    if not any(c.isupper() for c in answer):
        return frozenset({"people"}) if many else frozenset({"thing"})
    return sorts_of_name(answer)
