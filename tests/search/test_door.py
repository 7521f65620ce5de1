"""The SQL door, as somebody who wants to get past it tries it: files, settings, other tables, hidden columns, more time, more memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clerestory.api.benches import stopped_after
from clerestory.errors import ClerestoryError, Refused, TookTooLong, UsageError
from clerestory.lake.functions import HARMLESS
from clerestory.workbench import Workbench
from tests.conftest import ROOT
from tests.ingest.adding import add, program, table, workspace

SAMPLES = ROOT / "tests" / "samples"
PERSONS = SAMPLES / "ice_events" / "in" / "EROArrests_FY2016.csv.gz"
SEARCHES = SAMPLES / "alpr_network_audit" / "in"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("door")
    (folder / "list_09172025.csv").write_bytes(table(rows=30))
    (folder / "list_09182025.csv").write_bytes(table(rows=40))
    made = workspace(folder / "w")
    add(made, folder / "list_09172025.csv", source="ice_287g")
    add(made, folder / "list_09182025.csv", source="ice_287g")
    add(made, PERSONS)
    add(made, SEARCHES)
    return made


@pytest.fixture
def bench(held: Path) -> Iterator[Workbench]:
    with Workbench(held) as opened, stopped_after(opened, 60):
        yield opened


def test_it_counts_as_the_other_ways_do(bench: Workbench) -> None:
    found = bench.select("SELECT county, count(*) AS n FROM agreements_287g GROUP BY county ORDER BY county")
    (row,) = found.table.to_pylist()
    assert row == {"county": "Alder", "n": 40}
    assert bench.count(bench.query("agreements_287g", "")).count == 40
    assert found.views[0]["on"] == "latest"
    assert found.as_json()["snapshot"] == bench.reader.ledger.snapshot()


def test_ids_open_and_states_are_read(bench: Workbench) -> None:
    rows = bench.select("SELECT id, release, signed FROM agreements_287g ORDER BY id").table.to_pylist()
    assert {row["id"] for row in rows} == {row["id"] for row in bench.rows(bench.query("agreements_287g", ""), 100).body()["rows"]}
    assert bench.why(rows[0]["id"]).table == "agreements_287g"


def test_searches_are_put_together_as_elsewhere_and_without_their_key(bench: Workbench) -> None:
    """Records of several logs with one published id are one row; the id itself reaches no statement."""
    (row,) = bench.select("SELECT count(*) AS n, sum(sightings) AS seen, count(DISTINCT id) AS ids FROM alpr_searches").table.to_pylist()
    asked = bench.count(bench.query("alpr_searches", "")).count
    assert row == {"n": asked, "seen": bench.count(bench.query("alpr_sightings", "")).count, "ids": asked}
    assert 0 < asked < row["seen"]
    assert "search_key" not in bench.select("SELECT * FROM alpr_searches", 1).table.schema.names
    (pair,) = bench.select("SELECT count(*) AS n FROM alpr_searches a JOIN alpr_searches b ON a.id = b.id").table.to_pylist()
    assert pair["n"] == asked


def test_views_are_institutional_and_hold_no_hidden_column(bench: Workbench) -> None:
    views = bench.views()
    assert "agreements_287g" in views
    assert "ice_arrests" not in views
    for name, columns in views.items():
        declared = bench.columns(bench.table(name))
        assert not [column for column in columns if column in declared and declared[column].hidden]
        if bench.held(name):
            shown = bench.select(f"SELECT * FROM {name} LIMIT 1").table.schema.names
            assert shown == columns


@pytest.mark.parametrize("column", ["plate", "searcher", "search_key", "plate__text", "searcher__text"])
def test_what_is_hidden_does_not_exist(bench: Workbench, column: str) -> None:
    assert bench.held("alpr_sightings")
    for sql in (f"SELECT {column} FROM alpr_sightings", f"SELECT count(*) FROM alpr_sightings WHERE {column} = 'x'",
                f"SELECT * FROM alpr_sightings ORDER BY {column}", f"SELECT a.{column} FROM alpr_sightings a"):  # fmt: skip
        with pytest.raises(UsageError):
            bench.select(sql)


ATTACKS = [
    "SELECT * FROM ice_arrests", "SELECT search_key FROM alpr_searches", "SELECT * FROM releases", "SELECT * FROM parts", "SELECT * FROM sqlite_master",
    "SELECT * FROM read_parquet('{lake}/*/*.parquet')", "SELECT * FROM '{lake}/x.parquet'", "SELECT * FROM parquet_scan('{lake}/x')",
    "SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM read_text('{root}/key')", "SELECT * FROM read_blob('{root}/key')",
    "SELECT * FROM glob('{root}/*')", "SELECT * FROM '/etc/passwd'", 'SELECT * FROM "{root}/key"', "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_metadata('{lake}/x')", "SELECT getenv('HOME')", "SELECT current_setting('temp_directory')", "SELECT getvariable('x')",
    "COPY (SELECT 1) TO '{root}/out.csv'", "COPY agreements_287g TO '{root}/out.csv'", "EXPORT DATABASE '{root}/out'", "ATTACH '{root}/ledger.sqlite'",
    "INSTALL httpfs", "LOAD httpfs", "PRAGMA database_list", "CALL pragma_version()", "SET memory_limit='20GB'", "RESET lock_configuration",
    "CREATE TABLE x AS SELECT 1", "DROP VIEW agreements_287g", "INSERT INTO agreements_287g SELECT 1", "DELETE FROM agreements_287g", "UPDATE agreements_287g SET state='x'",
    "CREATE MACRO m() AS 1", "BEGIN", "EXPLAIN SELECT 1", "EXPLAIN ANALYZE SELECT * FROM agreements_287g", "DESCRIBE agreements_287g", "SHOW TABLES",
    "SUMMARIZE agreements_287g", "SELECT 1; SELECT 2", "SELECT 1; DROP VIEW agreements_287g", "", ";", "nonsense",
    "SELECT * FROM duckdb_settings()", "SELECT * FROM duckdb_secrets()", "SELECT * FROM duckdb_tables()", "SELECT * FROM duckdb_views", "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM information_schema.tables", "SELECT * FROM main.agreements_287g", "SELECT * FROM system.main.duckdb_views", 'SELECT * FROM "of agreements_287g"',
    "SELECT * FROM arrow_scan(1, 2, 3)", "SELECT * FROM pandas_scan(1)", "SELECT * FROM query('SELECT 1')", "SELECT * FROM query_table('agreements_287g')",
    "SELECT * FROM python_map_function(1)", "SELECT * FROM json_execute_serialized_sql('x')", "SELECT * FROM repeat_row(1, num_rows := 99)",
    "SELECT pg_sleep(1)", "SELECT sleep_ms(1000)", "SELECT nextval('x')", "SELECT write_log('x')", "SELECT error('x')", "SELECT version()",
    "SELECT main.upper('x')", "SELECT system.main.upper('x')", "SELECT (SELECT max(getenv('HOME')) FROM agreements_287g)",
    "SELECT list_transform(['HOME'], x -> getenv(x))", "SELECT * FROM agreements_287g WHERE getenv('HOME') = 'x'",
    "SELECT count(*) FILTER (WHERE getenv('A') = '') FROM agreements_287g", "SELECT state FROM agreements_287g ORDER BY getenv('HOME')",
    "WITH x AS (SELECT getenv('HOME')) SELECT * FROM x", "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
    'SELECT * FROM "of agreements_287g", (WITH "of agreements_287g" AS (SELECT 1) SELECT 1)', "SELECT * FROM sqlite_master, (WITH sqlite_master AS (SELECT 1) SELECT 1)",
    "SELECT * FROM duckdb_views, (WITH duckdb_views AS (SELECT 1) SELECT 1)", 'SELECT * FROM "/etc/passwd", (WITH "/etc/passwd" AS (SELECT 1) SELECT 1)',
    "PREPARE p AS SELECT 1", "SELECT ?", "SELECT $1", "VACUUM", "CHECKPOINT", "USE main", "DETACH memory",
]  # fmt: skip


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith("ledger.sqlite-")}


@pytest.mark.parametrize("sql", ATTACKS)
def test_nothing_else_is_reached(bench: Workbench, held: Path, sql: str) -> None:
    before = _names(held)
    with pytest.raises(ClerestoryError) as refused:
        bench.select(sql.format(lake=held / "lake", root=held))
    assert not isinstance(refused.value, TookTooLong)
    assert _names(held) == before


def test_the_engine_s_own_walls_stand_without_the_first(bench: Workbench, held: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clerestory.lake.door.Statement._check", lambda *_: None)
    for sql in ("SELECT * FROM read_text('{root}/key')", "SELECT * FROM '{root}/key'", "SELECT * FROM read_csv('{root}/clerestory.toml')",
                "SELECT * FROM glob('{root}/*')", "SELECT * FROM read_parquet('{root}/lake/*/*.parquet')"):  # fmt: skip
        with pytest.raises(ClerestoryError):
            bench.select(sql.format(root=held))


@pytest.mark.parametrize("text", ["078-05-1120", "someone@example.org"])
def test_texts_that_name_persons_are_refused(bench: Workbench, text: str) -> None:
    with pytest.raises(Refused) as refused:
        bench.select(f"SELECT count(*) FROM agreements_287g WHERE agency = '{text}'")
    assert text not in str(refused.value)


@pytest.mark.parametrize(
    "sql",
    ["SELECT count(*) FROM range(100000000000) t(x) WHERE x % 7 = 3", "WITH RECURSIVE t AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM t) SELECT count(*) FROM t",
     "SELECT count(*) FROM agreements_287g a, agreements_287g b, agreements_287g c, agreements_287g d, agreements_287g e, agreements_287g f, agreements_287g g"],
)  # fmt: skip
def test_what_takes_too_long_is_stopped(held: Path, sql: str) -> None:
    began = time.monotonic()
    with Workbench(held) as bench, pytest.raises(TookTooLong, match="stopped after"), stopped_after(bench, 1.0):
        bench.select(sql)
    assert time.monotonic() - began < 60


@pytest.mark.parametrize("sql", ["SELECT list(x) FROM range(1000000000) t(x)", "SELECT * FROM range(200000000) t(x) ORDER BY hash(x)"])
def test_what_needs_too_much_memory_is_stopped(held: Path, sql: str) -> None:
    with Workbench(held) as bench, pytest.raises(TookTooLong), stopped_after(bench, 120):
        bench.select(sql)


def test_rows_past_the_limit_are_said_to_be_there(bench: Workbench) -> None:
    found = bench.select("SELECT * FROM range(50)", 7)
    assert (found.table.num_rows, found.cut) == (7, True)
    assert not bench.select("SELECT * FROM range(7)", 7).cut


def test_a_value_that_does_not_fit_is_not_quoted(bench: Workbench) -> None:
    with pytest.raises(UsageError) as problem:
        bench.select("SELECT agency::INTEGER FROM agreements_287g")
    assert "Alder" not in str(problem.value)


def test_ordinary_statements_pass(bench: Workbench) -> None:
    for sql in (
        "SELECT date_trunc('month', signed) AS m, count(*) FILTER (WHERE state = 'GA') FROM agreements_287g GROUP BY ALL HAVING count(*) > 1 ORDER BY m DESC NULLS LAST",
        "WITH by_state AS (SELECT state, count(*) AS n FROM agreements_287g GROUP BY 1) SELECT *, sum(n) OVER (ORDER BY n) FROM by_state QUALIFY row_number() OVER () < 5",
        "SELECT a.state FROM agreements_287g a SEMI JOIN alpr_sightings b ON a.state = b.organisation", "FROM agreements_287g SELECT max(agency)", "VALUES (1), (2)",
        "SELECT CASE WHEN agency LIKE '%County%' AND agency ILIKE 'a%' THEN upper(left(agency, 3)) ELSE 'x' || 'y' END, try_cast('x' AS INTEGER) FROM agreements_287g",
        "SELECT year(signed), signed + INTERVAL 3 DAY, signed BETWEEN DATE '2025-01-01' AND today(), regexp_matches(agency, '^A'), round(1.5), 7 // 2, 2 ** 3 FROM agreements_287g",
        "SELECT COLUMNS('agen.*') FROM agreements_287g UNION ALL SELECT state FROM agreements_287g INTERSECT SELECT county FROM agreements_287g",
    ):  # fmt: skip
        bench.select(sql)


def test_functions_that_may_be_used_do_no_more_than_work_on_values() -> None:
    for word in (
        "read",
        "write",
        "setting",
        "env",
        "copy",
        "attach",
        "load",
        "pragma",
        "duckdb",
        "scan",
        "query",
        "sleep",
        "log_",
        "getvar",
        "file",
        "secret",
    ):
        assert not [name for name in HARMLESS if word in name], word


def test_the_verb(held: Path) -> None:
    done = program(held, "sql", "SELECT count(*) AS n FROM agreements_287g", "--json")
    assert '"rows": [[40]]' in done.stdout
    assert program(held, "sql", "SELECT * FROM read_text('/etc/passwd')").returncode == 2
    assert "agreements_287g" in program(held, "sql", "--views").stdout


@pytest.mark.parametrize(
    "text",
    ["%7ABC123%", "7ABC123%", "^7ABC123$", "plate 7ABC123", "ABC 1234", "Maria Garcia", "%Maria Garcia%", "Smith, John", "%jo@example.org%", "%202-555-0143%", "A123456789 %", "123-45-6789"],
)  # fmt: skip
def test_no_text_of_a_statement_points_at_a_person(bench: Workbench, text: str) -> None:
    for sql in (f"SELECT count(*) FROM alpr_sightings WHERE reason LIKE '{text}'", f"SELECT '{text}' AS x, count(*) FROM agreements_287g"):
        with pytest.raises(Refused) as refused:
            bench.select(sql)
        assert text.strip("%^$") not in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "7ABC123",
        "123456789",
        "GA%",
        "%Sheriff%",
        "70CDCR20D00000011",
        "Task Force Model",
        "%ice hold%",
        "[0-9]+",
        "2026-03-%",
        "Houston, Texas",
    ],
)
def test_codes_and_names_of_institutions_pass(bench: Workbench, text: str) -> None:
    bench.select(f"SELECT count(*) FROM agreements_287g WHERE agency LIKE '{text}'")
