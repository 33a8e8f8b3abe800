"""What each command of `depeche` does: call index and qa, print text or JSON, return the exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast

from index.dates import given_date
from index.errors import InputError, NoIndexError, shown
from index.index import Index
from index.language import question_language
from index.load import find
from index.types import AddReport, Progress
from qa import confidence
from qa.answer import Answerer
from qa.settings import Settings
from qa.statement_list import list_statements
from qa.types import Answer, Turn
from ui.answer_json import answer_to_json, turns_from_json
from ui.cli import OK, PARTLY
from ui.setup import load_reader, open_answerer, open_index, open_or_reindex, threshold
from ui.statement_json import statement_to_json, statements_to_text
from ui.text import answer_to_text


def run_serve(args: argparse.Namespace, settings: Settings) -> int:
    index = _open_for_writing(args, settings)
    if args.add:
        _print_report(index.add(_files(args.add), progress=_progress()), sys.stderr)
    from ui.server import serve

    serve(open_answerer(settings, index), index, settings, open_browser=args.open)
    return OK


def run_ask(args: argparse.Namespace, settings: Settings) -> int:
    if args.batch:
        return _batch(Path(args.batch), settings)
    question = (
        args.question if args.question is not None else sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    )
    answerer = open_answerer(settings, _open_with_documents(settings))
    answer = answerer.ask(question, top_k=settings.top_k, language=args.language)
    print(_json(answer_to_json(answer)) if args.json else answer_to_text(answer))
    return OK


def run_chat(args: argparse.Namespace, settings: Settings) -> int:
    answerer = open_answerer(settings, _open_with_documents(settings))
    history: list[Turn] = []
    if not args.json:
        print("Ask in French or English; an empty line or Ctrl-D ends.", file=sys.stderr)
    while question := _prompt():
        try:
            answer = answerer.ask(question, history=history, top_k=settings.top_k)
        except InputError as error:
            print(f"depeche: {error}", file=sys.stderr)
            continue
        history = [*history, _turn(answer)][-20:]
        print(json.dumps(answer_to_json(answer), ensure_ascii=False) if args.json else answer_to_text(answer) + "\n")
    return OK


def run_search(args: argparse.Namespace, settings: Settings) -> int:
    result = _open_with_documents(settings).search(args.query, top_k=settings.top_k, mode=args.mode)
    if args.json:
        print(_json([asdict(hit) for hit in result.hits]))
    for hit in () if args.json else result.hits:
        document = result.documents[hit.passage.document_id]
        print(f"{hit.score:.3f}  [{document.id}] {document.title}\n       {' '.join(hit.passage.text.split())}\n")
    return OK


def run_statements(args: argparse.Namespace, settings: Settings) -> int:
    index = _open_with_documents(settings)
    listed = list_statements(index, confidence.load(), speaker=args.speaker, about=args.about, limit=args.limit)
    if args.json:
        print(_json([statement_to_json(one) for one in listed]))
    elif listed:
        print(statements_to_text(listed))
    else:
        print("No statement found; see the documents with `depeche list`.", file=sys.stderr)
    return OK


def run_add(args: argparse.Namespace, settings: Settings) -> int:
    paths = _files(args.paths)
    day = given_date(args.date) if args.date is not None else None
    index = _open_for_writing(args, settings)
    report = index.add(paths, progress=_progress())
    if day is not None:
        index.set_date([file.document_id for file in report.files if file.document_id is not None], day)
    if args.json:
        print(_json(asdict(report)))
    else:
        _print_report(report, sys.stdout)
    return PARTLY if report.count("failed") else OK


def run_date(args: argparse.Namespace, settings: Settings) -> int:
    day = None if args.date.strip().lower() == "none" else args.date
    dated = open_index(settings).set_date(args.ids, day)
    print(_json(dated) if args.json else f"{len(dated)} dated")
    return OK


def run_remove(args: argparse.Namespace, settings: Settings) -> int:
    removed = open_index(settings).remove(args.ids)
    print(_json(removed) if args.json else f"{len(removed)} removed")
    return OK


def run_list(args: argparse.Namespace, settings: Settings) -> int:
    index = open_index(settings, check=False)
    documents = index.documents(limit=index.status().documents).documents
    if args.json:
        print(_json([asdict(document) for document in documents]))
    for one in () if args.json else documents:
        print(
            f"{one.id:>5}  {one.language or '--'}  {one.published or '----------'}  revision {one.revision}  "
            f"{one.passages:>4} passages  {one.title}\n       {one.source}"
        )
    return OK


def run_reindex(args: argparse.Namespace, settings: Settings) -> int:
    status = open_index(settings, check=False).reindex(_progress())
    print(_json(asdict(status)) if args.json else f"{status.documents} documents, {status.passages} passages: done")
    return OK


def run_verify(args: argparse.Namespace, settings: Settings) -> int:
    problems = open_index(settings, check=False).verify()
    if args.json:
        print(_json({"sound": not problems, "problems": problems}))
    else:
        print("\n".join(problems) or "the index is sound")
    return PARTLY if problems else OK


def run_status(args: argparse.Namespace, settings: Settings) -> int:
    status = asdict(open_index(settings, check=False).status()) | {"data": str(settings.data)}
    print(_json(status) if args.json else "\n".join(f"{name:<12}{value}" for name, value in status.items()))
    return OK


def run_eval(args: argparse.Namespace, settings: Settings) -> int:
    from qa import evaluate, squad

    dataset = squad.load(Path(args.file))
    if args.predictions:
        if args.mode == "retrieval":
            raise InputError("--predictions: retrieval ranks paragraphs and predicts no answers; leave it out.")
        Path(args.predictions).write_text("{}\n", encoding="utf-8")  # a path that cannot be written fails now
    progress = _progress()
    if args.mode == "reader":
        done = evaluate.evaluate_reader(
            dataset, load_reader(settings), confidence.load(), threshold(settings), progress
        )
    else:
        with tempfile.TemporaryDirectory() as folder:
            index = open_index(replace(settings, data=Path(folder)), create=True)
            index.add_documents(evaluate.paragraph_documents(dataset, question_language), progress=progress)
            if args.mode == "retrieval":
                done = evaluate.evaluate_retrieval(dataset, index, progress)
            else:
                done = evaluate.evaluate_answers(dataset, open_answerer(settings, index), progress)
    if args.predictions:
        values = {name: asdict(prediction) for name, prediction in done.predictions.items()}
        Path(args.predictions).write_text(_json(values) + "\n", encoding="utf-8")
    if args.json:
        print(_json(done.figures))
    for name, figure in () if args.json else done.figures.items():
        print(
            f"{name:<24}{figure:10.3f}" if name in ("ece", "auroc") or "mrr" in name else f"{name:<24}{figure:10.1f}"
        )
    return OK


def _batch(path: Path, settings: Settings) -> int:
    """One JSON Answer a line with the line's id; a line that cannot be answered gives `error` instead."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as UTF-8 text ({type(error).__name__}).") from error
    answerer = open_answerer(settings, _open_with_documents(settings))
    failed = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        name: Any = None
        try:
            item = json.loads(line, parse_constant=_no_constant)
            if not isinstance(item, dict):
                raise InputError('a line is an object {"id", "question"} or {"id", "turns"}.')
            name = item.get("id")
            result = {"id": name} | answer_to_json(_answer_item(answerer, item, settings.top_k))
        except InputError as error:
            result, failed = {"id": name, "error": f"line {number}: {error}"}, failed + 1
        except (ValueError, RecursionError) as error:
            result, failed = {"id": name, "error": f"line {number}: this is no JSON ({error})."}, failed + 1
        print(shown(json.dumps(result, ensure_ascii=False)), flush=True)
    return PARTLY if failed else OK


def _answer_item(answerer: Answerer, item: dict[str, Any], top_k: int) -> Answer:
    """The answer to `question` after `history`, or to the last of `turns`, asking the unanswered ones on the way."""
    if ("question" in item) == ("turns" in item):
        raise InputError("give either question or turns.")
    if "question" in item:
        return answerer.ask(item["question"], history=turns_from_json(item.get("history")), top_k=top_k)
    turns = item["turns"]
    if not isinstance(turns, list) or not turns:
        raise InputError(
            'turns: give a list of questions, or of {"question", "answer"}; the last is the one to answer.'
        )
    history: list[Turn] = []
    for turn in turns[:-1]:
        question = turn.get("question") if isinstance(turn, dict) else turn
        answer = turn.get("answer") if isinstance(turn, dict) else None
        if answer is None:
            given = answerer.ask(cast(str, question), history=history, top_k=top_k)
            history = [*history, _turn(given)]
        else:
            history = [*history, *turns_from_json([{"question": question, "answer": answer}])]
    last = turns[-1]
    asked = last.get("question") if isinstance(last, dict) else last
    return answerer.ask(cast(str, asked), history=history, top_k=top_k)  # checked by ask, whatever it is


def _open_with_documents(settings: Settings) -> Index:
    index = open_index(settings)
    if index.status().documents == 0:
        raise NoIndexError(f"The index in {settings.data} holds no document yet; add some with `depeche add PATH…`.")
    return index


def _open_for_writing(args: argparse.Namespace, settings: Settings) -> Index:
    if args.reindex_if_needed:
        return open_or_reindex(settings, _progress())
    return open_index(settings, create=True)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


def _turn(answer: Answer) -> Turn:
    return Turn(answer.asked, answer.quotes[0].text if answer.outcome == "answered" else "")


def _files(paths: list[str]) -> list[Path]:
    expanded = [Path(os.path.expanduser(path)) for path in paths]  # unlike Path's, leaves ~nobody as it is
    for path in expanded:
        if not os.path.exists(path):  # unlike Path's, false for a name that is too long
            raise InputError(f"{shown(str(path))}: no such file or folder.")
    files = find(expanded)
    if not files:
        raise InputError(f"{', '.join(paths)}: no file was found in there.")
    return files


def _print_report(report: AddReport, out: Any) -> None:
    for file in report.files:
        note = f": {file.reason}" if file.reason else ""
        print(f"{file.outcome:<10}{file.source}{note}", file=out)
    kinds = ("added", "updated", "unchanged", "failed")
    print(", ".join(f"{report.count(kind)} {kind}" for kind in kinds if report.count(kind)), file=out)


def _progress() -> Progress | None:
    """A line on standard error that counts, where somebody is watching."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int, what: str) -> None:
        print(f"\r{done}/{total} {what[-60:]:<60}", end="\n" if done == total else "", file=sys.stderr, flush=True)

    return show


def _prompt() -> str:
    try:
        return input("? " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
