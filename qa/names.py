"""The names of people: their parts, titles, and whether two spellings are one person's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from qa.lexicon import fold
from qa.tokens import listed

TITLES: Final = listed(
    "m m. mm. mme mmes mlle mr mrs ms mr. mrs. ms. dr dr. pr pr. prof. prof me mgr mgr. maître sir lord lady "
    "dame sen. rep. gov. gen. lt. col. sgt. capt. rev. st. cllr cllr. supt supt. insp insp. maj. cdr cdr. adm. hon. "
    "councillor reverend rev eng smt shri mzee pastor père abbé sœur"
)
HONOURS: Final = listed("kc qc mp mps msp td obe mbe cbe dbe am phd jr snr sr frcs")
"""What may stand behind a name and is no part of it."""


@lru_cache(maxsize=8192)  # every statement's speaker is compared with every name asked for
def name_parts(name: str) -> tuple[str, ...]:
    """A name's words, folded; a prefixed article such as "Al-" is left out, particles too."""
    joined = re.sub(r"(?<=\wc)'(?=h)", "", fold(name))  # "Guivarc'h" is one word
    words = [re.sub(r"^(?:al|el)-(?=\w)", "", word) for word in joined.replace("'", " ").split()]
    kept = [word.strip(".,") for word in words if word not in TITLES and word.strip(".") not in TITLES]
    while len(kept) > 2 and kept[-1] in HONOURS:
        kept.pop()
    return tuple(
        word
        for word in kept
        if word and word not in {"de", "du", "la", "le", "van", "von", "der", "al", "el", "d", "l"}
    )


_SPELLINGS: Final = (
    ("tch", "c"), ("sch", "s"), ("sh", "s"), ("ch", "s"), ("kh", "k"), ("ph", "f"), ("gu", "g"), ("ou", "u"),
    ("dj", "j"), ("ck", "k"), ("q", "k"), ("w", "v"), ("ei", "i"), ("ey", "i"), ("ai", "i"), ("ay", "i"),
    ("y", "i"), ("ine", "in"), ("aw", "au"), ("x", "ks"),
)  # fmt: skip


@lru_cache(maxsize=8192)
def _skeleton(word: str) -> str:
    """One key for the spellings of a transliterated name: Sergueï, Sergei, Sergey; Poutine, Putin."""
    key = word
    for old, new in _SPELLINGS:
        key = key.replace(old, new)
    return re.sub(r"(.)\1+", r"\1", key).rstrip("e")


def _alike(one: str, other: str) -> bool:
    """Equal but for spelling; one letter may differ in longer names."""
    if one == other:
        return True
    a, b = _skeleton(one), _skeleton(other)
    if a == b:
        return True
    if min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > 1 or a[0] != b[0]:
        return False
    short, long = sorted((a, b), key=len)
    at = next((place for place, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[at + (len(short) == len(long)) :] == long[at + 1 :]


def names_alike(asked: str, name: str) -> bool:
    """Whether a name as asked ("Sergei Ivanov", "M. Ivanov", "ivanov") may be the person written `name`."""
    few, many = name_parts(asked), name_parts(name)
    if not few or not many:
        return fold(asked) == fold(name)
    if len(few) > len(many):
        few, many = many, few
    if len(few) == 1:
        return any(_alike(few[0], part) for part in (many[-1], many[0]))
    if not _alike(few[-1], many[-1]):
        return False
    return all(any(_alike(part, other) or _is_initial(part, other) for other in many) for part in few[:-1])


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]
