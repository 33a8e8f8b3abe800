"""What the processor at hand does fast."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

# oneDNN keeps what it prepared for each shape, 1,024 of them by default, and texts come in every length: over a day of
# questions that is gigabytes. With 64 a process takes half the memory and a question 6 % more time. It reads these
# when it computes first; who sets them otherwise is heeded.
for _cache in ("LRU_CACHE_CAPACITY", "ONEDNN_PRIMITIVE_CACHE_CAPACITY"):
    os.environ.setdefault(_cache, "64")


def fast_dtype(device: str = "cpu") -> torch.dtype:
    """bfloat16 where the processor multiplies in it (AVX512-BF16, AMX, any GPU's tensor cores), else float32."""
    import torch

    if device != "cpu":
        return torch.bfloat16
    able = torch.cpu.get_capabilities()
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32


def fast_attention(device: str = "cpu") -> str:
    """What is quicker at these lengths: on AVX512-BF16 cores plain matrix products by a seventh, on AMX not."""
    import torch

    return "eager" if device == "cpu" and not torch.cpu.get_capabilities().get("amx_bf16") else "sdpa"


def single_threads(workers: int) -> ThreadPoolExecutor:
    """Threads in which torch computes alone: batches side by side wait for each other less than halves of one do."""
    import torch

    everyone, threads = threading.Barrier(workers), torch.get_num_threads()

    def begin() -> None:
        torch.get_num_threads()  # the first look sets a thread to the common number: let it come first
        torch.set_num_threads(1)
        everyone.wait()

    pool = ThreadPoolExecutor(workers, thread_name_prefix="model", initializer=begin)
    for started in [pool.submit(int) for _ in range(workers)]:
        started.result()
    torch.set_num_threads(threads)  # torch takes the last number set anywhere for the threads that come later
    return pool
