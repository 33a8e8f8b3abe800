"""Answers, articles and lists as HTML. Whatever comes from a document or a person is inserted as escaped text only.

Nothing here is Markdown: an article that holds `![](https://…)`, `<script>` or `{{…}}` shows those very characters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from index.types import Document
from qa.dates import show_day
from qa.types import Answer, Quote
from ui.answer_json import public_source
from ui.dates import date_words, worth_showing
from ui.messages import Language, Texts, texts

# Bidirectional controls reorder what follows ("Trojan Source", Boucher and Anderson 2021): shown by name instead.
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# HTML has no way to write these, even escaped; tab, line feed and carriage return stay.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the page and what became of it: an answer, an error to show, stopped, or still open."""

    question: str
    answer: Answer | None = None
    error: str | None = None
    stopped: bool = False

    @property
    def open(self) -> bool:
        return self.answer is None and self.error is None and not self.stopped


class DocumentRow(Protocol):
    """What the list shows of a document (`index.DocumentSummary` is one)."""

    @property
    def id(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def language(self) -> str | None: ...
    @property
    def published(self) -> str | None: ...
    @property
    def revision(self) -> int: ...
    @property
    def passages(self) -> int: ...


class FileRow(Protocol):
    """What the report of an upload shows of a file (`index.FileReport` is one)."""

    @property
    def source(self) -> str: ...
    @property
    def outcome(self) -> str: ...
    @property
    def reason(self) -> str | None: ...


def escape(text: str) -> str:
    """`text` for an element or a quoted attribute; bidirectional controls become visible names: `[U+202E]`."""
    named = _BIDI_CONTROLS.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
    return html.escape(_UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", named))


def highlight(text: str, start: int, end: int, *, identifier: str | None = None) -> str:
    """`text` escaped, with `text[start:end]` in a `<mark>`; bounds outside the text are brought back to it."""
    start = min(max(start, 0), len(text))
    end = min(max(end, start), len(text))
    if start == end:
        return escape(text)
    attribute = f' id="{escape(identifier)}" tabindex="-1"' if identifier else ""
    return f"{escape(text[:start])}<mark{attribute}>{escape(text[start:end])}</mark>{escape(text[end:])}"


def article_url(quote: Quote) -> str:
    """Address, relative to the page, of the whole article with the quote highlighted."""
    query = urlencode({"start": quote.start, "end": quote.end, "revision": quote.revision})
    return f"article/{quote.document_id}?{query}#quote"


def confidence_words(confidence: float, words: Texts) -> str:
    """Confidence in words and per cent; a probability never reads as 0 or 100 %, which would claim certainty."""
    level = words.confidence_low
    if confidence >= 0.75:
        level = words.confidence_high
    elif confidence >= 0.5:
        level = words.confidence_fair
    return words.confidence.format(level=level, percent=min(99, max(1, round(confidence * 100))))


def _mode_words(quote: Quote, words: Texts) -> str | None:
    if quote.mode is None:
        return None
    return {"direct": words.mode_direct, "mixed": words.mode_mixed, "indirect": words.mode_indirect}[quote.mode]


def answer_text(answer: Answer) -> str:
    """An answer as plain text to paste elsewhere: the words, who said them, the sentence, the article."""
    words = texts(answer.language)
    opening, closing = ("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»") if answer.language == "fr" else ("“", "”")

    def cited(quote: Quote) -> str:
        lines = [f"{opening}{quote.text}{closing}" + (f" — {quote.speaker}" if quote.speaker else "")]
        lines[0] += f" ({words.hedged})" if quote.hedged else ""
        if quote.sentence.strip() != quote.text.strip():
            lines.append(quote.sentence.strip())
        lines += [f"[{date_words(mention, words)}]" for mention in worth_showing(quote)]
        published = f", {show_day(quote.published, words.code, weekday=False)}" if quote.published else ""
        name = public_source(quote.source)
        lines.append((quote.title if quote.title == name else f"{quote.title} ({name})") + published)
        return "\n".join(lines)

    parts = [answer.asked]
    if answer.outcome != "answered":
        parts.append(_no_words(answer, words))
    parts += [cited(quote) for quote in answer.quotes]
    if answer.nearest is not None and not answer.quotes:
        if answer.outcome != "other_speaker":
            parts.append(words.nearest)
        parts.append(cited(answer.nearest))
    return "\n\n".join(parts)


def _no_words(answer: Answer, words: Texts) -> str:
    if answer.outcome == "other_speaker":
        return words.other_speaker
    return words.off_topic if answer.outcome == "off_topic" else words.not_stated


def quote_html(quote: Quote, words: Texts, *, marked: bool = True, sure: bool = True, copy: str | None = None) -> str:
    """One quote: who, the sentence with the words in `<mark>` (where `marked`), the article and the way to it.

    `sure`: say how sure it is that this answers; `copy`: the text that a button puts on the clipboard.
    """
    parts = ['<figure class="quote">']
    if quote.speaker:
        mode = _mode_words(quote, words)
        manner = f' <span class="manner">{escape(mode)}</span>' if mode else ""
        parts.append(f'<p class="speaker"><bdi>{escape(quote.speaker)}</bdi>{manner}{_hedge_html(quote, words)}</p>')
    elif quote.hedged:
        parts.append(f'<p class="speaker">{_hedge_html(quote, words)}</p>')
    inside = quote.sentence_start <= quote.start and quote.end <= quote.sentence_end
    sentence = quote.sentence if inside else quote.text
    offset = quote.sentence_start if inside else quote.start
    body = highlight(sentence, quote.start - offset, quote.end - offset) if marked else escape(sentence)
    parts.append(f'<blockquote dir="auto">{body}</blockquote>')
    parts.append(_dates_html(quote, words))
    confidence = f' <span class="confidence">{escape(confidence_words(quote.score, words))}</span>' if sure else ""
    published = ""
    if quote.published is not None:
        day = escape(show_day(quote.published, words.code, weekday=False))
        published = f' <time class="published" datetime="{quote.published.isoformat()}">{day}</time>'
    title = f"<cite><bdi>{escape(quote.title)}</bdi></cite>"
    parts.append(f'<figcaption><p class="origin">{title}{published}{confidence}</p>')
    parts.append(f'<a class="open-article" href="{escape(article_url(quote))}">{escape(words.see_article)}</a>')
    if copy is not None:
        parts.append(
            f'<button type="button" class="plain copy" data-copy="{escape(copy)}" '
            f'data-done="{escape(words.copied)}">{escape(words.copy)}</button>'
        )
    parts.append("</figcaption>")
    parts.append("</figure>")
    return "".join(parts)


def _hedge_html(quote: Quote, words: Texts) -> str:
    return f' <span class="manner hedged">{escape(words.hedged)}</span>' if quote.hedged else ""


def _dates_html(quote: Quote, words: Texts) -> str:
    """The times that the words name, in full; those whose weekday and date do not go together are told."""
    lines = [
        f'<li class="disagrees">{escape(date_words(mention, words))}</li>'
        if mention.agrees is False
        else f"<li>{escape(date_words(mention, words))}</li>"
        for mention in worth_showing(quote)
    ]
    return f'<ul class="dates" aria-label="{escape(words.dates)}">{"".join(lines)}</ul>' if lines else ""


def answer_html(answer: Answer) -> str:
    """The answer's card, in the language of the question."""
    words = texts(answer.language)
    parts = [f'<div class="answer {escape(answer.outcome)}" lang="{answer.language}">']
    if answer.asked.strip() != answer.question.strip():
        understood = escape(words.understood_as.format(question=answer.asked))
        parts.append(
            f'<p class="understood">{understood} <button type="button" class="plain edit-question" '
            f'data-question="{escape(answer.asked)}">{escape(words.edit)}</button></p>'
        )
    if answer.outcome != "answered":
        parts.append(f'<p class="no">{escape(_no_words(answer, words))}</p>')
    sure = answer.outcome == "answered"
    quotes = answer.quotes
    if not quotes and answer.nearest is not None and answer.outcome == "other_speaker":
        quotes = (answer.nearest,)
    if quotes:
        parts.append(quote_html(quotes[0], words, sure=sure, copy=answer_text(answer)))
    elif answer.nearest is not None:
        parts.append(f'<div class="nearest"><p class="note">{escape(words.nearest)}</p>')
        parts.append(quote_html(answer.nearest, words, marked=False, sure=False, copy=answer_text(answer)))
        parts.append("</div>")
    if len(quotes) > 1:
        others = "".join(quote_html(quote, words, sure=sure) for quote in quotes[1:])
        summary = escape(words.also.format(count=len(quotes) - 1))
        parts.append(f'<details class="others"><summary>{summary}</summary>{others}</details>')
    return "".join(parts) + "</div>"


def conversation_html(exchanges: Sequence[Exchange], language: Language) -> str:
    """The whole chat, oldest first; `language` is the interface's, each answer keeps its question's."""
    words = texts(language)
    parts = [f'<div class="exchanges" role="log" aria-live="polite" aria-label="{escape(words.conversation)}">']
    for place, exchange in enumerate(exchanges):
        parts.append('<section class="exchange">')
        if exchange.question.strip():
            parts.append(f'<h2 class="question" dir="auto">{escape(exchange.question)}</h2>')
        if exchange.answer is not None:
            parts.append(answer_html(exchange.answer))
            spoken = exchange.answer.language
            parts.append(
                f'<p class="keep" lang="{spoken}"><button type="button" class="plain save" data-place="{place}">'
                f"{escape(texts(spoken).save)}</button></p>"
            )
        elif exchange.error is not None:
            parts.append(f'<p class="error" role="alert" lang="{language}">{escape(exchange.error)}</p>')
        elif exchange.stopped:
            parts.append(f'<p class="note" lang="{language}">{escape(words.stopped)}</p>')
        else:
            parts.append(f'<p class="searching" role="status" lang="{language}">{escape(words.searching)}</p>')
        parts.append("</section>")
    parts.append("</div>")
    return "".join(parts) if exchanges else ""


def article_html(document: Document, language: Language, *, start: int, end: int, revision: int | None) -> str:
    """A whole article, the words `start:end` highlighted if the article is still the revision that they belong to."""
    words = texts(language)
    current = revision is None or revision == document.revision
    facts = [public_source(document.source)]
    facts += [document.published] if document.published else []
    facts += [words.revision.format(revision=document.revision)] if document.revision > 1 else []
    parts = [f'<article class="whole" data-close="{escape(words.close_article)}">']
    parts.append(f'<h1 id="article-title" dir="auto">{escape(document.title)}</h1>')
    parts.append('<p class="facts">' + " · ".join(f"<bdi>{escape(fact)}</bdi>" for fact in facts) + "</p>")
    if not current:
        parts.append(f'<p class="note" role="status" lang="{language}">{escape(words.article_changed)}</p>')
    body = highlight(document.text, start, end, identifier="quote") if current else escape(document.text)
    tongue = f' lang="{escape(document.language)}"' if document.language else ""
    parts.append(f'<div class="text" dir="auto"{tongue}>{body}</div></article>')
    return "".join(parts)


def article_page(title: str, body: str, language: Language) -> str:
    """A stand-alone page around `article_html` (or a message), for a new tab or a browser without JavaScript."""
    words = texts(language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
        '<link rel="stylesheet" href="../depeche/depeche.css"></head><body class="article-page">'
        f'<p><a href="../">{escape(words.article_back)}</a></p><main>{body}</main></body></html>'
    )


def documents_html(rows: Sequence[DocumentRow], language: Language) -> str:
    """The list of documents, a box to tick before each; the page's script reads the ticked ids."""
    words = texts(language)
    if not rows:
        return f'<p class="note">{escape(words.no_documents)}</p>'
    heads = (words.title, words.language, words.date, words.passages)
    parts = [f'<table class="documents" data-confirm="{escape(words.remove_confirm)}">']
    parts.append(f'<caption class="unseen">{escape(words.documents_caption)}</caption>')
    parts.append('<thead><tr><td class="tick"></td>')
    parts += [f'<th scope="col">{escape(head)}</th>' for head in heads]
    parts.append("</tr></thead><tbody>")
    for row in rows:
        label = escape(words.choose.format(title=row.title))
        version = words.revision.format(revision=row.revision)
        name = public_source(row.source)
        under = " · ".join(part for part in ("" if name == row.title else name, version) if part)
        tongue = words.language_names.get(row.language or "", row.language or words.unknown)
        parts.append(
            f'<tr><td class="tick"><input type="checkbox" value="{row.id}" aria-label="{label}"></td>'
            f'<th scope="row"><a class="open-article" href="article/{row.id}"><bdi>{escape(row.title)}</bdi></a>'
            f"<small><bdi>{escape(under)}</bdi></small></th>"
        )
        cells = ((tongue, "first"), (row.published or words.unknown, "date"), (str(row.passages), "number"))
        for head, (cell, kind) in zip(heads[1:], cells, strict=True):
            parts.append(f'<td class="{kind}" data-head="{escape(head)}">{escape(cell)}</td>')
        parts.append("</tr>")
    parts.append("</tbody></table>")
    return "".join(parts)


def files_html(rows: Sequence[FileRow], language: Language) -> str:
    """What became of each uploaded file, with the reason for each one that was not taken."""
    words = texts(language)
    names = {"added": words.added, "updated": words.updated, "unchanged": words.unchanged, "failed": words.not_taken}
    parts = [f'<ul class="report" aria-label="{escape(words.report)}">']
    for row in rows:
        reason = f' — <span lang="en">{escape(row.reason)}</span>' if row.reason else ""
        parts.append(
            f'<li class="{escape(row.outcome)}"><bdi>{escape(public_source(row.source))}</bdi> '
            f"<strong>{escape(names.get(row.outcome, row.outcome))}</strong>{reason}</li>"
        )
    return "".join(parts) + "</ul>"


def note_html(text: str, *, error: bool = False) -> str:
    """A line of text under a control."""
    return f'<p class="error" role="alert">{escape(text)}</p>' if error else f'<p class="note">{escape(text)}</p>'


def gone_html(language: Language) -> str:
    """In place of an article that has been removed."""
    words = texts(language)
    return (
        f'<article class="whole" data-close="{escape(words.close_article)}">'
        f'<h1 id="article-title">{escape(words.article_gone)}</h1></article>'
    )
