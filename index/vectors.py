"""FAISS: immutable generations, built from the store's vectors and never changed. Sees ids and numbers, no text."""

from __future__ import annotations

import faiss
import numpy as np

from index.types import Ids, Vectors


class FlatVectors:
    """Exact inner-product search; an `index.types.VectorIndex`.

    Only read after it is built, so that any number of threads may search it: FAISS breaks on a write beside a search.
    """

    def __init__(self, ids: Ids, vectors: Vectors) -> None:
        """`ids` (n,) all different, `vectors` (n, dimension) float32; raises ValueError where they do not fit."""
        ids = np.ascontiguousarray(ids, dtype=np.int64)
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if vectors.ndim != 2 or ids.shape != (len(vectors),):
            raise ValueError(f"{ids.shape} ids do not fit vectors of shape {vectors.shape}")
        if len(np.unique(ids)) != len(ids):
            raise ValueError("an id stands twice among the vectors")
        if not np.isfinite(vectors).all():
            raise ValueError("a vector holds a value that is not finite")
        self._ids = ids
        self._flat = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(vectors)

    @property
    def size(self) -> int:
        return len(self._ids)

    def search(self, queries: Vectors, k: int) -> tuple[Vectors, Ids]:
        queries = np.ascontiguousarray(queries, dtype=np.float32)
        if queries.ndim != 2 or queries.shape[1] != self._flat.d:
            raise ValueError(f"queries of shape {queries.shape} do not fit vectors {self._flat.d} wide")
        if k < 1:
            raise ValueError(f"k must be 1 or more, not {k}")
        k = min(k, self.size)
        if k == 0:
            empty = np.zeros((len(queries), 0), dtype=np.float32)
            return empty, empty.astype(np.int64)
        faiss.omp_set_num_threads(1)  # one query is slower on many threads; the setting is the calling thread's own
        scores, rows = self._flat.search(queries, k)
        return scores, self._ids[rows]
