"""JSON resources: what they answer is what the workbench answers; nothing is ignored; an unchanged answer is not sent twice."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient

from clerestory.api.app import make_app
from clerestory.api.paths import routed
from clerestory.api.resources import VERBS
from clerestory.workbench import Workbench
from tests.api.conftest import HERE
from tests.api.serving import served
from tests.ingest.adding import add, table, workspace

TABLE = "/tables/agreements_287g"


def _ok(client: TestClient[Any], path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("path", "inside"),
    [("/tables/x.json", "/tables/x/as/json"), ("/tables.json", "/tables/as/json"), ("/tables/x/count.json", "/tables/x/count/as/json"),
     ("/records/t/a-0-1.json", "/records/t/a-0-1/as/json"), ("/tables/x", "/tables/x"), ("/static/app.json", "/static/app.json"),
     ("/tables/x.JSON", "/tables/x.JSON"), ("/", "/")],
)  # fmt: skip
def test_a_form_is_the_same_path_with_an_ending(path: str, inside: str) -> None:
    assert routed(path) == inside


def test_answers_are_the_workbench_s(client: TestClient[Any], held: Path) -> None:
    with Workbench(held) as bench:
        query = bench.query("agreements_287g", "county:*")
        for path, answer in (
            ("/count.json?q=county:*", bench.count(query)),
            ("/facet.json?q=county:*&_column=county&_top=5", bench.facet(query, "county", 5)),
            ("/series.json?q=county:*&_column=signed:month", bench.series(query, "signed:month")),
        ):
            told = json.loads(json.dumps(answer.as_json(), default=str))
            assert _ok(client, TABLE + path) == told


def test_one_answer_holds_count_records_facets_series_and_splits(client: TestClient[Any]) -> None:
    told = _ok(client, f"{TABLE}.json?state=GA&_facet=county,support_type&_series=signed:month&_by=type&_size=7&_sort_desc=signed")
    assert (told["count"], len(told["rows"]), told["suppressed"]) == (41, 7, 0)
    assert [each["column"] for each in told["facets"]] == ["county", "support_type"]
    assert told["series"]
    assert told["crosstab"]
    assert told["query"]["table"] == "agreements_287g"
    assert told["next_url"].startswith(f"{TABLE}.json?state=GA")


def test_pages_follow_each_other_to_the_end(client: TestClient[Any]) -> None:
    path: str | None = f"{TABLE}.json?_size=9&_sort=agency"
    found: list[str] = []
    while path:
        assert len(found) <= 41
        told = _ok(client, path)
        found += [row["id"] for row in told["rows"]]
        path = told.get("next_url")
    assert len(found) == len(set(found)) == 41


def test_pages_stay_what_they_were_while_more_is_added(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (tmp_path / "list_09172025.csv").write_bytes(table(rows=20))
    (tmp_path / "list_09182025.csv").write_bytes(table("Birch", rows=30))
    add(folder, tmp_path / "list_09172025.csv", source="ice_287g")
    with TestClient(make_app(folder), base_url=HERE) as client:
        first = _ok(client, f"{TABLE}.json?_on=all&_size=15")
        add(folder, tmp_path / "list_09182025.csv", source="ice_287g")
        second = _ok(client, first["next_url"])
        assert len(second["rows"]) == 5
        assert not second["next"]
        assert _ok(client, f"{TABLE}/count.json?_on=all")["count"] == 50


@pytest.mark.parametrize("shape", ["objects", "arrays", "array", "object"])
def test_shapes_hold_the_same_records(client: TestClient[Any], shape: str) -> None:
    told = _ok(client, f"{TABLE}.json?_size=3&_columns=agency,state&_shape={shape}")
    if shape == "array":
        rows = told
    elif shape == "object":
        rows = list(told["rows"].values())
    elif shape == "arrays":
        rows = [dict(zip(told["columns"], row, strict=True)) for row in told["rows"]]
    else:
        rows = told["rows"]
    assert [row["agency"] for row in rows] == [f"Alder County Sheriff {line}" for line in range(3)]


def test_extras_come_when_asked_for(client: TestClient[Any]) -> None:
    told = _ok(client, f"{TABLE}.json?_size=1&_extra=columns_told,releases,citation")
    assert told["releases"][0]["name"] == "list_09172025.csv"
    assert {column["name"] for column in told["columns_told"]} >= {"agency", "signed"}
    assert "agreements_287g" in told["citation"]


@pytest.mark.parametrize(
    ("path", "nearest"),
    [(f"{TABLE}.json?stat=GA", "state"), (f"{TABLE}.json?_face=state", "_facet"), (f"{TABLE}.json?signed__gt=2025-99", "2025"),
     (f"{TABLE}.json?_extra=release", "releases"), (f"{TABLE}.json?_shape=x", "objects"), (f"{TABLE}/facet.json?_column=stat", "state"),
     (f"{TABLE}/facet.json", "_column"), (f"{TABLE}/count.json?_facet=state", ".json"), ("/tables.json?x=1", "no parameters"),
     (f"{TABLE}.csv?_size=5", "leave out"), (f"{TABLE}/facet.json?_column=state&_top=0", "1"), (f"{TABLE}.json?_size=1&_size=2", "one of them"),
     (f"{TABLE}.json?q=%ff", "UTF-8"), (f"{TABLE}.json?state=%00", "text")],
)  # fmt: skip
def test_nothing_is_ignored(client: TestClient[Any], path: str, nearest: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 400
    assert nearest in answer.json()["error"]


@pytest.mark.parametrize("path", ["/tables/nothing.json", "/tables/nothing.csv", "/sources/x.json", "/releases/x.json", "/measures/x.json",
                                  "/records/agreements_287g/0123456789abcdef-0-1.json", f"{TABLE}.exe", f"{TABLE}/nothing.json"])  # fmt: skip
def test_what_is_not_there_is_404(client: TestClient[Any], path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_unchanged_answer_is_not_sent_again(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    with TestClient(make_app(folder), base_url=HERE) as client:
        path = f"{TABLE}/count.json"
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(f"{path}?state=GA", headers={"if-none-match": first.headers["etag"]}).status_code == 200
        (tmp_path / "list_09172025.csv").write_bytes(table(rows=4))
        add(folder, tmp_path / "list_09172025.csv", source="ice_287g")
        after = client.get(path, headers={"if-none-match": first.headers["etag"]})
        assert (after.status_code, after.json()["count"]) == (200, 4)
        settings = folder / "clerestory.toml"
        settings.write_text(settings.read_text() + 'notice = "made up"\n')
        told = client.get(path, headers={"if-none-match": after.headers["etag"]})
        assert "made up" in told.text


def test_a_record_opens_with_its_cells(client: TestClient[Any]) -> None:
    row = _ok(client, f"{TABLE}.json?_size=1")["rows"][0]
    told = _ok(client, f"/records/agreements_287g/{row['id']}.json")
    assert {cell["column"]: cell["value"] for cell in told["cells"]}["agency"] == row["agency"]
    assert client.get(f"/records/ice_arrests/{row['id']}.json").status_code in (403, 404)


def test_a_withdrawn_release_says_why(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (tmp_path / "list_09172025.csv").write_bytes(table(rows=4))
    add(folder, tmp_path / "list_09172025.csv", source="ice_287g")
    with Workbench(folder) as bench:
        release = bench.releases()[0]["id"]
        bench.purge(release, "published by mistake")
    with TestClient(make_app(folder), base_url=HERE) as client:
        for path in (f"/releases/{release}.json", f"/records/agreements_287g/{release}-0-2.json"):
            answer = client.get(path)
            assert answer.status_code == 410
            assert "published by mistake" in answer.json()["found"]


def test_tables_about_persons_give_counts_only(client: TestClient[Any], held: Path) -> None:
    told = _ok(client, "/tables/ice_arrests.json?_facet=gender")
    assert "rows" not in told
    for ending in ("csv", "ndjson", "parquet", "xlsx", "md", "zip", "geojson"):
        assert client.get(f"/tables/ice_arrests.{ending}").status_code == 403
    release = next(each["id"] for each in _ok(client, "/releases.json?source=ice_events")["releases"])
    for line in range(1, 9):
        assert client.get(f"/records/ice_arrests/{release}-0-{line}.json").status_code in (403, 404)
    with Workbench(held) as bench:
        assert told["count"] == bench.count(bench.query("ice_arrests", "")).count
    few = client.get("/tables/ice_arrests/count.json?gender=Male&citizenship=NOWHERE").json()
    assert few["count"] in (None, 0)


def test_hidden_columns_stay_hidden(client: TestClient[Any]) -> None:
    for path in ("/tables/ice_arrests/facet.json?_column=birth_date", "/tables/ice_arrests/count.json?birth_date=1990",
                 "/tables/alpr_searches.csv?_columns=plate", "/tables/alpr_searches.json?_columns=searcher"):  # fmt: skip
        assert client.get(path).status_code == 403, path


def test_the_lists_name_what_is_held(client: TestClient[Any]) -> None:
    assert {each["name"] for each in _ok(client, "/tables.json")["tables"]} >= {"agreements_287g", "ice_arrests"}
    assert {each["id"] for each in _ok(client, "/sources.json")["sources"]} == {"ice_287g", "ice_events"}
    assert len(_ok(client, "/sources/ice_287g.json")["held"]) == 1
    releases = _ok(client, "/releases.json")["releases"]
    assert _ok(client, f"/releases/{releases[0]['id']}.json")["parts"]
    assert _ok(client, "/measures.json")["measures"]


def test_signs_that_no_pattern_knows_are_only_signs(client: TestClient[Any]) -> None:
    for text in ("Sheriff’s", "50% [x] (y)", "a_b", "Ñandú*", "\\", "🙂"):
        for name in ("agency", "agency__words", "q"):
            assert client.get(f"{TABLE}/count.json", params={name: text}).status_code in (200, 400), (name, text)


def test_many_clients_at_once_get_what_one_gets(held: Path) -> None:
    paths = [f"{TABLE}/count.json?agency={name}" for name in (f"Alder+County+Sheriff+{line}" for line in range(20))]
    paths += [f"{TABLE}.json?_facet=county&_size={size}&_sort=agency" for size in range(1, 12)]
    paths += [f"/tables/ice_arrests/facet.json?_column={column}" for column in ("gender", "citizenship", "area", "apprehension_method")]
    with served(held) as url, httpx.Client(timeout=300) as one:
        serial = {path: one.get(url + path).text for path in paths}

        def ask(number: int) -> list[str]:
            with httpx.Client(timeout=300) as mine:
                order = paths[number:] + paths[:number]
                return [path for path in order if mine.get(url + path).text != serial[path]]

        with ThreadPoolExecutor(32) as pool:
            assert not [path for wrong in pool.map(ask, range(32)) for path in wrong]


@pytest.mark.parametrize("verb", ["", *(f"/{each}" for each in VERBS)])
@pytest.mark.parametrize(("asked", "near"), [("sate=GA", "state"), ("_siez=5", "_size"), ("area=GA", ""), ("state__gt_=x", "gt")])
def test_what_no_parameter_reads_is_an_error_that_names_the_nearest(client: TestClient[Any], verb: str, asked: str, near: str) -> None:
    answer = client.get(f"{TABLE}{verb}.json?{asked}&_column=state&_over=agreements_287g&_first=2024&_second=2025")
    assert answer.status_code == 400
    if f"{asked.partition('=')[0].split('__')[0]}" in answer.json()["found"]:
        assert near in answer.json()["expected"]


def test_named_queries_are_listed_with_the_address_that_asks_them(held: Path, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    with Workbench(folder) as bench:
        bench.save_query("georgia", bench.query("agreements_287g", "state:GA"), "Agreements by county")
    with TestClient(make_app(folder), base_url=HERE) as client:
        (told,) = _ok(client, "/queries.json")["queries"]
        assert _ok(client, "/queries/georgia.json") == {"ok": True, **told}
        assert (told["name"], told["words"], told["text"]) == ("georgia", "Agreements by county", "state:GA")
        assert _ok(client, told["url"])["query"]["text"] == "state:GA"
        assert client.get("/queries/georgie.json").status_code == 404
        known = {"if-none-match": client.get("/queries.json").headers["etag"]}
        assert client.get("/queries.json", headers=known).status_code == 304
        with Workbench(folder) as bench:
            bench.save_query("all", bench.query("agreements_287g", ""))
        assert len(client.get("/queries.json", headers=known).json()["queries"]) == 2
