"""The full name of an institution that an article quotes: "la jeune société" is the firm it named before."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection
from functools import cached_property
from itertools import islice
from typing import Final

from qa.lexicon import fold
from qa.roles import nation_of
from qa.tokens import Language, listed

NOUNS: Final = {
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
_HAS_NAME: Final = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ](?![\w’']*-based)")
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

_BEHIND: Final = re.compile(rf"^[^,]*[a-zà-ÿ], ((?:(?:la|le|the)\s|l['’])[a-zà-ÿ-]+ {_NAME}.*)$")
_BEHIND_NAME: Final = re.compile(rf"^[^,]*[a-zà-ÿ], (?:(?:la|le|the)\s|l['’])({_NAME}{_LINKED}*)$")
_OWN_PAPER: Final = re.compile(
    r"^(.+?)['’]s\s(?:[\w-]+\s){0,3}(?:report|study|survey|statement|review|figures|accounts|results)$"
)
_PAPER: Final = re.compile(
    r"^(?:une?|an?|le|la|the|ce|cette|this|son|sa|its)\s(?:[\w-]+\s)?(?:rapport|étude|enquête|audit|report|study|survey)\s"
    r"(?:[\w-]+\s)?(?:d['’]|de\s|du\s|des\s|by\s|from\s|of\s)(?:l['’]|la\s|les?\s|the\s)?(?:cabinet\s|bureau\s)?"
    rf"({_NAME}(?:\s.+)?)$"
)
_PAPER_NOUN: Final = r"(?:rapport|étude|enquête|audit|sondage|report|study|survey|poll|review)"
_PAPER_IN_TEXT: Final = re.compile(
    rf"\b{_PAPER_NOUN}\s(?:[a-zà-ÿ-]+\s)?(?:d['’]|de\s|du\s|by\s|from\s)(?:l['’]|la\s|the\s)?(?:[a-zà-ÿ]+\s)?({_NAME}{_LINKED}*)"
)
_OTHER_PAPER: Final = re.compile(
    rf"\b(?:une?|an?)\s(?:[\w-]+\s)?(?:{_PAPER_NOUN}|documents?|textes?|text)\b", re.IGNORECASE
)
_PAPER_NEAR: Final = 1500  # code points
_PAPER_AGAIN: Final = re.compile(
    rf"^(?:l['’]|le\s|la\s|the\s|ce\s|cette\s|this\s)(?:{_PAPER_NOUN}|document|texte)$", re.IGNORECASE
)
# "l'armateur, la compagnie X": the name stands behind the trade.
_FIRMS: Final = listed(
    "société entreprise groupe compagnie firme fabricant constructeur exploitant opérateur armateur company firm group "
    "business maker manufacturer retailer operator carrier brewer builder developer producer supplier giant géant"
)
_BEGINS_WITH: Final = re.compile(rf"(?:^|\n|[.!?]\s|[—–-]\s)({_NAME}(?:\s{_NAME})*)\s(?=[a-zà-ÿ])")
_GENERIC: Final = listed(
    "group organisation organization association charity ngo collective body ong collectif etablissement structure "
    "groupe entreprise societe company firm giant geant"
)
_NO_NAMES: Final = listed(
    "the a an it he she they this that these those in on at for with le la les un une des il elle ils elles ce cette ces "
    "en dans sur pour avec apres selon after before when"
)
_FIRMS_READ: Final = 20  # names of firms weighed; an article with more is not about one
_NEAR: Final = 300  # code points from a firm's name to "the company" that takes it up
_LEAD: Final = 400  # code points in which an article names what it is about
_FIRM: Final = re.compile(
    rf"(?<![\w’'-])({_NAME}(?:\s{_NAME}){{0,6}}), (?:which\s(?:owns|makes|employs|runs|operates|"
    r"sells|has|supplies|builds|provides|manages|publishes|produces|distributes)\b|"
    r"(?:the|an?)\s(?:[\w'’-]+\s){0,5}(?:maker|company|group|firm|manufacturer|retailer|operator|fund|bank|brewer|carrier)\b|"
    r"(?:propriétaire|filiale|exploitant|fabricant|leader)\s(?:de|du|des|d['’])|"
    r"qui\s(?:emploie|fabrique|exploite|possède|fournit|gère|distribue|produit)\b|"
    r"(?:le|une?|numéro)\s(?:[\w'’-]+\s){0,3}(?:fabricant|constructeur|groupe|société|entreprise|exploitant|opérateur)\b)"
)
_ISSUED: Final = re.compile(r"\s(?:publiée?s?|parue?s?|diffusée?s?|rendue?s?|published|issued|released)$")

_INITIALS: Final = re.compile(r"(?<![\w’'-])((?:[\w’'-]+\s){1,9})\(([A-Z]{2,8})\)")
_ENDS_IN_INITIALS: Final = re.compile(
    r"^(?:(?:la|le|les|the)\s|l['’])?([A-Z]{2,8})$|\(([A-Z]{2,8})\)$", re.IGNORECASE
)


def _spelt_out(match: re.Match[str]) -> tuple[str, str] | None:
    """(initials, name) of "National Rail Union (NRU)": the fewest words before it, from a capital on, whose first
    letters give the initials in order."""
    words, initials = match.group(1).split(), match.group(2)
    for first in range(len(words) - 1, -1, -1):
        name = _DETERMINER.sub("", " ".join(words[first:]))
        heads = (word[0] for word in fold(re.sub(r"[^\w\s]", " ", name)).split())
        if name[:1] == initials[0] and all(letter.lower() in heads for letter in initials):  # each behind the last
            return initials, name
    return None


def _is_plain(word: str) -> bool:
    """Whether a word by a firm's noun is no name of it: "oil", "Swiss", "Leeds-based"."""
    return word.islower() or word.endswith("-based") or nation_of(word) is not None or fold(word) in _GENERIC


def is_generic(mention: str) -> bool:
    """Whether a phrase calls a body by no more than its kind: "the campaign group", "l'association"."""
    words = _DETERMINER.sub("", mention.strip()).split()
    heads = [
        word for word in (*words[:1], *words[-1:]) if fold(word) in _GENERIC and (word.islower() or word.isupper())
    ]
    return (
        bool(heads) and len(words) <= 3 and not set(words) & {"de", "des", "du", "of"} and all(map(_is_plain, words))
    )


class Institutions:
    """The institutions of one article."""

    def __init__(self, text: str, language: Language, people: Collection[str] = ()) -> None:
        """`people`: the names of those who are none."""
        self._text = text
        self._people = people
        self._language = language
        self._nouns = NOUNS[language]
        self._named: dict[str, list[tuple[int, str]]] = {}
        self._with_capital: dict[str, list[tuple[int, str]]] = {}
        self._initials = dict(filter(None, map(_spelt_out, _INITIALS.finditer(text))))

    def resolve(self, mention: str, position: int) -> str | None:
        """The fullest name of the institution that `mention`, standing at code point `position`, speaks of.

        None for what is no institution and for one that the article only ever calls by its kind ("the company").
        """
        behind = _BEHIND.search(mention)
        if behind and (found := self.resolve(behind.group(1), position)) is not None:
            return found
        behind = _BEHIND_NAME.search(mention)
        if behind:  # "the regulator, the Office of Rail Safety"
            return behind.group(1)
        apposed = _APPOSED.match(mention)
        if apposed:
            return apposed.group(1) or apposed.group(2)
        mention = _ISSUED.sub("", mention)
        initials = _ENDS_IN_INITIALS.search(mention)  # "the NRU", "la Fédération des infirmiers (FI)"
        if initials and (initials.group(2) or initials.group(1)) in self._initials:
            return self._initials[initials.group(2) or initials.group(1)]
        paper = _PAPER.match(mention)
        if paper:
            return paper.group(1)
        paper = _OWN_PAPER.match(mention)  # "the company's annual report"
        if paper:
            return self.resolve(paper.group(1), position)
        if _PAPER_AGAIN.match(mention):  # "le document" after "un rapport du cabinet X"
            earlier = bisect_right(self._papers, (position, "\uffff"))
            end, author = self._papers[earlier - 1] if earlier else (0, None)
            near = position - end < _PAPER_NEAR and _OTHER_PAPER.search(self._text, end, position) is None
            return author if near else None
        bare = _DETERMINER.sub("", mention.strip())
        if bare == mention.strip() or set('«»“”"') & set(bare):  # « le quotidien « L'Echo du Val » » is named in full
            return None
        words = [word for word in re.split(r"\s+", bare) if fold(word) not in _ADJECTIVES]
        noun = (words[0] if self._language == "fr" else words[-1]).lower() if words else ""
        firm = noun in _FIRMS
        if noun not in self._nouns and not firm:
            return None
        if firm and len(words) > 1 and all(_is_plain(word) for word in words):  # "the Leeds-based retailer"
            named = self._capitalised(noun)
            place = bisect_right(named, (position, "\uffff"))
            found = named[place - 1][1] if place else self._told(noun, position)
            return found or (bare if noun in self._nouns else None)
        if len(words) > 1:
            name = re.fullmatch(rf"{re.escape(words[0])}\s+({_NAME}(?:\s+{_NAME})*)", bare)
            lower = words[0][:1].islower()
            if noun == "association" and words[1][:1].isupper() and self._language == "fr":
                return " ".join(words[1:])  # "l'association Lerne vivante" is called Lerne vivante
            return name.group(1) if name and lower and self._language == "fr" else bare
        return self._fullest(noun, position)

    def _fullest(self, noun: str, position: int) -> str | None:
        """The last longer name with this noun before `position`."""
        named = self._read(noun)
        place = bisect_right(named, (position, ""))
        return named[place - 1][1] if place else self._told(noun, position)

    def _read(self, noun: str) -> list[tuple[int, str]]:
        """(where it ends, name) of each longer name with this noun; the text is read once for each noun."""
        if noun not in self._named:
            self._named[noun] = self._french(noun) if self._language == "fr" else self._english(noun)
        return self._named[noun]

    def _capitalised(self, noun: str) -> list[tuple[int, str]]:
        """Those of `_read` that have a name in them."""
        if noun not in self._with_capital:
            self._with_capital[noun] = [
                item for item in self._read(noun) if _HAS_NAME.search(_DETERMINER.sub("", item[1]))
            ]
        return self._with_capital[noun]

    def _told(self, noun: str, position: int) -> str | None:
        """ "Kestrel Cycles, the country's largest bicycle maker, …": the one name before `position` that is told to be a
        firm, if the article begins with it, for "the company", "the group"; else what the article begins with."""
        if noun not in _FIRMS:
            return None
        nouns = sorted(_FIRMS & self._nouns)
        read = (item for other in nouns for item in self._capitalised(other)[:_FIRMS_READ])
        alike = {name for end, name in read if end <= position}
        if alike:  # "le groupe Novalis", then "l'entreprise"
            return alike.pop() if len(alike) == 1 else None
        near = {name for end, name in self._firms if position - _NEAR < end <= position}
        if len(near) == 1:
            return near.pop()
        named = {name for end, name in self._firms if end <= position}
        if named:
            only = named.pop() if len(named) == 1 else None
            return only if only is not None and only in self._text[:_LEAD] else None
        return next((name for end, name in self._opening if end <= position), None)

    @cached_property
    def _papers(self) -> list[tuple[int, str]]:
        """(where it ends, whose it is) of each report or study that the article names by its author."""
        return [(match.end(), match.group(1)) for match in _PAPER_IN_TEXT.finditer(self._text)]

    @cached_property
    def _firms(self) -> list[tuple[int, str]]:
        """(where it ends, name) of what is told to be a firm behind its name."""
        return [(match.end(), match.group(1)) for match in islice(_FIRM.finditer(self._text), _FIRMS_READ)]

    @cached_property
    def _opening(self) -> list[tuple[int, str]]:
        """ "Acme Foods will close a plant.": what the first sentences begin with and the article names again, unless it
        is a place ("in Lorme") or somebody ("Mr Moss"); with where it ends."""
        found = []
        for match in _BEGINS_WITH.finditer(self._text, 0, _LEAD):
            name = match.group(1)
            if fold(name.split()[0]) in _NO_NAMES:
                continue
            again = len(re.findall(rf"\b{re.escape(name.split()[0])}\b", self._text)) > 1
            elsewhere = (
                r"(?<!shares\s)(?<!stake\s)(?<!confidence\s)(?<!investors\s)\b(?:in|at|near|from|to|à|en|près d[eu]|"
                rf"dans|M\.|Mme|Mr|Mrs|Ms|Dr)\s{re.escape(name)}\b"
            )
            somebody = any(name in person for person in self._people)
            if again and not somebody and not re.search(elsewhere, self._text, re.IGNORECASE):
                found.append((match.end(), name))
        return found

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
