"""Pieces of the patterns by which questions about statements are told: verbs, auxiliaries, the place of a speaker."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from qa.lexicon import lexicon
from qa.tokens import Language, listed

# "the secretary of state": what looks like a verb behind "of" is none
SPEAKER_EN: Final = r"(?P<speaker>.+?)(?<! of)(?<! the)(?<! an)(?<! a)(?<! for)"
AUXILIARY_FR: Final = r"(?:a|ont|avait|avaient|aurait)"
PRONOUN_FR: Final = r"-(?:t-)?(?:il|elle|ils|elles|on)"
ADVERB_FR: Final = r"(?:(?:exactement|deja|egalement|aussi|vraiment|donc|encore|reellement) )?"

# Verbs that say something only before "que" or "that": "who wrote that …", but "who wrote the book?" asks for a fact.
_FACTUAL: Final = listed(
    "soutenir maintenir poursuivre reprendre conclure rapporter signaler analyser observer remarquer convenir "
    "écrire maintain write report recommend estimate rule threaten point question conclude compare observe "
    "remark"
)

_TOLD_FR: Final = {"fait valoir", "fait savoir", "fait remarquer", "fait observer", "fait part", "laisse entendre"}


def flat(text: str) -> str:
    """Lower case without accents, character for character."""
    plain = []
    for mark in text:
        base = unicodedata.normalize("NFD", mark)[0].lower()
        plain.append("'" if base in "’ʼ`´" else "o" if base == "œ" else " " if base.isspace() else base[0])
    return "".join(plain)


@cache
def verbs(language: Language, *forms: str, factual: bool = True) -> str:
    """A pattern of the verbs of saying in these forms, flat; without those that tell facts where not `factual`."""
    words = lexicon(language)
    found = {
        flat(word)
        for word, readings in words.verbs.items()
        if any(
            form in forms
            and lemma not in {"prévoir", "trouver"}  # "qu'a trouvé la police ?" asks for no words
            and lemma in words.clause | words.complement
            and (factual or lemma not in _FACTUAL)
            for lemma, form in readings
        )
    }
    if language == "fr":
        extra = {
            "participle": {"parle", "evoque", "repondu", "reagi", "commente", "pense", "voulu"} | _TOLD_FR,
            "finite": {"parle", "veut", "pense"} | _TOLD_FR,
        }
    else:
        extra = {
            "infinitive": {"mention", "comment", "think", "make", "mean", "call for", "have to say", "speak", "talk"},
            "finite": {"spoke"},
        }
    for form in forms:
        found |= extra.get(form, set())
    return "(?:" + "|".join(sorted(map(re.escape, found), key=len, reverse=True)) + ")"
