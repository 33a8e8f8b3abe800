"""What must not go wrong when other things do: failed commits, two writers, damage, names and arguments from elsewhere."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from index.errors import StoreError
from index.index import DATABASE, Index
from index.load import find
from index.types import LoadedDocument, PreparedDocument
from qa.answer import QuestionError, check
from qa.types import Turn
from tests.conftest import ROOT
from tests.tiny import TinyEncoder, loaded
from ui.cli import main

KNOWN = ["pont", "mairie", "lundi"]
TEXT = "Le pont de la ville est fermé. La mairie le dit. Il rouvrira lundi matin."


class NoCommit(sqlite3.Connection):
    """A connection on a disk that is full when it comes to the commit."""

    def execute(self, sql: str, *args: object) -> sqlite3.Cursor:  # type: ignore[override]
        if sql == "COMMIT":
            raise sqlite3.OperationalError("database or disk is full")
        return super().execute(sql, *args)  # type: ignore[arg-type]


def test_a_reindex_that_could_not_commit_leaves_no_generation_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = Index.open(tmp_path, TinyEncoder(KNOWN))
    index.add_documents([loaded(TEXT)])
    index.search("pont")
    with monkeypatch.context() as patch:
        patch.setattr(
            "index.store.Store._connect",
            lambda store: sqlite3.connect(store.path, isolation_level=None, factory=NoCommit),
        )
        with pytest.raises(StoreError, match="free some space"):
            index.reindex()
    Index.open(tmp_path, TinyEncoder(KNOWN)).remove([1])  # another process makes the generation of that number
    assert index.search("pont").hits == ()


def test_another_file_in_the_place_of_the_index_is_not_taken_for_it(tmp_path: Path) -> None:
    for name, text in (("one", "Le pont est fermé."), ("other", "La mairie est ouverte.")):
        Index.open(tmp_path / name, TinyEncoder(KNOWN)).add_documents([loaded(text)])
    index = Index.open(tmp_path / "one", TinyEncoder(KNOWN))
    index.search("pont")
    for path in (tmp_path / "one").iterdir():
        path.unlink()
    (tmp_path / "other" / DATABASE).rename(tmp_path / "one" / DATABASE)
    assert index.search("mairie", mode="dense").hits[0].score == pytest.approx(1.0)


@pytest.mark.parametrize("names", [("a", "a"), ("a", "b")])
def test_two_who_add_the_same_text_at_once_make_one_document(tmp_path: Path, names: tuple[str, str]) -> None:
    both = threading.Barrier(2)
    Index.open(tmp_path, TinyEncoder(KNOWN))

    def add(name: str) -> None:
        index = Index.open(tmp_path, TinyEncoder(KNOWN))
        prepare = index._prepare

        def together(documents: Sequence[LoadedDocument]) -> list[PreparedDocument]:
            both.wait(30)  # both have seen that it is not there yet
            return prepare(documents)

        index._prepare = together  # type: ignore[method-assign]
        index.add_documents([loaded(TEXT, name)])

    threads = [threading.Thread(target=add, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Index.open(tmp_path, TinyEncoder(KNOWN)).documents()
    assert (found.total, found.documents[0].revision) == (1, 1)


def test_an_addition_killed_half_way_leaves_a_sound_index(tmp_path: Path) -> None:
    """A process of its own, killed without warning while it writes; what it had committed stays, the rest is addable."""
    program = (
        "import sys, itertools; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path\n"
        "from index.index import Index\n"
        "from tests.tiny import TinyEncoder, loaded\n"
        "index = Index.open(Path(sys.argv[1]), TinyEncoder(['pont']))\n"
        "for n in itertools.count():\n"
        "    index.add_documents([loaded(f'Le pont {n}. ' * 40, f'{n}-{m}') for m in range(8)])\n"
        "    print(n, flush=True)\n"
    )
    child = subprocess.Popen([sys.executable, "-c", program, tmp_path, ROOT], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    done = int([child.stdout.readline() for _ in range(5)][-1])
    time.sleep(0.003)
    child.send_signal(signal.SIGKILL)
    child.communicate()
    index = Index.open(tmp_path, TinyEncoder(["pont"]))
    assert index.verify() == ()
    assert index.documents().total >= done + 1  # all of a round have one text: one document each
    assert index.search("pont").hits


@pytest.mark.parametrize(
    ("change", "values", "found"),
    [
        ("UPDATE passages_text SET fr = 'zzz'", (), "full text is not that of its passages"),
        ("UPDATE passages SET start = start + 3", (), "passages are not those of its text"),
        ("UPDATE passages SET vector = ?", (bytes(36),), "wrong width: run `depeche reindex`"),
    ],
)
def test_verify_sees_damage(tmp_path: Path, change: str, values: tuple[bytes, ...], found: str) -> None:
    Index.open(tmp_path, TinyEncoder(KNOWN)).add_documents([loaded(TEXT)])
    with sqlite3.connect(tmp_path / DATABASE) as base:
        base.execute(change, values)
    base.close()
    index = Index.open(tmp_path, TinyEncoder(KNOWN))
    assert any(found in problem for problem in index.verify())
    index.reindex()
    assert index.verify() == ()


def test_a_file_name_that_is_not_utf8_is_reported_and_the_rest_is_taken(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text(TEXT, encoding="utf-8")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/in/caf\xe9.txt")).write_text(TEXT + " Encore.", encoding="utf-8")
    report = Index.open(tmp_path / "data", TinyEncoder(KNOWN)).add(find([tmp_path / "in"]))
    assert sorted(file.outcome for file in report.files) == ["added", "failed"]
    assert [file.reason for file in report.files if file.outcome == "failed"] == [
        "its name is not in UTF-8; rename it"
    ]


@pytest.mark.parametrize(
    "args",
    [
        ["status", "--data", "x" * 300],
        ["status", "--data", "~nosuchuser/x"],
        ["add", "~nosuchuser/x"],
        ["add", "x" * 300],
        ["add", "."],
    ],
)
def test_odd_arguments_get_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # empty: nothing to add
    monkeypatch.setenv("DEPECHE_DATA", str(tmp_path / "data"))
    assert main(args) in (2, 3)
    assert capsys.readouterr().err.count("\n") == 1


def test_an_id_beyond_all_bounds_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for value in ("9" * 30, "-1", "x"):
        with pytest.raises(SystemExit) as stopped:
            main(["remove", "--data", str(tmp_path), "--", value])
        assert stopped.value.code == 2
        assert "is no id" in capsys.readouterr().err


def test_a_data_folder_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    assert main(["add", str(tmp_path / "a.txt"), "--data", str(tmp_path / "file")]) == 2
    assert "choose another with --data" in capsys.readouterr().err


def test_half_characters_and_endless_turns_are_refused() -> None:
    with pytest.raises(QuestionError, match="half a character"):
        check("qui \udcff ?", [], 8, None, None)
    with pytest.raises(QuestionError, match=r"history\[0\]"):
        check("And he?", [Turn("A B " * 2500, "")] * 12, 8, None, None)
