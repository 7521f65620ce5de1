"""Long work: told of as it goes on, stopped at any moment, taken up again by the next server; nothing half in, nothing raw left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from clerestory.workbench import Workbench
from clerestory.works.record import Work, load, save
from clerestory.works.runner import Works
from tests.ingest.adding import count, table, workspace
from tests.lake.agreement import disagreements

PATIENCE = 300


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


@pytest.fixture
def works(tmp_path: Path) -> Iterator[Works]:
    running = Works(workspace(tmp_path / "w"))
    running.start()
    yield running
    running.stop()


def sent(works: Works, *files: tuple[str, bytes]) -> str:
    upload = works.uploads.begin([(name, len(body)) for name, body in files])
    for number, (_, body) in enumerate(files):
        with works.uploads.open(upload, number, 0) as incoming:
            incoming.write(body)
    return upload


def the_process() -> BaseProcess:
    (found,) = [child for child in multiprocessing.active_children() if child.name.startswith("work-")]
    return found


def ended(works: Works, work: Work) -> Work:
    until(lambda: not works.get(work.id).open)
    return works.get(work.id)


def test_files_are_added_and_nothing_raw_stays(works: Works) -> None:
    upload = sent(works, ("list_09172025.csv", table(rows=5)), ("again/list_09172025.csv", table(rows=5)), ("no.csv", b"%PDF-"))
    done = ended(works, works.ask("add", {"upload": upload}))
    assert done.state == "done"
    assert (done.result["added"], done.result["known"], done.result["failed"], done.result["records"]) == (1, 1, 1, 5)
    assert (done.progress.files, done.progress.files_done) == (3, 3)
    assert done.progress.bytes_done == done.progress.bytes
    assert count(works.layout.root) == 5
    assert not works.uploads.waiting()
    assert not disagreements(works.layout.root)


def test_a_look_shows_protected_records_and_keeps_the_files(works: Works) -> None:
    body = b"Office,Phone,Cases\n" + b"".join(b"Office %d,555-867-530%d,%d\n" % (at, at, at) for at in range(8))
    upload = sent(works, ("permits.csv", body))
    done = ended(works, works.ask("look", {"upload": upload}))
    (seen,) = done.result["files"]
    assert (seen["source"], seen["known"]) == ("generic", False)
    assert "867-530" not in str(done.as_json())
    (one,) = seen["tables"]
    assert {column["name"]: column["protection"] for column in one["columns"]}["phone"] == "drop"
    assert count(works.layout.root, "agreements_287g") == 0
    assert works.uploads.jobs(upload)


def test_columns_can_be_made_stricter_and_verify_reads_them_alike(works: Works, tmp_path: Path) -> None:
    body = b"Office,Fee,Cases\n" + b"".join(b"Office %d,%d,%d\n" % (at, at + 100, at) for at in range(8))
    upload = sent(works, ("permits.csv", body))
    task = {"upload": upload, "chosen": {"0": {"source": "generic", "withhold": ["Fee"]}}}
    done = ended(works, works.ask("add", task))
    assert done.result["added"] == 1, done
    with Workbench(works.layout.root) as bench:
        assert set(bench.columns(bench.table("generic_permits"))) == {"x_office", "cases"}
        (reason,) = {row["reason"] for row in bench.quarantine()}
        assert "by choice" in reason
        (tmp_path / "originals").mkdir()
        (tmp_path / "originals" / "permits.csv").write_bytes(body)
        assert [verdict.status for verdict in bench.verify(tmp_path / "originals")] == ["same"]


def test_lines_can_be_said_to_be_persons(works: Works) -> None:
    body = b"Office,Cases\n" + b"".join(b"Office %d,%d\n" % (at, at) for at in range(30))
    upload = sent(works, ("permits.csv", body))
    ended(works, works.ask("add", {"upload": upload, "chosen": {"0": {"source": "generic", "persons": True}}}))
    with Workbench(works.layout.root) as bench:
        assert bench.table("generic_permits").grain == "person-event"


def test_can_be_stopped_in_the_middle(works: Works) -> None:
    upload = sent(works, ("network_audit.csv", large()))
    ended(works, works.ask("add", {"upload": sent(works, ("list_09172025.csv", table(rows=3)))}))
    work = works.ask("add", {"upload": upload})
    until(lambda: works.get(work.id).progress.rows > 0 or not works.get(work.id).open)
    assert works.get(work.id).open
    at = works.get(work.id).progress
    assert at.rows_about > at.rows
    works.cancel(work.id)
    until(lambda: not list(works.layout.staging.glob("*")) and not works.uploads.waiting())
    assert works.get(work.id).state == "cancelled"
    after = ended(works, works.ask("add", {"upload": sent(works, ("list_09172025.csv", table(rows=4)))}))
    assert after.state == "done", after
    assert count(works.layout.root) == 7
    assert not disagreements(works.layout.root)


def large() -> bytes:
    header = b"ID,Name,Org Name,Total Networks Searched,Total Devices Searched,Time Frame,License Plate,Reason,Case #,Search Time\n"
    line = (
        b'%08d,A. Fictus-%d,Alder %d PD,12,400,"01/02/2025, 03:04:05 AM UTC\n01/03/2025, 03:04:05 AM UTC",AAA%d,Welfare Check,%d,'
        b'"01/02/2025, 03:04:05 AM UTC"\n'
    )
    return header + b"".join(line % (at, at % 997, at % 89, at, at) for at in range(150_000))


@pytest.mark.slow
def test_what_is_killed_is_told_of_and_the_next_goes_on(works: Works) -> None:
    work = works.ask("add", {"upload": sent(works, ("network_audit.csv", large()))})
    until(lambda: works.get(work.id).progress.rows > 0)
    the_process().kill()
    done = ended(works, work)
    assert done.state == "failed"
    assert done.problem is not None
    assert "memory" in done.problem["found"]
    assert not works.uploads.waiting()
    assert ended(works, works.ask("add", {"upload": sent(works, ("list_09172025.csv", table()))})).state == "done"


@pytest.mark.slow
def test_the_next_server_takes_it_up_once(tmp_path: Path) -> None:
    first = Works(workspace(tmp_path / "w"))
    first.start()
    work = first.ask("add", {"upload": sent(first, ("network_audit.csv", large()))})
    until(lambda: first.get(work.id).progress.rows > 0)
    first.stop()
    assert [each.state for each in load(first.layout.works)] == ["running"]
    second = Works(first.layout.root)
    second.start()
    until(lambda: second.get(work.id).progress.rows > 0)
    second.stop()
    third = Works(first.layout.root)
    third.start()
    assert third.get(work.id).state == "failed"
    assert not third.uploads.waiting()
    third.stop()


def test_works_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "works"
    save(folder, Work("0" * 12, "add", {}, "2026-01-01T00:00:00.000000Z", "done"))
    for name, text in (("a", "{"), ("b", '{"id": "../../x"}'), ("c", "[]"), ("d", '{"id": "000000000001", "progress": {"what": 1}}')):
        (folder / f"{name}.json").write_text(text)
    assert [work.id for work in load(folder)] == ["0" * 12]


def test_an_export_is_work_too(works: Works) -> None:
    ended(works, works.ask("add", {"upload": sent(works, ("list_09172025.csv", table(rows=5)))}))
    with Workbench(works.layout.root) as bench:
        task = bench.export_task(bench.query("agreements_287g", "state:GA"), "csv")
    done = ended(works, works.ask("export", task))
    assert done.state == "done", done.problem
    assert done.result["rows"] == 5
    assert works.file(done.id).read_text(encoding="utf-8-sig").count("\n") == 6
    assert works.file(done.id).stat().st_size == done.result["size"]


@pytest.mark.slow
def test_signals_of_the_terminal_are_the_servers_business(works: Works) -> None:
    work = works.ask("add", {"upload": sent(works, ("network_audit.csv", large()))})
    until(lambda: works.get(work.id).progress.rows > 0)
    child = the_process()
    os.kill(child.pid or 0, signal.SIGINT)
    assert ended(works, work).state == "done"
