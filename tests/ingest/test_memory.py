"""What adding a file takes does not grow with the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.ingest.adding import program, workspace

ROWS = 500_000
RUN_ROWS = 150_000
"""Smaller than usual, so that a file of test size has many runs."""
_MEASURED = f"""
import atexit, sys
from pathlib import Path
from clerestory.ingest import conform
from clerestory.lake import stage
stage.RUN_ROWS, conform.GROUP_ROWS = {RUN_ROWS}, 65_536
# not ru_maxrss, which keeps the peak of the process that this one was forked from
atexit.register(lambda: print("peak", Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0], file=sys.stderr))
from clerestory.cli.main import main
main()
"""


def peak(folder: Path, rows: int) -> int:
    """Kilobytes that adding a log of so many searches takes at most."""
    folder.mkdir()
    log = folder / "network audit.csv"
    script = ROOT / "bench" / "make_network_audit.py"
    subprocess.run([sys.executable, str(script), str(rows), str(log)], check=True, capture_output=True)
    done = program(workspace(folder / "w"), "add", str(log), script=("-c", _MEASURED), timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{rows:,} records" in done.stdout
    assert len(list((folder / "w" / "lake" / "alpr_sightings").glob("*.parquet"))) >= rows // RUN_ROWS - 2
    log.unlink()
    return int(done.stderr.rsplit("peak ", 1)[1])


@pytest.mark.slow
def test_a_file_three_times_as_large_takes_no_more_memory(tmp_path: Path) -> None:
    once, thrice = peak(tmp_path / "once", ROWS), peak(tmp_path / "thrice", 3 * ROWS)
    assert thrice < once * 1.3, f"{once:,} and {thrice:,} kilobytes"
