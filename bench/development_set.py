"""The development set as SQuAD files, one for each language pair: `python -m bench.development_set OUT_DIR`.

Writes fr-fr.json (PIAF and AfriQA questions), en-en.json, en-fr.json and fr-asked.json (the SQuAD
questions in English, in English over French, and the same in French). All but en-en hold every French context, so
that retrieval and the whole way of a question search all of them.
"""

from __future__ import annotations

import argparse
import gzip
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "qa_dev.jsonl.gz"

PAIRS = {
    "fr-fr": lambda row: row["context_lang"] == "fr" and row["source"] != "squad",
    "en-fr": lambda row: row["context_lang"] == "fr" and row["question_lang"] == "en",
    "fr-asked": lambda row: row["context_lang"] == "fr" and row["question_lang"] == "fr" and row["source"] == "squad",
    "en-en": lambda row: row["context_lang"] == "en",
}


def rows(path: Path = DATA) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def squad_file(found: list[dict[str, Any]], pair: str) -> dict[str, Any]:
    """The questions of one language pair, over all contexts of the pair's text language."""
    language = "en" if pair == "en-en" else "fr"
    articles: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for row in found:
        if row["context_lang"] == language:
            questions = articles.setdefault(row["title"], {}).setdefault(row["context"], [])
            if PAIRS[pair](row):
                answers = [{"text": a["text"], "answer_start": a["start"]} for a in row["answers"]]
                questions.append({"id": row["id"], "question": row["question"], "answers": answers})
    return {
        "version": "1.1",
        "data": [
            {"title": title, "paragraphs": [{"context": context, "qas": qas} for context, qas in paragraphs.items()]}
            for title, paragraphs in articles.items()
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=Path, help="folder to write into")
    parser.add_argument("--data", type=Path, default=DATA, help="qa_dev.jsonl.gz")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    found = rows(args.data)
    for pair in PAIRS:
        path = args.out / f"{pair}.json"
        path.write_text(json.dumps(squad_file(found, pair), ensure_ascii=False), encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
