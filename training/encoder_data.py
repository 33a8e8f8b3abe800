"""What the encoder's training reads: parallel pairs, questions with their passages, French text.

File formats are told in training/README.md. Held-out pairs are chosen here, by a fixed hash, and whatever
nearly repeats them or the development set is left out of training.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

HELD_OUT = 2000
_WORDS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence in English and in French. `source` is one of laws, tatoeba, debian, pydocs, tico19."""

    english: str
    french: str
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the passage that answers it. Languages are ISO 639-1; `title` names the passage's article."""

    id: str
    source: str
    title: str
    question_language: str
    passage_language: str
    question: str
    passage: str


def read_pairs(data: Path) -> list[Pair]:
    """The pairs of `data`/parallel_en_fr.tsv.gz, in the file's order."""
    pairs = []
    for number, line in enumerate(_lines(data / "parallel_en_fr.tsv.gz"), 1):
        fields = line.split("\t")
        if len(fields) != 3:
            raise ValueError(f"parallel_en_fr.tsv.gz, line {number}: expected English TAB French TAB source")
        pairs.append(Pair(*fields))
    return pairs


def read_questions(path: Path) -> list[Question]:
    """The questions of a file such as qa_train.jsonl.gz, in its order; the answers are not kept."""
    questions = []
    for line in _lines(path):
        row = json.loads(line)
        languages = row["question_lang"], row["context_lang"]
        questions.append(
            Question(row["id"], row["source"], row["title"], *languages, row["question"], row["context"])
        )
    return questions


def read_text(path: Path) -> Iterator[str]:
    """The non-empty lines of a compressed text."""
    return (line for line in _lines(path) if line.strip())


def split_pairs(pairs: Iterable[Pair], held_out: int | None = None) -> tuple[list[Pair], list[Pair]]:
    """(pairs to train on, held-out pairs). The held-out are those of lowest SHA-256, of all sources;
    there are `held_out` of them, by default HELD_OUT or a tenth of the pairs where they are few.

    No two held-out pairs share a side. A pair of either side equal to a held-out one's up to case, figures,
    punctuation and the order of words, or with four fifths of the same three-word runs, is neither.
    """
    pairs = list(pairs)
    held_out = min(HELD_OUT, len(pairs) // 10) if held_out is None else held_out
    ranked = sorted(pairs, key=lambda pair: hashlib.sha256(f"{pair.english}\t{pair.french}".encode()).digest())
    held: list[Pair] = []
    seen: set[str] = set()
    for pair in ranked:
        if len(held) == held_out:
            break
        keys = {"en:" + signature(pair.english), "fr:" + signature(pair.french)}
        if keys & seen or not all(_WORDS.search(side) for side in (pair.english, pair.french)):
            continue
        seen |= keys
        held.append(pair)
    english = NearDuplicates((pair.english for pair in held), run=3, share=0.8)
    french = NearDuplicates((pair.french for pair in held), run=3, share=0.8)
    train = [pair for pair in pairs if not english.holds(pair.english) and not french.holds(pair.french)]
    return train, held


def without_development(questions: Iterable[Question], development: Iterable[Question]) -> list[Question]:
    """The questions whose passage shares less than a fifth of its five-word runs with any development passage."""
    known = NearDuplicates({question.passage for question in development}, run=5, share=0.2)
    verdict: dict[str, bool] = {}
    kept = []
    for question in questions:
        if question.passage not in verdict:
            verdict[question.passage] = known.holds(question.passage)
        if not verdict[question.passage]:
            kept.append(question)
    return kept


def signature(text: str) -> str:
    """The words of a text, sorted, lower-case, every figure as 0: equal for trivially different sentences."""
    return " ".join(sorted(_words(text)))


class NearDuplicates:
    """Tells whether a text nearly repeats one of those given: the same words, or a `share` of their runs."""

    def __init__(self, texts: Iterable[str], run: int, share: float) -> None:
        self._run, self._share = run, share
        self._signatures: set[str] = set()
        self._holders: dict[int, list[int]] = {}
        self._sizes: list[int] = []
        for number, text in enumerate(texts):
            self._signatures.add(signature(text))
            runs = self._runs(text)
            self._sizes.append(len(runs))
            for item in runs:
                self._holders.setdefault(item, []).append(number)

    def holds(self, text: str) -> bool:
        if signature(text) in self._signatures:
            return True
        runs = self._runs(text)
        shared: dict[int, int] = {}
        for item in runs:
            for number in self._holders.get(item, ()):
                shared[number] = shared.get(number, 0) + 1
        return any(n >= self._share * min(len(runs), self._sizes[number]) for number, n in shared.items())

    def _runs(self, text: str) -> set[int]:
        words = _words(text)
        return {hash(tuple(words[i : i + self._run])) for i in range(len(words) - self._run + 1)}


def _words(text: str) -> list[str]:
    return re.sub(r"\d+", "0", " ".join(_WORDS.findall(text.lower()))).split()


def _lines(path: Path) -> Iterator[str]:
    if not path.is_file():
        raise FileNotFoundError(
            f"{path.name} is not in the folder given to --data; training/README.md tells its format"
        )
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield line.rstrip("\n")
