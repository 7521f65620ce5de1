"""Readers against their limits, in one run: unzip for workbooks, cat for text, pages a second for PDF.

    python bench/formats.py [--rows 1000000] [--megabytes 1000] [--pages 500] [--keep FOLDER]

Each reading runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import fpdf
import xlsxwriter

BLOCK = 1 << 20


def make_xlsx(path: Path, rows: int, *, inline: bool) -> None:
    """30 columns: texts, whole numbers, decimals, moments, and cells that are not there."""
    rng = random.Random(1)
    words = [f"{rng.choice('ABCDEFGH')}gency of {n} County & Sons" for n in range(5_000)]
    pool = [[value(rng, words, column) for column in range(30)] for _ in range(2_000)]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True} if inline else {"in_memory": False})
    sheet = book.add_worksheet("Data")
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet.write_row(0, 0, [f"Column {n}" for n in range(30)])
    for row in range(1, rows):
        for column, cell in enumerate(pool[row % len(pool)]):
            if column == 1:
                sheet.write_number(row, column, 45_000 + row / 1_000, moment)
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)
    book.close()


def value(rng: random.Random, words: list[str], column: int) -> str | float | None:
    if column % 3 == 0:
        return rng.choice(words)
    if column % 3 == 1:
        return rng.randrange(10**6)
    if column % 7 == 0:
        return None
    return round(rng.random() * 1e4, 2) if column % 2 else rng.choice(words)[:8]


def make_csv(path: Path, megabytes: int, *, ragged: bool) -> None:
    """13 columns, quoted cells with commas, quotes and line ends; ``ragged`` adds a cell to one record in 400."""
    rng = random.Random(2)
    records = []
    for n in range(20_000):
        records.append(
            f'{rng.getrandbits(64):016x},"Agency {rng.randrange(5_000)}, County",{rng.randrange(9_999)},'
            f'"06/{rng.randrange(1, 29):02}/2025, 10:{rng.randrange(60):02}:00 AM UTC","start {n}\nend {n + 1}",ABC1234,'
            f'REASON {rng.randrange(400)},{"filters " * 4},"said ""x""",{rng.randrange(10**6)},{rng.random():.4f},,'
            f"{'z' * rng.randrange(120)}{',over' if ragged and n % 400 == 0 else ''}\n"
        )
    block = "".join(records).encode()
    with path.open("wb") as file:
        file.write(b"a,b,c,d,e,f,g,h,i,j,k,l,m\n")
        while file.tell() < megabytes * 1_000_000:
            file.write(block)


def make_pdf(path: Path, pages: int) -> None:
    """Six columns, 40 rows a page."""
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=8)
    for page in range(pages):
        pdf.add_page()
        for row in range(40):
            for column, width in enumerate((15, 55, 35, 25, 25, 25)):
                pdf.cell(width, 6, f"Agency {row} county" if column == 1 else f"{page * 40 + row + column}")
            pdf.ln()
    pdf.output(str(path))


def read(path: Path) -> None:
    """Child process: read everything, print seconds, rows and peak memory."""
    from clerestory.formats import grids

    began, rows = time.perf_counter(), 0
    for grid in grids(path):
        for batch in grid.batches():
            rows += len(batch.rows)
    peak = peak_megabytes()
    print(time.perf_counter() - began, rows, peak)


def peak_megabytes() -> float:
    """Peak memory of this process. What ``getrusage`` says includes the parent's, from before this program began."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def unzip(path: Path) -> float:
    began = time.perf_counter()
    with zipfile.ZipFile(path) as archive, archive.open("xl/worksheets/sheet1.xml") as sheet:
        while sheet.read(BLOCK):
            pass
    return time.perf_counter() - began


def cat(path: Path) -> float:
    began = time.perf_counter()
    with path.open("rb") as file:
        while file.read(BLOCK):
            pass
    return time.perf_counter() - began


def measured(path: Path) -> tuple[float, int, float]:
    done = subprocess.run([sys.executable, __file__, "--read", str(path)], capture_output=True, text=True, check=True)
    seconds, rows, peak = done.stdout.split()
    return float(seconds), int(rows), float(peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--megabytes", type=int, default=1_000)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--read", type=Path)
    options = parser.parse_args()
    if options.read:
        read(options.read)
        return
    with tempfile.TemporaryDirectory() as made:
        report(options.keep or Path(made), options)


def report(folder: Path, options: argparse.Namespace) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    makers: dict[str, Callable[[Path], None]] = {
        "inline.xlsx": lambda path: make_xlsx(path, options.rows, inline=True),
        "shared.xlsx": lambda path: make_xlsx(path, min(options.rows, 200_000), inline=False),
        "clean.csv": lambda path: make_csv(path, options.megabytes, ragged=False),
        "ragged.csv": lambda path: make_csv(path, options.megabytes // 3, ragged=True),
        "table.pdf": lambda path: make_pdf(path, options.pages),
    }
    print(f"{'file':12} {'MB':>7} {'rows':>9} {'bound s':>8} {'read s':>7} {'ratio':>6} {'MB/s':>6} {'peak MB':>8}")
    for name, maker in makers.items():
        path = folder / name
        if not path.exists():
            maker(path)
        bound = unzip(path) if name.endswith("xlsx") else cat(path)
        seconds, rows, peak = measured(path)
        size = path.stat().st_size / 1e6
        extra = f"  {options.pages / seconds:.0f} pages/s" if name.endswith("pdf") else ""
        print(f"{name:12} {size:7.0f} {rows:9} {bound:8.2f} {seconds:7.2f} {seconds / bound:6.1f} {size / seconds:6.0f} {peak:8.0f}{extra}")


if __name__ == "__main__":
    main()
