"""ui → qa → index and never back; training and bench use them, nothing uses training and bench."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {
    "index": {"index"},
    "qa": {"qa", "index"},
    "ui": {"ui", "qa", "index"},
    "training": {"training", "qa", "index"},
    "bench": {"bench", "ui", "qa", "index"},
}


def imported(path: Path) -> set[str]:
    """The top-level packages that a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides its direction"
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("room", ALLOWED)
def test_imports_go_one_way(room: str) -> None:
    modules = list((ROOT / room).rglob("*.py"))
    assert modules
    wrong = {
        str(path.relative_to(ROOT)): sorted(back)
        for path in modules
        if (back := (imported(path) & ALLOWED.keys()) - ALLOWED[room])
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("module", "kept_out"),
    [
        ("ui.cli", {"torch", "transformers", "gradio", "faiss", "numpy"}),
        ("ui.commands", {"torch", "transformers", "gradio", "sentence_transformers"}),
        ("ui.receipt_commands", {"torch", "transformers", "gradio", "sentence_transformers"}),
        ("qa.types", {"torch", "transformers"}),
        ("qa.spans", {"torch", "transformers"}),
        ("qa.statements", {"torch", "transformers"}),
        ("ui.render", {"gradio", "torch"}),
    ],
)
def test_what_is_heavy_waits_until_it_is_needed(module: str, kept_out: set[str]) -> None:
    program = f"import sys, {module}; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert kept_out & set(done.stdout.split()) == set()
