"""Files to documents: text, title, date and language. Files that need a parser are parsed in a bounded process."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from index.context import TITLE_CHARS, name_of
from index.dates import find_date, iso_date
from index.decode import UnreadableError, clean, decode
from index.errors import LoadError
from index.sandbox import DEFAULT_LIMITS, Kind, Limits, Sandbox
from index.types import LoadedDocument

SUFFIXES: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
}
"""The file name endings that can be loaded, in lower case, and how each is read."""

_LONGEST_TITLE_LINE = 120
_NO_TITLE = re.compile(
    r"\W*(?:untitled.{0,3}|sans titre.{0,3}|unspecified|anonymous|title|titre|(?:word )?document ?\d*"
    r"|microsoft word\b.*|.*\.(?:docx?|pdf|indd|qxd|odt|rtf|html?))\W*",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"(?:Par|PAR|By|BY)\s+[A-ZÀ-Þ]")
# Those of much of the world's press: with all 97 that py3langid knows, a French text with foreign names is a creole.
_LANGUAGES = [
    "ar",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fr",
    "he",
    "it",
    "ja",
    "ko",
    "nl",
    "pl",
    "pt",
    "ro",
    "ru",
    "sv",
    "tr",
]
_LANGUAGES += ["uk", "zh"]
_LANGUAGE_CHARS = 4_000
_FEW_LETTERS = 20  # too few to tell a language
_MANY_LETTERS = 200  # enough to trust the text more than what the file declares


@dataclass(frozen=True, slots=True)
class LoadFailure:
    """A file that `load_many` could not take. `reason` says why and what to do; it does not repeat the name."""

    source: str
    reason: str


def load(path: Path, source: str | None = None, *, limits: Limits = DEFAULT_LIMITS) -> LoadedDocument:
    """The document that a file holds; `source` names it (default: the path as given).

    Line ends become \\n and control characters go; otherwise a text file's characters are kept as they are.
    Raises LoadError, whose message names the file and the remedy.
    """
    (result,) = load_many([(path, str(path) if source is None else source)], limits=limits)
    if isinstance(result, LoadFailure):
        raise LoadError(f"{_name(result.source)}: {result.reason}.")
    return result


def load_many(
    files: Iterable[Path | tuple[Path, str]], *, limits: Limits = DEFAULT_LIMITS
) -> Iterator[LoadedDocument | LoadFailure]:
    """Loads files, each given as a path or as (path, source), in order; one process parses them all.

    A file that crashes or stalls the process costs itself only: the next file gets a new process.
    """
    with closing(Sandbox(limits)) as sandbox:
        for item in files:
            path, source = item if isinstance(item, tuple) else (item, str(item))
            try:
                yield _load(path, source, sandbox, limits)
            except UnreadableError as error:
                yield LoadFailure(source, str(error))


def find(paths: Iterable[Path]) -> list[Path]:
    """The files to load: each file as given, each folder's files in order of name, folders inside it included.

    Hidden files and folders are left out, and so are links that lead out of the folder.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        root = path.resolve()
        closed: list[OSError] = []
        for folder, subfolders, names in os.walk(path, onerror=closed.append):
            subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
            files = [Path(folder, name) for name in sorted(names) if not name.startswith(".")]
            found += [file for file in files if file.is_file() and file.resolve().is_relative_to(root)]
        found += [Path(error.filename) for error in closed]  # loading them will tell why they could not be read
    return list(dict.fromkeys(found))


def _load(path: Path, source: str, sandbox: Sandbox, limits: Limits) -> LoadedDocument:
    kind = SUFFIXES.get(path.suffix.lower())
    data = _read(path, limits, whole=kind == "text")
    if kind is None:
        ending = f"files ending in {path.suffix}" if path.suffix else "files without an ending"
        raise UnreadableError(f"{ending} cannot be read; save it as one of {' '.join(SUFFIXES)}")
    if kind == "pdf" and b"%PDF-" not in data[:1024]:
        raise UnreadableError("it is no PDF, whatever its name says; give it the ending it should have")
    fields: dict[str, Any] = {"text": decode(data)} if kind == "text" else sandbox.parse(path, kind)
    text = clean(fields["text"])
    if len(text) > limits.output_chars:
        raise UnreadableError(f"it holds more than {limits.output_chars:,} characters; split it")
    if not re.search(r"[^\W_]", text):
        raise UnreadableError("it holds no words; add a file that has text in it")
    language = _language(fields.get("language"), text)
    stated, own = iso_date(fields.get("published")), find_date(text, language)
    return LoadedDocument(
        title=_title(fields.get("title"), fields.get("heading"), text, source),
        text=text,
        source=source,
        language=language,
        # A DOCX only says when it was created; what its text says goes before that.
        published=(own or stated) if kind == "docx" else (stated or own),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _read(path: Path, limits: Limits, *, whole: bool) -> bytes:
    """All bytes of the file, or its head; checks that it is a file of a fair size."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError("it is a folder, not a file; name the files in it")
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("it is no ordinary file; copy its content to one")
        if status.st_size == 0:
            raise UnreadableError("it is empty; add a file that has text in it")
        if status.st_size > limits.file_bytes:
            raise UnreadableError(f"it is larger than {limits.file_bytes:,} bytes; split it")
        with path.open("rb") as file:
            return file.read(limits.file_bytes if whole else 1024)
    except FileNotFoundError as error:
        raise UnreadableError("there is no such file; check the path") from error
    except PermissionError as error:
        raise UnreadableError("it may not be read; change its permissions (chmod u+r)") from error
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError("it could not be read from the disk; check the path and the disk") from error


def _title(stated: str | None, heading: str | None, text: str, source: str) -> str:
    """The metadata's title, else the first heading, else the first line if it is short, else the file's name."""
    for candidate in (stated, heading):
        title = " ".join(clean(candidate or "").split())
        if title and not _NO_TITLE.fullmatch(title):
            return title[:TITLE_CHARS]
    lines = (line.strip() for line in text[:2_000].split("\n"))
    first = next((line for line in lines if line and not find_date(line) and not _BYLINE.match(line)), "")
    if (
        any(map(str.isalpha, first))
        and len(first) <= _LONGEST_TITLE_LINE
        and not first.endswith((".", ",", ";", ":"))
    ):
        return " ".join(first.split())
    return name_of(source)


def _name(source: str) -> str:
    return Path(source).name or source


def _language(stated: str | None, text: str) -> str | None:
    """ISO 639-1, from the text where it is long enough to tell, else from what the file declares."""
    match = re.match(r"[A-Za-z]{2}(?![A-Za-z])", stated or "")
    declared = match.group().lower() if match else None
    head = text[:_LANGUAGE_CHARS]
    letters = sum(map(str.isalpha, head))
    if letters < _FEW_LETTERS or (declared and letters < _MANY_LETTERS):
        return declared
    return str(_identifier().classify(head)[0])


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_LANGUAGES)
    return identifier
