"""Files that cannot be taken in: each is told of clearly, nothing of it is in, and the others are."""

from __future__ import annotations

import gzip
import io
import os
import socket
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from clerestory.errors import Busy, UsageError
from clerestory.ingest import run
from clerestory.ingest.files import find_files
from clerestory.ingest.read import Context, Job
from clerestory.ingest.run import Outcome
from clerestory.lake.facts import Release
from clerestory.lake.layout import Layout
from clerestory.lake.write import Writer
from clerestory.workbench import Workbench
from tests.ingest.adding import HEADER, add, count, program, table, workspace
from tests.lake.agreement import disagreements


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return out.getvalue()


def encrypted_workbook() -> bytes:
    """What an office program writes for a workbook with a password: an old container around an encrypted package."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 480


def encrypted_zip() -> bytes:
    """A zip whose member bears the flag of encryption."""
    body = bytearray(zipped({"table.csv": table("Secret")}))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    return bytes(body)


def bomb() -> bytes:
    """300 MB of nothing in a few hundred kilobytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("zeros.csv", "w", force_zip64=True) as member:
        for _ in range(300):
            member.write(b"0" * (1 << 20))
    return out.getvalue()


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut.zip": (lambda: zipped({"a.csv": table("Cut") * 400})[:-60], "cut short"),
    "cut.csv.gz": (lambda: gzip.compress(table("Gone") * 400)[:-30], "cut short"),
    "password.xlsx": (encrypted_workbook, "encrypted workbook"),
    "password.zip": (encrypted_zip, "encrypted"),
    "nothing.csv": (lambda: b"", "empty"),
    "picture.csv": (lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "PNG"),
    "bomb.zip": (bomb, "unpacked"),
    "letter.txt": (lambda: b"Dear Sir or Madam,\nplease find attached nothing.\n", "no source"),
    "cut.json": (lambda: b'[{"STATE": "GA", "LAW ENFORCEMENT AGENCY": "Alder', "JSON"),
    "cut.parquet": (lambda: b"PAR1" + b"\0" * 100, "Parquet"),
    "cut.xlsx": (lambda: zipped({"xl/workbook.xml": b"<workbook><sheets/></workbook>"}), "workbook"),
    "page.html": (lambda: b"<html><body>Log in</body></html>", "without a table"),
    "endless.csv": (lambda: HEADER.encode() + b"x" * (20 << 20), "line end"),
    "wide.csv": (lambda: b",".join([b"x"] * 30_000) + b"\n" + b",".join([b"y"] * 30_000) + b"\n", "cells"),
}
GOOD = {"good.csv": "Alder", "with blanks and ünïcödé 文件 🗃.csv": "Birch", "deep/er/good.csv": "Cedar"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Good files among bad ones, a loop of links, a pipe, a socket, links to nothing and to a device."""
    base = tmp_path_factory.mktemp("in")
    for name, place in GOOD.items():
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_bytes(table(place))
    for name, (make, _) in BAD.items():
        (base / name).write_bytes(make())
    (base / "deep" / "loop").symlink_to(base)
    (base / "self").symlink_to("self")
    (base / "gone.csv").symlink_to(base / "never.csv")
    (base / "zero.csv").symlink_to("/dev/zero")
    os.mkfifo(base / "pipe.csv")
    with closing(socket.socket(socket.AF_UNIX)) as listening:
        here = Path.cwd()
        os.chdir(base)  # a socket's path may not be long
        listening.bind("socket.csv")
        os.chdir(here)
        yield base


@pytest.fixture(scope="module")
def added(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Outcome]]:
    made = workspace(tmp_path_factory.mktemp("bad") / "w")
    return made, {outcome.name: outcome for outcome in add(made, folder)}


def test_every_file_is_told_of(added: tuple[Path, dict[str, Outcome]]) -> None:
    assert len(added[1]) == len(GOOD) + len(BAD)


def test_the_good_ones_are_in(added: tuple[Path, dict[str, Outcome]]) -> None:
    good = [outcome for outcome in added[1].values() if outcome.status == "added"]
    assert len(good) == len(GOOD)
    assert count(added[0]) == 3 * len(GOOD)


@pytest.mark.parametrize("name", BAD)
def test_is_refused_with_its_reason(name: str, added: tuple[Path, dict[str, Outcome]]) -> None:
    outcome = added[1][name]
    assert outcome.status == "failed"
    assert BAD[name][1] in outcome.reason
    assert "unforeseen" not in outcome.reason
    with closing(sqlite3.connect(added[0] / "ledger.sqlite")) as db:
        told = dict(db.execute("SELECT name, reason FROM unplaced").fetchall())
    assert told[name] == outcome.reason


def test_exit_code_tells_that_some_are_not_in(folder: Path, tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    done = program(made, "add", str(folder / "nothing.csv"), str(folder / "good.csv"))
    assert done.returncode == 1
    assert "1 files added: 3 records" in done.stdout
    assert "not in: nothing.csv" in done.stdout
    assert "Traceback" not in done.stderr
    assert not disagreements(made)
    assert program(made, "add", str(folder / "good.csv")).returncode == 0


def test_pipes_and_devices_are_refused_by_name(folder: Path) -> None:
    for name in ("pipe.csv", "socket.csv", "zero.csv", "gone.csv"):
        with pytest.raises(UsageError, match="pipe, socket or device"):
            find_files([str(folder / name)])


def test_paths_that_are_not_there_are_not_repeated() -> None:
    with pytest.raises(UsageError) as caught:
        find_files(["/nowhere/Zuidhoek Vantrelle 666-41-1234.csv"])
    assert "Zuidhoek" not in str(caught.value)


def test_patterns_and_names_that_look_like_patterns(tmp_path: Path) -> None:
    for name in ("a1.csv", "a2.csv", "[a]*.csv"):
        (tmp_path / name).write_bytes(table())
    assert len(find_files([str(tmp_path / "a?.csv")])) == 2
    assert [job.name for job in find_files([str(tmp_path / "[a]*.csv")])] == ["[a]*.csv"]
    (tmp_path / "a3").mkdir()
    (tmp_path / "a3" / "inside.csv").write_bytes(table())
    assert len(find_files([str(tmp_path / "a*")])) == 3


def test_the_same_bytes_are_in_once(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_bytes(table())
    assert [outcome.status for outcome in add(made, tmp_path / "one.csv", tmp_path / "two.csv")] == ["added", "known"]
    again = add(made, tmp_path / "two.csv")
    assert [outcome.status for outcome in again] == ["known"]
    assert again[0].releases
    assert count(made) == 3
    assert "in already" in program(made, "add", str(tmp_path / "one.csv")).stdout


def test_the_same_bad_bytes_are_not_said_to_be_in(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_bytes(b"a,b\n1,2\n")
    assert [outcome.status for outcome in add(made, tmp_path / "one.csv", tmp_path / "two.csv")] == ["failed", "failed"]


def test_what_an_archive_holds_besides_is_said(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    (tmp_path / "a.zip").write_bytes(zipped({"good.csv": table(), "picture.csv": b"\x89PNG\r\n\x1a\n", "letter.txt": b"a,b\n1,2\n"}))
    (outcome,) = add(made, tmp_path / "a.zip")
    assert outcome.status == "added"
    assert "PNG" in outcome.reason
    assert "no source knows" in outcome.reason
    assert "partly in" in program(workspace(tmp_path / "v"), "add", str(tmp_path / "a.zip")).stdout


def test_a_file_that_vanishes_stays_its_own_failure(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    jobs = [Job(tmp_path / "gone.csv", "gone.csv"), Job(tmp_path / "good.csv", "good.csv")]
    (tmp_path / "good.csv").write_bytes(table())
    with Workbench(made) as bench:
        gone, good = bench.add(jobs)
    assert (gone.status, good.status) == ("failed", "added")
    assert "No such file" in gone.reason
    assert not disagreements(made)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    (tmp_path / "in" / "closed").mkdir(parents=True)
    (tmp_path / "in" / "secret.csv").write_bytes(table())
    (tmp_path / "in" / "secret.csv").chmod(0)
    (tmp_path / "in" / "closed").chmod(0)
    outcomes = add(made, tmp_path / "in")
    (tmp_path / "in" / "closed").chmod(0o700)
    assert [outcome.status for outcome in outcomes] == ["failed", "failed"]
    assert all("Permission denied" in outcome.reason for outcome in outcomes)


def test_a_refusal_of_the_system_stays_one_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As root nothing is refused, so the refusal is played."""
    made = workspace(tmp_path / "w")
    (tmp_path / "secret.csv").write_bytes(table())
    (tmp_path / "good.csv").write_bytes(table("Birch"))
    real = run.file_sha256

    def refusing(path: Path) -> str:
        if path.name == "secret.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(run, "file_sha256", refusing)
    outcomes = add(made, tmp_path / "secret.csv", tmp_path / "good.csv")
    assert [outcome.status for outcome in outcomes] == ["failed", "added"]
    assert "Permission denied" in outcomes[0].reason
    assert str(tmp_path) not in outcomes[0].reason


@pytest.mark.parametrize("moment", ["before", "while"])
def test_a_file_that_changes_is_refused(moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash names the release, so it must be the hash of the bytes that were read."""
    made = workspace(tmp_path / "w")
    path = tmp_path / "a.csv"
    path.write_bytes(table())
    real = run.read_file

    def meddling(job: Job, context: Context, sha256: str) -> list[Release]:
        if moment == "before":
            path.write_bytes(table("Birch"))
        releases = real(job, context, sha256)
        if moment == "while":
            path.write_bytes(table("Birch"))
        return releases

    monkeypatch.setattr(run, "read_file", meddling)
    (outcome,) = add(made, path)
    assert outcome.status == "failed"
    assert "changed while it was read" in outcome.reason
    assert count(made) == 0
    monkeypatch.undo()
    assert add(made, path)[0].status == "added"


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    made = workspace(tmp_path / "w")
    (tmp_path / "a.csv").write_bytes(table())
    with Writer(Layout(made)):
        with pytest.raises(Busy):
            add(made, tmp_path / "a.csv")
        done = program(made, "add", str(tmp_path / "a.csv"))
    assert done.returncode == 2
    assert "another process is writing" in done.stderr
    assert add(made, tmp_path / "a.csv")[0].status == "added"


def test_many_may_open_a_new_workspace_at_once(tmp_path: Path) -> None:
    """The first to open it makes the ledger; the others must not trip over that."""
    for attempt in range(5):
        made = workspace(tmp_path / f"w{attempt}")
        problems: list[BaseException] = []
        gate = threading.Barrier(6)

        def ask(made: Path = made, gate: threading.Barrier = gate, problems: list[BaseException] = problems) -> None:
            gate.wait()
            try:
                count(made)
            except BaseException as problem:  # told by the assertion below
                problems.append(problem)

        threads = [threading.Thread(target=ask) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not problems


@pytest.mark.slow
def test_two_gigabytes_without_a_line_end(tmp_path: Path) -> None:
    """Bounded in memory and time, whatever the size."""
    made = workspace(tmp_path / "w")
    block = b"0123456789abcdef" * 65536
    with (tmp_path / "line.csv").open("wb") as file:
        for _ in range(2048):
            file.write(block)
    (tmp_path / "good.csv").write_bytes(table())
    script = ("-c", _MEASURED)
    begun = time.monotonic()
    done = program(made, "add", str(tmp_path / "line.csv"), str(tmp_path / "good.csv"), script=script)
    assert done.returncode == 1, done.stderr
    assert "no line end" in done.stdout
    assert "1 files added: 3 records" in done.stdout
    assert int(done.stderr.rsplit("peak ", 1)[1]) < 500 << 10, "kilobytes"
    assert time.monotonic() - begun < 60
    assert not disagreements(made)


_MEASURED = """
import atexit, sys
from pathlib import Path
from clerestory.cli.main import main
# not ru_maxrss, which keeps the peak of the process that this one was forked from
atexit.register(lambda: print("peak", Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0], file=sys.stderr))
main()
"""
