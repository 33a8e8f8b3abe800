"""Steps 6 and 7 of the encoder: a question must find its passage among passages that look like it.

    python -m training.encoder_contrast --data ../shared/data --teacher FOLDER --start runs/encoder/passages \\
        --lexicon runs/encoder/lexicon.json --synthetic runs/encoder/synthetic.jsonl.gz --out runs/encoder/contrast

Each step takes passages of one kind, a third of them drawn and two thirds look-alikes of those (same article, BM25),
with up to two questions each; every other passage of the step is a negative. The kinds: French questions people
wrote; English ones, passages and questions switched to French word by word; French text with questions made by rule.
The loss is taken at 384, 256 and 128 dimensions of the rotated vectors (Matryoshka, Kusupati et al. 2022). The
distillation goes on beside it, so as not to forget. A tenth of the French articles are held out: every `--check-every`
steps the running average of the weights is measured on them, and the best average is the result. Resumes from
OUT/checkpoint; the log is OUT/log.jsonl.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.encoder_data import (
    Pair,
    Question,
    read_pairs,
    read_questions,
    split_pairs,
    without_development,
)
from training.encoder_distil import follow
from training.encoder_model import (
    ROTATION,
    WIDTHS,
    Retriever,
    embedded,
    load_checkpoint,
    optimizer_for,
    save_backbone,
    save_checkpoint,
    set_rates,
)
from training.encoder_negatives import Corpus, by_article, by_words, gather
from training.encoder_switch import lexicons, switched
from training.reader_lexicon import Lexicon

KINDS = ("french", "english", "synthetic")
SCALE = 25.0


@dataclass(frozen=True, slots=True)
class Batch:
    """`passages[owners[i]]` answers `questions[i]`; `originals` are both, passages first, before any switching."""

    passages: list[str]
    questions: list[str]
    owners: list[int]
    originals: list[str]


def held_out(row: Question) -> bool:
    """Whether the question is of one of the French articles set aside to choose the result by (one in ten, by hash)."""
    return row.passage_language == "fr" and hashlib.sha256(row.title.encode()).digest()[0] % 10 == 0


def draw(corpus: Corpus, alike: Sequence[Sequence[int]], random: Random, seeds: int) -> Batch:
    """`seeds` passages with two look-alikes each, and up to two questions a passage."""
    chosen: dict[int, None] = {}
    for seed in random.sample(range(len(corpus.passages)), min(seeds, len(corpus.passages))):
        chosen[seed] = None
        chosen.update(dict.fromkeys(random.sample(alike[seed], min(2, len(alike[seed])))))
    questions, owners = [], []
    for place, i in enumerate(chosen):
        own = random.sample(corpus.questions[i], min(2, len(corpus.questions[i])))
        questions += own
        owners += [place] * len(own)
    passages = [corpus.passages[i] for i in chosen]
    return Batch(passages, questions, owners, passages + questions)


def mixed(batch: Batch, kind: str, lexicon: dict[str, Lexicon], random: Random) -> Batch:
    """The batch with words of the other language: one language for all its passages, either for its questions.

    Passages of two languages in one step would reward telling languages apart.
    """
    passages, questions = batch.passages, batch.questions
    if kind == "english":
        table, read, asked = lexicon["en-fr"], random.random() < 0.6, 0.7
        passages = [switched(text, table, random, 0.6) for text in passages] if read else passages
    else:
        table, asked = lexicon["fr-en"], 0.25
    questions = [switched(text, table, random) if random.random() < asked else text for text in questions]
    return Batch(passages, questions, batch.owners, batch.originals)


def thin(pieces: Sequence[Sequence[int]], share: float, random: Random) -> list[list[int]]:
    """The pieces with a share dropped at random, the first and the last kept: what drop-out is here, at no cost."""
    return [
        [piece for i, piece in enumerate(row) if i in (0, len(row) - 1) or random.random() >= share] for row in pieces
    ]


def contrast(questions: Tensor, passages: Tensor, owners: Tensor) -> Tensor:
    """Cross-entropy of each question's passage among the passages, mean over the Matryoshka widths."""
    losses = []
    for width in WIDTHS:
        left, right = (functional.normalize(rows[:, :width], dim=-1) for rows in (questions, passages))
        losses.append(functional.cross_entropy(SCALE * left @ right.T, owners))
    return torch.stack(losses).mean()


def reciprocal_rank(questions: NDArray[np.float32], passages: NDArray[np.float32], owners: Sequence[int]) -> float:
    """Mean of 1 / (rank of each question's own passage)."""
    scores = questions @ passages.T
    own = scores[np.arange(len(owners)), list(owners)]
    return float((1 / (1 + (scores > own[:, None]).sum(1))).mean())


def look_alikes(corpus: Corpus, searched: bool) -> list[list[int]]:
    """For each passage, up to six others of its article and, where `searched`, those BM25 finds for its questions."""
    found = by_words(corpus) if searched else [[] for _ in corpus.passages]
    return [sorted({*near[:6], *other}) for near, other in zip(by_article(corpus), found, strict=True)]


def teach(folder: Path, texts: Sequence[str], keep: Path, device: str) -> NDArray[np.float32]:
    """The teacher's vectors of the texts, kept in a file for the next start."""
    if keep.is_file():
        vectors: NDArray[np.float32] = np.load(keep, allow_pickle=False)
        if len(vectors) == len(texts):
            return vectors
    vectors = Retriever(folder).to(device).encode(texts)
    np.save(keep, vectors)
    return vectors


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data", type=Path, required=True, help="folder of the training data (see training/README.md)"
    )
    parser.add_argument("--teacher", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--start", type=Path, required=True, help="folder that step 3 wrote and step 4 turned")
    parser.add_argument("--lexicon", type=Path, required=True, help="word lexicon of step 3 (made where missing)")
    parser.add_argument(
        "--synthetic", type=Path, required=True, help="questions by rule, of step 5, reader_synthesis"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint, the log and the result")
    parser.add_argument("--steps", type=int, default=480)
    parser.add_argument(
        "--seeds", type=int, default=16, help="passages a step, each with two look-alikes (default %(default)s)"
    )
    parser.add_argument("--pairs", type=int, default=16, help="parallel pairs a step (default %(default)s)")
    parser.add_argument("--rate", type=float, default=5e-5, help="peak rate of the layers (default %(default)s)")
    parser.add_argument(
        "--embedding-rate", type=float, default=1.5e-4, help="peak rate of the rows (default %(default)s)"
    )
    parser.add_argument(
        "--keep", type=float, default=1.0, help="weight of the distillation terms (default %(default)s)"
    )
    parser.add_argument("--drop", type=float, default=0.05, help="share of pieces dropped (default %(default)s)")
    parser.add_argument(
        "--shares", type=float, nargs=3, default=[0.2, 0.5, 0.3], metavar="SHARE", help=f"of {', '.join(KINDS)} steps"
    )
    parser.add_argument("--average", type=float, default=0.99, help="decay of the weights' running average")
    parser.add_argument("--check-every", type=int, default=50, help="steps between two measures of the held-out")
    parser.add_argument(
        "--longest", type=int, default=256, help="pieces at which a passage is cut (default %(default)s)"
    )
    parser.add_argument("--save-every", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args(arguments)

    options.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(options.seed)
    pairs, _ = split_pairs(read_pairs(options.data))
    lexicon = lexicons(options.lexicon, pairs)
    rows = read_questions(options.data / "qa_train.jsonl.gz")
    proper = read_questions(options.data / "qa_dev.jsonl.gz")
    development = proper + [row for row in rows if held_out(row)]
    kept = without_development(rows, development)
    corpora = {
        "french": gather(kept, "fr"),
        "english": gather(kept, "en"),
        "synthetic": gather(without_development(read_questions(options.synthetic), development), "fr"),
    }
    alike = {name: look_alikes(corpus, name != "synthetic") for name, corpus in corpora.items()}
    check = gather([row for row in without_development(rows, proper) if held_out(row)], "fr")
    if not check.passages or not all(corpus.passages for corpus in corpora.values()):
        raise ValueError("too few questions to train on and to choose by; training/README.md tells what --data holds")
    candidates = check.passages + corpora["french"].passages[:200]
    english = corpora["english"]
    texts = sorted({*english.passages, *(question for own in english.questions for question in own)})
    place = {text: i for i, text in enumerate(texts)}
    taught = torch.from_numpy(teach(options.teacher, texts, options.out / "teacher.npy", options.device))

    teacher = Retriever(options.teacher).to(options.device).eval()
    student = Retriever(options.start).to(options.device).train()
    optimizer = optimizer_for(student, options.rate, options.embedding_rate)
    average = {name: value.detach().clone() for name, value in student.backbone.state_dict().items()}
    done = load_checkpoint(options.out / "checkpoint", student, optimizer, average)
    if (options.start / ROTATION).is_file():
        shutil.copyfile(options.start / ROTATION, options.out / ROTATION)
    turn = torch.eye(student.backbone.config.hidden_size) if student.axes is None else student.axes.cpu()
    taught, turn = (taught @ turn.T).to(options.device), turn.to(options.device)
    queue = torch.empty(0, turn.shape[0], device=options.device)
    best_file = options.out / "best.json"
    best = json.loads(best_file.read_text(encoding="utf-8"))["reciprocal rank"] if best_file.is_file() else 0.0

    started, running = time.monotonic(), dict.fromkeys((*KINDS, "kept"), 0.0)
    with (options.out / "log.jsonl").open("a", encoding="utf-8") as log:
        for step in range(done, options.steps):
            random = Random(f"{options.seed}-{step}")
            kind = random.choices(KINDS, options.shares)[0]
            batch = mixed(draw(corpora[kind], alike[kind], random, options.seeds), kind, lexicon, random)
            some: list[Pair] = random.sample(pairs, min(options.pairs, len(pairs)))
            asked = thin(student.pieces(batch.questions, 64), options.drop, random)
            read = thin(student.pieces(batch.passages, options.longest), options.drop, random)
            sides = student.pieces([pair.french for pair in some] + [pair.english for pair in some], options.longest)
            vectors = embedded(student, [*read, *asked, *sides])
            passages, questions = vectors[: len(read)], vectors[len(read) : len(read) + len(asked)]
            both = vectors[len(read) + len(asked) :]
            loss = contrast(questions, passages, torch.tensor(batch.owners, device=options.device))
            running[kind] = 0.9 * running[kind] + 0.1 * loss.item() if running[kind] else loss.item()

            with torch.no_grad():
                target = embedded(teacher, teacher.pieces([pair.english for pair in some], options.longest)) @ turn.T
            kept_loss = follow(both, target.repeat(2, 1), queue)
            queue = torch.cat([target, queue])[:4096]
            if kind == "english":
                wanted = taught[[place[text] for text in batch.originals]]
                kept_loss = kept_loss + (1 - (vectors[: len(wanted)] * wanted).sum(1)).mean()
            running["kept"] = (
                0.98 * running["kept"] + 0.02 * kept_loss.item() if running["kept"] else kept_loss.item()
            )

            set_rates(optimizer, step, options.steps, warm=min(50, options.steps // 10))
            optimizer.zero_grad(set_to_none=True)
            torch.autograd.backward(loss + options.keep * kept_loss)
            torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
            optimizer.step()
            decay = min(options.average, (step + 1) / (step + 10))
            for name, value in student.backbone.state_dict().items():
                if value.is_floating_point():
                    average[name].lerp_(value, 1 - decay)
            seconds = round(time.monotonic() - started, 1)
            if (step + 1) % 10 == 0 or step + 1 == options.steps:
                losses = {name: round(value, 4) for name, value in running.items()}
                print(json.dumps({"step": step + 1, "seconds": seconds, **losses}), file=log, flush=True)
                left = seconds / (step + 1 - done) * (options.steps - step - 1) / 60
                print(f"step {step + 1}/{options.steps}  {losses}  {left:.0f} minutes left", flush=True)
            if (step + 1) % options.save_every == 0:
                save_checkpoint(options.out / "checkpoint", step + 1, student, optimizer, average)
            if (step + 1) % options.check_every == 0 or step + 1 == options.steps:
                present = {name: value.detach().clone() for name, value in student.backbone.state_dict().items()}
                student.backbone.load_state_dict(average)
                owners = [i for i, own in enumerate(check.questions) for _ in own]
                queries = student.encode([question for own in check.questions for question in own])
                rank = reciprocal_rank(queries, student.encode(candidates, options.longest), owners)
                print(
                    json.dumps({"step": step + 1, "seconds": seconds, "held-out": round(rank, 4)}),
                    file=log,
                    flush=True,
                )
                if rank >= best:
                    best = rank
                    save_backbone(student.backbone, student.tokenizer, options.out)
                    best_file.write_text(json.dumps({"step": step + 1, "reciprocal rank": best}) + "\n")
                student.backbone.load_state_dict(present)
    print(f"the best average is in {options.out}: {best_file.read_text(encoding='utf-8').strip()}")


if __name__ == "__main__":
    main()
