"""A follow-up question → a stand-alone one (being written by helper "statements": overwrite this file)."""

from __future__ import annotations

from collections.abc import Sequence

from qa.types import Turn


def rewrite(question: str, history: Sequence[Turn]) -> str:
    return question
