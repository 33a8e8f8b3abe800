"""The values that travel between the rooms. Frozen, no I/O."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]
Mode = Literal["hybrid", "dense", "text"]
Progress = Callable[[int, int, str], None]
"""Called as (done, total, what) during long work; may raise to stop it."""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """What a file holds, before the store gives it an id. `sha256` is of the text in UTF-8, hexadecimal."""

    title: str
    text: str
    source: str
    language: str | None  # ISO 639-1, None where it could not be told
    published: str | None  # ISO 8601 date (YYYY-MM-DD), None where the file does not say
    sha256: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document in the store. `revision` starts at 1 and grows by one each time the source's text changes."""

    id: int
    title: str
    text: str
    source: str
    language: str | None
    published: str | None
    sha256: str
    revision: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences. Invariant: `document.text[start:end] == text`; offsets are code points."""

    id: int
    document_id: int
    revision: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and how well it fits the query: higher is better, whatever the mode of search."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Statement:
    """Words that an article gives to somebody. All offsets are code points of the document's text.

    `start:end` are the words said, quotation marks left out; `sentence_start:sentence_end` the sentence
    (or sentences) around them. `speaker` is as written at the attribution ("le chef de la diplomatie
    américaine", "il"), `speaker_resolved` the person's fullest name in the article, where it could be told.
    """

    start: int
    end: int
    sentence_start: int
    sentence_end: int
    speaker: str
    speaker_resolved: str | None
    verb: str  # the verb or preposition of saying, as written ("a déclaré", "selon")
    mode: Literal["direct", "indirect", "mixed"]
    hedged: bool  # the article itself takes its distance: "aurait", "selon"


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document made ready outside the database: all that is slow is done before its transaction begins."""

    document: LoadedDocument
    spans: tuple[tuple[int, int], ...]  # the passages' offsets
    vectors: Vectors  # (len(spans), dimension)
    terms: tuple[tuple[str, str], ...]  # each passage's search terms, French and English
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """A line of the list of documents. `added` is the UTC time of the last revision, ISO 8601."""

    id: int
    title: str
    source: str
    language: str | None
    published: str | None
    revision: int
    characters: int
    passages: int
    added: str


@dataclass(frozen=True, slots=True)
class DocumentList:
    """A page of the documents, in the order they came; `total` counts them all."""

    total: int
    documents: tuple[DocumentSummary, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one source: `reason` says why it failed, which document holds the same text already, or that only
    its date is new."""

    source: str
    outcome: Literal["added", "updated", "unchanged", "failed"]
    document_id: int | None = None
    revision: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AddReport:
    """One line a source, in the order given; `generation` is the one that holds them."""

    files: tuple[FileReport, ...]
    generation: int

    def count(self, outcome: str) -> int:
        return sum(file.outcome == outcome for file in self.files)


@dataclass(frozen=True, slots=True)
class Status:
    generation: int
    documents: int
    passages: int
    encoder: str  # fingerprint
    chunking: str
    schema: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits best first, with what the same generation holds of their documents; `similarity` is the cosine of the
    nearest passage to the query (0 where there is none, or in a search by full text alone)."""

    generation: int
    similarity: float
    hits: tuple[Hit, ...]
    documents: Mapping[int, Document]
    statements: Mapping[int, tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """A text's word pieces without the model's own marks: unit rows, float32, shape (pieces, width), and where each
    stands in the text, code points, shape (pieces, 2)."""

    rows: Vectors
    spans: NDArray[np.int64]


class Encoder(Protocol):
    """Texts to unit vectors. One instance is shared by all threads."""

    @property
    def dimension(self) -> int: ...

    @property
    def fingerprint(self) -> str:
        """Tells this model from any other: an index holds vectors of one fingerprint only."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit rows, shape (len(texts), dimension)."""
        ...

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit rows, shape (len(texts), dimension)."""
        ...

    def encode_query_tokens(self, text: str) -> TokenVectors:
        """No rows where the model has no pieces to tell apart."""
        ...

    def encode_passage_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """One item a text."""
        ...


class VectorIndex(Protocol):
    """An immutable set of vectors to search; built once, never changed, safe to search from many threads."""

    @property
    def size(self) -> int: ...

    def search(self, queries: Vectors, k: int) -> tuple[Vectors, Ids]:
        """Inner products and ids, both (len(queries), min(k, size)), best first."""
        ...
