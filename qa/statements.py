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
from qa.lexicon import Lexicon, lexicon
from qa.people import People
from qa.quotations import Quotation, find_quotations
from qa.speakers import Speakers
from qa.statement_questions import StatementQuestion, parse_question
from qa.tokens import Language, Token, listed, tokenize

Mode = Literal["direct", "indirect", "mixed"]

_SEQUELS: Final = listed("et and mais but que qu' while as quand when lorsque alors whereas though although")
_EMPTY: Final = frozenset(("so", "not", "more", "less", "better", "nothing", "little", "no more", "rien"))
# "GENÈVE, 26 août (Agence) – Le ministre …": where and when it was written.
_DATELINE: Final = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ' -]{2,}(?:, ?[^()–—.]{2,30})?(?: ?\([^()]{2,40}\))? ?[–—-] (?=[A-ZÀ-Þ«“\"])"
)
_LONG: Final = 700  # code points of a quotation; in longer ones an interpolated clause speaks for its sentence
_LONGEST: Final = 2000  # code points of a reported clause; longer ones are no sentences
_EDGE: Final = " \t\n\r\u00a0\u202f,;:–—-"
_FRENCH_WORDS: Final = listed("le la les des une est dans pour que qui sur avec pas du au aux ont sont")
_ENGLISH_WORDS: Final = listed("the of and to in is that for was on with has have said it by from are")
# What may stand between "said she" and the words that resume: "noted he drily, …", "said Ann, who scored twice, …".
_ASIDE: Final = re.compile(
    r"(?:\w+ly)?(?:\s?(?:in|to|on|at|from|during|dans|devant|à)\s[^“”«».!?,;:]{1,50})?\s*,?\s*(?:(?:who|qui)\s[^“”«».!?;:]{1,60},\s*)?"
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
        r"|,?\s+(?:et\s+)?tandis\s+qu['’e]|,\s+alors\s+qu['’e]|,\s+mais\s+(?!qu['’e])|\s+mais\s+(?=(?:n['’]a\s+pas\s+(?:souhaité|voulu)|(?:a\s+refusé\s+de|s['’]est\s+refusé\s+à)\s(?:préciser|commenter|dire|donner|répondre))\b)|,\s+et\s+(?!qu['’e]|d['’]|"
        r"de\b|non\b)(?=\w+\s)"
        r"|,\s+allusion\b|,\s+une?\s+(?:allusion|référence|chiffre|bilan|hypothèse|total|accusation|information|version|affirmation|mesure|décision|"
        r"estimation)\b"
        r"|\s+:\s+(?=[«“\"]|(?:celle-ci|celui-ci|ils?|elles?)\b)|,\s+dont\s+l(?:e|a|es|['’])\b"
        r"|,\s+(?:lors\s+d(?:['’]|e\b|u\b|es\b)|à\s+l['’]issue\b|en\s+marge\b|à\s+l['’]occasion\b)"
        r"|\s+lors\s+d['’eu]\s?(?:une?\s+|son\s+|sa\s+)?(?:conférence|point|entretien|interview|discours|meeting|"
        r"allocution|audition)\b"
        r"|,?\s+(?:dans|par|via|selon)\s+(?:un|une|son|sa|le|ce)\s+(?:\w+\s+)?(?:communiqué|rapport|note|avis|étude|entretien|interview|"
        r"message|lettre|tweet|"
        r"déclaration|discours|courrier|billet|tribune|allocution)\b|,\s+devant\s+(?:la|les|des|l['’])|;\s",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"(?<=[”\"])\s+and\s+(?=\w+ed\b)|,?\s+while\s+(?=\w+\s+\w+)|,\s+but\s+(?!that\b)|\s+but\s+(?=(?:declined|refused)\s+to\s+(?:comment|say|give|answer|name|elaborate|confirm|discuss|speculate|specify)\b)|,\s+although\b|,\s+as\s+(?!well\b)"
        r"|,\s+an?\s+(?:reference|figure|claim|charge|move|allusion)\b|:\s+(?=[“\"]|(?:he|she|they|it)\b)"
        r"|,?\s+(?:during|in|at|after|before)\s+(?:a|an|his|her|the)\s+(?:\w+\s+){0,2}(?:statement|interview|"
        r"news\s+conference|"
        r"press\s+conference|report|note|speech|briefing|letter|tweet|post|email|hearing)\b|,\s+speaking\b|;\s",
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


def guess_language(text: str) -> Language:
    """French or English, by the function words of the first thousand words."""
    words = re.findall(r"[^\W\d_]+", text[:8000].lower())
    french = sum(word in _FRENCH_WORDS for word in words)
    return "fr" if french >= sum(word in _ENGLISH_WORDS for word in words) else "en"


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
            dateline = _DATELINE.match(self._text, start, end)
            first = bisect_right(self._token_starts, (dateline.end() if dateline else start) - 1)
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
        if found.shared or found.relative or found.kind in ("before", "around") or found.start == 0:
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
        if found.content >= len(self._tokens):  # a text cut off: "avait dit à sa mère"
            return []
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
        # "estime qu'il était temps : « … »": the words behind the colon are whose clause it ends
        quoted = last.mode != "indirect" or alone or between.strip() == ":"
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

    def _finished(self) -> list[Statement]:
        statements: list[Statement] = []
        speakers = Speakers(
            self._text, self._words, self._people, self._tokens, self._sentences, self._finder, self._closed
        )
        for draft in sorted(self._drafts, key=lambda draft: (draft.anchor, draft.start, draft.speaker)):
            written, names = speakers.told(draft.speaker, draft.start, draft.anchor)
            begin = self._sentence_of(min(draft.start, draft.anchor))
            finish = self._sentence_of(max(draft.end - 1, draft.anchor))
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


__all__ = ["StatementQuestion", "extract", "guess_language", "parse_question"]
