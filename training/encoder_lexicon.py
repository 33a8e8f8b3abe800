"""A word-piece lexicon from parallel sentences: IBM Model 1 (Brown et al. 1993), one EM over flat arrays.

It serves the start of the French rows (trans-tokenization, Remy et al. 2024): a French piece begins as the mean of
the English pieces it is translated by, weighted by how probable each translation is.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

Integers = NDArray[np.int64]
Reals = NDArray[np.float64]


def align(
    french: Sequence[Sequence[int]], english: Sequence[Sequence[int]], size: int, rounds: int = 6
) -> csr_matrix:
    """Translation probabilities t(english | french) of piece ids below `size`, as a sparse (size, size) matrix.

    `french[i]` translates `english[i]`; neither holds special pieces. The empty word takes part with the id 0
    (the padding piece), so that English pieces nobody translates do not spoil the others; its row is left empty.
    Memory grows with the sum of len(french[i]) * len(english[i]).
    """
    if len(french) != len(english):
        raise ValueError("align needs as many French as English sentences")
    rows, columns, slots = _cells(french, english)
    keys, cell = np.unique(rows * size + columns, return_inverse=True)
    key_row, key_column = keys // size, keys % size
    translation: Reals = np.ones(len(keys))
    for _ in range(rounds):
        likelihood = translation[cell]
        evidence = np.bincount(slots, weights=likelihood)
        counts = np.bincount(cell, weights=likelihood / evidence[slots], minlength=len(keys))
        translation = counts / np.bincount(key_row, weights=counts, minlength=size)[key_row]
    translation[key_row == 0] = 0.0
    matrix = csr_matrix((translation, (key_row, key_column)), shape=(size, size))
    matrix.data[matrix.data < 0.02] = 0.0
    matrix.eliminate_zeros()
    return matrix


def _cells(french: Sequence[Sequence[int]], english: Sequence[Sequence[int]]) -> tuple[Integers, Integers, Integers]:
    """(French id, English id, number of the English occurrence) of every cell of every sentence pair."""
    rows, columns, slots, slot = [], [], [], 0
    for source, target in zip(french, english, strict=True):
        left = np.array([0, *source], dtype=np.int64)
        rows.append(np.tile(left, len(target)))
        columns.append(np.repeat(np.array(target, dtype=np.int64), len(left)))
        slots.append(np.repeat(np.arange(slot, slot + len(target), dtype=np.int64), len(left)))
        slot += len(target)
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(slots)
