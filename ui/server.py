"""The server: Gradio's app inside a FastAPI shell with limits, headers, health, and the articles' own pages."""

from __future__ import annotations

import atexit
import errno
import functools
import os
import shutil
import socket
import sys
import tempfile
import threading
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")  # read when gradio is imported

import gradio as gr
import uvicorn
from fastapi import FastAPI, Header, Query
from fastapi import Path as PathParameter
from fastapi.responses import HTMLResponse, JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.requests import Request
from starlette.routing import Mount

from index.errors import IndexingError, InputError, UnknownDocumentError
from index.index import Index
from qa.answer import Answerer
from qa.settings import Settings
from ui import render
from ui.app import create_app
from ui.guard import BodyLimit, SameOrigin, SecurityHeaders
from ui.messages import Language, preferred, texts

_ASSETS = Path(__file__).parent / "assets"
_OTHER_BODY = 2**20  # bytes of a request that is no upload: a long conversation fits many times
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_HEAD = (
    '<link rel="stylesheet" href="depeche/depeche.css"><script src="depeche/depeche.js" defer></script>'
    '<meta name="color-scheme" content="light dark">'
)
# No pages of documentation (they load from outside), and no telemetry even where the environment asks for it.
_BARE: dict[str, Any] = {
    "docs_url": None,
    "redoc_url": None,
    "openapi_url": None,
    "telemetry": {"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
}
_SYSTEM_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")


def create_server(
    answerer: Answerer,
    index: Index,
    *,
    host: str = "127.0.0.1",
    max_upload_mb: int = 50,
    allowed_origins: Sequence[str] = (),
) -> FastAPI:
    """The whole site as an ASGI application; opens no port.

    `host` is the address that will be listened on: a loopback one also refuses any other name in Host.
    `max_upload_mb` bounds one upload, all its files together, in millions of bytes. `allowed_origins` are other
    sites whose pages may call the API.
    """
    os.environ.setdefault("GRADIO_TEMP_DIR", _private_folder())
    server = FastAPI(**_BARE)

    @server.get("/health")
    def health() -> Response:
        try:
            status = index.status()
        except IndexingError as error:
            return JSONResponse({"status": "failing", "reason": str(error)}, status_code=503)
        return JSONResponse(
            {
                "status": "ok",
                "generation": status.generation,
                "documents": status.documents,
                "passages": status.passages,
            }
        )

    @server.get("/article/{document_id}")
    def article(
        document_id: Annotated[int, PathParameter(ge=1, lt=2**63)],
        start: int = 0,
        end: int = 0,
        revision: int | None = None,
        fragment: bool = False,
        lang: Annotated[str | None, Query(pattern="^(fr|en)$")] = None,
        accept_language: Annotated[str | None, Header()] = None,
    ) -> HTMLResponse:
        language: Language = preferred(lang or accept_language)
        try:
            found = index.document(document_id)
        except UnknownDocumentError:
            words = texts(language).article_gone
            title, body, code = words, render.gone_html(language), 404
        else:
            title, code = found.title, 200
            body = render.article_html(found, language, start=start, end=end, revision=revision)
        return HTMLResponse(body if fragment else render.article_page(title, body, language), status_code=code)

    server.mount("/depeche", StaticFiles(directory=_ASSETS))
    gr.mount_gradio_app(
        server,
        create_app(answerer, index),
        path="/",
        show_error=False,
        run_history=False,
        footer_links=[],
        max_file_size=max_upload_mb * 1_000_000,
        app_kwargs=_BARE,
        ssr_mode=False,
        enable_monitoring=False,
        theme=gr.themes.Default(font=_SYSTEM_FONTS, font_mono=("ui-monospace", "monospace")),
        head=_HEAD,
    )
    _explain_bad_arguments(server)
    server.add_middleware(SecurityHeaders)
    server.add_middleware(BodyLimit, upload=max_upload_mb * 1_000_000, other=_OTHER_BODY)
    server.add_middleware(SameOrigin, loopback=host in _LOOPBACK, allowed_origins=allowed_origins)
    return server


@functools.cache
def _private_folder() -> str:
    """A folder for uploads that other users of the machine cannot read, removed when the program ends."""
    folder = tempfile.mkdtemp(prefix="depeche-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _explain_bad_arguments(server: FastAPI) -> None:
    """Gradio's `/call/v2/…` raises TypeError for a missing or unknown argument, KeyError for an unknown endpoint."""

    async def explain(request: Request, error: Exception) -> Response:
        if "/call/v2/" not in request.url.path:
            raise error
        missing = isinstance(error, KeyError)
        text = "There is no such endpoint; /gradio_api/info lists them." if missing else str(error)
        return JSONResponse({"error": text}, status_code=404 if missing else 422)

    for route in server.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):
            route.app.add_exception_handler(TypeError, explain)
            route.app.add_exception_handler(KeyError, explain)


def serve(answerer: Answerer, index: Index, settings: Settings, *, open_browser: bool = False) -> None:
    """Serves the page and the API until interrupted. Raises InputError where the address cannot be listened on."""
    app = create_server(answerer, index, host=settings.host, max_upload_mb=settings.max_upload_mb)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=128)
    except OSError as error:
        reason = "it is taken" if error.errno == errno.EADDRINUSE else error.strerror or error
        raise InputError(
            f"{settings.host}, port {settings.port}, cannot be listened on ({reason}); "
            "choose others with --host and --port (0 takes a free one)."
        ) from error
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    address = f"http://{f'[{shown}]' if ':' in shown and shown[0] != '[' else shown}:{listener.getsockname()[1]}/"
    print(f"Dépêche: {address} (Ctrl-C ends)", file=sys.stderr, flush=True)
    if settings.host not in _LOOPBACK:
        print("Everyone who can reach this machine can read, add and remove documents.", file=sys.stderr, flush=True)
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    # An open page holds its connection for good, so an end does not wait for it.
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[listener])
