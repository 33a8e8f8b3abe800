"""Whether the clause around a day speaks of what was or of what will be: "a dit vendredi", "se réunira vendredi".

Read from verb forms alone. Where they tell neither, as the present does not ("reçoit Auxerre samedi"), or where the
day may belong to an infinitive ("told to appear on Friday"), the tense is None and the day stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final, Literal

from qa.tokens import Language, Token, listed, tokenize

Tense = Literal["past", "future"]
_Cue = Literal["past", "future", "open"]

_HAVE: Final = listed("a ai avons ont avais avait avions avaient eut eurent")
_IS: Final = listed("est sont")
_WAS: Final = listed("étais était étions étaient fut furent")
_BE: Final = listed("être été sera seront serait seraient soit soient")
_FUTURE_FR: Final = listed(
    "va vont doit doivent prévoit prévoient sera seront aura auront ira iront fera feront serait "
    "seraient aurait auraient devrait devraient pourrait pourraient mettrait mettraient faudrait voudrait voudraient"
)
_OPEN_FR: Final = listed("devait devaient allait allaient")
_AWAITED: Final = re.compile(r"(?:attendu|prévu|programmé|convoqué|fixé)e?s?")
# Participles that make their past with "être": the conditional is then hearsay of the past, "il serait mort vendredi".
_WITH_BE: Final = re.compile(
    r"(?:mort|né|parti|reparti|arrivé|venu|revenu|parvenu|intervenu|survenu|entré|rentré|sorti|tombé|monté|descendu"
    r"|allé|resté|devenu|retourné|décédé)e?s?"
)
_PARTICIPLE: Final = re.compile(
    r"(?!(?:été|ainsi|aussi|parmi|lieu|peu|du|huit|nuit|trois|mais|puis|vis|plus|jamais|depuis)$)"
    r"\w*(?:é|[^q]u|i|is|us|[iu]t|ert|ort|aint|eint|oint|ait)e?s?"
)
_HANGING: Final = re.compile(
    r"(?:\w{2,}é|(?:sur|inter|re|par)?venu|parti|sorti|réuni|choisi|établi|fini|saisi|élu|paru|apparu|disparu|rendu"
    r"|tenu|obtenu|reçu|perdu|battu|rompu|vendu|entendu|suspendu|conclu|mort|ouvert|découvert|offert|fait|dit|écrit|inscrit"
    r"|interdit|construit|détruit|conduit|pris|surpris|repris|mis|remis|transmis|admis|acquis|rejoint|atteint)e?s?"
)
_FUTURE_ENDING: Final = re.compile(
    r"(?!(?:opéra|caméra|front|affront|environs|avirons)$)\w{2,}(?:[ei]ra|dra|vra|rra|tra|[ei]ron[ts]|[ei]rai|drai|drons|dront|vront|rront|tront"
    r"|[ei]r(?:ait|aient)|dr(?:ait|aient)|vr(?:ait|aient)|rr(?:ait|aient))"
)
_IMPERFECT: Final = re.compile(
    r"(?!(?:fait|lait|parfait|trait|souhait|forfait|extrait|portrait|retrait|sait|satisfait|attrait|abstrait)$)"
    r"\w{2,}(?:ait|aient)|\w{2,}èrent"
)
_INFINITIVE: Final = re.compile(
    r"(?!(?:hier|mer|fer|hiver|danger|loyer|foyer|étranger)$)(?:\w*[^i\W]er|\w+(?:oc|ub|di|fi|pl|li)ier|\w*[^o\W]ir"
    r"|voir|recevoir|avoir|savoir|\w*(?:prendre|mettre|faire|dire|battre|suivre)|(?:ré|dé|at)?(?:pondre|fendre|tendre)"
    r"|rendre|vendre|conclure|être|paraître)"
)
_BEFORE_INFINITIVE: Final = listed("de d' à pour")
_PROMISES: Final = re.compile(r"(?:promi|prév|décid|conven|accept|menac|propos|demand|appel|invit|compt|espèr)\w*")
_DETERMINERS: Final = listed(
    "le la l' les un une des du de d' au aux ce cet cette ces son sa ses leur leurs notre nos"
)
_SKIPPED: Final = listed("pas plus jamais déjà également aussi ainsi encore toujours ensuite enfin tous y en ne n'")

_FUTURE_EN: Final = listed("will won't shall would due scheduled expect expects expected forecast going plan plans")
_FUTURE_TO: Final = listed(
    "agreed hope hopes hoped intend intends promised vowed pledged want wants planned prepared preparing threatened "
    "is are set ready poised"
)
_PAST_TO: Final = listed("failed declined refused managed began started continued used")
_PAST_EN: Final = listed(
    "since was were had did said told took made met came went began broke held gave left found rose fell won lost spoke "
    "wrote became saw heard brought sent led struck hit shot fled drew grew fought got kept knew paid ran stood "
    "thought felt sought withdrew overtook stole sank"
)
_NOT_PAST: Final = listed("need feed speed indeed exceed succeed proceed bleed seed hundred united shed aged")
_NO_VERB: Final = listed(
    "the a an his her its their our my this that it him them us me hospital court prison jail school church parliament "
    "congress reporters journalists lawmakers staff"
)

_PHRASES: Final = listed("lors dans à en au pendant durant après sur during in at after on")
_RELATIVES: Final = listed("which who that where qui que qu' dont où")
_OPENING, _CLOSING = frozenset("«“"), frozenset("»”")
_BREAKS: Final[dict[Language, frozenset[str]]] = {
    "fr": listed(", ; : ( ) « » “ ” \" — – que qu' qui dont où et mais tandis alors"),
    "en": listed(', ; : ( ) “ ” " — – that which who where and but while as after before when'),
}


def tense_at(sentence: str, start: int, end: int, language: Language) -> Tense | None:
    """The tense of what `sentence[start:end]` dates: that of the last verb before it in its clause, else of the next
    one after it there, else of the nearest in another clause that may hold the verb."""
    tokens = _same_voice(tokenize(sentence, language), start)
    before = [token for token in tokens if token.end <= start]
    after = [token for token in tokens if token.start >= end]
    cues = _french_cues(tokens) if language == "fr" else _english_cues(tokens)
    if language == "fr" and (found := _hanging_participle(before)):
        own = list(takewhile(lambda token: token.low not in _BREAKS[language], after))
        cancelled = found == "future" and "past" in (cues.get(token.start) for token in own)
        return None if cancelled else found  # "la réunion prévue lundi a été annulée"
    for part, behind in _parts(before, after, language):
        cue = next((cues[token.start] for token in part if token.start in cues), None)
        if cue is None:
            continue
        may_differ = _until(before) or (behind and _of_a_noun(before, after))
        return None if cue == "open" or (cue == "past" and may_differ) else cue
    return None


def _parts(before: Sequence[Token], after: Sequence[Token], language: Language) -> list[tuple[Sequence[Token], bool]]:
    """Where the verb is looked for, nearest first: (tokens from the day on outwards, whether they stand before it)."""
    breaks = _BREAKS[language]
    first = next((place + 1 for place in range(len(before) - 1, -1, -1) if before[place].low in breaks), 0)
    relative = first > 0 and before[first - 1].low in _RELATIVES  # such a clause has a verb of its own
    fronted = bool(after) and after[0].low == "," and not relative
    ahead = after[1:] if fronted else after  # "Vendredi, les équipes se réuniront"
    stop = next((place for place, token in enumerate(ahead) if token.low in breaks), len(ahead))
    parts = [(before[first:][::-1], True), (ahead[:stop], False)]
    if relative:
        return parts
    # Another clause only where this one hardly has a verb that these rules do not know: "signé à Paris, lundi, par …".
    if len(before) - first <= 2 or before[first].low in _PHRASES:
        parts.append((before[:first][::-1], True))
    if not any(token.low in _RELATIVES for token in ahead[stop + 1 : stop + 2]):
        parts.append((ahead[stop:], False))
    return parts


def _until(before: Sequence[Token]) -> bool:
    """ "a fermé jusqu'à vendredi", "called a strike for Thursday": what was decided then may last or lie ahead."""
    words = [token.low for token in before[-2:]]
    return words[-1:] in (["until"], ["till"], ["for"], ["pour"]) or words == ["jusqu'", "à"]


def _of_a_noun(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """ "ont préparé la réunion de vendredi", "discussed Friday's vote": the verb need not be of that day."""
    word = before[-1].low if before else ""
    hung = bool(after) and after[0].low in ("'s", "’s")
    night = bool(after) and after[0].low == "à"  # "dans la nuit de mercredi à jeudi"
    return (word in ("de", "d'") and not night) or (hung and word not in ("during", "in", "at", "after"))


def _same_voice(tokens: Sequence[Token], start: int) -> list[Token]:
    """The tokens inside the quotation that `start` lies in, or those outside all quotations."""
    depths: list[int] = []
    quoted = False
    for token in tokens:
        if token.low in _OPENING or (token.low == '"' and not quoted):
            quoted = True
        elif token.low in _CLOSING or token.low == '"':
            if not quoted:
                depths = [1] * len(depths)  # it began before this sentence
            quoted = False
        depths.append(int(quoted))
    place = next((place for place, token in enumerate(tokens) if token.start >= start), len(tokens) - 1)
    if place < 0:
        return []
    if not depths[place]:
        return [token for token, depth in zip(tokens, depths, strict=True) if not depth]
    first = next((at + 1 for at in range(place, -1, -1) if not depths[at]), 0)
    last = next((at for at in range(place, len(tokens)) if not depths[at]), len(tokens))
    return list(tokens[first:last])


def _hanging_participle(before: Sequence[Token]) -> Tense | None:
    """ "la décision, prise vendredi": a participle right before the day, without an auxiliary or article of its own."""
    if not before or before[-1].kind != "word":
        return None
    if len(before) > 2 and before[-2].low in (
        "en",
        "à",
        "au",
        "par",
    ):  # "mis en examen vendredi", "signé à Genève lundi"
        before = before[:-2]
    word, left = before[-1].low, before[-2].low if len(before) > 1 else ","
    if _AWAITED.fullmatch(word):
        return "future" if left not in _WAS | {"été"} else None
    governed = left in _DETERMINERS | _BEFORE_INFINITIVE or left in _HAVE | _IS | _WAS | _BE or left in _SKIPPED
    return "past" if _HANGING.fullmatch(word) and not governed else None


def _french_cues(tokens: Sequence[Token]) -> dict[int, _Cue]:
    """Cues by their offset."""
    cues: dict[int, _Cue] = {}
    for place, token in enumerate(tokens):
        cue = _french_cue(tokens, place) if token.kind == "word" and not token.inverted else None
        if cue is not None:
            cues[token.start] = cue
    return cues


def _french_cue(tokens: Sequence[Token], place: int) -> _Cue | None:
    word = tokens[place].low
    left = tokens[place - 1].low if place else ""
    if word in _HAVE | _IS | _WAS | {"aurait", "auraient", "serait", "seraient"}:
        return _auxiliary(tokens, place)
    if word == "depuis":
        return "past"
    if word in _OPEN_FR:
        return "open"
    if (word == "partir" and left == "à") or (word == "ici" and left == "d'"):
        return "future"
    if left in _BEFORE_INFINITIVE and not tokens[place].capital and _INFINITIVE.fullmatch(word):
        governing = next((token.low for token in reversed(tokens[max(0, place - 4) : place - 1])), "")
        return "future" if _PROMISES.fullmatch(governing) else "open"
    if _AWAITED.fullmatch(word) and left in _WAS | {"été"}:
        return "open"
    if word in _FUTURE_FR or _AWAITED.fullmatch(word) or _FUTURE_ENDING.fullmatch(word):
        return "future"
    return "past" if _IMPERFECT.fullmatch(word) else None


def _auxiliary(tokens: Sequence[Token], place: int) -> _Cue | None:
    """What an auxiliary makes of the participle after it; for the present passive ("est fermé lundi") nothing."""
    word = tokens[place].low
    following = [
        t for t in tokens[place + 1 : place + 6] if not (t.inverted or t.low in _SKIPPED or t.low.endswith("ment"))
    ]
    participle = following[0].low if following else ""
    awaited = _AWAITED.fullmatch(participle) or (
        participle == "été" and len(following) > 1 and _AWAITED.fullmatch(following[1].low)
    )
    joined = participle == "été" or bool(_PARTICIPLE.fullmatch(participle))
    if word in _IS:
        reflexive = place > 0 and tokens[place - 1].low in ("s'", "se")
        past = joined and (reflexive or bool(_WITH_BE.fullmatch(participle)))
        return "future" if awaited else "past" if past else None
    if word in _WAS:
        return "open" if awaited else "past"
    if word in _HAVE:
        negated = place > 0 and tokens[place - 1].low == "n'"
        return "past" if joined or negated else None
    if word.startswith("aur"):
        return "past" if joined else "future"
    return "past" if _WITH_BE.fullmatch(participle) else "future"


def _english_cues(tokens: Sequence[Token]) -> dict[int, _Cue]:
    cues: dict[int, _Cue] = {}
    for place, token in enumerate(tokens):
        cue = _english_cue(tokens, place, bool(cues)) if token.kind == "word" else None
        if cue is not None:
            cues[token.start] = cue
    return cues


def _english_cue(tokens: Sequence[Token], place: int, verb_before: bool) -> _Cue | None:
    word = tokens[place].low
    right = tokens[place + 1] if place + 1 < len(tokens) else None
    left = tokens[place - 1].low if place else ""
    if word in _FUTURE_EN or word.endswith("'ll"):
        return "open" if left in ("was", "were") else "future"
    if (
        word == "to"
        and right is not None
        and right.kind == "word"
        and not right.capital
        and right.low not in _NO_VERB
    ):
        if left in _FUTURE_TO or left in _FUTURE_EN:
            return "open" if place > 1 and tokens[place - 2].low in ("was", "were") else "future"
        return "past" if left in _PAST_TO else "open" if verb_before else None
    if left in ("be", "is", "are", "being"):
        return "future" if word == "planned" else None  # "will be held", "is held"
    if word in _PAST_EN:
        return "past"
    return "past" if word.endswith("ed") and len(word) > 3 and word not in _NOT_PAST else None
