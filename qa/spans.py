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

_CANDIDATES = 64  # token spans kept of each window, before those that widen to the same words are merged

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
    compared; a span seen in two windows keeps the better. The null of the whole is the negated score of the best
    span: some passage answers as soon as one of them does.
    """
    best: dict[tuple[int, int, int], float] = {}
    for window in windows:
        text = passages[window.passage]
        for first, last, score in _token_spans(window, max_tokens):
            found = whole_words(text, int(window.offsets[first, 0]), int(window.offsets[last, 1]))
            if found is not None:
                key = (window.passage, *found)
                best[key] = max(score, best.get(key, -np.inf))
    ranked = sorted((Span(*key, score) for key, score in best.items()), key=lambda s: (-s.score, s.passage, s.start))
    null = -ranked[0].score if ranked else NOTHING_TO_READ
    return Reading(spans=tuple(_without_overlaps(ranked, top_n)), null=null)


def _token_spans(window: Window, max_tokens: int) -> Iterator[tuple[int, int, float]]:
    """(first token, last token, score) of the window's best spans inside the passage, best first."""
    tokens = np.flatnonzero(window.inside & (window.offsets[:, 1] > window.offsets[:, 0]))
    if tokens.size == 0:
        return
    start, end = window.start[tokens].astype(np.float64), window.end[tokens].astype(np.float64)
    null = float(window.start[window.null]) + float(window.end[window.null])
    distance = np.arange(tokens.size)[None, :] - np.arange(tokens.size)[:, None]
    joint = start[:, None] + end[None, :] - LENGTH_PENALTY * distance
    scores = np.where((distance >= 0) & (distance < max_tokens), joint, -np.inf).ravel()
    kept = np.argpartition(-scores, min(_CANDIDATES, scores.size) - 1)[:_CANDIDATES]
    for flat in kept[np.argsort(-scores[kept], kind="stable")]:
        if np.isfinite(scores[flat]):
            i, j = divmod(int(flat), tokens.size)
            yield int(tokens[i]), int(tokens[j]), float(scores[flat]) - null


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
    """Whether the first mark's partner stands inside, with words after it: « forcé la reddition » de Daraya."""
    partner = inner.find(_PAIRS.get(inner[0], "\0"), 1)
    return partner > 0 and not all(map(_is_outer, inner[partner + 1 :]))


def _closes_within(inner: str) -> bool:
    """Whether the last mark's partner stands inside, with words before it: Etat islamique (EI)."""
    partner = inner.rfind(_CLOSERS.get(inner[-1], "\0"), 0, -1)
    return partner > 0 and not all(map(_is_outer, inner[:partner]))
