"""What a question asks for, by its form: its question word, whether an answer looks like one to it, yes or no."""

from __future__ import annotations

import re

KINDS = ("who", "when", "where", "how many", "why", "how", "what", "other")
"""The kinds of question that are told apart; "other" has no question word."""

_KIND_OF = (
    ("who", r"who|whom|whose"),
    ("when", r"when|(?:what|which) (?:year|date|day|month|century|decade|time)"),
    ("where", r"where|(?:what|which) (?:country|city|town|place|state|continent)"),
    ("how many", r"how (?:many|much|old|long|far|tall|high|wide|deep|big|large|often)|what (?:percent\w*|number)"),
    ("why", r"why|what (?:reason|caused)"),
    ("how", r"how"),
    ("what", r"what|which"),
)  # fmt: skip
_KIND = re.compile("|".join(f"(?P<k{number}>\\b(?:{words})\\b)" for number, (_, words) in enumerate(_KIND_OF)), re.I)

_TIME_WORD = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|fall|winter|century|year|years|day|days|week"
    r"|month|months|night|morning|evening|decade|war|after|before|during|when|today|now|ago)\b",
    re.I,
)
_NUMBER_WORD = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million"
    r"|billion|dozen|half|third|quarter|few|several|many|most|all|none|no|once|twice|every|daily|weekly)\b",
    re.I,
)
_VERB = (
    r"is|are|was|were|am|be|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|isn't|aren't"
    r"|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|can't|couldn't|won't|wouldn't|shouldn't"
)
_LEADING = r"(?:(?:and|but|so|or|well|then|also|please|tell me|say)\b[\s,:]*)*"
_YES_NO = re.compile(rf"\s*{_LEADING}(?:(?:{_VERB})\b(?!\s+(?:who|what|when|where|why|how|which)\b)|cannot\b)", re.I)
_COURTESY = re.compile(
    r"\W*(?:(?:ok|okay|thanks|thank you|thx|cheers|great|good|nice|fine|perfect|cool|wow|hi|hello|hey|bye|goodbye"
    r"|please|sorry|well done|a lot|so much|very much|yes|no|i see|good (?:morning|evening|night|day)|danke|merci"
    r"|gracias)\W*)+",
    re.I,
)
_CHOICE = re.compile(r"\bor\b(?!\s+not\b)", re.I)


def question_kind(question: str) -> str:
    """One of `KINDS`: the first question word decides ("In what year did …" is "when")."""
    found = _KIND.search(question)
    return KINDS[int(str(found.lastgroup)[1:])] if found else "other"


def fits(question: str, answer: str) -> float:
    """Does `answer` look like one to `question`? 1 yes, -1 no, 0 where its kind has no look of its own."""
    kind = question_kind(question)
    if kind == "when":
        looks = any(c.isdigit() for c in answer) or _TIME_WORD.search(answer) is not None
    elif kind == "how many":
        looks = _NUMBER_WORD.search(answer) is not None
    elif kind in ("who", "where"):
        looks = any(c.isupper() for c in answer)
    else:
        return 0.0
    return 1.0 if looks else -1.0


def is_courtesy(text: str) -> bool:
    """Thanks, a greeting, an "ok": nothing is asked."""
    return _COURTESY.fullmatch(text) is not None


def is_yes_no(question: str) -> bool:
    """Is the question one to be answered by yes or no ("Did she …", "is it …")? A choice ("… or …?") is none."""
    return _YES_NO.match(question) is not None and _CHOICE.search(question) is None
