"""Decoding on logits made by hand: which words come out, and with which score."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.spans import LENGTH_PENALTY, NOTHING_TO_READ, Window, decode, whole_words


def window(
    text: str, start: dict[int, float], end: dict[int, float], *, passage: int = 0, null: float = 0.0, first: int = 0
) -> Window:
    """A window whose tokens are [CLS], two of the question, then the words and marks of text from `first` on.

    `start` and `end` are logits by token of the passage; every other is -9. The null logits are null / 2 each.
    """
    pieces = [m.span() for m in re.finditer(r"\w+|[^\w\s]", text)][first:]
    offsets = np.array([(0, 0), (0, 5), (5, 9), *pieces], dtype=np.int64)
    inside = np.array([False] * 3 + [True] * len(pieces))
    logits = np.full((2, len(offsets)), -9.0, dtype=np.float32)
    logits[:, 0] = null / 2
    for row, given_logits in zip(logits, (start, end), strict=True):
        for token, value in given_logits.items():
            row[token + 3] = value
    return Window(passage, logits[0], logits[1], offsets, inside, 0)


TEXT = "Moscou a approuvé une pause à Alep"  # tokens 0–6


def words_of(text: str, reading_spans: tuple, i: int = 0) -> str:
    return text[reading_spans[i].start : reading_spans[i].end]


def test_best_joint_span_and_its_score() -> None:
    # independent maxima would be start 5 (3.0) and end 1 (4.0), which run backwards
    found = decode([window(TEXT, {5: 3.0, 3: 2.0}, {1: 4.0, 4: 2.5, 6: 1.0}, null=1.0)], [TEXT])
    assert words_of(TEXT, found.spans) == "une pause"
    # 2.0 + 2.5 - null 1.0, less the penalty of one token after the first
    assert found.spans[0].score == pytest.approx(3.5 - LENGTH_PENALTY, abs=1e-6)


def test_null_weighs_all_spans_against_it() -> None:
    # spans of score 2 and 1, one from the first word to the last, and some with a logit of -9 that weigh nothing
    found = decode([window("Moscou, Alep", {0: 1.0, 2: 0.5}, {0: 1.0, 2: 0.5}, null=0.0)], ["Moscou, Alep"])
    joint = 1.5 - 2 * LENGTH_PENALTY
    assert found.null == pytest.approx(-np.log(np.exp(2.0) + np.exp(1.0) + np.exp(joint)), abs=1e-3)


def test_nothing_comes_from_the_question_or_the_null() -> None:
    w = window(TEXT, {3: 1.0}, {3: 1.0})
    w.start[:3], w.end[1:3] = 50.0, 50.0
    found = decode([w], [TEXT])
    assert words_of(TEXT, found.spans) == "une"
    assert found.null > 0  # 2 against the null's 50: the reader says no, and the null is no candidate
    assert all(span.score < 0 for span in found.spans)


def test_a_longer_span_than_allowed_is_not_found() -> None:
    w = window(TEXT, {0: 9.0, 3: 1.0}, {4: 9.0})
    assert words_of(TEXT, decode([w], [TEXT], max_tokens=5).spans) == "Moscou a approuvé une pause"
    assert words_of(TEXT, decode([w], [TEXT], max_tokens=4).spans) == "une pause"


def test_passages_compare_by_margin_over_their_own_null() -> None:
    bold = window(TEXT, {0: 5.0}, {0: 5.0}, passage=0, null=9.0)  # margin 1
    sober = window(TEXT, {6: 2.0}, {6: 2.0}, passage=1, null=-1.0)  # margin 5
    found = decode([bold, sober], [TEXT, TEXT])
    assert [(s.passage, words_of(TEXT, (s,))) for s in found.spans[:2]] == [(1, "Alep"), (0, "Moscou")]
    assert [s.score for s in found.spans[:2]] == pytest.approx([5.0, 1.0])
    # The sober passage's evidence: "Alep" alone, its other spans having a logit of -9 on a side.
    assert found.null == pytest.approx(-5.0, abs=1e-3)


def test_windows_of_one_passage_are_merged() -> None:
    whole = window(TEXT, {6: 1.0}, {6: 1.0}, null=0.0)
    tail = window(TEXT, {2: 2.0}, {2: 2.0}, null=0.0, first=4)  # its third token is "Alep" again
    found = decode([whole, tail], [TEXT])
    assert [words_of(TEXT, (s,)) for s in found.spans].count("Alep") == 1
    assert found.spans[0].score == pytest.approx(4.0)


def test_no_two_spans_overlap_and_at_most_top_n() -> None:
    w = window(TEXT, dict.fromkeys(range(7), 1.0), dict.fromkeys(range(7), 1.0))
    found = decode([w], [TEXT], top_n=3)
    assert len(found.spans) == 3
    taken = [i for s in found.spans for i in range(s.start, s.end)]
    assert len(taken) == len(set(taken))


def test_nothing_to_read() -> None:
    assert decode([], []).spans == ()
    assert decode([], []).null == NOTHING_TO_READ > 0
    assert decode([window("…", {0: 5.0}, {0: 5.0})], ["…"]).null == NOTHING_TO_READ  # no word in it


@pytest.mark.parametrize(
    ("text", "found", "words"),
    [
        ("entre l'armée et les insurgés.", "armée et les insurg", "l'armée et les insurgés"),
        ("l’armée avance", "arm", "l’armée"),
        ("la chute d'Alep", "lep", "Alep"),
        ("il dit qu'Alep tombe", "Alep", "Alep"),
        ("il s'est rendu à Genève", "est rendu", "s'est rendu"),
        ("entre l'armée", "entre l'", "entre"),
        ("entre l'armée", "entre l", "entre"),
        ("un accord d'ici vendredi", "un accord d'", "un accord"),
        ("ouvert aujourd'hui", "hui", "aujourd'hui"),
        ("Shaun O'Brien left", "Brien", "O'Brien"),
        ("Obama's visit", "Obama", "Obama"),
        ("a coûté 1,5 million", "5 million", "1,5 million"),
        ("le Front Al-Nosra a", "Nosra", "Al-Nosra"),
        ("de 2012-2016", "2016", "2016"),
        ("un « exemple » qui", "« exemple »", "exemple"),
        (
            "avait «forcé la reddition» de Daraya, violant",
            "«forcé la reddition» de Daraya,",
            "«forcé la reddition» de Daraya",
        ),
        ("l'organisation Etat islamique (EI) et", "Etat islamique (EI)", "Etat islamique (EI)"),
        ("une trêve (rompue", "une trêve (", "une trêve"),
        ("il fit -40 °C.", "-40 °C.", "-40 °C"),
        ("in the U.S. and", "U.S.", "U.S."),
        ("vendredi 26 août.", "vendredi 26 août.", "vendredi 26 août"),
        ("l'e\u0301te\u0301 dernier", "e\u0301t", "l'e\u0301te\u0301"),
    ],
)
def test_whole_words(text: str, found: str, words: str) -> None:
    at = text.index(found)
    bounds = whole_words(text, at, at + len(found))
    assert bounds is not None
    assert text[slice(*bounds)] == words


def test_marks_alone_are_no_words() -> None:
    assert whole_words("« … »", 0, 5) is None


@given(st.text(alphabet="aé1 .,-'’«»()\u0301l", min_size=1), st.data())
def test_widening_settles_within_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    bounds = whole_words(text, start, end)
    if bounds is not None:
        assert 0 <= bounds[0] < bounds[1] <= len(text)
        assert not text[bounds[0]].isspace()
        assert not text[bounds[1] - 1].isspace()
        assert whole_words(text, *bounds) == bounds  # a second time changes nothing


@given(st.lists(st.tuples(st.floats(-10, 10, width=32), st.floats(-10, 10, width=32)), min_size=7, max_size=7))
def test_best_span_is_the_best_of_all(logits: list[tuple[float, float]]) -> None:
    w = window(TEXT, {i: s for i, (s, _) in enumerate(logits)}, {i: e for i, (_, e) in enumerate(logits)})
    best = max(logits[i][0] + logits[j][1] - LENGTH_PENALTY * (j - i) for i in range(7) for j in range(i, 7))
    assert decode([w], [TEXT]).spans[0].score == pytest.approx(best, abs=1e-4)
