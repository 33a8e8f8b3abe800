"""Answerer.ask, the one way from a question to an Answer: retrieval, reading, attribution, decision."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

from index.errors import InputError, is_text
from index.index import Index
from index.language import question_language
from index.sentences import split_sentences
from index.types import Document, Hit, Passage, SearchResult, Statement
from qa.answer_kinds import kind_asked, may_be
from qa.attribution import people_of, widen
from qa.confidence import Calibration
from qa.evidence import Evidence, gather
from qa.followup import rewrite
from qa.hedges import hedges
from qa.quote_dates import with_dates
from qa.statement_answers import as_known, is_quoted, stated_quotes
from qa.statement_questions import parse_question
from qa.types import Answer, Outcome, Provenance, Quote, SpanReader, Timings, Turn, Versions
from qa.version import program_version

MAX_QUESTION = 1000  # characters
MAX_TOP_K = 50
MAX_TURNS = 50
_MORE = re.compile(r"\belse\b|\bd['’]autres?\b", re.IGNORECASE)  # asks for what has not been quoted yet
_QUOTES = 3  # answers shown: the best, and others that pass the same threshold and
_RIVAL = 0.6  # have this share of its score
# Chosen on the annotated articles' questions without an answer: a passage that scores under _NEAR is on the topic if
# a tenth of a chance of an answer in it makes up for each _DOUBT tenths of score that it lacks.
_NEAR, _DOUBT = 1.7, 2.0
_STATEMENTS = 8  # answers shown to a question about all that somebody said


class QuestionError(InputError):
    """A question or one of its options cannot be used; the message names the field and what is allowed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span of a document that may answer, with the scores that the decision is made from."""

    hit: Hit
    start: int  # in the document
    end: int
    evidence: Evidence
    fits: bool = True  # its words can be an answer of the kind asked for


class Answerer:
    """Answers questions over an index. Safe to share between threads."""

    def __init__(
        self,
        index: Index,
        reader: SpanReader,
        *,
        calibration: Calibration,
        threshold: float,
    ) -> None:
        """`threshold`: the confidence under which the answer is "not stated"."""
        self.index = index
        self._reader = reader
        self.calibration = calibration
        self.threshold = threshold
        self.versions = Versions(
            program_version(), index.encoder.fingerprint, reader.fingerprint, calibration.fingerprint
        )

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn] = (),
        top_k: int = 8,
        language: Literal["fr", "en", "auto"] | None = None,
        threshold: float | None = None,
    ) -> Answer:
        """`language` is that of the reply's own words (default: the question's); quotes keep the article's.

        Raises QuestionError for a question or option that cannot be used.
        """
        check(question, history, top_k, language, threshold)
        asked_at, began = datetime.now(UTC).isoformat(timespec="seconds"), time.perf_counter()
        asked = self._stand_alone(question.strip(), history)
        spoken = question_language(asked) if language in (None, "auto") else language
        result = self.index.search(asked, top_k=top_k)
        searched = time.perf_counter()
        least = self.threshold if threshold is None else threshold
        wanted, wide = parse_question(asked), result
        spans = self._spans(asked, result.hits, result.documents)
        quotes = self._quotes(self._apart(spans), result)
        others: list[Quote] = []
        if wanted is not None:
            wide = widen(wanted, result, self.index)
            wanted = as_known(wanted, wide, self.index.encoder)
            if wanted.stance and wanted.speaker is not None and not is_quoted(wanted, wide):
                wanted, wide = None, result  # "Why does the plan need …?": nobody's words are sought
        if wanted is not None:
            quotes, others = stated_quotes(asked, wanted, quotes, wide, self.index.encoder, self.calibration)
        if _MORE.search(asked):
            quoted = {turn.answer for turn in history}
            quotes = [one for one in quotes if one.text not in quoted]
        if (
            wanted is None or wanted.kind != "what_said"
        ):  # one answer is sought: others only where they rival the best
            least = max(least, _RIVAL * quotes[0].score if quotes else 0.0)
        chosen = tuple(one for one in quotes if one.score >= least)[: _STATEMENTS if wanted else _QUOTES]
        outcome: Outcome = "answered"
        if not chosen:
            # What only looks like an answer, of another kind than asked for, tells that the topic is there.
            likely = [one.score for one in quotes[:1]] + [self._probability(one) for one in spans[:1]]
            outcome = self._refusal(asked, result, max(likely, default=0.0))
        if outcome == "off_topic" and wanted is not None and wanted.speaker is not None and quotes:
            outcome = "not_stated"  # the articles do quote the person asked about, only not on this
        if not chosen:
            told = [one for one in others if one.score >= max(least, self.threshold)]
            outcome, chosen = ("other_speaker", tuple(told[:1])) if told else (outcome, ())
        nearest = self._nearest(asked, result) if outcome == "not_stated" else None
        reply: Literal["fr", "en"] = "fr" if spoken == "fr" else "en"
        dated = [with_dates(one, wide.documents[one.document_id], asked, reply) for one in chosen]
        if nearest is not None:
            nearest = with_dates(nearest, result.documents[nearest.document_id], asked, reply)
        ended = time.perf_counter()
        return Answer(
            question=question,
            asked=asked,
            language=reply,
            outcome=outcome,
            quotes=tuple(dated),
            nearest=nearest,
            confidence=(chosen or quotes)[0].score if chosen or quotes else 0.0,
            hits=result.hits,
            generation=result.generation,
            timings=Timings(
                search=1000 * (searched - began), read=1000 * (ended - searched), total=1000 * (ended - began)
            ),
            provenance=Provenance(
                asked_at=asked_at,
                history=tuple(history),
                top_k=top_k,
                threshold=self.threshold if threshold is None else threshold,
                versions=self.versions,
            ),
        )

    def _stand_alone(self, question: str, history: Sequence[Turn]) -> str:
        """The question rewritten from the turns before; who is a person is read in the articles these were about."""
        if not history:
            return question
        found = self.index.search(history[-1].question or question, top_k=4)
        people: dict[str, str] = {}
        for document in found.documents.values():
            known = people_of(document.text, document.language)
            people |= {name: known.gender(name) for name in known.names()}
        return rewrite(question, [Turn(turn.question, turn.answer[:MAX_QUESTION]) for turn in history], people)

    def candidates(
        self, asked: str, hits: Sequence[Hit], documents: Mapping[int, Document], *, top_n: int = 10
    ) -> list[Candidate]:
        """Spans of the passages that may answer, with offsets in their documents; best probability first, none
        overlapping."""
        return self._apart(self._spans(asked, hits, documents, top_n))

    def _spans(
        self, asked: str, hits: Sequence[Hit], documents: Mapping[int, Document], top_n: int = 10
    ) -> list[Candidate]:
        """What the reader finds, whatever its kind; best probability first."""
        reading = self._reader.read(asked, [hit.passage.text for hit in hits], top_n=top_n)
        kind, found = kind_asked(asked), []
        evidences = gather(asked, reading, hits, documents)
        for span, evidence in zip(reading.spans, evidences, strict=True):
            hit = hits[span.passage]
            fits = kind is None or may_be(kind, hit.passage.text, span.start, span.end)
            found.append(Candidate(hit, hit.passage.start + span.start, hit.passage.start + span.end, evidence, fits))
        return sorted(found, key=self._probability, reverse=True)

    @staticmethod
    def _apart(spans: Iterable[Candidate]) -> list[Candidate]:
        """The spans of the kind asked for, without those that overlap a better one."""
        kept: list[Candidate] = []
        for one in spans:
            if one.fits and not any(_overlap(one, other) for other in kept):
                kept.append(one)
        return kept

    def _probability(self, candidate: Candidate) -> float:
        return self.calibration.probability(candidate.evidence)

    def _quotes(self, candidates: Iterable[Candidate], result: SearchResult) -> list[Quote]:
        return [
            _attribute(
                quote(
                    result.documents[one.hit.passage.document_id],
                    one.hit.passage,
                    one.start,
                    one.end,
                    self._probability(one),
                ),
                result.statements,
            )
            for one in candidates
        ]

    def _refusal(self, asked: str, result: SearchResult, confidence: float) -> Outcome:
        """Off topic where even the best passage's score is low (it is lower across languages, so each kind has its own
        bound), or is middling and nothing in it looks like an answer."""
        languages = {document.language for document in result.documents.values()}
        across = question_language(asked) not in languages and bool(languages)
        least = self.calibration.nearness_across if across else self.calibration.nearness
        best = result.hits[0].score if result.hits else 0.0
        near = best >= least and best + _DOUBT * confidence >= _NEAR
        return "not_stated" if result.hits and near else "off_topic"

    def _nearest(self, asked: str, result: SearchResult) -> Quote | None:
        """The sentence of the best passages that is most like the question."""
        sentences = [
            (hit.passage, hit.passage.start + start, hit.passage.start + end)
            for hit in result.hits[:3]
            for start, end in split_sentences(hit.passage.text)
        ]
        if not sentences:
            return None
        texts = [passage.text[start - passage.start : end - passage.start] for passage, start, end in sentences]
        likeness = self.index.encoder.encode_passages(texts) @ self.index.encoder.encode_queries([asked])[0]
        passage, start, end = sentences[int(likeness.argmax())]
        return quote(result.documents[passage.document_id], passage, start, end, 0.0)


def quote(document: Document, passage: Passage, start: int, end: int, score: float) -> Quote:
    """The words `start:end` of a document with the sentences of the passage that they touch."""
    inside = [(passage.start + a, passage.start + b) for a, b in split_sentences(passage.text)]
    touched = [(a, b) for a, b in inside if a < end and b > start] or [(start, end)]
    first, last = min(start, touched[0][0]), max(end, touched[-1][1])
    return Quote(
        document_id=document.id,
        revision=document.revision,
        sha256=document.sha256,
        title=document.title,
        source=document.source,
        start=start,
        end=end,
        text=document.text[start:end],
        sentence_start=first,
        sentence_end=last,
        sentence=document.text[first:last],
        score=score,
    )


def _attribute(one: Quote, statements: Mapping[int, Sequence[Statement]]) -> Quote:
    """The quote with its speaker where it lies inside somebody's statement."""
    around = [s for s in statements.get(one.document_id, ()) if s.start <= one.start and one.end <= s.end]
    if not around:
        return replace(one, hedged=hedges(one.sentence))
    said = min(around, key=lambda statement: statement.end - statement.start)
    speaker = said.speaker_resolved or said.speaker
    return replace(one, speaker=speaker, mode=said.mode, verb=said.verb, hedged=said.hedged)


def _overlap(one: Candidate, other: Candidate) -> bool:
    same = one.hit.passage.document_id == other.hit.passage.document_id
    return same and one.start < other.end and other.start < one.end


def check(question: object, history: Sequence[object], top_k: object, language: object, threshold: object) -> None:
    """Raises QuestionError where a value is not of the form that `Answerer.ask` takes."""
    if not isinstance(question, str):
        raise QuestionError(f"question: it is {type(question).__name__}; give a text.")
    if not question.strip():
        raise QuestionError("question: it is empty; ask something, such as « Qui a signé l'accord ? ».")
    if len(question) > MAX_QUESTION:
        raise QuestionError(f"question: it has {len(question)} characters; at most {MAX_QUESTION} are read.")
    if not is_text(question):
        raise QuestionError("question: it holds half a character (a lone surrogate); send it in UTF-8.")
    if len(history) > MAX_TURNS or not all(isinstance(turn, Turn) for turn in history):
        raise QuestionError(f"history: give at most {MAX_TURNS} turns, each a question with its answer.")
    for place, turn in enumerate(history):
        if isinstance(turn, Turn) and not (
            len(turn.question) <= MAX_QUESTION and is_text(turn.question + turn.answer)
        ):
            raise QuestionError(
                f"history[{place}]: its question has more than {MAX_QUESTION} characters, or no text."
            )
    if isinstance(top_k, bool) or not isinstance(top_k, int) or not 1 <= top_k <= MAX_TOP_K:
        raise QuestionError(f"top_k: it is {top_k!r}; give a whole number from 1 to {MAX_TOP_K}.")
    if language not in (None, "auto", "fr", "en"):
        raise QuestionError(f"language: it is {language!r}; give fr, en or auto.")
    if threshold is not None and (not isinstance(threshold, int | float) or not 0 <= threshold <= 1):
        raise QuestionError(f"threshold: it is {threshold!r}; give a number from 0 to 1.")
