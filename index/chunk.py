"""Text to passages: runs of whole sentences, about as long as an encoder reads well. Never alters the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from index.sentences import split_sentences

MAX_CHARS = 700
OVERLAP = 0
CHUNKING = f"sentences-v2/{MAX_CHARS}/{OVERLAP}"
"""Names the chunking and what is encoded (`index.context`) in the index's meta: different ones do not mix."""

_TINY = 24  # a sentence shorter than the 24th part of a passage joins its neighbour, which also bounds the time
_PARAGRAPH = re.compile(r"\n\s*\n|\r\n\s*\r\n|[\f\u2029]")
_CLAUSE = re.compile(r"[,;:)»”–—][^\S\u00a0\u202f]+(?=\S)")
_SPACE = re.compile(r"[^\S\u00a0\u202f\u2007]+(?=\S)")  # not the spaces that hold « and » to their words
_JOINERS = frozenset("\u200d\ufe0e\ufe0f🏻🏼🏽🏾🏿")
_FLAG_LETTERS = frozenset(map(chr, range(0x1F1E6, 0x1F200)))  # two make a flag
_LONGEST_HEADING = 100

# What a passage's end costs, against (1 − fill)² for room left unused: see _cost.
_INSIDE_PARAGRAPH = 0.35
_AFTER_HEADING = 1.0
_LOST_OVERLAP = 0.3


class _Piece(NamedTuple):
    """A sentence, a part of one that is longer than a passage, or some very short ones.

    `opens`: it begins a paragraph or is a heading; `heading`: it ends with a heading.
    """

    start: int
    end: int
    opens: bool
    heading: bool


def chunk(text: str, *, max_chars: int = MAX_CHARS, overlap: int = OVERLAP) -> list[tuple[int, int]]:
    """Offsets (code points) of the passages of `text`, in order; together they hold every sentence.

    A passage has at most `max_chars` code points and begins with up to `overlap` sentences of the one before.
    The breaks are those of least total cost (as in Knuth and Plass 1981, "Breaking paragraphs into lines"): full
    passages are good, breaks inside a paragraph are less good, a heading parted from its text is bad. A sentence
    longer than a passage is cut after a clause or a word; a base character is never parted from its combining marks
    (unless these alone exceed a passage). Raises ValueError for `max_chars` < 1 or a negative `overlap`.
    """
    if max_chars < 1 or overlap < 0:
        raise ValueError(f"chunk needs max_chars >= 1 and overlap >= 0, not {max_chars} and {overlap}")
    pieces = _pieces(text, max_chars)
    return [
        (pieces[_reach(pieces, j, i, max_chars, overlap)].start, pieces[i - 1].end)
        for j, i in _breaks(pieces, max_chars, overlap)
    ]


def _breaks(pieces: list[_Piece], max_chars: int, overlap: int) -> list[tuple[int, int]]:
    """The ranges of pieces `j:i` of the cheapest sequence of passages."""
    best = [0.0] + [float("inf")] * len(pieces)
    origin = [0] * (len(pieces) + 1)
    for i in range(1, len(pieces) + 1):
        closing = _break_cost(pieces, i)
        for j in range(i - 1, -1, -1):
            if pieces[i - 1].end - pieces[j].start > max_chars:
                break
            reach = _reach(pieces, j, i, max_chars, overlap)
            fill = min(1.0, (pieces[i - 1].end - pieces[reach].start) / max_chars)
            lost = min(overlap, j) - (j - reach) if overlap and not pieces[j].opens else 0
            cost = best[j] + (1 - fill) ** 2 + closing + _LOST_OVERLAP * lost
            if cost < best[i]:
                best[i], origin[i] = cost, j
    ranges = []
    i = len(pieces)
    while i > 0:
        ranges.append((origin[i], i))
        i = origin[i]
    return ranges[::-1]


def _break_cost(pieces: list[_Piece], i: int) -> float:
    """The cost of ending a passage before piece `i`."""
    if i == len(pieces):
        return 0.0
    if pieces[i - 1].heading:
        return _AFTER_HEADING
    return 0.0 if pieces[i].opens else _INSIDE_PARAGRAPH


def _reach(pieces: list[_Piece], j: int, i: int, max_chars: int, overlap: int) -> int:
    """The first piece of passage `j:i` with its overlap, which stays in the paragraph and inside `max_chars`."""
    reach = j
    while reach > max(0, j - overlap) and not pieces[reach].opens:
        if pieces[i - 1].end - pieces[reach - 1].start > max_chars:
            break
        reach -= 1
    return reach


def _pieces(text: str, max_chars: int) -> list[_Piece]:
    pieces: list[_Piece] = []
    tiny = max_chars // _TINY
    previous = 0
    for start, end in split_sentences(text):
        opens = not pieces or bool(_PARAGRAPH.search(text, previous, start))
        heading = end - start <= _LONGEST_HEADING and text[end - 1] not in '.!?…»”"'
        for first, last in _cuts(text, start, end, max_chars):
            piece = _Piece(first, last, (opens or heading) and first == start, heading)
            if pieces and last - pieces[-1].start <= max_chars and _join(pieces[-1], piece, tiny):
                piece = piece._replace(start=pieces[-1].start, opens=pieces.pop().opens)
            pieces.append(piece)
        previous = end
    return pieces


def _join(before: _Piece, piece: _Piece, tiny: int) -> bool:
    """Whether one of two neighbours is too small to stand alone: a short title goes with what follows it."""
    stray = piece.end - piece.start < tiny and not piece.opens and not piece.heading
    return stray or before.end - before.start < tiny


def _cuts(text: str, start: int, end: int, max_chars: int) -> Iterator[tuple[int, int]]:
    """Parts of at most `max_chars` of one sentence, without the white space between them."""
    while end - start > max_chars:
        limit = start + max_chars
        cut = _last_break(text, start, limit)
        yield start, start + len(text[start:cut].rstrip())
        while text[cut].isspace():
            cut += 1
        start = cut
    yield start, end


def _last_break(text: str, start: int, limit: int) -> int:
    """The best place to cut `text[start:limit + 1]`: after a clause, else after a word, else after a character."""
    for match in reversed(list(_CLAUSE.finditer(text, start + (limit - start) // 2, limit + 1))):
        if match.start() < limit:
            return match.start() + 1
    spaces = list(_SPACE.finditer(text, start, limit + 1))
    if spaces and spaces[-1].start() > start:
        return spaces[-1].start()
    for cut in range(limit, start, -1):
        if not _is_inside_character(text, start, cut):
            return cut
    return limit


def _is_inside_character(text: str, start: int, cut: int) -> bool:
    """Whether `cut` parts what is written as one character (UAX 29, the part that text needs)."""
    left, right = text[cut - 1], text[cut]
    if right in _FLAG_LETTERS:
        run = cut
        while run > start and text[run - 1] in _FLAG_LETTERS:
            run -= 1
        return (cut - run) % 2 == 1
    return (
        unicodedata.category(right).startswith("M")
        or right in _JOINERS
        or left == "\u200d"
        or (left == "\r" and right == "\n")
        or ("\ud800" <= left <= "\udbff" and "\udc00" <= right <= "\udfff")
        or ("\u1100" <= left <= "\u11ff" and "\u1160" <= right <= "\u11ff")  # Hangul parts
    )
