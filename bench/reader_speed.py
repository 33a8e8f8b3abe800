"""Milliseconds for a question over eight passages: qa.reader against the same weights in a plain loop.

    OMP_WAIT_POLICY=PASSIVE python -m bench.reader_speed

The plain loop is what a first script would do: float32, transformers' defaults, one passage at a time, the best start
and the best end after it. Both run in one process on the same threads and take turns, question by question, so that
what else the machine does falls on both; medians of the questions, and the ratio (of processor time too, which a busy
machine disturbs less). Questions and passages are the development set's French ones, each short enough for one window.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench.development_set import rows
from qa.reader import EMBEDDED, Reader

PASSAGES = 8
LONGEST = 150  # words: with the question within the model's window


def plain_loop(folder: Path) -> Callable[[str, Sequence[str]], str]:
    """A function from question and passages to the best answer's text, as a first script would write it."""
    import torch
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    model: Any = AutoModelForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).eval()
    tokenizer = AutoTokenizer.from_pretrained(folder)

    def answer(question: str, passages: Sequence[str]) -> str:
        best, text = float("-inf"), ""
        for passage in passages:
            encoded = tokenizer(question, passage, truncation="only_second", max_length=256, return_tensors="pt")
            with torch.no_grad():
                out = model(**encoded)
            start = int(out.start_logits[0].argmax())
            end = start + int(out.end_logits[0, start : start + 48].argmax())
            score = float(out.start_logits[0, start] + out.end_logits[0, end])
            if score > best:
                best, text = score, str(tokenizer.decode(encoded["input_ids"][0, start : end + 1]))
        return text

    return answer


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=EMBEDDED)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args(arguments)
    found = [r for r in rows() if r["context_lang"] == "fr" and len(r["context"].split()) <= LONGEST]
    contexts = sorted({r["context"] for r in found})
    asked = [
        (r["question"], [r["context"], *(contexts[(7 * i + k) % len(contexts)] for k in range(PASSAGES - 1))])
        for i, r in enumerate(found[:: max(1, len(found) // (args.questions + 3))])
    ][: args.questions + 3]
    reader, plain = Reader.load(args.model, threads=args.threads), plain_loop(args.model)
    wall: dict[str, list[float]] = {"reader": [], "plain": []}
    processor: dict[str, list[float]] = {"reader": [], "plain": []}
    for number, (question, passages) in enumerate(asked):
        ways: list[tuple[str, Callable[[], object]]] = [
            ("reader", partial(reader.read, question, passages)),
            ("plain", partial(plain, question, passages)),
        ]
        for name, run in ways if number % 2 else reversed(ways):
            began, used = time.perf_counter(), time.process_time()
            run()
            if number >= 3:  # the first calls load code and memory
                wall[name].append(1000 * (time.perf_counter() - began))
                processor[name].append(1000 * (time.process_time() - used))
    print(f"{args.questions} questions over {PASSAGES} passages, {args.threads} threads, median milliseconds:")
    for what, times in (("by the clock", wall), ("of the processor", processor)):
        ours, plainly = statistics.median(times["reader"]), statistics.median(times["plain"])
        print(f"{what:16s}  qa.reader {ours:7.1f}  plain float32 loop {plainly:7.1f}  ratio {ours / plainly:.3f}")


if __name__ == "__main__":
    main()
