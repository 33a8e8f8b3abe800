"""Passages that look like the answer of a question and are not: by words (BM25), by the article."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

from training.encoder_data import Question

_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Passages of one language, each once; `questions[i]` ask about `passages[i]`, of article `titles[i]`."""

    passages: list[str]
    titles: list[str]
    questions: list[list[str]]


def gather(rows: Sequence[Question], language: str) -> Corpus:
    """The passages of a language with their questions, in the order they first come."""
    corpus = Corpus([], [], [])
    place: dict[str, int] = {}
    for row in rows:
        if row.passage_language != language:
            continue
        if row.passage not in place:
            place[row.passage] = len(place)
            corpus.passages.append(row.passage)
            corpus.titles.append(row.title)
            corpus.questions.append([])
        corpus.questions[place[row.passage]].append(row.question)
    return corpus


def words(text: str) -> list[str]:
    """Words in lower case, accents folded, cut to seven letters: a crude stem that serves both languages."""
    folded = "".join(char for char in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(char))
    return [word[:7] for word in _WORDS.findall(folded)]


class Bm25:
    """Scores of queries against passages (Robertson & Zaragoza 2009)."""

    def __init__(self, passages: Sequence[str], k1: float = 1.2, b: float = 0.75) -> None:
        counts = [Counter(words(passage)) for passage in passages]
        self._column = {word: i for i, word in enumerate(sorted({word for count in counts for word in count}))}
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
        holders = Counter(word for count in counts for word in count)
        inverse = {word: np.log(1 + (len(passages) - n + 0.5) / (n + 0.5)) for word, n in holders.items()}
        norm = k1 * (1 - b + b * lengths / lengths.mean())
        cells = [
            (row, self._column[word], inverse[word] * n * (k1 + 1) / (n + norm[row]))
            for row, count in enumerate(counts)
            for word, n in count.items()
        ]
        self._weights = _matrix(cells, len(passages), len(self._column)).T.tocsr()

    def scores(self, queries: Sequence[str]) -> csr_matrix:
        """Sparse (queries, passages)."""
        asked = [
            (row, self._column[word], 1.0)
            for row, query in enumerate(queries)
            for word in set(words(query))
            if word in self._column
        ]
        return _matrix(asked, len(queries), len(self._column)) @ self._weights


def by_words(corpus: Corpus, count: int = 4) -> list[list[int]]:
    """For each passage, those that BM25 ranks first for its first question, itself left out."""
    asked = [(i, question) for i, questions in enumerate(corpus.questions) for question in questions[:1]]
    found: list[list[int]] = [[] for _ in corpus.passages]
    index = Bm25(corpus.passages)
    for begin in range(0, len(asked), 1000):
        part = asked[begin : begin + 1000]
        scores = index.scores([question for _, question in part]).toarray()
        _collect(found, [i for i, _ in part], scores, count)
    return found


def by_article(corpus: Corpus) -> list[list[int]]:
    """For each passage, the others of its article."""
    members: dict[str, list[int]] = {}
    for i, title in enumerate(corpus.titles):
        members.setdefault(title, []).append(i)
    return [[j for j in members[title] if j != i] for i, title in enumerate(corpus.titles)]


def _collect(found: list[list[int]], owners: Sequence[int], scores: NDArray[np.float64], count: int) -> None:
    scores[np.arange(len(owners)), list(owners)] = -1.0
    top = np.argpartition(-scores, min(count, scores.shape[1] - 1), axis=1)[:, :count]
    for owner, row, line in zip(owners, top, scores, strict=True):
        found[owner].extend(int(j) for j in row if line[j] > 0 and int(j) not in found[owner])


def _matrix(cells: Sequence[tuple[int, int, float]], rows: int, columns: int) -> csr_matrix:
    if not cells:
        return csr_matrix((rows, columns))
    row, column, value = zip(*cells, strict=True)
    return csr_matrix((value, (row, column)), shape=(rows, columns))
