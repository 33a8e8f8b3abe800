"""What verifying and asking again found, in French and in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from qa.receipts import Difference, Finding, SavedAnswer
from qa.types import Outcome
from ui.messages import Language, texts

# Would move a terminal's cursor, or reorder what follows.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language. Fields in braces are filled with `str.format`."""

    quoted: str
    status: str
    count: str
    nearest_sentence: str
    unchanged: str
    changed: str
    unproven: str
    elsewhere: str
    same_place: str
    other_place: str
    same_sentence: str
    other_sentence: str
    only: str
    nearest: str
    spacing: str
    gone_document: str
    gone_words: str
    no_quote: str
    older: str
    since: str
    others_differ: str
    names: Mapping[str, str]
    statuses: Mapping[str, str]
    kinds: Mapping[str, str]
    others: Mapping[str, str]


FR = Words(
    quoted="« {text} »",
    status="{status} : {told}",
    count="{name} : {count}",
    nearest_sentence="phrase la plus proche, donnée comme telle",
    unchanged="mêmes mots, même place ({start}–{end}) du même texte, {document}",
    changed="{document} a changé ; les mots s’y trouvent {place}, {sentence}, {count}",
    unproven="les mots se trouvent dans {document} {place}, {sentence}, {count} ; sans l’empreinte du document, on ne "
    "peut dire si le reste a changé",
    elsewhere="ce document n’est plus là, mais la même phrase se trouve dans {document} {place}, {count}",
    same_place="toujours en {start}–{end}",
    other_place="maintenant en {start}–{end} (alors en {old_start}–{old_end})",
    same_sentence="dans la même phrase",
    other_sentence="dans une autre phrase (à relire)",
    only="seule occurrence",
    nearest="la plus proche de {occurrences} occurrences",
    spacing=", aux espaces près",
    gone_document="ce document n’est plus là : {document}",
    gone_words="{document} a changé et ces mots n’y sont plus",
    no_quote="aucun mot n’a été cité : rien à vérifier",
    older="enregistrée par une version plus ancienne : champs absents {fields} ; seuls les mots peuvent être cherchés",
    since="depuis : {differences}",
    others_differ="les citations suivantes diffèrent",
    names={
        "program": "programme",
        "encoder": "encodeur",
        "reader": "lecteur",
        "calibration": "calibration",
        "generation": "génération de l’index",
    },
    statuses={"unchanged": "inchangé", "moved": "déplacé", "gone": "disparu"},
    kinds={
        "same": "même réponse",
        "moved": "déplacée",
        "changed": "changée",
        "lost": "perdue",
        "new": "nouvelle",
        "other_no": "autre non",
    },
    others={"no_quote": "sans citation", "no_answer": "sans réponse", "unusable": "inutilisable"},
)

EN = Words(
    quoted="“{text}”",
    status="{status}: {told}",
    count="{name}: {count}",
    nearest_sentence="the nearest sentence, shown as such",
    unchanged="the same words at the same place ({start}–{end}) of the same text, {document}",
    changed="{document} has changed; the words stand {place}, {sentence}, {count}",
    unproven="the words stand in {document} {place}, {sentence}, {count}; without the document’s digest nobody can "
    "tell whether the rest has changed",
    elsewhere="this document is no longer there, but the same sentence stands in {document} {place}, {count}",
    same_place="at {start}–{end} still",
    other_place="at {start}–{end} now (then {old_start}–{old_end})",
    same_sentence="in the same sentence",
    other_sentence="in another sentence (read it again)",
    only="their only place",
    nearest="the nearest of {occurrences} places",
    spacing=", but for spaces",
    gone_document="this document is no longer there: {document}",
    gone_words="{document} has changed, and the words no longer stand in it",
    no_quote="no words were quoted: nothing to verify",
    older="made by an older version: fields {fields} missing; only the words can be looked for",
    since="since then: {differences}",
    others_differ="the quotes after the first differ",
    names={
        "program": "program",
        "encoder": "encoder",
        "reader": "reader",
        "calibration": "calibration",
        "generation": "index generation",
    },
    statuses={"unchanged": "unchanged", "moved": "moved", "gone": "gone"},
    kinds={
        "same": "same",
        "moved": "moved",
        "changed": "changed",
        "lost": "lost",
        "new": "new",
        "other_no": "other no",
    },
    others={"no_quote": "without a quote", "no_answer": "without an answer", "unusable": "unusable"},
)


def receipt_words(language: Language) -> Words:
    return FR if language == "fr" else EN


def one_line(text: str) -> str:
    """For a terminal: no line breaks, and a mark for what would move its cursor or reorder the rest."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def finding_words(finding: Finding, source: str, language: Language) -> str:
    """What became of a quote; `source` is the name of the document found, as others may see it."""
    words, quote, place = receipt_words(language), finding.quote, finding.place
    title = finding.document.title if finding.document else quote.title
    document = words.quoted.format(text=one_line(title)) + f" ({one_line(source)})"
    status = words.statuses[finding.status]
    if place is None:
        told = words.gone_words if finding.document else words.gone_document
        return words.status.format(status=status, told=told.format(document=document))
    stayed = (place.start, place.end) == (quote.start, quote.end) and finding.by != "words"
    where = (words.same_place if stayed else words.other_place).format(
        start=place.start, end=place.end, old_start=quote.start, old_end=quote.end
    )
    count = words.only if place.occurrences == 1 else words.nearest.format(occurrences=place.occurrences)
    sentence = words.same_sentence if place.same_sentence else words.other_sentence
    told = words.changed if quote.sha256 else words.unproven
    if finding.status == "unchanged":
        told = words.unchanged
    elif finding.by == "words":
        told = words.elsewhere
    filled = told.format(
        document=document,
        start=place.start,
        end=place.end,
        place=where,
        sentence=sentence,
        count=count + ("" if place.same_spacing else words.spacing),
    )
    return words.status.format(status=status, told=filled)


def since_words(differences: Mapping[str, tuple[str, str]], language: Language) -> str:
    """What is not as it was when the answer was made, then → now."""
    words = receipt_words(language)
    told = (f"{words.names[name]} {one_line(then)} → {now}" for name, (then, now) in differences.items())
    return words.since.format(differences=", ".join(told))


def difference_words(difference: Difference, language: Language) -> str:
    """One line: what kind, the question, the old words → the new ones."""
    words, saved, now = receipt_words(language), difference.saved, difference.now
    kind = words.kinds[difference.kind]
    old = reply_words(saved.outcome, [(one.text, one.speaker) for one in saved.quotes], language)
    new = reply_words(now.outcome, [(one.text, one.speaker) for one in now.quotes], language)
    told = old if difference.kind == "same" else f"{old} → {new}"
    others = f" ({words.others_differ})" if difference.others_differ else ""
    return f"{kind:<12}  {one_line(saved.question)}  {told}{others}"


def reply_words(outcome: Outcome, quotes: list[tuple[str, str | None]], language: Language) -> str:
    """The first words quoted with their speaker, after the kind of no where it is one."""
    page = texts(language)
    no = {"not_stated": page.not_stated, "off_topic": page.off_topic, "other_speaker": page.other_speaker}
    parts = [no[outcome]] if outcome != "answered" else []
    for text, speaker in quotes[:1]:
        cited = receipt_words(language).quoted.format(text=one_line(text))
        parts.append(cited + (f" — {one_line(speaker)}" if speaker else ""))
    return " ".join(parts)


def saved_words(saved: SavedAnswer, language: Language) -> str | None:
    """What cannot be told of an answer that an older version saved."""
    missing = ", ".join(saved.missing)
    return receipt_words(language).older.format(fields=missing) if missing else None
