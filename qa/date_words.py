"""The words that name a time, French and English: months, weekdays, and patterns whose groups tell the form.

Groups: `day month year` with `weekday` (or `day2 month2`), a date; `numbered number`, a weekday with the day of the
month; `alone` with `this` or `side`, a weekday; `prefix name` with `place` or `name_year` (or `name2`), a month;
`unit way`, the last or next span; `now`, this span; `count ago`; `off`, "yesterday" and the like.
"""

from __future__ import annotations

import re
from typing import Final

from qa.tokens import Language

MONTHS: Final = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
WEEKDAYS: Final = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(),
}
NUMBERS: Final = {
    "fr": "un une deux trois quatre cinq six sept huit neuf dix onze douze".split(),
    "en": "a one two three four five six seven eight nine ten eleven twelve".split(),
}
_MONTH_EN: Final = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
# Days that share a year written after the last one: "August 3-5", "August 3, 4 and 5, 2014".
_MORE_DAYS_EN: Final = (
    r"\s*[-‐‑–—/]\s*\d"
    r"|(?:(?:,|,?\s+(?:and|or|to|through|until))\s+\d{1,2}(?:st|nd|rd|th)?)+,?\s+\d{4}\b"
)
_IN_NUMBER_EN: Final = r"(?<![-‐‑–/])(?<!\d[.,])"  # the "five" of "twenty-five", the "5" of "1.5"


def _pattern_fr() -> re.Pattern[str]:
    days, months = "|".join(WEEKDAYS["fr"]), "|".join(MONTHS["fr"])
    number = rf"\d{{1,2}}|{'|'.join(NUMBERS['fr'])}"
    return re.compile(
        rf"\b(?:(?:(?P<weekday>{days})\s+)?(?P<day>\d{{1,2}}|1er)\s+(?P<month>{months})(?:\s+(?P<year>\d{{4}}))?"
        rf"|(?P<numbered>{days})\s+(?P<number>\d{{1,2}}|1er)(?=\s*(?:[,.;:)»]|$)|\s+(?:à|au|en|dans|lors|sur|et)\b)"
        rf"|(?P<this>ce\s+)?(?P<alone>{days})(?:\s+(?P<side>dernier|prochain))?"
        rf"|(?P<prefix>en|fin|début|mi-|depuis|dès|au\s+mois\s+de|au\s+mois\s+d['’])\s*(?P<name>{months})"
        r"(?:\s+(?P<place>dernier|prochain)|\s+(?P<name_year>\d{4}))?(?!\s+\d)"
        r"|(?:la|le|l['’]|ce|cette)\s*(?P<unit>semaine|mois|année|an|week-end)\s+(?P<way>derni|proch|pass)\w+"
        r"|(?:ce|cette)\s+(?P<now>semaine|mois|année|week-end)"
        rf"|il\s+y\s+a\s+(?P<count>{number})\s+(?P<ago>jour|semaine|mois|an)s?"
        # "il y a deux jours de grève" is how long; "il y a un an et demi" is no whole year
        rf"(?!\s+(?:d(?:e\b(?!\s+(?:cela|ça)\b)|['’])|et\s+(?:demi|(?:{number})\s+(?:jour|semaine|mois))))"
        r"|(?P<off>avant-hier|hier|aujourd['’]hui|après-demain|demain))\b",
        re.IGNORECASE,
    )


def _pattern_en() -> re.Pattern[str]:
    days, months = "|".join(WEEKDAYS["en"]), "|".join(MONTHS["en"])
    number = rf"\d{{1,2}}|{'|'.join(NUMBERS['en'])}"
    return re.compile(
        rf"\b(?:(?:(?P<weekday>{days}),?\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{_MONTH_EN})"
        rf"|(?P<month2>{_MONTH_EN})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?!{_MORE_DAYS_EN}))(?:,?\s+(?P<year>\d{{4}}))?"
        rf"|(?:(?P<this>[Tt]his)\s+|(?P<side>[Ll]ast|[Nn]ext)\s+)?(?P<alone>{days})(?!,?\s+(?:{_MONTH_EN})\s+\d)"
        r"|(?P<prefix>(?:[Ii]n|[Ss]ince|[Bb]y|[Ll]ate|[Ee]arly|[Mm]id-?|[Dd]uring)\s*(?:late|early|mid-?)?)\s*"
        rf"(?P<name>{months})(?:\s+(?P<name_year>\d{{4}}))?(?!\s+\d)"
        rf"|(?P<place>[Ll]ast|[Nn]ext)\s+(?P<name2>{months})"
        r"|(?P<way>[Ll]ast|[Nn]ext)\s+(?P<unit>week|month|year|weekend)"
        r"|[Tt]his\s+(?P<now>week|month|year|weekend)"
        rf"|{_IN_NUMBER_EN}(?P<count>(?i:{number}))\s+(?P<ago>day|week|month|year)s?\s+ago"
        r"|(?P<off>[Yy]esterday|[Tt]oday|[Tt]omorrow))\b"
    )


PATTERNS: Final[dict[Language, re.Pattern[str]]] = {"fr": _pattern_fr(), "en": _pattern_en()}
