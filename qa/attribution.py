"""Statements as answers: which of the words that articles give to somebody fit a question about what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import fulltext
from index.sentences import split_sentences
from index.types import Document, Encoder, SearchResult, Statement
from qa.people import People, names_alike
from qa.statement_questions import StatementQuestion

_MOST = 200  # statements weighed for one question, those of the best documents first
# What words in common add to a cosine: in the statement's own sentences, in the sentence before them.
_SHARED, _SHARED_BEFORE = 0.3, 0.15


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its document, whether the person asked about said it, and how well it fits the topic (about 0
    to 1.3; 1 where no topic was asked for)."""

    document: Document
    statement: Statement
    wanted: bool
    fit: float


def weigh(wanted: StatementQuestion, result: SearchResult, encoder: Encoder) -> list[Said]:
    """The statements of the documents found: first those of the person asked about, each kind best first."""
    found = list(_statements(wanted, result))[:_MOST]
    if not found:
        return []
    fits = _fits(wanted.topic, found, encoder)
    said = [
        Said(document, statement, is_wanted, fit)
        for (document, statement, is_wanted), fit in zip(found, fits, strict=True)
    ]
    return sorted(said, key=lambda one: (not one.wanted, -one.fit, one.document.id, one.statement.start))


def names_speaker(wanted: StatementQuestion, document: Document, start: int, end: int) -> bool:
    """Whether the words `start:end` of a document name the person asked about."""
    if wanted.speaker is None:
        return False
    words = document.text[start:end]
    name = people_of(document.text, document.language).find(wanted.speaker) or wanted.speaker
    last = fulltext.words(name)[-1:]
    return any(names_alike(word, name) for word in fulltext.words(words) if last and word[:1].isupper())


@lru_cache(maxsize=64)
def people_of(text: str, language: str | None) -> People:
    """Who is who in a document; kept for the documents asked about last."""
    return People.of(text, "fr" if language == "fr" else "en" if language == "en" else None)


def _statements(wanted: StatementQuestion, result: SearchResult) -> Iterator[tuple[Document, Statement, bool]]:
    for document in _by_rank(result):
        people = people_of(document.text, document.language)
        for statement in result.statements[document.id]:
            yield document, statement, wanted.speaker is None or _is_by(wanted.speaker, statement, people)


def _by_rank(result: SearchResult) -> list[Document]:
    order = dict.fromkeys(hit.passage.document_id for hit in result.hits)
    return [result.documents[document_id] for document_id in order]


def _is_by(speaker: str, statement: Statement, people: People) -> bool:
    if statement.speaker_resolved is not None:
        return people.same(speaker, statement.speaker_resolved)
    return names_alike(speaker, statement.speaker) or fulltext.fold(speaker) == fulltext.fold(statement.speaker)


def _fits(topic: str | None, found: Sequence[tuple[Document, Statement, bool]], encoder: Encoder) -> list[float]:
    """How well each statement fits the topic: the better cosine of its sentences alone and with the one before (a
    statement often goes on about what that named), and the share of the topic's words that stand in them."""
    if topic is None:
        return [1.0] * len(found)
    own = [_collapse(d.text[s.sentence_start : s.sentence_end]) for d, s, _ in found]
    before = [_collapse(d.text[_before(d, s) : s.sentence_start]) for d, s, _ in found]
    joined = [f"{previous} {sentence}" for previous, sentence in zip(before, own, strict=True)]
    asked = encoder.encode_queries([topic])[0]
    vectors = encoder.encode_passages([*own, *joined])
    likeness = vectors @ asked
    shared = _sharing(topic)
    return [
        float(max(likeness[n], 0.9 * likeness[len(own) + n]))
        + max(_SHARED * shared(own[n]), _SHARED_BEFORE * shared(joined[n]))
        for n in range(len(own))
    ]


def _sharing(topic: str) -> Callable[[str], float]:
    """How much of the topic's words a text has, 0 to 1; names and numbers are the same in both languages."""
    wanted = {
        frozenset(fulltext.terms(word, "fr") + fulltext.terms(word, "en")) for word in fulltext.words(topic)
    } - {frozenset()}

    def share(text: str) -> float:
        there = set(fulltext.terms(text, "fr")) | set(fulltext.terms(text, "en"))
        return sum(bool(word & there) for word in wanted) / len(wanted) if wanted else 0.0

    return share


def _before(document: Document, statement: Statement) -> int:
    """Where the sentence before a statement's sentences begins."""
    first = max(0, statement.sentence_start - 600)
    starts = [first + start for start, end in split_sentences(document.text[first : statement.sentence_start])]
    return starts[-1] if starts else statement.sentence_start


def _collapse(text: str) -> str:
    return " ".join(text.split())
