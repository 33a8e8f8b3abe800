"""`depeche` as it is called: real models, real files, exit codes and JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from index.encoder import SentenceEncoder
from qa.reader import Reader
from tests.conftest import SEEDS
from ui.cli import main, parser

SAVED = ("verify-answer", "diff-answers")
DOCUMENTS = ("add", "date", "remove", "list", "reindex", "verify", "status")
COMMANDS = ("serve", "ask", "chat", "search", "statements", *DOCUMENTS, "eval", *SAVED)


@pytest.fixture(autouse=True)
def one_loading(monkeypatch: pytest.MonkeyPatch, encoder: SentenceEncoder, reader: Reader) -> None:
    """The real models, once for all calls: a process of one's own for each would load them every time."""
    monkeypatch.setattr("ui.setup.make_encoder", lambda settings: encoder)
    monkeypatch.setattr("ui.setup.load_reader", lambda settings: reader)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DEPECHE_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(args)
    out = capsys.readouterr()
    return code, out.out, out.err


def test_a_day_with_the_command_line(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "ask", "Qui ?")[0] == 3
    code, out, _ = run(capsys, "add", str(SEEDS), "--json")
    assert (code, [file["outcome"] for file in json.loads(out)["files"]]) == (0, ["added"])

    code, out, _ = run(capsys, "ask", "--json", "what did Lavrov say about Daraya?")
    answer = json.loads(out)
    assert code == 0
    assert answer["outcome"] == "answered"
    assert "«exemple» qui devait être «répliqué»" in answer["answer"]
    quote = answer["quotes"][0]
    assert quote["speaker"] == "Sergueï Lavrov"
    article = next(SEEDS.iterdir()).read_text(encoding="utf-8")
    assert article[quote["start"] : quote["end"]] == quote["text"]
    assert set(answer) == {
        *("question", "asked", "language", "outcome", "answer", "confidence", "quotes", "nearest", "hits"),
        *("generation", "timings", "receipt"),
    }

    code, out, _ = run(capsys, "ask", "Depuis quand Daraya est-elle assiégée ?")
    assert (code, out.splitlines()[0]) == (0, "2012")
    assert "depuis [2012] a débuté" in out
    assert "The articles" in run(capsys, "ask", "Who won the World Cup in 1998?")[1]

    note = tmp_path / "note.md"
    note.write_text("# Course\n\nAnne Le Gall a gagné la course de Brest dimanche.\n", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("")
    code, out, _ = run(capsys, "add", str(note), str(tmp_path / "empty.txt"))
    assert code == 4
    assert "1 added, 1 failed" in out
    assert "empty.txt: " in out
    assert "Anne Le Gall" in run(capsys, "ask", "Qui a gagné la course de Brest ?")[1].splitlines()[0]
    assert "Brest" in run(capsys, "search", "course de Brest", "--mode", "text")[1]

    listed = json.loads(run(capsys, "list", "--json")[1])
    assert [one["title"] for one in listed][1:] == ["Course"]
    assert run(capsys, "remove", str(listed[1]["id"]))[:2] == (0, "1 removed\n")
    code, _, err = run(capsys, "remove", "99")
    assert (code, err) == (2, "depeche: No document has the id 99; `depeche list` shows those there are.\n")
    assert run(capsys, "reindex")[0] == 0
    assert run(capsys, "verify")[:2] == (0, "the index is sound\n")
    status = json.loads(run(capsys, "status", "--json")[1])
    assert (status["documents"], status["data"]) == (1, str(data))


def test_batch_answers_line_by_line(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "add", str(SEEDS))
    lines: list[Any] = [
        {"id": "a", "question": "Depuis quand Daraya est-elle assiégée ?"},
        {"id": 2, "turns": ["Qu'a dit Kerry de Daraya ?", "Depuis quand Daraya est-elle assiégée ?"]},
        {"id": "c", "turns": []},
        {"id": "d", "question": ""},
        {"id": "e"},
    ]
    batch = tmp_path / "batch.jsonl"
    batch.write_text("\n".join([*map(json.dumps, lines), "", "{no json"]), encoding="utf-8")
    code, out, _ = run(capsys, "ask", "--batch", str(batch))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 4
    assert [answer.get("id") for answer in answers] == ["a", 2, "c", "d", "e", None]
    assert [answer.get("answer") for answer in answers[:2]] == ["2012", "2012"]
    assert answers[2]["error"].startswith("line 3: turns:")
    assert answers[3]["error"].startswith("line 4: question: it is empty")
    assert answers[4]["error"] == "line 5: give either question or turns."
    assert answers[5]["error"].startswith("line 7: this is no JSON")


def test_eval_in_its_three_modes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two invented paragraphs, one question each and one that nothing answers: every figure can be worked out."""
    brest = "Anne Le Gall a gagné la course de Brest dimanche."
    lyon = "La mairie de Lyon a voté lundi un budget de douze millions d'euros."
    qas = {
        brest: [("1", "Qui a gagné la course de Brest ?", "Anne Le Gall")],
        lyon: [
            ("2", "Quel jour le budget de Lyon a-t-il été voté ?", "lundi"),
            ("3", "Qui a peint la Joconde ?", None),
        ],
    }
    content = {
        "version": "2.0",
        "data": [
            {
                "title": "Villes",
                "paragraphs": [
                    {
                        "context": context,
                        "qas": [
                            {
                                "id": name,
                                "question": question,
                                "is_impossible": answer is None,
                                "answers": [{"text": answer, "answer_start": context.index(answer)}]
                                if answer
                                else [],
                            }
                            for name, question, answer in found
                        ],
                    }
                    for context, found in qas.items()
                ],
            }
        ],
    }
    path, out_path = tmp_path / "set.json", tmp_path / "predictions.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    for mode in ("reader", "answer"):
        code, out, _ = run(
            capsys, "eval", str(path), "--mode", mode, "--predictions", str(out_path), "--json", "--threshold", "0.5"
        )
        figures, predictions = json.loads(out), json.loads(out_path.read_text(encoding="utf-8"))
        assert code == 0
        assert predictions["1"]["text"] == "Anne Le Gall"
        assert (predictions["1"]["document"], predictions["1"]["start"], predictions["1"]["end"]) == (
            "Villes#0",
            0,
            12,
        )
        assert predictions["2"]["text"] == "lundi"
        assert (predictions["2"]["document"], predictions["2"]["start"]) == ("Villes#1", lyon.index("lundi"))
        assert predictions["3"]["text"] == ""
        assert predictions["3"]["no_answer_probability"] == pytest.approx(1 - predictions["3"]["score"])
        assert (figures["questions"], figures["exact_match"], figures["f1"]) == (3, 100, 100)
        assert (figures["answerable_questions"], figures["unanswerable_f1"], figures["auroc"]) == (2, 100, 1)
    code, out, _ = run(capsys, "eval", str(path), "--mode", "retrieval", "--json")
    assert code == 0
    assert json.loads(out)["text_hit@1"] == pytest.approx(200 / 3)
    assert run(capsys, "eval", str(tmp_path / "none.json"))[0] == 2


def test_every_command_has_help_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        with pytest.raises(SystemExit) as stopped:
            parser().parse_args([command, "--help"])
        out = capsys.readouterr().out
        assert stopped.value.code == 0
        assert f"example: depeche {command}" in out
        assert "--data DIR" in out
        assert "--json" in out


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["ask", "Qui ?", "--top-k", "99"], 2, "--top-k / DEPECHE_TOP_K is '99'"),
        (["add", "no-such-file.txt"], 2, "no-such-file.txt: no such file or folder"),
        (["status"], 3, "depeche add PATH"),
        (["ask", "--batch", "none.jsonl"], 2, "none.jsonl: cannot be read"),
    ],
)
def test_errors_are_one_line_that_says_what_to_do(
    data: Path, capsys: pytest.CaptureFixture[str], args: list[str], code: int, message: str
) -> None:
    got, _, err = run(capsys, *args)
    assert got == code
    assert message in err
    assert err.count("\n") == 1


def test_the_program_as_installed(tmp_path: Path) -> None:
    """The entry point in a process of its own, from another folder, its output cut off by its reader."""
    program = Path(sys.executable).parent / "depeche"
    env = {**os.environ, "DEPECHE_DATA": str(tmp_path / "data")}
    done = subprocess.run([program, "status"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (3, "")
    assert subprocess.run([program], cwd=tmp_path, env=env, capture_output=True).returncode == 2


def test_a_date_is_given_with_the_file_or_later(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def published() -> str | None:
        return json.loads(run(capsys, "list", "--json")[1])[0]["published"]

    for wrong in ("2016-02-30", "27/08/2016", "hier", ""):
        code, _, err = run(capsys, "add", str(SEEDS), "--date", wrong)
        assert (code, err.startswith(f"depeche: date: {wrong!r} is no day of the calendar")) == (2, True)
    assert run(capsys, "list")[0] == 3  # nothing was added
    assert run(capsys, "add", str(SEEDS))[0] == 0
    assert published() is None
    undated = run(capsys, "ask", "Qu'a annoncé Staffan de Mistura ?")[1]
    assert "= jeudi" not in undated
    assert run(capsys, "add", str(SEEDS), "--date", "2016-08-27")[0] == 0
    assert published() == "2016-08-27"

    out = run(capsys, "ask", "Qu'a annoncé Staffan de Mistura ?")[1]
    assert "    [jeudi = jeudi 25 août 2016]\n    — Staffan de Mistura, Geneve kerry lavrov (27 août 2016)" in out
    assert "a annoncé jeudi que [Moscou avait approuvé" in out  # the quote itself is as it was
    out = run(capsys, "ask", "--language", "en", "Qu'a annoncé Staffan de Mistura ?")[1]
    assert "    [jeudi = Thursday 25 August 2016]\n" in out

    assert run(capsys, "reindex")[0] == 0
    assert published() == "2016-08-27"
    assert run(capsys, "date", "2016-09-03", "1")[:2] == (0, "1 dated\n")
    assert "[jeudi = jeudi 1er septembre 2016]" in run(capsys, "ask", "Qu'a annoncé Staffan de Mistura ?")[1]
    assert run(capsys, "date", "none", "1")[0] == 0
    assert published() is None
    code, _, err = run(capsys, "date", "2016-08-27", "9")
    assert (code, "No document has the id 9" in err) == (2, True)
