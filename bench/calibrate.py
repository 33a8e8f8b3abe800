"""Fits qa/calibration.json on the development set: `python -m bench.calibrate [--write]`.

Every development question is asked twice over all contexts of its text's language: as it is, and with its own
paragraph (and any that holds the answer's words) left out, which makes it a question that the articles do not answer.
The candidates' reader margins and retrieval scores are fitted to "is right" (F1 of 0.5 or more, in the right
paragraph) by logistic regression. What is reported is cross-fitted: each half of the articles is judged by the fit on
the other half. The risk table counts one unanswerable question for every two answerable ones.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bench.development_set import PAIRS, rows, squad_file
from index.encoder import SentenceEncoder
from index.index import Index
from index.language import question_language
from index.types import Hit
from qa import confidence, metrics
from qa.answer import Answerer
from qa.confidence import Evidence
from qa.evaluate import document_key, paragraph_documents
from qa.reader import Reader
from qa.squad import Dataset, Question, parse

Floats = NDArray[np.float64]
TOP_K = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """One asking of a question: its candidates' `Evidence` (n, 4), which of them are right, the article it is about,
    whether the articles answer it, and the cosine of the nearest passage."""

    pair: str
    title: str
    answerable: bool
    features: Floats
    right: NDArray[np.bool_]
    similarity: float


def ask(dataset: Dataset, pair: str, answerer: Answerer) -> list[Asked]:
    """Each question with and without the paragraphs that answer it; both from one search and one reading."""
    found = []
    for question in dataset.questions:
        paragraph = dataset.paragraphs[question.paragraph]
        gold = document_key(paragraph.text)
        result = answerer.index.search(question.text, top_k=2 * TOP_K)
        telling = [
            _tells(hit, question, result.documents[hit.passage.document_id].source == gold) for hit in result.hits
        ]
        kept = list(result.hits[:TOP_K])
        without = [hit for hit, tells in zip(result.hits, telling, strict=True) if not tells][:TOP_K]
        candidates = answerer.candidates(
            question.text, list(dict.fromkeys([*kept, *without])), result.documents, top_n=40
        )
        for hits, answerable in ((kept, True), (without, False)):
            own = [one for one in candidates if one.hit in hits][:10]
            right = [
                result.documents[one.hit.passage.document_id].source == gold
                and metrics.f1(paragraph.text[one.start : one.end], question.answers) >= 0.5
                for one in own
            ]
            features = np.array([one.evidence for one in own], dtype=np.float64).reshape(-1, len(Evidence._fields))
            similarity = result.similarity
            found.append(Asked(pair, paragraph.title, answerable, features, np.array(right, dtype=bool), similarity))
    return found


def read(dataset: Dataset, reader: Reader) -> list[tuple[float, bool]]:
    """The best span's margin, and whether it is right, for each question over its own paragraph and over another one
    of the article that lacks the answer."""
    found = []
    for question in dataset.questions:
        own = dataset.paragraphs[question.paragraph]
        others = [
            one.text
            for one in dataset.paragraphs
            if one.title == own.title and not any(answer.lower() in one.text.lower() for answer in question.answers)
        ]
        for text in (own.text, *others[:1]):
            for span in reader.read(question.text, [text]).spans[:1]:
                right = text is own.text and metrics.f1(text[span.start : span.end], question.answers) >= 0.5
                found.append((span.score, right))
    return found


def _tells(hit: Hit, question: Question, is_gold: bool) -> bool:
    return is_gold or any(answer.lower() in hit.passage.text.lower() for answer in question.answers)


def fit(asked: list[Asked]) -> Floats:
    """The bias, then the weights of `Evidence`: first to rank candidates, then so that the best one's probability is
    calibrated."""
    weights = np.array([0.3, 2.0, 0.0, 0.0])
    for _ in range(3):
        best = [np.argmax(one.features @ weights) for one in asked if len(one.features)]
        chosen = [one for one in asked if len(one.features)]
        x = np.stack([one.features[b] for one, b in zip(chosen, best, strict=True)])
        y = np.array([one.right[b] for one, b in zip(chosen, best, strict=True)])
        cost = np.array([1.0 if one.answerable else 0.5 for one in chosen])
        model = LogisticRegression(C=100.0).fit(x, y, sample_weight=cost)
        weights = model.coef_[0]
    return np.append(model.intercept_, weights)


def judge(asked: list[Asked], fitted: Floats) -> tuple[Floats, Floats]:
    """The probability of each asking's best candidate, and whether it is right."""
    p, y = [], []
    for one in asked:
        logits = fitted[0] + one.features @ fitted[1:] if len(one.features) else np.array([-60.0])
        best = int(np.argmax(logits))
        p.append(1 / (1 + np.exp(-logits[best])))
        y.append(float(one.right[best]) if len(one.features) else 0.0)
    return np.array(p), np.array(y)


def cross_fit(asked: list[Asked]) -> tuple[Floats, Floats]:
    """Probabilities and outcomes, each half of the articles judged by the fit on the other."""
    titles = sorted({one.title for one in asked})
    half = set(titles[::2])
    p, y = np.zeros(len(asked)), np.zeros(len(asked))
    for side in (True, False):
        fitted = fit([one for one in asked if (one.title in half) is not side])
        places = [n for n, one in enumerate(asked) if (one.title in half) is side]
        p[places], y[places] = judge([asked[n] for n in places], fitted)
    return p, y


def risk_table(p: Floats, y: Floats, cost: Floats) -> list[tuple[float, float]]:
    """(threshold, share of wrong answers among those given at it or above), made to fall as thresholds rise."""
    table = []
    for threshold in np.linspace(0.0, 0.98, 50):
        given = p >= threshold
        if cost[given].sum() < 20:
            break
        table.append((round(float(threshold), 2), float((cost * (1 - y))[given].sum() / cost[given].sum())))
    lowest = 1.0
    out = []
    for threshold, wrong in table:
        lowest = min(lowest, wrong)
        out.append((threshold, round(lowest, 4)))
    return out


def best_threshold(p: Floats, y: Floats, answerable: NDArray[np.bool_], cost: Floats) -> float:
    """Where most questions are treated rightly: a right answer given, or none given where there is none."""
    grid = np.linspace(0, 0.95, 96)
    good = [float((cost * np.where(p >= t, y, ~answerable)).sum()) for t in grid]
    return round(float(grid[int(np.argmax(good))]), 2)


def _nearness(asked: list[Asked], chosen: Callable[[str], bool]) -> float:
    """The cosine of the nearest passage that only one question in a hundred stays under, though it is answered."""
    return round(
        float(np.quantile([one.similarity for one in asked if one.answerable and chosen(one.pair)], 0.01)), 3
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the fit to qa/calibration.json")
    parser.add_argument("--threads", type=int, default=None)
    args = parser.parse_args()
    encoder, reader = SentenceEncoder(threads=args.threads), Reader.load(threads=args.threads)
    asked: list[Asked] = []
    reading: list[tuple[float, bool]] = []
    found = rows()
    for pair in PAIRS:
        dataset = parse(squad_file(found, pair), pair)
        with tempfile.TemporaryDirectory() as folder:
            index = Index.open(Path(folder), encoder)
            index.add_documents(paragraph_documents(dataset, question_language))
            answerer = Answerer(index, reader, calibration=confidence.load(), threshold=0.0)
            asked += ask(dataset, pair, answerer)
        reading += read(dataset, reader)
        print(f"{pair}: {len(dataset.questions)} questions", flush=True)
    values, figures = report(asked, reading)
    print(json.dumps(figures, indent=2))
    if args.write:
        confidence.save(values)


def report(asked: list[Asked], reading: list[tuple[float, bool]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values for qa/calibration.json, and the cross-fitted figures."""
    p, y = cross_fit(asked)
    answerable = np.array([one.answerable for one in asked])
    cost = np.where(answerable, 1.0, 0.5)
    threshold = best_threshold(p, y, answerable, cost)
    figures: dict[str, Any] = {"threshold": threshold}
    for pair in (*PAIRS, "all"):
        chosen = np.array([pair in (one.pair, "all") for one in asked])
        has, lacks = chosen & answerable, chosen & ~answerable
        given = p >= threshold
        figures[pair] = {
            "right at rank 1": float(y[has].mean()),
            "answered rightly": float((y * given)[has].mean()),
            "refused though answerable": float((~given)[has].mean()),
            "refused where there is no answer": float((~given)[lacks].mean()),
            "ece": metrics.expected_calibration_error(p[has], y[has]),
            "ece with unanswerable": metrics.expected_calibration_error(p[chosen], y[chosen]),
            "auroc answerable or not": metrics.auroc(p[chosen], answerable[chosen]),
        }
    scores, right = np.array([s for s, _ in reading]), np.array([r for _, r in reading])
    alone = LogisticRegression(C=1e6).fit(scores[:, None], right)
    fitted = [round(float(value), 4) for value in fit(asked)]
    values = {
        **dict(zip(("bias", *Evidence._fields), fitted, strict=True)),
        "reader_bias": round(float(alone.intercept_[0]), 4),
        "reader_margin": round(float(alone.coef_[0][0]), 4),
        "threshold": threshold,
        "similarity": _nearness(asked, lambda pair: pair != "en-fr"),
        "similarity_across": _nearness(asked, lambda pair: pair == "en-fr"),
        "risk": risk_table(p, y, cost),
    }
    return values, figures | {"fit": values}


if __name__ == "__main__":
    main()
