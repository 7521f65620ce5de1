"""Two hundred questions about persons' events that a reporter, an aide, a litigator or a researcher would ask of institutions.

Each is a count, a series or a table of counts, with the SQL that counts the same records without the product.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import duckdb

from clerestory.search.answers.crosstab import Crosstab
from clerestory.search.wanted import read_split
from clerestory.workbench import Workbench

AREAS = ("Dallas", "Houston", "Atlanta", "San Antonio", "Chicago", "Los Angeles", "New Orleans", "Miami", "Seattle")
METHODS = '"Located","Non-Custodial Arrest","Probation and Parole"'
NATIONAL, SEATTLE = "national", "seattle_aor"
DAY = {
    "ice_arrests": "apprehension_date",
    "ice_encounters": "event_date",
    "ice_removals": "removal_date",
    "ice_detainers": "prepared_date",
    "ice_book_ins": "book_in_date",
    "derived_seattle_arrests": "event_date",
}


@dataclass(frozen=True)
class Honest:
    """One question. ``by``: columns (``day:month``) that it is split by; ``where``: its tests in SQL."""

    table: str
    text: str = ""
    by: tuple[str, ...] = ()
    where: str = "true"
    universe: str = NATIONAL

    @property
    def columns(self) -> int:
        """Columns that it looks at beside the fiscal year."""
        named = {each.partition(":")[0] for each in self.by} | {
            word.lstrip("-").partition(":")[0] for word in self.text.split() if ":" in word
        }
        return len(named - {"fiscal_year", "universe"})


def _years() -> Iterator[Honest]:
    for table, years in (("ice_arrests", (2016, 2017, 2018)), ("ice_encounters", (2016, 2017)), ("ice_removals", (2016, 2017, 2018))):
        for year in years:
            yield Honest(table, f"fiscal_year:{year}", where=f"fiscal_year = {year}")
        yield Honest(table)
    yield Honest("ice_detainers", "fiscal_year:2015", where="fiscal_year = 2015")
    for table in ("ice_arrests", "ice_removals", "ice_book_ins"):
        for year in range(2012, 2020):
            yield Honest(table, f"universe:seattle_aor fiscal_year:{year}", where=f"fiscal_year = {year}", universe=SEATTLE)
    for year in (2016, 2017, 2018):
        methods = METHODS.replace('"', "'")
        yield Honest(
            "ice_arrests",
            f"fiscal_year:{year} apprehension_method:{METHODS}",
            where=f"fiscal_year = {year} AND apprehension_method IN ({methods})",
        )
    for kind in ("expedited", "other"):
        yield Honest("ice_removals", f"universe:seattle_aor removal_kind:{kind}", where=f"removal_kind = '{kind}'", universe=SEATTLE)


def _one_column() -> Iterator[Honest]:
    for table, columns in (
        ("ice_arrests", ("area", "apprehension_method", "citizenship", "gender", "processing_disposition", "landmark")),
        ("ice_encounters", ("area", "citizenship", "gender", "processing_disposition", "landmark")),
        ("ice_removals", ("area", "citizenship", "gender", "final_charge", "processing_disposition")),
        ("ice_detainers", ("state", "city", "detention_facility", "detainer_type", "lift_reason")),
    ):
        for column in columns:
            yield Honest(table, by=(column,))
    for column in ("detention_facility", "citizenship", "gender", "apprehension_method", "most_serious_conviction"):
        yield Honest("ice_book_ins", "universe:seattle_aor", by=(column,), universe=SEATTLE)
    for column in ("landmark", "apprehension_method", "citizenship", "gender", "most_serious_conviction"):
        yield Honest("ice_arrests", "universe:seattle_aor", by=(column,), universe=SEATTLE)


def _over_time() -> Iterator[Honest]:
    for table, day in DAY.items():
        universe = SEATTLE if table in ("ice_book_ins", "derived_seattle_arrests") else NATIONAL
        text = "universe:seattle_aor" if universe == SEATTLE else ""
        for step in ("month", "quarter", "year"):
            yield Honest(table, text, by=(f"{day}:{step}",), universe=universe)
    for table in ("ice_arrests", "ice_encounters", "ice_removals"):
        yield Honest(table, by=(f"{DAY[table]}:week",))
        yield Honest(table, by=(f"{DAY[table]}:day",))
        yield Honest(table, by=("fiscal_year",))
    for first, last in (("2017-01-20", "2017-03-10"), ("2016-01-20", "2016-03-10"), ("2017-01-20", "2017-04-29")):
        yield Honest(
            "ice_arrests", f"apprehension_date:{first}..{last}", where=f"apprehension_date BETWEEN DATE '{first}' AND DATE '{last}'"
        )


def _tables() -> Iterator[Honest]:
    yield Honest("ice_arrests", by=("fiscal_year", "area", "apprehension_method"))
    for table, columns in (
        ("ice_arrests", ("area", "apprehension_method", "gender", "citizenship", "processing_disposition")),
        ("ice_removals", ("area", "final_charge", "citizenship", "processing_disposition", "gender")),
        ("ice_encounters", ("area", "citizenship", "gender")),
    ):
        for column in columns:
            yield Honest(table, by=("fiscal_year", column))
    for table, pairs in (
        (
            "ice_arrests",
            (("area", "apprehension_method"), ("area", "gender"), ("area", "processing_disposition"), ("apprehension_method", "gender")),
        ),
        ("ice_removals", (("area", "final_charge"), ("final_charge", "gender"), ("area", "processing_disposition"))),
        ("ice_encounters", (("area", "gender"), ("area", "processing_disposition"))),
        ("ice_detainers", (("state", "detainer_type"), ("state", "lift_reason"))),
    ):
        for pair in pairs:
            yield Honest(table, by=pair)
    for column in ("area", "apprehension_method", "gender"):
        yield Honest("ice_arrests", by=(column, "apprehension_date:month"))
    yield Honest("ice_removals", by=("area", "removal_date:month"))
    yield Honest("ice_removals", by=("fiscal_year", "area", "final_charge"))
    yield Honest("ice_encounters", by=("area", "event_date:month"))
    yield Honest("ice_detainers", by=("state", "prepared_date:month"))
    yield Honest("ice_book_ins", "universe:seattle_aor", by=("detention_facility", "fiscal_year"), universe=SEATTLE)
    yield Honest("ice_book_ins", "universe:seattle_aor", by=("detention_facility", "book_in_date:quarter"), universe=SEATTLE)


def _one_office() -> Iterator[Honest]:
    for name in AREAS:
        text, where = f'area:"{name} Area of Responsibility"', f"area = '{name} Area of Responsibility'"
        yield Honest("ice_arrests", text, where=where)
        yield Honest("ice_arrests", text, by=("fiscal_year", "apprehension_method"), where=where)
        yield Honest("ice_arrests", text, by=("apprehension_date:month",), where=where)
        yield Honest("ice_arrests", f"fiscal_year:2017 {text} apprehension_method:{METHODS}",
                     where=f"fiscal_year = 2017 AND {where} AND apprehension_method IN ({METHODS})".replace('"', "'"))  # fmt: skip
        yield Honest("ice_removals", text, by=("fiscal_year", "gender", "processing_disposition"), where=where)
    for name in AREAS[:5]:
        text, where = f'area:"{name} Area of Responsibility"', f"area = '{name} Area of Responsibility'"
        yield Honest("ice_arrests", text, by=("landmark",), where=where)
        yield Honest("ice_encounters", text, by=("landmark",), where=where)
        yield Honest("ice_removals", text, by=("final_charge",), where=where)
    for state in ("CALIFORNIA", "TEXAS", "GEORGIA", "FLORIDA"):
        yield Honest("ice_detainers", f"state:{state}", by=("detention_facility",), where=f"state = '{state}'")


QUESTIONS: tuple[Honest, ...] = tuple(each for part in (_years, _one_column, _over_time, _tables, _one_office) for each in part())


STEPS = {"": "{0}", "day": "strftime({0}, '%Y-%m-%d')", "week": "strftime({0}, '%G-W%V')", "month": "strftime({0}, '%Y-%m')",
         "quarter": "year({0}) || '-Q' || quarter({0})", "year": "strftime({0}, '%Y')"}  # fmt: skip


@dataclass(frozen=True)
class Judged:
    """What came of a question."""

    shown: int
    """Cells that were told."""
    share: float
    """Share of the records that stand in cells that were told."""
    errors: tuple[tuple[int, int, str], ...]
    """(told, true, mark) of every cell."""
    exact: bool
    """Whether the answer says that it is the number of the records: no number is marked, and nothing is suppressed."""

    @property
    def answered(self) -> bool:
        """Whether it was: at least four of five records are in what is told."""
        return self.shown > 0 and self.share >= 0.8


def judge(bench: Workbench, question: Honest) -> Judged:
    """Asks the product, and counts the same records beside it in plain SQL."""
    query = replace(bench.query(question.table, question.text), by=tuple(map(read_split, question.by)))
    answer = bench.crosstab(query) if question.by else bench.count(query)
    cells = answer.cells if isinstance(answer, Crosstab) else {(): answer.count}
    told = {
        tuple(value for value, _ in key): number for key, number in cells.items() if number and all(state == "value" for _, state in key)
    }
    truth = counted(bench, question)
    with_values = sum(number for key, number in truth.items() if None not in key)
    marks = (
        {tuple(value for value, _ in key): mark for key, mark in answer.marks.items()}
        if isinstance(answer, Crosstab)
        else {(): answer.mark}
    )
    return Judged(
        len(told),
        min(sum(told.values()) / max(with_values, 1), 1.0),
        tuple((number, truth.get(key, 0), marks.get(key, "")) for key, number in told.items()),
        not any(marks.values()) and not answer.suppressed,
    )


def counted(bench: Workbench, question: Honest) -> dict[tuple[object, ...], int]:
    """The same, without the product: straight from the column files."""
    releases = [
        row["id"]
        for row in bench.reader.ledger.rows("SELECT id FROM releases WHERE universe = ? AND withdrawn IS NULL", (question.universe,))
    ]
    keys = [STEPS[step].format(column) for column, _, step in (each.partition(":") for each in question.by)]
    places = ", ".join(str(place + 1) for place in range(len(keys)))
    sql = f"SELECT {', '.join([*keys, 'count(*)'])} FROM read_parquet(?, union_by_name=true) WHERE list_contains(?, _release) AND {question.where}"
    files = str(bench.layout.lake / question.table / "*.parquet")
    found = duckdb.connect().execute(sql + (f" GROUP BY {places}" if keys else ""), [files, releases]).fetchall()
    return {tuple(row[:-1]): row[-1] for row in found}
