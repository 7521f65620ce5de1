"""Writes docs/reference/ice_detention_stats.md from the agency's workbooks: every sheet and table title, the table it is read into, and
every number that lands in no record.

    python tools/list_detention_tables.py FOLDER          writes the page
    python tools/list_detention_tables.py --check FOLDER  fails when the page is not what the workbooks give

The numbers are counted by another reader (calamine) than the one that fills the tables.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine

from clerestory.formats import grids
from clerestory.ingest.recognise import head_of
from clerestory.sdk import Name, Records, Span
from clerestory.sources.ice_detention_stats import SOURCE

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "ice_detention_stats.md"
WORDS = ("atd", "detention", "iclos", "facil", "trans", "bond", "semiannual", "segregation", "vulnerable", "footnote", "header")
_YEAR = re.compile(r"\b(?:EO|YTD ?)?FY ?(?:20)?\d\d\b(?: ?- ?(?:YTD ?|EO)?(?:FY ?)?(?:20)?\d\d\b)?(?: ?(?:YTD|YE)\b)?|\b20\d\d\b")
_DAY = re.compile(r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|XX/XX/XXXX")
_MONTH = re.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b")


@dataclass(frozen=True)
class Left:
    """A number that lands in no record."""

    file: str
    sheet: str
    row: int
    column: int
    value: float


@dataclass
class Survey:
    """What the workbooks hold, and what of it lands."""

    files: int = 0
    numbers: Counter[str] = field(default_factory=Counter)
    landed: Counter[str] = field(default_factory=Counter)
    left: list[Left] = field(default_factory=list)
    titles: dict[tuple[str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    """(kind of sheet, title, table) → workbooks."""
    records: Counter[tuple[str, str, str]] = field(default_factory=Counter)


def kind_of(sheet: str, hidden: bool) -> str:
    """What sheets of many names have in common."""
    found = [word for word in WORDS if word in sheet.casefold()]
    word = "detention" if found == [] else next((each for each in found if each != "detention"), "detention")
    names = {"facil": "facilities", "trans": "transgender", "vulnerable": "vulnerable & special population", "footnote": "footnotes"}
    return f"hidden: {sheet.strip()}" if hidden else names.get(word, word)


def plain(title: str) -> str:
    """A title without its years, days and months."""
    return re.sub(r"\s+", " ", _YEAR.sub("FY…", _MONTH.sub("MONTH", _DAY.sub("DAY", title)))).strip()


def survey(folder: Path) -> Survey:
    """Look at every workbook of a folder."""
    result = Survey()
    for path in sorted(folder.glob("*.xlsx")):
        result.files += 1
        book = python_calamine.CalamineWorkbook.from_path(str(path))
        for grid in grids(path, name=path.name):
            head = head_of(grid, Name(path.name, "", grid.place.part))
            kind = kind_of(grid.place.part, grid.place.hidden)
            cells = set()
            for piece in SOURCE.find(SOURCE, head):
                entry = (kind, plain(piece.title), piece.table)
                found = _cells(piece)
                cells |= found
                result.titles[entry].add(path.name)
                result.records[entry] += len(piece.rows) if isinstance(piece, Records) else (piece.last or 0) - piece.first + 1
            rows = book.get_sheet_by_name(grid.place.part).to_python(skip_empty_area=False)
            for number, row in enumerate(rows, 1):
                for place, value in enumerate(row, 1):
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        result.numbers[kind] += 1
                        if (number, place) in cells:
                            result.landed[kind] += 1
                        else:
                            result.left.append(Left(path.name, grid.place.part.strip(), number, place, value))
    return result


def _cells(piece: Records | Span) -> set[tuple[int, int]]:
    if isinstance(piece, Records):
        return {(row, column or 0) for row, column, _ in piece.rows}
    places = [*piece.columns.values(), *piece.undeclared]
    return {(row, place + 1) for row in range(piece.first, (piece.last or 0) + 1) for place in places}


def page(found: Survey) -> str:
    """The page."""
    lines = [
        "# ICE detention statistics: sheets, titles, tables",
        "",
        f"Written by `tools/list_detention_tables.py` from {found.files} workbooks, FY2019 to February 2026. Years, days and months in titles"
        " are shown as `FY…`, `DAY`, `MONTH`.",
        "",
        "## Numbers that land in a record",
        "",
        "| sheets | numbers | landed | share |",
        "|---|--:|--:|--:|",
    ]
    for kind, numbers in sorted(found.numbers.items()):
        landed = found.landed[kind]
        lines.append(f"| {kind} | {numbers:,} | {landed:,} | {landed / numbers:.2%} |")
    total, landed = sum(found.numbers.values()), sum(found.landed.values())
    lines += [f"| all | {total:,} | {landed:,} | {landed / total:.2%} |", "", "## Numbers that do not", ""]
    years = Counter((kind_of(each.sheet, False)) for each in found.left if 2018 <= each.value <= 2030)
    for kind, many in sorted(years.items()):
        lines.append(f"- {kind}: {many} years as headings over months (they are in the records' months)")
    for each in found.left:
        if not 2018 <= each.value <= 2030:
            lines.append(f"- {each.sheet}, row {each.row}, column {each.column} of one workbook: {each.value:g}, which no label explains")
    lines += ["", "## Titles", "", "| sheets | title | table | workbooks | records |", "|---|---|---|--:|--:|"]
    for (kind, title, table), files in sorted(found.titles.items()):
        shown = title.replace("|", "\\|") or "(no title)"
        lines.append(f"| {kind} | {shown} | `{table}` | {len(files)} | {found.records[(kind, title, table)]:,} |")
    lines += ["", "No title stands over a number that is not read: a table that no title finds would be among the numbers above.", ""]
    return "\n".join(lines)


def main() -> int:
    """Write the page, or say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    text = page(survey(asked.folder))
    if asked.check:
        same = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == text
        print("current" if same else f"{PAGE.name} is not what the workbooks give: run this tool without --check")
        return int(not same)
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
