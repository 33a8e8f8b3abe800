"""Days and spans that an article names by their place in time ("vendredi", "le mois dernier"), as calendar dates.

The article's date of publication is the anchor. A weekday alone is the last one up to that date, or the next one where
the clause speaks of the future ("devrait se poursuivre samedi"); a weekday with a date is checked against the calendar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from qa.lexicon import fold
from qa.tokens import Language

_MONTHS: Final = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_WEEKDAYS: Final = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
_RELATIVE: Final = {
    "fr": r"avant-hier|hier|aujourd['’]hui|après-demain|demain"
    r"|(?P<span>la semaine|le mois|l['’]année|l['’]an) (?P<way>dernier|dernière|prochaine?|passée?)",
    "en": r"yesterday|today|tomorrow|(?P<way>last|next) (?P<span>week|month|year)",
}
_DAYS_OFF: Final = {
    "avant-hier": -2,
    "hier": -1,
    "yesterday": -1,
    "aujourd'hui": 0,
    "today": 0,
    "demain": 1,
    "tomorrow": 1,
    "apres-demain": 2,
}
_FUTURE: Final = {
    "fr": re.compile(
        r"\b(?:\w{2,}(?:era|ira|dra|ront|erait|irait|drait|vrait)|sera|seront|ira|va|vont|doit|doivent|prochaine?|prévue?s?)\b"
    ),
    "en": re.compile(r"\b(?:will|would|shall|due|expected|scheduled|next|going to|is to|are to)\b", re.IGNORECASE),
}
_BEFORE: Final = 60  # code points of the clause before a weekday that tell its tense


@dataclass(frozen=True, slots=True)
class ResolvedDate:
    """`text[start:end]` names the days `first` to `last` (the same for one day); `shown` says it in full.

    `consistent` is False where the weekday and the date written do not go together; the date is then kept.
    """

    start: int
    end: int
    first: date
    last: date
    shown: str
    consistent: bool = True


def _pattern(language: Language) -> re.Pattern[str]:
    days, months = "|".join(_WEEKDAYS[language]), "|".join(_MONTHS[language])
    if language == "fr":
        dated = rf"(?:(?P<weekday>{days})\s+)?(?P<day>\d{{1,2}}|1er)\s+(?P<month>{months})(?:\s+(?P<year>\d{{4}}))?"
    else:
        dated = (
            rf"(?:(?P<weekday>{days}),?\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{months})"
            rf"|(?P<month2>{months})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?)(?:,?\s+(?P<year>\d{{4}}))?"
        )
    alone = rf"(?P<alone>{days})(?:\s+(?P<side>dernier|prochain))?"
    flags = re.IGNORECASE if language == "fr" else 0
    return re.compile(rf"\b(?:{dated}|{alone}|{_RELATIVE[language]})\b", flags)


_PATTERNS: Final[dict[Language, re.Pattern[str]]] = {"fr": _pattern("fr"), "en": _pattern("en")}


def find_dates(text: str, published: date, language: Language) -> list[ResolvedDate]:
    """The days and spans that `text` names, in order, resolved against the article's date."""
    return [
        found
        for match in _PATTERNS[language].finditer(text)
        if (found := _resolved(match, text, published, language)) is not None
    ]


def show(day: date, language: Language) -> str:
    """ "vendredi 26 août 2016", "Friday 26 August 2016"."""
    weekday, month = _WEEKDAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{weekday} {number} {month} {day.year}"


def _resolved(match: re.Match[str], text: str, published: date, language: Language) -> ResolvedDate | None:
    groups = match.groupdict()
    if groups.get("day") or groups.get("day2"):
        return _dated(match, published, language)
    if groups.get("span"):
        return _span(match, published, language)
    if groups.get("alone"):
        day = _weekday(match, text, published, language)
    else:
        day = published + timedelta(days=_DAYS_OFF[fold(match.group())])
    return ResolvedDate(match.start(), match.end(), day, day, show(day, language))


def _dated(match: re.Match[str], published: date, language: Language) -> ResolvedDate | None:
    groups = match.groupdict()
    number = int((groups.get("day") or groups.get("day2") or "0").removesuffix("er"))
    month = fold(groups.get("month") or groups.get("month2") or "")
    months = [fold(name) for name in _MONTHS[language]]
    written = groups.get("weekday")
    try:
        # Without a year: the one that brings the day closest to publication, the weekday's own year where it tells.
        years = [int(groups["year"])] if groups.get("year") else [published.year + step for step in (0, -1, 1)]
        days = [date(year, months.index(month) + 1, number) for year in years]
    except ValueError:
        return None
    weekday = [fold(name) for name in _WEEKDAYS[language]].index(fold(written)) if written else None
    closest = min(days, key=lambda day: abs((day - published).days))
    consistent = weekday is None or closest.weekday() == weekday
    return ResolvedDate(match.start(), match.end(), closest, closest, show(closest, language), consistent)


def _weekday(match: re.Match[str], text: str, published: date, language: Language) -> date:
    wanted = [fold(name) for name in _WEEKDAYS[language]].index(fold(match["alone"]))
    back = (published.weekday() - wanted) % 7
    clause = re.split(r"[.;!?]", text[max(0, match.start() - _BEFORE) : match.start()])[-1]
    side = match["side"]
    if side == "prochain" or (side is None and _FUTURE[language].search(clause)):
        return published + timedelta(days=(wanted - published.weekday()) % 7 or 7 * (side == "prochain"))
    return published - timedelta(days=back or 7 * (side == "dernier"))


def _span(match: re.Match[str], published: date, language: Language) -> ResolvedDate:
    """Whole weeks from Monday, whole months, whole years."""
    step = 1 if match["way"].lower().startswith(("proch", "next")) else -1
    kind = fold(match["span"])
    if kind in ("la semaine", "week"):
        first = published - timedelta(days=published.weekday()) + timedelta(days=7 * step)
        last = first + timedelta(days=6)
        shown = f"du {show(first, language)} au {show(last, language)}"
        shown = shown if language == "fr" else f"{show(first, language)} to {show(last, language)}"
        return ResolvedDate(match.start(), match.end(), first, last, shown)
    if kind in ("le mois", "month"):
        place = published.year * 12 + published.month - 1 + step
        first = date(place // 12, place % 12 + 1, 1)
        last = date((place + 1) // 12, (place + 1) % 12 + 1, 1) - timedelta(days=1)
        return ResolvedDate(
            match.start(), match.end(), first, last, f"{_MONTHS[language][first.month - 1]} {first.year}"
        )
    year = published.year + step
    return ResolvedDate(match.start(), match.end(), date(year, 1, 1), date(year, 12, 31), str(year))
