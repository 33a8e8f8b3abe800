"""Where an article says who speaks: the verb or preposition of saying, its subject, and the side of the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa.clause_text import DASHES, ENDS, REACH, TIMES, ClauseText
from qa.complements import Complements, Kind
from qa.institutions import NOUNS
from qa.lexicon import Lexicon
from qa.roles import is_person_noun, parse_role
from qa.speech_verb import SpeechVerb
from qa.speech_verbs import ADDRESSES, SpeechVerbs
from qa.subjects import PAPERS, Subjects
from qa.tokens import QUOTE_MARKS, Token

_POSSESSIVES: Final = frozenset(("son", "sa", "leur", "his", "her", "its", "their"))
_ASIDES: Final = frozenset(
    [
        "sans",
        "lors",
        "dans",
        "devant",
        "à",
        "en",
        "qui",
        "au",
        "aux",
        "après",
        "avant",
        "selon",
        "depuis",
        "par",
        "avec",
        "sur",
        "pour",
        "comme",
        "during",
        "in",
        "at",
        "after",
        "before",
        "speaking",
        "who",
        "without",
        "with",
        "on",
        "referring",
        "adding",
        "citing",
        "as",
        "according",
    ]
)
_SUBORDINATE: Final = frozenset(
    [
        "si",
        "s'",
        "quand",
        "lorsque",
        "lorsqu'",
        "comme",
        "puisque",
        "puisqu'",
        "if",
        "when",
        "unless",
        "once",
        "because",
    ]
)
# A verb that another one must follow, or a copula: no clause ends with it.
_AWAITING: Final = frozenset(
    "peut peuvent pourrait pourraient doit doivent devrait devraient va vont est sont sera seront serait seraient a ont "
    "aura auront aurait auraient can could may might must should will would is are was were has have had".split()
)
_REPLIES: Final = frozenset(("avis", "opinion", "réponse", "answer", "reply", "response", "view", "verdict"))
_VIEWS: Final = frozenset(("view", "opinion", "words", "judgment", "telling"))
_ACCOUNTS: Final = frozenset(("account", "reckoning", "telling"))
_RELATIVES: Final = frozenset(("qui", "lequel", "laquelle", "lesquels", "lesquelles"))
_INDEFINITE: Final = frozenset(["it", "i", "we", "nous", "vous"])


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
    relative: bool = False  # "a figure that she called “fantasy”", whoever gave the figure


class AttributionFinder:
    """Finds the attributions of one text, sentence by sentence.

    `quoted[i]` tells whether token i stands inside quotation marks: there only interpolated clauses count.
    """

    def __init__(self, tokens: Sequence[Token], words: Lexicon, quoted: Sequence[bool]) -> None:
        text = ClauseText(tokens, words, quoted)
        self._text = text
        self._tokens = text.tokens
        self._words = text.words
        self._phrases = text.phrases
        self._quoted = text.quoted
        self._subjects = Subjects(text)
        self._verbs = SpeechVerbs(text, self._subjects)
        self._complements = Complements(text)

    def opening(self, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """The subject that the clause `first:last` begins with, or nothing."""
        return self._subjects.of_clause(first, last)

    def named(self, first: int, last: int) -> tuple[tuple[int, int], ...]:
        """Whose opinion or answer the tokens `first:last` announce: "Ce n'est pas l'avis de Jeanne Martin :", "Monroe's
        answer was short:"."""
        for place in range(last - 2, max(first, last - REACH) - 1, -1):
            end = self._phrases.name_end(place) if self._tokens[place].capital else None
            before = [self._text.low(place - back) for back in (1, 2)]
            if end is None or end > last:
                continue
            if place == first and self._text.low(end) == "'s" and self._text.low(end + 1) in _REPLIES:
                return ((place, end),)
            if before[0] in {"de", "d'", "of"} and before[1] in _REPLIES:
                return ((place, end),)
        return ()

    def phrase_end(self, place: int) -> int:
        """Where the noun phrase that begins at a token ends; the token itself where none does."""
        return self._phrases.end(place) or place

    def leading(self, first: int, last: int) -> tuple[int, int, int, int] | None:
        """(start, end, start and end of the verb) of a person that opens the sentence `first:last`."""
        return self._subjects.leading(first, last)

    def find(self, first: int, last: int) -> list[Attribution]:
        """The attributions among the tokens `first:last` of one sentence, in order."""
        found: list[Attribution] = []
        at = first
        while at < last:
            attribution = self._source(at, first, last)
            if attribution is None:
                verb = self._verbs.at(at, first, last)
                attribution = self._attribution(verb, first, last, found) if verb else None
                if attribution is None:
                    at += 1
                    continue
            found.append(attribution)
            at = max(at + 1, attribution.end)
        return found

    def _attribution(self, verb: SpeechVerb, first: int, last: int, earlier: list[Attribution]) -> Attribution | None:
        inside = self._quoted[verb.first]
        parenthetical = verb.start > first and (
            self._text.low(verb.start - 1) in {",", "?", "!", "…"} | DASHES or self._text.closes(verb.start - 1)
        )
        announced = verb.object_clitic and self._complements.of(verb, last)
        blames = verb.lemma in ADDRESSES and announced and announced[0] == "object"  # "l'accuse de mentir"
        if verb.object_clitic and not blames and not (announced and announced[0] == "colon"):
            return self._as_said(verb, first, last)
        if verb.gerund:
            complement = self._complements.of(verb, last)
            if complement is None or inside:
                return None
            start = verb.start - (self._text.low(verb.start - 1) == ",")
            return Attribution(
                complement[0], start, complement[1], complement[1], (), (verb.first, verb.end), verb.hedged, True
            )
        if verb.inverted is not None:
            if not parenthetical and verb.start > first:
                return None
            return self._before(
                verb, ((verb.inverted, verb.inverted + 1),), max(verb.end, verb.inverted + 1), first, last
            )
        before = self._subjects.before(verb.start, first) or self._subjects.there(verb.start, first)
        if parenthetical and (before is None or before[2]):
            after = self._subjects.after(verb, last)
            begins = (
                self._verbs.incise(verb.end - 1, last) if after is None and self._words.language == "fr" else None
            )
            if begins is not None:  # « … », raconte encore incrédule Mathilde
                after = ((begins, self._phrases.end(begins) or begins + 1),)
            if after is not None and self._inversion_fits(verb, after, before):
                after = self._subjects.with_name(after, last)
                return self._before(verb, after, after[-1][1], first, last)
        if inside and not (self._words.language == "en" and before is not None):
            return None
        if before is None:
            return self._second_verb(verb, first, last, earlier) if not inside else None
        start, speakers, _ = before
        if len(speakers) == 1 and self._text.low(speakers[0][0]) in _INDEFINITE - {"it"}:
            return None
        complement = self._complements.of(verb, last) if not inside else None
        quoted = start > first and self._text.closes(start - 1) and self._words.language == "en"
        if complement is not None and quoted and complement[0] != "colon":  # “…,” she said to applause
            that = self._text.low(complement[1] - 1) == "that" and self._text.low(complement[1]) not in TIMES
            complement = complement if that else None
        relative = complement is not None and complement[0] != "clause" and self._is_relative(start, first)
        if complement is not None and (not relative or self._names_so(start, complement[1], last)):
            kind, content = complement
            place = (verb.first, verb.end)
            return Attribution(
                kind, start, content, content, speakers, place, self._is_hedged(verb), relative=relative
            )
        if self._words.language == "en" and start > first and verb.lemma in self._words.clause | self._words.incise:
            set_off = self._text.low(start - 1) in {",", "?", "!", "…"} | DASHES or self._text.closes(start - 1)
            ahead = self._text.skip_adjuncts(verb.end, last)
            told = self._phrases.end(verb.end) if verb.lemma in self._words.told and verb.end < last else None
            ahead = told or ahead
            ends = verb.end >= last or self._text.low(verb.end) in {",", ";", ":"} | ENDS | DASHES or ahead > verb.end
            closes = self._text.closes(start - 1) or self._text.closes(start - 2)
            if set_off and (ends or quoted) and (closes or verb.lemma in self._words.clause):
                moved = SpeechVerb(verb.lemma, start, verb.first, verb.end, hedged=verb.hedged)
                return self._before(moved, speakers, verb.end, first, last)
        return None

    def _is_relative(self, start: int, first: int) -> bool:
        """ "un chiffre que la direction conteste": what is said stands before, and is no sentence."""
        if start - 2 < first or self._text.low(start - 1) not in {"que", "qu'", "which", "that", "dont"}:
            return False
        before = self._tokens[start - 2]
        return before.kind == "word" and before.low not in self._words.stops and not self._words.verbs.get(before.low)

    def _names_so(self, start: int, content: int, last: int) -> bool:
        """ "…, a figure that she called “fantasy”", "…, un plan qu'il qualifie de « folie »": apart from the rest."""
        apart = self._text.low(start - 3) in {"a", "an", "un", "une"} and self._text.low(start - 4) == ","
        return apart and any(
            self._tokens[place].text in QUOTE_MARKS for place in range(content, min(content + 2, last))
        )

    def _is_hedged(self, verb: SpeechVerb) -> bool:
        return verb.hedged or verb.lemma in self._words.distancing

    def _before(
        self, verb: SpeechVerb, speakers: tuple[tuple[int, int], ...], end: int, first: int, last: int
    ) -> Attribution | None:
        """The attribution set off by a comma or a closing mark; "around" where the sentence goes on after it."""
        if len(speakers) == 1 and self._text.low(speakers[0][0]) in _INDEFINITE - {"it"}:
            return None
        start = verb.start
        while start > first and (self._text.low(start - 1) == "," or self._text.low(start - 1) in DASHES):
            start -= 1
        if start <= first and not self._text.closes(first - 1):
            return None
        around = self._goes_on(first, start, end, last)
        return Attribution(
            "around" if around else "before",
            start,
            end,
            start,
            speakers,
            (verb.first, verb.end),
            self._is_hedged(verb),
        )

    def _goes_on(self, first: int, start: int, end: int, last: int) -> bool:
        """ "Le Front, a ajouté Ivanov, est une menace": the words before the comma do not stand alone."""
        if end + 1 >= last or self._text.low(end) not in {","} | DASHES:
            return False
        following = self._tokens[end + 1]
        if following.text in QUOTE_MARKS:
            resumed = end + 2 < last and self._tokens[end + 2].text[:1].islower()
            return resumed and not self._text.closes(start - 1) and not self._quoted[start]
        if self._text.closes(start - 1) and (self._quoted[first] or self._tokens[first].text in QUOTE_MARKS):
            return False  # the words are quoted, and the marks close them
        inverted = self._tokens[end - 1].inverted
        pronoun = inverted or self._text.low(end - 1) in self._words.pronouns
        if pronoun and following.low in {"dont", "qui", "que", "qu'", "which", "whose"}:
            return True  # "Trois mille hectares sont touchés, a-t-il dit, dont un tiers ne donnera rien"
        if self._text.low(start - 1) in _AWAITING or (inverted and self._text.is_finite(self._text.low(start - 1))):
            return True  # "pourrait, prévient-elle, effacer"
        if following.low in _ASIDES:
            return False
        if inverted and following.kind == "word" and not following.low.endswith("ant") and not following.capital:
            return True  # "les réserves, rétorque-t-elle, contiennent encore 41.000 objets"
        if start - first < 4 and following.low not in self._words.determiners:
            return True
        if self._text.low(first) in _SUBORDINATE:
            return True
        for place in range(end + 1, min(last, end + 14)):
            low = self._text.low(place)
            if low in {"qui", "que", "qu'", "dont", "où", "who", "whom", "whose", "which", "that", "where", "when"}:
                return False
            if self._text.is_finite(low):
                return True
        return False

    def _inversion_fits(
        self,
        verb: SpeechVerb,
        after: tuple[tuple[int, int], ...],
        before: tuple[int, tuple[tuple[int, int], ...], bool] | None,
    ) -> bool:
        """Whether what follows the verb is its subject: certain after quoted words, to be weighed after a comma."""
        words = self._words
        if self._text.follows_quote(verb.start) or self._quoted[verb.first]:
            return True
        if verb.lemma not in words.clause | words.incise:
            return False
        start, end = after[0]
        first_word = self._tokens[start]
        if before is not None and self._text.is_somebody(*before[1][0]):
            return False
        if words.language == "en":
            named = first_word.capital or self._text.is_somebody(start, end)
            return verb.lemma in {"say", "add", "explain", "note", "warn", "argue", "insist"} and named
        office = parse_role(self._text.words_of(start, end))
        if verb.lemma not in words.complement and office.known and self._text.low(end) in ENDS:
            return True  # "Deux cents ouvriers, rive nord, commencent à l'aube, rappelle le maire."
        if before is not None or verb.lemma in words.complement:
            articles = {"le", "la", "l'", "les", "un", "une", "son", "sa"}
            return first_word.capital or (before is None and first_word.low in words.pronouns | articles)
        return True

    def _second_verb(self, verb: SpeechVerb, first: int, last: int, earlier: list[Attribution]) -> Attribution | None:
        """ "… et a ajouté que": the subject is that of the attribution before it in the sentence."""
        low = self._text.low(verb.start - 1)
        if low not in {"et", "puis", "mais", "and", "but", "then"} or not (
            earlier or self._subjects.of_clause(first, verb.start)
        ):
            return None
        complement = self._complements.of(verb, last)
        if complement is None:
            return None
        start = verb.start - 1
        start -= self._text.low(start - 1) in {",", "et", "and"}
        return Attribution(
            complement[0],
            start,
            complement[1],
            complement[1],
            (),
            (verb.first, verb.end),
            self._is_hedged(verb),
            True,
        )

    def _as_said(self, verb: SpeechVerb, first: int, last: int) -> Attribution | None:
        """ "comme l'a dit John Miller", "ainsi que l'a expliqué le préfet"."""
        if self._text.low(verb.start - 1) not in {"comme", "que"}:
            return None
        after = self._subjects.after(verb, last)
        if after is None:
            return None
        start = verb.start - 1
        return self._around_source(start, after[-1][1], after, (verb.first, verb.end), verb.hedged, first, last)

    def _source(self, at: int, first: int, last: int) -> Attribution | None:
        """ "selon X", "d'après X", "according to X"; "pour X," only at the head of a sentence."""
        if self._quoted[at]:
            return None
        low, after = self._text.low(at), 0
        if self._words.language == "fr":
            if low in {"selon", "pour"} and self._text.low(at + 1) in _RELATIVES:
                stop = at - (self._text.low(at - 1) == ",")  # "s'appuie sur un rapport du cabinet X, selon lequel …"
                told = self._subjects.antecedent(stop, first) if self._text.low(at + 1) == "qui" else None
                if told is not None and at + 2 < last:
                    return Attribution("clause", at, at + 2, at + 2, told[1], (at, at + 2), False)
                paper = next((p for p in range(max(first, stop - 12), stop) if self._phrases.end(p) == stop), None)
                lows = set() if paper is None else {self._text.low(place) for place in range(paper, stop)}
                known = lows & (PAPERS | NOUNS["fr"]) or (paper is not None and self._text.is_somebody(paper, stop))
                if paper is None or not known or at + 2 >= last:
                    return None
                return Attribution("clause", at, at + 2, at + 2, ((paper, stop),), (at, at + 2), False)
            if low == "selon":
                after = at + 1
            elif low == "d'" and self._text.low(at + 1) == "après":
                after = at + 2
            elif (
                low == "aux"
                and self._text.low(at + 1) in {"yeux", "dires"}
                and self._text.low(at + 2) in {"de", "du", "des", "d'"}
            ):
                after = at + 3 - (self._text.low(at + 2) == "du")
            elif low == "de" and [self._text.low(at + k) for k in (1, 2, 3)] == ["l'", "avis", "de"]:
                after = at + 4
            elif low in {"à", "a"} and [self._text.low(at + k) for k in (1, 2)] == ["en", "croire"]:
                after = at + 3
            elif low == "pour" and (at == first or self._text.low(at - 1) == ":"):
                after = at + 1
        elif low == "according" and self._text.low(at + 1) == "to":
            after = at + 2
        elif low == "in" and [self._text.low(at + k) for k in (1, 2, 3)] in (
            ["the", "view", "of"],
            ["the", "words", "of"],
        ):
            after = at + 4
        elif (
            low in {"in", "by"}
            and self._text.low(at + 1) in {"his", "her", "their"}
            and self._text.low(at + 2) in (_VIEWS if low == "in" else _ACCOUNTS)
            and (low == "in" or self._set_off(at, at + 3, first))
        ):
            return self._around_source(at, at + 3, ((at + 1, at + 2),), (at, at + 3), False, first, last)
        elif (
            low in {"in", "by"}
            and (view := self._in_view_of(at, last)) is not None
            and (low == "in" or self._set_off(at, view + 2, first))
        ):
            return self._around_source(at, view + 2, ((at + 1, view),), (at, view + 2), False, first, last)
        elif low == "for" and at == first:
            after = at + 1
        elif low == "as":
            put = next(
                (place for place in range(at + 2, min(at + 9, last - 1)) if self._text.low(place) in {"put", "puts"}),
                None,
            )
            if put is not None and self._text.low(put + 1) == "it":
                return self._around_source(at, put + 2, ((at + 1, put),), (put, put + 2), False, first, last)
        if not after or after >= last:
            return None
        end = self._phrases.extent(after) if self._words.language == "en" else self._phrases.end(after)
        if end is None and self._tokens[after].low in '«“"' and after + 1 < last and self._tokens[after + 1].capital:
            end = next(
                (place + 1 for place in range(after + 2, min(after + 8, last)) if self._text.closes(place)), None
            )
        if end is None or end > last:
            return None
        if any(self._text.low(place) in self._words.not_sources for place in range(after, min(end, after + 2))):
            return None
        speaker = (after, end)
        if self._text.low(end) in {"que", "qu'", "dont"}:  # "d'après un audit que nous avons pu consulter, …"
            end = next((place for place in range(end, min(end + 14, last)) if self._text.low(place) == ","), end)
        if low in {"pour", "for"} and (self._text.low(end) != "," or not self._holds_view(after, end)):
            return None
        if self._text.low(end) == "," and end + 1 < last:
            inner = self._phrases.extent(end + 1)
            named = inner is not None and self._phrases.name_end(end + 1) == inner and inner > end + 2
            if (
                inner is not None
                and (self._text.low(inner) == "," or (named and (inner >= last or self._text.low(inner) in ENDS)))
                and (
                    self._tokens[end + 1].capital != self._tokens[after].capital
                    or (self._text.low(after) in _POSSESSIVES and self._tokens[inner - 1].capital)
                )
            ):
                end = inner
                if self._tokens[inner - 1].capital:
                    speaker = (after, inner)
            else:
                end = self._past_apposition(end, last)
        source = (at, after) if low not in {"pour", "for"} else (at, at + 1)
        return self._around_source(at, end, (speaker,), source, low not in {"pour", "for"}, first, last)

    def _set_off(self, start: int, end: int, first: int) -> bool:
        """Between commas, or at the sentence's edge: "the bank's account manager" tells nothing."""
        opens = start == first or self._text.low(start - 1) == ","
        return opens and (self._text.low(end) in ENDS | {",", ""})

    def _in_view_of(self, at: int, last: int) -> int | None:
        """Where the possessive stands in "in the Welshman's view", "by the driver's account"."""
        for place in range(at + 2, min(at + 9, last - 1)):
            told = _VIEWS if self._text.low(at) == "in" else _ACCOUNTS
            if self._text.low(place) == "'s" and self._text.low(place + 1) in told:
                return place
        return None

    def _holds_view(self, start: int, end: int) -> bool:
        """Somebody, or a body that may have a view: "Pour le syndicat des producteurs, …"."""
        bodies = NOUNS[self._words.language]
        head = self._text.low(start + 1) if self._words.language == "fr" else self._text.low(end - 1)
        definite = self._text.low(start) in {
            "le",
            "la",
            "l'",
            "the",
        }
        if self._text.is_somebody(start, end):
            return True
        if self._tokens[start].capital and self._text.low(end + 1) in self._words.determiners:
            apposed = self._phrases.end(end + 1)  # "Pour Economia, l'organisation qui fédère …, "
            noun = self._text.low(end + 2)
            return apposed is not None and noun in bodies and self._past_apposition(end, end + 20) != end
        office = parse_role(" ".join(token.text for token in self._tokens[start:end])).known
        apposed = self._phrases.end(
            end + 1
        )  # "Pour la cheffe de la délégation, Ann Moss, …", "…, l'avocate Ann Moss, …"
        named = apposed is not None and self._tokens[apposed - 1].capital and self._text.low(apposed) == ","
        named = office and (named or self._tokens[end + 1].capital)
        owned = self._text.low(start) in _POSSESSIVES and office  # "Pour sa cheffe, l'ex-juge Ann Moss, …"
        return (definite and (head in bodies or named)) or bool(owned and named)

    def _past_apposition(self, comma: int, last: int) -> int:
        """Behind what is told of a source between two commas: "Pour X, de l'université de Y, …", "Selon X, qui …, …";
        else `comma` itself."""
        opens = self._tokens[comma + 1]
        relative = opens.low in {"qui", "dont", "who", "whose"}
        bare = opens.low in {"de", "d'", "du", "of", "from"} or (
            opens.kind == "word"
            and not opens.capital
            and opens.low not in self._words.determiners | self._words.stops | self._words.pronouns
            and opens.low not in self._words.prepositions | self._words.time
            and not self._words.is_adverb(opens)
        )
        trade = (
            opens.low in {"un", "une", "a", "an"}
            and any(  # "According to X, a local farmer in Y, …"
                is_person_noun(token.low) for token in self._tokens[comma + 2 : comma + 5]
            )
        )
        if not relative and not bare and not trade:
            return comma
        for place in range(comma + 1, min(comma + 18, last - 1)):
            low = self._text.low(place)
            if low == ",":
                return place
            if self._quoted[place] or low in ENDS | {";", ":"} or (not relative and self._text.is_finite(low)):
                break
        return comma

    def _around_source(
        self,
        at: int,
        end: int,
        speakers: tuple[tuple[int, int], ...],
        source: tuple[int, int],
        hedged: bool,
        first: int,
        last: int,
    ) -> Attribution | None:
        lead = at
        while lead > first and self._text.low(lead - 1) in {",", "mais", "but", "et", "and", "or", "car"}:
            lead -= 1
        opening = all(self._words.is_adverb(self._tokens[place]) for place in range(first, lead))
        at_head = opening or self._text.low(lead - 1) in {";", ":"}
        if at_head:
            content = end
            beyond = self._text.skip_adjuncts(end, last)
            if self._text.low(beyond) == ",":
                content = beyond
            while content < last and self._text.low(content) == ",":
                content += 1
            if content >= last or self._text.low(content) in ENDS:
                return None
            return Attribution("clause", lead if lead > first else at, content, content, speakers, source, hedged)
        start = at
        while start > first and self._text.low(start - 1) in {","} | DASHES:
            start -= 1
        adjunct = self._text.low(end) == "," and self._text.low(end + 1) in _ASIDES - {
            "sans",
            "qui",
            "who",
            "without",
        }
        around = adjunct or self._goes_on(first, start, end, last)  # "le texte sera signé, selon lui, avant juin"
        return Attribution("around" if around else "before", start, end, start, speakers, source, hedged)
