"""A query to the passages that fit it: dense and full-text search, fused, the best compared piece by piece."""

from __future__ import annotations

from index import fulltext
from index.context import in_context
from index.fulltext import LANGUAGES
from index.language import question_language
from index.late_interaction import TokenCache, late_score
from index.search import COMPARED, DEPTH, OTHER_LANGUAGE, OWN_LANGUAGE, TextScores, fuse, rerank
from index.store import View
from index.types import Encoder, Mode, VectorIndex

Ranked = list[tuple[int, float]]
"""(passage id, score), best first."""


class Retriever:
    """Ranks the passages of one view of the store; keeps nothing of it but token vectors, which belong to a text."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._tokens = TokenCache(encoder.encode_passage_tokens)

    def rank(self, view: View, vectors: VectorIndex, query: str, top_k: int, mode: Mode) -> tuple[Ranked, float]:
        """At most `top_k` passages, and the cosine of the nearest one (0 in a search by full text alone)."""
        if vectors.size == 0:
            return [], 0.0
        limit = max(top_k, DEPTH)
        dense: dict[int, float] = {}
        if mode != "text":
            scores, ids = vectors.search(self._encoder.encode_queries([query]), limit)
            dense = dict(zip(ids[0].tolist(), scores[0].tolist(), strict=True))
        similarity = max(dense.values(), default=0.0)
        if mode == "dense":
            return list(dense.items())[:top_k], similarity
        texts = [
            TextScores(dict(view.match(expression, limit)) if expression else {}, weight)
            for expression, weight in _expressions(query)
        ]
        if mode == "text":
            own, other = (text.scores for text in texts)
            return sorted({**other, **own}.items(), key=lambda item: (-item[1], item[0]))[:top_k], 0.0
        fused = fuse(dense, texts, max(top_k, COMPARED))
        return rerank(fused, self._late(view, query, [passage for passage, _ in fused[:COMPARED]]))[
            :top_k
        ], similarity

    def _late(self, view: View, query: str, ids: list[int]) -> dict[int, float]:
        passages = list(view.passages(ids).values())
        question = self._encoder.encode_query_tokens(query)
        tokens = self._tokens.of([in_context(document, passage.text) for passage, document in passages])
        return {passage.id: late_score(question, one) for (passage, _), one in zip(passages, tokens, strict=True)}


def _expressions(query: str) -> list[tuple[str | None, float]]:
    """Full-text queries with their weights: all terms in the question's own language; in the other, only the words
    that may stand there unchanged."""
    asked = question_language(query)
    texts = [(language, query if language == asked else " ".join(fulltext.names(query))) for language in LANGUAGES]
    return [
        (
            fulltext.match_expression([(language, fulltext.terms(text, language))]),
            OWN_LANGUAGE if language == asked else OTHER_LANGUAGE,
        )
        for language, text in sorted(texts, key=lambda item: item[0] != asked)
    ]
