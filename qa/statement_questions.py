"""Questions about statements: who is asked after, on what; French and English, with or without accents and marks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal, NamedTuple

from qa import stance_questions
from qa.question_verbs import ADVERB_FR, AUXILIARY_FR, PRONOUN_FR, SPEAKER_EN, flat, verbs
from qa.roles import is_first_name, parse_role
from qa.saying import families
from qa.tokens import Language

Kind = Literal["what_said", "who_said", "according_to"]
_Place = tuple[int, int]


class _Read(NamedTuple):
    """Where a pattern found what: `before` belongs to the topic, `mixed` holds such words and the speaker."""

    kind: Kind
    speaker: _Place | None
    topic: _Place | None
    before: _Place | None = None
    mixed: _Place | None = None


@dataclass(frozen=True, slots=True)
class StatementQuestion:
    """What a question wants: X's statements on Y, who stated Y, or a fact according to X.

    `speaker` and `topic` are words of the question as typed; `topic` of "according_to" is the rest of it.
    `otherwise` is the speaker of the other reading of "Qu'a dit le maire de la ville ?", where "de la ville" is no
    topic; it counts where an article knows such a person.
    """

    kind: Kind
    speaker: str | None
    topic: str | None
    language: Language
    verbs: frozenset[str] = frozenset()  # families of the verb asked with: a promise, a denial (qa.saying)
    otherwise: str | None = None
    stance: bool = False  # asks what somebody thinks or wants without "say": an article may tell it in its own words


_ABOUT: Final = {
    "en": r"(?:about|regarding|concerning|with regard to|on the subject of|on|of|over|as to|to)",
    "fr": r"(?:a propos (?:de |du |des |d')|au sujet (?:de |du |des |d')|concernant |quant (?:a |au |aux )|sur |"
    r"vis-a-vis (?:de |du |des |d'))",
}
_VIEW_EN: Final = (
    r"(?:view|views|opinion|position|stance|reaction|response|comment|comments|take|thoughts|words|remarks|"
    r"statement|statements|attitude)"
)
_VIEW_FR: Final = (
    r"(?:la position|l'avis|l'opinion|la reaction|le point de vue|le sentiment|la reponse|le commentaire|la "
    r"declaration|l'attitude)"
)
_ANYTHING: Final = frozenset(("autre", "d'autre", "else", "anything", "quoi", "ca", "it", "this", "that"))  # no topic
_ASKS: Final = re.compile(r"(?:pourquoi|comment|quand|combien|quelle?s?|ou)\b")  # no speaker begins so
# "According to the article, …?" asks nobody's words in particular.
_THE_TEXT: Final = re.compile(
    r"(?:l'|le |ce |cet |les |the |this )"
    r"(?:(?:news )?(?:article|texte|document|passage|paragraphe|extrait|text|paragraph|excerpt|story))s?$"
)
_DANGLING: Final = re.compile(r"(?:^|\s)(?:for|of|to|about|with|on|from|at)$", re.IGNORECASE)
_TAKES_OF: Final = re.compile(
    r"\b(?:dit|dire|disait|redit|pense|pensait|parle|raconte|rapporte|croit|retient|espere|attend|exige) $"
)
# Somebody called by name, and "de" with an article: elsewhere it is rather the topic that begins there.
_NAMED_OF: Final = re.compile(
    r"(?!(?:les?|la|une?|son|sa|ses|leurs?|mon|ma|notre|cet?|cette) |l')([^ ]+(?: [^ ]+)+?|[^ ]*[^ sx]) "
    r"(?:du |des |(?:de |d')(?=(?:l'|la |ce |cet |cette |ces |son |sa |ses |leur |leurs |un |une )))"
)
_ASK_FR: Final = (
    r"\b(?:que|qu'|quel|quelle|quels|quelles|qui|ou|quand|comment|pourquoi|combien|est-ce|lequel|laquelle)\b"
)
_ASK_EN: Final = (
    r"\b(?:what|which|who|whom|where|when|why|how|is|are|was|were|did|does|do|has|have|will|would|can|could)\b"
)


def _english(asked: str) -> _Read | None:
    infinitive, finite = verbs("en", "infinitive"), verbs("en", "finite", "participle")
    plain = verbs("en", "finite", "participle", factual=False)
    about = _ABOUT["en"]
    speaker = SPEAKER_EN
    adverb = r"(?:(?:actually|really|exactly|also|later|then|recently|have to) )?"
    patterns: tuple[tuple[Kind, str], ...] = (
        ("who_said", r"who (?:else )?(?:was it (?:that|who) |is it (?:that|who) |is quoted as |was quoted as )?(?:has |"
                     r"had |also |first )?"
                     rf"(?:{plain}|{finite}(?= that)|saying|spoke of|talked about|commented on) ?(?:(?:to )"
                     r"?(?:reporters|the press|journalists) )?(?:that |about |on |of )?(?P<topic>.+)"),
        ("who_said", r"whose (?:words|view|opinion|statement|claim) (?:is|are|was|were) (?:it )?(?:that )"
                     r"?(?P<topic>.+)"),
        ("who_said", r"(?:which|what) (?:(?!did |does |do |has |had |have |is |are |was |were |would |will |can |could )"
                     rf"[\w-]+ ){{1,3}}(?:has |had |have )?{finite} (?:that |(?=(?:it|he|she|they|the|no) ))"
                     r"(?P<topic>.+)"),
        ("according_to", r"according to (?P<speaker>[^,]+?) ?, ?(?P<topic>.+)"),
        ("according_to", rf"according to (?P<speaker>.+?) (?P<topic>{_ASK_EN} .+)"),
        ("according_to", r"(?P<topic>.+?),? according to (?P<speaker>.+)"),
        ("according_to", r"in (?P<speaker>.+?)(?:'s|') (?:view|opinion|words) ?,? ?(?P<topic>.+)"),
        ("what_said", rf"what (?:else )?(?:did|does|do|has|had|have) {speaker} {adverb}(?:tell|told|remind|inform) "
                      r"(?:reporters|journalists|the press|the media|(?P<topic2>(?:(?! about ).)+?))"
                      r"(?: (?:about|regarding|concerning) (?P<topic>.+))?"),
        ("what_said", rf"what (?:else )?(?:did|does|do|has|had|have|would) {speaker} {adverb}{infinitive}(?: (?:"
                      r"to|with) (?:reporters|the press|journalists))?"
                      rf"(?: (?:{about} )(?P<topic>.+)| (?P<topic2>.+))?"),
        ("what_said", rf"what (?:has|had|have) {speaker} {adverb}{finite}(?: {about} (?P<topic>.+)| "
                      r"(?P<topic2>.+))?"),
        ("what_said", rf"how (?:did|does|do|has|had|would) (?P<speaker>.+?) {adverb}(?:describe|described|call|"
                      r"characteri[sz]e|react to|reacted to|respond to|"
                      r"responded to|justify|justified|explain|explained|view|see|judge|comment on|present|"
                      r"defend|define|answer|feel about|portray)(?: (?P<topic>.+))?"),
        ("what_said", rf"what(?: is| was| are| were|'s) (?P<speaker>.+?)(?:'s|(?<=s)') {_VIEW_EN}(?: {about} "
                      r"(?P<topic>.+))?"),
        ("what_said", rf"what(?: is| was| are| were|'s) the {_VIEW_EN} of (?P<speaker>.+?)(?: {about} "
                      r"(?P<topic>.+))?"),
        ("what_said", r"what words (?:did|does) (?P<speaker>.+?) use (?:to describe|about|for|on) (?P<topic>.+)"),
        ("what_said", r"where (?:does|did) (?P<speaker>.+?) stand on (?P<topic>.+)"),
        ("what_said", rf"(?:did|does|has|had) {speaker} (?:{infinitive}|{finite})(?: anything)?(?: "
                      rf"{about}| that)? (?P<topic>.+)"),
        ("what_said", r"(?:(?:any |the )?(?:quotes?|statements?|comments?|words?) (?:from|by|of) )"
                      rf"(?P<speaker>.+?)(?: {about} (?P<topic>.+))?"),
    )  # fmt: skip
    return _first(patterns, asked)


def _french(asked: str) -> _Read | None:
    participle, finite = verbs("fr", "participle"), verbs("fr", "finite")
    plain = verbs("fr", "participle", "finite", factual=False)
    anything = verbs("fr", "participle", "finite")
    about = _ABOUT["fr"]
    tail = rf"(?: (?:(?P<about>{about})(?P<topic>.+)))?"
    aux, pronoun, adverb = AUXILIARY_FR, PRONOUN_FR, ADVERB_FR
    said = rf"(?:s'est |se )?(?:{aux} {adverb})?(?:{participle}|{finite})"
    patterns: tuple[tuple[Kind, str], ...] = (
        ("who_said", r"(?:qui(?: d'autre)?(?: est-ce qui| est celui qui| est celle qui)?|c'est qui qui) "
                     rf"(?:s'est |se |s'|l')?(?:{aux} {adverb})?"
                     rf"(?:{plain}|{anything}(?= qu)) ?(?:que |qu'|de |d'|du |des |a propos de |sur )?(?P<topic>.+)"),
        ("who_said", rf"quel(?:le)?s? (?:[\w'-]+ ){{1,3}}(?:{aux} {adverb})?{anything} (?:que |qu')(?P<topic>.+)"),
        ("who_said", r"de qui (?:sont|est|viennent|vient) (?:les mots |ces mots |la phrase |cette phrase |les "
                     r"propos |la formule |l'expression )?(?P<topic>.+)"),
        ("who_said", r"(?:a qui (?:doit-on|attribue-t-on|sont attribues|est attribuee?)) (?:les mots |la phrase |"
                     r"les propos )?(?P<topic>.+)"),
        ("according_to", r"(?:selon|d'apres|pour|aux yeux d[eu]|a en croire|de l'avis d[eu]) (?P<speaker>[^,]+?)"
                         r" ?, ?(?P<topic>.+)"),
        ("according_to", rf"(?:selon|d'apres|aux yeux d[eu]|a en croire) (?P<speaker>.+?) (?P<topic>{_ASK_FR}.+)"),
        ("according_to", r"(?P<topic>.+?),? (?:selon|d'apres|aux yeux d[eu]|a en croire) (?P<speaker>.+)"),
        ("what_said", rf"qu'est-ce (?:que |qu'){said} (?P<whole>.+)"),
        ("what_said", rf"qu'est-ce (?:que |qu')(?P<speaker>.+?) (?:en |lui |leur |s'|se |l')?{said}(?: {adverb}?)"
                      rf"?(?: ?(?P<about>{about})(?P<topic>.+)| (?:de |du |des |d'|que |qu')?(?P<rest>.+))?"),
        ("what_said", rf"(?:qu'|que |qu')(?:en |lui |leur )?{aux}{pronoun} {adverb}{participle}(?: "
                      rf"?(?P<about>{about})(?P<topic>.+)| (?:de |du |des |d'|que |qu')?(?P<rest>.+))?"),
        ("what_said", rf"(?:qu'|que |qu')(?:en )?{finite}{pronoun}(?: ?(?P<about>{about})(?P<topic>.+)| (?:de |"
                      r"du |des |d'|que |qu')?(?P<rest>.+))?"),
        ("what_said", rf"que (?P<speaker>.+?) {aux}{pronoun} {adverb}{participle}(?: ?(?P<about>{about})"
                      r"(?P<topic>.+)| (?:de |du |des |d'|que |qu')?(?P<rest>.+))?"),
        ("what_said", rf"(?:qu'|que |quoi )(?:s'|se |en )?{said} (?P<whole>.+)"),
        ("what_said", rf"comment (?:est-ce (?:que |qu'))?(?P<speaker>.+?) (?:s'|se |l')?(?:{aux}(?:{pronoun})? "
                      rf"{adverb})?(?:{participle}|{finite}|vu|voit|reagi|reagit|"
                      rf"qualifie|defini|presente|percu|percoit)(?:{pronoun})?(?: (?:a |au |aux |face a )"
                      r"?(?P<topic>.+))?"),
        ("what_said", rf"comment {aux} (?:{participle}|reagi) (?P<whole>.+)"),
        ("what_said", rf"comment (?:{finite}|reagit) (?P<whole>.+)"),
        ("what_said", rf"quel(?:le)?s? (?:est|etait|a ete|fut) {_VIEW_FR} (?:de |du |d'|des )(?P<speaker>.+?)(?: "
                      r"(?:sur|a propos de|a propos du|concernant|au sujet de|au sujet du|quant a|a|au|face a) "
                      r"(?P<topic>.+))?"),
        ("what_said", rf"(?P<speaker>.+?) (?:a dit|dit|pense|a declare) quoi{tail}"),
        ("what_said", rf"(?:est-ce (?:que |qu'))?(?P<speaker>.+?) (?:s'|l')?{aux}{pronoun} "
                      rf"{adverb}(?:{participle})(?: ?(?:{about}|que |qu'|de |d'|du |des )| )(?P<topic>.+)"),
        ("what_said", r"(?:les |des )?(?:propos|declarations?|citations?|mots) (?:de |du |d')(?P<speaker>.+?)"
                      rf"{tail}"),
    )  # fmt: skip
    return _first(patterns, asked)


def _first(patterns: tuple[tuple[Kind, str], ...], asked: str) -> _Read | None:
    for kind, pattern in patterns:
        match = _compiled(pattern).fullmatch(asked)
        if match is None:
            continue
        whole = _span(match, "whole")
        if whole is not None:
            return _Read(kind, *_split_whole(asked, *whole))
        topic = _span(match, "topic", "topic2", "rest")
        return _Read(kind, _span(match, "speaker"), topic, _span(match, "before"), _span(match, "mixed"))
    return None


def _span(match: re.Match[str], *names: str) -> tuple[int, int] | None:
    """Where the first of these groups that took part stands."""
    return next((match.span(name) for name in names if match.groupdict().get(name)), None)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _split_whole(asked: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int] | None]:
    """French puts speaker and topic after the verb: "John Miller de l'accord", "le chef de la diplomatie sur Alep"."""
    part = asked[start:end]
    marker = re.search(rf" {_ABOUT['fr']}", part)
    if marker and _TAKES_OF.search(asked[:start]) and (named := _NAMED_OF.match(part[: marker.start()])):
        return (start, start + named.end(1)), (start + named.end(), end)  # "de l'effet du texte sur le vote"
    if marker:
        return (start, start + marker.start()), (start + marker.end(), end)
    clause = re.search(r" (?:que |qu'|a la suite |apres |lors |face )", part)
    if clause:
        return (start, start + clause.start()), (start + clause.start() + 1, end)
    # "Que dit X de Y", but "Qu'a promis le maire de Y": few verbs of saying take their topic with "de".
    links = r" (?:de |du |des |d'|a |au |aux )" if _TAKES_OF.search(asked[:start]) else r" (?:a |au |aux |pour )"
    cuts = [cut for cut in re.finditer(links, part) if not is_first_name(part[: cut.start()])]
    for number, cut in enumerate(cuts):
        role = parse_role(part[: cut.start()])
        if not role.known or number == len(cuts) - 1:
            return (start, start + cut.start()), (start + cut.end(), end)
        longer = parse_role(part[: cuts[number + 1].start()])
        grows = longer.classes != role.classes or (longer.nations != role.nations and not role.nations)
        if not grows:
            return (start, start + cut.start()), (start + cut.end(), end)
    times = re.search(r"((?: (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|ce matin|dernier))+)$", part)
    if times and times.start() > 0:
        return (start, start + times.start()), (start + times.start() + 1, end)
    return (start, end), None


def parse_question(question: str) -> StatementQuestion | None:
    """What a question asks about statements, or None where it asks something else."""
    text = unicodedata.normalize("NFC", question)
    plain = flat(text)
    start, end = 0, len(plain)
    while start < end and plain[start] in ' -–—¿"«»“”':
        start += 1
    while end > start and plain[end - 1] in " ?!.…":
        end -= 1
    # One space everywhere, with the way back to the question as typed.
    kept = [at for at in range(start, end) if not (plain[at] == " " and (at == start or plain[at - 1] == " "))]
    squeezed = "".join(plain[at] for at in kept)
    squeezed = re.sub(
        r"^(?:and |but |so |et |mais |alors ,? ?|dis-moi ,? ?|please ,? ?)", lambda m: " " * len(m.group()), squeezed
    )
    lead = len(squeezed) - len(squeezed.lstrip())
    squeezed, kept = squeezed[lead:], kept[lead:]
    if len(squeezed) > 600:
        return None
    readings: tuple[tuple[Language, bool, Callable[[str], _Read | None]], ...] = (
        ("en", False, _english),
        ("fr", False, _french),
        ("en", True, lambda asked: _first(stance_questions.english(), asked)),
        ("fr", True, lambda asked: _first(stance_questions.french(), asked)),
    )
    for language, stance, read in readings:
        found = read(squeezed)
        if found is None:
            continue
        if found.mixed is not None:
            found = _apart(text, kept, found)
        found = _with_particle(text, kept, squeezed, found)
        said_by = _written(text, kept, found.speaker)
        about = (
            " ".join(filter(None, (_written(text, kept, found.before), _written(text, kept, found.topic)))) or None
        )
        about = _DANGLING.sub("", about) if about is not None else None  # "what did X ask for"
        about = about if about and flat(about) not in _ANYTHING else None
        if found.kind == "what_said" and said_by is None and re.search(r"-(?:t-)?(?:il|elle|ils|elles)\b", squeezed):
            pronoun = re.search(r"-(?:t-)?(ils?|elles?)\b", squeezed)
            said_by = pronoun.group(1) if pronoun else None
        if found.kind != "who_said" and (said_by is None or _ASKS.match(flat(said_by))):
            continue
        if found.kind == "according_to" and said_by is not None and _THE_TEXT.match(flat(said_by)):
            return None
        return StatementQuestion(
            found.kind,
            said_by,
            about,
            language,
            _verb_families(found.kind, squeezed, found.speaker, found.topic),
            _whole(text, kept, squeezed, found.speaker, found.topic) if found.before is None else None,
            stance,
        )
    return None


def _apart(text: str, kept: list[int], found: _Read) -> _Read:
    """The reading with its mixed words parted in those of the topic and the speaker."""
    if found.mixed is None:
        return found
    first, last = found.mixed
    written = text[kept[first] : kept[last - 1] + 1]
    cut = stance_questions.parted(written)
    if cut is None:
        return found._replace(speaker=None, before=found.mixed)
    place = next(at for at in range(first, last) if kept[at] - kept[first] >= cut)
    return found._replace(before=(first, place), speaker=(place, last))


def _with_particle(text: str, kept: list[int], asked: str, found: _Read) -> _Read:
    """ "Que dit Jean du Plessis sur la loi ?": a capital behind "du" tells that the name goes on."""
    if found.speaker is None or found.topic is None or asked[found.speaker[1] : found.topic[0]].strip() != "du":
        return found
    start, end = found.topic
    marker = re.search(rf" {_ABOUT['fr']}", asked[start:end])
    if marker is None or not text[kept[start]].isupper():
        return found
    return found._replace(speaker=(found.speaker[0], start + marker.start()), topic=(start + marker.end(), end))


def _verb_families(
    kind: Kind, asked: str, speaker: tuple[int, int] | None, topic: tuple[int, int] | None
) -> frozenset[str]:
    """What kind of saying the question's own verb is."""
    if kind == "according_to":
        return frozenset()
    lead = asked[: topic[0] if topic else len(asked)]
    return families(lead[: speaker[0]] + " " + lead[speaker[1] :] if speaker else lead)


def _whole(
    text: str, kept: list[int], asked: str, speaker: tuple[int, int] | None, topic: tuple[int, int] | None
) -> str | None:
    """Speaker and topic as one phrase where only "de" parts them behind a role."""
    if speaker is None or topic is None or asked[speaker[1] : topic[0]].strip() not in {"de", "du", "des", "d'"}:
        return None
    return _written(text, kept, (speaker[0], topic[1])) if parse_role(asked[slice(*speaker)]).known else None


def _written(text: str, kept: list[int], span: tuple[int, int] | None) -> str | None:
    if span is None or span[1] <= span[0]:
        return None
    words = text[kept[span[0]] : kept[span[1] - 1] + 1]
    return words.strip(' \u00a0\u202f,;:«»“”"‹›?!.') or None
