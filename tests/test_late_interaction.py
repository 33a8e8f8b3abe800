from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.encoder import SentenceEncoder
from index.late_interaction import TokenCache, best_matches, late_score
from index.search import LATE, rerank
from index.types import TokenVectors


def tokens(*rows: tuple[float, float]) -> TokenVectors:
    return TokenVectors(np.array(rows, dtype=np.float32).reshape(-1, 2), np.zeros((len(rows), 2), dtype=np.int64))


def test_each_piece_of_the_question_takes_its_best_piece_of_the_passage() -> None:
    question, passage = tokens((1, 0), (0, 1)), tokens((0.6, 0.8), (0.8, 0.6), (0.8, -0.6))
    assert best_matches(question, passage).tolist() == [pytest.approx(0.8), pytest.approx(0.8)]
    assert late_score(question, tokens((1, 0))) == pytest.approx(0.5)


def test_without_pieces_there_is_nothing_alike() -> None:
    assert late_score(tokens(), tokens((1, 0))) == 0.0
    assert late_score(tokens((1, 0)), tokens()) == 0.0


def test_reranking_adds_to_the_fused_score_and_gives_the_rest_the_worst_figure() -> None:
    ranked = rerank([(7, 0.9), (8, 0.8), (9, 0.7)], {7: 0.1, 8: 0.4})
    assert ranked == [
        (8, pytest.approx(0.8 + LATE * 0.4)),
        (7, pytest.approx(0.9 + LATE * 0.1)),
        (9, pytest.approx(0.7 + LATE * 0.1)),
    ]


def test_nothing_compared_leaves_the_order() -> None:
    assert rerank([(2, 0.5), (1, 0.5)], {}) == [(2, 0.5), (1, 0.5)]


@given(st.lists(st.sampled_from("abcdefgh"), max_size=30), st.integers(1, 200))
def test_the_cache_gives_what_the_encoder_gives_and_keeps_to_its_limit(asked: list[str], limit: int) -> None:
    calls: list[str] = []

    def encode(texts: Sequence[str]) -> list[TokenVectors]:
        calls.extend(texts)
        return [tokens(*[(float(ord(text)), 0.0)] * (ord(text) - 96)) for text in texts]

    cache = TokenCache(encode, limit)
    for text in asked:
        (one,) = cache.of([text])
        assert one.rows[0, 0] == ord(text)
    assert cache.size <= max(limit, 64)  # one text is always kept; the largest here takes 64 bytes
    before = len(calls)
    if asked:
        cache.of(asked[-1:])
    assert len(calls) == before


def test_a_text_asked_twice_at_once_is_encoded_once() -> None:
    calls: list[str] = []

    def encode(texts: Sequence[str]) -> list[TokenVectors]:
        calls.extend(texts)
        return [tokens((1, 0)) for _ in texts]

    assert len(TokenCache(encode).of(["a", "b", "a"])) == 3
    assert calls == ["a", "b"]


def test_pieces_stand_where_the_text_has_them(encoder: SentenceEncoder) -> None:
    text = "L'armée a repris Daraya à l'été 2016."
    (found,) = encoder.encode_passage_tokens([text])
    words = [text[start:end] for start, end in found.spans]
    assert words[:3] == ["L", "'", "armée"]
    assert "2016" in words
    assert words[-1] == "."
    assert np.linalg.norm(found.rows, axis=1) == pytest.approx(np.ones(len(words)), abs=1e-5)


def test_a_name_counts_across_languages(encoder: SentenceEncoder) -> None:
    question = encoder.encode_query_tokens("Who visited the museum in Lyon?")
    lyon, lille = encoder.encode_passage_tokens(
        ["Le ministre a visité le musée de Lyon.", "Le ministre a visité le musée de Lille."]
    )
    assert late_score(question, lyon) > late_score(question, lille)


def test_batches_do_not_change_a_text(encoder: SentenceEncoder) -> None:
    texts = [
        "Une phrase courte.",
        "Une phrase bien plus longue, qui en dit davantage sur ce qui s'est passé hier soir.",
    ]
    together = encoder.encode_passage_tokens(texts)
    for one, text in zip(together, texts, strict=True):
        (alone,) = encoder.encode_passage_tokens([text])
        assert (one.spans == alone.spans).all()
        assert np.abs(one.rows - alone.rows).max() < 0.05  # bfloat16 where the processor has it
