"""Text to sentences, by rules, for French and English news as it is found: abbreviations, quotations that run over
several sentences or lose one of their marks, French spacing, list items, and intertitles that lost their line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from statistics import median_low

from index import words

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_LINE = re.compile(rf"\S[^{_BREAKS}]*")
_SPACE = re.compile(r"\s*")
_TIGHT = "[ \u00a0\u202f\u2009]"  # the spaces that French sets before ? ! » inside a line

# A stop with what belongs to it: "?!", " ?", closing marks, and a note call such as [3].
_STOP = re.compile(
    rf"(?P<run>[.!?…]+(?:{_TIGHT}{{1,2}}[!?…]+)*+)"
    rf"(?P<close>(?:{_TIGHT}{{0,2}}»|[\u00a0\u202f]?”|[’\"'\)\]]|\[\d{{1,3}}\])*+)"
)
_ITEM = re.compile(r"(?:[-–—•*‣◦▪·]|\d{1,3}[.)]|[a-zA-Z]\))\s+(?=(\S))")
_HEADING_MARK = re.compile(r"#{1,6}\s")
_LEAD = re.compile(r"(?:[«“„\"‘'(\[—–-]\s*)*")
_QUOTE_MARKS = frozenset('«“„"‘')
_LAST_TOKEN = re.compile(r"[^\s«“„\"‘'’(\[,;:]*$")
_DOTTED = re.compile(r"(?:[^\W\d_](?:\.-?|-))+[^\W\d_]")
_NUMBERING = re.compile(r"[«“\"(]?(?:\d{1,3}|[A-Za-z]|[IVX]{1,5})")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_FIRST_WORD = re.compile(r"([^\W\d_]+)(['’]?)\s*(.?)")
_ROMAN = re.compile(r"[IVXLC]+\b")
_DOMAIN = re.compile(r"\w+\.\w")
_SAID = re.compile(rf"(?:[^\W\d_][\w.'’-]*\s){{1,4}}(?:{'|'.join(sorted(words.SAYING_VERBS))})\b")
_WRAP_WIDTHS = range(30, 121)  # columns; lines that are all shorter, or much longer, were not wrapped
_LONGEST_INTERTITLE = 90
_CONTEXT = 48


def _both_forms(listing: frozenset[str]) -> str:
    """The words capitalised, as a pattern, composed and decomposed, longest first."""
    capitalised = {word.capitalize() for word in listing}
    forms = capitalised | {unicodedata.normalize("NFD", word) for word in capitalised}
    return "|".join(re.escape(form).replace("'", "['’]") for form in sorted(forms, key=len, reverse=True))


_RUN_ON = re.compile(
    rf"[^\W_][\u0300-\u036f]*[»”)]?(?P<gap>\s{{1,2}})(?P<opener>{_both_forms(words.RUN_ON_OPENERS)})"
    r"(?:(?<=['’])|\s{1,2})(?P<next>[^\W\d_]\w*)"
)
_LOWER_ARTICLE = re.compile(r"\b(l[’']|(?:le|la|les|des|the)\s)([A-ZÀ-Þ]\w+)")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Offsets (code points) of the sentences of `text`, in order.

    The ranges do not overlap, begin and end with a character that is not white space, and together cover
    every character that is not white space. Titles, list items and intertitles count as sentences.
    Time is linear in the length of the text.
    """
    found: list[tuple[int, int]] = []
    intertitles = _Intertitles(text)
    for start, end in _blocks(text):
        for first, last in _split_block(text, start, end):
            cut = intertitles.find(first, last)
            if cut is None:
                found.append((first, last))
            else:
                found += [(first, cut[0]), (cut[1], last)]
    return found


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Runs of text that no sentence crosses: paragraphs, list items, titles on a line of their own."""
    paragraphs: list[list[tuple[int, int]]] = []
    end = 0
    for match in _LINE.finditer(text):
        if not paragraphs or _is_blank_between(text[end : match.start()]):
            paragraphs.append([])
        end = match.start() + len(match.group().rstrip())
        paragraphs[-1].append((match.start(), end))
    widths = [end - start for lines in paragraphs for start, end in lines[:-1]]
    usual = median_low(widths) if widths else 0
    for lines in paragraphs:
        yield from _blocks_of_paragraph(text, lines, max(usual, *(end - start for start, end in lines)))


def _is_blank_between(gap: str) -> bool:
    breaks = gap.replace("\r\n", "\n")
    return "\x0c" in breaks or "\u2029" in breaks or sum(breaks.count(mark) for mark in _BREAKS) > 1


def _blocks_of_paragraph(text: str, lines: list[tuple[int, int]], width: int) -> Iterator[tuple[int, int]]:
    """Tells lines that were wrapped, at about `width` columns, from lines that were broken on purpose."""
    begin = lines[0][0]
    for (start, end), (following, following_end) in pairwise(lines):
        if _is_hard_break(text, start, end, following, following_end, width):
            yield begin, end
            begin = following
    yield begin, lines[-1][1]


def _is_hard_break(text: str, start: int, end: int, following: int, following_end: int, width: int) -> bool:
    """Whether the line break between the lines `start:end` and `following:following_end` ends a sentence."""
    if _HEADING_MARK.match(text, following) or _HEADING_MARK.match(text, start):
        return True
    last = text[end - 1]
    item = _ITEM.match(text, following, following_end)
    if item and (last in ".:;!?…»”)" or _ITEM.match(text, start, end) or not item.group(1).islower()):
        return True
    if text[following].islower() or last in ",;-–—(«“'’":
        return False
    if last in '.!?…»”"':
        return False  # an ordinary stop: its own rules decide, so that "M." at the end of a line is no stop
    # A line that left room for the next word was broken on purpose.
    next_word = text[following : min(following_end, following + 40)].split(maxsplit=1)[0]
    return width not in _WRAP_WIDTHS or end - start + 1 + len(next_word) <= 0.8 * width


def _split_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first_letter = -1
    for stop in _STOP.finditer(text, start, end):
        if stop.end() >= end:
            break
        if first_letter < start:
            letter = _WORD.search(text, start, end)
            first_letter = letter.start() if letter else end
        if first_letter < stop.start() and _ends_sentence(text, start, stop):
            yield start, stop.end()
            start = _end_of(_SPACE, text, stop.end())
    yield start, end


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    """Where a pattern that always matches ends, from `position` on."""
    match = pattern.match(text, position)
    return match.end() if match else position


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    run, close = stop["run"], stop["close"]
    following = _end_of(_SPACE, text, stop.end())
    before = unicodedata.normalize("NFC", text[max(start, stop.start() - _CONTEXT) : stop.start()])
    after = unicodedata.normalize("NFC", text[following : following + _CONTEXT])
    if not before or (before[-1] in "([" and close[:1] in (")", "]")):
        return False  # an elision: "(...)", "[…]"
    if following == stop.end() and not _is_glued(before, run, close, after):
        return False
    lead = after[: _end_of(_LEAD, after, 0)]
    first = after[len(lead) : len(lead) + 1]
    abbreviated = run == "." and close in ("", ")") and _is_abbreviation(text, start, stop.start(), before, after)
    if abbreviated:
        return False
    if first.islower() and not after[len(lead) + 1 : len(lead) + 2].isupper():  # but "iPhone" begins sentences
        return run == "." and not _QUOTE_MARKS.isdisjoint(lead)
    if not first.isalnum() and not lead and not unicodedata.category(first or " ").startswith(("S", "Lo")):
        return first != "" and first in "¿¡#@*•§"
    if run != ".":
        if run == "!" and before.endswith(("Yahoo", "Jeopardy")) and not close:
            return False
        # “Are you coming?” Miller asked.
        return not (close and _SAID.match(after))
    return True


def _is_glued(before: str, run: str, close: str, after: str) -> bool:
    """A stop with no space after it still ends a sentence in "l'accord.Les deux", not in "lemonde.fr" or "U.S.A"."""
    if not (after[:1].isupper() and after[1:2] and (after[1].islower() or after[1] in "'’ ")):
        return False
    if _DOMAIN.match(after):
        return False
    token = _last_token(before)
    return bool(close.strip("'\"’")) or (len(token) > 2 and token.isalpha() and (run != "." or token.islower()))


def _last_token(before: str) -> str:
    match = _LAST_TOKEN.search(before)
    return match.group() if match else ""


def _is_abbreviation(text: str, start: int, stop: int, before: str, after: str) -> bool:
    token = _last_token(before)
    lower = token.lower()
    if stop - start <= 5 and _NUMBERING.fullmatch(text, start, stop):
        return True  # "1. Introduction", "A. Le contexte"
    if token in words.TITLES or lower in words.CONTINUED:
        return True
    if lower == "ex" and re.search(r"\bp(?:ar|\.)\s*ex$", before):
        return True
    if lower in words.NUMBERED and (after[:1].isdigit() or _ROMAN.match(after)):
        return True
    if lower in words.NUMBERED and len(token) == 1 and re.match(r"[LRD]\.?\s?\d", after):
        return True  # "art. L. 121-1"
    is_initial = len(token) == 1 and token.isupper()
    if is_initial or _DOTTED.fullmatch(token) or lower in words.CLOSING:
        return not _opens_sentence(after)
    return False


def _opens_sentence(after: str) -> bool:
    """Whether `after` begins with a word that, capitalised, begins a sentence rather than a name."""
    match = _FIRST_WORD.match(after, _end_of(_LEAD, after, 0))
    if not match or not match.group(1)[0].isupper():
        return False
    word = match.group(1).lower() + ("'" if match.group(2) else "")
    if word in words.NAME_ARTICLES:
        return match.group(3).islower()
    return word in words.OPENERS


class _Intertitles:
    """Finds intertitles that lost their line: "Des détails à régler Les discussions entre les deux pays …"."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: set[tuple[str, str]] | None = None

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the intertitle at the head of the sentence `start:end` ends and the sentence proper begins."""
        window = min(end, start + _LONGEST_INTERTITLE + _CONTEXT)
        for match in _RUN_ON.finditer(self._text, start, window):
            cut, resume = match.span("gap")
            if cut - start > _LONGEST_INTERTITLE:
                return None
            if (
                end - resume >= 25
                and self._begins_anew(match)
                and _is_intertitle(self._text[start:cut], match["opener"])
            ):
                return cut, resume
        return None

    def _begins_anew(self, match: re.Match[str]) -> bool:
        """A sentence goes on in lower case ("Les discussions"), a name does not ("La Poste"), unless the text also
        writes its article in lower case ("les Etats-Unis")."""
        following = match["next"]
        if following[0].islower():
            return True
        if self._known is None:
            self._known = {(m[1].strip(" ’'\u00a0\n"), m[2]) for m in _LOWER_ARTICLE.finditer(self._text)}
        return (match["opener"].lower().rstrip("’'"), following) in self._known


def _is_intertitle(run: str, opener: str) -> bool:
    """A short verbless run of words that ends on a word with meaning."""
    run = unicodedata.normalize("NFC", run)
    if any(mark in run for mark in ",;.!?…") or not (run[0].isupper() or run[0].isdigit() or run[0] in "«“"):
        return False
    if run.count("«") != run.count("»") or run.count("“") != run.count("”") or run.count("(") != run.count(")"):
        return False
    spoken = [word for part in _WORD.findall(run) for word in part.split("-")]
    if not 2 <= len(spoken) <= 12:
        return False
    last = spoken[-1]
    if last.lower() in words.DANGLING or not words.NAMING_NOUNS.isdisjoint(word.lower() for word in spoken[-2:]):
        return False
    opener = unicodedata.normalize("NFC", opener).lower()
    if last[0].isupper() and opener in words.NAME_OPENERS:
        return False
    if opener in words.ENGLISH_OPENERS:
        spoken = [word for word in spoken if word.lower() not in ("a", "as")]  # verbs in French, not in English
    return not any(_is_finite(word.lower()) for word in spoken)


def _is_finite(word: str) -> bool:
    return word in words.FINITE_VERBS or (len(word) > 5 and word.endswith(words.FINITE_ENDINGS))
