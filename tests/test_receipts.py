"""Saved answers: verified against indexes whose articles were edited, removed and added again, and asked anew."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.encoder import SentenceEncoder
from index.errors import InputError
from index.index import Index
from index.types import Document, DocumentList
from qa.answer import Answerer
from qa.reader import Reader
from qa.receipts import AlteredError, Candidate, Place, SavedQuote, check_quote, compare
from tests.conftest import ROOT, SEEDS
from tests.tiny import TinyEncoder, loaded
from ui.answer_json import answer_to_json
from ui.cli import main
from ui.receipt_json import MAX_ANSWER, MAX_LENGTH, _seal, read_answers, saved_from_json, sealed
from ui.receipts import Shelf

SEED = next(SEEDS.iterdir()).read_text(encoding="utf-8")
SINCE, SAID = "Depuis quand Daraya est-elle assiégée ?", "what did Lavrov say about Daraya?"
TEXT = "Le port a fermé lundi. Le maire a dit que le port rouvrirait mardi. Le pont, lui, ferme mardi."


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def document(text: str, **changes: Any) -> Document:
    return replace(Document(1, "Le port", text, "port.txt", "fr", None, digest(text), 1), **changes)


def saved_quote(text: str, words: str, sentence: str, *, occurrence: int = 0) -> SavedQuote:
    """`words` as quoted from the given occurrence in `sentence`, which stands once in `text`."""
    first = text.index(sentence)
    start = first
    for _ in range(occurrence + 1):
        start = text.index(words, start) if start == first else text.index(words, start + 1)
    return SavedQuote(
        field="quotes[0]",
        text=words,
        start=start,
        end=start + len(words),
        sentence=sentence,
        sentence_start=first,
        sentence_end=first + len(sentence),
        speaker=None,
        document_id=1,
        revision=1,
        sha256=digest(text),
        title="Le port",
        source="port.txt",
    )


def find_words(quote: SavedQuote, text: str) -> Place | None:
    """Where `check_quote` finds the words in another version of the document."""
    return check_quote(quote, [Candidate(document(text, sha256="0" * 64), "title")]).place


TUESDAY = saved_quote(TEXT, "mardi", "Le maire a dit que le port rouvrirait mardi.")


def test_words_are_looked_for_in_their_own_sentence_first_then_nearest() -> None:
    assert TUESDAY.start == 61
    moved = find_words(TUESDAY, "Le pont ferme mardi, et mardi encore. " + TEXT)
    assert moved is not None
    assert (moved.start, moved.end, moved.occurrences, moved.same_sentence) == (99, 104, 1, True)
    # The sentence is another: of the three places, the one nearest to 61.
    edited = "Mardi, mardi ou mardi : le maire ne sait plus quand rouvrira le port, dit-il. Ce mardi ?"
    nearest = find_words(TUESDAY, edited)
    assert nearest is not None
    assert (nearest.start, nearest.occurrences, nearest.same_sentence) == (edited.index("mardi ?"), 3, False)
    assert find_words(TUESDAY, "Le maire a dit que le port rouvrirait mercredi.") is None


@pytest.mark.parametrize(
    ("words", "edited", "found"),
    [
        ("mars", "Elle aime le marsouin.", False),
        ("mars", "Elle part en mars.", True),
        ("12", "Il coûte 12,5 millions.", False),
        ("12", "Il coûte 3,12 millions.", False),
        ("12", "Ils sont 12, dit-elle.", True),
        ("12", "Ils sont 312.", False),
        ("« oui »", "Il a dit« oui »hier.", True),
        ("le vieux port", "Le maire montre le vieux\nport.", True),
        ("le vieux port", "Le maire montre le port.", False),
        ("a.c", "abc", False),
    ],
)
def test_only_whole_words_and_whole_numbers_count(words: str, edited: str, found: bool) -> None:
    sentence = f"Avant {words} après."
    place = find_words(saved_quote(sentence, words, sentence), edited)
    assert (place is not None) == found
    if place is not None:
        assert edited[place.start : place.end].split() == words.split()
        assert place.same_spacing == (edited[place.start : place.end] == words)


def test_a_sentence_of_one_word_is_a_whole_word_too() -> None:
    assert find_words(saved_quote("Mars", "Mars", "Mars"), "Marsouin") is None
    assert find_words(saved_quote("Mars", "Mars", "Mars"), "Mars 2012") is not None


def test_a_quote_that_began_inside_a_word_is_found_inside_one() -> None:
    sentence = "Les non-alignés signent."
    assert find_words(saved_quote(sentence, "lignés", sentence), "Des alignés seuls.") is not None


WRITTEN = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(deadline=None)
@given(
    words=WRITTEN.filter(lambda text: text.strip()),
    before=st.tuples(WRITTEN, WRITTEN),
    after=st.tuples(WRITTEN, WRITTEN),
    around=st.integers(0, 8),
)
def test_an_edit_that_leaves_the_words_intact_never_loses_them(
    words: str, before: tuple[str, str], after: tuple[str, str], around: int
) -> None:
    """Everything around them is written anew; a space keeps them from growing into other words or numbers."""
    (before_then, before_now), (after_then, after_now) = before, after
    then, now = f"{before_then} {words} {after_then}", f"{before_now} {words} {after_now}"
    start = len(before_then) + 1
    end = start + len(words)
    first, last = max(0, start - around), min(len(then), end + around)
    quote = replace(
        saved_quote(then, words, words),
        **{"start": start, "end": end, "sentence": then[first:last], "sentence_start": first, "sentence_end": last},
    )
    finding = check_quote(quote, [Candidate(document(now), "source")])
    assert finding.status == ("unchanged" if now == then else "moved")
    assert finding.place is not None
    assert now[finding.place.start : finding.place.end].split() == words.split()
    assert check_quote(quote, [Candidate(document(then), "source")]).status == "unchanged"


def test_a_document_s_digest_must_go_with_the_words_at_the_offsets() -> None:
    for name, field in (("text", {"start": 60, "end": 65}), ("sentence", {"sentence_start": 22, "sentence_end": 66})):
        with pytest.raises(AlteredError, match=rf"quotes\[0\].{name}: the document of this digest holds other words"):
            check_quote(replace(TUESDAY, **field), [Candidate(document(TEXT), "digest")])


def naive(quote: SavedQuote, text: str) -> Place | None:
    """What `find_words` gives, from every offset of the text in turn."""

    def spaced(words: str) -> str:
        return r"\s+".join(map(re.escape, words.split()))

    def bounds(words: str) -> tuple[str, str]:
        left = (r"(?<!\w)" if re.match(r"\w", words) else "") + (r"(?<!\d[.,])" if words[0].isdigit() else "")
        right = (r"(?!\w)" if re.match(r"\w", words[-1]) else "") + (r"(?![.,]\d)" if words[-1].isdigit() else "")
        return left, right

    def found(pattern: str) -> Iterator[tuple[int, int]]:
        at, compiled = 0, re.compile(pattern)
        while at < len(text):
            match = compiled.match(text, at)
            if match:
                yield match.span(1)
            at = match.end() if match else at + 1

    offset = quote.start - quote.sentence_start
    end = offset + len(quote.text)
    before, after, words = quote.sentence[:offset], quote.sentence[end:], f"({spaced(quote.text)})"
    gap = r"\s+" if before[-1:].isspace() else "", r"\s+" if after[:1].isspace() else ""
    left, right = bounds(quote.sentence.strip())
    own_left, own_right = bounds(quote.text)
    in_sentence = spaced(before) + (gap[0] if before.strip() else "") + words + (gap[1] if after.strip() else "")
    whole = re.compile(own_left + words + own_right).match(quote.sentence, offset)
    elsewhere = own_left + words + own_right if whole else words
    for same, pattern in ((True, left + in_sentence + spaced(after) + right), (False, elsewhere)):
        spans = list(found(pattern))
        quoted = [span for span in spans if text[slice(*span)] == quote.text]
        original, back = (quote.sentence, offset) if same else (quote.text, 0)
        exact = [span for span in quoted if span[0] >= back and text.startswith(original, span[0] - back)]
        if best := exact or quoted or spans:
            start, last = min(best, key=lambda span: abs(span[0] - quote.start))
            return Place(start, last, len(best), same, best is not spans or bool(quoted))
    return None


PIECES = st.lists(
    st.sampled_from(["a", "b", "1", "1,", ".", " ", "\n ", "ab ", "1,1,1,1,", ",1,1,1,1,1", "aaaa", "a a a "]),
    max_size=14,
)


@settings(deadline=None, max_examples=600)
@given(
    then=PIECES.map("".join),
    now=PIECES,
    copies=st.integers(1, 3),
    keep=st.booleans(),
    cut=st.tuples(*[st.floats(0, 1)] * 4),
)
def test_words_are_found_where_a_search_from_every_offset_finds_them(
    then: str, now: list[str], copies: int, keep: bool, cut: tuple[float, ...]
) -> None:
    first, start, end, last = (round(share * len(then)) for share in sorted(cut))
    words, sentence = then[start:end], then[first:last]
    if not words or words != words.strip():
        return
    quote = replace(
        TUESDAY, text=words, start=start, end=end, sentence=sentence, sentence_start=first, sentence_end=last
    )
    place = len(now) // 2
    text = "".join([*now[:place], *([then.replace(" ", "\n ")] if keep else []), *now[place:]]) * copies
    assert find_words(quote, text) == naive(quote, text)
    assert find_words(quote, text + then) == naive(quote, text + then)


def test_the_largest_quotes_and_texts_that_repeat_themselves_are_searched() -> None:
    """Of a time that grows with the square of the length, each of these would be hours."""
    size = MAX_LENGTH - 3
    for words, text, found in [
        ("1," * (size // 2) + "1", "1," * 4 * size, None),
        ("a" * size, "a" * 4 * size, None),
        (",1" * (size // 2), ",1" * 2 * size, 4 * size - size // 2 * 2),  # only the last does not go on
        (",1" * (size // 2), ",1" * 2 * size + ",x", 4 * size - size // 2 * 2),
        ("a " * (size // 2) + "b", "a " * 2 * size + "a b " + "a  " * (size // 2) + "b", 3 * size + 3),
        ("a\t\t b", "a" + " " * size + "c a" + " " * size + "b", size + 3),
    ]:
        place = find_words(saved_quote(words, words, words), text)
        assert (place and place.start) == found
    words = " ".join(map(str, range(40_000)))
    for _ in range(20):
        words = words[1:].strip()
        assert find_words(saved_quote(words, words, words), "x " + words.replace(" ", "\n")) is not None


# Documents of an index


def bridge(index: Index, *articles: tuple[str, str]) -> SavedQuote:
    """Articles all named article.txt, each with a title and a text, and a quote of one named Bridge."""
    index.add_documents(
        [loaded(text, f"/{place}/article.txt", title=title) for place, (title, text) in enumerate(articles)]
    )
    then = "The bridge over the river opened in 2012."
    return replace(saved_quote(then, "2012", then), title="Bridge", source="article.txt", document_id=2)


def test_one_word_in_another_article_of_the_same_name_is_not_the_one_quoted(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(["bridge"]))
    quote = bridge(
        index,
        ("Tomatoes", "Tomatoes were sold in 2012 at a fair in Nice."),
        ("Bridge", "The bridge over the river was closed."),
    )
    finding = check_quote(quote, Shelf(index).candidates(quote))
    assert (finding.status, finding.document and finding.document.title) == ("gone", "Bridge")
    bridge(index, ("Copy", f"On Monday. {quote.sentence}"))  # the same sentence counts, in place of the tomatoes
    finding = check_quote(quote, Shelf(index).candidates(quote))
    assert (finding.status, finding.document and finding.document.title) == ("moved", "Copy")
    index.add_documents([loaded("The bridge opened late in 2012.", "/1/article.txt", title="Bridge")])
    finding = check_quote(replace(quote, sentence="in 2012", sentence_start=33), Shelf(index).candidates(quote))
    assert (finding.status, finding.document and finding.document.title) == ("moved", "Bridge")
    index.remove([1])
    finding = check_quote(quote, Shelf(index).candidates(quote))
    assert finding.place is not None
    assert (finding.document and finding.document.title, finding.place.same_sentence) == ("Bridge", False)


def test_each_document_is_read_once_a_verification_and_twenty_of_a_name_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.open(tmp_path, TinyEncoder(["bridge"]))
    quote = bridge(index, *((f"Bridge {number}", f"Bridge number {number}.") for number in range(30)))
    read, lists = [], []
    document, documents = index.document, index.documents

    def counted(document_id: int) -> Document:
        read.append(document_id)
        return document(document_id)

    def listed(**limits: int) -> DocumentList:
        lists.append(limits)
        return documents(**limits)

    monkeypatch.setattr(index, "document", counted)
    monkeypatch.setattr(index, "documents", listed)
    shelf = Shelf(index)
    found = [list(shelf.candidates(quote)) for _ in range(5)]
    assert [len(one) for one in found] == [20] * 5
    assert found[0][0].document.id == quote.document_id
    assert found[0][0].squeezed is found[4][0].squeezed is not None
    assert (len(read), len(set(read)), len(lists)) == (20, 20, 1)


def test_a_document_removed_since_it_was_listed_is_not_there(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(["bridge"]))
    quote = bridge(index, ("Other", "The river rose."), ("Bridge", "It opened in 2012."))
    shelf = Shelf(index)
    candidates = shelf.candidates(quote)
    assert next(iter(candidates)).document.title == "Bridge"
    index.remove([1])
    assert list(candidates) == []
    index.remove([2])
    again = Shelf(index)
    assert check_quote(quote, again.candidates(quote)).document is None
    index.add_documents([loaded("x", "/9/article.txt")])
    late = Shelf(index)
    assert [one.by for one in late.candidates(quote)] == ["source"]
    gone = Shelf(index)
    assert gone._named
    index.remove([3])
    assert check_quote(quote, gone.candidates(quote)).document is None


def test_a_document_is_known_by_its_text_then_by_its_name_then_by_its_title_then_by_the_sentence(
    tmp_path: Path,
) -> None:
    index = Index.open(tmp_path, TinyEncoder(["port"]))
    index.add_documents([loaded("Un autre article, sur un autre port.", "/a/autre.txt", title="Autre")])

    def look(quote: SavedQuote = TUESDAY) -> tuple[str, str | None, int | None]:
        finding = check_quote(quote, Shelf(index).candidates(quote))
        return finding.status, finding.by, finding.place.start if finding.place else None

    assert look() == ("gone", None, None)
    index.add_documents([loaded(f"Dépêche. {TEXT}", "/x/copie.txt", title="Copie")])
    assert look() == ("moved", "words", 70)
    assert look(replace(TUESDAY, sentence="mardi", sentence_start=61, sentence_end=66))[0] == "gone"  # of no weight
    index.add_documents([loaded(f"Ville. {TEXT}", "/x/renommé.txt", title="Le port")])
    assert look() == ("moved", "title", 68)
    index.add_documents([loaded(f"Une. {TEXT}", "/elsewhere/port.txt", title="À la une")])
    assert look() == ("moved", "source", 66)
    index.add_documents([loaded(TEXT, "/y/again.txt", title="Encore")])
    assert look() == ("unchanged", "digest", 61)
    # Of an answer without a digest, only the words can be looked for.
    assert look(replace(TUESDAY, sha256=None)) == ("moved", "source", 66)
    index.add_documents([loaded("Le maire ne dit plus rien.", "/elsewhere/port.txt", title="À la une")])
    assert look(replace(TUESDAY, sha256=None)) == ("gone", "source", None)


# From the question to the report, with the shipped models


@pytest.fixture
def command(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    encoder: SentenceEncoder,
    reader: Reader,
) -> Callable[..., tuple[int, str, str]]:
    """`depeche` with its data in a folder of the test's, the models loaded once for all."""
    monkeypatch.setattr("ui.setup.make_encoder", lambda settings: encoder)
    monkeypatch.setattr("ui.setup.load_reader", lambda settings: reader)
    monkeypatch.setenv("DEPECHE_DATA", str(tmp_path / "data"))

    def run(*args: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(args)
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def test_answers_are_followed_through_edits_removal_and_return(
    tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    article, note = tmp_path / "geneve.txt", tmp_path / "course.md"
    note.write_text("# Course\n\nAnne Le Gall a gagné la course de Brest dimanche.\n", encoding="utf-8")
    article.write_text(SEED, encoding="utf-8")
    command("add", str(article))
    questions, saved = tmp_path / "questions.jsonl", tmp_path / "saved.jsonl"
    lines: list[dict[str, Any]] = [
        {"id": "a", "question": SINCE},
        {"id": "b", "turns": ["Qu'a dit Kerry de Daraya ?", "Et Lavrov ?"]},
        {"id": "c", "question": "Qui a gagné la course de Brest ?"},
        {"id": "d", "question": ""},
    ]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    code, out, _ = command("ask", "--batch", str(questions))
    assert code == 4  # for the empty question
    saved.write_text(out, encoding="utf-8")
    since, said, refused, _ = map(json.loads, out.splitlines())
    assert since["quotes"][0]["document"]["sha256"] == digest(SEED)
    assert [turn["question"] for turn in said["receipt"]["history"]] == ["Qu'a dit Kerry de Daraya ?"]
    assert refused["outcome"] in ("off_topic", "not_stated")

    def verified() -> tuple[int, list[dict[str, Any]]]:
        code, out, _ = command("verify-answer", str(saved), "--json")
        rows = json.loads(out)["answers"]
        assert [row["id"] for row in rows] == ["a", "b", "c", "d"]
        assert rows[3]["kind"] == "no_answer"
        return code, [row["quotes"][0] for row in rows[:2]]

    def again() -> tuple[int, list[str]]:
        code, out, _ = command("diff-answers", str(saved), "--json")
        return code, [row["kind"] for row in json.loads(out)["answers"]]

    code, quotes = verified()
    assert (code, [one["status"] for one in quotes]) == (0, ["unchanged", "unchanged"])
    assert again() == (0, ["same", "same", "same", "no_answer"])
    command("reindex")
    assert verified()[0] == 0

    # A paragraph before everything: what stood at n stands at n + its length.
    opening = "Mise à jour, samedi matin.\n\n"
    article.write_text(opening + SEED, encoding="utf-8")
    command("add", str(article))
    code, quotes = verified()
    assert (code, [one["status"] for one in quotes]) == (1, ["moved", "moved"])
    for before, after in zip((since, said), quotes, strict=True):
        assert after["place"]["start"] == before["quotes"][0]["start"] + len(opening)
        assert (after["place"]["occurrences"], after["place"]["same_sentence"]) == (1, True)
        assert after["document"]["revision"] == 2
    assert again()[1][:2] == ["moved", "moved"]

    # The words themselves are others.
    assert SEED.count("2012") == 1
    article.write_text(SEED.replace("2012", "2013"), encoding="utf-8")
    command("add", str(article), str(note))
    code, quotes = verified()
    assert (code, [one["status"] for one in quotes]) == (1, ["gone", "moved"])
    assert quotes[0]["document"]["source"] == "geneve.txt"
    code, out, _ = command("diff-answers", str(saved))
    assert code == 1
    kinds = out.splitlines()
    assert kinds[0] == f"   1  changée       {SINCE}  « 2012 » → « 2013 »"
    assert kinds[2].startswith("   3  nouvelle      Qui a gagné la course de Brest ?  ")
    assert kinds[2].endswith("→ « Anne Le Gall »")
    assert kinds[-1] == "changée : 1 · déplacée : 1 · nouvelle : 1 · sans réponse : 1"

    # The document is removed, then added again: it has another id, and the same words.
    (geneve,) = (one for one in json.loads(command("list", "--json")[1]) if one["source"].endswith("geneve.txt"))
    command("remove", str(geneve["id"]))
    code, quotes = verified()
    assert (code, [one["status"] for one in quotes]) == (1, ["gone", "gone"])
    assert [one["document"] for one in quotes] == [None, None]
    assert again()[1][0] == "lost"
    article.write_text(SEED, encoding="utf-8")
    command("add", str(article))
    code, quotes = verified()
    assert (code, [one["status"] for one in quotes]) == (0, ["unchanged", "unchanged"])
    assert quotes[0]["document"]["id"] != since["quotes"][0]["document"]["id"]
    assert again()[1] == ["same", "same", "new", "no_answer"]


def test_one_answer_is_verified_from_standard_input_or_against_a_file_without_loading_a_model(
    tmp_path: Path, seed_answerer: Answerer
) -> None:
    answer = json.dumps(answer_to_json(seed_answerer.ask(SAID)), indent=2, ensure_ascii=False)
    program = (
        "import sys; from ui.cli import main; code = main(sys.argv[1:]); "
        "print(code, {'torch', 'transformers', 'gradio'} & set(sys.modules))"
    )

    def verified(*args: str) -> list[str]:
        command = [sys.executable, "-c", program, "verify-answer", "-", *args, "--data", str(tmp_path / "data")]
        done = subprocess.run(command, input=answer.encode(), capture_output=True, cwd=ROOT)
        return (done.stdout + done.stderr).decode().splitlines()

    lines = verified("--document", str(next(SEEDS.iterdir())), "--language", "fr")
    assert lines[-2:] == ["inchangé : 1", "0 set()"]
    assert "« l'accord comme un «exemple» qui devait être «répliqué» »" in lines[1]
    edited = tmp_path / "edited.txt"
    edited.write_text(SEED.replace("«répliqué»", "«imité»"), encoding="utf-8")
    lines = verified("--document", str(edited))
    assert lines[2].strip() == "gone: “Edited” (edited.txt) has changed, and the words no longer stand in it"
    assert lines[-1] == "1 set()"
    assert verified()[-1].startswith("depeche: There is no index in ")


# What was changed after it was made


@pytest.fixture(scope="module")
def genuine(seed_answerer: Answerer) -> dict[str, Any]:
    return answer_to_json(seed_answerer.ask(SAID))


def test_a_genuine_answer_survives_json_written_by_others(genuine: dict[str, Any]) -> None:
    def rewritten(value: Any) -> Any:
        """As JavaScript writes it: other order, whole numbers without a point."""
        if isinstance(value, dict):
            return {name: rewritten(value[name]) for name in sorted(value, reverse=True)}
        if isinstance(value, list):
            return [rewritten(item) for item in value]
        return int(value) if isinstance(value, float) and value.is_integer() else value

    whole = sealed(genuine | {"confidence": 1.0})
    assert saved_from_json(json.loads(json.dumps(rewritten(whole)))) == saved_from_json(whole)
    assert saved_from_json(whole | {"id": "of a batch"}).missing == ()


def at(value: Any, path: str) -> tuple[Any, str | int]:
    """The container and the last key of a path such as quotes.0.document.sha256."""
    *way, last = (int(part) if part.isdecimal() else part for part in path.split("."))
    for part in way:
        value = value[part]
    return value, last


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("quotes.0.text", "tout autre chose", "quotes[0].text: it has 16 characters, not end - start"),
        ("quotes.0.start", -1, "quotes[0].start: it is not from 0"),
        ("quotes.0.start", "12", "quotes[0].start: it is a text; it must be a whole number"),
        ("quotes.0.end", True, "quotes[0].end: it is true; it must be a whole number"),
        ("quotes.0.end", 2.5, "quotes[0].end: it is a number; it must be a whole number"),
        ("quotes.0.end", 2**60, "quotes[0].end: it is not from 1 to"),
        ("quotes.0.sentence", "Autre.", "quotes[0].sentence: it has 6 characters"),
        ("quotes.0.sentence", None, "quotes[0].sentence: it is null; it must be a text"),
        ("quotes.0.speaker", ["Kerry"], "quotes[0].speaker: it is a list"),
        ("quotes.0.score", float("inf"), "quotes[0].score: it is not from 0 to 1"),
        ("quotes.0.document", [], "quotes[0].document: it is a list; it must be an object"),
        ("quotes.0.document.id", 0, "quotes[0].document.id: it is not from 1"),
        ("quotes.0.document.sha256", "0" * 63, "quotes[0].document.sha256: it is not a SHA-256"),
        ("quotes.0.document.sha256", "é" * 64, "quotes[0].document.sha256: it is not a SHA-256"),
        ("quotes.0.document.title", "\ud800", "quotes[0].document.title: it holds half a character"),
        ("quotes.0", "Lavrov", "quotes[0]: it is a text; give an object"),
        ("quotes", {}, "quotes: it is an object; it must be a list"),
        ("quotes", [], "quotes: there is none, though the outcome is answered"),
        ("answer", "autre", "answer: it is not the text of quotes[0]"),
        ("asked", "x" * (2**18 + 1), "asked: it is longer than 262144"),
        ("quotes", [{}] * 101, "quotes: it is longer than 100"),
        ("outcome", "certain", "outcome: it is none of answered, not_stated"),
        ("language", "de", "language: it is none of fr, en"),
        ("nearest", 3, "nearest: it is a whole number; give an object"),
        ("generation", None, "generation: it is null"),
        ("receipt", "yes", "receipt: it is a text; it must be an object"),
        ("receipt.format", 2, "receipt.format: it is 2, made by a newer version"),
        ("receipt.asked_at", "yesterday", "receipt.asked_at: it is not a UTC time"),
        ("receipt.top_k", 0, "receipt.top_k: it is not from 1 to 50"),
        ("receipt.threshold", "0.5", "receipt.threshold: it is a text; it must be a number"),
        ("receipt.history", [{"question": "Qui ?"}], "receipt.history[0].answer: it is missing"),
        ("receipt.encoder", 7, "receipt.encoder: it is a whole number; it must be a text"),
        # Of the right form, and caught by the seal alone:
        ("quotes.0.document.sha256", "0" * 64, "receipt.seal: it does not fit the answer"),
        ("quotes.0.speaker", "John Kerry", "receipt.seal: it does not fit the answer"),
        ("confidence", 0.99, "receipt.seal: it does not fit the answer"),
        ("receipt.asked_at", "2001-01-01T00:00:00+00:00", "receipt.seal: it does not fit the answer"),
        ("added", "a note", "receipt.seal: it does not fit the answer"),
    ],
)
def test_what_was_changed_is_named(genuine: dict[str, Any], path: str, value: Any, message: str) -> None:
    changed = deepcopy(genuine)
    holder, key = at(changed, path)
    holder[key] = value
    with pytest.raises(InputError) as raised:
        saved_from_json(changed)
    assert str(raised.value).startswith(message)


def test_every_field_that_is_missing_is_named(genuine: dict[str, Any]) -> None:
    paths = [
        *(name for name in genuine if name not in ("answer", "confidence", "nearest", "hits", "timings", "receipt")),
        *(f"receipt.{name}" for name in genuine["receipt"]),
        *(f"quotes.0.{name}" for name in ("text", "start", "end", "sentence", "sentence_start", "sentence_end")),
        *(f"quotes.0.document.{name}" for name in ("id", "revision", "sha256", "title", "source")),
    ]
    for path in paths:
        changed = deepcopy(genuine)
        holder, key = at(changed, path)
        del holder[key]
        with pytest.raises(InputError) as raised:
            saved_from_json(changed)
        assert str(raised.value).startswith(path.replace(".0.", "[0].") + ": it is missing"), path


def test_words_that_another_seal_was_made_for_are_caught_by_the_document(
    genuine: dict[str, Any], seed_answerer: Answerer
) -> None:
    """Whoever makes the seal anew still cannot give the document other words."""
    forged = deepcopy(genuine)
    quote = forged["quotes"][0]
    quote["text"] = quote["text"].replace("exemple", "honneur")
    quote["sentence"] = quote["sentence"].replace("exemple", "honneur")
    forged["answer"] = quote["text"]
    (saved,) = saved_from_json(sealed(forged)).quotes[:1]
    with pytest.raises(AlteredError, match=r"quotes\[0\].text: the document of this digest holds other words at"):
        check_quote(saved, Shelf(seed_answerer.index).candidates(saved))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("question", "outcome", "quotes", "nearest", "receipt", "generation", "hits", "timings")


@settings(deadline=None)
@given(value=JSON, field=st.sampled_from(FIELDS), alone=st.booleans())
def test_no_json_does_more_than_be_refused(genuine: dict[str, Any], value: Any, field: str, alone: bool) -> None:
    if not alone and genuine[field] == value:
        return
    with pytest.raises(InputError):
        saved_from_json(value if alone else {**genuine, field: value})


def test_a_file_s_bad_lines_are_told_by_number_and_the_others_verified(
    tmp_path: Path, genuine: dict[str, Any], command: Callable[..., tuple[int, str, str]]
) -> None:
    command("add", str(SEEDS))
    good = json.dumps(genuine).encode()
    bad = deepcopy(genuine)
    bad["quotes"][0]["start"] = "12"
    file = tmp_path / "answers.jsonl"
    lines = [
        good,
        b"",
        json.dumps(bad).encode(),
        b'{"question": NaN}',
        b"[" * 100_000,
        b'{"a":' * 400 + b"1" + b"}" * 400,
        json.dumps({**genuine, "hits": json.loads("[" * 700 + "]" * 700)}).encode(),
        b"\xff\xfe",
        b"7",
        b'{"question": 1' + b"0" * 5000 + b"}",
        b"{}",
        good,
    ]
    file.write_bytes(b"\n".join(lines))
    code, out, err = command("verify-answer", str(file))
    assert code == 2
    assert out.splitlines()[-1] == "unchanged: 2 · unusable: 9"
    told = [line.removeprefix("depeche: line ") for line in err.splitlines()]
    assert [line.split(":")[0] for line in told] == ["3", "4", "5", "6", "7", "8", "9", "10", "11"]
    assert told[0].startswith("3: quotes[0].start: it is a text")
    assert told[1].startswith("4: this is no JSON that can be read (NaN is no JSON value)")
    assert told[4].startswith("7: answer: it is nested too deeply")
    assert told[5] == "8: it is not UTF-8 text."
    assert told[6] == "9: it is a whole number; an answer is an object."
    assert told[8].startswith("11: outcome: it is missing")
    assert str(tmp_path) not in err

    file.write_bytes(b'{"a": 1,\n "b": "' + b"x" * MAX_ANSWER + b'"}')
    code, _, err = command("verify-answer", str(file))
    assert (code, err.count("\n")) == (2, 2)
    assert "it has more than 8388608 bytes" in err
    for content in (b"", b"\n \n", b'{"id": 3, "error": "line 3: question: it is empty"}'):
        file.write_bytes(content)
        code, out, err = command("verify-answer", str(file))
        assert (code, out) == (2, "")
        assert "it holds no answer; save one with `depeche ask --json` or `--batch`" in err
    assert command("verify-answer", str(tmp_path / "none.json"))[0] == 2
    assert command("verify-answer", str(tmp_path))[0] == 2


def test_an_id_or_an_error_that_cannot_be_written_costs_nothing_else(
    tmp_path: Path, genuine: dict[str, Any], command: Callable[..., tuple[int, str, str]]
) -> None:
    command("add", str(SEEDS))
    file = tmp_path / "surrogates.jsonl"
    deep = "[" * 960 + "]" * 960
    file.write_text(
        f'{json.dumps({"id": chr(0xD800), **genuine})}\n{{"id": 2, "error": "\\udfff"}}\n'
        f'{{"id": {deep}, "error": ""}}\n{{"id": 4, "error": {deep}}}\n{json.dumps(genuine)}\n',
        encoding="utf-8",
    )
    code, out, _ = command("verify-answer", str(file), "--json")
    rows = json.loads(out)["answers"]
    assert (rows[0]["id"], rows[0]["kind"], rows[1]["error"]) == ("?", "unchanged", "?")
    assert [row["kind"] for row in rows[2:]] == ["unusable", "unusable", "unchanged"]
    assert all(row["error"].startswith(f"line {row['line']}: ") for row in rows[2:4])
    assert code == 2
    assert command("verify-answer", str(file))[0] == 2


def test_a_damaged_first_line_costs_only_itself_in_a_large_file_too(tmp_path: Path) -> None:
    line = json.dumps({"a": "x" * 1000}).encode() + b"\n"
    count = MAX_ANSWER // len(line) + 50
    file = tmp_path / "large.jsonl"
    for damaged in (b'{"a": \n', b"x\n\n"):
        file.write_bytes(damaged + line * count + b"damaged\n" + line[:-1])
        with file.open("rb") as opened:
            items = list(read_answers(opened))
        skipped = damaged.count(b"\n")
        wrong = [(number, str(item)) for number, item in items if isinstance(item, InputError)]
        assert [number for number, _ in wrong] == [1, skipped + count + 1]
        assert [number for number, _ in items] == [1, *range(skipped + 1, skipped + count + 3)]
    file.write_bytes(b"{\n" + b'"a": [1, 2],\n' * (MAX_ANSWER // 13 + 5) + b'"b": 1}\n')  # one object, too long
    with file.open("rb") as opened:
        assert len(list(read_answers(opened))) == 2


@pytest.mark.parametrize("value", [10**5000, {1: 0, "1": 0}, {(1, 2): 0}, {1, 2}, b"x"], ids=range(5))
def test_values_that_json_has_no_form_for_are_refused(genuine: dict[str, Any], value: Any) -> None:
    with pytest.raises(InputError, match="answer: a value of it cannot be written as JSON"):
        _seal({**genuine, "added": value})
    with pytest.raises(InputError):
        saved_from_json({**genuine, "added": value})


def test_nothing_in_a_saved_answer_moves_the_terminal_s_cursor(
    tmp_path: Path, genuine: dict[str, Any], command: Callable[..., tuple[int, str, str]]
) -> None:
    command("add", str(SEEDS))
    hostile = sealed({**genuine, "question": "\x1b[2J\u202eQui ?\nX"})
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps(hostile), encoding="utf-8")
    code, out, _ = command("verify-answer", str(file))
    assert code == 0
    assert "\x1b" not in out
    assert "\u202e" not in out
    mark = "\N{REPLACEMENT CHARACTER}"
    assert out.splitlines()[0].startswith(f"   1  {mark}[2J{mark}Qui ? X  (20")


def test_an_answer_of_an_older_version_has_its_words_looked_for(
    tmp_path: Path, genuine: dict[str, Any], command: Callable[..., tuple[int, str, str]]
) -> None:
    old = deepcopy(genuine)
    del old["receipt"]
    for quote in old["quotes"]:
        del quote["document"]["sha256"]
    file = tmp_path / "old.json"
    file.write_text(json.dumps(old), encoding="utf-8")
    command("add", str(SEEDS))
    code, out, _ = command("verify-answer", str(file))
    assert code == 1
    assert "made by an older version: fields receipt, quotes[0].document.sha256" in out
    assert "missing; only the words can be looked for" in out
    start, end = genuine["quotes"][0]["start"], genuine["quotes"][0]["end"]
    assert f"at {start}–{end} still, in the same sentence, their only place" in out
    assert command("diff-answers", str(file), "--json")[0] == 0


def test_models_and_generation_that_are_others_now_are_told(
    tmp_path: Path, genuine: dict[str, Any], command: Callable[..., tuple[int, str, str]]
) -> None:
    command("add", str(SEEDS))
    other = {**genuine, "generation": 41, "receipt": genuine["receipt"] | {"encoder": "abc", "program": "0.0.9"}}
    file = tmp_path / "other.json"
    file.write_text(json.dumps(sealed(other)), encoding="utf-8")
    code, out, _ = command("verify-answer", str(file), "--json")
    (row,) = json.loads(out)["answers"]
    assert (code, set(row["since"])) == (0, {"encoder", "program", "generation"})
    assert row["since"]["generation"] == {"then": "41", "now": "1"}
    assert row["since"]["encoder"]["now"] == genuine["receipt"]["encoder"]
    assert "index generation 41 → 1" in command("verify-answer", str(file))[1]


def test_two_answers_are_compared_by_their_first_quote(seed_answerer: Answerer) -> None:
    answer = seed_answerer.ask(SINCE)
    saved = saved_from_json(answer_to_json(answer))
    first = saved.quotes[0]
    refused = replace(answer, outcome="not_stated", quotes=())

    def kind(then: Any, now: Any) -> str:
        return compare(then, now).kind

    assert kind(saved, answer) == "same"
    assert kind(replace(saved, quotes=(replace(first, start=1, end=5),)), answer) == "moved"
    assert kind(replace(saved, quotes=(replace(first, sha256="0" * 64),)), answer) == "moved"
    assert kind(replace(saved, quotes=(replace(first, text="2011"),)), answer) == "changed"
    assert kind(replace(saved, quotes=(replace(first, speaker="Kerry"),)), answer) == "changed"
    assert kind(saved, refused) == "lost"
    none = replace(saved, outcome="off_topic", quotes=())
    assert kind(none, answer) == "new"
    assert kind(none, refused) == "other_no"
    assert kind(replace(none, outcome="not_stated"), refused) == "same"
    assert compare(saved, answer).others_differ is False
    assert compare(replace(saved, quotes=(first, first)), replace(answer, quotes=answer.quotes[:1])).others_differ
