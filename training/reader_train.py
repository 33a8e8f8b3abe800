"""Train the reader: start and end of the answer, or [CLS] where the passage does not answer.

    python -m training.reader_train --init ../shared/models/reader --data ../shared/data/qa_train.jsonl.gz \
        --lexicon runs/lexicon.json --out runs/reader --minutes 30

One loop, on CPU or GPU: the model computes in bfloat16 where the processor does, and follows a float32 copy of its
weights. Every step draws questions with their
source's weight, makes some of them unanswerable in three ways, switches words of the question or of the context to
the other language, masks a few tokens, and follows the gradient of the summed probability of all correct starts and
ends. A moving average of the weights is what is saved for use (`<out>/model`); `<out>/state.pt` (tensors and
numbers only, read back with weights_only) resumes a run that was cut. Stops after --steps or --minutes, whichever
comes first; the learning rate falls linearly to nought over the same.
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch import nn
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from training.qa_augment import rearranged, switch, synonyms
from training.qa_data import Distractors, Question, read_questions, without_answer
from training.reader_lexicon import load_lexicons

# How often a question of each source is drawn, against one of SQuAD: French is scarce, QAMR reads single sentences.
WEIGHTS = {"squad": 1.0, "afriqa-en": 0.7, "qamr": 0.4, "piaf": 3.0, "afriqa-fr": 3.0, "cnil": 0.3, "cloze": 0.6}


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


class Mixture:
    """An endless stream of training questions, already augmented; the same for the same seed."""

    def __init__(
        self, questions: list[Question], lexicons: dict[str, Any] | None, unanswerable: float, seed: int
    ) -> None:
        self._questions = questions
        self._lexicons = lexicons
        self._unanswerable = unanswerable
        self._distractors = Distractors(questions)
        self._weights = [_weight(q) for q in questions]
        self._rng = random.Random(seed)

    def __iter__(self) -> Iterator[Question]:
        while True:
            for question in self._rng.choices(self._questions, self._weights, k=1024):
                yield self._changed(question)

    def _changed(self, question: Question) -> Question:
        rng = self._rng
        if rng.random() < self._unanswerable:
            ways = [without_answer, self._distractors.same_title, self._distractors.same_title]
            question = rng.choice(ways)(question) or question
        if rng.random() < 0.5:
            question = rearranged(question, rng, kept=0.7)
        if self._lexicons is None:
            return question
        if rng.random() < 0.25:
            reworded = synonyms(question.question, question.question_lang, self._lexicons, 0.5, rng)
            question = replace(question, question=reworded)
        # Scarce are French text and English questions on it: of English the context changes, of French the question.
        kept, question_only = (0.35, 0.2) if question.context_lang == "en" else (0.5, 0.4)
        draw = rng.random()
        if draw < kept:
            return question
        alone = draw < kept + question_only
        asked = rng.uniform(0.5, 1.0) if alone or rng.random() < 0.5 else 0.0
        read = 0.0 if alone else rng.uniform(0.3, 1.0)
        return switch(question, self._lexicons, rng, asked=asked, read=read)


def _weight(question: Question) -> float:
    return WEIGHTS.get(question.source, WEIGHTS.get(f"{question.source}-{question.context_lang}", 1.0))


def features(
    questions: list[Question], tokenizer: Any, length: int, masked: float, rng: random.Random
) -> dict[str, torch.Tensor]:
    """One window a question: ids, mask, segments (B, L), and the correct starts and ends as 0/1 (B, L).

    A context too long for the window is cut at random around an answer. `masked` of the tokens become [MASK].
    """
    encoded = tokenizer(
        [q.question for q in questions],
        [q.context for q in questions],
        truncation="only_second",
        max_length=length,
        stride=length // 4,
        return_overflowing_tokens=True,
        return_offsets_mapping=True,
        return_token_type_ids=True,
    )
    windows: list[list[int]] = [[] for _ in questions]
    spans: dict[int, list[tuple[int, int]]] = {}
    for i, sample in enumerate(encoded["overflow_to_sample_mapping"]):
        windows[sample].append(i)
        inside = [s == 1 for s in encoded.sequence_ids(i)]
        spans[i] = [
            found
            for answer in questions[sample].answers
            if (found := _token_span(encoded["offset_mapping"][i], inside, answer)) is not None
        ]
    chosen = [rng.choice([i for i in own if spans[i]] or own) for own in windows]
    width = max(len(encoded["input_ids"][i]) for i in chosen)
    batch = {
        name: torch.zeros(len(chosen), width, dtype=torch.long)
        for name in ("input_ids", "attention_mask", "token_type_ids")
    }
    batch["input_ids"] += tokenizer.pad_token_id
    starts, ends = torch.zeros(len(chosen), width), torch.zeros(len(chosen), width)
    for row, i in enumerate(chosen):
        n = len(encoded["input_ids"][i])
        ids = torch.tensor(encoded["input_ids"][i])
        null = encoded["input_ids"][i].index(tokenizer.cls_token_id)
        maskable = torch.tensor([s is not None for s in encoded.sequence_ids(i)])
        hidden = maskable & (torch.tensor([rng.random() for _ in range(n)]) < masked)
        batch["input_ids"][row, :n] = torch.where(hidden, tokenizer.mask_token_id, ids)
        batch["attention_mask"][row, :n] = 1
        batch["token_type_ids"][row, :n] = torch.tensor(encoded["token_type_ids"][i])
        for start, end in spans[i] or [(null, null)]:
            starts[row, start], ends[row, end] = 1, 1
    if "token_type_ids" not in tokenizer.model_input_names:
        del batch["token_type_ids"]
    return batch | {"starts": starts, "ends": ends}


def _token_span(
    offsets: list[tuple[int, int]], inside: list[bool], answer: tuple[int, int]
) -> tuple[int, int] | None:
    """First and last token of the answer, None where the window does not hold it whole."""
    first = next((k for k, (s, e) in enumerate(offsets) if inside[k] and s <= answer[0] < e), None)
    last = next((k for k, (s, e) in enumerate(offsets) if inside[k] and s < answer[1] <= e), None)
    return (first, last) if first is not None and last is not None and first <= last else None


def loss_of(logits: torch.Tensor, correct: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean negative log of the probability on all correct places together (Clark & Gardner 2018, equation 2)."""
    logits = logits.float().masked_fill(mask == 0, -1e4)
    right = logits.masked_fill(correct == 0, -1e4)
    return (logits.logsumexp(-1) - right.logsumexp(-1)).mean()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--init", type=Path, required=True, help="reader or encoder folder to start from")
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="qa_train.jsonl.gz, and synthetic files")
    parser.add_argument("--lexicon", type=Path, help="from reader_lexicon; without it nothing is code-switched")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=100_000)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--batch", type=int, default=32, help="questions a step")
    parser.add_argument("--length", type=int, default=192, help="tokens of a window")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="highest learning rate")
    parser.add_argument("--warm", type=float, default=0.05, help="share of the run over which the rate rises")
    parser.add_argument("--decay", type=float, default=0.02, help="weight decay of matrices")
    parser.add_argument("--dropout", type=float, default=0.1, help="share of channels dropped")
    parser.add_argument("--masked", type=float, default=0.1, help="share of tokens masked")
    parser.add_argument("--unanswerable", type=float, default=0.25, help="share of questions made unanswerable")
    parser.add_argument("--average", type=float, default=0.998, help="decay of the moving average of weights")
    parser.add_argument("--train-words", action="store_true", help="train the word embeddings too")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=5.0, help="minutes between checkpoints")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    able = torch.cpu.get_capabilities()
    half = device == "cuda" or bool(able.get("avx512_bf16") or able.get("amx_bf16"))

    tokenizer = AutoTokenizer.from_pretrained(args.init)
    average = AutoModelForQuestionAnswering.from_pretrained(
        args.init,
        dtype=torch.float32,
        attn_implementation="sdpa",
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    ).to(device)
    model = copy.deepcopy(average).to(torch.bfloat16 if half else torch.float32).train()
    # torch's dropout draws masks that cost a CPU more than the step itself.
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Dropout):
                setattr(module, name, RowDropout(args.dropout))
    if not args.train_words:
        model.get_input_embeddings().weight.requires_grad_(False)
    trained = {name: p for name, p in model.named_parameters() if p.requires_grad}
    slow = {name: p.requires_grad_(False) for name, p in average.named_parameters() if name in trained}
    masters = {name: slow[name].clone() for name in trained}
    groups = [
        {"params": [p for p in masters.values() if p.ndim > 1], "weight_decay": args.decay},
        {"params": [p for p in masters.values() if p.ndim == 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=args.rate, betas=(0.9, 0.98))
    step, spent = 0, 0.0
    args.out.mkdir(parents=True, exist_ok=True)
    if (args.out / "state.pt").exists():
        state = torch.load(args.out / "state.pt", weights_only=True, map_location=device)
        average.load_state_dict(state["average"])
        for name, master in masters.items():
            master.copy_(state["masters"][name])
            trained[name].data.copy_(master)
        optimiser.load_state_dict(state["optimiser"])
        step, spent = state["step"], state["spent"]

    questions = [q for path in args.data for q in read_questions(path)]
    lexicons = load_lexicons(args.lexicon) if args.lexicon else None
    stream = iter(Mixture(questions, lexicons, args.unanswerable, args.seed + step))
    rng = random.Random(args.seed + step)
    began, saved, tokens, seen = time.monotonic() - spent, time.monotonic(), 0, []
    pending: list[list[Question]] = []
    while True:
        progress = max(step / args.steps, (time.monotonic() - began) / 60 / args.minutes)
        if progress >= 1.0:
            break
        if not pending:  # eight batches at once, like lengths together, so that little is padded
            drawn = sorted((next(stream) for _ in range(8 * args.batch)), key=lambda q: len(q.context))
            pending = [drawn[i : i + args.batch] for i in range(0, len(drawn), args.batch)]
            rng.shuffle(pending)
        batch = features(pending.pop(), tokenizer, args.length, args.masked, rng)
        batch = {name: tensor.to(device) for name, tensor in batch.items()}
        starts, ends = batch.pop("starts"), batch.pop("ends")
        out = model(**batch)
        mask = batch["attention_mask"]
        loss = (loss_of(out.start_logits, starts, mask) + loss_of(out.end_logits, ends, mask)) / 2
        rate = args.rate * min(1.0, progress / args.warm if args.warm else 1.0) * (1.0 - progress)
        for group in optimiser.param_groups:
            group["lr"] = rate
        torch.autograd.backward(loss)
        for name, p in trained.items():
            masters[name].grad, p.grad = p.grad.float() if p.grad is not None else None, None
        torch.nn.utils.clip_grad_norm_(masters.values(), 1.0)
        optimiser.step()
        step += 1
        decay = min(args.average, step / (step + 10))
        with torch.no_grad():
            for name, master in masters.items():
                trained[name].copy_(master)
                slow[name].lerp_(master, 1.0 - decay)
        tokens += int(mask.sum())
        seen.append(float(loss.detach()))
        if len(seen) == 25:
            minutes = (time.monotonic() - began) / 60
            row = {
                "step": step,
                "loss": round(sum(seen) / len(seen), 4),
                "rate": rate,
                "minutes": round(minutes, 2),
                "tokens": tokens,
            }
            with (args.out / "log.jsonl").open("a", encoding="utf-8") as log:
                print(json.dumps(row), file=log)
            print(f"\r{step} steps, {progress:.0%}, loss {row['loss']:.3f}, {minutes:.1f} min", end="", flush=True)
            seen = []
        if time.monotonic() - saved > 60 * args.save_every:
            save(args.out, masters, average, optimiser, tokenizer, step, time.monotonic() - began)
            saved = time.monotonic()
    save(args.out, masters, average, optimiser, tokenizer, step, time.monotonic() - began)
    print(f"\n{args.out / 'model'}: {step} steps, {tokens} tokens")


def save(
    out: Path, masters: dict[str, torch.Tensor], average: Any, optimiser: Any, tokenizer: Any, step: int, spent: float
) -> None:
    """The averaged model for use, and the state to go on from; the state is replaced in one move."""
    average.save_pretrained(out / "model")
    tokenizer.save_pretrained(out / "model")
    state = {
        "masters": masters,
        "average": average.state_dict(),
        "optimiser": optimiser.state_dict(),
        "step": step,
        "spent": spent,
    }
    torch.save(state, out / "state.part")
    (out / "state.part").replace(out / "state.pt")


if __name__ == "__main__":
    main()
