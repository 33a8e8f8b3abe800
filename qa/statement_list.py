"""Who said what in the whole index: its statements listed, by speaker and by topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import InputError, UnknownDocumentError, is_text
from index.index import Index
from index.language import question_language
from index.types import Document, Statement
from qa.attribution import own_statements, weigh, widen
from qa.confidence import Calibration
from qa.statement_answers import stated_score
from qa.statement_questions import StatementQuestion

MOST = 1000  # statements listed at a time
_LONGEST = 200  # characters of a speaker or topic
_PAGE = 100  # documents looked through at a time
_FITS = 0.5  # the least probability that a statement is on the topic


@dataclass(frozen=True, slots=True)
class Listed:
    """A statement with its document; `score` is how likely it is on the topic asked for, None where none was."""

    document: Document
    statement: Statement
    score: float | None

    @property
    def words(self) -> str:
        return self.document.text[self.statement.start : self.statement.end]


def list_statements(
    index: Index,
    calibration: Calibration,
    *,
    speaker: str | None = None,
    about: str | None = None,
    limit: int = 100,
) -> list[Listed]:
    """At most `limit` statements: with a topic the likeliest first, of those in the articles that fit it best (64 are
    weighed); else all in the order of documents and text.

    `speaker` is a name or a role in either language, found as in a question. Raises InputError for a value that
    cannot be used.
    """
    speaker, about = _text("speaker", speaker), _text("about", about)
    if not 1 <= limit <= MOST:
        raise InputError(f"limit: it is {limit}; give a whole number from 1 to {MOST}.")
    if about is None:
        listed: list[Listed] = []
        for one in _in_order(index, speaker):
            listed.append(one)
            if len(listed) == limit:
                break
        return listed
    wanted = StatementQuestion("what_said" if speaker else "who_said", speaker, about, question_language(about))
    result = widen(wanted, index.search(f"{speaker or ''} {about}".strip()), index)
    found = [
        Listed(said.document, said.statement, stated_score(said, wanted, calibration))
        for said in weigh(about, wanted, result, index.encoder, others=False)
    ]
    fitting = [one for one in found if one.score is not None and one.score >= _FITS]
    return sorted(fitting, key=lambda one: (-(one.score or 0.0), one.document.id, one.statement.start))[:limit]


def _in_order(index: Index, speaker: str | None) -> Iterator[Listed]:
    offset = 0
    while page := index.documents(offset=offset, limit=_PAGE).documents:
        for summary in page:
            try:
                statements = index.statements(summary.id)
                document = index.document(summary.id) if statements else None
            except UnknownDocumentError:
                continue  # removed meanwhile
            if document is None:
                continue
            chosen = own_statements(speaker, statements, document) if speaker else statements
            for statement in chosen:
                yield Listed(document, statement, None)
        offset += _PAGE


def _text(name: str, value: str | None) -> str | None:
    if value is None or not value.strip():
        return None
    if len(value) > _LONGEST:
        raise InputError(f"{name}: it has {len(value)} characters; shorten it to {_LONGEST} at most.")
    if not is_text(value):
        raise InputError(f"{name}: it holds half a character (a lone surrogate); send it in UTF-8.")
    return value.strip()
