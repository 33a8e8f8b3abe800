"""PDF to plain text with pdfium: wrapped lines become paragraphs again. Runs in the loading worker."""

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from index import words
from index.decode import UnreadableError
from index.markup import Parsed

_JOINED = 2  # pdfium puts U+0002 for a hyphen at a line's end, and the next line's text right after it
_HYPHENS = ("-", "\u00ad", "\u2010")
_LAST_WORD = re.compile(r"([^\W\d_]+)$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_ITEM = re.compile(r"(?:[-–—•*‣▪·]|\d{1,2}[.)])\s")
_ENDS = (".", "!", "?", "…", "»", "”", '"', ":")


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as set on a page: its text, where it begins and ends (points), its base line and size of type."""

    text: str
    left: float
    right: float
    base: float
    size: float


def parse_pdf(path: Path) -> Parsed:
    """The text of a PDF, its title from the metadata or the largest type on the first page.

    The creation date is not taken for the date of publication: it is often the day that the file was printed.
    Raises UnreadableError for PDFs that are pictures only, or locked.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableError("it is locked by a password; save an unlocked copy and add that") from error
        raise UnreadableError("it is damaged or no PDF; open it in a viewer and save it again") from error
    with document:
        pages = [list(_lines(document[number])) for number in range(len(document))]
        title = document.get_metadata_dict().get("Title") or None
    pages = _without_furniture(pages)
    if not any(character.isalnum() for page in pages for line in page for character in line.text):
        raise UnreadableError(
            "it holds no text, pictures of it perhaps; run OCR on it (ocrmypdf, say) and add the result"
        )
    first = next(page for page in pages if page)
    return Parsed(_paragraphs(pages), title, _headline(first, _Layout(pages).body_size))


def _lines(page: Any) -> Iterator[_Line]:
    """The lines of a page in pdfium's reading order."""
    from pypdfium2 import raw

    textpage = page.get_textpage()
    try:
        units: list[int] = []
        first = last = -1
        count = textpage.count_chars()
        for position in range(count + 1):
            unit = raw.FPDFText_GetUnicode(textpage, position) if position < count else 10
            if unit in (10, 13):
                if first >= 0:
                    yield _line(textpage, units, first, last)
                units, first = [], -1
                continue
            units.append(unit)
            if not chr(unit).isspace():
                first, last = (position if first < 0 else first), position
            if unit == _JOINED:
                yield _line(textpage, units, first, last)
                units, first = [], -1
    finally:
        textpage.close()
        page.close()


def _line(textpage: Any, units: list[int], first: int, last: int) -> _Line:
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(textpage, first, x, y)
    left = textpage.get_charbox(first, loose=True)[0]
    right = textpage.get_charbox(last, loose=True)[2]
    matrix = raw.FS_MATRIX(1, 0, 0, 1, 0, 0)
    raw.FPDFText_GetMatrix(textpage, first, matrix)
    size = raw.FPDFText_GetFontSize(textpage, first) * math.hypot(matrix.c, matrix.d)
    text = "".join(map(chr, units)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _Line(text.replace(chr(_JOINED), "-").strip(" \t"), left, right, y.value, size)


def _without_furniture(pages: list[list[_Line]]) -> list[list[_Line]]:
    """Drops the head and foot lines that return, but for their numbers, on most pages of three or more."""
    edges = Counter(mark for page in pages for mark in {_mask(line) for line in page[:2] + page[-2:]})
    often = {mark for mark, times in edges.items() if times >= 3 and times > len(pages) // 2}
    return [
        [line for place, line in enumerate(page) if 1 < place < len(page) - 2 or _mask(line) not in often]
        for page in pages
    ]


def _mask(line: _Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _paragraphs(pages: list[list[_Line]]) -> str:
    """Joins the lines to paragraphs, parted by a blank line."""
    lines = [line for page in pages for line in page]
    tops = {id(page[0]) for page in pages if page}
    layout = _Layout(pages)
    known = {word.lower() for line in lines for word in _COMPOUND.findall(line.text)}
    paragraphs: list[list[str]] = [[lines[0].text]]
    for before, line in pairwise(lines):
        if layout.parts(before, line, jump=id(line) in tops or line.base > before.base + 0.3 * line.size):
            paragraphs.append([line.text])
        else:
            paragraphs[-1][-1] = _without_hyphen(paragraphs[-1][-1], line.text, known)
            paragraphs[-1].append(line.text)
    return "\n\n".join("".join(parts) for parts in paragraphs)


class _Layout:
    """The measures of a document that tell a paragraph's end from a wrapped line."""

    def __init__(self, pages: list[list[_Line]]) -> None:
        lines = [line for page in pages for line in page]
        self.body_size = median([line.size for line in lines for _ in range(1 + len(line.text) // 20)])
        steps = [a.base - b.base for page in pages for a, b in pairwise(page) if a.base - b.base > 0.5 * a.size]
        self._step = median(steps) if steps else self.body_size
        rights: dict[int, list[float]] = {}
        for line in lines:
            rights.setdefault(self._column(line), []).append(line.right)
        self._edges = {column: sorted(ends)[int(0.9 * (len(ends) - 1))] for column, ends in rights.items()}

    def parts(self, before: _Line, line: _Line, *, jump: bool) -> bool:
        """Whether `line` begins a paragraph. `jump`: it stands on another page or in another column than `before`."""
        if before.text.endswith(_HYPHENS):
            return False
        ends = before.text.endswith(_ENDS)
        size = max(before.size, line.size)
        if abs(before.size - line.size) > 0.12 * size or _ITEM.match(line.text):
            return True
        if jump:
            return ends
        if abs(before.base - line.base) < 0.3 * size:
            return False  # the same line, with a gap
        if before.base - line.base > 1.35 * self._step * max(1.0, size / self.body_size):
            return True
        if 0.8 * size < line.left - before.left < 5 * size and not line.text[0].islower():
            return True  # an indent
        room = self._edge(before) - before.right
        width = max(1.0, self._edge(before) - before.left)
        return (ends and room > 0.12 * width) or (room > 0.4 * width and not line.text[0].islower())

    def _column(self, line: _Line) -> int:
        return round(line.left / 36)  # half an inch: an indent stays in its column, mostly

    def _edge(self, line: _Line) -> float:
        """Where the lines of this column end: the 90th percentile, as a heading may run over two columns."""
        return self._edges[self._column(line)]


def _without_hyphen(text: str, following: str, known: set[str]) -> str:
    """A line as it goes on: with a space, or with its hyphen undone or kept where a word goes on."""
    if not text.endswith(_HYPHENS) or not text[-2:-1].isalnum() or not following[0].isalnum():
        return text + " "
    left, right = _LAST_WORD.search(text[:-1]), _FIRST_WORD.match(following)
    if not left or not right or not following[0].islower():
        return text[:-1] + "-"  # "Etats-/Unis"
    compound = f"{left[0]}-{right[0]}".lower()
    if compound in known or right[0] in words.HYPHEN_BEFORE or left[0].lower() in words.HYPHEN_AFTER:
        return text[:-1] + "-"
    return text[:-1]


def _headline(page: list[_Line], body_size: float) -> str | None:
    """The first lines of type much larger than the body's."""
    large = [place for place, line in enumerate(page) if line.size > 1.25 * body_size]
    if not large:
        return None
    end = next((i for i in range(large[0], len(page)) if page[i].size <= 1.25 * body_size), len(page))
    return " ".join(line.text for line in page[large[0] : min(end, large[0] + 4)])
