"""A folder of files with plants in every place that a file has, in every format. See ``plants``: nobody bears these names and numbers."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import urllib.parse
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import fpdf
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from tests.firewall.plants import KINDS, STRICT, Garden

CONTROL_AGENCY = "Quillhaven County Sheriff"
CONTROL_REASON = "stolen vehicle recovered burglary suspect"
LABELS = (
    "Agency", "Vendor", "Reason", "Document", "Officer", "Event Id", "Plate", "Searches", "Cost", "Signed", "Seen", "Active",
)  # fmt: skip
CLEAN = (
    CONTROL_AGENCY, "Ferrisgate Software LLC", CONTROL_REASON, "https://records.example/log", "***", "", "***", "12", "99.50", "01/31/2026",
    "2026-01-31T10:00:00Z", "Yes",
)  # fmt: skip
STAY_LABELS = ("Facility", "Booked", "Detainee", "A Number", "Remark", "Citizenship")
FREE = ("vendor", "reason", "officer", "event", "plate", "searches", "signed", "seen", "active")
"""Declared columns that take any text."""
IN_NAMES = ("name", "common_name", "ssn", "ssn_bare", "a_number", "email", "phone", "phone_bare", "plate")
NUMERIC = ("ssn_bare", "phone_bare")
"""Bare digits in a column of amounts are amounts: nothing tells them apart."""


@dataclass
class Attack:
    """Where the files are, and what is hidden in them."""

    folder: Path
    garden: Garden = field(default_factory=Garden)
    formats: set[str] = field(default_factory=set)


def _document(garden: Garden, where: str, kind: str) -> str:
    """Web addresses that carry somebody, wrapped and percent-encoded as mail filters do."""
    # a letter and seven digits in an address are a document's number as well as a licence's: nothing tells them apart
    plant = garden.plant("ssn" if kind == "licence" else kind, f"link in {where}")
    inner = f"https://records.example/{urllib.parse.quote(plant)}/log?to={urllib.parse.quote(plant)}#{urllib.parse.quote(plant)}"
    wrapped = urllib.parse.quote(urllib.parse.quote(inner, safe=""), safe="")
    return {
        "email": f"mailto:{plant}",
        "phone": f"tel:{plant}",
        "name": f"https://eur01.safelinks.protection.outlook.com/?url={urllib.parse.quote(inner, safe='')}&data={wrapped}",
        "ssn": f"https://urldefense.com/v3/__{inner}__;!!{base64.urlsafe_b64encode(plant.encode()).decode()}",
    }.get(kind, inner)


def rows(garden: Garden, where: str) -> list[list[str]]:
    """A log with one row for each kind of plant, and one for each kind under a mark that hides only a part."""
    out = [list(CLEAN)]
    for kind in KINDS:
        for mark in ("", "*** ", "[REDACTED] "):
            row = dict(zip(LABELS, CLEAN, strict=True))
            for column in FREE:
                row[{"event": "Event Id"}.get(column, column.title())] = mark + garden.plant(kind, f"{column} of {where}")
            row["Reason"] += " follow up, stolen vehicle"
            if kind not in NUMERIC:
                row["Cost"] = mark + garden.plant(kind, f"cost of {where}")
            if kind in STRICT:
                row["Agency"] += " " + mark + garden.plant(kind, f"agency of {where}")
            if not mark:
                row["Document"] = _document(garden, where, kind)
            row["Active"], row["Signed"] = ("No", row["Signed"]) if mark else (row["Active"], "02/03/2026")
            out.append([row[label] for label in LABELS])
    return out


def table(garden: Garden, where: str) -> list[list[str]]:
    """The log with titles above, undeclared columns beside, cells beyond every label, and remarks below."""
    body = rows(garden, where)
    header = [*LABELS, "Checked By", "Unit Remark", f"Pager of {garden.plant('name', f'label of {where}')}"]
    for number, row in enumerate(body):
        kind = KINDS[number % len(KINDS)]
        row += [garden.plant(kind, f"undeclared column of {where}"), "priority", "none"]
        if number % 5 == 0:
            row += ["", garden.plant(kind, f"cell under no label of {where}")]
    body[3][-1] = garden.plant("name", f"column with a planted label of {where}")
    above = [f"Prepared by {garden.plant('name', f'title of {where}')}, {garden.plant('email', f'title of {where}')}"]
    signed = [f"Questions: {garden.sentence(f'signed footer of {where}')}"]
    below = [f"See also the note, {garden.sentence(f'footer of {where}')}"]
    return [above, [], header, *body, [], signed, below]


def stays(garden: Garden, where: str) -> list[list[str]]:
    """A table about persons."""
    out = [[*STAY_LABELS, "Height"]]
    for kind in KINDS:
        facility = f"Quillhaven Detention Center {garden.plant(kind, f'facility of {where}') if kind in STRICT else ''}"
        hidden = [garden.plant(kind, f"{column} of {where}") for column in ("detainee", "a number")]
        out.append([facility, "01/02/2026", *hidden, garden.sentence(f"remark of {where}", (kind,)), "Atlantis", garden.plant(kind, f"undeclared of {where}")])  # fmt: skip
    return out


def delimited(lines: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(lines)
    return out.getvalue()


def _csv(attack: Attack, path: Path) -> None:
    path.write_text(delimited(table(attack.garden, "csv")), encoding="utf-8")


def _tsv(attack: Attack, path: Path) -> None:
    path.write_text(delimited(table(attack.garden, "tsv"), "\t"), encoding="utf-16")


def _stays(attack: Attack, path: Path) -> None:
    path.write_text(delimited(stays(attack.garden, "stays")), encoding="utf-8")


def _xlsx(attack: Attack, path: Path) -> None:
    garden, book = attack.garden, openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = f"{garden.plant('name', 'sheet name')} {garden.plant('ssn', 'sheet name')}"[:31]
    for line in table(garden, "xlsx"):
        sheet.append(line)
    for number in range(4, 4 + len(KINDS)):
        cell = sheet.cell(number, 4)
        cell.value, cell.hyperlink = "MOA", _document(garden, "xlsx", KINDS[number - 4])
    sheet["A4"].comment = Comment(garden.sentence("comment"), garden.plant("name", "author of a comment"))
    sheet.oddFooter.center.text = garden.sentence("page footer")
    people = book.create_sheet(garden.plant("common_name", "sheet name"))
    for line in stays(garden, "xlsx stays"):
        people.append(line)
    people.sheet_state = "hidden"
    book.defined_names["secret"] = DefinedName("secret", attr_text=f'"{garden.plant("name", "defined name")}"', comment=garden.plant("ssn", "defined name"))  # fmt: skip
    for what in ("creator", "lastModifiedBy", "title", "subject", "keywords", "description", "category"):
        setattr(book.properties, what, garden.sentence(f"property {what}", ("name", "ssn", "email")))
    book.custom_doc_props.append(StringProperty(name="Reviewer", value=garden.plant("name", "custom property")))
    book.save(path)


def _gz(attack: Attack, path: Path) -> None:
    inside = f"{attack.garden.plant('name', 'gz header')} {attack.garden.plant('ssn', 'gz header')}.csv"
    body = delimited(table(attack.garden, "gz")).encode()
    with path.open("wb") as file, gzip.GzipFile(inside, "wb", fileobj=file) as packed:
        packed.write(body)


def _zip(attack: Attack, path: Path) -> None:
    garden = attack.garden
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = garden.sentence("comment of a zip").encode()
        for kind in IN_NAMES:
            folder, name = (garden.plant(kind, f"{what} in a zip") for what in ("folder", "member"))
            archive.writestr(f"{folder}/log of {name}.csv", delimited([list(LABELS), list(CLEAN), *rows(garden, f"zip, {kind}")]))
            broken = garden.plant(kind, "member that cannot be read")
            archive.writestr(f"photo of {broken}.csv", b"\x89PNG\r\n\x1a\n")
        archive.writestr(f"{garden.plant('name', 'unknown member')}.csv", garden.sentence("member of no source"))


def _parquet(attack: Attack, path: Path) -> None:
    garden = attack.garden
    body = rows(garden, "parquet")
    columns = {label: [row[at] for row in body] for at, label in enumerate(LABELS)}
    columns[f"Pager of {garden.plant('name', 'parquet column')}"] = ["none"] * len(body)
    columns[garden.plant("email", "parquet column")] = ["none"] * len(body)
    made = pa.table(columns).replace_schema_metadata({"author": garden.sentence("parquet metadata"), garden.plant("ssn", "parquet metadata"): "x"})  # fmt: skip
    pq.write_table(made, path)


def _json(attack: Attack, path: Path) -> None:
    garden = attack.garden
    records = [dict(zip(LABELS, row, strict=True)) for row in rows(garden, "json")]
    records[1][f"pager of {garden.plant('name', 'json key')}"] = "none"
    records[2][garden.plant("ssn", "json key")] = garden.plant("plate", "json under a planted key")
    path.write_text(json.dumps({garden.plant("common_name", "json path"): {"rows": records}, garden.plant("email", "json path"): 1}))


def _ndjson(attack: Attack, path: Path) -> None:
    records = [dict(zip(LABELS, row, strict=True)) for row in rows(attack.garden, "ndjson")]
    path.write_text("\n".join(json.dumps(record) for record in records))


def _html(attack: Attack, path: Path) -> None:
    garden = attack.garden
    body = [list(LABELS), *rows(garden, "html")]
    cells = ["".join(f'<td title="{garden.plant("name", "attribute")}">{cell}</td>' for cell in row) for row in body]
    embedded = base64.b64encode(delimited([list(LABELS), *rows(garden, "embedded csv")]).encode()).decode()
    path.write_text(
        f"<!DOCTYPE html><html><head><title>{garden.sentence('html title')}</title>"
        f'<meta name="author" content="{garden.plant("name", "html author")}"></head><body><!-- {garden.sentence("html comment")} -->'
        f"<table><caption>{garden.sentence('html caption')}</caption>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>"
        f'<a download="{garden.plant("name", "download name")}.csv" href="data:text/csv;base64,{embedded}">x</a></body></html>'
    )


def _pdf(attack: Attack, path: Path) -> None:
    garden, document = attack.garden, fpdf.FPDF(orientation="landscape")
    document.set_font("helvetica", size=8)
    document.set_author(garden.plant("name", "pdf author"))
    document.set_title(garden.sentence("pdf title", ("name", "ssn", "email")))
    document.add_page()
    kept = [LABELS.index(label) for label in ("Agency", "Plate", "Signed", "Active", "Reason")]
    lines = [list(LABELS), *(row for row in rows(garden, "pdf") if all(len(cell) < 90 for cell in row))]
    with document.table(first_row_as_headings=False, borders_layout="NONE", col_widths=(40, 20, 20, 20, 70)) as table_:
        for line in lines:
            table_.row([line[at] for at in kept])
    document.output(str(path))


def _bad(attack: Attack, folder: Path) -> None:
    """Files that cannot be taken in, so that something is said about them."""
    garden = attack.garden
    for kind in IN_NAMES:
        (folder / f"{garden.plant(kind, 'name of a bad file')}.csv").write_bytes(
            b"\x89PNG\r\n\x1a\n" + garden.sentence("a picture").encode()
        )
    (folder / "broken.json").write_text('[{"a": "' + garden.sentence("broken json") + '"}, {"' + garden.sentence("broken json") + '": oops')
    (folder / "page.html").write_text(f"<html><body><p>{garden.sentence('page without a table')}</p></body></html>")
    (folder / "unknown.csv").write_text(f"{garden.sentence('unknown header')},b\n{garden.sentence('unknown cell')},2\n")
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(garden.plant("name", "member of a cut zip") + ".csv", garden.sentence("cut zip") * 50)
    (folder / "cut.zip").write_bytes(whole.getvalue()[:-40])
    (folder / "cut.csv.gz").write_bytes(gzip.compress(delimited(table(garden, "cut gz")).encode())[:-20])


MAKERS: dict[str, Callable[[Attack, Path], None]] = {
    "log.csv": _csv,
    "log.tsv": _tsv,
    "stays.csv": _stays,
    "book.xlsx": _xlsx,
    "log.csv.gz": _gz,
    "logs.zip": _zip,
    "log.parquet": _parquet,
    "log.json": _json,
    "log.ndjson": _ndjson,
    "page.html": _html,
    "log.pdf": _pdf,
}


def build(folder: Path) -> Attack:
    """Write all files. Good ones lie in folders that are called after somebody, under names that hold somebody."""
    attack = Attack(folder)
    garden = attack.garden
    for number, (name, make) in enumerate(MAKERS.items()):
        kind = IN_NAMES[number % len(IN_NAMES)]
        below = folder / garden.plant(kind, "folder name") / f"Folder of {garden.plant('name', 'folder name')}"
        below.mkdir(parents=True)
        attack.formats.add(name.split(".", 1)[1])
        make(attack, below / f"{garden.plant(kind, 'file name')} {name}")
    bad = folder / "bad"
    bad.mkdir()
    _bad(attack, bad)
    return attack
