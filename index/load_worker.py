"""Parses files that are not trusted, in a process of its own: `python -m index.load_worker`.

A line of JSON in, `{"path", "kind", "cpu_seconds", "memory_bytes", "output_chars", "unpacked_bytes"}`; a line of JSON
out: the fields of `Parsed`, or `{"error"}`. Crashes, loops and bombs end this process, never the program's.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import warnings
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lxml import etree

from index import archives, markup
from index.decode import UnreadableError, clean, decode
from index.markup import Parsed


def main() -> None:
    """Answers requests until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not break the protocol
    warnings.simplefilter("ignore")
    for line in sys.stdin.buffer:
        request = json.loads(line)
        answer = _answer(request)
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        _limit(request["cpu_seconds"], request["memory_bytes"])
        parsed = _parse(Path(request["path"]), request["kind"], request["unpacked_bytes"])
    except UnreadableError as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": "it needs more memory than the limit; split it"}
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, EOFError, OSError) as error:
        return {"error": f"it is damaged ({type(error).__name__}); save it again from its source"}
    except RecursionError:
        return {"error": "it is nested too deeply to read; save it again from its source"}
    except Exception as error:  # any other fault of a parser is the file's, and must not end the others' turn
        return {"error": f"it could not be read ({type(error).__name__}); save it again from its source"}
    if len(parsed.text) > request["output_chars"]:
        return {"error": f"it holds more than {request['output_chars']:,} characters; split it"}
    return asdict(parsed)


def _parse(path: Path, kind: str, unpacked_bytes: int) -> Parsed:
    if kind == "pdf":
        from index.pdf import parse_pdf

        return parse_pdf(path)
    if kind == "docx":
        return archives.parse_docx(path, unpacked_bytes)
    if kind == "epub":
        return archives.parse_epub(path, unpacked_bytes)
    text = clean(decode(path.read_bytes(), markup=kind == "html"))
    return markup.parse_html(text) if kind == "html" else markup.parse_markdown(text)


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Bounds this process from here on; where the system has no such limits, the caller's clock remains."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + cpu_seconds + 1
    for what, most in (
        (resource.RLIMIT_CPU, until),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


if __name__ == "__main__":
    main()
