"""Saved answers against an index or a document: the one way for the command line and the API. Loads no model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from index.index import Index
from index.types import Document, DocumentSummary, LoadedDocument
from qa import confidence
from qa.reader import model_fingerprint
from qa.receipts import Candidate, Finding, SavedAnswer, SavedQuote, Status, check_quote
from qa.settings import Settings
from qa.types import Versions
from qa.version import program_version
from ui.answer_json import public_source
from ui.messages import Language
from ui.receipt_words import finding_words, saved_words

Candidates = Callable[[SavedQuote], Iterable[Candidate]]
Differences = Mapping[str, tuple[str, str]]
"""Name → (then, now), of what is not as it was when the answer was made."""


class Shelf:
    """The documents of an index, found by what a saved quote knows of them; one for each verification."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def candidates(self, quote: SavedQuote) -> Iterator[Candidate]:
        """By digest; else by the source's name, by the title, or by the sentence, the first of these that gives any.

        Ids are other ones in another index, so that they only decide between documents of the same name.
        """
        same = self._index.find(quote.sha256) if quote.sha256 else None
        if same is not None:
            yield Candidate(same, "digest")
        named = [one for one in self._summaries if public_source(one.source) == quote.source]
        named.sort(key=lambda one: (one.title != quote.title, one.id != quote.document_id))
        titled = [one for one in self._summaries if one.title == quote.title]
        if named:
            yield from (Candidate(self._index.document(one.id), "source") for one in named)
        elif titled:
            yield from (Candidate(self._index.document(one.id), "title") for one in titled)
        elif quote.distinct and (copy := self._index.containing(quote.sentence)) is not None:
            yield Candidate(copy, "words")

    @cached_property
    def _summaries(self) -> tuple[DocumentSummary, ...]:
        return self._index.documents(limit=self._index.status().documents).documents


def only(loaded: LoadedDocument) -> Candidates:
    """A document that the user gives in place of the index."""
    document = Document(**asdict(loaded), id=0, revision=1)
    return lambda quote: [Candidate(document, "given")]


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
