from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fulltext import columns, match_expression, names, terms
from index.language import question_language


def test_accents_elisions_and_stop_words_do_not_count() -> None:
    assert terms("l'évacuation d'habitants", "fr") == terms("Evacuation habitant", "fr")
    assert terms("Séisme", "fr") == terms("séismes", "fr") == terms("seisme", "fr")
    assert terms("Qu'est-ce que c'est ?", "fr") == []
    assert terms("What did they say about it?", "en") == []


def test_forms_of_one_word_meet() -> None:
    assert terms("negotiations", "en") == terms("negotiation", "en")
    assert terms("négociateurs", "fr") == terms("négociateur", "fr")


def test_composed_and_decomposed_accents_meet() -> None:
    assert terms("re\u0301gime", "fr") == terms("régime", "fr")


def test_acronyms_with_and_without_dots_meet() -> None:
    assert terms("l'O.N.U.", "fr") == terms("ONU", "fr") == ["onu"]


def test_names_are_what_may_stand_in_another_language() -> None:
    assert names("What did Lavrov say on 26 August?") == ["Lavrov", "26", "August"]
    assert names("Où est Alep ?") == ["Alep"]
    assert names("ONU") == ["ONU"]


def test_a_passage_of_unknown_language_is_found_in_both() -> None:
    assert columns("Alep", "fr") == ("alep", "")
    assert columns("Alep", None) == ("alep", "alep")


@given(st.text(max_size=60))
def test_any_text_makes_an_expression_that_fts5_takes(text: str) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5 (fr, en, tokenize = 'unicode61')")
    base.execute("INSERT INTO t VALUES (?, ?)", columns(text, None))
    expression = match_expression([("fr", terms(text, "fr")), ("en", terms(text, "en"))])
    if expression is not None:
        base.execute("SELECT rowid FROM t WHERE t MATCH ?", (expression,)).fetchall()
    base.close()


@pytest.mark.parametrize("text", ["langage c++", "-a NOT b", 'un "mot', "l'été*", "fr : (x)", "NEAR(a b)"])
def test_what_means_something_to_fts5_is_only_words(text: str) -> None:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE t USING fts5 (fr, en, tokenize = 'unicode61')")
    base.execute("INSERT INTO t VALUES (?, ?)", columns(text, "fr"))
    expression = match_expression([("fr", terms(text, "fr"))])
    assert expression is not None
    assert base.execute("SELECT count(*) FROM t WHERE t MATCH ?", (expression,)).fetchone() == (1,)
    base.close()


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Qui a signé l'accord ?", "fr"),
        ("qu'a dit lavrov sur daraya", "fr"),
        ("Et Lavrov ?", "fr"),
        ("Pourquoi ?", "fr"),
        ("And Lavrov?", "en"),
        ("Why?", "en"),
        ("what did lavrov say about daraya", "en"),
        ("Name one Asian architectural writer.", "en"),
        ("Who received a classical Islamic education?", "en"),
    ],
)
def test_language_of_a_question(question: str, language: str) -> None:
    assert question_language(question) == language


def test_a_bare_name_takes_the_default() -> None:
    assert question_language("Kerry ?", default="en") == "en"
    assert question_language("Kerry ?", default="fr") == "fr"
