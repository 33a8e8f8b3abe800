"""HTML and Markdown to plain text. Runs in the loading worker: the input is not trusted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.entities import html5

from lxml import etree, html

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "item",
        "legend",
        "li",
        "list",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "quote",
        "row",
        "section",
        "summary",
        "table",
        "title",
        "tr",
        "ul",
    ]
)
_TIGHT = frozenset(["li", "item", "tr", "row", "dt", "dd", "option"])
_CELLS = frozenset(["td", "th", "cell"])
_VERBATIM = frozenset(["pre"])
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        "canvas",
        "select",
        "button",
        "textarea",
        "title",
        "meta",
        "link",
    ]
)
_FURNITURE = frozenset(["nav", "footer", "aside", "form", "header"])
_HEADINGS = frozenset(["h1", "h2", "h3"])
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
_RUN_OF_SPACES = re.compile(r"[ \t]{2,}")
_NAMED = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,31});")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
_FRONT_MATTER = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.{0,10000}?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^(\w[\w-]*)[ \t]*[:=][ \t]*(.*)$", re.MULTILINE)
# trafilatura makes non-breaking spaces plain ones: these letters (Linear A, in no news) stand for them meanwhile.
_STAND_INS = {"\u00a0": "\U00010600", "\u202f": "\U00010601", "\u2009": "\U00010602", "\u2007": "\U00010603"}
_MASK = str.maketrans(_STAND_INS)
_UNMASK = str.maketrans({letter: space for space, letter in _STAND_INS.items()})
_FEW_CHARS = 250  # where trafilatura finds less than this, it may have missed the text


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser found in a file; `heading` is the first one, `language` and `published` as the file has them."""

    text: str
    title: str | None = None
    heading: str | None = None
    language: str | None = None
    published: str | None = None


def parse_html(source: str) -> Parsed:
    """The main text of a page (trafilatura), or all its text where little is found; title, date and language."""
    import trafilatura

    tree = _html_tree(source)
    if tree is None:
        return Parsed("")
    language = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    page_title = _collapse(tree.findtext(".//title") or "")
    heading = next((_collapse(element.text_content()) for element in tree.iter("h1")), None)
    everything = visible_text(tree)
    masked = not any(letter in source for letter in _STAND_INS.values())
    if masked:
        _translate(tree, _MASK)
    found = trafilatura.bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text, title, published = "", None, None
    if isinstance(found, trafilatura.settings.Document):
        text = blocks_of(found.body) if found.body is not None else ""
        title, published = found.title, found.date
    if masked:
        text, title = text.translate(_UNMASK), title.translate(_UNMASK) if title else None
    if len(text) < min(_FEW_CHARS, len(everything) // 2):
        text = everything
    return Parsed(text, title or page_title or None, heading, language, published)


def visible_text(tree: etree._Element) -> str:
    """All text of a page that is not navigation; of the whole page where nothing else is there."""
    return blocks_of(tree, _DROPPED | _FURNITURE) or blocks_of(tree)


def parse_xhtml(source: str) -> tuple[str, str | None]:
    """The text of a chapter of an EPUB and its first heading. Entities of a DTD are never expanded."""
    source = _NAMED.sub(_numeric, _DECLARATION.sub("", source, count=1))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    tree = etree.fromstring(source.encode(), parser) if source.strip() else None
    if tree is None or not len(tree):
        tree = _html_tree(source)
    if tree is None:
        return "", None
    etree.strip_elements(tree, etree.Entity, with_tail=False)
    heading = next((element for element in tree.iter() if _name(element) in _HEADINGS), None)
    return blocks_of(tree), blocks_of(heading).replace("\n", " ") or None if heading is not None else None


def parse_markdown(source: str) -> Parsed:
    """The text without the markup; title, date and language from the front matter (YAML or TOML, flat fields)."""
    from markdown_it import MarkdownIt

    fields, source = _front_matter(source)
    tree = _html_tree(MarkdownIt("commonmark").enable("table").render(source))
    heading = None if tree is None else next((blocks_of(element) for element in tree.iter("h1", "h2")), None)
    return Parsed(
        "" if tree is None else blocks_of(tree),
        fields.get("title"),
        heading.replace("\n", " ") if heading else None,
        fields.get("lang") or fields.get("language"),
        fields.get("date") or fields.get("published"),
    )


def blocks_of(tree: etree._Element, dropped: frozenset[str] = _DROPPED) -> str:
    """The text under an element: paragraphs parted by a blank line, list items and table rows by a line break,
    cells by a tab. White space is that of HTML; non-breaking spaces stay."""
    out = _Blocks()
    pre = 0
    walker = etree.iterwalk(tree, events=("start", "end", "comment", "pi"))
    for event, element in walker:
        name = _name(element)
        if event == "start":
            if name in dropped:
                walker.skip_subtree()
                continue
            pre += name in _VERBATIM
            if name in _BLOCKS:
                out.end_block(tight=name in _TIGHT)
            elif name in ("br", "lb"):
                out.end_line()
            elif name in _CELLS:
                out.text("\t")
            out.text(element.text, verbatim=pre > 0)
            continue
        if event == "end" and name not in dropped:
            pre -= name in _VERBATIM
            if name in _BLOCKS:
                out.end_block(tight=name in _TIGHT)
        if element is not tree:
            out.text(element.tail, verbatim=pre > 0)
    return out.finish()


class _Blocks:
    def __init__(self) -> None:
        self._parts: list[str] = []
        self._lines: list[str] = []
        self._blocks: list[str] = []
        self._tight = False

    def text(self, text: str | None, *, verbatim: bool = False) -> None:
        if not text:
            return
        first, *rest = text.split("\n") if verbatim else [text if text == "\t" else _HTML_SPACE.sub(" ", text)]
        self._parts.append(first)
        for line in rest:
            self.end_line()
            self._parts.append(line)

    def end_line(self) -> None:
        self._lines.append(_RUN_OF_SPACES.sub(_one_space, "".join(self._parts)).strip(" \t\n"))
        self._parts = []

    def end_block(self, *, tight: bool = False) -> None:
        self.end_line()
        block = "\n".join(self._lines).strip("\n")
        self._lines = []
        if block:
            if self._blocks:
                self._blocks.append("\n" if tight and self._tight else "\n\n")
            self._blocks.append(block)
        self._tight = tight and (self._tight or bool(block))

    def finish(self) -> str:
        self.end_block()
        return "".join(self._blocks)


def _one_space(run: re.Match[str]) -> str:
    return "\t" if "\t" in run.group() else " "


def _collapse(text: str) -> str:
    return _HTML_SPACE.sub(" ", text).strip(" ")


def _name(element: etree._Element) -> str:
    """The tag without its name space; nothing for comments and the like."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _numeric(match: re.Match[str]) -> str:
    """&eacute; as &#233;, for a parser that reads no DTD."""
    if match[1] in ("amp", "lt", "gt", "quot", "apos"):
        return match[0]
    character = html5.get(match[1] + ";")
    return "".join(f"&#{ord(part)};" for part in character) if character else match[0]


def _html_tree(source: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(source.encode(), parser=parser)
    except etree.ParserError:
        return None  # nothing but white space or comments


def _translate(tree: etree._Element, table: dict[int, str]) -> None:
    for element in tree.iter():
        if element.text and isinstance(element.tag, str):
            element.text = element.text.translate(table)
        if element.tail:
            element.tail = element.tail.translate(table)


def _front_matter(source: str) -> tuple[dict[str, str], str]:
    """The flat fields of a YAML or TOML head, in lower case, and the text after it."""
    match = _FRONT_MATTER.match(source)
    if not match or not _FIELD.match(match[2]):
        return {}, source
    fields = {name.lower(): value.strip().strip("\"'").strip() for name, value in _FIELD.findall(match[2])}
    return {name: value for name, value in fields.items() if value}, source[match.end() :]
