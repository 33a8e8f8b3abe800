"""The mechanics of the reader's training: bfloat16 that follows float32 weights, their moving average, the clock.

A run is cut by --steps or --minutes; the learning rate rises over `warm` of it and falls linearly to nought.
`<out>/model` holds the moving average, for use; `<out>/state.pt` (tensors and numbers only, read back with
weights_only) resumes a run that was stopped.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer


class RowDropout(nn.Module):
    """Dropout of whole channels of a row of the batch (Gal & Ghahramani 2016): 1/L of the random numbers."""

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p = p

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if not self.training or self.p == 0.0:
            return x
        kept = torch.rand(x.shape[0], *[1] * (x.ndim - 2), x.shape[-1], device=x.device) >= self.p
        return x * (kept.to(x.dtype) / (1.0 - self.p))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of a run: start, length, rates, regularisation, checkpoints."""
    parser.add_argument("--init", type=Path, required=True, help="reader or encoder folder to start from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--batch", type=int, default=32, help="rows a step")
    parser.add_argument("--rate", type=float, default=2e-4, help="highest learning rate")
    parser.add_argument("--word-rate", type=float, default=0.0, help="that of the word embeddings; 0 freezes them")
    parser.add_argument("--frozen", type=int, default=2, help="lower layers that keep their weights")
    parser.add_argument("--warm", type=float, default=0.05, help="share of the run over which the rate rises")
    parser.add_argument("--decay", type=float, default=0.02, help="weight decay of matrices")
    parser.add_argument("--dropout", type=float, default=0.1, help="share of channels dropped")
    parser.add_argument("--average", type=float, default=0.998, help="decay of the moving average of weights")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=5.0, help="minutes between checkpoints")
    parser.add_argument("--seed", type=int, default=0)


def fast_type(device: str) -> torch.dtype:
    """bfloat16 where the processor computes in it, else float32."""
    able = torch.cpu.get_capabilities()
    fast = device == "cuda" or able.get("avx512_bf16") or able.get("amx_bf16")
    return torch.bfloat16 if fast else torch.float32


def load(folder: Path, dtype: torch.dtype, device: str) -> Any:
    """A reader without dropout; eager attention, which trains fastest on a CPU in bfloat16."""
    return AutoModelForQuestionAnswering.from_pretrained(
        folder,
        dtype=dtype,
        attn_implementation="sdpa" if device == "cuda" else "eager",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ).to(device)


class Run:
    """One training, from its start or from where it was stopped."""

    def __init__(self, args: argparse.Namespace) -> None:
        torch.manual_seed(args.seed)
        torch.set_num_threads(args.threads)
        self.args = args
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.tokenizer = AutoTokenizer.from_pretrained(args.init)
        self.average = load(args.init, torch.float32, self.device)
        self.model = copy.deepcopy(self.average).to(fast_type(self.device)).train()
        # torch's dropout draws masks that cost a CPU more than the step itself.
        for module in list(self.model.modules()):
            for name, child in module.named_children():
                if isinstance(child, nn.Dropout):
                    setattr(module, name, RowDropout(args.dropout))
        words = self.model.get_input_embeddings().weight
        if args.frozen:
            for part in (self.model.base_model.embeddings, *self.model.base_model.encoder.layer[: args.frozen]):
                part.requires_grad_(False)
        words.requires_grad_(args.word_rate > 0)
        self._trained = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        slow = dict(self.average.named_parameters())
        self._slow = {name: slow[name].requires_grad_(False) for name in self._trained}
        self._masters = {name: self._slow[name].clone() for name in self._trained}
        layers = [(n, p) for n, p in self._masters.items() if self._trained[n] is not words]
        groups = [
            {"params": [p for _, p in layers if p.ndim > 1], "weight_decay": args.decay, "share": 1.0},
            {"params": [p for _, p in layers if p.ndim == 1], "weight_decay": 0.0, "share": 1.0},
        ]
        if args.word_rate > 0:
            own = [p for n, p in self._masters.items() if self._trained[n] is words]
            groups.append({"params": own, "weight_decay": 0.0, "share": args.word_rate / args.rate})
        self._optimiser = torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.98))
        self.step, spent = 0, 0.0
        args.out.mkdir(parents=True, exist_ok=True)
        if (args.out / "state.pt").exists():
            state = torch.load(args.out / "state.pt", weights_only=True, map_location=self.device)
            self.average.load_state_dict(state["average"])
            for name, master in self._masters.items():
                master.copy_(state["masters"][name])
                self._trained[name].data.copy_(master)
            self._optimiser.load_state_dict(state["optimiser"])
            self.step, spent = state["step"], state["spent"]
        self._began, self._saved = time.monotonic() - spent, time.monotonic()
        self._tokens, self._seen = 0, list[float]()

    @property
    def minutes(self) -> float:
        return (time.monotonic() - self._began) / 60

    @property
    def progress(self) -> float:
        """Share of the run that is over, by steps or by the clock."""
        return float(max(self.step / self.args.steps, self.minutes / self.args.minutes))

    def update(self, loss: torch.Tensor, tokens: int) -> None:
        """One step down the gradient of `loss`, found on `tokens` tokens; the log and the checkpoint when due."""
        args, progress = self.args, self.progress
        rate = args.rate * min(1.0, progress / args.warm if args.warm else 1.0) * max(0.0, 1.0 - progress)
        for group in self._optimiser.param_groups:
            group["lr"] = rate * group["share"]
        torch.autograd.backward(loss)
        for name, p in self._trained.items():
            self._masters[name].grad, p.grad = p.grad.float() if p.grad is not None else None, None
        torch.nn.utils.clip_grad_norm_(self._masters.values(), 1.0)
        self._optimiser.step()
        self.step += 1
        decay = min(args.average, self.step / (self.step + 10))
        with torch.no_grad():
            for name, master in self._masters.items():
                self._trained[name].copy_(master)
                self._slow[name].lerp_(master, 1.0 - decay)
        self._tokens += tokens
        self._seen.append(float(loss.detach()))
        if len(self._seen) == 25:
            self._report(progress, rate)
        if time.monotonic() - self._saved > 60 * args.save_every:
            self.save()

    def _report(self, progress: float, rate: float) -> None:
        loss = round(sum(self._seen) / len(self._seen), 4)
        self._seen = []
        row = {"step": self.step, "loss": loss, "rate": rate, "minutes": round(self.minutes, 2)}
        with (self.args.out / "log.jsonl").open("a", encoding="utf-8") as log:
            print(json.dumps(row | {"tokens": self._tokens}), file=log)
        print(f"\r{self.step} steps, {progress:.0%}, loss {loss:.3f}, {self.minutes:.1f} min", end="", flush=True)

    def save(self) -> None:
        """The averaged model for use, and the state to go on from; the state is replaced in one move."""
        out = self.args.out
        self.average.save_pretrained(out / "model")
        self.tokenizer.save_pretrained(out / "model")
        state = {
            "masters": self._masters,
            "average": self.average.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "step": self.step,
            "spent": time.monotonic() - self._began,
        }
        torch.save(state, out / "state.part")
        (out / "state.part").replace(out / "state.pt")
        self._saved = time.monotonic()

    def close(self) -> None:
        self.save()
        print(f"\n{self.args.out / 'model'}: {self.step} steps, {self._tokens} tokens, {self.minutes:.1f} minutes")
