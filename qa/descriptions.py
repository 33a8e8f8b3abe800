"""Longer definite descriptions that take up somebody just named: "le gamin du pays", "the former piano tuner"."""

from __future__ import annotations

import re
from typing import Final

from qa.institutions import NOUNS
from qa.lexicon import fold
from qa.roles import FORMER, is_person_noun, nation_of, parse_role
from qa.subjects import PAPERS
from qa.tokens import Language, listed

_DEFINITE: Final = re.compile(r"(?:l['’]|(?:le|la|the|ce|cet|cette|this|that)\s)", re.IGNORECASE)
_ADJECTIVES: Final = listed(
    "jeune vieil vieux vieille petit petite grand grande nouveau nouvelle meme propre bouillant discret discrete "
    "brave futur future double triple quadruple"
)
# What may be "former" and is nobody.
_NO_PERSON: Final = frozenset(map(fold, NOUNS["fr"] | NOUNS["en"] | PAPERS)) | listed(
    "direction opposition majorite presse gouvernement government etat state cabinet regime colonie colony capitale "
    "capital ville town city village pays country republique republic empire usine factory plant mine ligne line "
    "route road site batiment building hotel eglise church prison palais palace coalition alliance front redaction "
    "famille family public jury defense defence parlement parliament section branche branch delegation brigade "
    "equipage crew ordre order model modele record"
)
# "la réunion", "the settlement": what is done or held, and never says anything itself.
_ABSTRACT: Final = re.compile(
    r"(?:(?<!p)ion|ment|ance|ence|ite|ure|age|isme|ie|ude|ness|ship|ism|ty|cy|ry|ing|al|dom|hood)$"
)
_LONGEST: Final = 6  # words behind the determiner


def describes_somebody(phrase: str, language: Language) -> bool:
    """Whether a phrase, as the subject of a verb of saying, calls by a common noun somebody whom the article names
    elsewhere: definite, singular, no body, no paper, no office (these tell who holds them), no name."""
    opening = _DEFINITE.match(phrase)
    if opening is None:
        return False
    written = phrase[opening.end() :].split()
    if not 1 <= len(written) <= _LONGEST or any(word[:1].isupper() and nation_of(word) is None for word in written):
        return False
    words = [fold(word) for word in written]
    former = any(word in FORMER for word in words[:2])
    if parse_role(phrase).known and not former:
        return False
    if language == "fr":
        kept = [word for word in words if word not in _ADJECTIVES | FORMER and nation_of(word) is None]
        head = kept[0] if kept else ""
    else:
        stop = next((place for place, word in enumerate(words) if word in {"of", "from", "in", "at"}), len(words))
        head = words[stop - 1] if stop else ""
    plural = head.endswith("s") and not head.endswith("ss")
    thing = _ABSTRACT.search(head) is not None or head in _NO_PERSON
    return len(head) > 2 and not plural and not thing and (former or is_person_noun(head))
