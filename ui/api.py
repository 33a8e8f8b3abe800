"""The named endpoints, for gradio_client, @gradio/client and curl: typed values in, plain JSON out, clear errors."""

from __future__ import annotations

import functools
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar, cast

import gradio as gr
from gradio.block_function import BlockFunction
from gradio.components.api_component import Api
from gradio.events import api as endpoint
from gradio.state_holder import SessionState
from gradio_client.utils import is_file_obj_with_meta, traverse

from index.dates import given_date
from index.errors import IndexingError, InputError
from index.index import Index
from index.types import AddReport, Mode, Progress
from qa.answer import MAX_QUESTION, MAX_TOP_K, Answerer
from qa.statement_list import MOST, Listed, list_statements
from qa.types import Answer, Turn
from ui.answer_json import answer_to_json, hit_to_json, public_source, turns_from_json
from ui.messages import Language, Texts
from ui.receipt_json import saved_from_json
from ui.receipts import Shelf, of_server, verification_to_json, verify
from ui.statement_json import statement_to_json

MAX_LIMIT = 1000  # documents in one page of the list
_LARGEST = 2**63 - 1  # of SQLite's integers

_P = ParamSpec("_P")
_R = TypeVar("_R")
_log = logging.getLogger(__name__)


def public_message(error: Exception, words: Texts) -> str:
    """What a person may read of an error: our own errors as they are, any other as a reference to the log."""
    if isinstance(error, IndexingError | InputError):
        return str(error)
    reference = secrets.token_hex(4)
    _log.error("internal error, reference %s", reference, exc_info=error)
    return words.failed.format(reference=reference)


def clear_errors(words: Texts) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Decorator: whatever is raised reaches the client as a `gr.Error` with `public_message`."""

    def decorate(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def call(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            try:
                return function(*args, **kwargs)
            except gr.Error:
                raise
            except Exception as error:
                raise gr.Error(public_message(error, words), print_exception=False) from error

        return call

    return decorate


class ApiBlocks(gr.Blocks):
    """Blocks that are safe and clear to call from outside.

    Mounted in another server, Gradio 6.31 skips its own check of file paths (`has_launched` is never set), so that a
    client could have any file of the machine, or any address, opened as its "upload": here only what was uploaded to
    this very server passes. And for arguments left out or of a wrong type Gradio answers `{"error": null}`: here the
    last arguments take their defaults, and the rest is told.
    """

    def validate_inputs(self, block_fn: BlockFunction, inputs: list[Any]) -> None:
        for block in block_fn.inputs[len(inputs) :]:
            inputs.append(block.value if isinstance(block, Api) else None)

    async def preprocess_data(
        self, block_fn: BlockFunction, inputs: list[Any], state: SessionState | None, explicit_call: bool = False
    ) -> list[Any]:
        traverse(inputs, self._check_upload, is_file_obj_with_meta)
        try:
            return list(await super().preprocess_data(block_fn, inputs, state, explicit_call))
        except ValueError as error:
            if isinstance(error, gr.Error):
                raise
            raise gr.Error("The values sent do not fit this endpoint.", print_exception=False) from error

    def _check_upload(self, file: dict[str, Any]) -> dict[str, Any]:
        if file["path"] not in self.upload_file_set:
            raise gr.Error(
                "files: one was not uploaded to this server; upload it first, as gradio_client's handle_file does.",
                print_exception=False,
            )
        return file


class Service:
    """What page and API do, with every argument checked: the only caller of Answerer and Index in the server."""

    def __init__(self, answerer: Answerer, index: Index, *, readers: int) -> None:
        self.index = index
        self._answerer = answerer
        self._reading = threading.BoundedSemaphore(readers)

    def answer(self, question: str, history: list[Turn], top_k: int = 8, language: str | None = None) -> Answer:
        """Raises QuestionError. Waits while `readers` other questions are being read."""
        spoken = cast(Literal["fr", "en", "auto"] | None, language)  # checked by ask, whatever a client sent
        with self._reading:
            return self._answerer.ask(question, history=history, top_k=top_k, language=spoken)

    def verify(self, answer: object, language: Language | None = None) -> dict[str, Any]:
        """What became of an answer that was saved. Raises InputError for what is none, or was changed since."""
        saved = saved_from_json(answer)
        done = verify(saved, Shelf(self.index).candidates, of_server(self._answerer.versions, self.index))
        return verification_to_json(done, language or saved.language)

    def statements(self, speaker: str | None, about: str | None, limit: int) -> list[Listed]:
        return list_statements(self.index, self._answerer.calibration, speaker=speaker, about=about, limit=limit)

    def add(self, files: list[str], progress: Progress | None = None, date: str | None = None) -> AddReport:
        """`files` are Gradio's copies of an upload, as a component handed them over; each keeps its own name. `date`:
        when all of them were published, where their own word is not to count. Raises InputError."""
        day = given_date(date) if date is not None else None
        paths = [Path(file) for file in files]
        report = self.index.add(paths, sources=[path.name for path in paths], progress=progress)
        if day is not None:
            self.index.set_date([file.document_id for file in report.files if file.document_id is not None], day)
        return report


def whole(name: str, value: object, low: int, high: int = _LARGEST) -> int:
    """`value` if it is a whole number from `low` to `high`; else an InputError that names the field."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        allowed = f"from {low} to {high}" if high < _LARGEST else f"of at least {low}"
        raise InputError(f"{name}: it is {_shown(value)}; give a whole number {allowed}.")
    return value


def _ids(value: object) -> list[int]:
    if not isinstance(value, list) or not value:
        raise InputError("document_ids: give a list of ids, such as [3, 5]; /documents lists them.")
    return [whole(f"document_ids[{place}]", one, 1) for place, one in enumerate(value)]


def _date(value: object) -> str | None:
    """A date as given, None for none; Index checks that it is a day."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InputError(f"date: it is {_shown(value)}; give a text, such as 2016-08-27, or null.")
    return value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def report_to_json(report: AddReport) -> dict[str, Any]:
    files = [asdict(file) | {"source": public_source(file.source)} for file in report.files]
    return {"files": files, "generation": report.generation}


def register(service: Service, words: Texts, *, readers: int) -> None:
    """Adds the endpoints to the Blocks being built. `readers` questions are read at a time; writes go one by one,
    and neither holds up a search or a list."""
    index = service.index
    guarded = clear_errors(words)

    @guarded
    def ask(
        question: str, history: list[dict[str, str]] | None = None, top_k: int = 8, language: str = "auto"
    ) -> dict[str, Any]:
        """Answer a question with the exact words of the articles. history: earlier turns {"question", "answer"};
        top_k: passages to read, 1 to 50; language of the reply's own words: auto, fr or en."""
        return answer_to_json(service.answer(question, turns_from_json(history), top_k, language))

    @guarded
    def verify_answer(answer: dict[str, Any], language: str = "auto") -> dict[str, Any]:
        """Tell whether the words of a saved answer (what /ask gave) still stand where they were quoted: unchanged,
        moved or gone, and what else has changed since. language of the report: auto (the answer's), fr or en."""
        languages: dict[str, Language | None] = {"auto": None, "fr": "fr", "en": "en"}
        if not isinstance(language, str) or language not in languages:
            raise InputError(f"language: it is {_shown(language)}; give fr, en or auto.")
        return service.verify(answer, languages[language])

    @guarded
    def search(query: str, top_k: int = 8, mode: str = "hybrid") -> dict[str, Any]:
        """Find the passages that fit a query best. mode: hybrid, dense or text."""
        if not isinstance(query, str) or not query.strip():
            raise InputError("query: it is empty; give words to search for.")
        if len(query) > MAX_QUESTION:
            raise InputError(f"query: it has {len(query)} characters; shorten it to {MAX_QUESTION} at most.")
        modes: dict[str, Mode] = {"hybrid": "hybrid", "dense": "dense", "text": "text"}
        if not isinstance(mode, str) or mode not in modes:
            raise InputError(f"mode: it is {_shown(mode)}; give hybrid, dense or text.")
        result = index.search(query, top_k=whole("top_k", top_k, 1, MAX_TOP_K), mode=modes[mode])
        hits = [hit_to_json(hit) | {"title": result.documents[hit.passage.document_id].title} for hit in result.hits]
        return {"query": query, "mode": mode, "generation": result.generation, "hits": hits}

    @guarded
    def statements(speaker: str | None = None, about: str | None = None, limit: int = 100) -> dict[str, Any]:
        """List who said what in the articles. speaker: a name or a role; about: a topic, the likeliest first."""
        for name, value in (("speaker", speaker), ("about", about)):
            if value is not None and not isinstance(value, str):
                raise InputError(f"{name}: it is {_shown(value)}; give a text or null.")
        listed = service.statements(speaker, about, whole("limit", limit, 1, MOST))
        return {"statements": [statement_to_json(one) for one in listed]}

    @guarded
    def add(files: list[str] | None, date: str | None = None) -> dict[str, Any]:
        """Add or update documents: text, Markdown, HTML, PDF, DOCX or EPUB files, uploaded. date: when they were
        published, YYYY-MM-DD, where their own word is not to count."""
        if not files:
            raise InputError("files: none was given; upload at least one.")
        return report_to_json(service.add(files, date=_date(date)))

    @guarded
    def set_date(document_ids: list[int], date: str | None = None) -> dict[str, Any]:
        """Set when documents were published, YYYY-MM-DD; without a date they keep what their files say. All of them,
        or none where an id is unknown."""
        dated = index.set_date(_ids(document_ids), _date(date))
        return {"dated": list(dated), "generation": index.status().generation}

    @guarded
    def remove(document_ids: list[int]) -> dict[str, Any]:
        """Remove documents by their ids: all of them, or none where an id is unknown."""
        removed = index.remove(_ids(document_ids))
        return {"removed": list(removed), "generation": index.status().generation}

    @guarded
    def documents(offset: int = 0, limit: int = 100) -> dict[str, Any]:
        """List the documents in the order they came, without their text."""
        listed = index.documents(offset=whole("offset", offset, 0), limit=whole("limit", limit, 1, MAX_LIMIT))
        rows = [asdict(one) | {"source": public_source(one.source)} for one in listed.documents]
        return {"total": listed.total, "offset": offset, "limit": limit, "documents": rows}

    @guarded
    def document(document_id: int) -> dict[str, Any]:
        """One document with its whole text."""
        found = index.document(whole("document_id", document_id, 1))
        return asdict(found) | {"source": public_source(found.source)}

    @guarded
    def reindex() -> dict[str, Any]:
        """Chunk and embed every document anew; questions are answered from the old index meanwhile."""
        return asdict(index.reindex())

    @guarded
    def status() -> dict[str, Any]:
        """What the index holds and which model made it."""
        return asdict(index.status())

    endpoint(ask, api_name="ask", concurrency_id="read", concurrency_limit=readers)
    endpoint(search, api_name="search", concurrency_id="search", concurrency_limit=4)
    endpoint(statements, api_name="statements", concurrency_id="search", concurrency_limit=4)
    endpoint(verify_answer, api_name="verify_answer", concurrency_id="look", concurrency_limit=4)
    endpoint(remove, api_name="remove", concurrency_id="write", concurrency_limit=1)
    endpoint(set_date, api_name="set_date", concurrency_id="write", concurrency_limit=1)
    endpoint(reindex, api_name="reindex", concurrency_id="write", concurrency_limit=1)
    endpoint(documents, api_name="documents", concurrency_id="look", concurrency_limit=4)
    endpoint(document, api_name="document", concurrency_id="look", concurrency_limit=4)
    endpoint(status, api_name="status", concurrency_id="look", concurrency_limit=4)
    # An upload must pass through a component: it is what checks that a path is one of Gradio's own copies, where an
    # argument of type list[str] would open any file of this machine.
    files = gr.File(label="files", file_count="multiple", visible=False)
    date = gr.Textbox(label="date", value="", visible=False)
    report = gr.JSON(label="report", visible=False)
    gr.Button(visible=False).click(
        add,
        [files, date],
        report,
        api_name="add",
        concurrency_id="write",
        concurrency_limit=1,
        show_progress="hidden",
    )
