"""The index: add, update, remove, search, re-index and verify. Names no backend beyond the two it is built on."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index import fulltext
from index.chunk import CHUNKING, chunk
from index.context import in_context
from index.dates import find_date, given_date
from index.errors import (
    IncompatibleIndexError,
    InputError,
    NoIndexError,
    StoreError,
    UnknownDocumentError,
    is_text,
    shown,
)
from index.load import LoadFailure, load_many
from index.retrieve import Retriever
from index.store import SCHEMA, Store, View, Writer
from index.types import (
    AddReport,
    Document,
    DocumentList,
    Encoder,
    FileReport,
    Hit,
    LoadedDocument,
    Mode,
    PreparedDocument,
    Progress,
    SearchResult,
    Statement,
    Status,
    VectorIndex,
)
from index.vectors import FlatVectors
from index.verify import problems

Annotate = Callable[[str, str | None], Sequence[Statement]]
"""(text, language) → the statements of a document; stored with it when it is indexed."""

DATABASE = "depeche.sqlite3"
_BATCH = 32  # documents a transaction: what is lost when a long addition is cut off, and how often it is published
_KEPT = 2  # generations in memory: the present one, and the one that running questions may still read


_Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class _Generation:
    number: int
    vectors: VectorIndex


class Index:
    """Documents to search. Safe to use from many threads, and beside other processes on the same folder.

    A search reads one generation throughout: the vectors and the database as one write left them. A write makes
    the next generation aside and publishes it by its commit; until then questions get the old one.
    """

    def __init__(self, store: Store, encoder: Encoder, annotate: Annotate | None = None) -> None:
        self._store = store
        self.encoder = encoder
        self._annotate = annotate
        self._retriever = Retriever(encoder)
        self._generations: dict[_Key, _Generation] = {}
        self._building = threading.Lock()

    @classmethod
    def open(
        cls,
        data: Path,
        encoder: Encoder,
        *,
        annotate: Annotate | None = None,
        create: bool = True,
        check: bool = True,
    ) -> Index:
        """The index in the folder `data`.

        Raises NoIndexError where there is none and `create` is false; IncompatibleIndexError where another encoder
        or chunking made it, unless `check` is false (as `reindex` needs).
        """
        path = data / DATABASE
        if not os.path.exists(path):  # unlike Path's, false for a name that is too long
            if not create:
                raise NoIndexError(
                    f"There is no index in {data} yet. Make one with `depeche add PATH…`, or choose another "
                    "folder with --data."
                )
            _make_folder(data)
        index = cls(Store(path), encoder, annotate)
        if check:
            with index._store.read() as view:
                index._check(view)
        return index

    # Reading

    def search(self, query: str, *, top_k: int = 8, mode: Mode = "hybrid") -> SearchResult:
        """The `top_k` passages that fit the query best, scored by cosine (dense), BM25 (text) or their fusion
        with late interaction (hybrid)."""
        if not is_text(query):
            raise InputError("query: it holds half a character (a lone surrogate); send it in UTF-8.")
        with self._store.read() as view:
            generation = self._generation(view)
            ranked, similarity = self._retriever.rank(view, generation.vectors, query, top_k, mode)
            found = view.passages([passage for passage, _ in ranked])
            documents = {document.id: document for _, document in found.values()}
            return SearchResult(
                generation=generation.number,
                similarity=similarity,
                hits=tuple(Hit(found[passage][0], score) for passage, score in ranked),
                documents=documents,
                statements={document: view.statements(document) for document in documents},
            )

    def documents(self, *, offset: int = 0, limit: int = 100) -> DocumentList:
        with self._store.read() as view:
            return DocumentList(view.counts()[0], view.summaries(offset, limit))

    def document(self, document_id: int) -> Document:
        """Raises UnknownDocumentError."""
        with self._store.read() as view:
            return view.document(document_id)

    def find(self, sha256: str) -> Document | None:
        """The first document whose text has this digest."""
        with self._store.read() as view:
            return view.find(sha256=sha256)

    def containing(self, words: str) -> Document | None:
        """The first document with these very words; reads every text."""
        with self._store.read() as view:
            return view.containing(words)

    def statements(self, document_id: int) -> tuple[Statement, ...]:
        """Who said what in a document, in the order of the text. Raises UnknownDocumentError."""
        with self._store.read() as view:
            return view.statements(view.document(document_id).id)

    def status(self) -> Status:
        with self._store.read() as view:
            meta = view.meta()
            documents, passages = view.counts()
            return Status(
                generation=int(meta["generation"]),
                documents=documents,
                passages=passages,
                encoder=meta.get("encoder", ""),
                chunking=meta.get("chunking", ""),
                schema=SCHEMA,
            )

    def verify(self) -> tuple[str, ...]:
        """Everything found wrong, in words; empty for a sound index."""
        try:
            with self._store.read() as view:
                found = problems(view)
                try:
                    self._check(view)
                except IncompatibleIndexError as error:
                    found.append(str(error))
                return tuple(found)
        except StoreError as error:
            return (f"database: {error}",)

    # Writing

    def add(
        self, paths: Iterable[Path], *, sources: Sequence[str] | None = None, progress: Progress | None = None
    ) -> AddReport:
        """Loads and adds files; each that could not be taken is reported with the reason, and the rest go on.

        `sources` name the files where their paths should not (an upload's temporary file); default: the full path.
        """
        paths = list(paths)
        names = list(sources) if sources is not None else [str(path.resolve()) for path in paths]
        return self._add(load_many(list(zip(paths, names, strict=True))), len(paths), progress)

    def add_documents(self, documents: Iterable[LoadedDocument], *, progress: Progress | None = None) -> AddReport:
        """Adds documents that are loaded already."""
        documents = list(documents)
        return self._add(documents, len(documents), progress)

    def remove(self, document_ids: Iterable[int]) -> tuple[int, ...]:
        """Removes documents; all of them, or none where an id is unknown (UnknownDocumentError)."""
        removed = tuple(dict.fromkeys(document_ids))
        if removed:
            with self._change() as writer:
                for document_id in removed:
                    writer.remove(document_id)
        return removed

    def set_date(self, document_ids: Iterable[int], published: str | None) -> tuple[int, ...]:
        """Gives documents a date of publication, in ISO 8601, or with None the one that their files state again; all
        of them, or none where an id is unknown (UnknownDocumentError). It stays when a file's text is read anew.

        Raises InputError where it is no date.
        """
        day = given_date(published) if published is not None else None
        dated = tuple(dict.fromkeys(document_ids))
        if dated:
            with self._change() as writer:
                for document_id in dated:
                    writer.set_given_date(document_id, day)
        return dated

    def reindex(self, progress: Progress | None = None) -> Status:
        """Chunks and embeds every document anew, with the present model and chunking; questions go on meanwhile."""
        ready: dict[tuple[int, int], PreparedDocument] = {}
        while True:
            with self._store.read() as view:
                keys = view.document_keys()
            missing = [(key, revision) for key, revision in keys.items() if (key, revision) not in ready]
            for first in range(0, len(missing), _BATCH):
                with self._store.read() as view:
                    present = view.document_keys()
                    batch = [view.document(key) for key, _ in missing[first : first + _BATCH] if key in present]
                prepared = self._prepare([_loaded(document) for document in batch])
                ready |= {(d.id, d.revision): p for d, p in zip(batch, prepared, strict=True)}
                if progress:
                    progress(min(first + _BATCH, len(missing)), len(missing), "documents")
            with self._change(check=False) as writer:
                keys = writer.document_keys()
                done = all(key in ready for key in keys.items())
                if done:
                    for key in keys.items():
                        writer.replace_passages(key[0], ready[key])
                        if writer.own_date(key[0]) is None:  # an older version may have read none
                            found = ready[key].document
                            writer.set_own_date(key[0], find_date(found.text, found.language))
                    self._stamp(writer)
            if done:
                return self.status()
            # else documents came or changed while these were embedded: take them too

    # Inside

    def _generation(self, view: View) -> _Generation:
        """The generation that the view sees: from memory, or built from the store (by one thread only)."""
        key = view.key()
        generation = self._generations.get(key)
        if generation is None:
            self._check(view)
            with self._building:
                generation = self._generations.get(key)
                if generation is None:
                    generation = self._keep(key, _vectors(view))
        return generation

    def _keep(self, key: _Key, vectors: VectorIndex) -> _Generation:
        generation = _Generation(key[1], vectors)
        kept = list({**self._generations, key: generation}.items())[-_KEPT:]
        self._generations = dict(kept)
        return generation

    @contextmanager
    def _change(self, *, check: bool = True) -> Iterator[Writer]:
        """A write that ends in a new generation, made ready before the commit, which is what publishes it."""
        key: _Key | None = None
        try:
            with self._store.write() as writer:
                if check:
                    self._check(writer)
                before = writer.changes()
                yield writer
                if writer.changes() != before:
                    writer.next_generation()
                    key = writer.key()
                    self._keep(key, _vectors(writer))
        except BaseException:
            if key is not None:  # it was not committed: the number will be another's
                self._generations = {kept: value for kept, value in self._generations.items() if kept != key}
            raise

    def _check(self, view: View) -> None:
        meta = view.meta()
        made = {"encoder": self.encoder.fingerprint, "chunking": CHUNKING}
        wrong = [
            f"{name} {meta[name]}, not {value}" for name, value in made.items() if meta.get(name, value) != value
        ]
        if wrong:
            raise IncompatibleIndexError(
                f"The index was made with {' and '.join(wrong)}: run `depeche reindex` to bring it up to date, "
                "or choose the model that made it."
            )

    def _stamp(self, writer: Writer) -> None:
        writer.set_meta(encoder=self.encoder.fingerprint, chunking=CHUNKING, dimension=str(self.encoder.dimension))

    def _prepare(self, documents: Sequence[LoadedDocument]) -> list[PreparedDocument]:
        spans = [tuple(chunk(document.text)) for document in documents]
        texts = [
            [in_context(d, d.text[start:end]) for start, end in found]
            for d, found in zip(documents, spans, strict=True)
        ]
        vectors = self.encoder.encode_passages([text for found in texts for text in found])
        prepared, row = [], 0
        for document, found, passages in zip(documents, spans, texts, strict=True):
            prepared.append(
                PreparedDocument(
                    document=document,
                    spans=found,
                    vectors=vectors[row : row + len(found)],
                    terms=tuple(fulltext.columns(text, document.language) for text in passages),
                    statements=tuple(self._annotate(document.text, document.language)) if self._annotate else (),
                )
            )
            row += len(found)
        return prepared

    def _redated(self, same: FileReport, loaded: LoadedDocument) -> FileReport:
        """A document that holds this text already takes the date that its file states now, or one where it had none."""
        document_id = same.document_id
        if document_id is None or loaded.published is None:
            return same
        try:
            with self._store.read() as view:
                before, own = view.document(document_id), view.own_date(document_id)
            if own == loaded.published or (own is not None and before.source != loaded.source):
                return same
            with self._change() as writer:
                writer.set_own_date(document_id, loaded.published)
                now = writer.document(document_id).published
        except UnknownDocumentError:  # it has just been removed
            return same
        except StoreError as error:
            return FileReport(loaded.source, "failed", reason=str(error))
        if now == before.published:  # a person gave it another
            return same
        return FileReport(loaded.source, "updated", document_id, same.revision, f"the same text, now dated {now}")

    def _add(
        self, loaded: Iterable[LoadedDocument | LoadFailure], total: int, progress: Progress | None
    ) -> AddReport:
        reports: list[FileReport] = []
        waiting: list[tuple[int, LoadedDocument]] = []

        def flush() -> None:
            if waiting:
                prepared = self._prepare([document for _, document in waiting])
                try:
                    with self._change() as writer:
                        if "encoder" not in writer.meta():
                            self._stamp(writer)
                        for (place, _), one in zip(waiting, prepared, strict=True):
                            reports[place] = _unchanged(writer, one.document) or _put(writer, one)
                except StoreError as error:
                    for place, document in waiting:
                        reports[place] = FileReport(document.source, "failed", reason=str(error))
                waiting.clear()

        for done, item in enumerate(loaded, start=1):
            if isinstance(item, LoadFailure) or not is_text(item.source):
                reason = item.reason if isinstance(item, LoadFailure) else "its name is not in UTF-8; rename it"
                reports.append(FileReport(shown(item.source), "failed", reason=reason))
                continue
            if any(item.source == other.source or item.sha256 == other.sha256 for _, other in waiting):
                flush()  # a second version of it in one addition: the first must be in the store to compare with
            with self._store.read() as view:
                same = _unchanged(view, item)
            if same:
                reports.append(self._redated(same, item))
            else:
                waiting.append((len(reports), item))
                reports.append(FileReport(item.source, "added"))
            if len(waiting) >= _BATCH:
                flush()
            if progress:
                progress(done, total, item.source)
        flush()
        return AddReport(tuple(reports), self.status().generation)


def _unchanged(view: View, loaded: LoadedDocument) -> FileReport | None:
    """The report for a document that need not be stored: its source has this text already, or another one has."""
    old = view.find(source=loaded.source)
    if old is not None:
        same = old.sha256 == loaded.sha256
        return FileReport(loaded.source, "unchanged", old.id, old.revision) if same else None
    twin = view.find(sha256=loaded.sha256)
    if twin is None:
        return None
    reason = f"the same text is there already as {Path(twin.source).name}"
    return FileReport(loaded.source, "unchanged", twin.id, twin.revision, reason)


def _put(writer: Writer, prepared: PreparedDocument) -> FileReport:
    outcome: Literal["added", "updated"] = "updated" if writer.find(source=prepared.document.source) else "added"
    document = writer.put(prepared)
    return FileReport(document.source, outcome, document.id, document.revision)


def _vectors(view: View) -> VectorIndex:
    try:
        return FlatVectors(*view.vectors())
    except ValueError as error:
        raise StoreError(f"The stored vectors cannot be searched ({error}): run `depeche reindex`.") from error


def _loaded(document: Document) -> LoadedDocument:
    return LoadedDocument(
        document.title, document.text, document.source, document.language, document.published, document.sha256
    )


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{data}: no folder can be made there ({error.strerror}); choose another with --data."
        ) from error
