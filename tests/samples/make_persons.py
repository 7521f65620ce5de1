"""Writes the samples of the sources about persons: made-up rows, real layouts. `python -m tests.samples.make_persons`."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
REDACTED = "(B)(6);(B)(7)(C) "
OFFICE = ("ERO-LESA Statistical Tracking Unit", "For Official Use Only (FOUO)/Pre-decisional", "EXAMPLE-00001", "")
MADE = datetime(2026, 1, 1)


def main() -> None:
    _pipe("ice_events/in/EROArrests_FY2016.csv.gz", "ERO Administrative Arrests for FY2016", (
        ("Area of Responsibility", "Apprehension Date", "Apprehension Method", "Apprehension Landmark", "Operation", "Processing Disposition", "Birth Date", "Citizenship", "Gender"),
        ("Example Area of Responsibility", "10/1/2015", "Located", "EXAMPLE GENERAL AREA, NON-SPECIFIC", "", "Bag and Baggage", REDACTED, "MEXICO", "Male"),
        ("Example Area of Responsibility", "10/1/2015", "Located", "EXAMPLE GENERAL AREA, NON-SPECIFIC", "", "Bag and Baggage", REDACTED, "MEXICO", "Male"),
        ("Sample Area of Responsibility", "9/30/2016", "CAP Local Incarceration", "SAMPLE COUNTY JAIL", "", "Detainer", "", "CANADA", "Female"),
    ))  # fmt: skip
    _pipe("ice_events/in/ICERemovals_FY2016.csv.gz", "ICE Removals for FY2016", (
        ("Area of Responsibility", "Apprehension Date", "Processing Disposition Code", "Birth Date", "Citizenship", "Gender", "RC Threat Level", "Final Charge Section", "Departed Date", "Removal Date"),
        ("Example Area of Responsibility", "8/26/2015", "ADMDPT", REDACTED, "GUATEMALA", "Male", "(B)(7)(E) ", "237a2Aiii", "10/1/2015", "10/1/2015"),
        ("Example Area of Responsibility", "8/26/2014", "REINST", REDACTED, "MEXICO", "Male", "NA", "212a9CiII", "9/30/2015", "10/2/2015"),
    ))  # fmt: skip
    _workbook()
    _program()
    _detainers()
    _copies()
    _lookups()
    _descriptions()
    _productions()


def _file(name: str) -> Path:
    path = HERE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _pipe(name: str, title: str, rows: tuple[tuple[str, ...], ...]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter="|", lineterminator="\n")
    for line in (*OFFICE, title):
        writer.writerow([line, *[""] * (len(rows[0]) - 1)])
    writer.writerows(rows)
    _file(name).write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def _book(name: str) -> xlsxwriter.Workbook:
    book = xlsxwriter.Workbook(str(_file(name)), {"default_date_format": "m/d/yyyy"})
    book.set_properties({"created": MADE})
    return book


def _sheet(book: xlsxwriter.Workbook, name: str, rows: list[tuple[object, ...]]) -> None:
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            if value is not None:
                sheet.write(number, place, value)


def _workbook() -> None:
    area = "for the Seattle Area of Responsibility"
    span = "FY2012 - FY2013 YTD (01/01/2012 - 07/06/2013)"
    above: list[tuple[object, ...]] = [
        (line,)
        for line in (
            "ERO-LESA Statistical Tracking Unit",
            "For Official Use Only (FOUO)/Pre-decisional",
            "Example v. Example - ICE Productions",
            "",
        )
    ]
    book = _book("ice_events/in/example-productions.xlsx")
    _sheet(book, "Summary", [
        *above, (), (f"{span} ERO Administrative Arrests {area}",), ("Fiscal Year", "Total"), ("FY2012", 2), ("FY2013 YTD", 1), (),
        (f"{span} ICE Removals {area}",), ("Fiscal Year", "Expedited Removals", "Other Removals", "Total"), ("FY2012", 1, 2, 3),
    ])  # fmt: skip
    people = ("(b)(6);(b)(7)(c)", "Male", "EXAMPLELAND", "(b)(7)(E)")
    _sheet(book, "Arrests", [
        *above, (), (f"{span} ERO Administrative Arrests {area}",),
        ("Arrest Date", "Date of Birth", "Gender", "Country of Citizenship", "Event Number", "Apprehension Landmark", "Arrest Method", "Most Serious Conviction"),
        (date(2012, 2, 1), *people, "EXAMPLE CO. JAIL", "Located", None), (date(2012, 9, 30), *people, "EXAMPLE CO. JAIL", "Located", "Traffic Offenses"),
        (date(2012, 10, 1), *people, None, "CAP Local Incarceration", None),
    ])  # fmt: skip
    _sheet(book, "Expedited Removals", [
        *above, (), (f"{span} ICE Expedited Removals {area}",),
        ("Departed Date", "Date of Birth", "Gender", "Country of Citizenship", "Event Number", "Most Serious Conviction", "Case Category"),
        (date(2012, 3, 1), *people, None, "[8F] Expedited Removal"),
    ])  # fmt: skip
    _sheet(book, "Footnotes", [*above, (), ("Arrests:",), ("Made up for a test.",)])
    book.close()


def _program() -> None:
    """Sheets of one year each; encounters without any day, removals with the day of the arrest only."""
    above: list[tuple[object, ...]] = [
        (line,)
        for line in (*OFFICE[:2], "Criminal Alien Program Encounters, Arrests, and Removals in the Seattle Area of Responsibility", "")
    ]
    redacted = "(b)(7)(E )"
    book = _book("ice_events/in/example-program.xlsx")
    _sheet(book, "FY2018 Encounters", [
        *above, ("FY2018 YTD ERO Encounters by the Criminal Area Program in the Seattle AOR through 04/27/2018",),
        ("Event Number", "Event Area of Responsibility", "Landmark", "Operation", "Processing Disposition", "Date of Birth", "Country of Citizenship", "Gender"),
        (redacted, "Example Area of Responsibility", "EXAMPLE COUNTY JAIL", None, "Detainer", "(b)(6),(b)(7)(c )", "EXAMPLELAND", "Male"),
    ])  # fmt: skip
    _sheet(book, "FY2017 Removals", [
        *above, ("FY2017 ICE Removals by the Criminal Alien Program in the Seattle AOR ",),
        ("Event Number", "Area of Responsibility", "Date of Birth", "Country of Citizenship", "Gender", "Removal Case COL", "Final Charge Section", "Arrest Date"),
        (redacted, "Example Area of Responsibility", "(b)(6),(b)(7)(c )", "EXAMPLELAND", "Male", 2, "212a6Ai", date(2013, 6, 24)),
        (redacted, "Example Area of Responsibility", "(b)(6),(b)(7)(c )", "EXAMPLELAND", "Male", "NA", "212a6Ai", "01/01/0001"),
    ])  # fmt: skip
    book.close()


def _detainers() -> None:
    book = _book("ice_detainers/in/example-detainers.xlsx")
    _sheet(book, "Detail", [
        ("Prepare Date", "Detainer Type", "Detainer Detention Facility", "State", "City", "Detainer Lift Reason"),
        (date(2015, 5, 8), "I247 - Immigration Detainer - Notice of Action (as of March 2013)", "EXAMPLE COUNTY JAIL", "XX", "EXAMPLEVILLE", "Lifted"),
        (date(2014, 10, 1), "I247 - Immigration Detainer - Notice of Action (as of March 2013)", "EXAMPLE COUNTY JAIL", "XX", "EXAMPLEVILLE", None),
    ])  # fmt: skip
    book.close()


def _copies() -> None:
    labels = "arrest_date,date_of_birth,gender,country_of_citizenship,event_number,apprehension_landmark,arrest_method,most_serious_conviction,year,month,day,state\n"
    rows = "2012-02-01,(b)(6),Male,EXAMPLELAND,(b)(7)(E),EXAMPLE COUNTY JAIL,Located,NA,2012,2,1,XX\n"
    _file("derived_seattle/in/arrests_with_state.csv.gz").write_bytes(gzip.compress((labels + rows).encode(), mtime=0))
    _pipe("derived_seattle/in/other-removals.csv.gz", "FY2012 - FY2013 YTD (01/01/2012 - 07/06/2013) Other ICE Removals for the Seattle Area of Responsibility", (
        ("Departed Date", "Date of Birth", "Gender", "Country of Citizenship", "Event Number", "Most Serious Conviction", "Case Category"),
        ("1/3/2012", "(b)(6)", "Male", "EXAMPLELAND", "(b)(7)e)", "", "[16] Reinstated Final Order"),
        ("1/3/2012", "(b)(6)", "Male", "EXAMPLELAND", "(b)(7)e)", "", "[16] Reinstated Final Order"),
    ))  # fmt: skip


def _lookups() -> None:
    text = 'table_filename,value,description,name,table\ninputs/Lookup/tblExample.csv,D1,"Late, present",repl,tblExample\ninputs/Lookup/tblExample.csv,N/A,Not decided,repl,tblExample\ninputs/Lookup/tblExample.csv,X,Closed,repl,tblExample\n'
    _file("eoir_lookups/in/lookup_tables.csv").write_text(text, encoding="utf-8")
    _file("eoir_lookups/in/missingness.csv").write_text(
        "table,name,missing_pct\nA_TblExample,IDN,0\nA_TblExample,CITY,0.0336\n", encoding="utf-8"
    )


def _descriptions() -> None:
    book = _book("eoir_lookups/in/codebook.xlsx")
    _sheet(book, "tables", [
        ("Name", "Descriptive name", "ID field(s)", "Description", "Description from the agency documentation [Example: drop this]", "Notes"),
        ("A_TblExample", "Example", None, "The table has one row for each example.", "Example", None),
    ])  # fmt: skip
    _sheet(book, "fields", [
        ("table", "column_name", "type (text, numeric, logical)", "description", "...5", "...6"),
        ("A_TblExample", "idn", None, "This is the primary key of the table.", None, "Example"),
    ])  # fmt: skip
    book.close()
    _file("eoir_lookups/in/A_TblExample.json").write_text(
        '{"IDN": "integer", "NAT": "tblLookupExample.json", "ZIP": "^[0-9]{4,}$", "DAY": "timestamp without time zone"}\n', encoding="utf-8"
    )
    _file("eoir_lookups/in/column-definitions.json").write_text(
        '{"IDN": "The primary key for the table, type: int", "NAT": "A code for the nationality, type: varchar(2)"}\n', encoding="utf-8"
    )
    _file("eoir_lookups/in/decode.json").write_text(
        '{"Case": {"Due": ["Due Date", ""], "City": ["Base City", "tblLookupExample.json"]}}\n', encoding="utf-8"
    )


def _productions() -> None:
    above: list[tuple[object, ...]] = [
        (line,)
        for line in (
            "ERO-LESA Statistical Tracking Unit",
            "For Official Use Only (FOUO)/Pre-decisional",
            "2024-ICFO-39357",
            "Made-up rows of 09/01/2023 through 06/26/2025",
            "",
        )
    ]
    first = (
        "Apprehension Date", "Apprehension State", "Apprehension County", "Apprehension AOR", "Final Program", "Final Program Group", "Apprehension Method",
        "Apprehension Criminality", "Case Status", "Case Category", "Departed Date", "Departure Country", "Final Order Yes No", "Final Order Date", "Birth Date",
        "Birth Year", "Citizenship Country", "Gender", "Apprehension Site Landmark", "Alien File Number", "EID Case ID", "EID Subject ID", "Unique Identifier",
    )  # fmt: skip
    row = (
        datetime(2025, 1, 21, 9, 30), "EXAMPLE STATE", None, "Example Area of Responsibility", "ERO Criminal Alien Program", "ICE", "CAP Local Incarceration",
        "1 Convicted Criminal", "ACTIVE", "[8C] Example", None, None, "NO", None, REDACTED, 1990, "EXAMPLELAND", "Male", "EXAMPLE COUNTY JAIL", REDACTED, REDACTED,
        REDACTED, "0123456789abcdef0123456789abcdef",
    )  # fmt: skip
    book = _book("ddp_events/in/arrests-2025.xlsx")
    for sheet in ("Admin Arrests", "Admin Arrests (2)"):
        _sheet(book, sheet, [*above, ("Administrative Arrests",), first, row])
    book.close()
    renamed = {
        "Apprehension State": "State",
        "Apprehension AOR": "TOA Current Duty AOR",
        "Final Program": "Apprehension Final Program",
        "Unique Identifier": "Anonymized Identifier",
    }
    later = [(renamed.get(label, label), value) for label, value in zip(first, row, strict=True) if label != "Birth Year"]
    later[4:4] = [("Apprehension Type", "Administrative"), ("Arresting Agency", "ICE"), ("Operation", None)]
    above[3] = ("Made-up rows of 10/01/2022 through 03/10/2026",)
    book = _book("ddp_events/in/arrests-2026.xlsx")
    _sheet(
        book, "Arrests FY26", [*above, ("Administrative Arrests",), tuple(label for label, _ in later), tuple(value for _, value in later)]
    )
    book.close()
    book = _book("ddp_events/in/removals.xlsx")
    _sheet(book, "Removals", [
        *above, ("Removals",),
        ("Departed Date", "Port of Departure", "Departure Country", "Docket AOR", "Citizenship Country", "Gender", "Birth Year", "Latest Person Apprehension Date", "Unique Identifier"),
        (datetime(2024, 10, 1), "EXAMPLE PORT", "EXAMPLELAND", "Example Area of Responsibility", "EXAMPLELAND", "Female", 1980, datetime(2024, 9, 1), "fedcba9876543210fedcba9876543210"),
    ])  # fmt: skip
    book.close()
    book = _book("ddp_events/in/detentions-2012-2023.xlsx")
    _sheet(book, "Detentions", [
        *above, ("Detentions",),
        ("Detention ID", "Case ID", "Subject ID", "Stay Book In Date", "Detention Book In Date", "Detention Book Out Date", "Detention Facility", "Detention Facility Code", "Detention Release Reason", "Gender", "Citizenship Country", "Birth Year", "Religion", "Bond Posted Amount"),
        ("1", "2", "3", date(2013, 1, 1), date(2013, 1, 2), None, "EXAMPLE PROCESSING CENTER", "EXAMPXX", "Transferred", "Male", "EXAMPLELAND", 1970, "Example", 1500),
    ])  # fmt: skip
    book.close()
    book = _book("ddp_events/in/detainers.xlsx")
    _sheet(book, "Detainers", [
        *above, ("Detainers",),
        ("Detainer Prepare Date", "Facility State", "Facility AOR", "Detainer Facility", "Detainer Facility Code", "Detainer Type", "Detainer Lift Reason", "Case Category", "TOA Case Category", "Detainer Criminality", "Aggravated Felon", "Gender", "Citizenship Country", "Unique Identifier"),
        (datetime(2023, 5, 1), "EXAMPLE STATE", "Example Area of Responsibility", "EXAMPLE COUNTY JAIL", "EXAMPXX", "I-247A", None, "[8C] Example", "[3] Example", "2 Pending Criminal Charges", "NO", "Male", "EXAMPLELAND", "0123456789abcdef0123456789abcdef"),
    ])  # fmt: skip
    book.close()
    book = _book("ddp_events/in/encounters.xlsx")
    _sheet(book, "Encounters", [
        *above, ("Encounters",),
        ("Event Date", "Responsible AOR", "Responsible Site", "Lead Event Type", "Lead Source", "Event Type", "Final Program", "Encounter Criminality", "Processing Disposition", "Event Landmark", "Gender", "Citizenship Country", "Unique Identifier"),
        (datetime(2024, 3, 2, 1, 2, 3), "Example Area of Responsibility", "EXAMPLE SUB-OFFICE", "Example", "Example", "Encounter", "ERO Criminal Alien Program", "3 Other Immigration Violator", "Detainer", "EXAMPLE COUNTY JAIL", "Male", "EXAMPLELAND", "0123456789abcdef0123456789abcdef"),
    ])  # fmt: skip
    book.close()


if __name__ == "__main__":
    main()
