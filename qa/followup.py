"""Follow-up questions made to stand alone, by rules: pronouns, ellipses ("And Ivanov?"), bare question words.

Precision first: a question that names what it speaks of is returned as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from index.language import question_language
from qa.lexicon import fold, lexicon
from qa.mentions import Mention, describe, mentions
from qa.names import names_alike
from qa.noun_phrases import NUMBERS
from qa.referents import Context, substitute, with_article, with_referents
from qa.saying import is_plain
from qa.statement_questions import StatementQuestion, parse_question
from qa.tokens import Language, listed
from qa.types import Turn

_LEAD_IN: Final = {
    "en": re.compile(r"^\s*(?:and|but|so|ok|okay|now|then|also)\b[\s,]*", re.IGNORECASE),
    "fr": re.compile(r"^\s*(?:et|mais|alors|ok|donc|bon)\b[\s,]*", re.IGNORECASE),
}
_WHAT_ABOUT = re.compile(
    r"^\s*(?:(?:and |so |but )?(?:what|how) about|what of|et (?:pour|concernant|quant (?:à|au|aux)))\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_PREPOSITIONAL = re.compile(
    r"^(?P<preposition>à|a|au|aux|en|dans|chez|depuis|avant|après|pour|avec|in|at|on|to|from|since|before|after|"
    r"for|with|by|during)\s+"
    r"(?P<rest>.+)$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:about|on|regarding|concerning|sur|à propos (?:de |du |des |d['’])|au sujet (?:de |du |des |d['’])|"
    r"concernant)\s*(?P<rest>.+)$",
    re.IGNORECASE,
)
_SOURCE = re.compile(r"^(?:selon|d['’]après|according to|pour)\s+(?P<rest>.+)$", re.IGNORECASE)
_PLACE_PREPOSITIONS: Final = {"fr": "à|au|aux|en|dans|chez", "en": "in|at"}
_QUESTION_WORD = re.compile(
    r"^(?P<word>why|when|where|how|who|how many|how much|by how much|since when|how so|why not|pourquoi|quand|où|"
    r"comment|qui|combien|depuis quand|d['’]où|jusqu['’]à quand|à quelle (?:heure|date)|à quel (?:prix|endroit)|"
    r"quel jour|en quelle année|(?:at )?what time|(?:in )?what year|(?:on )?(?:what|which) (?:day|date)|for how long|"
    r"(?:by|with|for|to|from) whom?|who by|for how much|until when|by when|(?:par|avec|pour|à|chez|contre) qui|"
    r"pour (?:combien(?: de temps)?|quand)|depuis combien de temps)"
    r"(?: exactly| precisely| exactement| précisément)?\s*\??$",
    re.IGNORECASE,
)
_WHEN_WAS_THAT = re.compile(
    r"^(?!(?:when|where) is it\b)(?:(?P<en>when|where|why|how) (?:was|is|did) (?:that|this|it)(?: happen)?|"
    r"(?P<fr>quand|où|pourquoi|comment) (?:était-ce|est-ce(?: arrivé)?|cela|ça)|c['’](?:était|est) (?P<last>quand|où))$",
    re.IGNORECASE,
)
_OBJECT_FR = re.compile(
    r"^(?:et )?(?P<who>qui) (?P<clitic>l['’]|la |le |les )(?P<verb>(?:a |ont |avait )?[^\W\d_]{3,})"
    r"(?P<rest> (?!.*-(?:t-)?(?:ils?|elles?|on)\b)[^?]+)?\s*\?*$",
    re.IGNORECASE,
)
_LOSES_E = re.compile(r"(?:[nuar]c|i[zs]|os|us|[ilr]v|[drn]g|ag|[iu]d|at|ur|bl|tl)$(?<!eat)(?<!avoid)(?<!visit)")
_THERE_EN = re.compile(
    r"(?<!is)(?<!are)(?<!was)(?<!were)(?<!be)(?<!will)\sthere\b(?!\s(?:is|are|was|were|be|been)\b)"
)
_THERE_FR = re.compile(r"(?<=\s)y\s(?!a\b|avait\b|aura\b|a-t)")
_WHERE_IS = re.compile(
    r"^(?:where (?:is|are|was|were)|où (?:se trouve(?:nt)?|est|sont|est situé|est située)) (?P<what>.+)$",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^\s*(?:no|non|sorry|pardon|actually|en fait|i mean|i meant|i was (?:talking|asking) about|je veux dire|"
    r"je voulais dire|je parlais de|je parle de|plutôt|rather)\b[\s,.:—–-]*",
    re.IGNORECASE,
)
_WHO_ELSE = re.compile(
    r"^(?:who else|any(?:one|body) else|the others|qui d['’]autre|quelqu['’]un d['’]autre|les autres)\s*\??$",
    re.IGNORECASE,
)
# "Who objected …?", "Which body objects …?", « Quelle association s'oppose …? », not "Who is Ann Lee?"
_WHO = re.compile(
    r"(?i:who|qui)\s+(?!(?i:is|was|are|were|est|était|sont)\s+[A-ZÀ-Þ])|"
    r"(?i:which|what)\s(?!(?:is|was|are|were|do|does|did|has|have|had|will|would|can|could|else)\b)\w+\s"
    r"(?=\w+(?:s|ed)\b)(?!(?:is|was|does|has)\b)|"
    r"(?i:quel(?:le)?)\s\w+\s(?!(?:est|était|a|ont|sont|l[ea]s?|une?|ces?|s[ao]n?|dit)\s)(?!.*-(?:t-)?(?:ils?|elles?)\b)(?=[a-zà-ÿ'’]+\s)(?!\S+\s[A-ZÀ-Þ])"
)
_ELSE = re.compile(
    r"^(?:(?:what|anything|something) else|quoi d['’]autre|autre chose|rien d['’]autre|c['’]est tout)\s*\??$",
    re.IGNORECASE,
)


def rewrite(question: str, history: Sequence[Turn], people: Mapping[str, str] | None = None) -> str:
    """The question made to stand alone, in its own language; unchanged where it does already.

    `people` may give the full names of the articles' people with their gender ("m", "f", "?"); it helps to tell a
    person from a place in "And X?" and "she" from "it".
    """
    known = people or {}
    context: Context | None = None
    for turn in history[-_MEMORY:]:
        standing = _rewritten(turn.question, context, known) if context else turn.question
        context = _extended(context, standing, turn.answer, known)
    return _rewritten(question, context, known) if context else question


_MEMORY: Final = 12  # turns looked back on


def _language(question: str, context: Context | None) -> Language:
    default: Language = question_language(context.last) if context else "fr"
    bare = question.strip().lower()
    if re.match(r"(?:and|what|why|how|who|when|where|but)\b", bare):
        return "en"
    if re.match(r"(?:et|pourquoi|quand|où|qui|quoi|mais|qu['’])", bare):
        return "fr"
    return question_language(question, default)


def _extended(context: Context | None, question: str, answer: str, people: Mapping[str, str]) -> Context:
    language = _language(question, context)
    asked = mentions(question, language, people)
    parsed = parse_question(question)
    if parsed is not None and parsed.speaker is not None:
        at = question.find(parsed.speaker)
        named = describe(parsed.speaker, language, people, max(0, at))
        speaker = Mention(named.text, named.start, named.end, "person", named.gender, named.plural)
        asked = [speaker] + [mention for mention in asked if not (speaker.start <= mention.start < speaker.end)]
    replied: list[Mention] = []
    if answer and len(answer) < 400:
        replied = mentions(answer, _language(answer, context), people)
        if not replied and 0 < len(answer.split()) <= 4 and answer[:1].isupper() and answer.istitle():
            replied = [describe(answer.strip(" .?!"), language, people)]
    # A short answer to "who" or "what" is what the next question speaks of.
    defined = re.match(r"(?i:who (?:is|was)|qui (?:est|était)) [A-ZÀ-Þ]", question.strip()) and asked
    asks_name = re.match(r"(?:who|which|what|qui|quel)", question.strip().lower())
    short = len(answer.split()) <= 6 and asks_name and not defined
    prime = replied + asked if short else asked
    earlier, aside = (context.spoken, context.aside) if context else ((), ())
    return Context(
        question, answer, (*prime, *earlier)[:60], ((*replied, *aside) if not short else aside)[:60], people
    )


def _rewritten(question: str, context: Context, people: Mapping[str, str]) -> str:
    language = _language(question, context)
    for step in (_corrected, _others_asked, _bare_word, _dislocated, _elliptic):
        found = step(question, context, language)
        if found is not None:
            return _tidy(found, language)
    found = with_referents(
        _with_place(_with_object(question, context, language), context, language), context, language
    )
    found = _with_named_topic(found, context)
    found = _with_topic(question, found, context, language)
    return question if found == question else _tidy(found, language)


def _tidy(question: str, language: Language) -> str:
    text = re.sub(r"\s+", " ", question).strip()
    text = text.rstrip("?！ .").rstrip()
    text = re.sub(r"\b[Dd](?:u|es) (?=(?:l[ea]s?\s|l['’]))", "de ", text) if language == "fr" else text
    text = re.sub(r"\bde le\b", "du", text)
    text = re.sub(r"\bde les\b", "des", text)
    text = re.sub(r"\bà le\b", "au", text)
    text = re.sub(r"\bà les\b", "aux", text)
    text = re.sub(r"\b([Dd])e (?=[AEIOUYÀÂÉÈÊÎÔaeiouàâéèêîôh][\w])(?!h)", r"\1'", text) if language == "fr" else text
    return text[:1].upper() + text[1:] + (" ?" if language == "fr" else "?")


def _with_object(question: str, context: Context, language: Language) -> str:
    """ "Et qui la dirige ?": what the clitic stands for, behind the verb."""
    match = _OBJECT_FR.match(question.strip()) if language == "fr" else None
    if match is None:
        return question
    plural = match["clitic"].strip().lower() == "les"
    gender = {"la": "f", "le": "m"}.get(match["clitic"].strip().lower(), "?")
    for mention in context.spoken:
        if mention.plural == plural and (mention.gender in (gender, "?") or gender == "?"):
            return f"{match['who']} {match['verb']} {mention.text}{match['rest'] or ''} ?"
    return question


def _with_place(question: str, context: Context, language: Language) -> str:
    """ "there" and "y": the place that the last answer gave, or that the last question asked after."""
    there = (_THERE_EN if language == "en" else _THERE_FR).search(question)
    answer = context.answer.strip(" .")
    if there is None or not answer or len(answer.split()) > 9:
        return question
    located = _WHERE_IS.match(context.last.strip())
    placed = re.match(r"(?:in|at|on|near|à|au|aux|en|dans|sur|chez|près)\b", answer, re.IGNORECASE)
    of_place = placed or re.match(r"(?:where|which|où|dans quel|à quel)", context.last.strip(), re.IGNORECASE)
    if located:
        place = f"{'dans' if language == 'fr' else 'in'} {located['what'].rstrip('? ')}"
    elif of_place:
        place = answer if placed else f"{'à' if language == 'fr' else 'in'} {answer}"
    else:
        return question
    rest = question[: there.start()] + question[there.end() :]
    return f"{re.sub(r'[ ]+', ' ', rest).rstrip('?! ')} {place}?"


# -- ellipses --


def _stripped(question: str, language: Language) -> tuple[str, bool]:
    """The question without its lead-in and mark; whether there was a lead-in ("And", "Et")."""
    bare = question.strip().rstrip("?!. \u00a0\u202f").strip()
    rest = _LEAD_IN[language].sub("", bare)
    return rest, rest != bare


def _corrected(question: str, context: Context, language: Language) -> str | None:
    """ "No, I meant Miller", "Non, je parlais de Tours": what was misunderstood gives way to what was meant."""
    rest = question.strip()
    while found := _CORRECTS.match(rest):
        rest = rest[found.end() :]
    rest = rest.rstrip("?!. \u00a0\u202f")
    if not rest or rest == question.strip().rstrip("?!. \u00a0\u202f") or len(rest.split()) > 6:
        return None
    if _has_verb(rest, language):
        return None
    return _in_place(rest, context, parse_question(context.last), language)


def _others_asked(question: str, context: Context, language: Language) -> str | None:
    """ "Who else?", "Qui d'autre ?", "Et les autres ?": the last question's "who" again, or who else was quoted."""
    rest, _ = _stripped(question, language)
    if not _WHO_ELSE.match(rest):
        return None
    last = context.last.strip().rstrip("? ").strip()
    who = re.match(r"(?:who|qui)(?: else| d['’]autre)?\s+", last, re.IGNORECASE)
    if who:
        return ("Who else " if language == "en" else "Qui d'autre ") + last[who.end() :]
    asked = parse_question(context.last)
    if asked is None or asked.kind != "what_said" or asked.topic is None:
        return None
    if language == "en":
        return f"Who else spoke of {asked.topic}"
    return f"Qui d'autre a parlé de {with_article(asked.topic, context.last)}"


def _bare_word(question: str, context: Context, language: Language) -> str | None:
    """ "Why?", "Quand ?", "What else?": the question word put before the last question's predicate."""
    rest, _ = _stripped(question, language)
    if _ELSE.match(rest):
        return _something_else(context, language)
    bare, that = _QUESTION_WORD.match(rest), _WHEN_WAS_THAT.match(rest)
    if not bare and not that:
        return None
    rest = bare["word"] if bare else next(word for word in that.groups() if word) if that else rest
    asked = parse_question(context.last)
    last = context.last.strip().rstrip("? ").strip()
    rest = f"{rest[4:]} whom" if rest.lower() == "who by" else rest
    who = _WHO.match(last)
    named = context.answer[:1].isupper() or re.match(r"(?:the|l['’]|la|le) .*[A-Z]", context.answer)
    first = fold(context.answer).split()[:1]
    somebody = (
        named and bool(first) and first[0] not in NUMBERS | lexicon(language).time
    )  # not "Lundi", not "Two million"
    if who and somebody and len(context.answer.split()) <= 8:
        return _of_whom(rest, context.answer.strip(" ."), last[who.end() :], language)
    if language == "en":
        if asked is not None and asked.kind == "what_said":
            swapped = re.sub(
                r"^what (did|does|has|do) (.+?) (say|tell|think|announce|claim|said|declare)\b",
                rf"{rest} \1 \2 \3 that",
                last,
                flags=re.I,
            )
            if swapped != last:
                return swapped
        object_asked = re.match(
            r"what (?=(?:did|does|do|will|would|has|have)\b)(?!.*\b(?:say|tell|think)$)", last, re.IGNORECASE
        )
        if object_asked and 0 < len(context.answer.split()) <= 8:
            return f"{rest} {last[object_asked.end() :]} {context.answer.strip(' .')}"
        swapped = re.sub(r"^(?:when|where|why|how(?: many \w+| \w+)?|what|which \w+|since when)\s+(?=(?:did|do|"
                         r"does|is|are|was|were|has|have|had|will|would|can|could)\b)",
                         f"{rest} ", last, flags=re.I)  # fmt: skip
        if swapped != last:
            return swapped
        if re.match(r"(?:did|do|does|is|are|was|were|has|have|had|will|would|can|could)\b", last, re.I):
            return f"{rest} {last[0].lower()}{last[1:]}"
        return None
    if asked is not None and asked.kind == "what_said" and asked.speaker:
        pronoun = "elle" if describe(asked.speaker, "fr", context.people).gender == "f" else "il"
        now = re.match(rf"que (?P<verb>[^\W\d_]+) {re.escape(asked.speaker)}$", last, re.IGNORECASE)
        if now and context.answer[:1].islower() and len(context.answer.split()) <= 14:
            linked = f"-{pronoun}" if now["verb"][-1] in "td" else f"-t-{pronoun}"
            return f"{rest} {asked.speaker} {now['verb']}{linked} {context.answer.strip(' .')}"
        about = f" sur {with_article(asked.topic, last)}" if asked.topic else ""
        return f"{rest} {asked.speaker} a-t-{pronoun} dit cela{about}"
    swapped = re.sub(r"^(?:quand|où|comment|pourquoi|depuis quand|combien de temps)\s+", f"{rest} ", last, flags=re.I)
    if swapped != last:
        return swapped
    if re.search(r"-(?:t-)?(?:il|elle|ils|elles)\b", last) and not re.match(
        r"(?:que|qu['’]|qui|quel|combien)", last, re.I
    ):
        initial = last[0].lower() if re.match(r"(?:l[ea]s?|l['’]|un|une)\b", last, re.I) else last[0]
        return f"{rest} {initial}{last[1:]}"
    if re.match(r"est-ce qu", last, re.I):
        return f"{rest} {last[0].lower()}{last[1:]}"
    return None


def _of_whom(word: str, whom: str, did: str, language: Language) -> str:
    """ "Qui dirige l'hôpital ?" "Depuis quand ?"; "Who founded the club?" "When was that?": who it was in its place."""
    if language == "fr":
        return f"{word} {whom} {did}"
    verb, _, rest = did.partition(" ")
    if verb in _FINITE_EN:
        return f"{word} {verb} {whom} {rest}"
    if verb.endswith("ed") and len(verb) > 4:
        return f"{word} did {whom} {_bare_verb(verb)} {rest}"
    return f"{word} {'is' if verb.endswith('s') else 'was'} it that {whom} {did}"


def _bare_verb(past: str) -> str:
    """The verb of a regular past: "filed" → "file", "planned" → "plan", "denied" → "deny", "signed" → "sign"."""
    stem = past[:-2]
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if stem[-1] == stem[-2] and stem[-1] not in "lsfz":
        return stem[:-1]
    short = re.fullmatch(
        r"[^aeiou]*[aeiou][^aeiouwxy]", stem
    )  # "fil", "vot": a short vowel would double its consonant
    return stem + "e" if short or _LOSES_E.search(stem) else stem


def _something_else(context: Context, language: Language) -> str | None:
    asked = parse_question(context.last)
    if asked is None or asked.kind != "what_said" or asked.speaker is None:
        return None
    if language == "en":
        return f"What else did {asked.speaker} say" + (f" about {asked.topic}" if asked.topic else "")
    about = f" sur {with_article(asked.topic, context.last)}" if asked.topic else ""
    return f"Qu'a dit d'autre {asked.speaker}{about}"


def _dislocated(question: str, context: Context, language: Language) -> str | None:
    """ "And Miller, what did he say?": the name takes the pronoun's place."""
    rest, led = _stripped(question, language)
    match = re.match(
        r"^(?P<name>[^,?]{2,60}), (?P<clause>(?:what|who|when|where|why|how|did|qu|que|quand|où|comment|pourquoi|"
        r"depuis)\b.+)$",
        rest,
        re.I,
    )
    if not led or match is None:
        return None
    mention = describe(match["name"], language, context.people)
    clause = match["clause"]
    replaced = substitute(clause, mention, language)
    if replaced is None:
        return None
    return _with_topic(question, replaced, context, language)


def _elliptic(question: str, context: Context, language: Language) -> str | None:
    """ "And Ivanov?", "Et à Alep ?", "What about the truce?": put in the place of its like in the last question."""
    what_about = _WHAT_ABOUT.match(question.strip().rstrip("?!. \u00a0\u202f"))
    rest, led = _stripped(question, language)
    asked = parse_question(context.last)
    adjunct = re.match(r"\s*et (?=pour\b)", question, re.IGNORECASE) and asked is None
    if what_about and not adjunct:
        rest, led = what_about["rest"], True
    if not led and not _ABOUT.match(rest) and not _SOURCE.match(rest) and not _PREPOSITIONAL.match(rest):
        return None
    if len(rest.split()) > 9 or _has_verb(rest, language):
        return None
    about, source = _ABOUT.match(rest), _SOURCE.match(rest)
    if source and not what_about and not (language == "fr" and rest.lower().startswith("pour ") and not led):
        return _of_source(source["rest"], context, asked, language)
    if about and asked is not None and asked.kind == "what_said":
        return _of_topic(about["rest"], context, asked, language)
    of = re.match(r"(?:d['’]|de\s|du\s|des\s)", rest, re.IGNORECASE)
    if of and asked is not None and asked.kind == "what_said":
        topic = rest[of.end() :] if of.group().lower() == "de " else rest
        named = {"du ": "le ", "des ": "les "}.get(of.group().lower())
        return _of_topic(named + rest[of.end() :] if named else topic, context, asked, language)
    prepositional = _PREPOSITIONAL.match(rest)
    if prepositional:
        return (
            _with_adjunct(rest, prepositional["preposition"].lower(), context, language) if led or not asked else None
        )
    if fold(rest) in {"lui", "elle", "him", "her", "eux", "them", "he", "she"}:
        other = _somebody_else(rest, context, asked)
        if other is None:
            return question
        rest = other
    return _in_place(rest, context, asked, language)


_FINITE_EN: Final = listed(
    "is are was were did does do has have had will would can could should what who when where why how which"
)
_FINITE_FR: Final = listed(
    "est que qui quoi quand où comment pourquoi combien quel quelle quels quelles lequel laquelle doit peut va"
)


def _has_verb(text: str, language: Language) -> bool:
    words = lexicon(language)
    lows = re.findall(r"[\w’'-]+", text.lower())
    finite = _FINITE_EN if language == "en" else words.have | words.be | _FINITE_FR
    return any(
        (low in finite and not (low == "a" and place == 0)) or re.search(r"-(?:t-)?(?:il|elle|on)s?$|^qu['’]", low)
        for place, low in enumerate(lows)
    )


def _of_source(name: str, context: Context, asked: StatementQuestion | None, language: Language) -> str:
    if asked is not None and asked.speaker is not None:
        return _replaced(context.last, asked.speaker, name)
    lead = "Selon" if language == "fr" else "According to"
    last = context.last.strip().rstrip("? ").strip()
    return f"{lead} {name}, {last[0].lower()}{last[1:]}"


def _of_topic(topic: str, context: Context, asked: StatementQuestion, language: Language) -> str:
    last = context.last.strip().rstrip("? ").strip()
    if asked.topic is None:
        return f"{last} {'sur' if language == 'fr' else 'about'} {topic}"
    return _replaced(last, asked.topic, topic)


def _with_adjunct(phrase: str, preposition: str, context: Context, language: Language) -> str:
    """ "Et à Alep ?": the place (or time) of the last question gives way; where it has none, this one is added."""
    last = context.last.strip().rstrip("? ").strip()
    places = _PLACE_PREPOSITIONS[language]
    family = places if re.fullmatch(places, preposition, re.I) else re.escape(preposition)
    year = re.search(
        r"\d{4}|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre", phrase
    )
    article = r"(?:(?:the|le|la|l['’]|les)\s?)?"
    target = (
        rf"\b(?:{family})\s+{article}(?:[A-ZÀ-Þ][\w’'-]*)(?:[ -][A-ZÀ-Þ][\w’'-]*)*"
        if not year
        else r"\b(?:en|in)\s+\d{4}"
    )
    found = list(re.finditer(target, last))
    if found:
        return last[: found[-1].start()] + phrase + last[found[-1].end() :]
    asked = parse_question(context.last)
    if asked is not None and asked.topic is not None and not year:
        bare = re.sub(rf"^(?:{family})\s+", "", phrase, flags=re.I)
        return _replaced(last, asked.topic, bare)
    return f"{last} {phrase}"


def _somebody_else(pronoun: str, context: Context, asked: StatementQuestion | None) -> str | None:
    """The person spoken of that is not the one just asked about."""
    gender = "f" if fold(pronoun) in {"elle", "her", "she"} else "m"
    taken = asked.speaker if asked is not None and asked.speaker else None
    for mention in (*context.spoken, *context.aside):
        named = mention.sort == "person" and mention.text[:1].isupper() and not mention.plural
        if named and mention.gender in (gender, "?") and (taken is None or not names_alike(mention.text, taken)):
            return mention.text
    return None


def _in_place(rest: str, context: Context, asked: StatementQuestion | None, language: Language) -> str | None:
    """A bare name or phrase put where the last question had one of its sort."""
    mention = describe(rest, language, context.people)
    last = context.last.strip().rstrip("? ").strip()
    if asked is not None and asked.kind != "who_said" and asked.speaker is not None:
        is_person = mention.sort == "person" or (mention.sort == "name" and not _is_place(rest, context))
        if is_person or asked.topic is None:
            return _replaced(last, asked.speaker, rest)
        return _replaced(last, asked.topic, rest) if asked.kind == "what_said" else None
    if asked is not None and asked.topic is not None:
        return _replaced(last, asked.topic, rest)
    there = mentions(context.last, language, context.people)
    alike = [other for other in there if other.sort == mention.sort and other.plural == mention.plural] or [
        other for other in there if other.sort != "person" or mention.sort != "thing"
    ]
    if not alike:
        return None
    target = alike[-1]
    behind = context.last[target.end :]
    if language == "fr" and {target.gender, mention.gender} == {
        "m",
        "f",
    }:  # "le vote aura-t-il" → "la réunion aura-t-elle"
        agreeing = "elle" if mention.gender == "f" else "il"
        behind = re.sub(r"-(t-)?(?:il|elle)\b", lambda match: f"-{match[1] or ''}{agreeing}", behind, count=1)
    return context.last[: target.start] + rest + behind


def _is_place(name: str, context: Context) -> bool:
    """Whether the dialogue has put the name after a preposition of place, or asked a list of people without it."""
    if context.people:  # `describe` has not found it among them; a full name is likelier a person's
        asked = parse_question(context.last)
        topic = asked.topic if asked is not None else None
        return not (len(name.split()) > 1 and topic is not None and topic[:1].islower())
    folded = fold(name)
    if any(fold(mention.text) == folded and mention.sort == "thing" for mention in (*context.spoken, *context.aside)):
        return True
    return bool(
        re.search(rf"\b(?:à|in|at|near|dans|vers)\s+{re.escape(folded)}\b", fold(context.last + " " + context.answer))
    )


def _replaced(text: str, old: str, new: str) -> str:
    at = text.find(old)
    return text if at < 0 else text[:at] + new + text[at + len(old) :]


def _with_named_topic(question: str, context: Context) -> str:
    """ "What does Ivanov think of it?", "Que pense Ivanov de cela ?": the topic of the question before."""
    asked, before = parse_question(question), parse_question(context.last)
    if asked is None or asked.topic is None or before is None or before.topic is None:
        return question
    if asked.topic.lower() not in {"it", "that", "this", "them", "cela", "ça", "ceci", "celle-ci", "celui-ci"}:
        return question
    at = question.rfind(asked.topic)
    return question[:at] + before.topic + question[at + len(asked.topic) :]


def _with_topic(question: str, standing: str, context: Context, language: Language) -> str:
    """ "Et qu'a dit Ivanov ?" after a question on Tours: the lead-in says that the topic is the same."""
    _, led = _stripped(question, language)
    asked, before = parse_question(standing), parse_question(context.last)
    if not led or asked is None or before is None or asked.topic is not None or before.topic is None:
        return standing
    if asked.kind != "what_said" or before.kind != "what_said" or not is_plain(asked.verbs):
        return standing
    rest = _LEAD_IN[language].sub("", standing.strip().rstrip("? "))
    return (
        f"{rest} about {before.topic}"
        if language == "en"
        else f"{rest} sur {with_article(before.topic, context.last)}"
    )
