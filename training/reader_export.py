"""Write the reader that ships: the mean of one or more trained models, in half precision, its digest in the card.

    python -m training.reader_export --models runs/reader/model --out qa/model

Models must share tokenizer and shape (runs of one start, or checkpoints of one run: their mean is often better than
each, Wortsman et al. 2022). The card (README.md in --out), where there is one, keeps its text; its line
"SHA-256 of model.safetensors: `…`" is set to the new weights' digest.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from training.encoder_export import digest, stated_digest


def mean_of(folders: list[Path]) -> dict[str, torch.Tensor]:
    """The float32 mean of the models' tensors. Raises ValueError where they are not of one shape."""
    states = [
        AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).state_dict() for folder in folders
    ]
    for folder, state in zip(folders, states, strict=True):
        if {k: v.shape for k, v in state.items()} != {k: v.shape for k, v in states[0].items()}:
            raise ValueError(f"{folder}: its tensors have other names or shapes than those of {folders[0]}")
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def export(folders: list[Path], out: Path) -> str:
    """Write the mean of the models to `out`; the SHA-256 of the weights file, hexadecimal."""
    model = AutoModelForQuestionAnswering.from_pretrained(folders[0], dtype=torch.float32)
    model.load_state_dict(mean_of(folders))
    # Training turns drop-out off and leaves its own window in the tokenizer: neither is for those who load the model.
    model.config.hidden_dropout_prob = model.config.attention_probs_dropout_prob = 0.1
    model.half().save_pretrained(out)
    tokenizer = AutoTokenizer.from_pretrained(folders[0])
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.save_pretrained(out)
    card = out / "README.md"
    if card.exists() and (stated := stated_digest(out)):
        card.write_text(card.read_text(encoding="utf-8").replace(stated, digest(out)), encoding="utf-8")
    return digest(out)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, nargs="+", required=True, help="folders written by reader_train")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args(arguments)
    written = export(args.models, args.out)
    size = (args.out / "model.safetensors").stat().st_size
    print(f"{args.out}: {size / 1e6:.1f} MB, SHA-256 {written}")


if __name__ == "__main__":
    main()
