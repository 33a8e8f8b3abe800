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
        "intersyndicale patronat organisme institution collectivité établissement police rectorat inspection régie "
        "centre clinique fonds consulat diocèse évêché ambassade armée académie gouvernement caisse orchestre "
        "festival théâtre maison port aéroport"
    ),
    "en": listed(
        "company firm group corporation start-up startup association union federation confederation league club team "
        "party movement collective cooperative co-operative foundation agency office ministry department council "
        "court commission committee board police force university institute institution laboratory museum hospital "
        "school panel lobby alliance coalition tribunal inspectorate bank fund newspaper daily weekly broadcaster "
        "maker manufacturer operator organisation organization charity watchdog regulator authority bureau trust "
        "society chamber embassy army academy airport service government"
    ),
}
_HAS_NAME: Final = re.compile(r"(?<![\w’'-])[A-ZÀ-Þ](?![\w’']*-based)")
_DETERMINER: Final = re.compile(
    r"^(?:l['’]|d['’]|(?:le|la|les|the|cette|cet|ce|this|that|its|son|sa)\s+)", re.IGNORECASE
)
_NAME: Final = r"[A-ZÀ-Þ][\w’'&-]*"
_LINKED: Final = rf"(?:\s+(?:(?:de|du|des|of|for|et|and|&|la|le|les|the)\s+|(?:d|l)['’])*{_NAME})"
_ADJECTIVE: Final = (
    r"[a-zà-ÿ-]{3,}(?:aire|ale?|elle?|if|ive|ique|ien(?:ne)?|aise?|oise?|ier|ière|eux|euse|nel|ant|aine?)"
)
_MAKES: Final = r"(?:de\s+|d['’])[a-zà-ÿ-]+\s+"  # "le constructeur de wagons Ferralis"
_FRENCH_REST: Final = re.compile(
    rf"(?:{_LINKED}+|(?:\s+{_ADJECTIVE})"
    rf"*(?:\s+(?:de\s+(?:la\s+)?|du\s+|des\s+)[\w-]+|\s+(?:de\s+)?[dl]['’][\w-]+)*{_LINKED}*)"
)
_ADJECTIVES: Final = listed("jeune petite petit meme grande grand young same small")
_APPOSED: Final = re.compile(rf"^({_NAME}(?:\s+{_NAME})*), (?:une?|an?|the|le|la)\s|^({_NAME}(?:\s+{_NAME})*), l['’]")

_BEHIND: Final = re.compile(rf"^[^,]*[a-zà-ÿ], ((?:(?:la|le|the)\s|l['’])[a-zà-ÿ-]+ {_NAME}.*)$")
_BEHIND_NAME: Final = re.compile(rf"^[^,]*[a-zà-ÿ], (?:(?:la|le|the)\s|l['’])({_NAME}{_LINKED}*)$")
_NAMED_BEHIND: Final = re.compile(
    rf"^[^,]*[a-zà-ÿ], (?:(?:la|le|the)\s|l['’])({_NAME}(?:\s[\w’'&-]+)+(?:\s\([A-Z]+\))?)$"
)
_OWN_PAPER: Final = re.compile(
    r"^(.+?)['’]s\s(?:[\w-]+\s){0,3}(?:report|study|survey|statement|review|figures|accounts|results)$"
)
_PAPER_NOUN: Final = (
    r"(?:rapport|étude|enquête|audit|sondage|bilan|note|notice|bulletin|communiqué|baromètre|avis|report|study|survey|poll|"
    r"review|bulletin|briefing|statement|paper|memo|letter|estimations|estimates|chiffres|figures|données|data|prévisions|"
    r"projections|documents|résultats|findings)"
)
_PAPER: Final = re.compile(
    rf"^(?i:une?|an?|les?|la|l['’]|des|the|ce|cette|this|son|sa|its)?\s?(?:(?!d[eu]s?\s)[\w-]+\s){{0,2}}{_PAPER_NOUN}\s"
    r"(?!commissioned|seen|obtained|command|consult|obten)(?:(?!d[eu]s?\s)[\w-]+\s){0,2}"
    r"(?:d['’]|de\s|du\s|des\s|par\s|by\s|from\s|of\s)(?P<author>(?:l['’]|la\s|les?\s|the\s)?"
    rf"(?P<plain>(?:[a-zà-ÿ-]+\s|[dl]['’]){{0,6}})(?P<name>{_NAME}(?:\s.+)?))$"
)
_PAPER_IN_TEXT: Final = re.compile(
    rf"\b{_PAPER_NOUN}\s(?:[\w-]+\s){{0,2}}(?:d['’]|de\s|du\s|by\s|from\s)(?:l['’]|la\s|the\s)?(?:[a-zà-ÿ]+\s)?({_NAME}{_LINKED}*)"
)
_OTHER_PAPER: Final = re.compile(
    rf"\b(?:une?|an?)\s(?:[\w-]+\s)?(?:{_PAPER_NOUN}|documents?|textes?|text)\b", re.IGNORECASE
)
_PAPER_NEAR: Final = 1500  # code points
_PAPER_AGAIN: Final = re.compile(
    rf"^(?:l['’]|le\s|la\s|the\s|ce\s|cette\s|this\s)(?:\d+-page\s)?(?:{_PAPER_NOUN}|document|texte)$", re.IGNORECASE
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
_FIRM_ENDS: Final = listed(
    "industries foods inc ltd plc corp limited holdings partners systems motors airlines pharma energy media institute"
)
_INITIALISM: Final = re.compile(r"^(?:(?:la|le|les|the)\s|l['’])?[A-Z][A-Za-z]{1,5}$", re.IGNORECASE)
_COUNTRYS: Final = re.compile(rf"^{_NAME}['’]s\s({_NAME}(?:\s(?:for|of|and|{_NAME})){{1,6}})$")
_SEVERAL_WORDS: Final = re.compile(rf"(?<![\w’'-]){_NAME}(?:\s{_NAME}){{1,4}}")
_NAMED_BARE: Final = frozenset(("association", "ong", "collectif", "think-tank", "start-up", "plateforme"))
# Who speaks for a body without a name of their own: "a spokesman for Acme", "un porte-parole de la mairie", "analysts at
# Acme Bank", "a council spokeswoman".
_SPEAKS_FOR: Final = re.compile(
    r"^(?:(?:an?|one|the|une?|le|la|l['’])\s?)?(?:[a-zà-ÿ-]+\s)?"
    r"(?:spokes(?:man|woman|person|people)|porte-parole|analysts|officials|economists|researchers|analystes|économistes|"
    r"chercheurs)\s(?:for|of|at|from|de\s|du\s|des\s|d['’]|chez)\s?(?P<body>.+)$",
    re.IGNORECASE,
)
_SPOKESMAN_OF: Final = re.compile(
    r"^(?:an?|one|the)\s(?P<body>[\w’'&. -]+?)(?:['’]s)?\s(?:spokes(?:man|woman|person))$", re.IGNORECASE
)
_MANAGEMENT: Final = frozenset(("direction", "management"))  # whose, the firm's
# What watches over a trade, however it is called in full.
_WATCHES: Final = frozenset(("regulator", "watchdog", "régulateur", "gendarme"))
_LONG_NAME: Final = (
    rf"(?:[Tt]he|[Ll]['’]|[Ll]a|[Ll]e)\s?({_NAME}(?:{_LINKED}|\s(?:de\sla\s|de\sl['’]|des?\s|du\s|d['’])[a-zà-ÿ’'-]+|"
    rf"\s{_ADJECTIVE}){{0,6}})"
)
_WATCHER: Final = re.compile(rf"\b{_LONG_NAME}")
# "In its annual report, the Care Board said"
_IN_ITS_PAPER: Final = re.compile(
    rf"\b(?:[Dd]ans|[Ii]n)\s(?:son|sa|its|une?|an?)\s(?:[a-zà-ÿ]+\s){{0,2}}{_PAPER_NOUN}(?:\s[^,.;:!?]{{1,40}})?,\s{_LONG_NAME}"
)
_WATCHING: Final = re.compile(
    r"\b(?:Authority|Agency|Regulator|Regulation|Autorité|Agence|Standards|Safety|Inspectorate|Ombudsman|Supervision)\b"
)
_NO_NAMES: Final = listed(
    "the a an it he she they this that these those in on at for with le la les un une des il elle ils elles ce cette ces "
    "en dans sur pour avec apres selon after before when"
)
_FIRMS_READ: Final = 20  # names of firms weighed; an article with more is not about one
_NEAR: Final = 300  # code points from a firm's name to "the company" that takes it up
_LEAD: Final = 400  # code points in which an article names what it is about
_SHARES: Final = re.compile(
    rf"\b(?:[Ss]hares in|[Tt]he (?:contractor|developer|supplier|builder|company|firm|maker),) "
    rf"({_NAME}(?:\s{_NAME}){{0,3}})"
)
_FIRM: Final = re.compile(
    rf"(?<![\w’'-])({_NAME}(?:\s{_NAME}){{0,6}}), (?:which\s(?:owns|makes|employs|runs|operates|"
    r"sells|has|supplies|builds|provides|manages|publishes|produces|distributes)\b|"
    r"(?:the|an?)\s(?:[\w'’-]+\s){0,5}(?:maker|company|group|firm|manufacturer|retailer|operator|fund|bank|brewer|carrier|contractor|supplier|developer|"
    r"provider|airline|chain|builder|insurer)\b|"
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
        letters = iter(fold(name).replace(" ", ""))
        if name[:1] == initials[0] and len(initials) > 4 and all(letter.lower() in letters for letter in initials):
            return initials, name  # "le Collectif national des vacataires (CONAVE)"
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


_KINDS: Final = tuple(
    map(
        listed,
        (
            "agence autorité régulateur gendarme office organisme institution établissement commission observatoire "
            "agency authority regulator watchdog office commission board inspectorate institution body organisation "
            "organization",
            "syndicat fédération union confédération association alliance organisation federation association union "
            "alliance ligue league organization body lobby chamber chambre",
            "association ong charity organisation organization collectif fondation foundation ligue mouvement coalition "
            "campaign group trust collective",
            "société groupe entreprise compagnie firme opérateur exploitant fabricant company group firm operator maker "
            "business brewery retailer developer",
            "club équipe team side",
            "collectivité conseil département région métropole commune mairie municipalité agglomération council "
            "authority district borough",
            "ministère department ministry gouvernement government",
            "parti party formation mouvement movement",
        ),
    )
)
"""Kinds of bodies that may stand for one another: "the union" of a federation."""


_ANY: Final = listed("institution établissement organisme organisation organization body outfit structure")
_UNTOLD: Final = (
    _KINDS[2] | _KINDS[3] | listed("fund fonds union syndicat club site journal newspaper magazine charity agency")
)
"""Kinds that a name need not tell: Greenpeace may be "the charity", but hardly "the ministry"."""


def may_be_called(name: str, mention: str, language: Language) -> bool:
    """Whether a body just quoted may be taken up by its kind alone: "the fund" of Lucerne Pillar, whose name tells no
    other kind, but not "the union" of the Device Authority."""
    bare = _DETERMINER.sub("", mention.strip())
    words = bare.lower().split()
    if bare == mention.strip() or not 1 <= len(words) <= 2 or not bare.islower():
        return False
    kind = words[0] if language == "fr" else words[-1]
    every = NOUNS[language].union(*_KINDS)
    if kind not in every:
        return False
    kinds = {word for word in re.findall(r"[^\W\d_]+", name.lower()) if word in every}
    if kind in _ANY:
        return True
    alike = frozenset().union(*(group for group in _KINDS if kind in group))
    return kind in kinds or bool(kinds & alike) or (not kinds and kind in _UNTOLD)


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

    def spelt_out(self, mention: str) -> str | None:
        """What the article spells out for "the NRU", "la Fédération des infirmiers (FI)"; "Lerne vivante" for "l'ONG
        Lerne vivante"."""
        kind, _, name = _DETERMINER.sub("", mention.strip()).partition(" ")
        if self._language == "fr" and kind.lower() in _NAMED_BARE and name[:1].isupper():
            return name
        initials = _ENDS_IN_INITIALS.search(mention)
        found = self._initials.get(initials.group(2) or initials.group(1)) if initials else None
        capitals = "".join(mark for mark in _DETERMINER.sub("", mention.strip()) if mark.isupper())
        short = _INITIALISM.match(mention) is not None and len(capitals) > 1
        return found or (self._by_initials.get(capitals) if short else None)

    @cached_property
    def _by_initials(self) -> dict[str, str]:
        """ "OBS" → "Office for Border Statistics", of the bodies that the article names in full."""
        found: dict[str, str] = {}
        for match in _WATCHER.finditer(self._text):
            words = match.group(1).split()
            if len(words) > 1 and ({word.lower() for word in words} & self._nouns):
                capitals = "".join(word[0] for word in words if word[:1].isupper())
                found.setdefault(capitals, match.group(1))
        return found

    def capitalised(self, mention: str, position: int) -> str | None:
        """What "the Panel", "la Fédération" stand for: the last longer name with this noun."""
        kind = _DETERMINER.sub("", mention.strip())
        named = kind != mention.strip() and kind[:1].isupper() and kind.lower() in self._nouns
        return self._fullest(kind.lower(), position) if named else None

    def shortened(self, name: str, position: int) -> str | None:
        """The longer name, told before, of a body that its first word takes up: "Corliss" of the Corliss Institute."""
        if any(name in person.split() for person in self._people):
            return None
        end, longer = self._longer.get(name, (position, None))
        return longer if end < position else None

    @cached_property
    def _longer(self) -> dict[str, tuple[int, str | None]]:
        """First word → (where it ends, name) of the first name of several words that ends as a body's does."""
        found: dict[str, tuple[int, str | None]] = {}
        for match in _SEVERAL_WORDS.finditer(self._text):
            words = match.group().split()
            if words[-1].lower() in _FIRM_ENDS:
                found.setdefault(words[0], (match.end(), match.group()))
        return found

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
        named = _NAMED_BEHIND.match(mention)
        if named is not None:  # "leur syndicat, le Collectif national des vacataires"
            return re.sub(r"\s\([^)]*\)$", "", named.group(1))
        apposed = _APPOSED.match(mention)
        if apposed:
            return apposed.group(1) or apposed.group(2)
        owned = _COUNTRYS.match(mention)  # "Canada's Grain Office"
        if owned and owned[1].split()[-1].lower() in self._nouns:
            return owned[1]
        speaks = _SPEAKS_FOR.match(mention) or _SPOKESMAN_OF.match(mention)
        if speaks:
            return self._spoken_for(speaks["body"], position)
        mention = _ISSUED.sub("", mention)
        spelt = self.spelt_out(mention)
        if spelt is not None:
            return spelt
        paper = _PAPER.match(mention)
        if paper:
            return self._author(paper, position)
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
        return self._by_kind(bare, position)

    def _by_kind(self, bare: str, position: int) -> str | None:
        """The body that a noun of bodies tells, with what stands beside it: "regulator", "teachers' union Chalk"."""
        words = [word for word in re.split(r"\s+", bare) if fold(word) not in _ADJECTIVES]
        noun = (words[0] if self._language == "fr" else words[-1]).lower() if words else ""
        firm = noun in _FIRMS
        led = next((word for word in words if word in self._nouns), "") if self._language == "en" else ""
        of = len(words) > 1 and (words[1] in {"du", "de", "des"} or self._language == "en") and bare.islower()
        if noun in _WATCHES and of:  # "le gendarme du secteur", "the health watchdog"
            return self._watcher(position) or (bare if self._language == "en" else None)
        if len(words) == 1 and noun in _MANAGEMENT:
            return self._told("entreprise" if self._language == "fr" else "company", position)
        if noun not in self._nouns and not firm and not led:
            return None
        if firm and len(words) > 1 and all(_is_plain(word) for word in words):  # "the Leeds-based retailer"
            named = self._capitalised(noun)
            place = bisect_right(named, (position, "\uffff"))
            found = named[place - 1][1] if place else self._told(noun, position)
            return found or (bare if noun in self._nouns else None)
        if len(words) > 1:
            makes = _MAKES if firm else "(?!)"
            name = re.fullmatch(
                rf"{re.escape(words[0])}\s+(?:{_ADJECTIVE}\s+|{makes})*({_NAME}(?:\s+[\w’'-]+)*)", bare
            )
            lower = words[0][:1].islower()
            told = re.fullmatch(rf"(?:[a-zà-ÿ’'-]+\s)*[a-z]+\s({_NAME}(?:\s{_NAME})*)", bare)
            if self._language == "en" and told and bare.split()[-len(told.group(1).split()) - 1] in self._nouns:
                return told.group(1)  # "the teachers' union Chalk"
            called = re.fullmatch(rf"{re.escape(words[0])}\s(?:[a-zà-ÿ-]+\s){{1,2}}((?:Le|La|Les|L['’]).+)", bare)
            if called and self._language == "fr":  # "le quotidien local Le Courrier"
                return called.group(1)
            return name.group(1) if name and lower and self._language == "fr" else bare
        found = self._fullest(noun, position)
        return self._watcher(position) if found is None and noun in _WATCHES else found

    def _watcher(self, position: int) -> str | None:
        """ "The regulator" after "the Northern Device Authority": the body named last whose name says that it watches."""
        place = bisect_right(self._watchers, (position, "\uffff"))
        if place:
            return self._watchers[place - 1][1]
        end, name = self._watchers[0] if self._watchers else (position + _NEAR, None)
        return name if end < position + _NEAR else None  # "…, the watchdog said. In its report, the Board …"

    def _spoken_for(self, body: str, position: int) -> str | None:
        """The body that a spokesperson speaks for: its fullest name, its own where it has one, else None."""
        definite = body if _DETERMINER.match(body) else f"{'the' if self._language == 'en' else 'la'} {body}"
        bare = _DETERMINER.sub("", body)
        if any(bare in person or person in bare for person in self._people):
            return None  # somebody's own spokesman
        return self.resolve(definite, position) or (bare if bare[:1].isupper() else None)

    def _author(self, paper: re.Match[str], position: int) -> str | None:
        """Whose paper it is: "un bilan du ministère tamarien de la Défense" is the ministry's, "a report by the Fund" the
        Fund's, "le rapport de l'expédition Moss" nobody's."""
        name, words = paper["name"], paper["plain"].split()
        if not words or words == ["cabinet"] or words == ["bureau"]:
            return str(name)
        noun = words[0 if self._language == "fr" else -1]
        body = noun in self._nouns or name.split()[-1].lower() in self._nouns
        return self.resolve(paper["author"], position) or paper["plain"] + name if body else None

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
        nouns = sorted((_FIRMS & self._nouns) - ({"group"} - {noun}))  # a campaign group is no firm
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
    def _watchers(self) -> list[tuple[int, str]]:
        """(where it ends, name) of each authority, agency, commission or office that the article names."""
        return [
            (match.end(), match.group(1))
            for match in _WATCHER.finditer(self._text)
            if _WATCHING.search(match.group(1))
        ]

    @cached_property
    def _papers(self) -> list[tuple[int, str]]:
        """(where it ends, whose it is) of each report or study that the article names by its author."""
        found = (*_PAPER_IN_TEXT.finditer(self._text), *_IN_ITS_PAPER.finditer(self._text))
        return sorted((match.end(), match.group(1)) for match in found)

    @cached_property
    def _firms(self) -> list[tuple[int, str]]:
        """(where it ends, name) of what is told to be a firm behind its name."""
        traded = islice(_SHARES.finditer(self._text), _FIRMS_READ)
        told = islice(_FIRM.finditer(self._text), _FIRMS_READ)
        found = [(match.end(), match.group(1)) for match in (*traded, *told)]
        firms = (pair for pair in found if pair[1].split()[0].lower() not in {"the", "a", "an"})
        return sorted(
            pair for pair in firms if not (pair[1].isupper() and len(pair[1]) > 6)
        )  # "NEW YORK, Sept 4 - …"

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
            dateline = name.isupper() and len(name) > 6
            if again and not dateline and not somebody and not re.search(elsewhere, self._text, re.IGNORECASE):
                found.append((match.end(), name))
        return found

    def _french(self, noun: str) -> list[tuple[int, str]]:
        """(where it ends, name) of each place where the noun has a complement or a name behind it."""
        found = []
        for match in re.finditer(rf"\b{re.escape(noun)}\b", self._text, re.IGNORECASE):
            rest = _FRENCH_REST.match(self._text, match.end())
            if rest is None or not rest.group().strip():
                continue
            makes = _MAKES if noun in _FIRMS else "(?!)"
            named = re.fullmatch(rf"\s+(?:{_ADJECTIVE}\s+|{makes})*({_NAME}(?:\s+{_NAME})*)", rest.group())
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
