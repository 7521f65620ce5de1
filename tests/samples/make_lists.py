"""Writes the workbooks among the samples of lists, the same bytes each time: ``python tests/samples/make_lists.py``.

Agencies, facilities and addresses are made up; the damages are real ones.
"""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
import xlwt

from clerestory.sources.federal_contracts.columns import ACTIONS, AWARDS, words

HERE = Path(__file__).parent
DAY = datetime(2025, 1, 1)
WRAPPED = (
    "https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.gov%2Fdoclib%2F287gMOA%2FExampleCounty_MOA.pdf"
    "&data=05%7C02%7Cjane.doe%40example.gov%7C0"
)
MOA = "https://www.example.gov/doclib/287gMOA/OtherCounty_MOA.pdf"
LISTED = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA", "ADDENDUM")
OLD = ("STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "SIGNED", "MOA")
PENDING = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE")
Cell = str | float | date | tuple[str, str] | None


def _book(path: Path, sheets: dict[str, list[tuple[Cell, ...]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": DAY})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                if isinstance(cell, tuple):
                    sheet.write_url(row, place, cell[1], string=cell[0])
                elif isinstance(cell, date):
                    sheet.write_datetime(row, place, datetime(cell.year, cell.month, cell.day), day)
                elif cell is not None:
                    sheet.write(row, place, cell)
    book.close()


def _287g() -> None:
    to = HERE / "ice_287g" / "in"
    signed = date(2025, 3, 4)
    new: list[tuple[Cell, ...]] = [
        LISTED,
        ("EXAMPLIA", "Example County Sheriff's Office", "County", "Example County", "Task Force Model", signed, ("link", WRAPPED), ("link", MOA)),
        ("EXAMPLIA", "Example County Sheriff's Office", "County ", "Example County", "Warrant Services Officer", signed, ("link ", MOA), None),
        ("EXAMPLIA", "Example City Police Department", "Muncipality ", "Other County", "Jail Enforcement Model ", "12/292025", "link pending", None),
        (None,) * 8,
    ]  # fmt: skip
    _book(to / "participating" / "participatingAgencies09172025am.xlsx", {"Sheet1": new[:3]})
    _book(to / "participating" / "participatingAgencies09172025pm.xlsx", {"Sheet1": new})
    _book(to / "participating" / "participatingAgencies01052025pm.xlsx", {"Sheet1": new[:2]})
    archived = "https://web.archive.org/web/20230315000000/https://www.example.gov/doclib/287gMOA/ExampleCounty_MOA.pdf"
    _book(
        to / "participating" / "ParticipatingEntities-20230317112928.xlsx",
        {"287(g) Agreements": [OLD, ("EXAMPLIA", "Example County Sheriff's Office", "Jail Enforcement Model", "2020-06-01", archived)]},
    )  # fmt: skip
    waiting: list[tuple[Cell, ...]] = [PENDING, ("EXAMPLIA", "Third County Constable", "#NA", "Third County", "Task Force Model")]
    _book(to / "pending" / "pendingAgencies090022025am.xlsx", {"Sheet 1": waiting})
    _book(to / "pending" / "pendingAgencies09222025pm.xlsx", {"Sheet1": new})
    again: list[tuple[Cell, ...]] = [(row[1], row[2], row[0], row[3], row[4]) for row in waiting]
    _book(to / "pending" / "combined_result.xlsx", {"Sheet1": again})
    twice = ("STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "TYPE")
    _book(to / "pending" / "leftover_pending_agencies.xlsx", {"Sheet1": [twice, *waiting[1:]]})


def _facilities() -> None:
    to = HERE / "ice_facilities" / "in"
    title: list[tuple[Cell, ...]] = [
        ("ERO Custody Management Division",),
        ("Facility List Report",),
        ("2 Facilities, Source: IIDS as of 11/06/2017; EID data through 11/04/2017",),
        (),
    ]
    groups = ("Facility Information", *(None,) * 6, "Population", None, "FY18 ADP: Criminality and Gender", None, "Contract")
    labels = ("DETLOC", "Name", "Address", "City", "State", "Zip", "AOR", "Population Count", "FY18 ADP", "Male Crim", "Female Crim", "Per Diem Rate Detailed")  # fmt: skip
    main: list[tuple[Cell, ...]] = [
        *title,
        groups,
        labels,
        ("EXAMPXX", "EXAMPLE COUNTY JAIL", "1 MAIN STREET", "EXAMPLE CITY", "ZZ", "04101", "BOS", 12, 11.5, 3, 0, "75"),
        ("(b)(7)(E)", "(b)(7)(E)", "(b)(7)(E)", "(b)(7)(E)", "(b)(7)(E)", "(b)(7)(E)", "BOS", 1, 0.5, 0, 0, "(b)(4)"),
        (),
        ("U.S. Immigration and Customs Enforcement: for official use",),
    ]
    ages = ("Facility Information", *(None,) * 2, "Population: Adult Detention Classification Level", None, "Population: Juvenile Detention Classification Level")  # fmt: skip
    people = ("DETLOC", "Name", "State", "Female Level A", "Male Level A ", "Female Level A ", "Male Level A ")
    breakout: list[tuple[Cell, ...]] = [*title, ages, people, ("EXAMPXX", "EXAMPLE COUNTY JAIL", "ZZ", 1, 9, 0, 2)]
    banned: list[tuple[Cell, ...]] = [
        title[0],
        ("Prohibited Facilities List",),
        ("1 Facilities as of 11/06/2017",),
        (),
        ("DETLOC", "Name", "City", "State", "AOR", "Reason for Inclusion on Prohibited List"),
        ("OLDJLXX", "OLD COUNTY JAIL", "OLD CITY", "ZZ", "BOS", "Marked as Use Prohibited: two deficient ratings"),
    ]
    _book(
        to / "Facility_List_11-06-2017-web.xlsx",
        {"Notes": [("Facility List Notes",)], "Facility List - Main": main, "Facility List - Pop Breakout": breakout, "Prohibited Use List": banned},
    )  # fmt: skip
    head = ("Facility Name", "City", "State", "Facility Type - Detailed")
    by_area: list[tuple[Cell, ...]] = [
        ("ICE ERO Detention Facilities",),
        ("Authorized Over 72-Hour Facility List",),
        (),
        ("Atlanta AOR",),
        head,
        ("EXAMPLE DETENTION CENTER", "EXAMPLE CITY", "ZZ", "Contract Detention Facility"),
        ("OTHER DETENTION CENTER", "OTHER CITY", "ZZ", "Inter-Governmental Service Agreement"),
        ("Boston AOR",),
        head,
        ("THIRD COUNTY JAIL", "THIRD CITY", "YY", "Inter-Governmental Service Agreement"),
        (),
        ("Contract Detention Facility (CDF)", "A facility that is owned and operated by a firm"),
    ]
    _book(to / "Over72HourFacilities.xlsx", {"By AOR": by_area})
    old = xlwt.Workbook()
    sheet = old.add_sheet("Facility List")
    rows = [
        ("", "FACILITY LIST -  Population Data as of August 15, 2009"),
        (),
        ("DETLOC", "NAME", "ADDRESS", "CITY", "COUNTY", "ST", "ZIP", "AOR", "TYPE 1", "Over/ Under 72"),
        ("EXAMPXX", "EXAMPLE COUNTY JAIL", "1 MAIN ST.", "EXAMPLE CITY", "EXAMPLE", "ZZ", "04101", "BOS", "IGSA", "Over 72"),
        ("", "Example Hospital", "", "Other City", "", "ZZ", "", "", "Hospital", ""),
    ]  # fmt: skip
    for row, cells in enumerate(rows):
        for place, cell in enumerate(cells):
            sheet.write(row, place, cell)
    old.save(str(to / "09foia0001detentionfacilitylist.xls"))


def _contracts() -> None:
    """Transactions of 259 columns, with labels in one year and without in the next; award summaries of 286."""
    to = HERE / "federal_contracts" / "in"
    told = {
        "award_id_piid": "HSXEMD14F00001",
        "modification_number": "P00001",
        "transaction_number": "0",
        "federal_action_obligation": "-824.5",
        "current_total_value_of_award": "4224131.67",
        "potential_total_value_of_award": "5568643.41",
        "action_date": "27/03/2014",
        "period_of_performance_start_date": "29/09/13 00:00",
        "awarding_sub_agency_code": "7012",
        "recipient_duns": "012345678",
        "recipient_name": "EXAMPLE SYSTEMS INC.",
        "recipient_address_line_1": "1 MAIN STREET",
        "recipient_phone_number": "4155552671",
        "award_description": "MAINTENANCE OF SYSTEM",
        "woman_owned_business": "t",
        "limited_liability_corporation": "f",
        "last_modified_date": "28/03/14 15:07",
        "fiscal_year": "2014",
    }
    labels = [label for label, _ in words(ACTIONS)]
    row = [told.get(label, "") for label in labels]
    _csv(to / "selection_ice_fy13.csv", [labels, row])
    _csv(to / "selection_ice_fy14.csv", [row, row])
    told |= {
        "contract_award_unique_key": "CONT_AWD_HSXEMD14F00001_7012_-NONE-_-NONE-",
        "total_obligated_amount": "4224131.67",
        "award_base_action_date": "7/15/03",
        "award_latest_action_date": "5/31/17",
        "period_of_performance_start_date": "7/15/03",
        "period_of_performance_potential_end_date": "9/15/03 0:00",
        "action_date": "",
        "last_modified_date": "7/29/17",
        "recipient_state_code": "ZZ",
        "highly_compensated_officer_1_name": "DOE, JANE Q",
        "highly_compensated_officer_1_amount": "1234567",
        "usaspending_permalink": "https://www.usaspending.gov/award/CONT_AWD_HSXEMD14F00001_7012_-NONE-_-NONE-/",
    }
    labels = [label for label, _ in words(AWARDS)]
    _csv(to / "primeawards_xx.csv", [labels, [told.get(label, "") for label in labels]])


def _csv(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


if __name__ == "__main__":
    _contracts()
    _287g()
    _facilities()
