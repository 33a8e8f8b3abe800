"""What kind of words a question asks for, where its first words tell: an age, a sum of money, a count, a share, a time
of day, a year, a name.

A reader gives the words nearest to the question, whatever they are. Only kinds whose form is certain are judged here:
what has no figure is no count, no age and no sum, and what counts euros or weeks does not count people (answer types:
Hovy et al. 2001).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from index.fulltext import fold
from qa.roles import is_first_name

Kind = Literal["age", "money", "number", "duration", "distance", "share", "clock", "year", "name"]

_COUNT: Final = r"\b(?:how many |combien (?:de (?!temps\b)|d'))"
_CURRENCY: Final = (
    r"(?:euros?|dollars?|francs?|livres? sterling|pounds?|cents?|centimes?|pence|yens?|yuans?|roubles?|rubles?|"
    r"couronnes?|kronor|dirhams?|dinars?|pesos?|rupees?|roupies?)\b"
)
_SPELL: Final = (
    r"(?:secondes?|minutes?|min|h(?: ?\d\d)?|heures?|jours?|journees?|nuits?|semaines?|mois|trimestres?|"
    r"ans?|annees?|decennies?|siecles?|"
    r"seconds?|hours?|days?|nights?|weeks?|fortnights?|months?|years?|decades?|century|centuries)\b"
)
_MEASURE: Final = (
    r"(?:kilometres?|km|metres?|centimetres?|cm|millimetres?|mm|hectares?|acres?|miles?|feet|foot|inch(?:es)?|yards?|"
    r"kilometers?|meters?|litres?|liters?|tonnes?|tons?|kilos?|kg|kilogrammes?|grammes?|grams?|degres?|degrees?|"
    r"megawatts?|gigawatts?|kilowatts?|knots|noeuds|m2|m3)\b"
)
_SHARE: Final = (
    r"%|\bper ?cent\b|\bpour ?cent\b|\bpercentage points?\b|\b(?:half|halves|moitie|majority|majorite|minority|"
    r"minorite|thirds?|tiers|quarters?|quarts?|fifths?|cinquiemes?|sixths?|sixiemes?|tenths?|dixiemes?|totalite|"
    r"whole|all|none|most|tout|toute|la plupart|aucune?)\b(?!-)|\b(?:out of|in every)\b"
    r"|\b(?:\d+|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|one|two|three|four|five|seven|eight|nine|ten) "
    r"(?:[a-z]+ )?(?:sur|in) (?:\d|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|cent|two|three|four|five|seven|"
    r"eight|nine|ten|every)"
)
_CLOCK: Final = (
    r"\b\d{1,2} ?(?:h|heures?)\b|\b\d{1,2} ?h ?\d\d\b|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}(?:[:.]\d\d)? ?[ap]\.?m\b|"
    r"\b(?:midi|minuit|noon|midnight|o'clock|midday|dawn|dusk|aube|heures?|half past|quarter (?:to|past)|past|"
    r"morning|afternoon|evening|night|matin|apres-midi|soir|nuit|sunset|sunrise)\b|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
_WHICH_YEAR: Final = (
    r"(?<!\d)(?:1\d|20)\d\d(?!\d)|\b(?:last|this|next|that|same|following|previous) year\b|"
    r"\byears? (?:ago|later|earlier)\b|"
    r"\bl'an(?:nee)? (?:dernier|passe|prochain)|"
    r"\bl'annee (?:derniere|passee|prochaine|suivante|precedente)|\bcette annee\b|\bil y a\b|\bannees? \d|"
    r"\bans? (?:plus tard|apres|avant|plus tot)\b"
)
_NUMERAL: Final = (
    r"(?:\b(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|"
    r"trente|quarante|cinquante|soixante|cents?|mille|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundreds?|thousands?|millions?|milliards?|billions?|dozens?|quarts?|quarters?|(?:diz|douz|quinz|vingt|trent|quarant|cinquant|soixant|"
    r"cent)aines?|milliers?|several|plusieurs|quelques|half|demi|few|couple of)\b)"
)
_NUMBER: Final = rf"(?:\d[\d.,\s]*|{_NUMERAL})"
# The first figure of an answer with what it counts: "2 400 euros", "two and a half hours", "10–15 working days", "12 %".
_COUNTED: Final = re.compile(
    rf"(?P<sign>[€$£¥] ?)?(?P<count>(?:{_NUMBER}|\ban? (?={_SPELL}|{_MEASURE}))(?:[\s-]*(?:d'|de |of )?{_NUMERAL})*"
    rf"(?:\s?(?:[–-]|\b(?:to|or|ou|a|et|and(?: a)?)\b)\s?{_NUMBER}(?:[\s-]*(?:d'|de |of )?{_NUMERAL})*)*)"
    rf"[\s-]*(?:d'|de |of )?"
    rf"(?:(?!an? |par |per |chaque |each |the |les? |la )[a-z]+ (?={_SPELL}|{_MEASURE}))?"
    rf"(?P<unit>%|[€$£¥]|per ?cent|pour ?cent|{_CURRENCY}|{_SPELL}|{_MEASURE})?"
)
# "six night trains", "two foot patrols": no night and no foot is counted.
_ATTRIBUTE: Final = re.compile(
    r"(?!an?\b|one\b|1\s|half\b).*\s(?:second|minute|hour|day|night|week|month|year|foot|mile|yard|acre|metre|meter|tonne|"
    r"ton)$"
)
_ALL_OF_IT: Final = re.compile(r"\ball (?:day|night|week|year|summer|winter)\b|\btoute la (?:nuit|journee|semaine)\b")

_ASKED: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("age", re.compile(r"\bhow old\b|\bwhat age\b|\bquel (?:est l'|etait l'|sera l')?age\b")),
    (
        "money",
        re.compile(
            r"\bhow much (?:money|did \S+(?: \S+)? (?:pay|spend|cost)|does .* (?:cost|earn)|is .* (?:paid|worth)|"
            r"will .* cost)"
            r"|\bwhat (?:price|salary|wage)\b|\bcombien (?:cout|vaut|gagn)"
            r"|\bcombien .*\b(?:coute(?:r|ra|nt|rait)?|paye|paie|depense)\b"
            r"|\bquel (?:est|etait|sera) (?:le|son|leur) (?:prix|montant|salaire|cout|budget)\b"
        ),
    ),
    (
        "share",
        re.compile(
            r"\b(?:what|which) (?:share|proportion|percentage|fraction)\b|\bquelle (?:part|proportion)\b"
            r"|\bquel pourcentage\b|\bhow many per ?cent\b|\bcombien de pour ?cents?\b"
        ),
    ),
    ("clock", re.compile(r"\b(?:at )?what time (?:did|does|do|will|was|were|is|are)\b|\ba quelle heure\b")),
    (
        "year",
        re.compile(
            r"\b(?:in |since )?(?:what|which) year (?:did|does|do|will|was|were|is|are|has|have)\b"
            r"|\b(?:en|depuis|de) quelle annee\b|\bquelle annee (?:a|ont|est|fut|etait)\b"
        ),
    ),
    ("money", re.compile(rf"{_COUNT}(?:{_CURRENCY})")),
    (
        "duration",
        re.compile(
            rf"{_COUNT}(?=[a-z]*[sx]\b|mois\b)(?:{_SPELL})"
            r"|\bhow long (?:did|does|do|will|would) (?!.*\bbe\W*$)|\bhow long .*\b(?:lasted|taken)\b"
            r"|(?<!depuis )\bcombien de temps\b"
        ),
    ),
    ("distance", re.compile(rf"{_COUNT}(?=[a-z]*[sx]\b|km\b|feet\b)(?:{_MEASURE})")),
    ("number", re.compile(_COUNT)),
    (
        "name",
        re.compile(
            r"\bwhat(?: is|'s| was) the name of\b|\bwhat(?: is|'s| was) .*'s name\b|\bcomment s'appel|\bquel est le nom d"
        ),
    ),
)
_FIGURE: Final = re.compile(
    r"\d|\b(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|"
    r"quarante|cinquante|soixante|cents?|mille|millions?|milliards?|centaines?|dizaines?|milliers?|douzaines?|moitie|"
    r"tiers|quarts?|plusieurs|aucune?|tou(?:s|tes)|once|twice|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|billions?|dozens?|half|several|no|none|"
    r"an?|all|both|few|many|peu|couple)\b"
)
_MONEY: Final = re.compile(
    r"[€$£¥]|\b(?:euros?|dollars?|francs?|livres?|pounds?|cents?|pence|yens?|yuans?|roubles?|rubles?|couronnes?|kronor|"
    r"dirhams?|dinars?|pesos?|rupees?|roupies?|millions?|milliards?|billions?|free|gratuit\w*|rien|nothing)\b"
)
_YEARS: Final = re.compile(r"\b(?:ans?|annees?|years?|year-old|aged|age|months?|mois|weeks?|semaines?)\b")
# "for 22 years", "depuis dix ans": how long, not how old.
_LASTED: Final = re.compile(
    r"\b(?:for|after|over|within|in|last|past|depuis|pendant|durant|en|voici|d'ici|il y a)\s(?:(?:a|the|les|plus de|"
    r"more than|nearly|about|pres de)\s)?$"
)
_AT_AGE: Final = re.compile(
    r"\b(?:vot\w*|droit|majorite|retraite|scolarite|permis|mariage|depart)\s(?:\w+\s){0,2}a\s$|\b(?:aged|agee?s? de)\s$"
)
"""Behind these a number of years is somebody's age: « le vote à 16 ans »."""
_AGED: Final = re.compile(r"\b(?:old|year-old|aged|agee?|age)\b")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d|\s[a-zà-ÿ]{4,})")
_SINCE: Final = re.compile(
    r"\b(?:in|en|since|depuis|from|until|by|jusqu'en|debut|fin|mid|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|"
    r"decembre)\s$"
)
_ABBREVIATED: Final = re.compile(r"(?:^|\W)(?:[A-Z]|MM?|Mme|Mrs?|Ms|Dr|St|Me)\.$")
_FORMS: Final[dict[str, re.Pattern[str]]] = {
    "share": re.compile(_SHARE),
    "clock": re.compile(_CLOCK),
    "year": re.compile(_WHICH_YEAR),
}
_WAS: Final = re.compile(r"\b(?:is|was|were|turned|at|aged|a)\s+$")


def kind_asked(question: str) -> Kind | None:
    """The kind of answer that a question asks for, None where its words do not tell."""
    folded = fold(question).replace("’", "'")
    return next((kind for kind, form in _ASKED if form.search(folded)), None)


def may_be(kind: Kind, text: str, start: int, end: int) -> bool:
    """Whether the words `start:end` of a text can be an answer of the kind."""
    words, around = fold(text[start:end]), fold(text[max(0, start - 8) : end + 12])
    if kind == "name":
        return _has_name(text, start, end)
    if kind in _FORMS:
        return _FORMS[kind].search(around) is not None
    if not _FIGURE.search(words):
        return kind == "money" and _MONEY.search(words) is not None
    if (
        kind == "number"
        and (year := _YEAR.search(text[: end + 12], start))
        and year.start() < end
        and not re.search(r"\d", text[start : year.start()])
    ):
        dated = fold(text[max(0, year.start() - 14) : year.start()]).replace("’", "'")
        return _SINCE.search(dated) is None  # "depuis 2020" counts nothing
    if kind == "age" and _LASTED.search(fold(text[max(0, start - 24) : start]).replace("’", "'")):
        return _AGED.search(around) is not None
    if kind == "age":  # "58 ans", "Ann Lee, 58, said", "since he was sixteen"
        alone = re.match(r"\s*[,)]", text[end : end + 2]) or _WAS.search(fold(text[max(0, start - 8) : start]))
        return _YEARS.search(around) is not None or (" " not in words.strip() and alone is not None)
    if kind == "money":
        return _MONEY.search(around) is not None
    if kind == "duration" and _AT_AGE.search(fold(text[max(0, start - 40) : start])):
        return False
    if kind == "duration" and _ALL_OF_IT.search(words):
        return True
    return _unit(fold(text[start : end + 24])) == (None if kind == "number" else kind)


def _unit(words: str) -> str | None:
    """What the first figure counts, None where that is no sum, time, measure or share."""
    found = _COUNTED.search(words.replace("’", "'"))
    if found is None:
        return None
    unit = found["unit"] or ""
    if found["sign"] or re.fullmatch(rf"[€$£¥]|{_CURRENCY}", unit):
        return "money"
    if _ATTRIBUTE.fullmatch(f"{found['count'].strip()} {unit}") and not found[0].rstrip().endswith(f"-{unit}"):
        return None
    if re.fullmatch(_SPELL, unit):
        return "duration"
    if re.fullmatch(_MEASURE, unit):
        return "distance"
    return "share" if unit else None


def _has_name(text: str, start: int, end: int) -> bool:
    """Whether the words have a capital that a sentence's beginning does not account for."""
    before = text[:start].rstrip(' «“"')
    opens = not before or (before[-1] in ".!?\n" and _ABBREVIATED.search(before[-5:]) is None)
    if any(char.isupper() for char in text[start + opens : end]):
        return True
    first = re.match(r"[^\W\d_]+", text[start:end])
    if not opens or first is None or not first.group()[0].isupper():
        return False
    if is_first_name(first.group()):
        return True
    return re.search(rf"(?<=[a-zà-ÿ,] ){re.escape(first.group())}\b", text) is not None
