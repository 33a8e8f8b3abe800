from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.attribution import FEATURES
from qa.confidence import Calibration, Evidence, load, save

SIMPLE = Calibration(
    bias=-1.0,
    margin=0.5,
    retrieval=2.0,
    across=1.0,
    english=-1.0,
    reader_bias=0.0,
    reader_margin=1.0,
    statement_bias=-1.0,
    statement=(2.0, 1.0),
    threshold=0.3,
    similarity=0.2,
    similarity_across=0.1,
    risk=((0.0, 0.6), (0.4, 0.3), (0.8, 0.1)),
)


def test_probability_is_logistic_in_the_evidence() -> None:
    assert SIMPLE.probability(Evidence(2.0, 0.0, 0.0, 0.0)) == pytest.approx(0.5)
    assert SIMPLE.probability(Evidence(0.0, 0.5, 1.0, 1.0)) == pytest.approx(0.5)
    assert SIMPLE.probability(Evidence(2.0, 0.5, 0.0, 0.0)) == pytest.approx(0.7310586)
    assert SIMPLE.reader_probability(-1000) == pytest.approx(0, abs=1e-20)
    assert SIMPLE.statement_probability((0.5, 0.0)) == pytest.approx(0.5)


@pytest.mark.parametrize(("accepted", "threshold"), [(1.0, 0.0), (0.6, 0.0), (0.5, 0.4), (0.3, 0.4), (0.1, 0.8)])
def test_the_dial_takes_the_lowest_threshold_that_keeps_to_it(accepted: float, threshold: float) -> None:
    assert SIMPLE.threshold_for(accepted) == threshold


def test_a_dial_beyond_what_was_seen_refuses_everything() -> None:
    assert SIMPLE.threshold_for(0.05) == 1.0
    assert replace(SIMPLE, risk=()).threshold_for(0.05) == 1.0


def test_the_shipped_calibration_is_complete_and_its_dial_turns_one_way() -> None:
    shipped = load()
    assert len(shipped.statement) == len(FEATURES)
    assert 0 < shipped.threshold < 1
    thresholds = [shipped.threshold_for(accepted / 20) for accepted in range(21)]
    assert thresholds == sorted(thresholds, reverse=True)
    assert shipped.probability(Evidence(10, 1, 0, 0)) > shipped.probability(Evidence(-10, 0, 0, 0))


def test_saving_replaces_only_what_is_given(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({"bias": 1.0, "risk": [[0.0, 0.5]]}))
    save({"bias": 2.0}, path)
    assert json.loads(path.read_text()) == {"bias": 2.0, "risk": [[0.0, 0.5]]}
