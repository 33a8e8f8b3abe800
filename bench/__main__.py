"""Everything README's table says, measured anew: `make bench`. Needs ../shared/data; some minutes on 4 cores."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from bench.development_set import PAIRS, rows, squad_file
from index.language import question_language
from qa import confidence, evaluate
from qa.settings import Settings
from qa.squad import parse
from ui.setup import load_reader, open_answerer, open_index, threshold


def main() -> None:
    settings = Settings.read()
    found, reader = rows(), load_reader(settings)
    columns = ("reader F1 / EM", "dense hit@1/5", "text hit@1/5", "fused hit@1/5", "end to end F1 / EM", "ms")
    print("| questions on text | " + " | ".join(columns) + " |\n|" + "---|" * (len(columns) + 1))
    for pair in PAIRS:
        dataset = parse(squad_file(found, pair), pair)
        read = evaluate.evaluate_reader(dataset, reader, confidence.load(), threshold(settings)).figures
        with tempfile.TemporaryDirectory() as folder:
            index = open_index(replace(settings, data=Path(folder)), create=True)
            index.add_documents(evaluate.paragraph_documents(dataset, question_language))
            search = evaluate.evaluate_retrieval(dataset, index).figures
            answers = evaluate.evaluate_answers(dataset, open_answerer(settings, index)).figures
        cells = [
            f"{read['f1']:.1f} / {read['exact_match']:.1f}",
            *(
                f"{search[f'{mode}_hit@1']:.1f} / {search[f'{mode}_hit@5']:.1f}"
                for mode in ("dense", "text", "hybrid")
            ),
            f"{answers['f1']:.1f} / {answers['exact_match']:.1f}",
            f"{answers['milliseconds']:.0f}",
        ]
        print(f"| {pair} ({len(dataset.questions)}) | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
