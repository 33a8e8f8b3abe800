"""What several test files share: the shipped models, loaded once, and the article of seeds/ indexed with them."""

from __future__ import annotations

import os
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"  # a test that reached for the network would fail here, and not only on a train

import pytest
from hypothesis import settings

from index.encoder import SentenceEncoder  # before torch: it says how OpenMP's threads wait
from index.index import Index
from qa import confidence
from qa.answer import Answerer
from qa.reader import Reader
from qa.statements import extract

settings.register_profile("depeche", deadline=None)  # how long a case takes is the machine's affair
settings.load_profile("depeche")

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()


@pytest.fixture(scope="session")
def seed_answerer(tmp_path_factory: pytest.TempPathFactory, encoder: SentenceEncoder, reader: Reader) -> Answerer:
    """The shipped program over the article alone; not to be written to."""
    index = Index.open(tmp_path_factory.mktemp("seeds"), encoder, annotate=extract)
    report = index.add(sorted(SEEDS.iterdir()))
    assert report.count("added") == 1
    calibration = confidence.load()
    return Answerer(index, reader, calibration=calibration, threshold=calibration.threshold)
