"""Questions in their file format, and the passages that do not answer them. Used by every step of the reader."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.sentences import split_sentences
from qa.metrics import normalise_answer

_FIELDS = ("id", "source", "title", "question_lang", "context_lang", "question", "context")


@dataclass(frozen=True, slots=True)
class Question:
    """One question over one context. `answers` are (start, end) code points of the context; none: unanswerable."""

    id: str
    source: str
    title: str
    question_lang: str
    context_lang: str
    question: str
    context: str
    answers: tuple[tuple[int, int], ...]

    @property
    def texts(self) -> list[str]:
        return [self.context[start:end] for start, end in self.answers]


def read_questions(path: Path) -> list[Question]:
    """The lines of a `qa_*.jsonl(.gz)` file (format: data/README.md). Raises ValueError naming a line that lies."""
    opener = gzip.open if path.suffix == ".gz" else open
    questions = []
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            answers = tuple((a["start"], a["start"] + len(a["text"])) for a in row["answers"])
            if [row["context"][s:e] for s, e in answers] != [a["text"] for a in row["answers"]]:
                raise ValueError(f"{path.name}:{number}: an answer is not the context's text at its offset")
            questions.append(Question(**{name: row[name] for name in _FIELDS}, answers=answers))
    return questions


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def holds(context: str, answers: Iterable[str]) -> bool:
    """Whether one of the answers stands in the context, as whole normalised words."""
    padded = f" {normalise_answer(context)} "
    return any(f" {normalise_answer(answer)} " in padded for answer in answers)


def without_answer(question: Question) -> Question | None:
    """The question over its context less the sentences that hold an answer; None where too little would remain."""
    texts = question.texts
    spans = split_sentences(question.context)
    kept = [
        (s, e)
        for s, e in spans
        if not any(s < end and start < e for start, end in question.answers)
        and not holds(question.context[s:e], texts)
    ]
    rest = " ".join(question.context[s:e] for s, e in kept)
    if len(kept) == len(spans) or len(words(rest)) < 12:
        return None
    return replace(question, context=rest, answers=())


class Distractors:
    """Contexts that do not answer a question though they look as if: of its title, or sharing its words."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._of_title: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._of_language: dict[str, list[str]] = defaultdict(list)
        self._words: dict[str, set[str]] = {}
        self._frequency: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for q in questions:
            if q.context not in self._words:
                self._words[q.context] = set(words(q.context))
                self._of_title[q.context_lang, q.title].append(q.context)
                self._of_language[q.context_lang].append(q.context)
                for word in self._words[q.context]:
                    self._frequency[q.context_lang][word] += 1

    def same_title(self, question: Question) -> Question | None:
        """Over the other context of its title that shares most of the question's words and lacks the answers."""
        return self._best(question, self._of_title[question.context_lang, question.title])

    def same_words(self, question: Question) -> Question | None:
        """Likewise over the contexts of every title in the context's language."""
        return self._best(question, self._of_language[question.context_lang])

    def _best(self, question: Question, contexts: list[str]) -> Question | None:
        frequency = self._frequency[question.context_lang]
        # Question words when the languages agree, the true context's rare words when they do not.
        mixed = question.question_lang != question.context_lang
        asked = set(words(question.context if mixed else question.question))
        for context in sorted(contexts, key=lambda c: -sum(1 / frequency[w] for w in asked & self._words[c])):
            if context != question.context and not holds(context, question.texts):
                return replace(question, context=context, answers=())
        return None


def unanswered(questions: Iterable[Question]) -> Iterator[tuple[str, Question]]:
    """Each question over a passage that lacks its answer, with the way the passage was found.

    "title": another passage of the article; where the set holds none, "removed": its own passage less the answer's
    sentences; where nothing would remain, "words": the passage of another article that shares most words.
    """
    questions = list(questions)
    distractors = Distractors(questions)
    for question in questions:
        if (found := distractors.same_title(question)) is not None:
            yield "title", found
        elif (found := without_answer(question)) is not None:
            yield "removed", found
        elif (found := distractors.same_words(question)) is not None:
            yield "words", found
