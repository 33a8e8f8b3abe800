"""Step 2 of the encoder: the French side follows the English (Reimers & Gurevych 2020).

    python -m training.encoder_distil --data ../shared/data --teacher FOLDER --start runs/encoder/vocabulary \\
        --out runs/encoder/distil

The teacher, the English model as it was, embeds the English side of each pair; the student's vectors of the French
side (and, one step in `--english-every`, of the English side) must match it and be told from the teacher's vectors
of thousands of other sentences: a queue of the last ones, exact since the teacher never moves. One item in ten is
several pairs joined, so that long texts are seen too. Resumes from OUT/checkpoint; the log is OUT/log.jsonl.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.encoder_data import Pair, read_pairs, split_pairs
from training.encoder_model import (
    Retriever,
    by_length,
    load_checkpoint,
    optimizer_for,
    save_backbone,
    save_checkpoint,
    set_rates,
)

SHARES = {"laws": 0.5, "tatoeba": 1.0, "debian": 1.0, "pydocs": 1.0, "tico19": 1.0}  # of each source, each pass
_ALIKE = 0.9  # a teacher's cosine above which another sentence is no negative


def plan(pairs: Sequence[Pair], seed: int, budget: int, joined: float = 0.1) -> list[list[Pair]]:
    """One pass over the pairs: batches of about `budget` French pieces (guessed from characters), in random order."""
    random = np.random.default_rng(seed)
    order = [int(i) for i in random.permutation(len(pairs))]
    chosen = [pairs[i] for i in order if random.random() < SHARES.get(pairs[i].source, 1.0)]
    long, items = int(joined * len(chosen)), list(chosen)
    del items[:long]
    begin = 0
    while begin < long:
        group = chosen[begin : begin + int(random.integers(2, 9))]
        items.append(Pair(" ".join(p.english for p in group), " ".join(p.french for p in group), "joined"))
        begin += len(group)
    batches = by_length([min(160, len(pair.french) // 4 + 3) for pair in items], budget)
    return [[items[i] for i in batches[int(b)]] for b in random.permutation(len(batches))]


def follow(vectors: Tensor, target: Tensor, queue: Tensor) -> Tensor:
    """2 (1 - cos) + 0.3 cross-entropy at scale 20 of each row against its target among the targets and the queue."""
    distance = 2 * (1 - (vectors * target).sum(1)).mean()
    pool = torch.cat([target, queue])
    alike = target @ pool.T > _ALIKE
    alike[torch.arange(len(target)), torch.arange(len(target))] = False
    scores = (20 * vectors @ pool.T).masked_fill(alike, -1e4)
    return distance + 0.3 * functional.cross_entropy(scores, torch.arange(len(target), device=scores.device))


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the training data (see training/README.md)"
    )
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--start", type=Path, required=True, help="folder that step 1 wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint, the log and the result")
    parser.add_argument("--steps", type=int, default=2400)
    parser.add_argument("--budget", type=int, default=4096, help="French pieces a step (default %(default)s)")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak rate of the layers (default %(default)s)")
    parser.add_argument(
        "--embedding-rate", type=float, default=1e-3, help="peak rate of the rows (default %(default)s)"
    )
    parser.add_argument("--english-every", type=int, default=5, help="the English side too, one step in so many")
    parser.add_argument("--queue", type=int, default=4096, help="the teacher's last vectors kept as negatives")
    parser.add_argument(
        "--longest", type=int, default=160, help="pieces at which a text is cut (default %(default)s)"
    )
    parser.add_argument("--save-every", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)

    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    pairs, _ = split_pairs(read_pairs(options.data))
    teacher = Retriever(options.teacher).to(options.device).eval()
    student = Retriever(options.start).to(options.device).train()
    optimizer = optimizer_for(student, options.rate, options.embedding_rate)
    done = load_checkpoint(options.out / "checkpoint", student, optimizer)
    queue = torch.empty(0, student.backbone.config.hidden_size, device=options.device)

    if not pairs:
        raise ValueError("parallel_en_fr.tsv.gz holds too few pairs to train on; training/README.md tells its format")
    epoch, batches, passed = 0, plan(pairs, options.seed, options.budget), 0
    started, running = time.monotonic(), 0.0
    with (options.out / "log.jsonl").open("a", encoding="utf-8") as log:
        for step in range(done, options.steps):
            while step >= passed + len(batches):
                passed, epoch = passed + len(batches), epoch + 1
                batches = plan(pairs, options.seed + epoch, options.budget)
            batch = batches[step - passed]
            english, french = [pair.english for pair in batch], [pair.french for pair in batch]
            with torch.no_grad():
                target = teacher(teacher.pieces(english, options.longest))
            loss = follow(student(student.pieces(french, options.longest)), target, queue)
            if step % options.english_every == 0:
                loss = (loss + follow(student(student.pieces(english, options.longest)), target, queue)) / 2
            queue = torch.cat([target, queue])[: options.queue]
            set_rates(optimizer, step, options.steps, warm=min(100, options.steps // 10))
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            running = 0.98 * running + 0.02 * loss.item() if step > done else loss.item()
            if (step + 1) % 20 == 0 or step + 1 == options.steps:
                seconds = time.monotonic() - started
                line = {"step": step + 1, "loss": round(running, 4), "seconds": round(seconds, 1)}
                print(json.dumps(line), file=log, flush=True)
                left = seconds / (step + 1 - done) * (options.steps - step - 1) / 60
                print(f"step {step + 1}/{options.steps}  loss {running:.4f}  {left:.0f} minutes left", flush=True)
            if (step + 1) % options.save_every == 0:
                save_checkpoint(options.out / "checkpoint", step + 1, student, optimizer)
    save_backbone(student.backbone, student.tokenizer, options.out)
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
