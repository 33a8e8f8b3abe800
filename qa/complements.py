"""Where the words begin that a verb of saying reports: after "que", a colon, a quotation mark, or as its object."""

from __future__ import annotations

from typing import Final, Literal

from qa.clause_text import BE, DASHES, ENDS, REACH, ClauseText
from qa.speech_verb import SpeechVerb
from qa.tokens import listed

Kind = Literal["clause", "object", "colon", "before", "around"]
"""Where the words said stand: after "que", as the verb's complement, after a colon; before or around it all."""


_BETWEEN: Final = frozenset(("lui", "elle", "eux", "elles", "though", "however", "too", "cependant", "toutefois"))
_NO_INFINITIVES: Final = listed(
    "leur notre votre autre quatre hier premier dernier encore centre maire ministre entre"
)


class Complements:
    """Finds what verbs of saying report in one text."""

    def __init__(self, text: ClauseText) -> None:
        self._text = text
        self._tokens = text.tokens
        self._words = text.words
        self._phrases = text.phrases
        self._quoted = text.quoted

    def of(self, verb: SpeechVerb, last: int) -> tuple[Kind, int] | None:
        """(kind, place where the words begin) of what follows the verb."""
        words, at = self._words, verb.end
        if at >= last:
            return None
        if self._text.low(at) == "," == self._text.low(at + 2) and self._text.low(at + 1) in _BETWEEN:
            at += 3
        link = self._conjunction(verb, at, last)
        if link is not None:
            return "clause", link
        if self._text.low(at) == "contre" and self._text.low(verb.end - 1) == "garde":
            return "object", at  # "a mis en garde contre une crue"
        at, _ = self._text.skip_adverbs(at, last)
        if words.language == "en" and verb.lemma in words.told and at < last:
            end = self._phrases.end(at)
            if end is not None and end < last and verb.lemma != "tell" and self._text.is_finite(self._text.low(end)):
                return "clause", at  # "warned islanders would not wait"
            if end is not None and self._text.low(end) == "," and self._text.low(end + 1) in {"which", "who"}:
                aside = next(
                    (place for place in range(end + 1, min(end + 14, last)) if self._text.low(place) == ","), 0
                )
                if aside and self._text.low(aside + 1) == "that" and aside + 2 < last:
                    return "clause", aside + 2  # "warned the council, which owns it, that"
            if end is not None and end < last:
                after = self._text.skip_adjuncts(end, last)
                for place in (after, end):
                    kind = self._marked(verb, place, last)
                    if kind is not None:
                        return kind
                if after >= last or self._tokens[after].kind == "mark":
                    return None
                if verb.lemma == "tell" and self._text.low(end) == "to":
                    return "object", at  # "told his officers to stop"
                if verb.lemma == "tell":
                    return "clause", after
                if verb.lemma != "warn":
                    return None
        if (
            self._text.low(at) in words.needs_link.get(verb.lemma, ())
            and at < last
            and self._tokens[at].low in words.prepositions
        ):
            return self._linked_object(verb, at, last)
        beyond = self._text.skip_adjuncts(at, last)
        for place in dict.fromkeys((at, beyond)):
            kind = self._marked(verb, place, last)
            if kind is not None:
                return kind
        if beyond >= last or self._text.low(beyond) in {",", ";", ")"} | ENDS | DASHES:
            return self._linked_object(verb, at, last)
        if words.language == "en" and verb.lemma in words.bare_clause and verb.lemma != "tell":
            starts_clause = (
                self._phrases.end(beyond) is not None
                or self._tokens[beyond].capital
                or self._text.low(beyond) in {"there", "it", "no"}
                or (verb.lemma in words.loose_clause and self._tokens[beyond].low not in words.prepositions | {"to"})
            )
            if verb.lemma == "say" or starts_clause:
                time = self._text.skip_times(at, last)
                return "clause", time
        return self._linked_object(verb, at, last)

    def _marked(self, verb: SpeechVerb, at: int, last: int) -> tuple[Kind, int] | None:
        """Words that a colon or a quotation mark announces at `at`."""
        if at >= last:
            return None
        if self._text.low(at) == ":":
            return ("colon", at + 1) if at + 1 < last else None
        if self._tokens[at].text in "«“\"‹‘'" and self._quotes_at(at):
            direct = self._words.language == "en" and verb.lemma in self._words.bare_clause
            return ("colon" if direct else "object"), at
        if (
            self._text.low(at) == ","
            and at + 1 < last
            and self._tokens[at + 1].text in "«“\"‘'"
            and self._quotes_at(at + 1)
        ):
            return "colon", at + 1
        return None

    def _quotes_at(self, at: int) -> bool:
        return at + 1 < len(self._quoted) and self._quoted[at + 1]

    def _conjunction(self, verb: SpeechVerb, at: int, last: int) -> int | None:
        """Where the reported clause begins, after "que" or "that" and whatever stands between it and the verb."""
        words = self._words
        if verb.lemma not in words.clause:
            return None
        links = {"que", "qu'"} if words.language == "fr" else {"that"}
        questions = {"si", "s'"} if words.language == "fr" else {"whether", "if"}
        negated = self._text.low(verb.end) == "ne" or self._text.low(verb.end).startswith("n'")
        if words.language == "fr" and negated and self._is_infinitive(verb.end):
            return None  # "assure n'avoir reçu ce signalement que le 11 juillet"
        at, _ = self._text.skip_adverbs(at, last)
        for place in range(at, min(last, at + REACH)):
            token = self._tokens[place]
            if token.low in links or (place == at and token.low in {"how", "why", "comment", "pourquoi"}):
                return place + 1 if place + 1 < last else None
            if (
                place == at
                and token.low in questions
                and verb.lemma in {"demander", "interroger", "ask", "wonder", "question"}
            ):
                return place
            if (
                token.low in {".", ";", ":", "?", "!"}
                or token.text in '«“"'
                or token.low in words.have | words.be | BE
            ):
                return None
            plain = (
                token.low in words.time
                or token.kind == "number"
                or words.is_adverb(token)
                or token.low in words.prepositions
            )
            told = verb.lemma in words.told or self._text.low(verb.first - 1) in {"lui", "leur"}
            aside = token.low == "," and place + 1 < last and self._text.begins_adjunct(place + 1)
            if (place == at and not (plain or aside or told or token.low in ("ce", "l'"))) or words.lemma(
                token, "gerund"
            ):
                return None
            if token.low == "fait" and self._text.low(place - 1) == "le":
                continue
            if (
                token.low in words.stops
                and token.low not in {"en", "y", "et", "and", "alors", "comme"} | words.adverbs
            ):
                return None
        return None

    def _linked_object(self, verb: SpeechVerb, at: int, last: int) -> tuple[Kind, int] | None:
        """A complement without "que": "a promis de", "a condamné l'attaque", "s'est dit prêt à", "warned of"."""
        words = self._words
        if at >= last:
            return None
        clause = verb.lemma in words.clause and verb.lemma != "vouloir"  # "veut dormir" says nothing
        if words.language == "fr" and clause and self._is_infinitive(at):
            return "object", at
        if verb.lemma not in words.complement | words.quoted_only:
            return None
        if verb.lemma not in words.complement:
            return self._quoted_object(verb, at, last)
        token = self._tokens[at]
        if verb.lemma in ("dire", "déclarer", "affirmer", "assurer", "prétendre", "croire", "penser"):
            reflexive = self._text.low(verb.first) in {"s'", "se"}
            if token.low in words.prepositions:
                at = self._text.skip_adjuncts(at, last)
                token = self._tokens[min(at, last - 1)]
            negated = token.low == "ne" and self._text.low(at + 1) in words.negations
            infinitive = negated or (
                token.low.endswith(("er", "ir", "re", "oir", "n'"))
                and not token.capital
                and (token.low not in words.stops or token.low == "n'")
            )
            passes = (reflexive or infinitive) and token.kind == "word" and token.low not in words.prepositions
            return ("object", at) if passes else None
        at = self._text.skip_times(at, last) if words.language == "en" else self._text.skip_plain_times(at, last)
        if at >= last:
            return None
        token = self._tokens[at]
        if verb.lemma == "reprocher" and token.low in {"à", "au", "aux"}:  # "a reproché au maire d'avoir menti"
            for place in range(at + 1, min(at + 8, last - 1)):
                if self._text.low(place) in {"de", "d'"} and self._is_infinitive(place + 1):
                    return "object", place
        if verb.lemma == "demander" and token.low == "à" and self._is_infinitive(at + 1):
            return "object", at  # "a demandé à être entendu"
        if token.low in {"à", "au", "aux"} and verb.lemma in {
            "demander",
            "recommander",
            "proposer",
            "promettre",
            "reprocher",
        }:
            asked = self._text.adjunct_end(at + 1, last)
            if asked < last and self._text.low(asked) in {"de", "d'"}:
                return "object", asked
        if verb.lemma == "put":  # "put the damage at £3m"
            sums = (place for place in range(at, min(at + 9, last - 1)) if self._text.low(place) == "at")
            told = any(
                self._tokens[place + 1].kind == "number" or self._tokens[place + 1].text in '£$€“"' for place in sums
            )
            return ("object", at) if told and self._tokens[at].low in words.determiners else None
        if verb.lemma == "ask":
            asked_of = self._phrases.end(at)  # "asked the government to close the summit"
            return ("object", at) if asked_of is not None and self._text.low(asked_of) in {"to", "for"} else None
        links = words.needs_link.get(verb.lemma)
        if links is not None:
            if verb.lemma == "call" and any(self._quotes_at(place) for place in range(at, min(at + 7, last))):
                return "object", at  # "called Moss “an accountant”"
            onto = (
                verb.lemma in {"appeler", "exhorter", "inviter", "presser"}
                and token.low in words.determiners
                and any(
                    self._text.low(place) in {"à", "au", "aux", "de", "d'"} for place in range(at, min(at + 9, last))
                )
            )
            return ("object", at) if token.low in links or onto else None
        if links is None and token.low in words.prepositions - {"to", "as"}:
            end = self._text.adjunct_end(at + 1, last)  # "avait annoncé en juin un plan"
            at = next((place for place in range(at + 1, end) if self._tokens[place].kind == "number"), end)
            if at >= last or not (self._tokens[at].low in words.determiners or self._tokens[at].kind == "number"):
                return None
            return "object", at
        if token.kind == "mark" or token.low in {"par", "by", "dans", "lors", "avec", "en", "in", "at", "on"}:
            return None
        return "object", at + (token.low == "as")

    def _is_infinitive(self, at: int) -> bool:
        """ "avoir", "ne pas connaître", "n'avoir rien reçu", "s'être trompé"."""
        steps = 0
        while steps < 4 and (
            self._text.low(at) in {"ne", "n'", "se", "s'", "l'", "y", "en"}
            or self._text.low(at) in self._words.negations
        ):
            at, steps = at + 1, steps + 1
        low = self._text.low(at)
        if low in {"avoir", "être"}:
            return True
        words = self._words
        return (
            low.endswith(("er", "ir", "oir", "re")) and low not in words.stops | words.prepositions | _NO_INFINITIVES
        )

    def _quoted_object(self, verb: SpeechVerb, at: int, last: int) -> tuple[Kind, int] | None:
        """Verbs that report only where words are quoted: "parle d'« hystérie »", "se veut rassurant : « … »"."""
        links = self._words.needs_link.get(verb.lemma)
        if links is not None and self._text.low(at) not in links:
            return None
        for place in range(at, min(at + 9, last)):
            if self._text.low(place) == ":":
                return self._marked(verb, place, last)
            if self._quoted[place]:
                return "object", at
        return None
