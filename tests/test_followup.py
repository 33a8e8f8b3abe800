"""Follow-ups: the dialogues written for them, cases read by hand, and stand-alone questions left as they are."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.followups import DIALOGUES, dialogues, f1
from qa.followup import rewrite
from qa.types import Turn

ARTICLES = Path(__file__).parent / "articles"
FRENCH = [Turn("Qu'a dit Kerry sur Daraya ?", "le régime syrien avait «forcé la reddition» de Daraya")]
ENGLISH = [Turn("What did Kerry say about Daraya?", "le régime syrien avait «forcé la reddition» de Daraya")]


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (FRENCH, "Et Lavrov ?", "Qu'a dit Lavrov sur Daraya ?"),
        (FRENCH, "Et à Alep ?", "Qu'a dit Kerry sur Alep ?"),
        (FRENCH, "Depuis quand est-elle assiégée ?", "Depuis quand Daraya est-elle assiégée ?"),
        (FRENCH, "Pourquoi ?", "Pourquoi Kerry a-t-il dit cela sur Daraya ?"),
        (FRENCH, "Qu'a-t-il dit d'autre ?", "Qu'a dit Kerry d'autre ?"),
        (FRENCH, "Qu'en pense Lavrov ?", "Que pense Lavrov de Daraya ?"),
        (FRENCH, "Et Lavrov, qu'a-t-il dit ?", "Qu'a dit Lavrov sur Daraya ?"),
        (FRENCH, "Et qu'a dit Lavrov ?", "Qu'a dit Lavrov sur Daraya ?"),
        (FRENCH, "Et sur la trêve ?", "Qu'a dit Kerry sur la trêve ?"),
        (ENGLISH, "And Lavrov?", "What did Lavrov say about Daraya?"),
        (ENGLISH, "What else did he say?", "What else did Kerry say?"),
        (ENGLISH, "How long has it been besieged?", "How long has Daraya been besieged?"),
        (ENGLISH, "Why?", "Why did Kerry say that about Daraya?"),
        (ENGLISH, "What about the truce?", "What did Kerry say about the truce?"),
        (ENGLISH, "What does Lavrov think of it?", "What does Lavrov think of Daraya?"),
    ],
)
def test_follow_ups(history: list[Turn], question: str, expected: str) -> None:
    assert rewrite(question, history) == expected


def test_a_change_of_language_keeps_name_and_topic() -> None:
    rewritten = rewrite("Et Lavrov ?", ENGLISH)
    assert "Lavrov" in rewritten
    assert "Daraya" in rewritten


@pytest.mark.parametrize(
    "question",
    [
        "Qu'a dit Lavrov sur Alep ?",
        "Depuis quand Daraya est-elle assiégée ?",
        "Qui soutient le régime ?",
        "Y a-t-il eu un accord ?",
        "Et lui ?",
        "Merci",
        "What did Lavrov say about Aleppo?",
        "Who supports the regime?",
        "Did Lavrov say that he would come back?",
        "Is it true?",
        "",
        " ?",
    ],
)
def test_what_needs_no_rewriting_or_allows_none_is_unchanged(question: str) -> None:
    assert rewrite(question, FRENCH) == question
    assert rewrite(question, []) == question


def test_the_first_question_is_never_changed() -> None:
    assert rewrite("Et Lavrov ?", []) == "Et Lavrov ?"


def test_a_chain_of_follow_ups() -> None:
    history = [
        Turn("Qui est John Kerry ?", "le secrétaire d'Etat américain"),
        Turn("Qu'a-t-il dit de la trêve ?", "…"),
    ]
    assert rewrite("Et Lavrov ?", history) == "Qu'a dit Lavrov de la trêve ?"
    assert rewrite("Pourquoi ?", history) == "Pourquoi John Kerry a-t-il dit cela sur la trêve ?"


def test_known_people_tell_a_person_from_a_place() -> None:
    people = {"Sergueï Lavrov": "m"}
    assert rewrite("Et Lavrov ?", FRENCH, people) == "Qu'a dit Lavrov sur Daraya ?"
    assert rewrite("Et Alep ?", FRENCH, people) == "Qu'a dit Kerry sur Alep ?"


@pytest.mark.parametrize(
    ("before", "answer", "question", "standing"),
    [
        (
            "Pourquoi les halles Sadoul ferment-elles ?",
            "",
            "Et combien coûterait leur remise en état ?",
            "Et combien coûterait la remise en état des halles Sadoul ?",
        ),
        (
            "What did Anna Moss say about the board?",
            "It failed us.",
            "And what did she demand?",
            "And what did Anna Moss demand?",
        ),
        ("Pourquoi les usines ferment-elles ?", "", "Leur a-t-on parlé ?", "Leur a-t-on parlé ?"),
        (
            "Comment Ann Moss a-t-elle appris la nouvelle ?",
            "par la radio",
            "À quelle heure ?",
            "À quelle heure Ann Moss a-t-elle appris la nouvelle ?",
        ),
        (
            "How many mills does the Brassel Moor group run?",
            "six",
            "Since when has it owned the quarry?",
            "Since when has the Brassel Moor group owned the quarry?",
        ),
        (
            "Who filed the lawsuit?",
            "the nonprofit Moss Aid",
            "When was that?",
            "When did the nonprofit Moss Aid file the lawsuit?",
        ),
        (
            "Qui craint pour les équipes de secours ?",
            "Paul Rey",
            "Combien de trajets ont-elles effectués ?",
            "Combien de trajets les équipes de secours ont-elles effectués ?",
        ),
        ("Whom did Martin Moss meet?", "the developer", "What did he promise?", "What did Martin Moss promise?"),
        ("Which body objected to the plan?", "Ann & Co", "Why?", "Why did Ann & Co object to the plan?"),
        ("Who is against the plan?", "Ann Moss", "Why?", "Why is Ann Moss against the plan?"),
        ("Who is Ann Moss?", "the mayor of Leeds", "Why?", "Why?"),
        ("Quelle ville le maire quitte ?", "Brest", "Pourquoi ?", "Pourquoi ?"),
        ("When was the bridge built?", "1903", "And by whom?", "By whom was the bridge built?"),
        ("Quand le pont a-t-il été bâti ?", "1903", "Et par qui ?", "Par qui le pont a-t-il été bâti ?"),
        ("Qu'a dit Paul Rey du pont ?", "…", "Qu'en pense Ann Moss ?", "Que pense Ann Moss du pont ?"),
        ("Qu'a dit Paul Rey des ponts ?", "…", "Et qu'a dit Ann Moss ?", "Qu'a dit Ann Moss sur les ponts ?"),
        ("Who denied the claim?", "Ann Moss", "Why?", "Why did Ann Moss deny the claim?"),
        ("Who planned the raid?", "Ann Moss", "When?", "When did Ann Moss plan the raid?"),
        ("Who announced the deal?", "Ann Moss", "Where?", "Where did Ann Moss announce the deal?"),
        ("Who signed it?", "Ann Moss", "When?", "When did Ann Moss sign it?"),
        ("When was the law passed?", "", "Why is it?", "Why was the law passed?"),
        ("How much will the fun run raise?", "£5,000", "When is it?", "When is the fun run?"),
        ("What does James want?", "a new pitch", "Why?", "Why does James want a new pitch?"),
        ("Quel jour ouvre le musée ?", "Lundi", "Pourquoi ?", "Pourquoi ?"),
        ("Qu'a dit Paul Rey du stade ?", "…", "Quand a-t-il signé ?", "Quand Paul Rey a-t-il signé ?"),
        ("Que dit Paul Rey ?", "non", "Et Ann Moss, qu’a-t-elle promis ?", "Qu’a promis Ann Moss ?"),
        (
            "Que craint Paul Rey au sujet du nouveau stade ?",
            "…",
            "Où sera-t-il bâti ?",
            "Où le nouveau stade sera-t-il bâti ?",
        ),
        (
            "When is the review of the National Harbour Safety Board due?",
            "March",
            "Who leads it?",
            "Who leads the National Harbour Safety Board?",
        ),
        ("Quand le vote aura-t-il lieu ?", "mardi", "Et la réunion ?", "Quand la réunion aura-t-elle lieu ?"),
        (
            "How many sheets does the engraver Anselme Roy buy?",
            "200",
            "Where is he from?",
            "Where is Anselme Roy from?",
        ),
    ],
)
def test_what_they_own_what_is_it_and_agreement(before: str, answer: str, question: str, standing: str) -> None:
    assert rewrite(question, [Turn(before, answer)]) == standing


@pytest.mark.parametrize("split", ["development", "held_out"])
def test_dialogues_reach_the_bar(split: str) -> None:
    right, count = map(sum, zip(*dialogues(DIALOGUES, split).values(), strict=True))
    assert count == {"development": 188, "held_out": 8}[split]
    assert right / count >= {"development": 0.95, "held_out": 0.5}[split]


def test_the_articles_own_questions_stand_alone() -> None:
    """Each is asked after the one before it in its article; none depends on it."""
    spoilt, count = 0, 0
    for path in sorted(ARTICLES.rglob("*.json")):
        if path == DIALOGUES:
            continue
        questions = json.loads(path.read_text("utf-8"))["questions"]
        for before, question in pairwise(questions):
            turn = Turn(before["question"], (before["answers"] or [""])[0])
            count += 1
            spoilt += rewrite(question["question"], [turn]) != question["question"]
    assert count >= 200
    assert spoilt / count <= 0.01


def test_token_f1_by_hand() -> None:
    assert f1("What did Kerry say?", "What did Kerry say about Daraya?") == pytest.approx(2 * 4 / (4 + 6))


@given(st.text(max_size=80), st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=3))
def test_any_dialogue_gives_a_question(question: str, turns: list[tuple[str, str]]) -> None:
    history = [Turn(*turn) for turn in turns]
    rewritten = rewrite(question, history)
    assert rewritten == rewrite(question, history)
    assert rewritten or not question.strip()


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (ENGLISH, "No, I meant Lavrov", "What did Lavrov say about Daraya?"),
        (FRENCH, "Non, je parlais de Lavrov", "Qu'a dit Lavrov sur Daraya ?"),
        (FRENCH, "Et les autres ?", "Qui d'autre a parlé de Daraya ?"),
        ([Turn("Who criticised the reform?", "Anne Hart")], "Who else?", "Who else criticised the reform?"),
        ([Turn("Qui dirige l'hôpital ?", "Anne Hart")], "Depuis quand ?", "Depuis quand Anne Hart dirige l'hôpital ?"),
        ([Turn("When did the fire start?", "on Monday")], "Where exactly?", "Where did the fire start?"),
        ([Turn("Combien coûte le billet ?", "12 euros")], "Et pour les enfants ?", "Combien coûte le billet pour les enfants ?"),
        ([Turn("Who founded the club?", "Anne Hart")], "When was that?", "When did Anne Hart found the club?"),
        ([Turn("How far did the price fall?", "by half")], "When was that?", "When did the price fall?"),
        ([Turn("What did Hart promise?", "a truce")], "Why?", "Why did Hart promise a truce?"),
        ([Turn("Que réclame Hart ?", "une trêve")], "Pourquoi ?", "Pourquoi Hart réclame-t-il une trêve ?"),
        ([Turn("Qui est le maire ?", "Anne Hart")], "Qui la soutient ?", "Qui soutient Anne Hart ?"),
        ([Turn("Où se trouve le musée ?", "à Lorme")], "Qui y travaille ?", "Qui travaille dans le musée ?"),
        ([Turn("Where is the museum?", "in Lorme")], "Who works there?", "Who works in the museum?"),
        ([Turn("Combien coûte le pont ?", "12 euros")], "Et quelle est sa longueur ?", "Et quelle est la longueur du pont ?"),
        ([Turn("Combien de maisons seront bâties ?", "46")], "Où seront-elles ?", "Où les maisons seront-elles ?"),
        ([Turn("Qu'a dit Hart de la trêve ?", "rien")], "Et des routes ?", "Qu'a dit Hart des routes ?"),
        (ENGLISH, "Is there anything else?", "Is there anything else?"),
    ],
)  # fmt: skip
def test_corrections_others_and_details(history: list[Turn], question: str, expected: str) -> None:
    assert rewrite(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "A quoi sert un haut fourneau ?",
        "Quand une étude a-t-elle été publiée ?",
        "Qui apporte son soutien au maire ?",
        "How many people have left their homes?",
        "Who said that nothing is won until it is signed?",
    ],
)
def test_what_a_question_names_itself_needs_no_history(question: str) -> None:
    assert rewrite(question, [Turn("What did Kerry say about the truce?", "it must hold")]) == question
