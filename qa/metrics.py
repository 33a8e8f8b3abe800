"""Figures for answers, rankings and confidences. Pure functions over values; nothing here reads a file."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_ELIDED = re.compile(r"\b[ld]['’]")
_ARTICLES = re.compile(r"\b(?:le|la|les|un|une|des|du|the|a|an)\b")


def normalise_answer(text: str) -> str:
    """Lower case, NFC, without punctuation and without French and English articles, single spaces; accents stay.

    SQuAD's normalisation (Rajpurkar et al. 2016) with "l'" and "d'" taken as articles and every Unicode
    punctuation mark (« » ’ …) as punctuation.
    """
    text = unicodedata.normalize("NFC", text).lower()
    text = _ELIDED.sub(" ", text)
    text = "".join(c for c in text if c not in string.punctuation and not unicodedata.category(c).startswith("P"))
    return " ".join(_ARTICLES.sub(" ", text).split())


def exact_match(prediction: str, answers: Sequence[str]) -> float:
    """1.0 where the normalised prediction equals one of the answers; an unanswerable question has the answer ""."""
    return float(any(normalise_answer(prediction) == normalise_answer(answer) for answer in answers))


def _token_f1(prediction: str, answer: str) -> float:
    predicted, gold = normalise_answer(prediction).split(), normalise_answer(answer).split()
    if not predicted or not gold:
        return float(predicted == gold)
    common = sum((Counter(predicted) & Counter(gold)).values())
    return 2.0 * common / (len(predicted) + len(gold))


def f1(prediction: str, answers: Sequence[str]) -> float:
    """Word overlap with the best-fitting answer, 0 to 1 (SQuAD's F1 of one question)."""
    return max((_token_f1(prediction, answer) for answer in answers), default=0.0)


def hit_at(ranks: Sequence[int | None], k: int) -> float:
    """The share of questions whose first right result stands among the k best. Ranks count from 1, None is absent."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks) if ranks else 0.0


def mean_reciprocal_rank(ranks: Sequence[int | None]) -> float:
    """The mean of 1 / rank of the first right result; an absent one (None) counts 0."""
    return sum(1.0 / rank for rank in ranks if rank is not None) / len(ranks) if ranks else 0.0


def _paired(scores: ArrayLike, right: ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError(f"scores and outcomes must be two lists of one length, got shapes {a.shape} and {b.shape}")
    return a, b


def expected_calibration_error(probabilities: ArrayLike, right: ArrayLike, bins: int = 10) -> float:
    """Mean distance between stated probability and observed share right, over equal-width bins (Naeini et al. 2015).

    `right` holds 0/1 or truth values; a probability of exactly 1 falls into the last bin.
    """
    p, y = _paired(probabilities, right)
    if p.size == 0:
        return 0.0
    bin_of = np.clip((p * bins).astype(np.int64), 0, bins - 1)
    gap = np.bincount(bin_of, weights=p - y, minlength=bins)
    return float(np.abs(gap).sum() / p.size)


def auroc(scores: ArrayLike, positive: ArrayLike) -> float:
    """The probability that a positive scores above a negative, ties counting a half (Mann–Whitney U).

    Raises ValueError where one of the classes is empty: the figure is then not defined.
    """
    s, y = _paired(scores, positive)
    positives, negatives = int(y.sum()), int(y.size - y.sum())
    if positives == 0 or negatives == 0:
        raise ValueError("AUROC needs at least one positive and one negative")
    _, inverse, counts = np.unique(s, return_inverse=True, return_counts=True)
    mid_ranks = np.cumsum(counts) - (counts - 1) / 2.0
    return float((mid_ranks[inverse][y > 0].sum() - positives * (positives + 1) / 2.0) / (positives * negatives))


def risk_coverage(scores: ArrayLike, right: ArrayLike) -> tuple[Floats, Floats]:
    """Coverage and risk (share wrong) when only the answers of the k highest scores are given, k = 1 … n.

    Equal scores cannot be told apart by a threshold, so they enter together: one point for each distinct score.
    (El-Yaniv & Wiener 2010.) Two arrays of one length, coverage rising.
    """
    s, y = _paired(scores, right)
    if s.size == 0:
        return np.zeros(0), np.zeros(0)
    order = np.argsort(-s, kind="stable")
    last_of_score = np.append(np.flatnonzero(np.diff(s[order])), s.size - 1)
    answered = last_of_score + 1.0
    wrong = np.cumsum(1.0 - y[order])[last_of_score]
    return answered / s.size, wrong / answered
