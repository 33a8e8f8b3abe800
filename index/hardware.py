"""What the processor at hand does fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch


def fast_dtype(device: str = "cpu") -> torch.dtype:
    """bfloat16 where the processor multiplies in it (AVX512-BF16, AMX, any GPU's tensor cores), else float32."""
    import torch

    if device != "cpu":
        return torch.bfloat16
    able = torch.cpu.get_capabilities()
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32
