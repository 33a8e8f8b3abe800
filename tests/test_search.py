from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.search import TextScores, fuse


def test_full_text_lifts_by_its_weight_over_the_best_score() -> None:
    dense = {1: 0.5, 2: 0.4}
    fused = fuse(dense, [TextScores({2: 8.0, 1: 4.0}, 0.25)], 5)
    assert fused == [(2, pytest.approx(0.65)), (1, pytest.approx(0.625))]


def test_a_passage_only_full_text_found_gets_the_worst_cosine() -> None:
    fused = fuse({1: 0.5, 2: 0.1}, [TextScores({9: 3.0}, 0.25)], 5)
    assert fused == [(1, 0.5), (9, pytest.approx(0.35)), (2, 0.1)]


def test_without_words_in_common_the_order_is_that_of_the_cosines() -> None:
    assert fuse({3: 0.2, 1: 0.9}, [TextScores({}, 0.25), TextScores({}, 0.15)], 1) == [(1, 0.9)]


def test_nothing_found() -> None:
    assert fuse({}, [TextScores({}, 0.25)], 5) == []


scores = st.dictionaries(st.integers(0, 20), st.floats(0, 50), max_size=10)


@given(st.dictionaries(st.integers(0, 20), st.floats(-1, 1), max_size=10), scores, scores, st.integers(1, 30))
def test_best_first_each_passage_once(
    dense: dict[int, float], own: dict[int, float], other: dict[int, float], top_k: int
) -> None:
    fused = fuse(dense, [TextScores(own, 0.25), TextScores(other, 0.15)], top_k)
    assert len(fused) == min(top_k, len(dense.keys() | own.keys() | other.keys()))
    assert len({passage for passage, _ in fused}) == len(fused)
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)
