"""Fits the statements' part of qa/calibration.json on the annotated articles: `python -m bench.calibrate_statements`.

Only tests/articles itself, never its held_out folder. Two fits, one upon the other:

- for every question about what a person said, that person's statements are labelled by the annotation (none fits a
  question whose right outcome is "other_speaker"), and the features of `qa.attribution.FEATURES` are fitted by
  regularised logistic regression;
- what is then answered first to "what did X say …?" and "who said …?", by these weights and the rules for cases too
  rare to fit, has a score, and so have the best words of somebody else; a map for each of the two kinds, logistic in
  the log odds of both scores (Platt 1999), makes them the probability that this answer is right. A fact "according to
  X" is judged by the reader as well, and not in this fit.

Each article is judged by the fits on the others. Without --write nothing but the report comes of it.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bench.articles import ANSWERED, ARTICLES, articles, fits
from bench.cache import cached
from bench.remembering import RememberingEncoder
from index.encoder import SentenceEncoder
from index.index import Index
from index.types import SearchResult
from qa import confidence, metrics
from qa.attribution import FEATURES, weigh, widen
from qa.confidence import Calibration
from qa.statement_answers import as_known, rivals, stated_quotes
from qa.statement_questions import StatementQuestion, parse_question
from qa.statements import extract

Floats = NDArray[np.float64]
MAPS = ("stated_bias", "stated_slope", "stated_rival", "who_bias", "who_slope", "who_rival")
PLAIN = (0.0, 1.0, 0.0)  # a map that leaves the score as it is
STRENGTH = 3.0  # of 0.3, 1, 3 and 10 the best by cross-validation over the articles
_MADE_BY = (
    "index/*.py",
    "qa/*.py",
    "qa/resources/*",
    "tests/articles/*.json",
    "tests/articles/*.txt",
    "bench/articles.py",
    "bench/calibrate_st*.py",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """`values` for qa/calibration.json; of each question the cross-fitted probability of its first answer (0 where
    there is none), whether that is right, and whether the article answers it; AUROC and error of the first fit."""

    values: dict[str, Any]
    p: list[float]
    right: list[float]
    answerable: list[bool]
    auroc: float
    error: float

    def figures(self, threshold: float) -> dict[str, float]:
        """Of the questions that anything is answered to: the error; of all: what the threshold makes of them."""
        p, right, answerable = np.array(self.p), np.array(self.right), np.array(self.answerable)
        given = p >= threshold
        return {
            "questions": len(p),
            "ece": round(metrics.expected_calibration_error(p[p > 0], right[p > 0]), 3),
            "auroc right": round(metrics.auroc(p, right), 3),
            "answered": round(float(given.mean()), 3),
            "wrong among answered": round(float(1 - right[given].mean()), 3) if given.any() else 0.0,
            "treated rightly": round(float(np.where(given, right > 0, ~answerable).mean()), 3),
        }


@dataclass(frozen=True, slots=True)
class _Case:
    """A question about statements with what is searched for it; rows of features and labels where it is fitted on."""

    article: int
    question: dict[str, Any]
    wanted: StatementQuestion
    result: SearchResult
    features: list[tuple[float, ...]]
    labels: list[bool]


def measure() -> Stated:
    """The fits and figures, from the cache where models, code and articles have given them."""
    encoder = SentenceEncoder()
    return Stated(**cached("stated", _MADE_BY, encoder.fingerprint, lambda: _measure(RememberingEncoder(encoder))))


def _measure(encoder: RememberingEncoder) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as data:
        index = Index.open(Path(data), encoder, annotate=extract)
        index.add([path for path, _ in articles(ARTICLES)])
        cases = _cases(index)
    shipped = replace(confidence.load(), **dict(zip(MAPS, PLAIN + PLAIN, strict=True)))
    article = np.array([case.article for case in cases])
    x = np.array([row for case in cases for row in case.features])
    y = np.array([label for case in cases for label in case.labels])
    group = np.array([case.article for case in cases for _ in case.labels])
    judged, score, right = np.zeros(len(y)), np.zeros((len(cases), 2)), np.zeros(len(cases))
    for number in sorted(set(article.tolist())):
        bias, weights = _fit(x[group != number], y[group != number])
        judged[group == number] = 1 / (1 + np.exp(-(bias + x[group == number] @ np.array(weights))))
        without = replace(shipped, statement_bias=bias, statement=tuple(weights))
        for n in np.flatnonzero(article == number):
            score[n], right[n] = _first(cases[n], encoder, without)
    p = np.zeros(len(cases))
    who = np.array([case.wanted.kind == "who_said" for case in cases])
    maps: list[float] = []
    found = score[:, 0] > 0
    for sort in (~who & found, who & found):
        for number in sorted(set(article[sort].tolist())):
            rest, here = sort & (article != number), sort & (article == number)
            bias, slope, less = rising_map(score[rest], right[rest])
            own, rival = _log_odds(score[here]).T
            p[here] = 1 / (1 + np.exp(-(bias + slope * own - less * rival)))
        maps += rising_map(score[sort], right[sort])
    bias, weights = _fit(x, y)
    return {
        "values": {
            "statement_bias": round(bias, 4),
            "statement": [round(weight, 4) for weight in weights],
            **{name: round(value, 4) for name, value in zip(MAPS, maps, strict=True)},
        },
        "p": p.tolist(),
        "right": right.tolist(),
        "answerable": [case.question["kind"] in ANSWERED for case in cases],
        "auroc": metrics.auroc(judged, y),
        "error": metrics.expected_calibration_error(judged, y),
    }


def _cases(index: Index) -> list[_Case]:
    found = []
    for number, (_, annotation) in enumerate(articles(ARTICLES)):
        for asked in annotation["questions"]:
            wanted = parse_question(asked["question"])
            if wanted is None or wanted.kind == "according_to":
                continue
            result = widen(wanted, index.search(asked["question"]), index)
            wanted = as_known(wanted, result, index.encoder)
            features: list[tuple[float, ...]] = []
            labels: list[bool] = []
            if asked["kind"] in ("what_said", "other_speaker", "not_stated") and wanted.topic:
                for said in weigh(asked["question"], wanted, result, index.encoder, others=False):
                    words = said.document.text[said.statement.start : said.statement.end]
                    features.append(said.features)
                    labels.append(any(metrics.f1(words, [one]) >= 0.5 or one in words for one in asked["answers"]))
            found.append(_Case(number, asked, wanted, result, features, labels))
    return found


def _first(case: _Case, encoder: RememberingEncoder, calibration: Calibration) -> tuple[tuple[float, float], float]:
    """The score of the first statement answered and of its rival, and whether it is right; 0 where there is none."""
    question, kind = case.question["question"], case.question["kind"]
    quotes, _ = stated_quotes(question, case.wanted, [], case.result, encoder, calibration)
    if not quotes:
        return (0.0, 0.0), 0.0
    said, theirs = (weigh(question, case.wanted, case.result, encoder, others=others) for others in (False, True))
    rival = rivals(said, theirs, case.wanted, calibration)(quotes[0].speaker)
    right = kind in ANSWERED and fits(kind, case.question["answers"], quotes[0])
    return (quotes[0].score, rival), float(right)


def _fit(x: Floats, y: NDArray[np.bool_]) -> tuple[float, list[float]]:
    model = LogisticRegression(C=STRENGTH, max_iter=500).fit(x, y)
    return float(model.intercept_[0]), [float(weight) for weight in model.coef_[0]]


def rising_map(score: Floats, right: Floats) -> tuple[float, float, float]:
    """The bias, the slope over the log odds of the score and the loss over those of the rival's, score of shape (n, 2),
    that fit "is right" best; neither slope nor loss is below 0."""
    used = [0, 1]
    while used:
        model = LogisticRegression(C=10.0).fit(_log_odds(score)[:, used], right > 0)
        weights = np.zeros(2)
        weights[used] = model.coef_[0]
        slope, less = float(weights[0]), -float(weights[1])
        if slope >= 0 and less >= 0:
            return float(model.intercept_[0]), slope, less
        used.remove(0 if slope < 0 else 1)
    share = float(np.clip(right.mean(), 0.01, 0.99))
    return confidence.log_odds(share), 0.0, 0.0


def _log_odds(score: Floats) -> Floats:
    return np.vectorize(confidence.log_odds, otypes=[np.float64])(score)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the fit to qa/calibration.json")
    args = parser.parse_args()
    stated = measure()
    print(f"fit to a topic: AUROC {stated.auroc:.3f}, ECE {stated.error:.3f}")
    print(dict(zip(FEATURES, stated.values["statement"], strict=True)), stated.values["statement_bias"])
    print("score to probability:", {name: stated.values[name] for name in MAPS})
    print(stated.figures(confidence.load().threshold))
    if args.write:
        confidence.save(stated.values)
    else:
        print("nothing was written: --write puts the fit into qa/calibration.json")


if __name__ == "__main__":
    main()
