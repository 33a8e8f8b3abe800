"""What a passage is searched by: its own words behind its document's title, so that a paragraph that says "the museum"
is found where the headline names it. Quotes and offsets never see it."""

from __future__ import annotations

import re
from pathlib import Path

from index.types import Document, LoadedDocument

_NO_WORD = re.compile(r"[\W_]+")
TITLE_CHARS = 300  # code points kept of a title


def name_of(source: str) -> str:
    """A title for a document that has none: its file's name in words."""
    name = Path(source).name or source
    stem = re.sub(r"[\s_-]+", " ", Path(name).stem).strip()
    return (stem[:1].upper() + stem[1:])[:TITLE_CHARS] or name


def in_context(document: Document | LoadedDocument, passage: str) -> str:
    """The passage behind the title, unless it begins with it, or the title is but the file's name."""
    title = document.title.replace("_", " ").strip()
    begins = _NO_WORD.sub("", passage[: 2 * len(title)]).casefold()
    known = _NO_WORD.sub("", title).casefold()
    if not known or begins.startswith(known) or document.title == name_of(document.source):
        return passage
    return f"{title}{' ' if title[-1] in '.!?…' else '. '}{passage}"
