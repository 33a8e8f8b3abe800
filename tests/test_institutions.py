"""Institutions by their full names, in articles that call them by their kind."""

from __future__ import annotations

import pytest

from index.types import Statement
from qa.institutions import Institutions
from qa.statements import extract
from qa.tokens import Language

FRENCH = (
    "La coopérative laitière des Trois-Vaux ferme. Le fabricant, la société Norvent, proteste, comme l'association "
    "Eaux vives et l'Agence nationale de santé."
)
ENGLISH = "The northern water company raised prices. The culture ministry and the Brackley rowers' union objected."


@pytest.mark.parametrize(
    ("language", "text", "mention", "name"),
    [
        ("fr", FRENCH, "la coopérative", "coopérative laitière des Trois-Vaux"),
        ("fr", FRENCH, "la jeune société", "Norvent"),
        ("fr", FRENCH, "la même société", "Norvent"),
        ("fr", FRENCH, "l'agence", "Agence nationale de santé"),
        ("fr", FRENCH, "La coopérative laitière des Trois-Vaux", "coopérative laitière des Trois-Vaux"),
        ("fr", FRENCH, "le ministère", None),  # nothing in the article says which
        ("fr", FRENCH, "le maire", None),
        ("fr", FRENCH, "une association", None),
        ("fr", FRENCH, "le quotidien « Le Val »", None),
        ("en", ENGLISH, "the ministry", "culture ministry"),
        ("en", ENGLISH, "the company", "northern water company"),
        ("en", ENGLISH, "The culture ministry", "culture ministry"),
        ("en", ENGLISH, "Northwind, a campaign group", "Northwind"),
        ("en", ENGLISH, "the farmer", None),
    ],
)
def test_the_fullest_name_before_the_mention(language: Language, text: str, mention: str, name: str | None) -> None:
    assert Institutions(text, language).resolve(mention, len(text)) == name


def test_a_name_that_comes_later_is_not_taken() -> None:
    assert Institutions(ENGLISH, "en").resolve("the ministry", 10) is None


@pytest.mark.parametrize(
    ("language", "mention", "name"),
    [
        ("fr", "un rapport de l'Observatoire des eaux publié", "Observatoire des eaux"),
        ("fr", "L'armateur, la compagnie Brivet", "Brivet"),
        ("fr", "l'association Eaux vives", "Eaux vives"),
        ("en", "a preliminary report by the Rail Safety Board", "Rail Safety Board"),
    ],
)
def test_papers_firms_and_associations_by_the_name_they_hold(language: Language, mention: str, name: str) -> None:
    assert Institutions(mention, language).resolve(mention, len(mention)) == name


def test_the_company_is_the_one_that_the_article_begins_with() -> None:
    text = "Harrow Cycles, the country's largest bicycle maker, will close a plant."
    assert Institutions(text, "en").resolve("the company", len(text)) == "Harrow Cycles"
    two = text + " Brill, which owns the land, objects."
    assert Institutions(two, "en").resolve("the company", len(two)) is None
    late = "A plant will close. " * 30 + text
    assert Institutions(late, "en").resolve("the company", len(late)) == "Harrow Cycles"  # just before
    late += " A plant will close." * 30
    assert Institutions(late, "en").resolve("the company", len(late)) is None


@pytest.mark.parametrize("mention", ["the NRU", "The National Rail Union (NRU)", "The NRU"])
def test_initials_are_spelt_out_as_the_article_does(mention: str) -> None:
    text = "Talks failed at the weekend. The National Rail Union (NRU) rejected the offer."
    assert Institutions(text, "en").resolve(mention, len(text)) == "National Rail Union"
    assert Institutions("Talks failed.", "en").resolve("the NRU", 10) is None


def test_french_initials_skip_small_words() -> None:
    text = "Selon le Syndicat national des infirmiers (SNI), rien ne va."
    assert Institutions(text, "fr").resolve("Le SNI", len(text)) == "Syndicat national des infirmiers"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme Foods will close a plant. Acme made a loss.", "Acme Foods"),
        ("Acme Foods will close a plant.", None),  # named once: it may be anything
        ("Lorme is in mourning. A plant in Lorme burnt down.", None),  # a place
        ("Rita Moss will close a plant. Moss made a loss.", None),  # one of the people
    ],
)
def test_the_company_may_be_what_the_article_begins_with(text: str, name: str | None) -> None:
    assert Institutions(text, "en", ["Rita Moss"]).resolve("the company", len(text)) == name


def test_one_firm_under_two_words() -> None:
    text = "Le groupe Novalis ferme."
    assert Institutions(text, "fr").resolve("l'entreprise", len(text)) == "Novalis"


def said(text: str) -> Statement:
    (statement,) = extract(text, "fr")
    return statement


def test_a_woman_speaks_again_after_an_agency_that_grammar_makes_a_she() -> None:
    text = (
        "La nageuse Oriane Tassel a été suspendue. L'Agence du sport l'a annoncé dans un communiqué : "
        "« Elle dispose de dix jours. » Jointe à Brive, la championne tombe des nues. « Je n'ai rien pris, a-t-elle "
        "assuré. »"
    )
    assert [one.speaker_resolved for one in extract(text, "fr")][-1] == "Oriane Tassel"


def test_a_breton_name_is_one_word() -> None:
    statement = said("La maire, Solenn Kerlec'h, a promis « une ville plus sûre ».")
    assert statement.speaker_resolved == "Solenn Kerlec'h"


def test_an_article_after_a_title_belongs_to_the_name() -> None:
    text = "Le maire, Yann Le Goff, a été entendu. M. Le Goff s'est dit « serein »."
    assert said(text).speaker_resolved == "Yann Le Goff"


def test_a_place_before_an_inverted_subject_does_not_swallow_it() -> None:
    statement = said(
        "« C'est une victoire », s'est réjouie devant la gare Judith Sabatier, porte-parole du collectif."
    )
    assert statement.speaker_resolved == "Judith Sabatier"


def test_a_source_with_a_relative_clause_is_set_off_whole() -> None:
    text = "D'après un audit que nous avons pu consulter, le logiciel se trompe souvent."
    assert text[said(text).start : said(text).end] == "le logiciel se trompe souvent"
