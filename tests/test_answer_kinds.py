"""What kind of answer a question asks for, and which words can be one."""

from __future__ import annotations

import numpy as np
import pytest

from index.types import TokenVectors
from qa.answer_kinds import counted, kind_asked, may_be, uncounted


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
        ("Comment s'appelle le mari d'Ann Lee ?", "name"),
        ("What is the name of the boat?", "name"),
        ("How much water was lost?", None),
        ("Combien de temps a duré la grève ?", "number"),
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
        ("name", "her husband, Luis, was 58", "58", False),
        ("name", "her husband, Luis, was 58", "Luis", True),
    ],
)
def test_words_that_can_be_of_a_kind(kind: str, text: str, words: str, fits: bool) -> None:
    start = text.index(words)
    assert may_be(kind, text, start, start + len(words)) is fits  # type: ignore[arg-type]


def test_the_things_to_count_are_found_in_the_question() -> None:
    question = "How many dairy farms closed?"
    assert [question[start:end] for start, end in counted(question)] == ["dairy", "farms"]
    question = "Combien d’habitants compte la ville ?"
    assert [question[start:end] for start, end in counted(question)] == ["habitants"]
    assert counted("How much water?") == []


def pieces(text: str, **rows: tuple[float, float]) -> TokenVectors:
    """Unit rows for the words of a text, (0, 1) where none is given."""
    words, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        words.append((rows.get(word, (0.0, 1.0)), (start, start + len(word))))
        at = start + len(word)
    return TokenVectors(
        np.array([row for row, _ in words], dtype=np.float32), np.array([span for _, span in words], dtype=np.int64)
    )


def test_a_count_of_other_things_is_unlike() -> None:
    question = "How many farms closed"
    asked = pieces(question, farms=(1.0, 0.0), closed=(0.6, 0.8))
    nouns = counted(question)
    text = "some 40 fermes and then in the whole of the county there were 300 schools"
    passage = pieces(text, fermes=(0.8, 0.6))
    at = text.index("40")
    assert uncounted(nouns, asked, passage, at, at + 2) == pytest.approx(1 - (0.6 * 0.8 + 0.8 * 0.6))  # "closed"
    assert uncounted(nouns[:1], asked, passage, at, at + 2) == pytest.approx(0.2)
    at = text.index("300")
    assert uncounted(nouns[:1], asked, passage, at, at + 3) == pytest.approx(1.0)
    assert uncounted([], asked, passage, at, at + 3) == 0.0
