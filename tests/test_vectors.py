"""One contract for every vector backend: what index/index.py relies on, whatever does the searching."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.types import Ids, VectorIndex, Vectors
from index.vectors import FlatVectors

BACKENDS = [FlatVectors]


def brute_force(ids: Ids, vectors: Vectors, query: Vectors, k: int) -> list[int]:
    """The reference: the k ids of the greatest inner products."""
    return [int(ids[row]) for row in np.argsort(-(vectors @ query), kind="stable")[:k]]


def unit(rows: np.ndarray) -> Vectors:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize("backend", BACKENDS)
class TestContract:
    def test_best_first_with_exact_products(self, backend: type[FlatVectors]) -> None:
        index: VectorIndex = backend(np.array([7, 3]), np.array([[1, 0], [0.6, 0.8]], dtype=np.float32))
        scores, ids = index.search(np.array([[0, 1], [1, 0]], dtype=np.float32), 2)
        assert ids.tolist() == [[3, 7], [7, 3]]
        assert scores.tolist() == [[pytest.approx(0.8), 0.0], [1.0, pytest.approx(0.6)]]

    @settings(deadline=None, max_examples=50)
    @given(st.integers(1, 60), st.integers(1, 12), st.integers(1, 70), st.integers(0, 2**32 - 1))
    def test_equals_brute_force(self, backend: type[FlatVectors], n: int, width: int, k: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        ids = random.permutation(10 * n)[:n].astype(np.int64)
        vectors = unit(random.normal(size=(n, width)))
        query = unit(random.normal(size=(1, width)))
        scores, found = backend(ids, vectors).search(query, k)
        assert found.shape == scores.shape == (1, min(k, n))
        by_id = dict(zip(ids.tolist(), vectors, strict=True))
        assert scores[0] == pytest.approx([float(by_id[i] @ query[0]) for i in found[0].tolist()], abs=1e-5)
        wanted = [float(by_id[i] @ query[0]) for i in brute_force(ids, vectors, query[0], k)]
        assert scores[0] == pytest.approx(wanted, abs=1e-5)

    def test_more_asked_than_there_is(self, backend: type[FlatVectors]) -> None:
        index = backend(np.array([5]), np.array([[1, 0]], dtype=np.float32))
        assert index.search(np.array([[1, 0]], dtype=np.float32), 10)[1].tolist() == [[5]]

    def test_empty(self, backend: type[FlatVectors]) -> None:
        index = backend(np.zeros(0, dtype=np.int64), np.zeros((0, 4), dtype=np.float32))
        assert index.size == 0
        assert index.search(np.zeros((2, 4), dtype=np.float32), 3)[1].shape == (2, 0)

    def test_wrong_width_is_named(self, backend: type[FlatVectors]) -> None:
        index = backend(np.array([5]), np.array([[1, 0]], dtype=np.float32))
        with pytest.raises(ValueError, match="2 wide"):
            index.search(np.zeros((1, 3), dtype=np.float32), 1)

    @pytest.mark.parametrize(
        ("ids", "vectors", "message"),
        [
            ([1, 1], [[1, 0], [0, 1]], "twice"),
            ([1], [[1, 0], [0, 1]], "do not fit"),
            ([1], [[float("nan"), 0]], "finite"),
        ],
    )
    def test_what_cannot_be_an_index(
        self, backend: type[FlatVectors], ids: list[int], vectors: list[list[float]], message: str
    ) -> None:
        with pytest.raises(ValueError, match=message):
            backend(np.array(ids), np.array(vectors, dtype=np.float32))

    def test_many_threads(self, backend: type[FlatVectors]) -> None:
        vectors = unit(np.random.default_rng(0).normal(size=(500, 16)))
        index = backend(np.arange(500), vectors)
        wrong: list[int] = []

        def ask(first: int) -> None:
            for row in range(first, 500, 4):
                if index.search(vectors[row : row + 1], 1)[1].tolist() != [[row]]:
                    wrong.append(row)

        threads = [threading.Thread(target=ask, args=(first,)) for first in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
