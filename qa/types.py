"""What a question is answered with. Frozen, no I/O, no torch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from index.types import Hit

Outcome = Literal["answered", "not_stated", "other_speaker", "off_topic"]


@dataclass(frozen=True, slots=True)
class Span:
    """A candidate answer in one of the passages read: `passage` is its place in the list given to the reader,
    `start:end` code points of that passage's text, `score` a logit comparable across passages (span minus null)."""

    passage: int
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in a question's passages: spans best first, and the aggregated evidence for none.

    `null` is the score of "no passage answers", on the same scale as the spans' scores: positive means that
    the reader prefers no answer, and grows with the evidence.
    """

    spans: tuple[Span, ...]
    null: float


class SpanReader(Protocol):
    """What finds spans; `qa.reader.Reader` is one. Shared by all threads."""

    @property
    def fingerprint(self) -> str:
        """Tells one model's readings from another's."""
        ...

    def read(self, question: str, passages: Sequence[str], *, top_n: int = 10) -> Reading:
        """The best `top_n` spans of the passages, best first and without overlaps, and the evidence for none."""
        ...


@dataclass(frozen=True, slots=True)
class DateMention:
    """Words of a quote or its sentence that name a time, `document.text[start:end] == text`, resolved against the
    article's date to the days `first` to `last` (the same for one day).

    `shown` says it in full in the reply's language, to the precision that the words have: day, week, month or year.
    `agrees`: whether a weekday and a date written together go together in the calendar, None where only one is
    written. `complete`: the words say as much themselves, in the reply's language, so that nothing need be shown.
    """

    text: str
    start: int
    end: int
    first: date
    last: date
    shown: str
    agrees: bool | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document. Invariant: `document.text[start:end] == text`; offsets are code points."""

    document_id: int
    revision: int
    sha256: str  # of the document's text
    title: str
    source: str
    start: int
    end: int
    text: str
    sentence_start: int
    sentence_end: int
    sentence: str
    score: float  # 0 to 1: the calibrated probability that these words answer
    speaker: str | None = None
    mode: Literal["direct", "indirect", "mixed"] | None = None
    verb: str | None = None
    hedged: bool = False  # the article takes its distance from it: "aurait", "selon", "reportedly"
    published: date | None = None  # the article's date, where it is known
    dates: tuple[DateMention, ...] = ()  # in the order of the text; to "when?", those of the answer's own words first


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds spent on each step of one question."""

    search: float
    read: float
    total: float


@dataclass(frozen=True, slots=True)
class Versions:
    """What makes answers: the program's version, and the fingerprints of its models and its calibration."""

    program: str
    encoder: str
    reader: str
    calibration: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """How an answer came about: what is needed to ask again, and to tell what has changed since."""

    asked_at: str  # UTC, ISO 8601, to the second
    history: tuple[Turn, ...]
    top_k: int
    threshold: float
    versions: Versions


@dataclass(frozen=True, slots=True)
class Answer:
    """One question's answer. `asked` is the stand-alone question that was searched and read.

    `quotes` are best first; for `not_stated` they are empty and `nearest` may hold the closest sentence, to be
    shown as such and never as an answer. `confidence` (0 to 1) is the probability that the first quote is right.
    """

    question: str
    asked: str
    language: Literal["fr", "en"]
    outcome: Outcome
    quotes: tuple[Quote, ...]
    nearest: Quote | None
    confidence: float
    hits: tuple[Hit, ...]
    generation: int
    timings: Timings
    provenance: Provenance
