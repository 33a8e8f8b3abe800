"""The named endpoints against a live server with the shipped models: gradio_client, curl, and plain HTTP."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from index.encoder import SentenceEncoder
from qa.reader import Reader
from tests.server_fixtures import Live, running
from ui.answer_json import answer_to_json

FRENCH, ENGLISH = "Qu'a dit Lavrov à propos de Daraya ?", "what did Lavrov say about Daraya?"
PLAIN = "Depuis quand Daraya est-elle assiégée ?"
ENDPOINTS = {
    *("/ask", "/search", "/add", "/remove", "/set_date", "/documents", "/document", "/reindex", "/status"),
    "/verify_answer",
    "/statements",
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder, reader: Reader) -> Iterator[Live]:
    with running(tmp_path_factory.mktemp("api"), encoder, reader, max_upload_mb=1) as server:
        yield server


@pytest.fixture
def client(live: Live) -> Client:
    return Client(live.url, verbose=False)


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    """All but what the clock says, and the seal over it."""
    receipt = {name: value for name, value in answer["receipt"].items() if name not in ("asked_at", "seal")}
    return {name: value for name, value in answer.items() if name != "timings"} | {"receipt": receipt}


def test_exactly_the_documented_endpoints_are_public_and_typed(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    assert set(described) == ENDPOINTS
    parameters = {one["parameter_name"]: one for one in described["/ask"]["parameters"]}
    assert list(parameters) == ["question", "history", "top_k", "language"]
    assert parameters["top_k"]["type"]["type"] == "integer"
    assert parameters["top_k"]["parameter_default"] == 8
    assert parameters["language"]["parameter_default"] == "auto"


@pytest.mark.parametrize("question", [FRENCH, ENGLISH])
def test_an_answer_is_the_article_s_own_words_and_the_program_s_own_answer(
    live: Live, client: Client, question: str
) -> None:
    answer = client.predict(question, api_name="/ask")
    assert answer["outcome"] == "answered"
    text = client.predict(live.seed, api_name="/document")["text"]
    for quote in answer["quotes"]:
        assert text[quote["start"] : quote["end"]] == quote["text"]
        assert quote["document"]["source"] == "geneve-kerry-lavrov.txt"  # no folder of the server
    assert answer["answer"] == answer["quotes"][0]["text"]
    assert any(word in quote["sentence"] for quote in answer["quotes"] for word in ("exemple", "opération similaire"))
    assert timeless(answer) == timeless(answer_to_json(live.answerer.ask(question)))


def test_a_saved_answer_is_verified(client: Client) -> None:
    answer = client.predict(PLAIN, api_name="/ask")
    verified = client.predict(answer, api_name="/verify_answer")
    assert (verified["status"], verified["since"], verified["missing"]) == ("unchanged", {}, [])
    assert [one["text"] for one in verified["quotes"]] == [quote["text"] for quote in answer["quotes"]]
    assert verified["quotes"][0]["words"].startswith("inchangé : ")
    assert client.predict(answer, "en", api_name="/verify_answer")["quotes"][0]["words"].startswith("unchanged: ")
    answer["quotes"][0]["speaker"] = "John Kerry"
    with pytest.raises(AppError, match="receipt.seal: it does not fit the answer"):
        client.predict(answer, api_name="/verify_answer")


def test_the_language_of_the_reply_and_the_number_of_passages_are_the_caller_s(client: Client) -> None:
    answer = client.predict(question=PLAIN, top_k=2, language="en", api_name="/ask")
    assert (answer["language"], len(answer["hits"])) == ("en", 2)


def test_a_follow_up_is_asked_with_its_history(client: Client) -> None:
    history = [{"question": "Qu'a dit Kerry à propos de Daraya ?", "answer": "forcé la reddition"}]
    answer = client.predict("Et Lavrov ?", history=history, api_name="/ask")
    assert answer["question"] == "Et Lavrov ?"
    assert "Lavrov" in answer["asked"]


def test_not_stated_is_an_outcome_and_not_an_error(client: Client) -> None:
    answer = client.predict("Quel est le prix du baril de pétrole en Norvège ?", api_name="/ask")
    assert answer["outcome"] in ("not_stated", "off_topic")
    assert (answer["answer"], answer["quotes"]) == (None, [])


@pytest.mark.parametrize("mode", ["hybrid", "dense", "text"])
def test_search_finds_passages_of_the_article(live: Live, client: Client, mode: str) -> None:
    found = client.predict("évacuation de Daraya", top_k=3, mode=mode, api_name="/search")
    text = live.index.document(live.seed).text
    assert 1 <= len(found["hits"]) <= 3
    assert "Daraya" in found["hits"][0]["text"]
    assert all(text[hit["start"] : hit["end"]] == hit["text"] for hit in found["hits"])
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("endpoint", "arguments", "names"),
    [
        ("/ask", {"question": ""}, "question"),
        ("/ask", {"question": " \n "}, "question"),
        ("/ask", {"question": "a" * 1001}, "1000"),
        ("/ask", {"question": 7}, "question"),
        ("/ask", {"question": None}, "question"),
        ("/ask", {"question": "Who?", "top_k": 0}, "top_k"),
        ("/ask", {"question": "Who?", "top_k": 51}, "top_k"),
        ("/ask", {"question": "Who?", "top_k": "8"}, "top_k"),
        ("/ask", {"question": "Who?", "top_k": True}, "top_k"),
        ("/ask", {"question": "Who?", "top_k": 2.5}, "top_k"),
        ("/ask", {"question": "Who?", "language": "de"}, "language"),
        ("/ask", {"question": "Who?", "language": ["fr"]}, "language"),
        ("/ask", {"question": "Who?", "history": "before"}, "history"),
        ("/ask", {"question": "Who?", "history": [["a", "b"]]}, "history[0]"),
        ("/ask", {"question": "Who?", "history": [{"question": "a", "answer": 3}]}, "history[0]"),
        ("/ask", {"question": "Who?", "history": [{"question": "a", "answer": "b"}] * 51}, "history"),
        ("/verify_answer", {"answer": {}}, "outcome: it is missing"),
        ("/verify_answer", {"answer": "yes"}, "answer: it is a text"),
        ("/verify_answer", {"answer": None}, "answer: it is null"),
        ("/verify_answer", {"answer": {}, "language": "de"}, "language"),
        ("/search", {"query": ""}, "query"),
        ("/search", {"query": "x" * 1001}, "query"),
        ("/search", {"query": "x", "mode": "magic"}, "mode"),
        ("/search", {"query": "x", "mode": {}}, "mode"),
        ("/search", {"query": "x", "top_k": -1}, "top_k"),
        ("/remove", {"document_ids": []}, "document_ids"),
        ("/remove", {"document_ids": 1}, "document_ids"),
        ("/remove", {"document_ids": ["1"]}, "document_ids[0]"),
        ("/remove", {"document_ids": [1, 2**70]}, "document_ids[1]"),
        ("/remove", {"document_ids": [1, 987654]}, "987654"),
        ("/set_date", {"document_ids": [1], "date": "27/08/2016"}, "date: '27/08/2016' is no day"),
        ("/set_date", {"document_ids": [1], "date": 20160827}, "date: it is 20160827"),
        ("/set_date", {"document_ids": [], "date": "2016-08-27"}, "document_ids"),
        ("/set_date", {"document_ids": [1, 987654], "date": "2016-08-27"}, "987654"),
        ("/documents", {"offset": -1}, "offset"),
        ("/documents", {"limit": 0}, "limit"),
        ("/documents", {"limit": "all"}, "limit"),
        ("/document", {"document_id": 987654}, "987654"),
        ("/document", {"document_id": "1; DROP TABLE documents"}, "document_id"),
        ("/document", {"document_id": 2**70}, "document_id"),
    ],
)
def test_bad_input_is_an_error_that_names_the_field(
    client: Client, endpoint: str, arguments: dict[str, Any], names: str
) -> None:
    with pytest.raises(AppError) as raised:
        client.predict(**arguments, api_name=endpoint)
    message = str(raised.value)
    assert names in message
    assert not any(leak in message for leak in ("Traceback", 'File "', "/home", "/work", "/tmp", "site-packages"))  # noqa: S108


def test_a_failure_inside_gives_a_reference_and_no_secret(live: Live, client: Client) -> None:
    live.answerer.broken = True
    try:
        with pytest.raises(AppError, match=r"reference [0-9a-f]{8}") as raised:
            client.predict("Who?", api_name="/ask")
    finally:
        live.answerer.broken = False
    assert "secret" not in str(raised.value)
    assert client.predict(PLAIN, api_name="/ask")["outcome"] == "answered"


def test_documents_come_change_and_go(live: Live, client: Client, tmp_path: Path) -> None:
    file, broken = tmp_path / "port-de-brume.txt", tmp_path / "broken.pdf"
    file.write_text("La maire de Brumeville, Odile Ferrand, a inauguré le nouveau port mardi.", encoding="utf-8")
    broken.write_bytes(b"%PDF-1.4 cut short")
    report = client.predict([handle_file(file), handle_file(broken)], api_name="/add")["files"]
    assert [(one["source"], one["outcome"]) for one in report] == [
        ("port-de-brume.txt", "added"),
        ("broken.pdf", "failed"),
    ]
    assert "damaged" in report[1]["reason"]
    assert str(tmp_path) not in json.dumps(report)
    ours = report[0]["document_id"]
    listed = client.predict(api_name="/documents")
    assert (listed["total"], [one["id"] for one in listed["documents"]]) == (2, [live.seed, ours])
    assert client.predict(1, 1, api_name="/documents")["documents"][0]["title"]
    answer = client.predict("Qui a inauguré le port de Brumeville ?", api_name="/ask")
    assert answer["quotes"][0]["document"]["id"] == ours

    file.write_text("Le préfet Anselme Doriac a inauguré le nouveau port de Brumeville jeudi.", encoding="utf-8")
    again = client.predict([handle_file(file)], api_name="/add")["files"][0]
    assert (again["outcome"], again["document_id"], again["revision"]) == ("updated", ours, 2)
    assert client.predict([handle_file(file)], api_name="/add")["files"][0]["outcome"] == "unchanged"
    answer = client.predict("Qui a inauguré le port de Brumeville ?", api_name="/ask")
    assert "Ferrand" not in json.dumps(answer, ensure_ascii=False)

    assert client.predict([ours], api_name="/remove")["removed"] == [ours]
    assert client.predict(api_name="/status")["documents"] == 1
    answer = client.predict("Qui a inauguré le port de Brumeville ?", api_name="/ask")
    assert "Doriac" not in json.dumps(answer, ensure_ascii=False)


def test_an_article_s_date_is_given_and_its_days_are_resolved(live: Live, client: Client, tmp_path: Path) -> None:
    question = "Qu'a annoncé Staffan de Mistura ?"
    quote = client.predict(question, api_name="/ask")["quotes"][0]
    assert (quote["dates"], quote["document"]["published"]) == ([], None)  # the article does not say its year
    try:
        assert client.predict([live.seed], "2016-08-27", api_name="/set_date")["dated"] == [live.seed]
        assert client.predict(api_name="/documents")["documents"][0]["published"] == "2016-08-27"
        client.predict(api_name="/reindex")
        dated = client.predict(question, api_name="/ask")["quotes"][0]
        start = live.index.document(live.seed).text.index("jeudi")
        assert dated["dates"] == [
            {
                "text": "jeudi",
                "start": start,
                "end": start + 5,
                "resolved": "2016-08-25/2016-08-25",
                "shown": "jeudi 25 août 2016",
                "agrees": None,
            }
        ]
        assert dated["document"]["published"] == "2016-08-27"
        assert (dated["text"], dated["sentence"]) == (quote["text"], quote["sentence"])
        english = client.predict(question, language="en", api_name="/ask")["quotes"][0]["dates"]
        assert [one["shown"] for one in english] == ["Thursday 25 August 2016"]
    finally:
        client.predict([live.seed], api_name="/set_date")
    assert client.predict(live.seed, api_name="/document")["published"] is None

    file = tmp_path / "port.txt"
    file.write_text("La maire de Brumeville, Odile Ferrand, a inauguré le nouveau port mardi.", encoding="utf-8")
    with pytest.raises(AppError, match="date: 'mardi' is no day"):
        client.predict([handle_file(file)], "mardi", api_name="/add")
    assert client.predict(api_name="/status")["documents"] == 1  # nothing is taken with a wrong date
    added = client.predict([handle_file(file)], "2016-08-31", api_name="/add")["files"][0]["document_id"]
    try:
        assert client.predict(added, api_name="/document")["published"] == "2016-08-31"
    finally:
        client.predict([added], api_name="/remove")


def test_reindexing_keeps_the_answers_and_counts_a_generation(client: Client) -> None:
    before, answer = client.predict(api_name="/status"), client.predict(PLAIN, api_name="/ask")
    after = client.predict(api_name="/reindex")
    assert after == before | {"generation": before["generation"] + 1}
    again = client.predict(PLAIN, api_name="/ask")
    assert again["quotes"] == answer["quotes"]


def test_a_slow_question_holds_up_no_search_list_or_change(live: Live, client: Client, tmp_path: Path) -> None:
    live.answerer.gate.clear()
    try:
        slow = [client.submit(PLAIN, api_name="/ask") for _ in range(3)]
        assert client.submit("Alep", api_name="/search").result(30)["hits"]
        assert client.submit(api_name="/documents").result(30)["total"] == 1
        assert client.submit(api_name="/reindex").result(60)["documents"] == 1
        assert not any(job.done() for job in slow)
    finally:
        live.answerer.gate.set()
    assert {job.result(60)["outcome"] for job in slow} == {"answered"}


def test_no_file_of_the_server_and_no_address_can_be_added(live: Live, client: Client, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("Le mot de passe est sésame.", encoding="utf-8")
    file_data = {"_type": "gradio.FileData"}
    bare, local = {"path": str(secret)}, {"path": str(secret), "meta": file_data}
    remote = {"path": f"{live.url}health", "url": f"{live.url}health", "meta": file_data}
    for sent in ([[local]], [[remote]], [[bare]], [[str(secret)]], [local], [bare], [str(secret)], [None], []):
        kind, error = call(live.url, "add", {"data": sent})
        assert (kind, bool(error["error"])) == ("error", True)
        assert str(tmp_path) not in json.dumps(error)
    kind, error = call(live.url, "ask", {"data": [local]})
    assert (kind, str(tmp_path) in json.dumps(error)) == ("error", False)
    assert httpx.get(f"{live.url}gradio_api/file={secret}").status_code == 403
    assert client.predict(api_name="/status")["documents"] == 1


def call(url: str, endpoint: str, body: object, version: str = "") -> tuple[str, Any]:
    """What curl does: POST the call, then read its events to the last one."""
    response = httpx.post(f"{url}gradio_api/call/{version}{endpoint}", json=body, timeout=60)
    if response.status_code != 200:
        return str(response.status_code), response.json()
    address = f"{url}gradio_api/call/{endpoint}/{response.json()['event_id']}"
    with httpx.stream("GET", address, timeout=60) as stream:
        kind = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind in ("complete", "error"):
                return kind, json.loads(line.removeprefix("data: "))
    raise AssertionError("the stream ended without a result")


def test_last_arguments_may_be_left_out_and_none_may_be_invented(live: Live) -> None:
    kind, data = call(live.url, "ask", {"data": [PLAIN]})
    assert (kind, data[0]["outcome"]) == ("complete", "answered")
    kind, data = call(live.url, "ask", {"question": PLAIN, "top_k": 3}, "v2/")
    assert (kind, len(data[0]["hits"])) == ("complete", 3)
    assert "question" in call(live.url, "ask", {"data": []})[1]["error"]
    assert "question" in call(live.url, "ask", {"top_k": 3}, "v2/")[1]["error"]
    assert "sorcery" in call(live.url, "ask", {"question": "Who?", "sorcery": 1}, "v2/")[1]["error"]
    assert call(live.url, "conjure", {"question": "Who?"}, "v2/")[0] == "404"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_asks_and_reads_the_answer(live: Live) -> None:
    def curl(*arguments: str) -> str:
        return subprocess.run(["curl", "-sS", *arguments], capture_output=True, text=True, check=True).stdout

    address = f"{live.url}gradio_api/call/v2/ask"
    event = json.loads(curl(address, "-H", "Content-Type: application/json", "-d", json.dumps({"question": PLAIN})))
    lines = curl("-N", f"{live.url}gradio_api/call/ask/{event['event_id']}").splitlines()
    place = lines.index("event: complete")
    assert json.loads(lines[place + 1].removeprefix("data: "))[0]["outcome"] == "answered"


def test_health_counts_what_is_indexed(live: Live) -> None:
    health = httpx.get(f"{live.url}health").json()
    status = live.index.status()
    assert health == {
        "status": "ok",
        "generation": status.generation,
        "documents": status.documents,
        "passages": status.passages,
    }


def test_every_response_carries_the_policy(live: Live) -> None:
    for path in ("", "health", "config", f"article/{live.seed}", "depeche/depeche.js", "gradio_api/info", "nowhere"):
        headers = httpx.get(live.url + path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        script = policy.partition("script-src ")[2].partition(";")[0]
        assert "'unsafe-inline'" not in script
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["docs", "redoc", "openapi.json", "monitoring"])
def test_no_page_that_loads_from_outside_is_served(live: Live, path: str) -> None:
    assert httpx.get(live.url + path).status_code in (403, 404)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:7860", "Origin": "http://localhost.evil.example:7860"},
    ],
)
def test_pages_of_other_sites_and_rebound_names_are_refused(live: Live, headers: dict[str, str]) -> None:
    for method, path in (("POST", "gradio_api/call/reindex"), ("GET", "config"), ("OPTIONS", "gradio_api/upload")):
        response = httpx.request(method, live.url + path, headers=headers, json={"data": []})
        assert response.status_code == 403
        assert not [name for name in response.headers if name.startswith("access-control")]
    own = {"Origin": live.url.rstrip("/")}
    assert httpx.get(f"{live.url}config", headers=own).status_code == 200


def test_uploads_are_bounded_all_files_together_even_unannounced(live: Live) -> None:
    files = [("files", (f"{place}.txt", b"x" * 400_000)) for place in range(3)]
    response = httpx.post(f"{live.url}gradio_api/upload", files=files)
    assert (response.status_code, "1000000 bytes" in response.text) == (413, True)
    assert httpx.post(f"{live.url}gradio_api/upload", files=files[:2]).status_code == 200

    def endless() -> Iterator[bytes]:
        yield b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
        for _ in range(64):
            yield b"x" * 65_536

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    try:
        status = httpx.post(f"{live.url}gradio_api/upload", content=endless(), headers=headers).status_code
    except httpx.TransportError:  # the server hung up while it was being sent more
        status = 413
    assert status == 413
    body = json.dumps({"data": ["x" * 2_000_000]})
    response = httpx.post(
        f"{live.url}gradio_api/call/ask", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    assert httpx.get(f"{live.url}health").status_code == 200


def test_an_article_s_page_shows_the_quote_and_outlives_the_article(live: Live) -> None:
    text = live.index.document(live.seed).text
    start = text.index("répliqué")
    page = httpx.get(f"{live.url}article/{live.seed}?start={start}&end={start + 8}&revision=1")
    assert '<mark id="quote" tabindex="-1">répliqué</mark>' in page.text
    assert "<script" not in page.text
    gone = httpx.get(f"{live.url}article/987654", headers={"Accept-Language": "fr"})
    assert (gone.status_code, "plus dans l’index" in gone.text) == (404, True)
    for bad in ("article/abc", f"article/{live.seed}?start=x", f"article/{live.seed}?lang=xx", f"article/{2**70}"):
        assert httpx.get(live.url + bad).status_code in (404, 422)


def test_many_questions_at_once_all_get_their_own_answer(live: Live) -> None:
    questions = [FRENCH, ENGLISH, PLAIN, "Where did Kerry and Lavrov meet?"] * 3
    results: dict[int, dict[str, Any]] = {}

    def ask(place: int) -> None:
        results[place] = call(live.url, "ask", {"data": [questions[place]]})[1][0]

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(len(questions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert [results[place]["question"] for place in range(len(questions))] == questions
    assert all(results[place]["quotes"] == results[place % 4]["quotes"] for place in range(len(questions)))
