"""ICE's detention statistics as the Deportation Data Project cleaned them: one table for each of its files.

These are somebody's reading of the workbooks that ``ice_detention_stats`` reads from the originals, and stand beside it to be compared.
"""

from __future__ import annotations

from collections.abc import Iterator

from clerestory.sdk import Head, Source, Span, Table, columns, header_at, label_key

_STACKED = "every workbook since repeats the figure: the file stacks them; ask one pull_date"
_SHARE = "an average or a share"

_WORKBOOK = """
fiscal_year | integer | | Fiscal year of the workbook. | | a year
file_date   | date    | | Day in the workbook's file name, as the compiler read it.
pull_date   | date    | | Day on which ICE drew the data, as the compiler read it; one is known to repeat an earlier day.
"""
_MONTH = """
month | text | | Month, as the workbook's column says.
date  | date | | First day of the month.
"""

_FILES = {
    "adp_by_agency_criminality": f"""
agency     | text   | | Row of the sheet: arresting agency with criminality, or an average.
{_MONTH}
adp        | number | | Average daily population of the month. | persons | {_SHARE}
adp_fy_ytd | number | | Average daily population of the fiscal year to date. | persons | {_SHARE}
""",
    "atd_by_aor": f"""
aor_technology        | text   | | Area of responsibility, or the technology in the rows below it.
count                 | number | | Participants in alternatives to detention. | persons
avg_length_in_program | number | | Mean time in the programme. | days | {_SHARE}
""",
    "atd_court_appearances": f"""
hearing_type | text   | | All hearings, or final ones.
metric       | text   | | Attended, failed to attend, or the total.
count        | number | | Hearings. | hearings
pct          | number | | Share of hearings. | | {_SHARE}
""",
    "atd_population": f"""
category | text   | | Group of participants.
count    | number | | Participants. | persons
value    | number | | Mean length in the programme. | days | {_SHARE}
table    | text   | | Table of the sheet: by status or by technology.
""",
    "bond_stats": f"""
{_MONTH}
metric | text   | | What the value is: book-outs, share on bond, mean stay, mean bond amount.
value  | number | | Value of the metric. | | values of different metrics
""",
    "book_ins_by_arresting_agency": f"""
arresting_agency | text   | | ICE, CBP, or their total.
{_MONTH}
n_book_ins       | number | | Book-ins of the month. | book-ins
n_book_ins_ytd   | number | | Book-ins of the fiscal year to date. | book-ins
""",
    "book_ins_by_facility_type": """
facility_type              | text   | | Kind of facility, or the total.
convicted_criminal         | number | | Book-ins of persons with a conviction. | book-ins
pending_criminal_charges   | number | | Book-ins of persons with pending charges. | book-ins
other_immigration_violator | number | | Book-ins of persons with neither. | book-ins
total                      | number | | Book-ins. | book-ins
""",
    "book_outs_by_facility_type": """
facility_type | text   | | Kind of facility, or the total.
total         | number | | Book-outs. | book-outs
""",
    "book_outs_by_reason_all_years": """
release_reason  | text   | | Reason for the book-out.
criminality     | text   | | Criminality, or the total.
n_book_outs_ytd | number | | Book-outs of the fiscal year to date. | book-outs
""",
    "book_outs_by_reason_annual": """
release_reason             | text   | | Reason for the book-out.
convicted_criminal         | number | | Book-outs of persons with a conviction. | book-outs
pending_criminal_charges   | number | | Book-outs of persons with pending charges. | book-outs
other_immigration_violator | number | | Book-outs of persons with neither. | book-outs
total                      | number | | Book-outs. | book-outs
""",
    "book_outs_by_reason": f"""
release_reason  | text   | | Reason for the book-out.
criminality     | text   | | Criminality, or the total.
{_MONTH}
n_book_outs     | number | | Book-outs of the month. | book-outs
n_book_outs_ytd | number | | Book-outs of the fiscal year to date. | book-outs
""",
    "currently_detained_by_criminality": f"""
criminality | text   | | Criminality, or the total.
ice         | number | | Persons in detention that ICE arrested. | persons
percent_ice | number | | Their share of the line. | | {_SHARE}
cbp         | number | | Persons in detention that CBP arrested. | persons
percent_cbp | number | | Their share of the line. | | {_SHARE}
total       | number | | Persons in detention. | persons
""",
    "currently_detained_by_disposition": """
disposition | text   | | Processing disposition, or the total.
fsc_frc     | number | | Persons in family centres. | persons
adult       | number | | Persons in adult facilities. | persons
total       | number | | Persons in detention. | persons
""",
    "famu_removals": """
famu_removals | number | | Removals of members of family units in the fiscal year to date. | removals
""",
    "fear_decision_time": f"""
data_fiscal_year | integer | | Fiscal year of the figure. | | a year
fsc              | number  | | Mean stay of persons with a fear decision, in family centres. | days | {_SHARE}
adult            | number  | | The same in adult facilities. | days | {_SHARE}
total            | number  | | The same in all. | days | {_SHARE}
""",
    "fear_decisions_by_facility_type": """
facility_type  | text   | | Kind of facility, or the total.
total_detained | number | | Detained persons with a positive fear decision. | persons
""",
    "iclos_and_detainees": """
section        | text    | | Detainees, or mean stay (ICLOS).
population     | text    | | Group by length of stay, or the total.
n_observations | integer | | Values of the row that the compiler saw. | values
latest_value   | number  | | Last value of the row. | | persons in one section, days in the other
""",
    "removals": """
removals | number | | Removals of the fiscal year to date. | removals
""",
    "segregation": f"""
{_MONTH}
facility        | text   | | Facility as named.
placement_count | number | | Placements in segregation in the month. | placements
""",
    "special_population_actions": """
table_name       | text    | | Table of the sheet: group of persons and kind of action.
data_fiscal_year | integer | | Fiscal year of the figure. | | a year
country          | text    | | Country, where the table has one.
value            | number  | | Actions. | actions
""",
    "stay_length_by_agency_criminality": f"""
agency                      | text   | | Row of the sheet: arresting agency with criminality, or an average.
{_MONTH}
avg_stay_length_days        | number | | Mean stay of the month. | days | {_SHARE}
avg_stay_length_days_fy_ytd | number | | Mean stay of the fiscal year to date. | days | {_SHARE}
""",
    "vulnerable_population": f"""
placement_reason     | text    | | Reason for the placement.
data_fiscal_year     | integer | | Fiscal year of the figure. | | a year
data_quarter         | integer | | Quarter of the figure. | | a quarter
n_placements         | number  | | Placements. | placements
avg_consecutive_days | number  | | Mean consecutive days. | days | {_SHARE}
avg_cumulative_days  | number  | | Mean days in all. | days | {_SHARE}
""",
    "facilities": f"""
name          | text   | | Facility as named.
address       | text   | | Street address of the facility.
city          | text   | | City of the facility.
state         | text   | | State of the facility.
zip           | text   | | ZIP code of the facility.
aor           | text   | | Area of responsibility.
type_detailed | text   | | Kind of facility and contract.
male_female   | text   | | Sexes held.
level_a       | number | | Average daily population of classification level A. | persons | {_SHARE}
level_b       | number | | The same of level B. | persons | {_SHARE}
level_c       | number | | The same of level C. | persons | {_SHARE}
level_d       | number | | The same of level D. | persons | {_SHARE}
male_crim     | number | | Average daily population of men with a conviction. | persons | {_SHARE}
alos          | number | | Average length of stay. | days | {_SHARE}
""",
}


def _find(source: Source, head: Head) -> Iterator[Span]:
    """The table whose columns are the file's, all of them and no others: several files share most of theirs."""
    if not head.rows:
        return
    labels = {label_key(cell) for cell in head.rows[0] if cell}
    for table in source.tables:
        if labels == {label_key(column.name) for column in table.columns}:
            match = header_at(table, head.rows[0])
            yield Span(table.name, match.columns, head.numbers[0] + 1, None, (head.numbers[0],), match.labels)
            return


SOURCE = Source(
    id="derived_detention_stats",
    title="ICE detention statistics, cleaned by the Deportation Data Project",
    publisher="Deportation Data Project",
    home="https://deportationdata.org",
    licence="CC0",
    tables=tuple(
        Table(
            f"derived_ddp_{name}",
            title=f"{name.replace('_', ' ').capitalize()} (cleaned by the Deportation Data Project)",
            unit="line of a table of one workbook, as the compiler read it",
            series=True,
            duplicates="kept, as compiled",
            columns=columns(text + _WORKBOOK, sums=_STACKED),
        )
        for name, text in _FILES.items()
    ),
    find=_find,
    notes=("Known to be wrong in parts for fiscal 2024 to January 2025: compare with the originals.",),
)
