"""From scores to a calibrated probability, and from the user's dial to a decision. numpy-free, no model.

The probability is logistic in the reader's margin and the passage's retrieval score (Platt 1999, with two inputs);
its weights and the risk table are fitted on development data by bench/calibrate.py and stored beside the code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CALIBRATION = Path(__file__).parent / "calibration.json"


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability` maps scores to the chance that a span answers; `risk` lists (threshold, share of wrong among the
    answers given at it), thresholds rising; `threshold` is the one used where the user does not choose."""

    bias: float
    margin: float
    retrieval: float
    reader_bias: float
    reader_margin: float
    statement_bias: float
    statement: tuple[float, ...]
    threshold: float
    similarity: float
    risk: tuple[tuple[float, float], ...]

    def probability(self, margin: float, retrieval: float) -> float:
        """`margin`: the span's logits minus its passage's null; `retrieval`: the score of its passage's hit."""
        return _sigmoid(self.bias + self.margin * margin + self.retrieval * retrieval)

    def reader_probability(self, margin: float) -> float:
        """The same where one passage was given and not searched for."""
        return _sigmoid(self.reader_bias + self.reader_margin * margin)

    def statement_probability(self, features: Sequence[float]) -> float:
        """`features`: those of `qa.attribution.FEATURES`."""
        return _sigmoid(self.statement_bias + sum(w * x for w, x in zip(self.statement, features, strict=True)))

    def threshold_for(self, max_wrong: float) -> float:
        """The lowest threshold at which, on development data, at most this share of the answers given was wrong.

        Where no threshold reaches it, just above every probability that was seen: hardly any answer is given.
        """
        for threshold, wrong in self.risk:
            if wrong <= max_wrong:
                return threshold
        return self.risk[-1][0] if self.risk else 1.0


@cache
def load(path: Path = CALIBRATION) -> Calibration:
    values = json.loads(path.read_text(encoding="utf-8"))
    risk = tuple((float(threshold), float(wrong)) for threshold, wrong in values.pop("risk"))
    statement = tuple(float(weight) for weight in values.pop("statement"))
    return Calibration(risk=risk, statement=statement, **{name: float(value) for name, value in values.items()})


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, x))))
