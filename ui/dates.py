"""The resolved dates of a quote, in words beside it."""

from __future__ import annotations

from qa.types import DateMention, Quote
from ui.messages import Texts


def worth_showing(quote: Quote) -> list[DateMention]:
    """The mentions that say more than their words do, each once."""
    told = {(mention.text.lower(), mention.shown): mention for mention in reversed(quote.dates)}
    return [mention for mention in told.values() if not mention.complete][::-1]


def date_words(mention: DateMention, words: Texts) -> str:
    """ "vendredi = vendredi 26 août 2016", or that weekday and date do not go together."""
    form = words.date_disagrees if mention.agrees is False else words.date_is
    return form.format(text=" ".join(mention.text.split()), date=mention.shown)
