"""DOCX and EPUB, which are ZIP archives, to plain text. Runs in the loading worker: the input is not trusted."""

from __future__ import annotations

import posixpath
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

from lxml import etree

from index.decode import UnreadableError, clean, decode
from index.markup import Parsed, parse_xhtml

_MOST_MEMBERS = 10_000
_TEMPLATE_DATE = "2013-12-23"  # python-docx's own template, which programs leave as it is
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"


def parse_docx(path: Path, most_bytes: int) -> Parsed:
    """Paragraphs and tables in their order, with the core properties' title, language and date of creation."""
    import docx
    from docx.table import Table

    _check(path, most_bytes, "word/document.xml", "a DOCX")
    document = docx.Document(str(path))
    blocks: list[str] = []
    heading: str | None = None
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            blocks.append(_table_text(item))
            continue
        blocks.append(item.text)
        style = str(item.style.name) if item.style is not None else ""
        if heading is None and style.startswith(("Heading", "Title", "Titre")) and item.text.strip():
            heading = item.text.strip()
    properties = document.core_properties
    created = properties.created.date().isoformat() if properties.created else None
    return Parsed(
        "\n\n".join(block for block in blocks if block.strip()),
        properties.title or None,
        heading,
        properties.language or None,
        None if created == _TEMPLATE_DATE else created,
    )


def _table_text(table: Any) -> str:
    rows = []
    for row in table.rows:
        cells = list({id(cell._tc): cell.text for cell in row.cells}.values())  # a merged cell comes several times
        rows.append("\t".join(cells).strip("\t"))
    return "\n".join(row for row in rows if row.strip())


def parse_epub(path: Path, most_bytes: int) -> Parsed:
    """The chapters in the order of the spine, with Dublin Core's title, language and date."""
    _check(path, most_bytes, _CONTAINER, "an EPUB")
    with zipfile.ZipFile(path) as archive:
        reader = _Reader(archive, most_bytes)
        container = reader.xml(_CONTAINER)
        package_name = next((element.get("full-path") for element in container.iter("{*}rootfile")), None)
        if not package_name:
            raise UnreadableError("it is damaged (it names no package); convert it again from its source")
        package = reader.xml(package_name)
        names = _chapters(package, package_name)
        if _ENCRYPTION in archive.namelist():
            locked = {
                unquote(reference.get("URI", "")) for reference in reader.xml(_ENCRYPTION).iter("{*}CipherReference")
            }
            if locked.intersection(names):
                raise UnreadableError("it is locked (DRM); add a copy without the lock")
        texts: list[str] = []
        heading: str | None = None
        for name in names:
            text, title = parse_xhtml(clean(decode(reader.read(name), markup=True)))
            texts.append(text)
            heading = heading or title
    return Parsed(
        "\n\n".join(text for text in texts if text),
        _dublin_core(package, "title"),
        heading,
        _dublin_core(package, "language"),
        _dublin_core(package, "date"),
    )


def _chapters(package: etree._Element, package_name: str) -> list[str]:
    """The archive names of the spine's documents, tables of contents left out."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    names = []
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        href = unquote(urldefrag(item.get("href") or "").url)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(package_name), href))
        if name.startswith(("/", "..")):
            raise UnreadableError("it points outside itself; it is damaged or made to harm, so leave it out")
        names.append(name)
    return names


def _dublin_core(package: etree._Element, field: str) -> str | None:
    found = next(package.iter("{http://purl.org/dc/elements/1.1/}" + field), None)
    return (found.text or "").strip() or None if found is not None else None


class _Reader:
    """Reads members of an archive up to a total size, whatever their headers say."""

    def __init__(self, archive: zipfile.ZipFile, most_bytes: int) -> None:
        self._archive = archive
        self._left = most_bytes

    def read(self, name: str) -> bytes:
        try:
            with self._archive.open(name) as member:
                data = member.read(self._left + 1)
        except KeyError as error:
            raise UnreadableError(
                f"it is damaged ({name[:80]} is not in it); convert it again from its source"
            ) from error
        except RuntimeError as error:
            raise UnreadableError("it is locked by a password; save an unlocked copy and add that") from error
        self._left -= len(data)
        if self._left < 0:
            raise UnreadableError("it unpacks to more than the limit; leave it out or split it")
        return data

    def xml(self, name: str) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        return etree.fromstring(self.read(name), parser)


def _check(path: Path, most_bytes: int, needed: str, what: str) -> None:
    """Refuses archives that are not what their name says, and bombs, before anything is unpacked."""
    with path.open("rb") as file:
        if file.read(4) == b"\xd0\xcf\x11\xe0":
            raise UnreadableError("it is an old or a locked Office file; save it as an unlocked DOCX")
    if not zipfile.is_zipfile(path):
        raise UnreadableError(
            f"it is damaged or not {what}; save it again as one, or give it the ending it should have"
        )
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > most_bytes:
            raise UnreadableError("it unpacks to more than the limit; leave it out or split it")
        if needed not in archive.namelist():
            raise UnreadableError(f"it is not {what}; give it the ending it should have, or leave it out")
