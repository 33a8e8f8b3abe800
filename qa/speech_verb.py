"""A verb of saying where it stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpeechVerb:
    lemma: str
    start: int  # with its clitics
    first: int  # the verb itself, auxiliary included
    end: int
    gerund: bool = False
    hedged: bool = False
    inverted: int | None = None
    object_clitic: bool = False
