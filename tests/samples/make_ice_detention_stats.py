"""Writes small workbooks with the layouts and damages of ICE's detention statistics: ``python tests/samples/make_ice_detention_stats.py``.

Years that have not come, facilities that do not exist, and figures that are only counted up: nothing in them is a fact about anybody.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).parent / "ice_detention_stats" / "in"
MONTHS = ["Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]
BANNER = [["U.S. Immigration and Customs Enforcement"], ["Made-up sample: none of these figures was published."]]
CRIMINALITY = ["Convicted Criminal", "Pending Criminal Charges", "Other Immigration Violator"]
NBSP = "\u00a0"
Rows = list[list[Any]]


class Book:
    """A workbook whose bytes are the same whenever it is written."""

    def __init__(self, name: str) -> None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        self._book = xlsxwriter.Workbook(FOLDER / name, {"in_memory": True})
        self._book.set_properties({"created": datetime(2031, 1, 1)})
        self._day = self._book.add_format({"num_format": "mmm-yy"})
        self._percent = self._book.add_format({"num_format": "0.0%"})
        self._figure = count(1)

    def sheet(self, name: str, *, hidden: bool = False) -> Any:
        sheet = self._book.add_worksheet(name)
        if hidden:
            sheet.hide()
        return sheet

    def put(self, sheet: Any, row: int, column: int, rows: Rows) -> None:
        """Rows from a cell on, both counted from 1; None: no cell."""
        for down, cells in enumerate(rows):
            for right, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row - 1 + down, column - 1 + right, datetime(cell.year, cell.month, cell.day), self._day)
                elif isinstance(cell, float) and cell < 1:
                    sheet.write_number(row - 1 + down, column - 1 + right, cell, self._percent)
                elif isinstance(cell, str):
                    sheet.write_string(row - 1 + down, column - 1 + right, cell)
                elif cell is not None:
                    sheet.write(row - 1 + down, column - 1 + right, cell)

    def merged(self, sheet: Any, row: int, first: int, last: int, text: str) -> None:
        sheet.merge_range(row - 1, first - 1, row - 1, last - 1, text)

    def n(self, many: int) -> list[int]:
        """The next figures."""
        return [next(self._figure) for _ in range(many)]

    def close(self) -> None:
        self._book.close()


def _labelled(book: Book, labels: list[str], many: int) -> Rows:
    return [[label, *book.n(many)] for label in labels]


def _detention(book: Book, name: str, heading: str, *, hidden: bool = False, short: bool = False) -> None:
    """The first layout: family column, agency order flipped, blanks in labels, book-outs without months, titles side by side.

    ``short``: only the upper half.
    """
    sheet = book.sheet(name, hidden=hidden)
    year = "FY20" + heading[-2:] if heading[-2:].isdigit() else heading
    book.put(sheet, 1, 1, [*BANNER, [None], [f"ICE DETENTION DATA, {heading}"]])
    book.put(
        sheet,
        8,
        1,
        [
            ["ICE Currently Detained by Processing Disposition and Detention Facility Type:"],
            ["Processing Disposition", "FRC", "Adult", "Total"],
        ],
    )
    book.put(sheet, 10, 1, [["Total", 12, 30, 42], ["Expedited Removal (I-860)", "-", 18, 18], ["Other", 12, 12, 24]])
    book.put(
        sheet,
        18,
        1,
        [
            [
                "ICE Currently Detained by Criminality and Arresting Agency",
                *[None] * 7,
                f"ICE Initial Book-Ins by Arresting Agency and Month: {year}",
            ]
        ],
    )
    book.put(
        sheet,
        19,
        1,
        [
            ["Criminality", "ICE", "Percent ICE", "CBP", "Percent CBP", "Total"],
            ["Total", 21, 0.5, 21, 0.5, 42],
            ["Convicted Criminal", 9, 0.75, 3, 0.25, 12],
        ],
    )
    book.put(sheet, 19, 9, [["Agency", *MONTHS, "Total"], ["Total", *book.n(13)], [f"ICE{NBSP}{NBSP}", *book.n(13)], ["CBP", *book.n(13)]])
    book.put(
        sheet,
        27,
        1,
        [
            [
                f"ICE Initial Book-Ins by Facility Type and Criminality: {year}",
                *[None] * 6,
                f"ICE Final Releases by Facility Type: {year}",
                *[None] * 5,
                f"ICE Removals: {year}",
            ]
        ],
    )
    book.put(sheet, 28, 1, [["Facility Type", *CRIMINALITY, "Total"], *_labelled(book, ["Total", "FRC", "Adult"], 4)])
    # the header of the releases stands two columns left of its figures, that of the removals over nothing
    book.put(
        sheet, 28, 8, [["Facility Type", None, "Total"], *[[label, None, None, None, *book.n(1)] for label in ("Total", "FRC", "Adult")]]
    )
    book.put(sheet, 28, 14, [[None, None, "Removals"], ["Total", None, *book.n(1)], ["Removals with an FRC Detention", None, *book.n(1)]])
    if short:
        return
    book.put(
        sheet,
        36,
        1,
        [
            [f"ICE Final Releases by Release Reason and Criminality: {year}"],
            ["Release Reason", *CRIMINALITY, "Total"],
            *_labelled(book, ["Total", "Bonded Out", "Bond Set by IJ"], 4),
        ],
    )
    book.put(
        sheet,
        44,
        1,
        [[f"ICE Average Daily Population by Arresting Agency, Month and Criminality: {year}"], ["Agency", *MONTHS, "FY Overall"]],
    )
    book.put(
        sheet,
        46,
        1,
        _labelled(
            book,
            [
                "CBP Average",
                "Convicted Criminal",
                "Non-Criminal",
                f"ICE Average{NBSP}",
                "Convicted Criminal",
                "Average",
                "Convicted Criminal",
            ],
            13,
        ),
    )
    book.put(
        sheet,
        56,
        1,
        [
            [f"ICE Average Length of Stay by Facility Type and Month: {year}"],
            ["Facility Type", *MONTHS, "FY Overall"],
            *_labelled(book, ["Total", "FRC", "Adult"], 13),
        ],
    )


def _facilities(book: Book, name: str, heading: str, through: str, row: int, inspections: list[str], rows: Rows) -> None:
    """Header on ``row`` under merged groups, remarks below the table."""
    sheet = book.sheet(name)
    year = name.split()[1]
    book.put(sheet, 1, 1, [*BANNER, [heading], [None], [f"Source: ICE Integrated Decision Support (IIDS), {through}"]])
    book.merged(sheet, row - 1, 1, 8, "Facility Information")
    book.merged(sheet, row - 1, 10, 13, f"{year} ADP: Detainee Classification Level")
    description = ["Name", "Address", "City", "State", "Zip", "AOR", "Type Detailed", "Male/Female", f"{year} ALOS"]
    levels = [f"Level {letter}" for letter in "ABCD"]
    sexes = ["Male Crim", "Male Non-Crim", "Female Crim", "Female Non-Crim"]
    threats = ["ICE Threat Level 1", "ICE Threat Level 2", "ICE Threat Level 3", "No ICE Threat Level", "Mandatory", "Guaranteed Minimum"]
    book.put(sheet, row, 1, [[*description, *levels, *sexes, *threats, *inspections], *rows])
    below = row + len(rows) + 2
    book.put(
        sheet,
        below,
        1,
        [["[1] Example Center houses single adults only."], ["(*) Denotes no inspection completed as of the date of the report"]],
    )


def _place(book: Book, name: str, city: str, code: str, *rest: Any, minimum: Any = "N/A") -> list[Any]:
    return [
        name,
        "1 EXAMPLE ROAD",
        city,
        "XX",
        code,
        "EXA",
        "IGSA",
        "Female/Male",
        31.5,
        *[each + 0.25 for each in book.n(13)],
        minimum,
        *rest,
    ]


def early() -> None:
    """The first years' layout, a wrong year in the file's name, and a sheet that was hidden and left behind."""
    book = Book("20311008120000-FY31_detentionStats10072030.xlsx")
    book.put(book.sheet("Header"), 1, 1, [["ICE Detention Statistics"], [f"Data fluctuate until locked.{NBSP}"]])
    atd = book.sheet("ATD FY30 YTD")
    book.put(
        atd,
        1,
        1,
        [
            *BANNER,
            [None],
            ["ICE ALTERNATIVES TO DETENTION DATA, FY31"],
            ["ATD Active Population by Status, Extended Case Management Service, Count and ALIP, FY31"],
        ],
    )
    book.put(
        atd, 6, 1, [["FAMU Status", "Count", "ALIP"], ["FAMU", 4, 292.25], ["Single Adult", "1,006", 362.5], ["Total", "1,010", 352.25]]
    )
    book.put(atd, 10, 1, [["Data from BI Inc. Participants Report, 9.30.2031"]])
    book.put(
        atd,
        13,
        1,
        [
            ["Active ATD Participants and Average Length in Program, FY31, as of 9/30/2031, by AOR and Technology"],
            ["AOR/Technology", "Count", "Average Length in Program"],
        ],
    )
    book.put(
        atd,
        15,
        1,
        [
            ["Total", 1010, 352.25],
            ["Exampleton", 6, 150.5],
            ["GPS", 5, 70.5],
            ["SmartLINK", 1, 301],
            ["No Tech"],
            [None],
            ["Sampleville", 4, 463.5],
            ["TR", 4, 463.5],
        ],
    )
    _detention(book, "Detention FY31 YTD", "FY31 YTD")
    _detention(book, "Detention EOFY2030", "EOFY2030", hidden=True, short=True)
    old = [
        "Last Inspection Type",
        "Last Inspection Standard",
        "Last Inspection Rating - Final",
        "Last Inspection Date",
        "Second to Last Inspection Type",
        "Second to Last Inspection Standard",
        "Second to Last Inspection Rating",
        "Second to Last Inspection Date",
    ]
    rows = [
        _place(
            book,
            "EXAMPLE COUNTY JAIL",
            "EXAMPLETON",
            "07001",
            "Regular",
            "PBNDS 2011",
            "Meets Standard",
            "5/9/2030",
            "Regular",
            "NDS 2000",
            "Acceptable",
            date(2029, 5, 3),
            minimum=640,
        ),
        _place(book, "SAMPLE PROCESSING CENTER [1]", "SAMPLEVILLE", "99999", "N/A", None, None, "New Facility", "N/A"),
    ]
    _facilities(book, "Facilities FY31 YTD", "ICE FACILITIES DATA, FY31 YTD", "09/28/2031", 7, old, rows)
    trans = book.sheet("Trans. Detainee Pop. FY31 YTD ")
    book.put(
        trans,
        1,
        1,
        [
            BANNER[0],
            [None],
            ["ICE Transgender* Detainee Population FY 2031 YTD: as of 9/27/2031"],
            ["FY 2031 YTD", "County"],
            ["Total Book-Ins ", 12],
            ["Currently Detained Total", 6],
            ["Exampleton Area of Responsibility", 6],
            [None],
            ["* Data are based on self-identification."],
        ],
    )
    notes = book.sheet("Footnotes")
    book.put(
        notes,
        1,
        1,
        [
            *BANNER,
            ["ICE FOOTNOTES"],
            ["Term", "Definition"],
            ["ADP", "Average daily population"],
            ["Standards", "Meets Standards: met."],
            [None, "Does Not Meet Standards: not met."],
            ["FY2031 ICE Detention", "ICE Detention data are from EID as of 09/25/2031"],
        ],
    )
    book.close()


def late() -> None:
    """The later layout: no family column, book-outs by month, fear, custody, bonds, segregation, and the year before's final ATD sheet."""
    book = Book("FY32_detentionStats01152032.xlsx")
    for name, year in (("ATD FY32 YTD", "FY32"), ("ATD EOFY31 ", "FY31")):
        atd = book.sheet(name)
        book.put(atd, 1, 1, [*BANNER, [None], [f"ICE ALTERNATIVES TO DETENTION DATA, {year}"]])
        book.put(
            atd,
            7,
            1,
            [
                ["ATD Active Population Counts and Daily Cost by Technology"],
                ["Technology", "Count", "Daily Tech Cost", None, f"{year} thru December Court Appearance: Total Hearings*"],
            ],
        )
        book.put(
            atd,
            9,
            1,
            [
                ["SmartLINK", 5, 4.75, None, "Metric", "Count", "%"],
                ["Ankle Monitor", 2, 5.5, None, "Attended", 39, 0.975],
                ["Total", 7, 10.25, None, "Failed to Attend", 1, 0.025],
                ["Data from BI Inc. Participants Report, 1.10.2032", None, None, None, "Total", 40, 1],
            ],
        )
        book.put(
            atd,
            18,
            1,
            [
                [f"Active ATD Participants and Average Length in Program, {year}, as of 1/10/2032, by AOR and Technology"],
                ["AOR/Technology", "Count", "Average Length in Program"],
                ["Total", 7, 300],
                ["Exampleton", 7, 300],
                ["SmartLINK", 5, 310],
                ["Ankle Monitor", 2, 275],
            ],
        )
    sheet = book.sheet("Detention FY32")
    book.put(sheet, 1, 1, [*BANNER, ["ICE DETENTION DATA, FY2032"]])
    book.put(
        sheet,
        8,
        1,
        [
            [
                "ICE Currently Detained by Processing Disposition: FY2032",
                *[None] * 5,
                "Average Time from USCIS Fear Decision Service Date to ICE Release (In Days)",
                *[None] * 5,
                "Noncitizens with USCIS-Established Fear Decisions in an ICE Detention Facility: FY2032",
            ]
        ],
    )
    book.put(
        sheet,
        9,
        1,
        [
            [
                "Processing Disposition",
                "Adult",
                "Total",
                None,
                None,
                None,
                "ICE Release Fiscal Year",
                None,
                "Adult",
                "Total",
                None,
                None,
                "Detention Facility Type",
                None,
                "Total Detained",
            ],
            ["Total", 42, 42, None, None, None, "FY2032", None, 35.5, 35.5, None, None, "Total", None, 85],
            ["Other", 42, 42, None, None, None, "FY2031", None, 40.25, 40.25, None, None, "Adult", None, 85],
        ],
    )
    book.put(
        sheet,
        18,
        1,
        [
            ["ICE Final Book Outs by Release Reason, Month and Criminality: FY2032"],
            ["Release Reason", "Criminality", *MONTHS, "Total"],
            ["Total", None, 9, 8, 7, 2, *[0] * 8, 26],
            ["Bonded Out", "Total", 5, 4, 3, 1, *[0] * 8, 13],
        ],
    )
    book.put(
        sheet,
        22,
        1,
        [
            [None, "Convicted Criminal", 2, 2, 1, 1, *[None] * 8, 6],
            [None, "Other Immigration Violator", 3, 2, 2, 0, *[None] * 8, 7],
            ["Paroled Total", None, 4, 4, 4, 1, *[None] * 8, 13],
        ],
    )
    book.put(
        sheet,
        28,
        1,
        [["ICE Initial Book-Ins by Criminality: FY2032", *[None] * 6, "ICE Final Book Outs : FY2032", *[None] * 5, "ICE Removals: FY2032"]],
    )
    book.put(
        sheet,
        29,
        1,
        [
            [
                "Facility Type",
                *CRIMINALITY,
                "Total",
                None,
                None,
                "Facility Type",
                None,
                "Total",
                None,
                None,
                None,
                "Removals",
                None,
                "Total",
            ],
            ["Total", 1, 2, 3, 6, None, None, "Total", None, 26, None, None, None, "Total", None, 19],
            ["Adult", 1, 2, 3, 6, None, None, "Adult", None, 26, None, None, None, "Removals with a FAMU Identifier", None, 3],
        ],
    )
    book.put(
        sheet,
        40,
        1,
        [
            ["Individuals with Positive Credible Fear Determination Parole Requested: FY2031 - FY2032"],
            ["Fiscal Year", *MONTHS, "FY Overall"],
            ["FY2032", 1, 1, 0, 0, *[0] * 8, 2],
            ["FY2031", *[1] * 12, 12],
        ],
    )
    book.put(
        sheet,
        44,
        1,
        [
            ["Individuals with Positive Credible Fear Determination Parole Status: FY2031 - FY2032"],
            ["Fiscal Year", "Parole Status", *MONTHS, "FY Overall"],
            ["FY2032", "Parole Granted", 1, *[0] * 11, 1],
            [None, "Parole Denied", 0, 1, *[0] * 10, 1],
        ],
    )
    book.put(
        sheet,
        52,
        1,
        [
            ["ICE Currently Detained of Stateless Noncitizens by Detention Facility"],
            ["Detention Facility", "Detention Facility Code", "Total"],
            ["Total", "-", 3],
            ["EXAMPLE COUNTY JAIL", "EXAMPXX", 3],
        ],
    )
    custody = book.sheet(" ICLOS and Detainees")
    periods: Rows = [["Population ", 2031, None, 2032], [None, "December", None, "January"], [None, "mid ", "end", "mid ", "end"]]
    book.put(
        custody,
        1,
        1,
        [
            ["Average In Custody Length of Stay (ICLOS)"],
            [None],
            [None],
            *periods,
            ["Adult Facility Individuals", 50.25, 43.5, 42.75, 0],
            ["Total", 52.5, 45.5, 44.75, 0],
        ],
    )
    book.put(
        custody,
        10,
        1,
        [
            ["Detainees"],
            [None],
            [None],
            *periods,
            ["Adult Facility Individuals"],
            ["0-180 Days", 18, 22, 23, 0],
            ["Total", 19, 23, 24, 0],
            ["Total"],
            ["0-180 Days", 18, 22, 23, 0],
            ["Total", 19, 23, 24, 0],
        ],
    )
    book.put(
        book.sheet("Monthly Bond Statistics"),
        1,
        1,
        [
            ["FY2032 Bonded Out Book Outs Count and ALOS - Prior 12 months plus Current Month"],
            [None],
            [None, date(2031, 9, 1), date(2031, 10, 1)],
            ["Total ICE Final Book Outs", 30, 26],
            ["Bond Posted Book Outs/Releases (%)", 0.25, 0.5],
            ["Average Bond Amount ($)", 6007.25, "6,734.75"],
        ],
    )
    half = book.sheet("Semiannual")
    book.put(
        half,
        1,
        1,
        [
            ["United States Armed Forces Noncitizen Arrests FY2018 - FY2031"],
            ["Fiscal Year", "Arrests"],
            ["FY2030", 1],
            ["FY2031 (10/1/2030 - 3/31/2031)", 2],
            [None],
            ["Temporary Protected Status Countries Removals FY2018 - FY2031"],
            ["Citizenship Country", "FY2030", "FY2031"],
            ["Examplia", None, 4],
        ],
    )
    new = ["Last Inspection Type", "Last Inspection End Date", "Pending FY32 Inspection", "Last Inspection Standard", "Last Final Rating"]
    rows = [
        _place(
            book,
            "Example County Jail",
            "Exampleton",
            "07001",
            "ODO",
            date(2031, 1, 16),
            None,
            "PBNDS 2011 - 2016 Revisions",
            "Pass",
            minimum=640,
        ),
        _place(book, "Sample Annex", "Sampleville", 7002, "*", "Scheduled FY32", "Yes", "*", "*"),
    ]
    _facilities(book, "Facilities FY32", "ICE Facilities Data, FY32", "01/11/2032", 10, new, rows)
    seclusion = book.sheet("Monthly Segregation")
    book.put(
        seclusion,
        1,
        1,
        [
            BANNER[0],
            [None],
            ["December 2031\n\nThis made-up table counts unique individuals."],
            ["Facilities", "Placement Count"],
            ["EXAMPLE COUNTY JAIL", 5],
            [None],
            ["November 2031"],
            ["Facilities", "Placement Count"],
            ["EXAMPLE COUNTY JAIL", 4],
            ["SAMPLE ANNEX", "-"],
        ],
    )
    special = book.sheet("Vulnerable & Special Population")
    book.put(
        special,
        1,
        1,
        [
            ["Definition for Vulnerable and Special Populations"],
            [None],
            [None],
            ["Fiscal Year (FY) 2031 Quarter 4 Data"],
            ["Placement Reason", "Number of Placements", "Average Number of Consecutive Days in Segregation"],
            ["Disciplinary", 41, 14.5],
            ["Grand Total", 41, 14.5],
            [None],
            ["* Data represents 40 unique detainees."],
        ],
    )
    notes = book.sheet("Footnotes")
    book.put(
        notes,
        1,
        1,
        [
            *BANNER,
            ["ICE FOOTNOTES"],
            ["Term", "Definition"],
            ["FY2032 ICE Average Time from USCIS Fear Decision", "Not a table."],
            ["FY2032 ICE Detention", "FY2032 YTD ICE Detention data are updated through 01/10/2032 (IIDS Run Date 01/12/2032)"],
        ],
    )
    book.close()


def stale() -> None:
    """A workbook of one year in which the year before's figures to date were left."""
    book = Book("20311120000000-FY32_detentionStats11192031.xlsx")
    _detention(book, "Detention FY31 YTD", "FY31 YTD", short=True)
    new = ["Last Inspection Type", "ODO Inspection End Date", "ODO Last Inspection Standard", "ODO Final Rating"]
    rows = [_place(book, "EXAMPLE COUNTY JAIL", "EXAMPLETON", "07001", "ODO", date(2031, 1, 16), "NDS 2019", "Pass")]
    _facilities(book, "Facilities FY32", "ICE FACILITIES DATA, FY32", "11/16/2031", 7, new, rows)
    book.close()


if __name__ == "__main__":
    early()
    late()
    stale()
