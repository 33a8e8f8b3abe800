"""Every development question asked of the program, and again in three ways that the articles do not answer.

- own: as it is, over all contexts of its text's language;
- removed: the paragraphs that hold the answer's words are not there;
- cut: its paragraph is, but without the sentence of the answer (the other paragraphs with the answer's words are not);
- swapped: one of its names or numbers is another's: in one half of the cases a name of the same article.

The pass takes some minutes, so that its result is kept in runs/bench until the models or the code change that it comes
from; bench.calibrate and bench.risk_coverage share it. Questions about statements ("what did X say?") are left out:
bench.calibrate_statements asks those of the annotated articles.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from bench.cache import cached
from bench.development_set import PAIRS, rows, squad_file
from bench.remembering import RememberingEncoder, RememberingReader
from bench.unanswerable import swapped, without_answer
from index.context import in_context
from index.encoder import SentenceEncoder
from index.index import Index
from index.language import question_language
from index.types import Document, Hit, SearchResult
from qa import confidence, metrics
from qa.answer import Answerer
from qa.evaluate import document_key, paragraph_documents
from qa.evidence import Evidence
from qa.reader import Reader
from qa.squad import Dataset, Question, parse
from qa.statement_questions import parse_question

Kind = Literal["own", "removed", "cut", "swapped"]
KINDS: tuple[Kind, ...] = ("own", "removed", "cut", "swapped")
TOP_K = 8
SWAPPED_TOP_K = 4  # enough to see what the changed name does, in half the time

_MADE_BY = (
    *(
        "index/*.py",
        "qa/answer.py",
        "qa/answer_kinds.py",
        "qa/evidence.py",
        "qa/reader.py",
        "qa/spans.py",
        "qa/statement_questions.py",
    ),
    *("bench/asking.py", "bench/remembering.py", "bench/unanswerable.py"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking: its candidates' `Evidence`, shape (n, figures), which of them are right, shape (n,), the article it
    is about, and the score of the best hit."""

    pair: str
    id: str
    title: str
    kind: Kind
    features: NDArray[np.float64]
    right: NDArray[np.bool_]
    nearest: float

    @property
    def answerable(self) -> bool:
        return self.kind == "own"


def ask_all(processes: int | None = None, sample: int = 1) -> list[Asked]:
    """Every `sample`-th question of each pair, from the cache where the same models and code have asked them."""
    encoder, reader = SentenceEncoder(), Reader.load()

    def make() -> list[dict[str, Any]]:
        parts = processes or _cores()
        with tempfile.TemporaryDirectory() as folder:
            for language, pair in (("fr", "fr-fr"), ("en", "en-en")):
                index = Index.open(Path(folder) / language, encoder)
                dataset = parse(squad_file(rows(), pair), pair)
                index.add_documents(paragraph_documents(dataset, question_language))
            with ProcessPoolExecutor(parts, multiprocessing.get_context("spawn")) as pool:
                found = list(pool.map(_ask_part, [(folder, part, parts, sample) for part in range(parts)]))
        return [
            asdict(one) | {"features": one.features.tolist(), "right": one.right.tolist()}
            for part in found
            for one in part
        ]

    kept = cached("asked", _MADE_BY, f"{encoder.fingerprint} {reader.fingerprint} {sample}", make)
    return [_asked(**one) for one in kept]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _asked(features: Sequence[Any], right: Sequence[bool], **values: Any) -> Asked:
    figures = np.array(features, dtype=np.float64).reshape(-1, len(Evidence._fields))
    return Asked(features=figures, right=np.array(right, dtype=np.bool_), **values)


def _ask_part(part: tuple[str, int, int, int]) -> list[Asked]:
    folder, number, parts, sample = part
    encoder, reader = RememberingEncoder(SentenceEncoder(threads=1)), RememberingReader(Reader.load(threads=1))
    found: list[Asked] = []
    answerers = {
        language: Answerer(
            Index.open(Path(folder) / language, encoder, create=False),
            reader,
            calibration=confidence.load(),
            threshold=0.0,
        )
        for language in ("fr", "en")
    }
    for pair in PAIRS:
        dataset = parse(squad_file(rows(), pair), pair)
        questions = [one for one in dataset.questions[::sample] if parse_question(one.text) is None]
        for question in questions[number::parts]:
            found += _ask(dataset, question, pair, answerers["en" if pair == "en-en" else "fr"])
    return found


def _ask(dataset: Dataset, question: Question, pair: str, answerer: Answerer) -> list[Asked]:
    paragraph = dataset.paragraphs[question.paragraph]
    gold = document_key(paragraph.text)
    result = answerer.index.search(question.text, top_k=2 * TOP_K)

    def is_gold(hit: Hit) -> bool:
        return result.documents[hit.passage.document_id].source == gold

    def judged(kind: Kind, text: str, hits: Sequence[Hit], within: SearchResult) -> Asked:
        found = answerer.candidates(text, hits, within.documents)
        right = [
            kind == "own"
            and is_gold(one.hit)
            and metrics.f1(paragraph.text[one.start : one.end], question.answers) >= 0.5
            for one in found
        ]
        features = [list(one.evidence) for one in found]
        return _asked(
            features,
            right,
            pair=pair,
            id=question.id,
            title=paragraph.title,
            kind=kind,
            nearest=hits[0].score if hits else 0.0,
        )

    silent = [
        hit
        for hit in result.hits
        if not is_gold(hit) and not any(answer.lower() in hit.passage.text.lower() for answer in question.answers)
    ]
    asked = [
        judged("own", question.text, result.hits[:TOP_K], result),
        judged("removed", question.text, silent[:TOP_K], result),
    ]
    own = next((hit for hit in result.hits[:TOP_K] if is_gold(hit)), None)
    rest = without_answer(own.passage.text, question.answers) if own else None
    if own is not None and rest is not None:
        hits = [
            _cut(answerer, question.text, own, result.documents[own.passage.document_id], rest),
            *silent[: TOP_K - 1],
        ]
        asked.append(judged("cut", question.text, sorted(hits, key=lambda hit: -hit.score), result))
    near = zlib.crc32(question.id.encode()) % 2 == 0
    others = [one.text for one in dataset.paragraphs if (one.title == paragraph.title) is near]
    changed = swapped(question.text, others, question.answers, question.id)
    if changed is not None:
        found = answerer.index.search(changed, top_k=SWAPPED_TOP_K)
        asked.append(judged("swapped", changed, found.hits, found))
    return asked


def _cut(answerer: Answerer, question: str, hit: Hit, document: Document, rest: str) -> Hit:
    """The hit with the rest of its text; its score falls as its cosine to the question does."""
    encoder = answerer.index.encoder
    both = [in_context(document, text) for text in (hit.passage.text, rest)]
    before, after = encoder.encode_passages(both) @ encoder.encode_queries([question])[0]
    return Hit(replace(hit.passage, text=rest), hit.score + float(after - before))
