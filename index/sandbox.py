"""A process of its own, with limits, for the parsing of files that are not trusted."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from index.decode import UnreadableError

Kind = Literal["text", "markdown", "html", "pdf", "docx", "epub"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Sizes in bytes or characters, times in seconds."""

    file_bytes: int = 50_000_000
    output_chars: int = 20_000_000
    unpacked_bytes: int = 200_000_000
    memory_bytes: int = 2_000_000_000
    cpu_seconds: int = 30
    wall_seconds: float = 60.0


DEFAULT_LIMITS = Limits()


class Sandbox:
    """A process that parses one file after another; started when first needed, and anew after each failure."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def parse(self, path: Path, kind: Kind) -> dict[str, Any]:
        """The fields of `index.markup.Parsed`; raises UnreadableError."""
        limits = self._limits
        request = {
            "path": str(path.absolute()),
            "kind": kind,
            "cpu_seconds": limits.cpu_seconds,
            "memory_bytes": limits.memory_bytes,
            "output_chars": limits.output_chars,
            "unpacked_bytes": limits.unpacked_bytes,
        }
        process = self._process = self._process or self._start()
        late = threading.Event()

        def stop() -> None:
            late.set()
            process.kill()

        clock = threading.Timer(limits.wall_seconds, stop)
        clock.daemon = True
        clock.start()
        line = b""
        try:
            stdin, stdout = _pipes(process)
            with suppress(BrokenPipeError):
                stdin.write(json.dumps(request).encode() + b"\n")
                stdin.flush()
            # JSON writes a character in at most 12 bytes; the rest is for the other fields
            line = stdout.readline(12 * limits.output_chars + 1_000_000)
        finally:
            clock.cancel()
            if not line.endswith(b"\n"):
                self.close()
        if late.is_set():
            raise UnreadableError(
                f"reading it took longer than {limits.wall_seconds:g} seconds; split it or leave it out"
            )
        if not line.endswith(b"\n"):
            raise UnreadableError(
                "its parser broke off on it (damaged, too large or made to harm); save it again or split it"
            )
        fields: dict[str, Any] = json.loads(line)
        if "error" in fields:
            raise UnreadableError(str(fields["error"]))
        return fields

    def close(self) -> None:
        """Ends the process; a later `parse` starts another."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in _pipes(process):
            with suppress(BrokenPipeError):
                pipe.close()
        process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-B", "-m", "index.load_worker"],
            cwd=Path(__file__).parent.parent,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Its input and output, which `_start` asked for."""
    if process.stdin is None or process.stdout is None:
        raise AssertionError("the worker has no pipes")
    return process.stdin, process.stdout
