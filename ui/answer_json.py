"""Answers as JSON values, the same for the command line, the API and the page; and conversations back from JSON."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from index.errors import InputError
from index.types import Hit
from qa.types import Answer, DateMention, Quote, Turn
from ui.receipt_json import provenance_to_json, sealed


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """Plain values; offsets are code points of the document's text. `answer` is the first quote's text, or null for
    any kind of "no" (with `other_speaker`, `quotes` hold what the other person said); `receipt` is what it takes to
    verify the answer later."""
    values = {
        "question": answer.question,
        "asked": answer.asked,
        "language": answer.language,
        "outcome": answer.outcome,
        "answer": answer.quotes[0].text if answer.outcome == "answered" else None,
        "confidence": round(answer.confidence, 4),
        "quotes": [quote_to_json(quote) for quote in answer.quotes],
        "nearest": quote_to_json(answer.nearest) if answer.nearest else None,
        "hits": [hit_to_json(hit) for hit in answer.hits],
        "generation": answer.generation,
        "timings": {name: round(value, 1) for name, value in asdict(answer.timings).items()},
        "receipt": provenance_to_json(answer.provenance),
    }
    return sealed(values)


def quote_to_json(quote: Quote) -> dict[str, Any]:
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        "sentence": quote.sentence,
        "sentence_start": quote.sentence_start,
        "sentence_end": quote.sentence_end,
        "speaker": quote.speaker,
        "verb": quote.verb,
        "mode": quote.mode,
        "hedged": quote.hedged,
        "dates": [date_to_json(mention) for mention in quote.dates],
        "score": round(quote.score, 4),
        "document": {
            "id": quote.document_id,
            "revision": quote.revision,
            "sha256": quote.sha256,
            "title": quote.title,
            "source": public_source(quote.source),
            "published": quote.published.isoformat() if quote.published else None,
        },
    }


def date_to_json(mention: DateMention) -> dict[str, Any]:
    """`resolved` is an ISO 8601 interval of days, both included; `agrees` false where weekday and date written
    together do not go together in the calendar, null where only one of them is written."""
    return {
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "resolved": f"{mention.first.isoformat()}/{mention.last.isoformat()}",
        "shown": mention.shown,
        "agrees": mention.agrees,
    }


def hit_to_json(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "document_id": passage.document_id,
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
        "score": round(hit.score, 4),
    }


def public_source(source: str) -> str:
    """A source as others may see it: the file's name without the folders of this machine."""
    return PurePath(source).name


def turns_from_json(history: Any) -> list[Turn]:
    """A conversation from `[{"question", "answer"}, …]`; None is an empty one. Raises InputError."""
    if history is None:
        return []
    if not isinstance(history, list):
        raise InputError('history: give a list of {"question": …, "answer": …}.')
    turns = []
    for place, turn in enumerate(history):
        question = turn.get("question") if isinstance(turn, dict) else None
        answer = turn.get("answer") if isinstance(turn, dict) else None
        if not isinstance(question, str) or not (answer is None or isinstance(answer, str)):
            raise InputError(f'history[{place}]: give {{"question": text, "answer": text or null}}.')
        turns.append(Turn(question, answer or ""))
    return turns
