"""index.hardware: threads in which torch computes alone."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import torch

from index.hardware import single_threads


def test_each_thread_of_the_pool_computes_alone_and_the_others_as_before() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    met = threading.Barrier(2)

    def look(_: int) -> tuple[str, int]:
        torch.ones(300, 300) @ torch.ones(300, 300)
        met.wait()  # both threads, not one twice
        return threading.current_thread().name, torch.get_num_threads()

    try:
        with single_threads(2) as pool:
            seen = dict(pool.map(look, range(2)))
        assert sorted(seen.values()) == [1, 1]
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)


def test_the_caches_of_shapes_are_bounded_unless_the_user_set_them() -> None:
    show = (
        "import os, index.hardware; "
        "print(os.environ['LRU_CACHE_CAPACITY'], os.environ['ONEDNN_PRIMITIVE_CACHE_CAPACITY'])"
    )
    clean = {name: value for name, value in os.environ.items() if not name.endswith("CACHE_CAPACITY")}
    given = clean | {"LRU_CACHE_CAPACITY": "7"}
    for environment, expected in ((clean, "64 64"), (given, "7 64")):
        shown = subprocess.run(
            [sys.executable, "-c", show], env=environment, capture_output=True, text=True, check=True
        )
        assert shown.stdout.strip() == expected
