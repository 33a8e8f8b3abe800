"""Model wrappers that compute each text once: a bench asks of the same passages again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from index.types import Encoder, Progress, Vectors
from qa.reader import Reader
from qa.spans import NOTHING_TO_READ
from qa.types import Reading, Span


class RememberingEncoder:
    """An `index.types.Encoder` that keeps every vector; token vectors are handed through."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._queries: dict[str, Vectors] = {}
        self._passages: dict[str, Vectors] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._known(texts, self._queries, self._encoder.encode_queries)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._known(texts, self._passages, lambda new: self._encoder.encode_passages(new, progress))

    def _known(
        self, texts: Sequence[str], known: dict[str, Vectors], encode: Callable[[Sequence[str]], Vectors]
    ) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= zip(new, encode(new), strict=True)
        rows = [known[text] for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self._encoder.dimension), dtype=np.float32)


class RememberingReader:
    """`Reader.read` for one question over changing sets of passages: each passage is read once."""

    def __init__(self, reader: Reader, spans: int = 10) -> None:
        self._reader = reader
        self._spans = spans
        self._question = ""
        self._known: dict[str, Reading] = {}

    @property
    def fingerprint(self) -> str:
        return self._reader.fingerprint

    def read(self, question: str, passages: Sequence[str], *, top_n: int = 10) -> Reading:
        """At most `spans` spans of each passage; else what the reader gives for all of them together."""
        if question != self._question:
            self._question, self._known = question, {}
        new = [text for text in dict.fromkeys(passages) if text not in self._known]
        found = self._reader.read_many([(question, [text]) for text in new], top_n=self._spans)
        self._known |= zip(new, found, strict=True)
        return join([self._known[text] for text in passages], top_n)


def join(readings: Sequence[Reading], top_n: int) -> Reading:
    """Readings of one passage each, in the passages' order, as one reading of all of them."""
    spans = [
        Span(place, one.start, one.end, one.score) for place, found in enumerate(readings) for one in found.spans
    ]
    spans.sort(key=lambda one: (-one.score, one.passage, one.start))
    return Reading(tuple(spans[:top_n]), min((one.null for one in readings), default=NOTHING_TO_READ))
