"""Fit the probability that a reader's first span is right, on development data, and report how well it holds.

    python -m training.reader_calibrate --model qa/model --data ../shared/data/qa_dev.jsonl.gz

Every question is read over its own context and over one that lacks the answer (right means F1 ≥ 0.5 and a context
that answers). A logistic map (Platt 1999) of the margin over null, the lead over the second span and the answer's
length gives the probability; the figures are cross-validated: the questions of one title stay in one of five folds,
so no figure is of an article that the map was fitted on. End to end, with retrieval, it is fitted anew: this is the
reader alone.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.metrics import auroc, expected_calibration_error, f1, risk_coverage
from qa.reader import EMBEDDED, Reader
from qa.types import Reading
from training.qa_data import Question, read_questions, unanswered

Floats = NDArray[np.float64]
FEATURES = ("bias", "margin", "lead", "log_length")


def features_of(reading: Reading) -> list[float]:
    """1, the best span's margin over null, its lead over the second, and the log of its length in characters."""
    if not reading.spans:
        return [1.0, -reading.null, 0.0, 0.0]
    first = reading.spans[0]
    second = reading.spans[1].score if len(reading.spans) > 1 else first.score - 10.0
    return [1.0, first.score, min(10.0, first.score - second), float(np.log(first.end - first.start))]


def fit_logistic(x: Floats, y: Floats, *, ridge: float = 1e-3, rounds: int = 50) -> Floats:
    """Weights of P(y = 1) = 1 / (1 + exp(-x·w)), by Newton's method; x is (n, k), y holds 0 and 1."""
    w = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = probability(x, w)
        gradient = x.T @ (p - y) / len(y) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x / len(y) + ridge * np.eye(len(w))
        step = np.linalg.solve(hessian, gradient)
        w = w - step
        if np.abs(step).max() < 1e-8:
            break
    return w


def probability(x: Floats, w: Floats) -> Floats:
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(x @ w, -60, 60)))
    return result


def cross_validated(x: Floats, y: Floats, groups: NDArray[np.int64], folds: int = 5) -> Floats:
    """Each row's probability by the weights fitted on the other folds' groups."""
    out = np.zeros(len(y))
    for fold in range(folds):
        held = groups % folds == fold
        out[held] = probability(x[held], fit_logistic(x[~held], y[~held]))
    return out


def examples(reader: Reader, questions: list[Question]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Features (n, 4), right or not (n,), and a number for the title (n,)."""
    both = questions + [q for _, q in unanswered(questions)]
    readings = reader.read_many([(q.question, [q.context]) for q in both], top_n=2)
    right = [
        bool(q.answers and r.spans and f1(q.context[r.spans[0].start : r.spans[0].end], q.texts) >= 0.5)
        for q, r in zip(both, readings, strict=True)
    ]
    titles = np.array([zlib.crc32(q.title.encode()) for q in both], dtype=np.int64)
    return np.array([features_of(r) for r in readings]), np.array(right, dtype=np.float64), titles


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=EMBEDDED)
    parser.add_argument("--data", type=Path, required=True, help="qa_dev.jsonl.gz")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write weights and figures here too")
    args = parser.parse_args(arguments)
    x, y, titles = examples(Reader.load(args.model, threads=args.threads), read_questions(args.data))
    p = cross_validated(x, y, titles)
    coverage, risk = risk_coverage(p, y)
    kept = {f"coverage at {r:.0%} wrong": float(coverage[risk <= r].max(initial=0.0)) for r in (0.1, 0.2, 0.3)}
    report = {
        "weights": dict(zip(FEATURES, fit_logistic(x, y).round(4).tolist(), strict=True)),
        "n": len(y),
        "share right": float(y.mean()),
        "ece": expected_calibration_error(p, y),
        "auroc of right": auroc(p, y),
        **kept,
    }
    print(json.dumps(report, indent=1))
    if args.json:
        args.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
