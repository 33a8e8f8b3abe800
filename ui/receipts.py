"""Saved answers against an index or a document: the one way for the command line and the API. Loads no model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from heapq import nsmallest
from pathlib import Path
from typing import Any

from index.errors import UnknownDocumentError
from index.index import Index
from index.types import Document, DocumentSummary, LoadedDocument
from qa import confidence
from qa.reader import model_fingerprint
from qa.receipts import Candidate, Finding, FoundBy, SavedAnswer, SavedQuote, Squeezed, Status, check_quote
from qa.settings import Settings
from qa.types import Versions
from qa.version import program_version
from ui.answer_json import public_source
from ui.messages import Language
from ui.receipt_words import finding_words, saved_words

Candidates = Callable[[SavedQuote], Iterable[Candidate]]
_Read = tuple[Document, Squeezed]
Differences = Mapping[str, tuple[str, str]]
"""Name → (then, now), of what is not as it was when the answer was made."""


_LIKELIEST = 20  # documents of the same name that are read for a quote
_KEPT = 64  # documents in memory


class Shelf:
    """The documents of an index, found by what a saved quote knows of them; one for each verification."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._same = lru_cache(_KEPT)(self._with_digest)
        self._read = lru_cache(_KEPT)(self._of_id)
        self._copy = lru_cache(_KEPT)(self._with_sentence)

    def candidates(self, quote: SavedQuote) -> Iterator[Candidate]:
        """By digest; else by the source's name, by the title, or by the sentence, the first of these that gives any.

        Ids are other ones in another index, so that they only decide between documents of the same name.
        """
        if quote.sha256 and (same := self._same(quote.sha256)):
            yield Candidate(same[0], "digest", same[1])
        by_source, by_title = self._named
        groups: tuple[tuple[FoundBy, list[DocumentSummary]], ...] = (
            ("source", by_source.get(quote.source, [])),
            ("title", by_title.get(quote.title, [])),
        )
        for by, named in groups:
            likeliest = nsmallest(
                _LIKELIEST, named, key=lambda one: (one.title != quote.title, one.id != quote.document_id)
            )
            there = False
            for one in likeliest:
                if read := self._read(one.id):
                    there = True
                    yield Candidate(read[0], by, read[1])
            if there:
                return
        if quote.distinct and (copy := self._copy(quote.sentence)):
            yield Candidate(copy[0], "words", copy[1])

    def _with_digest(self, sha256: str) -> _Read | None:
        return _read(self._index.find(sha256))

    def _with_sentence(self, sentence: str) -> _Read | None:
        return _read(self._index.containing(sentence))

    def _of_id(self, document_id: int) -> _Read | None:
        """None where it was removed since it was listed."""
        try:
            return _read(self._index.document(document_id))
        except UnknownDocumentError:
            return None

    @cached_property
    def _named(self) -> tuple[dict[str, list[DocumentSummary]], dict[str, list[DocumentSummary]]]:
        """The documents of each source's name, and of each title."""
        by_source, by_title = defaultdict(list), defaultdict(list)
        for one in self._index.documents(limit=self._index.status().documents).documents:
            by_source[public_source(one.source)].append(one)
            by_title[one.title].append(one)
        return by_source, by_title


def _read(document: Document | None) -> _Read | None:
    return (document, Squeezed(document.text)) if document is not None else None


def only(loaded: LoadedDocument) -> Candidates:
    """A document that the user gives in place of the index."""
    document = Document(**asdict(loaded), id=0, revision=1)
    candidate = Candidate(document, "given", Squeezed(document.text))
    return lambda quote: [candidate]


@dataclass(frozen=True, slots=True)
class Verification:
    """What became of a saved answer: its quotes in order, the nearest sentence last."""

    saved: SavedAnswer
    findings: tuple[Finding, ...]
    differences: Differences

    @property
    def status(self) -> Status:
        """The worst of its quotes; "unchanged" where nothing was quoted."""
        found = {one.status for one in self.findings}
        return "gone" if "gone" in found else "moved" if "moved" in found else "unchanged"


def verify(saved: SavedAnswer, candidates: Candidates, now: Mapping[str, str]) -> Verification:
    """Raises AlteredError for an answer that was changed after it was made."""
    quotes = (*saved.quotes, *((saved.nearest,) if saved.nearest else ()))
    findings = tuple(check_quote(quote, candidates(quote)) for quote in quotes)
    return Verification(saved, findings, differing(saved, now))


def differing(saved: SavedAnswer, now: Mapping[str, str]) -> Differences:
    """Program, models, calibration and generation that are others `now` than when the answer was made."""
    then = {"generation": str(saved.generation)}
    if saved.provenance is not None:
        then |= asdict(saved.provenance.versions)
    return {name: (then[name], value) for name, value in now.items() if then.get(name, value) != value}


def verification_to_json(done: Verification, language: Language) -> dict[str, Any]:
    saved = done.saved
    return {
        "question": saved.question,
        "asked_at": saved.provenance.asked_at if saved.provenance else None,
        "outcome": saved.outcome,
        "status": done.status,
        "quotes": [_finding_to_json(one, language) for one in done.findings],
        "missing": list(saved.missing),
        "note": saved_words(saved, language),
        "since": since_to_json(done.differences),
    }


def since_to_json(differences: Differences) -> dict[str, Any]:
    return {name: {"then": then, "now": now} for name, (then, now) in differences.items()}


def _finding_to_json(finding: Finding, language: Language) -> dict[str, Any]:
    document, place = finding.document, finding.place
    return {
        "field": finding.quote.field,
        "text": finding.quote.text,
        "status": finding.status,
        "words": told(finding, language),
        "found_by": finding.by,
        "document": document
        and {
            "id": document.id or None,
            "revision": document.revision,
            "sha256": document.sha256,
            "title": document.title,
            "source": public_source(document.source),
        },
        "place": asdict(place) if place else None,
    }


def told(finding: Finding, language: Language) -> str:
    """What became of a quote, in words."""
    source = finding.document.source if finding.document else finding.quote.source
    return finding_words(finding, public_source(source), language)


def of_server(versions: Versions, index: Index) -> dict[str, str]:
    """What would make an answer now, where the models are loaded."""
    return asdict(versions) | {"generation": str(index.status().generation)}


def of_settings(settings: Settings, index: Index | None) -> dict[str, str]:
    """The same without loading or fetching a model: of a hub's reader nothing is told."""
    now = {"program": program_version(), "calibration": confidence.load().fingerprint}
    if Path(settings.reader).is_dir():
        now["reader"] = model_fingerprint(Path(settings.reader))
    if index is not None:
        status = index.status()
        now |= {"encoder": status.encoder, "generation": str(status.generation)}
    return now
