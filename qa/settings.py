"""Settings: read once, from flags first, then `DEPECHE_*` variables, then the defaults. Never a global."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar

from index.errors import InputError

_T = TypeVar("_T", int, None)
_ROOT = Path(__file__).resolve().parent.parent


class SettingsError(InputError):
    """A setting has a value that cannot be used; the message names the flag, the variable and what is allowed."""


@dataclass(frozen=True, slots=True)
class ModelPair:
    """An encoder and a reader that go together: folders, or names on the Hugging Face hub."""

    encoder: str
    reader: str
    note: str


PRESETS: Mapping[str, ModelPair] = {
    "embedded": ModelPair(
        str(_ROOT / "index" / "model"), str(_ROOT / "qa" / "model"), "ships with Dépêche; no network, any laptop"
    ),
    "small": ModelPair(
        "intfloat/multilingual-e5-small",
        "deepset/xlm-roberta-base-squad2",
        "about 1.6 GB from the hub; 4 GB of memory",
    ),
    "large": ModelPair(
        "BAAI/bge-m3", "deepset/xlm-roberta-large-squad2", "about 4.5 GB from the hub; 8 GB of memory, or a GPU"
    ),
}


def default_data() -> Path:
    """`.depeche` beside the code in a checkout, else the user's data folder: the same from any working directory."""
    if (_ROOT / "pyproject.toml").exists():
        return _ROOT / ".depeche"
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "depeche"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen. `max_wrong` is the user's dial: the share of wrong answers they accept; it sets
    the confidence below which the answer is "the articles do not say". `threshold` sets that confidence directly."""

    data: Path
    encoder: str
    reader: str
    top_k: int = 8
    threshold: float | None = None
    max_wrong: float | None = None
    threads: int | None = None
    host: str = "127.0.0.1"
    port: int = 7860
    max_upload_mb: int = 50

    @classmethod
    def read(cls, flags: Mapping[str, object] | None = None, env: Mapping[str, str] = os.environ) -> Settings:
        """Settings from `flags` (None values are not given) and `DEPECHE_*` variables. Raises SettingsError."""
        chosen: dict[str, object] = {}
        for name in ("models", *(field.name for field in fields(cls))):
            value = (flags or {}).get(name)
            if value is None:
                value = env.get(f"DEPECHE_{name.upper()}") or None
            if value is not None:
                chosen[name] = value
        preset = str(chosen.pop("models", "embedded"))
        if preset not in PRESETS:
            raise SettingsError(f"--models / DEPECHE_MODELS is {preset!r}; choose one of {', '.join(PRESETS)}.")
        pair = PRESETS[preset]
        return cls(
            data=Path(os.path.expanduser(str(chosen.get("data") or default_data()))),
            encoder=str(chosen.get("encoder", pair.encoder)),
            reader=str(chosen.get("reader", pair.reader)),
            top_k=_whole(chosen, "top_k", 8, 1, 50),
            threshold=_share(chosen, "threshold"),
            max_wrong=_share(chosen, "max_wrong"),
            threads=_whole(chosen, "threads", None, 1, 1024),
            host=str(chosen.get("host", "127.0.0.1")),
            port=_whole(chosen, "port", 7860, 0, 65535),
            max_upload_mb=_whole(chosen, "max_upload_mb", 50, 1, 10_000),
        )


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')} / DEPECHE_{name.upper()}"


def _whole(chosen: Mapping[str, object], name: str, default: _T, low: int, high: int) -> int | _T:
    if name not in chosen:
        return default
    try:
        value = int(str(chosen[name]))
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise SettingsError(f"{_flag(name)} is {chosen[name]!r}; it takes a whole number from {low} to {high}.")
    return value


def _share(chosen: Mapping[str, object], name: str) -> float | None:
    if name not in chosen:
        return None
    try:
        value = float(str(chosen[name]))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise SettingsError(f"{_flag(name)} is {chosen[name]!r}; it takes a number from 0 to 1.")
    return value
