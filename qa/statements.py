"""Who said what: the statements that a news article reports, by rules over its text.

Direct, indirect and mixed speech as described in the annotation literature on quotation attribution (Pareti, "PARC 3.0",
LREC 2016: source, cue, content); here cue and source are found first, and the content is read off their place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from index.sentences import split_sentences
from index.types import Statement
from qa.attributions import Attribution, AttributionFinder
from qa.lexicon import Lexicon, lexicon
from qa.people import People
from qa.quotations import Quotation, find_quotations
from qa.statement_questions import StatementQuestion, parse_question
from qa.tokens import Language, Token, tokenize

Mode = Literal["direct", "indirect", "mixed"]

_EDGE: Final = " \t\n\r\u00a0\u202f,;:–—-"
_FRENCH_WORDS: Final = frozenset("le la les des une est dans pour que qui sur avec pas du au aux ont sont".split())
_ENGLISH_WORDS: Final = frozenset("the of and to in is that for was on with has have said it by from are".split())
_FIRST_PERSON: Final = frozenset("je j' nous notre nos mon ma mes i we our my us".split())
_CUT: Final = {
    "fr": re.compile(
        r",?\s+(?:et\s+)?tandis\s+qu['’e]|,\s+alors\s+qu['’e]|,\s+mais\s+(?!qu['’e])|,\s+et\s+(?!qu['’e]|d['’]|de\b|non\b)(?=\w+\s)"
        r"|,?\s+(?:lors\s+d(?:['’]|e\b|u\b|es\b)|à\s+l['’]issue\b|en\s+marge\b|à\s+l['’]occasion\b)"
        r"|,?\s+(?:dans|par|via|selon)\s+(?:un|une|son|sa|le|ce)\s+(?:\w+\s+)?(?:communiqué|entretien|interview|message|lettre|tweet|"
        r"déclaration|discours|courrier|billet|tribune|allocution)\b|,\s+devant\s+(?:la|les|des|l['’])|;\s",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r",?\s+while\s+(?=\w+\s+\w+)|,\s+but\s+(?!that\b)|,\s+although\b|,\s+as\s+(?!well\b)"
        r"|,?\s+(?:during|in|at|after|before)\s+(?:a|an|his|her|the)\s+(?:\w+\s+){0,2}(?:statement|interview|news\s+conference|"
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
        self._unopened = [quotation for quotation in quotations if quotation.state == "unopened"]
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
                    speakers = previous.speakers if previous else self._finder.subject(first, attribution.start)
                    attribution = replace(attribution, speakers=speakers)
                following = next((later for later in attributions[place + 1 :] if self._is_sequel(later)), None)
                self._draft(number, attribution, previous, following)
                previous = attribution
        self._leftovers()
        return self._finished()

    # -- from attributions to spans --------------------------------------------------------------------------------

    def _draft(self, number: int, found: Attribution, previous: Attribution | None, following: Attribution | None) -> None:
        start, end = self._sentences[number]
        floor = start
        if previous is not None:
            floor = self._offset(previous.end if previous.kind in ("before", "around") else previous.content, end)
        ceiling = self._offset(following.start, end) if following is not None else end
        if following is not None and following.kind in ("before", "around") and found.kind in ("clause", "object", "colon"):
            ceiling = max(ceiling, floor)
        spans: list[tuple[int, int]]
        if found.kind == "before":
            spans = self._spans_before(found, floor, end)
        elif found.kind == "around":
            spans = self._span_around(found, floor, ceiling)
        else:
            spans = self._span_after(found, ceiling, end)
        for first, last in spans:
            self._add(number, found, first, last)

    def _is_sequel(self, found: Attribution) -> bool:
        """Whether an attribution begins anew; one that stands inside what is reported does not end it."""
        if found.shared or found.kind in ("before", "around") or found.start == 0:
            return True
        before = self._tokens[found.start - 1]
        return before.kind == "mark" or before.low in {"et", "and", "mais", "but", "que", "qu'", "while", "as"} and (
            before.low not in {"que", "qu'"} or self._tokens[found.start - 2].low in {"tandis", "alors"}
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
            parts = [(around.start, position), (after, around.end)]
            return [part for part in map(self._trim, *zip(*parts, strict=True)) if part[1] - part[0] > 2]
        quotation = self._last_quotation_before(position)
        if quotation is not None and not text[quotation.outer_end : position].strip(_EDGE + ".…!?"):
            lead = text[floor : quotation.outer_start].strip(_EDGE[:-3]) if quotation.outer_start > floor else ""
            introduced = text[floor : quotation.outer_start].rstrip().endswith((":", ".", "!", "?"))
            capital = text[quotation.start].isupper() and text[floor : quotation.outer_start].rstrip().endswith(",")
            if not lead or introduced or capital or len(lead) < 6:
                return [(quotation.start, quotation.end)]
            return [self._trim(floor, quotation.outer_end)]
        opened = next((mark for mark in self._unclosed if floor <= mark.outer_start < position), None)
        if opened is not None and len(text[floor : opened.outer_start].strip()) < 6:
            floor = opened.start
        return [self._trim(floor, position)]

    def _span_around(self, found: Attribution, floor: int, ceiling: int) -> list[tuple[int, int]]:
        around = self._quotation_at(self._tokens[found.start].start)
        if around is not None:
            return [(around.start, around.end)]
        return [self._trim(floor, self._cut(self._offset(found.end + 1, ceiling), ceiling))]

    def _span_after(self, found: Attribution, ceiling: int, end: int) -> list[tuple[int, int]]:
        start = self._offset(found.content, end)
        quotation = self._quotation_at(start)
        if quotation is not None and quotation.outer_start == start and found.kind == "colon":
            return [(quotation.start, quotation.end)]
        if found.kind == "colon" and any(mark.outer_start == start for mark in self._unclosed):
            return [self._trim(start + 1, max(ceiling, end))]
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
            trailing = re.search(r"[\s,](?:et|mais|and|but|puis|tandis que|alors que|while|même si|as)$", text[max(start, end - 14) : end])
            if trailing:
                end, changed = end - len(trailing.group()), True
            quotation = self._quotation_at(end - 1) if end > start else None
            if quotation is not None and quotation.outer_start == start and quotation.outer_end == end:
                return quotation.start, quotation.end
            if end > start and text[end - 1] in "»”\"" and (quotation is None or quotation.outer_start < start):
                end, changed = end - 1, True
            if end > start and text[start] in "«“\"" and (self._quotation_at(start) is None):
                start, changed = start + 1, True
        return start, end

    def _mode(self, start: int, end: int, kind: str) -> Mode:
        quotation = self._quotation_at(start)
        if quotation is not None and quotation.start <= start and end <= quotation.end:
            return "direct" if kind in ("colon", "before", "around") else "mixed"
        place = bisect_right(self._closed_starts, start - 1)
        inside = place < len(self._closed) and self._closed[place].outer_start < end
        if inside or quotation is not None:
            return "mixed"
        if any(mark.outer_start in (start - 1, start - 2) for mark in self._unclosed):
            return "direct"
        if any(end <= mark.outer_end <= end + 2 for mark in self._unopened):
            return "direct"
        return "indirect"

    def _add(self, number: int, found: Attribution, start: int, end: int) -> None:
        while end > start and self._text[end - 1] in ", \u00a0":
            end -= 1
        if end - start < 2 or not any(mark.isalpha() for mark in self._text[start:end]):
            return
        verb = self._text[self._tokens[found.verb[0]].start : self._tokens[found.verb[1] - 1].end]
        mode = self._mode(start, end, found.kind)
        for first, last in found.speakers:
            speaker = (self._tokens[first].start, self._tokens[last - 1].end)
            self._drafts.append(_Draft(start, end, speaker, verb, mode, found.hedged, number, self._tokens[found.start].start))

    # -- quotations that no attribution took ---------------------------------------------------------------------

    def _sentence_of(self, position: int) -> int:
        return max(0, bisect_right(self._sentence_starts, position) - 1)

    def _leftovers(self) -> None:
        self._drafts.sort(key=lambda draft: (draft.anchor, draft.start))
        for mark in self._unopened:
            self._close_unopened(mark)
        self._drafts.sort(key=lambda draft: (draft.start, draft.end))
        done: list[_Draft] = []
        pending = list(self._drafts)
        for quotation in self._closed:
            while pending and pending[0].start <= quotation.end:
                done.append(pending.pop(0))
            if any(draft.start < quotation.outer_end and quotation.outer_start < draft.end for draft in done[-6:]):
                continue
            added = self._continued(quotation, done) or self._introduced(quotation)
            if added is not None:
                done.append(added)
        self._drafts = done + pending

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
        whole = quotation.end - quotation.start > 12 and " " in self._text[quotation.start : quotation.end]
        quoted = last.mode != "indirect"
        if gap > 1 or not opens or not whole or not quoted or "\n\n" in between.strip(" "):
            return None
        draft = replace(last, start=quotation.start, end=quotation.end, mode="direct", sentence=sentence, anchor=quotation.start)
        return draft

    def _introduced(self, quotation: Quotation) -> _Draft | None:
        """X se veut rassurant : « … »"""
        sentence = self._sentence_of(quotation.outer_start)
        start = self._sentences[sentence][0]
        lead = self._text[start : quotation.outer_start].rstrip()
        if not lead.endswith(":"):
            return None
        first = bisect_right(self._token_starts, start - 1)
        last = bisect_right(self._token_starts, quotation.outer_start - 1)
        speakers = self._finder.subject(first, last)
        if not speakers:
            return None
        speaker = (self._tokens[speakers[0][0]].start, self._tokens[speakers[0][1] - 1].end)
        return _Draft(quotation.start, quotation.end, speaker, ":", "direct", False, sentence, start)

    # -- who it was --------------------------------------------------------------------------------------------------

    def _finished(self) -> list[Statement]:
        statements: list[Statement] = []
        last: tuple[int, str, str] | None = None  # sentence, resolved name, gender
        for draft in sorted(self._drafts, key=lambda draft: (draft.anchor, draft.start, draft.speaker)):
            written = re.sub(r"^-(?:t[-’'])?", "", self._text[draft.speaker[0] : draft.speaker[1]])
            resolved: str | None = None
            gender = self._people.pronoun_gender(written)
            spoken = self._sentence_of(draft.anchor)
            if gender is not None and last is not None and spoken - last[0] <= 2 and last[2] in (gender, "?"):
                resolved = last[1]
            elif gender is None or last is None or spoken - last[0] > 2:
                resolved = self._people.resolve(written, draft.speaker[0])
            if resolved is not None:
                last = (spoken, resolved, self._people.gender(resolved))
            begin = self._sentence_of(min(draft.start, draft.anchor))
            finish = self._sentence_of(max(draft.end - 1, draft.anchor))
            statements.append(
                Statement(
                    draft.start,
                    draft.end,
                    self._sentences[begin][0],
                    self._sentences[finish][1],
                    written,
                    resolved,
                    draft.verb,
                    draft.mode,
                    draft.hedged,
                )
            )
        unique = dict.fromkeys(statements)
        return sorted(unique, key=lambda statement: (statement.start, statement.end))


__all__ = ["StatementQuestion", "extract", "guess_language", "parse_question"]
