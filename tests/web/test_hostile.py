"""What hostile files and senders do to the pages: nothing runs, nothing leads away, nothing is written elsewhere, the server stays up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient
from lxml import html

from clerestory.serve import application
from clerestory.workbench import Workbench
from tests.api.test_uploads import bomb, ended
from tests.ingest.adding import HEADER, add, workspace

HERE = "http://127.0.0.1"
pytestmark = pytest.mark.filterwarnings("ignore::litestar.exceptions.LitestarDeprecationWarning")
SCRIPTS = (
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'><svg onload=alert(1)>", "javascript:alert(1)", "{{7*7}}${7*7}<%= 7*7 %>",
    "</title></style></textarea><script>alert(1)</script>", "=HYPERLINK(\"http://evil.example\")", "+cmd|' /C calc'!A0", "@SUM(1)", "\u202eevil",
)  # fmt: skip
PAGES = (
    "/", "/tables", "/sources", "/sources/ice_287g", "/sources/generic", "/map", "/map?by=state", "/tables/agreements_287g", "/tables/generic_hostile", "/add",
    "/tables/agreements_287g?_facet=county&_by=state,county", "/find?q=alert",
)  # fmt: skip


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in whose files every text is hostile: cells, labels, titles, names."""
    where = tmp_path_factory.mktemp("hostile")
    made = workspace(where / "w")
    for day, extra in (("09172025", ""), ("09242025", " more")):
        rows = "".join(
            f"GA,{_cell(text + ' Sheriff' + extra)},{_cell(text)},{_cell(text)},Jail,01/01/2025,{_cell(text)}\n" for text in SCRIPTS
        )
        (where / f"list_{day}.csv").write_text(HEADER + rows)
        add(made, where / f"list_{day}.csv", source="ice_287g")
    labels = ",".join(_cell(f"{text} {at}") for at, text in enumerate(SCRIPTS))
    (where / "hostile.csv").write_text(f"Office,Cases,{labels}\n" + f"Office,1,{','.join(map(_cell, SCRIPTS))}\n" * 5)
    add(made, where / "hostile.csv", source="generic")
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient[Any]]:
    with TestClient(application(folder), base_url=HERE) as opened:
        opened.headers["accept"] = "text/html"
        yield opened


def harmless(text: str) -> None:
    """No script, no handler, no link that runs or leads to another host."""
    page = html.fromstring(text)
    for script in page.iter("script"):
        assert script.get("src", "").startswith("/static/")
        assert not (script.text or "").strip()
    for element in page.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on"), (element.tag, name)
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                assert re.match(r"(/(?!/)|#|data:,$|\?)", value), (element.tag, value)
    assert "49" not in {part for part in re.findall(r"\b49\b", text) if "7*7" not in text}


@pytest.mark.parametrize("path", PAGES)
def test_stored_script_does_not_run(client: TestClient[Any], path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    harmless(answer.text)


def test_releases_and_records_too(client: TestClient[Any], folder: Path) -> None:
    with Workbench(folder) as bench:
        releases = [release["id"] for release in bench.releases("ice_287g")]
    for release in releases:
        harmless(client.get(f"/sources/ice_287g/releases/{release}").text)
        for row in range(2, 2 + len(SCRIPTS)):
            answer = client.get(f"/records/agreements_287g/{release}-0-{row}")
            assert answer.status_code == 200
            harmless(answer.text)


REFLECTED = (
    "/find?q={}", "/tables/agreements_287g?q={}", "/tables/{}", "/sources/{}", "/sources/ice_287g/releases/{}", "/records/agreements_287g/{}", "/records/{}/x",
    "/works/{}", "/add/{}", "/map?table={}", "/map?_on={}", "/map?table=agreements_287g&q={}", "/?_lang={}", "/?_theme={}", "/sources?x={}", "/{}",
)  # fmt: skip


@pytest.mark.parametrize("path", REFLECTED)
def test_reflected_script_does_not_run(client: TestClient[Any], path: str) -> None:
    for text in (
        '"><script>alert(1)</script>',
        "javascript:alert(1)",
        "//evil.example/",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%00",
        "\\\\evil.example",
    ):
        answer = client.get(path.format(text), follow_redirects=False)
        assert answer.status_code in (200, 400, 403, 404), (path, text, answer.status_code)
        assert "root:" not in answer.text
        harmless(answer.text)


FORMS = ("/add", "/add/0123456789abcdef", "/works/0123456789ab/cancel")


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}]
)
def test_forms_of_other_sites_are_refused(client: TestClient[Any], path: str, headers: dict[str, str]) -> None:
    answer = client.post(path, data={"do": "add"}, headers=headers)
    assert answer.status_code == 403


def test_nothing_leads_to_another_host(client: TestClient[Any]) -> None:
    for path in ("/add?next=http://evil.example", "/add?_lang=//evil.example"):
        answer = client.post(path, files={"files": ("a.csv", b"a,b\n1,2\n")}, follow_redirects=False)
        assert answer.status_code == 303
        assert re.match(r"/add/[0-9a-f]{16}(\?|$)", answer.headers["location"])
        client.post(answer.headers["location"], data={"do": "discard"})


BROKEN = (
    (b"", "multipart/form-data"), (b"x", "multipart/form-data; boundary="), (b"--b\r\n", "multipart/form-data; boundary=b"), (b"do=add", "application/x-www-form-urlencoded"),
    (b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\na,b\n1,', "multipart/form-data; boundary=b"),
    (b"--b\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n", "multipart/form-data; boundary=b"),
    (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\nno file\r\n--b--\r\n', "multipart/form-data; boundary=b"),
)  # fmt: skip


@pytest.mark.parametrize(("body", "kind"), BROKEN)
def test_broken_forms_are_refused_and_leave_nothing(client: TestClient[Any], folder: Path, body: bytes, kind: str) -> None:
    before = sorted((folder / "uploads").rglob("*"))
    answer = client.post("/add", content=body, headers={"content-type": kind})
    assert answer.status_code == 400, answer.status_code
    assert sorted((folder / "uploads").rglob("*")) == before
    assert client.get("/add").status_code == 200


@pytest.mark.parametrize(
    "name", ["../../../evil.csv", "/etc/evil.csv", "C:\\evil.csv", "..\\evil.csv", "a\x00.csv", "<script>alert(1)</script>.csv", "." * 300]
)
def test_names_of_files_lead_nowhere(client: TestClient[Any], folder: Path, name: str) -> None:
    outside = {path for path in folder.parent.rglob("*") if folder not in path.parents}
    answer = client.post("/add", files={"files": (name, b"Office,Cases\nA,1\n")}, follow_redirects=False)
    assert answer.status_code in (303, 400)
    assert {path for path in folder.parent.rglob("*") if folder not in path.parents} == outside
    if answer.status_code == 303:
        page = client.get(answer.headers["location"])
        harmless(page.text)
        client.post(answer.headers["location"], data={"do": "discard"})
    assert not [path for path in (folder / "uploads").rglob("*") if "evil" in path.name]


def test_a_bomb_in_a_form_is_looked_at_and_refused(client: TestClient[Any]) -> None:
    answer = client.post("/add", files={"files": ("a.zip", bomb())}, follow_redirects=False)
    upload = answer.headers["location"].rpartition("/")[2]
    looking = next(work for work in client.get("/works.json").json()["works"] if work["task"].get("upload") == upload)
    (seen,) = ended(client, looking["id"])["result"]["files"]
    assert seen["problem"]
    page = client.get(f"/add/{upload}")
    assert page.status_code == 200
    assert "Cannot be added" in page.text
    client.post(f"/add/{upload}", data={"do": "discard"})


def test_what_the_form_says_cannot_make_a_proposal_looser(client: TestClient[Any], folder: Path) -> None:
    body = b"Office,Phone,Cases\n" + b"".join(b"Office %d,555-867-53%02d,%d\n" % (at, at, at) for at in range(20))
    answer = client.post("/add", files={"files": ("phones.csv", body)}, follow_redirects=False)
    upload = answer.headers["location"].rpartition("/")[2]
    looking = next(work for work in client.get("/works.json").json()["works"] if work["task"].get("upload") == upload)
    ended(client, looking["id"])
    for told in ({"withhold.0": "not a list"}, {"withhold.0": "[1]"}):
        assert client.post(f"/add/{upload}", data={"do": "add", **told}).status_code == 400
    loose = {"do": "add", "source.0": "ice_287g", "keep.0": '["Phone"]', "protection.0": "public", "persons.9": "1", "leave.x": "1"}
    work = client.post(f"/add/{upload}", data=loose, follow_redirects=False).headers["location"].rpartition("/")[2]
    assert ended(client, work)["result"]["added"] == 1
    with Workbench(folder) as bench:
        assert bench.table("generic_phones").by_name["phone"].hidden
    assert not [path for path in folder.rglob("*") if path.is_file() and b"555-867" in path.read_bytes()]


def test_records_that_a_spreadsheet_would_run_leave_as_text(folder: Path, tmp_path: Path) -> None:
    with Workbench(folder) as bench:
        bench.export(bench.query("agreements_287g", ""), tmp_path / "out.csv")
    for cell in re.findall(r'(?:^|,)"?([^",\n]*)', (tmp_path / "out.csv").read_text(encoding="utf-8-sig")):
        assert not re.match(r"[=+@\t\r]|-\D", cell), cell
