"""Measure a reader on the development set: EM and F1 per language pair, and how well it tells "no answer".

    python -m training.reader_eval --model qa/model --data ../shared/data/qa_dev.jsonl.gz

Prints one line a set and, with --json, the figures in a file. Every question is read over its own context; the
no-answer figure pairs each with a passage that lacks the answer (`qa_data.unanswered` says which) and is the AUROC
of the best span's margin over null, answerable against unanswerable.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.metrics import auroc, exact_match, f1
from qa.reader import EMBEDDED, Reader
from training.qa_data import Question, read_questions, unanswered

SETS: dict[str, Callable[[Question], bool]] = {
    "fr-fr": lambda q: q.source != "squad" and q.context_lang == "fr",
    "en-en": lambda q: q.source == "squad" and (q.question_lang, q.context_lang) == ("en", "en"),
    "en-fr": lambda q: q.source == "squad" and (q.question_lang, q.context_lang) == ("en", "fr"),
    "fr-fr, squad": lambda q: q.source == "squad" and (q.question_lang, q.context_lang) == ("fr", "fr"),
}


def measure(reader: Reader, questions: list[Question]) -> dict[str, dict[str, float]]:
    """The figures of each set: n, EM and F1 in per cent, AUROC between 0 and 1."""
    lacking = [(way, q) for way, q in unanswered(questions)]
    found = reader.read_many([(q.question, [q.context]) for q in questions], top_n=1)
    refused = reader.read_many([(q.question, [q.context]) for _, q in lacking], top_n=1)
    figures: dict[str, dict[str, float]] = {}
    for name, belongs in SETS.items():
        rows = [(q, r) for q, r in zip(questions, found, strict=True) if belongs(q)]
        if not rows:
            continue
        texts = [q.context[r.spans[0].start : r.spans[0].end] if r.spans else "" for q, r in rows]
        nulls = [r.null for (_, q), r in zip(lacking, refused, strict=True) if belongs(q)]
        scores = [-r.null for _, r in rows] + [-null for null in nulls]
        figures[name] = {
            "n": len(rows),
            "em": 100 * sum(exact_match(t, q.texts) for t, (q, _) in zip(texts, rows, strict=True)) / len(rows),
            "f1": 100 * sum(f1(t, q.texts) for t, (q, _) in zip(texts, rows, strict=True)) / len(rows),
            "auroc": auroc(scores, [1] * len(rows) + [0] * len(nulls)),
        }
    answerable = [-r.null for r in found]
    for way in ("title", "removed", "words", "all"):
        nulls = [r.null for (w, _), r in zip(lacking, refused, strict=True) if way in (w, "all")]
        if nulls:
            scores = answerable + [-null for null in nulls]
            figures[f"no answer, {way}"] = {
                "n": len(nulls),
                "auroc": auroc(scores, [1] * len(answerable) + [0] * len(nulls)),
            }
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=EMBEDDED, help="reader folder (default: the embedded one)")
    parser.add_argument("--data", type=Path, required=True, help="qa_dev.jsonl.gz")
    parser.add_argument("--dtype", choices=("float32", "bfloat16"), help="default: what the reader chooses")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=Path, help="write the figures here too")
    args = parser.parse_args(arguments)
    reader = Reader.load(args.model, threads=args.threads, dtype=args.dtype)
    began = time.perf_counter()
    figures = measure(reader, read_questions(args.data))
    for name, row in figures.items():
        print(f"{name:20s} " + "  ".join(f"{k} {v:.3f}" if k == "auroc" else f"{k} {v:.1f}" for k, v in row.items()))
    print(f"{time.perf_counter() - began:.0f} s on {args.threads} threads")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
