"""Follow-ups made to stand alone, measured on CANARD's development set and on the dialogues under tests/articles.

    python -m bench.followups [--data FILE] [--show N]

CANARD (Elgohary et al., EMNLP 2019): each line has the page title, the section and the turns before; the gold is a
human rewriting. Reported: how many questions that need no rewriting are left alone, and the token F1 of the
rewriting against that of no rewriting at all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from qa.followup import rewrite
from qa.lexicon import fold
from qa.people import People
from qa.types import Turn

DATA = Path(__file__).parents[2] / "shared" / "data" / "followups_en.jsonl.gz"
DIALOGUES = Path(__file__).parent.parent / "tests" / "articles" / "dialogues.json"


def tokens(text: str) -> list[str]:
    """Folded words; "'s" counts as one."""
    return re.findall(r"'s\b|[^\W_]+", fold(text))


def f1(guess: str, gold: str) -> float:
    """Token F1 of two questions, as in SQuAD but with articles kept."""
    one, other = Counter(tokens(guess)), Counter(tokens(gold))
    common = sum((one & other).values())
    return 2 * common / (sum(one.values()) + sum(other.values())) if common else 0.0


def read_canard(path: Path) -> Iterator[tuple[str, list[Turn], str]]:
    """(question, turns before, gold); the title and the section make the first turn."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            entry = json.loads(line)
            said = entry["history"]
            turns = [
                Turn(said[place], said[place + 1] if place + 1 < len(said) else "")
                for place in range(0, len(said), 2)
            ]
            yield entry["question"], turns, entry["rewrite"]


def canard(path: Path, show: int) -> None:
    """Prints the figures on CANARD."""
    alone = left = changed = better = worse = count = 0
    before = after = 0.0
    for question, turns, gold in read_canard(path):
        count += 1
        guess = rewrite(question, turns)
        plain, now = f1(question, gold), f1(guess, gold)
        before, after = before + plain, after + now
        if tokens(question) == tokens(gold):
            alone += 1
            left += tokens(guess) == tokens(question)
        if guess != question:
            changed += 1
            better += now > plain
            worse += now < plain
            if now < plain and show > 0:
                show -= 1
                print(f"  {question!r}\n    → {guess!r}\n    gold {gold!r}")
    print(f"CANARD: {count} questions; needing none, left alone: {left}/{alone} = {left / alone:.3f}")
    print(f"  token F1 {after / count:.4f}, without rewriting {before / count:.4f}")
    print(f"  rewritten {changed}: better {better}, worse {worse}")


def right(guess: str, expected: dict[str, object]) -> bool:
    """One of the accepted rewritings, or every entity asked for and none of those ruled out."""
    accepted = expected.get("accept", [])
    if isinstance(accepted, list) and any(tokens(guess) == tokens(str(text)) for text in accepted):
        return True
    names, absent = expected.get("entities", []), expected.get("absent", [])
    if not isinstance(names, list) or not names or not isinstance(absent, list):
        return False
    folded = fold(guess)
    return all(fold(str(name)) in folded for name in names) and not any(fold(str(name)) in folded for name in absent)


def known_people(article: Path) -> dict[str, str]:
    """The people of an article with their gender, as an index would give them to `rewrite`."""
    text = article.with_suffix(".txt").read_text("utf-8")
    people = People.of(text)
    return {name: people.gender(name) for name in people.names()}


def dialogues(path: Path, split: str, errors: bool = False) -> dict[str, tuple[int, int]]:
    """(right, all) by language over one split of the dialogues file."""
    scores: dict[str, tuple[int, int]] = {}
    for entry in json.loads(path.read_text("utf-8")):
        if entry["split"] != split:
            continue
        turns = [Turn(*turn) for turn in entry["history"]]
        guess = rewrite(entry["question"], turns, known_people(path.parent / entry["article"]))
        fine = guess == entry["question"] if entry.get("unchanged") else right(guess, entry)
        done = scores.get(entry["language"], (0, 0))
        scores[entry["language"]] = (done[0] + fine, done[1] + 1)
        if errors and not fine:
            print(f"  {entry['question']!r} → {guess!r}, wanted {entry.get('accept') or 'no change'}")
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--splits", nargs="*", default=["development", "held_out"])
    parser.add_argument("--show", type=int, default=0, help="show this many rewritings that did harm")
    arguments = parser.parse_args()
    if DIALOGUES.exists():
        for split in arguments.splits:
            for language, (fine, count) in dialogues(
                DIALOGUES, split, arguments.show > 0 and split != "held_out"
            ).items():
                print(f"dialogues, {split}, {language}: {fine}/{count} = {fine / count:.3f}")
    if arguments.data.exists():
        canard(arguments.data, arguments.show)
    else:
        print(f"{arguments.data} is not here: CANARD was not measured; pass --data FILE.")


if __name__ == "__main__":
    main()
