"""Days named by their place in time, resolved by hand from a calendar, and beside the quotes that name them."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import given_date
from index.errors import InputError
from index.types import Document
from qa.date_words import MONTHS, NUMBERS, WEEKDAYS
from qa.dates import find_dates, show, show_day
from qa.quote_dates import with_dates
from qa.tense import tense_at
from qa.tokens import Language
from qa.types import Quote
from tests.conftest import SEEDS

SATURDAY = date(2016, 8, 27)


def named(text: str, published: date | None, language: Language) -> list[tuple[str, str]]:
    """The words that name a time, with it in full."""
    return [(text[one.start : one.end], show(one, language)) for one in find_dates(text, published, language)]


@pytest.mark.parametrize(
    ("text", "language", "first", "last", "shown"),
    [
        ("a déclaré vendredi John Kerry", "fr", (2016, 8, 26), (2016, 8, 26), "vendredi 26 août 2016"),
        ("a annoncé jeudi que", "fr", (2016, 8, 25), (2016, 8, 25), "jeudi 25 août 2016"),
        ("leur entretien vendredi 26 août à Genève", "fr", (2016, 8, 26), (2016, 8, 26), "vendredi 26 août 2016"),
        ("et devrait se poursuivre samedi", "fr", (2016, 8, 27), (2016, 8, 27), "samedi 27 août 2016"),
        ("sera signé lundi", "fr", (2016, 8, 29), (2016, 8, 29), "lundi 29 août 2016"),
        ("Lundi, les ministres se réuniront à Vienne", "fr", (2016, 8, 29), (2016, 8, 29), "lundi 29 août 2016"),
        ("réunis vendredi 26, à Genève", "fr", (2016, 8, 26), (2016, 8, 26), "vendredi 26 août 2016"),
        ("a rompu ses liens le mois dernier", "fr", (2016, 7, 1), (2016, 7, 31), "juillet 2016"),
        ("débutées en juillet", "fr", (2016, 7, 1), (2016, 7, 31), "juillet 2016"),
        ("la trêve conclue en février", "fr", (2016, 2, 1), (2016, 2, 29), "février 2016"),
        ("ouvrira en février", "fr", (2017, 2, 1), (2017, 2, 28), "février 2017"),
        ("en août dernier", "fr", (2015, 8, 1), (2015, 8, 31), "août 2015"),
        ("la semaine prochaine", "fr", (2016, 8, 29), (2016, 9, 4), "semaine du lundi 29 août 2016"),
        ("le week-end dernier", "fr", (2016, 8, 20), (2016, 8, 21), "week-end du samedi 20 août 2016"),
        ("l’an dernier", "fr", (2015, 1, 1), (2015, 12, 31), "2015"),
        ("cette semaine", "fr", (2016, 8, 22), (2016, 8, 28), "semaine du lundi 22 août 2016"),
        ("il y a trois jours", "fr", (2016, 8, 24), (2016, 8, 24), "mercredi 24 août 2016"),
        ("il y a deux semaines", "fr", (2016, 8, 8), (2016, 8, 14), "semaine du lundi 8 août 2016"),
        ("hier", "fr", (2016, 8, 26), (2016, 8, 26), "vendredi 26 août 2016"),
        ("le 1er septembre", "fr", (2016, 9, 1), (2016, 9, 1), "jeudi 1er septembre 2016"),
        ("samedi dernier", "fr", (2016, 8, 20), (2016, 8, 20), "samedi 20 août 2016"),
        ("said on Friday", "en", (2016, 8, 26), (2016, 8, 26), "Friday 26 August 2016"),
        ("will meet on Monday", "en", (2016, 8, 29), (2016, 8, 29), "Monday 29 August 2016"),
        ("Saturday's match was lost", "en", (2016, 8, 27), (2016, 8, 27), "Saturday 27 August 2016"),
        ("on 3 March 2015", "en", (2015, 3, 3), (2015, 3, 3), "Tuesday 3 March 2015"),
        ("on the 3rd of March 2015", "en", (2015, 3, 3), (2015, 3, 3), "Tuesday 3 March 2015"),
        ("on August 26", "en", (2016, 8, 26), (2016, 8, 26), "Friday 26 August 2016"),
        ("on Aug. 26", "en", (2016, 8, 26), (2016, 8, 26), "Friday 26 August 2016"),
        ("yesterday", "en", (2016, 8, 26), (2016, 8, 26), "Friday 26 August 2016"),
        ("last week", "en", (2016, 8, 15), (2016, 8, 21), "week of Monday 15 August 2016"),
        ("last year", "en", (2015, 1, 1), (2015, 12, 31), "2015"),
        ("two months ago", "en", (2016, 6, 1), (2016, 6, 30), "June 2016"),
        ("next Tuesday", "en", (2016, 8, 30), (2016, 8, 30), "Tuesday 30 August 2016"),
        ("will open in early January", "en", (2017, 1, 1), (2017, 1, 31), "January 2017"),
        ("A week ago, it rained", "en", (2016, 8, 15), (2016, 8, 21), "week of Monday 15 August 2016"),
        ("Three days ago, it rained", "en", (2016, 8, 24), (2016, 8, 24), "Wednesday 24 August 2016"),
        ("founded 25 years ago", "en", (1991, 1, 1), (1991, 12, 31), "1991"),
        ("compared to a year ago", "en", (2015, 1, 1), (2015, 12, 31), "2015"),
        ("lasted three days a week ago", "en", (2016, 8, 15), (2016, 8, 21), "week of Monday 15 August 2016"),
        ("two hundred last year", "en", (2015, 1, 1), (2015, 12, 31), "2015"),
        ("on August 26, 12 people left", "en", (2016, 8, 26), (2016, 8, 26), "Friday 26 August 2016"),
        ("held August 3, 2014", "en", (2014, 8, 3), (2014, 8, 3), "Sunday 3 August 2014"),
        ("il y a deux ans de cela", "fr", (2014, 1, 1), (2014, 12, 31), "2014"),
        ("il y a deux jours devant la mairie", "fr", (2016, 8, 25), (2016, 8, 25), "jeudi 25 août 2016"),
    ],
)
def test_dates(
    text: str, language: Language, first: tuple[int, int, int], last: tuple[int, int, int], shown: str
) -> None:
    (found,) = find_dates(text, SATURDAY, language)
    assert (found.first, found.last) == (date(*first), date(*last))
    assert show(found, language) == shown
    assert found.agrees is not False


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Valserine reçoit Auxerre lundi", "fr"),  # the present: last Monday or the next
        ("Grève lundi à la SNCF", "fr"),
        ("Le marché du jeudi se tiendra ailleurs", "fr"),
        ("Le jeudi, on a dansé", "fr"),
        ("la presse parle d'un vendredi historique", "fr"),
        ("le monde de demain", "fr"),
        ("la ville compte aujourd'hui 3 000 habitants", "fr"),
        ("il y a plus de deux ans", "fr"),
        ("la trêve de février", "fr"),
        ("devait se réunir lundi", "fr"),
        ("Le père d'Emma, Vendredi, est mort", "fr"),
        ("told to appear on Thursday", "en"),
        ("last Friday", "en"),  # on a Saturday: yesterday to some, eight days ago to others
        ("over the last week", "en"),
        ("more than two years ago", "en"),
        ("on Black Friday", "en"),
        ("“Thursday worries me,” he admitted.", "en"),
        ("founded twenty-five years ago", "en"),
        ("founded twenty five years ago", "en"),
        ("founded Twenty‑Five years ago", "en"),
        ("a hundred and two years ago", "en"),
        ("one hundred two years ago", "en"),
        ("two thousand and five years ago", "en"),
        ("1.5 years ago", "en"),
        ("1 1/2 years ago", "en"),
        ("10-12 years ago", "en"),
        ("two or three years ago", "en"),
        ("10 to 12 years ago", "en"),
        ("a year and two months ago", "en"),
        ("half a year ago", "en"),
        ("held August 3-5, 2014", "en"),
        ("held August 13–15, 2014", "en"),
        ("held August 3rd-5th, 2014", "en"),
        ("held August 3 to 5, 2014", "en"),
        ("held August 3, 4 and 5, 2014", "en"),
        ("was held on Sunday, August 3-5, 2014", "en"),
        ("Il y a trois mois de retard", "fr"),
        ("il y a deux jours de grève", "fr"),
        ("il y a deux ans d’attente", "fr"),
        ("il y a un an et demi", "fr"),
        ("il y a deux ans et trois mois", "fr"),
    ],
)
def test_what_may_be_either_day_stays_open(text: str, language: Language) -> None:
    assert find_dates(text, SATURDAY, language) == []


@pytest.mark.parametrize(
    ("sentence", "tense"),
    [
        ("Les navires resteront à quai [jeudi], a-t-elle fait savoir.", "future"),
        ("La décision, prise [vendredi] par le conseil, met fin à huit ans de discussions.", "past"),
        ("Le préfet aurait assuré, lors d'une réunion [mercredi] soir, que la zone serait fermée.", "past"),
        ("Elle a promis que l'équipe serait reçue à l'hôtel de ville [lundi].", "future"),
        ("La ministre est attendue [mardi] sur place.", "future"),
        ("L'évacuation a débuté [vendredi] et devrait se poursuivre samedi.", "past"),
        ("L'évacuation a débuté vendredi et devrait se poursuivre [samedi].", "future"),
        ("Il est jugé depuis [lundi] pour homicide.", "past"),
        ("Il doit être entendu [vendredi].", "future"),
        ("Il a promis de revenir [lundi].", "future"),
        ("Le pont est fermé [lundi].", None),
        ("Interrogée [mercredi], la ministre répondra plus tard.", "past"),
        ("Deux civils seraient morts [mardi].", "past"),
        ("« Nous voterons contre [jeudi] », a prévenu le député.", "future"),
        ("La réunion prévue [lundi] a été annulée.", None),
        ("La réunion était prévue [lundi].", None),
        ("Le préfet a interdit la circulation jusqu'à [vendredi].", None),
        ("Les ministres ont préparé la réunion de [vendredi].", None),
        ("La Lorne a débordé dans la nuit de [mercredi] à jeudi.", "past"),
        ("La tempête de [vendredi] a fait six morts.", "past"),
        ("« Je n'étais pas là [lundi] », s'est défendu le directeur.", "past"),
        ("L'ancien ministre, mis en examen [vendredi], clame son innocence.", "past"),
    ],
)
def test_the_tense_of_a_french_clause(sentence: str, tense: str | None) -> None:
    start, end = sentence.index("["), sentence.index("]") - 1
    assert tense_at(re.sub(r"[\[\]]", "", sentence), start, end, "fr") == tense


@pytest.mark.parametrize(
    ("sentence", "tense"),
    [
        ("He said more than 700 men were there and that six aircraft would join them on [Thursday].", "future"),
        ("A spokeswoman declined to add anything on [Wednesday].", "past"),
        ("Its secretary is due to meet him on [Thursday].", "future"),
        ("In an email to staff on [Tuesday], the chief executive wrote that it had lost.", "past"),
        ("They agreed to meet on [Monday].", "future"),
        ("Millions were ordered on [Monday] to stop watering their gardens.", "past"),
        ("Forecasters expect winds on [Thursday].", "future"),
        ("They sign a treaty on [Monday].", None),
        ("He is to appear in court on [Monday].", "future"),
        ("Elections will be held on [Sunday].", "future"),
        ("The bridge was to open on [Friday] but work was delayed.", None),
        ("The talks were expected to resume on [Saturday].", None),
        ("The union has called a strike for [Thursday].", None),
        ("They discussed [Friday]'s vote.", None),
        ("The president was taken to hospital on [Sunday], his office said.", "past"),
        ("The inquiry, which reports on [Friday], heard from 40 witnesses.", None),
        ("The bill, passed on Tuesday, goes to the Senate on [Monday].", None),
        ("Fans turned their backs during [Saturday]'s match.", "past"),
    ],
)
def test_the_tense_of_an_english_clause(sentence: str, tense: str | None) -> None:
    start, end = sentence.index("["), sentence.index("]") - 1
    assert tense_at(re.sub(r"[\[\]]", "", sentence), start, end, "en") == tense


def test_the_seed_article_s_days() -> None:
    text = next(SEEDS.iterdir()).read_text(encoding="utf-8")
    document = Document(1, "Genève", text, "geneve.txt", "fr", "2016-08-27", "0", 1)
    whole = Quote(1, 1, "0", "Genève", "geneve.txt", 0, len(text), text, 0, len(text), text, 1.0)
    friday, month = "vendredi 26 août 2016", "juillet 2016"
    assert [(one.text, one.shown) for one in with_dates(whole, document, "Qui ?", "fr").dates] == [
        ("vendredi 26 août", friday),
        ("en juillet", month),
        ("le mois dernier", month),
        ("vendredi", friday),
        ("vendredi", friday),
        ("vendredi", friday),
        ("samedi", "samedi 27 août 2016"),
        ("vendredi", friday),
        ("en février", "février 2016"),
        ("jeudi", "jeudi 25 août 2016"),
    ]


def test_a_day_without_a_year_is_the_closest_one() -> None:
    (found,) = find_dates("le 30 décembre", date(2017, 1, 3), "fr")
    assert found.first == date(2016, 12, 30)
    assert named("Le vote aura lieu le 13 février.", SATURDAY, "fr") == [("13 février", "lundi 13 février 2017")]
    assert named("The attack of 13 February is remembered.", date(2016, 10, 3), "en") == []
    assert named("Les attentats du 13 novembre ont tué.", SATURDAY, "fr") == []  # of 2015, which it does not say


def test_a_weekday_tells_the_year_of_its_date() -> None:
    assert named("le mardi 19 novembre", date(2020, 5, 20), "fr") == [("mardi 19 novembre", "mardi 19 novembre 2019")]


def test_a_weekday_that_does_not_go_with_its_date_is_told() -> None:
    (wrong,) = find_dates("vendredi 25 août 2016", None, "fr")
    assert (wrong.agrees, wrong.first, show(wrong, "fr")) == (False, date(2016, 8, 25), "jeudi 25 août 2016")
    (without_year,) = find_dates("on Thursday, August 26", SATURDAY, "en")
    assert (without_year.agrees, without_year.first) == (False, date(2016, 8, 26))
    (right,) = find_dates("vendredi 26 août 2016", SATURDAY, "fr")
    assert (right.agrees, right.complete) == (True, True)


def test_without_the_article_s_date_only_full_dates_are_read() -> None:
    text = "Vendredi 26 août, ils ont dit hier qu'en juillet dernier, le 3 mars 2015 et en mai 2014, tout a changé."
    assert named(text, None, "fr") == [("3 mars 2015", "mardi 3 mars 2015"), ("en mai 2014", "mai 2014")]


@pytest.mark.parametrize(
    "text", ["le 31 février", "en mai 68 pays", "may I ask", "45 minutes", "", "le 31 avril 2016"]
)
def test_what_is_no_day(text: str) -> None:
    assert find_dates(text, SATURDAY, "fr") == []


@pytest.mark.parametrize("published", [date.min, date.max])
def test_beyond_the_calendar_nothing_is_resolved(published: date) -> None:
    for text, language in (("hier, il y a deux ans, la semaine dernière", "fr"), ("tomorrow, next year", "en")):
        for found in find_dates(text, published, "fr" if language == "fr" else "en"):
            assert found.first <= found.last


@given(st.text(max_size=200), st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.sampled_from(["fr", "en"]))
def test_any_text(text: str, published: date, language: Language) -> None:
    for found in find_dates(text, published, language):
        assert found.first <= found.last
        assert 0 <= found.start < found.end <= len(text)


_WORDS = st.sampled_from(
    "vendredi lundi 26 31 août février en le mois dernier il y a deux ans semaine sera était dit hier « » , . Friday "
    "May last next 3 March 2016 ago two years to will said".split()
)


@given(st.lists(_WORDS, max_size=14), st.dates(date(1, 1, 1), date.max), st.sampled_from(["fr", "en"]))
def test_any_words_of_time(words: list[str], published: date, language: Language) -> None:
    text = " ".join(words)
    for found in find_dates(text, published, language):
        assert found.first <= found.last
        assert text[found.start : found.end].strip() == text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    "lundı a dit|3 marſ|3 marſ 2015|en juıllet|la ſemaine dernière|cette ſemaine|a dit hıer|aujourd'huı"
    "|il y a troıs jours|il y a deux ſemaines|réunis lundı 22,".split("|"),
)
def test_a_word_with_a_letter_of_another_alphabet_is_left_out(text: str) -> None:
    assert find_dates(text, SATURDAY, "fr") == []


# IGNORECASE takes these letters for i and s.
_FOREIGN = [str.maketrans("is", swap) for swap in ("ıſ", "İſ", "ıs", "İs", "iſ", "is")]
_PHRASES = [
    *(
        f"{lead} {name}"
        for language in MONTHS.values()
        for name in language
        for lead in ("3", "en", "in", "mi-", "last")
    ),
    *(
        f"{name} {tail}"
        for language in WEEKDAYS.values()
        for name in language
        for tail in ("", "26,", "dernier", "3 mars")
    ),
    *(f"il y a {count} {unit}" for count in NUMBERS["fr"] for unit in ("jours", "semaines", "mois", "ans")),
    *(f"{count} {unit} ago" for count in NUMBERS["en"] for unit in ("days", "weeks", "months", "years")),
    *(
        f"{lead} {unit} {way}"
        for lead in ("la", "le", "cette")
        for unit in ("semaine", "mois")
        for way in ("dernière", "")
    ),
    *("avant-hier", "hier", "aujourd'hui", "après-demain", "depuis", "this week", "next Tuesday", "August 3-5, 2014"),
    *("a dit", "sera", "was", "will", ".", ",", "2015", "«", "»"),
]
_FOREIGN_PHRASES = st.builds(str.translate, st.sampled_from(_PHRASES), st.sampled_from(_FOREIGN))


@given(st.lists(_FOREIGN_PHRASES, max_size=8), st.booleans(), st.dates() | st.none(), st.sampled_from(["fr", "en"]))
def test_any_words_of_time_with_such_letters(
    phrases: list[str], capitals: bool, published: date | None, language: Language
) -> None:
    text = " ".join(phrases)
    for found in find_dates(text.upper() if capitals else text, published, language):
        assert found.first <= found.last


@given(st.dates(date(1900, 1, 8), date(2100, 1, 1)), st.sampled_from(["fr", "en"]))
def test_a_day_shown_in_full_reads_back(day: date, language: Language) -> None:
    (found,) = find_dates(show_day(day, language), None, language)
    assert (found.first, found.agrees, found.complete) == (day, True, True)


@given(st.dates(date(1900, 1, 8), date(2100, 1, 1)), st.integers(0, 6))
def test_a_weekday_of_the_past_is_within_a_week(published: date, back: int) -> None:
    day = published - timedelta(back)
    (found,) = find_dates(f"a dit {show_day(day, 'fr').split()[0]} Kerry", published, "fr")
    assert found.first == day


TEXT = "Le maire a parlé lundi 22 août. Le port a été rouvert jeudi et sera inauguré lundi, a dit Mme Ferrand."


def document(published: str | None, language: str | None = "fr") -> Document:
    return Document(1, "Le port", TEXT, "port.txt", language, published, "0", 1)


def quoted(words: str) -> Quote:
    start = TEXT.rindex(words)
    first = TEXT.index("Le port")
    return Quote(
        1, 1, "0", "Le port", "port.txt", start, start + len(words), words, first, len(TEXT), TEXT[first:], 0.9
    )


def test_a_quote_has_the_dates_of_its_sentence_only_in_the_reply_s_language() -> None:
    one = with_dates(quoted("jeudi"), document("2016-08-27"), "Qu'a dit Mme Ferrand ?", "en")
    assert one.published == SATURDAY
    assert [(date.text, date.shown) for date in one.dates] == [
        ("jeudi", "Thursday 25 August 2016"),
        ("lundi", "Monday 29 August 2016"),
    ]
    for mention in one.dates:
        assert TEXT[mention.start : mention.end] == mention.text
    assert (one.text, one.sentence) == ("jeudi", quoted("jeudi").sentence)  # beside the quote, never instead


@pytest.mark.parametrize(
    "question", ["Quand sera-t-il inauguré ?", "When will it be opened?", "Quel jour sera-t-il inauguré ?"]
)
def test_to_when_the_answer_s_own_date_comes_first(question: str) -> None:
    dates = with_dates(quoted("lundi"), document("2016-08-27"), question, "fr").dates
    assert [one.text for one in dates] == ["lundi", "jeudi"]
    dates = with_dates(quoted("lundi"), document("2016-08-27"), "Qui ?", "fr").dates
    assert [one.text for one in dates] == ["jeudi", "lundi"]


@pytest.mark.parametrize("published", [None, "", "août 2016"])
def test_nothing_is_guessed_where_the_article_has_no_date(published: str | None) -> None:
    one = with_dates(quoted("jeudi"), document(published), "Quand ?", "fr")
    assert (one.published, one.dates) == (None, ())


def test_an_article_in_no_known_language_is_read_in_that_of_the_sentence() -> None:
    dates = with_dates(quoted("jeudi"), document("2016-08-27", None), "Quand ?", "fr").dates
    assert [one.text for one in dates] == ["jeudi", "lundi"]


def test_a_sentence_without_end_is_read_around_the_answer() -> None:
    text = "il a dit vendredi et " * 20_000
    start = text.index("vendredi", 200_000)
    one = Quote(1, 1, "0", "", "", start, start + 8, "vendredi", 0, len(text), text, 0.9)
    found = with_dates(one, Document(1, "", text, "", "fr", "2016-08-27", "0", 1), "Quand ?", "fr").dates
    assert 0 < len(found) < 300
    assert found[0].start == start


@pytest.mark.parametrize("value", ["2016-08-27", " 2016-08-27\n", "2016-02-29"])
def test_a_given_date(value: str) -> None:
    assert given_date(value) == value.strip()


@pytest.mark.parametrize(
    "value",
    ["", "27/08/2016", "2016-13-01", "2015-02-29", "2016-8-27", "20160827", "2016-08-27T10:00", "hier", "٢٠١٦-٠٨-٢٧"],
)
def test_what_is_no_given_date_is_told(value: str) -> None:
    with pytest.raises(InputError, match="^date: .* no day of the calendar.*2016-08-27"):
        given_date(value)


def test_a_given_date_is_of_the_past() -> None:
    assert given_date(date.today().isoformat()) == date.today().isoformat()
    for value in ((date.today() + timedelta(2)).isoformat(), "1604-12-31"):
        with pytest.raises(InputError, match="no date of a published article"):
            given_date(value)
