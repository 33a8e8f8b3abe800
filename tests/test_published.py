"""The date of a document: from its file, or given by a person, through updates, re-indexing and migrations."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from index.errors import InputError, UnknownDocumentError
from index.index import DATABASE, Index
from index.store import SCHEMA
from tests.tiny import TinyEncoder, loaded


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index.open(tmp_path, TinyEncoder(["paix"]))


def published(index: Index, document_id: int = 1) -> str | None:
    """The date, which the list and the document themselves must tell alike."""
    (listed,) = (one.published for one in index.documents().documents if one.id == document_id)
    assert index.document(document_id).published == listed
    return listed


def test_a_given_date_goes_before_the_file_s_and_outlives_its_next_text(index: Index) -> None:
    index.add_documents([replace(loaded("La paix.", "a"), published="2016-08-20")])
    assert published(index) == "2016-08-20"
    assert index.set_date([1], "2016-08-27") == (1,)
    assert (published(index), index.document(1).revision) == ("2016-08-27", 1)
    assert index.search("paix").documents[1].published == "2016-08-27"
    index.add_documents([replace(loaded("La guerre.", "a"), published="2016-08-21")])
    assert (published(index), index.document(1).revision) == ("2016-08-27", 2)
    index.reindex()
    assert published(index) == "2016-08-27"
    index.set_date([1], None)
    assert published(index) == "2016-08-21"
    index.reindex()
    assert published(index) == "2016-08-21"
    assert index.verify() == ()


def test_a_date_is_set_for_all_documents_or_for_none(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a"), loaded("Un chat.", "b")])
    generation = index.status().generation
    with pytest.raises(UnknownDocumentError):
        index.set_date([1, 9], "2016-08-27")
    with pytest.raises(InputError, match="2016-02-30"):
        index.set_date([1], "2016-02-30")
    assert [published(index, place) for place in (1, 2)] == [None, None]
    assert index.set_date([], "2016-08-27") == ()
    assert index.status().generation == generation
    assert index.set_date([2, 1, 2], "2016-08-27") == (2, 1)
    assert [published(index, place) for place in (1, 2)] == ["2016-08-27", "2016-08-27"]
    generation = index.status().generation
    index.set_date([1], "2016-08-27")
    assert index.status().generation == generation  # nothing is new


def test_the_same_text_with_another_date_takes_it_without_a_new_revision(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a")])
    dated = replace(loaded("La paix.", "a"), published="2016-08-27")
    (report,) = index.add_documents([dated]).files
    assert (report.outcome, report.revision, report.reason) == ("updated", 1, "the same text, now dated 2016-08-27")
    assert published(index) == "2016-08-27"
    assert index.add_documents([dated]).count("unchanged") == 1
    assert index.add_documents([loaded("La paix.", "a")]).count("unchanged") == 1  # it says nothing now
    assert published(index) == "2016-08-27"


def test_a_copy_dates_only_what_has_no_date(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a")])
    index.add_documents([replace(loaded("La paix.", "copy"), published="2016-08-27")])
    assert published(index) == "2016-08-27"
    index.add_documents([replace(loaded("La paix.", "other"), published="2016-09-30")])
    assert published(index) == "2016-08-27"


def test_a_person_s_date_is_not_undone_by_the_file_s(index: Index) -> None:
    index.add_documents([loaded("La paix.", "a")])
    index.set_date([1], "2016-08-27")
    dated = replace(loaded("La paix.", "a"), published="2016-09-30")
    assert index.add_documents([dated]).count("unchanged") == 1
    assert published(index) == "2016-08-27"
    index.set_date([1], None)
    assert published(index) == "2016-09-30"


def test_an_index_of_the_first_schema_keeps_its_dates_and_learns_what_its_texts_say(tmp_path: Path) -> None:
    first = Index.open(tmp_path, TinyEncoder(["paix"]))
    first.add_documents([replace(loaded("La paix.", "a"), published="2016-08-20")])
    first.add_documents([loaded("Un titre\nPublié le 27 août 2016 à 10h47\n\nLa paix.", "b")])
    first.add_documents([loaded("Un chat.", "c")])
    with sqlite3.connect(tmp_path / DATABASE) as base:  # as it was before dates could be given
        base.execute("ALTER TABLE documents DROP COLUMN dated")
        base.execute("PRAGMA user_version = 1")
    base.close()
    index = Index.open(tmp_path, TinyEncoder(["paix"]))
    assert [published(index, place) for place in (1, 2, 3)] == ["2016-08-20", None, None]
    assert index.status().schema == SCHEMA
    index.reindex()
    assert [published(index, place) for place in (1, 2, 3)] == ["2016-08-20", "2016-08-27", None]
    index.set_date([3], "2016-08-28")
    assert published(index, 3) == "2016-08-28"
