"""The program over the annotated articles of tests/articles: `python -m bench.articles [--held-out] [--show]`.

Each article is indexed with all others of its set and every annotated question asked. A question counts as right
where the first quote has the annotated words (F1 of 0.5 or more, or holds them whole; for "who said …?" its
speaker will do), or where the right kind of "no" came.
Questions marked `parallel` are asked in both languages: span agreement is the share of such pairs whose first quotes
overlap.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.encoder import SentenceEncoder
from index.index import Index
from qa import confidence, metrics
from qa.answer import Answerer
from qa.lexicon import fold
from qa.reader import Reader
from qa.statements import extract
from qa.types import Answer, Quote

ARTICLES = Path(__file__).resolve().parent.parent / "tests" / "articles"
ANSWERED = ("fact", "what_said", "according_to", "who_said")


@dataclass(frozen=True, slots=True)
class Result:
    article: str
    kind: str
    parallel: str | None
    right: bool
    stolen: bool  # words that the annotation gives to another person than the one asked about
    strayed: bool  # words given where the right answer is that the person did not speak of it
    answer: Answer


def articles(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Each article's text file with its annotation."""
    for path in sorted(folder.glob("*.txt")):
        yield path, json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def judge(kind: str, answers: list[str], answer: Answer) -> bool:
    if kind not in ANSWERED:
        return answer.outcome == kind
    return answer.outcome == "answered" and fits(kind, answers, answer.quotes[0])


def fits(kind: str, answers: list[str], first: Quote) -> bool:
    """Whether a quote has the annotated words; for "who said …?" whether it names or is by the right person."""
    named = kind == "who_said" and first.speaker in answers
    return named or metrics.f1(first.text, answers) >= 0.5 or any(one in first.text for one in answers)


def run(folder: Path, answerer: Answerer) -> list[Result]:
    found = []
    for path, annotation in articles(folder):
        for asked in annotation["questions"]:
            answer = answerer.ask(asked["question"])
            right = judge(asked["kind"], asked["answers"], answer)
            strayed = asked["kind"] == "other_speaker" and answer.outcome == "answered"
            stolen = answer.outcome == "answered" and _stolen(asked, annotation["statements"], path, answer)
            found.append(Result(path.stem, asked["kind"], asked.get("parallel"), right, stolen, strayed, answer))
    return found


def _stolen(asked: dict[str, Any], statements: list[dict[str, Any]], path: Path, answer: Answer) -> bool:
    """Whether a quote's words are annotated as somebody's whom the question does not name, though it names another of
    the article's speakers."""
    if asked["kind"] not in ("what_said", "according_to", "other_speaker"):
        return False
    named = {word for word in re.findall(r"\w+", asked["question"]) if word[0].isupper()}
    office = {fold(word) for word in re.findall(r"\w{4,}", asked["question"])}

    def asked_about(one: dict[str, Any]) -> bool:
        return any(word in named for word in re.findall(r"\w+", f"{one['speaker']} {one['resolved'] or ''}"))

    def holds_office(one: dict[str, Any]) -> bool:  # "Qu'a dit le maire ?"
        return any(fold(word) in office for word in re.findall(r"\w{4,}", one["speaker"]))

    about = next((told for told in (asked_about, holds_office) if any(map(told, statements))), None)
    if about is None:
        return False
    for quote in answer.quotes:
        if Path(quote.source).stem == path.stem:
            around = [one for one in statements if one["start"] < quote.end and quote.start < one["end"]]
            if around and not any(map(about, around)):
                return True
    return False


def agreement(results: list[Result]) -> tuple[int, int]:
    """(pairs whose first quotes overlap or that both gave none, pairs)."""
    pairs: dict[tuple[str, str], list[Answer]] = defaultdict(list)
    for result in results:
        if result.parallel:
            pairs[result.article, result.parallel].append(result.answer)
    agreed = 0
    for one, other in pairs.values():
        a, b = (answer.quotes[:1] for answer in (one, other))
        agreed += bool(
            (not a and not b)
            or (a and b and a[0].document_id == b[0].document_id and a[0].start < b[0].end and b[0].start < a[0].end)
        )
    return agreed, len(pairs)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--held-out", action="store_true", help="the articles that no rule was fitted on")
    parser.add_argument("--show", action="store_true", help="print each wrong answer")
    parser.add_argument("--threads", type=int, default=None)
    args = parser.parse_args()
    folder = ARTICLES / "held_out" if args.held_out else ARTICLES
    calibration = confidence.load()
    with tempfile.TemporaryDirectory() as data:
        index = Index.open(Path(data), SentenceEncoder(threads=args.threads), annotate=extract)
        index.add([path for path, _ in articles(folder)])
        reader = Reader.load(threads=args.threads)
        answerer = Answerer(index, reader, calibration=calibration, threshold=calibration.threshold)
        results = run(folder, answerer)
    kinds: dict[str, list[bool]] = defaultdict(list)
    for result in results:
        kinds[result.kind].append(result.right)
        if args.show and not result.right:
            said = [f"{q.text[:80]!r} ({q.speaker}, {q.score:.2f})" for q in result.answer.quotes[:2]]
            print(f"{result.article} {result.kind}: {result.answer.question}\n    {result.answer.outcome} {said}")
    for kind, right in sorted(kinds.items()):
        print(f"{kind:<16}{sum(right):4} of {len(right):4}")
    print(f"{'all':<16}{sum(r.right for r in results):4} of {len(results):4}")
    print(f"another's words given: {sum(r.stolen for r in results)}")
    print(f"the person's words on something else given for 'other_speaker': {sum(r.strayed for r in results)}")
    print("FR/EN agreement: {} of {}".format(*agreement(results)))


if __name__ == "__main__":
    main()
