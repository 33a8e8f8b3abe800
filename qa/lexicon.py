"""The words that reported speech is made of, French and English, read once from `qa/resources/`."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from qa.tokens import Language, Token, listed

Form = Literal["finite", "participle", "gerund", "infinitive"]

_FRENCH_ENDINGS: Final = {
    "finite": ("e", "ent", "ait", "aient", "a", "èrent", "era", "eront", "erait", "eraient"),
    "participle": ("é", "ée", "és", "ées"),
    "gerund": ("ant",),
    "infinitive": ("er",),
}
_PARTICIPLES: Final = listed(
    "dit dite dits dites redit soutenu maintenu prévenu convenu prétendu répondu défendu défendue admis "
    "promis reconnu cru craint écrit décrit averti garanti démenti conclu prédit poursuivi repris renchéri "
    "surenchéri requis plaint plainte plaints réjoui réjouie réjouis souvenu souvenue vu réagi exclu told thought written"
)


_LISTS: Final = (
    "clause", "complement", "incise", "bare_clause", "loose_clause", "reflexive_only", "quoted_only", "told",
    "distancing", "determiners", "pronouns", "adverbs", "negations", "time", "prepositions", "stops", "particles",
    "bare_plurals", "not_sources", "nouns_like_adverbs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's words of reported speech; verbs by form, e.g. `verbs["a jugé"[2:]]` → lemma and form."""

    language: Language
    verbs: dict[str, tuple[tuple[str, Form], ...]]
    clause: frozenset[str]
    complement: frozenset[str]
    incise: frozenset[str]
    bare_clause: frozenset[str]
    loose_clause: frozenset[str]
    reflexive_only: frozenset[str]
    quoted_only: frozenset[str]
    told: frozenset[str]
    distancing: frozenset[str]
    needs_link: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]  # by first word
    determiners: frozenset[str]
    pronouns: frozenset[str]
    have: frozenset[str]
    be: frozenset[str]
    conditional: frozenset[str]
    adverbs: frozenset[str]
    negations: frozenset[str]
    time: frozenset[str]
    prepositions: frozenset[str]
    stops: frozenset[str]
    particles: frozenset[str]
    linking_heads: dict[str, frozenset[str]]
    bare_plurals: frozenset[str]
    not_sources: frozenset[str]
    nouns_like_adverbs: frozenset[str]

    def phrase_end(self, tokens: Sequence[Token], at: int) -> int | None:
        """Where the set phrase of saying that begins at `at` ends ("fait savoir", "pointed out")."""
        for phrase in self.phrases.get(tokens[at].low, ()):
            if [token.low for token in tokens[at : at + len(phrase)]] == list(phrase):
                return at + len(phrase)
        return None

    def lemma(self, token: Token, *forms: Form) -> str | None:
        """The verb of saying that the token is a form of, among `forms`."""
        return next((lemma for lemma, form in self.verbs.get(token.low, ()) if form in forms), None)

    def is_adverb(self, token: Token) -> bool:
        if token.low in self.adverbs:
            return True
        if token.low in self.nouns_like_adverbs:
            return False
        suffix = "ment" if self.language == "fr" else "ly"
        return (
            len(token.low) > (6 if self.language == "fr" else 4) and token.low.endswith(suffix) and not token.capital
        )


def fold(text: str) -> str:
    """Lower case without accents or typographic apostrophes, for comparing; not length-preserving."""
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("’", "'").replace("œ", "oe"))
    return "".join(mark for mark in decomposed if not unicodedata.combining(mark))


def _french_forms(lemma: str) -> dict[str, Form]:
    """The third-person forms of a verb of the first group, with its changes of spelling (-ger, -cer, -eler, é_er)."""
    stem = lemma[:-2]
    forms: dict[str, Form] = {}
    for form, endings in _FRENCH_ENDINGS.items():
        for ending in endings:
            root = stem
            if ending[0] == "a" and stem.endswith("g"):
                root = stem + "e"
            elif ending[0] == "a" and stem.endswith("c"):
                root = stem[:-1] + "ç"
            mute = ending in ("e", "ent") or (form == "finite" and ending.startswith("er"))
            if mute and stem.endswith("el"):
                root = stem + "l" if stem.endswith("pel") else stem[:-2] + "èl"
            if mute and stem[-2:-1] == "e" and stem[-1] in "vmnps":  # "relève", "mène"
                root = stem[:-2] + "è" + stem[-1]
            if ending in ("e", "ent") and stem[-2:-1] == "é" and stem[-1] not in "aeiouy":
                root = stem[:-2] + "è" + stem[-1]
            forms[root + ending] = form  # type: ignore[assignment]
    return forms


def _english_forms(lemma: str) -> dict[str, Form]:
    root = lemma[:-1] if lemma.endswith("e") else lemma
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return {third: "finite", lemma: "infinitive", root + "ed": "finite", root + "ing": "gerund"}


def _listed_forms(lemma: str, listing: str, language: Language) -> list[tuple[str, Form]]:
    forms: list[tuple[str, Form]] = [(lemma, "infinitive")]
    for word in listing.split():
        if word.endswith("ing" if language == "en" else "ant"):
            forms.append((word, "gerund"))
            continue
        if word in _PARTICIPLES:
            forms.append((word, "participle"))
        if word not in _PARTICIPLES or word in (
            "dit",
            "redit",
            "craint",
            "écrit",
            "décrit",
            "plaint",
            "prédit",
            "told",
            "thought",
        ):
            forms.append((word, "finite"))
    return forms


def _by_first_word(phrases: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        found.setdefault(phrase.split()[0], []).append(tuple(phrase.split()))
    return {first: tuple(sorted(listed, key=len, reverse=True)) for first, listed in found.items()}


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of a language. The resource's lists are strings of words set apart by spaces."""
    raw: dict[str, Any] = json.loads(files("qa.resources").joinpath(f"speech_{language}.json").read_text("utf-8"))

    def words(key: str) -> frozenset[str]:
        return frozenset(raw.get(key, "").split())

    verbs: dict[str, list[tuple[str, Form]]] = {}
    for lemma in sorted(words("clause") | words("complement") | words("incise") | words("quoted_only")):
        if lemma in raw["forms"]:
            forms = _listed_forms(lemma, raw["forms"][lemma], language)
        else:
            forms = list((_french_forms(lemma) if language == "fr" else _english_forms(lemma)).items())
        for form, kind in forms:
            verbs.setdefault(form, []).append((lemma, kind))
            if language == "en" and kind == "finite" and form.endswith("ed"):
                verbs[form].append((lemma, "participle"))
    if language == "en":
        verbs["said"].append(("say", "participle"))
        for lemma in (
            "say",
            "think",
            "believe",
            "claim",
            "argue",
            "insist",
            "warn",
            "fear",
            "hope",
            "want",
            "describe",
            "reckon",
            "maintain",
            "admit",
            "deny",
            "acknowledge",
            "accuse",
            "complain",
            "predict",
        ):
            verbs.setdefault(lemma, []).append((lemma, "finite"))  # plural subjects: "officials say"
    auxiliaries = raw["auxiliaries"]
    return Lexicon(
        language=language,
        verbs={form: tuple(dict.fromkeys(found)) for form, found in verbs.items()},
        **{key: words(key) for key in _LISTS},
        needs_link={lemma: frozenset(links.split()) for lemma, links in raw["needs_link"].items()},
        phrases=_by_first_word(raw["phrases"]),
        have=frozenset(auxiliaries["have"].split()),
        be=frozenset(auxiliaries["be"].split()),
        conditional=frozenset(auxiliaries["conditional"].split()),
        linking_heads={link: frozenset(heads.split()) for link, heads in raw["linking_heads"].items()},
    )
