"""Loading: text survives every format, and nothing that a file holds harms the program."""

from __future__ import annotations

import hashlib
import json
import os
import random
import unicodedata
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

import docx
import matplotlib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib import pdfencrypt
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from index.chunk import chunk
from index.dates import find_date
from index.errors import LoadError
from index.load import LoadFailure, find, load, load_many
from index.sandbox import Limits
from index.sentences import split_sentences
from index.types import LoadedDocument

ARTICLE = Path(__file__).parent.parent / "seeds" / "geneve-kerry-lavrov.txt"
pdfmetrics.registerFont(TTFont("DejaVu", str(Path(matplotlib.get_data_path(), "fonts/ttf/DejaVuSans.ttf"))))

# Files are made here, without the code under test.


def write_markdown(path: Path, paragraphs: list[str]) -> None:
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")


def write_html(path: Path, paragraphs: list[str]) -> None:
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    head = '<meta charset="utf-8"><title>Essai</title>'
    path.write_text(f'<html lang="fr"><head>{head}</head><body><article>{body}</article></body></html>', "utf-8")


def write_docx(path: Path, paragraphs: list[str]) -> None:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(path))


def write_pdf(path: Path, paragraphs: list[str]) -> None:
    style = ParagraphStyle("body", getSampleStyleSheet()["BodyText"], fontName="DejaVu", spaceAfter=12)
    SimpleDocTemplate(str(path)).build([Paragraph(escape(p), style) for p in paragraphs])


CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)


def write_epub(path: Path, paragraphs: list[str], *, chapter: str | None = None, href: str = "a%20b.xhtml") -> None:
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        "<dc:title>Le livre</dc:title><dc:language>fr-FR</dc:language><dc:date>2016-08-27T08:00:00Z</dc:date>"
        "</metadata>"
        f'<manifest><item id="nav" href="nav.xhtml" properties="nav"/><item id="c" href="{href}"/></manifest>'
        '<spine><itemref idref="nav"/><itemref idref="c"/></spine></package>'
    )
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    chapter = chapter or (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title/></head><body>{body}</body></html>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("OPS/book.opf", package)
        archive.writestr("OPS/a b.xhtml", chapter)
        archive.writestr("OPS/nav.xhtml", "<html><body>Table des matières</body></html>")


WRITERS = {".md": write_markdown, ".html": write_html, ".docx": write_docx, ".pdf": write_pdf, ".epub": write_epub}


@pytest.fixture(scope="module")
def feed() -> Iterator[list[Path]]:
    """Paths put here are loaded by `take`, all in one process, as a folder's files are."""
    yield []


@pytest.fixture(scope="module")
def loaded(feed: list[Path]) -> Iterator[Iterator[LoadedDocument | LoadFailure]]:
    def paths() -> Iterator[Path]:
        while True:
            yield feed.pop()

    results = load_many(paths())
    yield results
    results.close()  # type: ignore[attr-defined]


LETTER = st.sampled_from(["a", "b", "é", "è", "e\u0301", "Ç", "œ", "n", "L", "’", "7"])
WORD = st.lists(LETTER, min_size=1, max_size=9).map("".join)
PIECE = st.one_of(
    WORD, WORD, WORD, WORD.map("«\u00a0{}\u202f»".format), WORD.map("{}\u00a0:".format), WORD.map("{}.".format)
)
PARAGRAPH = st.lists(PIECE, min_size=1, max_size=40).map(lambda pieces: "Ab" + " ".join(pieces) + " fin.")
PARAGRAPHS = st.lists(PARAGRAPH, min_size=1, max_size=5, unique=True)


def check_offsets(text: str) -> None:
    for spans in (split_sentences(text), chunk(text)):
        covered = 0
        for start, end in spans:
            assert text[covered:start].strip() == ""
            assert text[start:end].strip() == text[start:end] != ""
            covered = end
        assert text[covered:].strip() == ""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PARAGRAPHS)
def test_text_survives_every_format(
    tmp_path: Path, feed: list[Path], loaded: Iterator[LoadedDocument | LoadFailure], paragraphs: list[str]
) -> None:
    for suffix, write in WRITERS.items():
        path = tmp_path / f"file{suffix}"
        write(path, paragraphs)
        feed.append(path)
        document = next(loaded)
        assert isinstance(document, LoadedDocument), document
        if suffix == ".pdf":  # where lines and pages end is a matter of layout
            assert "".join(document.text.split()) == "".join("".join(paragraphs).split())
        else:
            assert document.text == "\n\n".join(paragraphs), suffix
        assert document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()
        check_offsets(document.text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_plain_text_is_kept_as_it_is(tmp_path: Path, text: str, encoding: str) -> None:
    text = "mot\r\n" + text
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    text = (
        text.replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\x0b", "\n")
        .replace("\x0c", "\n")
        .replace("\x85", "\n")
    )
    expected = "".join(c for c in text if c == "\n" or c == "\t" or unicodedata.category(c) != "Cc")
    try:
        document = load(path)
    except LoadError:
        assert encoding == "utf-8"
        assert any(ord(c) < 32 for c in text) or text.startswith("\ufeff")
        return
    assert document.text == expected
    check_offsets(document.text)


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_cp1252_and_damaged_utf8(tmp_path: Path) -> None:
    text = "L’été coûte 5 € — « voilà »"
    assert load(write(tmp_path / "a.txt", text.encode("cp1252"))).text == text
    assert load(write(tmp_path / "b.txt", text.encode() + b" \xe9t\xe9")).text == text + " été"
    page = '<html><head><meta charset="windows-1251"></head><body><p>Москва</p></body></html>'
    assert load(write(tmp_path / "c.html", page.encode("windows-1251"))).text == "Москва"


def test_the_article() -> None:
    document = load(ARTICLE)
    assert document.text == ARTICLE.read_text(encoding="utf-8")
    assert (document.title, document.language, document.published) == ("Geneve kerry lavrov", "fr", None)
    assert document.source == str(ARTICLE)
    assert load(ARTICLE, "https://example.org/un-article.txt").source == "https://example.org/un-article.txt"


def test_markdown(tmp_path: Path) -> None:
    text = (
        '---\ntitle: "Un titre"\nlang: fr\ndate: 2016-08-27\ntags: [a, b]\n---\n\n# Titre\n\nDu texte *mis* en\n'
        "**valeur** avec [un lien](http://a.b) et `du code`.\n\n- un\n- deux\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "> Cité\n"
        "\n<script>non</script>\n"
    )
    document = load(write(tmp_path / "a.md", text))
    assert document.text == (
        "Titre\n\nDu texte mis en valeur avec un lien et du code.\n\nun\ndeux\n\na\tb\nc\td\n\nCité"
    )
    assert (document.title, document.language, document.published) == ("Un titre", "fr", "2016-08-27")
    plain = load(write(tmp_path / "b.md", "## Un autre titre\n\nVoici un texte assez long pour sa langue."))
    assert (plain.title, plain.language, plain.published) == ("Un autre titre", "fr", None)


PAGE = """<!DOCTYPE html><html lang="en"><head><title>The talks go on - The Paper</title>
<meta property="article:published_time" content="2016-08-27T10:41:00+02:00"><style>p{}</style></head>
<body><nav><a href="/">Home</a> <a href="/w">World</a></nav><article><h1>The talks go on</h1>
<p>The two ministers met for nine hours on Friday<!-- an aside --> in a hotel by the lake; they&nbsp;hoped.</p>
<p>Their teams will meet again in the coming days to settle what is left of the <b>long</b> list of questions.</p>
<h2>What is left</h2><ul><li>The flights over the city, which one side wants to end.</li>
<li>The list of the groups that the truce protects.</li></ul></article>
<script>track()</script><footer>Terms of use</footer></body></html>"""


def test_html(tmp_path: Path) -> None:
    document = load(write(tmp_path / "a.html", PAGE))
    assert document.text == (
        "The talks go on\n\n"
        "The two ministers met for nine hours on Friday in a hotel by the lake; they\u00a0hoped.\n\n"
        "Their teams will meet again in the coming days to settle what is left of the long list of questions.\n\n"
        "What is left\n\nThe flights over the city, which one side wants to end.\n"
        "The list of the groups that the truce protects."
    )
    assert (document.title, document.language, document.published) == ("The talks go on", "en", "2016-08-27")


def test_docx(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Un titre", 1)
    document.add_paragraph("Avant le tableau.")
    table = document.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "large"
    table.cell(0, 2).text = "b"
    for column, text in enumerate("cdc"):
        table.cell(1, column).text = text
    document.add_paragraph("Après le tableau.")
    document.core_properties.title = "Microsoft Word - x.doc"
    document.core_properties.language = "fr-FR"
    document.save(str(tmp_path / "a.docx"))
    found = load(tmp_path / "a.docx")
    assert found.text == "Un titre\n\nAvant le tableau.\n\nlarge\tb\nc\td\tc\n\nAprès le tableau."
    assert (found.title, found.language, found.published) == ("Un titre", "fr", None)


def test_epub(tmp_path: Path) -> None:
    write_epub(tmp_path / "a.epub", ["Un", "Deux « trois »"])
    found = load(tmp_path / "a.epub")
    assert found.text == "Un\n\nDeux « trois »"
    assert (found.title, found.language, found.published) == ("Le livre", "fr", "2016-08-27")
    named = (
        "<html><head><title>x</title></head><body><h1>Chapitre&nbsp;1</h1>&Eacute;t&eacute; &amp; hiver</body></html>"
    )
    write_epub(tmp_path / "b.epub", [], chapter=named)
    assert load(tmp_path / "b.epub").text == "Chapitre\u00a01\n\nÉté & hiver"


def lines_pdf(path: Path, pages: list[list[str]], *, title: str | None = None, width: float = 0) -> Path:
    canvas = Canvas(str(path))
    if title:
        canvas.setTitle(title)
    for page in pages:
        for number, line in enumerate(page):
            canvas.drawString(72 + width, 700 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def test_pdf_lines_and_hyphens(tmp_path: Path) -> None:
    lines = ["Les Etats-Unis et la Russie ne sont pas parve-", "nus à un accord sur les Etats-", "Unis, a-t-"]
    lines += ["il dit. Le mi-", "nistre est peut-", "être venu à la"]
    found = load(lines_pdf(tmp_path / "a.pdf", [lines, ["fin de la journée."]], title="Un titre"))
    assert found.text == (
        "Les Etats-Unis et la Russie ne sont pas parvenus à un accord sur les Etats-Unis, a-t-il dit. "
        "Le ministre est peut-être venu à la fin de la journée."
    )
    assert (found.title, found.language, found.published) == ("Un titre", "fr", None)


def test_pdf_paragraphs(tmp_path: Path) -> None:
    styles = getSampleStyleSheet()
    body = "Le ministre a rencontré vendredi, « à huis clos », son homologue, pour parler de la trêve. " * 4
    story = [
        Paragraph("Un titre de journal", styles["Title"]),
        Paragraph("Publié le 27 août 2016 à 10h41", styles["Normal"]),
        Paragraph(body, styles["BodyText"]),
        Paragraph("Un intertitre", styles["Heading2"]),
        Paragraph(body, styles["BodyText"]),
    ]
    SimpleDocTemplate(str(tmp_path / "a.pdf"), title="untitled").build(story)
    found = load(tmp_path / "a.pdf")
    assert found.text.split("\n\n") == [
        "Un titre de journal",
        "Publié le 27 août 2016 à 10h41",
        body.strip(),
        "Un intertitre",
        body.strip(),
    ]
    assert (found.title, found.published) == ("Un titre de journal", "2016-08-27")


def test_pdf_page_numbers_and_running_heads_go(tmp_path: Path) -> None:
    pages = [
        ["Le Journal", f"Voici la page {word}.", f"Page {n} / 4"] for n, word in enumerate(["a", "b", "c", "d"], 1)
    ]
    text = load(lines_pdf(tmp_path / "a.pdf", pages)).text
    assert text == "\n\n".join(f"Voici la page {word}." for word in "abcd")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Titre\n\nPublié le 27 août 2016 à 10h41 - Mis à jour le 29 août 2016\n\nTexte", "2016-08-27"),
        ("Titre\nMis à jour le 29 août 2016 à 8h, publié le 27 août 2016\n", "2016-08-27"),
        ("Par Jean Petit | 27.08.2016 à 10h41\nTexte", "2016-08-27"),
        ("GENEVA, Aug. 26, 2016 — The two ministers met.", "2016-08-26"),
        ("GENÈVE, 1er août 2016 (AFP) - Les deux ministres", "2016-08-01"),
        ("Posted on 3rd March 2021 by Ann", "2021-03-03"),
        ("Date: 2016-08-27", "2016-08-27"),
        ("Les deux pays ont signé le 27 août 2016 un accord sur la trêve.", None),
        (
            "Le rapport, publié le 12 mars 2015, accable le ministère.\nIl a été publié le 13 mars 2015 en anglais.",
            None,
        ),
        ("Attentats du 13 novembre 2015 : le procès\n\nTexte", None),
        ("Un titre\nGenève, le 27 août 2016\nTexte", "2016-08-27"),
        ("Un titre\nsamedi 27 août 2016\nTexte", "2016-08-27"),
        ("By Ann Lee, Saturday, August 27, 2016 at 10:41\nText", "2016-08-27"),
        ("Publié le 31 février 2016", None),
        ("Le ministre est né en 2016.", None),
        ("Un titre\nArticle publié le : samedi 27 août 2016 à 10:47\nTexte", "2016-08-27"),
        ("Title\nBy Ann Lee\nSat 27 Aug 2016 10.41 BST\nText", "2016-08-27"),
        ("LONDON, August 27, 2016 /PRNewswire/ -- Text", "2016-08-27"),
        ("GENEVA, Aug 27 (Reuters) – The two ministers met.", None),  # of which year?
        ("Publié hier à 10h47", None),
    ],
)
def test_dates(text: str, expected: str | None) -> None:
    assert find_date(text) == expected
    assert find_date(unicodedata.normalize("NFD", text)) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Title\n08/07/2016\nText", "en", None),
        ("Titre\n08/07/2016\nTexte", "fr", "2016-07-08"),
        ("Title\n08/27/2016\nText", "en", "2016-08-27"),
        ("Title\n27/08/2016\nText", "en", "2016-08-27"),
        ("Title\n08/08/2016\nText", "en", "2016-08-08"),
        ("Titre\n08/27/2016\nTexte", "fr", None),
    ],
)
def test_a_date_in_digits_is_read_as_its_language_writes_it(text: str, language: str, expected: str | None) -> None:
    assert find_date(text, language) == expected


def test_titles(tmp_path: Path) -> None:
    text = "Publié le 27 août 2016\nPar Jean\nUn court titre\n\nUne phrase."
    assert load(write(tmp_path / "x.txt", text)).title == "Un court titre"
    assert load(write(tmp_path / "une-note_de 2016.txt", "Une phrase, et une autre.")).title == "Une note de 2016"


def test_few_letters_tell_no_language(tmp_path: Path) -> None:
    assert load(write(tmp_path / "x.txt", "Oui 1234567890 1234567890")).language is None
    assert load(write(tmp_path / "y.txt", "The ministers met on Friday by the lake.")).language == "en"
    french = (
        "<html lang='en'><body><p>"
        + "Les ministres se sont rencontrés vendredi au bord du lac. " * 8
        + "</p></body></html>"
    )
    assert load(write(tmp_path / "z.html", french)).language == "fr"


def test_find(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    (inside / "b").mkdir(parents=True)
    (inside / ".git").mkdir()
    outside = write(tmp_path / "secret.txt", "x")
    for name in ("z.txt", "a.md", "b/c.txt", ".hidden.txt", ".git/x.txt", "photo.jpg"):
        write(inside / name, "x")
    (inside / "out.txt").symlink_to(outside)
    (inside / "loop").symlink_to(inside)
    (inside / "in.txt").symlink_to(inside / "z.txt")
    os.mkfifo(inside / "pipe.txt")
    expected = [inside / name for name in ("a.md", "in.txt", "photo.jpg", "z.txt", "b/c.txt")]
    assert find([inside, outside, inside / "z.txt"]) == [*expected, outside]


def reason(path: Path, **limits: int) -> str:
    with pytest.raises(LoadError) as caught:
        load(path, limits=Limits(**limits))
    message = str(caught.value)
    assert message.startswith(f"{path.name}: ")
    assert str(path.parent) not in message
    assert "; " in message  # what is wrong; what to do
    return message


def test_what_cannot_be_loaded(tmp_path: Path) -> None:
    assert "no such file" in reason(tmp_path / "none.txt")
    assert "is empty" in reason(write(tmp_path / "empty.txt", ""))
    assert "holds no words" in reason(write(tmp_path / "blank.txt", " \n\n…"))
    assert "cannot be read" in reason(write(tmp_path / "a.odt", "x"))
    assert "is binary" in reason(write(tmp_path / "a.txt", bytes(range(256))))
    assert "larger than 10 bytes" in reason(write(tmp_path / "long.txt", "x" * 11), file_bytes=10)
    assert "more than 10 characters" in reason(write(tmp_path / "long.txt", "x" * 11), output_chars=10)
    assert "more than 10 characters" in reason(write(tmp_path / "long.md", "x" * 11), output_chars=10)
    (tmp_path / "folder.txt").mkdir()
    assert "is a folder" in reason(tmp_path / "folder.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no ordinary file" in reason(tmp_path / "pipe.txt")
    lines_pdf(tmp_path / "a.pdf", [["un"]])
    assert "is a PDF" in reason(write(tmp_path / "pdf.txt", (tmp_path / "a.pdf").read_bytes()))
    assert "is a PDF" in reason(write(tmp_path / "pdf.html", (tmp_path / "a.pdf").read_bytes()))
    assert "is no PDF" in reason(write(tmp_path / "t.pdf", "bonjour"))
    assert "not a DOCX" in reason(write(tmp_path / "t.docx", "bonjour"))
    write_epub(tmp_path / "a.epub", ["x"])
    assert "not a DOCX" in reason(write(tmp_path / "epub.docx", (tmp_path / "a.epub").read_bytes()))
    assert "OCR" in reason(lines_pdf(tmp_path / "picture.pdf", [[]]))
    canvas = Canvas(str(tmp_path / "locked.pdf"), encrypt=pdfencrypt.StandardEncryption("secret"))
    canvas.drawString(72, 700, "secret")
    canvas.save()
    assert "locked by a password" in reason(tmp_path / "locked.pdf")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "x").chmod(0)
    assert "may not be read" in reason(tmp_path / "a.txt")


def bomb_docx(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 300_000_000)
    return path


def test_bombs(tmp_path: Path) -> None:
    assert "more than the limit" in reason(bomb_docx(tmp_path / "a.docx"))
    write_epub(tmp_path / "b.epub", ["a " * 10_000_000])
    data = (tmp_path / "b.epub").read_bytes()
    assert "more than the limit" in reason(write(tmp_path / "b.epub", data), unpacked_bytes=1_000_000)
    # headers that lie about the size: 20 MB said to be 1,000 bytes
    with zipfile.ZipFile(tmp_path / "b.epub") as archive:
        true = archive.getinfo("OPS/a b.xhtml").file_size.to_bytes(4, "little")
    assert data.count(true) == 2
    lie = (1000).to_bytes(4, "little")
    reason(write(tmp_path / "c.epub", data.replace(true, lie)), unpacked_bytes=1_000_000)


BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY l0 "ha">{BILLION}]>'


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt", "secret words")
    outside = f'<!DOCTYPE html [<!ENTITY file SYSTEM "file://{tmp_path}/secret.txt">]>'
    for name, head, entity in (("a", LAUGHS, "l9"), ("b", outside, "file")):
        chapter = (
            f'{head}<html xmlns="http://www.w3.org/1999/xhtml"><body><p>avant &{entity}; après</p></body></html>'
        )
        write_epub(tmp_path / f"{name}.epub", [], chapter=chapter)
        text = load(tmp_path / f"{name}.epub").text
        assert text.startswith("avant")
        assert "secret words" not in text
        assert len(text) < 100
    write(tmp_path / "c.html", chapter)
    assert "secret words" not in load(tmp_path / "c.html").text
    with zipfile.ZipFile(tmp_path / "d.epub", "w") as archive:
        archive.writestr("META-INF/container.xml", LAUGHS + "<container>&l9;</container>")
    reason(tmp_path / "d.epub")


def test_an_epub_that_points_outside(tmp_path: Path) -> None:
    write(tmp_path / "secret.txt", "secret words")
    write_epub(tmp_path / "a.epub", ["x"], href="../../secret.txt")
    assert "points outside" in reason(tmp_path / "a.epub")
    write_epub(tmp_path / "b.epub", ["x"], href="/etc/passwd")
    assert "points outside" in reason(tmp_path / "b.epub")
    write_epub(tmp_path / "c.epub", ["x"], href="none.xhtml")
    assert "is damaged" in reason(tmp_path / "c.epub")


@pytest.mark.parametrize(
    "page",
    [
        "<a " * 16_000,
        "<div>" * 40_000 + "fin",
        "<p><b><i>" * 5_000,
        "<!--" * 12_000,
        "&amp" * 12_000,
        "<table><tr><td>" * 3_000,
    ],
    ids=lambda page: page[:12],
)
def test_hostile_pages_end(tmp_path: Path, page: str) -> None:
    for suffix in (".html", ".md"):
        path = write(tmp_path / f"a{suffix}", "<p>Voici un mot.</p>\n\n" + page)
        try:
            assert "Voici un mot." in load(path, limits=Limits(wall_seconds=20)).text
        except LoadError as error:
            assert str(error).startswith(path.name)


@pytest.mark.parametrize("text", ["[" * 50_000, "*a " * 17_000, "![[]()" * 8_000, "> " * 25_000, "a**b" * 12_000])
def test_hostile_markdown_ends(tmp_path: Path, text: str) -> None:
    assert load(write(tmp_path / "a.md", "Voici un mot.\n\n" + text)).text.startswith("Voici un mot.")


def test_damaged_files_harm_nothing(tmp_path: Path) -> None:
    """Bits flipped at random places, and files cut short: text or a failure, file after file, in one run."""
    chance = random.Random(7)
    paths = []
    for suffix in (".pdf", ".docx", ".epub"):
        WRITERS[suffix](tmp_path / f"good{suffix}", ["Un paragraphe.", "Un autre paragraphe."])
        good = (tmp_path / f"good{suffix}").read_bytes()
        for number in range(25):
            data = bytearray(good)
            for _ in range(1 + number):
                data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            if number % 5 == 0:
                del data[chance.randrange(len(data)) :]
            paths.append(write(tmp_path / f"{number}{suffix}", bytes(data) or b"x"))
        paths.append(tmp_path / f"good{suffix}")
    results = list(load_many(paths))
    assert len(results) == len(paths)
    for path, result in zip(paths, results, strict=True):
        assert result.source == str(path)
        if path.name.startswith("good"):
            assert isinstance(result, LoadedDocument)
        if isinstance(result, LoadFailure):
            assert "; " in result.reason
            assert "Traceback" not in result.reason


def test_a_stalled_or_starved_process_costs_its_own_file_only(tmp_path: Path) -> None:
    slow = write(tmp_path / "slow.md", "[" * 400_000)
    quick = write(tmp_path / "quick.md", "Un mot.")
    results = list(load_many([quick, slow, quick], limits=Limits(wall_seconds=2.5)))
    assert [isinstance(result, LoadFailure) for result in results] == [False, True, False]
    assert isinstance(results[1], LoadFailure)
    assert "took longer than 2.5 seconds" in results[1].reason
    starved = list(load_many([slow, quick], limits=Limits(cpu_seconds=1)))
    assert [isinstance(result, LoadFailure) for result in starved] == [True, False]
    big = write(tmp_path / "big.html", "<p>" + "mot " * 10_000_000)
    assert isinstance(next(load_many([big], limits=Limits(memory_bytes=200_000_000))), LoadFailure)


def test_a_text_that_looks_like_the_protocol_is_only_text(tmp_path: Path) -> None:
    text = json.dumps({"error": "oops"}) + '\n{"text": "x"}'
    assert load(write(tmp_path / "a.md", text)).text == '{"error": "oops"} {"text": "x"}'
