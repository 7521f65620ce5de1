"""A run that dies before any of its steps is made good by the next: the lake is the same as if nothing had happened."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clerestory.errors import UsageError
from clerestory.lake.layout import Layout, create
from tests.conftest import ROOT


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "records", "least"), [("small", 12, 80), ("large", 404, 45)])
def test_every_crash_is_made_good(scenario: str, records: int, least: int, tmp_path: Path) -> None:
    program = ROOT / "tests" / "lake" / "crashing.py"
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path), scenario],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["problems"] == []
    assert told["records"] == records
    assert told["points"] >= least


@pytest.mark.parametrize("left", [("lake",), ("lake", "staging"), ("lake", "staging", "key")])
def test_a_workspace_half_made_is_made_whole(left: tuple[str, ...], tmp_path: Path) -> None:
    whole = create(tmp_path / "whole")
    half = tmp_path / "half"
    half.mkdir()
    for name in left:
        if name == "key":
            (half / name).write_text(whole.key_file.read_text())
        else:
            (half / name).mkdir()
    made = create(half)
    assert made.check().key()
    assert not ("key" in left and made.key() != whole.key())


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    (tmp_path / "lake" / "mine.parquet").touch()
    with pytest.raises(UsageError, match="not empty"):
        create(tmp_path)
    assert not Layout(tmp_path).settings.exists()
