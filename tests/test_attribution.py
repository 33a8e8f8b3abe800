"""Which statements fit a question: the features worked out by hand over invented sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import InputError
from index.index import Index
from index.types import SearchResult
from qa import confidence
from qa.answer import Answerer
from qa.attribution import FEATURES, naming, weigh
from qa.hedges import hedges
from qa.saying import families, is_plain
from qa.statement_answers import as_known, fit, rivals
from qa.statement_list import list_statements
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
    late = {name: found["le port rouvrirait lundi"].pop(name) for name in ("late_words", "late_sentence")}
    assert found["le port rouvrirait lundi"] == {
        "words": pytest.approx(1.0),
        "shared_words": 1.0,
        "shared_sentence": 1.0,
        "all_in_sentence": 1.0,
        "names_missing": 0.0,
        "across": 0.0,
        "verb": 0.0,
        "named": False,
    }
    assert late["late_words"] <= late["late_sentence"]  # the words are part of their sentence
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


def test_the_kind_of_saying_asked_for_is_told_from_the_verb() -> None:
    assert families("a promis") == families("pledged") == {"promise"}
    assert families("a démenti") == families("denies") == {"deny"}
    assert families("Qu'a dementi") == {"deny"}  # typed without accents
    assert families("a déclaré") == families("said") == frozenset()
    assert not is_plain(families("promised"))
    assert is_plain(families("announced"))


@pytest.mark.parametrize(
    ("question", "speaker", "topic"),
    [
        ("What did the US secretary of state say about a study?", "the US secretary of state", "a study"),
        ("What did the minister tell reporters about the dam?", "the minister", "the dam"),
        ("What did the minister tell the BBC?", "the minister", "the BBC"),
        ("Qu'a promis la présidente de la région ?", "la présidente de la région", None),
        ("Qu'a dit Anne Le Gall du port ?", "Anne Le Gall", "port"),
        ("Que pense Anne Le Gall de l'effet du vent sur le port ?", "Anne Le Gall", "l'effet du vent sur le port"),
        ("Que dit Jean du Plessis sur le port ?", "Jean du Plessis", "le port"),
        ("Que dit Médecins du monde sur le port ?", "Médecins du monde", "le port"),
        ("Que dit le maire de la ville sur le port ?", "le maire de la ville", "le port"),
        ("What sentence is Anne Le Gall asking for?", "Anne Le Gall", "sentence"),
        ("What is the union demanding?", "the union", None),
        ("What weakness did the auditor identify?", "the auditor", "weakness"),
    ],
)
def test_speaker_and_topic_are_told_apart(question: str, speaker: str, topic: str | None) -> None:
    wanted = parse_question(question)
    assert wanted is not None
    assert (wanted.speaker, wanted.topic) == (speaker, topic)


def test_an_office_with_its_place_is_tried_where_it_might_be_speaker_and_topic(index: Index) -> None:
    city, port = (parse_question(f"Qu'a dit le maire {of} ?") for of in ("de Brest", "de la ville"))
    assert city is not None and port is not None
    result = index.search("maire")
    assert as_known(city, result, index.encoder).speaker == "le maire de Brest"
    assert as_known(port, result, index.encoder).speaker == "le maire"


def test_a_body_is_known_by_what_its_name_means_in_the_other_language(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(["commission", "port"]), annotate=extract)
    index.add_documents(
        [loaded("La Commission électorale a jugé que le port restait ouvert. Le port attend. " + TEXT)]
    )
    wanted = parse_question("What does the electoral commission say about the port?")
    person = parse_question("What does Karl Commission say about the port?")
    assert wanted is not None and person is not None
    result = index.search("port")
    assert as_known(wanted, result, index.encoder).speaker == "Commission électorale"
    assert as_known(person, result, index.encoder) == person


def test_a_statement_is_found_by_the_words_that_the_article_has_for_its_speaker(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(["récif"]), annotate=extract)
    index.add_documents(
        [
            loaded(
                "L'équipe était dirigée par l'archéologue Maud Le Goff. « Le récif est intact », a confié la chercheuse. "
                "Elle a ajouté que le récif serait protégé."
            )
        ]
    )
    found = asked(index, "Qu'a dit la chercheuse sur le récif ?")
    assert set(found) == {"Le récif est intact", "le récif serait protégé"}


def test_words_of_one_language_are_compared_without_its_stop_words(index: Index) -> None:
    shared = asked(index, "What did Anne Le Gall say about the port?")["le port rouvrirait lundi"]
    assert shared["shared_words"] == 1.0  # "the" is no word of the topic
    assert shared["across"] == 1.0


def test_a_country_is_there_where_its_adjective_is(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(["port"]), annotate=extract)
    index.add_documents([loaded("Anne Le Gall a déclaré que le port ukrainien rouvrirait lundi.")])
    for name, missing in (("Ukraine", 0.0), ("Libya", 1.0)):
        found = asked(index, f"What did Anne Le Gall say about {name}?")
        assert {features["names_missing"] for features in found.values()} == {missing}


def test_the_rival_of_a_persons_words_is_the_best_of_somebody_elses(index: Index) -> None:
    calibration = confidence.load()
    wanted = parse_question("What did Anne Le Gall say about the port?")
    assert wanted is not None
    result = index.search("port")
    said, theirs = (weigh("port", wanted, result, index.encoder, others=others) for others in (False, True))
    best = max(fit(one, calibration) for one in theirs)
    assert rivals(said, theirs, wanted, calibration)("Anne Le Gall") == best
    assert rivals(said, [], wanted, calibration)("Anne Le Gall") == 0.0
    anybody = parse_question("Who said that the port would open?")
    assert anybody is not None and anybody.speaker is None
    all_of_them = [*said, *theirs]
    against = rivals(all_of_them, [], anybody, calibration)
    names = {one.statement.speaker_resolved or one.statement.speaker for one in all_of_them}
    assert len(names) > 1
    spelt = {name: against(name) for name in names}
    assert against("Anne Legall") == against("Zoé Petit") == max(spelt.values())  # another person
    assert against("Ann Le Gall") == spelt["Anne Le Gall"]  # the same one in another spelling
    for name in names:
        others = [one for one in all_of_them if (one.statement.speaker_resolved or one.statement.speaker) != name]
        assert against(name) == max(fit(one, calibration) for one in others)


def test_a_body_may_be_named_by_part_of_its_name_with_its_article(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(["cause"]), annotate=extract)
    index.add_documents(
        [
            loaded(
                "The Riverside Joint Commission reported on Monday. The commission said that the cause was unknown.",
                language="en",
            )
        ]
    )
    assert list(asked(index, "What did the Joint Commission say about the cause?")) == ["the cause was unknown"]
    assert list(asked(index, "What did the Joint Chiefs say about the cause?")) == []


def test_statements_are_listed_by_speaker_and_topic(index: Index) -> None:
    calibration = confidence.load()
    everything = list_statements(index, calibration)
    assert [one.words for one in everything] == [TEXT[one.start : one.end] for one in index.statements(1)]
    mayor = list_statements(index, calibration, speaker="le maire de Brest")
    assert {one.statement.speaker_resolved for one in mayor} == {"Anne Le Gall"}
    assert len(list_statements(index, calibration, speaker="Anne Le Gall", limit=2)) == 2
    about = list_statements(index, calibration, speaker="Le Gall", about="la pluie")
    assert about[0].words == "la pluie cesserait"
    assert list_statements(index, calibration, speaker="Macron") == []
    with pytest.raises(InputError, match="limit"):
        list_statements(index, calibration, limit=0)


@pytest.mark.parametrize(
    ("sentence", "hedged"),
    [
        ("Le convoi aurait été attaqué dans la nuit.", True),
        ("Deux hommes seraient morts.", True),
        ("Il aurait gagné si le vent avait tourné.", False),
        ("The convoy was allegedly attacked.", True),
        ("The convoy was attacked.", False),
        ("Il serait utile de venir.", False),
    ],
)
def test_hearsay_is_told_from_plain_words(sentence: str, hedged: bool) -> None:
    assert hedges(sentence) is hedged


def test_a_list_by_topic_has_what_ask_would_answer(seed_answerer: Answerer) -> None:
    listed = list_statements(seed_answerer.index, seed_answerer.calibration, speaker="Lavrov", about="Daraya")
    first = seed_answerer.ask("what did Lavrov say about Daraya?").quotes[0]
    assert listed[0].words == first.text
    assert listed[0].score == pytest.approx(first.score, abs=0.1)  # one topic asked for in two ways
    assert {one.statement.speaker_resolved for one in listed} == {"Sergueï Lavrov"}
