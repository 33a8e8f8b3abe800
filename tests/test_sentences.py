"""Sentence splitting on news text as it is found."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import split_sentences

ARTICLE = Path(__file__).parent.parent / "seeds" / "geneve-kerry-lavrov.txt"


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


# Each list is one text: the sentences joined by a space must split where they were joined.
FRENCH = [
    ["Le P.-D.G. de Renault a parlé.", "M. Dupont est parti.", "Mme Durand et le Dr. House l'ont suivi."],
    ["Né en 100 av. J.-C., César mourut en 44 av. J.-C.", "Les Romains le pleurèrent."],
    ["J. K. Rowling a écrit, p. ex., des romans, des pièces, etc.", "Elle est riche."],
    ["L'article L. 121-1 renvoie à l'art. 3 du n° 5.", "3 personnes sont visées."],
    ["Le taux est de 3,5 % (cf. p. 12).", "Il était de 4.2 % en 2015."],
    ["Selon J. Le Goff, l'époque fut longue.", "M. Le Drian le conteste.", "Le plan B.", "Le gouvernement recule."],
    ["« Nous partons.", "Nous reviendrons. »", "Le ministre a souri."],
    ["«Nous partons.", "Nous reviendrons.»", "Le ministre a souri."],
    ["Une solution sera trouvée, dit-il.»", "Les autres attendent."],
    ["« Que faire\u202f? » demande-t-il.", "« Rien\u00a0! »", "Il partit."],
    ["Il a crié : « C’est fini ! », avant d’ajouter : « Nous verrons... » et de partir."],
    ["Quoi ?!", "Vraiment ?…", "Oui.", "– Et alors ?", "— Rien."],
    ["Il a dit (...) Les autres se taisent.", "Le [...] reste suit."],
    ["(Il pleuvait.)", "Le vent soufflait."],
    ["L'O.N.U. attend.", "Il travaille à la S.N.C.F. depuis 1990."],
    ["Voir lemonde.fr.", "La suite demain."],
    ["En févr. 2016, il neigeait.", "Tél. 01 02 03."],
    ["Il habite au 3 bd. Voltaire, à St. Malo.", "Il a env. 30 ans."],
    ["J.-P. Raffarin et J-P. Dupont discutent.", "Roe v. Wade fait date."],
    # capitals inside a sentence that begin no sentence
    ["Le président de La Poste est là.", "Le Front Al-Nosra recule.", "Il lit Le Monde et Les Echos."],
    ["Il a vu Les visiteurs au cinéma du quartier.", "Le film Dans la maison de François Ozon a reçu un prix."],
    ["La République En marche a gagné les élections.", "Le groupe La France insoumise a voté contre le texte."],
    ["Monsieur Le président de la région a parlé hier.", "Le procès de La Haye dure."],
    # intertitles run into their paragraph
    ["Nouvelles frappes sur Alep", "Les avions du régime ont bombardé la ville."],
    ["Il se tait.", "Une « trêve » fragile", "Dans le même temps, les deux camps négocient."],
    ["Pas de réaction à Moscou", "Il n'y a pas eu de commentaire officiel hier."],
    ["La piste de l'attentat privilégiée", "L'enquête a été confiée au parquet de Paris."],
    ["Tensions sur la trêve", "Les Alliés en doutent encore aujourd'hui.", "Pour les Alliés, rien n'est réglé."],
]
ENGLISH = [
    ["The U.S. President met Mr. Smith at 10 a.m. in Washington.", "Apple Inc. said no."],
    ["He lives in the U.S.", "The end is near.", "It was 6 p.m.", "They left."],
    ["J. K. Rowling and George W. Bush met Sen. John McCain Jr. in St. Louis.", "She left."],
    ['"It is over," he said.', '"We won."', "“Really?”", "“Yes.”", "She nodded… slowly."],
    ['"Why?" Kerry asked.', '"Why not?" the minister replied.', "He left."],
    ["No. 10 declined to comment.", "He said no.", "Then he left."],
    ["Prof. Smith vs. Dr. Jones, e.g. in Fig. 3, is clear.", "Smith et al. disagree."],
    ["Shares fell 3.5 percent.", "12 people lost their jobs.", "iPhone sales rose."],
    ["No deal yet", "The two sides failed to agree on Friday in Geneva."],
    ["Hopes for a deal", "In the meantime, aid convoys wait at the border."],
    ["The Lord of the Rings is long.", "Fans of The Beatles came.", "He joined The New York Times in 2010."],
]


@pytest.mark.parametrize("expected", FRENCH + ENGLISH, ids=lambda expected: expected[0][:24])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_messy_sentences(expected: list[str], form: str) -> None:
    expected = [unicodedata.normalize(form, sentence) for sentence in expected]
    assert sentences(" ".join(expected)) == expected


def test_a_stop_without_its_space() -> None:
    assert sentences("Fin du texte.Les deux pays signent.") == ["Fin du texte.", "Les deux pays signent."]
    assert sentences("Il dit: «Oui.»Le reste suit.") == ["Il dit: «Oui.»", "Le reste suit."]
    assert sentences("Sur www.Example.Com et lemonde.fr, rien.") == ["Sur www.Example.Com et lemonde.fr, rien."]


def test_lines() -> None:
    text = (
        "Titre de l'article\nPar Jean Dupont\n\n"
        "Le ministre a rencontré vendredi M.\nDupont à Paris, où se tenait la réunion annuelle des ministres de\n"
        "Genève et de la région. Il a dit\noui.\n\nListe :\n- un\n- deux\n1. Début\n2. Suite\n# Titre\nTexte"
    )
    assert sentences(text) == [
        "Titre de l'article",
        "Par Jean Dupont",
        "Le ministre a rencontré vendredi M.\nDupont à Paris, où se tenait la réunion annuelle des ministres de\n"
        "Genève et de la région.",
        "Il a dit\noui.",
        "Liste :",
        "- un",
        "- deux",
        "1. Début",
        "2. Suite",
        "# Titre",
        "Texte",
    ]
    assert sentences(text.replace("\n", "\r\n")) == [s.replace("\n", "\r\n") for s in sentences(text)]


def test_the_article() -> None:
    listed = """Les Etats-Unis et la Russie … en Syrie.
S'adressant à la presse … dans les prochains jours.
John Kerry a annoncé … et les interventions humanitaires.
Nous ne voulons pas … au côté de Sergueï Lavrov.
Nous voulons quelque chose … une solution politique.»
Des détails à régler
Les discussions entre … du Front Al-Nosra.
Le Front Al-Nosra, jusqu'ici … pour «Front Fatah Al-Cham».
Les équipes techniques … des djihadistes.
La conclusion d'un accord … des parties adverses.
Les Etats-Unis avaient insisté … l'objectif de l'accord.
Le sort de Bachar Al-Assad, … lors des discussions.
«Si les derniers détails … a déclaré vendredi John Kerry.
Des positions divergentes sur l'opération à Daraya
Dans le même temps, … l'armée et les insurgés.
Le chef de la diplomatie … qui devait être «répliqué».
Une autre zone assiégée … sans la nommer.
Plus au nord, … l'aide humanitaire."""
    expected = listed.split("\n")
    text = ARTICLE.read_text(encoding="utf-8")
    found = sentences(text)
    assert len(found) == len(expected)
    for sentence, ends in zip(found, expected, strict=True):
        head, _, tail = ends.partition(" … ")
        assert sentence.startswith(head)
        assert sentence.endswith(tail or head)
        assert tail or sentence == head
    assert " ".join(found) == text.strip()


TEXT = st.text(
    st.one_of(st.sampled_from("aéÀLMJ .!?…«»“”\"'’()[]-–\n\r\t\u00a0\u202f\u0301\u20289,:"), st.characters()),
    max_size=200,
)


@given(TEXT)
def test_sentences_cover_the_text(text: str) -> None:
    end = 0
    for first, last in split_sentences(text):
        assert end <= first < last <= len(text)
        assert text[end:first].strip() == ""
        assert text[first:last] == text[first:last].strip()
        end = last
    assert text[end:].strip() == ""
