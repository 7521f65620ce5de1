"""``python -m clerestory.demo FOLDER [DATA]``: make a workspace, fill it, and show a first result."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from clerestory.demo.records import make_records
from clerestory.workbench import Workbench

NOTICE = "Synthetic demonstration records: no agency, person or event in them is real."
QUESTIONS = (
    ("agreements_287g", "How many agreements were in force on a day?", ["count", "agreements_287g", "on:2025-04-14"]),
    ("agreements_287g", "… and which kinds?", ["facets", "agreements_287g", "--by", "support_type"]),
    ("alpr_sightings", "Who searched the plate readers?", ["facets", "alpr_sightings", "--by", "organisation"]),
    ("alpr_sightings", "Rows in which the reason mentions HSI:", ["search", "alpr_sightings", "reason:*", "HSI", "--limit", "3"]),
    ("ice_arrests", "Records about persons give counts, never rows:", ["count", "ice_arrests", "fiscal_year:2016"]),
)


def main() -> int:
    """Make the workspace anew and walk through a few questions."""
    folder = Path(sys.argv[1])
    data = Path(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2] else None
    workspace = folder / "workspace"
    if workspace.exists():
        shutil.rmtree(workspace)
    if data is None:
        data = folder / "records"
        make_records(data)
        print(f"Made a synthetic record set in {data}.")
    Workbench.create(workspace, notice=NOTICE if data == folder / "records" else "").close()
    code = _run(workspace, "add", str(data))
    with Workbench(workspace) as bench:
        held = {table for table in bench.catalogue.tables if bench.held(table)}
    for table, question, arguments in QUESTIONS:
        if table in held:
            print(f"\n{question}\n$ clerestory -w {workspace} {' '.join(arguments)}", flush=True)
            _run(workspace, *arguments)
    print(f"\nThe workspace is {workspace}. Go on with: .venv/bin/clerestory -w {workspace} sources")
    return 0 if code in (0, 1) else code


def _run(workspace: Path, *arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", "clerestory", "-w", str(workspace), *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
