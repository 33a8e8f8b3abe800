"""What the pronouns and possessives of a follow-up question stand for, and the question with that put in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa.lexicon import fold, lexicon
from qa.mentions import Mention, mentions
from qa.statement_questions import parse_question
from qa.tokens import Language

_PRONOUNS_EN = re.compile(r"\b(he|she|him|her|his|hers|they|them|their|it|its)\b", re.IGNORECASE)
_EXPLETIVE_EN = re.compile(
    r"\b(?:(?:is|was|did|does|has|will) it (?:take|true|possible|likely|rain|happen|mean|cost|matter)|it (?:is|"
    r"was) (?:true|possible|likely)"
    r"|make it|put it|what is it like|is it that|was it that)\b",
    re.IGNORECASE,
)
_INVERTED_FR = re.compile(r"(?P<verb>\b[\w’']+?)(?P<pronoun>-(?:t-)?(?P<who>ils?|elles?))\b", re.IGNORECASE)
_PLAIN_FR = re.compile(r"(?P<que>\bqu['’])?(?<![\w-])(?P<who>ils?|elles?)\b", re.IGNORECASE)
_EXPLETIVE_FR = re.compile(
    r"\b(?:y[ -]a[ -]t[-'’ ]il|il y a|faut-il|il faut|faudra(?:it)?-t-il|fallait-il|a(?:ura|vait)?-t-il fallu|suffit-il|"
    r"convient-il|vaut-il|arrive-t-il|s['’]agit-il|il s['’]agit|existe-t-il|reste-t-il|"
    r"s['’]est-il pass|se passe-t-il|est-il "
    r"(?:vrai|possible|prévu|question)|pleut-il|s['’]en est-il)\b",
    re.IGNORECASE,
)
_POSSESSIVE_FR = re.compile(
    r"\b(?P<own>son|sa|ses|leurs?)\s+"
    r"(?P<noun>[^\W\d_]+(?:-\w+)*(?: en (?:état|place|service|cause|vente|chef)| d['’][a-zà-ÿ]+)?)",
    re.IGNORECASE,
)
_OF_IT_FR = re.compile(r"^(?P<lead>(?:et )?qu['’]en )(?P<verb>\w+)\s+(?P<who>.+?)\s*\?*$", re.IGNORECASE)
# What the question itself gives a pronoun to stand for, though it is no name and no phrase with "the".
_OWN_EN = re.compile(
    r"\b(?:nothing|everything|something|anything|someone|somebody|everyone|everybody|anyone|anybody|nobody|people|"
    r"those)\b.*\b(?:they|them|their|it|its)$"
    r"|^\s*(?:how many|which|what) (?:\w+ ){1,3}(?:have|has|had|are|were|was|is|will|can|could|would) .*\b(?:their|its)$",
    re.IGNORECASE,
)
_OWN_FR = re.compile(
    r"^\s*(?:et )?(?:(?:quand|où|comment|pourquoi|combien de temps|depuis quand|à quelle? \w+|en quelle? \w+)\s+)?"
    r"(?:une?|des|plusieurs|certaine?s|quelques)\s\w+.*-(?:t-)?(?:ils?|elles?)$"
    r"|^\s*qui\s+(?!est\b|était\b|sont\b|étaient\b|fut\b|sera\b).*\b(?:son|sa|ses|leurs?)$"
    r"|^\s*quel(?:le)?s?\s+\w+\s+(?!est\b|était\b|sont\b|étaient\b|fut\b)\w+\s+(?:son|sa|ses|leurs?)$",
    re.IGNORECASE,
)
_FRONTED_FR = re.compile(
    r"^(?:et )?combien d(?:e\s|['’])[^\W\d_]+s\s(?:ont|avaient)-(?:ils|elles)\s\w+(?:és|ées|is|ises|us|ues|ts|tes)\b",
    re.IGNORECASE,
)
# What is done to things and to nobody: "Où sera-t-il aménagé ?", "Quand a-t-elle été rouverte ?"
_OF_THINGS_FR = re.compile(
    r"\b(?:(?:est|sera|serait|fut|était)-(?:t-)?(?:il|elle)|(?:a|aura|avait|aurait)-t-(?:il|elle)\s(?:\w+\s)?été)\s"
    r"(?:\w+\s){0,2}(?:aménag|construi|bâti|rénov|restaur|ferm|ouver|rouver|inaugur|démoli|détrui|plant|abattu|publi|imprim|"
    r"diffus|adopt|vot|promulgu|sign|ratifi|report|annul|financ|livr|install|fabriqu|repouss)(?:ée?|te?|ue?|ie?)?\b",
    re.IGNORECASE,
)
_CLITIC_FR = r"(?:(?:ne|n['’]|se|s['’]|l['’]|le|la|les|lui|leur|y|en)\s*)*"


@dataclass(frozen=True, slots=True)
class Context:
    """The last stand-alone question, what the questions spoke of (latest first), and the known people."""

    last: str
    answer: str
    spoken: tuple[Mention, ...]
    aside: tuple[Mention, ...]  # what the answers named
    people: Mapping[str, str]


def with_referents(question: str, context: Context, language: Language) -> str:
    """Pronouns and possessives replaced by what they stand for, where the question names nothing before them."""
    if language == "fr":
        of_it = _OF_IT_FR.match(question.strip())
        if of_it:
            asked = parse_question(context.last)
            topic = asked.topic if asked is not None and asked.topic else None
            if topic:
                return f"Que {of_it['verb']} {of_it['who']} de {with_article(topic, context.last)}"
    found = _first_pronoun(question, language)
    if found is None:
        return question
    pronoun, at, possessive = found
    until = re.match(r"[\w’'-]*?(?:-(?:t-)?)?" + pronoun, question[at:], re.IGNORECASE)
    if (_OWN_FR if language == "fr" else _OWN_EN).search(question[: at + (until.end() if until else 0)]):
        return question
    asked = parse_question(question)
    speaker = asked.speaker if asked is not None and pronoun in {"it", "its"} else None
    own = [
        mention
        for mention in mentions(question[:at], language, context.people)
        if _may_own(mention, pronoun) and mention.text != speaker
    ]
    # "What did Collier accuse her of?": an object is never the clause's own subject.
    if _FRONTED_FR.match(question):  # "Combien de trajets ont-elles effectués ?": the trips are what they made
        own = []
    if own and not (pronoun in {"him", "her", "them"} and not possessive and len(own) == 1):
        return question
    mention = _antecedent(pronoun, question, context, language)
    if mention is None:
        return question
    replaced = _possessed(question, mention, language) if possessive else substitute(question, mention, language)
    return replaced if replaced is not None else question


def _may_own(mention: Mention, pronoun: str) -> bool:
    """Whether a phrase of the question itself may be what the pronoun stands for."""
    if pronoun in {"he", "him", "his", "she", "her", "hers"}:
        gender = "m" if pronoun in {"he", "him", "his"} else "f"
        return mention.sort != "thing" and mention.gender in (gender, "?")
    if pronoun in {"they", "them", "their", "ils", "elles"}:
        return mention.plural or mention.sort != "thing"
    return not (mention.plural and pronoun in {"it", "its", "il", "elle"})


def _first_pronoun(question: str, language: Language) -> tuple[str, int, bool] | None:
    """(pronoun, place, whether it is a possessive) of the first one that stands for something."""
    if language == "en":
        for match in _PRONOUNS_EN.finditer(question):
            low = match.group().lower()
            expletive = _EXPLETIVE_EN.search(question) if low == "it" else None
            if expletive and expletive.start() <= match.start() < expletive.end():
                continue
            noun_follows = bool(re.match(r"\s+[^\W\d_]+", question[match.end() :])) and not re.match(
                r"\s+(?:of|in|on|at|to|for|from|with|about|by|and|or|when|after|before|as|so|the|a|if|while|"
                r"during|that|go|do|say|be|get|leave|come|know)\b",
                question[match.end() :],
            )
            return low, match.start(), low in {"his", "its", "their"} or (low == "her" and noun_follows)
        return None
    candidates: list[tuple[str, int, bool]] = []
    if not _EXPLETIVE_FR.search(question):
        inverted, plain = _INVERTED_FR.search(question), _PLAIN_FR.search(question)
        if inverted:
            candidates.append((inverted["who"].lower(), inverted.start(), False))
        elif plain:
            candidates.append((plain["who"].lower(), plain.start("who"), False))
    own = _POSSESSIVE_FR.search(question)
    if (
        own
        and not candidates
        and not re.match(r"(?:a|ont|avait|avaient|est|sont)\b|.*-t-", own["noun"], re.IGNORECASE)
    ):
        candidates.append((own["own"].lower(), own.start(), True))
    return min(candidates, key=lambda found: found[1]) if candidates else None


def _antecedent(pronoun: str, question: str, context: Context, language: Language) -> Mention | None:
    spoken = (*context.spoken, *context.aside)
    if pronoun in {"he", "him", "his"}:
        return _somebody(spoken, "m")
    if pronoun in {"she", "her", "hers"}:
        return _somebody(spoken, "f")
    if pronoun in {"they", "them", "their", "ils", "elles"}:
        gender = "f" if pronoun == "elles" else "?"
        if language == "fr":
            return _first(spoken, lambda m: m.plural and m.gender in (gender, "?"))
        told = parse_question(context.last) is not None
        for source in (context.spoken, context.aside):
            named = None if told else _first(source, _is_group_name)
            found = named or _first(source, lambda m: m.plural)
            if found is not None:
                return found
        return None
    if pronoun in {"it", "its"}:
        for source in (context.spoken, context.aside):
            found = _first(source, lambda m: m.sort == "thing" and not m.plural)
            found = found or _first(source, lambda m: m.sort == "name" and not m.plural and not _is_time(m))
            if found is not None:
                return found
        return None
    if pronoun in {"son", "sa", "ses"}:  # these agree with what is owned
        owner = _first(spoken, lambda m: not m.plural and m.sort == "person")
        return owner or _first(spoken, lambda m: not m.plural)
    if pronoun in {"leur", "leurs"}:
        return _first(spoken, lambda m: m.plural)
    gender = "m" if pronoun == "il" else "f" if pronoun == "elle" else "?"
    speaks = _speaks(question)
    if speaks:
        known = _first(spoken, lambda m: not m.plural and m.sort == "person" and m.gender == gender != "?")
        person = known or _first(
            spoken, lambda m: not m.plural and m.sort == "person" and (m.gender in (gender, "?") or gender == "?")
        )
        if person is not None:
            return person
    if _OF_THINGS_FR.search(question):
        thing = _first(spoken, lambda m: not m.plural and m.sort != "person" and m.gender in (gender, "?"))
        if thing is not None:
            return thing
    exact = _first(spoken, lambda m: not m.plural and m.gender == gender)
    if gender == "f" and exact is None:
        return _first(spoken, lambda m: not m.plural and m.gender == "?" and m.sort != "person") or _first(
            spoken, lambda m: not m.plural and m.gender == "?"
        )
    return exact or _first(spoken, lambda m: not m.plural and m.gender in (gender, "?"))


def _somebody(spoken: Sequence[Mention], gender: str) -> Mention | None:
    """The person spoken of last; one known to be of the gender before a trade that may be of either."""
    found = _first(spoken, lambda m: not m.plural and m.sort != "thing" and m.gender in (gender, "?"))
    if found is None or found.gender == gender or found.text[:1].isupper():
        return found
    return _first(spoken, lambda m: not m.plural and m.sort == "person" and m.gender == gender) or found


def _is_time(mention: Mention) -> bool:
    return all(word.lower() in lexicon("en").time for word in mention.text.split())


def _is_group_name(mention: Mention) -> bool:
    """ "they" of a band, a team, a firm, or of two people."""
    return (mention.plural or mention.sort != "person") and mention.text[:1].isupper()


def _speaks(question: str) -> bool:
    words = lexicon("fr")
    return any(low in words.verbs for low in re.findall(r"[^\W\d_]+", question.lower()))


def _first(spoken: Sequence[Mention], fits: Callable[[Mention], bool]) -> Mention | None:
    return next((mention for mention in spoken if fits(mention)), None)


def substitute(question: str, mention: Mention, language: Language) -> str | None:
    """The first subject or object pronoun replaced by the mention; French inversions get their noun."""
    name = mention.text
    if language == "en":
        match = _PRONOUNS_EN.search(question)
        return question[: match.start()] + name + question[match.end() :] if match else None
    inverted = _INVERTED_FR.search(question)
    if inverted is None:
        plain = _PLAIN_FR.search(question)
        if plain is None:
            return None
        lead = "que " if plain["que"] else ""
        return question[: plain.start()] + lead + name + question[plain.end() :]
    what = re.match(r"^\s*(?:et )?(?P<que>qu['’]|que )(?P<clitic>[a-z]['’])?", question, re.IGNORECASE)
    if what and inverted.start() <= what.end() + 3:
        # "Qu'a-t-il dit de X" → "Qu'a dit Y de X"; "Que pense-t-il" → "Que pense Y".
        tail = question[inverted.end() :]
        auxiliary = lexicon("fr").have | lexicon("fr").be
        participle = (
            re.match(r"\s+(?:\w+ment\s+)?[^\W\d_]+", tail)
            if re.split("['’]", inverted["verb"].lower())[-1] in auxiliary
            else None
        )
        cut = participle.end() if participle else 0
        return f"{question[: inverted.end('verb')]}{tail[:cut]} {name}{tail[cut:]}"
    start = inverted.start()
    clitics = re.search(rf"(?:^|\s)({_CLITIC_FR})$", question[:start])
    if clitics and clitics.group(1):
        start = clitics.start(1)
    return f"{question[:start]}{name} {question[start:]}"


def _possessed(question: str, mention: Mention, language: Language) -> str | None:
    name = mention.text
    if language == "en":
        match = _PRONOUNS_EN.search(question)
        if match is None:
            return None
        ending = "'" if mention.plural and name.endswith("s") else "'s"
        return f"{question[: match.start()]}{name}{ending}{question[match.end() :]}"
    match = _POSSESSIVE_FR.search(question)
    if match is None:
        return None
    noun = match["noun"]
    feminine = re.search(r"(?:ion|té|ance|ence|ure|ise|ie|ette|esse|ade|tude|ée)$", noun.split()[0], re.IGNORECASE)
    own = {"leurs": "ses", "leur": "sa" if feminine else "son"}.get(match["own"].lower(), match["own"].lower())
    article = {"son": "le ", "sa": "la ", "ses": "les "}[own]
    if article != "les " and fold(noun)[:1] in "aeiouyh":
        article = "l'"
    return f"{question[: match.start()]}{article}{noun} de {name}{question[match.end() :]}"


def with_article(topic: str, question: str) -> str:
    """The topic with the article that French hides in the preposition before it: "du port" → "le port"."""
    hidden = re.search(rf"\b(du|des|aux?)\s+{re.escape(topic)}", question, re.IGNORECASE)
    return f"{'les' if hidden[1].lower() in ('des', 'aux') else 'le'} {topic}" if hidden else topic
