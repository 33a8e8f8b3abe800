"""The same question in French and in English: is the quote the same? `python -m bench.parity`.

Two sets: the development questions that are asked in both languages over the same French contexts, and the questions of
tests/articles marked `parallel`. Each pair is asked of the program as it ships; the table counts pairs whose first
quotes are the same words of the same document, overlap by half (F1 of their characters), are both right, and pairs of
which one or both are refused. Written to bench/results/parity.json.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from bench.articles import ARTICLES, articles, fits
from bench.development_set import rows, squad_file
from index.encoder import SentenceEncoder
from index.index import Index
from index.language import question_language
from qa import confidence, metrics
from qa.answer import Answerer
from qa.evaluate import document_key, paragraph_documents
from qa.reader import Reader
from qa.squad import parse
from qa.statements import extract
from qa.types import Quote

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True, slots=True)
class First:
    """A question's first quote, None where it is refused, and whether that is right."""

    quote: Quote | None
    right: bool


@dataclass(frozen=True, slots=True)
class Parity:
    """Counts of pairs; `same`, `overlapping` and `both_right` of those answered in both languages."""

    pairs: int
    answered: int
    same: int
    overlapping: int
    both_right: int
    one_refused: int
    both_refused: int

    @property
    def agreement(self) -> float:
        """The share of pairs with overlapping quotes or both refused."""
        return (self.overlapping + self.both_refused) / self.pairs if self.pairs else 0.0


def span_f1(one: Quote, other: Quote) -> float:
    """Overlap of two quotes' characters, 0 to 1; 0 in different documents."""
    if one.document_id != other.document_id:
        return 0.0
    common = max(0, min(one.end, other.end) - max(one.start, other.start))
    return 2 * common / (one.end - one.start + other.end - other.start)


def compare(pairs: Iterable[tuple[First, First]]) -> Parity:
    counts = dict.fromkeys((field.name for field in fields(Parity)), 0)
    for one, other in pairs:
        counts["pairs"] += 1
        if one.quote is None or other.quote is None:
            counts["both_refused" if one.quote is other.quote else "one_refused"] += 1
            continue
        overlap = span_f1(one.quote, other.quote)
        counts["answered"] += 1
        counts["same"] += overlap == 1.0
        counts["overlapping"] += overlap >= 0.5
        counts["both_right"] += one.right and other.right
    return Parity(**counts)


def development(encoder: SentenceEncoder, reader: Reader) -> tuple[Parity, Parity]:
    """The SQuAD questions asked in English and in French over all French contexts: as the program decides, and where
    it must answer each. Both from one asking, as the threshold never changes which quote comes first."""
    calibration, found = confidence.load(), rows()
    answers: dict[str, dict[str, First]] = {}
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open(Path(folder), encoder)
        for pair in ("en-fr", "fr-asked"):
            dataset = parse(squad_file(found, pair), pair)
            index.add_documents(paragraph_documents(dataset, question_language))
            answerer = Answerer(index, reader, calibration=calibration, threshold=0.0)
            answers[pair] = {}
            for question in dataset.questions:
                answer = answerer.ask(question.text)
                first = answer.quotes[0] if answer.outcome == "answered" else None
                gold = document_key(dataset.paragraphs[question.paragraph].text)
                right = first is not None and first.source == gold and metrics.f1(first.text, question.answers) >= 0.5
                answers[pair][question.id.removesuffix("-en")] = First(first, right)
    english, french = answers["en-fr"], answers["fr-asked"]
    pairs = [(english[one], french[one]) for one in sorted(english.keys() & french.keys())]
    decided = [(_decided(one, calibration.threshold), _decided(other, calibration.threshold)) for one, other in pairs]
    return compare(decided), compare(pairs)


def _decided(first: First, threshold: float) -> First:
    return first if first.quote is not None and first.quote.score >= threshold else First(None, False)


def annotated(encoder: SentenceEncoder, reader: Reader, folder: Path = ARTICLES) -> Parity:
    """The annotated articles' parallel questions, over all articles of the folder."""
    calibration = confidence.load()
    pairs: dict[tuple[str, str], list[First]] = {}
    with tempfile.TemporaryDirectory() as data:
        index = Index.open(Path(data), encoder, annotate=extract)
        index.add([path for path, _ in articles(folder)])
        answerer = Answerer(index, reader, calibration=calibration, threshold=calibration.threshold)
        for path, annotation in articles(folder):
            for asked in annotation["questions"]:
                if not asked.get("parallel"):
                    continue
                answer = answerer.ask(asked["question"])
                first = answer.quotes[0] if answer.outcome == "answered" else None
                right = first is not None and fits(asked["kind"], asked["answers"], first)
                pairs.setdefault((path.stem, asked["parallel"]), []).append(First(first, right))
    return compare((one, other) for one, other in pairs.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--held-out", action="store_true", help="also the articles that no rule was fitted on")
    args = parser.parse_args()
    encoder, reader = SentenceEncoder(threads=args.threads), Reader.load(threads=args.threads)
    decided, forced = development(encoder, reader)
    found = {
        "development questions": decided,
        "the same, an answer to each": forced,
        "annotated articles": annotated(encoder, reader),
    }
    if args.held_out:
        found["articles held out"] = annotated(encoder, reader, ARTICLES / "held_out")
    names = [field.name for field in fields(Parity)]
    print(f"{'':<30}" + "".join(f"{name.replace('_', ' '):>14}" for name in names) + f"{'agreement':>14}")
    for name, one in found.items():
        print(f"{name:<30}" + "".join(f"{getattr(one, of):>14}" for of in names) + f"{one.agreement:>14.3f}")
    RESULTS.mkdir(exist_ok=True)
    written = {
        name: {of: getattr(one, of) for of in names} | {"agreement": round(one.agreement, 4)}
        for name, one in found.items()
    }
    (RESULTS / "parity.json").write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
