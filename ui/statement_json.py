"""Statements as JSON values and as text: who said what, where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qa.statement_list import Listed
from ui.answer_json import public_source


def statement_to_json(one: Listed) -> dict[str, Any]:
    """Plain values; offsets are code points of the document's text. `speaker` is the person's fullest name in the
    article, where it could be told, `written` what stands at the attribution; `score` is null without a topic."""
    statement, document = one.statement, one.document
    return {
        "text": one.words,
        "start": statement.start,
        "end": statement.end,
        "sentence_start": statement.sentence_start,
        "sentence_end": statement.sentence_end,
        "speaker": statement.speaker_resolved or statement.speaker,
        "written": statement.speaker,
        "verb": statement.verb,
        "mode": statement.mode,
        "hedged": statement.hedged,
        "score": None if one.score is None else round(one.score, 4),
        "document": {
            "id": document.id,
            "revision": document.revision,
            "title": document.title,
            "source": public_source(document.source),
        },
    }


def statements_to_text(listed: Sequence[Listed]) -> str:
    """A paragraph each: speaker and verb, the words, the article."""
    return "\n".join(
        f"{one.statement.speaker_resolved or one.statement.speaker} · {one.statement.verb} "
        f"({one.statement.mode}{', hedged' if one.statement.hedged else ''})\n"
        f"    {' '.join(one.words.split())}\n    — {one.document.title} [{one.document.id}]\n"
        for one in listed
    )
