"""Bytes to text: the encoding of a text file, and what no text should hold."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z][\w.:-]{2,30})", re.IGNORECASE)
_LATIN = frozenset(["iso8859-1", "latin-1", "ascii", "cp1252"])
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85]")
_SIGNATURES = (
    (b"%PDF-", "a PDF", ".pdf"),
    (b"PK\x03\x04", "a DOCX, EPUB or other archive", ".docx or .epub"),
    (b"\xd0\xcf\x11\xe0", "an old Word file", ".docx, after saving it as DOCX"),
    (b"\x89PNG", "a picture", ".txt, after copying its words"),
    (b"\xff\xd8\xff", "a picture", ".txt, after copying its words"),
    (b"\x1f\x8b", "a compressed file", ".txt, after unpacking it"),
)


class UnreadableError(ValueError):
    """A file's bytes cannot be turned into text; the message says why and what to do, in words after its name."""


def decode(data: bytes, *, markup: bool = False) -> str:
    """Text from a byte order mark, UTF-8, the encoding that a page declares (`markup`), or else cp1252.

    Raises UnreadableError for binary data.
    """
    for signature, what, suffix in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableError(f"it is {what}, not text; give it a name that ends in {suffix}")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    if data.count(0) or _control_share(data) > 0.01:
        raise UnreadableError("it is binary, not text; save it as UTF-8 text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", errors="replace")
    broken = lenient.count("\ufffd")
    if sum(character > "\x7f" for character in lenient) - broken > broken:
        return data.decode("utf-8", errors=_BYTEWISE)  # UTF-8 with a few bytes gone wrong
    if markup and (declared := _declared_encoding(data)):
        try:
            return data.decode(declared)
        except (UnicodeDecodeError, LookupError):
            pass
    return "".join(_cp1252(data[i : i + 4096]) for i in range(0, len(data), 4096))


def clean(text: str) -> str:
    """The text with \\n as its only line end, without control characters and half surrogate pairs; else as it is."""
    return _DROPPED.sub("", _LINE_END.sub("\n", text))


def _control_share(data: bytes) -> float:
    head = data[:65_536]
    return sum(byte < 9 or 14 <= byte < 27 or 28 <= byte < 32 for byte in head) / max(1, len(head))


def _declared_encoding(data: bytes) -> str | None:
    match = _DECLARED.search(data[:2048])
    if not match:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    return None if name in _LATIN or name.startswith("utf") else name  # browsers read Latin-1 as cp1252


def _cp1252(data: bytes) -> str:
    """cp1252, with Latin-1 for its five holes."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(bytes([byte]).decode("cp1252" if byte not in _HOLES else "latin-1") for byte in data)


_HOLES = frozenset([0x81, 0x8D, 0x8F, 0x90, 0x9D])
_BYTEWISE = "depeche-cp1252"


def _bytewise(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _cp1252(error.object[error.start : error.end]), error.end


codecs.register_error(_BYTEWISE, _bytewise)
