"""What kind of saying a verb tells, in two languages: "promettre" and "pledge" both make a promise."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from qa.lexicon import fold, lexicon
from qa.tokens import Language

_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class _Families:
    by_word: dict[str, frozenset[str]]  # folded form → families
    plain: frozenset[str]


def families(words: str) -> frozenset[str]:
    """The families of the verbs among some words, with or without accents: "a promis" → {"promise"}.

    Empty for verbs that only say ("dire", "explain").
    """
    table = _read().by_word
    found = (table.get(word, frozenset()) for word in re.findall(r"[^\W\d_]+", fold(words)))
    return frozenset().union(*found)


def is_plain(asked: frozenset[str]) -> bool:
    """Whether any statement may do for a question with these families: "announce" is often no more than "say", while
    who asks for a promise wants no other words."""
    return not asked - _read().plain


@cache
def _read() -> _Families:
    listing = json.loads(files("qa.resources").joinpath("verb_families.json").read_text("utf-8"))
    table: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        lemmas: dict[str, set[str]] = {}
        for family, verbs in listing.items():
            for lemma in verbs[language].split():
                lemmas.setdefault(lemma, set()).add(family)
                table.setdefault(fold(lemma), set()).add(family)
        for form, readings in lexicon(language).verbs.items():
            for lemma, _ in readings:
                if lemma in lemmas:
                    table.setdefault(fold(form), set()).update(lemmas[lemma])
    plain = frozenset(family for family, verbs in listing.items() if verbs["plain"])
    return _Families({form: frozenset(found) for form, found in table.items()}, plain)
