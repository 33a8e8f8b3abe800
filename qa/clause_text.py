"""One text's tokens as the rules on reported speech read them: marks, adverbs, adjuncts, finite verbs, somebody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from qa.lexicon import Lexicon
from qa.noun_phrases import NounPhrases
from qa.tokens import Token

REACH: Final = 30  # tokens a rule looks ahead or back
CLITICS: Final = frozenset(
    ["ne", "n'", "l'", "le", "la", "les", "lui", "leur", "se", "s'", "y", "en", "nous", "vous", "m'"]
)
ENDS: Final = frozenset((".", "?", "!", "…"))
TIMES: Final = frozenset(("morning", "afternoon", "evening", "night", "day", "week", "month", "year"))
DASHES: Final = frozenset(("-", "–", "—"))
MODALS: Final = frozenset(
    ["would", "will", "could", "can", "may", "might", "must", "should", "did", "does", "do", "to"]
)
BE: Final = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_FRENCH_MODALS: Final = frozenset(
    ["doit", "peut", "va", "devra", "pourra", "faut", "faudra", "doivent", "peuvent", "vont", "est", "n'", "ne"]
)
_FRENCH_FINITE: Final = ("era", "ira", "dra", "ront", "rait", "raient", "aient")
_ADVERBIALS: Final = tuple(
    tuple(phrase.split())
    for phrase in [
        "par ailleurs",
        "en outre",
        "en revanche",
        "de son côté",
        "pour sa part",
        "à nouveau",
        "de nouveau",
        "d' emblée",
        "à plusieurs reprises",
        "tout de suite",
        "au passage",
        "en effet",
        "à son tour",
        "en conséquence",
        "de même",
        "pour autant",
        "d' abord",
        "d' ailleurs",
        "quant à lui",
        "quant à elle",
        "une nouvelle fois",
        "une fois de plus",
        "dans la foulée",
        "dans un premier temps",
        "tout au plus",
        "tout juste",
        "en substance",
        "sans détour",
        "sans ambages",
        "tous deux",
        "toutes deux",
        "tous les deux",
        "toutes les deux",
        "l' un et l' autre",
        "l' une et l' autre",
        "in turn",
        "for his part",
        "for her part",
        "once again",
        "once more",
        "at first",
        "in private",
        "in public",
    ]
)


class ClauseText:
    """Positions are places in `tokens`; `quoted[i]` tells whether token i stands inside quotation marks."""

    def __init__(self, tokens: Sequence[Token], words: Lexicon, quoted: Sequence[bool]) -> None:
        self.tokens = tokens
        self.words = words
        self.quoted = quoted
        self.phrases = NounPhrases(tokens, words)

    def low(self, place: int) -> str:
        return self.tokens[place].low if 0 <= place < len(self.tokens) else ""

    def words_of(self, start: int, end: int) -> str:
        """Tokens as a phrase: "l'avocat du maire"."""
        return re.sub(r"\b([ldLD]['’]) ", r"\1", " ".join(token.text for token in self.tokens[start:end]))

    def closes(self, place: int) -> bool:
        """Whether the token is a mark that ends quoted words."""
        return 0 <= place < len(self.tokens) and self.tokens[place].text in "»”\"›’'"

    def follows_quote(self, place: int) -> bool:
        """Quoted words end just before, with or without a comma: what follows says who spoke, whatever the verb."""
        return self.closes(place - 1) or (self.low(place - 1) == "," and self.closes(place - 2))

    def speaks_before(self, place: int) -> bool:
        """Whether the quoted words that end before `place`, or run up to it, are more than a title: four or more, or a
        sentence's first."""
        at = place - 1
        while at >= 0 and not self.quoted[at] and place - at < 4:
            at -= 1
        first = at
        while first >= 0 and at - first < 6 and self.quoted[first]:
            first -= 1
        opens = first <= 0 or self.low(first - 1) in ENDS or self.closes(first - 1)
        return at - first >= (2 if opens else 4)

    def is_finite(self, low: str) -> bool:
        """Whether a word is likely a finite verb: enough to tell a clause from an apposition."""
        words = self.words
        if words.language == "en":
            return low in words.have | BE | MODALS - {"to"} or low.endswith(("n't", "'re", "'ll", "'ve"))
        return low in words.have | words.be | _FRENCH_MODALS or (len(low) > 5 and low.endswith(_FRENCH_FINITE))

    def is_somebody(self, start: int, end: int) -> bool:
        if self.low(start) in self.words.pronouns and (end - start == 1 or self.low(start) not in {"her", "his"}):
            return True
        lows = {self.low(place) for place in range(start, end)}
        heads = frozenset().union(*self.words.linking_heads.values()) | self.words.bare_plurals
        name = self.phrases.name_end(start) == end and end - start > 1
        name = name or (end - start > 2 and self.tokens[end - 1].capital and self.tokens[end - 2].capital)
        return name or bool(lows & heads)

    def skip_adverbs(self, at: int, last: int, limit: int = 5) -> tuple[int, bool]:
        negated = False
        stop = min(last, at + limit)
        while at < stop:
            beyond = self._adverbial_end(at)
            if beyond is None:
                break
            at = beyond
        while at < stop and (self.words.is_adverb(self.tokens[at]) or self.low(at) in self.words.negations):
            negated = negated or self.low(at) in self.words.negations
            at += 1
        return at, negated

    def _adverbial_end(self, at: int) -> int | None:
        """Past "par ailleurs", "de son côté", "in turn"."""
        return next(
            (at + len(phrase) for phrase in _ADVERBIALS if all(self.low(at + k) == w for k, w in enumerate(phrase))),
            None,
        )

    def skip_adjuncts(self, at: int, last: int) -> int:
        """Past adverbs, times and prepositional phrases between a verb and what belongs to it."""
        words = self.words
        stop = min(last, at + REACH)
        while at < stop:
            token = self.tokens[at]
            if token.low in words.time or words.is_adverb(token) or token.kind == "number":
                at += 1
                continue
            if token.low in ("ce", "cet", "cette", "last", "this", "le") and self.low(at + 1) in words.time | {
                "semaine",
                "week",
            }:
                at += 2
                continue
            if token.low == "le" and at + 1 < stop and self.tokens[at + 1].kind == "number":
                at += 2
                continue
            if token.low == "," and at + 1 < stop:
                beyond = self.skip_adjuncts(at + 1, min(stop, at + 16)) if self.begins_adjunct(at + 1) else at + 1
                if beyond > at + 1 and self.low(beyond) == ",":
                    at = beyond + 1
                    continue
                return at
            if token.low in words.prepositions:
                to_verb = token.low == "to" and (at + 1 >= stop or self.phrases.end(at + 1) is None)
                end = at + 1 if to_verb else self.adjunct_end(at + 1, stop)
                if end == at + 1:
                    return at
                at = end
                continue
            return at
        return at

    def begins_adjunct(self, at: int) -> bool:
        token = self.tokens[at]
        return token.low in self.words.prepositions or token.low in self.words.time or self.words.is_adverb(token)

    def adjunct_end(self, at: int, stop: int) -> int:
        words = self.words
        while at < stop and self.low(at) in words.prepositions | {"de", "du", "d'", "of"}:
            at += 1
        if at < stop and (self.low(at) in words.time or self.tokens[at].kind == "number"):
            return at + 1
        end = self.phrases.end(at) if at < stop else None
        if end is not None:
            return min(end, stop)
        while at < stop and self.tokens[at].kind == "word" and not self.tokens[at].capital:
            low = self.low(at)
            if low in words.determiners or low in words.stops or low in words.prepositions:
                break
            at += 1
        return at

    def skip_times(self, at: int, last: int) -> int:
        words = self.words
        while at < last:
            low = self.low(at)
            if low in words.time or words.is_adverb(self.tokens[at]):
                at += 1
            elif low in {"on", "in", "last", "this", "late", "early"} and (self.low(at + 1) in words.time):
                at += 2
            else:
                break
        return at

    def skip_plain_times(self, at: int, last: int) -> int:
        while at < last and (self.low(at) in self.words.time or self.words.is_adverb(self.tokens[at])):
            at += 1
        return at
