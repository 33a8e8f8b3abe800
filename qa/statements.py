"""Who said what: the statements that a news article reports, by rules over its text.

Direct, indirect and mixed speech as in the annotation of quotations (Pareti, "PARC 3.0", LREC 2016: source, cue,
content); here cue and source are found first, and the content is read off their place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from index.sentences import split_sentences
from index.types import Statement
from qa.attributions import Attribution, AttributionFinder
from qa.institutions import NOUNS, Institutions, is_generic, may_be_called
from qa.lexicon import Lexicon, lexicon
from qa.people import People
from qa.quotations import Quotation, find_quotations
from qa.roles import is_hypernym, parse_role, role_gender
from qa.statement_questions import StatementQuestion, parse_question
from qa.subjects import PAPERS
from qa.tokens import Language, Token, listed, tokenize

Mode = Literal["direct", "indirect", "mixed"]

_SEQUELS: Final = listed("et and mais but que qu' while as quand when lorsque alors whereas though although")
_RECENT: Final = 3  # sentences between a speaker and the pronoun that takes them up
_EMPTY: Final = frozenset(("so", "not", "more", "less", "better", "nothing", "little", "no more", "rien"))
_BOTH: Final = frozenset(
    ("both", "both men", "both women", "the two men", "the two women", "the pair", "les deux hommes", "les deux femmes",
     "tous deux", "toutes deux", "tous les deux", "toutes les deux", "les deux élus", "les deux")
)  # fmt: skip
_FAMILY: Final = frozenset(
    ("the couple", "the brothers", "the sisters", "the siblings", "le couple", "les deux frères", "les deux sœurs",
     "les frères", "les sœurs", "les époux")
)  # fmt: skip
_SPOKESPERSON: Final = re.compile(
    r"(?:an?|the|its|une?|le|la|sa|son)\s(?:spokes(?:man|woman|person)|porte-parole)$", re.IGNORECASE
)
_OWN_PAPER: Final = re.compile(r"(?:son|sa|its|leur|their)\s", re.IGNORECASE)
_DETERMINED: Final = re.compile(r"l['’]|(?:le|la|les|the)\s", re.IGNORECASE)
# "GENÈVE, 26 août (Agence) – Le ministre …": where and when it was written.
_DATELINE: Final = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ' -]{2,}(?:, ?[^()–—.]{2,30})?(?: ?\([^()]{2,40}\))? ?[–—-] (?=[A-ZÀ-Þ«“\"])"
)
# "une étude parue", "a note seen by": how a paper came out is no part of its name.
_PARTICIPLE: Final = re.compile(
    r"\s(?:parue?s?|publiée?s?|consultée?s?|obtenue?s?|diffusée?s?|rendue?s? publique?s?|published|seen|obtained|issued|"
    r"released)$"
)
_SEEN: Final = re.compile(r"\s(?:seen|obtained|reviewed|consultée?|obtenue?)\s(?:by|par)\s.*$")
_NATIVE: Final = re.compile(
    r"(?:le\s|la\s|l['’])([A-ZÀ-Þ][a-zà-ÿ-]+(?:aise?|oise?|ien(?:ne)?|éen(?:ne)?|aine?|on(?:ne)?|an[de]?e?|in|ine|ote?|arde?))",
    re.IGNORECASE,
)
_AS_TO: Final = re.compile(r"(?:quant|pour ce qui est)\s(?:à|de)\s([^,.;:!?]{3,80}), $", re.IGNORECASE)
_LONG: Final = 700  # code points of a quotation; in longer ones an interpolated clause speaks for its sentence
_LONGEST: Final = 2000  # code points of a reported clause; longer ones are no sentences
_EDGE: Final = " \t\n\r\u00a0\u202f,;:–—-"
_FRENCH_WORDS: Final = listed("le la les des une est dans pour que qui sur avec pas du au aux ont sont")
_ENGLISH_WORDS: Final = listed("the of and to in is that for was on with has have said it by from are")
# What may stand between "said she" and the words that resume: "noted he drily, …", "said Ann, who scored twice, …".
_ASIDE: Final = re.compile(
    r"(?:\w+ly)?(?:\s?(?:in|to|on|at|from|during|dans|devant|à)\s[^“”«».!?,]{1,50})?\s*,?\s*(?:(?:who|qui)\s[^“”«».!?]{1,60},\s*)?"
)
_ANNOUNCES: Final = re.compile(r"(?:,[^.!?«»“”\":;]{1,90})?\s?:\s(?=[«“\"])")
# said “ninety per cent” of it had been settled
_GOES_ON: Final = re.compile(
    r"\s(?:of\s[^,.;“”\"]{1,60}\s)?(?:had|has|have|was|were|would|will|is|are|could|should|must|can)\b"
)
_RESUMES: Final = re.compile(r",\s(?!avant\b|après\b|en\s\w+ant\b|sans\b|dans\b|lors\b)[a-zà-ÿ]")
_CUT: Final = {
    "fr": re.compile(
        r",\s+(?:jugeant|estimant|considérant|dénonçant|assurant|affirmant|rappelant|soulignant)\s"
        r"|(?<=»)\s+et\s+(?=(?:a|ont|n['’](?:a|ont)|s['’]est|se|ne|\w{3,}(?:é|is))\s)"
        r"|,?\s+(?:et\s+)?tandis\s+qu['’e]|,\s+alors\s+qu['’e]|,\s+mais\s+(?!qu['’e])|,\s+et\s+(?!qu['’e]|d['’]|"
        r"de\b|non\b)(?=\w+\s)"
        r"|,\s+allusion\b|,\s+une?\s+(?:allusion|référence|chiffre|bilan|hypothèse|total|accusation|information|version|affirmation|mesure|décision|"
        r"estimation)\b"
        r"|\s+:\s+(?=(?:celle-ci|celui-ci|ils?|elles?)\b)|,\s+dont\s+l(?:e|a|es|['’])\b"
        r"|,\s+(?:lors\s+d(?:['’]|e\b|u\b|es\b)|à\s+l['’]issue\b|en\s+marge\b|à\s+l['’]occasion\b)"
        r"|\s+lors\s+d['’eu]\s?(?:une?\s+|son\s+|sa\s+)?(?:conférence|point|entretien|interview|discours|meeting|"
        r"allocution|audition)\b"
        r"|,?\s+(?:dans|par|via|selon)\s+(?:un|une|son|sa|le|ce)\s+(?:\w+\s+)?(?:communiqué|entretien|interview|"
        r"message|lettre|tweet|"
        r"déclaration|discours|courrier|billet|tribune|allocution)\b|,\s+devant\s+(?:la|les|des|l['’])|;\s",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?<=[”\"])\s+and\s+(?=\w+ed\b)|,?\s+while\s+(?=\w+\s+\w+)|,\s+but\s+(?!that\b)|,\s+although\b|,\s+as\s+(?!well\b)"
        r"|,\s+an?\s+(?:reference|figure|claim|charge|move|allusion)\b|:\s+(?=(?:he|she|they|it)\b)"
        r"|,?\s+(?:during|in|at|after|before)\s+(?:a|an|his|her|the)\s+(?:\w+\s+){0,2}(?:statement|interview|"
        r"news\s+conference|"
        r"press\s+conference|speech|briefing|letter|tweet|post|email|hearing)\b|,\s+speaking\b|;\s",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class _Draft:
    start: int
    end: int
    speaker: tuple[int, int]  # code points of the attribution's noun phrase
    verb: str
    mode: Mode
    hedged: bool
    sentence: int
    anchor: int  # where the attribution stands: its sentence belongs to the statement


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who spoke last, for the pronouns after."""

    sentence: int
    name: str  # resolved, or as written
    gender: str
    human: bool  # as far as the words tell


def guess_language(text: str) -> Language:
    """French or English, by the function words of the first thousand words."""
    words = re.findall(r"[^\W\d_]+", text[:8000].lower())
    french = sum(word in _FRENCH_WORDS for word in words)
    return "fr" if french >= sum(word in _ENGLISH_WORDS for word in words) else "en"


def _is_paper(name: str) -> bool:
    return any(word in PAPERS for word in name.lower().split())


def extract(text: str, language: str | None = None, people: People | None = None) -> list[Statement]:
    """The statements that `text` gives to somebody, in order; `language` is "fr", "en" or None to guess.

    A statement of two speakers ("A et B ont déclaré que …") stands twice, once under each. Time is linear in the
    length of the text.
    """
    known: Language = "fr" if language == "fr" else "en" if language == "en" else guess_language(text)
    return _Extraction(text, known, people or People.of(text, known)).statements()


class _Extraction:
    def __init__(self, text: str, language: Language, people: People) -> None:
        self._text = text
        self._words: Lexicon = lexicon(language)
        self._people = people
        self._institutions = Institutions(text, language, people.names())
        self._tokens: list[Token] = tokenize(text, language)
        self._token_starts = [token.start for token in self._tokens]
        self._sentences = split_sentences(text)
        self._sentence_starts = [start for start, _ in self._sentences]
        quotations = find_quotations(text)
        self._closed = [quotation for quotation in quotations if quotation.state == "closed" and quotation.depth == 0]
        self._closed_starts = [quotation.outer_start for quotation in self._closed]
        self._unclosed = [quotation for quotation in quotations if quotation.state == "unclosed"]
        self._unclosed_starts = [mark.outer_start for mark in self._unclosed]
        self._unopened = [quotation for quotation in quotations if quotation.state == "unopened"]
        self._unopened_ends = [mark.outer_end for mark in self._unopened]
        self._finder = AttributionFinder(self._tokens, self._words, self._quoted())
        self._drafts: list[_Draft] = []

    def _quoted(self) -> list[bool]:
        flags = [False] * len(self._tokens)
        for quotation in self._closed:
            place = bisect_right(self._token_starts, quotation.outer_start)
            while place < len(flags) and self._tokens[place].start < quotation.end:
                flags[place] = True
                place += 1
        return flags

    def statements(self) -> list[Statement]:
        for number, (start, end) in enumerate(self._sentences):
            first = bisect_right(self._token_starts, start - 1)
            last = bisect_right(self._token_starts, end - 1)
            attributions = self._finder.find(first, last)
            previous: Attribution | None = None
            for place, attribution in enumerate(attributions):
                if attribution.shared:
                    speakers = previous.speakers if previous else self._finder.opening(first, attribution.start)
                    attribution = replace(attribution, speakers=speakers)
                goes_on = previous is not None and attribution.start < previous.end  # "explique X, qui réclame …"
                if previous is not None and not goes_on and self._is_nested(attribution):
                    continue
                later = attributions[place + 1 : place + 12]
                following = next((candidate for candidate in later if self._is_sequel(candidate)), None)
                self._draft(number, attribution, previous, following)
                previous = attribution
        self._leftovers()
        return self._finished()

    # -- from attributions to spans --------------------------------------------------------------------------------

    def _draft(
        self, number: int, found: Attribution, previous: Attribution | None, following: Attribution | None
    ) -> None:
        start, end = self._sentences[number]
        dateline = _DATELINE.match(self._text, start, end)
        floor = start = dateline.end() if dateline else start
        if previous is not None:
            floor = self._offset(previous.end if previous.kind in ("before", "around") else previous.start, end)
        ceiling = self._offset(following.start, end) if following is not None else end
        if (
            following is not None
            and following.kind in ("before", "around")
            and found.kind in ("clause", "object", "colon")
        ):
            ceiling = max(ceiling, floor)
        spans: list[tuple[int, int]]
        announced = self._announced(found, end) if found.kind in ("before", "around") else None
        if announced is not None:
            spans, found = [(announced.start, announced.end)], replace(found, kind="colon")
        elif found.kind == "before":
            spans = self._spans_before(found, floor, end)
        elif found.kind == "around":
            spans = self._span_around(found, floor, ceiling)
        elif (whole := self._interrupted(found)) is not None:
            spans, found = [whole], replace(found, kind="before")
        else:
            spans = self._span_after(found, floor, ceiling, end)
        for first, last in spans:
            self._add(number, found, first, last)

    def _announced(self, found: Attribution, end: int) -> Quotation | None:
        """The words behind the colon of "Prudence, tempère Jeanne Martin, infectiologue : « … »"."""
        after = self._offset(found.end, end)
        colon = _ANNOUNCES.match(self._text, after, end)
        quotation = self._quotation_at(colon.end()) if colon else None
        return quotation if quotation is not None and colon and quotation.outer_start == colon.end() else None

    def _is_nested(self, found: Attribution) -> bool:
        """Part of what another one reports: "said they hoped that", "que la commune avait réclamé des travaux"."""
        if found.kind in ("before", "around") or self._is_sequel(found):
            return False
        pronoun = found.speakers and self._tokens[found.speakers[0][0]].low in self._words.pronouns
        return found.kind == "object" or bool(pronoun)

    def _is_sequel(self, found: Attribution) -> bool:
        """Whether an attribution begins anew; one that stands inside what is reported does not end it."""
        if found.shared or found.kind in ("before", "around") or found.start == 0:
            return True
        before = self._tokens[found.start - 1]
        return before.kind == "mark" or (
            before.low in _SEQUELS
            and (before.low not in {"que", "qu'"} or self._tokens[found.start - 2].low in {"tandis", "alors"})
        )

    def _offset(self, place: int, otherwise: int) -> int:
        return self._tokens[place].start if place < len(self._tokens) else otherwise

    def _quotation_at(self, position: int) -> Quotation | None:
        """The closed quotation around a position, marks included."""
        place = bisect_right(self._closed_starts, position) - 1
        if place >= 0 and position < self._closed[place].outer_end:
            return self._closed[place]
        return None

    def _last_quotation_before(self, position: int) -> Quotation | None:
        place = bisect_right(self._closed_starts, position - 1) - 1
        return self._closed[place] if place >= 0 and self._closed[place].outer_end <= position else None

    def _spans_before(self, found: Attribution, floor: int, end: int) -> list[tuple[int, int]]:
        text, position = self._text, self._tokens[found.start].start
        around = self._quotation_at(position)
        if around is not None and around.start < position < around.end:
            after = self._offset(found.end, around.end)
            goes_on = re.match(
                r"(?:\s?(?:à|devant|dans|sur|to|avec)\s[^,.;!?«»“”\"]{1,60})?"
                r"[,\s]+(?:et|mais|car|parce|que|qu['’]|puis|and|but|because|so)\b",
                text[after : after + 80],
            )
            pronoun = bool(found.speakers) and self._tokens[found.speakers[0][0]].inverted
            if goes_on is None and pronoun:  # « Non, dit-elle, ils veulent savoir »
                goes_on = _RESUMES.match(text, after)
            if not goes_on and end < around.end:
                after = end
            elif not goes_on and text[after : after + 1] != ".":
                after = around.end
            begin = max(around.start, floor) if self._drafts and self._drafts[-1].end > around.start else around.start
            if goes_on and end - begin < _LONG:  # « Elle coûte, calcule X, et nul n'en veut. »
                stop = min(end, around.end)
                return [(begin, stop), *([self._trim(stop, around.end)] if around.end - stop > 2 else [])]
            trimmed = [self._trim(begin, position)]
            while after < around.end and text[after] in " ,.\n\u00a0":
                after += 1
            return trimmed + ([(after, around.end)] if around.end - after > 2 else [])
        quotation = self._last_quotation_before(position)
        if quotation is not None and not text[quotation.outer_end : position].strip(_EDGE + ".…!?"):
            lead = text[floor : quotation.outer_start].strip(_EDGE[:-3]) if quotation.outer_start > floor else ""
            introduced = text[floor : quotation.outer_start].rstrip().endswith((":", ".", "!", "?"))
            capital = text[quotation.start].isupper() and text[floor : quotation.outer_start].rstrip().endswith(",")
            if not lead or introduced or capital or len(lead) < 6:
                return [(quotation.start, self._resumed(quotation, found))]
            return [self._trim(floor, quotation.outer_end)]
        place = bisect_right(self._unclosed_starts, floor - 1)
        colon = (
            text.rfind(" : ", floor, position) if self._words.language == "fr" else text.rfind(": ", floor, position)
        )
        if colon > 0 and self._narrates(floor):
            floor = colon + 2
        floor = max(floor, text.rfind(";", floor, position) + 1)
        opened = self._unclosed[place] if place < len(self._unclosed) else None
        if opened is not None and opened.outer_start >= position:
            opened = None
        if opened is not None and len(text[floor : opened.outer_start].strip()) < 6:
            floor = opened.start
        return [self._trim(floor, position)]

    def _interrupted(self, found: Attribution) -> tuple[int, int] | None:
        """The whole of “You had the keys,” she said, “and you sold them.”, read as if her words began behind "said"."""
        if found.kind != "colon":
            return None
        position, after = self._tokens[found.start].start, self._tokens[found.content].start
        earlier, later = self._last_quotation_before(position), self._quotation_at(after)
        comma = self._tokens[found.content - 1].low == ","  # a colon begins anew
        if earlier is None or later is None or later.outer_start != after or not comma:
            return None
        between = self._text[earlier.outer_end : position].strip()
        return (earlier.start, later.end) if not between and self._text[later.start].islower() else None

    def _resumed(self, quotation: Quotation, found: Attribution) -> int:
        """Where the words end: “You had the keys,” she said, “and you sold them.” is one sentence of hers."""
        after = self._offset(found.end, quotation.end)
        place = bisect_right(self._closed_starts, after - 1)
        following = self._closed[place] if place < len(self._closed) else None
        if following is None or after <= quotation.end or self._text[following.start].isupper():
            return quotation.end
        between = self._text[after : following.outer_start]
        return following.end if _ASIDE.fullmatch(between) else quotation.end

    def _narrates(self, start: int) -> bool:
        """Whether the text from `start` on opens with somebody doing something: no words of theirs before a colon."""
        first = bisect_right(self._token_starts, start - 1)
        return self._finder.leading(first, min(first + 40, len(self._tokens))) is not None

    def _span_around(self, found: Attribution, floor: int, ceiling: int) -> list[tuple[int, int]]:
        around = self._quotation_at(self._tokens[found.start].start)
        if around is not None and around.end - around.start < _LONG:
            return [(around.start, around.end)]
        if around is not None:
            return [self._trim(max(floor, around.start), min(ceiling, around.end))]
        colon = self._text.rfind(" : ", floor, self._tokens[found.start].start)
        if colon > 0 and self._narrates(floor):
            floor = colon + 3
        return [self._trim(floor, self._cut(self._offset(found.end + 1, ceiling), ceiling))]

    def _span_after(self, found: Attribution, floor: int, ceiling: int, end: int) -> list[tuple[int, int]]:
        start = self._offset(found.content, end)
        linked = self._tokens[found.content].low in {"de", "d'", "du", "of", "sur"}
        if found.kind == "object" and linked and found.content + 1 < len(self._tokens):
            after = self._tokens[found.content + 1].start
            start = after if self._text[after] in '«“"' else start
        quotation = self._quotation_at(start)
        goes_on = quotation is not None and _GOES_ON.match(self._text, quotation.outer_end, end) is not None
        if quotation is not None and quotation.outer_start == start and found.kind == "colon" and not goes_on:
            # “This is,” she said, “the end.”
            subject = self._tokens[found.start].start
            led = self._last_quotation_before(subject)
            both = (
                led is not None and led.outer_start >= floor and not self._text[led.outer_end : subject].strip(_EDGE)
            )
            return ([(led.start, led.end)] if led is not None and both else []) + [(quotation.start, quotation.end)]
        if found.kind == "colon" and self._opens_unclosed(start, start):
            return [self._trim(start + 1, min(max(ceiling, end), start + _LONGEST))]
        ceiling = min(ceiling, start + _LONGEST)
        if ceiling <= start:
            return []
        stop = self._cut(start, ceiling)
        last = self._quotation_at(stop - 1) or (self._quotation_at(stop) if stop == end else None)
        if last is not None and last.outer_start < stop < last.outer_end:
            stop = last.outer_end
        return [self._trim(start, stop)]

    def _cut(self, start: int, end: int) -> int:
        """Where the reported clause ends: at a change of subject, outside quotations."""
        for match in _CUT[self._words.language].finditer(self._text, start, end):
            quotation = self._quotation_at(match.start())
            if quotation is None and match.start() > start:
                return match.start()
        return end

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        """Without the punctuation, conjunctions and lone quotation marks at the edges."""
        text = self._text
        changed = True
        while changed and start < end:
            changed = False
            while start < end and text[start] in _EDGE + ".":
                start, changed = start + 1, True
            while start < end and text[end - 1] in _EDGE:
                end, changed = end - 1, True
            if end > start and text[end - 1] == "." and not text[start:end].endswith(("..", " M.")):
                end, changed = end - 1, True
            trailing = re.search(
                r"[\s,](?:et|mais|and|but|puis|tandis que|alors que|while|même si|as|quand|when|whereas|though|"
                r"although)$",
                text[max(start, end - 16) : end],
            )
            if trailing:
                end, changed = end - len(trailing.group()), True
            quotation = self._quotation_at(end - 1) if end > start else None
            if quotation is not None and quotation.outer_start == start and quotation.outer_end == end:
                return quotation.start, quotation.end
            if end > start and text[end - 1] in '»”"' and (quotation is None or quotation.outer_start < start):
                end, changed = end - 1, True
            if end > start and text[start] in '«“"' and (self._quotation_at(start) is None):
                start, changed = start + 1, True
        return start, end

    def _opens_unclosed(self, first: int, last: int) -> bool:
        """Whether a mark that is never closed stands at `first` to `last`, both included."""
        place = bisect_right(self._unclosed_starts, first - 1)
        return place < len(self._unclosed) and self._unclosed_starts[place] <= last

    def _mode(self, start: int, end: int, kind: str) -> Mode:
        quotation = self._quotation_at(start)
        resumed = kind == "before" and self._quotation_at(end - 1) is not None  # “…,” she said, “…”
        if quotation is not None and quotation.start <= start and (end <= quotation.end or resumed):
            return "direct" if kind in ("colon", "before", "around") else "mixed"
        place = bisect_right(self._closed_starts, start - 1)
        inside = place < len(self._closed) and self._closed[place].outer_start < end
        if inside or quotation is not None:
            return "mixed"
        if self._opens_unclosed(start - 2, start - 1):
            return "direct"
        place = bisect_right(self._unopened_ends, end - 1)
        if place < len(self._unopened) and self._unopened[place].outer_end <= end + 2:
            return "direct"
        return "indirect"

    def _add(self, number: int, found: Attribution, start: int, end: int) -> None:
        while end > start and self._text[end - 1] in ", \u00a0":
            end -= 1
        if (
            end - start < 2
            or self._text[start:end].lower() in _EMPTY
            or not any(mark.isalpha() for mark in self._text[start:end])
        ):
            return
        verb = self._text[self._tokens[found.verb[0]].start : self._tokens[found.verb[1] - 1].end]
        mode = self._mode(start, end, found.kind)
        for first, last in found.speakers:
            speaker = (self._tokens[first].start, self._tokens[last - 1].end)
            self._drafts.append(
                _Draft(start, end, speaker, verb, mode, found.hedged, number, self._tokens[found.start].start)
            )

    # -- quotations that no attribution took ---------------------------------------------------------------------

    def _sentence_of(self, position: int) -> int:
        return max(0, bisect_right(self._sentence_starts, position) - 1)

    def _leftovers(self) -> None:
        self._drafts.sort(key=lambda draft: (draft.anchor, draft.start))
        for mark in self._unopened:
            self._close_unopened(mark)
        self._drafts.sort(key=lambda draft: (draft.start, draft.end))
        done: list[_Draft] = []
        pending = deque(self._drafts)
        for quotation in self._closed:
            while pending and pending[0].start <= quotation.end:
                done.append(pending.popleft())
            if any(draft.start < quotation.outer_end and quotation.outer_start < draft.end for draft in done[-6:]):
                continue
            added = self._continued(quotation, done) or self._introduced(quotation) or self._fragment(quotation)
            if added is not None:
                done.append(added)
        self._drafts = [*done, *pending]

    def _close_unopened(self, mark: Quotation) -> None:
        """Speech that began without a mark, was attributed, and went on to a closing mark."""
        sentence = self._sentence_of(mark.start)
        for place in range(len(self._drafts) - 1, -1, -1):
            draft = self._drafts[place]
            if draft.anchor > mark.start:
                continue
            if draft.sentence < sentence - 3 or draft.mode != "indirect" or draft.anchor < draft.start:
                return
            start = self._sentences[draft.sentence][1]
            if start >= mark.start:
                return
            start, end = self._trim(start, mark.start)
            if self._text[mark.start - 1] in ".!?…":
                end = mark.start
            self._drafts[place] = replace(draft, mode="direct")
            self._drafts.append(replace(draft, start=start, end=end, mode="direct", sentence=sentence))
            return

    def _continued(self, quotation: Quotation, done: Sequence[_Draft]) -> _Draft | None:
        """The same speaker goes on: « … », a dit X. « … »"""
        if not done:
            return None
        last = done[-1]
        sentence = self._sentence_of(quotation.start)
        between = self._text[max(last.end, last.anchor) : quotation.outer_start]
        gap = sentence - self._sentence_of(max(last.end - 1, last.anchor))
        opens = self._sentences[sentence][0] >= quotation.outer_start - 1 or sentence == last.sentence
        words = self._text[quotation.start : quotation.end]
        whole = " " in words and (len(words) > 12 or (words[0].isupper() and words[-1] in ".!?…"))  # “We do.”
        # « … » as a paragraph's next sentence, after what somebody said without quotation marks
        alone = (
            self._sentences[sentence][0] >= quotation.outer_start - 1 and words[-1] in ".!?…" and words[0].isupper()
        )
        quoted = last.mode != "indirect" or alone
        if gap > 1 or not opens or not whole or not quoted or "\n\n" in between.strip(" "):
            return None
        return replace(
            last, start=quotation.start, end=quotation.end, mode="direct", sentence=sentence, anchor=quotation.start
        )

    def _introduced(self, quotation: Quotation) -> _Draft | None:
        """X se veut rassurant : « … »"""
        sentence = self._sentence_of(quotation.outer_start)
        start = self._sentences[sentence][0]
        lead = self._text[start : quotation.outer_start].rstrip()
        if not lead.endswith(":"):
            return None
        first = bisect_right(self._token_starts, start - 1)
        last = bisect_right(self._token_starts, quotation.outer_start - 1)
        opening = self._finder.opening(first, last)
        if not opening:
            end = self._finder.phrase_end(first)
            words = self._text[start : self._tokens[end - 1].end] if end > first else ""
            taken = (
                words and end <= last and self._people.takes_up(words, start) is not None
            )  # "L'intéressée s'est levée :"
            opening = ((first, end),) if taken else self._finder.named(first, last)
        speakers = opening
        if not speakers:
            return None
        speaker = (self._tokens[speakers[0][0]].start, self._tokens[speakers[0][1] - 1].end)
        return _Draft(quotation.start, quotation.end, speaker, ":", "direct", False, sentence, start)

    def _fragment(self, quotation: Quotation) -> _Draft | None:
        """Quoted words in a sentence about somebody, with no verb of saying: "Mireille attend « des mots »"."""
        words = self._text[quotation.start : quotation.end]
        if len(words.split()) < 2 or not words[0].islower():
            return None
        sentence = self._sentence_of(quotation.outer_start)
        start = self._sentences[sentence][0]
        first = bisect_right(self._token_starts, start - 1)
        last = bisect_right(self._token_starts, quotation.outer_start - 1)
        subject = self._finder.leading(first, last)
        if subject is None:
            return None
        speaker = (self._tokens[subject[0]].start, self._tokens[subject[1] - 1].end)
        verb = self._text[self._tokens[subject[2]].start : self._tokens[min(subject[3], last) - 1].end]
        return _Draft(quotation.start, quotation.end, speaker, verb, "mixed", False, sentence, start)

    # -- who it was --------------------------------------------------------------------------------------------------

    def _finished(self) -> list[Statement]:
        statements: list[Statement] = []
        last: list[_Speaker] = []
        known = frozenset(self._people.names())
        for draft in sorted(self._drafts, key=lambda draft: (draft.anchor, draft.start, draft.speaker)):
            written = re.sub(r"^-(?:t[-’'])?", "", self._text[draft.speaker[0] : draft.speaker[1]])
            written = _PARTICIPLE.sub("", _SEEN.sub("", written))
            spoken = self._sentence_of(draft.anchor)
            both = self._two(written, last[-6:], spoken)
            resolved = self._resolve(written, draft.speaker[0], min(draft.start, draft.anchor), last[-6:])
            if both:
                pass
            elif resolved is not None:
                determined = _DETERMINED.match(written)  # "l'Opéra de Lansac"
                human = determined is None or written[determined.end() :] != resolved
                human = human and (" " in resolved or resolved in known)  # "Greenpeace"
                human = human and self._institutions.spelt_out(written) is None and not _is_paper(resolved)
                last.append(_Speaker(spoken, resolved, self._people.gender(resolved), human))
            elif self._people.pronoun_gender(written) is None:
                resolved = self._institutions.resolve(written, draft.speaker[0])
                if is_generic(written) and (resolved is None or resolved.islower()):
                    bodies = self._bodies(last, spoken)
                    resolved = next(iter(bodies), resolved)
                elif resolved is None or resolved.islower():
                    # "its report", "a spokesman"
                    own = (_OWN_PAPER.match(written) is not None and _is_paper(written)) or _SPOKESPERSON.match(
                        written
                    )
                    bodies = self._bodies(last, spoken)
                    language = self._words.language
                    called = (one for one in bodies if own or may_be_called(one, written, language))
                    resolved = next(called, resolved)
                    if resolved is None and own:
                        resolved = self._body_before(draft.speaker[0], "n")
                human = resolved is None and (parse_role(written).known or is_hypernym(written))
                last.append(_Speaker(spoken, resolved or written, role_gender(written), human))
            begin = self._sentence_of(min(draft.start, draft.anchor))
            finish = self._sentence_of(max(draft.end - 1, draft.anchor))
            names: list[str | None] = [*both] or [resolved]
            statements += [
                Statement(
                    draft.start,
                    draft.end,
                    self._sentences[begin][0],
                    self._sentences[finish][1],
                    written,
                    name,
                    draft.verb,
                    draft.mode,
                    draft.hedged,
                )
                for name in names
            ]
        unique = dict.fromkeys(statements)
        return sorted(unique, key=lambda statement: (statement.start, statement.end))

    @staticmethod
    def _bodies(speakers: Sequence[_Speaker], sentence: int) -> list[str]:
        """The names of the bodies quoted shortly before a sentence, the latest first."""
        recent = [one for one in speakers[-4:] if not one.human and sentence - one.sentence <= _RECENT]
        return [one.name for one in reversed(recent) if one.name[:1].isupper()]

    def _is_native(self, written: str) -> bool:
        """Whether "le Breton", "la Grisonne" likely tells where somebody is from: one capitalised word that the article has
        nowhere else."""
        match = _NATIVE.fullmatch(written)
        return match is not None and self._text.count(match.group(1)) == 1

    def _was_unnamed(self, written: str, position: int) -> bool:
        """ "the official" after "an Indonesian official": somebody the article names nowhere."""
        noun = re.escape(written.split()[-1].split("'")[-1].split("’")[-1])
        floor = max(0, position - 400)
        told = re.compile(rf"\b(?:an?|une?|one)\s+(?:\w+\s+){{0,2}}{noun}\b", re.IGNORECASE)
        found = told.finditer(self._text, floor, position)
        return any(self._quotation_at(match.start()) is None for match in found)

    def _taken_up(self, written: str, begin: int, latest: Sequence[_Speaker]) -> str | None:
        """ "Le député" right after words of somebody: an office that nobody is said to hold takes up who spoke."""
        role, spoken = parse_role(written), self._sentence_of(begin)
        bare = role.known and role.definite and not role.nations
        nouns = NOUNS[self._words.language]  # "the governor's office" is a body
        bare = bare and not {written.split()[-1].lower(), _DETERMINED.sub("", written).split()[0].lower()} & nouns
        if bare and role.words and not role.former and latest and self._people.holds_office(latest[-1].name):
            return None  # "le principal du collège" is somebody of whom no other office is told
        if (
            not bare
            or not latest
            or latest[-1].name == written
            or not _DETERMINED.match(written)
            or spoken - latest[-1].sentence > 1
        ):
            return None
        last, gender = latest[-1], role_gender(written)
        between = self._text[self._sentences[last.sentence][0] : begin]
        agrees = "?" in (gender, last.gender) or gender == last.gender
        return last.name if last.human and agrees and "\n\n" not in between.strip() else None

    def _paper_before(self, position: int) -> str | None:
        """The report that opens the sentence where a pronoun begins its second half: "Le bilan est clair : il …"."""
        start = self._sentences[self._sentence_of(position)][0]
        if not self._text[start:position].rstrip().endswith((":", ";")):
            return None
        end = self._finder.phrase_end(bisect_right(self._token_starts, start - 1))
        opening = self._tokens[bisect_right(self._token_starts, start - 1) : end]
        is_paper = any(token.low in PAPERS for token in opening[:3])
        return self._text[start : opening[-1].end] if is_paper else None

    def _body_before(self, position: int, gender: str) -> str | None:
        """The body that opens the sentence of `position` or the one before it: "La police a arrêté … Elle indique"."""
        here = self._sentence_of(position)
        for sentence in range(here, max(-1, here - 2), -1):
            start = self._sentences[sentence][0]
            if "\n\n" in self._text[start:position].strip():
                return None
            first = bisect_right(self._token_starts, start - 1)
            end = self._finder.phrase_end(first)
            if end <= first or self._tokens[end - 1].end >= position:
                continue
            phrase = self._text[start : self._tokens[end - 1].end]
            name = self._institutions.resolve(phrase, start) if _DETERMINED.match(phrase) else None
            if name is not None and (gender == "n" or role_gender(" ".join(phrase.split()[:2])) in (gender, "?")):
                return name
        return None

    def _same_paragraph(self, sentence: int, position: int) -> bool:
        return "\n\n" not in self._text[self._sentences[sentence][0] : position].strip()

    def _as_to(self, position: int) -> str | None:
        """ "Quant à la Fédération, elle promet": whom the sentence itself names for its pronoun."""
        match = _AS_TO.search(self._text, self._sentences[self._sentence_of(position)][0], position)
        return match.group(1) if match else None

    def _two(self, written: str, latest: Sequence[_Speaker], sentence: int) -> list[str]:
        """Both of the people quoted last, for "both", "les deux hommes"; nobody for any other words."""
        if written.lower() not in _BOTH | _FAMILY:
            return []
        recent = [one.name for one in reversed(latest) if one.human and sentence - one.sentence <= 2 * _RECENT]
        names = list(dict.fromkeys(recent))[:2][::-1]
        if len(names) < 2 or written.lower() in _FAMILY:
            names = self._people.last_two(self._sentences[sentence][0])
        return names if len(names) == 2 else []

    def _resolve(self, written: str, position: int, begin: int, latest: Sequence[_Speaker]) -> str | None:
        """A name or role by the article's people; a pronoun by who spoke last, or by who was named since."""
        if is_generic(written):
            return None
        gender = self._people.takes_up(written, position)
        spoken = self._sentence_of(begin)
        if gender is None:
            spelt = self._institutions.spelt_out(written)
            if spelt is None and self._is_native(written) and latest and spoken - latest[-1].sentence <= 1:
                before, native = latest[-1], role_gender(written)
                agree = "?" in (native, before.gender) or native == before.gender
                if before.human and agree and self._same_paragraph(before.sentence, begin):
                    return before.name  # "la Grisonne"
            return spelt or self._people.resolve(written, position) or self._taken_up(written, begin, latest)
        if self._people.pronoun_gender(written) is None and self._was_unnamed(written, position):
            return None
        as_to = self._as_to(position)
        if as_to is not None and self._people.pronoun_gender(written) is not None:
            return self._people.resolve(as_to, position) or self._institutions.resolve(as_to, position) or as_to
        paper = self._paper_before(position) if gender in ("m", "f", "n") else None
        if paper is not None and (gender == "n" or role_gender(" ".join(paper.split()[:2])) in (gender, "?")):
            return self._institutions.resolve(paper, position) or paper
        # A pronoun behind the words said looks back from where they begin.
        spoken = self._sentence_of(begin)
        position = min(position, begin)
        if re.match(r"(?:ce|cette) derni|cel(?:ui|le)-ci|the latter", written.lower()):
            return self._people.latest(position, gender)
        salient = self._people.salient(position, gender)
        recent = [speaker for speaker in latest if spoken - speaker.sentence <= _RECENT]
        if gender == "n":  # "it": no person
            recent = [speaker for speaker in recent if not speaker.human]
        elif self._people.pronoun_gender(written) is None:  # "le garçon": one
            recent = [speaker for speaker in recent if speaker.human]
        last = next((one for one in reversed(recent) if one.gender == gender or "?" in (one.gender, gender)), None)
        body = self._body_before(position, gender) if self._people.pronoun_gender(written) is not None else None
        since = [last.sentence] if last is not None else []
        since += [self._sentence_of(salient[1])] if salient is not None else []
        if body is not None and not any(self._same_paragraph(sentence, position) for sentence in since):
            return body
        if last is None:
            return (
                salient[0]
                if salient
                else self._people.last_known(position, gender)
                or self._people.alone(position, gender)
                or self._people.first_after(position, gender)
            )
        if salient and self._sentence_of(salient[1]) > last.sentence:
            return salient[0]
        # What speaks may be "elle" by grammar alone: "l'agence", quoted between a woman and her words.
        clear = last.human or gender == "?" or last.sentence == spoken
        person = None if clear else self._people.last_known(position, gender)
        if person is not None and spoken - last.sentence == 1 and self._same_paragraph(last.sentence, position):
            paragraph = self._text.rfind("\n\n", 0, position)
            near = self._people.last_known(position, gender, since=paragraph)
            person = near  # of two sentences about a body, "elle" in the second is that body
        return person or last.name


__all__ = ["StatementQuestion", "extract", "guess_language", "parse_question"]
