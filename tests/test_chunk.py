"""Passages: whole sentences, exact offsets, bounded size."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunk import CHUNKING, MAX_CHARS, OVERLAP, chunk
from index.sentences import split_sentences

ARTICLE = Path(__file__).parent.parent / "seeds" / "geneve-kerry-lavrov.txt"
TEXT = st.text(
    st.one_of(st.sampled_from("aéLM .,;!?…«»\n\u00a0\u202f\u0301\u200d👩🏽🇫🇷"), st.characters()), max_size=400
)


def passages(text: str, **options: int) -> list[str]:
    return [text[start:end] for start, end in chunk(text, **options)]


def test_the_name_tells_the_parameters() -> None:
    assert CHUNKING.split("/")[1:] == [str(MAX_CHARS), str(OVERLAP)]


def test_a_short_paragraph_stays_whole() -> None:
    text = "Un. Deux. Trois.\n\n" + "Quatre et cinq sont là, et bien là. " * 3
    assert passages(text, max_chars=120) == ["Un. Deux. Trois.", ("Quatre et cinq sont là, et bien là. " * 3).strip()]


def test_a_heading_stays_with_its_text() -> None:
    body = "Une phrase de quarante caractères, pas plus."
    text = f"{body} {body}\n\nUn intertitre de ce journal\n\n{body} {body}"
    assert len(body) == 44
    # 44 + 1 + 44 = 89; the heading (27) would fit after the first two sentences, and must not end there
    assert passages(text, max_chars=120) == [f"{body} {body}", f"Un intertitre de ce journal\n\n{body} {body}"]


def test_equal_shares_rather_than_a_stray_end() -> None:
    text = " ".join(["Voici une phrase de trente signes."] * 4)  # 34 each, 139 in all
    assert [len(p) for p in passages(text, max_chars=104)] == [69, 69]


def test_overlap() -> None:
    one, two, three = (
        "Phrase un est assez longue.",
        "Phrase deux est assez longue.",
        "Phrase trois est assez longue.",
    )
    text = f"{one} {two} {three}"
    assert passages(text, max_chars=60, overlap=1) == [f"{one} {two}", f"{two} {three}"]
    parted = f"{one}\n\n{two} {three}"
    assert passages(parted, max_chars=60, overlap=1) == [one, f"{two} {three}"]


def test_a_long_sentence_is_cut_after_a_clause_or_a_word() -> None:
    assert passages("aaaa bbbb cccc, dddd eeee ffff", max_chars=20) == ["aaaa bbbb cccc,", "dddd eeee ffff"]
    assert passages("aaaa bbbb cccc dddd", max_chars=10) == ["aaaa bbbb", "cccc dddd"]
    assert passages("abcdefghij", max_chars=4) == ["abcd", "efgh", "ij"]
    assert passages("aaa «\u00a0bb\u00a0» c", max_chars=9) == ["aaa", "«\u00a0bb\u00a0» c"]


@pytest.mark.parametrize(
    "unit", ["e\u0301", "👩🏽", "🇫🇷", "👩\u200d🔬", "\u1112\u1161\u11ab", "\ud83d\ude00", "❤\ufe0f"]
)
def test_written_characters_stay_whole(unit: str) -> None:
    text = unit * 40
    for part in passages(text, max_chars=15):
        assert set(part.split(unit)) == {""}


def test_the_article() -> None:
    text = ARTICLE.read_text(encoding="utf-8")
    sentences = split_sentences(text)
    spans = chunk(text)
    assert {start for start, _ in spans} <= {start for start, _ in sentences}
    assert {end for _, end in spans} <= {end for _, end in sentences}
    assert all(end - start <= MAX_CHARS for start, end in spans)
    assert "Des positions divergentes" in [text[s:e] for s, e in spans][-2][:25]


@pytest.mark.parametrize(
    "text",
    [
        "mot " * 250_000,
        "x" * 1_000_000,
        "A! " * 300_000,
        "a\n\n" * 300_000,
        "." * 1_000_000,
        ". " * 500_000,
        "?, " * 300_000,
        "M. " * 300_000,
        "e" + "\u0301" * 1_000_000,
        " " * 1_000_000 + "a",
        "Abc def\n" * 100_000,
        "a. »" * 200_000,
        "Les Les la " * 90_000,
        "«" * 500_000 + ". A",
    ],
    ids=lambda text: repr(text[:6]),
)
def test_hostile_text_ends(text: str) -> None:
    spans = chunk(text)
    assert all(0 < end - start <= MAX_CHARS for start, end in spans)
    assert sum(end - start for start, end in spans) >= len("".join(text.split()))


@given(TEXT, st.integers(1, 90), st.integers(0, 3))
def test_passages_cover_every_sentence(text: str, max_chars: int, overlap: int) -> None:
    spans = chunk(text, max_chars=max_chars, overlap=overlap)
    assert [end for _, end in spans] == sorted({end for _, end in spans})
    assert [start for start, _ in spans] == sorted({start for start, _ in spans})
    covered = 0
    for start, end in spans:
        assert 0 < end - start <= max_chars
        assert text[start:end] == text[start:end].strip()
        assert text[covered:start].strip() == ""
        assert overlap or covered <= start
        covered = end
    assert text[covered:].strip() == ""


@given(st.lists(st.sampled_from(["e\u0301", "a\u0323\u0302", "mot ", "x", ", "]), max_size=200).map("".join))
def test_marks_stay_on_their_letters(text: str) -> None:
    for start, _ in chunk(text, max_chars=12):
        assert not unicodedata.combining(text[start])


def test_nonsense_parameters() -> None:
    with pytest.raises(ValueError, match="max_chars"):
        chunk("a", max_chars=0)
    with pytest.raises(ValueError, match="overlap"):
        chunk("a", overlap=-1)
