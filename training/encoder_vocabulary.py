"""Step 1 of the encoder: give an English model French word pieces.

    python -m training.encoder_vocabulary --data ../shared/data --base FOLDER --out runs/encoder/vocabulary

Pieces outside Latin script and the unused ones go; French pieces come in, chosen by how many pieces of running
French text they save. A new row is a mean of English rows, weighted by a lexicon aligned from the parallel sentences
(training/encoder_lexicon.py), or, where that saw too little, the mean of the rows of the pieces it was split into
before.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import WordPiece
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import WordPieceTrainer
from transformers import BertModel

from training.encoder_data import Pair, read_pairs, read_questions, read_text, split_pairs, without_development
from training.encoder_lexicon import align
from training.encoder_model import save_backbone

UNKNOWN = "[UNK]"
SPECIAL = ("[PAD]", UNKNOWN, "[CLS]", "[SEP]", "[MASK]")
_REPLACED = {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ʼ": "'"}
_LEAST_SEEN = 4  # aligned sentences below which a lexicon's row is not believed


def normalizer() -> normalizers.Normalizer:
    """Lower case, accents folded, ligatures and apostrophes made plain: `cœur` and `coeur` are one word."""
    plain = [normalizers.Replace(old, new) for old, new in _REPLACED.items()]
    return normalizers.Sequence([*plain, normalizers.BertNormalizer(lowercase=True, strip_accents=True)])


def split_word(word: str, vocabulary: Mapping[str, int] | set[str]) -> list[str]:
    """The word's pieces, longest first from the left as WordPiece does; ["[UNK]"] where that fails."""
    pieces, start = [], 0
    while start < len(word):
        prefix = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if prefix + word[start:end] in vocabulary), None)
        if end is None:
            return [UNKNOWN]
        pieces.append(prefix + word[start:end])
        start = end
    return pieces


def is_latin(piece: str) -> bool:
    """Whether every letter of the piece is Latin; figures and signs pass."""
    return all("LATIN" in unicodedata.name(char, "") for char in piece if char.isalpha())


def choose_pieces(french: Counter[str], english: Counter[str], old: Sequence[str], size: int) -> list[str]:
    """Up to `size` new pieces for the words counted, those first that save most pieces of French.

    Candidates that come up relatively oftener in English than in French are left out: they would split English
    words in ways the English model never saw.
    """
    kept = set(old)
    learner = Tokenizer(WordPiece(unk_token=UNKNOWN))
    learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = WordPieceTrainer(vocab_size=3 * size, min_frequency=8, show_progress=False)
    learner.train_from_iterator((" ".join([word] * min(count, 2000)) for word, count in french.items()), trainer)
    grown = kept | {piece for piece in learner.get_vocab() if is_latin(piece)}
    frequent = {word for word, count in french.items() if count >= 20 and is_latin(word)}
    grown |= set(islice(sorted(frequent, key=lambda word: (-french[word], word)), 2 * size))
    saved: Counter[str] = Counter()
    shares: list[Counter[str]] = []
    for words in (french, english):
        total, uses = sum(words.values()), Counter[str]()
        for word, count in words.items():
            pieces = split_word(word, grown)
            for piece in pieces:
                if piece not in kept:
                    uses[piece] += count / total  # type: ignore[assignment]
            if words is french:
                gain = len(split_word(word, kept)) - len(pieces)
                for piece in pieces:
                    if piece not in kept:
                        saved[piece] += gain * count
        shares.append(uses)
    useful = [piece for piece in saved if saved[piece] > 0 and shares[0][piece] > 2 * shares[1][piece]]
    return sorted(useful, key=lambda piece: (-saved[piece], piece))[:size]


def count_words(texts: Iterable[tuple[str, int]]) -> Counter[str]:
    """Words of (text, weight), normalised and split as the tokenizer will."""
    normal, splitter = normalizer(), pre_tokenizers.BertPreTokenizer()
    counts: Counter[str] = Counter()
    for text, weight in texts:
        for word, _ in splitter.pre_tokenize_str(normal.normalize_str(text)):
            counts[word] += weight
    return counts


def build_tokenizer(pieces: Sequence[str]) -> Tokenizer:
    """An uncased WordPiece tokenizer of these pieces, the five special ones first."""
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token=UNKNOWN))
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", vocabulary["[CLS]"]), ("[SEP]", vocabulary["[SEP]"])],
    )
    tokenizer.add_special_tokens(list(SPECIAL))
    return tokenizer


def start_rows(old: Tokenizer, rows: torch.Tensor, new: Tokenizer, pairs: Sequence[Pair]) -> torch.Tensor:
    """The embedding rows of the new tokenizer's pieces, float32 (pieces, width); prints how each kind began."""
    old_ids, new_ids = old.get_vocab(), new.get_vocab()
    size = new.get_vocab_size()
    start = torch.empty(size, rows.shape[1])
    added: list[tuple[str, int]] = []
    for piece, number in new_ids.items():
        if piece in old_ids:
            start[number] = rows[old_ids[piece]]
            continue
        added.append((piece, number))
        before = split_word(piece.removeprefix("##"), old_ids)
        if piece.startswith("##"):
            before = ["##" + before[0], *before[1:]] if "##" + before[0] in old_ids else before
        start[number] = rows[[old_ids[part] for part in before]].mean(0)
    if not pairs:
        return start
    french, english = (
        [encoding.ids for encoding in new.encode_batch(side, add_special_tokens=False)]
        for side in ([pair.french for pair in pairs], [pair.english for pair in pairs])
    )
    seen = np.bincount(np.concatenate([np.unique(ids) for ids in french if ids]), minlength=size)
    lexicon = align(french, english, size)
    known = torch.zeros(size, dtype=torch.bool)
    known[[number for piece, number in new_ids.items() if piece in old_ids]] = True
    aligned = 0
    for _, number in added:
        span = slice(lexicon.indptr[number], lexicon.indptr[number + 1])
        target = torch.from_numpy(lexicon.indices[span].astype(np.int64))
        weight = torch.from_numpy(lexicon.data[span]).float()
        keep = known[target]
        if seen[number] < _LEAST_SEEN or weight[keep].sum() < 0.2:
            continue
        target, weight = target[keep], weight[keep] ** 1.5  # sharpened: the tail of Model 1 is noise
        start[number] = (start[target] * (weight / weight.sum())[:, None]).sum(0)
        aligned += 1
    print(f"{len(added)} French pieces: {aligned} started by the lexicon, the others from the pieces they replace")
    return start


def french_counts(data: Path, pairs: Sequence[Pair]) -> Counter[str]:
    """Words of all the French there is, weighted so that laws and novels do not drown the prose of articles."""
    weights = {"laws": 1, "debian": 1, "pydocs": 1, "tatoeba": 2, "tico19": 5}
    development = read_questions(data / "qa_dev.jsonl.gz")
    rows = without_development(read_questions(data / "qa_train.jsonl.gz"), development)
    prose = {row.passage for row in rows if row.passage_language == "fr"} | {
        row.question for row in rows if row.question_language == "fr"
    }
    counts = count_words((pair.french, weights.get(pair.source, 1)) for pair in pairs)
    counts += count_words((text, 20) for text in sorted(prose))
    for name, weight in (("text_fr_novels.txt.gz", 1), ("text_fr_service_public.txt.gz", 3)):
        counts += count_words((line, weight) for line in read_text(data / name))
    return counts


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the training data (see training/README.md)"
    )
    parser.add_argument("--base", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--out", type=Path, required=True, help="folder to write the extended model to")
    parser.add_argument("--size", type=int, default=40_000, help="word pieces in all (default %(default)s)")
    parser.add_argument("--cells", type=int, default=60_000_000, help="cells of the alignment, bounding its memory")
    parser.add_argument(
        "--no-lexicon", action="store_true", help="start every French row from the pieces it replaces"
    )
    options = parser.parse_args(arguments)

    pairs, _ = split_pairs(read_pairs(options.data))
    base = Tokenizer.from_file(str(options.base / "tokenizer.json"))
    base.no_truncation()
    base.no_padding()
    by_id = sorted(base.get_vocab().items(), key=lambda item: item[1])
    latin = [
        piece for piece, _ in by_id if is_latin(piece) and not piece.startswith("[unused") and piece not in SPECIAL
    ]
    print(f"{len(by_id)} pieces, {len(latin) + len(SPECIAL)} kept")
    french = french_counts(options.data, pairs)
    english = count_words((pair.english, 1) for pair in pairs)
    room = options.size - len(latin) - len(SPECIAL)
    fresh = choose_pieces(french, english, latin, room)
    before, after = set(latin), set(latin) | set(fresh)
    for name, vocabulary in (("before", before), ("after", after)):
        pieces = sum(count * len(split_word(word, vocabulary)) for word, count in french.items())
        print(f"pieces a French word {name}: {pieces / sum(french.values()):.3f}")
    tokenizer = build_tokenizer([*SPECIAL, *latin, *fresh])
    backbone = BertModel.from_pretrained(options.base, add_pooling_layer=False, dtype=torch.float32)
    rows = backbone.embeddings.word_embeddings.weight.detach()
    chosen = [] if options.no_lexicon else _within(pairs, options.cells)
    start = start_rows(base, rows, tokenizer, chosen)
    backbone.resize_token_embeddings(tokenizer.get_vocab_size(), mean_resizing=False)
    with torch.no_grad():
        backbone.embeddings.word_embeddings.weight.copy_(start)
    backbone.config.pad_token_id = 0
    save_backbone(backbone, tokenizer, options.out)
    summary = {"pieces": tokenizer.get_vocab_size(), "kept": len(latin) + len(SPECIAL), "french": len(fresh)}
    (options.out / "vocabulary.json").write_text(json.dumps(summary) + "\n", encoding="utf-8")
    print(f"{summary['pieces']} pieces written to {options.out}")


def _within(pairs: Sequence[Pair], cells: int) -> list[Pair]:
    """The shortest pairs (they align best) of the alignment's budget, by a rough count of their pieces."""
    chosen = []
    for pair in sorted(pairs, key=lambda pair: len(pair.english) * len(pair.french)):
        cells -= (len(pair.english) // 4 + 1) * (len(pair.french) // 4 + 2)
        if cells < 0:
            break
        chosen.append(pair)
    return chosen


if __name__ == "__main__":
    main()
