"""Figures over a question set: the reader alone, retrieval alone, or the whole way of a question."""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.index import Index
from index.types import LoadedDocument, Mode, Progress
from qa import metrics
from qa.answer import Answerer, QuestionError
from qa.confidence import Calibration
from qa.reader import Reader
from qa.squad import Dataset, Paragraph, Question

EvalMode = Literal["reader", "retrieval", "answer"]
_DEPTH = 20  # passages searched to find the rank of the right paragraph
_SEARCHES: tuple[Mode, ...] = ("dense", "text", "hybrid")


@dataclass(frozen=True, slots=True)
class Prediction:
    """`document` names the paragraph (`qa.squad.Paragraph.name`), `start:end` are offsets in it; `text` is empty
    where no answer is given. `score` and `no_answer_probability` go from 0 to 1 and are given in any case."""

    text: str
    score: float
    document: str
    start: int
    end: int
    no_answer_probability: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`figures` in per cent but for `mrr`, `auroc`, `ece` (0 to 1), counts and milliseconds."""

    figures: dict[str, float]
    predictions: dict[str, Prediction]


def evaluate_reader(
    dataset: Dataset, reader: Reader, calibration: Calibration, threshold: float, progress: Progress | None = None
) -> Evaluation:
    """Every question over its own paragraph."""
    predictions: dict[str, Prediction] = {}
    took: list[float] = []
    for question in _counted(dataset.questions, progress):
        paragraph = dataset.paragraphs[question.paragraph]
        began = time.perf_counter()
        reading = reader.read(question.text, [paragraph.text])
        took.append(1000 * (time.perf_counter() - began))
        best = reading.spans[0] if reading.spans else None
        score = calibration.reader_probability(best.score) if best else 0.0
        predictions[question.id] = _prediction(
            dataset, paragraph, (best.start, best.end) if best else None, score, threshold
        )
    return Evaluation(answer_figures(dataset, predictions) | {"milliseconds": statistics.median(took)}, predictions)


def evaluate_answers(dataset: Dataset, answerer: Answerer, progress: Progress | None = None) -> Evaluation:
    """Every question over all paragraphs, as `depeche ask` answers it; its first quote is the prediction."""
    place = {document_key(paragraph.text): paragraph for paragraph in dataset.paragraphs}
    predictions: dict[str, Prediction] = {}
    took: list[float] = []
    found = 0
    for question in _counted(dataset.questions, progress):
        try:
            answer = answerer.ask(question.text, threshold=0.0)
        except QuestionError:  # blank, or longer than a question may be: not answered
            own = dataset.paragraphs[question.paragraph]
            predictions[question.id] = _prediction(dataset, own, None, 0.0, answerer.threshold)
            continue
        took.append(answer.timings.total)
        first = answer.quotes[0] if answer.outcome == "answered" else None
        paragraph = place[first.source] if first else dataset.paragraphs[question.paragraph]
        found += bool(first) and paragraph.text == dataset.paragraphs[question.paragraph].text
        span = (first.start, first.end) if first else None
        score = first.score if first else 0.0
        predictions[question.id] = _prediction(dataset, paragraph, span, score, answerer.threshold)
    figures = answer_figures(dataset, predictions)
    figures |= {
        "paragraph_right": 100 * found / len(dataset.questions),
        "milliseconds": statistics.median(took or [0.0]),
    }
    return Evaluation(figures, predictions)


def evaluate_retrieval(dataset: Dataset, index: Index, progress: Progress | None = None) -> Evaluation:
    """The rank of each question's paragraph among the paragraphs found, for dense, full-text and fused search."""
    ranks: dict[Mode, list[int | None]] = {mode: [] for mode in _SEARCHES}
    took: list[float] = []
    for question in _counted(dataset.questions, progress):
        gold = document_key(dataset.paragraphs[question.paragraph].text)
        for mode in _SEARCHES:
            began = time.perf_counter()
            result = index.search(question.text, top_k=_DEPTH, mode=mode)
            if mode == "hybrid":
                took.append(1000 * (time.perf_counter() - began))
            order = list(dict.fromkeys(result.documents[hit.passage.document_id].source for hit in result.hits))
            ranks[mode].append(order.index(gold) + 1 if gold in order else None)
    figures: dict[str, float] = {"questions": len(dataset.questions)}
    for mode, found in ranks.items():
        figures[f"{mode}_hit@1"] = 100 * metrics.hit_at(found, 1)
        figures[f"{mode}_hit@5"] = 100 * metrics.hit_at(found, 5)
        figures[f"{mode}_mrr"] = metrics.mean_reciprocal_rank(found)
    return Evaluation(figures | {"milliseconds": statistics.median(took)}, {})


def paragraph_documents(dataset: Dataset, language: Callable[[str], str | None]) -> list[LoadedDocument]:
    """The paragraphs as documents, equal ones once; a document's source is its `document_key`."""
    unique = {document_key(paragraph.text): paragraph for paragraph in dataset.paragraphs if paragraph.text.strip()}
    return [
        LoadedDocument(paragraph.title, paragraph.text, key, language(paragraph.text), None, key)
        for key, paragraph in unique.items()
    ]


def document_key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def answer_figures(dataset: Dataset, predictions: dict[str, Prediction]) -> dict[str, float]:
    """EM and F1; with unanswerable questions also apart for both kinds, and how well the two are told apart."""
    exact, overlap, scores, right = [], [], [], []
    for question in dataset.questions:
        prediction = predictions[question.id]
        gold = question.answers or ("",)
        exact.append(metrics.exact_match(prediction.text, gold))
        overlap.append(metrics.f1(prediction.text, gold))
        scores.append(prediction.score)
        right.append(bool(question.answers) and overlap[-1] >= 0.5)
    figures = {
        "questions": float(len(exact)),
        "exact_match": 100 * statistics.fmean(exact),
        "f1": 100 * statistics.fmean(overlap),
        "ece": metrics.expected_calibration_error(scores, right),
    }
    if dataset.has_unanswerable:
        answerable = [bool(question.answers) for question in dataset.questions]
        for name, wanted in (("answerable", True), ("unanswerable", False)):
            chosen = [value for value, kind in zip(overlap, answerable, strict=True) if kind is wanted]
            if chosen:
                figures |= {f"{name}_questions": float(len(chosen)), f"{name}_f1": 100 * statistics.fmean(chosen)}
        if any(answerable):
            figures["auroc"] = metrics.auroc(scores, answerable)
    return figures


def _prediction(
    dataset: Dataset, paragraph: Paragraph, span: tuple[int, int] | None, score: float, threshold: float
) -> Prediction:
    """A set without unanswerable questions (SQuAD 1) wants an answer to each; else the threshold decides."""
    start, end = span or (0, 0)
    given = span is not None and (score >= threshold or not dataset.has_unanswerable)
    return Prediction(paragraph.text[start:end] if given else "", score, paragraph.name, start, end, 1 - score)


def _counted(questions: Sequence[Question], progress: Progress | None) -> Iterator[Question]:
    for done, question in enumerate(questions, start=1):
        yield question
        if progress:
            progress(done, len(questions), "questions")
