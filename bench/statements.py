"""Who said what, measured on annotated articles: detection by overlap of words, speaker, mode.

    python -m bench.statements [--errors] [FOLDER ...]

A statement counts as found where the words of its span and those of an annotated one overlap by half
(intersection over union of word positions); each side is matched once. The folder `held_out` is reported apart.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import dataclass
from pathlib import Path

from index.types import Statement
from qa.lexicon import fold
from qa.statements import extract
from qa.tokens import listed

_TITLES = listed("dr dr. pr pr. prof prof. professor cllr cllr. me maitre rev rev.")  # either gender's
ARTICLES = Path(__file__).parent.parent / "tests" / "articles"


@dataclass(frozen=True, slots=True)
class Gold:
    """One annotated statement; `resolved` is None where the article names nobody."""

    start: int
    end: int
    speaker: str
    resolved: str | None
    mode: str


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over one or more articles."""

    gold: int = 0
    found: int = 0
    matched: int = 0
    speaker: int = 0
    mode: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.gold + other.gold,
            self.found + other.found,
            self.matched + other.matched,
            self.speaker + other.speaker,
            self.mode + other.mode,
        )

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        total = self.gold + self.found
        return 2 * self.matched / total if total else 0.0

    @property
    def speaker_accuracy(self) -> float:
        return self.speaker / self.matched if self.matched else 0.0

    @property
    def mode_accuracy(self) -> float:
        return self.mode / self.matched if self.matched else 0.0

    def __str__(self) -> str:
        return (
            f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  speaker {self.speaker_accuracy:.3f}  "
            f"mode {self.mode_accuracy:.3f}  ({self.matched} of {self.gold} annotated, {self.found} found)"
        )


def load_article(path: Path) -> tuple[str, str, list[Gold]]:
    """(text, language, annotated statements) of an article's JSON file; the text lies beside it."""
    annotation = json.loads(path.read_text("utf-8"))
    text = path.with_suffix(".txt").read_text("utf-8")
    gold = [Gold(s["start"], s["end"], s["speaker"], s["resolved"], s["mode"]) for s in annotation["statements"]]
    return text, annotation["language"], gold


def overlap(text: str, one: tuple[int, int], other: tuple[int, int]) -> float:
    """Intersection over union of the words of two spans, by position."""
    first, second = (
        {match.start() + span[0] for match in re.finditer(r"\w+", text[span[0] : span[1]])} for span in (one, other)
    )
    return len(first & second) / len(first | second) if first | second else 0.0


def speaker_right(found: Statement, gold: Gold) -> bool:
    """Whether the name shown is the one annotated, articles and titles ("Dr") left out; where either names nobody, the
    words at the attribution stand for the name."""
    shown, wanted = found.speaker_resolved or found.speaker, gold.resolved or gold.speaker
    return _name(shown) == _name(wanted) or (gold.resolved is None and _name(found.speaker) == _name(gold.speaker))


def _name(words: str) -> str:
    bare = re.sub(r"^(?:l['’]|(?:le|la|les|the|an?|une?)\s+)", "", fold(words))
    first, _, rest = bare.partition(" ")
    return rest if rest and first in _TITLES else bare


def compare(
    text: str, found: list[Statement], gold: list[Gold]
) -> tuple[Score, list[tuple[Gold, Statement]], list[Gold], list[Statement]]:
    """(score, matched pairs, annotated ones missed, false finds), pairing the best overlaps first."""
    pairs = sorted(
        (
            (overlap(text, (f.start, f.end), (g.start, g.end)), speaker_right(f, g), -i, -j)
            for i, g in enumerate(gold)
            for j, f in enumerate(found)
        ),
        reverse=True,
    )
    left, right = set(range(len(gold))), set(range(len(found)))
    matched: list[tuple[Gold, Statement]] = []
    for share, _, i, j in pairs:
        if share >= 0.5 and -i in left and -j in right:
            left.discard(-i)
            right.discard(-j)
            matched.append((gold[-i], found[-j]))
    score = Score(
        len(gold),
        len(found),
        len(matched),
        sum(speaker_right(f, g) for g, f in matched),
        sum(f.mode == g.mode for g, f in matched),
    )
    return score, matched, [gold[i] for i in sorted(left)], [found[j] for j in sorted(right)]


def measure(folder: Path, errors: bool = False) -> Score:
    """The score over the articles of a folder (not of the folders inside it)."""
    total = Score()
    for path in sorted(folder.glob("*.json")):
        if path.name == "dialogues.json":
            continue
        text, language, gold = load_article(path)
        score, matched, missed, false = compare(text, extract(text, language), gold)
        total += score
        if not errors:
            continue
        print(f"{path.stem}: {score}")
        for g in missed:
            print(f"  missed   {g.speaker!r}: {text[g.start : g.end]!r}")
        for f in false:
            print(f"  false    {f.speaker!r} → {f.speaker_resolved!r} [{f.verb}]: {text[f.start : f.end]!r}")
        for g, f in matched:
            if not speaker_right(f, g):
                print(f"  speaker  {f.speaker!r} → {f.speaker_resolved!r}, not {g.speaker!r} → {g.resolved!r}")
            if overlap(text, (f.start, f.end), (g.start, g.end)) < 0.9:
                print(f"  span     {text[f.start : f.end]!r}, not {text[g.start : g.end]!r}")
            if f.mode != g.mode:
                print(f"  mode     {f.mode}, not {g.mode}: {text[g.start : g.end]!r}")
    return total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="default: the development articles and those held out")
    parser.add_argument(
        "--errors",
        action="store_true",
        help="list what is missed, false or wrong; of the held-out articles, whose errors are to stay unread, only where "
        "their folder is named",
    )
    arguments = parser.parse_args()
    for folder in arguments.folders or [ARTICLES, ARTICLES / "held_out"]:
        shown = arguments.errors and (folder.name != "held_out" or bool(arguments.folders))
        print(f"{folder.name:10} {measure(folder, shown)}")


if __name__ == "__main__":
    main()
