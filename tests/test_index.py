"""The index over the real store and the real FAISS, with vectors that can be worked out by hand."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from index.errors import IncompatibleIndexError, NoIndexError, StoreError, UnknownDocumentError
from index.index import DATABASE, Index
from index.store import SCHEMA, Store
from index.types import SearchResult, Statement
from tests.tiny import TinyEncoder, loaded

KNOWN = ["paix", "guerre", "chat", "peace"]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index.open(tmp_path, TinyEncoder(KNOWN))


def texts(result: SearchResult) -> list[str]:
    return [hit.passage.text for hit in result.hits]


def test_dense_scores_are_cosines(index: Index) -> None:
    index.add_documents([loaded("La paix et la guerre.", "a"), loaded("Un chat.", "b")])
    result = index.search("paix ?", mode="dense")
    assert texts(result) == ["La paix et la guerre.", "Un chat."]
    assert [hit.score for hit in result.hits] == [pytest.approx(0.5**0.5), 0.0]
    assert result.similarity == pytest.approx(0.5**0.5)


def test_text_search_finds_forms_of_the_words_and_nothing_else(index: Index) -> None:
    index.add_documents([loaded("Les négociations durent.", "a"), loaded("Un chat dort.", "b")])
    assert texts(index.search("négociation", mode="text")) == ["Les négociations durent."]
    assert index.search("cheval", mode="text").hits == ()


def test_hybrid_breaks_a_tie_of_dense_search_by_the_words(index: Index) -> None:
    index.add_documents([loaded("La paix demain.", "a"), loaded("La paix à Genève.", "b")])
    assert texts(index.search("la paix à Genève ?"))[0] == "La paix à Genève."


def test_words_of_another_language_count_only_where_they_may_be_the_same(index: Index) -> None:
    """ "on" is a French word too: the English "on Alep" must not lift the sentence that has it."""
    index.add_documents([loaded("On parle de la paix.", "a"), loaded("La paix gagne Alep.", "b")])
    assert texts(index.search("what is said on Alep?"))[0] == "La paix gagne Alep."


def test_passages_are_the_words_at_their_offsets(index: Index) -> None:
    text = "La paix.\r\nIl a dit : « l'été re\u0301gne ».\n\n" * 60
    index.add_documents([loaded(text)])
    document = index.document(1)
    result = index.search("paix", top_k=50)
    assert len(result.hits) > 1
    for hit in result.hits:
        assert document.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_a_new_text_of_a_source_is_its_next_revision(index: Index) -> None:
    first = index.add_documents([loaded("La paix.", "a")]).files[0]
    second = index.add_documents([loaded("La guerre.", "a")]).files[0]
    assert (first.outcome, first.revision) == ("added", 1)
    assert (second.outcome, second.document_id, second.revision) == ("updated", first.document_id, 2)
    assert texts(index.search("paix guerre")) == ["La guerre."]
    assert index.documents().total == 1


def test_what_has_not_changed_is_skipped(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a")])
    generation = index.status().generation
    report = index.add_documents([loaded("La paix.", "a"), loaded("La paix.", "copy")])
    assert [file.outcome for file in report.files] == ["unchanged", "unchanged"]
    assert report.files[1].reason == "the same text is there already as a"
    assert index.status().generation == generation


def test_two_versions_in_one_addition(index: Index) -> None:
    report = index.add_documents([loaded("La paix.", "a"), loaded("Un chat.", "b"), loaded("La guerre.", "a")])
    assert [(file.outcome, file.revision) for file in report.files] == [("added", 1), ("added", 1), ("updated", 2)]
    assert sorted(texts(index.search("paix"))) == ["La guerre.", "Un chat."]


def test_what_is_removed_is_found_no_more(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a"), loaded("La guerre.", "b")])
    assert index.remove([1]) == (1,)
    for mode in ("dense", "text", "hybrid"):
        assert "La paix." not in texts(index.search("paix", mode=mode))  # type: ignore[arg-type]
    with pytest.raises(UnknownDocumentError, match="id 1"):
        index.document(1)


def test_ids_are_never_given_again(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a")])
    index.remove([1])
    assert index.add_documents([loaded("La paix.", "a")]).files[0].document_id == 2


def test_an_unknown_id_removes_nothing(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a")])
    with pytest.raises(UnknownDocumentError, match="id 9"):
        index.remove([1, 9])
    assert index.documents().total == 1
    assert texts(index.search("paix")) == ["La paix."]


def test_an_empty_index_answers_with_nothing(index: Index) -> None:
    result = index.search("paix")
    assert (result.hits, result.similarity, result.generation) == ((), 0.0, 0)


def test_it_is_all_there_after_opening_again(tmp_path: Path) -> None:
    Index.open(tmp_path, TinyEncoder(KNOWN)).add_documents([loaded("La paix.", "a")])
    again = Index.open(tmp_path, TinyEncoder(KNOWN), create=False)
    assert texts(again.search("paix")) == ["La paix."]
    assert again.verify() == ()


def test_no_index_yet(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError, match="depeche add"):
        Index.open(tmp_path / "none", TinyEncoder(KNOWN), create=False)
    assert not (tmp_path / "none").exists()


def test_another_model_is_refused_until_the_reindex(tmp_path: Path) -> None:
    Index.open(tmp_path, TinyEncoder(KNOWN)).add_documents([loaded("La paix.", "a")])
    other = TinyEncoder(["paix"], fingerprint="other")
    with pytest.raises(IncompatibleIndexError, match="encoder tiny, not other: run `depeche reindex`"):
        Index.open(tmp_path, other)
    index = Index.open(tmp_path, other, check=False)
    with pytest.raises(IncompatibleIndexError):
        index.search("paix")
    with pytest.raises(IncompatibleIndexError):
        index.add_documents([loaded("La guerre.", "b")])
    assert index.reindex().encoder == "other"
    assert Index.open(tmp_path, other).search("paix", mode="dense").hits[0].score == pytest.approx(1.0)


def test_a_newer_schema_is_refused_in_words(tmp_path: Path) -> None:
    Store(tmp_path / DATABASE)
    with sqlite3.connect(tmp_path / DATABASE) as base:
        base.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    base.close()
    with pytest.raises(IncompatibleIndexError, match="Upgrade"):
        Index.open(tmp_path, TinyEncoder(KNOWN))


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database, but as long as the header of one " * 40)
    with pytest.raises(StoreError, match="--data"):
        Index.open(tmp_path, TinyEncoder(KNOWN))


def test_two_processes_see_each_other(tmp_path: Path) -> None:
    one, other = (Index.open(tmp_path, TinyEncoder(KNOWN)) for _ in range(2))
    one.add_documents([loaded("La paix.", "a")])
    assert texts(other.search("paix")) == ["La paix."]
    other.remove([1])
    assert one.search("paix").hits == ()


def test_statements_come_with_the_documents_found(tmp_path: Path) -> None:
    said = Statement(0, 7, 0, 8, "il", "Jean Petit", "a dit", "direct", False)
    index = Index.open(tmp_path, TinyEncoder(KNOWN), annotate=lambda text, language: [said])
    index.add_documents([loaded("La paix.", "a")])
    assert index.search("paix").statements == {1: (said,)}
    assert index.statements(1) == (said,)


def test_a_failed_write_leaves_everything_as_it_was(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    index.add_documents([loaded("La paix.", "a")])
    generation = index.status().generation
    index.search("paix")

    def full(*_: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("index.store.Writer.next_generation", full)
    report = index.add_documents([loaded("La guerre.", "b")])
    assert [file.outcome for file in report.files] == ["failed"]
    assert "free some space" in (report.files[0].reason or "")
    monkeypatch.undo()
    assert index.status().generation == generation
    assert texts(index.search("paix")) == ["La paix."]
    index.add_documents([loaded("La guerre.", "b")])
    assert index.documents().total == 2
    assert index.verify() == ()


def test_questions_go_on_while_it_is_built_anew(tmp_path: Path) -> None:
    """Every search during additions, updates, removals and re-indexing sees one whole generation."""
    index = Index.open(tmp_path, TinyEncoder(KNOWN))
    index.add_documents([loaded("La paix numéro 0.", "moving"), loaded("La paix toujours.", "fixed")])
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        last = 0
        while not stop.is_set():
            try:
                result = index.search("paix", top_k=50)
                found = texts(result)
                if "La paix toujours." not in found or sum("numéro" in text for text in found) != 1:
                    wrong.append(found)
                if result.generation < last:
                    wrong.append((last, result.generation))
                last = result.generation
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 15):
        index.add_documents(
            [loaded(f"La paix numéro {number}.", "moving"), loaded(f"Un chat {number}.", f"{number}")]
        )
        if number % 5 == 0:
            index.reindex()
        index.remove([index.documents(offset=2).documents[0].id])
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert index.verify() == ()


def test_verify_tells_what_is_damaged(tmp_path: Path) -> None:
    index = Index.open(tmp_path, TinyEncoder(KNOWN))
    index.add_documents([loaded("La paix.", "a", title="Paix"), loaded("La guerre.", "b", title="Guerre")])
    with sqlite3.connect(tmp_path / DATABASE) as base:
        base.execute("UPDATE documents SET text = 'La pax.' WHERE id = 1")
        base.execute("DELETE FROM passages_text WHERE rowid = 2")
    base.close()
    problems = index.verify()
    assert problems[0] == "full text: 1 passages do not match the passages stored"
    assert problems[1].startswith("document 1 (Paix): the text is not the one that was added")


def test_progress_of_a_reindex_counts_documents(index: Index) -> None:
    index.add_documents([loaded(f"La paix {n}.", str(n)) for n in range(40)])
    seen: list[tuple[int, int, str]] = []
    index.reindex(lambda done, total, what: seen.append((done, total, what)))
    assert seen == [(32, 40, "documents"), (40, 40, "documents")]
