"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("clerestory", deadline=None)  # how long an example takes says more of the machine than of the code
settings.load_profile("clerestory")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-expected", action="store_true", help="write tests/samples/*/expect.jsonl from what the code gives now")


def shared_data_folder() -> Path | None:
    """The folder of real published files, when it is there."""
    named = os.environ.get("CLERESTORY_TEST_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def shared_data() -> Path:
    folder = shared_data_folder()
    if folder is None:
        pytest.skip("the real files are not here: set CLERESTORY_TEST_DATA to the folder that holds them")
    return folder
