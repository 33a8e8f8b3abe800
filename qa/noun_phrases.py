"""Who a verb of saying belongs to: noun phrases read forwards over tokens, by closed word lists and capitals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qa.lexicon import Lexicon
from qa.names import TITLES
from qa.roles import parse_role
from qa.tokens import Token, listed

_LONGEST: Final = 24  # tokens; no speaker takes more words
_LATTER: Final = frozenset(
    ("ce dernier", "cette dernière", "ces derniers", "ces dernières", "the latter", "the former")
)
_PAPERS: Final = listed("quotidien journal hebdomadaire mensuel magazine site revue daily newspaper weekly website")
WISHING: Final = listed("ayant souhaitant désirant préférant requérant")  # "un diplomate ayant requis l'anonymat"
REFLEXIVE: Final = listed("himself herself itself themselves lui-même elle-même eux-mêmes elles-mêmes")
# "a notice published by the Authority", "une étude réalisée par l'Institut": how a paper came to be is part of its name.
_ISSUED: Final = re.compile(
    r"(?:seen|obtained|reviewed|published|issued|released|commissioned|written|compiled|prepared|produced|conducted|drafted|"
    r"(?:publié|réalisé|désigné|mandaté|nommé|commandé|rédigé|diffusé|commandité|dressé|mené|signé)e?s?|(?:établi|rendu|conduit)e?s?)$"
)
_CLOSE: Final = {"close": "to", "familiar": "with", "briefed": "on", "proche": "de"}
NUMBERS: Final = listed("two three four five six seven eight nine ten deux trois quatre cinq six sept huit neuf dix")
_ADJECTIVES: Final = listed("ancien ancienne jeune vieux vieille grand grande premier première nouveau nouvelle ex")
_JOINS: Final = frozenset(("et", "and", "&"))
_OF: Final = {"fr": frozenset(("de", "du", "des", "d'")), "en": frozenset(("of",))}


class NounPhrases:
    """Reads noun phrases of one token sequence. Positions are places in that sequence."""

    def __init__(self, tokens: Sequence[Token], words: Lexicon) -> None:
        self._tokens = tokens
        self._words = words
        self._of = _OF[words.language]

    def _at(self, place: int) -> Token | None:
        return self._tokens[place] if 0 <= place < len(self._tokens) else None

    def name_end(self, place: int) -> int | None:
        """Where the proper name that begins at `place` ends: "M. Miller", "Staffan de Mistura", "Bachar Al-Assad"."""
        tokens, last = self._tokens, len(self._tokens)
        at = place
        while at < last and tokens[at].low in TITLES:
            at += 1
        first = at
        while at < last and at - place < 8:
            token = tokens[at]
            if token.capital and (not self._is_function_word(token) or (at > first and self._is_particle(token))):
                at += 1
                continue
            led = token.text in ("Le", "La") or self._is_particle(token)
            if led and at == first > place and at + 1 < last and tokens[at + 1].capital:
                at += 1  # "M. Le Bihan", "Mme de Marsannes"
                continue
            if at == first:
                break
            if token.low == "&" and at + 1 < last and tokens[at + 1].capital:  # "Garnier & Fils"
                at += 2
                continue
            ahead = at
            while ahead < last and ahead - at < 3 and self._is_particle(tokens[ahead]):
                ahead += 1
            joined = (
                ahead > at and ahead < last and tokens[ahead].capital and tokens[ahead - 1].end <= tokens[ahead].start
            )
            if not joined or (tokens[at].low in ("de", "du", "d'", "of", "des") and at - first != 1):
                break
            if self._words.language == "fr" and tokens[at].low in ("le", "la") and not tokens[at].capital:
                break
            at = ahead + 1
        initial = at > first and at + 1 < last and len(tokens[at - 1].text) == 1 and tokens[at].text == "."
        if initial and at - first > 1 and tokens[at + 1].kind == "word" and not tokens[at + 1].capital:
            return at + 1  # "Vanessa T. said"
        return at if at > first else None

    def _is_particle(self, token: Token) -> bool:
        return token.low in self._words.particles or token.low in ("'", "l'")

    def _is_function_word(self, token: Token) -> bool:
        words = self._words
        return (
            token.low in words.determiners
            or token.low in words.stops
            or token.low in words.prepositions
            or token.low in words.pronouns
            or (token.low in words.adverbs)
        )

    def end(self, place: int) -> int | None:
        """Where the noun phrase that begins at `place` ends, or None where none begins there."""
        token = self._at(place)
        every = self._at(place + 1) if token is not None and token.low in {"tous", "toutes"} else None
        if every is not None and every.low in {"deux", "trois"}:
            return place + 2
        if token is None or (token.kind == "number" and self._words.language == "fr"):
            return None
        following = self._at(place + 1)
        owns = token.low in self._words.determiners and following is not None and self._is_content(following)
        if token.low in self._words.pronouns and not owns:
            return place + 1
        if token.low in {"one", "both"} and following is not None and self._words.lemma(following, "finite"):
            return place + 1
        if following is not None and f"{token.low} {following.low}" in _LATTER:
            noun = self._at(place + 2)  # "the former surveyor"
            if noun is None or not self._is_content(noun) or self._is_speech(place + 2):
                return place + 2
        english = self._words.language == "en"
        determined = token.low in self._words.determiners
        if not determined and not english:
            name = self.name_end(place)
            return self._body(place, name) if name is not None and self._is_bracket(name) else name
        if not determined and token.capital and not self._is_function_word(token):
            end = self.name_end(place)
            return self._body(place, end if end is not None else place) if end is not None else None
        if not determined and (token.low in self._words.bare_plurals or self._leads_to_plural(place)):
            return self._body(place, place + 1)
        plural = english and token.low.endswith(("s", "men")) and len(token.low) > 4 and following is not None
        if (
            plural
            and not determined
            and following
            and self._words.lemma(following, "finite")
            and self._is_content(token)
        ):
            return place + 1  # "detectives believe"
        if not determined and self._leads_to_name(place):
            return self._body(place, place)
        if not determined:
            return None
        end = self._body(place, place + 1)
        return self._issued(end) if end > place + 1 else None

    def _issued(self, end: int) -> int:
        """Past "published by the Authority" behind a phrase, else `end`."""
        if not _ISSUED.match(self._tokens[end - 1].low):
            return end
        time = self._at(end)
        at = end + 1 if time is not None and time.low in self._words.time else end  # "publiées vendredi par"
        by = self._at(at)
        return self.end(at + 1) or end if by is not None and by.low in {"by", "par"} else end

    def _is_bracket(self, place: int) -> bool:
        token = self._at(place)
        return token is not None and token.low == "("

    def extent(self, place: int) -> int | None:
        """Where a phrase with or without a determiner ends: "secrétaire d'Etat américain", "a nurse from Leeds"."""
        end = self.end(place)
        token = self._at(place)
        if end is None and token is not None and self._is_content(token):
            end = self._body(place, place)
        return end

    def _leads_to_plural(self, place: int) -> bool:
        """An adjective or two before a bare plural: "senior officials", "local residents"."""
        for ahead in range(place, min(place + 3, len(self._tokens))):
            token = self._tokens[ahead]
            if token.low in self._words.bare_plurals:
                return True
            if token.kind != "word" or self._is_function_word(token) or self._words.verbs.get(token.low):
                return False
        return False

    def _leads_to_name(self, place: int) -> bool:
        """A role without its article, then the name: "opposition leader Jane Black"."""
        for ahead in range(place, min(place + 5, len(self._tokens))):
            token = self._tokens[ahead]
            if token.capital:
                return ahead > place and self.name_end(ahead) is not None
            if not self._is_content(token) or self._words.verbs.get(token.low):
                return False
        return False

    def _body(self, start: int, at: int) -> int:
        tokens, words = self._tokens, self._words
        last = min(len(tokens), start + _LONGEST)
        while at < last:
            token = tokens[at]
            low = token.low
            if low in {"'", "’"} and self.is_plural_possessive(at):
                at += 1
                continue
            if token.kind == "mark":
                glued = at + 1 < last and tokens[at - 1].end == token.start and token.end == tokens[at + 1].start
                if low == "-" and glued and tokens[at - 1].kind == "number":  # "its 88-page report"
                    at += 2
                    continue
                if low == "(" and at + 2 < len(tokens) and tokens[at + 1].capital:
                    close = next((k for k in range(at + 2, min(at + 6, len(tokens))) if tokens[k].low == ")"), None)
                    if close is not None:
                        at = close + 1
                        continue
                title = self._title_end(at) if low in '«“"' and tokens[at - 1].low in _PAPERS else None
                if title is not None:
                    at = title
                    continue
                break
            if low == "'s" or token.kind == "number" or low in TITLES:
                at += 1
                continue
            if token.inverted or low in REFLEXIVE | WISHING:
                break
            if low in ("en", "in") and at + 1 < last and tokens[at + 1].low in ("chef", "charge"):
                at += 2
                continue
            close = low in _CLOSE and at + 1 < last and tokens[at + 1].low == _CLOSE[low]
            at += close  # "a source close to the talks"
            link = close or low in self._of or self._links(start, at)
            if link or (low in _JOINS and self._continues_of(start, at)):
                following = self._skip_determiners(at + 1)
                verb = self._words.lemma(tokens[following], "finite") if following < len(tokens) else None
                if tokens[following - 1].low in NUMBERS and verb is not None:
                    return following  # "the mother of three fears"
                if following < len(tokens) and self._is_noun(following):
                    at = following + 1
                    continue
                break
            if low in words.determiners and low in ("tout", "toute"):
                at += 1
                continue
            name = self.name_end(at) if token.capital else None
            if name is not None:
                at = name
                continue
            if not self._is_noun(at) or self._is_speech(at):
                break
            at += 1
        return min(at, len(tokens))

    def is_plural_possessive(self, at: int) -> bool:
        """ "The National Farmers' Union"."""
        before, following = self._tokens[at - 1], self._at(at + 1)
        glued = before.end == self._tokens[at].start and before.low.endswith("s")
        return self._words.language == "en" and glued and following is not None and self._is_content(following)

    def _title_end(self, place: int) -> int | None:
        """Past a newspaper's name in quotation marks."""
        for at in range(place + 2, min(place + 9, len(self._tokens))):
            if self._tokens[at].low in '»”"':
                return at + 1
        return None

    def _is_speech(self, place: int) -> bool:
        """A finite verb of saying ends the phrase, but "le juge" and "the claims" do not begin one."""
        token = self._tokens[place]
        if self._words.phrase_end(self._tokens, place) is not None:
            return True
        if self._words.language == "fr":
            before = self._tokens[place - 1].low
            adjective = before in _ADJECTIVES and parse_role(token.low).known  # "cette ancienne juge"
            return self._words.lemma(token, "finite") is not None and not (
                before in self._words.determiners or adjective
            )
        before_token = self._tokens[place - 1]
        return self._words.lemma(token, "finite") is not None and before_token.low not in self._words.determiners

    def _is_content(self, token: Token) -> bool:
        if token.kind == "mark":
            return False
        if token.capital:
            return token.low not in self._words.pronouns
        return (
            not self._is_function_word(token)
            and (token.low not in self._words.time or token.low in {"dernier", "dernière"})
            and not self._words.is_adverb(token)
        )

    def _is_noun(self, place: int) -> bool:
        """Content, or an adverb by its ending that a determiner makes a noun: "l'arrangement"."""
        token, before = self._tokens[place], self._at(place - 1)
        if self._is_content(token):
            return True
        determined = before is not None and before.low in self._words.determiners
        return (
            determined and token.kind == "word" and self._words.is_adverb(token) and not self._is_function_word(token)
        )

    def _skip_determiners(self, place: int) -> int:
        tokens = self._tokens
        if place < len(tokens) and tokens[place].low in self._of:
            place += 1
        stop = min(len(tokens), place + 4)
        while place < stop and tokens[place].low in self._words.determiners:
            place += 1
        return place

    def _links(self, start: int, at: int) -> bool:
        """A preposition that goes with a noun already read: "émissaire … pour", "professor at"."""
        low = self._tokens[at].low
        heads = self._words.linking_heads.get(low)
        if heads is None:
            return False
        return any(
            self._tokens[place].low in heads or self._tokens[place].low.removesuffix("s") in heads
            for place in range(start, at)
        )

    def _continues_of(self, start: int, at: int) -> bool:
        """ "ministre de l'économie et des finances", but not "le ministre et le préfet"."""
        tokens = self._tokens
        following = self._at(at + 1)
        if following is None or not any(tokens[place].low in self._of for place in range(start, at)):
            return False
        if following.low in self._of:
            return True
        after = self._at(at + 2)
        plain = not following.capital and self._is_content(following)
        return plain and not tokens[at - 1].capital and (after is None or after.kind == "word")

    def _is_apposed(self, phrase: tuple[int, int], at: int) -> bool:
        """ "le ministre, Tarek Mansour": a role, then the name that goes with it."""
        tokens = self._tokens
        if (
            tokens[phrase[0]].low not in self._words.determiners
            or tokens[phrase[1] - 1].capital
            or not tokens[at].capital
        ):
            return False
        return parse_role(" ".join(token.text for token in tokens[phrase[0] : phrase[1]])).known

    def coordinated(self, place: int, stop: int) -> list[tuple[int, int]] | None:
        """The phrases of "A et B" or "A, B et C" that fill `place:stop` exactly; one phrase makes a list of one."""
        phrases: list[tuple[int, int]] = []
        at = place
        while True:
            end = self.end(at)
            if end is None or end > stop:
                return None
            if phrases and self._tokens[at - 1].low == "," and self._is_apposed(phrases[-1], at):
                phrases[-1] = (phrases[-1][0], end)
            else:
                phrases.append((at, end))
            if end == stop:
                return phrases
            token = self._tokens[end]
            if token.low not in _JOINS and token.low != ",":
                return None
            at = end + 1
            if at < stop and token.low == "," and self._tokens[at].low in _JOINS:
                at += 1
