"""What kind of words a question asks for, where its first words tell: an age, a sum of money, a count, a name.

A reader gives the words nearest to the question, whatever they are. Only kinds whose form is certain are judged here:
what has no figure is no count, no age and no sum (answer types: Hovy et al. 2001).
"""

from __future__ import annotations

import re
from typing import Final, Literal

from index.fulltext import fold
from qa.roles import resource

Kind = Literal["age", "money", "number", "name"]

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
    ("number", re.compile(r"\bhow many\b|\bcombien (?:de (?!temps\b)|d')")),
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
_AGED: Final = re.compile(r"\b(?:old|year-old|aged|agee?|age)\b")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d|\s[a-zà-ÿ]{4,})")
_SINCE: Final = re.compile(
    r"\b(?:in|en|since|depuis|from|until|by|jusqu'en|debut|fin|mid|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|"
    r"decembre)\s$"
)
_ABBREVIATED: Final = re.compile(r"(?:^|\W)(?:[A-Z]|MM?|Mme|Mrs?|Ms|Dr|St|Me)\.$")
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
    return kind != "money" or _MONEY.search(around) is not None


def _has_name(text: str, start: int, end: int) -> bool:
    """Whether the words have a capital that a sentence's beginning does not account for."""
    before = text[:start].rstrip(' «“"')
    opens = not before or (before[-1] in ".!?\n" and _ABBREVIATED.search(before[-5:]) is None)
    if any(char.isupper() for char in text[start + opens : end]):
        return True
    first = re.match(r"[^\W\d_]+", text[start:end])
    if not opens or first is None or not first.group()[0].isupper():
        return False
    given = fold(first.group())
    if given in resource()["male"].split() or given in resource()["female"].split():
        return True
    return re.search(rf"(?<=[a-zà-ÿ,] ){re.escape(first.group())}\b", text) is not None
