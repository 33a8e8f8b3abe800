"""`depeche …`: parse, call, print. Imports of models and servers wait until a command needs them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from index.errors import IncompatibleIndexError, IndexingError, InputError, NoIndexError, shown

OK, DIFFERENT, USAGE, NO_INDEX, PARTLY = 0, 1, 2, 3, 4

_DESCRIPTION = (
    "Ask news articles in French or English: the answer is their exact words, with who said them; "
    "where they do not say, so it says."
)
_EPILOG = (
    "exit codes: 0 ok, 1 saved words or answers are not as they were, 2 wrong usage or input, "
    "3 no index yet (or one to re-index), 4 partly failed"
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=100)


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    group = common.add_argument_group("settings (each also as a DEPECHE_… variable)")
    group.add_argument("--data", metavar="DIR", help="folder of the index (default: .depeche in the checkout)")
    group.add_argument(
        "--models", metavar="PRESET", help="embedded (default), small or large; the last two come from the hub"
    )
    group.add_argument("--encoder", metavar="MODEL", help="another encoder: a folder or a hub name")
    group.add_argument("--reader", metavar="MODEL", help="another reader: a folder or a hub name")
    group.add_argument("--threads", metavar="N", help="processor threads for the models (default: all cores)")
    group.add_argument("--json", action="store_true", help="print JSON")
    return common


def _answering() -> argparse.ArgumentParser:
    answering = argparse.ArgumentParser(add_help=False)
    group = answering.add_argument_group("answering")
    group.add_argument("--top-k", metavar="N", help="passages read for a question, 1 to 50 (default 8)")
    group.add_argument("--max-wrong", metavar="SHARE", help="share of wrong answers you accept, 0 to 1: the dial")
    group.add_argument("--threshold", metavar="P", help="or the least confidence of an answer itself, 0 to 1")
    return answering


def _document_id(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:20]) < 2**63:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no id; `depeche list` shows them")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text[:9]) <= 1000:
        raise argparse.ArgumentTypeError(f"{text[:20]!r} is no whole number from 1 to 1000")
    return int(text)


def _reindexing(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--reindex-if-needed", action="store_true", help="first bring an index of another model up to date"
    )


def parser() -> argparse.ArgumentParser:
    """The whole command line; commands.py holds what each command does."""
    top = argparse.ArgumentParser(
        prog="depeche", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=_Formatter
    )
    top.add_argument("--version", action="store_true", help="print the version and stop")
    subs = top.add_subparsers(dest="command", metavar="COMMAND")
    common, answering = _common(), _answering()

    def command(name: str, text: str, example: str, *parents: argparse.ArgumentParser) -> argparse.ArgumentParser:
        return subs.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=f"example: {example}",
            parents=[*parents, common],
            formatter_class=_Formatter,
        )

    serve = command("serve", "open the web page and the API", "depeche serve --add seeds --port 7860", answering)
    serve.add_argument("--add", metavar="PATH", action="append", default=[], help="add files or folders first")
    _reindexing(serve)
    serve.add_argument("--host", help="address to listen on (default 127.0.0.1: this machine only)")
    serve.add_argument("--port", metavar="N", help="port to listen on (default 7860; 0 takes a free one)")
    serve.add_argument("--max-upload-mb", metavar="N", help="most megabytes of one upload (default 50)")
    serve.add_argument("--open", action="store_true", help="open the page in the browser")

    ask = command("ask", "answer a question", 'depeche ask "what did Lavrov say about Daraya?"', answering)
    ask.add_argument("question", nargs="?", help="in French or English (default: read from standard input)")
    ask.add_argument("--language", choices=("auto", "fr", "en"), help="language of the reply's own words")
    ask.add_argument(
        "--batch", metavar="FILE.jsonl", help='questions, a line each: {"id", "question"} or {"id", "turns"}'
    )

    command("chat", "ask on, question after question", "depeche chat", answering)
    search = command("search", "find passages", 'depeche search "cessation des hostilités" --mode text')
    search.add_argument("query")
    search.add_argument("--top-k", metavar="N", help="passages to show, 1 to 50 (default 8)")
    search.add_argument("--mode", choices=("hybrid", "dense", "text"), default="hybrid")

    said = command(
        "statements", "list who said what in the articles", 'depeche statements --speaker Lavrov --about "the truce"'
    )
    said.add_argument("--speaker", metavar="WHO", help="a name or a role, in either language")
    said.add_argument("--about", metavar="TOPIC", help="the likeliest first")
    said.add_argument("--limit", metavar="N", type=_count, default=100, help="statements to show (default 100)")

    add = command("add", "add or update documents", "depeche add articles/ report.pdf")
    add.add_argument("paths", nargs="+", metavar="PATH", help="files, or folders to take whole")
    add.add_argument("--date", metavar="YYYY-MM-DD", help="when they were published (default: as the files say)")
    _reindexing(add)
    date = command("date", "set when documents were published", "depeche date 2016-08-27 3 5")
    date.add_argument("date", metavar="YYYY-MM-DD", help='the day; "none": as the files say')
    date.add_argument("ids", nargs="+", type=_document_id, metavar="ID", help="as `depeche list` shows them")
    remove = command("remove", "remove documents", "depeche remove 3 5")
    remove.add_argument("ids", nargs="+", type=_document_id, metavar="ID", help="as `depeche list` shows them")
    command("list", "list the documents", "depeche list --json")
    command("reindex", "make the index anew from its own documents, after a change of model", "depeche reindex")
    command("verify", "check that the index is sound", "depeche verify")
    command("status", "what the index holds and with which models", "depeche status --json")

    saved = 'saved answers: what `depeche ask --json` or `--batch` printed; "-" for standard input'
    verifying = command(
        "verify-answer",
        "tell whether the words of saved answers still stand where they were quoted",
        "depeche verify-answer answers.jsonl",
    )
    verifying.add_argument("file", metavar="FILE", help=saved)
    verifying.add_argument("--document", metavar="PATH", help="look in this file instead of the index")
    differing = command(
        "diff-answers", "ask saved questions again and tell what differs", "depeche diff-answers answers.jsonl"
    )
    differing.add_argument("file", metavar="FILE", help=saved)
    for reporting in (verifying, differing):
        reporting.add_argument("--language", choices=("fr", "en"), help="of the report (default: each answer's)")

    evaluate = command(
        "eval", "measure on a question set in SQuAD's format", "depeche eval dev.json --mode answer", answering
    )
    evaluate.add_argument("file", metavar="FILE", help="SQuAD 1.1 or 2.0 JSON")
    evaluate.add_argument("--mode", choices=("reader", "retrieval", "answer"), default="answer")
    evaluate.add_argument("--predictions", metavar="OUT.json", help="write each question's prediction here")
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    top = parser()
    args = top.parse_args(argv)
    if args.version:
        from qa.version import program_version

        print(f"depeche {program_version()}")
        return OK
    if args.command is None:
        top.print_help()
        return USAGE
    from qa.settings import Settings
    from ui import commands, receipt_commands

    module = receipt_commands if args.command in ("verify-answer", "diff-answers") else commands
    run: Callable[[argparse.Namespace, Settings], int] = getattr(module, f"run_{args.command.replace('-', '_')}")
    try:
        return run(args, Settings.read(vars(args)))
    except (NoIndexError, IncompatibleIndexError) as error:
        return _fail(str(error), NO_INDEX)
    except (IndexingError, InputError) as error:
        return _fail(str(error), USAGE)
    except BrokenPipeError:  # the reader of our output has gone, as `| head` does
        sys.stderr.close()
        return OK
    except OSError as error:
        return _fail(f"{error.filename or 'output'}: {error.strerror}.", USAGE)
    except KeyboardInterrupt:
        return _fail("stopped", 130)


def _fail(message: str, code: int) -> int:
    print(f"depeche: {shown(message)}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
