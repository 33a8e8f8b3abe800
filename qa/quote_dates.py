"""The times that a quote and its sentence name, resolved: the one place where an answer gets its dates."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from index.language import question_language
from index.sentences import split_sentences
from index.types import Document
from qa.dates import ResolvedDate, find_dates, show
from qa.tokens import Language
from qa.types import DateMention, Quote

_AROUND: Final = 2000  # code points on each side of the answer's beginning that are read, of a sentence without end
_WHEN: Final = re.compile(
    r"\bquand\b|\bquel(?:le)?s? (?:jour|date|mois|année)|\bwhen\b|\b(?:what|which) (?:day|date|month|year)\b"
    r"|\bhow long ago\b",
    re.IGNORECASE,
)


def with_dates(quote: Quote, document: Document, question: str, language: Language) -> Quote:
    """The quote with its article's date and its mentions of time, shown in `language`.

    Where the article's date is unknown only dates written with their year are resolved. To a question that asks when,
    the mentions that the answer's own words touch come first.
    """
    published = _date(document.published)
    inside = quote.sentence_start <= quote.start and quote.end <= quote.sentence_end
    start, end = (quote.sentence_start, quote.sentence_end) if inside else (quote.start, quote.end)
    start, end = max(start, quote.start - _AROUND), min(end, quote.end + _AROUND, quote.start + 2 * _AROUND)
    text = document.text[start:end]
    spoken: Language
    if document.language in ("fr", "en"):
        spoken = "fr" if document.language == "fr" else "en"
    else:
        spoken = question_language(text)
    mentions = [
        _mention(document.text, start + first, found, spoken, language)
        for first, last in split_sentences(text)
        for found in find_dates(text[first:last], published, spoken)
    ]
    if _WHEN.search(question):
        mentions.sort(key=lambda one: not (one.start < quote.end and quote.start < one.end))
    return replace(quote, published=published, dates=tuple(mentions))


def _mention(text: str, offset: int, found: ResolvedDate, spoken: Language, language: Language) -> DateMention:
    start, end = offset + found.start, offset + found.end
    return DateMention(
        text=text[start:end],
        start=start,
        end=end,
        first=found.first,
        last=found.last,
        shown=show(found, language),
        agrees=found.agrees,
        complete=found.complete and spoken == language and found.agrees is not False,
    )


def _date(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published) if published else None
    except ValueError:  # kept by an older version in another form
        return None
