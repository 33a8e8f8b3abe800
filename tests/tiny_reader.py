"""Tiny untrained readers of several architectures, with tokenizers of single letters, saved where asked."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertTokenizer,
    CamembertConfig,
    CamembertForQuestionAnswering,
    CamembertTokenizer,
    XLMRobertaConfig,
    XLMRobertaForQuestionAnswering,
    XLMRobertaTokenizer,
)

SMALL = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 32,
    "initializer_range": 0.6,  # far from uniform, so that a wrong token or mask shows
}
LETTERS = "abcdefghijklmnopqrstuvwxyzéè'?.,MGA0123456789"


def tiny(kind: str, folder: Path, positions: int = 80) -> Path:
    """A random model with a tokenizer of single letters and a few pieces, saved in the folder."""
    torch.manual_seed(0)
    pieces = [("▁", -2.0), ("▁Mos", -3.0), ("cou", -3.0), *((c, -8.0) for c in LETTERS)]
    if kind == "bert":
        vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "moscou", *LETTERS, *(f"##{c}" for c in LETTERS)]
        tokenizer = BertTokenizer(vocab={piece: i for i, piece in enumerate(dict.fromkeys(vocabulary))})
        config = BertConfig(vocab_size=len(tokenizer), max_position_embeddings=positions, **SMALL)
        model = BertForQuestionAnswering(config)
    elif kind == "xlm-roberta":
        special = [(piece, 0.0) for piece in ("<s>", "<pad>", "</s>", "<unk>")]
        tokenizer = XLMRobertaTokenizer(vocab=[*special, *pieces, ("<mask>", 0.0)])
        config = XLMRobertaConfig(
            vocab_size=len(tokenizer), pad_token_id=1, max_position_embeddings=positions, **SMALL
        )
        model = XLMRobertaForQuestionAnswering(config)
    else:
        special = [(piece, 0.0) for piece in ("<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED")]
        tokenizer = CamembertTokenizer(vocab=[*special, *pieces])
        config = CamembertConfig(
            vocab_size=len(tokenizer), pad_token_id=1, max_position_embeddings=positions, **SMALL
        )
        model = CamembertForQuestionAnswering(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
