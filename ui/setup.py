"""From settings to a working index and answerer: the one place where the parts are put together."""

from __future__ import annotations

from pathlib import Path

from index.encoder import SentenceEncoder
from index.errors import IncompatibleIndexError
from index.index import Index
from index.types import Progress
from qa import confidence
from qa.answer import Answerer
from qa.reader import Reader
from qa.settings import Settings
from qa.statements import extract


def make_encoder(settings: Settings) -> SentenceEncoder:
    """The chosen encoder; its weights are read at the first use."""
    return SentenceEncoder(settings.encoder, threads=settings.threads)


def load_reader(settings: Settings) -> Reader:
    """The chosen reader. Raises ModelError."""
    return Reader.load(settings.reader, threads=settings.threads, local_only=Path(settings.reader).is_dir())


def open_index(settings: Settings, *, create: bool = False, check: bool = True) -> Index:
    """The index of the data folder. Raises NoIndexError and IncompatibleIndexError, see `Index.open`."""
    return Index.open(settings.data, make_encoder(settings), annotate=extract, create=create, check=check)


def open_or_reindex(settings: Settings, progress: Progress | None = None) -> Index:
    """`open_index`, made where there is none and brought up to date where another model made it."""
    try:
        return open_index(settings, create=True)
    except IncompatibleIndexError:
        open_index(settings, check=False).reindex(progress)
        return open_index(settings)


def threshold(settings: Settings) -> float:
    """The least confidence of an answer: the one given, or what the dial `max_wrong` asks for, or the default."""
    calibration = confidence.load()
    if settings.threshold is not None:
        return settings.threshold
    return calibration.threshold if settings.max_wrong is None else calibration.threshold_for(settings.max_wrong)


def open_answerer(settings: Settings, index: Index) -> Answerer:
    """Loads the reader. Raises ModelError."""
    return Answerer(index, load_reader(settings), calibration=confidence.load(), threshold=threshold(settings))
