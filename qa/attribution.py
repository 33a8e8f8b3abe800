"""Statements as answers: which of the words that articles give to somebody fit a question about what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from index import fulltext
from index.index import Index
from index.late_interaction import late_score
from index.types import Document, Encoder, Hit, SearchResult, Statement, TokenVectors
from qa.names import names_alike
from qa.people import People
from qa.roles import nation_of, parse_role, resource, translated
from qa.saying import families
from qa.statement_questions import StatementQuestion
from qa.tokens import Language

_MOST = 64  # statements weighed at a time, those of the best documents first
_ANYBODYS = 96  # the same where nobody is named, those of the best passages of each language first
_WIDE = 60  # passages looked through for statements, and of them the best
_PASSAGES, _DOCUMENTS = 12, 6  # of each language: what is of another than the question's always looks less like it
FEATURES = (
    "words", "late_words", "late_sentence", "shared_words", "shared_sentence", "all_in_sentence", "names_missing",
    "across", "verb",
)  # fmt: skip
"""What a statement's fit to a topic is judged from: the cosine of the topic with the words said, its late interaction
with them as they stand in their sentence and with the whole sentence, the share of the topic's words that stand in
each, whether all of them stand in the sentence, the share of its names that stand nowhere in the article, whether
the article's language is another, and whether its verb is of the kind asked for."""
_NEAR = 600  # characters back to the name that a pronoun stands for
_SAME_BODY = 0.85  # cosine of one body's names in two languages; two parties, two courts come up to 0.78
_BEGINS = 5  # letters that two words share which are likely the same in both languages
_ARTICLES = frozenset("le la l les un une des the a an".split())
_PRONOUNS = frozenset(("il", "elle", "ils", "elles", "lui", "he", "she", "they", "him", "her"))


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with its document and its `FEATURES`; `named`: its sentence has all words of a topic that is a name
    or has one, as where two people are quoted on one town in one sentence and only the first clause names it.
    `verb`: whether its verb is of the kind asked for, None where the question asks for none ("say")."""

    document: Document
    statement: Statement
    features: tuple[float, ...]
    named: bool
    verb: bool | None


def widen(wanted: StatementQuestion, result: SearchResult, index: Index) -> SearchResult:
    """The result with more documents to look for statements in: those found by the topic alone and by the speaker,
    in either language. A role is searched for by its name in the other language too."""
    queries = [wanted.topic] if wanted.topic else []
    if wanted.speaker is not None:
        other = translated(wanted.speaker, "en" if wanted.language == "fr" else "fr")
        queries += [f"{wanted.speaker} {wanted.topic or ''}".strip(), *((other,) if other else ())]
    hits, documents, statements = list(result.hits), dict(result.documents), dict(result.statements)
    seen = {hit.passage.id for hit in hits}
    for query in queries:
        found = index.search(query, top_k=_WIDE)
        if found.generation != result.generation:
            break  # the index changed meanwhile; one answer never mixes two states of it
        for hit in _balanced(wanted, found):
            if hit.passage.id not in seen:
                seen.add(hit.passage.id)
                hits.append(hit)
                documents[hit.passage.document_id] = found.documents[hit.passage.document_id]
                statements[hit.passage.document_id] = found.statements[hit.passage.document_id]
    return SearchResult(result.generation, result.similarity, tuple(hits), documents, statements)


def _balanced(wanted: StatementQuestion, found: SearchResult) -> Iterator[Hit]:
    """The best passages of each language; for a person asked about, those of the best documents that may quote them."""
    passages: Counter[str | None] = Counter()
    taken: dict[str | None, set[int]] = {}
    named = wanted.speaker is not None and not parse_role(wanted.speaker).known
    for hit in found.hits:
        document = found.documents[hit.passage.document_id]
        if named and wanted.speaker is not None:
            quoted = found.statements[document.id]
            if not any(
                names_alike(wanted.speaker, one.speaker_resolved or one.speaker) or _is_written(wanted.speaker, one)
                for one in quoted
            ):
                continue
        known = taken.setdefault(document.language, set())
        if wanted.speaker is not None and document.id not in known and len(known) == _DOCUMENTS:
            continue
        if passages[document.language] < _PASSAGES:
            passages[document.language] += 1
            known.add(document.id)
            yield hit


def weigh(
    question: str, wanted: StatementQuestion, result: SearchResult, encoder: Encoder, *, others: bool
) -> list[Said]:
    """The statements of the person asked about in the documents found, or everybody else's (`others`), there only
    from articles that know the person, if any does; for "who said …?" those of the passages found. Best document
    first, in the order of the text."""
    if wanted.speaker is None and others:
        return []
    if wanted.speaker is None:
        found = list(_of_passages(result))[:_ANYBODYS]
    else:
        found = _of_speaker(wanted.speaker, result, others=others)[:_MOST]
    if wanted.topic or wanted.kind != "what_said":
        rows = _features(wanted, wanted.topic or question, found, encoder)
    else:  # nothing to compare with: the verb alone tells
        rows = [[0.0] * len(FEATURES) for _ in found]
    asked = {fulltext.fold(word) for word in fulltext.words(wanted.topic or "")}
    complete = FEATURES.index("all_in_sentence")
    return [
        Said(
            document,
            statement,
            tuple(row),
            row[complete] == 1.0 and _names(asked, document, statement),
            bool(families(statement.verb) & wanted.verbs) if wanted.verbs else None,
        )
        for (document, statement), row in zip(found, rows, strict=True)
    ]


def _of_speaker(speaker: str, result: SearchResult, *, others: bool) -> list[tuple[Document, Statement]]:
    """The person's statements, or everybody else's."""
    found: list[tuple[Document, Statement]] = []
    known = others and speaker_known(speaker, result)
    doubtful = _doubtful(speaker, result)
    for document in _by_rank(result):
        people = people_of(document.text, document.language)
        quoted = result.statements[document.id]
        own = set(_own(speaker, quoted, people)) if document.id not in doubtful else set()
        if others and (own or people.find(speaker) is not None or not known):
            found += [(document, one) for one in quoted if one not in own]
        elif not others:
            found += [(document, one) for one in quoted if one in own]
    return found


def _of_passages(result: SearchResult) -> Iterator[tuple[Document, Statement]]:
    """The statements of the passages found, by the rank of these; the languages take turns, as what is of another than
    the question's always looks less like it."""
    ranks: dict[str | None, list[Hit]] = {}
    for hit in sorted(result.hits, key=lambda one: -one.score):
        ranks.setdefault(result.documents[hit.passage.document_id].language, []).append(hit)
    seen: set[tuple[int, int, int]] = set()
    for together in zip_longest(*ranks.values()):
        for passage in (hit.passage for hit in together if hit is not None):
            for one in result.statements[passage.document_id]:
                place = (passage.document_id, one.start, one.end)
                if one.start < passage.end and passage.start < one.end and place not in seen:
                    seen.add(place)
                    yield result.documents[passage.document_id], one


def _doubtful(speaker: str, result: SearchResult) -> frozenset[int]:
    """The articles where somebody holds the office asked for, but not with the words of the question ("of the region"),
    where others have just these."""
    if not parse_role(speaker).words:
        return frozenset()
    people = {document.id: people_of(document.text, document.language) for document in result.documents.values()}
    sure = {key for key, known in people.items() if known.find(speaker, lenient=False) is not None}
    return frozenset(people.keys() - sure) if sure else frozenset()


def speaker_known(speaker: str, result: SearchResult) -> bool:
    """Whether one of the articles found quotes or names the person."""
    return any(
        people_of(document.text, document.language).find(speaker) is not None
        or any(_is_written(speaker, one) for one in result.statements[document.id])
        for document in result.documents.values()
    )


def called_elsewhere(speaker: str, result: SearchResult, language: Language, encoder: Encoder) -> str | None:
    """What articles in another language call the body asked for ("the electoral commission"), where they quote one
    whose name means the same; None for a person and for a body that some article calls as asked."""
    words = fulltext.words(speaker)
    if len(words) < 3 or fulltext.fold(words[0]) not in _ARTICLES or parse_role(speaker).known:
        return None  # a name, or a trade that the roles translate; one noun is too little to compare
    if speaker_known(speaker, result):
        return None
    names = list(
        dict.fromkeys(
            one.speaker_resolved or one.speaker
            for document in result.documents.values()
            if document.language != language
            for one in result.statements[document.id]
        )
    )
    if not names:
        return None
    alike = encoder.encode_passages(names) @ encoder.encode_queries([speaker])[0]
    best = int(alike.argmax())
    return names[best] if alike[best] >= _SAME_BODY else None


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


def own_statements(speaker: str, quoted: Sequence[Statement], document: Document) -> list[Statement]:
    """The statements of a document (`quoted`) that are the person's; cheap where nobody of the kind is quoted."""
    if not parse_role(speaker).known and not any(
        names_alike(speaker, one.speaker_resolved or one.speaker) or _is_written(speaker, one) for one in quoted
    ):
        return []
    return _own(speaker, quoted, people_of(document.text, document.language))


def _own(speaker: str, quoted: Sequence[Statement], people: People) -> list[Statement]:
    """The statements among `quoted` that are the person's: by name or role, or by the very words the article has
    for them ("the researcher"), which then stand for the person also where it says "she"."""
    same: set[str | None] = {
        one.speaker_resolved
        for one in quoted
        if one.speaker_resolved is not None
        and (people.same(speaker, one.speaker_resolved) or _is_written(speaker, one))
    }
    found = people.find(speaker)
    if found in same:
        same = {found}
    return [
        one
        for one in quoted
        if one.speaker_resolved in same or (one.speaker_resolved is None and _is_written(speaker, one))
    ]


def _is_written(speaker: str, statement: Statement) -> bool:
    """Whether the article's words for the speaker are those of the question, but for case, article and marks; an
    institution may be named by part of them ("L'Echo du Val", « le quotidien L'Echo du Val »; with its article, which no
    person has, also where the whole name stands elsewhere: "the Joint Commission", "Riverside Joint Commission")."""
    asked, written = _bare(speaker), _bare(statement.speaker)
    if asked == written:
        return bool(asked)
    words = fulltext.words(speaker)
    part = len(asked) > 1 and any(word[:1].isupper() for word in words)
    if statement.speaker_resolved is not None:
        article = fulltext.fold(words[0]) in _ARTICLES if words else False
        return part and article and set(asked) <= set(_bare(statement.speaker_resolved))
    return names_alike(speaker, statement.speaker) or (part and set(asked) <= set(written))


def _bare(phrase: str) -> list[str]:
    return [word for word in map(fulltext.fold, fulltext.words(phrase)) if word not in _ARTICLES]


def _features(
    wanted: StatementQuestion, topic: str, found: Sequence[tuple[Document, Statement]], encoder: Encoder
) -> list[list[float]]:
    """A row of `FEATURES` for each statement."""
    if not found:
        return []
    words = list(dict.fromkeys(d.text[s.start : s.end] for d, s in found))
    cosines = encoder.encode_passages([_collapse(one) for one in words]) @ encoder.encode_queries([topic])[0]
    likeness = dict(zip(words, cosines.tolist(), strict=True))
    sentences = list(dict.fromkeys(d.text[s.sentence_start : s.sentence_end] for d, s in found))
    pieces = dict(zip(sentences, encoder.encode_passage_tokens(sentences), strict=True))
    question = encoder.encode_query_tokens(topic)
    shared, missing = _sharing(topic, wanted.language), _names_missing(topic)
    articles = {document.id: missing(document.text) for document, _ in found}
    rows = []
    for document, statement in found:
        said = document.text[statement.start : statement.end]
        sentence = document.text[statement.sentence_start : statement.sentence_end]
        tokens, inside = pieces[sentence], shared(sentence)
        rows.append(
            [
                likeness[said],
                late_score(question, _part(tokens, statement)),
                late_score(question, tokens),
                shared(said),
                inside,
                float(inside == 1.0),
                articles[document.id],
                float(document.language in ("fr", "en") and document.language != wanted.language),
                float(bool(families(statement.verb) & wanted.verbs)),
            ]
        )
    return rows


def _part(sentence: TokenVectors, statement: Statement) -> TokenVectors:
    """The word pieces of the words said among those of their sentence."""
    start, end = (place - statement.sentence_start for place in (statement.start, statement.end))
    inside = (sentence.spans[:, 0] >= start) & (sentence.spans[:, 1] <= end)
    return TokenVectors(sentence.rows[inside], sentence.spans[inside])


def _names(asked: set[str], document: Document, statement: Statement) -> bool:
    """Whether one of the words asked about is a name in the statement's sentence: capitalised beyond its beginning."""
    sentence = fulltext.words(document.text[statement.sentence_start : statement.sentence_end])
    return any(word[0].isupper() and fulltext.fold(word) in asked for word in sentence[1:])


def _names_missing(topic: str) -> Callable[[str], float]:
    """The share of the topic's names that a text has in no form: "Aleppo" is there where "Alep" is, and a country
    where one of its names or adjectives is, in either language."""
    names = [_name_forms(word) for word in fulltext.words(topic) if word[0].isupper()]

    def missing(text: str) -> float:
        there = {fulltext.fold(word)[:4] for word in fulltext.words(text) if word[0].isupper()} if names else set()
        if any(len(forms) > 1 for forms in names):  # an adjective of nationality has no capital in French
            there |= {fulltext.fold(word)[:4] for word in fulltext.words(text)}
        return sum(not forms & there for forms in names) / len(names) if names else 0.0

    return missing


def _name_forms(word: str) -> frozenset[str]:
    nation = nation_of(word)
    listing: str = resource()["nations"][nation] if nation is not None else ""
    return frozenset(fulltext.fold(form)[:4] for form in [word, *listing.split(", ")] if form)


def _sharing(topic: str, language: Language) -> Callable[[str], float]:
    """How much of the topic's words a text has, 0 to 1; names and numbers are the same in both languages, and many
    words begin alike."""
    wanted = [_forms(word) for word in fulltext.words(topic) if fulltext.terms(word, language)]

    def share(text: str) -> float:
        there = frozenset().union(*(_forms(word) for word in fulltext.words(text)))
        return sum(bool(forms & there) for forms in wanted) / len(wanted) if wanted else 0.0

    return share


@lru_cache(maxsize=16384)
def _forms(word: str) -> frozenset[str]:
    """The word's stems in both languages and, where it is long, how it begins."""
    begins = [fulltext.fold(word)[:_BEGINS] + "-"] if len(word) > _BEGINS else []
    return frozenset([*fulltext.terms(word, "fr"), *fulltext.terms(word, "en"), *begins])


def _collapse(text: str) -> str:
    return " ".join(text.split())
