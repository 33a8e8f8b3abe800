"""French questions made by rule from French text: a clause, an answer in it, the question word of the answer's kind.

    python -m training.reader_synthesis --data ../shared/data/qa_train.jsonl.gz --lexicon runs/lexicon.json \
        --text ../shared/data/text_fr_novels.txt.gz ../shared/data/text_fr_service_public.txt.gz \
        --each 15000 --out runs/cloze.jsonl.gz

After Lewis et al. 2019 (unsupervised question answering by cloze translation): dates ask "quand", numbers "combien",
names "qui" or "où", reasons "pourquoi", other phrases "quel" or "que". The rest of the clause follows with words
dropped, moved, or replaced by a near synonym (to English and back through the aligned lexicon), so that matching
letters is not enough. The grammar is poor on purpose; what the reader learns is which French phrase fits the gap.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from index.sentences import split_sentences
from training.qa_augment import synonyms
from training.qa_data import Question, read_questions
from training.reader_lexicon import Lexicon, load_lexicons

_MONTH = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
_DAY = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_DATE = rf"(?:\d{{1,2}}|1er) (?:{_MONTH})(?: \d{{4}})?"
_NUMBER = r"\d+(?:[ .,\u00a0\u202f]\d+)*"
_SMALL = "deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|mille"
_UNIT = "%|€|euros|dollars|francs|millions|milliards"
_NAME = r"[A-ZÀÂÉÈÊÎÔÇ][\w’'-]+(?: (?:(?:de|du|des|la|le|d['’]) ?)?[A-ZÀÂÉÈÊÎÔÇ][\w’'-]+)*"
_WORD = r"[a-zàâçéèêëîïôöùûü][\w-]+"
_CAUSE = r"parce que|car|afin (?:de|d['’])|à cause (?:de|du|d['’])|grâce (?:à|au|aux)"
_ARTICLE = r"le |la |les |l['’]|un |une |des "

# Each kind: what is found (the group "answer"; what stands before it in the pattern leaves the question with it) and
# how it may be asked. Earlier kinds win where two overlap.
KINDS: list[tuple[str, tuple[str, ...]]] = [
    (
        rf"\b(?:le |au |du |en |depuis |dès )?(?P<answer>(?:(?:{_DAY}) )?{_DATE})\b",
        ("Quand", "À quelle date", "Quel jour"),
    ),
    (r"\b(?:en|depuis|vers|dès|l['’]an) (?P<answer>(?:1\d|20)\d\d)\b", ("Quand", "En quelle année", "Depuis quand")),
    (rf"\b(?P<answer>(?:{_DAY})(?: (?:matin|soir|dernier|prochain))?)\b", ("Quand", "Quel jour")),
    (r"\b(?P<answer>au [XVI]+e siècle)", ("Quand", "À quelle époque")),
    (rf"\b(?P<answer>{_NUMBER} ?(?:{_UNIT}))", ("Combien", "Quel montant", "Quelle part")),
    (rf"\b(?P<answer>(?:{_NUMBER}|{_SMALL})(?P<noun> {_WORD}))", ("Combien de{noun}",)),
    (rf"\b(?:{_CAUSE}) ?(?P<answer>[^,.;:!?»]{{12,90}})", ("Pourquoi", "Pour quelle raison")),
    (
        rf"(?<=[\w,] )(?:à|en|au|aux|dans|vers|près de) (?P<answer>{_NAME})",
        ("Où", "Dans quel lieu", "Dans quelle ville"),
    ),
    (rf"(?<=[\w,] )(?P<answer>{_NAME})", ("Qui", "Quel est le nom de celui dont", "Comment s'appelle")),
    (
        rf"\b(?P<answer>(?:{_ARTICLE})(?P<noun>{_WORD})(?: (?:de |du |des |d['’]){_WORD}){{0,2}})",
        ("Quel", "Que", "Qu'est-ce que", "Qu'est-ce qui", "Quelle est la chose que", "De quoi s'agit-il :"),
    ),
]


def candidates(sentence: str) -> list[tuple[int, int, int, str, tuple[str, ...]]]:
    """(gap start, answer start, answer end, noun asked about, ways of asking), none overlapping another."""
    found: list[tuple[int, int, int, str, tuple[str, ...]]] = []
    for pattern, asked in KINDS:
        for match in re.finditer(pattern, sentence):
            start, end = match.span("answer")
            if all(end <= other[1] or other[2] <= start for other in found):
                noun = match.groupdict().get("noun") or ""
                found.append((match.start(), start, end, noun, asked))
    return found


def ask(
    sentence: str, gap: tuple[int, int], asked: str, lexicons: dict[str, Lexicon], rng: random.Random
) -> str | None:
    """The question made of the clause around the gap; None where too few words would remain."""
    left = max((m.end() for m in re.finditer(r"[,;:—»«(] ", sentence[: gap[0]])), default=0)
    right = min((gap[1] + m.start() for m in re.finditer(r"[,;:—»«)]", sentence[gap[1] :])), default=len(sentence))
    if len((sentence[left : gap[0]] + sentence[gap[1] : right]).split()) < 5:
        left, right = 0, len(sentence)
    parts = [_reworded(sentence[left : gap[0]], lexicons, rng), _reworded(sentence[gap[1] : right], lexicons, rng)]
    if rng.random() < 0.3:
        parts.reverse()
    rest = " ".join(" ".join(parts).split()[:24]).strip(' .,;:!?…«»"')
    return f"{asked} {rest} ?" if len(rest.split()) >= 3 else None


def _reworded(text: str, lexicons: dict[str, Lexicon], rng: random.Random) -> str:
    kept = " ".join(word for word in text.split() if rng.random() >= 0.12)
    return synonyms(kept, "fr", lexicons, 0.25, rng)


def questions_over(
    context: str, title: str, name: str, most: int, lexicons: dict[str, Lexicon], rng: random.Random
) -> Iterator[Question]:
    """Up to `most` questions over one context, of different sentences as far as they go."""
    options = [
        (start, *candidate)
        for start, end in split_sentences(context)
        if 40 <= end - start <= 400
        for candidate in candidates(context[start:end])
    ]
    # Names, numbers and dates are scarcer than noun phrases and asked about more often.
    options.sort(key=lambda o: rng.random() * (0.35 if len(o[5]) < 6 else 1.0))
    made = 0
    for base, gap, start, end, noun, asked in options:
        if made == most:
            return
        sentence = next(context[s:e] for s, e in split_sentences(context) if s == base)
        way = rng.choice(asked).format(noun=noun)
        question = ask(sentence, (gap, end), way, lexicons, rng)
        if question is not None:
            yield Question(
                id=f"cloze-{name}-{made}",
                source="cloze",
                title=title,
                question_lang="fr",
                context_lang="fr",
                question=question,
                context=context,
                answers=((base + start, base + end),),
            )
            made += 1


def contexts_of(path: Path, longest: int = 800) -> Iterator[tuple[str, str]]:
    """(title, context) of a text file: neighbouring lines joined; thirty contexts share a title."""
    held, number = "", 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if held and len(held) + len(line) > longest:
                if len(held) >= 250:
                    yield f"{path.name}-{number // 30}", held
                    number += 1
                held = ""
            held = f"{held} {line.strip()}".strip()


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="qa_train.jsonl.gz: its French contexts are used")
    parser.add_argument("--text", type=Path, nargs="*", default=[], help="French text, one paragraph or line a line")
    parser.add_argument("--lexicon", type=Path, required=True, help="from reader_lexicon")
    parser.add_argument("--each", type=int, default=15_000, help="questions of each source at most")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)
    rng = random.Random(args.seed)
    lexicons = load_lexicons(args.lexicon)
    known = {q.context: q.title for q in read_questions(args.data) if q.context_lang == "fr"}
    sources = [("train", [(title, context) for context, title in known.items()], 8)]
    sources += [(path.name, list(contexts_of(path)), 2) for path in args.text]
    written = 0
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(args.out, "wt", encoding="utf-8") as out:
        for name, contexts, most in sources:
            rng.shuffle(contexts)
            made = 0
            for number, (title, context) in enumerate(contexts):
                for question in questions_over(context, title, f"{name}-{number}", most, lexicons, rng):
                    row = asdict(question) | {
                        "answers": [
                            {"text": t, "start": s}
                            for t, (s, _) in zip(question.texts, question.answers, strict=True)
                        ]
                    }
                    print(json.dumps(row, ensure_ascii=False), file=out)
                    made += 1
                if made >= args.each:
                    break
            print(f"{name}: {made} questions")
            written += made
    print(f"{args.out}: {written} questions")


if __name__ == "__main__":
    main()
