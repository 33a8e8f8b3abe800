"""Train the reader: start and end of the answer, or [CLS] where the passage does not answer.

    python -m training.reader_train --init ../shared/models/reader --data ../shared/data/qa_train.jsonl.gz \
        --lexicon runs/lexicon.json --out runs/reader --minutes 30

Every step draws questions with their source's weight, makes some of them unanswerable in three ways, switches words
of the question or of the context to the other language, masks a few tokens, and follows the gradient of the summed
probability of all correct starts and ends. With `--shared` each question is also read over a passage that rivals its
own, and the places of both share one soft-max, so that scores compare across passages. Runs on CPU and GPU; resumes
where it was stopped (`reader_loop`).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from training.encoder_negatives import Bm25
from training.qa_augment import names_of, rearranged, switch, synonyms, with_other_name
from training.qa_data import Distractors, Question, holds, read_questions, without_answer
from training.reader_lexicon import Lexicon, load_lexicons
from training.reader_loop import Run, add_arguments

# How often a question of each source is drawn, against one of SQuAD: French is scarce, QAMR reads single sentences.
WEIGHTS = {"squad": 1.0, "afriqa-en": 0.5, "qamr": 0.25, "piaf": 2.5, "afriqa-fr": 3.0, "cnil": 0.2}


Group = tuple[Question, ...]
"""A question over its own context and, in a shared run, the same over a rival's."""


class Mixture:
    """An endless stream of training questions, already augmented; the same for the same seed."""

    def __init__(
        self,
        questions: list[Question],
        lexicons: dict[str, Lexicon] | None,
        unanswerable: float,
        seed: int,
        *,
        swapped: float = 0.15,
        shared: bool = False,
    ) -> None:
        """`swapped`: the share of the unanswerable ones that ask with another name or number."""
        self._questions = questions
        self._lexicons = lexicons
        self._unanswerable = unanswerable
        self._ways = (0.53 * (1 - swapped), 0.47 * (1 - swapped), swapped)
        self._distractors = Distractors(questions)
        self._rivals = rivals(questions) if shared else {}
        self._weights = [_weight(q) for q in questions]
        self._names = {language: names_of(questions, language) for language in ("en", "fr")}
        self._rng = random.Random(seed)

    def __iter__(self) -> Iterator[Group]:
        while True:
            for question in self._rng.choices(self._questions, self._weights, k=1024):
                yield self._changed(question)

    def _changed(self, question: Question) -> Group:
        rng = self._rng
        others = self._rivals.get(question.id, ())
        if rng.random() < self._unanswerable:
            ways = [without_answer, self._distractors.same_title, self._swapped]
            question = rng.choices(ways, self._ways)[0](question) or question
        asked, read = self._shares(question.context_lang)
        if self._lexicons is not None:
            if rng.random() < 0.25:
                reworded = synonyms(question.question, question.question_lang, self._lexicons, 0.5, rng)
                question = replace(question, question=reworded)
            question = switch(question, self._lexicons, rng, asked=asked, read=0.0)
        group = [question]
        if others and question.answers:
            group.append(replace(question, context=rng.choice(others), answers=()))
        if rng.random() < 0.5:
            group = [rearranged(one, rng, kept=0.7) for one in group]
        if self._lexicons is not None:
            group = [switch(one, self._lexicons, rng, asked=0.0, read=read) for one in group]
        return tuple(group)

    def _shares(self, language: str) -> tuple[float, float]:
        """How many words of a question and of its context go to the other language. Scarce are French text and
        English questions on it: of English the context changes, of French the question."""
        rng = self._rng
        kept, question_only = (0.35, 0.2) if language == "en" else (0.5, 0.4)
        draw = rng.random()
        if draw < kept:
            return 0.0, 0.0
        alone = draw < kept + question_only
        asked = rng.uniform(0.5, 1.0) if alone or rng.random() < 0.5 else 0.0
        return asked, 0.0 if alone else rng.uniform(0.3, 1.0)

    def _swapped(self, question: Question) -> Question | None:
        return with_other_name(question, self._names[question.question_lang], self._rng)


def _weight(question: Question) -> float:
    return WEIGHTS.get(question.source, WEIGHTS.get(f"{question.source}-{question.context_lang}", 1.0))


def rivals(questions: Sequence[Question], count: int = 4) -> dict[str, list[str]]:
    """By question id, the `count` contexts of its context's language that BM25 ranks first and that lack its answers."""
    found: dict[str, list[str]] = {}
    for language in sorted({q.context_lang for q in questions}):
        own = [q for q in questions if q.context_lang == language]
        contexts = list(dict.fromkeys(q.context for q in own))
        index = Bm25(contexts)
        for first in range(0, len(own), 500):
            part = own[first : first + 500]
            scores = index.scores([q.question for q in part]).toarray()
            best = (-scores).argsort(axis=1)[:, : 3 * count]
            for question, row in zip(part, best, strict=True):
                others = [contexts[place] for place in row if contexts[place] != question.context]
                found[question.id] = [one for one in others if not holds(one, question.texts)][:count]
    return found


def features(
    questions: list[Question], tokenizer: Any, length: int, masked: float, rng: random.Random
) -> dict[str, torch.Tensor]:
    """One window a question: ids, mask, segments (B, L); the correct starts and ends, and the context, as 0/1 (B, L).

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
    starts, ends, context = (torch.zeros(len(chosen), width) for _ in range(3))
    for row, i in enumerate(chosen):
        n = len(encoded["input_ids"][i])
        ids = torch.tensor(encoded["input_ids"][i])
        null = encoded["input_ids"][i].index(tokenizer.cls_token_id)
        maskable = torch.tensor([s is not None for s in encoded.sequence_ids(i)])
        hidden = maskable & (torch.tensor([rng.random() for _ in range(n)]) < masked)
        batch["input_ids"][row, :n] = torch.where(hidden, tokenizer.mask_token_id, ids)
        batch["attention_mask"][row, :n] = 1
        batch["token_type_ids"][row, :n] = torch.tensor(encoded["token_type_ids"][i])
        context[row, :n] = torch.tensor([float(s == 1) for s in encoded.sequence_ids(i)])
        for start, end in spans[i] or [(null, null)]:
            starts[row, start], ends[row, end] = 1, 1
    if "token_type_ids" not in tokenizer.model_input_names:
        del batch["token_type_ids"]
    return batch | {"starts": starts, "ends": ends, "inside": context}


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


def shared_loss(
    logits: torch.Tensor, correct: torch.Tensor, places: torch.Tensor, groups: torch.Tensor
) -> torch.Tensor:
    """The same with one soft-max over the `places` (0/1, B × L) of all rows of a group (Clark & Gardner 2018, shared
    norm). Each row's logits count from its own null, the first place, as the reader compares them. `groups`: the
    number of each row's group; groups of one row or without an answer count for nothing."""
    logits = logits.float() - logits[:, :1].float()
    everywhere = logits.masked_fill(places == 0, -1e4).logsumexp(-1)
    right = logits.masked_fill((correct * places) == 0, -1e4).logsumexp(-1)
    losses = []
    for group in groups.unique():
        rows = groups == group
        if int(rows.sum()) > 1 and bool((correct * places)[rows].any()):
            losses.append(everywhere[rows].logsumexp(0) - right[rows].logsumexp(0))
    return torch.stack(losses).mean() if losses else logits.new_zeros(())


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_arguments(parser)
    parser.add_argument("--data", type=Path, nargs="+", required=True, help="qa_train.jsonl.gz, and synthetic files")
    parser.add_argument("--lexicon", type=Path, help="from reader_lexicon; without it nothing is code-switched")
    parser.add_argument("--length", type=int, default=192, help="tokens of a window")
    parser.add_argument("--masked", type=float, default=0.1, help="share of tokens masked")
    parser.add_argument("--unanswerable", type=float, default=0.3, help="share of questions made unanswerable")
    parser.add_argument("--swapped", type=float, default=0.15, help="share of those that ask with another name")
    parser.add_argument(
        "--shared", action="store_true", help="one soft-max over a question's own and a rival passage"
    )
    args = parser.parse_args(arguments)
    run = Run(args)
    questions = [q for path in args.data for q in read_questions(path)]
    lexicons = load_lexicons(args.lexicon) if args.lexicon else None
    mixture = Mixture(
        questions, lexicons, args.unanswerable, args.seed + run.step, swapped=args.swapped, shared=args.shared
    )
    stream = iter(mixture)
    rng = random.Random(args.seed + run.step)
    pending: list[list[Group]] = []
    while run.progress < 1.0:
        if not pending:  # eight batches at once, like lengths together, so that little is padded
            drawn = sorted((next(stream) for _ in range(8 * args.batch)), key=lambda group: len(group[0].context))
            pending = [drawn[i : i + args.batch] for i in range(0, len(drawn), args.batch)]
            rng.shuffle(pending)
        groups = pending.pop()
        batch = features([q for group in groups for q in group], run.tokenizer, args.length, args.masked, rng)
        batch = {name: tensor.to(run.device) for name, tensor in batch.items()}
        starts, ends, inside = batch.pop("starts"), batch.pop("ends"), batch.pop("inside")
        out, mask = run.model(**batch), batch["attention_mask"]
        loss = (loss_of(out.start_logits, starts, mask) + loss_of(out.end_logits, ends, mask)) / 2
        if args.shared:
            number = torch.tensor([i for i, group in enumerate(groups) for _ in group], device=run.device)
            loss = (
                loss
                + (
                    shared_loss(out.start_logits, starts, inside, number)
                    + shared_loss(out.end_logits, ends, inside, number)
                )
                / 2
            )
        run.update(loss, int(mask.sum()))
    run.close()


if __name__ == "__main__":
    main()
