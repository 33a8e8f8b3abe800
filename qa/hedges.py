"""Whether an article keeps its distance from what it reports: the conditional of hearsay, "reportedly", "allegedly"."""

from __future__ import annotations

import re

_ADVERBS = re.compile(
    r"\b(?:reportedly|allegedly|supposedly|purportedly|rumou?red|unconfirmed|is said to|are said to|was said to|"
    r"prétendument|soi-disant|apparemment|supposée?s?|présumée?s?)\b",
    re.IGNORECASE,
)
# "aurait tué", "serait mort": hearsay in French news, unless a condition ("si") makes it a plain conditional.
_HEARSAY = re.compile(
    r"\b(?:aurait|auraient|serait|seraient)\s+(?:\w+ment\s+|également\s+|aussi\s+|ainsi\s+|déjà\s+|toujours\s+)?"
    r"(?:été\s+)?(?!plus\b|moins\b|ainsi\b|aussi\b|ici\b|celui\b|lui\b)"
    r"(?:morte?s?|[^\W\d_]+(?:ée?s?|ie?s?|ite?s?|ise?s?|ue?s?|erte?s?))\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\bs(?:i\b|['’]ils?\b)", re.IGNORECASE)


def hedges(sentence: str) -> bool:
    """Whether a sentence of the article's own voice, with no attribution, is hedged."""
    if _ADVERBS.search(sentence):
        return True
    return _HEARSAY.search(sentence) is not None and _CONDITION.search(sentence) is None
