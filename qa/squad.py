"""SQuAD-format question sets, versions 1 and 2: the JSON file as values, every field checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import InputError, is_text


class DatasetError(InputError):
    """A question set is not in SQuAD's format; the message names the place and what belongs there."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A context; `name` is "title#place of the paragraph in its article, from 0"."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` is empty for a question that its paragraph does not answer."""

    id: str
    text: str
    paragraph: int  # place in the dataset's paragraphs
    answers: tuple[str, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dataset:
    paragraphs: tuple[Paragraph, ...]
    questions: tuple[Question, ...]

    @property
    def has_unanswerable(self) -> bool:
        return any(not question.answers for question in self.questions)


def load(path: Path) -> Dataset:
    """Reads a SQuAD file. Raises DatasetError."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"{path}: cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path}: this is no JSON in UTF-8 ({error}).") from error
    return parse(content, path.name)


def parse(content: Any, name: str) -> Dataset:
    """The same from the file's JSON value; `name` is what errors call it. Raises DatasetError."""
    paragraphs: list[Paragraph] = []
    questions: list[Question] = []
    seen: set[str] = set()
    for a, article in enumerate(_list(content, "data", name)):
        where = f"{name}: data[{a}]"
        title = str(article.get("title", a)) if isinstance(article, dict) else ""
        for p, paragraph in enumerate(_list(article, "paragraphs", where)):
            here = f"{where}.paragraphs[{p}]"
            text = _string(paragraph, "context", here)
            paragraphs.append(Paragraph(f"{title}#{p}", title, text))
            for q, qa in enumerate(_list(paragraph, "qas", here)):
                question = _question(qa, text, len(paragraphs) - 1, f"{here}.qas[{q}]")
                if question.id in seen:
                    raise DatasetError(f"{here}.qas[{q}]: the id {question.id!r} stands twice in the file.")
                seen.add(question.id)
                questions.append(question)
    if not questions:
        raise DatasetError(f"{name}: it holds no question.")
    return Dataset(tuple(paragraphs), tuple(questions))


def _question(qa: Any, context: str, paragraph: int, where: str) -> Question:
    answers: list[str] = []
    starts: list[int] = []
    text = _string(qa, "question", where)
    if not qa.get("is_impossible", False):
        for n, answer in enumerate(_list(qa, "answers", where)):
            words = _string(answer, "text", f"{where}.answers[{n}]")
            start = answer.get("answer_start")
            if not isinstance(start, int) or context[start : start + len(words)] != words:
                raise DatasetError(
                    f"{where}.answers[{n}]: answer_start {start!r} is not where {words!r} begins in the context "
                    "(count code points, not bytes)."
                )
            answers.append(words)
            starts.append(start)
    return Question(str(qa.get("id", where)), text, paragraph, tuple(answers), tuple(starts))


def _list(value: Any, key: str, where: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise DatasetError(
            f"{where}: it has no list {key!r}; a SQuAD file is {{data: [{{paragraphs: [{{context, qas}}]}}]}}."
        )
    return found


def _string(value: Any, key: str, where: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, str) or not is_text(found):
        raise DatasetError(f"{where}: it has no text {key!r}.")
    return found
