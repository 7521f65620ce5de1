"""Citations in the forms of reference managers, read back by the rules of each form."""

from __future__ import annotations

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from clerestory.search.cite import Citation, bibtex, csl, ris

ONE = Citation(
    "text", "list.xlsx, Sheet1, row 2", "Agency & Sons", "2025-04-03", "2026-11-30", "list.xlsx", "Sheet1, row 2", "A2", "ab" * 32,
    "https://example.org/a_b", "92839a849155849b-0-2",
)  # fmt: skip


def test_ris() -> None:
    lines = ris(ONE).split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert lines[-2:] == ["ER  - ", ""]
    tags = dict(line.split("  - ", 1) for line in lines if line)
    assert (tags["PY"], tags["DA"], tags["Y2"]) == ("2025", "2025/04/03", "2026/11/30")
    assert "Cell: A2" in tags["N1"]
    assert "SHA-256: " + "ab" * 32 in tags["N1"]


def test_csl() -> None:
    [item] = json.loads(csl(ONE))
    assert item["issued"] == {"date-parts": [[2025, 4, 3]]}
    assert item["accessed"] == {"date-parts": [[2026, 11, 30]]}
    assert item["author"] == [{"literal": "Agency & Sons"}]


def test_bibtex() -> None:
    written = bibtex(ONE)
    assert written.startswith("@misc{agencysons92839a849155849b02,")
    assert r"Agency \& Sons" in written
    assert "https://example.org/a_b" in written


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_title_breaks_a_form(title: str, publisher: str) -> None:
    made = Citation("text", title, publisher, "", "")
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris(made).split("\r\n") if line)
    assert json.loads(csl(made))
    plain = re.sub(r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}|\\[{}]", "", bibtex(made))
    assert plain.count("{") == plain.count("}")
