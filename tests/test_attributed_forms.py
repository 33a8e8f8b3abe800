"""Forms of attribution and of questions about somebody's stance, each with sentences made up for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.context import in_context, name_of
from index.index import Index
from index.types import LoadedDocument
from qa.roles import is_hypernym
from qa.stance_questions import parted
from qa.statement_questions import parse_question
from qa.statements import extract
from tests.tiny import TinyEncoder, loaded


def said(text: str, language: str) -> list[tuple[str | None, str]]:
    """(speaker resolved, or as written where nobody is named; words) of each statement."""
    return [(s.speaker_resolved or s.speaker, text[s.start : s.end]) for s in extract(text, language)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "Anna Pell has run the yard since May. The 47-year-old, who joined in March, said the fence would move.",
            [("Anna Pell", "the fence would move")],
        ),
        (
            "Rita Sorel, general secretary of the Dock Workers' Union, said bosses had left the room twice.",
            [("Rita Sorel", "bosses had left the room twice")],
        ),
        (
            "“And who counts the sheep?” asked Mrs Lorna Veal. “We do.”",
            [("Lorna Veal", "And who counts the sheep?"), ("Lorna Veal", "We do.")],
        ),
        (
            "Joan Abiola of the bank Trent Mere cut her forecast to zero, arguing that the plan had failed.",
            [("Joan Abiola", "the plan had failed")],
        ),
        (
            "The watchdog, the Office of Rail Safety, said it would look into the matter.",
            [("Office of Rail Safety", "it would look into the matter")],
        ),
        (
            '"New lamps were always coming," shrugged Stan Moor, groundsman since 1999. "Well, here it is."',
            [("Stan Moor", "New lamps were always coming"), ("Stan Moor", "Well, here it is.")],
        ),
        ("“The roof is a disgrace,” she told deputies to cheers.", [("she", "The roof is a disgrace")]),
        (
            "Two fellow rebels, Maud Esteve and Henrik Price, said they would abstain.",
            [("Henrik Price", "they would abstain"), ("Maud Esteve", "they would abstain")],
        ),
        (
            "The former surveyor herself would say only that she would rest.",
            [("The former surveyor", "she would rest")],
        ),
        ("Caretaker Ivor Brand said that it leaked.", [("Ivor Brand", "it leaked")]),
        (
            "The Guild of Bakers is demanding that ovens be checked. The mill had been arguing that flour was dear.",
            [("Guild of Bakers", "ovens be checked"), ("The mill", "flour was dear")],
        ),
        (
            'The union put the bill at £4 million, a figure that Harlan Voss dismissed as "fantasy arithmetic".',
            [("The union", "the bill at £4 million"), ("Harlan Voss", "fantasy arithmetic")],
        ),
        (
            "Two aides to the mayor said it would “look carefully” at the plan but declined to give a date.",
            [("Two aides to the mayor", "it would “look carefully” at the plan")],
        ),
        (
            '"A rule nobody checks is not a rule," Harlan Voss argued on Monday; he accused the owners of "living on luck".',
            [
                ("Harlan Voss", "A rule nobody checks is not a rule"),
                ("Harlan Voss", 'the owners of "living on luck"'),
            ],
        ),
        (
            "Tamsela Oru, the mill's owner, is happy. She does wish, though, that the council would pay.",
            [("Tamsela Oru", "the council would pay")],
        ),
        ("The doctors did agree the consultation.", []),
        ("The man was claiming housing benefit while abroad. The brakes were protesting that day.", []),
        (
            "Tom Reed said the firm had offered talks but refused to raise pay.",
            [("Tom Reed", "the firm had offered talks but refused to raise pay")],
        ),
        (
            "Tom Reed announced a plan that he called “a gift to the town”.",
            [("Tom Reed", "a plan that he called “a gift to the town”")],
        ),
        (
            "The payments were approved by the bank's account manager, police said.",
            [("police", "The payments were approved by the bank's account manager")],
        ),
        ("For her club, Mary Holt has scored nine goals.", []),
        (
            "Ferrow, the glove maker, turned down an offer from Kestrel, saying that it “undervalues” the brand.",
            [("Ferrow", "it “undervalues” the brand")],
        ),
        (
            "Flour, by the miller's account, has never been so dear.",
            [("the miller", "Flour, by the miller's account, has never been so dear")],
        ),
        (
            "The regular thinks that it was time: “Every summer it sticks.”",
            [("The regular", "it was time"), ("The regular", "Every summer it sticks.")],
        ),
        (
            "Mrs Lorna Stobb and Mr Paul Aldo both want the council to pay.",
            [("Lorna Stobb", "the council to pay"), ("Paul Aldo", "the council to pay")],
        ),
        (
            "They would have had no complaints, according to their coach, Sven Aalto. The Dutchman added that two would "
            "be missing.",
            [("Sven Aalto", "They would have had no complaints"), ("Sven Aalto", "two would be missing")],
        ),
        ("The Department for Trade said it was open.", [("The Department for Trade", "it was open")]),
        (
            "Joan Abiola coaches the Rovers. An inspection report from last June warned that the wiring was old.",
            [("An inspection report", "the wiring was old")],
        ),
        (
            "“The market is shrinking,” she wrote in a note to clients, “and nobody minds.”",
            [("she", "The market is shrinking,” she wrote in a note to clients, “and nobody minds.")],
        ),
        (
            "Greenpeace said the rig leaked. The campaign group demanded an inquiry. Shell, which owns the rig, rejected "
            "the claim. The oil giant said tests were clean.",
            [
                ("Greenpeace", "the rig leaked"),
                ("Greenpeace", "an inquiry"),
                ("Shell", "the claim"),
                ("Shell", "tests were clean"),
            ],
        ),
        (
            "The Kenyan runner Amos Kiru won. Kiru said the wind had helped. His trainer says he can run faster.",
            [("Amos Kiru", "the wind had helped"), ("His trainer", "he can run faster")],
        ),
        (
            "Norvane, a maker of lifts, will open a plant. The Swiss company said it would hire.",
            [("Norvane", "it would hire")],
        ),
    ],
)
def test_english(text: str, found: list[tuple[str | None, str]]) -> None:
    assert sorted(said(text, "en"), key=lambda one: (text.find(one[1]), one[0] or "")) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "« Je ne signerais pas », nuance la géologue Irma Vallois, qui réclame cinq ans d'étude.",
            [("Irma Vallois", "Je ne signerais pas"), ("Irma Vallois", "cinq ans d'étude")],
        ),
        (
            "« Le pont tiendra », tranche le biologiste Sven Aalto. « Il a tenu », tranche le biologiste, qui souhaite que "
            "l'essai soit répété.",
            [("Sven Aalto", "Le pont tiendra"), ("Sven Aalto", "Il a tenu"), ("Sven Aalto", "l'essai soit répété")],
        ),
        (
            "« Elle nous coûte cher, calcule le maire, Octave Brun, et personne n'en veut ! »",
            [("Octave Brun", "Elle nous coûte cher, calcule le maire, Octave Brun, et personne n'en veut !")],
        ),
        (
            "Selon une note interne consultée par L'Echo, le budget ne suffirait pas.",
            [("une note interne", "le budget ne suffirait pas")],
        ),
        (
            "Sven Aalto, de l'université de Nord, qui n'a pas participé aux travaux, juge la démonstration solide.",
            [("Sven Aalto", "la démonstration solide")],
        ),
        ("Me Jean Ballo a réclamé en leur nom 412 000 euros.", [("Jean Ballo", "412 000 euros")]),
        (
            "« C'est fini », a lancé d'emblée le maire, Hervé Tangui, devant une salle comble.",
            [("Hervé Tangui", "C'est fini")],
        ),
        (
            "L'élu s'appuie sur un rapport du cabinet Ossature, selon lequel la charpente est pourrie. Il faudrait agir, "
            "précise le document.",
            [("Ossature", "la charpente est pourrie"), ("Ossature", "Il faudrait agir")],
        ),
        (
            "« Nos hommes ont tiré », a affirmé sa porte-parole, la colonelle Agathe Dumy.",
            [("Agathe Dumy", "Nos hommes ont tiré")],
        ),
        (
            "BREST, 6 octobre (Agence) – Le Tarsin a rappelé son ambassadeur, a annoncé le préfet.",
            [("le préfet", "Le Tarsin a rappelé son ambassadeur")],
        ),
        (
            "La gouverneure Selma Orben a parlé. « C'est calme », a dit Selma Orben. La Norvège a proposé une trêve.",
            [("Selma Orben", "C'est calme"), ("Norvège", "une trêve")],
        ),
        (
            "M. Roy et Mme Lante ont affirmé l'un et l'autre vouloir rester.",
            [("Lante", "vouloir rester"), ("Roy", "vouloir rester")],
        ),
        (
            "Anna Vallois a parlé. Le garçon, lui, hausse les épaules : « Je veux jouer. »",
            [("Le garçon", "Je veux jouer.")],
        ),
        (
            "La présidente, Hermine Vasse, juge la coupe « inévitable », tandis que le maire de Bray, Gaspard Thiron, la "
            "qualifie de « coup de poignard ».",
            [("Hermine Vasse", "la coupe « inévitable »"), ("Gaspard Thiron", "coup de poignard")],
        ),
        (
            "Le maire affirme que la firme a proposé un plan mais n’a pas tenu sa promesse.",
            [("Le maire", "la firme a proposé un plan mais n’a pas tenu sa promesse")],
        ),
        ("Un plan que Claire Dubois qualifie de « folie » sera voté lundi.", []),
        ("Pour son entreprise, Paul Martin a emprunté deux millions.", []),
        (
            "Une infirmière qui n’a pas voulu donner son nom disait comprendre les marins.",
            [("Une infirmière", "comprendre les marins")],
        ),
        (
            "« C’est non », a déclaré devant le terminal de Bourgneuf Malik Delmas, délégué du syndicat.",
            [("Malik Delmas", "C’est non")],
        ),
        (
            "Port de la Lonne : le bac à quai\n\nLe bac est resté à quai, a indiqué la Régie des passages de la Lonne.",
            [("Régie des passages de la Lonne", "Le bac est resté à quai")],
        ),
        (
            "Deux cents ouvriers de chez Dobbs, rive nord, embauchent avant l’aube, rappelle le préfet.",
            [("le préfet", "Deux cents ouvriers de chez Dobbs, rive nord, embauchent avant l’aube")],
        ),
        (
            "Théo Bamba veut que le bois aille au sculpteur Ilan Prévotat. Ce dernier se dit « honoré ».",
            [("Théo Bamba", "le bois aille au sculpteur Ilan Prévotat"), ("Ilan Prévotat", "honoré")],
        ),
        (
            "Un habitué trouve qu’il était temps : « Chaque été, ça colle. » Il se trouve que le café est fermé.",
            [("Un habitué", "il était temps"), ("Un habitué", "Chaque été, ça colle.")],
        ),
        (
            "Inès Morand, l’avocate des voisins, est sortie. « C’est dur », s’est plaint Me Paolo Ravo. L’avocat a promis "
            "que son client paierait.",
            [("Paolo Ravo", "C’est dur"), ("Paolo Ravo", "son client paierait")],
        ),
    ],
)
def test_french(text: str, found: list[tuple[str | None, str]]) -> None:
    assert sorted(said(text, "fr"), key=lambda one: (text.find(one[1]), one[0] or "")) == found


@pytest.mark.parametrize(
    "phrase", ["the caretaker", "la papetière", "l'artisan", "the 52-year-old", "l'ostréicultrice"]
)
def test_trades_take_up_somebody(phrase: str) -> None:
    assert is_hypernym(phrase)


@pytest.mark.parametrize("phrase", ["La Norvège", "la dernière", "le quartier", "the frontier", "le dossier"])
def test_countries_and_things_do_not(phrase: str) -> None:
    assert not is_hypernym(phrase)


@pytest.mark.parametrize(
    ("question", "kind", "speaker", "topic"),
    [
        ("Why does Rita Sorel oppose the bridge?", "what_said", "Rita Sorel", "the bridge"),
        ("What worries Rita Sorel about the bridge?", "what_said", "Rita Sorel", "the bridge"),
        ("How many houses does Rita Sorel expect to be built?", "according_to", "Rita Sorel", "houses be built"),
        ("Who does Rita Sorel blame for the delay?", "according_to", "Rita Sorel", "the delay"),
        ("What sentence did Rita Sorel ask for?", "what_said", "Rita Sorel", "sentence"),
        ("What are Rita Sorel's fears about the harbour?", "what_said", "Rita Sorel", "the harbour"),
        ("Is Rita Sorel in favour of the bridge?", "what_said", "Rita Sorel", "the bridge"),
        ("Who is worried about the bridge?", "who_said", None, "the bridge"),
        ("Who compared the bridge to a toy?", "who_said", None, "the bridge to a toy"),
        (
            "Quelles conséquences Rita Sorel redoute-t-elle pour le port ?",
            "what_said",
            "Rita Sorel",
            "conséquences le port",
        ),
        ("Quelle peine le procureur a-t-il requise ?", "what_said", "le procureur", "peine"),
        ("Combien de maisons Rita Sorel prévoit-elle ?", "according_to", "Rita Sorel", "maisons"),
        ("Pourquoi Rita Sorel s'oppose-t-elle au pont ?", "what_said", "Rita Sorel", "pont"),
        ("Qu'est-ce qui inquiète Rita Sorel dans le projet ?", "what_said", "Rita Sorel", "le projet"),
        ("À quoi Rita Sorel attribue-t-elle le retard ?", "what_said", "Rita Sorel", "le retard"),
        ("Rita Sorel est-elle favorable au pont ?", "what_said", "Rita Sorel", "pont"),
        ("Quelles sont les craintes de Rita Sorel ?", "what_said", "Rita Sorel", None),
        ("Qui voit dans le pont un jouet ?", "who_said", None, "le pont un jouet"),
        ("À quoi Anna Moss s'est-elle engagée envers la ville ?", "what_said", "Anna Moss", "la ville"),
    ],
)
def test_questions_on_what_somebody_thinks(question: str, kind: str, speaker: str | None, topic: str | None) -> None:
    asked = parse_question(question)
    assert asked is not None
    assert (asked.kind, asked.speaker, asked.topic, asked.stance) == (kind, speaker, topic, True)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Which firm said it would close the bridge?", "it would close the bridge"),
        ("Quelle firme a annoncé que le pont fermerait ?", "le pont fermerait"),
        ("Qui a fait valoir que le pont était sûr ?", "le pont était sûr"),
    ],
)
def test_which_firm_said_it_asks_who(question: str, topic: str) -> None:
    asked = parse_question(question)
    assert asked is not None
    assert (asked.kind, asked.speaker, asked.topic) == ("who_said", None, topic)


@pytest.mark.parametrize(
    "question",
    [
        "Why was the bridge closed?",
        "How many houses were built?",
        "When did Rita Sorel arrive?",
        "Who built the bridge?",
        "How much did the fair raise?",
        "Which train was Rita Sorel taking?",
        "What money did the fair raise?",
        "Qu'a trouvé la police dans la voiture ?",
        "La police a-t-elle trouvé l'arme ?",
        "Que trouve-t-on au port ?",
        "What is happening at the port?",
        "Pourquoi le pont est-il fermé ?",
        "Combien de maisons le maire a-t-il construites ?",
        "Quel âge a Rita Sorel ?",
        "Qui a construit le pont ?",
        "Which firm built the bridge?",
        "According to the article, how many houses were built?",
        "D'après le texte, qui a construit le pont ?",
    ],
)
def test_questions_of_fact_stay_so(question: str) -> None:
    assert parse_question(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Who saw the accident?",
        "Qui trouve le tableau ?",
        "What book did Ann Moss write?",
        "Who did Ann Moss meet?",
        "How much money does the firm give to charity?",
        "Why was the plan opposed by the mayor?",
        "Pourquoi le tribunal a-t-il rejeté la demande ?",
    ],
)
def test_what_is_seen_found_or_done_is_no_stance(question: str) -> None:
    found = parse_question(question)
    assert found is None or (found.stance and found.speaker is not None)  # then a fact where nobody is quoted


def test_no_words_behind_a_source_are_no_statement() -> None:
    assert said("Il cite un rapport du cabinet Ernst, selon lequel", "fr") == []
    assert said("La façon selon laquelle le maire gère est bonne.", "fr") == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Après « Le Jour », arrive Paul Petit.", "fr"),
        ("The song “Yesterday,” covered Karl Weiss on Monday.", "en"),
    ],
)
def test_titles_are_nobodys_words(text: str, language: str) -> None:
    assert said(text, language) == []


def test_words_told_that_evening() -> None:
    assert said("“The plan is dead,” Ann Moss told reporters that evening.", "en") == [
        ("Ann Moss", "The plan is dead")
    ]


def test_articles_and_places_are_no_speakers() -> None:
    assert said("The mayor spoke. The supplier said sales rose.", "en") == [("The supplier", "sales rose")]
    towns = said("The mayor of Leeds, Bradford and York, said it rained.", "en")
    assert not {"Bradford", "York"} & {speaker for speaker, _ in towns}


def test_another_paper_in_between_has_no_known_author() -> None:
    text = "Un rapport de Greenpeace sort. La ministre lit un texte de loi. Le texte affirme que la chasse cesse."
    assert said(text, "fr") == [("Le texte", "la chasse cesse")]


def test_where_the_speaker_begins() -> None:
    assert parted("mesures contre la sécheresse le préfet") == len("mesures contre la sécheresse ")
    assert parted("conséquences Anna Moreau") == len("conséquences ")
    assert parted("peine le procureur") == len("peine ")
    assert parted("peine anna") == len("peine ")  # as typed in haste
    assert parted("peine") is None


def test_a_title_is_searched_by_meaning_by_word_and_piece_by_piece(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(["musee", "pont"]))
    index.add_documents(
        [
            loaded("Il rouvrira lundi.", "b.txt", title="Le musée"),
            loaded("Il fermera mardi.", "c.txt", title="Le pont"),
        ]
    )
    for mode in ("dense", "text", "hybrid"):
        best = index.search("musée", top_k=1, mode=mode).hits[0]
        assert best.passage.text == "Il rouvrira lundi."  # the words of the article, without its title


def document(title: str, source: str = "port.txt") -> LoadedDocument:
    return LoadedDocument(title, "", source, "fr", None, "")


def test_a_passage_is_searched_behind_its_title() -> None:
    assert in_context(document("Le port ferme"), "Il rouvrira lundi.") == "Le port ferme. Il rouvrira lundi."
    assert in_context(document("Le port ferme ?"), "Oui.") == "Le port ferme ? Oui."
    assert in_context(document("Le port ferme"), "LE PORT FERME\n\nIl rouvrira.") == "LE PORT FERME\n\nIl rouvrira."
    assert in_context(document(name_of("le_port.txt"), "le_port.txt"), "Il rouvrira.") == "Il rouvrira."
