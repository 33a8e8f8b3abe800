"""Changes to a question that keep its answer: words switched to the other language, contexts cropped."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from training.qa_data import Question
from training.reader_lexicon import Lexicon

_PIECE = re.compile(r"\w+|\W+")
Answers = tuple[tuple[int, int], ...]


def switch_words(
    text: str, answers: Answers, lexicon: Lexicon, share: float, rng: random.Random
) -> tuple[str, Answers] | None:
    """`share` of the words the lexicon knows replaced by a translation (code-switching, Qin et al. 2020).

    Translations are drawn by weight; a capital stays a capital. The answers' offsets follow; None where an answer
    begins or ends inside a word, which has then no place in the new text.
    """
    out: list[str] = []
    moved = {0: 0}
    length = 0
    for piece in _PIECE.finditer(text):
        word = piece.group()
        choices = lexicon.get(word.lower())
        if choices and rng.random() < share:
            new = rng.choices([w for w, _ in choices], [p for _, p in choices])[0]
            word = new.capitalize() if word[0].isupper() else new
        moved[piece.start()] = length
        out.append(word)
        # Inside a run of punctuation the characters are unchanged, so each keeps its distance.
        if word == piece.group():
            moved.update({piece.start() + i: length + i for i in range(len(word))})
        length += len(word)
        moved[piece.end()] = length
    if not all(s in moved and e in moved for s, e in answers):
        return None
    return "".join(out), tuple((moved[s], moved[e]) for s, e in answers)


def switch(
    question: Question, lexicons: dict[str, Lexicon], rng: random.Random, *, asked: float, read: float
) -> Question:
    """The question with `asked` of its own words and `read` of its context's in the other language."""
    if asked > 0:
        lexicon = lexicons["en-fr" if question.question_lang == "en" else "fr-en"]
        if (changed := switch_words(question.question, (), lexicon, asked, rng)) is not None:
            question = replace(question, question=changed[0])
    if read > 0:
        lexicon = lexicons["en-fr" if question.context_lang == "en" else "fr-en"]
        if (changed := switch_words(question.context, question.answers, lexicon, read, rng)) is not None:
            question = replace(question, context=changed[0], answers=changed[1])
    return question
