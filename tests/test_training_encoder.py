"""The encoder's training: its parts by hand-derived values, every step once on a tiny model, the card's promises."""

from __future__ import annotations

import gzip
import json
import math
import re
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file
from sentence_transformers import SentenceTransformer
from transformers import BertConfig, BertModel

from training import (
    encoder_contrast,
    encoder_distil,
    encoder_eval,
    encoder_export,
    encoder_rotation,
    encoder_switch,
    encoder_vocabulary,
)
from training.encoder_data import Pair, Question, split_pairs, without_development
from training.encoder_lexicon import align
from training.encoder_model import (
    ROTATION,
    Retriever,
    by_length,
    embedded,
    load_checkpoint,
    optimizer_for,
    save_backbone,
    save_checkpoint,
    set_rates,
)
from training.encoder_negatives import Bm25, by_article, by_words, gather

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
NOUNS = {"cat": "chat", "dog": "chien", "horse": "cheval", "house": "maison", "road": "route", "tree": "arbre"}
VERBS = {"sees": "voit", "wants": "veut", "leaves": "quitte", "finds": "trouve"}


def sentences() -> list[Pair]:
    return [
        Pair(f"the {a} {verb} the {b}", f"le {NOUNS[a]} {VERBS[verb]} le {NOUNS[b]}", "tatoeba")
        for a in NOUNS
        for verb in VERBS
        for b in NOUNS
        if a != b
    ]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    pairs = sentences()

    def write(name: str, lines: list[str]) -> None:
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)

    write("parallel_en_fr.tsv.gz", [f"{pair.english}\t{pair.french}\t{pair.source}" for pair in pairs])
    rows = []
    for i in range(0, len(pairs), 6):
        for language, side in (("fr", "french"), ("en", "english")):
            text = ". ".join(getattr(pair, side) for pair in pairs[i : i + 6])
            row = {"id": f"{language}{i}", "source": "tiny", "title": f"texte {i // 24}", "question": text[:20]}
            rows.append(row | {"question_lang": language, "context_lang": language, "context": f"{i} {text}"})
    write("qa_train.jsonl.gz", [json.dumps(row) for row in rows])
    made = [row | {"id": f"made {row['id']}"} for row in rows if row["context_lang"] == "fr"]
    write("synthetic.jsonl.gz", [json.dumps(row) for row in made])
    fresh = [
        {
            **row,
            "source": source,
            "question_lang": asked,
            "context_lang": read,
            "context": f"tout autre texte numéro {i}",
        }
        for i, row in enumerate(rows[:6])
        for source, asked, read in (
            ("piaf", "fr", "fr"),
            ("squad", "fr", "fr"),
            ("squad", "en", "fr"),
            ("squad", "en", "en"),
        )
    ]
    write("qa_dev.jsonl.gz", [json.dumps(row) for row in fresh])
    write("text_fr_novels.txt.gz", [" ".join(pair.french for pair in pairs[i : i + 20]) for i in range(0, 80, 20)])
    write("text_fr_service_public.txt.gz", [pair.french for pair in pairs[:60]])
    return folder


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small random English BERT in place of all-MiniLM-L6-v2, which the tests do not carry."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("base")
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)] + [*"0123456789."]
    pieces = [
        *encoder_vocabulary.SPECIAL,
        *letters,
        *("##" + char for char in letters),
        "the",
        *NOUNS,
        *VERBS,
        "漢",
        "[unused1]",
    ]
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    save_backbone(BertModel(config, add_pooling_layer=False), encoder_vocabulary.build_tokenizer(pieces), folder)
    return folder


def test_every_step_runs_once_and_its_result_loads_in_sentence_transformers(
    data: Path, base: Path, tmp_path: Path
) -> None:
    given = ["--data", str(data)]
    one, two, three, out = (tmp_path / name for name in ("vocabulary", "distil", "contrast", "model"))
    encoder_vocabulary.main([*given, "--base", str(base), "--out", str(one), "--size", "100"])
    vocabulary = Retriever(one).tokenizer.get_vocab()
    assert {"chat", "chien", "cheval"} <= set(vocabulary) and "漢" not in vocabulary and "[unused1]" not in vocabulary

    teacher = ["--teacher", str(base)]
    lexicon = ["--lexicon", str(tmp_path / "lexicon.json")]
    steps = ["--steps", "40", "--save-every", "20", "--device", "cpu", "--budget", "200", "--rate", "1e-3"]
    distil = [*given, *teacher, *lexicon, "--start", str(one), "--out", str(two), *steps, "--joined", "0.5"]
    encoder_distil.main(distil)
    wanted = Retriever(base).encode([pair.english for pair in sentences()])
    french = [pair.french for pair in sentences()]
    apart = [float((1 - (Retriever(folder).encode(french) * wanted).sum(1)).mean()) for folder in (one, two)]
    assert apart[1] < apart[0]
    log = (two / "log.jsonl").read_text()
    encoder_distil.main(distil)  # done already: adds no step
    assert (two / "log.jsonl").read_text() == log

    encoder_rotation.main([*given, str(two), "--count", "30", "--device", "cpu"])
    steps = ["--steps", "12", "--save-every", "6", "--check-every", "5", "--device", "cpu", "--seeds", "3"]
    contrast = [*given, *teacher, *lexicon, "--synthetic", str(data / "synthetic.jsonl.gz"), "--pairs", "4"]
    encoder_contrast.main([*contrast, "--start", str(two), "--out", str(three), *steps])
    assert (three / "checkpoint" / "average.safetensors").is_file()
    checks = [json.loads(line) for line in (three / "log.jsonl").read_text().splitlines()]
    held = {line["step"]: line["held-out"] for line in checks if "held-out" in line}
    assert set(held) == {5, 10, 12}
    best = json.loads((three / "best.json").read_text())
    assert best["reciprocal rank"] == pytest.approx(max(held.values()), abs=1e-4)
    assert held[best["step"]] == max(held.values())

    texts = ["le chat voit le cœur", "The dog wants the house."]
    after = Retriever(three).encode(texts)
    (three / ROTATION).rename(tmp_path / ROTATION)
    before = Retriever(three).encode(texts)
    (tmp_path / ROTATION).rename(three / ROTATION)
    assert np.abs(before - after).max() > 0.1 and np.abs(before @ before.T - after @ after.T).max() < 1e-5
    encoder_export.main(["--model", str(three), "--out", str(out), "--blend", str(two), "--share", "0"])
    loaded = SentenceTransformer(str(out), device="cpu")
    # No weight is left for the library to draw at random, which it would warn about at each start.
    inner: Any = loaded[0]
    assert set(inner.auto_model.state_dict()) <= set(load_file(out / "model.safetensors"))
    there = loaded.encode(texts)
    assert there.shape == (2, 32)
    assert np.abs(after - there).max() < 0.02  # half precision
    assert np.abs(after - Retriever(out).encode(texts)).max() < 0.02
    figures = encoder_eval.measure(Retriever(out), data)
    assert all(0 <= figure <= 100 for figure in figures.values())


def test_a_checkpoint_goes_on_as_if_never_stopped(base: Path, tmp_path: Path) -> None:
    def train(model: Retriever, optimizer: torch.optim.Optimizer, steps: range) -> None:
        for step in steps:
            set_rates(optimizer, step, 6, warm=2)
            optimizer.zero_grad()
            model([[2, 7 + step, 3], [2, 9, 3]])[:, 0].sum().backward()
            optimizer.step()

    model = Retriever(base)
    optimizer = optimizer_for(model, 1e-2, 1e-2)
    train(model, optimizer, range(3))
    save_checkpoint(tmp_path / "checkpoint", 3, model, optimizer)
    train(model, optimizer, range(3, 6))

    other = Retriever(base)
    again = optimizer_for(other, 1e-2, 1e-2)
    assert load_checkpoint(tmp_path / "checkpoint", other, again) == 3
    train(other, again, range(3, 6))
    for (name, left), right in zip(model.state_dict().items(), other.state_dict().values(), strict=True):
        assert torch.equal(left, right), name


def test_rates_rise_then_fall_to_nothing() -> None:
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW([{"params": [parameter], "lr": 1.0, "peak": 2.0}])
    assert [set_rates(optimizer, step, 10, warm=2) for step in (0, 1, 6, 10)] == [0.5, 1.0, 0.5, 0.0]
    set_rates(optimizer, 6, 10, warm=2)
    assert optimizer.param_groups[0]["lr"] == 1.0


def test_model_1_finds_who_translates_whom() -> None:
    # 1 le, 2 chat, 3 chien; 4 the, 5 cat, 6 dog
    table = align([[1, 2], [1, 3], [1]], [[4, 5], [4, 6], [4]], size=7, rounds=20)
    assert table[1, 4] > 0.9 and table[2, 5] > 0.9 and table[3, 6] > 0.9
    assert table[0].nnz == 0
    assert table[2, 6] == 0.0  # never met


def test_held_out_pairs_have_no_near_copy_among_the_others() -> None:
    pairs = [*sentences(), Pair("I saw 12 of the old men here", "J'ai vu 12 des vieux hommes ici", "laws")]
    pairs += [Pair("Here I saw 13 of the old men!", "J'ai vu 13 hommes", "laws"), Pair("12.", "—", "laws")]
    train, held = split_pairs(pairs, held_out=20)
    assert len(held) == 20
    assert split_pairs(reversed(pairs), held_out=20)[1] == held  # by content, whatever the order
    assert not {pair.english for pair in train} & {pair.english for pair in held}
    assert not {pair.french for pair in train} & {pair.french for pair in held}
    old = [pair for pair in train + held if "old men" in pair.english]
    assert len(old) == 2 if all(pair in train for pair in old) else len(old) == 1


def test_passages_that_overlap_the_development_set_are_not_trained_on() -> None:
    def row(passage: str) -> Question:
        return Question("1", "piaf", "t", "fr", "fr", "quoi ?", passage)

    words = [f"mot{chr(97 + i)}{chr(97 + j)}" for i in range(5) for j in range(10)]
    development = [row(" ".join(words))]
    far, near = row(" ".join(words[:8] + [f"x{w}" for w in words[8:]])), row("Avant. " + " ".join(words[5:45]))
    assert without_development([far, near, row(" ".join(words).upper())], development) == [far]


def test_pieces_of_a_word() -> None:
    vocabulary = {"chat", "ch", "##at", "##on", "##s"}
    assert encoder_vocabulary.split_word("chatons", vocabulary) == ["chat", "##on", "##s"]
    assert encoder_vocabulary.split_word("chien", vocabulary) == ["[UNK]"]
    assert encoder_vocabulary.is_latin("##œil2") and not encoder_vocabulary.is_latin("дом")
    assert encoder_vocabulary.normalizer().normalize_str("L’ŒUVRE d'été") == "l'oeuvre d'ete"


def test_bm25_is_its_formula() -> None:
    scores = Bm25(["chat noir", "chien noir dort"], k1=1.2, b=0.75).scores(["le chat ?"]).toarray()
    inverse = math.log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    assert scores[0, 0] == pytest.approx(inverse * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 2 / 2.5)))
    assert scores[0, 1] == 0.0


def test_look_alikes_never_hold_the_passage_itself() -> None:
    rows = [
        Question(str(i), "piaf", f"article {i % 2}", "fr", "fr", question, passage)
        for i, (question, passage) in enumerate(
            [
                ("qui a vu le chat ?", "Paul a vu le chat"),
                ("où dort le chat ?", "le chat dort ici"),
                ("qui ?", "le chien"),
            ]
        )
    ]
    corpus = gather([*rows, rows[0]], "fr")
    assert corpus.questions[0] == ["qui a vu le chat ?"] * 2
    assert by_words(corpus)[0] == [1] or set(by_words(corpus)[0]) == {1, 2}
    assert by_article(corpus) == [[2], [], [0]]
    assert all(i not in near for i, near in enumerate(by_words(corpus)))


def test_contrast_by_hand() -> None:
    def passage(cosine: float, place: int) -> torch.Tensor:
        """A unit row at this cosine from the question, the rest of it in a dimension of its own."""
        row = torch.zeros(384)
        row[0], row[place] = cosine, math.sqrt(1 - cosine**2)
        return row

    question, owners = torch.eye(384)[:1], torch.tensor([0])
    loss = encoder_contrast.contrast(question, torch.stack([passage(0.6, 1), passage(0.5, 2)]), owners)
    assert loss.item() == pytest.approx(math.log(1 + math.exp(-2.5)), rel=1e-4)
    # In a dimension beyond the 128th, what differs from the question is cut away at one width of three.
    loss = encoder_contrast.contrast(question, torch.stack([passage(0.6, 1), passage(0.5, 200)]), owners)
    cut = math.log(1 + math.exp(25 * (1.0 - 0.6)))
    assert loss.item() == pytest.approx((2 * math.log(1 + math.exp(-2.5)) + cut) / 3, rel=1e-4)


def test_a_step_asks_for_passages_it_holds() -> None:
    rows = [
        Question(f"{i}-{j}", "piaf", f"article {i % 3}", "fr", "fr", f"question {i} {j}", f"passage {i}")
        for i in range(12)
        for j in range(3)
    ]
    corpus = gather(rows, "fr")
    batch = encoder_contrast.draw(corpus, encoder_contrast.look_alikes(corpus, True), Random(0), seeds=4)
    assert len(set(batch.passages)) == len(batch.passages) >= 4
    for question, owner in zip(batch.questions, batch.owners, strict=True):
        assert batch.passages[owner].split()[1] == question.split()[1]
    assert batch.originals == batch.passages + batch.questions
    assert max(batch.owners.count(place) for place in range(len(batch.passages))) == 2


def test_passages_of_a_step_are_all_switched_or_none() -> None:
    batch = encoder_contrast.Batch(["the cat", "the dog"], ["which cat", "which dog"], [0, 1], [])
    lexicon = {"en-fr": {"the": [("le", 1.0)], "cat": [("chat", 1.0)], "dog": [("chien", 1.0)]}, "fr-en": {}}
    for seed in range(20):
        mixed = encoder_contrast.mixed(batch, "english", lexicon, Random(seed))
        assert mixed.owners == batch.owners and mixed.questions != [] and len(mixed.passages) == 2
        assert encoder_contrast.mixed(batch, "french", lexicon, Random(seed)).passages == batch.passages
    assert encoder_switch.switched("The cat sat.", lexicon["en-fr"], Random(0), least=1.0) == "Le chat sat."


def test_reciprocal_rank_by_hand() -> None:
    passages = np.eye(3, dtype=np.float32)
    queries = np.array([[1, 0, 0], [0.5, 0.4, 0.9]], dtype=np.float32)
    assert encoder_contrast.reciprocal_rank(queries, passages, [0, 1]) == pytest.approx((1 + 1 / 3) / 2)


def test_joined_passages_keep_their_sides_together() -> None:
    made = encoder_distil.passages(sentences(), np.random.default_rng(0))
    assert made and all(200 <= len(pair.french) < 900 for pair in made)
    for pair in made:
        english, french = pair.english.split(), pair.french.split()
        assert [NOUNS.get(word) for word in english if word in NOUNS] == [w for w in french if w in NOUNS.values()]


def test_rows_come_back_in_their_order_whatever_the_batches(base: Path) -> None:
    model = Retriever(base).eval()
    pieces = [[2, *range(5, 5 + n), 3] for n in (9, 1, 30, 4, 1)]
    alone = torch.cat([model([row]) for row in pieces])
    assert torch.allclose(embedded(model, pieces, budget=12), alone, atol=0.02)


def test_follow_is_nothing_where_the_student_is_the_teacher_and_no_other_sentence_is_near() -> None:
    target = torch.eye(8)[:3]
    loss = encoder_distil.follow(target, target, torch.eye(8)[5:])
    assert loss.item() == pytest.approx(0.3 * math.log(1 + 5 * math.exp(-20)), abs=1e-6)
    assert encoder_distil.follow(torch.eye(8)[[1]], target[:1], target[:0]).item() == pytest.approx(2.0)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=60), st.integers(60, 300))
def test_batches_hold_each_item_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = by_length(lengths, budget)
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    assert all(len(batch) * max(lengths[i] for i in batch) <= budget for batch in batches)


def test_thinning_keeps_the_ends() -> None:
    random = Random(0)
    rows = encoder_contrast.thin([[2, *range(10, 40), 3]], 0.5, random)
    assert rows[0][0] == 2 and rows[0][-1] == 3 and 2 < len(rows[0]) < 32
    assert encoder_contrast.thin([[2, 5, 3]], 0.0, random) == [[2, 5, 3]]


def test_principal_axes_by_hand() -> None:
    # Mean products ((2.5, 1.5), (1.5, 2.5)): 4 along the diagonal, 1 across it.
    axes = encoder_rotation.principal_axes(np.array([[2, 2], [1, -1]], dtype=np.float32))
    assert np.abs(axes[0]) == pytest.approx([math.sqrt(0.5)] * 2) and axes[0].prod() > 0
    assert axes @ axes.T == pytest.approx(np.eye(2), abs=1e-6)


def test_hits_by_hand() -> None:
    candidates = np.eye(6, dtype=np.float32)
    queries = np.array([[1, 0, 0, 0, 0, 0.5], [0.5, 0.1, 0.2, 0.3, 0.4, 0.6]], dtype=np.float32)
    assert encoder_eval.hits(queries, candidates, [0, 4], 6) == (50.0, 100.0)
    assert encoder_eval.hits(queries, candidates, [0, 1], 6) == (50.0, 50.0)


def test_the_card_states_the_digest_of_the_shipped_weights() -> None:
    assert encoder_export.stated_digest(ROOT / "index" / "model") == encoder_export.digest(ROOT / "index" / "model")


@pytest.mark.skipif(
    not (DATA / "qa_dev.jsonl.gz").is_file(), reason="the development set is not beside this checkout"
)
def test_the_card_states_what_a_sample_shows() -> None:
    card = (ROOT / "index" / "model" / "README.md").read_text(encoding="utf-8")
    stated = re.search(r"`--sample 60`: (\d+\.\d)", card)
    assert stated is not None
    figures = encoder_eval.measure(Retriever(ROOT / "index" / "model", "sdpa"), DATA, sample=60, sentences=False)
    # bfloat16 rounds differently from one processor to the next: two questions of the sixty may change sides.
    assert figures["French question, French passage: hit@1"] == pytest.approx(
        float(stated.group(1)), abs=100 * 2 / 60 + 0.1
    )
