"""After any step of the encoder: measure a model on the development set.

    python -m training.encoder_eval --data ../shared/data index/model
    python -m training.encoder_eval --data ../shared/data --sample 60 index/model

Every French passage of the development set (369) is a candidate for every question; a hit@k says how many questions
in a hundred have their own passage among the first k. Sentences: 2,000 pairs never trained on (encoder_data.py).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.encoder_data import Question, read_pairs, read_questions, split_pairs
from training.encoder_model import Retriever

Vectors = NDArray[np.float32]


def hits(queries: Vectors, candidates: Vectors, gold: Sequence[int], width: int) -> tuple[float, float]:
    """hit@1 and hit@5 in percent, by cosine over the first `width` dimensions; `gold[i]` answers query i."""
    left, right = (
        rows[:, :width] / np.linalg.norm(rows[:, :width], axis=1, keepdims=True) for rows in (queries, candidates)
    )
    scores = left @ right.T
    own = scores[np.arange(len(gold)), list(gold)]
    rank = (scores > own[:, None]).sum(1)
    return 100 * float((rank < 1).mean()), 100 * float((rank < 5).mean())


def measure(model: Retriever, data: Path, sample: int | None = None, sentences: bool = True) -> dict[str, float]:
    """Figure by name; `sample` measures the first questions of each set alone (all passages stay candidates)."""
    development = read_questions(data / "qa_dev.jsonl.gz")
    french = [row for row in development if row.passage_language == "fr"]
    passages = sorted({row.passage for row in french})
    place = {passage: number for number, passage in enumerate(passages)}
    vectors = model.encode(passages)

    figures: dict[str, float] = {}

    def add(name: str, rows: Sequence[Question]) -> None:
        rows = rows[:sample]
        queries = model.encode([row.question for row in rows])
        gold = [place[row.passage] for row in rows]
        for width in (384, 256, 128):
            suffix = "" if width == 384 else f", {width} dimensions"
            figures[f"{name}: hit@1{suffix}"], figures[f"{name}: hit@5{suffix}"] = hits(queries, vectors, gold, width)

    add("French question, French passage", [row for row in french if row.source != "squad"])
    squad = [row for row in french if row.source == "squad"]
    add("English question, French passage", [row for row in squad if row.question_language == "en"])
    add("the same in French", [row for row in squad if row.question_language == "fr"])

    english = [row for row in development if row.passage_language == "en"]
    contexts = sorted({row.passage for row in english})
    queries = model.encode([row.question for row in english[:sample]])
    gold = [contexts.index(row.passage) for row in english[:sample]]
    figures["English question, English passage: hit@1"] = hits(queries, model.encode(contexts), gold, 384)[0]
    if sentences:
        _, held = split_pairs(read_pairs(data))
        held = held[: None if sample is None else 10 * sample]
        left, right = model.encode([pair.english for pair in held]), model.encode([pair.french for pair in held])
        for width in (384, 128):
            suffix = "" if width == 384 else f", {width} dimensions"
            figures[f"English sentence, French sentence: hit@1{suffix}"] = hits(left, right, range(len(held)), width)[
                0
            ]
    return figures


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder of the model")
    parser.add_argument("--data", type=Path, required=True, help="folder of the data (see training/README.md)")
    parser.add_argument("--sample", type=int, help="first questions of each set alone")
    parser.add_argument(
        "--no-sentences", action="store_true", help="leave the sentence pairs out (they take a minute to read)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args(arguments)
    figures = measure(Retriever(options.model, "sdpa").eval(), options.data, options.sample, not options.no_sentences)
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, figure in figures.items():
        print(f"{figure:6.1f}  {name}")


if __name__ == "__main__":
    main()
