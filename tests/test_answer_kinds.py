"""What kind of answer a question asks for, and which words can be one."""

from __future__ import annotations

import pytest

from qa.answer_kinds import Kind, kind_asked, may_be


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How old is the mayor?", "age"),
        ("Quel est l'âge de la maire ?", "age"),
        ("Quel âge a la maire ?", "age"),
        ("Quel était l’âge du capitaine ?", "age"),
        ("How much does a ticket cost?", "money"),
        ("How much did Ann Lee pay for the house?", "money"),
        ("What salary does Ann Lee earn?", "money"),
        ("Combien coûte un billet ?", "money"),
        ("Combien la ville a-t-elle dépensé ?", "money"),
        ("Quel sera le montant des aides ?", "money"),
        ("How many farms are there?", "number"),
        ("Combien d'habitants compte la ville ?", "number"),
        ("Combien d'euros l'État a-t-il versés ?", "money"),
        ("How many weeks will she be out?", "duration"),
        ("Combien de jours la grève a-t-elle duré ?", "duration"),
        ("How many miles is the walk?", "distance"),
        ("What share of the firm does the fund hold?", "share"),
        ("Quelle part de la société détient le fonds ?", "share"),
        ("À quelle heure la séance a-t-elle repris ?", "clock"),
        ("What time did the fire start?", "clock"),
        ("In what year was the clinic built?", "year"),
        ("En quelle année le pont a-t-il été bâti ?", "year"),
        ("What year-end bonus did she get?", None),
        ("Comment s'appelle le mari d'Ann Lee ?", "name"),
        ("What is the name of the boat?", "name"),
        ("How much water was lost?", None),
        ("Combien de temps a duré la grève ?", "duration"),
        ("How long did the debate go on?", "duration"),
        ("Depuis combien de temps le pont est-il fermé ?", None),  # since 2011
        ("Who won the election?", None),
        ("Why is Berlin called the manager's city?", None),
    ],
)
def test_the_kind_a_question_asks_for(question: str, kind: str | None) -> None:
    assert kind_asked(question) == kind


@pytest.mark.parametrize(
    ("kind", "text", "words", "fits"),
    [
        ("age", "Ann Lee, 58, said no.", "58", True),
        ("age", "la maire, âgée de 58 ans", "58 ans", True),
        ("age", "who has fished since he was 16. He", "16", True),
        ("age", "who has fished since he was sixteen. He", "sixteen", True),
        ("age", "auteure de 19 arrêts", "19 arrêts", False),
        ("age", "auteure de 19 arrêts", "19", False),
        ("age", "the director said", "director", False),
        ("money", "le prix est de 12 euros", "12 euros", True),
        ("money", "a fine of £5 each", "£5", True),
        ("money", "a fine of £5 each", "5", True),
        ("money", "l'entrée est gratuite", "gratuite", True),
        ("money", "limited to 12 an hour", "12 an hour", False),
        ("money", "le directeur général", "directeur général", False),
        ("number", "about four million people", "four million", True),
        ("number", "une centaine de maisons", "une centaine", True),
        ("number", "the people of the town", "people", False),
        ("number", "un compromis à 2 400 euros", "2 400 euros", False),
        ("number", "un compromis à 2 400 euros", "2 400", False),
        ("number", "trois cents ans d'archives", "trois cents", False),
        ("number", "a rise of 12 %", "12", False),
        ("number", "some 15 a week", "15", True),
        ("number", "about 300 people over two years", "300 people over two years", True),
        ("number", "£5 each", "£5", False),
        ("duration", "out for thirty-eight weeks", "thirty-eight weeks", True),
        ("duration", "after nine games", "nine", False),
        ("duration", "within 10 working days", "10 working days", True),
        ("duration", "une quinzaine de jours", "une quinzaine de jours", True),
        ("duration", "shut for a week", "a week", True),
        ("duration", "le droit de vote à 16 ans", "16 ans", False),
        ("duration", "at least two people aged 16 years", "16 years", False),
        ("duration", "une peine allant jusqu'à 16 ans", "16 ans", True),
        ("duration", "de 10 à 16 ans de prison", "16 ans", True),
        ("distance", "une digue de 400 mètres", "400", True),
        ("distance", "400 people", "400", False),
        ("share", "the third-largest shareholder", "third-largest", False),
        ("share", "holds 8.2 per cent of it", "8.2 per cent", True),
        ("share", "un tiers des voix", "un tiers", True),
        ("clock", "reprise à 21 h 30", "21 h 30", True),
        ("clock", "at 5.45pm on Monday", "5.45pm", True),
        ("clock", "le 3 mars", "3 mars", False),
        ("year", "built in 1974 by", "1974", True),
        ("year", "built of stone by", "stone", False),
        ("name", "her husband, Luis, was 58", "58", False),
        ("name", "her husband, Luis, was 58", "Luis", True),
        ("name", "Fish is scarce.", "Fish", False),  # the sentence's capital
        ("name", "Nora est là. On y va avec Nora.", "Nora", True),
        ("age", "Ann Lee has worked there for 22 years.", "22 years", False),
        ("age", "Il y vit depuis dix ans.", "dix ans", False),
        ("age", "Il y vit depuis longtemps, à dix ans.", "dix ans", True),
        ("number", "la mission, présente depuis 2020, observe", "depuis 2020", False),
        ("number", "la mission, présente depuis 2020, observe", "2020", False),
        ("number", "some 2000 people came", "2000", True),
        ("number", "some forty in 2019", "forty", True),
        ("number", "it was signed by 2000 residents", "2000", True),
        ("number", "it was signed by 20000 people", "20000", True),
        ("name", "Nom du bateau : Pétrel", "Pétrel", True),
        ("name", "He met Mr. Moss", "Moss", True),
        ("name", "Lucie is his wife.", "Lucie", True),
    ],
)
def test_words_that_can_be_of_a_kind(kind: Kind, text: str, words: str, fits: bool) -> None:
    start = text.index(words)
    assert may_be(kind, text, start, start + len(words)) is fits
