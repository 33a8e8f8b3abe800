"""Answers as plain text for the terminal."""

from __future__ import annotations

from qa.dates import show_day
from qa.types import Answer, Quote
from ui.dates import date_words, worth_showing
from ui.messages import Language, texts

_NONE = {
    ("not_stated", "fr"): "Les articles ne le disent pas.",
    ("not_stated", "en"): "The articles do not say.",
    ("off_topic", "fr"): "Les articles ne parlent pas de cela.",
    ("off_topic", "en"): "The articles are not about this.",
    ("other_speaker", "fr"): "Cette personne n'est pas citée à ce sujet ; une autre l'est :",
    ("other_speaker", "en"): "This person is not quoted on it; somebody else is:",
}
_NEAREST = {"fr": "La phrase la plus proche :", "en": "The nearest sentence:"}


def answer_to_text(answer: Answer) -> str:
    """The quotes in their sentences, marked with « » or “ ” in brackets, or the words for "no"."""
    lines = []
    if answer.asked != answer.question.strip():
        lines.append(f"({answer.asked})")
    if answer.outcome != "answered":
        lines.append(_NONE[answer.outcome, answer.language])
    for quote in answer.quotes:
        lines += ["", *_quote(quote, f"{100 * quote.score:.0f} %", answer.language)]
    if answer.nearest is not None:
        lines += [_NEAREST[answer.language], *_quote(answer.nearest, "", answer.language)]
    return "\n".join(lines).strip("\n")


def _quote(quote: Quote, score: str, language: Language) -> list[str]:
    """The words, then their sentence with the words in [brackets], the dates it names, and where they stand."""
    sentence, start, end = quote.sentence, quote.start - quote.sentence_start, quote.end - quote.sentence_start
    whole = start == 0 and end == len(sentence)
    marked = sentence if whole else f"{sentence[:start]}[{sentence[start:end]}]{sentence[end:]}"
    speaker = f"{quote.speaker}, " if quote.speaker else ""
    published = f" ({show_day(quote.published, language, weekday=False)})" if quote.published else ""
    about = f"{speaker}{quote.title}{published}" + (f", {score}" if score else "")
    about += f" ({texts(language).hedged})" if quote.hedged else ""
    lines = [] if whole else [_one_line(quote.text)]
    dates = [f"    [{date_words(mention, texts(language))}]" for mention in worth_showing(quote)]
    return [*lines, f"    {_one_line(marked)}", *dates, f"    — {about}"]


def _one_line(text: str) -> str:
    return " ".join(text.split())
