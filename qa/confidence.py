"""From scores to a calibrated probability, and from the user's dial to a decision. numpy-free, no model.

A span's probability is logistic in its `Evidence`, a statement's in its features and once more in the score that these
give and in that of its best rival (after Platt 1999); the weights and the risk table are fitted by bench/calibrate.py
and bench/calibrate_statements.py and stored beside the code.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path

from index.errors import InputError
from qa.evidence import Evidence

CALIBRATION = Path(__file__).parent / "calibration.json"
EVEN = 0.5  # the score of a rival that takes nothing from a statement's own and adds nothing: where none is compared


class DialError(InputError):
    """The share of wrong answers asked for is less than any confidence kept to; the message says which can be."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """`span` are the weights of `Evidence`, `statement` those of `qa.attribution.FEATURES`; `stated_*` make what these
    give a probability (less `*_rival` of the best words of somebody else), `who_*` where the speaker is sought, which
    goes wrong oftener. `risk` lists (threshold, share of
    wrong among the answers given at it), thresholds rising; `threshold` is the one used where the user does not choose.
    Where the best hit's score is under `nearness`, nothing found is on the topic."""

    bias: float
    span: tuple[float, ...]
    reader_bias: float
    reader_margin: float
    statement_bias: float
    statement: tuple[float, ...]
    stated_bias: float
    stated_slope: float
    stated_rival: float
    who_bias: float
    who_slope: float
    who_rival: float
    threshold: float
    nearness: float
    nearness_across: float
    risk: tuple[tuple[float, float], ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the values (first 16 hexadecimal digits)."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:16]

    def probability(self, evidence: Evidence) -> float:
        """The chance that a span answers the question right."""
        return _sigmoid(self.bias + sum(w * x for w, x in zip(self.span, evidence, strict=True)))

    def reader_probability(self, margin: float) -> float:
        """The same where one passage was given and not searched for."""
        return _sigmoid(self.reader_bias + self.reader_margin * margin)

    def statement_probability(self, features: Sequence[float]) -> float:
        """How well a statement fits a topic, 0 to 1. `features`: those of `qa.attribution.FEATURES`."""
        return _sigmoid(self.statement_bias + sum(w * x for w, x in zip(self.statement, features, strict=True)))

    def stated_probability(self, score: float, rival: float = EVEN, *, who: bool = False) -> float:
        """The chance that a statement of this score answers, or `who` said it, where the best of somebody else's scores
        `rival`; rises with the score and falls with the rival's."""
        bias, slope, less = (
            (self.who_bias, self.who_slope, self.who_rival)
            if who
            else (self.stated_bias, self.stated_slope, self.stated_rival)
        )
        return _sigmoid(bias + slope * log_odds(score) - less * log_odds(rival))

    def threshold_for(self, max_wrong: float) -> float:
        """The lowest threshold at which, on development data, at most this share of the answers given was wrong.

        Raises DialError where no threshold kept to it.
        """
        for threshold, wrong in self.risk:
            if wrong <= max_wrong:
                return threshold
        least = math.ceil(100 * min((wrong for _, wrong in self.risk), default=1.0)) / 100
        raise DialError(
            f"--max-wrong / DEPECHE_MAX_WRONG is {max_wrong:g}; on the development questions no confidence kept the "
            f"share of wrong answers under {least:g}. Give {least:g} or more, or choose a --threshold yourself."
        )


@cache
def load(path: Path = CALIBRATION) -> Calibration:
    values = json.loads(path.read_text(encoding="utf-8"))
    risk = tuple((float(threshold), float(wrong)) for threshold, wrong in values.pop("risk"))
    span, statement = (tuple(float(weight) for weight in values.pop(name)) for name in ("span", "statement"))
    return Calibration(
        risk=risk, span=span, statement=statement, **{name: float(value) for name, value in values.items()}
    )


def save(values: dict[str, object], path: Path = CALIBRATION) -> None:
    """Writes new values over the old ones of the same names, a line each."""
    merged = json.loads(path.read_text(encoding="utf-8")) | values
    known = [field.name for field in fields(Calibration) if field.name in merged]
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(merged[name])}" for name in known)
    path.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
    load.cache_clear()


def log_odds(score: float) -> float:
    """Of a score between 0 and 1, not beyond those of one in a thousand."""
    score = min(max(score, 1e-3), 1 - 1e-3)
    return math.log(score / (1 - score))


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, x))))
