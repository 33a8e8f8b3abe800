"""SQLite: the only truth. Documents, revisions, passages, vectors, full text, statements and meta."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.errors import IncompatibleIndexError, StoreError, UnknownDocumentError
from index.types import Document, DocumentSummary, Ids, Passage, PreparedDocument, Statement, Vectors

# Each migration runs once, in order, in a transaction of its own; user_version counts those that have run.
_MIGRATIONS = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('generation', '0'), ('store', lower(hex(randomblob(8))));
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
        language TEXT, published TEXT, sha256 TEXT NOT NULL, revision INTEGER NOT NULL, added TEXT NOT NULL);
    CREATE INDEX documents_sha256 ON documents (sha256);
    CREATE TABLE revisions (
        document_id INTEGER NOT NULL, revision INTEGER NOT NULL, sha256 TEXT NOT NULL, added TEXT NOT NULL,
        PRIMARY KEY (document_id, revision)) WITHOUT ROWID;
    CREATE TABLE passages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, vector BLOB NOT NULL);
    CREATE INDEX passages_document ON passages (document_id, start);
    CREATE VIRTUAL TABLE passages_text USING fts5 (fr, en, tokenize = 'unicode61');
    CREATE TABLE statements (
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL,
        sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
        speaker TEXT NOT NULL, speaker_resolved TEXT, verb TEXT NOT NULL, mode TEXT NOT NULL,
        hedged INTEGER NOT NULL);
    CREATE INDEX statements_document ON statements (document_id, start);
    """,
    """
    ALTER TABLE documents ADD COLUMN dated TEXT;
    """,
)
SCHEMA = len(_MIGRATIONS)
_PUBLISHED = "coalesce(dated, published)"  # the date that a person gave goes before the file's own, and outlives it
_DOCUMENT = f"id, title, text, source, language, {_PUBLISHED}, sha256, revision"


class View:
    """One consistent reading of the store: every call sees the same generation."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._sql = connection

    def meta(self) -> dict[str, str]:
        return dict(self._sql.execute("SELECT key, value FROM meta"))

    def generation(self) -> int:
        return int(self._sql.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0])

    def key(self) -> tuple[str, int]:
        """What tells this generation from any other, also of another file put in this one's place."""
        meta = self.meta()
        return meta["store"], int(meta["generation"])

    def document(self, document_id: int) -> Document:
        row = self._sql.execute(f"SELECT {_DOCUMENT} FROM documents WHERE id = ?", (document_id,)).fetchone()
        if row is None:
            raise UnknownDocumentError(f"No document has the id {document_id}; `depeche list` shows those there are.")
        return Document(*row)

    def find(self, *, source: str | None = None, sha256: str | None = None) -> Document | None:
        """The document of a source, or else the first one with this content."""
        row = self._sql.execute(
            f"SELECT {_DOCUMENT} FROM documents WHERE source = ? OR (? IS NULL AND sha256 = ?) ORDER BY id LIMIT 1",
            (source, source, sha256),
        ).fetchone()
        return Document(*row) if row else None

    def containing(self, words: str) -> Document | None:
        """The first document with these very words; reads every text."""
        row = self._sql.execute(
            f"SELECT {_DOCUMENT} FROM documents WHERE instr(text, ?) ORDER BY id LIMIT 1", (words,)
        ).fetchone()
        return Document(*row) if row else None

    def own_date(self, document_id: int) -> str | None:
        """The date that a document's file states, whatever date a person gave it."""
        row = self._sql.execute("SELECT published FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row[0] if row else None

    def document_keys(self) -> dict[int, int]:
        """Every document's id with its revision."""
        return dict(self._sql.execute("SELECT id, revision FROM documents ORDER BY id"))

    def summaries(self, offset: int, limit: int) -> tuple[DocumentSummary, ...]:
        rows = self._sql.execute(
            f"SELECT id, title, source, language, {_PUBLISHED}, revision, length(text), "
            "(SELECT count(*) FROM passages WHERE document_id = documents.id), added "
            "FROM documents ORDER BY id LIMIT ? OFFSET ?",
            (limit, offset),
        )
        return tuple(DocumentSummary(*row) for row in rows)

    def counts(self) -> tuple[int, int]:
        """How many documents and passages there are."""
        row = self._sql.execute("SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM passages)").fetchone()
        return int(row[0]), int(row[1])

    def vectors(self) -> tuple[Ids, Vectors]:
        """All passages' ids (n,) and vectors (n, dimension), in the order of the ids."""
        dimension = int(self.meta().get("dimension", "0"))
        rows = self._sql.execute("SELECT id, vector FROM passages ORDER BY id").fetchall()
        ids = np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows))
        matrix = np.frombuffer(b"".join(row[1] for row in rows), dtype="<f4")
        if matrix.size != len(rows) * dimension:
            raise StoreError("A stored vector has the wrong width: run `depeche reindex`.")
        return ids, matrix.reshape(len(rows), dimension)

    def passages(self, ids: Sequence[int]) -> dict[int, tuple[Passage, Document]]:
        """Passages by id, each with its document; ids that are not there are left out."""
        marks = ",".join("?" * len(ids))
        rows = self._sql.execute(
            f'SELECT id, document_id, start, "end" FROM passages WHERE id IN ({marks})', list(ids)
        )
        documents: dict[int, Document] = {}
        found = {}
        for passage_id, document_id, start, end in rows.fetchall():
            document = documents.get(document_id) or self.document(document_id)
            documents[document_id] = document
            passage = Passage(passage_id, document_id, document.revision, start, end, document.text[start:end])
            found[passage_id] = (passage, document)
        return found

    def spans(self, document_id: int) -> list[tuple[int, int, int]]:
        """The passages of a document as (id, start, end), in the order of the text."""
        rows = self._sql.execute(
            'SELECT id, start, "end" FROM passages WHERE document_id = ? ORDER BY start, id', (document_id,)
        )
        return rows.fetchall()

    def match(self, expression: str, limit: int) -> list[tuple[int, float]]:
        """Full text: (passage id, BM25 score, higher is better), best first, equal scores by id."""
        rows = self._sql.execute(
            "SELECT rowid, -bm25(passages_text) FROM passages_text WHERE passages_text MATCH ? "
            "ORDER BY bm25(passages_text), rowid LIMIT ?",
            (expression, limit),
        )
        return rows.fetchall()

    def statements(self, document_id: int) -> tuple[Statement, ...]:
        rows = self._sql.execute(
            'SELECT start, "end", sentence_start, sentence_end, speaker, speaker_resolved, verb, mode, hedged '
            "FROM statements WHERE document_id = ? ORDER BY start",
            (document_id,),
        )
        return tuple(Statement(*(*row[:-1], bool(row[-1]))) for row in rows)

    def terms(self, passage_id: int) -> tuple[str, str] | None:
        """What the full text holds of a passage, (French, English)."""
        row = self._sql.execute("SELECT fr, en FROM passages_text WHERE rowid = ?", (passage_id,)).fetchone()
        return row and (row[0], row[1])

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong, and rows that do not belong together."""
        problems = [f"database: {row[0]}" for row in self._sql.execute("PRAGMA integrity_check") if row[0] != "ok"]
        problems += [
            f"{row[0]}: row {row[1]} refers to nothing" for row in self._sql.execute("PRAGMA foreign_key_check")
        ]
        missing = self._sql.execute(
            "SELECT (SELECT count(*) FROM passages WHERE id NOT IN (SELECT rowid FROM passages_text)) + "
            "(SELECT count(*) FROM passages_text WHERE rowid NOT IN (SELECT id FROM passages))"
        ).fetchone()[0]
        if missing:
            problems.append(f"full text: {missing} passages do not match the passages stored")
        return problems


class Writer(View):
    """A write transaction; it commits whole or not at all."""

    def changes(self) -> int:
        """How many rows have been written so far."""
        return self._sql.total_changes

    def set_meta(self, **values: str) -> None:
        self._sql.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def next_generation(self) -> None:
        self.set_meta(generation=str(self.generation() + 1))

    def put(self, prepared: PreparedDocument) -> Document:
        """Adds a document, or makes it the next revision of the one with its source; passages are replaced."""
        loaded = prepared.document
        now = datetime.now(UTC).isoformat(timespec="seconds")
        old = self.find(source=loaded.source)
        if old is None:
            cursor = self._sql.execute(
                "INSERT INTO documents (source, title, text, language, published, sha256, revision, added) "
                "VALUES (?, ?, ?, ?, ?, ?, 1, ?)",
                (loaded.source, loaded.title, loaded.text, loaded.language, loaded.published, loaded.sha256, now),
            )
            document_id, revision = int(cursor.lastrowid or 0), 1
        else:
            document_id, revision = old.id, old.revision + 1
            self._sql.execute(
                "UPDATE documents SET title = ?, text = ?, language = ?, published = ?, sha256 = ?, revision = ?, "
                "added = ? WHERE id = ?",
                (loaded.title, loaded.text, loaded.language, loaded.published, loaded.sha256, revision, now, old.id),
            )
        self._sql.execute("INSERT INTO revisions VALUES (?, ?, ?, ?)", (document_id, revision, loaded.sha256, now))
        self.replace_passages(document_id, prepared)
        return self.document(document_id)

    def set_given_date(self, document_id: int, published: str | None) -> None:
        """The date that a person gives a document; None leaves it to the file's own."""
        self.document(document_id)  # an unknown id is an error, before anything is changed
        self._sql.execute(
            "UPDATE documents SET dated = ? WHERE id = ? AND dated IS NOT ?", (published, document_id, published)
        )

    def set_own_date(self, document_id: int, published: str | None) -> None:
        """The date that a document's file states, or its text."""
        self._sql.execute(
            "UPDATE documents SET published = ? WHERE id = ? AND published IS NOT ?",
            (published, document_id, published),
        )

    def replace_passages(self, document_id: int, prepared: PreparedDocument) -> None:
        self._clear(document_id)
        for (start, end), vector, texts in zip(prepared.spans, prepared.vectors, prepared.terms, strict=True):
            cursor = self._sql.execute(
                'INSERT INTO passages (document_id, start, "end", vector) VALUES (?, ?, ?, ?)',
                (document_id, start, end, vector.astype("<f4").tobytes()),
            )
            self._sql.execute(
                "INSERT INTO passages_text (rowid, fr, en) VALUES (?, ?, ?)", (cursor.lastrowid, *texts)
            )
        self._sql.executemany(
            "INSERT INTO statements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(document_id, *(getattr(s, field.name) for field in fields(Statement))) for s in prepared.statements],
        )

    def remove(self, document_id: int) -> None:
        self.document(document_id)  # an unknown id is an error, before anything is changed
        self._clear(document_id)
        self._sql.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def _clear(self, document_id: int) -> None:
        self._sql.execute(
            "DELETE FROM passages_text WHERE rowid IN (SELECT id FROM passages WHERE document_id = ?)", (document_id,)
        )
        self._sql.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
        self._sql.execute("DELETE FROM statements WHERE document_id = ?", (document_id,))


class Store:
    """The database file. Readers never wait; writers wait for each other, across processes too."""

    def __init__(self, path: Path) -> None:
        """Opens or creates the file and brings its schema up to date."""
        self.path = path
        self._writing = threading.Lock()
        with _clear_errors(), closing(self._connect()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            while (version := _schema(connection)) < SCHEMA:
                connection.execute("BEGIN IMMEDIATE")
                if _schema(connection) == version:  # else another process has just done it
                    for statement in _MIGRATIONS[version].split(";"):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA user_version = {version + 1}")
                connection.execute("COMMIT")
        if version > SCHEMA:
            raise IncompatibleIndexError(
                f"The index has schema {version}; this version of Dépêche reads up to {SCHEMA}. Upgrade Dépêche, "
                "or choose another folder with --data and add the documents again."
            )

    @contextmanager
    def read(self) -> Iterator[View]:
        with _clear_errors(), closing(self._connect()) as connection:
            connection.execute("BEGIN")
            yield View(connection)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        with self._writing, _clear_errors(), closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Writer(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:  # SQLite may have rolled back by itself, on a full disk for one
                    connection.execute("ROLLBACK")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None, check_same_thread=False)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        return connection


def _schema(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        reason = str(error)
        if "disk is full" in reason:
            advice = "free some space and try again"
        elif "locked" in reason:
            advice = "another program is writing to it; try again in a moment"
        elif "readonly" in reason or "unable to open" in reason:
            advice = "check that the folder given by --data exists and may be written to"
        else:
            advice = (
                "run `depeche verify`; if it is damaged, choose a new folder with --data and add the documents again"
            )
        raise StoreError(f"The index could not be used ({reason}): {advice}.") from error
