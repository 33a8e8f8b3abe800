"""Sentence encoders: a sentence-transformers model, from a folder or (only when the user names one) from the hub."""

from __future__ import annotations

import hashlib
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from index.errors import ModelError
from index.hardware import fast_attention, fast_dtype, single_threads
from index.types import Progress, TokenVectors, Vectors

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

# Read by OpenMP when torch is first imported. Threads that wait by spinning starve each other as soon as anything
# else runs: on a busy machine with 4 cores a question took 331 ms to embed and 885 ms to read; asleep, 15 and 125.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

EMBEDDED = Path(__file__).parent / "model"
_REMEMBERED = 64  # questions whose vectors are kept
BATCH = 8  # texts in one forward pass: enough for a core, and a thread each

Computed = TypeVar("Computed")

# What a family of hub models was trained to see before a text, where their files do not say it in `prompts`.
_PREFIXES = {"e5": ("query: ", "passage: ")}


class SentenceEncoder:
    """An `index.types.Encoder` over sentence-transformers; the weights are read at the first use.

    `model` is a folder or a hub name. Questions, which come alone, are computed in float32 on all threads; passages
    in the type that the processor is quickest in, a batch to each thread, by weights held in that type (cosine to
    float32's at least 0.9999). Tokenizers are not re-entrant: a lock guards them, and no longer than they work.
    """

    def __init__(self, model: str | Path = EMBEDDED, *, threads: int | None = None) -> None:
        self.model = str(model)
        self._threads = threads
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._loaded: dict[torch.dtype, SentenceTransformer] = {}
        self._workers: ThreadPoolExecutor | None = None
        self._fingerprint: str | None = None
        # One question is searched for and compared with statements: its vectors are wanted again at once.
        self._query = lru_cache(maxsize=_REMEMBERED)(lambda text: self._encode([text], "query", None)[0])
        self._query_tokens = lru_cache(maxsize=_REMEMBERED)(self._encode_query_tokens)

    @property
    def dimension(self) -> int:
        dimension = self._get("document").get_embedding_dimension()
        if dimension is None:
            raise ModelError(
                f"{self.model}: the model does not say how wide its vectors are; choose another encoder."
            )
        return int(dimension)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the model's files (first 16 hexadecimal digits); read without loading torch."""
        if self._fingerprint is None:
            folder = resolve_model(self.model)
            digest = hashlib.sha256("\0".join(_prefixes(self.model)).encode())
            for path in sorted(folder.rglob("*")):
                if path.suffix in {".json", ".safetensors", ".txt", ".model"} and path.is_file():
                    digest.update(path.relative_to(folder).as_posix().encode())
                    with path.open("rb") as file:
                        digest.update(hashlib.file_digest(file, "sha256").digest())
            self._fingerprint = digest.hexdigest()[:16]
        return self._fingerprint

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._query(texts[0])[None].copy() if len(texts) == 1 else self._encode(texts, "query", None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._encode(texts, "document", progress)

    def encode_query_tokens(self, text: str) -> TokenVectors:
        return self._query_tokens(text)

    def encode_passage_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        return self._encode_tokens(texts, "document")

    def _encode_query_tokens(self, text: str) -> TokenVectors:
        tokens = self._encode_tokens([text], "query")[0]
        tokens.rows.setflags(write=False)  # it is handed out again
        tokens.spans.setflags(write=False)
        return tokens

    def _encode_tokens(self, texts: Sequence[str], side: str) -> list[TokenVectors]:
        model, prefix = self._get(side), self._prefix(side)
        if not getattr(model.tokenizer, "is_fast", False):  # no pieces with their places: nothing to compare
            return [TokenVectors(np.zeros((0, 1), np.float32), np.zeros((0, 2), np.int64)) for _ in texts]
        import torch

        def compute(batch: Sequence[int]) -> list[TokenVectors]:
            with self._lock:
                read = model.tokenizer(
                    [prefix + texts[i] for i in batch],
                    padding=True,
                    truncation=True,
                    max_length=model.max_seq_length,
                    return_offsets_mapping=True,
                    return_special_tokens_mask=True,
                    return_tensors="pt",
                )
            spans, special = read.pop("offset_mapping").numpy(), read.pop("special_tokens_mask").numpy()
            with torch.inference_mode():
                hidden = model[0](dict(read))["token_embeddings"].float().numpy()
            found = []
            for rows, span, mark in zip(hidden, spans, special, strict=True):
                kept = (mark == 0) & (span[:, 1] > len(prefix))
                rows = rows[kept] / np.maximum(np.linalg.norm(rows[kept], axis=1, keepdims=True), 1e-12)
                found.append(TokenVectors(rows, np.maximum(span[kept].astype(np.int64) - len(prefix), 0)))
            return found

        found: dict[int, TokenVectors] = {}
        for batch, computed in self._batches(texts, compute):
            found.update(zip(batch, computed, strict=True))
        return [found[i] for i in range(len(texts))]

    def _encode(self, texts: Sequence[str], side: str, progress: Progress | None) -> Vectors:
        import torch

        model, prefix, width = self._get(side), self._prefix(side), self.dimension

        def compute(batch: Sequence[int]) -> Vectors:
            with self._lock:
                read = model.preprocess([texts[i] for i in batch], prompt=prefix or None, task=side)
            with torch.inference_mode():
                found: Vectors = model(read, task=side)["sentence_embedding"].float().numpy()
            return found[:, :width]

        rows, done = np.zeros((len(texts), width), dtype=np.float32), 0
        for batch, computed in self._batches(texts, compute):
            rows[batch] = computed
            done += len(batch)
            if progress:
                progress(done, len(texts), "passages")
        rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
        return rows

    def _batches(
        self, texts: Sequence[str], compute: Callable[[Sequence[int]], Computed]
    ) -> Iterator[tuple[list[int], Computed]]:
        """The texts' places by falling length, so that little is padded, and what `compute` makes of each batch."""
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        batches = [order[first : first + BATCH] for first in range(0, len(order), BATCH)]
        spread = self._workers.map if self._workers and len(batches) > 1 else map
        return zip(batches, spread(compute, batches), strict=True)

    def _prefix(self, side: str) -> str:
        """What the model was trained to see before a text, where it is not in the model's own prompts."""
        prompts = self._get(side).prompts
        if any(prompts.values()):
            names = ("query",) if side == "query" else ("document", "passage", "corpus")
            return next((prompt for prompt in map(prompts.get, names) if prompt), "")
        return _prefixes(self.model)[0 if side == "query" else 1]

    def _get(self, side: str) -> SentenceTransformer:
        import torch

        dtype = torch.float32 if side == "query" else fast_dtype()
        with self._loading:
            if dtype not in self._loaded:
                self._loaded[dtype] = self._load(dtype)
            if self._workers is None and torch.get_num_threads() > 1:
                self._workers = single_threads(torch.get_num_threads())
            return self._loaded[dtype]

    def _load(self, dtype: torch.dtype) -> SentenceTransformer:
        folder = resolve_model(self.model)
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            model = SentenceTransformer(
                str(folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": dtype, "attn_implementation": fast_attention(), "use_safetensors": True},
            )
        except Exception as error:
            raise ModelError(
                f"{self.model}: no sentence-transformers model can be read from here ({type(error).__name__}). "
                "Give --encoder a folder saved by SentenceTransformer.save, with safetensors weights."
            ) from error
        return model.eval()


def _prefixes(model: str) -> tuple[str, str]:
    name = Path(model).name.lower()
    return next((pair for part, pair in _PREFIXES.items() if part in name.split("-")), ("", ""))


def resolve_model(model: str | Path) -> Path:
    """The local folder of a model; a hub name is fetched once, with a word on standard error.

    Raises ModelError where there is no such folder and the hub does not give it.
    """
    folder = Path(model)
    if folder.is_dir():
        if not (folder / "config.json").exists() and not (folder / "modules.json").exists():
            raise ModelError(f"{model}: no model in this folder (config.json is missing).")
        return folder
    name = str(model)
    if name.count("/") != 1 or name.startswith((".", "/", "~")):
        raise ModelError(f"{model}: no such folder, and not a hub name of the form owner/model.")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    take, leave = ["*.json", "*.safetensors", "*.txt", "*.model"], ["onnx/*", "openvino/*"]
    try:
        try:
            return Path(snapshot_download(name, allow_patterns=take, ignore_patterns=leave, local_files_only=True))
        except LocalEntryNotFoundError:
            print(f"depeche: fetching {name} from the Hugging Face hub, once…", file=sys.stderr)
        return Path(snapshot_download(name, allow_patterns=take, ignore_patterns=leave))
    except Exception as error:
        raise ModelError(
            f"{name}: the hub did not give this model ({type(error).__name__}). Check the name and the network, "
            "or use the models that ship with Dépêche (--models embedded)."
        ) from error
