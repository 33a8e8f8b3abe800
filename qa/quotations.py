"""Quoted words of a text, also where the marks are unbalanced, nested or repeated at each paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

_CLOSER: Final = {"«": "»", "“": "”", "„": "”", "‹": "›", '"': '"', "‘": "’"}
_CLOSERS: Final = frozenset(_CLOSER.values())
_MARK = re.compile(r"[«»“”„‹›\"‘’]|(?<![^\s(«“\"])'(?=\w)|'(?!\w)|\n\s*\n\s*")
_STRAIGHT = "'"
_LONGEST: Final = 4000  # code points
_DEEPEST: Final = 6  # marks left open at once; no text nests deeper


@dataclass(frozen=True, slots=True)
class Quotation:
    """`start:end` lie inside the marks, spaces trimmed; `outer_start:outer_end` take in the marks that are there.

    `state` tells a pair from a mark without its other half; the missing edge is then left at the mark itself
    (`start == end`), for the caller to place.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    depth: int
    state: Literal["closed", "unclosed", "unopened"] = "closed"


@dataclass(slots=True)
class _Open:
    mark: str
    position: int
    after: int
    depth: int


def _opens(text: str, position: int, mark: str, inside: bool) -> bool:
    """Whether a straight mark opens; its neighbours tell, and the state where both sides are alike."""
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    left, right = before.isspace() or before in "(['’«“-—–", after.isspace() or after in ".,;:!?)»”"
    if left != right:
        return left
    return not inside and mark != _STRAIGHT


def _is_apostrophe(text: str, position: int) -> bool:
    return position + 1 < len(text) and text[position + 1].isalnum()


def _pair(text: str, opened: _Open, position: int, width: int) -> Quotation:
    start, end = opened.after, position
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quotation(start, end, opened.position, position + width, opened.depth)


def _unclosed(text: str, opened: _Open) -> Quotation:
    start = opened.after
    while start < len(text) and text[start].isspace():
        start += 1
    return Quotation(start, start, opened.position, start, opened.depth, "unclosed")


def find_quotations(text: str) -> list[Quotation]:
    """All quotations in order of their first mark; nested ones have `depth` 1 and more. One pass, no backtracking."""
    found: list[Quotation] = []
    stack: list[_Open] = []
    paragraph = 0
    for match in _MARK.finditer(text):
        mark, position = match.group(), match.start()
        if mark[0] == "\n":
            paragraph = match.end()
            if paragraph >= len(text) or (text[paragraph] not in _CLOSER and text[paragraph] != "»"):
                # A quotation runs into the next paragraph only where that one repeats the mark.
                found += [_unclosed(text, opened) for opened in stack if opened.mark not in ("'", "‘")]
                stack.clear()
            continue
        if (
            mark in ("’", "'")
            and _is_apostrophe(text, position)
            and not (mark == "'" and _opens(text, position, mark, False))
        ):
            continue
        inside = [opened.mark for opened in stack]
        repeats = position == paragraph > 0 and bool(stack)
        opening = mark in _CLOSER and (mark != '"' or _opens(text, position, mark, '"' in inside))
        if mark == _STRAIGHT:
            opening = _opens(text, position, mark, _STRAIGHT in inside) and _STRAIGHT not in inside
        if repeats and (opening or mark == "»"):
            continue
        if opening:
            stack.append(_Open(mark, position, position + 1, len(stack)))
            if len(stack) > _DEEPEST:
                found.append(_unclosed(text, stack.pop(0)))
            continue
        partner = next(
            (place for place in range(len(stack) - 1, -1, -1) if _CLOSER.get(stack[place].mark, _STRAIGHT) == mark),
            None,
        )
        if partner is None:
            if mark in ("»", "”"):
                end = position
                while end > 0 and text[end - 1].isspace():
                    end -= 1
                found.append(Quotation(end, end, end, position + 1, 0, "unopened"))
            continue
        for dangling in stack[partner + 1 :]:
            if dangling.mark not in ("'", "‘"):
                found.append(_unclosed(text, dangling))
        if position - stack[partner].position > _LONGEST:
            found.append(_unclosed(text, stack[partner]))  # some other mark went missing on the way
        else:
            found.append(_pair(text, stack[partner], position, 1))
        del stack[partner:]
    found += [_unclosed(text, opened) for opened in stack if opened.mark not in ("'", "‘")]
    return _levelled(sorted(found, key=lambda quotation: (quotation.outer_start, -quotation.outer_end)))


def _levelled(found: list[Quotation]) -> list[Quotation]:
    """Depth counted over closed pairs only: a mark left open does not make what follows it nested."""
    levelled: list[Quotation] = []
    ends: list[int] = []
    for quotation in found:
        while ends and ends[-1] <= quotation.outer_start:
            ends.pop()
        if quotation.end <= quotation.start and quotation.state == "closed":
            continue
        levelled.append(
            Quotation(
                quotation.start,
                quotation.end,
                quotation.outer_start,
                quotation.outer_end,
                len(ends),
                quotation.state,
            )
        )
        if quotation.state == "closed":
            ends.append(quotation.outer_end)
    return levelled
