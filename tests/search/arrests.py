"""Made-up files of arrests in the publisher's own layout, and workspaces that hold them."""

from __future__ import annotations

from pathlib import Path

from clerestory.workbench import Workbench

Row = tuple[str, str, str]
"""Area, citizenship, gender."""
HEADER = '"Area of Responsibility"|"Apprehension Date"|"Apprehension Method"|"Apprehension Landmark"|"Operation"|"Processing Disposition"|"Birth Date"|"Citizenship"|"Gender"\n'


def write(path: Path, rows: dict[Row, int], year: int, place: str = "") -> Path:
    title = f"ERO Administrative Arrests for FY{year}{place}"
    preamble = ("ERO-LESA Statistical Tracking Unit", "For Official Use Only", "2031-ICFO-00000", "", title)
    lines = [
        f'"{area}"|3/{1 + number % 28}/{year}|"Located"|"EXAMPLE COUNTY JAIL"||"Other"|"(B)(6)"|"{citizenship}"|"{gender}"\n'
        for (area, citizenship, gender), count in rows.items()
        for number in range(count)
    ]
    path.write_text("".join(f'"{line}"||||||||\n' for line in preamble) + HEADER + "".join(lines), encoding="utf-8")
    return path


def opened(folder: Path, *files: Path) -> Workbench:
    bench = Workbench.create(folder / "workspace")
    for path in files:
        assert [one.status for one in bench.add(bench.find_files([str(path)]))] == ["added"]
    return bench
