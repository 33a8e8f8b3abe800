"""The page in headless Chromium, as a journalist uses it: the shipped models, the shipped article, and one's own."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, expect, sync_playwright

from index.encoder import SentenceEncoder
from qa.reader import Reader
from tests.server_fixtures import Live, running
from ui.receipt_json import saved_from_json
from ui.receipts import Shelf, of_server, verify

pytestmark = pytest.mark.browser

FRENCH, ENGLISH = "Qu'a dit Lavrov à propos de Daraya ?", "what did Lavrov say about Daraya?"
PLAIN = "Depuis quand Daraya est-elle assiégée ?"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
HOSTILE = (
    "La maire de Brumeville a dit mardi <script>document.title='pwned'</script>"
    "<img src=x onerror=\"document.title='pwned'\"> que le port ![pixel](https://spy.example/p.png) "
    "rouvrirait ${document.title='pwned'} {{constructor}} "
    "le \u202e6102 iam 3\u202c selon " + "x" * 300 + "."
)
OpenPage = Callable[..., Page]
expect.set_options(timeout=60_000)  # the machine may be busy; nothing here is a measure of speed


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder, reader: Reader) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("page"), encoder, reader) as server:
        yield server


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        message = "no Chromium is installed: tests/browser.sh installs one"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(live: Live, browser: Browser) -> Iterator[OpenPage]:
    """Opens the page; afterwards checks that it asked nothing of the outside and raised no error of its own."""
    contexts, requests, errors = [], [], []

    def open_one(width: int = 1280, height: int = 800, scheme: str = "light", locale: str = "en-GB") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
        )
        context.on("request", lambda request: requests.append(request.url))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(live.url)
        heading = "honest no" if locale.startswith("en") else "non honnête"
        expect(page.locator("#heading")).to_contain_text(heading)
        return page

    yield open_one
    for context in contexts:
        context.close()
    local = (live.url, "data:", "blob:")
    assert [url for url in requests if not url.startswith(local)] == []
    assert [text for text in errors if "404 (Not Found)" not in text] == []  # of an article that is gone


def ask(page: Page, question: str) -> Locator:
    """Types a question, sends it with Enter, and waits for what comes of it."""
    count = page.locator(".exchange").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    exchange = page.locator(".exchange").nth(count)
    expect(exchange.locator(".answer, .error, .note")).not_to_have_count(0)
    return exchange


def contrast(locator: Locator) -> float:
    """WCAG 2.1 contrast of an element's text with the nearest ground that is painted."""
    return float(
        locator.evaluate(
            """(element) => {
              const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
              const ground = (e) => parts(getComputedStyle(e).backgroundColor);
              let behind = element;
              while (behind && (ground(behind)[3] ?? 1) === 0) behind = behind.parentElement;
              const linear = (v) => v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4;
              const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) + 0.05;
              const one = light(parts(getComputedStyle(element).color));
              const other = light(behind ? ground(behind) : [255, 255, 255]);
              return Math.max(one, other) / Math.min(one, other);
            }"""
        )
    )


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize(("question", "locale"), [(FRENCH, "fr-FR"), (ENGLISH, "en-US")])
def test_a_question_is_answered_and_the_article_opens_at_the_quote(
    live: Live, open_page: OpenPage, question: str, locale: str
) -> None:
    page = open_page(locale=locale)
    answer = ask(page, question).locator(".answer")
    expect(answer).to_have_attribute("lang", locale[:2])
    words = answer.locator("blockquote mark").first.inner_text()
    text = live.index.document(live.seed).text
    assert words
    assert words in text
    assert re.search(r"(confidence|Confiance).*\d+\s?%", answer.inner_text())

    link = answer.locator("a.open-article").first
    link.click()
    mark = page.locator("#article mark")
    expect(mark).to_be_in_viewport(ratio=1)
    assert mark.inner_text() == words
    assert page.locator("#article .text").inner_text().strip() == text.strip()
    expect(mark).to_be_focused()
    expect(answer.locator("mark").first).to_be_visible()  # side by side on a desktop
    page.keyboard.press("Escape")
    expect(page.locator("#article")).to_be_hidden()
    expect(link).to_be_focused()


def test_every_example_is_a_question_that_gets_asked(open_page: OpenPage) -> None:
    page = open_page(locale="fr-FR")
    examples = page.locator("#example-questions button")
    assert examples.count() >= 4
    first = examples.first.inner_text()
    examples.first.click()
    expect(page.locator(".exchange .question")).to_have_text(first)
    expect(page.locator(".exchange .answer")).to_be_visible(timeout=60_000)
    expect(examples.first).to_be_hidden()
    page.get_by_role("button", name="Effacer").click()
    expect(page.locator(".exchange")).to_have_count(0)
    expect(examples.first).to_be_visible()


def test_errors_are_messages_and_the_next_question_works(live: Live, open_page: OpenPage) -> None:
    page = open_page()
    expect(ask(page, "  ").get_by_role("alert")).to_contain_text("The question is empty")
    expect(ask(page, "a" * 1001).get_by_role("alert")).to_contain_text("1001 characters")
    live.answerer.broken = True
    try:
        failed = ask(page, ENGLISH).get_by_role("alert")
        expect(failed).to_contain_text("internal error")
        expect(failed).not_to_contain_text("secret")
    finally:
        live.answerer.broken = False
    expect(ask(page, ENGLISH).locator("mark").first).to_be_visible()


def test_no_answer_is_said_in_words_and_nothing_is_marked(open_page: OpenPage) -> None:
    page = open_page()
    answer = ask(page, "Quel est le prix du baril de pétrole en Norvège ?").locator(".answer")
    expect(answer.locator(".no")).to_contain_text(re.compile("Les articles ne le disent pas|Aucun article"))
    expect(answer.locator("mark")).to_have_count(0)


def test_a_question_can_be_stopped_and_stays_stopped(live: Live, open_page: OpenPage) -> None:
    page = open_page()
    live.answerer.gate.clear()
    try:
        page.locator("#question textarea").fill(FRENCH)
        page.locator("#question textarea").press("Enter")
        expect(page.locator(".searching")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.locator(".exchange .note")).to_have_text("Question stopped.")
        page.locator("#question textarea").fill(ENGLISH)
        page.locator("#question textarea").press("Enter")
        expect(page.locator(".searching")).to_be_visible()  # though the stopped one is still being read
        page.locator("#question textarea").fill("Pourquoi ?")
        page.locator("#question textarea").press("Enter")
    finally:
        live.answerer.gate.set()
    expect(page.locator(".exchange").nth(1).locator("mark").first).to_be_visible(timeout=60_000)
    expect(page.locator("#question textarea")).to_have_value("Pourquoi ?")  # one at a time, and nothing lost
    page.wait_for_timeout(1000)
    expect(page.locator(".exchange").first.locator(".note")).to_have_text("Question stopped.")
    expect(page.locator(".exchange")).to_have_count(2)


def test_two_people_do_not_see_each_other_s_questions(open_page: OpenPage) -> None:
    one, other = open_page(), open_page()
    ask(one, ENGLISH)
    assert ask(other, FRENCH).locator(".question").inner_text() == FRENCH
    expect(other.locator(".exchange")).to_have_count(1)


def test_an_answer_is_copied_with_its_source(open_page: OpenPage) -> None:
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answer = ask(page, ENGLISH).locator(".answer")
    words = answer.locator("mark").first.inner_text()
    answer.get_by_role("button", name="Copy").click()
    expect(answer.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert words in copied
    assert "geneve-kerry-lavrov.txt" in copied


def test_an_answer_is_saved_as_the_json_that_can_be_verified(live: Live, open_page: OpenPage) -> None:
    page = open_page()
    ask(page, FRENCH)
    exchange = ask(page, "Depuis quand Daraya est-elle assiégée ?")
    with page.expect_download() as downloading:
        exchange.get_by_role("button", name="Enregistrer").click()
    saved = json.loads(downloading.value.path().read_text(encoding="utf-8"))
    assert re.fullmatch(r"depeche-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.json", downloading.value.suggested_filename)
    assert saved["answer"] == exchange.locator("mark").first.inner_text()
    assert [turn["question"] for turn in saved["receipt"]["history"]] == [FRENCH]
    now = of_server(live.answerer.versions, live.index)
    verified = verify(saved_from_json(saved), Shelf(live.index).candidates, now)
    assert [one.status for one in verified.findings] == ["unchanged"] * len(saved["quotes"])


def test_a_follow_up_shows_how_it_was_understood_and_can_be_edited(open_page: OpenPage) -> None:
    page = open_page()
    ask(page, "Qu'a dit Kerry à propos de Daraya ?")
    answer = ask(page, "Et Lavrov ?").locator(".answer")
    expect(answer.locator(".understood")).to_contain_text("Lavrov")
    answer.get_by_role("button", name="Modifier").click()
    box = page.locator("#question textarea")
    expect(box).to_be_focused()
    assert "Lavrov" in box.input_value()
    assert box.input_value() != "Et Lavrov ?"
    box.press("Enter")
    expect(page.locator(".exchange")).to_have_count(3)


def test_documents_are_added_answered_from_reported_and_removed(
    live: Live, open_page: OpenPage, tmp_path: Path
) -> None:
    good, bad = tmp_path / "port-de-brume.txt", tmp_path / "abime.pdf"
    good.write_text("La maire de Brumeville, Odile Ferrand, a inauguré le nouveau port mardi.", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.4 cut short")
    page = open_page(locale="fr-FR")
    page.get_by_role("tab", name="Documents").click()
    table = page.locator("table.documents tbody tr")
    expect(table).to_have_count(1)
    page.locator("#upload input[type=file]").set_input_files([good, bad])
    report = page.locator("#report li")
    expect(report).to_have_count(2)
    expect(report.nth(0)).to_have_text("port-de-brume.txt ajouté")
    expect(report.nth(1)).to_contain_text("abime.pdf non pris — ")
    expect(table).to_have_count(2)
    expect(table.nth(1)).to_contain_text("version 1")

    page.get_by_role("tab", name="Questions").click()
    answer = ask(page, "Qui a inauguré le port de Brumeville ?").locator(".answer")
    expect(answer.locator("blockquote").first).to_contain_text("Ferrand")
    page.get_by_role("tab", name="Documents").click()
    page.get_by_role("button", name="Réindexer tout").click()
    expect(page.locator("#report")).to_contain_text("Index reconstruit")

    page.get_by_role("button", name="Retirer la sélection").click()
    expect(page.locator("#report")).to_contain_text("Cochez d’abord")
    table.nth(1).get_by_role("checkbox").check()
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Retirer la sélection").click()
    expect(page.locator("#report")).to_have_text("")  # until then a second click would be taken for the first
    expect(table).to_have_count(2)
    page.once("dialog", lambda dialog: dialog.accept())
    with page.expect_event("dialog"):
        page.get_by_role("button", name="Retirer la sélection").click()
    expect(page.locator("#report")).to_contain_text("Retiré de l’index")
    expect(table).to_have_count(1)
    page.get_by_role("tab", name="Questions").click()
    answer.locator("a.open-article").first.click()
    expect(page.locator("#article")).to_contain_text("n’est plus dans l’index")
    page.keyboard.press("Escape")
    again = ask(page, "Qui a inauguré le port de Brumeville ?")
    expect(again).not_to_contain_text("Ferrand")
    assert live.index.status().documents == 1


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (375, "dark")])
def test_an_article_is_dated_and_its_days_stand_beside_the_quote(
    live: Live, open_page: OpenPage, width: int, scheme: str
) -> None:
    question = "Qu'a annoncé Staffan de Mistura ?"
    page = open_page(width=width, scheme=scheme, locale="fr-FR")
    expect(ask(page, question).locator(".answer .dates")).to_have_count(0)
    page.get_by_role("tab", name="Documents").click()
    row, box = page.locator("table.documents tbody tr"), page.get_by_label("Date de publication")
    try:
        box.fill("27/08/2016")
        page.get_by_role("button", name="Dater la sélection").click()
        expect(page.locator("#report .error")).to_contain_text("« 27/08/2016 » n’est pas le jour")
        box.fill("2016-08-27")
        page.get_by_role("button", name="Dater la sélection").click()
        expect(page.locator("#report")).to_contain_text("Cochez d’abord")
        tick = row.get_by_role("checkbox")
        unticked = tick.evaluate("(e) => getComputedStyle(e).backgroundColor")
        tick.check()
        assert tick.evaluate("(e) => getComputedStyle(e).backgroundColor") != unticked  # by day too
        box.press("Enter")
        expect(page.locator("#report")).to_have_text("Daté du 2016-08-27 : 1")
        expect(row.locator("td.date")).to_have_text("2016-08-27")
        assert overflow(page) == 0
        page.get_by_role("tab", name="Questions").click()
        answer = ask(page, question).locator(".answer")
        dates = answer.get_by_role("list", name="Dates nommées").first
        expect(dates.get_by_role("listitem")).to_have_text(["jeudi = jeudi 25 août 2016"])
        expect(answer.locator("blockquote").first).to_contain_text("a annoncé jeudi que Moscou")
        expect(answer.locator(".published").first).to_have_text("27 août 2016")
        assert contrast(dates.locator("li")) >= 4.5
        assert overflow(page) == 0
        page.get_by_role("tab", name="Documents").click()
        row.get_by_role("checkbox").check()
        box.fill("")
        page.get_by_role("button", name="Dater la sélection").click()
        expect(page.locator("#report")).to_contain_text("Date laissée à ce que disent les fichiers : 1")
        expect(row.locator("td.date")).to_have_text("—")
    finally:
        live.index.set_date([live.seed], None)


def test_the_words_of_a_hostile_article_stay_words(live: Live, open_page: OpenPage, tmp_path: Path) -> None:
    file = tmp_path / "hostile.txt"
    file.write_text(HOSTILE, encoding="utf-8")
    added = live.index.add([file], sources=["<img src=x onerror=alert(1)>.txt"]).files[0].document_id
    assert added is not None
    dialogs: list[Dialog] = []
    try:
        page = open_page(width=375, height=812)
        page.on("dialog", lambda dialog: (dialogs.append(dialog), dialog.dismiss())[1])
        answer = ask(page, "Qu'a dit la maire de Brumeville ?").locator(".answer")
        expect(answer).to_contain_text("<img src=x onerror=")
        answer.locator("a.open-article").first.click()
        expect(page.locator("#article .text")).to_contain_text("![pixel](https://spy.example/p.png)")
        expect(page.locator("#article .text")).to_contain_text("${document.title='pwned'} {{constructor}}")
        expect(page.locator("#article .text")).to_contain_text("[U+202E]6102 iam 3[U+202C]")
        assert overflow(page) == 0
        page.keyboard.press("Escape")
        page.get_by_role("tab", name="Documents").click()
        expect(page.locator("table.documents tbody tr")).to_have_count(2)
        assert overflow(page) == 0
        assert page.locator(":is(#conversation, #article, #documents) :is(script, img, iframe)").count() == 0
        assert (page.title(), dialogs) == ("Dépêche", [])
    finally:
        live.index.remove([added])


def test_should_markup_ever_reach_the_page_the_policy_stops_it(live: Live, browser: Browser) -> None:
    context = browser.new_context()
    try:
        page = context.new_page()
        page.goto(live.url)
        expect(page.locator("#heading h1")).to_be_visible(timeout=60_000)
        page.evaluate(
            """() => {
              document.body.insertAdjacentHTML("beforeend", "<i id=trap onclick='document.title = 1'>trap</i>");
              document.getElementById("trap").click();
              const script = document.createElement("script");
              script.textContent = "document.title = 2";
              document.body.append(script);
            }"""
        )
        expect(page).to_have_title("Dépêche")
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_by_day_and_by_night(open_page: OpenPage, scheme: str) -> None:
    page = open_page(scheme=scheme)
    assert ("dark" in (page.locator("body").get_attribute("class") or "")) == (scheme == "dark")
    for selector in ("#heading h1", ".tagline", "#example-questions button", "#send", "#language label"):
        assert contrast(page.locator(selector).first) >= 4.5, selector
    ask(page, ENGLISH)
    answer = ask(page, PLAIN).locator(".answer")
    for selector in ("mark", "blockquote", ".speaker", ".manner", "cite", ".confidence", "a.open-article", ".copy"):
        assert contrast(page.locator(f".answer {selector}").first) >= 4.5, selector
    answer.locator("a.open-article").first.click()
    for selector in ("#article mark", "#article .text", "#article .facts", "#article .close"):
        assert contrast(page.locator(selector)) >= 4.5, selector
    expect(ask(page, "").locator(".error")).to_be_visible()
    assert contrast(page.locator(".error")) >= 4.5
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Documents").click()
    for selector in (".documents th a", ".documents small", ".documents td.number", "#remove", "#index-state p"):
        assert contrast(page.locator(selector).first) >= 4.5, selector


@pytest.mark.parametrize("locale", ["fr-FR", "en-US"])
def test_a_phone_scrolls_one_way_only(open_page: OpenPage, locale: str) -> None:
    page = open_page(width=375, height=812, locale=locale)
    assert overflow(page) == 0
    answer = ask(page, PLAIN).locator(".answer")
    assert overflow(page) == 0
    expect(page.locator("#question textarea")).to_be_in_viewport()
    answer.locator("a.open-article").first.click()
    expect(page.locator("#article mark")).to_be_in_viewport()
    assert overflow(page) == 0
    page.locator("#article .close").click()
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("table.documents tbody tr")).to_have_count(1)
    assert overflow(page) == 0


def test_the_interface_changes_language_and_keeps_the_conversation(open_page: OpenPage) -> None:
    page = open_page(locale="fr-CA")
    assert page.evaluate("document.documentElement.lang") == "fr"
    expect(page.get_by_role("button", name="Demander")).to_be_visible()
    ask(page, ENGLISH)
    page.locator("#language").get_by_text("English").click()
    expect(page.get_by_role("button", name="Ask", exact=True)).to_be_visible()
    expect(page.locator("#heading")).to_contain_text("honest no")
    expect(page.locator(".exchange .answer")).to_have_count(1)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("tab", name="Documents").click()
    expect(page.locator("table.documents")).to_contain_text("French")


def test_everything_has_a_name_and_the_keyboard_reaches_it(open_page: OpenPage) -> None:
    page = open_page()
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page.get_by_role("heading", level=1, name="Dépêche")).to_be_visible()
    page.keyboard.type(ENGLISH)
    page.keyboard.press("Enter")
    answer = page.locator(".exchange .answer")
    expect(answer).to_be_visible(timeout=60_000)
    expect(page.get_by_role("log", name="Conversation")).to_be_visible()
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"  # ready for the next question
    link = answer.locator("a.open-article").first
    link.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert link.evaluate("(e) => getComputedStyle(e).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Geneve kerry lavrov")).to_be_visible()
    expect(page.get_by_role("button", name="Close the article")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Documents").click()
    expect(page.get_by_role("table", name="Documents in the index")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Choose “Geneve kerry lavrov”")).to_be_visible()
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, a, input:not([type=hidden]), textarea')].filter((e) => e.offsetParent"
        " && !(e.innerText || e.ariaLabel || e.title || e.labels?.[0]?.innerText)).map((e) => e.outerHTML)"
    )
    assert unnamed == []


def test_without_the_script_a_link_still_opens_the_article(live: Live, open_page: OpenPage) -> None:
    page = open_page(scheme="dark")
    answer = ask(page, ENGLISH).locator(".answer")
    words = answer.locator("mark").first.inner_text()
    address = answer.locator("a.open-article").first.evaluate("(e) => e.href")
    page.goto(address)
    expect(page.locator("mark")).to_be_in_viewport()
    assert page.locator("mark").inner_text() == words
    assert contrast(page.locator("mark")) >= 4.5
    page.get_by_role("link", name="Back to the questions").click()
    expect(page.locator("#question textarea")).to_be_visible()
