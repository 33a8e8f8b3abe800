"""Who is who: names, short forms, roles in both languages, counterparts, spellings, and what is left open."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.names import names_alike
from qa.people import People
from qa.roles import parse_role

SEED = (Path(__file__).parent.parent / "seeds" / "geneve-kerry-lavrov.txt").read_text("utf-8")
END = len(SEED)


@pytest.fixture(scope="module")
def seed() -> People:
    return People.of(SEED)


@pytest.mark.parametrize(
    ("mention", "expected"),
    [
        ("John Kerry", "John Kerry"),
        ("M. Kerry", "John Kerry"),
        ("Kerry", "John Kerry"),
        ("le secrétaire d'Etat américain John Kerry", "John Kerry"),
        ("Le chef de la diplomatie américaine", "John Kerry"),
        ("le ministre des affaires étrangères russes", "Sergueï Lavrov"),
        ("le ministre russe des affaires étrangères", "Sergueï Lavrov"),
        ("son homologue russe", "Sergueï Lavrov"),
        ("l'émissaire des Nations unies", "Staffan de Mistura"),
        ("Moscou", "Moscou"),
        ("le porte-parole de John Kerry", None),
        ("un ministre", None),
        ("le ministre français des affaires étrangères", None),
        ("les rebelles", None),
    ],
)
def test_mentions_in_the_seed_article(seed: People, mention: str, expected: str | None) -> None:
    assert seed.resolve(mention, END) == expected


@pytest.mark.parametrize(
    ("asked", "name", "expected"),
    [
        ("Sergei Lavrov", "Sergueï Lavrov", True),
        ("lavrov", "Sergueï Lavrov", True),
        ("M. Lavrov", "Sergueï Lavrov", True),
        ("the Russian foreign minister", "Sergueï Lavrov", True),
        ("the US secretary of state", "John Kerry", True),
        ("le chef de la diplomatie russe", "Sergueï Lavrov", True),
        ("the UN envoy", "Staffan de Mistura", True),
        ("de Mistura", "Staffan de Mistura", True),
        ("the Russian foreign minister", "John Kerry", False),
        ("Kerry", "Sergueï Lavrov", False),
        ("the French foreign minister", "Sergueï Lavrov", False),
    ],
)
def test_names_and_roles_of_questions(seed: People, asked: str, name: str, expected: bool) -> None:
    assert seed.same(asked, name) is expected


def test_roles_after_the_name_in_english() -> None:
    people = People.of(
        "Mary Jones, the mayor of Leeds, met Dr Alan Reed (deputy director). Ms Jones left early.", "en"
    )
    assert people.resolve("the mayor", 60) == "Mary Jones"
    assert people.resolve("the deputy director", 60) == "Alan Reed"
    assert people.same("la maire", "Mary Jones")
    assert people.gender("Mary Jones") == "f"


def test_the_former_holder_is_not_the_holder() -> None:
    people = People.of("L'ancien président Paul Roux a croisé la présidente Anne Morel.", "fr")
    assert people.resolve("la présidente", 60) == "Anne Morel"
    assert people.resolve("l'ancien président", 60) == "Paul Roux"


def test_two_of_the_same_name_are_not_guessed_between() -> None:
    people = People.of("Jean Martin et Claire Martin ont voté. Tout le monde a vu Martin.", "fr")
    assert people.resolve("Martin", 60) is None or people.resolve("Martin", 60) == "Martin"
    apart = People.of(f"Jean Martin a voté. {'Il pleut sur la ville. ' * 12}Sa fille Claire Martin dort.", "fr")
    assert apart.resolve("Martin", 400) == "Jean Martin"


def test_two_ministers_are_told_apart_by_country() -> None:
    text = "Le ministre allemand de la défense, Karl Braun, a reçu la ministre italienne de la défense, Giulia Riva."
    people = People.of(text, "fr")
    assert people.resolve("le ministre allemand de la défense", len(text)) == "Karl Braun"
    assert people.resolve("la ministre italienne", len(text)) == "Giulia Riva"
    assert people.resolve("le ministre français de la défense", len(text)) is None


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Poutine", "Vladimir Putin", True),
        ("Bachar Al-Assad", "Bashar al-Assad", True),
        ("Staffan de Mistura", "De Mistura", True),
        ("J. Kerry", "John Kerry", True),
        ("Anne Martin", "Jean Martin", False),
        ("Kerry", "Kelly", False),
        ("Roux", "Rousseau", False),
    ],
)
def test_spellings(one: str, other: str, expected: bool) -> None:
    assert names_alike(one, other) is expected
    assert names_alike(other, one) is expected


@pytest.mark.parametrize(
    ("phrase", "role", "nations"),
    [
        ("le ministre des affaires étrangères russes", "foreign_minister", {"RU"}),
        ("the Russian foreign minister", "foreign_minister", {"RU"}),
        ("le secrétaire d'Etat américain", "foreign_minister", {"US"}),
        ("le secrétaire d'Etat français", "minister", {"FR"}),
        ("l'émissaire de l'ONU", "envoy", {"UN"}),
        ("the Norwegian prime minister", "prime_minister", {"NO"}),
        ("le chef du gouvernement espagnol", "prime_minister", {"ES"}),
    ],
)
def test_classes_of_role(phrase: str, role: str, nations: set[str]) -> None:
    read = parse_role(phrase)
    assert role in read.classes
    assert read.nations == nations


@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_may_be_read(text: str, mention: str) -> None:
    people = People.of(text)
    resolved = people.resolve(mention, len(text))
    assert resolved is None or isinstance(resolved, str)
    people.same(mention, "John Kerry")


def test_the_holder_of_an_office_is_told_by_nation_by_place_and_through_an_apposition() -> None:
    ministers = People.of(
        "The Indonesian foreign minister, Retno Wijaya, met her Australian counterpart, Damien Clarke. "
        "The shadow foreign minister, Nick Stavros, was not there.",
        "en",
    )
    assert ministers.find("la ministre indonésienne des affaires étrangères") == "Retno Wijaya"
    assert ministers.find("the Australian foreign minister") == "Damien Clarke"
    envoy = People.of("L'émissaire de l'ONU pour l'eau, l'Autrichienne Greta Hofer, est arrivée à Vienne.", "fr")
    assert envoy.find("l'émissaire de l'ONU") == "Greta Hofer"
    mayor = People.of("Anne Le Gall, maire de Brest, est venue.", "fr")
    assert mayor.holds("la maire de Brest")
    assert not mayor.holds("la maire de Nantes")
