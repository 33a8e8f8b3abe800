"""Days named by their place in time, resolved by hand from a calendar."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.dates import find_dates, show
from qa.tokens import Language

SATURDAY = date(2016, 8, 27)


@pytest.mark.parametrize(
    ("text", "language", "first", "last", "shown"),
    [
        ("a déclaré vendredi John Kerry", "fr", (2016, 8, 26), (2016, 8, 26), "vendredi 26 août 2016"),
        ("a annoncé jeudi que", "fr", (2016, 8, 25), (2016, 8, 25), "jeudi 25 août 2016"),
        ("leur entretien vendredi 26 août à Genève", "fr", (2016, 8, 26), (2016, 8, 26), "vendredi 26 août 2016"),
        ("et devrait se poursuivre samedi", "fr", (2016, 8, 27), (2016, 8, 27), "samedi 27 août 2016"),
        ("sera signé lundi", "fr", (2016, 8, 29), (2016, 8, 29), "lundi 29 août 2016"),
        ("a rompu ses liens le mois dernier", "fr", (2016, 7, 1), (2016, 7, 31), "juillet 2016"),
        ("la semaine prochaine", "fr", (2016, 8, 29), (2016, 9, 4), None),
        ("hier", "fr", (2016, 8, 26), (2016, 8, 26), "vendredi 26 août 2016"),
        ("le 1er septembre", "fr", (2016, 9, 1), (2016, 9, 1), "jeudi 1er septembre 2016"),
        ("samedi dernier", "fr", (2016, 8, 20), (2016, 8, 20), "samedi 20 août 2016"),
        ("said on Friday", "en", (2016, 8, 26), (2016, 8, 26), "Friday 26 August 2016"),
        ("will meet on Monday", "en", (2016, 8, 29), (2016, 8, 29), "Monday 29 August 2016"),
        ("on 3 March 2015", "en", (2015, 3, 3), (2015, 3, 3), "Tuesday 3 March 2015"),
        ("on August 26", "en", (2016, 8, 26), (2016, 8, 26), "Friday 26 August 2016"),
        ("last year", "en", (2015, 1, 1), (2015, 12, 31), "2015"),
    ],
)
def test_dates(
    text: str, language: Language, first: tuple[int, int, int], last: tuple[int, int, int], shown: str | None
) -> None:
    (found,) = find_dates(text, SATURDAY, language)
    assert (found.first, found.last) == (date(*first), date(*last))
    assert shown is None or found.shown == shown
    assert found.consistent


def test_a_day_without_a_year_is_the_closest_one() -> None:
    (found,) = find_dates("le 30 décembre", date(2017, 1, 3), "fr")
    assert found.first == date(2016, 12, 30)


def test_a_weekday_that_does_not_go_with_its_date_is_told() -> None:
    (wrong,) = find_dates("jeudi 26 août 2016", SATURDAY, "fr")
    assert not wrong.consistent
    assert wrong.first == date(2016, 8, 26)


@pytest.mark.parametrize("text", ["le 31 février", "en mai", "may I ask", "45 minutes", ""])
def test_what_is_no_day(text: str) -> None:
    assert find_dates(text, SATURDAY, "fr") == []


@given(st.text(max_size=200), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["fr", "en"]))
def test_any_text(text: str, published: date, language: Language) -> None:
    for found in find_dates(text, published, language):
        assert found.first <= found.last
        assert 0 <= found.start < found.end <= len(text)


@given(st.dates(date(1900, 1, 8), date(2100, 1, 1)))
def test_a_day_shown_in_full_reads_back(day: date) -> None:
    (found,) = find_dates(show(day, "fr"), SATURDAY, "fr")
    assert found.first == day
    assert found.consistent
