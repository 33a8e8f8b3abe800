"""Steps 2 and 3 of the encoder: the French side follows the English (Reimers & Gurevych 2020).

    python -m training.encoder_distil --data ../shared/data --teacher FOLDER --start runs/encoder/vocabulary \\
        --out runs/encoder/distil --joined 0.1 --steps 640 --budget 2560
    python -m training.encoder_distil --data ../shared/data --teacher FOLDER --start runs/encoder/distil \\
        --out runs/encoder/passages --lexicon runs/encoder/lexicon.json

The teacher, the English model as it was, embeds the English side of each pair; the student's vectors of the French
side (and, one step in `--english-every`, of the English side) must match it and be told from the teacher's vectors
of thousands of other sentences: a queue of the last ones, exact since the teacher never moves. Sentences first, then
passages: half of the pairs joined to texts as long as a paragraph, and English passages and questions with French
words in them (encoder_switch.py). Resumes from OUT/checkpoint; the log is OUT/log.jsonl.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.encoder_data import Pair, read_pairs, read_questions, split_pairs, without_development
from training.encoder_model import (
    Retriever,
    by_length,
    load_checkpoint,
    optimizer_for,
    save_backbone,
    save_checkpoint,
    set_rates,
)
from training.encoder_switch import lexicons, switched
from training.reader_lexicon import Lexicon

SHARES = {"laws": 0.2, "tatoeba": 1.0, "debian": 1.0, "pydocs": 1.0, "tico19": 1.0}  # of each source, each pass
_ALIKE = 0.9  # a teacher's cosine above which another sentence is no negative


def passages(pairs: Sequence[Pair], random: np.random.Generator) -> list[Pair]:
    """Pairs of one source joined to texts of 200 to 800 characters: a long text follows the teacher as a short one."""
    joined: list[Pair] = []
    for source in sorted({pair.source for pair in pairs}):
        group: list[Pair] = []
        wanted = random.integers(200, 800)
        for pair in (pair for pair in pairs if pair.source == source):
            group.append(pair)
            if sum(len(p.french) for p in group) >= wanted:
                joined.append(Pair(" ".join(p.english for p in group), " ".join(p.french for p in group), "joined"))
                group, wanted = [], random.integers(200, 800)
    return joined


def plan(
    pairs: Sequence[Pair],
    seed: int,
    sizes: Callable[[Sequence[Pair]], Sequence[int]],
    budget: int,
    joined: float = 0.0,
    texts: Sequence[str] = (),
    lexicon: Lexicon | None = None,
) -> list[list[Pair]]:
    """One pass: batches of at most `budget` pieces with their padding, in random order; `sizes` counts the pieces.

    A share `joined` of the pairs comes as passages; English `texts` come twice, each time switched anew.
    """
    random = np.random.default_rng(seed)
    order = [int(i) for i in random.permutation(len(pairs))]
    chosen = [pairs[i] for i in order if random.random() < SHARES.get(pairs[i].source, 1.0)]
    long = int(joined * len(chosen))
    items = chosen[long:] + passages(chosen[:long], random)
    if lexicon is not None:
        draw = Random(seed)
        items += [Pair(text, switched(text, lexicon, draw), "switched") for text in [*texts, *texts]]
    batches = by_length(sizes(items), budget)
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
    parser.add_argument("--start", type=Path, required=True, help="folder that the step before wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint, the log and the result")
    parser.add_argument("--joined", type=float, default=0.5, help="share of the pairs joined to passages")
    parser.add_argument("--lexicon", type=Path, help="word lexicon (made where missing): switched English texts too")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--budget", type=int, default=3072, help="French pieces a step (default %(default)s)")
    parser.add_argument("--rate", type=float, default=2e-4, help="peak rate of the layers (default %(default)s)")
    parser.add_argument(
        "--embedding-rate", type=float, default=7e-4, help="peak rate of the rows (default %(default)s)"
    )
    parser.add_argument("--english-every", type=int, default=6, help="the English side too, one step in so many")
    parser.add_argument("--queue", type=int, default=4096, help="the teacher's last vectors kept as negatives")
    parser.add_argument(
        "--longest", type=int, default=200, help="pieces at which a text is cut (default %(default)s)"
    )
    parser.add_argument("--save-every", type=int, default=100)
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
    texts: list[str] = []
    lexicon = None
    if options.lexicon is not None:
        development = read_questions(options.data / "qa_dev.jsonl.gz")
        rows = without_development(read_questions(options.data / "qa_train.jsonl.gz"), development)
        texts = sorted({text for row in rows if row.passage_language == "en" for text in (row.passage, row.question)})
        lexicon = lexicons(options.lexicon, pairs)["en-fr"]

    def sizes(items: Sequence[Pair]) -> list[int]:
        """Of each pair, the longer side's pieces."""
        sides = (
            student.pieces([pair.french for pair in items], options.longest),
            teacher.pieces([pair.english for pair in items], options.longest),
        )
        return [max(len(french), len(english)) for french, english in zip(*sides, strict=True)]

    given = sizes, options.budget, options.joined, texts, lexicon
    epoch, batches, passed = 0, plan(pairs, options.seed, *given), 0
    started, running = time.monotonic(), 0.0
    with (options.out / "log.jsonl").open("a", encoding="utf-8") as log:
        for step in range(done, options.steps):
            while step >= passed + len(batches):
                passed, epoch = passed + len(batches), epoch + 1
                batches = plan(pairs, options.seed + epoch, *given)
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
