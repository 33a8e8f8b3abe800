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
_NO_PERSON: Final = frozenset(map(fold, NOUNS["fr"] | NOUNS["en"] | PAPERS)) | listed(
    "direction opposition majorite presse gouvernement government etat state cabinet redaction famille family foule "
    "population communaute public jury defense defence prosecution barreau ville town city commune village pays "
    "country quartier nation legende legend rumeur rumour rumor histoire story loi law decret decree ordonnance "
    "accord deal pacte traite treaty bilan mot panneau affiche article chapitre liste plan projet project programme "
    "program page video film livre book roman novel chanson formule phrase message slogan dicton proverbe proverb "
    "parole verdict arret jugement plainte complaint lawsuit contrat contract ticket table label palais palace temple "
    "eglise church mosquee clinique clinic usine factory atelier boutique magasin shop store restaurant hotel "
    "entourage duo trio couple pair tandem camp bloc bloc front reseau network chaine channel site blog compte "
    "account magazine revue review tabloid radio television tv press media wire internet web app application logiciel "
    "software robot machine model modele section branche branch antenne delegation unite unit brigade escadron squad "
    "crew equipage staff personnel garde coalition alliance congres congress parlement parliament senat senate "
    "assemblee house bench panel forum sommet summit guide manuel manual code charte charter registre register "
    "dossier file graphique chart map carte recherche research science tradition croyance theorie theory idee idea "
    "reponse answer question note regle rule sentence peuple people base crowd audience electorat electorate milieu "
    "secteur sector industry industrie filiere marche market place street rue region province county canton district "
    "siege headquarters"
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
    return len(head) > 2 and not plural and ((former and not thing) or (is_person_noun(head) and not thing))
