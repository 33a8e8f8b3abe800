"""Risk against coverage, and how well probabilities keep their word. Pure functions over weighted answers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Curve(NamedTuple):
    """One point for each distinct probability, coverage rising; all of shape (points,)."""

    threshold: Floats
    coverage: Floats  # the share of the questions that are answered
    risk: Floats  # the share of wrong answers among those given


class Bin(NamedTuple):
    low: float
    high: float
    share: float  # of the questions, by their weight
    stated: float  # the mean probability
    right: float  # the share that is right


def risk_coverage(p: Floats, right: Floats, weight: Floats) -> Curve:
    """What each threshold gives (El-Yaniv & Wiener 2010), questions counting by their weight."""
    order = np.argsort(-p, kind="stable")
    last = np.append(np.flatnonzero(np.diff(p[order])), p.size - 1) if p.size else np.zeros(0, dtype=np.int64)
    answered = np.cumsum(weight[order])[last]
    wrong = np.cumsum((weight * (1 - right))[order])[last]
    return Curve(p[order][last], answered / weight.sum(), wrong / answered)


def area(curve: Curve) -> float:
    """The area under the curve (AURC): the mean risk over the questions, surest first."""
    return float((np.diff(curve.coverage, prepend=0.0) * curve.risk).sum())


def coverage_at(curve: Curve, risk: float) -> float:
    """The greatest share of questions answered with at most this share of wrong answers; 0 where there is none."""
    kept = curve.coverage[curve.risk <= risk]
    return float(kept.max()) if kept.size else 0.0


def reliability(p: Floats, right: Floats, weight: Floats, bins: int = 10) -> list[Bin]:
    """The equal-width bins of the expected calibration error that hold anything."""
    place = np.clip((p * bins).astype(np.int64), 0, bins - 1)
    found = []
    for n in np.unique(place):
        here = place == n
        stated, came = (float(np.average(values[here], weights=weight[here])) for values in (p, right))
        found.append(Bin(n / bins, (n + 1) / bins, float(weight[here].sum() / weight.sum()), stated, came))
    return found


def calibration_error(bins: list[Bin]) -> float:
    """The expected calibration error: the mean distance of stated and right, bins counting by their share."""
    return sum(one.share * abs(one.stated - one.right) for one in bins)
