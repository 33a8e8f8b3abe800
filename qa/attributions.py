"""Where an article says who speaks: the verb or preposition of saying, its subject, and which side the words stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from qa.lexicon import Lexicon
from qa.noun_phrases import NounPhrases
from qa.tokens import QUOTE_MARKS, Token

Kind = Literal["clause", "object", "colon", "before", "around"]
"""Where the words said stand: after "que", as the verb's complement, after a colon; before the attribution; around it."""

_REACH: Final = 30  # tokens a rule looks ahead or back
_CLITICS: Final = frozenset("ne n' l' le la les lui leur se s' y en nous vous m'".split())
_ENDS: Final = frozenset((".", "?", "!", "…"))
_DASHES: Final = frozenset(("-", "–", "—"))
_MODALS: Final = frozenset("would will could can may might must should did does do to".split())
_BE: Final = frozenset("is are was were be been being".split())
_HEDGES: Final = frozenset("reportedly allegedly apparently supposedly prétendument apparemment".split())
_ASIDES: Final = frozenset("sans lors dans devant à en qui au aux après avant selon depuis par avec sur pour comme during in at after "
                           "before speaking who without with on referring adding citing as according".split())
_WILLING: Final = {"tenu": "à", "tient": "à", "tenaient": "à", "tenait": "à", "voulu": "", "souhaité": "", "préféré": ""}
_INDEFINITE: Final = frozenset("it i we nous vous".split())


@dataclass(frozen=True, slots=True)
class Attribution:
    """Places are indices of tokens. `speakers` may be empty: the subject is then that of the attribution before."""

    kind: Kind
    start: int
    end: int
    content: int  # where the words begin ("clause", "object", "colon"); elsewhere equal to `start`
    speakers: tuple[tuple[int, int], ...]
    verb: tuple[int, int]
    hedged: bool
    shared: bool = False  # a gerund or a second verb: the speaker is the one before


@dataclass(frozen=True, slots=True)
class _Verb:
    lemma: str
    start: int  # with its clitics
    first: int  # the verb itself, auxiliary included
    end: int
    gerund: bool = False
    hedged: bool = False
    inverted: int | None = None
    object_clitic: bool = False


class AttributionFinder:
    """Finds the attributions of one text, sentence by sentence.

    `quoted[i]` tells whether token i stands inside quotation marks: there only interpolated clauses count.
    """

    def __init__(self, tokens: Sequence[Token], words: Lexicon, quoted: Sequence[bool]) -> None:
        self._tokens = tokens
        self._words = words
        self._quoted = quoted
        self._phrases = NounPhrases(tokens, words)

    def find(self, first: int, last: int) -> list[Attribution]:
        """The attributions among the tokens `first:last` of one sentence, in order."""
        found: list[Attribution] = []
        at = first
        while at < last:
            attribution = self._source(at, first, last)
            if attribution is None:
                verb = self._verb(at, first, last)
                attribution = self._attribution(verb, first, last, found) if verb else None
                if attribution is None:
                    at += 1
                    continue
            found.append(attribution)
            at = max(at + 1, attribution.end)
        return found

    # -- verbs ---------------------------------------------------------------------------------------------------

    def _low(self, place: int) -> str:
        return self._tokens[place].low if 0 <= place < len(self._tokens) else ""

    def _verb(self, at: int, first: int, last: int) -> _Verb | None:
        return self._french_verb(at, first, last) if self._words.language == "fr" else self._english_verb(at, first, last)

    def _skip_adverbs(self, at: int, last: int, limit: int = 5) -> tuple[int, bool]:
        negated = False
        stop = min(last, at + limit)
        while at < stop and (self._words.is_adverb(self._tokens[at]) or self._low(at) in self._words.negations):
            negated = negated or self._low(at) in self._words.negations
            at += 1
        return at, negated

    def _phrase_end(self, at: int) -> int | None:
        for phrase in self._words.phrases:
            if all(self._low(at + step) == word for step, word in enumerate(phrase)):
                return at + len(phrase)
        return None

    def _french_verb(self, at: int, first: int, last: int) -> _Verb | None:
        words, low = self._words, self._low(at)
        start = at
        while start > first and self._low(start - 1) in _CLITICS and not self._tokens[start - 1].inverted:
            start -= 1
        clitics = {self._low(place) for place in range(start, at)}
        reflexive = bool(clitics & {"se", "s'"})
        if low in words.have or low in words.be:
            inverted = at + 1 if at + 1 < last and self._tokens[at + 1].inverted else None
            after, negated = self._skip_adverbs(at + 1 + (inverted is not None), last)
            if after >= last or negated or (low in words.be and not reflexive):
                return None
            found = self._french_participle(after, last)
            if found is None or (found[0] in words.reflexive_only and not reflexive):
                return None
            object_clitic = bool(clitics & {"l'", "le", "la", "les"})
            return _Verb(found[0], start, at - reflexive, found[1], found[2], low in words.conditional, inverted, object_clitic)
        phrase = self._phrase_end(at)
        if phrase is not None and not self._is_nominal(at, first):
            return _Verb("dire", start, at, phrase)
        if low in _WILLING and self._low(at + 1) == _WILLING[low] and at + 2 < last:
            lemma = words.lemma(self._tokens[at + 2], "infinitive")
            return _Verb(lemma, start, at, at + 3) if lemma else None
        lemma = words.lemma(self._tokens[at], "gerund")
        if lemma is not None:
            opens = at > first and (self._low(start - 1) in {",", "en"} or self._low(at - 1) == "en" or self._closes(start - 1))
            return _Verb(lemma, at - (self._low(at - 1) == "en"), at, at + 1, gerund=True) if opens else None
        lemma = words.lemma(self._tokens[at], "finite")
        if lemma is None or self._tokens[at].capital:
            return None
        if lemma in words.reflexive_only and not reflexive:
            return None
        if self._is_nominal(at, first) and not (clitics - {"le", "la", "les", "l'", "en", "leur"}):
            return None
        inverted = at + 1 if at + 1 < last and self._tokens[at + 1].inverted else None
        if clitics & {"ne", "n'"} and self._skip_adverbs(at + 1 + (inverted is not None), last)[1]:
            return None
        conditional = low.endswith(("rait", "raient"))
        return _Verb(lemma, start, at - reflexive, at + 1 + (inverted is not None), False, conditional, inverted)

    def _french_participle(self, at: int, last: int) -> tuple[str, int, bool] | None:
        """(lemma, end, gerund) of what follows an auxiliary: "déclaré", "fait savoir", "tenu à souligner"."""
        phrase = self._phrase_end(at)
        if phrase is not None:
            return "dire", phrase, False
        link = _WILLING.get(self._low(at))
        if link is not None:
            ahead = at + 2 if link else at + 1
            if (not link or self._low(at + 1) == link) and ahead < last:
                ahead += self._low(ahead) in _CLITICS
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
        return before.low in self._words.determiners or before.low in self._words.prepositions or before.low in ("de", "du", "d'")

    def _english_verb(self, at: int, first: int, last: int) -> _Verb | None:
        words, low = self._words, self._low(at)
        start = at
        hedged = False
        while start > first and (words.is_adverb(self._tokens[start - 1])) and at - start < 3:
            hedged = hedged or self._low(start - 1) in _HEDGES
            start -= 1
        before = self._low(start - 1) if start > first else ""
        phrase = self._phrase_end(at)
        if phrase is not None and not self._tokens[at].capital:
            quoted = low in _BE
            return None if before in _MODALS else _Verb("say", start, at, phrase, hedged=hedged or quoted)
        if low in words.have:
            after, negated = self._skip_adverbs(at + 1, last)
            if negated or after >= last:
                return None
            lemma = words.lemma(self._tokens[after], "participle")
            hedged = hedged or any(self._low(place) in _HEDGES for place in range(at, after))
            return _Verb(lemma, start, at, after + 1, hedged=hedged) if lemma else None
        lemma = words.lemma(self._tokens[at], "gerund")
        if lemma is not None:
            opens = start > first and (self._low(start - 1) in {",", "and"} or self._closes(start - 1))
            return _Verb(lemma, at, at, at + 1, gerund=True) if opens else None
        lemma = words.lemma(self._tokens[at], "finite")
        if lemma is None or self._tokens[at].capital or before in _MODALS or before in _BE or before in words.negations:
            return None
        if before in words.determiners or before in words.prepositions or before in {"of", "'s"} or before in words.have:
            return None
        return _Verb(lemma, start, at, at + 1, hedged=hedged)

    # -- subjects ------------------------------------------------------------------------------------------------

    def _closes(self, place: int) -> bool:
        """Whether the token is a mark that ends quoted words."""
        return 0 <= place < len(self._tokens) and self._tokens[place].text in "»”\"›’'"

    def _attribution(self, verb: _Verb, first: int, last: int, earlier: list[Attribution]) -> Attribution | None:
        inside = self._quoted[verb.first]
        parenthetical = verb.start > first and (
            self._low(verb.start - 1) in {",", "?", "!", "…"} | _DASHES or self._closes(verb.start - 1)
        )
        if verb.object_clitic:
            return self._as_said(verb, first, last)
        if verb.gerund:
            complement = self._complement(verb, last)
            if complement is None or inside:
                return None
            start = verb.start - (self._low(verb.start - 1) == ",")
            return Attribution(complement[0], start, complement[1], complement[1], (), (verb.first, verb.end), verb.hedged, True)
        if verb.inverted is not None:
            if not parenthetical and verb.start > first:
                return None
            return self._before(verb, ((verb.inverted, verb.inverted + 1),), max(verb.end, verb.inverted + 1), first, last)
        before = self._subject_before(verb.start, first)
        if parenthetical and (before is None or before[2]):
            after = self._subject_after(verb, last)
            if after is not None and self._inversion_fits(verb, after, before):
                return self._before(verb, after, self._with_apposition(after[-1][1], last), first, last)
        if inside and not (self._words.language == "en" and before is not None):
            return None
        if before is None:
            return self._second_verb(verb, first, last, earlier) if not inside else None
        start, speakers, _ = before
        if len(speakers) == 1 and self._low(speakers[0][0]) in _INDEFINITE - {"it"}:
            return None
        complement = self._complement(verb, last) if not inside else None
        if complement is not None:
            kind, content = complement
            return Attribution(kind, start, content, content, speakers, (verb.first, verb.end), self._is_hedged(verb))
        if self._words.language == "en" and start > first and verb.lemma in self._words.clause | self._words.incise:
            set_off = self._low(start - 1) in {",", "?", "!", "…"} | _DASHES or self._closes(start - 1)
            ahead = self._skip_adjuncts(verb.end, last)
            told = self._phrases.end(verb.end) if verb.lemma in self._words.told and verb.end < last else None
            ahead = told or ahead
            ends = verb.end >= last or self._low(verb.end) in {",", ";", ":"} | _ENDS | _DASHES or ahead > verb.end
            if set_off and ends:
                moved = _Verb(verb.lemma, start, verb.first, verb.end, hedged=verb.hedged)
                return self._before(moved, speakers, verb.end, first, last)
        return None

    def _is_hedged(self, verb: _Verb) -> bool:
        return verb.hedged or verb.lemma in self._words.distancing

    def _before(
        self, verb: _Verb, speakers: tuple[tuple[int, int], ...], end: int, first: int, last: int
    ) -> Attribution | None:
        """The attribution set off by a comma or a closing mark; "around" where the sentence goes on after it."""
        if len(speakers) == 1 and self._low(speakers[0][0]) in _INDEFINITE - {"it"}:
            return None
        start = verb.start
        while start > first and (self._low(start - 1) == "," or self._low(start - 1) in _DASHES):
            start -= 1
        if start <= first and not self._closes(first - 1):
            return None
        around = self._goes_on(first, start, end, last)
        return Attribution(
            "around" if around else "before", start, end, start, speakers, (verb.first, verb.end), self._is_hedged(verb)
        )

    def _goes_on(self, first: int, start: int, end: int, last: int) -> bool:
        """ "Le Front, a ajouté Lavrov, est une menace": the words before the comma do not stand alone."""
        if end + 1 >= last or self._low(end) not in {","} | _DASHES:
            return False
        following = self._tokens[end + 1]
        if following.text in QUOTE_MARKS or following.low in _ASIDES:
            return False
        words = self._words
        finite = following.low in words.have | words.be | _BE | {"ne", "n'", "se", "s'", "doit", "peut", "pourrait", "devrait"} | (
            _MODALS - {"to"} if words.language == "en" else frozenset()
        )
        return finite or (start - first < 4 and following.low not in words.determiners)

    def _inversion_fits(
        self, verb: _Verb, after: tuple[tuple[int, int], ...], before: tuple[int, tuple[tuple[int, int], ...], bool] | None
    ) -> bool:
        words = self._words
        known = words.clause | words.incise
        if self._closes(verb.start - 1) or (self._low(verb.start - 1) == "," and self._closes(verb.start - 2)):
            return True
        if verb.lemma not in known:
            return False
        first_word = self._tokens[after[0][0]]
        if before is not None:
            return first_word.capital
        return verb.lemma not in words.complement or first_word.capital or first_word.low in words.pronouns or (
            words.language == "fr" and first_word.low in {"le", "la", "l'", "les", "un", "une", "son", "sa"}
        )

    def _subject_after(self, verb: _Verb, last: int) -> tuple[tuple[int, int], ...] | None:
        at = verb.end
        if at < last and self._low(at) in {"que", "qu'", "that", ":"}:
            return None
        for place in (at, self._skip_adjuncts(at, last)):
            end = self._phrases.end(place) if place < last else None
            if end is None or end > last:
                continue
            if self._words.language == "fr" and self._low(place) in self._words.pronouns:
                continue
            phrases = [(place, end)]
            if end + 1 < last and self._low(end) in ("et", "and"):
                second = self._phrases.end(end + 1)
                if second is not None and second <= last and self._boundary(second, last):
                    phrases.append((end + 1, second))
                    end = second
            if self._boundary(end, last):
                return tuple(phrases)
        return None

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
            or token.low in {"qui", "who", "dont", "et", "and", "mais", "but", "tandis", "alors", "while", "as", "quant", "when", "quand", "lorsqu'"}
            or words.is_adverb(token)
            or words.lemma(token, "gerund") is not None
        )

    def _with_apposition(self, end: int, last: int) -> int:
        return end

    def _skip_adjuncts(self, at: int, last: int) -> int:
        """Past adverbs, times and prepositional phrases between a verb and what belongs to it."""
        words = self._words
        stop = min(last, at + _REACH)
        while at < stop:
            token = self._tokens[at]
            if token.low in words.time or words.is_adverb(token) or token.kind == "number":
                at += 1
                continue
            if token.low in ("ce", "cet", "cette", "last", "this", "le") and self._low(at + 1) in words.time | {"semaine", "week"}:
                at += 2
                continue
            if token.low == "le" and at + 1 < stop and self._tokens[at + 1].kind == "number":
                at += 2
                continue
            if token.low == "," and at + 1 < stop:
                beyond = self._skip_adjuncts(at + 1, min(stop, at + 16)) if self._begins_adjunct(at + 1) else at + 1
                if beyond > at + 1 and self._low(beyond) == ",":
                    at = beyond + 1
                    continue
                return at
            if token.low in words.prepositions:
                end = self._adjunct_end(at + 1, stop)
                if end == at + 1:
                    return at
                at = end
                continue
            return at
        return at

    def _begins_adjunct(self, at: int) -> bool:
        token = self._tokens[at]
        return token.low in self._words.prepositions or token.low in self._words.time or self._words.is_adverb(token)

    def _adjunct_end(self, at: int, stop: int) -> int:
        words = self._words
        while at < stop and self._low(at) in words.prepositions | {"de", "du", "d'", "of"}:
            at += 1
        if at < stop and self._low(at) in words.time | {"l'issue"}:
            return at + 1
        end = self._phrases.end(at) if at < stop else None
        if end is not None:
            return min(end, stop)
        while at < stop and self._tokens[at].kind == "word" and not self._tokens[at].capital:
            low = self._low(at)
            if low in words.determiners or low in words.stops or low in words.prepositions:
                break
            at += 1
        return at

    def _subject_before(self, at: int, first: int) -> tuple[int, tuple[tuple[int, int], ...], bool] | None:
        """(start, phrases, set off by a comma) of the subject that ends where the verb begins."""
        low = self._low(at - 1) if at > first else ""
        if low in {"qui", "who"}:
            end = at - 1 - (self._low(at - 2) == ",")
            found = self._phrases_ending(end, first)
            return (found[0], found[1], True) if found else None
        if low == ",":
            floor = max(first, at - 45)
            for comma in range(at - 2, floor, -1):
                if self._tokens[comma].text in QUOTE_MARKS or self._low(comma) in {";", ":"} | _ENDS:
                    break
                if self._low(comma) != ",":
                    continue
                found = self._phrases_ending(comma, first)
                if found and self._is_insertion(comma + 1, at - 1):
                    start, phrases = found
                    inner = self._phrases.end(comma + 1)
                    if inner == at - 1 and len(phrases) == 1:
                        phrases = ((phrases[0][0], at - 1),)
                    return start, phrases, True
            return None
        found = self._phrases_ending(at, first)
        return (found[0], found[1], False) if found else None

    def _is_insertion(self, start: int, end: int) -> bool:
        if start >= end:
            return False
        token = self._tokens[start]
        if token.low in {"qui", "who", "dont", "whose"} or self._begins_adjunct(start) or token.kind == "number":
            return True
        words = self._words
        if any(self._low(place) in words.have | words.be | {"et", "mais", "and", "but"} for place in range(start, min(end, start + 3))):
            return False
        return token.capital or token.low in words.determiners or token.kind == "word"

    def _phrases_ending(self, end: int, first: int) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """The longest phrase, or coordination, that begins at a clause's edge and ends exactly at `end`."""
        for start in range(max(first, end - _REACH), end):
            if start > first and not self._may_begin(start):
                continue
            phrases = self._phrases.coordinated(start, end)
            if phrases is None or (len(phrases) > 2 and start > first and self._low(start - 1) == ","):
                continue
            if len(phrases) == 2 and self._low(phrases[0][1]) == ",":
                if self._low(phrases[1][0]) not in self._words.pronouns:
                    continue
                phrases = phrases[1:]
            return phrases[0][0], tuple(phrases)
        return None

    def _may_begin(self, start: int) -> bool:
        before, token, words = self._tokens[start - 1], self._tokens[start], self._words
        if before.kind == "mark":
            return before.low != "("
        if before.low in words.determiners or before.low in {"de", "du", "d'", "of", "'s"}:
            return False
        if before.low in words.prepositions and before.low not in {"as", "after", "before", "since", "until", "selon"}:
            return False
        if before.capital and not words.is_adverb(before) and before.low not in words.stops | words.time:
            return False
        content = not (
            before.low in words.stops or before.low in words.time or words.is_adverb(before) or before.low in words.prepositions
        )
        return not content or before.kind == "number" or token.capital

    def _second_verb(self, verb: _Verb, first: int, last: int, earlier: list[Attribution]) -> Attribution | None:
        """ "… et a ajouté que": the subject is that of the attribution before it in the sentence."""
        low = self._low(verb.start - 1)
        if low not in {"et", "puis", "mais", "and", "but", "then"} or not earlier:
            return None
        complement = self._complement(verb, last)
        if complement is None:
            return None
        start = verb.start - 1
        start -= self._low(start - 1) in {",", "et", "and"}
        return Attribution(
            complement[0], start, complement[1], complement[1], (), (verb.first, verb.end), self._is_hedged(verb), True
        )

    def subject(self, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """The somebody that a clause begins with, or nothing."""
        for place in range(first, min(last, first + _REACH)):
            if self._quoted[place] or (place > first and not self._may_begin(place)):
                continue
            end = self._phrases.end(place)
            if end is not None and end <= last and self._is_somebody(place, end):
                return ((place, end),)
        return ()

    # -- what is said --------------------------------------------------------------------------------------------

    def _complement(self, verb: _Verb, last: int) -> tuple[Kind, int] | None:
        """(kind, place where the words begin) of what follows the verb."""
        words, at = self._words, verb.end
        if at >= last:
            return None
        link = self._conjunction(verb, at, last)
        if link is not None:
            return "clause", link
        at, _ = self._skip_adverbs(at, last)
        if words.language == "en" and verb.lemma in words.told and at < last:
            end = self._phrases.end(at)
            if end is not None and end < last:
                after = self._skip_adjuncts(end, last)
                for place in (after, end):
                    kind = self._marked(verb, place, last)
                    if kind is not None:
                        return kind
                if after >= last or self._tokens[after].kind == "mark":
                    return None
                if verb.lemma == "tell" and self._low(end) != "to":
                    return "clause", after
                if verb.lemma != "warn":
                    return None
        beyond = self._skip_adjuncts(at, last)
        for place in dict.fromkeys((at, beyond)):
            kind = self._marked(verb, place, last)
            if kind is not None:
                return kind
        if beyond >= last or self._low(beyond) in {",", ";", ")"} | _ENDS | _DASHES:
            return self._linked_object(verb, at, last)
        if words.language == "en" and verb.lemma in words.bare_clause and verb.lemma != "tell":
            starts_clause = self._phrases.end(beyond) is not None or self._tokens[beyond].capital or self._low(beyond) in {"there", "it", "no"}
            if verb.lemma == "say" or starts_clause:
                time = self._skip_times(at, last)
                return "clause", time
        return self._linked_object(verb, at, last)

    def _skip_times(self, at: int, last: int) -> int:
        words = self._words
        while at < last:
            low = self._low(at)
            if low in words.time or words.is_adverb(self._tokens[at]):
                at += 1
            elif low in {"on", "in", "last", "this", "late", "early"} and (self._low(at + 1) in words.time):
                at += 2
            else:
                break
        return at

    def _marked(self, verb: _Verb, at: int, last: int) -> tuple[Kind, int] | None:
        """Words that a colon or a quotation mark announces at `at`."""
        if at >= last:
            return None
        if self._low(at) == ":":
            return ("colon", at + 1) if at + 1 < last else None
        if self._tokens[at].text in "«“\"‹‘'" and self._quotes_at(at):
            direct = self._words.language == "en" and verb.lemma in self._words.bare_clause
            return ("colon" if direct else "object"), at
        if self._low(at) == "," and at + 1 < last and self._tokens[at + 1].text in "«“\"‘'" and self._quotes_at(at + 1):
            return "colon", at + 1
        return None

    def _quotes_at(self, at: int) -> bool:
        return at + 1 < len(self._quoted) and self._quoted[at + 1]

    def _conjunction(self, verb: _Verb, at: int, last: int) -> int | None:
        """Where the reported clause begins, after "que" or "that" and whatever stands between it and the verb."""
        words = self._words
        if verb.lemma not in words.clause:
            return None
        links = {"que", "qu'"} if words.language == "fr" else {"that"}
        questions = {"si", "s'"} if words.language == "fr" else {"whether", "if"}
        at, _ = self._skip_adverbs(at, last)
        for place in range(at, min(last, at + _REACH)):
            token = self._tokens[place]
            if token.low in links:
                return place + 1 if place + 1 < last else None
            if place == at and token.low in questions and verb.lemma in {"demander", "interroger", "ask", "wonder", "question"}:
                return place
            if token.low in {".", ";", ":", "?", "!"} or token.text in "«“\"" or token.low in words.have | words.be | _BE:
                return None
            plain = token.low in words.time or token.kind == "number" or words.is_adverb(token) or token.low in words.prepositions
            told = verb.lemma in words.told or self._low(verb.first - 1) in {"lui", "leur"}
            aside = token.low == "," and place + 1 < last and self._begins_adjunct(place + 1)
            if (place == at and not (plain or aside or told or token.low in ("ce", "l'"))) or words.lemma(token, "gerund"):
                return None
            if token.low in words.stops and token.low not in {"en", "y", "et", "and", "alors", "comme"} | words.adverbs:
                return None
        return None

    def _linked_object(self, verb: _Verb, at: int, last: int) -> tuple[Kind, int] | None:
        """A complement without "que": "a promis de", "a condamné l'attaque", "s'est dit prêt à", "warned of"."""
        words = self._words
        if at >= last or verb.lemma not in words.complement:
            return None
        token = self._tokens[at]
        if verb.lemma in ("dire", "déclarer", "affirmer", "assurer", "prétendre", "croire", "penser"):
            reflexive = self._low(verb.first) in {"s'", "se"}
            infinitive = token.low.endswith(("er", "ir", "re", "oir")) and not token.capital and token.low not in words.stops
            passes = (reflexive or infinitive) and token.kind == "word" and token.low not in words.prepositions
            return ("object", at) if passes else None
        at = self._skip_times(at, last) if words.language == "en" else self._skip_adjuncts_of_time(at, last)
        if at >= last:
            return None
        token = self._tokens[at]
        if token.low in {"à", "au", "aux"} and verb.lemma in {"demander", "recommander", "proposer", "promettre", "reprocher"}:
            asked = self._adjunct_end(at + 1, last)
            if asked < last and self._low(asked) in {"de", "d'"}:
                return "object", asked
        links = words.needs_link.get(verb.lemma)
        if links is not None:
            return ("object", at) if token.low in links else None
        if token.kind != "word" or token.low in {"par", "by", "dans", "lors", "avec", "en", "in", "at", "on"}:
            return None
        return "object", at

    def _skip_adjuncts_of_time(self, at: int, last: int) -> int:
        while at < last and (self._low(at) in self._words.time or self._words.is_adverb(self._tokens[at])):
            at += 1
        return at

    # -- sources without a verb ----------------------------------------------------------------------------------

    def _as_said(self, verb: _Verb, first: int, last: int) -> Attribution | None:
        """ "comme l'a dit John Kerry", "ainsi que l'a expliqué le préfet"."""
        if self._low(verb.start - 1) not in {"comme", "que"}:
            return None
        after = self._subject_after(verb, last)
        if after is None:
            return None
        start = verb.start - 1
        return self._around_source(start, after[-1][1], after, (verb.first, verb.end), verb.hedged, first, last)

    def _source(self, at: int, first: int, last: int) -> Attribution | None:
        """ "selon X", "d'après X", "according to X"; "pour X," only at the head of a sentence."""
        if self._quoted[at]:
            return None
        low, after = self._low(at), 0
        if self._words.language == "fr":
            if low == "selon":
                after = at + 1
            elif low == "d'" and self._low(at + 1) == "après":
                after = at + 2
            elif low == "aux" and self._low(at + 1) == "yeux" and self._low(at + 2) in {"de", "du", "des", "d'"}:
                after = at + 3 - (self._low(at + 2) == "du")
            elif low == "de" and [self._low(at + k) for k in (1, 2, 3)] == ["l'", "avis", "de"]:
                after = at + 4
            elif low in {"à", "a"} and [self._low(at + k) for k in (1, 2)] == ["en", "croire"]:
                after = at + 3
            elif low == "pour" and at == first:
                after = at + 1
        elif low == "according" and self._low(at + 1) == "to":
            after = at + 2
        elif low == "in" and [self._low(at + k) for k in (1, 2, 3)] in (["the", "view", "of"], ["the", "words", "of"]):
            after = at + 4
        elif low == "for" and at == first:
            after = at + 1
        if not after or after >= last:
            return None
        end = self._phrases.end(after)
        if end is None or end > last:
            return None
        if any(self._low(place) in self._words.not_sources for place in range(after, min(end, after + 2))):
            return None
        speaker = (after, end)
        if low in {"pour", "for"} and (self._low(end) != "," or not self._is_somebody(after, end)):
            return None
        if self._low(end) == "," and end + 1 < last:
            inner = self._phrases.extent(end + 1)
            if inner is not None and self._low(inner) == "," and self._tokens[end + 1].capital != self._tokens[after].capital:
                end = inner
                if self._tokens[inner - 1].capital:
                    speaker = (after, inner)
        source = (at, after) if low not in {"pour", "for"} else (at, at + 1)
        return self._around_source(at, end, (speaker,), source, low not in {"pour", "for"}, first, last)

    def _is_somebody(self, start: int, end: int) -> bool:
        if self._low(start) in self._words.pronouns:
            return True
        lows = {self._low(place) for place in range(start, end)}
        heads = frozenset().union(*self._words.linking_heads.values()) | self._words.bare_plurals
        name = self._phrases.name_end(start) == end and end - start > 1
        return name or bool(lows & heads)

    def _around_source(
        self, at: int, end: int, speakers: tuple[tuple[int, int], ...], source: tuple[int, int], hedged: bool, first: int, last: int
    ) -> Attribution | None:
        lead = at
        while lead > first and self._low(lead - 1) in {",", "mais", "but", "et", "and", "or", "car"}:
            lead -= 1
        opening = all(self._words.is_adverb(self._tokens[place]) for place in range(first, lead))
        at_head = opening or self._low(lead - 1) in {";", ":"}
        if at_head:
            content = end
            while content < last and self._low(content) == ",":
                content += 1
            if content >= last or self._low(content) in _ENDS:
                return None
            return Attribution("clause", lead if lead > first else at, content, content, speakers, source, hedged)
        start = at
        while start > first and self._low(start - 1) in {","} | _DASHES:
            start -= 1
        around = self._goes_on(first, start, end, last)
        return Attribution("around" if around else "before", start, end, start, speakers, source, hedged)
