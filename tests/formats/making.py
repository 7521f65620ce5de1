"""The same small table written in every format. All content is made up."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import fpdf
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt

LABELS = ["State", "Agency", "Count", "Note"]
ROWS = [
    ["GA", "Alder County Sheriff", "12", "first"],
    ["TX", "Birch City Police", "7", "a & b"],
    ["NC", "Cedar Parish", "1031", "x"],
    ["FL", "Dogwood Marshal", "0", "last"],
]
TABLE = [LABELS, *ROWS]


def as_csv(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(TABLE)


def as_tsv(path: Path) -> None:
    path.write_text("\r\n".join("\t".join(row) for row in TABLE), encoding="utf-16")


def as_bar(path: Path) -> None:
    path.write_text("\r".join("|".join(row) for row in TABLE) + "\r", encoding="utf-8-sig")


def as_gz(path: Path) -> None:
    path.write_bytes(gzip.compress(csv_bytes()))


def as_zip(path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/table.csv", csv_bytes())
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())


def csv_bytes() -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(TABLE)
    return out.getvalue().encode()


def as_xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in TABLE:
        book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
    book.save(path)


def as_xlsx_inline(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(TABLE):
        sheet.write_row(number, 0, [int(cell) if cell.isdigit() else cell for cell in row])
    book.close()


def as_xls(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Data")
    for number, row in enumerate(TABLE):
        for column, cell in enumerate(row):
            sheet.write(number, column, int(cell) if cell.isdigit() else cell)
    book.save(str(path))


def as_parquet(path: Path) -> None:
    columns = {label: [int(row[n]) if label == "Count" else row[n] for row in ROWS] for n, label in enumerate(LABELS)}
    pq.write_table(pa.table(columns), path)


def as_json(path: Path) -> None:
    path.write_text(json.dumps([_object(row) for row in ROWS], indent=1), encoding="utf-8")


def as_ndjson(path: Path) -> None:
    path.write_text("\n".join(json.dumps(_object(row)) for row in ROWS), encoding="utf-8")


def as_json_inside(path: Path) -> None:
    path.write_text(json.dumps({"meta": {"n": 4}, "data": {"rows": [_object(row) for row in ROWS]}}), encoding="utf-8")


def _object(row: list[str]) -> dict[str, object]:
    return {label: int(cell) if label == "Count" else cell for label, cell in zip(LABELS, row, strict=True)}


def as_html(path: Path) -> None:
    body = "".join("<tr>" + "".join(f"<td>{_escaped(cell)}</td>" for cell in row) + "</tr>" for row in TABLE)
    path.write_text(f"<!DOCTYPE html><html><body><table>{body}</table></body></html>", encoding="utf-8")


def as_html_data(path: Path) -> None:
    body = "".join(f"%{byte:02X}" for byte in csv_bytes())
    link = f'<a download="search_audit.csv" href="data:text/csv;charset=utf-8,{body}">Download</a>'
    path.write_text(f"<html><body>{link}</body></html>", encoding="utf-8")


def _escaped(cell: str) -> str:
    return cell.replace("&", "&amp;")


def as_pdf(path: Path) -> None:
    pdf = fpdf.FPDF()
    pdf.set_font("Helvetica", size=9)
    pdf.add_page()
    for row in TABLE:
        for cell, width in zip(row, (20, 70, 30, 40), strict=True):
            pdf.cell(width, 6, cell)
        pdf.ln()
    pdf.output(str(path))


MAKERS: dict[str, Callable[[Path], None]] = {
    "csv": as_csv,
    "tsv, UTF-16": as_tsv,
    "bars, CR line ends, BOM": as_bar,
    "gz": as_gz,
    "zip in zip": as_zip,
    "xlsx": as_xlsx,
    "xlsx, inline strings": as_xlsx_inline,
    "xls": as_xls,
    "parquet": as_parquet,
    "json": as_json,
    "ndjson": as_ndjson,
    "json inside": as_json_inside,
    "html": as_html,
    "html data link": as_html_data,
    "pdf": as_pdf,
}
