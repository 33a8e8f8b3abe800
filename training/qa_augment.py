"""Changes to a question that keep its answer: words in the other language, near synonyms, sentences rearranged."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from dataclasses import replace

from index.sentences import split_sentences
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


def synonyms(text: str, language: str, lexicons: dict[str, Lexicon], share: float, rng: random.Random) -> str:
    """`share` of the longer words replaced by what translating them there and back gives."""
    there, back = ("en-fr", "fr-en") if language == "en" else ("fr-en", "en-fr")
    words = []
    for piece in _PIECE.findall(text):
        word = piece
        if len(piece) > 4 and rng.random() < share and (abroad := lexicons[there].get(piece.lower())):
            again = lexicons[back].get(rng.choice(abroad)[0], [])
            word = rng.choice([w for w, _ in again if len(w) > 3] or [piece])
        words.append(word)
    return "".join(words)


_NAME = re.compile(r"(?<=[\w,'’] )[A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)*|(?<=['’])[A-ZÀ-Þ][\w-]+|\b\d{2,4}\b")


def names_of(questions: Iterable[Question], language: str) -> dict[str, list[str]]:
    """What stands for a name or a number in the questions of a language, by kind."""
    found: dict[str, list[str]] = {"name": [], "number": []}
    for question in questions:
        if question.question_lang == language:
            for name in _NAME.findall(question.question):
                found["number" if name.isdigit() else "name"].append(name)
    return found


def with_other_name(question: Question, names: dict[str, list[str]], rng: random.Random) -> Question | None:
    """Unanswerable: a name or number of the question made another of its kind that the context lacks.

    None where the question has none that the context shares: its change would change nothing.
    """
    context = question.context.lower()
    shared = [m for m in _NAME.finditer(question.question) if m.group().lower() in context]
    if not shared:
        return None
    old = rng.choice(shared)
    new = rng.choice(names["number" if old.group().isdigit() else "name"])
    if any(word.lower() in context for word in new.split()):
        return None
    asked = question.question[: old.start()] + new + question.question[old.end() :]
    return replace(question, question=asked, answers=())


def rearranged(question: Question, rng: random.Random, *, kept: float) -> Question:
    """The context with its sentences in another order, and those without an answer kept with probability `kept`.

    Left as it is where an answer runs over a sentence's end.
    """
    spans = split_sentences(question.context)
    holding = {span for span in spans for start, end in question.answers if span[0] <= start and end <= span[1]}
    if any(not any(s <= start and end <= e for s, e in holding) for start, end in question.answers):
        return question
    chosen = [span for span in spans if span in holding or rng.random() < kept] or spans
    rng.shuffle(chosen)
    context, answers = "", list(question.answers)
    for start, end in chosen:
        at = len(context) + bool(context)
        context = f"{context} {question.context[start:end]}" if context else question.context[start:end]
        for i, (s, e) in enumerate(question.answers):
            if start <= s and e <= end:
                answers[i] = (at + s - start, at + e - start)
    return replace(question, context=context, answers=tuple(answers))
