"""Ways to fuse dense and full-text scores, on the development set: `python -m bench.fusion`.

What index/search.py fuses (cosine plus weighted BM25 over the best BM25) beside rank fusion (Cormack et al. 2009) and
z-scores, each over the same two lists of 100 passages, and at last the whole hybrid search, whose best passages are
compared piece by piece as well. Prints hit@1 and hit@5 in per cent for each language pair.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from bench.development_set import PAIRS, rows, squad_file
from index.encoder import SentenceEncoder
from index.index import Index
from index.language import question_language
from index.search import OTHER_LANGUAGE, OWN_LANGUAGE, TextScores, fuse
from qa import metrics
from qa.evaluate import document_key, paragraph_documents
from qa.squad import parse

Scores = Mapping[int, float]
Fusion = Callable[[Scores, Scores], list[int]]


def _ordered(scores: Scores) -> list[int]:
    return sorted(scores, key=lambda passage: (-scores[passage], passage))


def _ranks(dense: Scores, text: Scores) -> list[int]:
    fused: dict[int, float] = {}
    for found in (dense, text):
        for rank, passage in enumerate(_ordered(found), start=1):
            fused[passage] = fused.get(passage, 0.0) + 1 / (60 + rank)
    return _ordered(fused)


def _z_scores(dense: Scores, text: Scores) -> list[int]:
    fused: dict[int, float] = {}
    for found in (dense, text):
        mean = statistics.fmean(found.values()) if found else 0.0
        spread = statistics.pstdev(found.values()) if found else 1.0
        for passage, score in found.items():
            fused[passage] = fused.get(passage, 0.0) + (score - mean) / (spread or 1.0)
    return _ordered(fused)


def _weighted(weight: float) -> Fusion:
    return lambda dense, text: [passage for passage, _ in fuse(dense, [TextScores(text, weight)], 20)]


FUSIONS: dict[str, Fusion] = {
    "dense alone": lambda dense, text: _ordered(dense),
    "full text alone": lambda dense, text: _ordered(text),
    "rank fusion": _ranks,
    "z-scores": _z_scores,
    **{f"weight {weight}": _weighted(weight) for weight in (0.1, OTHER_LANGUAGE, 0.2, OWN_LANGUAGE, 0.3, 0.4)},
}

WHOLE = "hybrid, as shipped"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--threads", type=int, default=None)
    args = parser.parse_args()
    encoder, found = SentenceEncoder(threads=args.threads), rows()
    print(f"{'':<18}" + "".join(f"{pair:>16}" for pair in PAIRS))
    table: dict[str, list[str]] = {name: [] for name in (*FUSIONS, WHOLE)}
    for pair in PAIRS:
        dataset = parse(squad_file(found, pair), pair)
        ranks: dict[str, list[int | None]] = {name: [] for name in (*FUSIONS, WHOLE)}
        with tempfile.TemporaryDirectory() as folder:
            index = Index.open(Path(folder), encoder)
            index.add_documents(paragraph_documents(dataset, question_language))
            for question in dataset.questions:
                gold = document_key(dataset.paragraphs[question.paragraph].text)
                results = [index.search(question.text, top_k=100, mode="dense")]
                results.append(index.search(question.text, top_k=100, mode="text"))
                dense, text = ({hit.passage.id: hit.score for hit in result.hits} for result in results)
                source = {
                    hit.passage.id: result.documents[hit.passage.document_id].source
                    for result in results
                    for hit in result.hits
                }
                orders = {name: [source[one] for one in fusion(dense, text)] for name, fusion in FUSIONS.items()}
                whole = index.search(question.text, top_k=20)
                orders[WHOLE] = [whole.documents[hit.passage.document_id].source for hit in whole.hits]
                for name, sources in orders.items():
                    order = list(dict.fromkeys(sources))
                    ranks[name].append(order.index(gold) + 1 if gold in order else None)
        for name, values in ranks.items():
            table[name].append(f"{100 * metrics.hit_at(values, 1):.1f} / {100 * metrics.hit_at(values, 5):.1f}")
    for name, cells in table.items():
        print(f"{name:<18}" + "".join(f"{cell:>16}" for cell in cells))


if __name__ == "__main__":
    main()
