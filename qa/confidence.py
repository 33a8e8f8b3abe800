"""From scores to a calibrated probability, and from the user's dial to a decision. numpy-free, no model.

The probability is logistic in the reader's margin, the passage's retrieval score and the two languages (Platt 1999,
with four inputs); its weights and the risk table are fitted on development data by bench/calibrate.py and stored
beside the code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

CALIBRATION = Path(__file__).parent / "calibration.json"


class Evidence(NamedTuple):
    """What a span's probability is judged from."""

    margin: float  # the span's logits minus its passage's null
    retrieval: float  # the score of its passage's hit
    across: float  # 1 where question and text are of different languages (fewer words in common, another scale)
    english: float  # 1 where the text is English


@dataclass(frozen=True, slots=True)
class Calibration:
    """`probability` maps scores to the chance that a span answers; `risk` lists (threshold, share of wrong among the
    answers given at it), thresholds rising; `threshold` is the one used where the user does not choose."""

    bias: float
    margin: float
    retrieval: float
    across: float
    english: float
    reader_bias: float
    reader_margin: float
    statement_bias: float
    statement: tuple[float, ...]
    threshold: float
    similarity: float
    similarity_across: float
    risk: tuple[tuple[float, float], ...]

    def probability(self, evidence: Evidence) -> float:
        weights = (self.margin, self.retrieval, self.across, self.english)
        return _sigmoid(self.bias + sum(w * x for w, x in zip(weights, evidence, strict=True)))

    def reader_probability(self, margin: float) -> float:
        """The same where one passage was given and not searched for."""
        return _sigmoid(self.reader_bias + self.reader_margin * margin)

    def statement_probability(self, features: Sequence[float]) -> float:
        """`features`: those of `qa.attribution.FEATURES`."""
        return _sigmoid(self.statement_bias + sum(w * x for w, x in zip(self.statement, features, strict=True)))

    def threshold_for(self, max_wrong: float) -> float:
        """The lowest threshold at which, on development data, at most this share of the answers given was wrong.

        1, so that nothing is answered, where no threshold kept to it.
        """
        return next((threshold for threshold, wrong in self.risk if wrong <= max_wrong), 1.0)


@cache
def load(path: Path = CALIBRATION) -> Calibration:
    values = json.loads(path.read_text(encoding="utf-8"))
    risk = tuple((float(threshold), float(wrong)) for threshold, wrong in values.pop("risk"))
    statement = tuple(float(weight) for weight in values.pop("statement"))
    return Calibration(risk=risk, statement=statement, **{name: float(value) for name, value in values.items()})


def save(values: dict[str, object], path: Path = CALIBRATION) -> None:
    """Writes new values over the old ones of the same names, a line each."""
    merged = json.loads(path.read_text(encoding="utf-8")) | values
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in merged.items())
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, x))))
