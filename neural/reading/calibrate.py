"""Fits confidence to a trained reader, on training questions that it was not trained on.

Shapes: N cases (a question over a text), C clues.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from neural.corpora.questions import Question
from neural.evaluation.calibration import auroc, expected_calibration_error, reliability
from neural.evaluation.reading import best_scores
from neural.reading.altered import altered_questions, without_its_sentence
from neural.reading.answers import make_candidates
from neural.reading.clues import CLUES
from neural.reading.confidence import Confidence
from neural.reading.evaluate import RIGHT_FROM, text_document
from neural.reading.reader import Reader
from neural.reading.unanswerable import clustered, nearest_wrong_paragraph

MIX = {
    "own paragraph": 0.39,
    "own and alike": 0.34,
    "wrong paragraph": 0.05,
    "alike": 0.055,
    "elsewhere": 0.055,
    "sentence hidden": 0.03,
    "altered question": 0.08,
}
"""What users are taken to ask: a good quarter of it is not in the text. The first two kinds have an answer."""
ALTERED_MOST = 2
"""Altered questions of a question."""
L2, L2_BENT = 1e-3, 3e-3
FOLDS, STEPS, SEED = 5, 150, 1


@dataclass(frozen=True, kw_only=True)
class Cases:
    """What a reader found for questions of all kinds of `MIX`. `group_N` numbers the folds: a context is in one."""

    clues_NC: NDArray[np.float32]
    f1_N: NDArray[np.float64]
    answerable_N: NDArray[np.bool_]
    kind_N: NDArray[np.str_]
    weight_N: NDArray[np.float64]
    fold_N: NDArray[np.int64]

    @property
    def right_N(self) -> NDArray[np.bool_]:
        return self.f1_N >= RIGHT_FROM


def kinds_of_questions(questions: Sequence[Question], seed: int = 1) -> dict[str, list[Question]]:
    """For each kind of `MIX` the questions over their texts. `questions` must all have an answer."""
    far = clustered(questions)
    together = sorted(questions, key=lambda question: question.context)
    return {
        "own paragraph": list(questions),
        "own and alike": far.answered,
        "wrong paragraph": nearest_wrong_paragraph(questions),
        "alike": far.alike,
        "elsewhere": far.elsewhere,
        "altered question": [made.question for made in altered_questions(together, seed, ALTERED_MOST)],
        "sentence hidden": [hidden for q in questions if (hidden := without_its_sentence(q)) is not None],
    }


def gather(reader: Reader, questions: Sequence[Question], progress: Callable[[int, int], None] | None = None) -> Cases:
    """Asks all kinds of questions and takes down the clues and whether the best span is right."""
    home = {q.id: q.context for q in questions}
    by_kind = kinds_of_questions([q for q in questions if q.answers])
    total, done = sum(len(asked) for asked in by_kind.values()), 0
    rows: list[tuple[NDArray[np.float32], float, bool, str, int]] = []
    for kind, asked in by_kind.items():
        by_context: dict[str, list[Question]] = {}
        for question in asked:
            by_context.setdefault(question.context, []).append(question)
        for context, group in by_context.items():
            index = reader.index(text_document("text", context))
            assert index is not None
            for question, found in zip(group, reader.study([q.question for q in group], [index]), strict=True):
                if found is not None and found.clues is not None:
                    best = make_candidates(found, [index], 1)[0]
                    f1 = best_scores(best.answer, question.answers)[1] if question.answers else 0.0
                    fold = zlib.crc32(home[question.id].encode()) % FOLDS
                    rows.append((found.clues, f1, bool(question.answers), kind, fold))
            done += len(group)
            if progress is not None:
                progress(done, total)
    clues, f1s, answerable, kinds, folds = zip(*rows, strict=True)
    kind_N = np.array(kinds)
    weight_N = np.array([MIX[kind] / kinds.count(kind) for kind in kinds])
    return Cases(
        clues_NC=np.stack(clues), f1_N=np.array(f1s), answerable_N=np.array(answerable), kind_N=kind_N,
        weight_N=weight_N / weight_N.sum(), fold_N=np.array(folds),
    )  # fmt: skip


def fit(cases: Cases, chosen_N: NDArray[np.bool_] | None = None) -> Confidence:
    """Both judgements on the chosen cases: weighted cross-entropy + L2 · |A|² + L2_BENT · (|B|² + |D|²), by
    L-BFGS. The threshold is left to `choose_threshold`."""
    chosen_N = np.ones(len(cases.f1_N), dtype=bool) if chosen_N is None else chosen_N
    clues_NC = torch.from_numpy(cases.clues_NC[chosen_N])
    wanted_N2 = torch.from_numpy(np.stack([cases.right_N, cases.answerable_N], axis=1)[chosen_N]).float()
    weight_N = torch.from_numpy(cases.weight_N[chosen_N]).float()
    weight_N = weight_N / weight_N.sum()
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        confidence = Confidence(clues_NC.size(1))
    confidence.mean.copy_((clues_NC * weight_N[:, None]).sum(0))
    spread_C = ((clues_NC - confidence.mean).square() * weight_N[:, None]).sum(0).sqrt()
    confidence.scale.copy_(spread_C.clamp(min=1e-3))
    optimizer = torch.optim.LBFGS(confidence.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimizer.zero_grad()
        loss_N2 = F.binary_cross_entropy_with_logits(confidence(clues_NC), wanted_N2, reduction="none")
        bent = confidence.mix.weight.square().sum() + confidence.bend.weight.square().sum()
        size = L2 * confidence.linear.weight.square().sum() + L2_BENT * bent
        loss = (loss_N2.mean(1) * weight_N).sum() + size
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.item()

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return confidence.eval()


def cross_validated(cases: Cases) -> NDArray[np.float64]:
    """Probabilities of "right" and "answerable" from models that did not see the case's context. -> [N, 2]"""
    found_N2 = np.zeros((len(cases.f1_N), 2))
    for fold in range(FOLDS):
        inside_N = cases.fold_N == fold
        if inside_N.any() and not inside_N.all():
            model = fit(cases, ~inside_N)
            found_N2[inside_N] = model.judge_all(cases.clues_NC[inside_N])
    return found_N2


def choose_threshold(cases: Cases, answerable_N: NDArray[np.float64]) -> float:
    """The threshold of silence with the best F1, silence being worth 1 where it is due, were two questions of five
    not to be answered, and half of those altered ones: a wrong answer costs more trust than a missing one."""
    wary = replace(cases, weight_N=_wary_weights(cases))
    cuts = np.arange(0.0, 0.99, 0.02)
    return float(cuts[np.argmax([mixed_f1(wary, answerable_N, cut) for cut in cuts])])


def _wary_weights(cases: Cases) -> NDArray[np.float64]:
    """Weights by which answered, altered and all other questions count 3 : 1 : 1."""
    altered_N = cases.kind_N == "altered question"
    weight_N = cases.weight_N.copy()
    for share, chosen_N in ((3, cases.answerable_N), (1, altered_N), (1, ~cases.answerable_N & ~altered_N)):
        weight_N[chosen_N] *= share / max(weight_N[chosen_N].sum(), 1e-9)
    wary_N: NDArray[np.float64] = weight_N / weight_N.sum()
    return wary_N


def mixed_f1(cases: Cases, answerable_N: NDArray[np.float64], threshold: float) -> float:
    """F1 over the mix, in percent, where the reader is silent below `threshold`."""
    gained_N = np.where(answerable_N >= threshold, cases.f1_N, ~cases.answerable_N)
    return float(100 * (gained_N * cases.weight_N).sum())


def calibrate(cases: Cases) -> tuple[Confidence, dict[str, Any]]:
    """Confidence fitted to all cases, and what cross-validation says of it: `ece` over all answers, `ece_shown` over
    those that are given, `auroc` of answerable against not, `kinds` each kind by itself, `reliability` the bins."""
    found_N2 = cross_validated(cases)
    right_N, answerable_N = found_N2.T
    threshold = choose_threshold(cases, answerable_N)
    confidence = fit(cases)
    confidence.threshold.fill_(threshold)
    shown_N = answerable_N >= threshold
    weights = {name: float(weight) for name, weight in zip(CLUES, confidence.linear.weight[0].tolist(), strict=True)}

    def ece(chosen_N: NDArray[np.bool_]) -> float | None:
        return expected_calibration_error(right_N[chosen_N], cases.right_N[chosen_N], cases.weight_N[chosen_N])

    def kind_report(kind: str) -> dict[str, Any]:
        own_N = cases.kind_N == kind
        against_N = own_N | (cases.kind_N == "own paragraph")
        report = {"questions": int(own_N.sum()), "given": _rounded(shown_N[own_N].mean()), "ece": _rounded(ece(own_N))}
        return report | {"auroc": _rounded(auroc(answerable_N[against_N], cases.answerable_N[against_N]))}

    figures = {
        "right_from_f1": RIGHT_FROM,
        "threshold": round(threshold, 2),
        "ece": _rounded(ece(np.ones(len(right_N), dtype=bool))),
        "ece_shown": _rounded(ece(shown_N)),
        "auroc": _rounded(auroc(answerable_N, cases.answerable_N)),
        "auroc_right": _rounded(auroc(right_N, cases.right_N)),
        "mixed_f1": round(mixed_f1(cases, answerable_N, threshold), 2),
        "mixed_f1_never_silent": round(mixed_f1(cases, answerable_N, 0.0), 2),
        "kinds": {kind: kind_report(kind) for kind in MIX if (cases.kind_N == kind).any()},
        "reliability": [
            {name: round(value, 4) for name, value in asdict(b).items()}
            for b in reliability(right_N[shown_N], cases.right_N[shown_N], cases.weight_N[shown_N])
        ],
        "weights": {name: round(value, 3) for name, value in weights.items()},
    }
    return confidence, figures


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
