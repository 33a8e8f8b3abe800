"""Saved answers back from JSON: every field is checked, and what cannot be used is named. Seals what is written."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, BinaryIO, Literal, TypeVar, cast

from index.errors import InputError, is_text
from qa.answer import MAX_TOP_K
from qa.receipts import AlteredError, SavedAnswer, SavedQuote
from qa.types import Outcome, Provenance, Turn, Versions

FORMAT = 1
MAX_ANSWER = 8 * 2**20  # bytes of one answer, or of one line of a file
MAX_LENGTH = 2**18  # characters of a text
MAX_ITEMS = 100  # of a list: quotes, turns of the history
_OUTCOMES = ("answered", "not_stated", "other_speaker", "off_topic")
_LARGEST = 2**53  # beyond it not every reader of JSON keeps a whole number

_T = TypeVar("_T", str, int, float, dict[str, Any], list[Any])
_KINDS = {str: "a text", int: "a whole number", float: "a number", dict: "an object", list: "a list"}


def provenance_to_json(provenance: Provenance) -> dict[str, Any]:
    """What an answer carries so that it can be verified and asked again; the seal is added by `sealed`."""
    versions = provenance.versions
    return {
        "format": FORMAT,
        "asked_at": provenance.asked_at,
        "history": [{"question": turn.question, "answer": turn.answer} for turn in provenance.history],
        "top_k": provenance.top_k,
        "threshold": provenance.threshold,
        "program": versions.program,
        "encoder": versions.encoder,
        "reader": versions.reader,
        "calibration": versions.calibration,
    }


def sealed(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer with its seal: a SHA-256 that shows what was changed by accident or by hand afterwards. It is no
    signature: whoever means to can make it anew."""
    return answer | {"receipt": answer["receipt"] | {"seal": _seal(answer)}}


def saved_from_json(value: object) -> SavedAnswer:
    """Raises InputError, which names the field, for what is no answer; AlteredError for one that was changed."""
    answer = _Fields(value, "")
    outcome = answer.one_of("outcome", _OUTCOMES)
    receipt = _Fields(answer.get("receipt", dict), "receipt") if "receipt" in answer.values else None
    if receipt is not None and (made := receipt.whole("format", 1)) > FORMAT:
        raise InputError(
            f"receipt.format: it is {made}, made by a newer version of Dépêche than this one; upgrade to verify it."
        )
    quotes = tuple(
        _quote(_Fields(one, f"quotes[{place}]"), dated=receipt is not None)
        for place, one in enumerate(answer.get("quotes", list))
    )
    if outcome == "answered" and not quotes:
        raise AlteredError("quotes: there is none, though the outcome is answered.")
    nearest = answer.values.get("nearest")
    if answer.values.get("answer") != (quotes[0].text if outcome == "answered" else None):
        raise AlteredError("answer: it is not the text of quotes[0], or not null where there is no answer.")
    saved = SavedAnswer(
        question=answer.get("question", str),
        asked=answer.get("asked", str),
        language=cast(Literal["fr", "en"], answer.one_of("language", ("fr", "en"))),
        outcome=cast(Outcome, outcome),
        quotes=quotes,
        nearest=None if nearest is None else _quote(_Fields(nearest, "nearest"), dated=receipt is not None),
        generation=answer.whole("generation", 0),
        provenance=_provenance(receipt) if receipt is not None else None,
        missing=_missing(receipt, quotes),
    )
    if receipt is not None and receipt.get("seal", str) != _seal(answer.values):
        raise AlteredError(
            "receipt.seal: it does not fit the answer, so that some field was changed after it was made. "
            "Ask again for a new one."
        )
    return saved


def read_answers(file: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | InputError]]:
    """The answers of a file, one JSON object or one a line, each with the number of its line; an InputError stands for
    a line that holds none."""
    first, number = b"", 0
    while not first.strip():
        first, number = file.readline(MAX_ANSWER + 1), number + 1
        if not first:
            return
    start = number
    lines: Iterator[bytes]
    parsed = _object(first)
    if isinstance(parsed, InputError):  # it may be one object over many lines
        rest = file.read(MAX_ANSWER + 1)
        whole = _object(first + rest)
        if not isinstance(whole, InputError):
            yield start, whole
            return
        yield start, parsed
        *read, cut = rest.split(b"\n")
        if len(rest) > MAX_ANSWER and not any(isinstance(_object(line), dict) for line in read):
            lines = iter([rest])  # one object that is too long
        else:
            cut += file.readline(MAX_ANSWER + 1 - len(cut))
            lines = chain(read, [cut], iter(lambda: file.readline(MAX_ANSWER + 1), b""))
    else:
        yield start, parsed
        lines = iter(lambda: file.readline(MAX_ANSWER + 1), b"")
    for number, line in enumerate(lines, start=start + 1):
        if line.strip():
            yield number, _object(line)
        if len(line) > MAX_ANSWER:
            return  # where its line ends is not known


def _object(data: bytes) -> dict[str, Any] | InputError:
    if len(data) > MAX_ANSWER:
        return InputError(f"it has more than {MAX_ANSWER} bytes, which no answer has; the rest is not read.")
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        return InputError("it is not UTF-8 text.")
    except (ValueError, RecursionError) as error:
        return InputError(f"this is no JSON that can be read ({error}).")
    return value if isinstance(value, dict) else InputError(f"it is {_kind(value)}; an answer is an object.")


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")


class _Fields:
    """The fields of an object, each taken with its type or refused by its name."""

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise InputError(
                f"{path or 'answer'}: it is {_kind(value)}; give an object, as `depeche ask --json` does."
            )
        self.values: dict[str, Any] = value
        self._path = path

    def name(self, field: str) -> str:
        return f"{self._path}.{field}" if self._path else field

    def get(self, field: str, kind: type[_T]) -> _T:
        if field not in self.values:
            raise InputError(
                f"{self.name(field)}: it is missing; this is no answer as `depeche ask --json` gives it."
            )
        value = self.values[field]
        number = kind is float and isinstance(value, int) and abs(value) <= _LARGEST
        if isinstance(value, bool) or not (isinstance(value, kind) or number):
            raise InputError(f"{self.name(field)}: it is {_kind(value)}; it must be {_KINDS[kind]}.")
        if isinstance(value, str) and not is_text(value):
            raise InputError(f"{self.name(field)}: it holds half a character (a lone surrogate).")
        if isinstance(value, str | list) and len(value) > (
            most := MAX_LENGTH if isinstance(value, str) else MAX_ITEMS
        ):
            raise InputError(f"{self.name(field)}: it is longer than {most}, which none is in an answer.")
        return cast(_T, value)

    def whole(self, field: str, low: int, high: int = _LARGEST) -> int:
        value = self.get(field, int)
        if not low <= value <= high:
            raise InputError(f"{self.name(field)}: it is not from {low} to {high}.")
        return value

    def share(self, field: str) -> float:
        value = float(self.get(field, float))
        if not (math.isfinite(value) and 0 <= value <= 1):
            raise InputError(f"{self.name(field)}: it is not from 0 to 1.")
        return value

    def one_of(self, field: str, allowed: tuple[str, ...]) -> str:
        value = self.get(field, str)
        if value not in allowed:
            raise InputError(f"{self.name(field)}: it is none of {', '.join(allowed)}.")
        return value

    def digits(self, field: str, pattern: str, what: str) -> str:
        value = self.get(field, str)
        if not re.fullmatch(pattern, value, re.ASCII):
            raise InputError(f"{self.name(field)}: it is not {what}.")
        return value


def _quote(quote: _Fields, *, dated: bool) -> SavedQuote:
    """`dated`: the answer has a receipt, so that its documents must have their digests."""
    document = _Fields(quote.get("document", dict), quote.name("document"))
    speaker = quote.values.get("speaker")
    quote.share("score")
    saved = SavedQuote(
        field=quote.name("")[:-1],
        text=quote.get("text", str),
        start=quote.whole("start", 0),
        end=quote.whole("end", 1),
        sentence=quote.get("sentence", str),
        sentence_start=quote.whole("sentence_start", 0),
        sentence_end=quote.whole("sentence_end", 1),
        speaker=None if speaker is None else quote.get("speaker", str),
        document_id=document.whole("id", 1),
        revision=document.whole("revision", 1),
        sha256=document.digits("sha256", "[0-9a-f]{64}", "a SHA-256 in 64 hexadecimal digits")
        if dated or "sha256" in document.values
        else None,
        title=document.get("title", str),
        source=document.get("source", str),
    )
    offset = saved.start - saved.sentence_start
    if not saved.text.strip():
        raise AlteredError(f"{quote.name('text')}: it holds no words.")
    if saved.end - saved.start != len(saved.text):
        raise AlteredError(f"{quote.name('text')}: it has {len(saved.text)} characters, not end - start.")
    if saved.sentence_end - saved.sentence_start != len(saved.sentence):
        raise AlteredError(
            f"{quote.name('sentence')}: it has {len(saved.sentence)} characters, not sentence_end - sentence_start."
        )
    if offset < 0 or saved.sentence[offset : offset + len(saved.text)] != saved.text:
        raise AlteredError(f"{quote.name('text')}: these words do not stand in the sentence at these offsets.")
    return saved


def _provenance(receipt: _Fields) -> Provenance:
    history = []
    for place, turn in enumerate(receipt.get("history", list)):
        fields = _Fields(turn, receipt.name(f"history[{place}]"))
        history.append(Turn(fields.get("question", str), fields.get("answer", str)))
    asked_at = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00"
    return Provenance(
        asked_at=receipt.digits("asked_at", asked_at, "a UTC time such as 2026-01-31T12:00:00+00:00"),
        history=tuple(history),
        top_k=receipt.whole("top_k", 1, MAX_TOP_K),
        threshold=receipt.share("threshold"),
        versions=Versions(*(receipt.get(name, str) for name in ("program", "encoder", "reader", "calibration"))),
    )


def _missing(receipt: _Fields | None, quotes: tuple[SavedQuote, ...]) -> tuple[str, ...]:
    if receipt is not None:
        return ()
    undated = tuple(f"{one.field}.document.sha256" for one in quotes if one.sha256 is None)
    return ("receipt", *undated)


def _seal(answer: dict[str, Any]) -> str:
    """Over every field but the `id` that a batch adds and the seal itself; numbers as JavaScript also writes them."""
    receipt = {name: value for name, value in answer["receipt"].items() if name != "seal"}
    content = {name: value for name, value in answer.items() if name != "id"} | {"receipt": receipt}
    try:
        canonical = json.dumps(_plain(content), sort_keys=True, separators=(",", ":"))
    except RecursionError as error:
        raise InputError("answer: it is nested too deeply, which none is.") from error
    except (ValueError, TypeError) as error:  # what a parser other than this program's may give
        raise InputError(f"answer: a value of it cannot be written as JSON ({error}).") from error
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _kind(value: object) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return next((name for kind, name in _KINDS.items() if isinstance(value, kind)), type(value).__name__)
