"""Late interaction: a question's word pieces against a passage's, one by one (ColBERT, Khattab & Zaharia 2020).

One vector a passage must sum up all that it says; here each piece of the question looks for its like among the
passage's pieces, so names, figures and details count for themselves, across languages too. It costs a pass of the
encoder over the passages compared, hence only the best of the other searches are.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from index.types import TokenVectors, Vectors

CACHE_BYTES = 128 * 2**20


def best_matches(question: TokenVectors, passage: TokenVectors) -> Vectors:
    """For each piece of the question the greatest cosine to a piece of the passage, shape (len(question.rows),)."""
    if not len(question.rows) or not len(passage.rows):
        return np.zeros(len(question.rows), dtype=np.float32)
    return np.asarray((question.rows @ passage.rows.T).max(axis=1), dtype=np.float32)


def late_score(question: TokenVectors, passage: TokenVectors) -> float:
    """The mean of `best_matches`: -1 to 1, 0 where either side has no pieces."""
    found = best_matches(question, passage)
    return float(found.mean()) if len(found) else 0.0


class TokenCache:
    """The token vectors of texts, the latest used kept in memory up to a number of bytes; safe between threads."""

    def __init__(self, encode: Callable[[Sequence[str]], list[TokenVectors]], limit: int = CACHE_BYTES) -> None:
        self._encode = encode
        self._limit = limit
        self._kept: OrderedDict[str, TokenVectors] = OrderedDict()
        self.size = 0  # bytes
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> list[TokenVectors]:
        """One item a text, in their order."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            found |= zip(missing, self._encode(missing), strict=True)
        with self._lock:
            for text, tokens in found.items():
                self._keep(text, tokens)
        return [found[text] for text in texts]

    def _keep(self, text: str, tokens: TokenVectors) -> None:
        if self._kept.pop(text, None) is None:
            self.size += tokens.rows.nbytes
        self._kept[text] = tokens
        while self.size > self._limit and len(self._kept) > 1:
            self.size -= self._kept.popitem(last=False)[1].rows.nbytes
