"""Lists of releases, sheets and quarantine tell of no few people."""

from __future__ import annotations

from clerestory.schema.table import Grain, Table
from clerestory.search.disclosure import Gate
from clerestory.search.listed import sheets, turned_away
from clerestory.settings import Settings

GATE = Gate(Settings())
PERSONS = Table("made_arrests", unit="arrest", columns=(), grain=Grain.PERSON_EVENT)
LISTS = Table("made_lists", unit="agency", columns=())


def _sheet(release: str, records: int, turned: int = 0) -> dict[str, object]:
    return {"id": release, "sheet": "x", "rows_in": records + turned, "records": records, "quarantined": turned}


def test_a_sheet_of_a_few_takes_the_smallest_other_with_it() -> None:
    told = sheets(GATE, PERSONS, [_sheet("a", 100), _sheet("a", 3), _sheet("a", 40), _sheet("b", 12)])
    assert [row["records"] for row in told] == [100, None, None, 12]
    assert [row["rows_in"] for row in told] == [100, None, None, 12]
    assert [row["records"] for row in sheets(GATE, LISTS, [_sheet("a", 100), _sheet("a", 3)])] == [100, 3]


def test_a_few_rows_in_quarantine_are_not_the_rest_of_the_rows() -> None:
    (told,) = sheets(GATE, PERSONS, [_sheet("a", 100, 3)])
    assert (told["rows_in"], told["records"], told["quarantined"]) == (None, 100, None)
    (told,) = sheets(GATE, PERSONS, [_sheet("a", 100, 30)])
    assert (told["rows_in"], told["quarantined"]) == (130, 30)


def test_a_few_rows_in_quarantine_are_not_the_rest_of_those_of_other_sheets() -> None:
    told = sheets(GATE, PERSONS, [_sheet("a", 100, 30), _sheet("a", 100, 3), _sheet("a", 100, 12)])
    assert [row["quarantined"] for row in told] == [30, None, None]


def test_a_few_rows_of_one_reason_are_not_the_rest_of_the_rows_in_quarantine() -> None:
    entries = [
        {"release": release, "table_name": "made_arrests", "sheet": "x", "reason": reason, "row": 7, "place": 2, "count": count}
        for release, reason, count in (("a", "too long", 12), ("a", "too short", 3), ("b", "too long", 12))
    ]
    assert [entry["count"] for entry in turned_away(GATE, {"made_arrests": PERSONS}, entries)] == [None, None, 12]


def test_quarantine_of_persons_names_no_row() -> None:
    entries = [
        {"release": "a", "table_name": name, "sheet": "x", "reason": "too long", "row": row, "place": 2, "count": 1}
        for name in ("made_arrests", "made_lists")
        for row in (7, 9)
    ]
    told = turned_away(GATE, {"made_arrests": PERSONS, "made_lists": LISTS}, entries)
    assert [(entry["row"], entry["count"]) for entry in told] == [(None, None), (7, 1), (9, 1)]
