"""From the reader's logits to answers: numpy only, no model.

Start and end are decoded jointly, spans of different passages are made comparable by taking each one's own
null score away (Clark & Gardner 2018, section 3.3 on no-answer options), and what comes out are whole words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qa.types import Reading, Span

MAX_TOKENS = 48
"""The longest answer, in word pieces: a reported clause fits, a paragraph does not."""

NOTHING_TO_READ = 30.0
"""The null score where there is no passage at all, beyond any that a model gives."""

LENGTH_PENALTY = 0.02
"""Logits taken from a span for each token after its first: long spans win by their edges alone too often.

Of 0, 0.02, 0.05 … 0.3 the best on the development set (all four language pairs together)."""

_CANDIDATES = 32  # token spans kept of each window, before those that widen to the same words are merged

_PAIRS = {"«": "»", "“": "”", '"': '"', "(": ")", "[": "]", "‘": "’"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_KEPT = "%‰§&#@"  # punctuation to Unicode, part of an answer to a reader
# Joined to the word that follows and part of its phrase; "d'" and "qu'" introduce a phrase and stay outside.
_INSIDE_ELISION = re.compile(r"(?<!\w)(?:[lsnmtjcLSNMTJC])['’]$")
_ELISION = re.compile(r"(?<!\w)(?:[ldsnmtjc]|qu|jusqu|lorsqu|puisqu|quoiqu)['’]?$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?<!\w)(?:\w\.[ -]?)+\w\.$")


@dataclass(frozen=True, slots=True)
class Window:
    """One window of one passage, as the model saw it, over its n tokens.

    `start` and `end` are logits, shape (n,); `offsets` the code points of each token in the passage's text, shape
    (n, 2); `inside` is true on the passage's tokens and false on the question's and the special ones, shape (n,);
    `null` is the place of the token that stands for "no answer".
    """

    passage: int
    start: NDArray[np.float32]
    end: NDArray[np.float32]
    offsets: NDArray[np.int64]
    inside: NDArray[np.bool_]
    null: int


def decode(
    windows: Iterable[Window], passages: Sequence[str], *, top_n: int = 10, max_tokens: int = MAX_TOKENS
) -> Reading:
    """The best spans over all windows of a question's passages, and the score of no answer.

    A span's score is its start and end logit minus those of its window's null, so that windows and passages can be
    compared; a span seen in two windows keeps the better. A window's evidence for an answer is the log of the summed
    odds of its spans against its null (on the development set it tells unanswerable passages a little better than the
    best span alone); the null of the whole is the negated evidence of the best window, since some passage answers as
    soon as one of them does.
    """
    best: dict[tuple[int, int, int], float] = {}
    evidence = -NOTHING_TO_READ
    for window in windows:
        text, (tokens, scores) = passages[window.passage], _joint_scores(window, max_tokens)
        found = False
        for first, last, score in _highest(scores):
            bounds = whole_words(text, int(window.offsets[tokens[first], 0]), int(window.offsets[tokens[last], 1]))
            if bounds is not None:
                found, key = True, (window.passage, *bounds)
                best[key] = max(score, best.get(key, -np.inf))
        if found:
            evidence = max(evidence, _log_sum_exp(scores))
    ranked = sorted((Span(*key, score) for key, score in best.items()), key=lambda s: (-s.score, s.passage, s.start))
    return Reading(spans=tuple(_without_overlaps(ranked, top_n)), null=-evidence)


def _joint_scores(window: Window, max_tokens: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The passage's k tokens and the score of each first and last of them, (k, k); -inf where that is no span."""
    tokens = np.flatnonzero(window.inside & (window.offsets[:, 1] > window.offsets[:, 0]))
    start, end = window.start[tokens].astype(np.float64), window.end[tokens].astype(np.float64)
    null = float(window.start[window.null]) + float(window.end[window.null])
    distance = np.arange(tokens.size)[None, :] - np.arange(tokens.size)[:, None]
    scores = start[:, None] + end[None, :] - LENGTH_PENALTY * distance - null
    return tokens, np.where((distance >= 0) & (distance < max_tokens), scores, -np.inf)


def _highest(scores: NDArray[np.float64]) -> Iterator[tuple[int, int, float]]:
    """(row, column, score) of the highest finite scores, best first."""
    flat = scores.ravel()
    if flat.size == 0:
        return
    kept = np.argpartition(-flat, min(_CANDIDATES, flat.size) - 1)[:_CANDIDATES]
    for at in sorted(kept, key=lambda i: (-flat[i], i)):
        if np.isfinite(flat[at]):
            yield *divmod(int(at), len(scores)), float(flat[at])


def _log_sum_exp(scores: NDArray[np.float64]) -> float:
    top = float(scores.max())
    return top + float(np.log(np.exp(scores - top).sum()))


def _without_overlaps(ranked: Iterable[Span], top_n: int) -> Iterator[Span]:
    kept: list[Span] = []
    for span in ranked:
        if len(kept) >= top_n:
            return
        if not any(k.passage == span.passage and k.start < span.end and span.start < k.end for k in kept):
            kept.append(span)
            yield span


def whole_words(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span widened to whole words and trimmed of outer punctuation; None where no word is left.

    A French elision that belongs to the words stays with them ("l'armée", "s'est rendu"), one that introduces them
    does not ("d'", "qu'"); paired marks within the answer keep both sides ("Etat islamique (EI)").
    """
    start, end = _trim(text, start, end)
    if start >= end:
        return None
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    if (elision := _INSIDE_ELISION.search(text, max(0, start - 2), start)) is not None:
        start = elision.start()
    while (elision := _ELISION.search(text, start, end)) is not None and text[end : end + 1] in ("", "'", "’"):
        start, end = _trim(text, start, elision.start())
    start, end = _trim(text, start, end)
    return (start, end) if start < end else None


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character).startswith("M")


def _joined(text: str, at: int) -> bool:
    """Whether no word boundary lies between text[at - 1] and text[at]."""
    left, right = text[at - 1], text[at]
    if _is_word(left) and _is_word(right):
        return True
    before, after = text[at - 2 : at - 1], text[at + 1 : at + 2]
    if _is_word(left) and after and _is_word(after):  # the mark is on the right of the boundary
        return _joins(text, at, left, right, after)
    if _is_word(right) and before and _is_word(before):  # and on its left
        return _joins(text, at - 1, before, left, right)
    return False


def _joins(text: str, at: int, before: str, mark: str, after: str) -> bool:
    """Whether the mark at `at` holds the word characters around it together: 1.5, Al-Nosra, aujourd'hui."""
    if mark in ".,":
        return before.isdigit() and after.isdigit()
    if mark in "-\u2010\u2011":
        return not (before.isdigit() and after.isdigit())  # 2012-2016 are two numbers
    if mark in "'’":
        possessive = after in "sS" and not _is_word(text[at + 2 : at + 3] or " ")
        return not possessive and _ELISION.search(text, max(0, at - 8), at) is None
    return False


def _is_outer(character: str) -> bool:
    """Punctuation, space or control: nothing an answer begins or ends with."""
    return unicodedata.category(character)[0] in "PZC" and character not in _KEPT


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end:
        inner = text[start:end]
        first, last = inner[0], inner[-1]
        if _is_outer(first) and not _opens_within(inner) and not (first in "-–" and inner[1:2].isdigit()):
            start += 1
        elif _is_outer(last) and not _closes_within(inner) and not (last == "." and _ABBREVIATION.search(inner)):
            end -= 1
        else:
            break
    return start, end


def _opens_within(inner: str) -> bool:
    """Whether the first mark's partner stands inside, with words after it: « forcé la reddition » de Tours."""
    partner = inner.find(_PAIRS.get(inner[0], "\0"), 1)
    return partner > 0 and not all(map(_is_outer, inner[partner + 1 :]))


def _closes_within(inner: str) -> bool:
    """Whether the last mark's partner stands inside, with words before it: Etat islamique (EI)."""
    partner = inner.rfind(_CLOSERS.get(inner[-1], "\0"), 0, -1)
    return partner > 0 and not all(map(_is_outer, inner[:partner]))
