"""The publication date that a news text states near its top."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from index.errors import InputError

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv january jan",
            "fevrier fevr fev february feb",
            "mars march mar",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<![\w/.-])(?:(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}})(?=\D|$)"
    rf"|(?P<d2>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?P<m2>{_MONTH})\b\.?,?\s+(?P<y2>\d{{4}})\b"
    rf"|(?P<m3>{_MONTH})\b\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})\b"
    r"|(?P<d4>\d{1,2})[/.](?P<m4>\d{1,2})[/.](?P<y4>\d{4})\b)",
    re.IGNORECASE,
)
_KEYWORD = re.compile(
    r"\b(?:(?P<published>publiee?|redigee?|mise? en ligne|parue?|diffusee?|postee?"
    r"|published|posted|issued|released|date ?:)"
    r"|(?P<updated>mise? a jour|modifiee?|actualisee?|updated|modified))"
)
_KEYWORD_CHARS = 45  # the furthest from a date that its keyword stands
_WEEKDAY = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun"
)
# What may stand on a date's line before it or its keyword, and after it: a name or place, a weekday, a time.
_BEFORE = re.compile(
    r"(?:(?:par|by) .{0,60}|(?:cet |this )?(?:article|story) (?:was )?|.{0,60}[|·•(–—-]\s*)?"
    rf"(?:(?:le|on|the|{_WEEKDAY})\b[ ,.]*)*"
)
_PLACE = re.compile(rf"[^,.]{{2,30}},\s*(?:(?:le|{_WEEKDAY})\b[ ,.]*)*")
_AFTER = re.compile(r"\s*(?:[|·•)–—-].{0,60}|,?\s*(?:(?:a|at)\s+)?\d{1,2}\s?[h:.].{0,40})?")
_DATELINE = re.compile(r"\s*(?:\([^)\n]{1,20}\)\s*|/[^/\n]{1,20}/\s*)?[-–—]{1,2}\s")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FIRST_NEWSPAPER = date(1605, 1, 1)  # the "Relation" of Strasbourg
_HEAD_CHARS = 2_000
_HEAD_LINES = 24
_LONGEST_LINE = 100


def find_date(text: str, language: str | None = None) -> str | None:
    """The ISO 8601 date of the first line that states one: "Publié le 27 août 2016 à 10h41", "PARIS, May 3, 2024 —",
    or a short line of its own. None where there is none; a date inside a sentence is what the article talks about.

    In English 7/8/2016 is a day in July to some and in August to others, hence no date; 27/8/2016 and 8/27/2016 are.
    """
    stated: str | None = None
    for line in text[:_HEAD_CHARS].split("\n")[:_HEAD_LINES]:
        folded = _fold(line.strip())
        for match in _DATE.finditer(folded):
            found = _iso(match, language)
            if found is None:
                continue
            keywords = list(_KEYWORD.finditer(folded, max(0, match.start() - _KEYWORD_CHARS), match.start()))
            if keywords and _BEFORE.fullmatch(folded, 0, keywords[0].start()):
                if keywords[-1]["published"]:
                    return found
                stated = stated or found
            elif _is_date_line(folded, match):
                stated = stated or found
    return stated


def given_date(value: str) -> str:
    """A date that a person gives, in ISO 8601. Raises InputError where it is none, or none of a news article."""
    written = value.strip()
    try:
        day = date.fromisoformat(written) if _ISO.fullmatch(written) else None
    except ValueError:
        day = None
    if day is None:
        raise InputError(
            f"date: {written[:20]!r} is no day of the calendar; write year, month and day, such as 2016-08-27."
        )
    tomorrow = date.today() + timedelta(1)  # it may be that already where the article was published
    if not _FIRST_NEWSPAPER <= day <= tomorrow:
        raise InputError(f"date: {day} is no date of a published article; give one from {_FIRST_NEWSPAPER} to today.")
    return day.isoformat()


def iso_date(value: str | None) -> str | None:
    """The date of a metadata field, which begins in ISO 8601 or is written out; None where it is no date."""
    if not value:
        return None
    match = _DATE.search(_fold(value.strip()[:_LONGEST_LINE]))
    return _iso(match) if match else None


def _is_date_line(line: str, match: re.Match[str]) -> bool:
    """A line of its own ("Par Jean Petit | 27.08.2016 à 10h41"), or a dateline ("PARIS, 3 mai 2024 - …")."""
    if match.start() <= 40 and "." not in line[: match.start()] and _DATELINE.match(line, match.end()):
        return True
    before = _BEFORE.fullmatch(line, 0, match.start()) or _PLACE.fullmatch(line, 0, match.start())
    own = before and _AFTER.fullmatch(line, match.end())
    return len(line) <= _LONGEST_LINE and bool(own)


def _iso(match: re.Match[str], language: str | None = None) -> str | None:
    day, month, year = next(
        (match[f"d{form}"], match[f"m{form}"], match[f"y{form}"]) for form in "1234" if match[f"y{form}"]
    )
    number = int(month) if month.isdigit() else _MONTHS[month.lower()]
    if match["y4"] and language == "en" and day != month:
        if number <= 12 and int(day) <= 12:
            return None
        if number > 12:
            number, day = int(day), month
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None


def _fold(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark)).lower()
