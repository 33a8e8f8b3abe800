"""Fits the statements' part of qa/calibration.json on the annotated articles: `python -m bench.calibrate_statements`.

Only tests/articles itself, never its held_out folder. For every question about what a person said, that person's
statements are labelled by the annotation (none fits a question whose right outcome is "other_speaker"); the features
of `qa.attribution.FEATURES` are fitted by regularised logistic regression.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench.articles import ARTICLES, articles
from index.encoder import SentenceEncoder
from index.index import Index
from qa import confidence, metrics
from qa.attribution import FEATURES, weigh
from qa.statement_questions import parse_question
from qa.statements import extract

STRENGTH = 3.0  # of 0.3, 1, 3 and 10 the best by cross-validation over the articles


def main() -> None:
    features, right, groups = [], [], []
    with tempfile.TemporaryDirectory() as data:
        index = Index.open(Path(data), SentenceEncoder(), annotate=extract)
        index.add([path for path, _ in articles(ARTICLES)])
        for number, (_, annotation) in enumerate(articles(ARTICLES)):
            for asked in annotation["questions"]:
                wanted = parse_question(asked["question"])
                if (
                    asked["kind"] not in ("what_said", "other_speaker", "not_stated")
                    or wanted is None
                    or not wanted.topic
                ):
                    continue
                result = index.search(asked["question"])
                for said in weigh(asked["question"], wanted, result, index.encoder, others=False):
                    words = said.document.text[said.statement.start : said.statement.end]
                    features.append(said.features)
                    right.append(any(metrics.f1(words, [one]) >= 0.5 or one in words for one in asked["answers"]))
                    groups.append(number)
    x, y, group = np.array(features), np.array(right), np.array(groups)
    judged = np.zeros(len(y))
    for number in set(groups):
        rest = LogisticRegression(C=STRENGTH).fit(x[group != number], y[group != number])
        judged[group == number] = rest.predict_proba(x[group == number])[:, 1]
    fitted = LogisticRegression(C=STRENGTH).fit(x, y)
    print(f"{len(y)} statements, {int(y.sum())} right; each article judged by the fit on the others:")
    print(f"AUROC {metrics.auroc(judged, y):.3f}, ECE {metrics.expected_calibration_error(judged, y):.3f}")
    print(dict(zip(FEATURES, fitted.coef_[0].round(2).tolist(), strict=True)), fitted.intercept_.round(2))
    weights = [round(float(weight), 4) for weight in fitted.coef_[0]]
    confidence.save({"statement_bias": round(float(fitted.intercept_[0]), 4), "statement": weights})


if __name__ == "__main__":
    main()
