"""Words, numbers and marks of a text, each with its offsets: what the rules on reported speech read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["fr", "en"]
Kind = Literal["word", "number", "mark"]

QUOTE_MARKS: Final = frozenset("«»“”‹›„\"‘’'")
_TITLES = r"(?:MM?|Mme|Mmes|Mlle|Mr|Mrs|Ms|Dr|Pr|Prof|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Capt|Mgr|Rev|St)\."
_SHARED = (
    rf"(?P<abbr>\b{_TITLES}(?=\s)|\b(?:[A-Z]\.)+(?=[\s\w])(?!\s+[a-z]))|(?P<number>\d+(?:[.,:/\u00a0\u202f]\d+)*)"
)
_FRENCH = re.compile(
    _SHARED
    + r"|(?P<elision>\b(?:[ldsjmtc]|n(?![’'](?-i:[A-Z]))|qu|jusqu|lorsqu|puisqu|quoiqu)['’](?=[^\W_]|[«“\"]))"
    + r"|(?P<inverted>-(?:t[-’'])?(?:ils?|elles?|on|je|nous|vous)\b)"
    + r"|(?P<word>aujourd['’]hui|(?-i:[ON]['’][A-Z])\w+|[^\W\d_]+c['’]h\w*"
    + r"|[^\W\d_]+(?:-(?!(?:t[-’'])?(?:ils?|elles?|on|je|nous|vous)\b)\w+)*)"
    + r"|(?P<mark>[^\s\w])",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"(?P<aged>\b\d+-year-olds?\b)|"
    + _SHARED
    + r"|(?P<possessive>(?<=\w)['’]s\b)"
    + r"|(?P<word>[OD]['’][A-Z]\w+|[^\W\d_]+(?:-\w+)*(?:['’](?:t|re|ve|ll|d|m)\b)?)"
    + r"|(?P<mark>[^\s\w])",
)


def listed(words: str) -> frozenset[str]:
    """A word list written as one string."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]` of the document; `low` is its lower case with straight apostrophes."""

    start: int
    end: int
    text: str
    low: str
    kind: Kind
    inverted: bool = False  # a subject pronoun hung behind its verb: "a-t-il", whose `low` is "il"

    @property
    def capital(self) -> bool:
        return self.kind == "word" and self.text[0].isupper()


def tokenize(text: str, language: Language) -> list[Token]:
    """Tokens in order of the text; French elisions ("l'", "qu'") and inverted pronouns stand alone."""
    tokens: list[Token] = []
    for match in (_FRENCH if language == "fr" else _ENGLISH).finditer(text):
        written = match.group()
        low = written.lower().replace("’", "'")
        group = match.lastgroup
        kind: Kind = "number" if group == "number" else "mark" if group == "mark" else "word"
        if group == "inverted":
            low = low.rsplit("-", 1)[-1].rsplit("'", 1)[-1]
        tokens.append(Token(match.start(), match.end(), written, low, kind, group == "inverted"))
    return tokens
