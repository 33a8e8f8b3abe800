"""The reader: a question and passages in, spans out. Any extractive question-answering model of transformers."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.encoder import resolve_model
from index.errors import ModelError
from index.hardware import fast_attention, fast_dtype, single_threads
from qa.spans import Window, decode
from qa.types import Reading

EMBEDDED = Path(__file__).parent / "model"

WINDOW = 256
"""Tokens the model sees at once, question included: what the embedded reader was trained with."""

_OVERLAP = 64  # tokens that neighbouring windows of a passage share: an answer cut by one is whole in the next
_QUESTION = 64  # tokens kept of a question; longer ones lose their end
_BATCH_TOKENS = 256  # padded tokens in one forward pass: enough for a core, and little is padded


class _Feature(NamedTuple):
    """One window, ready for the model: token ids and their segments, then what decoding needs."""

    pair: int  # place in the list given to read_many
    passage: int
    input_ids: NDArray[np.int64]
    token_type_ids: NDArray[np.int64]
    offsets: NDArray[np.int64]
    inside: NDArray[np.bool_]
    null: int


_Scored = tuple[_Feature, NDArray[np.float32], NDArray[np.float32]]


class Reader:
    """Reads passages for the answer to a question. One instance may be shared by all threads."""

    def __init__(self, model: Any, tokenizer: Any, fingerprint: str, workers: int = 1) -> None:
        self._pool = single_threads(workers) if workers > 1 else None
        self._model = model
        self._tokenizer = tokenizer
        self._lock = threading.Lock()  # fast tokenizers refuse to be borrowed twice
        self._window = min(WINDOW, _positions(model.config), int(tokenizer.model_max_length))
        self._fingerprint = fingerprint

    @classmethod
    def load(
        cls,
        model: str | Path = EMBEDDED,
        *,
        threads: int | None = None,
        device: str | None = None,
        dtype: str | None = None,
        local_only: bool = True,
    ) -> Reader:
        """Load a folder saved by `save_pretrained`, or a hub model (fetched only where `local_only` is false).

        `threads` is torch's, for the whole process. `dtype` is "float32" or "bfloat16"; None takes bfloat16 where
        the processor computes in it, as it then more than halves the time and moves no figure by a point.
        Raises ModelError naming the folder or hub name.
        """
        if local_only and not Path(model).is_dir():
            raise ModelError(f"{model}: no such folder. Give --reader a folder with a question-answering model.")
        folder = resolve_model(model)
        import torch
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer
        from transformers.utils import logging

        quiet: Callable[[], None] = logging.disable_progress_bar
        quiet()  # its bar on standard error lasts a fraction of a second
        logging.disable_progress_bar()
        if threads:
            torch.set_num_threads(threads)
        device = device or "cpu"
        chosen = getattr(torch, dtype) if dtype else fast_dtype(device)
        try:
            loaded, report = AutoModelForQuestionAnswering.from_pretrained(
                folder,
                dtype=chosen,
                attn_implementation=fast_attention(device),
                use_safetensors=True,
                local_files_only=True,
                output_loading_info=True,
            )
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        except Exception as error:
            raise ModelError(
                f"{model}: no question-answering model can be read from here ({type(error).__name__}). It needs "
                "config.json, model.safetensors and tokenizer.json as save_pretrained writes them."
            ) from error
        if report["missing_keys"]:
            raise ModelError(
                f"{model}: the weights lack {', '.join(sorted(report['missing_keys'])[:3])}; this model was not "
                "trained to answer questions. Give --reader an extractive question-answering model."
            )
        if not tokenizer.is_fast:
            raise ModelError(f"{model}: its tokenizer gives no offsets (tokenizer.json is missing).")
        workers = torch.get_num_threads() if device == "cpu" else 1
        return cls(loaded.to(device).eval(), tokenizer, model_fingerprint(folder), workers)

    @property
    def fingerprint(self) -> str:
        """`model_fingerprint` of the model's folder."""
        return self._fingerprint

    def read(self, question: str, passages: Sequence[str], *, top_n: int = 10) -> Reading:
        """The best spans of the passages, best first and without overlaps, and the evidence for no answer."""
        return self.read_many([(question, passages)], top_n=top_n)[0]

    def read_many(self, pairs: Sequence[tuple[str, Sequence[str]]], *, top_n: int = 10) -> list[Reading]:
        """`read` for each (question, passages), batched together: the same readings up to the model's precision."""
        features = [
            feature
            for i, (question, passages) in enumerate(pairs)
            for feature in self._windows(i, question, passages)
        ]
        windows: list[list[Window]] = [[] for _ in pairs]
        for feature, start, end in self._forward(features):
            windows[feature.pair].append(
                Window(feature.passage, start, end, feature.offsets, feature.inside, feature.null)
            )
        return [decode(found, passages, top_n=top_n) for found, (_, passages) in zip(windows, pairs, strict=True)]

    def _windows(self, pair: int, question: str, passages: Sequence[str]) -> Iterator[_Feature]:
        """The windows of all passages, in the form and order of segments that the model was trained with."""
        if not passages:
            return
        with self._lock:
            head = self._tokenizer(
                question,
                add_special_tokens=False,
                truncation=True,
                max_length=min(_QUESTION, self._window // 2),
                return_offsets_mapping=True,
            )
            question = question[: head["offset_mapping"][-1][1]] if head["offset_mapping"] else ""
            room = self._window - len(head["input_ids"]) - self._tokenizer.num_special_tokens_to_add(pair=True)
            encoded = self._tokenizer(
                [question] * len(passages),
                list(passages),
                truncation="only_second",
                max_length=self._window,
                stride=max(0, min(_OVERLAP, room // 2)),
                return_overflowing_tokens=True,
                return_offsets_mapping=True,
                return_token_type_ids=True,
            )
        for i, passage in enumerate(encoded["overflow_to_sample_mapping"]):
            ids = np.asarray(encoded["input_ids"][i], dtype=np.int64)
            special = np.flatnonzero(ids == self._tokenizer.cls_token_id)
            yield _Feature(
                pair=pair,
                passage=passage,
                input_ids=ids,
                token_type_ids=np.asarray(encoded["token_type_ids"][i], dtype=np.int64),
                offsets=np.asarray(encoded["offset_mapping"][i], dtype=np.int64).reshape(-1, 2),
                inside=np.array([s == 1 for s in encoded.sequence_ids(i)], dtype=np.bool_),
                null=int(special[0]) if special.size else 0,
            )

    def _forward(self, features: Sequence[_Feature]) -> Iterator[_Scored]:
        """Start and end logits of each window, like lengths computed together."""
        for scored in (self._pool.map if self._pool else map)(self._logits, _batches(features)):
            yield from scored

    def _logits(self, batch: Sequence[_Feature]) -> list[_Scored]:
        import torch

        shape = (len(batch), len(batch[0].input_ids))
        ids = np.full(shape, self._tokenizer.pad_token_id or 0, dtype=np.int64)
        segments, mask = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        for row, feature in enumerate(batch):
            n = len(feature.input_ids)
            ids[row, :n], segments[row, :n], mask[row, :n] = feature.input_ids, feature.token_type_ids, 1
        inputs = {"input_ids": ids, "attention_mask": mask}
        if "token_type_ids" in self._tokenizer.model_input_names:
            inputs["token_type_ids"] = segments
        with torch.inference_mode():
            out = self._model(**{k: torch.from_numpy(v).to(self._model.device) for k, v in inputs.items()})
            start, end = out.start_logits.float().cpu().numpy(), out.end_logits.float().cpu().numpy()
        return [
            (feature, start[row, : len(feature.input_ids)], end[row, : len(feature.input_ids)])
            for row, feature in enumerate(batch)
        ]


def _batches(features: Sequence[_Feature]) -> Iterator[list[_Feature]]:
    """Windows by falling length, as many together as keep the padded batch within bounds."""
    batch: list[_Feature] = []
    for feature in sorted(features, key=lambda f: -len(f.input_ids)):
        if batch and (len(batch) + 1) * len(batch[0].input_ids) > _BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(feature)
    if batch:
        yield batch


def _positions(config: Any) -> int:
    """How many tokens the model has places for; RoBERTa's kin number them from the padding's id on."""
    positions = getattr(config, "max_position_embeddings", None)
    if not isinstance(positions, int) or positions <= 0:
        return WINDOW
    padding = getattr(config, "pad_token_id", None) or 0
    return positions - padding - 1 if config.model_type in {"roberta", "camembert", "xlm-roberta"} else positions


def model_fingerprint(folder: Path) -> str:
    """SHA-256 over weights, configuration and tokenizer (first 16 hexadecimal digits); read without loading torch."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.suffix == ".safetensors" or path.name in {"config.json", "tokenizer.json"}:
            digest.update(path.name.encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
