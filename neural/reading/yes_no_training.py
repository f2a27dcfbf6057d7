"""Trains yes or no on a frozen reader, and says honestly what it is worth."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from neural.evaluation.calibration import auroc, expected_calibration_error
from neural.reading.claims import Claim
from neural.reading.evaluate import text_document
from neural.reading.reader import Reader
from neural.reading.yes_no import YesNo

L2, FOLDS, STEPS = 1e-2, 5, 200
MADE_WEIGHT = 0.2
"""How much claims of our own making count beside questions that people asked, both taken as a whole."""
SURE_ENOUGH = 0.75
"""Of the answers that are given, at least so many shall be right: the threshold is set by it."""


@dataclass(frozen=True, kw_only=True)
class ClaimCases:
    """Clues and truth of yes-or-no questions. `asked_N`: asked by people, not made."""

    clues_NC: NDArray[np.float32]
    yes_N: NDArray[np.bool_]
    asked_N: NDArray[np.bool_]
    fold_N: NDArray[np.int64]

    @property
    def weight_N(self) -> NDArray[np.float64]:
        made = MADE_WEIGHT / max(1, (~self.asked_N).sum())
        weight_N: NDArray[np.float64] = np.where(self.asked_N, 1 / max(1, self.asked_N.sum()), made)
        return weight_N


def gather_claims(
    reader: Reader, sets: Mapping[str, Sequence[Claim]], progress: Callable[[int], None] | None = None
) -> ClaimCases:
    """Lets the memory find the evidence of each claim in its context, and takes down the clues. Claims of a set named
    "made" are taken for our own."""
    rows = []
    for name, claims in sets.items():
        by_context: dict[str, list[Claim]] = {}
        for claim in claims:
            by_context.setdefault(claim.context, []).append(claim)
        for context, group in by_context.items():
            index = reader.index(text_document("text", context))
            assert index is not None
            for claim, found in zip(group, reader.study([c.question for c in group], [index]), strict=True):
                if found is not None:
                    clues = reader.yes_no_clues(claim.question, found, [index])
                    rows.append((clues, claim.yes, name != "made", zlib.crc32(context.encode()) % FOLDS))
            if progress is not None:
                progress(len(group))
    clues_N, yes, asked, folds = zip(*rows, strict=True)
    return ClaimCases(clues_NC=np.stack(clues_N), yes_N=np.array(yes), asked_N=np.array(asked), fold_N=np.array(folds))


def train_yes_no(cases: ClaimCases) -> tuple[YesNo, dict[str, Any]]:
    """The network trained on all cases, and what cross-validation by context says of it."""
    yes_N = np.zeros(len(cases.yes_N))
    for fold in range(FOLDS):
        inside_N = cases.fold_N == fold
        if inside_N.any() and not inside_N.all():
            model = fit(cases, ~inside_N)
            yes_N[inside_N] = model.yes(cases.clues_NC[inside_N])
    sure_N, right_N = np.maximum(yes_N, 1 - yes_N), (yes_N >= 0.5) == cases.yes_N
    threshold = choose_threshold(sure_N[cases.asked_N], right_N[cases.asked_N])
    module = fit(cases, np.ones(len(yes_N), dtype=bool))
    module.threshold.fill_(threshold)

    def report(chosen_N: NDArray[np.bool_]) -> dict[str, float | int | None]:
        return claim_scores(yes_N[chosen_N], cases.yes_N[chosen_N], threshold)

    figures: dict[str, Any] = {"threshold": round(threshold, 2), "asked": report(cases.asked_N)}
    if (~cases.asked_N).any():
        figures["made"] = report(~cases.asked_N)
    asked = figures["asked"]
    return module, figures | {"better_than_majority": asked["accuracy"] > asked["majority"]}


def claim_scores(
    yes_N: NDArray[np.float64], truth_N: NDArray[np.bool_], threshold: float
) -> dict[str, float | int | None]:
    """How right probabilities of yes are, in percent: over all questions (`accuracy`) beside always saying the commoner
    of the two (`majority`), and over those that are answered because the likelier of the two reaches `threshold`
    (`given`: their share, `accuracy_given`). `auroc` and `ece` from 0 to 1."""
    sure_N, right_N = np.maximum(yes_N, 1 - yes_N), (yes_N >= 0.5) == truth_N
    said_N, share = sure_N >= threshold, float(truth_N.mean())
    return {
        "questions": len(yes_N),
        "majority": _percent(max(share, 1 - share)),
        "accuracy": _percent(right_N.mean()),
        "auroc": _rounded(auroc(yes_N, truth_N)),
        "ece": _rounded(expected_calibration_error(sure_N, right_N)),
        "given": _percent(said_N.mean()),
        "accuracy_given": _percent(right_N[said_N].mean()) if said_N.any() else None,
    }


def fit(cases: ClaimCases, chosen_N: NDArray[np.bool_]) -> YesNo:
    """Weighted cross-entropy + L2 · (|a|² + |b|² + |D|²), by L-BFGS from a fixed start."""
    clues_NC = torch.from_numpy(cases.clues_NC[chosen_N])
    yes_N = torch.from_numpy(cases.yes_N[chosen_N]).float()
    weight_N = torch.from_numpy(cases.weight_N[chosen_N]).float()
    weight_N = weight_N / weight_N.sum()
    with torch.random.fork_rng():
        torch.manual_seed(1)
        module = YesNo(clues_NC.size(1))
    module.mean.copy_(clues_NC.mean(0))
    module.scale.copy_(clues_NC.std(0).clamp(min=1e-3))
    weights = [module.linear.weight, module.bend.weight, module.mix.weight]
    optimizer = torch.optim.LBFGS(module.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> float:
        optimizer.zero_grad()
        loss_N = F.binary_cross_entropy_with_logits(module(clues_NC), yes_N, reduction="none")
        loss = (loss_N * weight_N).sum() + L2 * torch.stack([weight.square().sum() for weight in weights]).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.item()

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return module.eval()


def choose_threshold(sure_N: NDArray[np.float64], right_N: NDArray[np.bool_]) -> float:
    """The lowest confidence from which on `SURE_ENOUGH` of the answers are right; at most 0.95."""
    for cut in np.arange(0.5, 0.95, 0.01):
        said_N = sure_N >= cut
        if said_N.sum() >= 20 and right_N[said_N].mean() >= SURE_ENOUGH:
            return float(cut)
    return 0.95


def _percent(value: float) -> float:
    return round(100 * float(value), 2)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
