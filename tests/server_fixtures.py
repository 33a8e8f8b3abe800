"""The whole server, with the shipped models and the shipped article, on a free port of this machine."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from index.index import Index
from index.types import Encoder
from qa import confidence
from qa.answer import Answerer
from qa.reader import Reader
from qa.statements import extract
from qa.types import Answer, Turn
from ui.server import create_server

SEEDS = Path(__file__).parent.parent / "seeds"


class GatedAnswerer(Answerer):
    """The real answerer behind a gate, open unless a test closes it to have a question that takes its time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gate = threading.Event()
        self.gate.set()
        self.broken = False

    def ask(self, question: str, *, history: Sequence[Turn] = (), **options: Any) -> Answer:
        self.gate.wait(60)
        if self.broken:
            raise RuntimeError("/secret/path/of/the/server went wrong")
        return super().ask(question, history=history, **options)


_connections: list[object] = []  # whatever this process connects to or looks up, from the first import on
sys.addaudithook(
    lambda event, args: _connections.append(args) if event in ("socket.connect", "socket.getaddrinfo") else None
)


def outside() -> list[object]:
    """The connections that were not to this machine."""

    def local(args: Any) -> bool:
        address = args[1] if isinstance(args[0], socket.socket) else args
        host = address[0] if isinstance(address, tuple) else address  # a path is a socket of this machine
        return isinstance(host, bytes | str | None) and str(host).startswith(("127.", "::1", "localhost", "/", "b'"))

    return [args for args in _connections if not local(args)]


@dataclass(frozen=True)
class Live:
    url: str
    index: Index
    answerer: GatedAnswerer
    seed: int  # the shipped article's id


@contextmanager
def running(data: Path, encoder: Encoder, reader: Reader, *, max_upload_mb: int = 50) -> Iterator[Live]:
    """A server over a new index of seeds/ in `data`, ended on leaving."""
    index = Index.open(data, encoder, annotate=extract)
    report = index.add(sorted(SEEDS.iterdir()))
    assert [file.outcome for file in report.files] == ["added"]
    calibration = confidence.load()
    answerer = GatedAnswerer(index, reader, calibration=calibration, threshold=calibration.threshold)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        app = create_server(answerer, index, max_upload_mb=max_upload_mb)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + 60
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.05)
        assert server.started
        seed = report.files[0].document_id
        assert seed is not None
        try:
            yield Live(f"http://127.0.0.1:{listener.getsockname()[1]}/", index, answerer, seed)
        finally:
            answerer.gate.set()
            server.should_exit = True
            server.force_exit = True
            thread.join(30)
            assert outside() == []
