from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.asking import Asked
from bench.calibrate import Judged, best_threshold, risk_table, together, weights_of
from bench.calibrate_statements import rising_map
from bench.curves import area, calibration_error, coverage_at, reliability, risk_coverage
from bench.parity import First, compare, span_f1
from bench.remembering import join
from bench.unanswerable import swapped, without_answer
from qa.spans import NOTHING_TO_READ
from qa.types import Quote, Reading, Span


def quote(document: int, start: int, end: int) -> Quote:
    return Quote(document, 1, "0" * 64, "", "", start, end, "x" * (end - start), start, end, "", 0.5)


def judged(p: list[float], right: list[float], answerable: list[bool], weight: list[float]) -> Judged:
    return Judged(np.array(p), np.array(right), np.array(answerable), np.array(weight))


def test_risk_and_coverage_count_questions_by_their_weight() -> None:
    # surest first: right (1), the tie wrong (2) with right (1), wrong (4); of a weight of 8
    curve = risk_coverage(np.array([0.5, 0.9, 0.5, 0.1]), np.array([0, 1, 1, 0]), np.array([2.0, 1.0, 1.0, 4.0]))
    assert curve.threshold.tolist() == [0.9, 0.5, 0.1]
    assert curve.coverage.tolist() == [1 / 8, 4 / 8, 1.0]
    assert curve.risk.tolist() == [0.0, 2 / 4, 6 / 8]
    assert area(curve) == pytest.approx(0 / 8 + 3 / 8 * 0.5 + 4 / 8 * 0.75)
    assert coverage_at(curve, 0.5) == 0.5
    assert coverage_at(curve, 0.0) == 0.125
    assert coverage_at(risk_coverage(np.array([0.5]), np.array([0]), np.array([1.0])), 0.5) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 1), st.floats(0.1, 2)), min_size=1, max_size=30))
def test_a_curve_ends_with_everything_answered(answers: list[tuple[float, int, float]]) -> None:
    p, right, weight = (np.array(column, dtype=float) for column in zip(*answers, strict=True))
    curve = risk_coverage(p, right, weight)
    assert curve.coverage[-1] == pytest.approx(1.0)
    assert curve.risk[-1] == pytest.approx((weight * (1 - right)).sum() / weight.sum())
    assert (np.diff(curve.coverage) > 0).all()
    assert -1e-9 <= area(curve) <= 1 + 1e-9


def test_bins_hold_what_falls_in_them_and_one_falls_in_the_last() -> None:
    p, right = np.array([0.02, 0.08, 1.0, 0.9]), np.array([0, 1, 1, 1])
    first, last = reliability(p, right, np.array([1.0, 1.0, 1.0, 1.0]))
    assert first == pytest.approx((0.0, 0.1, 0.5, 0.05, 0.5))
    assert last == pytest.approx((0.9, 1.0, 0.5, 0.95, 1.0))
    assert calibration_error([first, last]) == pytest.approx(0.5 * 0.45 + 0.5 * 0.05)
    heavy, light = reliability(p, right, np.array([3.0, 1.0, 1.0, 1.0]))
    assert heavy == pytest.approx((0.0, 0.1, 4 / 6, (3 * 0.02 + 0.08) / 4, 0.25))
    assert light.share == pytest.approx(2 / 6)


def test_the_risk_table_keeps_to_its_word_at_every_higher_threshold() -> None:
    # 60 answers at 0.3, 20 wrong; 40 at 0.7, 30 wrong, so that the surer ones are the worse; 40 at 0.9, all right
    p = [0.3] * 60 + [0.7] * 40 + [0.9] * 40
    right = [0.0] * 20 + [1.0] * 40 + [0.0] * 30 + [1.0] * 10 + [1.0] * 40
    table = dict(risk_table(judged(p, right, [True] * 140, [1.0] * 140)))
    assert table[0.0] == table[0.3] == pytest.approx(30 / 80, abs=1e-4)  # 50 of 140 there, but 30 of 80 above
    assert table[0.7] == pytest.approx(30 / 80, abs=1e-4)
    assert table[0.72] == table[0.9] == 0.0
    assert 0.92 not in table


def test_the_default_threshold_is_amid_those_that_do_best() -> None:
    p, answerable = [0.2, 0.3, 0.6, 0.8], [False, False, True, True]
    assert best_threshold(judged(p, [0, 0, 1, 1], answerable, [1, 1, 1, 1])) == 0.45  # of 0.31 to 0.6
    # the third is a loss to refuse, but counts for one in a thousand
    assert best_threshold(judged(p, [0, 0, 1, 1], answerable, [1, 1, 0.003, 1])) == 0.55  # of 0.31 to 0.8


def test_parts_count_the_same_however_many_they_are() -> None:
    pooled = together(judged([0.5], [1], [True], [3.0]), judged([0.1, 0.2], [0, 0], [True, False], [1.0, 1.0]))
    assert pooled.weight.tolist() == [1.0, 0.5, 0.5]
    assert pooled.p.tolist() == [0.5, 0.1, 0.2]


def test_unanswerable_forms_share_one_weight() -> None:
    def asked(name: str, kind: str) -> Asked:
        return Asked("fr-fr", name, "t", kind, np.zeros((0, 6)), np.zeros(0, dtype=bool), 0.0)  # type: ignore[arg-type]

    forms = [asked("a", "own"), asked("a", "removed"), asked("a", "cut"), asked("b", "own"), asked("b", "swapped")]
    assert weights_of(forms, 0.5).tolist() == [1.0, 0.25, 0.25, 1.0, 0.5]


def test_the_map_of_scores_never_falls() -> None:
    own, rival = np.array([0.2, 0.3, 0.7, 0.8] * 20), np.array([0.4, 0.6] * 40)
    score, high = np.stack([own, rival], axis=1), np.array([0, 0, 1, 1] * 20)
    assert rising_map(score, high)[1] > 0
    assert rising_map(score, 1 - high) == pytest.approx((0.0, 0.0, 0.0))  # half are right, whatever the score
    unrivalled = np.array([1, 0] * 40)
    assert rising_map(score, unrivalled)[2] > 0
    assert rising_map(score, 1 - unrivalled)[2] == 0.0  # a good rival speaks for nobody


def test_pairs_of_answers_are_counted_once() -> None:
    one, half, other = quote(1, 0, 10), quote(1, 5, 15), quote(2, 0, 10)
    assert span_f1(one, one) == 1.0
    assert span_f1(one, half) == 0.5
    assert span_f1(one, other) == span_f1(one, quote(1, 10, 20)) == 0.0
    nothing = First(None, False)
    found = compare(
        [
            (First(one, True), First(one, True)),
            (First(one, True), First(half, False)),
            (First(one, False), First(other, True)),
            (First(one, True), nothing),
            (nothing, nothing),
        ]
    )
    assert (found.pairs, found.answered, found.same, found.overlapping, found.both_right) == (5, 3, 1, 2, 1)
    assert (found.one_refused, found.both_refused, found.agreement) == (1, 1, 0.6)


def test_readings_of_single_passages_join_as_one() -> None:
    one, other = Reading((Span(0, 0, 4, 1.0), Span(0, 9, 12, -3.0)), null=-1.5), Reading((Span(0, 2, 5, 2.0),), -2.5)
    assert join([one, other], 2) == Reading((Span(1, 2, 5, 2.0), Span(0, 0, 4, 1.0)), -2.5)
    assert join([], 5) == Reading((), NOTHING_TO_READ)


def test_a_text_loses_the_sentences_that_answer() -> None:
    text = "La tour est haute. Elle a été bâtie en 1889 à Paris. On la visite."
    assert without_answer(text, ["1889"]) == "La tour est haute. On la visite."
    assert without_answer("Bâtie en 1889.", ["1889"]) is None
    assert without_answer("Un. Il y a deux", ["n. I"]) is None  # it stands across sentences


def test_a_swapped_name_is_of_the_same_kind_and_new() -> None:
    others = ["Hier, Marie Curie est venue à Görlitz en 1900.", "Puis Jakob Böhme est parti."]
    question = "En quelle année Jakob Böhme tombe-t-il malade ?"
    assert swapped(question, others, ["1624"], "seed") in {
        "En quelle année Marie Curie tombe-t-il malade ?",
        "En quelle année Görlitz tombe-t-il malade ?",
    }
    assert swapped("Qui a gagné en 1998 ?", others, ["1624"], "seed") == "Qui a gagné en 1900 ?"
    assert swapped("Qui a gagné ?", others, [], "seed") is None
    assert swapped("Qui a gagné en 1998 ?", ["Rien."], [], "seed") is None
