"""Step 3 of the encoder: a question must find its passage among all the passages there are.

    python -m training.encoder_contrast --data ../shared/data --teacher FOLDER --start runs/encoder/distil \\
        --out runs/encoder/contrast

A step takes a few passages with look-alikes (same article, BM25's and the model's own mistakes), so that each is a
hard negative to the others' questions; every other training passage is a negative through a bank of their last
vectors (cross-batch memory, Wang et al. 2020). The loss is taken at 384, 256 and 128 dimensions (Matryoshka, Kusupati
et al. 2022). Besides questions people wrote, `--shares` and `--windows` can add windows of a passage's own words, and a
sentence asked in the other language of a text of joined sentences that holds its translation. A distillation term on
parallel pairs keeps what step 2 taught. The result is an average of the weights over the last steps. Resumes from
OUT/checkpoint; the log is OUT/log.jsonl.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.encoder_data import Pair, read_pairs, read_questions, read_text, split_pairs, without_development
from training.encoder_distil import follow
from training.encoder_model import (
    WIDTHS,
    Retriever,
    load_checkpoint,
    optimizer_for,
    save_backbone,
    save_checkpoint,
    set_rates,
)
from training.encoder_negatives import Corpus, by_article, by_model, by_words, gather

KINDS = ("french", "english", "text", "joined")
SCALE = 25.0
Random = np.random.Generator


@dataclass(frozen=True, slots=True)
class Batch:
    """`passages[owners[i]]` answers `questions[i]`; `slots` are the passages' places in the bank, if any."""

    passages: list[str]
    questions: list[str]
    owners: list[int]
    slots: list[int] | None


def window(passage: str, random: Random) -> str:
    """Six to fourteen running words of the passage, some dropped: a question by words alone."""
    tokens = passage.split()
    size = int(random.integers(6, 15))
    begin = int(random.integers(0, max(1, len(tokens) - size)))
    kept = [token for token in tokens[begin : begin + size] if random.random() > 0.3]
    return " ".join(kept or tokens[begin : begin + 1])


def asked(corpus: Corpus, alike: Sequence[Sequence[int]], random: Random, seeds: int, windows: float) -> Batch:
    """`seeds` passages with two look-alikes each, up to three questions a passage, and sometimes a window of it."""
    chosen: list[int] = []
    for seed in random.choice(len(corpus.passages), min(seeds, len(corpus.passages)), replace=False):
        near = list(alike[int(seed)])
        random.shuffle(near)
        chosen.extend(i for i in (int(seed), *near[:2]) if i not in chosen)
    questions, owners = [], []
    for place, i in enumerate(chosen):
        own = list(corpus.questions[i])
        random.shuffle(own)
        own = own[:3] + ([window(corpus.passages[i], random)] if random.random() < windows else [])
        questions += own
        owners += [place] * len(own)
    return Batch([corpus.passages[i] for i in chosen], questions, owners, chosen)


def joined(pairs: Sequence[Pair], random: Random, count: int) -> Batch:
    """Texts of four to eight joined sentences in one language; one sentence of each is asked for in the other."""
    passages, questions = [], []
    for _ in range(count):
        group = [pairs[int(i)] for i in random.integers(0, len(pairs), int(random.integers(4, 9)))]
        wanted = group[int(random.integers(len(group)))]
        if random.random() < 0.7:
            passages.append(" ".join(pair.french for pair in group))
            questions.append(wanted.english)
        else:
            passages.append(" ".join(pair.english for pair in group))
            questions.append(wanted.french)
    return Batch(passages, questions, list(range(count)), None)


def thin(pieces: Sequence[Sequence[int]], share: float, random: Random) -> list[list[int]]:
    """The pieces with a share dropped at random, the first and the last kept: what drop-out is here, at no cost."""
    return [
        [piece for i, piece in enumerate(row) if i in (0, len(row) - 1) or random.random() >= share] for row in pieces
    ]


def contrast(questions: Tensor, passages: Tensor, owners: Tensor, bank: Tensor, slots: Tensor | None) -> Tensor:
    """Cross-entropy of each question's passage among the batch's and the bank's, mean over the Matryoshka widths.

    Left out of the negatives: rows of zeros, the bank's stale copies of the batch, near copies of the right passage
    (cosine over 0.9), and whatever beats the right one by more than 0.1, more likely another answer than a mistake.
    """
    pool = torch.cat([passages, bank])
    right = torch.zeros(len(questions), len(pool), dtype=torch.bool, device=pool.device)
    right[torch.arange(len(questions)), owners] = True
    with torch.no_grad():
        scores = questions @ pool.T
        masked = (passages[owners] @ pool.T > 0.9) | (scores > scores[right][:, None] + 0.1)
        masked |= (pool == 0).all(1)
        if slots is not None:
            masked[:, len(passages) + slots] = True
        masked &= ~right
    losses = []
    for width in WIDTHS:
        left, other = (functional.normalize(rows[:, :width], dim=-1) for rows in (questions, pool))
        losses.append(functional.cross_entropy((SCALE * left @ other.T).masked_fill(masked, -1e4), owners))
    return torch.stack(losses).mean()


def look_alikes(
    model: Retriever, corpus: Corpus, vectors: NDArray[np.float32], fixed: Sequence[Sequence[int]]
) -> list[list[int]]:
    """For each passage, whose vectors are given: the fixed look-alikes, and the model's mistakes on its questions."""
    owners = [i for i, questions in enumerate(corpus.questions) for _ in questions[:3]]
    queries = model.encode([question for questions in corpus.questions for question in questions[:3]])
    return [sorted({*a, *b}) for a, b in zip(fixed, by_model(owners, queries, vectors), strict=True)]


def text_passages(data: Path, limit: int, random: Random) -> Corpus:
    """French passages nobody asked about: novels as they are, administrative lines joined to 600 characters."""
    passages = [line for line in read_text(data / "text_fr_novels.txt.gz") if len(line) > 300]
    run = ""
    for line in read_text(data / "text_fr_service_public.txt.gz"):
        run = f"{run} {line}".strip()
        if len(run) > 600:
            passages.append(run)
            run = ""
    chosen = [passages[int(i)] for i in random.permutation(len(passages))[:limit]]
    return Corpus(chosen, [""] * len(chosen), [[] for _ in chosen])


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the training data (see training/README.md)"
    )
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--start", type=Path, required=True, help="folder that step 2 wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint, the log and the result")
    parser.add_argument("--steps", type=int, default=900)
    parser.add_argument(
        "--seeds", type=int, default=6, help="passages a step, each with two look-alikes (default %(default)s)"
    )
    parser.add_argument("--pairs", type=int, default=16, help="parallel pairs a step (default %(default)s)")
    parser.add_argument("--rate", type=float, default=2e-5, help="peak rate of the layers (default %(default)s)")
    parser.add_argument(
        "--embedding-rate", type=float, default=5e-5, help="peak rate of the rows (default %(default)s)"
    )
    parser.add_argument(
        "--keep", type=float, default=1.0, help="weight of the distillation term (default %(default)s)"
    )
    parser.add_argument("--drop", type=float, default=0.1, help="share of pieces dropped (default %(default)s)")
    parser.add_argument(
        "--shares",
        type=float,
        nargs=4,
        default=[0.8, 0.2, 0.0, 0.0],
        metavar="SHARE",
        help=f"of {', '.join(KINDS)} steps",
    )
    parser.add_argument("--windows", type=float, default=0.0, help="windows a passage (default %(default)s)")
    parser.add_argument("--average", type=float, default=0.995, help="decay of the weights' running average")
    parser.add_argument(
        "--refresh", type=int, default=400, help="steps between two searches for the model's own mistakes"
    )
    parser.add_argument(
        "--longest", type=int, default=256, help="pieces at which a passage is cut (default %(default)s)"
    )
    parser.add_argument(
        "--texts", type=int, default=1500, help="French passages without questions (default %(default)s)"
    )
    parser.add_argument(
        "--search", nargs="*", default=["french"], choices=["french", "english"], help="corpora searched for them"
    )
    parser.add_argument("--save-every", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)

    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    pairs, _ = split_pairs(read_pairs(options.data))
    prose = [pair for pair in pairs if len(pair.english) > 20]
    development = read_questions(options.data / "qa_dev.jsonl.gz")
    rows = without_development(read_questions(options.data / "qa_train.jsonl.gz"), development)
    corpora = {
        "french": gather(rows, "fr"),
        "english": gather(rows, "en"),
        "text": text_passages(options.data, options.texts, np.random.default_rng(options.seed)),
    }
    fixed: dict[str, list[list[int]]] = {
        name: [a[:6] + b for a, b in zip(by_words(corpus), by_article(corpus), strict=True)]
        if name != "text"
        else [[] for _ in corpus.passages]
        for name, corpus in corpora.items()
    }
    teacher = Retriever(options.teacher).to(options.device).eval()
    student = Retriever(options.start, "sdpa").to(options.device).train()
    optimizer = optimizer_for(student, options.rate, options.embedding_rate)
    average = {name: value.detach().clone() for name, value in student.backbone.state_dict().items()}
    done = load_checkpoint(options.out / "checkpoint", student, optimizer, average)
    width = student.backbone.config.hidden_size
    # The last known vector of every passage: negatives that cost no pass. A passage not seen yet is a row of zeros,
    # which `contrast` leaves out: were it a negative, the model would learn to bring everything nearer to everything.
    # Each corpus has its own, for negatives of another language would teach the model to tell languages apart.
    bank = {name: torch.zeros(len(corpus.passages), width, device=options.device) for name, corpus in corpora.items()}
    bank["joined"] = torch.zeros(0, width, device=options.device)
    alike = dict(fixed)
    queue = torch.empty(0, width, device=options.device)
    chances = np.array(options.shares) / sum(options.shares)

    started, running = time.monotonic(), dict.fromkeys(KINDS, 0.0)
    with (options.out / "log.jsonl").open("a", encoding="utf-8") as log:
        for step in range(done, options.steps):
            if step == done or step % options.refresh == 0:
                for name in options.search:
                    vectors = student.encode(corpora[name].passages, options.longest)
                    bank[name].copy_(torch.from_numpy(vectors))
                    alike[name] = look_alikes(student, corpora[name], vectors, fixed[name])
            random = np.random.default_rng((options.seed, step))
            kind = KINDS[int(random.choice(len(KINDS), p=chances))]
            if kind == "joined":
                batch = joined(prose, random, 3 * options.seeds)
            else:
                windows = 1.0 if kind == "text" else options.windows
                batch = asked(corpora[kind], alike[kind], random, options.seeds, windows)
            owners = torch.tensor(batch.owners, device=options.device)
            slots = None if batch.slots is None else torch.tensor(batch.slots, device=options.device)
            questions = student(thin(student.pieces(batch.questions, 64), options.drop, random))
            passages = student(thin(student.pieces(batch.passages, options.longest), options.drop, random))
            loss = contrast(questions, passages, owners, bank[kind], slots)
            running[kind] = 0.9 * running[kind] + 0.1 * loss.item() if running[kind] else loss.item()
            if slots is not None:
                bank[kind][slots] = passages.detach()

            some = [pairs[int(i)] for i in random.integers(0, len(pairs), options.pairs)]
            with torch.no_grad():
                target = teacher(teacher.pieces([pair.english for pair in some], options.longest))
            sides = student.pieces([pair.french for pair in some] + [pair.english for pair in some], options.longest)
            kept = follow(student(sides), target.repeat(2, 1), queue)
            queue = torch.cat([target, queue])[:4096]
            running["kept"] = 0.98 * running.get("kept", kept.item()) + 0.02 * kept.item()

            set_rates(optimizer, step, options.steps, warm=min(50, options.steps // 10))
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss + options.keep * kept)
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            decay = min(options.average, (step + 1) / (step + 10))
            for name, value in student.backbone.state_dict().items():
                if value.is_floating_point():
                    average[name].lerp_(value, 1 - decay)
            if (step + 1) % 10 == 0 or step + 1 == options.steps:
                seconds = time.monotonic() - started
                losses = {name: round(value, 4) for name, value in running.items()}
                print(json.dumps({"step": step + 1, "seconds": round(seconds, 1), **losses}), file=log, flush=True)
                left = seconds / (step + 1 - done) * (options.steps - step - 1) / 60
                print(f"step {step + 1}/{options.steps}  {losses}  {left:.0f} minutes left", flush=True)
            if (step + 1) % options.save_every == 0:
                save_checkpoint(options.out / "checkpoint", step + 1, student, optimizer, average)
    student.backbone.load_state_dict(average)
    save_backbone(student.backbone, student.tokenizer, options.out)
    print(f"written to {options.out}")


if __name__ == "__main__":
    main()
