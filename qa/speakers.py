"""Who spoke: the words at an attribution ("the former nurse", "il", "le groupe") brought to a name, in the order of the
text, so that whoever spoke last may be taken up."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from qa.attributions import AttributionFinder
from qa.institutions import NOUNS, Institutions, is_generic, may_be_called
from qa.lexicon import Lexicon
from qa.people import People
from qa.quotations import Quotation
from qa.roles import is_hypernym, parse_role, role_gender, stem
from qa.subjects import PAPERS
from qa.tokens import Token, listed

_RECENT: Final = 3  # sentences between a speaker and the pronoun that takes them up
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
# "une étude parue", "a note seen by": how a paper came out is no part of its name.
_PARTICIPLE: Final = re.compile(
    r"\s(?:parue?s?|publiée?s?|consultée?s?|obtenue?s?|diffusée?s?|rendue?s? publique?s?|published|seen|obtained|issued|"
    r"released)$"
)
# "la ministre à la tribune", "the mayor on stage": where somebody spoke is no part of who.
_WHERE_SPOKEN: Final = re.compile(
    r"\s(?:(?:à|depuis|sur) (?:la (?:tribune|barre|radio|télévision|scène)|l['’](?:antenne|audience)|son compte.*)|"
    r"(?:au|par) (?:micro|téléphone|pupitre)|devant (?:la presse|les journalistes|les caméras|la cour|ses élus)|"
    r"en (?:conférence de presse|séance|ouverture|conclusion|aparté)|"
    r"(?:on (?:stage|air|television|camera)|in (?:court|the chamber)|"
    r"(?:by|over the) (?:phone|telephone)|at (?:a|the|his|her) (?:news|press) conference))$",
    re.IGNORECASE,
)
_SEEN: Final = re.compile(r"\s(?:seen|obtained|reviewed|consultée?|obtenue?)\s(?:by|par)\s.*$")
_NATIVE: Final = re.compile(
    r"(?:le\s|la\s|l['’])([A-ZÀ-Þ][a-zà-ÿ-]+(?:aise?|oise?|ien(?:ne)?|éen(?:ne)?|aine?|on(?:ne)?|an[de]?e?|in|ine|ote?|arde?))",
    re.IGNORECASE,
)
_PAPER_AGAIN: Final = re.compile(
    r"(?:le |la |l['’]|the )(?:\d+-page )?(?:document|texte|rapport|étude|report|study|text|paper|survey|enquête)",
    re.IGNORECASE,
)
_PAPER: Final = re.compile(r"\b(?:rapport|étude|enquête|avis|bilan|note|report|study|survey|review|paper)\b")
_PLURAL: Final = re.compile(
    r"(?:les|des|ses|leurs|plusieurs)\s|[^,]*[a-z]{3}(?<![su])s$", re.IGNORECASE
)  # no "she" of these
_OWNED_PAPER: Final = re.compile(
    r"((?:the|its)\s[a-z]+)['’]s\s(?:[\w-]+\s){0,3}(?:report|study|survey|statement|review|memo|email|letter|filing|paper)$",
    re.IGNORECASE,
)
# "the Nebraskan", "the Conservative"
_NATIVE_ENGLISH: Final = re.compile(
    r"[Tt]he\s([A-Z][a-z]{2,}(?:ese|[a-z]ian|[a-z]an|er|ish|ite|man|woman|crat|ative|ist))"
)
_PARTIES: Final = frozenset(
    map(
        stem,
        listed("independent labour labor tory conservative democrat republican green liberal socialist nationalist"),
    )
)
_AS_TO: Final = re.compile(r"(?:quant|pour ce qui est)\s(?:à|de)\s([^,.;:!?]{3,80}), $", re.IGNORECASE)
_AS_TO_REACH: Final = 100
_LONGEST: Final = 2000  # code points looked back over; longer paragraphs are none


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who spoke last, for the pronouns after."""

    sentence: int
    name: str  # resolved, or as written
    gender: str
    human: bool  # as far as the words tell


def _is_paper(name: str) -> bool:
    return any(word in PAPERS for word in name.lower().split())


class Speakers:
    """The speakers of one text; ask in the order of the text, each attribution once."""

    def __init__(
        self,
        text: str,
        words: Lexicon,
        people: People,
        tokens: Sequence[Token],
        sentences: Sequence[tuple[int, int]],
        finder: AttributionFinder,
        quotations: Sequence[Quotation],
    ) -> None:
        """`quotations`: those closed, outermost, in order."""
        self._text = text
        self._words = words
        self._people = people
        self._known = frozenset(people.names())
        self._institutions = Institutions(text, words.language, people.names())
        self._tokens = tokens
        self._token_starts = [token.start for token in tokens]
        self._sentences = sentences
        self._sentence_starts = [start for start, _ in sentences]
        self._finder = finder
        self._quotations = quotations
        self._quotation_starts = [quotation.outer_start for quotation in quotations]
        self._last: list[_Speaker] = []

    def told(self, speaker: tuple[int, int], start: int, anchor: int) -> tuple[str, list[str | None]]:
        """(the words for the speaker, the fullest names they stand for) of words said that begin at `start`, attributed
        at `anchor`: one name, two for "both", or None where the article names nobody."""
        written = re.sub(r"^-(?:t[-’'])?", "", self._text[speaker[0] : speaker[1]])
        written = _WHERE_SPOKEN.sub("", _PARTICIPLE.sub("", _SEEN.sub("", written)))
        spoken, latest = self._sentence_of(anchor), self._last[-6:]
        both = self._two(written, latest, spoken)
        if both:
            return written, [*both]
        resolved = self._resolve(written, speaker[0], min(start, anchor), latest)
        if resolved is not None:
            determined = _DETERMINED.match(written)  # "l'Opéra de Lansac"
            human = determined is None or written[determined.end() :] != resolved
            human = human and (" " in resolved or resolved in self._known)  # "Greenpeace"
            human = human and self._institutions.spelt_out(written) is None and not _is_paper(resolved)
            self._last.append(_Speaker(spoken, resolved, self._people.gender(resolved), human))
        elif self._people.pronoun_gender(written) is None:
            resolved = self._body(written, speaker[0], spoken)
            human = resolved is None and (parse_role(written).known or is_hypernym(written))
            gender = "p" if resolved is None and _PLURAL.match(written) else role_gender(written)
            self._last.append(_Speaker(spoken, resolved or written, gender, human))
        return written, [resolved]

    def _sentence_of(self, position: int) -> int:
        return max(0, bisect_right(self._sentence_starts, position) - 1)

    def _is_quoted(self, position: int) -> bool:
        place = bisect_right(self._quotation_starts, position) - 1
        return place >= 0 and position < self._quotations[place].outer_end

    def _body(self, written: str, position: int, spoken: int) -> str | None:
        """The institution meant; where the words tell no more than its kind, one quoted shortly before."""
        resolved = self._institutions.resolve(written, position)
        if resolved is not None and not resolved.islower():
            return self._institutions.shortened(resolved, position) or resolved
        owned = _OWNED_PAPER.match(written)
        if owned:  # "the agency's 88-page report"
            return self._body(owned[1], position, spoken)
        recent = [one for one in self._last[-4:] if not one.human and spoken - one.sentence <= _RECENT]
        every = [one.name for one in reversed(recent)]
        bodies = [name for name in every if name[:1].isupper() and not _DETERMINED.match(name)]
        if is_generic(written) and bodies:
            return bodies[0]
        if _PAPER_AGAIN.fullmatch(written) and recent and recent[-1].name in bodies:
            since = self._text[self._sentences[recent[-1].sentence][0] : position][-_LONGEST:]
            return recent[-1].name if _PAPER.search(since) else resolved  # "… dans un rapport. Le document relève"
        # "its report", "a spokesman"
        own = (_OWN_PAPER.match(written) is not None and _is_paper(written)) or _SPOKESPERSON.match(
            written
        ) is not None
        language = self._words.language
        own = own and bool(recent) and spoken - recent[-1].sentence <= 1
        called = (one for one in every if (own and one in bodies) or may_be_called(one, written, language))
        found = next(called, resolved)
        return self._body_before(position, "n") if found is None and own else found

    def _is_native(self, written: str) -> bool:
        """Whether "le Breton", "la Grisonne" likely tells where somebody is from: one capitalised word that the article
        has nowhere else."""
        match = _NATIVE.fullmatch(written) or _NATIVE_ENGLISH.fullmatch(written)
        return match is not None and self._capitals[match.group(1)] == 1

    @cached_property
    def _capitals(self) -> Counter[str]:
        return Counter(token.text for token in self._tokens if token.capital)

    def _was_unnamed(self, written: str, position: int) -> bool:
        """ "the official" after "an Indonesian official": somebody the article names nowhere."""
        noun = re.escape(written.split()[-1].split("'")[-1].split("’")[-1])
        floor = max(0, position - 400)
        told = re.compile(rf"\b(?:an?|une?|one)\s+(?:\w+\s+){{0,2}}{noun}\b", re.IGNORECASE)
        found = told.finditer(self._text, floor, position)
        return not all(self._is_quoted(match.start()) for match in found)

    def _taken_up(self, written: str, begin: int, latest: Sequence[_Speaker]) -> str | None:
        """ "Le député" right after words of somebody: an office that nobody is said to hold takes up who spoke."""
        role, spoken = parse_role(written), self._sentence_of(begin)
        plain = role.former or not role.words - _PARTIES  # "the mayor of Leeds" is somebody else
        nouns = NOUNS[self._words.language]  # "the governor's office" is a body
        bare = role.known and role.definite and plain and not role.nations and not role.titled
        bare = bare and not {written.split()[-1].lower(), _DETERMINED.sub("", written).split()[0].lower()} & nouns
        if not bare or not latest or not _DETERMINED.match(written) or spoken - latest[-1].sentence > 1:
            return None
        last, gender = latest[-1], role_gender(written)
        agrees = "?" in (gender, last.gender) or gender == last.gender
        named = last.human and last.name in self._known
        return last.name if named and agrees and self._same_paragraph(last.sentence, begin) else None

    def _paper_before(self, position: int) -> str | None:
        """The report that opens the sentence where a pronoun begins its second half: "Le bilan est clair : il …"."""
        start = self._sentences[self._sentence_of(position)][0]
        if not self._text[max(start, position - 3) : position].rstrip().endswith((":", ";")):
            return None
        end = self._finder.phrase_end(bisect_right(self._token_starts, start - 1))
        opening = self._tokens[bisect_right(self._token_starts, start - 1) : end]
        is_paper = any(token.low in PAPERS for token in opening[:3])
        return self._text[start : opening[-1].end] if is_paper else None

    def _body_before(self, position: int, gender: str) -> str | None:
        """The body that opens the sentence of `position` or the one before it: "La police a arrêté … Elle indique"."""
        here = self._sentence_of(position)
        for sentence in range(here, max(-1, here - 2), -1):
            if not self._same_paragraph(sentence, position):
                return None
            start = self._sentences[sentence][0]
            first = bisect_right(self._token_starts, start - 1)
            end = self._finder.phrase_end(first)
            if end <= first or self._tokens[end - 1].end >= position:
                continue
            phrase = self._text[start : self._tokens[end - 1].end]
            name = self._institutions.resolve(phrase, start) if _DETERMINED.match(phrase) else None
            if name is not None and (gender == "n" or role_gender(" ".join(phrase.split()[:2])) in (gender, "?")):
                return name
        return None

    def _person_before(self, position: int, gender: str) -> str | None:
        """Whose office opens the sentence before that of `position`, in the same paragraph."""
        here = self._sentence_of(position)
        if here == 0 or not self._same_paragraph(here - 1, position):
            return None
        start = self._sentences[here - 1][0]
        first = bisect_right(self._token_starts, start - 1)
        end = self._finder.phrase_end(first)
        phrase = self._text[start : self._tokens[end - 1].end] if end > first else ""
        if _DETERMINED.match(phrase) is None or not parse_role(phrase).known:
            return None
        name = self._people.resolve(phrase, start)
        return name if name in self._known and {self._people.gender(name or ""), gender} != {"m", "f"} else None

    def _same_paragraph(self, sentence: int, position: int) -> bool:
        start = self._sentences[sentence][0]
        return position - start < _LONGEST and "\n\n" not in self._text[start:position].strip()

    def _as_to(self, position: int) -> str | None:
        """ "Quant à la Fédération, elle promet": whom the sentence itself names for its pronoun."""
        start = max(self._sentences[self._sentence_of(position)][0], position - _AS_TO_REACH)
        match = _AS_TO.search(self._text, start, position)
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
            capitalised = self._institutions.capitalised(written, position)
            found = spelt or capitalised or self._people.resolve(written, position)
            if found is not None and found not in self._known:
                found = self._institutions.shortened(found, position) or found
            return found or self._taken_up(written, begin, latest)
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
        at, position = position, min(position, begin)
        if re.match(r"(?:ce|cette) derni|cel(?:ui|le)-ci|the latter", written.lower()):
            return self._people.latest(position, gender)
        salient = self._people.salient(position, gender)
        opening = self._person_before(position, gender) if self._people.pronoun_gender(written) is not None else None
        if (
            opening is not None
            and (not latest or latest[-1].sentence < spoken - 1)
            and (salient is None or self._sentence_of(salient[1]) < spoken - 1)
        ):
            return opening  # "The judge was not persuaded. She noted that"
        recent = [speaker for speaker in latest if spoken - speaker.sentence <= _RECENT]
        if gender == "n":  # "it": no person
            recent = [speaker for speaker in recent if not speaker.human]
        elif self._people.pronoun_gender(written) is None:  # "le garçon": one
            recent = [speaker for speaker in recent if speaker.human]
        last = next((one for one in reversed(recent) if one.gender == gender or "?" in (one.gender, gender)), None)
        body = self._body_before(at, gender) if self._people.pronoun_gender(written) is not None else None
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
            paragraph = self._text.rfind("\n\n", max(0, position - _LONGEST), position)
            near = self._people.last_known(position, gender, since=paragraph)
            person = near  # of two sentences about a body, "elle" in the second is that body
        return person or last.name
