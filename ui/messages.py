"""Every text of the page, in French and in English: a field each, so that a missing translation is a type error."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")

EXAMPLES: dict[Language, tuple[str, ...]] = {
    "fr": (
        "Qu’a dit Lavrov à propos de Daraya ?",
        "Depuis quand Daraya est-elle assiégée ?",
        "Qui est l’émissaire des Nations unies pour la Syrie ?",
    ),
    "en": (
        "What did Lavrov say about Daraya?",
        "How long would the pause in Aleppo last?",
        "What is the Al-Nosra Front called now?",
    ),
}
"""Questions to start from, about the article that is shipped; they are asked like any other."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language. Fields in braces are filled with `str.format`."""

    code: Language
    tagline: str
    interface_language: str
    ask_tab: str
    documents_tab: str
    question_label: str
    question_placeholder: str
    send: str
    stop: str
    clear: str
    try_these: str
    conversation: str
    searching: str
    stopped: str
    understood_as: str
    edit: str
    not_stated: str
    off_topic: str
    other_speaker: str
    nearest: str
    also: str
    mode_direct: str
    mode_mixed: str
    mode_indirect: str
    hedged: str
    dates: str
    date_is: str
    date_disagrees: str
    confidence: str
    confidence_high: str
    confidence_fair: str
    confidence_low: str
    see_article: str
    copy: str
    copied: str
    save: str
    close_article: str
    article_changed: str
    article_gone: str
    article_back: str
    revision: str
    empty_question: str
    long_question: str
    failed: str
    title: str
    language: str
    date: str
    passages: str
    choose: str
    no_documents: str
    documents_caption: str
    upload: str
    upload_hint: str
    remove: str
    remove_none: str
    remove_confirm: str
    removed: str
    published: str
    published_hint: str
    set_date: str
    set_date_none: str
    set_date_wrong: str
    dated: str
    undated: str
    reindex: str
    reindexing: str
    reindexed: str
    previous: str
    next: str
    page_of: str
    index_state: str
    report: str
    added: str
    updated: str
    unchanged: str
    not_taken: str
    unknown: str
    language_names: dict[str, str]


FR = Texts(
    code="fr",
    tagline="Interrogez des articles de presse : leurs mots exacts, qui les a dits, "
    "et un non honnête quand ils n’en disent rien.",
    interface_language="Langue de l’interface",
    ask_tab="Questions",
    documents_tab="Documents",
    question_label="Votre question",
    question_placeholder="En français ou en anglais",
    send="Demander",
    stop="Arrêter",
    clear="Effacer",
    try_these="Par exemple",
    conversation="Conversation",
    searching="Recherche dans les articles…",
    stopped="Question arrêtée.",
    understood_as="Comprise ainsi : {question}",
    edit="Modifier",
    not_stated="Les articles ne le disent pas.",
    off_topic="Aucun article ne traite de ce sujet.",
    other_speaker="Aucune parole de cette personne à ce sujet dans les articles. Quelqu’un d’autre en parle :",
    nearest="La phrase la plus proche, qui n’est pas une réponse :",
    also="Également dans les articles ({count})",
    mode_direct="cité mot pour mot",
    mode_mixed="rapporté, en partie cité",
    mode_indirect="rapporté par l’article",
    hedged="l’article le donne avec réserve",
    dates="Dates nommées, d’après celle de l’article",
    date_is="{text} = {date}",
    date_disagrees="« {text} » : le jour et la date ne s’accordent pas ; au calendrier, c’est un {date}",
    confidence="Confiance {level} ({percent} %)",
    confidence_high="élevée",
    confidence_fair="moyenne",
    confidence_low="faible",
    see_article="Voir dans l’article",
    copy="Copier",
    copied="Copié",
    save="Enregistrer cette réponse (JSON)",
    close_article="Fermer l’article",
    article_changed="Cet article a changé depuis la réponse : le passage cité n’y est plus surligné.",
    article_gone="Cet article n’est plus dans l’index.",
    article_back="Revenir aux questions",
    revision="version {revision}",
    empty_question="La question est vide. Écrivez-la, puis appuyez sur Entrée.",
    long_question="La question compte {length} caractères ; raccourcissez-la à {limit} au plus.",
    failed="Une erreur interne est survenue ; le journal du serveur la décrit (repère {reference}). "
    "Vous pouvez poser une autre question.",
    title="Titre",
    language="Langue",
    date="Date",
    passages="Passages",
    choose="Choisir « {title} »",
    no_documents="Aucun document pour l’instant. Ajoutez des fichiers ci-dessous.",
    documents_caption="Documents de l’index",
    upload="Ajouter des documents",
    upload_hint="Texte, Markdown, HTML, PDF, DOCX ou EPUB ; plusieurs fichiers à la fois. "
    "Un fichier déjà présent est mis à jour.",
    remove="Retirer la sélection",
    remove_none="Cochez d’abord, dans la liste, les documents à retirer.",
    remove_confirm="Retirer de l’index les documents cochés ?",
    removed="Retiré de l’index : {count}",
    published="Date de publication (AAAA-MM-JJ)",
    published_hint="2016-08-27",
    set_date="Dater la sélection",
    set_date_none="Cochez d’abord, dans la liste, les documents à dater.",
    set_date_wrong="« {date} » n’est pas le jour d’une publication. Écrivez l’année, le mois et le jour : 2016-08-27.",
    dated="Daté du {date} : {count}",
    undated="Date laissée à ce que disent les fichiers : {count}",
    reindex="Réindexer tout",
    reindexing="Réindexation",
    reindexed="Index reconstruit (génération {generation}).",
    previous="Précédents",
    next="Suivants",
    page_of="{first}–{last} sur {total}",
    index_state="Documents : {documents} · passages : {passages} · génération de l’index : {generation}",
    report="Compte rendu",
    added="ajouté",
    updated="mis à jour",
    unchanged="inchangé",
    not_taken="non pris",
    unknown="—",
    language_names={"fr": "français", "en": "anglais"},
)

EN = Texts(
    code="en",
    tagline="Ask news articles: their exact words, who said them, and an honest no when they do not say.",
    interface_language="Interface language",
    ask_tab="Questions",
    documents_tab="Documents",
    question_label="Your question",
    question_placeholder="In English or in French",
    send="Ask",
    stop="Stop",
    clear="Clear",
    try_these="For example",
    conversation="Conversation",
    searching="Searching the articles…",
    stopped="Question stopped.",
    understood_as="Understood as: {question}",
    edit="Edit",
    not_stated="The articles do not say.",
    off_topic="No article deals with this.",
    other_speaker="The articles give no words of that person on this. Somebody else speaks of it:",
    nearest="The nearest sentence, which is not an answer:",
    also="Also in the articles ({count})",
    mode_direct="quoted word for word",
    mode_mixed="reported, partly quoted",
    mode_indirect="reported by the article",
    hedged="the article hedges it",
    dates="Dates named, from the article’s own",
    date_is="{text} = {date}",
    date_disagrees="“{text}”: weekday and date do not go together; by the calendar it is a {date}",
    confidence="{level} confidence ({percent}%)",
    confidence_high="High",
    confidence_fair="Fair",
    confidence_low="Low",
    see_article="See it in the article",
    copy="Copy",
    copied="Copied",
    save="Save this answer (JSON)",
    close_article="Close the article",
    article_changed="This article has changed since the answer: the words quoted are no longer highlighted.",
    article_gone="This article is no longer in the index.",
    article_back="Back to the questions",
    revision="version {revision}",
    empty_question="The question is empty. Write it, then press Enter.",
    long_question="The question has {length} characters; shorten it to {limit} at most.",
    failed="An internal error occurred; the server's log describes it (reference {reference}). "
    "You can ask another question.",
    title="Title",
    language="Language",
    date="Date",
    passages="Passages",
    choose="Choose “{title}”",
    no_documents="No document yet. Add files below.",
    documents_caption="Documents in the index",
    upload="Add documents",
    upload_hint="Text, Markdown, HTML, PDF, DOCX or EPUB; several files at once. A file already there is updated.",
    remove="Remove selected",
    remove_none="First tick, in the list, the documents to remove.",
    remove_confirm="Remove the ticked documents from the index?",
    removed="Removed from the index: {count}",
    published="Date of publication (YYYY-MM-DD)",
    published_hint="2016-08-27",
    set_date="Date selected",
    set_date_none="First tick, in the list, the documents to date.",
    set_date_wrong="“{date}” is no day of publication. Write year, month and day: 2016-08-27.",
    dated="Dated {date}: {count}",
    undated="Date left to what the files say: {count}",
    reindex="Re-index everything",
    reindexing="Re-indexing",
    reindexed="Index rebuilt (generation {generation}).",
    previous="Previous",
    next="Next",
    page_of="{first}–{last} of {total}",
    index_state="Documents: {documents} · passages: {passages} · index generation: {generation}",
    report="Report",
    added="added",
    updated="updated",
    unchanged="unchanged",
    not_taken="not taken",
    unknown="—",
    language_names={"fr": "French", "en": "English"},
)


def texts(language: Language) -> Texts:
    """The words of the interface in one language."""
    return FR if language == "fr" else EN


def preferred(accept_language: str | None) -> Language:
    """The better of our two languages for an `Accept-Language` header (RFC 9110, 12.5.4); English by default."""
    best: tuple[float, Language] = (0.0, "en")
    for part in (accept_language or "").split(","):
        tag, _, parameters = part.strip().partition(";")
        name, _, value = parameters.strip().partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
        except ValueError:
            continue
        primary = tag.strip().lower().split("-")[0]
        for language in LANGUAGES:
            if primary == language and weight > best[0]:
                best = (weight, language)
    return best[1]
