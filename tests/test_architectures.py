"""The real encoder and reader classes over tiny untrained models of several architectures, made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertModel,
    CamembertConfig,
    CamembertForQuestionAnswering,
    CamembertModel,
    PreTrainedTokenizerFast,
    XLMRobertaConfig,
    XLMRobertaForQuestionAnswering,
    XLMRobertaModel,
)

from index.encoder import SentenceEncoder
from index.errors import ModelError
from index.index import Index
from qa.reader import Reader
from tests.tiny import loaded

WORDS = ["l'", "arm", "ée", "armée", "a", "signé", "hier", "qui", "?", ".", "la", "paix", "à", "genève"]
SMALL = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}


def bert_tokenizer() -> PreTrainedTokenizerFast:
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    vocabulary = {word: n for n, word in enumerate(special + WORDS + [f"##{word}" for word in WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=64,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


def roberta_tokenizer() -> PreTrainedTokenizerFast:
    """Unigram with "▁" for spaces and no segments, as XLM-R and CamemBERT have it."""
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *WORDS, *(f"▁{word}" for word in WORDS), "▁"]
    tokenizer = Tokenizer(models.Unigram([(piece, -1.0 - n / 100) for n, piece in enumerate(pieces)], unk_id=3))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        model_max_length=62,
        pad_token="<pad>",
        unk_token="<unk>",
        cls_token="<s>",
        sep_token="</s>",
        bos_token="<s>",
        eos_token="</s>",
        mask_token="<mask>",
        model_input_names=["input_ids", "attention_mask"],
    )


ARCHITECTURES: dict[
    str, tuple[Callable[[], PreTrainedTokenizerFast], type[Any], dict[str, Any], type[Any], type[Any]]
] = {
    "bert": (bert_tokenizer, BertConfig, {"max_position_embeddings": 64}, BertModel, BertForQuestionAnswering),
    "xlm-r": (
        roberta_tokenizer,
        XLMRobertaConfig,
        {"max_position_embeddings": 64, "pad_token_id": 1, "type_vocab_size": 1},
        XLMRobertaModel,
        XLMRobertaForQuestionAnswering,
    ),
    "camembert": (
        roberta_tokenizer,
        CamembertConfig,
        {"max_position_embeddings": 64, "pad_token_id": 1, "type_vocab_size": 1},
        CamembertModel,
        CamembertForQuestionAnswering,
    ),
}

PASSAGE = "L'armée a signé hier. La paix à Genève. " * 12  # several windows of 62 tokens


@pytest.fixture(params=ARCHITECTURES, scope="module")
def folders(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(encoder folder, reader folder) of one architecture."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    make_tokenizer, config_type, options, model_type, reader_type = ARCHITECTURES[request.param]
    torch.manual_seed(0)
    tokenizer = make_tokenizer()
    config = config_type(vocab_size=len(tokenizer), **SMALL, **options)
    base = tmp_path_factory.mktemp(request.param)
    for name, kind in (("base", model_type), ("reader", reader_type)):
        kind(config).save_pretrained(base / name)
        tokenizer.save_pretrained(base / name)
    transformer = Transformer(str(base / "base"))
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(base / "encoder"))
    return base / "encoder", base / "reader"


def test_the_encoder_gives_unit_rows_whatever_the_batch(folders: tuple[Path, Path]) -> None:
    encoder = SentenceEncoder(folders[0])
    texts = ["La paix à Genève.", PASSAGE, "hier"]
    rows = encoder.encode_passages(texts)
    assert rows.shape == (3, 16)
    assert rows.dtype == np.float32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    for text, row in zip(texts, rows, strict=True):
        assert encoder.encode_passages([text])[0] == pytest.approx(row, abs=1e-4)
    assert encoder.encode_passages([]).shape == (0, 16)


def test_a_model_has_its_own_fingerprint(folders: tuple[Path, Path], tmp_path: Path) -> None:
    first = SentenceEncoder(folders[0]).fingerprint
    assert first == SentenceEncoder(folders[0]).fingerprint
    for path in folders[0].rglob("*"):
        if path.is_file():
            (tmp_path / path.relative_to(folders[0])).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path.relative_to(folders[0])).write_bytes(path.read_bytes())
    assert SentenceEncoder(tmp_path).fingerprint == first
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\x7f")
    assert SentenceEncoder(tmp_path).fingerprint != first


def test_the_reader_returns_words_of_the_passage_in_every_window(folders: tuple[Path, Path]) -> None:
    reading = Reader.load(folders[1]).read("Qui a signé ?", [PASSAGE, "La paix."], top_n=20)
    assert reading.spans
    scores = [span.score for span in reading.spans]
    assert scores == sorted(scores, reverse=True)
    for span in reading.spans:
        text = [PASSAGE, "La paix."][span.passage]
        assert 0 <= span.start < span.end <= len(text)
        assert not text[span.start : span.end].startswith(" ")
        before, after = text[: span.start][-1:], text[span.end :][:1]
        assert not before.isalpha() and not after.isalpha(), "a span is made of whole words"
    assert any(span.start > len(PASSAGE) // 2 for span in reading.spans if span.passage == 0)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="config.json is missing"):
        SentenceEncoder(tmp_path).encode_queries(["paix"])
    with pytest.raises(ModelError, match="no such folder"):
        SentenceEncoder(tmp_path / "none").encode_queries(["paix"])
    with pytest.raises(ModelError, match="no such folder"):
        Reader.load(tmp_path / "none")
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ModelError, match="no question-answering model can be read"):
        Reader.load(tmp_path)


def test_pickled_weights_are_not_read(folders: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((folders[1] / name).read_bytes())
    torch.save({}, tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelError):
        Reader.load(tmp_path)


def test_prefixes_are_given_to_the_models_that_were_trained_with_them(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    named = tmp_path / "multilingual-e5-tiny"
    named.symlink_to(folders[0], target_is_directory=True)
    plain, prefixed = SentenceEncoder(folders[0]), SentenceEncoder(named)
    assert prefixed.encode_queries(["la paix"]) == pytest.approx(plain.encode_queries(["query: la paix"]), abs=1e-6)
    assert prefixed.encode_passages(["la paix"]) == pytest.approx(
        plain.encode_passages(["passage: la paix"]), abs=1e-6
    )
    assert prefixed.fingerprint != plain.fingerprint


def test_a_hub_that_cannot_be_reached_is_an_error_with_its_remedy() -> None:
    with pytest.raises(ModelError, match=r"nobody/nothing: the hub did not give this model .*--models embedded"):
        SentenceEncoder("nobody/nothing").encode_queries(["paix"])


def test_a_model_without_pieces_is_searched_without_late_interaction(tmp_path: Path) -> None:
    words = Tokenizer(models.WordLevel({word: n for n, word in enumerate(["[UNK]", *WORDS])}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Whitespace()
    table = torch.arange(8 * (len(WORDS) + 1), dtype=torch.float32).reshape(-1, 8).sin()
    folder = tmp_path / "static"
    SentenceTransformer(modules=[StaticEmbedding(words, embedding_weights=table.numpy())]).save(str(folder))
    encoder = SentenceEncoder(folder)
    assert len(encoder.encode_query_tokens("la paix").rows) == 0
    index = Index.open(tmp_path / "index", encoder)
    index.add_documents([loaded("La paix à Genève."), loaded("L'armée a signé hier.", source="b.txt")])
    assert len(index.search("la paix").hits) == 2
