"""The reader over real models: the embedded one on the article, and tiny ones of several architectures."""

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertModel,
)

from index.errors import ModelError
from qa.reader import EMBEDDED, Reader
from qa.spans import LENGTH_PENALTY, MAX_TOKENS, whole_words
from tests.tiny_reader import tiny

SEED = (Path(__file__).parents[1] / "seeds" / "geneve-kerry-lavrov.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["bert", "xlm-roberta", "camembert"])
def small(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    return Reader.load(tiny(request.param, tmp_path_factory.mktemp(request.param)), dtype="float32")


@pytest.fixture(scope="module")
def embedded() -> Reader:
    return Reader.load()


def plain_best(reader: Reader, question: str, passage: str) -> tuple[tuple[int, int], float, float]:
    """The best span, its score and the log of all spans' odds, by brute force and unpadded."""
    encoded = reader._tokenizer(question, passage, return_offsets_mapping=True, return_tensors="pt")
    inside, offsets = encoded.sequence_ids(0), encoded.pop("offset_mapping")[0].tolist()
    null = encoded["input_ids"][0].tolist().index(reader._tokenizer.cls_token_id)
    with torch.inference_mode():
        out = reader._model(**encoded)
    start, end = out.start_logits[0].tolist(), out.end_logits[0].tolist()
    tokens = [i for i, s in enumerate(inside) if s == 1 and offsets[i][0] < offsets[i][1]]
    spans = [
        (start[i] + end[j] - start[null] - end[null] - LENGTH_PENALTY * (b - a), i, j)
        for a, i in enumerate(tokens)
        for b, j in enumerate(tokens[a : a + MAX_TOKENS], a)
    ]
    score, i, j = max(span for span in spans if whole_words(passage, offsets[span[1]][0], offsets[span[2]][1]))
    bounds = whole_words(passage, offsets[i][0], offsets[j][1])
    assert bounds is not None
    return bounds, score, float(np.log(sum(np.exp(s) for s, _, _ in spans)))


PASSAGES = ["Moscou a dit non.", "a Alep, l'été 2016.", "Moscou"]


def test_each_architecture_agrees_with_brute_force(small: Reader) -> None:
    found = small.read("Moscou où ?", PASSAGES)
    expected = [plain_best(small, "Moscou où ?", passage) for passage in PASSAGES]
    best = max(range(3), key=lambda i: expected[i][1])
    first = found.spans[0]
    assert (first.passage, (first.start, first.end)) == (best, expected[best][0])
    assert first.score == pytest.approx(expected[best][1], abs=1e-4)
    assert found.null == pytest.approx(-max(evidence for _, _, evidence in expected), abs=1e-4)


def test_reading_together_is_reading_one_by_one(small: Reader) -> None:
    pairs = [("Moscou où ?", PASSAGES), ("quand", [PASSAGES[1]]), ("a", [])]
    for together, (question, passages) in zip(small.read_many(pairs), pairs, strict=True):
        alone = small.read(question, passages)
        assert [(s.passage, s.start, s.end) for s in together.spans] == [
            (s.passage, s.start, s.end) for s in alone.spans
        ]
        assert [s.score for s in together.spans] == pytest.approx([s.score for s in alone.spans], abs=1e-4)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(question=st.text(max_size=150), passages=st.lists(st.text(max_size=300), max_size=3))
def test_any_text_is_read(small: Reader, question: str, passages: list[str]) -> None:
    """Beyond what the model has places for, too: 80 positions, single letters as tokens."""
    found = small.read(question, passages)
    for span in found.spans:
        words = passages[span.passage][span.start : span.end]
        assert words == words.strip()
        assert words
    assert np.isfinite(found.null)
    assert [s.score for s in found.spans] == sorted((s.score for s in found.spans), reverse=True)


def test_no_passage_is_a_sure_no(small: Reader) -> None:
    found = small.read("Moscou ?", [])
    assert found.spans == ()
    assert found.null > 10


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Quel est le nouveau nom du Front Al-Nosra ?", "Front Fatah Al-Cham"),
        ("Who approved the principle of a pause in the fighting in Aleppo?", "Moscou"),
        ("Depuis quand Daraya est-il assiégé ?", "2012"),
    ],
)
def test_embedded_reader_on_the_article(embedded: Reader, question: str, words: str) -> None:
    sentences = re.split(r"(?<=\.) (?=[A-Z])", SEED)
    span = embedded.read(question, sentences).spans[0]
    assert words in sentences[span.passage][span.start : span.end]


def test_an_answer_far_into_a_long_passage_is_found(embedded: Reader) -> None:
    filler = "Le conseil municipal a tenu sa réunion habituelle dans la grande salle. " * 60
    passage = filler + "Le nouveau pont a été inauguré par Jeanne Dupuis. " + filler
    span = embedded.read("Qui a inauguré le nouveau pont ?", [passage]).spans[0]
    assert passage[span.start : span.end] == "Jeanne Dupuis"


def test_the_null_tells_a_passage_that_answers_from_one_that_does_not(embedded: Reader) -> None:
    answered = embedded.read("Qui a inauguré le pont ?", ["Le pont a été inauguré par Jeanne Dupuis en mai."])
    silent = embedded.read("Qui a inauguré le pont ?", ["La pluie a cessé dans la nuit, selon la météo."])
    assert answered.null < silent.null


def test_batches_side_by_side_read_the_same(tmp_path: Path) -> None:
    before = torch.get_num_threads()
    try:
        folder = tiny("bert", tmp_path / "side")
        passages = ["moscou, geneva 2012 " * n for n in range(1, 30)]
        alone = Reader.load(folder, threads=1, dtype="float32").read("moscou?", passages)
        together = Reader.load(folder, threads=3, dtype="float32").read("moscou?", passages)
        assert torch.get_num_threads() == 3  # the reader's own threads, of one each, do not change everybody's
        assert [(s.passage, s.start, s.end) for s in together.spans] == [
            (s.passage, s.start, s.end) for s in alone.spans
        ]
        assert together.null == pytest.approx(alone.null, abs=1e-4)
    finally:
        torch.set_num_threads(before)


def test_threads_share_a_reader(embedded: Reader) -> None:
    questions = [
        ("Qui a parlé ?", [SEED[:900]]),
        ("Où ?", [SEED[900:1500]]),
        ("Combien de temps ?", [SEED[1500:]]),
    ] * 4
    alone = [embedded.read(*q) for q in questions[:3]] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda q: embedded.read(*q), questions)) == alone


def test_bfloat16_moves_scores_by_little() -> None:
    passage = SEED[:900]
    exact = Reader.load(dtype="float32").read("Où a eu lieu l'entretien ?", [passage])
    fast = Reader.load(dtype="bfloat16").read("Où a eu lieu l'entretien ?", [passage])
    assert fast.null == pytest.approx(exact.null, abs=0.25)


def test_fingerprint_follows_the_weights(tmp_path: Path) -> None:
    a = Reader.load(tiny("bert", tmp_path / "a"))
    assert a.fingerprint == Reader.load(tmp_path / "a").fingerprint
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    changed = a._model
    changed.qa_outputs.bias.data += 1
    changed.save_pretrained(tmp_path / "b")
    assert Reader.load(tmp_path / "b").fingerprint != a.fingerprint


def test_a_missing_folder_is_named_and_nothing_is_fetched() -> None:
    with pytest.raises(ModelError, match="no/such"):
        Reader.load("no/such")


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    folder = tiny("bert", tmp_path / "broken")
    (folder / "model.safetensors").write_bytes(b"not a tensor file")
    with pytest.raises(ModelError, match="broken"):
        Reader.load(folder)


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    folder = tiny("bert", tmp_path / "pickled")
    state = BertForQuestionAnswering.from_pretrained(folder).state_dict()
    (folder / "model.safetensors").unlink()
    torch.save(state, folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickled"):
        Reader.load(folder)


def test_an_encoder_is_no_reader(tmp_path: Path) -> None:
    folder = tiny("bert", tmp_path / "encoder")
    BertModel(BertConfig.from_pretrained(folder)).save_pretrained(folder)
    with pytest.raises(ModelError, match="qa_outputs"):
        Reader.load(folder)


def test_importing_the_reader_is_cheap() -> None:
    code = "import sys, qa.reader; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1]).returncode == 0


def test_embedded_model_loads_by_transformers_alone() -> None:
    code = f"""
from transformers import AutoModelForQuestionAnswering, AutoTokenizer
model = AutoModelForQuestionAnswering.from_pretrained({str(EMBEDDED)!r})
tokenizer = AutoTokenizer.from_pretrained({str(EMBEDDED)!r})
assert tokenizer("Où ?", "À Genève.")["input_ids"][0] == tokenizer.cls_token_id
assert sum(p.numel() for p in model.parameters()) < 28_000_000
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd="/")
