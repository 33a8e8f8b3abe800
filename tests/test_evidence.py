from __future__ import annotations

import pytest

from index.types import Document, Hit, Passage
from qa.evidence import gather, missing_share
from qa.types import Reading, Span

FRENCH = "L'accord de Genève a été signé par Jeanne Morel en 2016."
ENGLISH = "The agreement was signed in Geneva."


def document(number: int, text: str, language: str) -> Document:
    return Document(number, "Titre", text, f"{number}.txt", language, None, "0" * 64, 1)


def hit(number: int, text: str, score: float) -> Hit:
    return Hit(Passage(number, number, 1, 0, len(text), text), score)


@pytest.mark.parametrize(
    ("names", "share"),
    [
        ([], 0.0),
        (["Genève", "2016"], 0.0),
        (["Geneva", "2016"], 0.0),  # the same four letters
        (["Genève", "2017"], 0.5),  # a number is another one
        (["201"], 1.0),
        (["Alep", "Morel", "Damas", "Jeanne"], 0.5),
    ],
)
def test_names_are_known_by_their_beginning_and_numbers_whole(names: list[str], share: float) -> None:
    assert missing_share(names, FRENCH) == share


def test_each_span_gets_its_own_figures() -> None:
    hits = [hit(1, FRENCH, 1.5), hit(2, ENGLISH, 1.0)]
    documents = {1: document(1, FRENCH, "fr"), 2: document(2, ENGLISH, "en")}
    jeanne, geneva, again = FRENCH.index("Jeanne Morel"), ENGLISH.index("Geneva"), FRENCH.index("2016")
    reading = Reading(
        (Span(0, jeanne, jeanne + 12, 4.0), Span(1, geneva, geneva + 6, 1.0), Span(0, again, again + 4, -2.0)),
        null=-4.5,
    )
    first, second, third = gather("Qui a signé l'accord de Genève à Alep ?", reading, hits, documents)
    # margin, lead, retrieval, below, across; of Genève and Alep one is missing
    assert first == (4.0, 3.0, 1.5, 0.0, 0.0, 0.5)
    # "Genève" stands as "Geneva" in the English text
    assert second == (1.0, -3.0, 1.0, -0.5, 1.0, 0.5)
    assert third[:2] == (-2.0, -6.0)


def test_the_same_words_elsewhere_are_no_rival() -> None:
    hits = [hit(1, FRENCH, 1.0), hit(2, FRENCH.lower(), 1.0)]
    documents = {1: document(1, FRENCH, "fr"), 2: document(2, FRENCH.lower(), "fr")}
    at = FRENCH.index("Jeanne")
    reading = Reading((Span(0, at, at + 6, 5.0), Span(1, at, at + 6, 4.0)), null=-5.0)
    assert [one.lead for one in gather("Qui a signé ?", reading, hits, documents)] == [10.0, 10.0]
    assert gather("Qui a signé ?", Reading((), null=30.0), [], {}) == []
