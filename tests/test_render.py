"""The page's HTML: exact values, and hostile text that must stay text."""

from __future__ import annotations

import html
import re
import string
from dataclasses import fields
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Document, DocumentSummary, FileReport
from qa.types import Answer, DateMention, Outcome, Provenance, Quote, Timings, Versions
from ui import messages, render
from ui.messages import EN, FR, preferred
from ui.render import Exchange
from ui.text import answer_to_text

HOSTILE = (
    "<script>alert(1)</script> <img src=x onerror=alert(2)> ![pixel](https://spy.example/p.png) "
    "[lien](javascript:alert(3)) ${alert(4)} {{alert}} \u202egro.elpmaxe\u202c </mark></article>\" ' & `"
)
NAMED = HOSTILE.replace("\u202e", "[U+202E]").replace("\u202c", "[U+202C]")


class Reading(HTMLParser):
    """What a browser would make of a piece of HTML: its elements, their attributes, its text, the marked text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.marked = ""
        self._depth = 0
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self._depth += tag == "mark"

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        self.marked += data if self._depth else ""


def quote(
    text: str = "répliqué", sentence: str = "un «exemple» qui devait être «répliqué».", **changes: object
) -> Quote:
    start = 100 + sentence.index(text)
    values: dict[str, object] = {
        "document_id": 3,
        "revision": 2,
        "sha256": "0" * 64,
        "title": "Genève",
        "source": "/srv/depeche/articles/geneve.txt",
        "start": start,
        "end": start + len(text),
        "text": text,
        "sentence_start": 100,
        "sentence_end": 100 + len(sentence),
        "sentence": sentence,
        "score": 0.83,
    }
    return Quote(**(values | changes))  # type: ignore[arg-type]


def answer(outcome: Outcome = "answered", *quotes: Quote, nearest: Quote | None = None, **changes: object) -> Answer:
    values: dict[str, object] = {
        "question": "Et lui ?",
        "asked": "Et lui ?",
        "language": "fr",
        "outcome": outcome,
        "quotes": quotes,
        "nearest": nearest,
        "confidence": quotes[0].score if quotes else 0.0,
        "hits": (),
        "generation": 1,
        "timings": Timings(1.0, 2.0, 3.0),
        "provenance": Provenance("2026-11-22T12:00:00+00:00", (), 8, 0.5, Versions("0.1.0", "e", "r", "c")),
    }
    return Answer(**(values | changes))  # type: ignore[arg-type]


def test_escape_leaves_no_markup_and_names_what_would_reorder_text() -> None:
    assert render.escape("<a href=\"x\">'&'</a>") == "&lt;a href=&quot;x&quot;&gt;&#x27;&amp;&#x27;&lt;/a&gt;"
    assert render.escape("a\u202eb\u2066c") == "a[U+202E]b[U+2066]c"
    assert render.escape("l’été\u00a0: «\u202foui\u202f»\n\t") == "l’été\u00a0: «\u202foui\u202f»\n\t"
    assert render.escape("a\x00b\x1bc\ud800") == "a\ufffdb\ufffdc\ufffd"


def test_highlight_marks_the_very_characters() -> None:
    assert render.highlight("a <b> & c", 2, 5) == "a <mark>&lt;b&gt;</mark> &amp; c"
    assert render.highlight("abc", 1, 2, identifier="quote") == 'a<mark id="quote" tabindex="-1">b</mark>c'
    assert render.highlight("abc", -5, 99) == "<mark>abc</mark>"
    assert render.highlight("abc", 2, 1) == "abc"
    assert render.highlight("e\u0301te\u0301 😀 fin", 0, 5) == "<mark>e\u0301te\u0301</mark> 😀 fin"


@given(st.text(), st.integers(-3, 40), st.integers(-3, 40))
def test_highlighting_never_changes_the_text(text: str, start: int, end: int) -> None:
    reading = Reading(render.highlight(text, start, end))
    plain = html.unescape(render.escape(text))
    assert reading.text.replace("\r", "\n") == plain.replace("\r", "\n")
    assert reading.tags <= {"mark"}


@pytest.mark.parametrize(
    ("score", "english", "french"),
    [
        (0.0, "Low confidence (1%)", "Confiance faible (1\u00a0%)"),
        (0.4999, "Low confidence (50%)", "Confiance faible (50\u00a0%)"),
        (0.5, "Fair confidence (50%)", "Confiance moyenne (50\u00a0%)"),
        (0.75, "High confidence (75%)", "Confiance élevée (75\u00a0%)"),
        (1.0, "High confidence (99%)", "Confiance élevée (99\u00a0%)"),
    ],
)
def test_confidence_in_words_never_claims_certainty(score: float, english: str, french: str) -> None:
    assert render.confidence_words(score, EN) == english
    assert render.confidence_words(score, FR) == french


def test_a_quote_shows_who_said_it_the_words_and_the_way_to_the_article() -> None:
    shown = render.quote_html(quote(speaker="Sergueï Lavrov", mode="mixed", verb="a décrit"), FR)
    reading = Reading(shown)
    assert reading.marked == "répliqué"
    assert "Sergueï Lavrov rapporté, en partie cité" in reading.text
    assert "Confiance élevée (83\u00a0%)" in reading.text
    assert "/srv/" not in shown
    assert reading.links == ["article/3?start=130&end=138&revision=2#quote"]


def mention(text: str, shown: str, **changes: object) -> DateMention:
    day = date(2016, 8, 26)
    values: dict[str, object] = {"text": text, "start": 0, "end": len(text), "first": day, "last": day}
    values |= {"shown": shown, "agrees": None, "complete": False}
    return DateMention(**(values | changes))  # type: ignore[arg-type]


FRIDAY = mention("vendredi", "vendredi 26 août 2016")
WRONG = mention("vendredi 25\naoût 2016", "jeudi 25 août 2016", agrees=False)


def test_the_days_named_stand_in_full_beside_the_quote() -> None:
    said = mention("26 août 2016", "vendredi 26 août 2016", complete=True)
    again = mention("Vendredi", "vendredi 26 août 2016", start=20)
    dated = quote(published=date(2016, 8, 27), dates=(FRIDAY, again, said, WRONG))
    shown = render.quote_html(dated, FR)
    assert '<ul class="dates" aria-label="Dates nommées, d’après celle de l’article">' in shown
    assert re.findall(r"<li.*?</li>", shown) == [
        "<li>vendredi = vendredi 26 août 2016</li>",
        '<li class="disagrees">« vendredi 25 août 2016 » : le jour et la date ne s’accordent pas ; '
        "au calendrier, c’est un jeudi 25 août 2016</li>",
    ]
    assert '<time class="published" datetime="2016-08-27">27 août 2016</time>' in shown
    assert Reading(shown).marked == "répliqué"
    copied = render.answer_text(answer("answered", dated))
    assert "\n[vendredi = vendredi 26 août 2016]\n" in copied
    assert copied.endswith("Genève (geneve.txt), 27 août 2016")


def test_the_terminal_tells_the_same_days() -> None:
    dated = quote(published=date(2016, 8, 27), dates=(FRIDAY, WRONG))
    assert answer_to_text(answer("answered", dated, language="en")).splitlines()[2:] == [
        "    [vendredi = vendredi 26 août 2016]",
        "    [“vendredi 25 août 2016”: weekday and date do not go together; by the calendar it is a jeudi 25 août "
        "2016]",
        "    — Genève (27 August 2016), 83 %",
    ]
    assert "dates" not in render.quote_html(quote(), FR)


def test_words_that_cross_their_sentence_are_shown_whole() -> None:
    shown = Reading(render.quote_html(quote(start=90), EN))
    assert shown.marked == "répliqué"


def test_hostile_words_stay_words_everywhere() -> None:
    dates = (mention(HOSTILE, HOSTILE), mention(HOSTILE, HOSTILE + "!", agrees=False))
    hostile = quote(HOSTILE, HOSTILE, title=HOSTILE, source=HOSTILE, speaker=HOSTILE, mode="direct", dates=dates)
    document = Document(3, HOSTILE, HOSTILE, HOSTILE, "fr", None, "0" * 64, 1)
    row = DocumentSummary(3, HOSTILE, HOSTILE, HOSTILE, HOSTILE, 1, 10, 1, "2026-01-01T00:00:00Z")
    exchanges = [
        Exchange(HOSTILE, answer("answered", hostile, hostile, asked=HOSTILE)),
        Exchange(HOSTILE, answer("not_stated", nearest=hostile)),
        Exchange(HOSTILE, error=HOSTILE),
    ]
    pieces = [
        render.conversation_html(exchanges, "fr"),
        render.article_html(document, "en", start=3, end=9, revision=1),
        render.article_page(HOSTILE, "", "fr"),
        render.documents_html([row], "fr"),
        render.files_html([FileReport(HOSTILE, "failed", reason=HOSTILE)], "en"),
        render.note_html(HOSTILE, error=True),
    ]
    for piece in pieces:
        reading = Reading(piece)
        assert not reading.tags & {"script", "img", "iframe", "object", "svg", "style", "form"}
        assert not {name for name in reading.attributes if name.startswith("on")}
        assert "\u202e" not in piece
        assert all(re.match(r"article/\d+|\.\./", link) for link in reading.links)
    assert NAMED in Reading(pieces[0]).text
    assert NAMED in Reading(pieces[1]).text


def test_the_three_kinds_of_no() -> None:
    nearest = quote()
    stated = Reading(render.answer_html(answer("not_stated", nearest=nearest)))
    assert stated.text.startswith(FR.not_stated + FR.nearest)
    assert nearest.sentence in stated.text
    assert stated.marked == ""  # nothing in it is the answer
    assert "Confiance" not in stated.text
    assert Reading(render.answer_html(answer("off_topic", language="en"))).text == "No article deals with this."
    kerry = quote(speaker="John Kerry")
    for one in (answer("other_speaker", kerry), answer("other_speaker", nearest=kerry)):
        other = Reading(render.answer_html(one))
        assert other.text.startswith(FR.other_speaker + "John Kerry")
        assert (other.marked, "Confiance" in other.text) == ("répliqué", False)


def test_the_rewritten_question_is_shown_only_where_it_differs() -> None:
    assert "Comprise ainsi" not in render.answer_html(answer("off_topic"))
    shown = render.answer_html(answer("off_topic", asked="Qu’a dit Kerry ?"))
    assert "Comprise ainsi\u00a0: Qu’a dit Kerry ?" in shown
    assert 'data-question="Qu’a dit Kerry ?"' in shown


def test_an_answer_is_copied_with_its_source() -> None:
    given = answer("answered", quote(speaker="Sergueï Lavrov"), asked="Qu’a dit Lavrov ?")
    assert render.answer_text(given) == (
        "Qu’a dit Lavrov ?\n\n"
        "«\u00a0répliqué\u00a0» — Sergueï Lavrov\n"
        "un «exemple» qui devait être «répliqué».\n"
        "Genève (geneve.txt)"
    )
    english = answer("not_stated", nearest=quote("oui", "oui", title="geneve.txt"), language="en", asked="Why?")
    assert render.answer_text(english) == (
        "Why?\n\nThe articles do not say.\n\nThe nearest sentence, which is not an answer:\n\n“oui”\ngeneve.txt"
    )


def test_an_article_that_has_changed_is_shown_without_a_mark() -> None:
    document = Document(3, "Genève", "Un exemple.", "geneve.txt", "fr", "2016-08-26", "0" * 64, 2)
    now = Reading(render.article_html(document, "fr", start=3, end=10, revision=2))
    assert (now.marked, FR.article_changed in now.text) == ("exemple", False)
    assert "geneve.txt · 2016-08-26 · version 2" in now.text
    before = Reading(render.article_html(document, "fr", start=3, end=10, revision=1))
    assert (before.marked, FR.article_changed in before.text) == ("", True)
    assert "Un exemple." in before.text


def test_an_open_question_an_error_and_a_stop_are_told_apart() -> None:
    shown = [
        Reading(render.conversation_html([exchange], "en")).text
        for exchange in (Exchange("Why?"), Exchange("Why?", error="No."), Exchange("Why?", stopped=True))
    ]
    assert shown == ["Why?Searching the articles…", "Why?No.", "Why?Question stopped."]
    assert render.conversation_html([], "en") == ""


def test_each_file_is_reported_with_its_reason() -> None:
    rows = [FileReport("a.txt", "added", 1, 1), FileReport("/srv/x/b.pdf", "failed", reason="b.pdf: it is empty.")]
    assert Reading(render.files_html(rows, "en")).text == "a.txt addedb.pdf not taken — b.pdf: it is empty."


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("fr", "fr"),
        ("fr-CA,en;q=0.9", "fr"),
        ("en-GB,fr;q=0.9", "en"),
        ("de,fr;q=0.5,en;q=0.3", "fr"),
        ("de,fr;q=0.2,en;q=0.3", "en"),
        ("fr;q=zero,en;q=0.1", "en"),
        ("fr;q=0", "en"),
        ("\udcff;;==,,", "en"),
    ],
)
def test_the_first_language_is_the_browser_s(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_both_languages_say_everything_with_the_same_fields() -> None:
    for field in fields(messages.Texts):
        french, english = getattr(FR, field.name), getattr(EN, field.name)
        assert french
        assert english
        if isinstance(french, str):
            names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (french, english)]
            assert names[0] == names[1], field.name
