"""Every step of the reader's training, on data of a few lines."""

import gzip
import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from qa.reader import EMBEDDED, Reader
from tests.tiny_reader import tiny
from training import (
    reader_calibrate,
    reader_eval,
    reader_export,
    reader_lexicon,
    reader_loop,
    reader_synthesis,
    reader_train,
)
from training.encoder_export import digest, stated_digest
from training.qa_augment import names_of, rearranged, switch_words, synonyms, with_other_name
from training.qa_data import Distractors, Question, holds, read_questions, unanswered, without_answer

CONTEXTS = {
    "fr": (
        "Le vieux pont de pierre a été inauguré par Jeanne Dupuis en 1998. La mairie de Lyon a payé trois millions. "
        "Les habitants du quartier ont fêté la fin des travaux. Le maire a promis un second pont pour les piétons.",
        "Le marché de Lyon ouvre le samedi. Les habitants du quartier y vendent des fleurs et des fruits. "
        "La mairie a promis de garder le marché ouvert pendant les travaux du pont.",
    ),
    "en": (
        "The old stone bridge was opened by Joan Smith in 1998. The city paid three million for the work. "
        "People of the quarter danced when the work was over. The mayor promised a second bridge for walkers.",
        "The market of the city opens on Saturday. People of the quarter sell flowers and fruit there. "
        "The mayor promised to keep the market open during the work on the bridge.",
    ),
}


def question(
    text: str, answer: str, language: str = "fr", asked: str | None = None, source: str = "piaf"
) -> Question:
    context = CONTEXTS[language][0]
    at = context.index(answer)
    return Question(
        f"q-{text}", source, "Pont", asked or language, language, text, context, ((at, at + len(answer)),)
    )


QUESTIONS = [
    question("Qui a inauguré le pont ?", "Jeanne Dupuis"),
    question("En quelle année ?", "1998"),
    question("Who opened the bridge?", "Joan Smith", "en", source="squad"),
    question("Combien a payé la mairie ?", "trois millions", source="squad"),
    question("How much did the city pay?", "trois millions", "fr", "en", source="squad"),
]
MARKET = [
    Question("m-fr", "piaf", "Pont", "fr", "fr", "Quel jour ouvre le marché ?", CONTEXTS["fr"][1], ((27, 33),)),
    Question("m-en", "squad", "Pont", "en", "en", "When does the market open?", CONTEXTS["en"][1], ((32, 40),)),
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "qa.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for q in QUESTIONS + MARKET:
            answers = [{"text": t, "start": s} for t, (s, _) in zip(q.texts, q.answers, strict=True)]
            row = {name: getattr(q, name) for name in ("id", "source", "title", "question", "context")}
            row |= {"question_lang": q.question_lang, "context_lang": q.context_lang, "answers": answers}
            print(json.dumps(row), file=out)
    return path


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Aligned from twelve short pairs by the real step."""
    folder = tmp_path_factory.mktemp("lexicon")
    nouns = [("bridge", "pont"), ("market", "marché"), ("city", "ville"), ("work", "travail")]
    frames = [
        ("the {} is old", "le {} est vieux"),
        ("the {} opens", "le {} ouvre"),
        ("my {} was paid", "mon {} fut payé"),
    ]
    with gzip.open(folder / "pairs.tsv.gz", "wt", encoding="utf-8") as out:
        for en, fr in nouns:
            for english, french in frames:
                print(english.format(en), french.format(fr), "made", sep="\t", file=out)
    arguments = ["--pairs", str(folder / "pairs.tsv.gz"), "--out", str(folder / "lexicon.json")]
    reader_lexicon.main(arguments)
    return folder / "lexicon.json"


def test_alignment_finds_each_word_its_translation(lexicon: Path) -> None:
    found = reader_lexicon.load_lexicons(lexicon)
    for english, french in (("bridge", "pont"), ("market", "marché"), ("city", "ville"), ("work", "travail")):
        assert found["en-fr"][english][0][0] == french
        assert found["fr-en"][french][0][0] == english
    for entries in found["en-fr"].values():
        assert sum(weight for _, weight in entries) == pytest.approx(1.0, abs=1e-3)


def test_reading_questions_checks_offsets(data: Path, tmp_path: Path) -> None:
    assert read_questions(data) == QUESTIONS + MARKET
    assert read_questions(data)[5].texts == ["samedi"]
    with gzip.open(data, "rt") as lines:
        lie = json.loads(lines.readline()) | {"answers": [{"text": "Jeanne", "start": 0}]}
    (tmp_path / "lie.jsonl").write_text(json.dumps(lie))
    with pytest.raises(ValueError, match=r"lie\.jsonl:1"):
        read_questions(tmp_path / "lie.jsonl")


def test_passages_without_the_answer() -> None:
    removed = without_answer(QUESTIONS[0])
    assert removed is not None
    assert removed.answers == ()
    assert "Dupuis" not in removed.context
    assert "La mairie de Lyon" in removed.context
    other = Distractors(QUESTIONS + MARKET).same_title(QUESTIONS[0])
    assert other is not None
    assert other.context == CONTEXTS["fr"][1]
    assert holds("C'est l'Armée rouge", ["armée"])
    assert not holds("désarmées", ["armée"])


def test_every_question_gets_a_passage_that_lacks_its_answer() -> None:
    found = list(unanswered(QUESTIONS + MARKET))
    assert len(found) == len(QUESTIONS + MARKET)
    for (way, lacking), asked in zip(found, QUESTIONS + MARKET, strict=True):
        assert way == "title"
        assert not holds(lacking.context, asked.texts)


def test_switching_words_moves_the_answer() -> None:
    lexicon = {"old": [("vieux", 1.0)], "joan": [("jeanne", 1.0)], "the": [("le", 1.0)]}
    text = "The old bridge, by Joan Smith."
    switched = switch_words(text, ((19, 29),), lexicon, 1.0, random.Random(0))
    assert switched == ("Le vieux bridge, by Jeanne Smith.", ((20, 32),))
    assert switch_words(text, ((20, 29),), lexicon, 1.0, random.Random(0)) is None  # begins inside a word


def test_synonyms_come_from_there_and_back() -> None:
    lexicons = {"fr-en": {"société": [("company", 1.0)]}, "en-fr": {"company": [("entreprise", 1.0)]}}
    assert synonyms("La société dort.", "fr", lexicons, 1.0, random.Random(0)) == "La entreprise dort."


def test_another_name_makes_a_question_unanswerable() -> None:
    asked = [question("Qui a payé le pont à Lyon ?", "mairie"), question("Qui vit à Port-Vendres ?", "mairie")]
    names = names_of(asked, "fr")
    assert names == {"name": ["Lyon", "Port-Vendres"], "number": []}
    changed = with_other_name(asked[0], {"name": ["Port-Vendres"], "number": []}, random.Random(0))
    assert changed is not None
    assert (changed.question, changed.answers) == ("Qui a payé le pont à Port-Vendres ?", ())
    # "Port-Vendres" is not in the passage, so nothing that the passage tells would change
    assert with_other_name(asked[1], names, random.Random(0)) is None
    assert with_other_name(asked[0], {"name": ["Jeanne"], "number": []}, random.Random(0)) is None


@given(st.integers(0, 10_000), st.floats(0, 1), st.sampled_from(QUESTIONS))
def test_rearranging_keeps_the_answers(seed: int, kept: float, asked: Question) -> None:
    changed = rearranged(asked, random.Random(seed), kept=kept)
    assert changed.texts == asked.texts
    assert sorted(changed.context.split(". "))[0] in asked.context


def test_rules_make_questions_of_each_kind() -> None:
    lexicons = {"fr-en": {}, "en-fr": {}}
    kinds = {
        CONTEXTS["fr"][0][:66][start:end]: asked
        for _, start, end, _, asked in reader_synthesis.candidates(CONTEXTS["fr"][0][:66])
    }
    assert "Quand" in kinds["1998"]
    assert "Qui" in kinds["Jeanne Dupuis"]
    found = list(reader_synthesis.questions_over(CONTEXTS["fr"][0], "t", "n", 6, lexicons, random.Random(1)))
    assert found
    for one in found:
        assert one.question.endswith(" ?")
        assert one.texts[0].strip() == one.texts[0] != ""


def test_synthesis_writes_what_training_reads(data: Path, lexicon: Path, tmp_path: Path) -> None:
    out = tmp_path / "cloze.jsonl.gz"
    reader_synthesis.main(["--data", str(data), "--lexicon", str(lexicon), "--out", str(out), "--each", "6"])
    made = read_questions(out)
    assert 0 < len(made) <= 8 * 2
    assert {q.source for q in made} == {"cloze"}


def test_features_point_at_the_answer_or_at_null() -> None:
    tokenizer = AutoTokenizer.from_pretrained(EMBEDDED)
    lacking = without_answer(QUESTIONS[0])
    assert lacking is not None
    batch = reader_train.features([QUESTIONS[0], lacking], tokenizer, 128, 0.0, random.Random(0))
    first, last = int(batch["starts"][0].argmax()), int(batch["ends"][0].argmax())
    assert tokenizer.decode(batch["input_ids"][0, first : last + 1]) == "jeanne dupuis"
    assert batch["starts"][1].nonzero().tolist() == batch["ends"][1].nonzero().tolist() == [[0]]
    assert batch["starts"].sum(1).tolist() == [1.0, 1.0]


def test_features_cut_a_long_context_around_an_answer() -> None:
    tokenizer = AutoTokenizer.from_pretrained(EMBEDDED)
    long = Question("l", "piaf", "t", "fr", "fr", "Qui ?", "La pluie tombe. " * 80 + "Anne rit.", ((1280, 1284),))
    batch = reader_train.features([long], tokenizer, 64, 0.0, random.Random(0))
    assert batch["input_ids"].shape == (1, 64) or batch["input_ids"].shape[1] < 64
    assert tokenizer.decode(batch["input_ids"][0, int(batch["starts"][0].argmax())]) == "anne"


def test_loss_is_the_log_of_all_correct_probability() -> None:
    logits = torch.tensor([[0.0, 0.0, 0.0, 5.0]])
    mask = torch.tensor([[1, 1, 1, 0]])  # the padding's 5 must not count
    both = torch.tensor([[0.0, 1.0, 1.0, 0.0]])
    assert float(reader_train.loss_of(logits, both, mask)) == pytest.approx(-np.log(2 / 3), abs=1e-5)


def test_shared_loss_ranks_the_places_of_all_rows_of_a_group_from_their_nulls() -> None:
    # two rows of one question: null, question, two places of context; the second row's null is higher by 1
    logits = torch.tensor([[0.0, 9.0, 1.0, 0.0], [1.0, 9.0, 1.0, 2.0], [0.0, 9.0, 5.0, 5.0]])
    correct = torch.tensor([[0.0, 0, 1, 0], [1.0, 0, 0, 0], [1.0, 0, 0, 0]])
    inside = torch.tensor([[0.0, 0, 1, 1]] * 3)
    groups = torch.tensor([0, 0, 1])  # the third row is alone and without an answer: it counts for nothing
    odds = np.exp(1) / (np.exp(1) + np.exp(0) + np.exp(0) + np.exp(1))
    assert float(reader_train.shared_loss(logits, correct, inside, groups)) == pytest.approx(-np.log(odds), abs=1e-5)
    assert float(reader_train.shared_loss(logits[2:], correct[2:], inside[2:], groups[2:])) == 0.0


def test_rivals_share_words_and_lack_the_answer() -> None:
    bridge, market = CONTEXTS["fr"]
    opened, open_day, at = QUESTIONS[0], MARKET[0], bridge.index("mairie")
    payer = replace(opened, id="payer", question="Qui a payé les travaux ?", answers=((at, at + len("mairie")),))
    found = reader_train.rivals([opened, open_day, payer], count=2)
    assert found == {opened.id: [market], open_day.id: [bridge], payer.id: []}  # the market's text has "mairie" too


def test_row_dropout_drops_channels_of_whole_rows() -> None:
    torch.manual_seed(0)
    dropped = reader_loop.RowDropout(0.5)(torch.ones(4, 7, 50))
    assert bool((dropped == dropped[:, :1]).all())  # the same for every token of a row
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
    assert bool((reader_loop.RowDropout(0.5).eval()(torch.ones(2, 3)) == 1).all())


def test_training_learns_resumes_and_exports(data: Path, lexicon: Path, tmp_path: Path) -> None:
    start = tiny("bert", tmp_path / "start", positions=300)
    out = tmp_path / "run"
    common = ["--init", str(start), "--data", str(data), "--lexicon", str(lexicon), "--out", str(out), "--batch", "4"]
    common += ["--length", "256", "--rate", "1e-2", "--threads", "1", "--average", "0.5", "--word-rate", "1e-2"]
    common += ["--frozen", "0"]
    reader_train.main([*common, "--steps", "50"])
    reader_train.main([*common, "--steps", "75"])  # goes on from step 50
    log = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in log] == [25, 50, 75]
    assert log[-1]["loss"] < log[0]["loss"]
    reader_export.main(["--models", str(out / "model"), str(out / "model"), "--out", str(tmp_path / "shipped")])
    shipped = AutoModelForQuestionAnswering.from_pretrained(tmp_path / "shipped")
    trained = AutoModelForQuestionAnswering.from_pretrained(out / "model")
    assert shipped.dtype == torch.float16
    for name, value in trained.state_dict().items():  # the mean of a model with itself
        torch.testing.assert_close(shipped.state_dict()[name].float(), value, atol=2e-3, rtol=2e-3)
    assert Reader.load(tmp_path / "shipped").read("Qui ?", [CONTEXTS["fr"][0]]).spans


def test_training_over_own_and_rival_passages(data: Path, lexicon: Path, tmp_path: Path) -> None:
    start, out = tiny("bert", tmp_path / "start", positions=300), tmp_path / "run"
    common = ["--init", str(start), "--data", str(data), "--lexicon", str(lexicon), "--out", str(out), "--batch", "3"]
    common += ["--length", "256", "--rate", "1e-2", "--threads", "1", "--word-rate", "1e-2", "--frozen", "0"]
    reader_train.main([*common, "--steps", "75", "--shared", "--swapped", "0.3"])
    log = [json.loads(line) for line in (out / "log.jsonl").read_text().splitlines()]
    assert [row["step"] for row in log] == [25, 50, 75]
    assert log[-1]["loss"] < log[0]["loss"]


def test_evaluation_and_calibration_examples(data: Path, tmp_path: Path) -> None:
    model = str(tiny("bert", tmp_path / "reader", positions=300))
    reader_eval.main(
        ["--model", model, "--data", str(data), "--json", str(tmp_path / "figures.json"), "--threads", "1"]
    )
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert {name: row["n"] for name, row in figures.items() if not name.startswith("no")} == {
        "fr-fr": 3,
        "en-en": 2,
        "en-fr": 1,
        "fr-fr, squad": 1,
    }
    assert figures["no answer, all"]["n"] == 7
    x, right, titles = reader_calibrate.examples(Reader.load(model), QUESTIONS + MARKET)
    assert x.shape == (14, len(reader_calibrate.FEATURES))
    assert right[7:].sum() == 0  # whatever is found where the answer is not is wrong
    assert len(set(titles.tolist())) == 1


def test_logistic_fit_recovers_the_odds() -> None:
    # one in four right below, three in four above: log-odds -log 3 and +log 3, so bias -log 3 and slope 2 log 3
    x = np.array([[1.0, 0.0]] * 400 + [[1.0, 1.0]] * 400)
    y = np.array([1.0] * 100 + [0.0] * 300 + [1.0] * 300 + [0.0] * 100)
    weights = reader_calibrate.fit_logistic(x, y, ridge=0.0)
    np.testing.assert_allclose(weights, [-np.log(3), 2 * np.log(3)], atol=1e-6)
    groups = np.arange(800)
    p = reader_calibrate.cross_validated(x, y, groups)
    assert abs(p[:400].mean() - 0.25) < 0.01


def test_card_states_the_digest_of_the_weights() -> None:
    assert stated_digest(EMBEDDED) == digest(EMBEDDED)
