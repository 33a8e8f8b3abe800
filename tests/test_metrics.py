"""The figures, against values worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.metrics import (
    auroc,
    exact_match,
    expected_calibration_error,
    f1,
    hit_at,
    mean_reciprocal_rank,
    normalise_answer,
    risk_coverage,
)


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("L'armée et les insurgés", "armée et insurgés"),
        ("l’armée", "armée"),
        ("« une  opération\u00a0similaire »", "opération similaire"),
        ("The U.S. Army", "us army"),
        ("d'Alep", "alep"),
        ("aujourd'hui", "aujourdhui"),  # the d' inside a word is no article
        ("un, une; du — des", ""),
        ("Larmée", "larmée"),
        ("e\u0301te\u0301", "\u00e9t\u00e9"),  # decomposed equals composed
    ],
)
def test_normalisation(text: str, normalised: str) -> None:
    assert normalise_answer(text) == normalised


def test_accents_are_kept() -> None:
    assert exact_match("arme", ["armé"]) == 0.0


def test_f1_counts_shared_words() -> None:
    # predicted {armée, insurgés, syriens}, answer {armée, insurgés}: precision 2/3, recall 1, F1 = 0.8
    assert f1("l'armée, les insurgés syriens", ["armée insurgés"]) == pytest.approx(0.8)
    # a word said twice counts once where the answer has it once: precision 1/2, recall 1
    assert f1("Alep Alep", ["Alep"]) == pytest.approx(2 / 3)
    assert f1("Moscou", ["Damas", "à Moscou"]) == pytest.approx(2 / 3)


def test_no_answer_equals_no_answer_only() -> None:
    assert exact_match("", [""]) == f1("", [""]) == 1.0
    assert exact_match("Alep", [""]) == f1("Alep", [""]) == 0.0
    assert f1("Alep", []) == 0.0


def test_rankings() -> None:
    ranks = [1, 2, None, 4]
    assert hit_at(ranks, 1) == 0.25
    assert hit_at(ranks, 2) == 0.5
    assert hit_at(ranks, 10) == 0.75
    assert mean_reciprocal_rank(ranks) == (1 + 0.5 + 0.25) / 4
    assert hit_at([], 1) == mean_reciprocal_rank([]) == 0.0


def test_calibration_error_by_hand() -> None:
    # bin 0.9–1.0: stated 0.95 and 1.0, one right: |1.95 - 1| = 0.95; bin 0.2–0.3: stated 0.25, wrong: 0.25
    assert expected_calibration_error([0.95, 1.0, 0.25], [1, 0, 0]) == pytest.approx((0.95 + 0.25) / 3)
    # within one bin errors cancel: 0.5 and 0.5, one right
    assert expected_calibration_error([0.5, 0.5], [True, False]) == 0.0


def test_auroc_by_hand() -> None:
    # pairs (positive, negative): 3>1, 3>2, 2>1 won, 2=2 a half: 3.5 of 4
    assert auroc([3, 2, 2, 1], [1, 1, 0, 0]) == pytest.approx(3.5 / 4)
    with pytest.raises(ValueError, match="at least one"):
        auroc([1, 2], [1, 1])


def test_risk_coverage_by_hand() -> None:
    coverage, risk = risk_coverage([0.9, 0.5, 0.5, 0.1], [1, 0, 1, 0])
    np.testing.assert_allclose(coverage, [0.25, 0.75, 1.0])
    np.testing.assert_allclose(risk, [0, 1 / 3, 0.5])


def test_lists_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        auroc([1.0], [1, 0])


@given(st.text(), st.text())
def test_f1_is_symmetric_bounded_and_above_exact_match(a: str, b: str) -> None:
    assert f1(a, [b]) == pytest.approx(f1(b, [a]))
    assert exact_match(a, [b]) <= f1(a, [b]) <= 1.0


@given(st.text())
def test_an_answer_matches_itself(text: str) -> None:
    assert exact_match(text, [text]) == 1.0


@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), min_size=2))
def test_auroc_of_reversed_scores_is_the_complement(rows: list[tuple[float, bool]]) -> None:
    scores, positive = [s for s, _ in rows], [p for _, p in rows]
    if len(set(positive)) == 2:
        assert auroc(scores, positive) == pytest.approx(1 - auroc([-s for s in scores], positive))
