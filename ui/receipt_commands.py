"""`depeche verify-answer` and `depeche diff-answers`: saved answers in, what became of them out."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import InputError, NoIndexError, shown
from index.load import load
from qa.receipts import Difference, SavedAnswer, compare
from qa.settings import Settings
from ui.answer_json import answer_to_json
from ui.cli import DIFFERENT, OK, USAGE
from ui.messages import Language
from ui.receipt_json import read_answers, saved_from_json
from ui.receipt_words import difference_words, one_line, receipt_words, saved_words, since_words
from ui.receipts import (
    Shelf,
    Verification,
    differing,
    of_server,
    of_settings,
    only,
    since_to_json,
    told,
    verification_to_json,
    verify,
)
from ui.setup import open_answerer, open_index


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one saved answer, for people and for programs."""

    kind: str
    same: bool
    values: dict[str, Any]
    text: str


def run_verify_answer(args: argparse.Namespace, settings: Settings) -> int:
    """Loads no model, and takes an index whatever model made it."""
    if args.document:
        index, candidates = None, only(load(Path(args.document), Path(args.document).name))
    else:
        index = open_index(settings, check=False)
        candidates = Shelf(index).candidates
    now = of_settings(settings, index)

    def examine(saved: SavedAnswer, language: Language) -> _Result:
        done = verify(saved, candidates, now)
        kind = done.status if done.findings else "no_quote"
        text = _verification_text(done, language)
        return _Result(kind, done.status == "unchanged", verification_to_json(done, language), text)

    return _each(args, examine)


def run_diff_answers(args: argparse.Namespace, settings: Settings) -> int:
    """Asks each question again as it was asked, with its own history, passages and threshold."""
    index = open_index(settings)
    if index.status().documents == 0:
        raise NoIndexError(f"The index in {settings.data} holds no document yet; add some with `depeche add PATH…`.")
    answerer = open_answerer(settings, index)
    versions = of_server(answerer.versions, index)

    def examine(saved: SavedAnswer, language: Language) -> _Result:
        before = saved.provenance
        if before is None:
            now = answerer.ask(saved.asked, top_k=settings.top_k, language=saved.language)
        else:
            now = answerer.ask(
                saved.question,
                history=before.history,
                top_k=before.top_k,
                language=saved.language,
                threshold=before.threshold,
            )
        difference = compare(saved, now)
        text = difference_words(difference, language)
        note = saved_words(saved, language)
        return _Result(
            difference.kind,
            difference.kind == "same" and not difference.others_differ,
            _difference_to_json(difference) | {"since": since_to_json(differing(saved, versions))},
            f"{text}\n      {note}" if note else text,
        )

    return _each(args, examine)


def _each(args: argparse.Namespace, examine: Callable[[SavedAnswer, Language], _Result]) -> int:
    """Every answer of the file, with a summary; the exit code."""
    rows: list[dict[str, Any]] = []
    kinds: Counter[str] = Counter()
    same, language = True, args.language
    with _opened(args.file) as file:
        for line, item in read_answers(file):
            row: dict[str, Any] = {"line": line}
            try:
                if isinstance(item, InputError):
                    raise item
                row |= {"id": item["id"]} if "id" in item else {}
                json.dumps({"answers": [row]}, indent=2)  # now, so that a deep id costs its own line alone
                if "error" in item and "outcome" not in item:  # a line of a batch that could not be answered
                    row |= {"kind": "no_answer", "error": str(item["error"])}
                else:
                    saved = saved_from_json(item)
                    result = examine(saved, args.language or saved.language)
                    language, same = language or saved.language, same and result.same
                    row |= {"kind": result.kind} | result.values
            except RecursionError:
                row = {
                    "line": line,
                    "kind": "unusable",
                    "error": f"line {line}: id or error: it is nested too deeply.",
                }
            except InputError as error:
                row |= {"kind": "unusable", "error": f"line {line}: {error}"}
            kinds[row["kind"]] += 1
            if args.json:
                rows.append(row)
            elif row["kind"] == "unusable":
                print(f"depeche: {shown(row['error'])}", file=sys.stderr)
            elif row["kind"] != "no_answer":
                print(f"{line:>4}  {shown(result.text)}", flush=True)
    if not kinds.total() - kinds["no_answer"]:
        raise InputError(f"{args.file}: it holds no answer; save one with `depeche ask --json` or `--batch`.")
    if args.json:
        print(shown(json.dumps({"answers": rows, "summary": dict(kinds)}, ensure_ascii=False, indent=2)))
    else:
        print(_summary(kinds, language or "en"))
    return USAGE if kinds["unusable"] else OK if same else DIFFERENT


def _opened(path: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb")


def _verification_text(done: Verification, language: Language) -> str:
    words = receipt_words(language)
    saved = done.saved
    lines = [one_line(saved.question) + (f"  ({saved.provenance.asked_at})" if saved.provenance else "")]
    for one in done.findings:
        nearest = f" ({words.nearest_sentence})" if one.quote is saved.nearest else ""
        lines += [words.quoted.format(text=one_line(one.quote.text)) + nearest, f"  {told(one, language)}"]
    lines += [] if done.findings else [words.no_quote]
    lines += [note for note in (saved_words(saved, language),) if note]
    lines += [since_words(done.differences, language)] if done.differences else []
    return "\n".join(lines).replace("\n", "\n      ")


def _difference_to_json(difference: Difference) -> dict[str, Any]:
    saved = difference.saved
    return {
        "question": saved.question,
        "others_differ": difference.others_differ,
        "then": {
            "asked": saved.asked,
            "outcome": saved.outcome,
            "quotes": [asdict(one) for one in saved.quotes],
        },
        "now": answer_to_json(difference.now),
    }


def _summary(kinds: Counter[str], language: Language) -> str:
    words = receipt_words(language)
    names: dict[str, str] = {**words.statuses, **words.kinds, **words.others}
    return " · ".join(words.count.format(name=names[kind], count=count) for kind, count in kinds.items())
