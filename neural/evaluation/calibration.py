"""Does a stated probability hold? Expected calibration error, reliability, and how well a score tells two kinds apart.

Shapes: N cases. Probabilities are in 0 … 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

BINS = 15


@dataclass(frozen=True, kw_only=True)
class Bin:
    """The cases with a probability from `low` to `high`: what was said on average, what came true, and how many."""

    low: float
    high: float
    confidence: float
    right: float
    share: float


def reliability(confidence_N: ArrayLike, right_N: ArrayLike, weights_N: ArrayLike | None = None,
                bins: int = BINS) -> list[Bin]:  # fmt: skip
    """The non-empty ones of `bins` bins of equal width. `right` may be partial credit between 0 and 1."""
    confidence, right, weights = _arrays(confidence_N, right_N, weights_N)
    numbers = np.minimum((confidence * bins).astype(int), bins - 1)
    found = []
    for number in range(bins):
        inside = numbers == number
        weight = weights[inside].sum()
        if weight > 0:
            means = [float((values[inside] * weights[inside]).sum() / weight) for values in (confidence, right)]
            share = float(weight / weights.sum())
            found.append(
                Bin(low=number / bins, high=(number + 1) / bins, confidence=means[0], right=means[1], share=share)
            )
    return found


def expected_calibration_error(confidence_N: ArrayLike, right_N: ArrayLike, weights_N: ArrayLike | None = None,
                               bins: int = BINS) -> float | None:  # fmt: skip
    """Σ share · |confidence - right| over the bins (Naeini et al. 2015; Guo et al. 2017, equation 3); None of none."""
    found = reliability(confidence_N, right_N, weights_N, bins)
    return sum(b.share * abs(b.confidence - b.right) for b in found) if found else None


def auroc(score_N: ArrayLike, positive_N: ArrayLike) -> float | None:
    """How often a positive case scores higher than a negative one, ties counting half (Mann & Whitney 1947, the area
    under the receiver's operating curve). None where there are not both."""
    score, positive = np.asarray(score_N, dtype=float), np.asarray(positive_N, dtype=bool)
    yes, no = int(positive.sum()), int((~positive).sum())
    if not yes or not no:
        return None
    _, place, count = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    return float((ranks[positive].sum() - yes * (yes + 1) / 2) / (yes * no))


def _arrays(
    confidence_N: ArrayLike, right_N: ArrayLike, weights_N: ArrayLike | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    confidence, right = np.asarray(confidence_N, dtype=float), np.asarray(right_N, dtype=float)
    weights = np.ones(len(confidence)) if weights_N is None else np.asarray(weights_N, dtype=float)
    if not len(confidence) == len(right) == len(weights):
        raise ValueError("confidences, outcomes and weights differ in number")
    return confidence, right, weights
