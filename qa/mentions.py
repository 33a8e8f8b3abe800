"""What a question or a short answer speaks of: names, quoted titles and noun phrases, with gender and number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from qa.lexicon import fold, lexicon
from qa.names import names_alike
from qa.noun_phrases import NounPhrases
from qa.roles import first_names, is_hypernym, nation_of, parse_role, role_gender
from qa.tokens import Language, listed, tokenize

Sort = Literal["person", "thing", "name"]
"""A person, a thing or place, or a bare name that may be either."""

_QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]{2,60}?)\s*[»”\"]")
# "Combien de maisons …?", "How many homes …?": "they" are the homes.
_COUNTED = re.compile(r"^\s*(?:combien (?:de |d['’])|how many )(?P<what>[^\W\d_]{3,})(?<=s)\b", re.IGNORECASE)
_CONTRACTED = re.compile(r"\bdu\b")  # "de le"
_INVERSION = re.compile(r"-(?:t-)?(?:ils?|elles?|on)\b", re.IGNORECASE)
_TITLES: Final = listed("m mm mme mlle mr mrs ms dr sir lord lady me")
_QUESTION_WORDS: Final = listed(
    "what who whom whose which when where why how did does do is are was were has have had will would can "
    "could should and but so also any anything tell please que qu qui quoi quand ou comment pourquoi combien "
    "quel quelle quels quelles est et mais selon depuis pour alors lequel laquelle donc a avait avez sait yes "
    "no in on at of the oui non from according if i i'm there's it's that's it they he she we you this these "
    "there their his her its the because while during cannotanswer"
)
_INSTITUTIONS: Final = listed(
    "hospital school university trust union team club band group council company party government army police "
    "association college institute museum church court front committee conference league fund office agency "
    "society station"
)
_DO: Final = listed("do does did will would can could should must may might")
_ARTICLES: Final = listed("the this that these those le la l' les ce cet cette ces")
_SINGULAR_S: Final = ("ss", "us", "is", "ous", "news", "series", "species")


@dataclass(frozen=True, slots=True)
class Mention:
    """`text` as written, at `start:end` of its source."""

    text: str
    start: int
    end: int
    sort: Sort
    gender: str  # "m", "f", "?"
    plural: bool


def mentions(text: str, language: Language, people: Mapping[str, str]) -> list[Mention]:
    """The mentions of a text in order, the longest where they nest. `people` gives the gender of known full names."""
    found: list[Mention] = []
    words = lexicon(language)
    tokens = tokenize(text, language)
    phrases = NounPhrases(tokens, words)
    apart = _CONTRACTED.sub("le", text) if language == "fr" else text  # as long as before
    contracted = NounPhrases(tokenize(apart, language), words)
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    counted = _COUNTED.search(text)
    if counted is not None:
        article = "les" if language == "fr" else "the"
        found.append(Mention(f"{article} {counted['what']}", *counted.span("what"), "thing", "?", True))
    at = 0
    while at < len(tokens):
        token = tokens[at]
        inside = next((span for span in quoted if span[0] <= token.start < span[1]), None)
        if inside is not None:
            found.append(Mention(text[inside[0] : inside[1]], *inside, "thing", "?", False))
            while at < len(tokens) and tokens[at].start < inside[1]:
                at += 1
            continue
        if (
            token.capital
            and fold(token.text).strip("'") in _QUESTION_WORDS
            and not (at > 0 and text[token.start - 1] == "-")
        ):
            at += 1
            continue
        end: int | None = None
        if token.low in _ARTICLES:
            end = phrases.end(at)
        elif language == "fr" and token.low == "du" and at > 0:
            end = contracted.end(at)  # "au sujet du nouveau terrain"
        elif token.capital or token.low.rstrip(".") in _TITLES:
            end = phrases.name_end(at)
        if end is None or end <= at:
            at += 1
            continue
        while end > at + 1 and tokens[end - 1].low in words.time:
            end -= 1
        while language == "en" and end > at + 2 and tokens[end - 1].low.endswith("ed") and token.low in _ARTICLES:
            end -= 1
        if language == "en" and at > 0 and tokens[at - 1].low in _DO and end > at + 2:
            # "did the fire start": the verb is bare
            end -= not (tokens[end - 1].capital or tokens[end - 1].low in _INSTITUTIONS)
        if language == "en" and token.low in _ARTICLES:
            named = next(
                (k for k in range(end - 1, at + 1, -1) if tokens[k].capital and tokens[k - 1].capital), end - 1
            )
            behind = {tokens[k].low for k in range(named + 1, end)}
            if not behind & {"of", "de", "du", "des", "d'"}:
                kind = named + 1 < end and tokens[named + 1].low in _INSTITUTIONS  # "the Moss Pell group"
                end = named + 1 + kind  # "the engraver Ann Moss buy every": the verb is bare
            end -= end > at + 2 and tokens[end - 1].low in {"due", "set", "able", "likely", "ready"}
        if end > at + 1 and _INVERSION.match(text, tokens[end - 1].end):
            end -= 1  # "la compagnie Brivet possède-t-elle"
        if end - at > 7:
            at += 1  # no noun phrase of a question is that long: a verb was taken for a noun
            continue
        start, stop = token.start, tokens[end - 1].end
        found.append(describe(apart[start:stop] if token.low == "du" else text[start:stop], language, people, start))
        at = end
    return found


def describe(text: str, language: Language, people: Mapping[str, str], start: int = 0) -> Mention:
    """What kind of thing a noun phrase or name stands for, by lists and endings."""
    end = start + len(text)
    folded = fold(text)
    first = folded.split()[0].rstrip(".") if folded.split() else ""
    determined = re.match(
        r"(?:l['’]|(?:le|la|les|un|une|des|the|a|an|ce|cet|cette|ces|this|that|these|those|son|sa|ses)\s)", folded
    )
    trailing = (
        re.search(r"(?:[A-ZÀ-Þ][\w’'-]*\.?\s+(?:(?:de|du|von|van|le|la)\s+)?)+[A-ZÀ-Þ][\w’'-]*$", text)
        if determined
        else None
    )
    if trailing and trailing.start() > 0:
        named = describe(trailing.group(), language, people, start + trailing.start())
        if named.sort == "person":
            return named
        if named.sort == "name" and is_hypernym(text[: trailing.start()]):  # "the engraver Ann Moss"
            return replace(named, sort="person", gender=role_gender(text[: trailing.start()]))
    plural = _is_plural(folded, language, bool(determined))
    known = next((gender for name, gender in people.items() if names_alike(text, name)), None)
    if known is not None and not determined:
        return Mention(text, start, end, "person", known, False)
    role = parse_role(text)
    if determined:
        gender = role_gender(text) if language == "fr" else "?"
        sort: Sort = "person" if role.known or is_hypernym(text) else "thing"
        return Mention(text, start, end, sort, gender, plural)
    if nation_of(text) is not None or any(word in _INSTITUTIONS for word in folded.split()):
        return Mention(text, start, end, "thing", "?", plural)
    male, female = first_names()
    if first in _TITLES:
        return Mention(
            text, start, end, "person", "f" if first in {"mme", "mlle", "mrs", "ms", "lady"} else "m", False
        )
    given = first.split("-")[0]
    if len(folded.split()) > 1 and (given in male or given in female):
        return Mention(text, start, end, "person", "m" if given in male else "f", False)
    many = plural or (
        language == "en" and len(folded.split()) > 1 and folded.endswith("s") and not folded.endswith(_SINGULAR_S)
    )
    return Mention(text, start, end, "name", "?", many)


def _is_plural(folded: str, language: Language, determined: bool) -> bool:
    if re.search(r"\b(?:and|et)\b", folded):
        return True
    if language == "fr":
        return bool(re.match(r"(?:les|des|ces|ses|leurs|plusieurs|deux|trois)\s", folded))
    head = re.split(r"\s(?:of|for|in|at|to|from|on)\s", folded)[0].split()
    return determined and bool(head) and head[-1].endswith("s") and not head[-1].endswith(_SINGULAR_S)
