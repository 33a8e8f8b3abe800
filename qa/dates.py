"""Days and spans that an article names by their place in time ("vendredi", "le mois dernier"), as calendar dates.

The article's date of publication is the anchor; where it is unknown only dates written with their year are read. A
weekday alone is the last one up to that date or the next one from it on, as the tense of its clause tells, and stays
open where it tells neither. A weekday written with a date is checked against the calendar.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from qa.date_words import MONTHS, NUMBERS, PATTERNS, WEEKDAYS
from qa.tense import tense_at
from qa.tokens import Language

Precision = Literal["day", "weekend", "week", "month", "year"]

_DAYS_OFF: Final = {
    "avant-hier": -2,
    "hier": -1,
    "yesterday": -1,
    "aujourd'hui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
    "après-demain": 2,
}
_UNITS: Final[dict[str, Precision]] = {
    "jour": "day", "day": "day", "semaine": "week", "week": "week", "week-end": "weekend", "weekend": "weekend",
    "mois": "month", "month": "month", "an": "year", "année": "year", "year": "year",
}  # fmt: skip
_NEAR: Final = 60  # days within which a date without its year is the closest one, whatever the tense
_WEEKDAY_NEAR: Final = 250  # days within which its weekday may choose another year
_AROUND: Final = 400  # code points on each side in which a day's verb is looked for
# A weekday that is a name or comes back each week: "Black Friday", "le jeudi", "un vendredi historique".
_NAME_BEFORE: Final = re.compile(
    r"(?:\b(?:du|le|un|les|chaque|every|each|a|the|of|Black|Good|Super|Bloody|Ash|Cyber|Easter|Palm|Fat)\s+)$",
    re.IGNORECASE,
)
_NAME_AFTER: Final = re.compile(r"\s+(?:saint|gras|noir|de (?:Pâques|Pentecôte)|des Rameaux)\b")
_ROUGHLY: Final = re.compile(r"\b(?:than|about|around|nearly|almost|over|some|the|these|past)\s+$", re.IGNORECASE)
# What makes a number before "ago" the end of a longer one: "a hundred and two", "two or three", "a year and two months".
_IN_NUMBER: Final = re.compile(
    rf"\b(?:half|(?:hundred|thousand|million)(?:\s+and|,)?|(?:day|week|month|year)s?\s+and"
    rf"|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|(?:\d+|{'|'.join(NUMBERS['en'])})\s+(?:to|or))\s+$",
    re.IGNORECASE,
)
_FIGURATIVE: Final = re.compile(r"(?:\bd['’]|\bde\s+)$")  # "le monde de demain"
_SENTENCE_START: Final = re.compile(r"(?:^|[.!?:«“\"—–\n])\s*$")


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """`text[start:end]` names the days `first` to `last` (the same for one day), known to the `precision`.

    `agrees` tells whether a weekday and a date written together go together in the calendar; the date is kept where
    they do not. None where only one of them is written. `complete`: the text itself gives day or month with the year.
    """

    start: int
    end: int
    first: date
    last: date
    precision: Precision = "day"
    agrees: bool | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class _Named:
    """A match in its sentence, with the date that it is read from."""

    match: re.Match[str]
    text: str
    published: date
    language: Language

    def group(self, *names: str) -> str | None:
        groups = self.match.groupdict()
        return next((groups[name] for name in names if groups.get(name)), None)

    def tense(self) -> Literal["past", "future"] | None:
        begin = max(0, self.match.start() - _AROUND)
        around = self.text[begin : self.match.end() + _AROUND]
        return tense_at(around, self.match.start() - begin, self.match.end() - begin, self.language)

    def before(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.text, max(0, self.match.start() - 20), self.match.start()) is not None

    def found(
        self, day: date, precision: Precision = "day", *, agrees: bool | None = None, complete: bool = False
    ) -> ResolvedDate:
        """The span of this precision that holds `day`."""
        first, last = _bounds(day, precision)
        return ResolvedDate(self.match.start(), self.match.end(), first, last, precision, agrees, complete)


def find_dates(text: str, published: date | None, language: Language) -> list[ResolvedDate]:
    """The days and spans that a sentence names, in order, resolved against its article's date."""
    found = []
    for match in PATTERNS[language].finditer(text):
        try:
            resolved = _resolved(_Named(match, text, published or date.max, language), published is not None)
        except (ValueError, OverflowError):  # the 31st of February, or before the year 1
            continue
        except LookupError:  # IGNORECASE takes "ı" for "i" and "ſ" for "s", which no table of words does
            continue
        if resolved is not None:
            found.append(resolved)
    return found


def show(found: ResolvedDate, language: Language) -> str:
    """ "vendredi 26 août 2016", "semaine du lundi 15 août 2016", "July 2016", "2015"."""
    if found.precision == "year":
        return str(found.first.year)
    if found.precision == "month":
        return f"{MONTHS[language][found.first.month - 1]} {found.first.year}"
    day = show_day(found.first, language)
    if found.precision == "day":
        return day
    span = {"fr": {"week": "semaine", "weekend": "week-end"}, "en": {"week": "week", "weekend": "weekend"}}
    return f"{span[language][found.precision]} {'du' if language == 'fr' else 'of'} {day}"


def show_day(day: date, language: Language, *, weekday: bool = True) -> str:
    """ "vendredi 26 août 2016", "Friday 26 August 2016"; "26 août 2016" without the weekday."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    written = f"{number} {MONTHS[language][day.month - 1]} {day.year}"
    return f"{WEEKDAYS[language][day.weekday()]} {written}" if weekday else written


def _resolved(named: _Named, anchored: bool) -> ResolvedDate | None:
    if named.group("day", "day2"):
        return _dated(named, anchored)
    if named.group("name_year"):
        month = _place(MONTHS[named.language], named.group("name") or "")
        return named.found(date(int(named.group("name_year") or 0), month + 1, 1), "month", complete=True)
    if not anchored:
        return None
    ways: dict[str, Callable[[_Named], ResolvedDate | None]] = {
        "numbered": _numbered,
        "alone": _weekday,
        "name": _month,
        "name2": _month,
        "unit": _unit,
        "now": lambda one: one.found(one.published, _UNITS[(one.group("now") or "").lower()]),
        "ago": _ago,
        "off": _off,
    }
    return next((way(named) for group, way in ways.items() if named.group(group)), None)


def _dated(named: _Named, anchored: bool) -> ResolvedDate | None:
    number = int((named.group("day", "day2") or "0").lower().removesuffix("er"))
    month = _place([name[:4] for name in MONTHS[named.language]], (named.group("month", "month2") or "")) + 1
    written, year = named.group("weekday"), named.group("year")
    weekday = _place(WEEKDAYS[named.language], written) if written else None
    if year:
        written_out = date(int(year), month, number)
        agrees = None if weekday is None else written_out.weekday() == weekday
        return named.found(written_out, agrees=agrees, complete=True)
    if not anchored:
        return None
    published = named.published
    years = [_day(published.year + step, month, number) for step in (0, -1, 1)]
    days = sorted((day for day in years if day is not None), key=lambda day: abs((day - published).days))
    near = [day for day in days if day.weekday() == weekday and abs((day - published).days) <= _WEEKDAY_NEAR]
    if not days:
        return None
    closest = (near or days)[0]
    distance = (closest - published).days
    if weekday is None and abs(distance) > _NEAR:
        tense = named.tense()
        wanted = [day for day in days if (day > published) == (tense == "future")]
        if not wanted or (distance > 0 and tense != "future"):
            return None
        closest = wanted[0]
    return named.found(closest, agrees=None if weekday is None else closest.weekday() == weekday)


def _numbered(named: _Named) -> ResolvedDate | None:
    """ "vendredi 26": the closest 26th, where it is a Friday; else it may be no date."""
    weekday = _place(WEEKDAYS[named.language], named.group("numbered") or "")
    number = int((named.group("number") or "0").lower().removesuffix("er"))
    near = [named.published + timedelta(days=step) for step in sorted(range(-31, 32), key=abs)]
    day = next((day for day in near if (day.day, day.weekday()) == (number, weekday)), None)
    return named.found(day, agrees=True) if day is not None else None


def _weekday(named: _Named) -> ResolvedDate | None:
    written = named.group("alone") or ""
    side = (named.group("side") or "").lower()
    if written[0].isupper() and named.language == "fr" and not named.before(_SENTENCE_START):
        return None
    called = named.before(_NAME_BEFORE) or _NAME_AFTER.match(named.text, named.match.end())
    if called and not side:
        return None
    published = named.published
    ahead = (_place(WEEKDAYS[named.language], written) - published.weekday()) % 7
    back = -ahead % 7
    if side:
        last = side.startswith(("dern", "last"))
        # "Last Friday" said on a Saturday is yesterday to some and eight days ago to others; likewise "next".
        same_week = 0 < back <= published.weekday() if last else 0 < ahead <= 6 - published.weekday()
        if named.language == "en" and same_week:
            return None
        return named.found(published - timedelta(back or 7) if last else published + timedelta(ahead or 7))
    tense = named.tense()
    if named.group("this") and named.language == "en":
        tense = tense or "future"
    if tense is None and ahead:
        return None
    return named.found(published + timedelta(ahead) if tense == "future" else published - timedelta(back))


def _month(named: _Named) -> ResolvedDate | None:
    month = _place(MONTHS[named.language], named.group("name", "name2") or "") + 1
    published = named.published
    place = (named.group("place") or "").lower()
    since = (named.group("prefix") or "").strip().lower() in ("depuis", "since")
    past = since or place.startswith(("dern", "last"))
    tense = "past" if past else "future" if place else named.tense()
    if tense is None and month != published.month:
        return None
    year = published.year
    if tense == "future":
        year += month < published.month or bool(place and month == published.month)
    else:
        year -= month > published.month or bool(place and month == published.month)
    return named.found(date(year, month, 1), "month")


def _unit(named: _Named) -> ResolvedDate | None:
    """ "la semaine dernière", "next year"; but "over the last week" is no week of the calendar."""
    if named.language == "en" and named.before(_ROUGHLY):
        return None
    precision = _UNITS[(named.group("unit") or "").lower()]
    step = 1 if (named.group("way") or "").lower().startswith(("proch", "next")) else -1
    return named.found(_moved(named.published, step, precision), precision)


def _ago(named: _Named) -> ResolvedDate | None:
    if named.before(_ROUGHLY) or named.before(_IN_NUMBER):
        return None
    written = (named.group("count") or "").lower()
    count = int(written) if written.isdigit() else max(1, _place(NUMBERS[named.language], written))
    precision = _UNITS[(named.group("ago") or "").lower()]
    return named.found(_moved(named.published, -count, precision), precision)


def _off(named: _Named) -> ResolvedDate | None:
    word = (named.group("off") or "").lower().replace("’", "'")
    now = _DAYS_OFF[word] == 0
    if named.before(_FIGURATIVE) or (now and named.tense() is None):  # "aujourd'hui" is often "nowadays"
        return None
    return named.found(named.published + timedelta(_DAYS_OFF[word]))


def _moved(day: date, step: int, precision: Precision) -> date:
    """A day of the span that lies `step` spans on."""
    if precision == "month":
        place = day.year * 12 + day.month - 1 + step
        return date(place // 12, place % 12 + 1, 1)
    if precision == "year":
        return date(day.year + step, 1, 1)
    return day + timedelta(step * (1 if precision == "day" else 7))


def _bounds(day: date, precision: Precision) -> tuple[date, date]:
    """Weeks are whole from Monday, weekends Saturday and Sunday."""
    monday = day - timedelta(day.weekday())
    if precision == "month":
        first = day.replace(day=1)
        return first, _moved(first, 1, "month") - timedelta(1)
    if precision == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if precision == "week":
        return monday, monday + timedelta(6)
    return (monday + timedelta(5), monday + timedelta(6)) if precision == "weekend" else (day, day)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _place(names: list[str], written: str) -> int:
    """Where a name, whole or cut, stands in a list; LookupError where it does not."""
    low = written.lower().rstrip(".")
    known = [name.lower() for name in names]
    for place, name in enumerate(known):
        if low.startswith(name) or name.startswith(low):
            return place
    raise LookupError(written)
