"""The full name of an institution that an article quotes: "la jeune société" is the firm it named before."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from qa.lexicon import fold
from qa.tokens import Language, listed

_NOUNS: Final = {
    "fr": listed(
        "société entreprise groupe compagnie firme start-up association syndicat fédération confédération union ligue "
        "club équipe parti mouvement collectif coopérative fondation agence office ministère préfecture mairie "
        "municipalité parquet tribunal cour commission comité conseil chambre gendarmerie université institut "
        "laboratoire musée hôpital école banque quotidien journal hebdomadaire site chaîne constructeur fabricant "
        "exploitant opérateur organisation ong observatoire bureau autorité régulateur région département métropole "
        "ambassade armée académie caisse orchestre festival théâtre maison port aéroport"
    ),
    "en": listed(
        "company firm group corporation start-up startup association union federation confederation league club team "
        "party movement collective cooperative co-operative foundation agency office ministry department council court "
        "commission committee board police force university institute institution laboratory museum hospital school "
        "bank fund newspaper daily weekly broadcaster maker manufacturer operator organisation organization charity "
        "watchdog regulator authority bureau trust society chamber embassy army academy airport service"
    ),
}
_DETERMINER: Final = re.compile(
    r"^(?:l['’]|d['’]|(?:le|la|les|the|cette|cet|ce|this|that|its|son|sa)\s+)", re.IGNORECASE
)
_NAME: Final = r"[A-ZÀ-Þ][\w’'&-]*"
_LINKED: Final = rf"(?:\s+(?:(?:de|du|des|of|for|et|and|la|le|les|the)\s+|(?:d|l)['’])*{_NAME})"
_FRENCH_REST: Final = re.compile(
    rf"(?:{_LINKED}+|(?:\s+[a-zà-ÿ-]{{3,}}(?:aire|ale?|elle?|if|ive|ique|ienne?|aise?|oise?|ier|ière|eux|euse|nel|ant))"
    rf"*(?:\s+(?:de\s+(?:la\s+)?|du\s+|des\s+)[\w-]+|\s+(?:de\s+)?[dl]['’][\w-]+)*{_LINKED}*)"
)
_ADJECTIVES: Final = listed("jeune petite petit meme grande grand young same small")
_APPOSED: Final = re.compile(rf"^({_NAME}(?:\s+{_NAME})*), (?:une?|an?|the|le|la)\s|^({_NAME}(?:\s+{_NAME})*), l['’]")


class Institutions:
    """The institutions of one article."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._language = language
        self._nouns = _NOUNS[language]
        self._named: dict[str, list[tuple[int, str]]] = {}

    def resolve(self, mention: str, position: int) -> str | None:
        """The fullest name of the institution that `mention`, standing at code point `position`, speaks of.

        None for what is no institution and for one that the article only ever calls by its kind ("the company").
        """
        apposed = _APPOSED.match(mention)
        if apposed:
            return apposed.group(1) or apposed.group(2)
        bare = _DETERMINER.sub("", mention.strip())
        if bare == mention.strip() or set('«»“”"') & set(bare):  # « le quotidien « L'Echo du Val » » is named in full
            return None
        words = [word for word in re.split(r"\s+", bare) if fold(word) not in _ADJECTIVES]
        noun = (words[0] if self._language == "fr" else words[-1]).lower() if words else ""
        if noun not in self._nouns:
            return None
        if len(words) > 1:
            name = re.fullmatch(rf"{re.escape(words[0])}\s+({_NAME}(?:\s+{_NAME})*)", bare)
            lower = words[0][:1].islower()
            return name.group(1) if name and lower and self._language == "fr" else bare
        return self._fullest(noun, position)

    def _fullest(self, noun: str, position: int) -> str | None:
        """The last longer name with this noun before `position`. The text is read once for each noun."""
        if noun not in self._named:
            self._named[noun] = self._french(noun) if self._language == "fr" else self._english(noun)
        place = bisect_right(self._named[noun], (position, ""))
        return self._named[noun][place - 1][1] if place else None

    def _french(self, noun: str) -> list[tuple[int, str]]:
        """(where it ends, name) of each place where the noun has a complement or a name behind it."""
        found = []
        for match in re.finditer(rf"\b{re.escape(noun)}\b", self._text, re.IGNORECASE):
            rest = _FRENCH_REST.match(self._text, match.end())
            if rest is None or not rest.group().strip():
                continue
            named = re.fullmatch(rf"\s+({_NAME}(?:\s+{_NAME})*)", rest.group())
            alone = named is not None and match.group().islower()  # "la société Norvent" is called Norvent
            found.append((rest.end(), named.group(1) if named and alone else match.group() + rest.group()))
        return found

    def _english(self, noun: str) -> list[tuple[int, str]]:
        """(where it ends, name) of each place where the noun has words of its own before it."""
        longer = re.compile(
            rf"\b(?:the|an?|of|by|from|at)\s+((?:(?!of\b|the\b|and\b)[\w’'-]+\s+){{1,3}}{re.escape(noun)})\b",
            re.IGNORECASE,
        )
        return [(match.end(), match.group(1)) for match in longer.finditer(self._text)]
