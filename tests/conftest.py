"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code. A run on a server draws the same examples each
# time, so that what fails there is what was changed; runs by hand go on looking for new ones.
settings.register_profile("clerestory", deadline=None)
settings.register_profile("server", deadline=None, derandomize=True)
settings.load_profile("server" if os.environ.get("CI") else "clerestory")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-expected", action="store_true", help="write tests/samples/*/expect.jsonl from what the code gives now")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow tests may take half an hour; what takes longer than its time (pyproject.toml) hangs, and is named."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(1800))


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
