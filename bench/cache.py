"""What a long pass found, kept in runs/bench until the models or the code change that it comes from."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "runs" / "bench"


def cached(name: str, made_by: Sequence[str], of: str, make: Callable[[], Any]) -> Any:
    """What `make` gives (JSON values), computed anew only where `of` (fingerprints, options) or a file of `made_by`
    (patterns below the checkout) is not as it was."""
    digest = hashlib.sha256(of.encode())
    for pattern in made_by:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    kept = FOLDER / f"{name}-{digest.hexdigest()[:16]}.json.gz"
    if not kept.exists():
        made = make()
        FOLDER.mkdir(parents=True, exist_ok=True)
        with gzip.open(kept.with_suffix(".part"), "wt", encoding="utf-8") as file:
            json.dump(made, file)
        kept.with_suffix(".part").replace(kept)
    with gzip.open(kept, "rt", encoding="utf-8") as file:
        return json.load(file)
