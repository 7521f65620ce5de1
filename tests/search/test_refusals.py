"""Shapes of persons are refused with what may be asked instead; codes of institutions never are. All of them are made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import Refused
from clerestory.ingest.screening import strict_identifiers
from clerestory.search.query import Measure, Split, Term
from clerestory.search.refusals import _NUMBERED, _WHOLE, NOT_REPEATED, _looser, _plain, shape_of, unsaid
from clerestory.workbench import Workbench
from tests.ingest.adding import HEADER, add, program, workspace

PERSONS = {
    "plate": ["7ABC123", "ABC 1234", "ABC-1234", "8XYZ999", "8xyz 999", "123-XYZ", "XY12XYZ"],
    "a_number": ["A123456789", "A 123 456 789", "A-123456789", "a12345678", "A#1234567"],
    "ssn": ["123-45-6789", "123 45 6789", "123.45.6789"],
    "nine": ["123456789", "123-456-789"],
    "phone": ["202-555-0143", "(202) 555-0143", "202.555.0143", "+1 202 555 0143", "6196234567"],
    "email": ["jo@example.org", "call jo@example.org now"],
    "name": ["Smith, John", "SMITH, JOHN", "smith,john", "Garcia, Maria", "Smith, John A", "O'Brien, Patrick", "Lopez-Garcia, Ana",
             "Maria Garcia", "jose hernandez", "James Smith", "Robert A. Miller", "CARLOS RODRIGUEZ"],
    "birth_date": ["dob 01/02/1985"],
}  # fmt: skip
INSTITUTIONS = [
    "CA0194200", "TX1010000", "NY0303000", "ELPZZTX", "KROHOLD", "BTV", "CTX", "70CDCR20D00000011", "HSCEDM-17-D-00001", "70CDCR24FR0000020",
    "06037", "06", "92101", "92101-1234", "san-diego-ca-pd", "examplea-xx-so", "459PC", "10851 VC", "211 PC", "23152(a)", "18 USC 1326", "287(g)",
    "8 U.S.C. 1357(g)", "26-00417", "2026-00001234", "24-cv-01234", "2025-ICLI-00019", "2603151234", "FY2025", "I-247A", "I247A", "HSI", "vehicle theft",
    "T. Don Hutto", "Ray Brook", "Delaney Hall", "Glen Dale", "Adams County", "Adams", "Houston, Texas", "San Diego, CA", "Jackson, Mississippi", "Adams, Washington", "Orange, California",
    "Task Force Model", "CAP Local Incarceration", "2025-01-31", "01/31/2026", "10,000", "1,234,567", "LPR", "stolen, recovered", "Warrant, Felony",
    "Baltimore, Maryland", "Korea, South", "E-Verify", "ICE/ERO", "O.R.S. 181A.820", "UEI ABCDEFGH1JK2", "DCJS 05-22", "W/V", "Aug 2025", "N/A", "#1",
]  # fmt: skip
CODES = ["123456789", "7ABC123", "ABC1234", "A12345678"]
"""In a column of codes these may be a DUNS number, a facility or a form."""


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in PERSONS.items() for text in texts])
def test_shapes_of_persons_are_known(kind: str, text: str) -> None:
    assert shape_of(text) == kind


@pytest.mark.parametrize("text", INSTITUTIONS)
def test_codes_and_names_of_institutions_are_not_refused(text: str) -> None:
    assert shape_of(text) == ""
    assert shape_of(text, coded=True) == ""


@pytest.mark.parametrize("text", CODES)
def test_in_a_column_of_codes_only_shapes_count_that_no_code_has(text: str) -> None:
    assert shape_of(text, coded=True) == ""


PARTS = st.sampled_from([
    *"abAEz -._,;:!?'\"/#+*", " at ", " dot ", "at", "dot", "com", "dob", "born", "jan", "plate", "phone", "call ", "A-", "one", "zero", "o", "l", "x x x x x",
    "street", "box", "ABC", "john", "smith", "amp;", "u", "x",
])  # fmt: skip


@given(st.one_of(st.lists(PARTS, max_size=12).map("".join), st.text(st.characters(max_codepoint=127), max_size=30)))
def test_every_shape_but_a_name_needs_a_digit_or_a_sign_of_an_address(text: str) -> None:
    plain = _plain(text)
    if not _NUMBERED.search(plain):
        assert strict_identifiers(plain) == ()
        assert not any(pattern.fullmatch(plain) for _, pattern in _WHOLE)
        assert _looser(plain) == ""


@pytest.mark.parametrize(
    "text", ["Mar\u200bia Garc\u00eda", "\uff2daria Garcia", "Maria\x07 Garcia", "Maria\tGarcia", "Maria%20Garcia", "%4Daria Garcia"]
)
def test_a_name_is_known_through_what_cannot_be_seen(text: str) -> None:
    assert shape_of(text) == "name"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(workspace(tmp_path_factory.mktemp("refusals") / "w"))


@pytest.mark.parametrize(
    "text",
    [
        "7ABC123", "reason:7ABC123", '"Smith, John"', "Smith, John", "reason:\"Smith, John\"", "-7ABC123", "theft OR 7ABC123", "reason:theft,7ABC123",
        "stolen 123 45 6789", "call 202 555 0143", "agency:jo@example.org", "reason:>7ABC123", "reason:/7ABC123/", "reason:/^7ABC123$/",
        "reason:/theft|7ABC123/", "reason:7ABC12*", "maria garcia", '"Maria Garcia"', "reason:\"Maria Garcia\"", "reason:%37ABC123",
        "reason:７ABC123", "reason:7AB\u200bC123",
    ],
)  # fmt: skip
def test_every_way_to_ask_is_refused(text: str, bench: Workbench) -> None:
    with pytest.raises(Refused, match="facets alpr_sightings") as refused:
        bench.plan(bench.query("alpr_sightings", text))
    assert not any(part in str(refused.value) for part in ("7ABC1", "Smith", "6789", "0143", "arcia"))


@pytest.mark.parametrize(
    "change",
    [
        {"columns": ("7ABC123",)}, {"order": (("7ABC123", True),)}, {"by": (Split("7ABC123"),)}, {"by": (Split("7ABC123.state"),)}, {"on": "7ABC123"},
        {"as_of": "7ABC123"}, {"universe": "7ABC123"}, {"measure": Measure("distinct", "7ABC123")},
        {"tests": (Term("7ABC123", "=", ("x",)),)}, {"tests": (Term("release", "=", ("7ABC123",)),)},
    ],
)  # fmt: skip
def test_names_and_moments_are_looked_at_too(change: dict[str, object], bench: Workbench) -> None:
    with pytest.raises(Refused) as refused:
        bench.plan(replace(bench.query("alpr_sightings", ""), **change))
    assert "7ABC123" not in str(refused.value)


@pytest.mark.parametrize("name", ["7ABC123.csv", "searches_7ABC123.csv", "garcia, maria.csv", "Maria Garcia.csv"])
def test_files_and_saved_questions_have_no_such_names(name: str, bench: Workbench, tmp_path: Path) -> None:
    query = bench.query("alpr_sightings", "")
    with pytest.raises(Refused):
        bench.export(query, tmp_path / name)
    with pytest.raises(Refused):
        bench.save_query(name.removesuffix(".csv"), query)
    with pytest.raises(Refused):
        bench.save_query("fine", bench.query("alpr_sightings", "7ABC123"))


@pytest.mark.parametrize(
    "said", ["no column '7ABC123'", "on:7ABC123 is no day", "there is no table 'Smith, John'", "found 123-45-6789 there"]
)
def test_no_error_repeats_them(said: str) -> None:
    assert NOT_REPEATED in unsaid(said)
    assert not any(part in unsaid(said) for part in ("7ABC123", "Smith", "6789"))


@pytest.mark.parametrize(
    "said",
    ["the table ice_arrests has no column 'gendr'. Expected: one of gender", "on:2025-09-17 or on:latest", "release 5a68b5d0c1e2f3a4"],
)
def test_other_errors_stay_as_they_are(said: str) -> None:
    assert unsaid(said) == said


@pytest.mark.parametrize("name", ["Maria_Garcia", "Maria.Garcia", "maria_garcia"])
def test_no_error_repeats_a_name_whose_words_are_joined(name: str, bench: Workbench) -> None:
    assert name not in unsaid(f"the table ice_arrests has no column '{name}'")


@pytest.mark.parametrize("words", ["7ABC123", "looking for 7ABC123", "Maria Garcia", "seen maria garcia there", "call 202 555 0143 now"])
def test_words_looked_for_in_everything_point_at_nobody(words: str, bench: Workbench) -> None:
    with pytest.raises(Refused):
        bench.find(words)


@pytest.mark.parametrize("words", ["plate reader", "Adams County", "Delaney Hall", "FY2025", "287(g) agreements"])
def test_other_words_are_looked_for_in_everything(words: str, bench: Workbench) -> None:
    bench.find(words)


@pytest.mark.parametrize(
    "text",
    [
        "reason:459PC", "network_count:123456789", "searched_at:2025-01-31", "organisation:san-diego-ca-pd", "case_number:26-00417",
        "published_on:2025-01-01..2025-06-30", "reason:*", "plate.state:redacted", '"vehicle theft" HSI -welfare', "release:0123456789abcdef",
    ],
)  # fmt: skip
def test_questions_about_institutions_are_asked(text: str, bench: Workbench) -> None:
    assert bench.plan(bench.query("alpr_sightings", text)).query.table == "alpr_sightings"


def test_a_word_that_stands_in_a_column_of_codes_is_a_code(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (tmp_path / "list_09172025.csv").write_text(HEADER + "GA,Alder County Sheriff,ABC1234,Alder,Jail,01/01/2025,LINK\n")
    add(folder, tmp_path / "list_09172025.csv")
    with Workbench(folder) as bench:
        assert bench.count(bench.query("agreements_287g", "abc1234")).count == 1
        with pytest.raises(Refused, match="name its column"):
            bench.count(bench.query("agreements_287g", "ABC1235"))


def test_the_verb_says_what_may_be_asked_and_exits_with_2(tmp_path: Path) -> None:
    done = program(workspace(tmp_path / "w"), "count", "alpr_sightings", "7ABC123")
    assert done.returncode == 2
    assert "has the shape of a licence plate" in done.stderr
    assert "clerestory facets alpr_sightings" in done.stderr
    assert "7ABC123" not in done.stderr + done.stdout
