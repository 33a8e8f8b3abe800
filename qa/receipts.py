"""Answers that were saved: whether their words still stand where they were quoted, and what the same question gives
now. Compares values only: no index, no file, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from index.errors import InputError
from index.types import Document
from qa.types import Answer, Outcome, Provenance, Quote

Status = Literal["unchanged", "moved", "gone"]
FoundBy = Literal["digest", "source", "title", "words", "given"]
Kind = Literal["same", "moved", "changed", "lost", "new", "other_no"]

_DISTINCT = 6  # words of a sentence that is taken for the same one in a document of another name


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


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be the one quoted, and what it was known by."""

    document: Document
    by: FoundBy


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
    """What became of a quote, from the documents that may hold it, likeliest first.

    Raises AlteredError where a document with the digest saved holds other words at the offsets saved.
    """
    first: Candidate | None = None
    for one in candidates:
        document = one.document
        if document.sha256 == quote.sha256:
            _must_stand(quote, document.text)
            place = Place(quote.start, quote.end, 1, True, True)
            return Finding(quote, "unchanged", document, one.by, place)
        if found := find_words(quote, document.text):
            return Finding(quote, "moved", document, one.by, found)
        first = first or one
    return Finding(quote, "gone", first.document if first else None, first.by if first else None)


def find_words(quote: SavedQuote, text: str) -> Place | None:
    """Where the words of a quote stand in a text: in the same sentence, else anywhere as whole words; the nearest to
    their old place where they stand more than once. Line breaks and spaces may differ where the words do not."""
    offset = quote.start - quote.sentence_start
    before, after = quote.sentence[:offset], quote.sentence[offset + len(quote.text) :]
    squeezed = _squeezed(text)
    for same_sentence, needed in ((True, quote.sentence), (False, quote.text)):
        if _squeezed(needed) not in squeezed:
            continue  # long before a long pattern is compiled
        for write in (re.escape, _spaced):
            words = f"({write(quote.text)})"
            if same_sentence:
                whole = write(before) + words + write(after)
                pattern = re.compile(_left(quote.sentence) + whole + _right(quote.sentence))
            else:
                pattern = re.compile(_left(quote.text) + words + _right(quote.text))
                if not pattern.match(quote.sentence, offset):  # they began or ended inside a word from the start
                    pattern = re.compile(words)
            spans = [match.span(1) for match in pattern.finditer(text)]
            if spans:
                start, end = min(spans, key=lambda span: abs(span[0] - quote.start))
                return Place(start, end, len(spans), same_sentence, text[start:end] == quote.text)
    return None


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


def _squeezed(words: str) -> str:
    return " ".join(words.split())


def _spaced(words: str) -> str:
    """A pattern for words whatever the white space between them."""
    return "".join(r"\s+" if piece.isspace() else re.escape(piece) for piece in re.split(r"(\s+)", words))


def _left(words: str) -> str:
    """No word, and no number, that goes on to the left."""
    return (r"(?<!\w)" if re.match(r"\w", words) else "") + (r"(?<!\d[.,])" if words[0].isdigit() else "")


def _right(words: str) -> str:
    return (r"(?!\w)" if re.match(r"\w", words[-1]) else "") + (r"(?![.,]\d)" if words[-1].isdigit() else "")


def _same_words(old: SavedQuote, new: Quote) -> bool:
    return _squeezed(old.text) == _squeezed(new.text)


def _same_place(old: SavedQuote, new: Quote) -> bool:
    """Of an old answer without a digest, the same offsets are all that can be told."""
    same_document = old.sha256 in (None, new.sha256)
    return same_document and (old.start, old.end) == (new.start, new.end)
