"""The shipped models on the article of seeds/: what a journalist would check, in both languages."""

from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.encoder import SentenceEncoder
from index.index import Index
from qa import confidence
from qa.answer import MAX_QUESTION, Answerer, QuestionError
from qa.reader import Reader
from qa.statements import extract
from qa.types import Answer, Turn
from tests.tiny import loaded


def first(answer: Answer) -> str:
    assert answer.outcome == "answered", answer
    return answer.quotes[0].text


def assert_exact(answer: Answer, answerer: Answerer) -> None:
    """Every quote is the document's words at its offsets, inside its sentence, with a probability."""
    for quote in (*answer.quotes, *([answer.nearest] if answer.nearest else [])):
        document = answerer.index.document(quote.document_id)
        assert document.text[quote.start : quote.end] == quote.text
        assert document.text[quote.sentence_start : quote.sentence_end] == quote.sentence
        assert quote.sentence_start <= quote.start < quote.end <= quote.sentence_end
        assert 0 <= quote.score <= 1
        assert quote.revision == document.revision
    spans = sorted((quote.document_id, quote.start, quote.end) for quote in answer.quotes)
    assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans)), "quotes overlap"


@pytest.mark.parametrize(
    "question",
    ["what did Lavrov say about Daraya?", "Qu'a dit Lavrov à propos de Daraya ?", "que dit lavrov sur daraya"],
)
def test_the_model_question(seed_answerer: Answerer, question: str) -> None:
    answer = seed_answerer.ask(question)
    assert "«exemple» qui devait être «répliqué»" in first(answer)
    assert answer.quotes[0].speaker == "Sergueï Lavrov"
    assert {quote.speaker for quote in answer.quotes} == {"Sergueï Lavrov"}
    assert_exact(answer, seed_answerer)


@pytest.mark.parametrize("question", ["What did Kerry say about Daraya?", "Qu'a dit John Kerry de Daraya ?"])
def test_the_same_question_of_the_other_man_gives_his_words(seed_answerer: Answerer, question: str) -> None:
    answer = seed_answerer.ask(question)
    assert "«forcé la reddition»" in first(answer)
    assert {quote.speaker for quote in answer.quotes} == {"John Kerry"}


def test_a_question_about_somebody_quoted_is_never_off_topic(seed_answerer: Answerer) -> None:
    answer = seed_answerer.ask("According to Lavrov, what is the price of bread?")
    assert (answer.outcome, answer.quotes) == ("not_stated", ())
    assert answer.nearest is not None


@pytest.mark.parametrize("question", ["What did Lavrov say about Ukraine?", "Qu'a dit Lavrov de la Libye ?"])
def test_a_person_s_words_are_not_stretched_to_what_the_article_never_names(
    seed_answerer: Answerer, question: str
) -> None:
    answer = seed_answerer.ask(question)
    assert answer.outcome in ("not_stated", "other_speaker", "off_topic")
    assert not any(quote.speaker == "Sergueï Lavrov" for quote in answer.quotes)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Depuis quand Daraya est-elle assiégée ?", "2012"),
        ("Since when has Daraya been besieged?", "2012"),
        ("De combien de temps est la pause dans les combats à Alep ?", "quarante-huit heures"),
        ("Quel est le nouveau nom du Front Al-Nosra ?", "Fatah Al-Cham"),
        ("What is the new name of the Al-Nosra Front?", "Fatah Al-Cham"),
        ("Qui soutient Bachar Al-Assad ?", "Moscou"),
    ],
)
def test_facts_of_the_article(seed_answerer: Answerer, question: str, words: str) -> None:
    answer = seed_answerer.ask(question)
    assert words in first(answer)
    assert_exact(answer, seed_answerer)


@pytest.mark.parametrize(
    "question",
    ["Quel est le prix du pétrole ?", "Who won the World Cup in 1998?", "How many people were killed in Aleppo?"],
)
def test_what_the_article_does_not_say(seed_answerer: Answerer, question: str) -> None:
    answer = seed_answerer.ask(question)
    assert answer.outcome in ("not_stated", "off_topic")
    assert answer.quotes == ()
    assert_exact(answer, seed_answerer)


def test_the_threshold_is_a_dial(seed_answerer: Answerer) -> None:
    question = "Depuis quand Daraya est-elle assiégée ?"
    confident = seed_answerer.ask(question).confidence
    assert seed_answerer.ask(question, threshold=confident - 0.01).outcome == "answered"
    assert seed_answerer.ask(question, threshold=min(1.0, confident + 0.01)).outcome == "not_stated"


def test_the_reply_speaks_the_language_asked_for(seed_answerer: Answerer) -> None:
    assert seed_answerer.ask("Who is Lavrov?").language == "en"
    assert seed_answerer.ask("Qui est Lavrov ?").language == "fr"
    assert seed_answerer.ask("Qui est Lavrov ?", language="en").language == "en"


def test_an_index_without_documents_says_so(tmp_path: Path, encoder: SentenceEncoder, reader: Reader) -> None:
    index = Index.open(tmp_path, encoder)
    answer = Answerer(index, reader, calibration=confidence.load(), threshold=0.3).ask("Qui a signé ?")
    assert (answer.outcome, answer.quotes, answer.nearest, answer.hits) == ("off_topic", (), None, ())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"question": "  "}, "question: it is empty"),
        ({"question": "a" * (MAX_QUESTION + 1)}, "question: it has 1001 characters; at most 1000"),
        ({"question": "Qui ?", "top_k": 0}, "top_k: it is 0; give a whole number from 1 to 50"),
        ({"question": "Qui ?", "top_k": True}, "top_k"),
        ({"question": "Qui ?", "language": "de"}, "language: it is 'de'; give fr, en or auto"),
        ({"question": "Qui ?", "threshold": 2}, "threshold"),
        ({"question": "Qui ?", "history": ["Qui ?"]}, "history"),
    ],
)
def test_what_cannot_be_asked_is_named(seed_answerer: Answerer, options: dict[str, object], message: str) -> None:
    with pytest.raises(QuestionError, match=message):
        seed_answerer.ask(**options)  # type: ignore[arg-type]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=80).filter(lambda text: text.strip()))
def test_any_question_gets_an_answer_with_exact_words(seed_answerer: Answerer, question: str) -> None:
    assert_exact(seed_answerer.ask(question, threshold=0.0, history=[Turn("Qui est Lavrov ?", "")]), seed_answerer)


def test_an_update_replaces_and_a_removal_ends_what_is_quoted_while_questions_run(
    tmp_path: Path, encoder: SentenceEncoder, reader: Reader
) -> None:
    index = Index.open(tmp_path, encoder, annotate=extract)
    answerer = Answerer(index, reader, calibration=confidence.load(), threshold=0.1)
    question = "Qui a gagné la course de Brest ?"
    for n in range(3):
        index.add_documents([loaded(f"La mairie de Lyon a voté le budget numéro {n} lundi soir.", f"other{n}")])
    failed: list[BaseException] = []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set():
            try:
                assert_exact_now(answerer.ask(question))
            except BaseException as error:
                failed.append(error)
                return

    def assert_exact_now(answer: Answer) -> None:
        for quote in answer.quotes:
            assert quote.text in quote.sentence

    thread = threading.Thread(target=keep_asking)
    thread.start()
    index.add_documents([loaded("Anne Le Gall a gagné la course de Brest dimanche.", "course")])
    assert first(answerer.ask(question)) == "Anne Le Gall"
    index.add_documents([loaded("Paul Morvan a gagné la course de Brest dimanche.", "course")])
    updated = answerer.ask(question)
    assert first(updated) == "Paul Morvan"
    assert updated.quotes[0].revision == 2
    index.remove([updated.quotes[0].document_id])
    after = answerer.ask(question, threshold=0.0)
    stop.set()
    thread.join()
    assert failed == []
    assert not any("Morvan" in quote.sentence or "Le Gall" in quote.sentence for quote in after.quotes)


def test_documents_of_four_formats_are_added_while_questions_run(
    tmp_path: Path, encoder: SentenceEncoder, reader: Reader
) -> None:
    """A PDF, a DOCX, an HTML page and a Markdown file, each with a fact of its own, one after the other."""
    facts = {
        "phare.pdf": ("Qui a repeint le phare de Kerdu ?", "Odile Tanguy a repeint le phare de Kerdu en juin."),
        "pont.docx": ("Qui a inauguré le pont de Salles ?", "Marc Vidal a inauguré le pont de Salles mardi."),
        "musee.html": ("Qui dirige le musée de Brume ?", "Jeanne Aubry dirige le musée de Brume depuis mars."),
        "club.md": ("Qui entraîne le club de Lanvic ?", "Yann Prigent entraîne le club de Lanvic cette saison."),
    }
    for name, (_, text) in facts.items():
        write_as(tmp_path / name, text)
    index = Index.open(tmp_path / "data", encoder, annotate=extract)
    answerer = Answerer(index, reader, calibration=confidence.load(), threshold=0.1)
    failed: list[BaseException] = []
    stop = threading.Event()

    def keep_asking() -> None:
        while not stop.is_set() and not failed:
            try:
                answerer.ask("Qui a repeint le phare de Kerdu ?")
            except BaseException as error:
                failed.append(error)

    thread = threading.Thread(target=keep_asking)
    thread.start()
    for name, (question, text) in facts.items():
        assert index.add([tmp_path / name]).files[0].outcome == "added"
        answer = answerer.ask(question)
        assert answer.quotes[0].text in text
        assert answer.quotes[0].text == " ".join(text.split()[:2])
        assert_exact(answer, answerer)
    stop.set()
    thread.join()
    assert failed == []


def write_as(path: Path, text: str) -> None:
    """A file of the format that the name says, with this text as its paragraph."""
    if path.suffix == ".pdf":
        from reportlab.pdfgen.canvas import Canvas

        canvas = Canvas(str(path))
        canvas.drawString(72, 700, text)
        canvas.save()
    elif path.suffix == ".docx":
        import docx

        document = docx.Document()
        document.add_paragraph(text)
        document.save(str(path))
    elif path.suffix == ".html":
        path.write_text(f"<html lang=fr><title>Musée</title><body><article><p>{text}</p></article>", encoding="utf-8")
    else:
        path.write_text(f"# Club\n\n{text}\n", encoding="utf-8")
