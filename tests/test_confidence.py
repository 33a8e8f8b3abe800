from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qa.attribution import FEATURES
from qa.confidence import Calibration, DialError, load, save
from qa.evidence import Evidence
from qa.settings import Settings
from ui.setup import threshold

NOTHING = Evidence(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

SIMPLE = Calibration(
    bias=-1.0,
    span=(0.5, 1.0, 2.0, 0.0, 1.0, -3.0),
    reader_bias=0.0,
    reader_margin=1.0,
    statement_bias=-1.0,
    statement=(2.0, 1.0),
    stated_bias=1.0,
    stated_slope=2.0,
    stated_rival=0.5,
    who_bias=-1.0,
    who_slope=2.0,
    who_rival=0.0,
    threshold=0.3,
    nearness=0.2,
    nearness_across=0.1,
    risk=((0.0, 0.6), (0.4, 0.3), (0.8, 0.1)),
)


def test_probability_is_logistic_in_the_evidence() -> None:
    assert SIMPLE.probability(NOTHING._replace(margin=2.0)) == pytest.approx(0.5)
    assert SIMPLE.probability(NOTHING._replace(retrieval=1.0, across=2.0, missing=1.0)) == pytest.approx(0.5)
    assert SIMPLE.probability(NOTHING._replace(margin=2.0, retrieval=0.5)) == pytest.approx(0.7310586)
    assert SIMPLE.probability(NOTHING._replace(lead=4.0, missing=1.0)) == pytest.approx(0.5)
    assert SIMPLE.reader_probability(-1000) == pytest.approx(0, abs=1e-20)
    assert SIMPLE.statement_probability((0.5, 0.0)) == pytest.approx(0.5)


def test_a_statements_score_becomes_a_probability_that_rises_with_it_and_falls_with_its_rivals() -> None:
    # σ(1 + 2 ln(s / (1 - s)) - ln(r / (1 - r)) / 2): at s = r = 1/2 σ(1); at s = 3/4, odds 3, e · 3² : 1 = 24.4645 to 1;
    # a rival of odds 9 takes the square root of these from the odds, 3
    assert SIMPLE.stated_probability(0.5, 0.5) == pytest.approx(0.7310586)
    assert SIMPLE.stated_probability(0.5, 0.5, who=True) == pytest.approx(0.2689414)
    assert SIMPLE.stated_probability(0.75, 0.5) == pytest.approx(24.4645 / 25.4645, abs=1e-6)
    assert SIMPLE.stated_probability(0.75, 0.9) == pytest.approx(8.15484 / 9.15484, abs=1e-6)
    scores = [SIMPLE.stated_probability(n / 10, 0.5) for n in range(11)]
    assert scores == sorted(scores)
    assert 0 < scores[0] < scores[-1] < 1
    against = [SIMPLE.stated_probability(0.5, n / 10) for n in range(11)]
    assert against == sorted(against, reverse=True)


@pytest.mark.parametrize(("accepted", "threshold"), [(1.0, 0.0), (0.6, 0.0), (0.5, 0.4), (0.3, 0.4), (0.1, 0.8)])
def test_the_dial_takes_the_lowest_threshold_that_keeps_to_it(accepted: float, threshold: float) -> None:
    assert SIMPLE.threshold_for(accepted) == threshold


def test_a_dial_that_cannot_be_kept_to_says_which_can() -> None:
    with pytest.raises(DialError, match=r"DEPECHE_MAX_WRONG is 0\.05; .* under 0\.1\. Give 0\.1 or more"):
        SIMPLE.threshold_for(0.05)
    with pytest.raises(DialError, match="Give 1 or more"):
        replace(SIMPLE, risk=()).threshold_for(0.05)


def test_the_dial_reaches_the_program() -> None:
    assert threshold(Settings.read({"max_wrong": "0.4"}, env={})) == load().threshold_for(0.4)
    assert threshold(Settings.read({"max_wrong": "0.4", "threshold": "0.7"}, env={})) == 0.7
    with pytest.raises(DialError, match="--max-wrong"):
        threshold(Settings.read(env={"DEPECHE_MAX_WRONG": "0"}))


def test_the_shipped_calibration_is_complete_and_its_dial_turns_one_way() -> None:
    shipped = load()
    assert len(shipped.statement) == len(FEATURES)
    assert len(shipped.span) == len(Evidence._fields)
    assert 0 < shipped.threshold < 1
    assert shipped.stated_slope > 0 and shipped.who_slope > 0
    assert shipped.stated_rival >= 0 and shipped.who_rival >= 0
    least = min(wrong for _, wrong in shipped.risk)
    kept = [shipped.threshold_for(accepted / 20) for accepted in range(21) if accepted / 20 >= least]
    assert len(kept) > 5
    assert kept == sorted(kept, reverse=True)
    assert shipped.probability(NOTHING._replace(margin=10.0, retrieval=1.0)) > shipped.probability(
        NOTHING._replace(margin=-10.0)
    )


def test_saving_replaces_only_what_is_given(tmp_path: Path) -> None:
    path = tmp_path / "calibration.json"
    path.write_text(json.dumps({"bias": 1.0, "risk": [[0.0, 0.5]], "of an older version": 3}))
    save({"bias": 2.0}, path)
    assert json.loads(path.read_text()) == {"bias": 2.0, "risk": [[0.0, 0.5]]}
