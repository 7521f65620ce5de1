"""The verbs that list and open, as somebody types them: exit codes, JSON, width, and what they say of a name they do not know."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from clerestory.cli.main import main
from clerestory.schema.table import Column
from clerestory.search.why import agrees
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import HEADER, add, workspace
from tests.search.lakes import TABLE, write_log

LINE = "GA,Alder County Sheriff,County,Alder,Jail,01/01/2025,LINK\n"
PERSONS = ROOT / "tests" / "samples" / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"


class Said(NamedTuple):
    """What a run of the program gave."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """Standard output as JSON."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two lists of one series (the second has a column more), a log, and events of persons; the originals beside it."""
    folder = tmp_path_factory.mktemp("held")
    made = workspace(folder / "w")
    originals = folder / "originals"
    originals.mkdir()
    (originals / "list_09172025.csv").write_text(HEADER + LINE)
    (originals / "list_09242025.csv").write_text(HEADER.replace("MOA", "MOA,ADDENDUM") + LINE.replace("LINK", "LINK,LINK"))
    write_log(originals / "example-1-network-audit-2026-03.csv", 1, 30)
    shutil.copy(PERSONS, originals)
    assert {outcome.status for outcome in add(made, originals)} == {"added"}
    return folder


@pytest.fixture
def run(held: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in this process, in a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")

    def go(*words: str, at: Path = held / "w") -> Said:
        monkeypatch.setattr("sys.argv", ["clerestory", "-w", str(at), *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Said(ended.value.code, said.out, said.err)

    return go


def _first(run: Run, table: str) -> dict[str, Any]:
    first = run("search", table, "--limit", "1", "--json").told["rows"][0]
    assert isinstance(first, dict)
    return first


VERBS: dict[tuple[str, ...], tuple[int, set[str]]] = {
    ("sources",): (0, {"ok", "sources"}),
    ("sources", "ice_287g"): (0, {"ok", "sources"}),
    ("sources", TABLE): (0, {"ok", "table", "unit", "grain", "columns"}),
    ("drift", "ice_287g"): (1, {"ok", "changes"}),
    ("drift", "alpr_network_audit"): (0, {"ok", "changes"}),
    ("quarantine", "ice_287g"): (0, {"ok", "quarantine", "files"}),
    ("verify",): (0, {"ok", "damaged", "releases"}),
    ("why", TABLE, "search_type:lookup"): (0, {"ok", "count", "parts", "snapshot"}),
    ("cite", TABLE, "search_type:lookup"): (0, {"ok", "citation"}),
}


@pytest.mark.parametrize("words", VERBS, ids=" ".join)
def test_a_verb_fits_80_columns_speaks_json_and_ends_as_documented(run: Run, words: tuple[str, ...]) -> None:
    code, keys = VERBS[words]
    said, asked = run(*words), run(*words, "--json")
    assert (said.code, asked.code) == (code, code), said.err + asked.err
    assert keys <= set(asked.told)
    lines = [line for line in said.out.splitlines() if line.startswith(" ")]  # of tables; a sentence is broken by whoever shows it
    assert max(map(len, lines), default=0) <= 80, said.out


def test_releases_are_one_json_object_a_line(run: Run) -> None:
    said = run("releases", "--json")
    listed = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 0
    assert len(listed) == 4
    assert all({"id", "source", "publisher", "name", "sha256", "published"} <= set(release) for release in listed)
    table = run("releases").out
    assert all(table.count(release["id"]) == 1 for release in listed)
    assert "4 releases" in table
    assert max(map(len, table.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("sources", "ice_287"), "ice_287g"),
        (("releases", "ice_287"), "ice_287g"),
        (("drift", "ice_287"), "ice_287g"),
        (("quarantine", "ice_287"), "ice_287g"),
        (("why", "alpr_sighting"), TABLE),
        (("cite", "alpr_sighting"), TABLE),
        (("verify", "0123456789abcdef", "--originals", "."), ""),
        (("why", "0123456789abcdef-0-2"), ""),
        (("cite", "0123456789abcdef-0-2"), ""),
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_unknown_name_ends_with_2_and_gives_the_nearest(run: Run, words: tuple[str, ...], nearest: str) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("clerestory: ")
    assert nearest in said.err
    assert "Traceback" not in said.err


def test_verify_of_one_release_asks_for_the_originals(run: Run, held: Path) -> None:
    with Workbench(held / "w") as bench:
        release = bench.releases("ice_287g")[0]["id"]
    assert run("verify", release).code == 2
    said = run("verify", release, "--originals", str(held / "originals"), "--json")
    assert (said.code, [verdict["release"] for verdict in said.told["releases"]]) == (0, [release])
    assert release in run("verify", release[:-1] + "_", "--originals", str(held)).err


def test_a_record_beside_its_original_says_same_where_it_is_the_same(run: Run, held: Path) -> None:
    first = _first(run, TABLE)
    record = first["_id"] if "_id" in first else first["id"]
    cells = {cell["column"]: cell for cell in run("why", record, "--originals", str(held / "originals"), "--json").told["cells"]}
    assert {cell["agrees"] for cell in cells.values()} == {True, None}
    assert cells["searched_at"]["agrees"] is cells["time_frame_end"]["agrees"] is cells["organisation"]["agrees"] is True
    assert cells["plate"]["agrees"] is cells["reason"]["agrees"] is None  # not kept as released: nothing to compare
    said = run("why", record, "--originals", str(held / "originals"))
    assert said.code == 0
    assert max(map(len, said.out.splitlines())) <= 80, said.out
    line = next(line for line in said.out.splitlines() if line.lstrip().startswith("searched_at"))
    assert line.rstrip().endswith("same")


MOMENT = Column("at", type="timestamp")


@pytest.mark.parametrize(
    ("original", "same"),
    [
        ("03/05/2026, 03:04:05 PM UTC", True),
        ("3/5/2026, 3:04:05 PM UTC", True),
        ("2026-03-05T15:04:05Z", True),
        ("2026-03-05T10:04:05-05:00", True),
        ("03/04/2026, 01:00:00 AM UTC\n03/05/2026, 03:04:05 PM UTC", True),
        ("03/05/2026, 03:04:06 PM UTC", False),
        ("03/05/2026, 03:04:05 AM UTC", False),
        ("", False),
        (None, False),
    ],
)
def test_another_writing_of_the_same_moment_agrees(original: str | None, same: bool) -> None:
    assert agrees(MOMENT, datetime(2026, 3, 5, 15, 4, 5, tzinfo=UTC), "03/05/2026, 03:04:05 PM UTC", original) is same


def test_an_empty_cell_agrees_with_an_empty_cell() -> None:
    assert agrees(MOMENT, None, None, None)
    assert agrees(MOMENT, None, None, "")
    assert not agrees(MOMENT, None, None, "03/05/2026, 03:04:05 PM UTC")


@pytest.mark.parametrize("form", ["text", "ris", "bibtex", "csl"])
def test_a_record_and_a_figure_are_cited_in_every_form(run: Run, form: str) -> None:
    first = _first(run, "agreements_287g")
    record = first["_id"] if "_id" in first else first["id"]
    for words in ((record,), ("agreements_287g", "state:GA")):
        said = run("cite", *words, "--form", form)
        assert said.code == 0
        assert said.out.strip() == run("cite", *words, "--form", form, "--json").told["citation"].strip()


def test_a_figure_of_one_release_is_cited_of_1_release(run: Run) -> None:
    assert ", 1 release, " in run("cite", TABLE, "search_type:lookup").out


def test_the_command_that_init_names_can_be_pasted(run: Run, tmp_path: Path) -> None:
    said = run("init", at=tmp_path / "of the county")
    assert said.code == 0
    assert shlex.split(said.out.partition("Next: ")[2])[:3] == ["clerestory", "-w", str(tmp_path / "of the county")]


def test_a_person_s_record_is_opened_to_nobody(run: Run, held: Path) -> None:
    with Workbench(held / "w") as bench:
        release = next(release["id"] for release in bench.releases() if release["source"] == "ice_events")
    for verb in ("why", "cite"):
        said = run(verb, f"{release}-0-2")
        assert said.code != 0
        assert said.out == ""


def test_verify_compares_with_the_originals_and_fails_where_the_lake_was_changed(run: Run, held: Path, tmp_path: Path) -> None:
    said = run("verify", "--originals", str(held / "originals"), "--json")
    assert said.code == 0
    assert {verdict["status"] for verdict in said.told["releases"]} == {"same"}
    shutil.copytree(held / "w", tmp_path / "w")
    damaged = next((tmp_path / "w" / "lake").rglob("*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"x")
    said = run("verify", "--json", at=tmp_path / "w")
    assert (said.code, said.told["ok"], len(said.told["damaged"])) == (1, False, 1)


def test_drift_names_the_column_that_came(run: Run) -> None:
    (change,) = run("drift", "ice_287g", "--json").told["changes"]
    assert (change["what"], change["label"], change["table"]) == ("added", "ADDENDUM", "agreements_287g")


def test_drift_names_the_column_that_is_written_otherwise(run: Run, tmp_path: Path) -> None:
    """Against the form seen last, also past a release in which the column is empty."""
    at = workspace(tmp_path / "w")
    for day, signed in (("09172025", "01/01/2025"), ("09242025", "01/01/2025"), ("10012025", ""), ("10082025", "2025-01-01")):
        file = tmp_path / f"list_{day}.csv"
        file.write_text(HEADER + LINE.replace("01/01/2025", signed))
        add(at, file)
    (change,) = run("drift", "ice_287g", "--json", at=at).told["changes"]
    assert (change["what"], change["label"], change["published"][:10]) == ("retyped", "SIGNED", "2025-10-08")
    before, _, after = change["detail"].partition(", now ")
    assert before
    assert after
    assert before != after
    said = run("drift", "ice_287g", at=at)
    assert (said.code, "retyped" in said.out) == (1, True)


def test_what_is_not_in_is_told_under_a_screened_name(run: Run, tmp_path: Path) -> None:
    """A file's name may name a person: it is on no screen and in no JSON."""
    at = workspace(tmp_path / "w")
    file = tmp_path / "Mortimer Quillwort 555-867-5309 mortimer.quillwort@example.org.csv"
    file.write_bytes(b"\x00\x01\x02 nothing of a table")
    for words in (
        ("add", str(file), "--dry-run"),
        ("add", str(file)),
        ("add", str(file), "--json"),
        ("quarantine",),
        ("quarantine", "--json"),
    ):
        said = run(*words, at=at)
        assert said.code == 1, (words, said)
        assert "@example" not in said.out + said.err, words
        assert "867" not in said.out + said.err, words
        assert str(tmp_path) not in said.out + said.err, words


def test_a_piece_of_a_cell_agrees_with_its_cell() -> None:
    half = Column("half", cut=" ", piece=1)
    assert agrees(half, "am", "am", "2025-01-01 am")
    assert not agrees(half, "am", "am", "2025-01-01 pm")
