"""Which statements fit a question: the features worked out by hand over invented sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.index import Index
from index.types import SearchResult
from qa.attribution import FEATURES, naming, weigh
from qa.statement_questions import StatementQuestion, parse_question
from qa.statements import extract
from tests.tiny import TinyEncoder, loaded

TEXT = (
    "Anne Le Gall, maire de Brest, a déclaré que le port rouvrirait lundi. "
    "Paul Morvan a jugé que Brest avait trop attendu, tandis qu'Anne Le Gall a décrit la fermeture comme « une chance ». "
    "Elle a ajouté que la pluie cesserait."
)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index.open(tmp_path, TinyEncoder(["port", "pluie", "brest"]), annotate=extract)
    index.add_documents([loaded(TEXT)])
    return index


def asked(index: Index, question: str, *, others: bool = False) -> dict[str, dict[str, float]]:
    """The features by name of each statement weighed, by its words."""
    wanted = parse_question(question)
    assert wanted is not None
    result: SearchResult = index.search(question)
    said = weigh(question, wanted, result, index.encoder, others=others)
    return {
        one.document.text[one.statement.start : one.statement.end]: {
            **dict(zip(FEATURES, one.features, strict=True)),
            "named": one.named,
        }
        for one in said
    }


def test_only_the_statements_of_the_person_asked_about_are_weighed(index: Index) -> None:
    question = "Qu'a dit Anne Le Gall du port ?"
    assert set(asked(index, question)) == {
        "le port rouvrirait lundi",
        "la fermeture comme « une chance »",
        "la pluie cesserait",
    }
    assert set(asked(index, question, others=True)) == {"Brest avait trop attendu"}


def test_features_of_a_topic_that_the_words_have(index: Index) -> None:
    found = asked(index, "Qu'a dit Anne Le Gall du port ?")
    # the sentence has "port" and "Brest": two axes of the tiny encoder, so a cosine of 1/√2
    assert found["le port rouvrirait lundi"] == {
        "words": pytest.approx(1.0),
        "sentence": pytest.approx(0.5**0.5),
        "shared_words": 1.0,
        "shared_sentence": 1.0,
        "all_in_sentence": 1.0,
        "names_missing": 0.0,
        "named": False,
    }
    assert found["la pluie cesserait"]["words"] == pytest.approx(0.0)
    assert found["la pluie cesserait"]["all_in_sentence"] == 0.0


def test_a_name_elsewhere_in_the_sentence_is_what_a_statement_is_about(index: Index) -> None:
    found = asked(index, "Qu'a dit Anne Le Gall de Brest ?")
    assert found["la fermeture comme « une chance »"]["named"]
    assert not found["la pluie cesserait"]["named"]


def test_a_name_that_the_article_lacks_counts_against_all(index: Index) -> None:
    found = asked(index, "Qu'a dit Anne Le Gall de Marseille ?")
    assert {features["names_missing"] for features in found.values()} == {1.0}


def test_who_said_is_answered_with_the_name_even_for_a_pronoun(index: Index) -> None:
    document = index.document(1)
    rain = next(one for one in index.statements(1) if "pluie" in document.text[one.start : one.end])
    assert rain.speaker == "Elle"
    start, end = naming(document, rain) or (0, 0)
    assert document.text[start:end] == "Anne Le Gall"
    assert start == TEXT.rindex("Anne Le Gall")


def test_who_said_weighs_everybody(index: Index) -> None:
    wanted = StatementQuestion("who_said", None, "la pluie cesserait", "fr")
    result = index.search("pluie")
    assert len(weigh("Qui ?", wanted, result, index.encoder, others=False)) == 4
    assert weigh("Qui ?", wanted, result, index.encoder, others=True) == []
