"""Roles and nationalities in two languages, brought to classes: "chef de la diplomatie" is a foreign minister."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from qa.lexicon import fold
from qa.tokens import listed

_WORD = re.compile(r"[^\W_]+(?:[-.'][^\W_]+)*\.?")
_STOP: Final = listed(
    "le la les l un une des de du d son sa ses leur leurs ce cet cette the a an his her their its this of for "
    "to and et en pour chez at in on with from au aux s new nouveau nouvelle m mme mr mrs ms dr qui who"
)
_DEMONYM = re.compile(r"(?:aise?|oise?|ienn?e?|eenn?e?|tonn?e|aine?|arde?|man|woman)$")
# Nouns of trades by their endings alone.
_TRADE: Final = re.compile(
    r"\w{3}(?:iste?|logue|icien(?:ne)?|ician|ographe|ographer|trice|culteur|euse|iatre|keeper|smith|naute?|iere?)$"
)
_NO_TRADE: Final = listed(
    "premiere dernier derniere matiere maniere lumiere riviere frontiere barriere carriere priere filiere banniere "
    "croisiere poussiere papier quartier dossier chantier janvier fevrier metier calendrier courrier "
    "atelier palier cahier chantiere litiere soupiere courriere charniere clairiere pier frontier chandelier barrier "
    "carrier terrier tier supplier"
)
_AGED: Final = re.compile(r",? (?:de|aged|âgée? de) \d+(?: ans)?")
_POINTED: Final = re.compile(r"(?:ce|cet|cette|this|that)\b", re.IGNORECASE)
_OWNED: Final = re.compile(r"(?:his|her|their|its|son|sa|ses|leurs?)\s", re.IGNORECASE)  # "his trainer" is another
_NEWSPAPERS: Final = listed("parisien lorraine aine guardian")
FORMER: Final = listed("ancien ancienne ex former shadow deputy")
_AGES: Final = listed("jeune vieil vieux vieille young old elderly retired")
_FEMININE: Final = re.compile(
    r"(?:^|\s)(?:la|une|cette|sa)\s|(?:trice|euse|iere|ienne|esse|woman|ee|elue|cheffe|[ae]nte|ointe|avocate|aise|oise|onne)\b"
)
_MASCULINE: Final = re.compile(r"(?:^|\s)(?:le|un|ce|du|au)\s|(?:man)\b")
_TITLED: Final = frozenset(("foreign_minister", "prime_minister", "president", "pope", "king", "queen"))
GENERIC: Final = frozenset(
    ("minister", "president", "chair", "director", "boss", "spokesperson", "official", "envoy")
)


@dataclass(frozen=True, slots=True)
class Role:
    """What a phrase says of a person: classes of office, countries (ISO codes), and the other words, stemmed."""

    classes: frozenset[str]
    nations: frozenset[str]
    words: frozenset[str]
    head: str
    former: bool  # or shadow, or deputy: not who holds the office
    definite: bool
    phrase: str = ""  # as written

    @property
    def known(self) -> bool:
        return bool(self.classes)

    @property
    def titled(self) -> bool:
        """An office that one person of a country holds."""
        return bool(self.classes & _TITLED)

    def fits(self, other: Role, lenient: bool = False) -> bool:
        """Whether this phrase may speak of the holder of `other`; `lenient` where the languages may differ."""
        if self.former != other.former:
            return False
        if self.nations and other.nations and not self.nations & other.nations:
            return False
        if self.classes and other.classes:
            shared = self.classes & other.classes
            if self.classes == {"minister"}:
                shared |= {held for held in other.classes if held.endswith("_minister") and held != "prime_minister"}
            if not shared:
                return False
            if self.nations and not other.nations and not shared - GENERIC:
                return False
            return shared <= _TITLED or lenient or self.words_fit(other)
        if self.classes or other.classes:
            return False
        return bool(self.head) and self.head == other.head and self.words_fit(other)

    def words_fit(self, other: Role) -> bool:
        """Whether the other phrase has all words of this one, by their beginnings."""
        theirs = other.words | {other.head}
        return all(any(word[:5] == their[:5] for their in theirs) for word in self.words)


def stem(word: str) -> str:
    """A folded word without its endings of gender and number, crude on purpose."""
    for ending in ("trices", "trice"):
        if word.endswith(ending):
            return word[: -len(ending)] + "teur"
    while len(word) > 4 and word[-1] in "sxe":
        word = word[:-1]
    return word


@cache
def resource() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("qa.resources").joinpath("people.json").read_text("utf-8"))
    return loaded


@cache
def first_names() -> tuple[frozenset[str], frozenset[str]]:
    """Men's and women's first names, folded."""
    return frozenset(fold(resource()["male"]).split()), frozenset(fold(resource()["female"]).split())


def is_first_name(word: str) -> bool:
    """Whether a word, "Jean" or "Jean-Luc", is a first name, or begins with one."""
    return any(fold(word).split("-")[0] in names for names in first_names())


@cache
def _phrases(kind: str) -> tuple[dict[str, frozenset[str]], int]:
    """Folded phrase → keys, and the longest phrase in words; plurals of single words too."""
    table: dict[str, set[str]] = {}
    longest = 1
    for key, listing in resource()[kind].items():
        for phrase in listing.split(", "):
            folded = " ".join(_split(phrase))
            longest = max(longest, len(folded.split()))
            table.setdefault(folded, set()).add(key)
            if kind == "roles" and " " not in folded:
                table.setdefault(folded + "s", set()).add(key)
    return {phrase: frozenset(keys) for phrase, keys in table.items()}, longest


def _split(text: str) -> list[str]:
    folded = re.sub(r"\b([ldsn]|qu)['’]", r"\1 ", fold(text)).replace("'s", " ")
    words = [word.rstrip(".") if word.count(".") < 2 else word for word in _WORD.findall(folded)]
    return [part for word in words for part in ((["ex", word[3:]]) if word.startswith("ex-") else [word])]


def _match(words: list[str], at: int, kind: str) -> tuple[frozenset[str], int]:
    table, longest = _phrases(kind)
    for size in range(min(longest, len(words) - at), 0, -1):
        keys = table.get(" ".join(words[at : at + size]))
        if keys:
            return keys, size
    return frozenset(), 0


def parse_role(phrase: str) -> Role:
    """Reads a noun phrase without its name: "le ministre des affaires étrangères russes" → foreign_minister, RU."""
    words = _split(phrase)
    classes: set[str] = set()
    nations: set[str] = set()
    rest: list[str] = []
    former = plural = False
    head = ""
    at = 0
    # An adjective of nationality may stand inside the office: "ministre russe des affaires étrangères".
    bare = [(place, word) for place, word in enumerate(words)]
    while at < len(bare):
        keys, size = _match([word for _, word in bare], at, "nations")
        if size:
            nations |= keys
            del bare[at : at + size]
            continue
        at += 1
    words = [word for _, word in bare]
    at = 0
    while at < len(words):
        keys, size = _match(words, at, "roles")
        if size and not classes:
            classes |= keys
            singular = words[at].removesuffix("s")
            plural = plural or (size == 1 and singular != words[at] and _match([singular], 0, "roles")[1] == 1)
            head = stem(words[at])  # "the Brissac coach": what stands before the office only tells which
            at += size
            continue
        word = words[at]
        if word in FORMER:
            former = True
        elif word not in _STOP and len(word) > 1:
            head = head or stem(word)
            rest.append(stem(word))
        at += 1
    if {"foreign_minister", "minister"} <= classes:
        # "secrétaire d'Etat" and "secretary of state" are the foreign minister of the United States only.
        classes -= {"foreign_minister"} if nations and "US" not in nations else {"minister"}
    if "president" in classes and "chair" in classes:
        classes -= {"chair"} if nations else {"president"}
    folded = fold(phrase).strip()
    indefinite = re.match(r"(?:un|une|des|a|an|plusieurs|several|some|many|certains|deux|two|three)\b", folded)
    definite = indefinite is None and not plural
    return Role(frozenset(classes), frozenset(nations), frozenset(rest) - {head}, head, former, definite, phrase)


def translated(phrase: str, language: str) -> str | None:
    """The usual name in the other language ("fr" or "en") of the office that a phrase tells, if it tells one, with the
    phrase's other words as they are: many a name or stem is the same in both."""
    role = parse_role(phrase)
    if not role.known:
        return None
    office = min(role.classes)
    listing: str = resource()["roles"][office]
    return " ".join([listing.split(", ")[0] if language == "fr" else office.replace("_", " "), *sorted(role.words)])


def is_hypernym(phrase: str) -> bool:
    """A definite noun that may take up somebody just named: "le retraité", "the 58-year-old", "le Norvégien", "the
    Chilean geochemist", "cette ancienne infirmière de 71 ans"."""
    if not parse_role(phrase).definite or _OWNED.match(phrase.strip()):
        return False
    words = [word for word in _split(_AGED.sub("", phrase)) if word not in _STOP | _AGES]
    if _POINTED.match(phrase.strip()) or not parse_role(phrase).known:  # "l'ancien coureur", not "l'ancien maire"
        words = [word for word in words if word not in FORMER] or words
    trades = [word for word in words if nation_of(word) is None]
    if not words or len(words) > 2 or words[0] in FORMER:
        return False
    if len(trades) == 1 and is_person_noun(trades[0]):
        return True
    english = phrase.lower().startswith("the ")
    head = words[-1] if english else words[0]  # "the bus driver", "le chauffeur de bus"
    return fold(head) in _hypernyms() or (len(words) == 1 and _is_person_of(_AGED.sub("", phrase)))


def is_person_noun(noun: str) -> bool:
    """Whether a noun tells what a person is: "caretaker", "papetière", "52-year-old", "father-of-three"."""
    noun = fold(noun)
    trade = _TRADE.search(noun) is not None and noun not in _NO_TRADE
    return trade or noun in _hypernyms() or noun.endswith("-year-old") or "-of-" in noun


@cache
def _countries() -> frozenset[str]:
    """The names of the countries themselves, which come first of what stands for each."""
    return frozenset(fold(listing.split(", ")[0]) for listing in resource()["nations"].values())


@cache
def _hypernyms() -> frozenset[str]:
    return frozenset(fold(resource()["hypernyms"]).split())


def _is_person_of(phrase: str) -> bool:
    """ "Le Norvégien", "the Norwegian": a nationality with an article, in the singular."""
    word = re.sub(r"^(?:l['’]|le |la |the |ce |cet |cette )", "", phrase.strip(), flags=re.IGNORECASE)
    if word == phrase.strip():
        return False
    demonym = _DEMONYM.search(fold(word)) is not None and " " not in word and fold(word) not in _NEWSPAPERS
    if fold(word) in _countries():  # "La Norvège" is no "Norvégienne"
        return False
    return (nation_of(word) is not None or demonym) and word[:1].isupper() and not word.endswith(("nes", "ens"))


def nation_of(name: str) -> str | None:
    """The country that a name or nickname stands for ("Moscou", "Washington"), if one."""
    keys, size = _match(_split(name), 0, "nations")
    return next(iter(keys)) if size and size == len(_split(name)) else None


def role_gender(phrase: str) -> str:
    """ "m", "f" or "?" by the article and the ending of the noun."""
    folded = re.split(r"\s(?:de|du|des|d'|of|au|aux|a)\b", fold(phrase))[0] + " "  # "l'élue du Vermois"
    if _FEMININE.search(folded):
        return "f"
    elided = re.match(r"l'(\w+)", folded)  # "l'avocat" is not "l'avocate"
    return "m" if _MASCULINE.search(folded) or (elided and elided[1] in _masculine()) else "?"


@cache
def _masculine() -> frozenset[str]:
    """Nouns of office that have a feminine beside them: "avocat", "éditeur"."""
    found: set[str] = set()
    for listing in resource()["roles"].values():
        words = [word for word in fold(listing).split(", ") if " " not in word]
        found |= {
            word
            for word in words
            if word[-1] != "e" and any(stem(word) == stem(other) for other in words if other[-1] == "e")
        }
    return frozenset(found)
