"""Questions that the articles do not answer, made from those that they do."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from index.fulltext import fold
from index.sentences import split_sentences

# A run of capitalised words, or a number. Not what begins a sentence: that may be any word.
_NAME = re.compile(
    r"(?<![.!?«»“\"\n] )(?<!^)\b[A-ZÀ-Ý][\w’'-]+(?: (?:(?:de|du|des|of|the|la|le) )?[A-ZÀ-Ý][\w’'-]+)*"
)
_NUMBER = re.compile(r"\b\d+(?:[., \u202f]\d+)*\b")


def without_answer(text: str, answers: Sequence[str]) -> str | None:
    """The text less every sentence with an answer's words; None where nothing or an answer is left."""
    kept = [text[start:end] for start, end in split_sentences(text) if not _holds(text[start:end], answers)]
    rest = " ".join(kept)
    return rest if kept and not _holds(rest, answers) else None


def swapped(question: str, others: Sequence[str], answers: Sequence[str], seed: str) -> str | None:
    """The question with one of its names or numbers changed for another of its kind from `others`.

    None where it has none or the others have none. The same seed changes it in the same way.
    """
    rng = random.Random(seed)  # noqa: S311
    found = _entities(question)
    if not found:
        return None
    start, end, kind = rng.choice(found)
    old = question[start:end]
    known = fold(" ".join([question, *answers]))
    pool = sorted(
        {
            text[a:b]
            for text in others
            for a, b, of in _entities(text)
            if of is kind and fold(text[a:b]) not in known and fold(old) not in fold(text[a:b])
        }
    )
    alike = [name for name in pool if abs(name.count(" ") - old.count(" ")) <= 1] or pool
    return question[:start] + rng.choice(alike) + question[end:] if alike else None


def _entities(text: str) -> list[tuple[int, int, re.Pattern[str]]]:
    return [(*match.span(), kind) for kind in (_NAME, _NUMBER) for match in kind.finditer(text)]


def _holds(text: str, answers: Sequence[str]) -> bool:
    return any(answer.lower() in text.lower() for answer in answers)
