"""What a candidate span's probability is judged from, beside the logits of the reader; no model is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from index import fulltext
from index.language import question_language
from index.types import Document, Hit
from qa.types import Reading, Span

_AROUND = 3000  # characters before and after a passage in which a name of the question may stand
_BEGINNING = 4  # letters by which a name is known in both languages: "Aleppo" is there where "Alep" is
_FAR = 10.0  # logits beyond which a lead says no more


class Evidence(NamedTuple):
    """One candidate's figures; `Calibration.span` has a weight for each, in this order.

    Tried and left out, as they told nothing more: the span's share of all odds in what was read, the share of the
    question's words in the passage, whether the text is English; by the word pieces of late interaction the least and
    the mean likeness of the question's words, or names, in passage and sentence, and that of the things counted to those
    that "how many …?" asks for.
    """

    margin: float  # the span's logits minus its passage's null
    lead: float  # the margin minus that of the best other words
    retrieval: float  # the score of its passage's hit
    below: float  # that score minus the best hit's: 0 for the passage found first
    across: float  # 1 where question and text are of different languages (fewer words in common, another scale)
    missing: float  # the share of the question's names and numbers that stand nowhere near the passage


def gather(asked: str, reading: Reading, hits: Sequence[Hit], documents: Mapping[int, Document]) -> list[Evidence]:
    """The evidence for each span of a reading of the hits' passages, in their order."""
    language = question_language(asked)
    names = fulltext.names(asked)
    best = max((hit.score for hit in hits), default=0.0)
    of_passage: dict[int, tuple[float, float]] = {}
    for place in {span.passage for span in reading.spans}:
        hit = hits[place]
        document = documents[hit.passage.document_id]
        across = document.language in ("fr", "en") and document.language != language
        start, end = max(0, hit.passage.start - _AROUND), hit.passage.end + _AROUND
        of_passage[place] = (float(across), missing_share(names, document.text[start:end]))
    return [
        Evidence(
            span.score,
            lead,
            hits[span.passage].score,
            hits[span.passage].score - best,
            *of_passage[span.passage],
        )
        for span, lead in zip(reading.spans, _leads(reading.spans, hits), strict=True)
    ]


def missing_share(names: Sequence[str], text: str) -> float:
    """The share of names and numbers that a text lacks: names by their beginning, numbers whole; 0 where there are
    none."""
    if not names:
        return 0.0
    there = {_key(word) for word in fulltext.words(text)}
    return sum(_key(name) not in there for name in names) / len(names)


def _key(word: str) -> str:
    folded = fulltext.fold(word)
    return folded if any(c.isdigit() for c in folded) else folded[:_BEGINNING]


def _leads(spans: Sequence[Span], hits: Sequence[Hit]) -> list[float]:
    """Each span's score minus the best score of one with other words; the same words elsewhere agree, not rival."""
    said = [fulltext.fold(hits[one.passage].passage.text[one.start : one.end]) for one in spans]
    leads = []
    for one, words in zip(spans, said, strict=True):
        rivals = [other.score for other, theirs in zip(spans, said, strict=True) if theirs != words]
        leads.append(max(-_FAR, min(_FAR, one.score - max(rivals, default=-_FAR))))
    return leads
