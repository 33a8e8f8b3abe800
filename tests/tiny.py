"""A deterministic encoder whose vectors can be worked out by hand, and documents to index with it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from index.fulltext import fold, words
from index.types import LoadedDocument, Progress, TokenVectors, Vectors


class TinyEncoder:
    """One axis a known word: a text's vector counts them, normalised; a text of unknown words lies on the last axis."""

    def __init__(self, known: Sequence[str], fingerprint: str = "tiny") -> None:
        self._axes = {word: axis for axis, word in enumerate(known)}
        self.fingerprint = fingerprint
        self.dimension = len(known) + 1

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in words(text):
                if (axis := self._axes.get(fold(word))) is not None:
                    rows[row, axis] += 1
            if not rows[row].any():
                rows[row, -1] = 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        if progress:
            progress(len(texts), len(texts), "passages")
        return self.encode_queries(texts)

    def encode_query_tokens(self, text: str) -> TokenVectors:
        """A row a word."""
        found = words(text)
        rows = self.encode_queries(found) if found else np.zeros((0, self.dimension), dtype=np.float32)
        return TokenVectors(rows, np.zeros((len(found), 2), dtype=np.int64))

    def encode_passage_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return [self.encode_query_tokens(text) for text in texts]


def loaded(text: str, source: str = "a.txt", language: str | None = "fr", title: str = "A") -> LoadedDocument:
    return LoadedDocument(title, text, source, language, None, hashlib.sha256(text.encode()).hexdigest())
