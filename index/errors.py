"""The errors of the index. Each message says what went wrong, with which file or field, and what to do next."""


def is_text(value: str) -> bool:
    """Whether a string can be written in UTF-8: a file name or an argument in another encoding holds surrogates."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(value: str) -> str:
    """The same string with a mark in place of what cannot be written."""
    return value.encode("utf-8", "replace").decode()


class IndexingError(Exception):
    """Base of everything the index raises on purpose; safe to show to a user (no trace, no server path)."""


class LoadError(IndexingError):
    """A file could not be turned into a document; the message names the file and the remedy."""


class InputError(ValueError):
    """What the user gave cannot be used; the message names the field and what is allowed."""


class NoIndexError(IndexingError):
    """There is no index in the data folder yet."""


class IncompatibleIndexError(IndexingError):
    """The index was made by another model, chunking or schema; the message names the command that mends it."""


class ModelError(IndexingError):
    """An encoder or reader could not be loaded; the message names the folder or hub name."""


class UnknownDocumentError(IndexingError):
    """No document has this id."""


class StoreError(IndexingError):
    """The database could not be read or written (disk full, locked, damaged); nothing half-written remains."""
