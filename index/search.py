"""Hybrid search: scores of the same passages by several ways of search, fused. Pure functions over scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Scores = Mapping[int, float]

DEPTH = 100  # how many passages each kind of search hands to the fusion

# Chosen on the development set; bench/fusion.py records the alternatives.
OWN_LANGUAGE = 0.25
OTHER_LANGUAGE = 0.15
COMPARED = 16  # passages compared piece by piece
LATE = 2.0  # how much the mean of the pieces' best cosines counts beside the fused score


@dataclass(frozen=True, slots=True)
class TextScores:
    """BM25 scores by passage, and how much they count beside a cosine.

    A question's words say much about passages of its own language and, but for names and numbers, nothing about
    those of another: the two are searched apart and weighted apart, or full text spoils what dense search found.
    """

    scores: Scores
    weight: float


def fuse(dense: Scores, texts: Sequence[TextScores], top_k: int) -> list[tuple[int, float]]:
    """(passage id, score) best first, equal scores by id; the score is cosine + Σ weight · BM25 / best BM25.

    A passage that dense search did not find gets the worst cosine that it did find. Unlike rank fusion this keeps how
    far apart passages are; unlike z-scores it does not depend on how many passages were found.
    """
    worst = min(dense.values(), default=0.0)
    found = set(dense).union(*(text.scores for text in texts))
    best = [max(text.scores.values(), default=0.0) for text in texts]
    fused = {
        passage: dense.get(passage, worst)
        + sum(
            text.weight * text.scores.get(passage, 0.0) / top
            for text, top in zip(texts, best, strict=True)
            if top > 0
        )
        for passage in found
    }
    return sorted(fused.items(), key=lambda item: (-item[1], item[0]))[:top_k]


def rerank(fused: Sequence[tuple[int, float]], late: Scores) -> list[tuple[int, float]]:
    """(passage id, score) best first, equal scores in their old order; the score is fused + LATE · late interaction.

    A passage that was not compared gets the worst figure of those that were.
    """
    worst = min(late.values(), default=0.0)
    scored = [(passage, score + LATE * late.get(passage, worst)) for passage, score in fused]
    return sorted(scored, key=lambda item: -item[1])
