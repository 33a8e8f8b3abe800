"""The program's own version."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def program_version() -> str:
    """As installed; "unknown" where the code runs without having been installed."""
    try:
        return version("depeche")
    except PackageNotFoundError:
        return "unknown"
