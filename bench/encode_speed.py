"""Passages a second: index.encoder against plain `SentenceTransformer(folder).encode` in float32, the same texts.

    OMP_WAIT_POLICY=PASSIVE python -m bench.encode_speed

Both run in one process on the same threads and take turns, so that what else the machine does falls on both; medians
of the rounds, and their ratio. The texts are the index's own passages of the articles in `--texts`, their words turned
round anew until there are enough: real lengths, no two the same.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "seeds"


def passages_of(folder: Path, count: int) -> list[str]:
    """`count` passages of the folder's articles, the words of each turned by one more place at each repetition."""
    from index.chunk import chunk
    from index.load import find, load

    texts = [load(path).text for path in find([folder])]
    words = [text[start:end].split() for text in texts for start, end in chunk(text)]
    if not words:
        raise SystemExit(f"{folder.name} holds no text; give --texts a folder of articles")
    turned = [(words[i % len(words)], i // len(words)) for i in range(count)]
    return [" ".join(row[turn % len(row) :] + row[: turn % len(row)]) for row, turn in turned]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="folder of the model (default: the one that ships)")
    parser.add_argument("--texts", type=Path, default=SEEDS, help="folder of articles (default: the seed article)")
    parser.add_argument("--passages", type=int, default=256, help="passages a round (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

    import torch
    from sentence_transformers import SentenceTransformer

    from index.encoder import EMBEDDED, SentenceEncoder

    torch.set_num_threads(options.threads)
    folder = options.model or EMBEDDED
    texts = passages_of(options.texts, options.passages)
    encoder = SentenceEncoder(folder, threads=options.threads)
    plain = SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32})
    ways: list[tuple[str, Callable[[], object]]] = [
        ("index.encoder", lambda: encoder.encode_passages(texts)),
        ("plain", lambda: plain.encode(texts)),
    ]
    spent: dict[str, list[float]] = {name: [] for name, _ in ways}
    for turn in range(options.rounds + 1):
        for name, run in ways if turn % 2 else reversed(ways):
            began = time.perf_counter()
            run()
            if turn:  # the first calls load code and memory
                spent[name].append(time.perf_counter() - began)
    speeds = {name: len(texts) / statistics.median(seconds) for name, seconds in spent.items()}
    for name, speed in speeds.items():
        print(f"{speed:7.1f} passages a second  {name}")
    print(f"ratio {speeds['index.encoder'] / speeds['plain']:.2f} ({options.threads} threads, {len(texts)} passages)")


if __name__ == "__main__":
    main()
