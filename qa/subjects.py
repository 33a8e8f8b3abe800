"""Whose verb it is: the noun phrase before or behind a verb of saying."""

from __future__ import annotations

from typing import Final

from qa.clause_text import BE, CLITICS, ENDS, REACH, ClauseText
from qa.institutions import NOUNS
from qa.noun_phrases import REFLEXIVE, WISHING
from qa.roles import is_first_name
from qa.speech_verb import SpeechVerb
from qa.tokens import QUOTE_MARKS, listed

_SELF: Final = REFLEXIVE | {"both", "each", "all"}
PAPERS: Final = listed(
    "report study note survey letter review statement memo document audit poll paper analysis bulletin decree "
    "indictment ruling judgment petition manifesto motion email rapport étude courrier bilan arrêté décret ordonnance "
    "jugement arrêt pétition manifeste lettre communiqué enquête sondage avis texte notice"
)
_THERE: Final = ("du côté de", "du côté des", "du côté du", "chez", "à", "au", "aux")
_SEVERAL: Final = listed("deux trois quatre cinq plusieurs two three four five several")
_UNNAMED: Final = frozenset(("nom", "identité", "anonymat", "anonyme", "name", "named", "identified", "anonymous"))
_SINCE: Final = frozenset(("from", "in", "since", "of"))
_STOPS: Final = frozenset((";", ":")) | ENDS


class Subjects:
    """Finds subjects in one text; a subject is one or more phrases, each (first, last) places of tokens."""

    def __init__(self, text: ClauseText) -> None:
        self._text = text
        self._tokens = text.tokens
        self._words = text.words
        self._phrases = text.phrases
        self._quoted = text.quoted

    def before(self, at: int, first: int) -> tuple[int, tuple[tuple[int, int], ...], bool] | None:
        """(start, phrases, set off by a comma) of the subject that ends where the verb begins."""
        if at - 1 > first and self._text.low(at - 1) in _SELF:
            at -= 1  # "the surveyor herself"
        times = (self._words.time | {"year", "week", "month"}) - {"may", "mars", "dernier", "dernière"}
        while at - 1 > first and self._text.low(at - 1) in times:
            at -= 1 + (self._text.low(at - 2) in {"last", "this", "ce", "cette", "on"})
        if at - 2 > first and self._text.low(at) in times | {"last", "this"} and self._text.low(at - 1) in _SINCE:
            at -= 1  # "A report from last June warned"
        low = self._text.low(at - 1) if at > first else ""
        if low == ")":  # "Ann Moss (Labour) said"
            opens = next(
                (place for place in range(at - 2, max(first, at - 10), -1) if self._text.low(place) == "("), 0
            )
            named = self.before(opens, first) if opens > first else None
            if named is not None:
                return named
        if low in _UNNAMED:  # "Une infirmière qui n'a pas voulu donner son nom disait"
            relative = next(
                (p for p in range(at - 3, max(first, at - 12), -1) if self._text.low(p) in {"qui", "who"}), 0
            )
            found = self._phrases_ending(relative, first) if relative > first else None
            if found is not None:
                return found[0], found[1], False
        wishing = next(
            (place for place in range(at - 2, max(first, at - 8), -1) if self._text.low(place) in WISHING), 0
        )
        if wishing > first and self._text.low(wishing - 1) != ",":  # "Un diplomate ayant requis l'anonymat juge"
            found = self._phrases_ending(wishing, first)
            if found is not None:
                return found[0], (*found[1][:-1], (found[1][-1][0], at)), False
        if low in {"qui", "who"}:
            end = at - 1 - (self._text.low(at - 2) == ",")
            found = self.antecedent(end, first)
            return (found[0], found[1], True) if found else None
        if low == ",":
            floor = max(first, at - 45)
            for comma in range(at - 2, floor, -1):
                owner = self._tokens[comma].text in "'’" and self._phrases.is_plural_possessive(comma)
                if (self._tokens[comma].text in QUOTE_MARKS and not owner) or self._text.low(comma) in _STOPS:
                    break
                if self._text.low(comma) != ",":
                    continue
                found = self._phrases_ending(comma, first)
                names = self._phrases.coordinated(comma + 1, at - 1) if found else None
                plural = found and self._text.low(found[1][-1][0]) in _SEVERAL
                several = plural or (
                    self._text.low(comma - 1).endswith(("s", "x")) and not self._tokens[comma - 1].capital
                )
                if found and several and names and len(names) > 1 and all(self._tokens[n].capital for n, _ in names):
                    return found[0], tuple(names), True  # "Two members, Ann Moss and Karl Weiss, said"
                if found and self._is_insertion(comma + 1, at - 1):
                    start, phrases = found
                    inner = self._phrases.end(comma + 1)
                    if inner == at - 1 and self._text.low(comma + 1) not in self._words.pronouns:
                        phrases = (*phrases[:-1], (phrases[-1][0], at - 1))
                    if self._text.low(start - 1) in {"et", "and"} and self._text.low(start - 2) == ",":
                        other = self.before(start - 1, first)
                        if other is not None and other[2]:
                            return other[0], other[1] + phrases, True
                    return start, phrases, True
            return None
        found = self._phrases_ending(at, first)
        return (found[0], found[1], False) if found else None

    def antecedent(self, end: int, first: int) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """(start, phrases) of whom a relative clause behind `end` tells."""
        return self._phrases_ending(end, first) or self._apposed_name(end, first)

    def there(self, at: int, first: int) -> tuple[int, tuple[tuple[int, int], ...], bool] | None:
        """ "À la mairie, on assure que": who speaks is the place that opens the sentence."""
        if self._text.low(at - 1) != "on" or at - 2 <= first or self._text.low(at - 2) != ",":
            return None
        opens = " ".join(self._text.low(place) for place in range(first, first + 3))
        length = next((len(lead.split()) for lead in _THERE if f"{opens} ".startswith(f"{lead} ")), 0)
        end = self._phrases.extent(first + length) if length else None
        if end is None or not first + length < end <= at - 2:
            return None
        body = any(
            self._text.low(place) in NOUNS["fr"] or (self._tokens[place].capital and place > first)
            for place in range(first + length, end)
        )
        if not body:
            return None  # "au total", "à ce stade"
        start = first + length - (self._text.low(first) in {"au", "du", "aux"} and length == 1)
        return first, ((start if start > first else first + length, end),), False

    def after(self, verb: SpeechVerb, last: int) -> tuple[tuple[int, int], ...] | None:
        at = verb.end
        if at < last and self._text.low(at) in {"que", "qu'", "that", ":"}:
            return None
        if self._text.low(at) == ",":  # « … », confie, dépité, Marc Morel
            closing = next(
                (comma for comma in range(at + 2, min(at + 4, last)) if self._text.low(comma) == ","), None
            )
            at = closing + 1 if closing is not None and not self._tokens[at + 1].capital else at
        adverbs, _ = self._text.skip_adverbs(at, last)
        for place in dict.fromkeys((at, adverbs, self._text.skip_adjuncts(at, last))):
            end = self._phrases.end(place) if place < last else None
            if end is None or end > last:
                continue
            if self._words.language == "fr" and self._text.low(place) in self._words.pronouns:
                continue
            phrases = [(place, end)]
            if end + 1 < last and self._text.low(end) in ("et", "and"):
                second = self._phrases.end(end + 1)
                if second is not None and second <= last and self._boundary(second, last):
                    phrases.append((end + 1, second))
                    end = second
            if self._boundary(end, last):
                return tuple(phrases)
        beyond = self._text.skip_adjuncts(at, last)
        name = next((place for place in range(at + 2, beyond - 1) if self._begins_name(place, beyond)), None)
        return ((name, beyond),) if name is not None and self._boundary(beyond, last) else None

    def _begins_name(self, place: int, end: int) -> bool:
        """ "s'est réjouie devant la gare Jeanne Martin": a full name that ends a place is no part of it."""
        before = self._tokens[place - 1]
        noun = before.kind == "word" and not before.capital and before.low not in self._words.determiners
        if before.low in {"de", "d'", "à"} and any(
            is_first_name(token.text) for token in self._tokens[place + 1 : end - 1]
        ):
            return False  # "devant la gare de Bourg Jeanne Martin": the town's name comes first
        noun = noun or (before.capital and is_first_name(self._tokens[place].text))
        return noun and self._tokens[place].capital and self._phrases.name_end(place) == end

    def _boundary(self, at: int, last: int) -> bool:
        """What may follow an inverted subject: a mark, a preposition, a conjunction, a time, an adverb."""
        if at >= last:
            return True
        token, words = self._tokens[at], self._words
        return (
            token.kind == "mark"
            or token.low in words.prepositions
            or token.low in words.time
            or token.low in words.adverbs
            or token.low
            in {
                "qui",
                "que",
                "who",
                "dont",
                "et",
                "and",
                "mais",
                "but",
                "tandis",
                "alors",
                "while",
                "as",
                "quant",
                "when",
                "quand",
                "lorsqu'",
            }
            or words.is_adverb(token)
            or words.lemma(token, "gerund") is not None
        )

    def with_name(self, phrases: tuple[tuple[int, int], ...], last: int) -> tuple[tuple[int, int], ...]:
        """ "martèle l'avocat de la famille, Me Jean Dufour": the name belongs to the speaker."""
        start, end = phrases[-1]
        if (
            end + 1 >= last
            or self._text.low(end) != ","
            or any(token.capital for token in self._tokens[start + 1 : end])
        ):
            return phrases
        name = self._phrases.name_end(end + 1)
        if name is None and self._text.low(end + 1) in self._words.determiners:
            # "sa porte-parole, la colonelle Ann Moss"
            name = self._phrases.end(end + 1)
            name = name if name is not None and self._tokens[name - 1].capital and name > end + 3 else None
        if name is None or name > last or not (name == last or self._tokens[name].kind == "mark"):
            return phrases
        named = (*phrases[:-1], (start, name))
        joined = name + (self._text.low(name) == ",")
        if self._text.low(joined) in {"et", "and"} and joined + 1 < last:
            end_of_other = self._phrases.end(joined + 1)  # "la ministre, Jeanne Martin, et son homologue, Karl Weiss"
            if end_of_other is not None and end_of_other < last and self._text.low(end_of_other) == ",":
                other = self.with_name(((joined + 1, end_of_other),), last)
                return named + other if other[-1][1] != end_of_other else named
        return named

    def _is_insertion(self, start: int, end: int) -> bool:
        if start >= end:
            return False
        token = self._tokens[start]
        if token.low in {"qui", "who", "dont", "whose", "which", "où", "where"}:
            return True
        words = self._words
        finite = words.have | words.be | BE
        relative = next((place for place in range(start, end) if self._text.low(place) in {"who", "qui"}), end)
        end = max(relative, start + 1)  # "Jane Smith, 67, who has run the club since 2009, hopes"
        if any(self._text.low(place) in finite and not self._quoted[place] for place in range(start, end)):
            return False
        if self._text.begins_adjunct(start) or token.kind == "number":
            return True
        if any(
            self._text.low(place) in words.have | words.be | {"et", "mais", "and", "but"}
            for place in range(start, min(end, start + 3))
        ):
            return False
        return token.capital or token.low in words.determiners or token.kind == "word"

    def _phrases_ending(self, end: int, first: int) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """The longest phrase, or coordination, that begins at a clause's edge and ends exactly at `end`."""
        for start in range(max(first, end - REACH), end):
            if start > first and not self._may_begin(start):
                continue
            if all(self._text.low(place) in self._words.time for place in range(start, end)):
                continue
            phrases = self._phrases.coordinated(start, end)
            if phrases is None or (len(phrases) > 2 and start > first and self._text.low(start - 1) == ","):
                continue
            last = phrases[-1][0]
            if len(phrases) > 1 and self._text.low(last - 1) == "," and self._text.low(last) in self._words.pronouns:
                return last, (phrases[-1],)  # "a wall and a light, he promised"
            if len(phrases) == 2 and self._is_one_name(*phrases):
                phrases = [(phrases[0][0], phrases[1][1])]
            if len(phrases) == 2 and self._text.low(phrases[0][1]) == ",":
                if self._text.low(phrases[1][0]) not in self._words.pronouns:
                    continue
                phrases = phrases[1:]
            return phrases[0][0], tuple(phrases)
        head = self._phrases.end(first) if first < end else None
        paper = head is not None and any(self._text.low(place) in PAPERS for place in range(first, head))
        if head is not None and paper and head < end and self._text.skip_adjuncts(head, end) == end:
            return first, ((first, head),)  # "A report from last June warned"
        return None

    def _apposed_name(self, end: int, first: int) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """ "Jeanne Martin, présidente du syndicat, qui évalue": whose trade stands before the relative clause."""
        for comma in range(end - 1, max(first, end - 16), -1):
            if self._text.low(comma) == ",":
                found = self._phrases_ending(comma, first)
                if found is not None and self._tokens[comma - 1].capital and self._is_insertion(comma + 1, end):
                    return found
                break
        for start in range(end - 1, max(first, end - 12), -1):  # "explique la chercheuse, qui conseille"
            if self._words.lemma(self._tokens[start - 1], "finite", "participle") and self._phrases.end(start) == end:
                return start, ((start, end),)
        return None

    def _is_one_name(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """ "The Metal and Allied Trades Union": two capitalised halves of one body's name."""
        capital = all(self._tokens[place].capital for place in (*range(one[0] + 1, one[1]), *range(*other)))
        body = self._text.low(other[1] - 1) in NOUNS["en"]
        return self._words.language == "en" and self._text.low(one[0]) == "the" and capital and body

    def _may_begin(self, start: int) -> bool:
        before, token, words = self._tokens[start - 1], self._tokens[start], self._words
        if before.kind == "mark":
            return before.low != "("
        if before.low in words.determiners or before.low in {"de", "du", "d'", "of", "'s"}:
            return False
        if before.low in words.prepositions and before.low not in {
            "as",
            "after",
            "before",
            "since",
            "until",
            "selon",
        }:
            return False
        if before.capital and not words.is_adverb(before) and before.low not in words.stops | words.time:
            return False
        content = not (
            before.low in words.stops
            or before.low in words.time
            or words.is_adverb(before)
            or before.low in words.prepositions
        )
        relative = words.language == "en" and token.low in words.pronouns
        return not content or before.kind == "number" or token.capital or relative

    def opening(self, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """The somebody that a clause begins with, or nothing."""
        for place in range(first, min(last, first + REACH)):
            if self._quoted[place] or (place > first and not self._may_begin(place)):
                continue
            end = self._phrases.end(place)
            if end is not None and end <= last and self._text.is_somebody(place, end):
                apart = self._text.low(place - 1) == "," == self._text.low(end) and end == place + 1
                led = self._phrases_ending(place - 1, first) if apart and place - 1 > first else None
                return led[1][-1:] if led else ((place, end),)  # "Le garçon, lui, hausse les épaules"
            name = self._phrases.name_end(place) if place == first else None
            if name is not None and place + 2 <= name <= last and self._words.language == "en":
                return ((place, name),)  # "Ann Moss of the bank cut …": English nouns and verbs look alike
        return ()

    def of_clause(self, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """The somebody that the clause begins with; failing that, the phrase right before its first auxiliary."""
        found = self.opening(first, last)
        end = self._phrases.end(first) if not found and first < last else None
        if end is None or end >= last:
            return found
        body = self._words.language == "en" and any(
            self._text.low(place) in NOUNS["en"] for place in range(first, end)
        )
        apposed = self._text.low(end) == "," and self._text.low(end + 1) in self._words.determiners
        named = apposed and self._phrases.name_end(first) == end  # "Ferrow, the glove maker, rejected it, saying …"
        return ((first, end),) if self._text.low(end) in self._words.have or body or named else found

    def leading(self, first: int, last: int) -> tuple[int, int, int, int] | None:
        """(start, end, start and end of the word after) of a named person, or pronoun, that opens the sentence."""
        if first >= last or not self._tokens[first].capital:
            return None
        end = self._phrases.end(first)
        if end is None or end >= last or not self._text.is_somebody(first, end):
            return None
        verb = end
        if self._text.low(end) == ",":
            comma = next(
                (place for place in range(end + 1, min(end + 20, last)) if self._text.low(place) == ","), None
            )
            if comma is None:
                return None
            verb = comma + 1
        while verb < last and self._text.low(verb) in CLITICS - {"ne", "n'"}:
            verb += 1
        if verb >= last or self._tokens[verb].kind != "word" or self._tokens[verb].low in self._words.prepositions:
            return None
        compound = self._text.low(verb) in self._words.have | self._words.be
        return first, end, verb, verb + 1 + compound
