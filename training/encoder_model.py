"""The encoder under training: BERT, mean pooling, unit length; with its checkpoints. The same code on CPU and GPU."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

WIDTHS = (384, 256, 128)
EAGER = 96  # pieces up to which plain attention is the faster on a CPU (training/README.md, speed)
ROTATION = "rotation.safetensors"
DENSE = Path("2_Dense") / "model.safetensors"


class Retriever(nn.Module):
    """Texts to unit vectors of the backbone's width: the mean of the last layer over all pieces but padding."""

    def __init__(self, folder: Path, attention: str = "eager") -> None:
        """`folder` holds config.json, model.safetensors, tokenizer.json; `attention` is eager or sdpa."""
        super().__init__()
        if not (folder / "tokenizer.json").is_file():
            raise FileNotFoundError(f"{folder.name}: no tokenizer.json; run the step before this one first")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.backbone = BertModel.from_pretrained(
            folder, add_pooling_layer=False, dtype=torch.float32, attn_implementation=attention
        )
        self.pad = self.backbone.config.pad_token_id or 0
        axes = [(folder / ROTATION, "axes"), (folder / DENSE, "linear.weight")]
        found = next((load_file(path)[name].float() for path, name in axes if path.is_file()), None)
        self.register_buffer("axes", found)  # (width, width), of encoder_rotation.py; None before that step
        # Random masks are slow on a CPU (2.7 times the step); encoder_contrast.py drops pieces instead.
        for module in self.backbone.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0

    axes: Tensor | None

    @property
    def device(self) -> torch.device:
        return self.backbone.device

    def pieces(self, texts: Sequence[str], longest: int) -> list[list[int]]:
        """Piece ids of each text with [CLS] and [SEP], cut to `longest`."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        return [row if len(row) <= longest else [*row[: longest - 1], row[-1]] for row in ids]

    def forward(self, pieces: Sequence[Sequence[int]]) -> Tensor:
        """Unit rows, float32, shape (len(pieces), width). Computed in bfloat16 where a product is."""
        width = max(map(len, pieces))
        self.backbone.set_attn_implementation("eager" if width <= EAGER else "sdpa")
        ids = torch.tensor([[*row, *[self.pad] * (width - len(row))] for row in pieces])
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in pieces])
        ids, mask = ids.to(self.device), mask.to(self.device)
        with torch.autocast(self.device.type, torch.bfloat16):
            hidden = self.backbone(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        weights = mask[:, :, None].float()
        mean = (hidden * weights).sum(1) / weights.sum(1)
        return functional.normalize(mean if self.axes is None else mean @ self.axes.T, dim=-1)

    @torch.no_grad()
    def encode(self, texts: Sequence[str], longest: int = 256, budget: int = 8192) -> NDArray[np.float32]:
        """Unit rows of the texts in their order, shape (len(texts), width), in batches of `budget` pieces."""
        pieces = self.pieces(texts, longest)
        vectors = np.empty((len(texts), self.backbone.config.hidden_size), dtype=np.float32)
        training = self.training
        self.eval()
        for batch in by_length([len(row) for row in pieces], budget):
            vectors[batch] = self([pieces[i] for i in batch]).cpu().numpy()
        self.train(training)
        return vectors


def embedded(model: Retriever, pieces: Sequence[Sequence[int]], budget: int = 4096) -> Tensor:
    """The model's rows for texts of any lengths, in their order: like lengths together, so with little padding."""
    batches = by_length([len(row) for row in pieces], budget)
    rows = torch.cat([model([pieces[i] for i in batch]) for batch in batches])
    order = torch.tensor([i for batch in batches for i in batch], device=rows.device)
    return rows[order.argsort()]


def by_length(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Batches of indices of like length, each of at most `budget` pieces with its padding (or of one item)."""
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if not batches or (len(batches[-1]) + 1) * lengths[index] > budget:
            batches.append([])
        batches[-1].append(index)
    return batches


def optimizer_for(model: Retriever, rate: float, embedding_rate: float) -> torch.optim.AdamW:
    """AdamW with one rate for the word rows and another for the rest; `set_rates` sets both at each step."""
    rows = list(model.backbone.embeddings.word_embeddings.parameters())
    others = [p for p in model.parameters() if all(p is not row for row in rows)]
    groups = [
        {"params": rows, "lr": embedding_rate, "peak": embedding_rate, "weight_decay": 0.0},
        {"params": others, "lr": rate, "peak": rate, "weight_decay": 0.01},
    ]
    return torch.optim.AdamW(groups, fused=True)


def set_rates(optimizer: torch.optim.Optimizer, step: int, steps: int, warm: int) -> float:
    """Linear warm-up over `warm` steps, then linear decay to nothing at `steps`; returns the share of the peak."""
    share = min((step + 1) / max(1, warm), (steps - step) / max(1, steps - warm))
    for group in optimizer.param_groups:
        group["lr"] = group["peak"] * share
    return share


def save_backbone(backbone: BertModel, tokenizer: Tokenizer, folder: Path) -> None:
    """Weights in float32, config and tokenizer: what `Retriever` loads."""
    folder.mkdir(parents=True, exist_ok=True)
    backbone.save_pretrained(folder)
    tokenizer.save(str(folder / "tokenizer.json"))


def save_checkpoint(
    folder: Path,
    step: int,
    model: Retriever,
    optimizer: torch.optim.Optimizer,
    average: dict[str, Tensor] | None = None,
) -> None:
    """Everything a run needs to go on, as safetensors and JSON; replaces the checkpoint before it in one rename."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    save_backbone(model.backbone, model.tokenizer, fresh)
    state: dict[str, Any] = optimizer.state_dict()["state"]
    save_file(
        {f"{i}.{key}": value for i, item in state.items() for key, value in item.items()},
        fresh / "optimizer.safetensors",
    )
    if average is not None:
        save_file(average, fresh / "average.safetensors")
    (fresh / "state.json").write_text(json.dumps({"step": step}) + "\n", encoding="utf-8")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.replace(old)
    fresh.replace(folder)
    shutil.rmtree(old, ignore_errors=True)


def load_checkpoint(
    folder: Path, model: Retriever, optimizer: torch.optim.Optimizer, average: dict[str, Tensor] | None = None
) -> int:
    """Puts a checkpoint into the model, the optimizer and the average, in place; returns the steps done (0: none)."""
    if not (folder / "state.json").is_file():
        return 0
    missing, unexpected = model.backbone.load_state_dict(load_file(folder / "model.safetensors"), strict=False)
    if unexpected or any("position_ids" not in name for name in missing):
        raise ValueError(f"{folder.name}: the checkpoint is of another model; give another --out or delete it")
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in load_file(folder / "optimizer.safetensors").items():
        index, key = name.split(".", 1)
        state.setdefault(int(index), {})[key] = value
    optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    if average is not None:
        for name, value in load_file(folder / "average.safetensors").items():
            average[name].copy_(value)
    step: int = json.loads((folder / "state.json").read_text(encoding="utf-8"))["step"]
    return step
