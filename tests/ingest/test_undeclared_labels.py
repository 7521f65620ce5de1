"""Columns that a source does not declare, in a table that it does: what numbers or reaches a person is withheld by its label alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from clerestory.sdk.propose import about_persons, either_order, names_somebody, type_of
from tests.reading import read, records


@pytest.mark.parametrize("label", ["Officer", "User", "Subject No.", "DOB", "A#", "Badge", "Phone", "First Name", "Login"])
def test_labels_of_people_are_known(label: str) -> None:
    assert names_somebody(label)


@pytest.mark.parametrize("label", ["County", "Agency", "Support type", "Signed", "State", "Facility Name", "Total"])
def test_other_labels_are_not(label: str) -> None:
    assert not names_somebody(label)


def test_such_a_column_is_withheld_in_a_declared_table(tmp_path: Path) -> None:
    source = Path(__file__).parent.parent / "samples/alpr_event_log/in/event_log_without_id.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    path = tmp_path / source.name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*row, "Badge" if number == 0 else str(number % 7)] for number, row in enumerate(rows))
    [release] = read(path, tmp_path, name=source.name, source="alpr_event_log")
    assert any("names, numbers or reaches a person" in turned.reason for turned in release.turned)
    assert not any("x_badge" in record for _, record in records(release))


def test_rows_about_persons_are_known_by_one_attribute_and_what_happened() -> None:
    assert about_persons(["Gender", "Apprehension Date", "State"])
    assert about_persons(["Birth Year", "Nationality"])
    assert not about_persons(["Gender", "Total"])
    assert not about_persons(["Arrest Date", "Agency"])


def test_days_that_can_be_read_two_ways_stay_text() -> None:
    both = ["03/04/2025", "05/06/2025"]
    assert either_order(both)
    assert type_of("Signed", both) == "text"
    assert type_of("Signed", [*both, "03/25/2025"]) == "date"
    assert type_of("Signed", [*both, "25/03/2025"]) == "text"
    assert type_of("Signed", ["2025-03-04"]) == "date"
