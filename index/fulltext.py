"""Text to search terms: accents folded, elisions cut, stop words dropped, stems by Snowball, French and English."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Literal

import snowballstemmer

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['’](?=\w)", re.IGNORECASE)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_STOP: dict[Language, frozenset[str]] = {
    "fr": frozenset(
        "a ai ainsi alors apres au aucun aussi autre aux avait avant avec avoir c ce ceci cela celle celles celui "
        "ces cet cette ceux chaque chez comme comment d dans de des depuis dit donc dont du elle elles en encore "
        "entre es est et etaient etait etre eu eux fait fut il ils j je l la laquelle le lequel les lesquelles "
        "lesquels leur leurs lors lui m ma mais me meme mes moi mon n ne ni nos notre nous on ont ou par parce pas "
        "pendant peu peut plus pour pourquoi propos qu quand que quel quelle quelles quels qui quoi s sa sans se "
        "selon sera ses si son sont sous sujet sur t ta te tes toi ton tous tout toute toutes tres tu un une vos "
        "votre vous y".split()
    ),
    "en": frozenset(
        "a about after all also am an and any are as at be because been before being but by can could d did do does "
        "doing for from had has have he her hers him his how i if in into is it its itself ll many may me might more "
        "most much must my no nor not of on or our out over s said say says shall she should so some such t than that "
        "the their them then there these they this those to under until up us was we were what when where which while "
        "who whom whose why will with would you your".split()
    ),
}
_stemmers = {"fr": snowballstemmer.stemmer("french"), "en": snowballstemmer.stemmer("english")}
_stemming = threading.Lock()  # Snowball's stemmers keep the word at hand in themselves


def fold(text: str) -> str:
    """Lower case without accents; ligatures spelt out ("Œuvre" → "oeuvre")."""
    text = text.casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def stem(word: str, language: Language) -> str:
    """The stem of a folded word."""
    with _stemming:
        return fold(_stemmers[language].stemWord(word))


def words(text: str) -> list[str]:
    """The words of a text as written, elided articles cut off ("l'armée" → "armée")."""
    return [_ELISION.sub("", match.group()) for match in _WORD.finditer(unicodedata.normalize("NFC", text))]


def terms(text: str, language: Language) -> list[str]:
    """The search terms of a text in the order of its words: stems with accents folded, stop words left out."""
    stop = _STOP[language]
    found = []
    for word in words(text):
        if _ACRONYM.match(word):
            found.append(fold(word.replace(".", "")))
            continue
        for part in [word] if word[0].isdigit() else re.split(r"[.'’]", word):
            folded = fold(part)
            if folded and folded not in stop:
                # "séisme" and "seisme" must meet: the stem of the folded word, which both have
                found.append(stem(folded, language))
    return found


def names(text: str) -> list[str]:
    """The words that may stand unchanged in another language: capitalised beyond the first word, or with digits."""
    found = []
    for place, word in enumerate(words(text)):
        if any(c.isdigit() for c in word) or (word[0].isupper() and (place > 0 or word.isupper())):
            found.append(word)
    return found


def columns(text: str, language: str | None) -> tuple[str, str]:
    """What the full text holds of a passage, (French, English): stems in the column of its language, in both where
    the language is not known."""
    return (
        " ".join(terms(text, "fr")) if language != "en" else "",
        " ".join(terms(text, "en")) if language != "fr" else "",
    )


def match_expression(columns: Iterable[tuple[Language, Sequence[str]]]) -> str | None:
    """An FTS5 query: any of the terms, each in its language's column. None where no term is left.

    Every term is quoted: raw `l'été`, `c++` or `-a` are syntax errors to FTS5.
    """
    parts = []
    for language, found in columns:
        if found:
            quoted = " OR ".join('"' + term.replace('"', '""') + '"' for term in dict.fromkeys(found))
            parts.append(f"{language} : ({quoted})")
    return " OR ".join(parts) or None
