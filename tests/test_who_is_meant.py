"""Who is meant where an article calls its people and bodies otherwise than by name; sentences made up for it."""

from __future__ import annotations

import pytest

from qa.descriptions import describes_somebody
from qa.institutions import may_be_called
from qa.people import People
from qa.roles import role_gender
from qa.statements import extract
from qa.tokens import Language


def said(text: str, language: str) -> list[tuple[str | None, str]]:
    """(speaker resolved, or as written where nobody is named; words) of each statement."""
    return [(s.speaker_resolved or s.speaker, text[s.start : s.end]) for s in extract(text, language)]


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("le gamin du village", "fr"),
        ("l'ancien tonnelier", "fr"),
        ("la double championne de lutte", "fr"),
        ("the piano tuner", "en"),
        ("the former nurse", "en"),
        ("the lift attendant of the tower", "en"),
    ],
)
def test_a_noun_on_no_list_may_tell_somebody(phrase: str, language: Language) -> None:
    assert describes_somebody(phrase, language)


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("la direction", "fr"),  # a body
        ("le communiqué", "fr"),  # a paper
        ("la réunion", "fr"),  # what is held
        ("les tonneliers", "fr"),
        ("un tonnelier", "fr"),
        ("le maire", "fr"),  # an office tells who holds it
        ("la Rouvière", "fr"),  # a name
        ("the settlement", "en"),
        ("the movers", "en"),
        ("the Sheffield plant", "en"),
        ("his mover", "en"),
    ],
)
def test_bodies_papers_offices_and_names_tell_nobody(phrase: str, language: Language) -> None:
    assert not describes_somebody(phrase, language)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "« On plante », explique Paul Nerval. L'ancien tonnelier regrette que la cave ferme.",
            [("Paul Nerval", "On plante"), ("Paul Nerval", "la cave ferme")],
        ),
        (
            "« C'est joli », sourit Maud Ferlet, qui tient le bar. Le maire dort. « Ça dure », glisse cette Auvergnate de "
            "52 ans.",
            [("Maud Ferlet", "C'est joli"), ("Maud Ferlet", "Ça dure")],
        ),
        (
            "Le maire, Jean Vasse, écoute. Le premier magistrat souhaite que la route ouvre.",
            [("Jean Vasse", "la route ouvre")],
        ),
        (
            "« Je rentre », dit Ursule Caflin, du bureau. La Grisonne assure que la neige tient.",
            [("Ursule Caflin", "Je rentre"), ("Ursule Caflin", "la neige tient")],
        ),
        (
            "Le facteur Paul Morand et le boulanger Luc Sorel se parlent enfin. Le premier promet de payer.",
            [("Paul Morand", "de payer")],
        ),
        (
            "« Non », tranche Nora Belkir. L'élue du Vermois accuse la ville de mentir.",
            [("Nora Belkir", "Non"), ("Nora Belkir", "la ville de mentir")],
        ),
        (
            "« Oui », lance Paul Rey. Sa collègue Zoé raconte avoir attendu.",
            [("Paul Rey", "Oui"), ("Zoé", "avoir attendu")],
        ),
        (
            "Défendu par la ministre de la Mer, Solène Ferlet, le texte passe. « Il est bon », a plaidé la ministre à la "
            "tribune.",
            [("Solène Ferlet", "Il est bon")],
        ),
        (
            "Il bat l'ancien ministre des Finances Kossi Amaral. M. Amaral a dit que le compte était faux.",
            [("Kossi Amaral", "le compte était faux")],
        ),
        (
            "Le porte-parole, Lassina Obéra, a souri. M. Obéra a promis que la route ouvrirait.",
            [("Lassina Obéra", "la route ouvrirait")],
        ),
        (
            "Pour sa cheffe, l'ancienne juge Helena Quarta, ces manques « gênent la mission ».",
            [("Helena Quarta", "ces manques « gênent la mission »")],
        ),
    ],
)
def test_people_in_french(text: str, found: list[tuple[str, str]]) -> None:
    assert said(text, "fr") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "“It rains in,” said Agna Dudek, its secretary. The piano tuner described the plan as “a box”.",
            [("Agna Dudek", "It rains in"), ("Agna Dudek", "the plan as “a box”")],
        ),
        (
            "Idris Penn leads them. The 29-year-old, the youngest of the council, said the park was small.",
            [("Idris Penn", "the park was small")],
        ),
        (
            "Imam Omar Sarr spoke. His son Cheikh, an electrician, said he would leave. “I like lamps,” he said.",
            [("Cheikh", "he would leave"), ("Cheikh", "I like lamps")],
        ),
        (
            "Chief Executive Anna Rauts told reporters it was over. The engineer denied that it was late.",
            [("Anna Rauts", "it was over"), ("Anna Rauts", "it was late")],
        ),
        ("Forecaster Maria Deasy said it would blow.", [("Maria Deasy", "it would blow")]),
        ("Simon Vaizey KC said it was a whim.", [("Simon Vaizey", "it was a whim")]),
        (
            "The head of the choir has said she regrets the row.\n\nOttoline Brand told singers that she had shouted.",
            [("Ottoline Brand", "she regrets the row"), ("Ottoline Brand", "she had shouted")],
        ),
        (
            "“I found a glove,” the botanist said.\n\nFergus Auch was walking his dog.",
            [("Fergus Auch", "I found a glove")],
        ),
        (
            "Anna Pell and Carl Moss run the shop. Both said the till was empty.",
            [("Anna Pell", "the till was empty"), ("Carl Moss", "the till was empty")],
        ),
        ("In the Welshman's view, the song is long.", [("the Welshman", "the song is long")]),
        ("The mother of three fears the pool will close.", [("The mother of three", "the pool will close")]),
        (
            "According to Marek Dvora, an analyst at Pell & Harrow, the only bid would come from abroad.",
            [("Marek Dvora", "the only bid would come from abroad")],
        ),
        (
            "According to Marek Dvora, the mayor of the town has left.",
            [("Marek Dvora", "the mayor of the town has left")],
        ),
    ],
)
def test_people_in_english(text: str, found: list[tuple[str, str]]) -> None:
    assert sorted(said(text, "en")) == sorted(found)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Un bilan du ministère tamarien de la Santé est sorti.", "fr", []),
        (
            "Selon un bilan du ministère tamarien de la Santé, trois puits sont secs.",
            "fr",
            [("ministère tamarien de la Santé", "trois puits sont secs")],
        ),
        (
            "According to a notice published by the Device Authority, it leaks.",
            "en",
            [("Device Authority", "it leaks")],
        ),
        (
            "A spokeswoman for Marl Coaches said it rained.",
            "en",
            [("Marl Coaches", "it rained")],
        ),
        (
            "Le porte-parole de John Kerr dit que la pluie tombe.",
            "fr",
            [("Le porte-parole de John Kerr", "la pluie tombe")],
        ),
        (
            "The Lake Trust Authority met. The regulator said the lake was dry.",
            "en",
            [("Lake Trust Authority", "the lake was dry")],
        ),
        (
            "La Ligue des pêcheurs indépendants (LPI) craint la sécheresse. La LPI affirme que l'eau manque.",
            "fr",
            [
                ("Ligue des pêcheurs indépendants", "la sécheresse"),
                ("Ligue des pêcheurs indépendants", "l'eau manque"),
            ],
        ),
        ("L'ONG Pain Noir affirme que le blé manque.", "fr", [("Pain Noir", "le blé manque")]),
        ("La compagnie ferroviaire Translac assure que tout roule.", "fr", [("Translac", "tout roule")]),
        ("The teachers' union Chalk said pay was low.", "en", [("Chalk", "pay was low")]),
        (
            "Shares in Toll Biscuits fell. The company said flour was dear.",
            "en",
            [("Toll Biscuits", "flour was dear")],
        ),
        (
            "Le directeur, Paul Rey, sourit. Le bilan de la saison est bon : il indique que les ventes montent.",
            "fr",
            [("Le bilan de la saison", "les ventes montent")],
        ),
        (
            "« On attend », dit Lise Rey. Quant à la Fédération des lutteurs, elle promet de répondre.",
            "fr",
            [("Lise Rey", "On attend"), ("Fédération des lutteurs", "de répondre")],
        ),
        (
            "Selon les estimations publiées vendredi par l'Office des blés, rien ne pousse.",
            "fr",
            [("Office des blés", "rien ne pousse")],
        ),
        (
            "Le constructeur de barques Nauval a dit non. Le groupe assure que tout flotte.",
            "fr",
            [("Nauval", "tout flotte")],
        ),
        (
            "La Cour des Ponts juge « mauvais » le pont, dans un rapport. Le document affirme que tout rouille.",
            "fr",
            [("Cour des Ponts", "« mauvais » le pont"), ("Cour des Ponts", "tout rouille")],
        ),
        (
            "À la mairie de Brey, on assure que la place sera prête.",
            "fr",
            [("mairie de Brey", "la place sera prête")],
        ),
    ],
)
def test_bodies(text: str, language: str, found: list[tuple[str, str]]) -> None:
    assert said(text, language) == found


def test_a_body_is_called_by_its_own_kind_or_one_like_it() -> None:
    assert may_be_called("Fédération des lutteurs", "le syndicat", "fr")
    assert may_be_called("Lucerne Pillar", "the fund", "en")
    assert not may_be_called("Device Authority", "the union", "en")
    assert not may_be_called("Greenpeace", "the ministry", "en")  # no name hides that


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        (
            "« Elles ne veulent rien, dit-elle, elles veulent savoir. »",
            "fr",
            [("elle", "Elles ne veulent rien, dit-elle, elles veulent savoir.")],
        ),
        (
            "Un gel pourrait, prévient Lise Rey, tout perdre.",
            "fr",
            [("Lise Rey", "Un gel pourrait, prévient Lise Rey, tout perdre")],
        ),
        (
            "« On a lu ça dans le train », s'étrangle Lise Rey, conductrice.",
            "fr",
            [("Lise Rey", "On a lu ça dans le train")],
        ),
        (
            "« On a lu ça dans le train », hausse les épaules Lise Rey.",
            "fr",
            [("Lise Rey", "On a lu ça dans le train")],
        ),
        ("« On a lu ça dans le train », confie, dépité, Paul Rey.", "fr", [("Paul Rey", "On a lu ça dans le train")]),
        ("Prudence, tempère Lise Rey, chimiste : « Rien n'est publié. »", "fr", [("Lise Rey", "Rien n'est publié.")]),
        ("Lise Rey (sans étiquette) estime que l'eau manque.", "fr", [("Lise Rey", "l'eau manque")]),
        (
            "Un voisin ayant requis l'anonymat juge que l'eau manque.",
            "fr",
            [("Un voisin ayant requis l'anonymat", "l'eau manque")],
        ),
        ("Lise Rey nous a fait savoir que l'eau manque.", "fr", [("Lise Rey", "l'eau manque")]),
        ("Ce n'est pas l'avis de Lise Rey : « L'eau ne manque pas. »", "fr", [("Lise Rey", "L'eau ne manque pas.")]),
        ("« On a lu ça dans le train », désigne la même main.", "fr", []),
        (
            "The trouble, fishermen say, is distance.",
            "en",
            [("fishermen", "The trouble, fishermen say, is distance")],
        ),
        ("The vicar begged both sides to stop.", "en", [("The vicar", "both sides to stop")]),
        ("The chief told his officers to stop.", "en", [("The chief", "his officers to stop")]),
    ],
)
def test_where_the_words_stand(text: str, language: str, found: list[tuple[str, str]]) -> None:
    assert said(text, language) == found


def test_a_trade_of_the_lead_belongs_to_whom_the_next_sentence_names() -> None:
    text = "A village teacher has rowed home.\n\nOrla McGlade, 38, came ashore. Her partner Conor slept."
    people = People.of(text, "en")
    assert people.find("the teacher") == "Orla McGlade"
    other = People.of("A village teacher has rowed home.\n\nIt rained in May. Then Orla McGlade came.", "en")
    assert other.find("the butcher") is None


def test_gender_is_that_of_the_head() -> None:
    assert role_gender("L'élue du Vermois") == "f"
    assert role_gender("le patron de la scierie") == "m"
    assert role_gender("la présidente du club") == "f"


@pytest.mark.parametrize(
    ("text", "language", "nobodys"),
    [
        ("« On a tout perdu », dit Luc Morin. Le maire de Brey promet des logements.", "fr", "des logements"),
        ('"We lost it," said Luke Moor. The prime minister said it rained.', "en", "it rained"),
        ('"Demand is mad," said Jens Hull. The chipmaker said sales rose.', "en", "sales rose"),
        ("« Unissons-nous », dit Marine Tond. La gauche dénonce un coup de force.", "fr", "un coup de force"),
        ("The teenager told the jury he was afraid. Barrister Neil Grant wept.", "en", "he was afraid"),
        ("A former soldier has accused the army of neglect. Colonel Peter Marsh wept.", "en", "the army of neglect"),
        ("« J'ai eu peur », témoigne la caissière. Nadia Belk, la gérante, était absente.", "fr", "J'ai eu peur"),
        ("The Home Office met. The regulator said prices would rise.", "en", "prices would rise"),
        ("Shell said profits rose. Anna Bell was ill. A spokesman said it would pass.", "en", "it would pass"),
    ],
)
def test_words_are_not_given_to_whoever_stands_near(text: str, language: str, nobodys: str) -> None:
    found = {text[s.start : s.end]: s.speaker_resolved for s in extract(text, language)}
    assert nobodys in found
    assert found[nobodys] is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Pour Noël, le magasin sera ouvert.", "fr"),
        ("Pour le maire, ce fut une longue journée.", "fr"),
        ("Au total, on annonce trente morts.", "fr"),
        ("Sur la banderole tendue pour Paul Durand : « Justice pour lui ».", "fr"),
        ("« Trop grand et trop cher », coûtait le palais de Paul Roux.", "fr"),
        ("Le club a exclu Marc Petit.", "fr"),
        ("Marc veut manger une pomme.", "fr"),
        ("Le garçon avait dit à sa mère", "fr"),
        ('The sign outside the home of Peter Dunn: "No trespassing here."', "en"),
        ("Pat ordered a pizza to go.", "en"),
    ],
)
def test_no_statements(text: str, language: str) -> None:
    assert said(text, language) == []


def test_a_title_tells_which_of_a_family() -> None:
    text = f"Peter Smith is dead. {'It rains in the town. ' * 12}His widow, Helen Smith, wept. Mrs Smith said he was kind."
    assert said(text, "en") == [("Helen Smith", "he was kind")]


def test_the_first_of_two_named_together() -> None:
    text = "Jean Morel et Luc Roy ont visité l'usine. Paul Durand attendait. Le premier a promis une aide."
    assert said(text, "fr") == [("Jean Morel", "une aide")]
