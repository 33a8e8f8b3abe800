"""Verbs of saying, with their auxiliaries and clitics: "a-t-il ajouté", "s'est félicité", "has also warned"."""

from __future__ import annotations

import re
from typing import Final

from qa.clause_text import BE, CLITICS, ENDS, MODALS, REACH, TIMES, ClauseText
from qa.descriptions import describes_somebody
from qa.lexicon import Form
from qa.noun_phrases import NUMBERS
from qa.roles import is_hypernym, is_person_noun, parse_role
from qa.speech_verb import SpeechVerb
from qa.subjects import Subjects
from qa.tokens import listed

_HEDGES: Final = frozenset(["reportedly", "allegedly", "apparently", "supposedly", "prétendument", "apparemment"])
_WILLING: Final = {
    "tenu": "à",
    "tient": "à",
    "tenaient": "à",
    "tenait": "à",
    "voulu": "",
    "souhaité": "",
    "préféré": "",
}


_DOES: Final = frozenset(("does", "do", "did"))
ADDRESSES: Final = frozenset(("accuser", "exhorter", "inviter", "appeler", "décrire", "qualifier"))
"""Verbs whose object is who is spoken to or of: "l'accuse de mentir"."""
_THOUGHTS: Final = listed(
    "croire craindre espérer penser juger considérer estimer souhaiter supposer think believe hope fear"
)


# How a French verb may end in the third person, and hardly any other word does that stands there.
_FINITE: Final = re.compile(r"(?:[^é]e|[^n]t|ent|d|a)$")


class SpeechVerbs:
    """Reads verbs of saying in one text; negated ones ("n'a pas dit") say nothing and are left out."""

    def __init__(self, text: ClauseText, subjects: Subjects) -> None:
        self._text = text
        self._tokens = text.tokens
        self._words = text.words
        self._phrases = text.phrases
        self._quoted = text.quoted
        self._subjects = subjects

    def at(self, at: int, first: int, last: int) -> SpeechVerb | None:
        if self._words.language == "en":
            return self._english_verb(at, first, last)
        verb = self._french_verb(at, first, last)
        unnamed = verb is not None and self._text.low(verb.end + 1) == "anonymat"  # "a requis l'anonymat"
        return None if unnamed else verb

    def _french_verb(self, at: int, first: int, last: int) -> SpeechVerb | None:
        words, low = self._words, self._text.low(at)
        start = at
        while (
            start > max(first, at - 6)
            and self._text.low(start - 1) in CLITICS
            and not self._tokens[start - 1].inverted
        ):
            start -= 1
        clitics = {self._text.low(place) for place in range(start, at)}
        reflexive = bool(clitics & {"se", "s'"})
        plain = words.phrase_end(self._tokens, at) if low in words.be else None
        if plain is not None:
            return SpeechVerb("dire", start, at, plain)  # "est formelle"
        if low in words.have or low in words.be:
            inverted = at + 1 if at + 1 < last and self._tokens[at + 1].inverted else None
            after, negated = self._text.skip_adverbs(at + 1 + (inverted is not None), last)
            if after >= last or negated or (low in words.be and not reflexive):
                return None
            found = self._french_participle(after, last)
            low_after = self._text.low(after)
            if (
                found is None
                and self._text.low(start - 1) == ","
                and self._text.follows_quote(start)
                and low_after.endswith(("é", "ée", "i", "ie", "u", "ue", "is", "it"))
                and len(low_after) > 1
            ):
                found = ("dire", after + 1, False)
            if found is None or (found[0] in words.reflexive_only and not reflexive):
                return None
            object_clitic = bool(clitics & {"l'", "le", "la", "les"})
            return SpeechVerb(
                found[0], start, at - reflexive, found[1], found[2], low in words.conditional, inverted, object_clitic
            )
        phrase = words.phrase_end(self._tokens, at)
        if phrase is not None and low.endswith("ant"):
            return SpeechVerb("dire", at, at, phrase, gerund=True) if self._text.low(at - 1) in {",", "en"} else None
        if phrase is not None and not self._is_nominal(at, first):
            return SpeechVerb("dire", start, at, phrase)
        if low in _WILLING and self._text.low(at + 1) == _WILLING[low] and at + 2 < last:
            lemma = words.lemma(self._tokens[at + 2], "infinitive")
            return SpeechVerb(lemma, start, at, at + 3) if lemma else None
        lemma = words.lemma(self._tokens[at], "infinitive")
        if lemma is not None and self._text.low(at - 2) == "avant" and self._text.low(at - 1) in {"de", "d'"}:
            return SpeechVerb(lemma, at - 2, at, at + 1, gerund=True) if at - 2 > first else None
        lemma = words.lemma(self._tokens[at], "gerund")
        if lemma in _THOUGHTS:
            return None  # "croyant bien faire" tells why, not what was said
        if lemma is not None:
            opens = at > first and (
                self._text.low(start - 1) in {",", "en"}
                or self._text.low(at - 1) == "en"
                or self._text.closes(start - 1)
            )
            return (
                SpeechVerb(lemma, at - (self._text.low(at - 1) == "en"), at, at + 1, gerund=True) if opens else None
            )
        lemma = words.lemma(self._tokens[at], "finite")
        if lemma is None and self._text.low(at - 1) in {"et", "puis"} and at - 1 > first:
            lemma = words.lemma(self._tokens[at], "participle")
            auxiliary = any(self._text.low(place) in words.have for place in range(max(first, at - REACH), at))
            return SpeechVerb(lemma, at, at, at + 1) if lemma is not None and auxiliary else None
        if lemma is None and at + 1 < last and self._tokens[at + 1].inverted and self._text.follows_quote(start):
            return SpeechVerb("dire", start, at - reflexive, at + 2, inverted=at + 1)
        incise = self.incise(at, last) if lemma is None or lemma in words.reflexive_only else None
        if incise is not None and (lemma is None or not reflexive):
            return SpeechVerb("dire", start, at - reflexive, incise)
        if lemma is None or self._tokens[at].capital:
            return None
        if (lemma in words.reflexive_only and not reflexive) or (lemma == "trouver" and reflexive):
            return None  # "il se trouve que" tells what is, not what is thought
        named = self._text.low(at - 1) in {"l'", "le", "la", "les"}
        blames = lemma in ADDRESSES and named and self._text.low(at + 1) in {"de", "d'", "à", "comme"}
        if self._is_nominal(at, first) and not blames and not (clitics - {"le", "la", "les", "l'", "en", "leur"}):
            return None
        inverted = at + 1 if at + 1 < last and self._tokens[at + 1].inverted else None
        if clitics & {"ne", "n'"} and self._text.skip_adverbs(at + 1 + (inverted is not None), last)[1]:
            return None
        conditional = low.endswith(("rait", "raient"))
        return SpeechVerb(lemma, start, at - reflexive, at + 1 + (inverted is not None), False, conditional, inverted)

    def incise(self, at: int, last: int) -> int | None:
        """Where the speaker begins behind any verb between quoted words and somebody: « Oui », s'étrangle le maire;
        « Oui », confie, dépité, Marc Morel; « Oui », souriait jaune le Breton. None for anything else."""
        token, words = self._tokens[at], self._words
        first = at - (self._text.low(at - 1) in {"s'", "se", "lui", "leur"})
        comma = self._text.low(first - 1) in {",", "?", "!", "…"} or self._text.low(first - 2) in {"?", "!", "…"}
        follows = self._text.follows_quote(first) or (self._quoted[at] and self._text.low(first - 1) == ",")
        plain = token.kind == "word" and not token.capital and len(token.low) > 3
        if (
            not (follows and comma and plain and self._text.speaks_before(first))
            or token.low in words.stops | words.prepositions | words.determiners | words.adverbs
            or not _FINITE.search(token.low)
        ):
            return None
        place, stop = at + 1, min(last, at + 7)
        if self._text.low(place) == ",":  # ", dépité, "
            closing = next(
                (comma for comma in range(place + 1, min(stop, place + 5)) if self._text.low(comma) == ","), 0
            )
            place = closing + 1 if closing else last
        while place < stop:
            end = self._phrases.end(place)
            if end is not None and end <= last:
                place = self._past_object(place, end)
                sure = (
                    (not self._quoted[at] and self._text.speaks_before(first))
                    or self._tokens[place].capital
                    or parse_role(self._text.words_of(place, end)).known
                )
                return place if sure and self._speaks(place, end, last) else None
            if self._tokens[place].kind != "word" or self._tokens[place].low in words.stops:
                return None
            place += 1
        return None

    def _past_object(self, start: int, end: int) -> int:
        """« Oui », hausse les épaules Inaya: the name alone, where what stands before it is no person."""
        name = next((place for place in range(start + 1, end) if self._tokens[place].capital), end)
        lower = self._text.words_of(start, name)
        person = parse_role(lower).known or is_hypernym(lower) or describes_somebody(lower, self._words.language)
        return start if name == end or person or self._text.low(start) not in {"les", "des", "ses"} else name

    def _speaks(self, start: int, end: int, last: int) -> bool:
        """Whether a phrase behind such a verb is who spoke: it closes the clause, and is a name or tells a person."""
        if not (end == last or self._tokens[end].kind == "mark" or self._text.low(end) in self._words.prepositions):
            return False
        if self._tokens[start].capital and self._phrases.name_end(start) == end:
            return True
        if self._tokens[start].low not in self._words.determiners:
            return False
        name = next((place for place in range(start + 1, end) if self._tokens[place].capital), end)
        told = self._text.words_of(
            start, name
        )  # "l'éditrice" of "l'éditrice Ann Moss"; "le palais de Paul Roux" is nobody
        native = is_hypernym(self._text.words_of(start, end))  # "le Breton"
        person = (
            native or parse_role(told).known or is_hypernym(told) or is_person_noun(told.split()[-1].split("'")[-1])
        )
        return person or (self._text.low(end) == "," and self._tokens[min(end + 1, last - 1)].capital)

    def _french_participle(self, at: int, last: int) -> tuple[str, int, bool] | None:
        """(lemma, end, gerund) of what follows an auxiliary: "déclaré", "fait savoir", "tenu à souligner"."""
        phrase = self._words.phrase_end(self._tokens, at)
        if phrase is not None:
            return "dire", phrase, False
        link = _WILLING.get(self._text.low(at))
        if link is not None:
            ahead = at + 2 if link else at + 1
            if (not link or self._text.low(at + 1) == link) and ahead < last:
                ahead += self._text.low(ahead) in CLITICS
                lemma = self._words.lemma(self._tokens[ahead], "infinitive") if ahead < last else None
                if lemma is not None:
                    return lemma, ahead + 1, False
        lemma = self._words.lemma(self._tokens[at], "participle")
        return (lemma, at + 1, False) if lemma is not None else None

    def _is_nominal(self, at: int, first: int) -> bool:
        """The form is a noun here: "la demande", "par le juge"."""
        if at <= first:
            return True
        before = self._tokens[at - 1]
        return (
            before.low in self._words.determiners
            or before.low in self._words.prepositions
            or before.low in ("de", "du", "d'")
        )

    def _english_verb(self, at: int, first: int, last: int) -> SpeechVerb | None:
        words, low = self._words, self._text.low(at)
        start = at
        hedged = False
        while start > first and (words.is_adverb(self._tokens[start - 1])) and at - start < 3:
            hedged = hedged or self._text.low(start - 1) in _HEDGES
            start -= 1
        before = self._text.low(start - 1) if start > first else ""
        phrase = words.phrase_end(self._tokens, at)
        if phrase is not None and not self._tokens[at].capital:
            if low.endswith("ing"):
                return SpeechVerb("say", at, at, phrase, gerund=True) if before in {",", "and", "before"} else None
            quoted = low in BE and "quoted" in {self._text.low(place) for place in range(at, phrase)}
            return None if before in MODALS else SpeechVerb("say", start, at, phrase, hedged=hedged or quoted)
        ahead, negated = self._text.skip_adverbs(at + 1, last)
        if ahead < last and not negated and self._links(ahead + 1):
            # "is demanding that", "does wish, though, that", "did admit that"
            progresses = low in BE and before not in MODALS
            form: Form | None = "gerund" if progresses else "infinitive" if low in _DOES else None
            lemma = words.lemma(self._tokens[ahead], form) if form else None
            if lemma is not None and not (progresses and lemma in _THOUGHTS):
                return SpeechVerb(lemma, start, at, ahead + 1, hedged=hedged)
        if low in _DOES:
            return None
        if low in words.have:
            after = ahead
            if negated or after >= last:
                return None
            if self._text.low(after) == "been":
                after += 1
                lemma = (
                    words.lemma(self._tokens[after], "gerund") if after < last and self._links(after + 1) else None
                )
            else:
                lemma = words.lemma(self._tokens[after], "participle")
            hedged = hedged or any(self._text.low(place) in _HEDGES for place in range(at, after))
            return SpeechVerb(lemma, start, at, after + 1, hedged=hedged) if lemma else None
        around = [self._text.low(place) for place in (at - 2, at - 1, at, at + 1)]
        if around[1:] == ["would", "say", "only"] or around[:3] == ["would", "only", "say"]:
            first_word = at - 1 - (around[1] == "only")
            return SpeechVerb("say", first_word, first_word, at + 1 + (around[3] == "only"))
        lemma = words.lemma(self._tokens[at], "gerund")
        if lemma in _THOUGHTS:
            return None  # "croyant bien faire" tells why, not what was said
        if lemma is not None:
            opens = start > first and (
                self._text.low(start - 1) in {",", "and", "before"} or self._text.closes(start - 1)
            )
            return SpeechVerb(lemma, at, at, at + 1, gerund=True) if opens else None
        lemma = words.lemma(self._tokens[at], "finite")
        if lemma is not None and low.endswith("s") and self._text.low(at + 1) in words.have | BE:
            return None  # "once American claims are settled"
        if lemma is None and low.endswith("ed") and len(low) > 5 and not self._tokens[at].capital:
            lemma = self._spoken_otherwise(at, start, first)
        if lemma is None or self._tokens[at].capital or before in MODALS or before in BE or before in words.negations:
            return None
        counted = self._text.low(start - 2) == "of" and before in NUMBERS  # "the mother of three fears"
        if (
            (before in words.determiners - {"one", "both"} and not counted)
            or before in words.prepositions
            or before in {"of", "'s"}
            or before in words.have
        ):
            return None
        return SpeechVerb(lemma, start, at, at + 1, hedged=hedged)

    def _links(self, place: int) -> bool:
        """Whether "that" and a clause follow, with or without an aside: "is arguing that", "does wish, though, that"."""
        if self._text.low(place) == "," == self._text.low(place + 2):
            place += 3
        return self._text.low(place) == "that" and self._text.low(place + 1) not in TIMES

    def _spoken_otherwise(self, at: int, start: int, first: int) -> str | None:
        """“That is serious,” the chair interrupted: any past tense between quoted words and the sentence's end, or
        between them and a name ("shrugged Ann Moss")."""
        name = self._phrases.name_end(at + 1) if at + 1 < len(self._tokens) else None
        if name is not None and name > at + 2 and self._text.follows_quote(at) and self._text.speaks_before(at):
            return "continue"
        end = self._phrases.end(at + 1) if at + 1 < len(self._tokens) else None
        if end is not None and self._text.follows_quote(at) and self._text.speaks_before(at):
            phrase = self._text.words_of(at + 1, end)  # "shrugged the Pole"
            if is_hypernym(phrase) or parse_role(phrase).known:
                return "continue"
        if not (at + 1 >= len(self._tokens) or self._text.low(at + 1) in ENDS | {","}):
            return None
        subject = self._subjects.before(start, first)
        return "continue" if subject is not None and self._text.closes(subject[0] - 1) else None
