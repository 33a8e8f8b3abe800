"""README's examples, run as they stand against a live server (only the port is another)."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encoder import SentenceEncoder
from qa.reader import Reader
from tests.conftest import ROOT
from tests.server_fixtures import running

README = (ROOT / "README.md").read_text(encoding="utf-8")
MODULES = ROOT / ".venv" / "js" / "node_modules"


@pytest.fixture(scope="module")
def live_url(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder, reader: Reader) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("readme"), encoder, reader) as server:
        yield server.url.rstrip("/")


def example(language: str, url: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1].replace("http://127.0.0.1:7860", url)


def test_python(live_url: str) -> None:
    program = example("python", live_url)
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("answered | Sergueï Lavrov | ")
    assert "«exemple» qui devait être «répliqué»" in lines[0]
    assert lines[1] == "unchanged"


def test_curl(live_url: str) -> None:
    if shutil.which("curl") is None and "CI" not in os.environ:
        pytest.skip("curl is not installed")
    done = subprocess.run(["bash", "-c", example("bash", live_url)], capture_output=True, text=True)
    name, data = done.stdout.strip().splitlines()
    assert name == "event: complete", done.stdout + done.stderr
    assert "«exemple» qui devait être «répliqué»" in json.loads(data.removeprefix("data: "))[0]["answer"]


def test_javascript(live_url: str, tmp_path: Path) -> None:
    if (shutil.which("node") is None or not (MODULES / "@gradio" / "client").is_dir()) and "CI" not in os.environ:
        pytest.skip("node or @gradio/client is not installed; tests/tools.sh does it")
    (tmp_path / "node_modules").symlink_to(MODULES)
    (tmp_path / "example.mjs").write_text(example("javascript", live_url) + "process.exit(0);\n", encoding="utf-8")
    done = subprocess.run(["node", "example.mjs"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "answered 2012"


def test_saved_answers(tmp_path: Path) -> None:
    """The commands as they stand, one after the other, in a folder of their own."""
    section = README[README.index("## Saved answers") : README.index("## Settings")]
    commands = re.findall(r"^\$ \.venv/bin/depeche (.*)$", section, re.MULTILINE)
    assert len(commands) == 3
    program = Path(sys.executable).parent / "depeche"
    env = {**os.environ, "DEPECHE_DATA": str(tmp_path / "data")}

    def run(command: str) -> str:
        line = ["bash", "-c", f"{shlex.quote(str(program))} {command}"]
        done = subprocess.run(line, cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(f"add {shlex.quote(str(ROOT / 'seeds'))}")
    asked, verified, compared = map(run, commands)
    assert asked == ""
    assert verified.splitlines()[-1] == "unchanged: 1"
    assert compared.splitlines()[-1] == "same: 1"


def test_every_command_named_in_readme_exists_and_every_command_is_named() -> None:
    from ui.cli import parser

    commands = next(action.choices for action in parser()._actions if action.dest == "command")
    assert commands is not None
    table = README[README.index("| command |") : README.index("Every command takes")]
    assert set(re.findall(r"`(\w[\w-]*)", table)) == set(commands)


def test_every_setting_is_in_readme() -> None:
    from dataclasses import fields

    from qa.settings import Settings

    for name in ("models", *(field.name for field in fields(Settings))):
        assert f"DEPECHE_{name.upper()}" in README
