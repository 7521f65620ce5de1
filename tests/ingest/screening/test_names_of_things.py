"""Names of files, links, institutions, recipients; words let in by three publishers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clerestory.ingest.screening import admit, file_name, institutional, link, organisation, shape, strict_identifiers


@pytest.mark.parametrize(
    "name",
    [
        "ParticipatingEntities-20250219163339.xlsx",
        "FY25_detentionStats09242025.xlsx",
        "raw_09foia5638detentionfacilitylist.xls",
        "santa-clara-ca-pd__2026-04-08__search_audit.csv",
        "jackson-county-so/log.csv",
        "St. Johns County SO 2025.pdf",
        "Sheet1",
        "APRIL ",
        "FY2024 Detention Statistics/Facilities.csv.gz",
        "pendingAgencies10172025mid.xlsx",
    ],
)
def test_names_of_releases_stay(name: str) -> None:
    assert file_name(name) == name


@pytest.mark.parametrize(
    ("name", "screened"),
    [
        ("Garcia request/John Smith PRA 25-123.zip", "Aaaaaa request/Aaaa Aaaaa PRA 25-123.zip"),
        ("JSmith_export.csv", "JAaaaa_export.csv"),
        ("MariaLopez.pdf", "AaaaaAaaaa.pdf"),
        ("Long_Young.xlsx", "Aaaa_Aaaaa.xlsx"),
        ("john.doe@example.com.eml", "aaaa.aaa@aaaaaaa.aaa.eml"),
        ("Nguyen%20PRA.pdf", "Aaaaaa PRA.pdf"),
        ("log 415-555-2671.csv", "log 999-999-9999.csv"),
        ("012-34-5678.pdf", "999-99-9999.pdf"),
        ("log 012345678.pdf", "log 999999999.pdf"),
        ("4155552671.csv", "9999999999.csv"),
    ],
)
def test_personal_words_in_names_of_files_go(name: str, screened: str) -> None:
    assert file_name(name) == screened


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["jackson", "county", "Long", "SO", "_", "-", "Smith", "12", ".csv", "%20"]), max_size=8).map("".join)
)
def test_names_of_files_settle(name: str) -> None:
    once = file_name(name)
    assert file_name(once) == once


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (
            "https://www.example.gov/doclib/287gMOA/LeeCountyFL_MOA_07022025.pdf",
            "https://www.example.gov/doclib/287gMOA/LeeCountyFL_MOA_07022025.pdf",
        ),
        (
            "https://gcc02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.gov%2Fdoclib%2FMOA.pdf&data=05%7C02%7Cjane.doe%40example.gov%7C1",
            "https://www.example.gov/doclib/MOA.pdf",
        ),
        ("https://urldefense.com/v3/__https://www.example.gov/doclib/MOA.pdf__;!!abc!x$", "https://www.example.gov/doclib/MOA.pdf"),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__www.example.gov_doclib_MOA.pdf&d=x",
            "https://www.example.gov/doclib/MOA.pdf",
        ),
        ("https://jane:secret@www.example.gov/list.pdf?to=jane.doe%2540example.gov#p", "https://www.example.gov/list.pdf"),
        ("https://www.example.gov/jane.doe%40example.gov/list.pdf", ""),
        (
            "https://urldefense.com/v3/__https://nam1.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.gov%2Fdoclib%2FMOA.pdf__;!!a!b$",
            "https://www.example.gov/doclib/MOA.pdf",
        ),
        (
            "https://web.archive.org/web/20240503135934/https://www.example.gov/doclib/MOA.pdf?to=jane.doe%40example.gov",
            "https://web.archive.org/web/20240503135934/https://www.example.gov/doclib/MOA.pdf",
        ),
        ("https://web.archive.org/web/20240503135934/mailto:jane.doe@example.gov", ""),
        (
            "chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/https://www.example.gov/doclib/MOA.pdf",
            "https://www.example.gov/doclib/MOA.pdf",
        ),
        ("mailto:jane.doe@example.gov", ""),
        ("tel:4155552671", ""),
    ],
)
def test_links(url: str, kept: str) -> None:
    got = link(url)
    assert got == kept
    assert link(got) == got


@pytest.mark.parametrize(
    "value",
    [
        "ALBCONY", "70CDCR20D00000011", "CA0190000", "KM4NQXJ7L2B5", "06037", "94110-1234", "Jackson County SO", "St. Johns County", "O'Brien County Jail",
        "Doña Ana County", "123 Main St", "Pike-Smith Detention", "2604230013", "012345678", "A1234567",
    ],
)  # fmt: skip
def test_institutional_values_stay(value: str) -> None:
    assert institutional(value) == value
    assert strict_identifiers(value) == ()


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("call 415-555-2671", "phone"), ("(415) 555-2671", "phone"), ("jane.doe@example.gov", "email"), ("jane [at] example [dot] gov", "email"),
        ("012-34-5678", "ssn"), ("A012345678", "a_number"), ("A 012-345-678", "a_number"), ("DOB 01/02/1990", "birth_date"), ("jane%40example.gov", "email"),
    ],
)  # fmt: skip
def test_identifiers_in_institutional_values_go(value: str, kind: str) -> None:
    assert strict_identifiers(value) == (kind,)
    once = institutional(value)
    assert once != value
    assert institutional(once) == once


ORGANISATIONS = [
    "Smith Construction LLC",
    "CITY OF JACKSON",
    "GARCIA & SONS INC.",
    "Young Mens Christian Association",
    "County of St. Johns",
    "Global Tel Link Corp",
    "Jane Doe Chevrolet, Incorporated",
    "Santa Clara CA PD",
    "santa-barbara-pd-ca",
    "Grant Hunter SD SO",
]
PERSONS = [
    "JANE Q DOE",
    "DOE, JANE",
    "Garcia Maria",
    "J. Wickramasinghe",
    "Jane Doe Consulting",
    "LOPEZ, JUAN FARRIER SERVICE",
    "Grant Hunter",
    "Jane Doe CA",
    "Jane Doe PD CA 4",
]


@pytest.mark.parametrize("name", ORGANISATIONS)
def test_organisations_stay(name: str) -> None:
    assert organisation(name) == name


@pytest.mark.parametrize("name", PERSONS)
def test_sole_traders_go(name: str) -> None:
    assert organisation(name) == shape(name)
    assert organisation(shape(name)) == shape(name)


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from([*ORGANISATIONS, *PERSONS, "jane.doe@example.com", "_", " ", "[at]"]), max_size=4).map("".join)
)
def test_names_of_bodies_settle(name: str) -> None:
    for rule in (organisation, institutional, link):
        once = rule(name)
        assert rule(once) == once


def test_three_publishers_let_a_word_in_and_no_number_of_them_a_name() -> None:
    used = {
        "a": ["Flurbing", "garcia", "once"],
        "b": ["flurbing", "Garcia", "young"],
        "c": ["FLURBING", "garcia", "young"],
        "d": ["young", "two"],
        "e": ["two"],
    }
    assert admit(used) == frozenset({"flurbing"})


@given(
    st.dictionaries(st.text("abc", min_size=1, max_size=2), st.lists(st.sampled_from(["flurbing", "zorbly", "garcia", "x9"])), max_size=6),
    st.randoms(),
)
def test_order_of_ingest_changes_nothing(used: dict[str, list[str]], dice: object) -> None:
    items = list(used.items())
    dice.shuffle(items)  # type: ignore[attr-defined]
    assert admit(dict(items)) == admit(used)
