"""Makes the files of the demonstration: the same every time, from one seed."""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
import uuid
import zipfile
from datetime import date, datetime, timedelta
from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SEED = 287
_MOMENT = re.compile(rb"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ")
PLACES = ("Exampleville", "Sampleton", "Mockford", "Placeholder Falls", "Testbury", "Dummy Springs", "Fixture Bay", "Stubfield")
STATE = "EXAMPLE STATE"
MODELS = ("Task Force Model", "Warrant Service Officer", "Jail Enforcement Model")
OFFENSES = (
    "Motor Vehicle Theft/Stolen", "Larceny/Theft Offenses", "Burglary/Breaking & Entering", "Missing/Endangered Person/Runaway",
    "Wanted Person (Arrest Warrant/Fugitive)", "Hit and Run/Car Accident", "Welfare Check", "Drugs/Narcotics", "City Planning/Traffic Analysis",
)  # fmt: skip
REASONS = (
    "stolen vehicle 459PC", "investigation", "inv", "burglary follow up", "missing juvenile", "assist HSI", "hit and run", "warrant service",
    "welfare check", "", "n/a", "retail theft 26-00417", "homicide", "BOLO suspect vehicle", "traffic complaint",
)  # fmt: skip
METHODS = ("CAP Local Incarceration", "Located", "Non-Custodial Arrest", "CAP Federal Incarceration", "Probation and Parole")
AREAS = ("Example Area of Responsibility", "Sample Area of Responsibility")


def make_records(folder: Path) -> list[Path]:
    """Write all files below a folder; give their paths."""
    source = random.Random(SEED)  # noqa: S311 - a demonstration, not a secret
    folder.mkdir(parents=True, exist_ok=True)
    return [
        *_agreements(folder / "ice_287g", source),
        *_portal_audits(folder / "alpr_portal", source),
        _network_audit(folder / "alpr_network" / "exampleville-network-audit-2026-03.csv", source),
        *_arrests(folder / "ice_arrests", source),
    ]


def _agreements(folder: Path, source: random.Random) -> list[Path]:
    """Six publications of one list: it grows, one agency leaves, a column is renamed, one joins."""
    folder.mkdir(parents=True, exist_ok=True)
    held = [(place, source.choice(MODELS), date(2025, 1, 6) + timedelta(days=12 * number)) for number, place in enumerate(PLACES)]
    paths = []
    for number in range(6):
        published = date(2025, 3, 3) + timedelta(days=14 * number)
        here = [entry for entry in held if entry[2] <= published and not (number >= 4 and entry[0] == "Mockford")]
        if number == 5:
            here.append(("Mockford", MODELS[2], published - timedelta(days=2)))
        book = Workbook()
        book.properties.created = book.properties.modified = datetime(2025, 1, 1)
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        sheet.title = "Sheet1"
        labels = ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"]
        sheet.append([*labels, "ADDENDUM"] if number >= 3 else labels)
        for place, model, signed in here:
            row = [STATE, f"{place} County Sheriff's Office (synthetic)", "County", f"{place} County", model, signed, "Link"]
            sheet.append(row)
            cell = sheet.cell(sheet.max_row, len(row))
            cell.hyperlink = f"https://agreements.example/{place.replace(' ', '-')}.pdf"
        path = folder / f"participatingAgencies{published:%m%d%Y}pm.xlsx"
        book.save(path)
        _same_every_time(path)
        paths.append(path)
    return paths


def _same_every_time(path: Path) -> None:
    """Take the moment of writing out of a workbook, so that its bytes and so its records' ids are the same on every machine."""
    with zipfile.ZipFile(path) as packed:
        members = [(info.filename, packed.read(info)) for info in packed.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        for name, content in members:
            packed.writestr(zipfile.ZipInfo(name), _MOMENT.sub(b"2025-01-01T00:00:00Z", content))


def _portal_audits(folder: Path, source: random.Random) -> list[Path]:
    """Three weekly snapshots of a rolling 30-day window, of two agencies with different columns."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for place, columns in (("sampleton-xx-pd", ("offenseType",)), ("testbury-xx-pd", ("reason", "caseNumber"))):
        begin = datetime(2026, 3, 1)
        searches = [_portal_search(source, begin + timedelta(minutes=source.randrange(60 * 24 * 45)), columns) for _ in range(420)]
        searches.sort(key=lambda search: search["searchDate"])
        for week in range(3):
            published = date(2026, 4, 1) + timedelta(days=7 * week)
            window = [
                search
                for search in searches
                if (published - timedelta(days=30)).isoformat() <= search["searchDate"] < published.isoformat()
            ]
            path = folder / f"{place}__{published.isoformat()}__search_audit.csv"
            text = io.StringIO()
            labels = ["id", "userId", "searchDate", "networkCount", *columns]
            writer = csv.DictWriter(text, labels, quoting=csv.QUOTE_ALL, lineterminator="\n")
            writer.writeheader()
            writer.writerows(window)
            path.write_text(text.getvalue().rstrip("\n"), encoding="utf-8")
            paths.append(path)
    return paths


def _portal_search(source: random.Random, moment: datetime, columns: tuple[str, ...]) -> dict[str, str]:
    values = {
        "offenseType": source.choice(OFFENSES),
        "reason": source.choice(REASONS),
        "caseNumber": source.choice(("", f"26-{source.randrange(99999):05}")),
    }
    return {
        "id": str(uuid.UUID(int=source.getrandbits(128), version=4)),
        "userId": "***",
        "searchDate": f"{moment:%Y-%m-%dT%H:%M:%S}.{source.randrange(1000):03}Z",
        "networkCount": str(source.choice((1, 3, 304, 965, 1129))),
        **{column: values[column] for column in columns},
    }


def _network_audit(path: Path, source: random.Random) -> Path:
    """A log as agencies release it: names and plates unmasked, line breaks in cells, masks, a header repeated, one odd byte late."""
    path.parent.mkdir(parents=True, exist_ok=True)
    labels = [
        "ID", "Name", "Org Name", "Total Networks Searched", "Time Frame", "License Plate", "Reason", "Case #", "Filters",
        "Search Time", "Search Type", "Text Prompt", "Moderation",
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(labels)
    stamp = "%m/%d/%Y, %I:%M:%S %p UTC"
    for number in range(3000):
        if number == 1500:
            writer.writerow(labels)
        moment = datetime(2026, 3, 1) + timedelta(seconds=source.randrange(86400 * 31))
        place = source.choices(PLACES, weights=range(len(PLACES), 0, -1))[0]
        plate = f"{source.randrange(10)}ZZZ{source.randrange(1000):03}"
        writer.writerow([
            str(uuid.UUID(int=source.getrandbits(128), version=4)),
            source.choice(("***", f"Officer Nobody-{source.randrange(60):02}")),
            f"{place} XX {source.choice(('PD', 'PD', 'SO'))}",
            source.choice((1, 40, 965, 5400)),
            f"{moment - timedelta(days=source.choice((1, 7, 30))):{stamp}}\n{moment:{stamp}}",
            source.choice(("***", plate, "")),
            f"{source.choice(OFFENSES)} - {source.choice(REASONS) or plate}",
            source.choice(("", f"26-{source.randrange(99999):05}")),
            source.choice(("", "White Sedan", "Pickup")),
            f"{moment:{stamp}}",
            source.choice(("lookup", "search", "lookup - Mobile")),
            "",
            source.choice(("allow", "allow", "warn")),
        ])  # fmt: skip
    whole = text.getvalue().encode("utf-8")
    middle = whole.rindex(b"retail theft")
    # a typographic dash of an old code page, late in the file
    path.write_bytes(whole[:middle] + b"retail \x96 theft" + whole[middle + len(b"retail theft") :])
    return path


def _arrests(folder: Path, source: random.Random) -> list[Path]:
    """Two years of records about persons, with a preamble above the header and rows that repeat: counts only come out of them."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for year in (2016, 2017):
        text = io.StringIO()
        writer = csv.writer(text, delimiter="|", lineterminator="\n")
        for line in ("Synthetic demonstration records", "", "EXAMPLE-00001", "", f"ERO Administrative Arrests for FY{year}"):
            writer.writerow([line, *[""] * 8])
        writer.writerow([
            "Area of Responsibility", "Apprehension Date", "Apprehension Method", "Apprehension Landmark", "Operation",
            "Processing Disposition", "Birth Date", "Citizenship", "Gender",
        ])  # fmt: skip
        for _ in range(1500):
            day = date(year - 1, 10, 1) + timedelta(days=source.randrange(365))
            row = [
                source.choice(AREAS), f"{day.month}/{day.day}/{day.year}", source.choice(METHODS), "EXAMPLE GENERAL AREA", "",
                "Bag and Baggage", "(B)(6);(B)(7)(C) ", source.choice(("MEXICO", "GUATEMALA", "CANADA")), source.choice(("Male", "Female")),
            ]  # fmt: skip
            writer.writerow(row)
            if source.random() < 0.1:
                writer.writerow(row)
        path = folder / f"EROArrests_FY{year}.csv.gz"
        path.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), mtime=0))
        paths.append(path)
    return paths
