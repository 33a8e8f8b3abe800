"""ASGI middleware around the whole server: who may call it, how much they may send, and what a page may load."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class SameOrigin:
    """Refuses what a page of another site makes a browser send, and names that do not belong to this server.

    With `loopback`, only the machine's own names may stand in Host: a foreign name that resolves to 127.0.0.1
    (DNS rebinding) is refused. A request without Origin (curl, gradio_client, Node) comes from no other site's page.
    """

    def __init__(self, app: ASGIApp, *, loopback: bool, allowed_origins: Sequence[str] = ()) -> None:
        self._app = app
        self._loopback = loopback
        self._allowed = {origin.rstrip("/").lower() for origin in allowed_origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        origin = headers.get("origin")
        if self._loopback and re.sub(r":\d+$", "", host) not in _LOOPBACK:
            problem = "This server only answers to the names of its own machine: use http://127.0.0.1 and its port."
        elif origin is not None and not self._own(origin.lower(), host):
            problem = "Pages of other sites may not call this server."
        else:
            await self._app(scope, receive, send)
            return
        await PlainTextResponse(problem, status_code=403)(scope, receive, send)

    def _own(self, origin: str, host: str) -> bool:
        return origin.partition("://")[2] == host or origin in self._allowed


class BodyLimit:
    """Bounds the bytes of a request's body, all its files together: `upload` for Gradio's uploads, `other` elsewhere.

    A body that announces too much is refused unread; one that does not say is cut off where it passes the limit.
    """

    def __init__(self, app: ASGIApp, *, upload: int, other: int) -> None:
        self._app = app
        self._upload = upload
        self._other = other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._upload if scope["path"].rstrip("/").endswith("/upload") else self._other
        refusal = PlainTextResponse(
            f"The request is larger than {limit} bytes, the most that this server takes at once. "
            "Send fewer or smaller files.",
            status_code=413,
        )
        length = Headers(scope=scope).get("content-length", "")
        if length.isdecimal() and int(length) > limit:
            await refusal(scope, receive, send)
            return
        received = 0
        refused = started = False

        async def count() -> Message:
            nonlocal received, refused
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                if not started and not refused:
                    await refusal(scope, receive, send)
                refused = True
                return {"type": "http.disconnect"}
            return message

        async def pass_on(message: Message) -> None:
            nonlocal started
            started = True
            if not refused:
                await send(message)

        try:
            await self._app(scope, count, pass_on)
        except ClientDisconnect:
            if not refused:
                raise


class SecurityHeaders:
    """Content-Security-Policy and its kin on every response.

    The policy lets a page load from this server only. Gradio's `gr.HTML` compiles its template at run time, hence
    'unsafe-eval'; its few inline scripts are allowed by their digests, so that no other inline script or `onerror=`
    runs, whatever text should ever reach the page unescaped.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        accepted = Headers(scope=scope).get("accept", "")
        if scope["path"] == "/" or "text/html" in accepted:  # its scripts are read below: it must come uncompressed
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": headers}
        start: Message | None = None
        body = b""

        async def secure(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                _set(headers)
                if headers.get("content-type", "").startswith("text/html"):
                    start = message
                    return
                headers["Content-Security-Policy"] = _policy([])
            elif message["type"] == "http.response.body" and start is not None:
                body += message.get("body", b"")
                if message.get("more_body"):
                    return
                scripts = _INLINE_SCRIPT.findall(body)
                MutableHeaders(scope=start)["Content-Security-Policy"] = _policy(scripts)
                await send(start)
                message = {"type": "http.response.body", "body": body}
                start = None
            await send(message)

        await self._app(scope, receive, secure)


def _set(headers: MutableHeaders) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


def _policy(inline_scripts: Sequence[bytes]) -> str:
    digests = [base64.b64encode(hashlib.sha256(script).digest()).decode() for script in inline_scripts]
    allowed = "".join(f" 'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval'{allowed}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "worker-src 'self' blob:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )
