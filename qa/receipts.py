"""Answers that were saved: whether their words still stand where they were quoted, and what the same question gives
now. Compares values only: no index, no file, no clock."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from index.errors import InputError
from index.types import Document
from qa.types import Answer, Outcome, Provenance, Quote

Status = Literal["unchanged", "moved", "gone"]
FoundBy = Literal["digest", "source", "title", "words", "given"]
Kind = Literal["same", "moved", "changed", "lost", "new", "other_no"]

_DISTINCT = 6  # words of a sentence that is taken for the same one in a document of another name
_CONTEXT = 2  # characters on either side that tell whether words are whole


@dataclass(frozen=True, slots=True)
class SavedQuote:
    """A quote as it was saved. `field` is its place in the saved answer; `sha256` is None where an older version of
    the program saved it."""

    field: str
    text: str
    start: int
    end: int
    sentence: str
    sentence_start: int
    sentence_end: int
    speaker: str | None
    document_id: int
    revision: int
    sha256: str | None
    title: str
    source: str

    @property
    def leading(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def distinct(self) -> bool:
        """Whether the sentence is long enough to be known again by its words alone."""
        return len(re.findall(r"\w+", self.sentence)) >= _DISTINCT


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it was saved. `provenance` is None, and `missing` names the fields, where an older version of the
    program saved it."""

    question: str
    asked: str
    language: Literal["fr", "en"]
    outcome: Outcome
    quotes: tuple[SavedQuote, ...]
    nearest: SavedQuote | None
    generation: int
    provenance: Provenance | None
    missing: tuple[str, ...]


class Squeezed:
    """A text with one space for each run of white space, made when it is first asked for; the way back is kept."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def words(self) -> str:
        return _squeezed(self.text)

    def origin(self, at: int) -> int:
        """The offset in the text of a character of `words` that is no space."""
        squeezed, original = self._starts
        word = bisect_right(squeezed, at) - 1
        return original[word] + at - squeezed[word]

    @cached_property
    def _starts(self) -> tuple[array[int], array[int]]:
        """Of each word, in `words` and in the text."""
        squeezed, original = array("q"), array("q")
        at = 0
        for match in re.finditer(r"\S+", self.text):
            squeezed.append(at)
            original.append(match.start())
            at += match.end() - match.start() + 1
        return squeezed, original


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be the one quoted, what it was known by, and its text where it is squeezed already."""

    document: Document
    by: FoundBy
    squeezed: Squeezed | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a document, among `occurrences` of them that fit as well."""

    start: int
    end: int
    occurrences: int
    same_sentence: bool  # the sentence around them is the one saved
    same_spacing: bool  # every character is the same, line breaks and spaces included


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a quote. `document` is the one that holds the words now or, for "gone", the one that held them,
    None where it is not there any more."""

    quote: SavedQuote
    status: Status
    document: Document | None = None
    by: FoundBy | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A saved answer beside the one that the same question gets now."""

    saved: SavedAnswer
    now: Answer
    kind: Kind
    others_differ: bool  # the words of the quotes after the first, where both have a first


class AlteredError(InputError):
    """The saved answer contradicts itself or its document: it was changed after it was made."""


def check_quote(quote: SavedQuote, candidates: Iterable[Candidate]) -> Finding:
    """What became of a quote, from the documents that may hold it, likeliest first. Only the likeliest may hold its
    words in another sentence: one word stands in many an article.

    Raises AlteredError where a document with the digest saved holds other words at the offsets saved.
    """
    first: tuple[Candidate, Squeezed] | None = None
    sought = _sought(quote)
    for one in candidates:
        document, squeezed = one.document, one.squeezed or Squeezed(one.document.text)
        if document.sha256 == quote.sha256:
            _must_stand(quote, document.text)
            return Finding(quote, "unchanged", document, one.by, Place(quote.start, quote.end, 1, True, True))
        if found := _place(quote, sought, squeezed, same_sentence=True):
            return Finding(quote, "moved", document, one.by, found)
        first = first or (one, squeezed)
    if not first:
        return Finding(quote, "gone")
    elsewhere = _place(quote, sought, first[1], same_sentence=False)
    return Finding(quote, "moved" if elsewhere else "gone", first[0].document, first[0].by, elsewhere)


def compare(saved: SavedAnswer, now: Answer) -> Difference:
    """What the same question gives now, beside what it gave: the first quote decides."""
    old, new = saved.quotes, now.quotes
    kind: Kind
    if saved.outcome != now.outcome:
        kind = "lost" if saved.outcome == "answered" else "new" if now.outcome == "answered" else "other_no"
    elif not old or not new:
        kind = "same"
    elif not _same_words(old[0], new[0]) or old[0].speaker != new[0].speaker:
        kind = "changed"
    else:
        kind = "same" if _same_place(old[0], new[0]) else "moved"
    both = kind in ("same", "moved", "changed")
    return Difference(
        saved,
        now,
        kind,
        both and [_squeezed(one.text) for one in old[1:]] != [_squeezed(one.text) for one in new[1:]],
    )


def _must_stand(quote: SavedQuote, text: str) -> None:
    for name, words, start, end in (
        ("text", quote.text, quote.start, quote.end),
        ("sentence", quote.sentence, quote.sentence_start, quote.sentence_end),
    ):
        if text[start:end] != words:
            raise AlteredError(
                f"{quote.field}.{name}: the document of this digest holds other words at {start}–{end}; the answer "
                "was changed after it was made. Ask again for a new one."
            )


@dataclass(frozen=True, slots=True)
class _Sought:
    """The words of a quote, squeezed: `words` stand at `offset` of `sentence`, `whole` unless inside a word there."""

    words: str
    sentence: str
    offset: int
    whole: bool


def _sought(quote: SavedQuote) -> _Sought:
    words, sentence = _squeezed(quote.text), _squeezed(quote.sentence)
    before = quote.start - quote.sentence_start + quote.leading
    offset = len(_squeezed(quote.sentence[:before] + "|")) - 1
    return _Sought(words, sentence, offset, _border(words)(sentence, offset))


def _place(quote: SavedQuote, sought: _Sought, squeezed: Squeezed, *, same_sentence: bool) -> Place | None:
    needed, shift = (sought.sentence, sought.offset) if same_sentence else (sought.words, 0)
    original = quote.sentence if same_sentence else quote.text
    before = quote.start - quote.sentence_start if same_sentence else 0
    text = squeezed.text
    spans: tuple[list[tuple[int, int]], ...] = ([], [], [])  # other spaces; those of the quote; all as they were
    for at in _occurrences(needed, squeezed.words, whole=same_sentence or sought.whole):
        first, last = squeezed.origin(at + shift), squeezed.origin(at + shift + len(sought.words) - 1)
        start = first - quote.leading
        exact = start >= 0 and text.startswith(quote.text, start)
        more = exact and start >= before and text.startswith(original, start - before)
        spans[exact + more].append((start, start + len(quote.text)) if exact else (first, last + 1))
    found = next((one for one in reversed(spans) if one), None)
    if found is None:
        return None
    start, end = min(found, key=lambda span: abs(span[0] - quote.start))
    return Place(start, end, len(found), same_sentence, found is not spans[0])


def _occurrences(needle: str, text: str, *, whole: bool) -> Iterator[int]:
    """From left to right, none over another, in time linear in both: where a place inside a word repeats at equal
    distances, as in "1,1,1,1", the ones between the first and the last are passed over."""
    fits, size = _border(needle), len(needle)
    before, distance = -1, 0  # of the last place refused
    at = text.find(needle) if needle else -1
    while at >= 0:
        following = at + size
        if not whole or fits(text, at):
            yield at
            before, distance = -1, 0
        else:
            step = at - before if before >= 0 else 0
            if 0 < step == distance <= size:
                end = _period_end(text, at + size, step)
                at += max(0, (end - size - _CONTEXT - at) // step) * step
            before, distance, following = at, step, at + 1
        at = text.find(needle, following)


def _period_end(text: str, at: int, period: int) -> int:
    """How far from `at` on every character is the one that stands `period` before it."""
    size, growing = 1, True
    while size:
        same = at + size <= len(text) and text[at : at + size] == text[at - period : at - period + size]
        at, growing = at + size * same, growing and same
        size = size * 2 if growing else size // 2
    return at


def _squeezed(words: str) -> str:
    return " ".join(words.split())


def _border(words: str) -> Callable[[str, int], bool]:
    """Whether these words, at an offset of a text, are not part of longer words or numbers."""
    left, right, size = re.compile(_left(words)), re.compile(_right(words)), len(words)
    return lambda text, at: bool(left.match(text, at) and right.match(text, at + size))


def _left(words: str) -> str:
    """No word, and no number, that goes on to the left."""
    return (r"(?<!\w)" if re.match(r"\w", words) else "") + (r"(?<!\d[.,])" if words[:1].isdigit() else "")


def _right(words: str) -> str:
    return (r"(?!\w)" if re.match(r"\w", words[-1:]) else "") + (r"(?![.,]\d)" if words[-1:].isdigit() else "")


def _same_words(old: SavedQuote, new: Quote) -> bool:
    return _squeezed(old.text) == _squeezed(new.text)


def _same_place(old: SavedQuote, new: Quote) -> bool:
    """Of an old answer without a digest, the same offsets are all that can be told."""
    same_document = old.sha256 in (None, new.sha256)
    return same_document and (old.start, old.end) == (new.start, new.end)
