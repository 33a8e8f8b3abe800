"""Who said what: exact cases read by hand, invariants, the seed article, and floors on the development articles."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.statements import Score, compare, load_article
from index.types import Statement
from qa.quotations import find_quotations
from qa.statements import extract, parse_question

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "tests" / "articles"
SEED = (ROOT / "seeds" / "geneve-kerry-lavrov.txt").read_text("utf-8")
DEVELOPMENT = (
    "crue-de-la-lorne",
    "greve-des-tramways",
    "epave-du-saint-gildas",
    "finale-de-handball",
    "sommet-de-l-eau",
    "harrowby-hospital",
    "calder-ridge-fire",
    "lisbon-fishing-talks",
)


def said(text: str, language: str | None = None) -> list[tuple[str, str | None, str, str]]:
    """(speaker as written, speaker resolved, mode, words) of each statement."""
    return [(s.speaker, s.speaker_resolved, s.mode, text[s.start : s.end]) for s in extract(text, language)]


# Read off the article by hand, sentence by sentence.
KERRY, LAVROV = "John Kerry", "Sergueï Lavrov"
JOINT = (
    "les deux équipes de négociateurs tenteraient de régler les derniers points de l'accord dans les prochains jours"
)
SEED_STATEMENTS = [
    (
        "le secrétaire d'Etat américain John Kerry",
        KERRY,
        "indirect",
        JOINT,
    ),
    (
        "son homologue russe Sergueï Lavrov",
        LAVROV,
        "indirect",
        JOINT,
    ),
    (
        "John Kerry",
        KERRY,
        "mixed",
        "les discussions avec Sergueï Lavrov avaient apporté « de la clarté en vue d'avancées »",
    ),
    ("John Kerry", KERRY, "direct", "Nous ne voulons pas parvenir à un accord juste pour avoir un accord"),
    (
        "John Kerry",
        KERRY,
        "direct",
        "Nous voulons quelque chose qui soit efficace pour le peuple syrien, qui rende la région plus stable et plus "
        "sûre et qui nous ramène à la table de négociations ici à Genève pour trouver une solution politique.",
    ),
    ("Sergueï Lavrov", LAVROV, "indirect", "une telle mesure n'était pas l'objectif de l'accord"),
    (
        "John Kerry",
        KERRY,
        "direct",
        "Si les derniers détails peuvent être réglés, nous pensons que nous serons en mesure de répondre aux deux "
        "principaux obstacles à une cessation des hostilités : les violations du régime et l'influence grandissante "
        "du Front Al-Nosra",
    ),
    (
        "Le chef de la diplomatie américaine",
        KERRY,
        "mixed",
        "le régime syrien avait «forcé la reddition» de Daraya, violant la trêve conclue en février",
    ),
    (
        "le ministre des affaires étrangères russes",
        LAVROV,
        "mixed",
        "l'accord comme un «exemple» qui devait être «répliqué»",
    ),
    (
        "Sergueï Lavrov",
        LAVROV,
        "mixed",
        "Une autre zone assiégée syrienne pourrait « être intéressée par une opération similaire, avec la médiation "
        "de la Fédération de Russie»",
    ),
    (
        "l'émissaire des Nations unies pour la Syrie, Staffan de Mistura",
        "Staffan de Mistura",
        "indirect",
        "Moscou avait approuvé le principe d'une pause de quarante-huit heures dans les combats à Alep pour "
        "permettre l'acheminement de l'aide humanitaire",
    ),
]


def test_seed_article_read_by_hand() -> None:
    assert said(SEED, "fr") == SEED_STATEMENTS


def test_the_seed_article_is_guessed_to_be_french() -> None:
    assert said(SEED) == SEED_STATEMENTS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "« Nous ne céderons pas », a affirmé vendredi Marie Dupont, la maire de Lyon.",
            [("Marie Dupont", "Marie Dupont", "direct", "Nous ne céderons pas")],
        ),
        (
            "Selon le préfet, l'incendie a détruit 300 hectares.",
            [("le préfet", None, "indirect", "l'incendie a détruit 300 hectares")],
        ),
        (
            "L'incendie a détruit 300 hectares, selon le préfet.",
            [("le préfet", None, "indirect", "L'incendie a détruit 300 hectares")],
        ),
        (
            "Le bilan, selon les secours, s'élève à douze morts.",
            [("les secours", None, "indirect", "Le bilan, selon les secours, s'élève à douze morts")],
        ),
        (
            "« Nous allons, a dit M. Martin, gagner cette bataille. »",
            [("M. Martin", "Martin", "direct", "Nous allons, a dit M. Martin, gagner cette bataille.")],
        ),
        (
            "« C'est une honte ! », s'est indignée Claire Petit. « Nous demandons des comptes. »",
            [
                ("Claire Petit", "Claire Petit", "direct", "C'est une honte !"),
                ("Claire Petit", "Claire Petit", "direct", "Nous demandons des comptes."),
            ],
        ),
        (
            "Le ministre de l'économie, Paul Bernard, a promis de baisser les impôts et a annoncé une aide.",
            [
                ("Le ministre de l'économie, Paul Bernard", "Paul Bernard", "indirect", "de baisser les impôts"),
                ("Le ministre de l'économie, Paul Bernard", "Paul Bernard", "indirect", "une aide"),
            ],
        ),
        (
            "Paul Bernard a déclaré que l'usine fermerait, ajoutant que les salariés seraient reclassés.",
            [
                ("Paul Bernard", "Paul Bernard", "indirect", "l'usine fermerait"),
                ("Paul Bernard", "Paul Bernard", "indirect", "les salariés seraient reclassés"),
            ],
        ),
        (
            "Pour Jean Lefort, économiste à l'OFCE, la mesure est inutile.",
            [("Jean Lefort, économiste à l'OFCE", "Jean Lefort", "indirect", "la mesure est inutile")],
        ),
        (
            "La ministre juge que la loi est bonne, mais le sénateur Luc Moreau estime qu'elle est dangereuse.",
            [
                ("La ministre", None, "indirect", "la loi est bonne"),
                ("le sénateur Luc Moreau", "Luc Moreau", "indirect", "elle est dangereuse"),
            ],
        ),
        (
            "Comme l'a rappelé Sophie Lambert, le vote aura lieu mardi.",
            [("Sophie Lambert", "Sophie Lambert", "indirect", "le vote aura lieu mardi")],
        ),
        (
            "Sophie Lambert se veut rassurante : « Il n'y a aucun danger. »",
            [("Sophie Lambert", "Sophie Lambert", "direct", "Il n'y a aucun danger.")],
        ),
        (
            "Le syndicat a dénoncé une « attaque contre les salariés ».",
            [("Le syndicat", None, "mixed", "une « attaque contre les salariés »")],
        ),
        (
            "Le porte-parole de John Kerry a déclaré que la réunion était annulée.",
            [("Le porte-parole de John Kerry", None, "indirect", "la réunion était annulée")],
        ),
        (
            '« Le maire m\'a dit : "Partez !" », raconte Ahmed Benali.',
            [("Ahmed Benali", "Ahmed Benali", "direct", 'Le maire m\'a dit : "Partez !"')],
        ),
        (
            "La Société des eaux est « à bout de souffle », tranche l'avocat de la ville, Me Jean Dufour.",
            [
                (
                    "l'avocat de la ville, Me Jean Dufour",
                    "Jean Dufour",
                    "mixed",
                    "La Société des eaux est « à bout de souffle »",
                )
            ],
        ),
        (
            "« Nous partirons demain, a déclaré le capitaine Luc Roy.",
            [("le capitaine Luc Roy", "Luc Roy", "direct", "Nous partirons demain")],
        ),
        (
            "Pour Jeanne Morel, botaniste à l'université de Lens, la forêt recule.",
            [("Jeanne Morel", "Jeanne Morel", "indirect", "la forêt recule")],
        ),
        (
            "Selon Paul Denis, qui dirige le port, le quai sera fermé.",
            [("Paul Denis", "Paul Denis", "indirect", "le quai sera fermé")],
        ),
        (
            "Le chantier durera, selon Paul Denis, au moins deux ans.",
            [("Paul Denis", "Paul Denis", "indirect", "Le chantier durera, selon Paul Denis, au moins deux ans")],
        ),
        (
            "Paul Denis assure n'avoir lu ce rapport que le 3 mai.",
            [("Paul Denis", "Paul Denis", "indirect", "n'avoir lu ce rapport que le 3 mai")],
        ),
        (
            "Paul Denis a demandé à être reçu, faisant valoir que le quai menace ruine.",
            [
                ("Paul Denis", "Paul Denis", "indirect", "à être reçu"),
                ("Paul Denis", "Paul Denis", "indirect", "le quai menace ruine"),
            ],
        ),
        (
            "Jeanne Morel récuse toute faute et déconseille de se baigner.",
            [
                ("Jeanne Morel", "Jeanne Morel", "indirect", "toute faute"),
                ("Jeanne Morel", "Jeanne Morel", "indirect", "de se baigner"),
            ],
        ),
        (
            "« Je sais que c'est tard, s'excuse Jeanne Morel. Mais nous viendrons. »",
            [
                ("Jeanne Morel", "Jeanne Morel", "direct", "Je sais que c'est tard"),
                ("Jeanne Morel", "Jeanne Morel", "direct", "Mais nous viendrons."),
            ],
        ),
        ("Aux dires de Paul Denis, le pont est sûr.", [("Paul Denis", "Paul Denis", "indirect", "le pont est sûr")]),
        (
            "Jeanne Morel a exhorté les habitants à partir.",
            [("Jeanne Morel", "Jeanne Morel", "indirect", "les habitants à partir")],
        ),
        (
            "Jeanne Morel a reproché au maire d'avoir menti.",
            [("Jeanne Morel", "Jeanne Morel", "indirect", "d'avoir menti")],
        ),
        (
            "Jeanne Morel a mis en garde contre une crue.",
            [("Jeanne Morel", "Jeanne Morel", "indirect", "contre une crue")],
        ),
        (
            "Jeanne Morel est formelle : le pont tiendra.",
            [("Jeanne Morel", "Jeanne Morel", "indirect", "le pont tiendra")],
        ),
        ("Selon nos informations, le pont fermera.", []),
        (
            "Pour le syndicat des bateliers, le quai est perdu.",
            [("le syndicat des bateliers", "syndicat des bateliers", "indirect", "le quai est perdu")],
        ),
        (
            "Le trafic reprendra lundi, ont annoncé la ministre, Jeanne Morel, et son homologue, Paul Denis, à Lens.",
            [
                ("la ministre, Jeanne Morel", "Jeanne Morel", "indirect", "Le trafic reprendra lundi"),
                ("son homologue, Paul Denis", "Paul Denis", "indirect", "Le trafic reprendra lundi"),
            ],
        ),
    ],
)
def test_french(text: str, expected: list[tuple[str, str | None, str, str]]) -> None:
    assert said(text, "fr") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will not give up,” said Mary Jones, the mayor of Leeds.",
            [("Mary Jones", "Mary Jones", "direct", "We will not give up")],
        ),
        (
            '"We will not give up," the mayor of Leeds told reporters on Friday. "We will rebuild."',
            [
                ("the mayor of Leeds", None, "direct", "We will not give up"),
                ("the mayor of Leeds", None, "direct", "We will rebuild."),
            ],
        ),
        (
            "Mary Jones said the bridge would reopen in May.",
            [("Mary Jones", "Mary Jones", "indirect", "the bridge would reopen in May")],
        ),
        (
            "The bridge will reopen in May, Jones said.",
            [("Jones", "Jones", "indirect", "The bridge will reopen in May")],
        ),
        (
            "The driver fled on foot, according to a police spokesman.",
            [("a police spokesman", None, "indirect", "The driver fled on foot")],
        ),
        (
            "Smith called the plan “a disaster” and accused the council of ignoring residents.",
            [
                ("Smith", "Smith", "mixed", "the plan “a disaster”"),
                ("Smith", "Smith", "indirect", "the council of ignoring residents"),
            ],
        ),
        (
            "The minister, who was speaking in Paris, said on Monday that taxes would fall.",
            [("The minister", None, "indirect", "taxes would fall")],
        ),
        (
            "‘We are ready,’ Anna Reed said. ‘We have trained for this.’",
            [
                ("Anna Reed", "Anna Reed", "direct", "We are ready"),
                ("Anna Reed", "Anna Reed", "direct", "We have trained for this."),
            ],
        ),
        (
            "“Let me be clear,” Mr Wynn said: “we got this wrong.”",
            [
                ("Mr Wynn", "Wynn", "direct", "Let me be clear"),
                ("Mr Wynn", "Wynn", "direct", "we got this wrong."),
            ],
        ),
        (
            "Ministers argue the tax will raise £2bn; critics say it will hurt the poor.",
            [
                ("Ministers", None, "indirect", "the tax will raise £2bn"),
                ("critics", None, "indirect", "it will hurt the poor"),
            ],
        ),
        (
            "Dr Patel warned of a “second wave” while Prof Lee insisted the worst was over.",
            [
                ("Dr Patel", "Patel", "mixed", "of a “second wave”"),
                ("Prof Lee", "Lee", "indirect", "the worst was over"),
            ],
        ),
        (
            "“We had the keys,” Anna Reed said, “and we lost them.”",
            [("Anna Reed", "Anna Reed", "direct", "We had the keys,” Anna Reed said, “and we lost them.")],
        ),
        (
            "“Late,” noted Anna Reed drily, “is what they are.”",
            [("Anna Reed", "Anna Reed", "direct", "Late,” noted Anna Reed drily, “is what they are.")],
        ),
        (
            "Anna Reed, 67, who has run the shop since 2009, reckons the street will empty.",
            [("Anna Reed", "Anna Reed", "indirect", "the street will empty")],
        ),
        (
            "Engineers have warned the council, which owns the bridge, that it may fall.",
            [("Engineers", None, "indirect", "it may fall")],
        ),
        (
            "Anna Reed rejected the charge, pointing out that she had paid.",
            [
                ("Anna Reed", "Anna Reed", "indirect", "the charge"),
                ("Anna Reed", "Anna Reed", "indirect", "she had paid"),
            ],
        ),
        (
            "Anna Reed wants the hall turned into a school and hopes to raise £500.",
            [
                ("Anna Reed", "Anna Reed", "indirect", "the hall turned into a school"),
                ("Anna Reed", "Anna Reed", "indirect", "to raise £500"),
            ],
        ),
        (
            "Anna Reed put the damage at £3m.",
            [("Anna Reed", "Anna Reed", "indirect", "the damage at £3m")],
        ),
        ("Anna Reed put the cup on the table.", []),
        (
            "Anna Reed is adamant that the bridge will hold.",
            [("Anna Reed", "Anna Reed", "indirect", "the bridge will hold")],
        ),
        (
            "“We won,” said Anna Reed, who scored twice, “and nobody believed us.”",
            [
                (
                    "Anna Reed",
                    "Anna Reed",
                    "direct",
                    "We won,” said Anna Reed, who scored twice, “and nobody believed us.",
                )
            ],
        ),
        (
            "Anna Reed built it. The bridge, in her view, will hold.",
            [("her", "Anna Reed", "indirect", "The bridge, in her view, will hold")],
        ),
        (
            "The Rail and Dock Workers Union vowed to strike.",
            [("The Rail and Dock Workers Union", "Rail and Dock Workers Union", "indirect", "to strike")],
        ),
        ("The matter ends once French claims are settled.", []),
    ],
)
def test_english(text: str, expected: list[tuple[str, str | None, str, str]]) -> None:
    assert said(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Elle n'a pas dit que le projet serait abandonné.", "fr"),
        ("La demande a augmenté de 3 % et le juge a quitté la salle.", "fr"),
        ("Le texte, qui sera voté mardi, prévoit une hausse de 3 %.", "fr"),
        ("Le « Saint-Gildas » a coulé au large de Kermaden.", "fr"),
        ("Interrogée sur ce point, la préfecture n'a pas souhaité répondre.", "fr"),
        ("Selon le calendrier prévu, le chantier commencera en mai.", "fr"),
        ("He did not say when the bridge would reopen.", "en"),
        ("The company declined to comment.", "en"),
        ("Neither side would say what had been agreed.", "en"),
        ("The claims were settled in May.", "en"),
        ("", "fr"),
        ("   \n\n", "en"),
    ],
)
def test_nobody_says_anything(text: str, language: str) -> None:
    assert said(text, language) == []


def test_hedges_are_told_from_plain_reports() -> None:
    hedged = {
        "Le suspect aurait affirmé que la voiture roulait trop vite.": True,
        "Le suspect a affirmé que la voiture roulait trop vite.": False,
        "Selon la police, la voiture roulait trop vite.": True,
    }
    for text, expected in hedged.items():
        (statement,) = extract(text, "fr")
        assert statement.hedged is expected
    (reported,) = extract("The suspect reportedly said he was sorry.", "en")
    assert reported.hedged


def test_a_pronoun_takes_up_the_last_speaker_of_its_gender() -> None:
    text = (
        "Le maire, Paul Roux, a annoncé la fermeture du pont. Claire Petit, son adjointe, a regretté ce choix. "
        "Elle a ajouté que les riverains seraient consultés. Il a répondu que c'était urgent."
    )
    assert [s.speaker_resolved for s in extract(text, "fr")] == [
        "Paul Roux",
        "Claire Petit",
        "Claire Petit",
        "Paul Roux",
    ]


def test_a_verb_and_its_offsets() -> None:
    text = "Hier, Marie Dupont s'est félicitée de la décision."
    (statement,) = extract(text, "fr")
    assert statement.verb == "s'est félicitée"
    assert text[statement.sentence_start : statement.sentence_end] == text


def test_speech_over_several_sentences_is_one_statement_of_whole_sentences() -> None:
    text = "La séance est levée. « Je suis fier. Il a fallu deux ans. Merci », a conclu Mme Lambert. On applaudit."
    (statement,) = extract(text, "fr")
    assert text[statement.start : statement.end] == "Je suis fier. Il a fallu deux ans. Merci"
    assert text[statement.sentence_start : statement.sentence_end] == (
        "« Je suis fier. Il a fallu deux ans. Merci », a conclu Mme Lambert."
    )


FRENCH_NAMES = ("Marie Dupont", "Jean Lefort", "Nadia Benkirane", "Hugo Vasseur", "Claire Petit", "Denis Arnal")


@given(st.permutations(FRENCH_NAMES))
def test_swapping_names_swaps_speakers_and_nothing_else(names: list[str]) -> None:
    text = (
        "{0} a déclaré que la digue tiendrait, tandis que {1} a dénoncé « un mensonge ». « Il faut partir », "
        "a lancé {2}. Selon {3}, le pont est fermé."
    )
    swapped = text.format(*names)
    statements = extract(swapped, "fr")
    assert [s.speaker_resolved for s in statements] == names[:4]
    assert [swapped[s.start : s.end] for s in statements] == [
        "la digue tiendrait",
        "un mensonge",
        "Il faut partir",
        "le pont est fermé",
    ]


def assert_sound(text: str, statements: list[Statement]) -> None:
    assert statements == sorted(statements, key=lambda s: (s.start, s.end))
    for s in statements:
        assert 0 <= s.sentence_start <= s.start < s.end <= len(text)
        assert s.sentence_start < s.sentence_end <= len(text)
        assert text[s.start : s.end].strip() == text[s.start : s.end]
        assert any(mark.isalpha() for mark in text[s.start : s.end])
        assert s.speaker
        assert s.speaker in text or s.speaker.lower() in text.lower()
        assert s.verb in text
        assert s.mode in ("direct", "indirect", "mixed")


PIECES = st.sampled_from(
    [
        *("« » “ ” \" ' ’ ‘ , . : ; ? ! — ( )".split()),
        *("le la l' John Kerry M. Mme a dit que qu' selon déclaré ajouté et mais tandis ministre russe n'".split()),
        *("«Nous voulons» -t-il s'est félicité said that told “We he she according to the minister 's".split()),
        ", a ajouté",
        "\n",
        "\n\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60), st.sampled_from(["fr", "en", None]))
def test_any_text_gives_sound_statements(pieces: list[str], language: str | None) -> None:
    text = " ".join(pieces)
    statements = extract(text, language)
    assert_sound(text, statements)
    assert statements == extract(text, language)


@given(st.text(alphabet="«»“”‹›„\"'‘’ a.\n", max_size=80))
def test_quotations_stay_inside_the_text(text: str) -> None:
    for quotation in find_quotations(text):
        assert 0 <= quotation.outer_start <= quotation.start <= quotation.end <= quotation.outer_end <= len(text)


@pytest.mark.parametrize("path", sorted(ARTICLES.rglob("*.txt")), ids=lambda path: path.stem)
def test_articles_give_sound_statements(path: Path) -> None:
    text, language, gold = load_article(path.with_suffix(".json"))
    assert_sound(text, extract(text, language))
    assert all(text[g.start : g.end] for g in gold)


def test_development_articles_reach_the_bars() -> None:
    total = Score()
    for name in DEVELOPMENT:
        text, language, gold = load_article(ARTICLES / f"{name}.json")
        total += compare(text, extract(text, language), gold)[0]
    assert total.f1 >= 0.95
    assert total.speaker_accuracy >= 0.97


# -- questions about statements --


@pytest.mark.parametrize(
    ("question", "kind", "speaker", "topic", "language"),
    [
        ("What did Lavrov say about Daraya?", "what_said", "Lavrov", "Daraya", "en"),
        ("what did lavrov say about daraya", "what_said", "lavrov", "daraya", "en"),
        (
            "What does the Russian foreign minister think of the deal?",
            "what_said",
            "the Russian foreign minister",
            "the deal",
            "en",
        ),
        ("What did John Kerry announce?", "what_said", "John Kerry", None, "en"),
        ("What did Kerry call for?", "what_said", "Kerry", None, "en"),
        ("How did Lavrov describe the agreement?", "what_said", "Lavrov", "the agreement", "en"),
        ("What is Kerry's view of the truce?", "what_said", "Kerry", "the truce", "en"),
        ("Who said that the truce was over?", "who_said", None, "the truce was over", "en"),
        (
            "According to Kerry, what are the two main obstacles?",
            "according_to",
            "Kerry",
            "what are the two main obstacles",
            "en",
        ),
        ("What are the obstacles according to Kerry?", "according_to", "Kerry", "What are the obstacles", "en"),
        ("Qu’a dit Lavrov à propos de Daraya ?", "what_said", "Lavrov", "Daraya", "fr"),
        ("qu'a dit lavrov sur daraya", "what_said", "lavrov", "daraya", "fr"),
        ("Que pense John Kerry de l'accord ?", "what_said", "John Kerry", "l'accord", "fr"),
        (
            "que pense le chef de la diplomatie americaine de l'accord",
            "what_said",
            "le chef de la diplomatie americaine",
            "l'accord",
            "fr",
        ),
        ("Que John Kerry a-t-il dit de Daraya ?", "what_said", "John Kerry", "Daraya", "fr"),
        ("Qu'est-ce que Lavrov a dit de Daraya ?", "what_said", "Lavrov", "Daraya", "fr"),
        ("Comment Lavrov a-t-il décrit l'accord ?", "what_said", "Lavrov", "l'accord", "fr"),
        ("Qu'a-t-il dit sur Alep ?", "what_said", "il", "Alep", "fr"),
        ("Qui a dit que la trêve était finie ?", "who_said", None, "la trêve était finie", "fr"),
        ("Qui a parlé d'un « exemple » ?", "who_said", None, "un « exemple", "fr"),
        ("Selon Kerry, quels sont les obstacles ?", "according_to", "Kerry", "quels sont les obstacles", "fr"),
        ("Quels sont les obstacles selon Kerry ?", "according_to", "Kerry", "Quels sont les obstacles", "fr"),
    ],
)
def test_statement_questions(question: str, kind: str, speaker: str | None, topic: str | None, language: str) -> None:
    asked = parse_question(question)
    assert asked is not None
    assert (asked.kind, asked.speaker, asked.topic, asked.language) == (kind, speaker, topic, language)


@pytest.mark.parametrize(
    "question",
    [
        "When did the evacuation begin?",
        "Who is John Kerry?",
        "What happened in Daraya?",
        "What did the rebels attack?",
        "Qui assiège Daraya ?",
        "Qui soutient Bachar Al-Assad ?",
        "Depuis quand Daraya est-elle assiégée ?",
        "Que prévoit l'accord ?",
        "Pourquoi Kerry a-t-il rencontré Lavrov ?",
        "",
        "?",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert parse_question(question) is None


@given(st.text(max_size=120))
def test_any_text_may_be_asked(question: str) -> None:
    asked = parse_question(question)
    assert asked is None or asked.kind == "who_said" or asked.speaker
