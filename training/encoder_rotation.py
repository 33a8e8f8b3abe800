"""Steps 4 and 8 of the encoder: turn the vectors so that their first dimensions carry the most.

    python -m training.encoder_rotation --data ../shared/data runs/encoder/more

Principal axes of the vectors of training passages and questions of both languages. A rotation leaves every cosine at
full width as it was, and lets a cut to 256 or 128 dimensions keep what a cut can keep. Written as
MODEL/rotation.safetensors; step 9 makes it the folder's last layer before the normalisation.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save_file

from training.encoder_data import read_questions, without_development
from training.encoder_model import ROTATION, Retriever


def principal_axes(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Orthogonal (width, width): rows are axes, by falling mean square of the vectors along them (not centred)."""
    width = vectors.shape[1]
    _, axes = np.linalg.eigh(vectors.T.astype(np.float64) @ vectors / len(vectors))
    turned = axes.T[::-1]
    largest = np.abs(turned).argmax(1)
    signs = np.sign(turned[np.arange(width), largest])  # eigenvectors come with either sign: fix it
    return np.ascontiguousarray(turned * signs[:, None], dtype=np.float32)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", type=Path, help="folder that a training step wrote")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the training data (see training/README.md)"
    )
    parser.add_argument(
        "--count", type=int, default=1000, help="texts of each kind and language (default %(default)s)"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)

    (options.model / ROTATION).unlink(missing_ok=True)
    model = Retriever(options.model, "sdpa").to(options.device)
    development = read_questions(options.data / "qa_dev.jsonl.gz")
    rows = without_development(read_questions(options.data / "qa_train.jsonl.gz"), development)
    kinds: list[list[str]] = []
    for language in ("en", "fr"):
        kinds.append(sorted({row.passage for row in rows if row.passage_language == language}))
        kinds.append([row.question for row in rows if row.question_language == language])
    random = np.random.default_rng(options.seed)
    texts = [texts[int(i)] for texts in kinds for i in random.permutation(len(texts))[: options.count]]
    print(f"{len(texts)} texts", flush=True)
    axes = principal_axes(model.encode(texts))
    save_file({"axes": axes}, options.model / ROTATION)
    print(f"written to {options.model / ROTATION}")


if __name__ == "__main__":
    main()
