"""Code-switching: English texts with French words, by a word lexicon aligned from the training pairs.

There is little French with questions about it and much English (SQuAD, QAMR, AfriQA): switched word by word
(Qin et al. 2020), the English passages and questions show the student encyclopaedic text with French words in it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

from training.encoder_data import Pair
from training.qa_augment import switch_words
from training.reader_lexicon import Lexicon, drawn, lexicons_of, load_lexicons


def lexicons(path: Path, pairs: Sequence[Pair], most: int = 160_000, seed: int = 0) -> dict[str, Lexicon]:
    """The lexicons "en-fr" and "fr-en" that `path` holds; aligned from `pairs` and written there at first."""
    if not path.is_file():
        chosen = drawn(((pair.english, pair.french) for pair in pairs), most, seed=seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(lexicons_of(chosen), ensure_ascii=False), encoding="utf-8")
    return load_lexicons(path)


def switched(text: str, lexicon: Lexicon, random: random.Random, least: float = 0.3) -> str:
    """The text with a share of its words, drawn between `least` and 1, in the other language."""
    changed = switch_words(text, (), lexicon, random.uniform(least, 1.0), random)
    return text if changed is None else changed[0]
