"""A disk that fills up: what fits is in, the rest is told of, nothing is half in, and room brings the rest in."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.errors import NotWritten
from clerestory.lake.layout import Layout
from clerestory.lake.write import Writer
from tests.ingest.adding import HEADER, add, count, program, table, workspace
from tests.lake.agreement import disagreements

ROWS = 4000


def noisy(seed: int) -> bytes:
    """A file that does not compress to nothing."""
    chance = random.Random(seed)
    words = ("".join(chance.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=24)) for _ in range(ROWS))
    return (HEADER + "".join(f"GA,{word} County Sheriff,County,{word},Jail,01/02/2025,LINK\n" for word in words)).encode()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of two megabytes."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(mounted)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip("mounting a small file system is not allowed here")
    yield mounted
    subprocess.run(["umount", "-l", str(mounted)], check=True)


def files(folder: Path, number: int = 12) -> Path:
    folder.mkdir()
    for each in range(number):
        (folder / f"file {each:02}.csv").write_bytes(noisy(each))
    return folder


def test_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    made, given = workspace(small_disk / "w"), files(tmp_path / "in")
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"\0" * (300 << 10))
    done = program(made, "add", str(given))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stdout or "disk is full" in done.stdout
    assert not disagreements(made)
    before = count(made)
    assert 0 < before < 12 * ROWS
    ballast.unlink()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    done = program(made, "add", str(given))
    assert done.returncode == 0, done.stdout + done.stderr
    assert count(made) == 12 * ROWS
    assert not disagreements(made)


_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
from clerestory.cli.main import main
main()
"""


@pytest.mark.parametrize("limit", [1 << 12, 1 << 15, 1 << 16, 1 << 17, 1 << 18])
def test_files_that_may_not_grow(limit: int, tmp_path: Path) -> None:
    """Whichever file meets the limit first: the ledger, its log, a column file."""
    made, given = workspace(tmp_path / "w"), files(tmp_path / "in", 2)
    (given / "small.csv").write_bytes(table())
    done = program(made, "add", *sorted(map(str, given.iterdir())), script=("-c", _LIMITED.format(limit=limit)))
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "not in" in done.stdout or "clerestory:" in done.stderr
    assert not disagreements(made)
    assert {outcome.status for outcome in add(made, given)} <= {"added", "known"}
    assert count(made) == 2 * ROWS + 3


def test_a_commit_that_cannot_be_written_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = workspace(tmp_path / "w")
    (tmp_path / "a.csv").write_bytes(table())

    def full(self: Writer, *_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Writer, "_insert", full)
    (outcome,) = add(made, tmp_path / "a.csv")
    assert outcome.status == "failed"
    assert "No space left" in outcome.reason
    assert not list((made / "lake").rglob("*.parquet"))
    monkeypatch.undo()
    assert add(made, tmp_path / "a.csv")[0].status == "added"


def test_a_ledger_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = workspace(tmp_path / "w")
    with Writer(Layout(made)) as writer:
        writer.ledger.db.execute("PRAGMA query_only=ON")
        with pytest.raises(NotWritten, match="would not write"):
            writer.unplaced("0" * 64, "a", 1, "b")
