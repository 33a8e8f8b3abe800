"""Fits qa/calibration.json: `python -m bench.calibrate [--write]`.

The spans' part from bench.asking: the candidates' `Evidence` is fitted to "is right" (F1 of 0.5 or more, in the right
paragraph) by logistic regression, first to rank candidates, then so that the best one's probability is calibrated.
The statements' part from bench.calibrate_statements. What is reported is cross-fitted: each fifth of the articles is
judged by the fit on the others. In the fit a question's unanswerable forms together count as a share of it, chosen so
that the calibration error is small both with and without them.

In the default threshold and the risk table of the dial, one question of fact in three has no answer, and questions of
fact and about statements count for a half each.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bench import calibrate_statements
from bench.asking import KINDS, Asked, ask_all
from bench.cache import FOLDER, cached
from bench.development_set import PAIRS, rows, squad_file
from qa import confidence, metrics
from qa.evidence import Evidence
from qa.reader import Reader
from qa.squad import parse

Floats = NDArray[np.float64]
FOLDS = 5
SHARES = (0.2, 0.35, 0.5)  # of which the weight of a question's unanswerable forms in the fit is chosen
UNANSWERABLE = 0.5  # their weight in the threshold, the dial and the curves: one question in three has no answer
STRENGTH = 1.0  # inverse of the regularisation, on standardised evidence
READ = 3  # every third question is enough for the two figures of the reader alone
SLACK = 0.005  # of the questions: thresholds that lose no more than this do equally well
LEAST_ANSWERS = 40  # under so many answers a share of wrong ones says nothing


@dataclass(frozen=True, slots=True)
class Judged:
    """Askings with the cross-fitted probability of what is answered, whether it is right, and how much each counts;
    all of shape (askings,)."""

    p: Floats
    right: Floats
    answerable: NDArray[np.bool_]
    weight: Floats


def weights_of(asked: list[Asked], share: float) -> Floats:
    """1 for a question as it is; its unanswerable forms have `share` between them."""
    forms = Counter((one.pair, one.id) for one in asked if not one.answerable)
    return np.array([1.0 if one.answerable else share / forms[one.pair, one.id] for one in asked])


def fit(asked: list[Asked], weight: Floats, columns: list[int] | None = None) -> Floats:
    """The bias, then the weights of `Evidence` (0 for those not in `columns`)."""
    used = list(range(len(Evidence._fields))) if columns is None else columns
    some = [n for n, one in enumerate(asked) if len(one.features)]
    every = np.concatenate([asked[n].features[:, used] for n in some])
    mean, spread = every.mean(axis=0), np.maximum(every.std(axis=0), 1e-6)
    weights = np.zeros(len(Evidence._fields))
    weights[0] = 1.0  # the first round takes the reader's own best
    for _ in range(3):
        best = [int(np.argmax(asked[n].features @ weights)) for n in some]
        x = np.stack([asked[n].features[b][used] for n, b in zip(some, best, strict=True)])
        y = np.array([asked[n].right[b] for n, b in zip(some, best, strict=True)])
        model = LogisticRegression(C=STRENGTH, max_iter=500).fit((x - mean) / spread, y, sample_weight=weight[some])
        weights = np.zeros(len(Evidence._fields))
        weights[used] = model.coef_[0] / spread
        bias = float(model.intercept_[0]) - float(mean @ weights[used])
    return np.append(bias, weights)


def judge(asked: list[Asked], fitted: Floats) -> tuple[Floats, Floats]:
    """The probability of each asking's best candidate, and whether it is right."""
    p, y = np.zeros(len(asked)), np.zeros(len(asked))
    for n, one in enumerate(asked):
        if len(one.features):
            logits = fitted[0] + one.features @ fitted[1:]
            best = int(np.argmax(logits))
            p[n], y[n] = 1 / (1 + np.exp(-np.clip(logits[best], -60, 60))), float(one.right[best])
    return p, y


def cross_fit(asked: list[Asked], share: float, columns: list[int] | None = None) -> Judged:
    """Each fold of the articles judged by the fit on the others; an article's questions stay together. `share` is the
    weight of a question's unanswerable forms in the fit."""
    weight = weights_of(asked, share)
    fold = {title: n % FOLDS for n, title in enumerate(sorted({one.title for one in asked}))}
    folds = np.array([fold[one.title] for one in asked])
    p, y = np.zeros(len(asked)), np.zeros(len(asked))
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(folds == number), np.flatnonzero(folds != number)
        fitted = fit([asked[n] for n in outside], weight[outside], columns)
        p[inside], y[inside] = judge([asked[n] for n in inside], fitted)
    return Judged(p, y, np.array([one.answerable for one in asked]), weights_of(asked, UNANSWERABLE))


def errors(asked: list[Asked], judged: Judged) -> tuple[float, float]:
    """The expected calibration error over the questions as they are, and with their paragraphs removed too."""
    both = judged.answerable | np.array([one.kind == "removed" for one in asked])
    own = judged.answerable
    return (
        metrics.expected_calibration_error(judged.p[own], judged.right[own]),
        metrics.expected_calibration_error(judged.p[both], judged.right[both]),
    )


def together(*parts: Judged) -> Judged:
    """The parts as one, each of the same weight."""
    return Judged(
        np.concatenate([one.p for one in parts]),
        np.concatenate([one.right for one in parts]),
        np.concatenate([one.answerable for one in parts]),
        np.concatenate([one.weight / one.weight.sum() for one in parts]),
    )


def risk_table(judged: Judged) -> list[tuple[float, float]]:
    """(threshold, share of wrong answers among those given at it), made to keep to it at every higher one too."""
    raw = []
    for threshold in (n / 50 for n in range(50)):
        given = judged.p >= threshold
        if given.sum() < LEAST_ANSWERS:
            break
        weight = judged.weight[given]
        raw.append((threshold, float((weight * (1 - judged.right[given])).sum() / weight.sum())))
    worst = np.maximum.accumulate([wrong for _, wrong in raw][::-1])[::-1]
    return [(threshold, round(float(wrong), 4)) for (threshold, _), wrong in zip(raw, worst, strict=True)]


def best_threshold(judged: Judged) -> float:
    """Where most questions are treated rightly: a right answer given, or none given where there is none. Of those that
    do as well, less SLACK, the middle one: the curve is flat there, and where it peaks an accident of the questions."""
    grid = [n / 100 for n in range(96)]
    good = np.array(
        [float((judged.weight * np.where(judged.p >= t, judged.right, ~judged.answerable)).sum()) for t in grid]
    )
    good /= judged.weight.sum()
    alike = np.flatnonzero(good >= good.max() - SLACK)
    return grid[int((alike[0] + alike[-1]) / 2)]


def figures(asked: list[Asked], judged: Judged, threshold: float) -> dict[str, dict[str, float]]:
    """What README says of each language pair and of all."""
    table = {}
    given, kind = judged.p >= threshold, np.array([one.kind for one in asked])
    for pair in (*PAIRS, "all"):
        chosen = np.array([pair in (one.pair, "all") for one in asked])
        own = chosen & judged.answerable
        both = chosen & ((kind == "own") | (kind == "removed"))
        table[pair] = {
            "right at rank 1": float(judged.right[own].mean()),
            "answered rightly": float((judged.right * given)[own].mean()),
            "refused though answerable": float((~given)[own].mean()),
            **{
                f"refused, {form}": float((~given)[chosen & (kind == form)].mean())
                for form in KINDS
                if form != "own" and (chosen & (kind == form)).any()
            },
            "ece": metrics.expected_calibration_error(judged.p[own], judged.right[own]),
            "ece with removed": metrics.expected_calibration_error(judged.p[both], judged.right[both]),
            **{
                f"auroc against {form}": metrics.auroc(
                    judged.p[own | (chosen & (kind == form))], judged.answerable[own | (chosen & (kind == form))]
                )
                for form in KINDS
                if form != "own" and (chosen & (kind == form)).any()
            },
        }
    return table


def nearness(asked: list[Asked], across: bool) -> float:
    """The best hit's score that only one question in two hundred stays under, though the articles answer it."""
    own = [one.nearest for one in asked if one.answerable and (one.pair == "en-fr") is across]
    return round(float(np.quantile(own, 0.005)), 3)


def read() -> list[tuple[float, bool]]:
    """The best span's margin, and whether it is right, for every third question over its own paragraph and over
    another one of the article that lacks the answer."""
    reader = Reader.load()

    def make() -> list[tuple[float, bool]]:
        pairs, golds = [], []
        for pair in PAIRS:
            dataset = parse(squad_file(rows(), pair), pair)
            for question in dataset.questions[::READ]:
                own = dataset.paragraphs[question.paragraph]
                others = [
                    one.text
                    for one in dataset.paragraphs
                    if one.title == own.title
                    and not any(answer.lower() in one.text.lower() for answer in question.answers)
                ]
                pairs += [(question.text, [text]) for text in (own.text, *others[:1])]
                golds += [question.answers, *([()] if others else [])]
        found = []
        for (_, (text,)), answers, reading in zip(pairs, golds, reader.read_many(pairs, top_n=1), strict=True):
            for span in reading.spans:
                right = bool(answers) and metrics.f1(text[span.start : span.end], answers) >= 0.5
                found.append((span.score, right))
        return found

    made_by = ("qa/reader.py", "qa/spans.py", "bench/calibrate.py")
    return [(score, right) for score, right in cached("read", made_by, reader.fingerprint, make)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write the fit to qa/calibration.json")
    parser.add_argument("--processes", type=int, default=None, help="default: one for each processor core")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="ask every N-th question only, to try")
    args = parser.parse_args()
    asked = ask_all(args.processes, args.sample)
    print(f"{len(asked)} askings: {dict(Counter(one.kind for one in asked))}")
    tried = {share: errors(asked, cross_fit(asked, share)) for share in SHARES}
    for share, (own, both) in tried.items():
        print(f"weight of the unanswerable {share}: ece {own:.3f}, with removed {both:.3f}")
    share = min(tried, key=lambda one: max(tried[one]))
    names = Evidence._fields
    three = [names.index(name) for name in ("margin", "retrieval", "across")]
    for name, columns in (
        ("margin, retrieval and languages alone", three),
        *((f"without {left}", [n for n in range(len(names)) if names[n] != left]) for left in names),
        ("all", None),
    ):
        judged = cross_fit(asked, share, columns)
        own, both = errors(asked, judged)
        told, right = (metrics.auroc(judged.p, labels) for labels in (judged.answerable, judged.right > 0))
        print(f"{name:<40} auroc answerable {told:.4f}, right {right:.4f}; ece {own:.3f}, with removed {both:.3f}")
    stated = calibrate_statements.measure()
    statements = Judged(
        np.array(stated.p), np.array(stated.right), np.array(stated.answerable), np.ones(len(stated.p))
    )
    pooled = together(judged, statements)
    threshold = best_threshold(pooled)
    table = figures(asked, judged, threshold)
    scores, right_alone = (np.array(column, dtype=np.float64) for column in zip(*read(), strict=True))
    alone = LogisticRegression(C=1e6).fit(scores[:, None], right_alone > 0)
    fitted = [round(float(value), 4) for value in fit(asked, weights_of(asked, share))]
    values: dict[str, Any] = {
        "bias": fitted[0],
        "span": fitted[1:],
        "reader_bias": round(float(alone.intercept_[0]), 4),
        "reader_margin": round(float(alone.coef_[0][0]), 4),
        **stated.values,
        "threshold": threshold,
        "nearness": nearness(asked, across=False),
        "nearness_across": nearness(asked, across=True),
        "risk": risk_table(pooled),
    }
    print(json.dumps(table, indent=1))
    print(f"statements, each article judged by the fit on the others: {stated.figures(threshold)}")
    print("the fit:", dict(zip(("bias", *names), fitted, strict=True)), "threshold", threshold)
    print("the dial:", [(accepted, _dial(values["risk"], accepted)) for accepted in (0.05, 0.1, 0.2, 0.3, 0.4)])
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "calibrate.json").write_text(json.dumps({"unanswerable": share, "figures": table, "fit": values}))
    if args.write:
        confidence.save(values)


def _dial(risk: list[tuple[float, float]], accepted: float) -> float | None:
    return next((threshold for threshold, wrong in risk if wrong <= accepted), None)


if __name__ == "__main__":
    main()
