"""Who is who in an article: names and short forms, roles, counterparts, and pronouns where one person fits."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from index.sentences import split_sentences
from qa.descriptions import describes_somebody
from qa.lexicon import fold, lexicon
from qa.names import HONOURS, TITLES, name_parts, names_alike
from qa.noun_phrases import NounPhrases
from qa.roles import (
    Role,
    first_names,
    is_first_name,
    is_hypernym,
    is_person_noun,
    nation_of,
    parse_role,
    role_gender,
)
from qa.tokens import Language, Token, listed, tokenize

_MALE_TITLES: Final = listed("m m. mm. mr mr. sir lord")
_CONTRACTED: Final = frozenset(("au", "du"))
_PLACED: Final = frozenset(("de", "d'", "à"))
_TITLE_TRADES: Final = {
    "me": "avocat", "me.": "avocat", "maître": "avocat", "cllr": "councillor", "cllr.": "councillor", "sen.": "senator",
    "gov.": "governor", "mgr": "évêque", "prof": "professor", "prof.": "professor", "pr": "professeur",
    "pr.": "professeur",
}  # fmt: skip
"""What a title tells of its bearer's trade."""
_FEMALE_TITLES: Final = listed("mme mlle mrs mrs. ms ms. lady dame")
_PRONOUNS: Final = {
    "il": "m", "he": "m", "him": "m", "his": "m", "lui": "m", "ce dernier": "m", "celui-ci": "m", "l'intéressé": "m",
    "elle": "f", "she": "f", "her": "f", "cette dernière": "f", "celle-ci": "f", "l'intéressée": "f",
    "ils": "p", "elles": "p", "they": "p", "them": "p", "eux": "p", "on": "p", "one": "p", "both": "p", "it": "n",
}  # fmt: skip
_NOT_PEOPLE: Final = listed(
    "front organisation organization union nations etat etats republique republic parti party ministere "
    "ministry university universite institut institute association federation comite committee conseil "
    "council cour court group groupe company societe banque bank centre center street rue avenue place island "
    "ile lake river north south east west nord sud est ouest saint-denis street airport hospital hopital "
    "school lycee college club football league ligue cup coupe bay city house senate congress parliament "
    "parlement assemblee office agency agence islamic islamique times post monde figaro guardian news press "
    "bbc cnn afp reuters international national royal chamber chambre commission army armee police force "
    "forces trust college authority society ministry board state states kingdom county park bridge mountain "
    "mount museum musee theatre festival world europe asia africa afrique asie amerique daily valley forest "
    "beach port park hill station road high town pont gare barrage mer mont col val chateau plateau quartier "
    "tribunal prefecture mairie region departement hotel usine maison pays mouvement ligue radio television "
    "tv agence office chaine canal reserve domaine alliance coalition network lobby bureau panel industries foods "
    "holdings partners energy symphony orchestra orchestre credit friday saturday sunday monday"
)
_AGENT: Final = re.compile(r"\w{2}(?:er|or|ist|ian|man|woman|eur|euse|ien|ienne|iste)$")
_DEMONYM: Final = re.compile(r"(?:an|ian|ese|ish|ch|ean|er|aise?|oise?|ien(?:ne)?)$")
_LINKS: Final = frozenset(("de", "des", "du", "d'", "la", "l'", "à", "aux", "au", "of", "for"))
_PORTFOLIOS: Final = frozenset(
    "finances interieur justice defense sante education economie travail culture agriculture transports ecologie "
    "environnement logement industrie energie commerce budget sports tourisme recherche enfance famille jeunesse peche "
    "interior finance defence health labour trade transport foreign affairs energy environment housing".split()
)
_FEMALE_NAME: Final = re.compile(r"\w{2}(?:ette|elle|ina|ine|lla|nna|ita|etta|lyn)$")  # for names on neither list
_MALE_KIN: Final = listed(
    "fils frère père mari époux oncle neveu cousin grand-père beau-frère beau-père petit-fils parrain compagnon son "
    "brother father husband uncle nephew grandfather grandson stepfather stepson brother-in-law father-in-law"
)
_FEMALE_KIN: Final = listed(
    "fille sœur soeur mère femme épouse tante nièce cousine grand-mère belle-sœur belle-mère petite-fille marraine "
    "compagne daughter sister mother wife aunt niece grandmother granddaughter stepmother stepdaughter sister-in-law "
    "mother-in-law"
)
_KIN: Final = (
    _MALE_KIN
    | _FEMALE_KIN
    | listed(
        "partner twin fiancé fiancée camarade collègue ami amie copain copine associé associée complice colleague "
        "neighbour neighbor friend teammate classmate"
    )
)
_OWN: Final = listed("son sa ses leur his her their 's aîné aînée older elder younger eldest youngest twin")
_OF: Final = frozenset(("de", "d'", "du", "des", "of", "'s", "à", "en", "chez", "contre", "avec"))
_LEADS: Final = listed("le la l' un une the a an")
_ARTICLES: Final = listed("le la l' les du des au aux the un une a an")
_ORDER: Final = {
    "le premier": 0, "la première": 0, "the former": 0, "le second": 1, "la seconde": 1, "the latter": 1,
}  # fmt: skip
_NEAR: Final = 700  # code points: how far back an ambiguous mention is looked for
_APART: Final = 200  # code points between two people of one surname, the first of whom it then means
# Too little to tell who it is: "a man has been jailed".
_ANYBODY: Final = re.compile(
    r"\b(?:man|woman|boy|girl|teenager|youth|pensioner|resident|neighbour|neighbor|homme|femme|garcon|fille|adolescente?|"
    r"voisine?|habitante?|passante?|temoin|witness|victim|victime|suspecte?|soldier|soldat)\b"
)
_TITLE: Final = 200  # code points of a headline at most
_APPOSED: Final = 80  # code points: how far behind an office the name of its holder may stand


@dataclass(slots=True)
class _Person:
    name: str
    parts: tuple[str, ...]
    gender: str = "?"
    guessed: bool = False  # the gender is only told by how the first name ends
    human: bool = False
    titled: bool = False  # a rank or trade stands before the name somewhere: "Colonel Marsh"
    roles: list[Role] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    subjects: list[int] = field(default_factory=list)  # the positions where it looks like the subject of its clause


@dataclass(frozen=True, slots=True)
class _Mention:
    first: int  # tokens, title included
    last: int
    parts: tuple[str, ...]
    title: str | None


class People:
    """The people of one article. Built by `People.of`; nothing is changed after."""

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._words = lexicon(language)
        self._tokens: list[Token] = tokenize(text, language)
        self._starts = [token.start for token in self._tokens]
        self._phrases = NounPhrases(self._tokens, self._words)
        self._people: list[_Person] = []
        self._by_part: dict[str, list[_Person]] = {}
        self._mentions: list[tuple[int, _Person]] = []
        mentions = self._names()
        for mention in sorted(mentions, key=lambda mention: -len(mention.parts)):
            self._enter(mention)
        self._mentions.sort(key=lambda pair: pair[0])
        self._positions = [position for position, _ in self._mentions]
        self._sentences = [start for start, _ in split_sentences(text)]
        self._lead: tuple[int, int, _Person] | None = None
        self._read_roles(mentions)
        self._read_lead()

    @classmethod
    def of(cls, text: str, language: Language | None = None) -> People:
        """Reads an article; `language` is guessed where it is not given."""
        if language is None:
            french = len(re.findall(r"\b(?:le|la|les|des|une|est|dans|que|du)\b", text[:8000].lower()))
            english = len(re.findall(r"\b(?:the|of|and|to|is|that|was|with)\b", text[:8000].lower()))
            language = "fr" if french >= english else "en"
        return cls(text, language)

    # -- names -------------------------------------------------------------------------------------------------------

    def _names(self) -> list[_Mention]:
        found: list[_Mention] = []
        at = 0
        while at < len(self._tokens):
            token = self._tokens[at]
            if not (token.capital or token.low in TITLES):
                at += 1
                continue
            end = self._phrases.name_end(at)
            if end is None or (token.low in TITLES and not token.capital and end == at + 1):
                at += 1
                continue
            mention = self._mention(at, end)
            if mention is not None:
                found.append(mention)
            at = end
        return found

    def _mention(self, first: int, last: int) -> _Mention | None:
        title = self._tokens[first].low if self._tokens[first].low in TITLES else None
        written = self._text[self._tokens[first].start : self._tokens[last - 1].end]
        # A role in capitals before the name is no part of it: "Foreign Minister Jane Smith", "US Secretary of State".
        if not is_first_name(self._tokens[first].text):
            offices = self._offices(first, last - 1)
            trade = bool(offices) and last - offices[-1] > 2 and is_person_noun(self._tokens[offices[-1]].low)
            office = trade or any(parse_role(self._tokens[place].text).known for place in offices)
            article = (
                first > 0 and self._tokens[first - 1].low in {"l'", "le", "la", "the"} and last - offices[-1] > 2
                if offices
                else False
            )
            if office or article:
                first, title = offices[-1] + 1, title or "role"
        first, title = self._past_trade(first, last, title)
        while last - first > 2 and self._tokens[last - 1].low in HONOURS:
            last -= 1
        written = self._text[self._tokens[first].start : self._tokens[last - 1].end]
        parts = name_parts(written)
        if (
            parts
            and self._tokens[last - 1].low in self._words.time
            and self._tokens[last - 1].low not in {"may", "mars"}
        ):
            return None  # "Good Friday"
        if not parts or nation_of(written) is not None or any(part in _NOT_PEOPLE for part in parts):
            return None
        before = self._tokens[first - 1].low if first else ""
        if before in _ARTICLES and title is None:
            return None
        owned = title is None and first > 1 and self._tokens[first - 2].low in _OWN
        if owned and (before in _KIN or is_person_noun(before) or parse_role(before).known):
            title = before  # "her brother Hal", "sa collègue Nina"
        elif title is None and first > 1 and self._tokens[first - 2].low in _CONTRACTED and is_person_noun(before):
            title = before  # "remis au sculpteur Yann Kerdoncuf"
        return _Mention(first, last, parts, title)

    def _past_trade(self, first: int, last: int, title: str | None) -> tuple[int, str | None]:
        """Where the name begins behind a trade that has its capital from the sentence: "Forecaster Ann Moss said"."""
        opens = (
            first == 0
            or self._tokens[first - 1].kind == "mark"
            or "\n" in self._text[self._tokens[first - 1].end : self._tokens[first].start]
        )
        place = next(
            (p for p in range(first + 1, min(first + 4, last - 1)) if is_first_name(self._tokens[p].text)), None
        )
        initials = self._tokens[first].text
        if last - first > 2 and len(initials) > 1 and initials.isupper() and "." not in initials:
            first += 1  # "le délégué CGT Paul Morel"
        opening = fold(self._tokens[first].text)
        if last - first > 2 and first > 1 and opening in _PORTFOLIOS and self._tokens[first - 1].low in _LINKS:
            return first + 1, title or "role"  # "l'ancien ministre des Finances Paul Morel"
        if title is not None or is_first_name(opening):
            return first, title
        native = _DEMONYM.search(opening) is not None and nation_of(self._tokens[first].text) is not None
        if last - first > 2 and native and is_first_name(self._tokens[first + 1].text):
            return first + 1, "role"  # "American Casey Moss"
        after_place = first > 0 and self._tokens[first - 1].low in _PLACED and last - first > 2
        if after_place and is_first_name(self._tokens[first + 1].text):
            return first + 1, title  # "a dit devant le terminal de Bourg Malik Morel"
        if opens and place is None and last - first > 2 and _AGENT.search(opening):  # "Skier Hanna Lind"
            place = first + 1
        return (place, "role") if opens and place is not None else (first, title)

    def _offices(self, first: int, last: int) -> list[int]:
        """The places of words of an office, "Chief Executive" too, whose second word alone is none."""
        places = []
        for place in range(first, last):
            pair = f"{self._tokens[place - 1].text} {self._tokens[place].text}" if place > first else ""
            role = parse_role(pair)
            given = place == last - 1 and place > first and is_first_name(self._tokens[place].text)
            if given:  # "Coach Dean Moss"
                continue
            if _is_office(self._tokens[place]) or (pair and role.known and not role.words):
                places.append(place)
        return places

    def _enter(self, mention: _Mention) -> None:
        start = self._tokens[mention.first].start
        person = self._known(mention.parts, _title_gender(mention.title))
        first = mention.first
        while first < mention.last - 1 and self._tokens[first].low in TITLES:
            first += 1
        name = self._text[self._tokens[first].start : self._tokens[mention.last - 1].end]
        if person is None:
            single = len(mention.parts) == 1
            if single and mention.title is None:
                return
            person = _Person(name, mention.parts)
            self._people.append(person)
            for part in {mention.parts[0], mention.parts[-1]}:
                self._by_part.setdefault(part, []).append(person)
        person.positions.append(start)
        self._mentions.append((start, person))
        person.titled = person.titled or mention.title == "role"
        if mention.title in _MALE_TITLES | _MALE_KIN:
            person.gender, person.guessed = "m", False
        elif mention.title in _FEMALE_TITLES | _FEMALE_KIN:
            person.gender, person.guessed = "f", False
        elif person.gender == "?" and len(person.parts) > 1:
            person.gender = _first_name_gender(person.parts[0])
            person.guessed = person.gender != "?" and not is_first_name(person.parts[0])
        person.human = person.human or mention.title is not None or person.gender != "?"

    def _known(self, parts: Sequence[str], gender: str = "?") -> _Person | None:
        """The only person entered so far whose name these words shorten, of the gender that a title tells."""
        fitting = [
            person
            for person in self._by_part.get(parts[-1], [])
            if {person.gender, gender} != {"m", "f"} or person.guessed
            if person.parts[-len(parts) :] == tuple(parts)
            or (len(parts) == 1 and person.parts[0] == parts[0])
            or (len(parts) > 1 and person.parts[-1] == parts[-1] and person.parts[0] == parts[0])
        ]
        surnames = [person for person in fitting if person.parts[-1] == parts[-1]]
        chosen = surnames or fitting
        if len(chosen) > 1 and len(parts) == 1 and surnames:
            # A surname alone is whoever was named well before; relatives are called by their first names.
            first, second = sorted(chosen, key=lambda person: min(person.positions))[:2]
            return first if min(second.positions) - min(first.positions) > _APART else None
        return chosen[0] if len(chosen) == 1 else None

    # -- roles -------------------------------------------------------------------------------------------------------

    def _read_roles(self, mentions: Sequence[_Mention]) -> None:
        last: Role | None = None
        for mention in sorted(mentions, key=lambda mention: mention.first):
            place = bisect_left(self._positions, self._tokens[mention.first].start)
            if place >= len(self._mentions) or self._positions[place] != self._tokens[mention.first].start:
                continue
            person = self._mentions[place][1]
            before = self._phrase_before(mention)
            if self._is_subject(mention, before):
                person.subjects.append(self._positions[place])
            for phrase in (before, self._phrase_after(mention), _TITLE_TRADES.get(mention.title or "")):
                if not phrase:
                    continue
                role = parse_role(phrase)
                if "counterpart" in role.classes:
                    if last is None:
                        continue
                    role = replace(role, classes=last.classes, words=role.words, head=last.head)
                if not role.head:
                    continue
                person.roles.append(role)
                person.human = person.human or role.known or is_hypernym(phrase) or is_person_noun(role.head)
                told = role_gender(phrase)
                if person.gender == "?" or (person.guessed and told in ("m", "f")):
                    person.gender, person.guessed = told, False
                last = role if role.known else last

    def _read_lead(self) -> None:
        """ "A former docker has called …" opens an article that names him in its next sentences: the lead's role is that
        of the person whom one of these begins with, if it is the first that the article names."""
        if not self._mentions or not self._tokens:
            return
        title = self._text.find("\n\n")
        below = bisect_right(self._starts, title) if 0 < title < _TITLE else 0
        for first in {0, below if below < len(self._tokens) else 0}:
            end = self._phrases.end(first)
            if end is None or self._tokens[first].low not in _LEADS:
                continue
            following = bisect_left(self._positions, self._tokens[end - 1].end)
            if sum(one.human for _, one in self._mentions[:following]) > 1:  # at most the one whose lawyer it is
                continue
            ahead = self._mentions[following : following + 4]
            found = next(((at, one) for at, one in ahead if one.human or at in one.subjects), None)
            if found is None:
                continue
            place, person = found
            phrase = self._text[self._tokens[first].start : self._tokens[end - 1].end]
            role = parse_role(phrase)
            held_by_other = person.titled or any(held.known and not role.fits(held, True) for held in person.roles)
            held_by_other = held_by_other or _ANYBODY.search(fold(phrase)) is not None
            somebody = role.known or is_hypernym(re.sub(r"^(?:an?|une?)\b", "the", phrase, flags=re.IGNORECASE))
            after = bisect_right(self._sentences, place) - bisect_right(self._sentences, self._tokens[first].start)
            opens = (
                place in person.subjects
                or place - self._sentences[bisect_right(self._sentences, place) - 1] < _APPOSED
            )
            agree = {person.gender, role_gender(phrase)} != {"m", "f"}
            if somebody and agree and opens and 1 <= after <= 3 and not held_by_other:
                person.roles.append(replace(role, definite=True))
                person.human = True
                self._lead = (self._tokens[first].start, self._tokens[end - 1].end, person)

    def _is_subject(self, mention: _Mention, phrase: str | None) -> bool:
        """No preposition stands before the name and the role that goes with it."""
        start = self._tokens[mention.first].start
        if phrase is not None:
            start = self._text.rfind(phrase, 0, start)
        place = bisect_left(self._starts, start)
        while place > 0 and self._tokens[place - 1].low in self._words.determiners | TITLES:
            place -= 1
        before = self._tokens[place - 1].low if place else "."
        return before not in _OF and before not in self._words.prepositions

    def _phrase_before(self, mention: _Mention) -> str | None:
        """ "le secrétaire d'Etat américain" before "John Miller", with or without a comma between them."""
        tokens, first = self._tokens, mention.first
        if first > 2 and tokens[first - 2].low in _ARTICLES and nation_of(tokens[first - 1].text) is not None:
            first -= 2  # "l'émissaire de l'ONU, l'Autrichienne Greta Hofer"
        end = first
        if first == 0:
            return None
        comma = tokens[first - 1].low == ","
        if comma:
            follows = tokens[mention.last] if mention.last < len(tokens) else None
            if follows is None or not (
                follows.kind == "mark" or follows.low in self._words.have | {"est", "is", "was"}
            ):
                return None
            end = first - 1
        elif tokens[first - 1].low in _OF | self._words.prepositions or tokens[first - 1].kind == "mark":
            return None
        stop = end if comma else mention.last
        floor = max(0, end - 16)
        for place in range(floor, end):
            token = tokens[place]
            if "\n\n" in self._text[token.start : tokens[end - 1].start]:  # a headline ends no phrase below it
                continue
            opens = token.low in self._words.determiners or (
                self._words.language == "en" and (token.capital or comma is False)
            )
            if not opens or (
                place > 0 and tokens[place - 1].low in {"de", "d'", "of", "'s"} | self._words.determiners
            ):
                continue
            if self._words.language == "en" and place > 0 and tokens[place - 1].capital and token.capital:
                continue
            if self._phrases.end(place) != stop:
                continue
            phrase = self._text[tokens[place].start : tokens[end - 1].end]
            role = parse_role(phrase)
            if role.known or (not comma and token.low in self._words.determiners):
                return phrase
        if not comma and self._words.language == "en":
            phrase = self._text[tokens[max(0, first - 5)].start : tokens[first - 1].end]
            tail = re.search(r"(?:[\w.'’-]+\s+){0,4}[\w-]+$", phrase)
            if tail and tokens[first - 1].kind == "word" and parse_role(tokens[first - 1].low).known:
                return tail.group().split(",")[-1]
        return None

    def _phrase_after(self, mention: _Mention) -> str | None:
        """ ", le secrétaire d'Etat américain," after "John Miller"; also "(PS), maire de Lille", ", 42, a nurse"."""
        tokens, at = self._tokens, mention.last
        if at < len(tokens) and tokens[at].low == "(":
            close = next((place for place in range(at, min(at + 12, len(tokens))) if tokens[place].low == ")"), None)
            if close is None:
                return None
            inside = self._text[tokens[at].end : tokens[close].start]
            if parse_role(inside).known:
                return inside
            at = close + 1
        if at >= len(tokens) or tokens[at].low not in {",", "est", "is", "was", "était"}:
            return None
        linked = tokens[at].low != ","
        at += 1
        if at < len(tokens) and tokens[at].kind == "number":
            at += 1
            while at < len(tokens) and tokens[at].low in {"ans", "years", "old", ","}:
                at += 1
        if at >= len(tokens):
            return None
        end = self._phrases.extent(at)
        if end is None or end <= at:
            return None
        phrase = self._text[tokens[at].start : tokens[end - 1].end]
        role = parse_role(phrase)
        closed = (
            end >= len(tokens)
            or tokens[end].kind == "mark"
            or tokens[end].low in {"qui", "who", "et", "and", "dont", "whose"}
        )
        if not role.known or not (closed or linked):
            return None
        return None if any(tokens[place].low in TITLES for place in range(at, end)) else phrase

    # -- asking ------------------------------------------------------------------------------------------------------

    def names(self) -> list[str]:
        """The fullest names of the people that the article tells to be people, in order of first mention."""
        known = [person for person in self._people if person.human]
        return [person.name for person in sorted(known, key=lambda person: min(person.positions))]

    def gender(self, name: str) -> str:
        """ "m", "f" or "?" of a person by fullest name."""
        return next((person.gender for person in self._people if person.name == name), "?")

    def latest(self, position: int, gender: str) -> str | None:
        """The person named last before `position`: "ce dernier", "celle-ci"."""
        stop = bisect_left(self._positions, position)
        for place, person in reversed(self._mentions[max(0, stop - 6) : stop]):
            if position - place < _NEAR and person.human and (person.gender == gender or person.gender == "?"):
                return person.name
        return None

    def holds_office(self, name: str) -> bool:
        """Whether the article tells an office or trade of the person with this fullest name."""
        return any(role.known for person in self._people if person.name == name for role in person.roles)

    def last_known(self, position: int, gender: str, since: int = 0) -> str | None:
        """The person named last before `position` who is known to be of the gender, if it was not long before nor before
        `since`."""
        floor = max(since, position - _NEAR + 1)
        near = slice(bisect_left(self._positions, floor), bisect_left(self._positions, position))
        fitting = [one for _, one in self._mentions[near] if one.human and one.gender == gender]
        return fitting[-1].name if fitting else None

    def alone(self, position: int, gender: str) -> str | None:
        """The only person that the article has named before `position`, unless known to be of another gender."""
        if not self._mentions or {gender, self._mentions[0][1].gender} == {"m", "f"}:
            return None
        first = self._mentions[0][1].name
        second = next((place for place, one in self._mentions if one.name != first), position)
        return first if first and self._positions[0] < position <= second else None

    def first_after(self, position: int, gender: str) -> str | None:
        """The first person that the article names, where it names none before `position` and this one soon after."""
        known = [(place, one) for place, one in self._mentions[:4] if one.human or place in one.subjects]
        if not known or gender not in ("m", "f", "?") or not position < known[0][0] < position + _NEAR:
            return None
        place, first = known[0]
        begins = bisect_right(self._sentences, position) <= 3  # a headline and two sentences
        other = first.titled or any(role.known for role in first.roles) or {first.gender, gender} == {"m", "f"}
        return first.name if begins and not other and place in first.subjects else None

    def last_two(self, position: int) -> list[str]:
        """The last two people named before `position`, in order; fewer where it was long before."""
        stop = bisect_left(self._positions, position)
        near = [one for place, one in self._mentions[max(0, stop - 8) : stop] if position - place < _NEAR]
        names = list(dict.fromkeys(one.name for one in reversed(near) if one.human or len(one.parts) > 1))
        return names[:2][::-1]

    def takes_up(self, mention: str, position: int) -> str | None:
        """The gender ("m", "f", "?" …) of a mention that takes up somebody named before, None for any other."""
        gender = self.pronoun_gender(mention)
        if mention.lower() in {"on", "one", "both"} | _ORDER.keys():
            return None
        if gender is None and self._describes(mention) and self._by_name(mention) is None:
            held = parse_role(mention)
            known = [one for one in self._people if min(one.positions) < position + _APPOSED]
            if not any(held.fits(role) for one in known for role in one.roles):
                return role_gender(mention)
        return gender

    def _describes(self, mention: str) -> bool:
        """Also "the 29-year-old, the youngest member of the council"."""
        mention, _, rest = mention.partition(",")
        if any(word[:1].isupper() for word in rest.split()):  # "l'armateur, la compagnie Tréhel"
            return False
        return is_hypernym(mention) or describes_somebody(mention, self._words.language)

    @staticmethod
    def pronoun_gender(mention: str) -> str | None:
        """ "m", "f", "p" (plural), "n" of a pronoun or "ce dernier"; None for what is none."""
        low = mention.lower().replace("’", "'").lstrip("-")
        return _PRONOUNS.get(low.removeprefix("t-"))

    def resolve(self, mention: str, position: int) -> str | None:
        """The fullest name, in the article, of whom `mention` (standing at code point `position`) speaks of."""
        gender = self.pronoun_gender(mention)
        if gender is not None:
            found = self.salient(position, gender)
            return found[0] if found else None
        order = _ORDER.get(mention.lower())
        if order is not None:
            return self._of_two(position, order, role_gender(mention))
        if self._lead is not None and self._lead[0] <= position < self._lead[1]:
            return self._lead[2].name
        named = self._by_name(mention)
        if named is not None:
            return named.name
        person = self._by_role(mention, position, lenient=False)
        if person is not None:
            return person.name
        if self._describes(mention):
            found = self.salient(position, role_gender(mention))
            return found[0] if found else None
        apposed = re.search(r", ((?:[A-ZÀ-Þ][\w’'-]*\s?)+)$", mention)
        if apposed:
            return apposed.group(1)
        bare = re.sub(r"^(?:l['’]|(?:le|la|les|the)\s+)", "", mention.strip(), flags=re.IGNORECASE)
        is_name = (
            bool(bare)
            and bare.lower() not in self._words.bare_plurals
            and not (parse_role(bare).known and mention.strip() != bare)  # "the Labour MP"
            and all(
                word[:1].isupper() or word in ("de", "du", "des", "la", "les", "of", "and", "unies")
                for word in bare.split()
            )
        )
        return bare if is_name else None

    def _of_two(self, position: int, order: int, gender: str) -> str | None:
        """The first or second of the last two people named before `position`: "la première", "the former"."""
        stop = bisect_left(self._positions, position)
        sentences: dict[int, dict[str, None]] = {}
        for place, person in self._mentions[max(0, stop - 8) : stop]:
            if position - place < _NEAR and (person.human or len(person.parts) > 1):
                sentences.setdefault(bisect_right(self._sentences, place), {}).setdefault(person.name)
        pair = next((list(names) for names in reversed(sentences.values()) if len(names) == 2), None)
        name = pair[order] if pair else None
        return name if name and {self.gender(name), gender} != {"m", "f"} else None

    def salient(self, position: int, gender: str) -> tuple[str, int] | None:
        """The person that a pronoun at `position` most likely stands for, with the place of that mention.

        The subject of the clause before it, or the one person of the gender, in the same sentence or the two before.
        """
        if gender not in ("m", "f", "?"):
            return None
        here = bisect_right(self._sentences, position) - 1
        for sentence in range(here, max(-1, here - 3), -1):
            start = self._sentences[sentence] if sentence >= 0 else 0
            stop = position if sentence == here else self._sentences[sentence + 1]
            inside = [
                (place, person)
                for place, person in self._mentions[
                    bisect_left(self._positions, start) : bisect_left(self._positions, stop)
                ]
                if (person.human or len(person.parts) > 1)
                and (person.gender == gender or "?" in (person.gender, gender))
            ]
            if gender != "?":  # a person known to be a he or a she before an institution that grammar makes one
                inside = (
                    [one for one in inside if one[1].human and one[1].gender == gender]
                    or [one for one in inside if one[1].human]
                    or inside
                )
            subjects = [(place, person) for place, person in inside if place in person.subjects]
            for found in (subjects, inside):
                if len({person.name for _, person in found}) == 1:
                    return found[-1][1].name, found[-1][0]
            if subjects:
                return subjects[0][1].name, subjects[0][0]
            if inside:
                return None
        return None

    def _by_name(self, mention: str) -> _Person | None:
        tokens = tokenize(mention, self._words.language)
        phrases, english = NounPhrases(tokens, self._words), self._words.language == "en"
        at = 0
        while at < len(tokens):
            end = phrases.name_end(at) if tokens[at].capital or tokens[at].low in TITLES else None
            if end is None:
                at += 1
                continue
            prior = at - 1 - (at > 1 and tokens[at - 1].low in {"la", "l'", "the"})  # "la Régie de la Vorne"
            possessed = (prior >= 0 and tokens[prior].low in (_OF - {"'s"}) | self._words.prepositions) or (
                end < len(tokens) and (tokens[end].low == "'s" or (english and parse_role(tokens[end].text).known))
            )  # "Moss's lawyer", "the Rovers captain"
            if not possessed:
                for first in range(at, end):
                    parts = name_parts(mention[tokens[first].start : tokens[end - 1].end])
                    person = self._known(parts, _title_gender(tokens[at].low)) if parts else None
                    if person is not None:
                        return person
            at = end
        return None

    def _by_role(self, mention: str, position: int, lenient: bool) -> _Person | None:
        role = parse_role(mention)
        if not role.head or not role.definite:
            return None
        if "counterpart" in role.classes:
            fitting = [
                person
                for person in self._people
                if role.nations and any(role.nations & held.nations for held in person.roles)
            ]
        else:
            fitting = [person for person in self._people if any(role.fits(held, lenient) for held in person.roles)]
        gender = role_gender(mention)  # "la ministre" is not her colleague
        of_gender = [person for person in fitting if gender == "?" or person.gender in (gender, "?")]
        return self._nearest(of_gender or fitting, position)

    def _nearest(self, fitting: Sequence[_Person], position: int) -> _Person | None:
        """The only one, or the only one spoken of shortly before."""
        if len(fitting) == 1:
            return fitting[0]
        near = [
            person for person in fitting if any(position - _NEAR <= place < position for place in person.positions)
        ]
        return near[0] if len(near) == 1 else None

    def same(self, name_in_question: str, resolved: str) -> bool:
        """Whether a question's name or role ("Sergei Ivanov", "the Russian foreign minister") is `resolved`."""
        asked = self.find(name_in_question)
        if asked is not None:
            return asked == resolved or names_alike(asked, resolved)
        return names_alike(name_in_question, resolved)

    def holds(self, office: str) -> bool:
        """Whether somebody holds an office that the article writes with all words of this phrase."""
        role = parse_role(office)
        return role.known and any(
            role.fits(held) and role.words_fit(held) for person in self._people for held in person.roles
        )

    def find(self, name_in_question: str, *, lenient: bool = True) -> str | None:
        """The fullest name of whom a question in either language speaks, if the article knows them; `lenient` lets
        the holder of an office be found whatever else the phrase says ("the mayor of a town that is not named")."""
        role = parse_role(name_in_question)
        # "the spokeswoman of Acme" is not Acme.
        alike = [
            person
            for person in self._people
            if (person.human or not role.known) and names_alike(name_in_question, person.name)
        ]
        if len(alike) == 1:
            return alike[0].name
        if alike:
            return None
        if not role.known and not (role.head and role.definite):
            return None
        for loosely in (False, True) if role.known and lenient else (False,):
            fitting = [person for person in self._people if any(role.fits(held, loosely) for held in person.roles)]
            of_nation = [person for person in fitting if any(role.nations & held.nations for held in person.roles)]
            in_words = [person for person in fitting if any(_holds(held, name_in_question) for held in person.roles)]
            bare = [
                person for person in fitting if any(role.fits(held, True) and not held.words for held in person.roles)
            ]
            for chosen in (fitting, of_nation, in_words, bare):
                if len(chosen) == 1:
                    return chosen[0].name
        return None


def _holds(role: Role, asked: str) -> bool:
    """Whether the role as the article writes it has all words of the question's phrase."""
    written = fold(role.phrase).replace("'", " ").split()
    return all(word in written for word in fold(asked).replace("'", " ").split() if word not in _ARTICLES)


def _title_gender(title: str | None) -> str:
    return "m" if title in _MALE_TITLES else "f" if title in _FEMALE_TITLES else "?"


def _first_name_gender(name: str) -> str:
    male, female = first_names()
    parts = name.split("-")
    if parts[0] in male:
        return "m"
    if parts[0] in female:
        return "f"
    return "f" if _FEMALE_NAME.search(parts[0]) else "?"


def _is_office(token: Token) -> bool:
    """A word of an office or a nationality, capitalised before a name: "Chief", "Minister", "French"."""
    trade = is_person_noun(token.low)  # "Caretaker Ann Moss"
    return token.low not in TITLES and bool(trade or parse_role(token.text).classes or nation_of(token.text))
