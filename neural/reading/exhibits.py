"""What a report shows of a reader: what its memory weighs hop by hop, and where it answers wrongly."""

from __future__ import annotations

from collections.abc import Sequence

from neural.corpora.questions import Question
from neural.evaluation.reading import best_scores
from neural.reading.evaluate import Asked, ask_all, predicted
from neural.reading.reader import Reader
from neural.training.report.exhibits import Excerpt, Exhibit, HeatMap, evenly

QUESTIONS_MOST = 120
"""Validation questions that are asked for a report: enough to choose from, few enough to be done in seconds."""
MAPS, WORST = 4, 10
NOTHING = "(the text does not say)"


def reading_exhibits(reader: Reader, questions: Sequence[Question]) -> list[Exhibit]:
    """The memory's weights for a few questions and the worst answers, of questions taken evenly from `questions`."""
    results = list(ask_all(reader, evenly(questions, QUESTIONS_MOST)))
    weighed = [asked for asked in results if asked.answer.hops]
    scored = [(_f1(asked), asked) for asked in results]
    worst = sorted((entry for entry in scored if entry[0] < 1), key=lambda entry: entry[0])[:WORST]
    memory = Exhibit(
        title="What the memory weighs",
        note="A row is a sentence of the text, a column a hop of the memory over all of them: the five heaviest of "
        "each hop. A bar marks the sentences that hold the answer.",
        heat_maps=tuple(_heat_map(asked) for asked in evenly(weighed, MAPS)),
    )
    errors = Exhibit(
        title="Wrong answers",
        note=f"{sum(f1 < 1 for f1, _ in scored)} of {len(scored)} validation questions were not answered in exactly "
        "the words that were wanted; those with the least in common come first.",
        excerpts=tuple(_excerpt(f1, asked) for f1, asked in worst),
    )
    return [exhibit for exhibit in (memory, errors) if exhibit.heat_maps or exhibit.excerpts]


def _said(asked: Asked) -> str:
    return predicted(asked, forced=bool(asked.question.answers)) or ""


def _f1(asked: Asked) -> float:
    return best_scores(_said(asked), asked.question.answers)[1]


def _heat_map(asked: Asked) -> HeatMap:
    """The sentences that are among the heaviest of any hop, in the order of the text."""
    hops = asked.answer.hops
    texts = {number: text for hop in hops for number, text in zip(hop.sentences, hop.texts, strict=True)}
    numbers = sorted(texts, key=lambda number: (number < 0, number))
    weights = [dict(zip(hop.sentences, hop.weights, strict=True)) for hop in hops]
    return HeatMap(
        title=asked.question.question,
        note=f"Answer: {_said(asked) or NOTHING}. Wanted: {' / '.join(asked.question.answers) or NOTHING}.",
        rows=tuple(texts[number] if number >= 0 else NOTHING for number in numbers),
        columns=tuple(f"hop {hop.hop + 1}" for hop in hops),
        weights=tuple(tuple(hop.get(number) for hop in weights) for number in numbers),
        marked=tuple(row for row, number in enumerate(numbers) if _holds_answer(asked.question, texts[number], number)),
    )


def _holds_answer(question: Question, sentence: str, number: int) -> bool:
    if number < 0:
        return not question.answers
    places = zip(question.starts, question.answers, strict=True)
    begins = question.context.find(sentence)
    return any(begins <= start and start + len(answer) <= begins + len(sentence) for start, answer in places)


def _excerpt(f1: float, asked: Asked) -> Excerpt:
    question, best = asked.question, asked.answer.candidates[0] if asked.answer.candidates else None
    return Excerpt(
        rows=(
            ("question", question.question),
            ("answer", _said(asked) or NOTHING),
            ("wanted", " / ".join(question.answers) or NOTHING),
            ("evidence", (best.evidence if best else asked.answer.evidence) or ""),
            ("text", question.title),
            ("F1", f"{100 * f1:.0f}"),
        )
    )
