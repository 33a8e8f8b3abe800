"""Statements as answers: which of the words that articles give to somebody fit a question about what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import fulltext
from index.types import Document, Encoder, SearchResult, Statement
from qa.people import People, names_alike
from qa.statement_questions import StatementQuestion

_MOST = 48  # statements weighed at a time, those of the best documents first
FEATURES = ("words", "sentence", "shared_words", "shared_sentence", "all_in_sentence", "names_missing")
"""What a statement's fit to a topic is judged from: cosines of the topic with the words said and with their sentence,
the share of the topic's words that stand in each, whether all of them stand in the sentence, and the share of its
names that stand nowhere in the article."""
_NEAR = 600  # characters back to the name that a pronoun stands for
_PRONOUNS = frozenset(("il", "elle", "ils", "elles", "lui", "he", "she", "they", "him", "her"))


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its document and its `FEATURES`; `named`: its sentence has all words of a topic that is a name
    or has one, as where two people are quoted on one town in one sentence and only the first clause names it."""

    document: Document
    statement: Statement
    features: tuple[float, ...]
    named: bool


def weigh(
    question: str, wanted: StatementQuestion, result: SearchResult, encoder: Encoder, *, others: bool
) -> list[Said]:
    """The statements of the person asked about in the documents found, or everybody else's (`others`); for "who said
    …?" all are wanted. Best document first, in the order of the text."""
    found = []
    for document in _by_rank(result):
        people = people_of(document.text, document.language)
        for statement in result.statements[document.id]:
            if (wanted.speaker is None or _is_by(wanted.speaker, statement, people)) is not others:
                found.append((document, statement))
    rows = _features(wanted.topic or question, found[:_MOST], encoder)
    asked = {fulltext.fold(word) for word in fulltext.words(wanted.topic or "")}
    complete = FEATURES.index("all_in_sentence")
    return [
        Said(document, statement, tuple(row), row[complete] == 1.0 and _names(asked, document, statement))
        for (document, statement), row in zip(found[:_MOST], rows, strict=True)
    ]


def names_speaker(wanted: StatementQuestion, document: Document, start: int, end: int) -> bool:
    """Whether the words `start:end` of a document name the person asked about."""
    if wanted.speaker is None:
        return False
    words = document.text[start:end]
    name = people_of(document.text, document.language).find(wanted.speaker) or wanted.speaker
    last = fulltext.words(name)[-1:]
    return any(names_alike(word, name) for word in fulltext.words(words) if last and word[:1].isupper())


def naming(document: Document, statement: Statement) -> tuple[int, int] | None:
    """Where the speaker is named: in the statement's sentences, or for a pronoun at the last place before them where
    the name stands, if that is near."""
    text, name = document.text, statement.speaker
    if statement.speaker_resolved is not None and fulltext.fold(name) in _PRONOUNS:
        full = statement.speaker_resolved
        last = full.split()[-1]
        at = text.rfind(last, max(0, statement.sentence_start - _NEAR), statement.sentence_end)
        end = at + len(last)
        if at < 0:
            return None
        return (end - len(full), end) if text[:end].endswith(full) else (at, end)
    at = text.find(name, statement.sentence_start, statement.sentence_end)
    return (at, at + len(name)) if at >= 0 else None


@lru_cache(maxsize=64)
def people_of(text: str, language: str | None) -> People:
    """Who is who in a document; kept for the documents asked about last."""
    return People.of(text, "fr" if language == "fr" else "en" if language == "en" else None)


def _by_rank(result: SearchResult) -> list[Document]:
    order = dict.fromkeys(hit.passage.document_id for hit in result.hits)
    return [result.documents[document_id] for document_id in order]


def _is_by(speaker: str, statement: Statement, people: People) -> bool:
    if statement.speaker_resolved is not None:
        return people.same(speaker, statement.speaker_resolved)
    return names_alike(speaker, statement.speaker) or fulltext.fold(speaker) == fulltext.fold(statement.speaker)


def _features(topic: str, found: Sequence[tuple[Document, Statement]], encoder: Encoder) -> list[list[float]]:
    """A row of `FEATURES` for each statement."""
    if not found:
        return []
    words = [_collapse(d.text[s.start : s.end]) for d, s in found]
    sentences = [_collapse(d.text[s.sentence_start : s.sentence_end]) for d, s in found]
    unique = list(dict.fromkeys([*words, *sentences]))
    cosines = encoder.encode_passages(unique) @ encoder.encode_queries([topic])[0]
    likeness = dict(zip(unique, cosines.tolist(), strict=True))
    shared, missing = _sharing(topic), _names_missing(topic)
    articles = {document.id: missing(document.text) for document, _ in found}
    return [
        [likeness[said], likeness[sentence], shared(said), inside, float(inside == 1.0), articles[document.id]]
        for (document, _), said, sentence in zip(found, words, sentences, strict=True)
        for inside in [shared(sentence)]
    ]


def _names(asked: set[str], document: Document, statement: Statement) -> bool:
    """Whether one of the words asked about is a name in the statement's sentence: capitalised beyond its beginning."""
    sentence = fulltext.words(document.text[statement.sentence_start : statement.sentence_end])
    return any(word[0].isupper() and fulltext.fold(word) in asked for word in sentence[1:])


def _names_missing(topic: str) -> Callable[[str], float]:
    """The share of the topic's names that a text has in no form: "Aleppo" is there where "Alep" is."""
    names = [fulltext.fold(word)[:4] for word in fulltext.words(topic) if word[0].isupper()]

    def missing(text: str) -> float:
        there = {fulltext.fold(word)[:4] for word in fulltext.words(text) if word[0].isupper()} if names else set()
        return sum(name not in there for name in names) / len(names) if names else 0.0

    return missing


def _sharing(topic: str) -> Callable[[str], float]:
    """How much of the topic's words a text has, 0 to 1; names and numbers are the same in both languages."""
    wanted = {
        frozenset(fulltext.terms(word, "fr") + fulltext.terms(word, "en")) for word in fulltext.words(topic)
    } - {frozenset()}

    def share(text: str) -> float:
        there = set(fulltext.terms(text, "fr")) | set(fulltext.terms(text, "en"))
        return sum(bool(word & there) for word in wanted) / len(wanted) if wanted else 0.0

    return share


def _collapse(text: str) -> str:
    return " ".join(text.split())
