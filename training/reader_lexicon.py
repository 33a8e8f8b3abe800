"""Align a bilingual lexicon from translated sentences: IBM model 1 (Brown et al. 1993) in both directions.

    python -m training.reader_lexicon --pairs ../shared/data/parallel_en_fr.tsv.gz --out runs/lexicon.json

A pair of words is kept where the geometric mean of t(f|e) and t(e|f) is high: each is then the other's translation,
and a frequent word's chance neighbours fall away. The file holds {"en-fr": {word: [[translation, weight], …]},
"fr-en": {…}}, the weights of a word adding up to 1. About a minute on one core.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

from scipy.sparse import csr_matrix

from training.encoder_lexicon import align
from training.qa_data import words

Lexicon = dict[str, list[tuple[str, float]]]
LONGEST = 18  # words: longer pairs align worse and cost more memory


def lexicons_of(
    pairs: Sequence[tuple[list[str], list[str]]], *, rounds: int = 6, least: float = 0.12
) -> dict[str, Lexicon]:
    """Both directions' lexicons from (English words, French words) pairs; `least` is the least symmetric weight."""
    names = [
        "",
        *sorted({f"{side}{w}" for pair in pairs for side, text in zip("ef", pair, strict=True) for w in text}),
    ]
    ids = {name: i for i, name in enumerate(names)}
    english = [[ids["e" + w] for w in e] for e, _ in pairs]
    french = [[ids["f" + w] for w in f] for _, f in pairs]
    to_english = align(french, english, len(names), rounds)
    to_french = align(english, french, len(names), rounds)
    weight = to_french.multiply(to_english.T).sqrt().tocsr()
    return {"en-fr": _entries(weight, names, least), "fr-en": _entries(weight.T.tocsr(), names, least)}


def _entries(weight: csr_matrix, names: list[str], least: float, most: int = 4) -> Lexicon:
    """The best `most` translations of each row's word, weights normalised to one."""
    lexicon: Lexicon = {}
    for row in range(len(names)):
        cells = slice(weight.indptr[row], weight.indptr[row + 1])
        found = sorted(zip(weight.data[cells], weight.indices[cells], strict=True), reverse=True)[:most]
        kept = [(names[column][1:], float(value)) for value, column in found if value >= least]
        total = sum(value for _, value in kept)
        if kept:
            lexicon[names[row][1:]] = [(other, round(value / total, 4)) for other, value in kept]
    return lexicon


def drawn(
    pairs: Iterable[tuple[str, str]], most: int = 160_000, longest: int = LONGEST, seed: int = 0
) -> list[tuple[list[str], list[str]]]:
    """The words of at most `most` pairs (English, French) with no side longer than `longest`, in random order."""
    split = [(words(english), words(french)) for english, french in pairs]
    short = [(e, f) for e, f in split if 0 < len(e) <= longest and 0 < len(f) <= longest]
    random.Random(seed).shuffle(short)
    return short[:most]


def load_lexicons(path: Path) -> dict[str, Lexicon]:
    """What this step wrote, by direction ("en-fr", "fr-en")."""
    table: dict[str, Lexicon] = json.loads(path.read_text(encoding="utf-8"))
    return table


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--pairs", type=Path, required=True, help="parallel_en_fr.tsv.gz: English TAB French TAB source"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sentences", type=int, default=160_000, help="pairs to align, drawn at random")
    parser.add_argument("--longest", type=int, default=LONGEST, help="pairs with a longer side are left out")
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)
    with gzip.open(args.pairs, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    chosen = drawn([(row[0], row[1]) for row in rows], args.sentences, args.longest, args.seed)
    found = lexicons_of(chosen, rounds=args.rounds)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    print(f"{args.out}: {len(found['en-fr'])} English words, {len(found['fr-en'])} French words")


if __name__ == "__main__":
    main()
