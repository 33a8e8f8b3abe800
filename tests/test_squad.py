from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from qa.squad import DatasetError, load

GOOD: dict[str, Any] = {
    "version": "2.0",
    "data": [
        {
            "title": "Lune",
            "paragraphs": [
                {
                    "context": "L'été dernier, Ève a vu la Lune.",
                    "qas": [
                        {"id": "1", "question": "Qui ?", "answers": [{"text": "Ève", "answer_start": 15}]},
                        {"id": "2", "question": "Où ?", "is_impossible": True, "answers": []},
                    ],
                }
            ],
        }
    ],
}


def written(tmp_path: Path, content: Any) -> Path:
    path = tmp_path / "set.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_questions_with_and_without_answers(tmp_path: Path) -> None:
    dataset = load(written(tmp_path, GOOD))
    assert [paragraph.name for paragraph in dataset.paragraphs] == ["Lune#0"]
    assert [(q.id, q.answers, q.starts, q.paragraph) for q in dataset.questions] == [
        ("1", ("Ève",), (15,), 0),
        ("2", (), (), 0),
    ]
    assert dataset.has_unanswerable


def changed(**at: Any) -> dict[str, Any]:
    content = copy.deepcopy(GOOD)
    paragraph = content["data"][0]["paragraphs"][0]
    for key, value in at.items():
        if key == "start":
            paragraph["qas"][0]["answers"][0]["answer_start"] = value
        elif key == "id":
            paragraph["qas"][1]["id"] = value
        else:
            paragraph[key] = value
    return content


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (changed(start=14), r"qas\[0\].answers\[0\]: answer_start 14 is not where 'Ève' begins"),
        (changed(id="1"), r"qas\[1\]: the id '1' stands twice"),
        (changed(context=3), r"paragraphs\[0\]: it has no text 'context'"),
        (changed(qas=[]), "holds no question"),
        ([], "no list 'data'"),
        ("{", "no JSON"),
    ],
)
def test_what_is_not_squad_is_named_with_its_place(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        load(written(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be read"):
        load(tmp_path / "none.json")
