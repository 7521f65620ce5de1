"""Files on their way in: no name makes a path, no byte comes twice, nothing raw stays."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clerestory.errors import Busy, NotWritten, UnknownName, UsageError
from clerestory.ingest import uploads as module
from clerestory.ingest.uploads import LARGEST_FILE, MOST_UPLOADS, Uploads, tame


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def test_comes_in_pieces_and_goes_on_where_it_stopped(uploads: Uploads) -> None:
    upload = uploads.begin([("a/b.csv", 6), ("c.csv", 0)])
    with uploads.open(upload, 0, 0) as incoming:
        incoming.write(b"abc")
    assert [(file.received, file.whole) for file in uploads.files(upload)] == [(3, False), (0, True)]
    with pytest.raises(UsageError, match="stands at byte 3"):
        uploads.open(upload, 0, 0)
    with uploads.open(upload, 0, 3) as incoming:
        incoming.write(b"def")
    (job,) = [job for job in uploads.jobs(upload) if job.name == "a/b.csv"]
    assert job.path.read_bytes() == b"abcdef"


def test_more_than_was_told_is_not_taken(uploads: Uploads) -> None:
    upload = uploads.begin([("a.csv", 4)])
    with uploads.open(upload, 0, 0) as incoming, pytest.raises(UsageError, match="more bytes"):
        incoming.write(b"abcde")
    assert uploads.files(upload)[0].received == 0


def test_is_private_and_goes_whole(uploads: Uploads) -> None:
    upload = uploads.begin([("a.csv", 1)])
    with uploads.open(upload, 0, 0) as incoming:
        incoming.write(b"a")
    for path in (uploads.root, *uploads.root.rglob("*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path.name
    uploads.discard(upload)
    assert not list(uploads.root.iterdir())
    with pytest.raises(UnknownName):
        uploads.files(upload)


@pytest.mark.parametrize("upload", ["..", "../..", ".", "", "0" * 15, "../" + "0" * 13, "0" * 16, "A" * 16, "/etc", "0" * 15 + "\n"])
def test_an_id_that_is_none_reaches_no_path(uploads: Uploads, upload: str, tmp_path: Path) -> None:
    uploads.begin([("a.csv", 1)])
    (tmp_path / "names.ndjson").write_text('["x", 1]\n')
    before = sorted(tmp_path.rglob("*"))
    for ask in (uploads.files, uploads.jobs, lambda name: uploads.open(name, 0, 0)):
        with pytest.raises(UnknownName):
            ask(upload)
    uploads.discard(upload)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("number", [-1, 1, 10**9])
def test_a_number_that_is_none_is_refused(uploads: Uploads, number: int) -> None:
    upload = uploads.begin([("a.csv", 1)])
    with pytest.raises(UnknownName):
        uploads.open(upload, number, 0)


PIECES = st.sampled_from(["..", ".", "/", "\\", "C:", "\0", "\n", "a", "etc", "passwd", " ", "~", "%2e%2e", "ü", ".csv"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_tame_name_leads_nowhere(name: str) -> None:
    made = tame(name)
    path = Path("/below") / made
    assert Path("/below") in Path(os.path.normpath(path)).parents
    assert "\0" not in made
    assert "\\" not in made
    assert tame(made) == made


def test_hidden_files_and_locks_of_spreadsheets_are_left_out(uploads: Uploads) -> None:
    upload = uploads.begin([("x/.git/config", 0), ("~$a.xlsx", 0), ("Thumbs.db", 0), ("a.csv", 0)])
    for number in range(4):
        with uploads.open(upload, number, 0):
            pass
    assert [job.name for job in uploads.jobs(upload)] == ["a.csv"]


def test_has_bounds(uploads: Uploads, monkeypatch: pytest.MonkeyPatch) -> None:
    for files in ([], [("a", LARGEST_FILE + 1)], [("a", -1)]):
        with pytest.raises(UsageError):
            uploads.begin(files)
    for _ in range(MOST_UPLOADS):
        uploads.begin([("a", 1)])
    with pytest.raises(Busy):
        uploads.begin([("a", 1)])
    monkeypatch.setattr(module, "RESERVE", 1 << 60)
    with pytest.raises(NotWritten, match="room"):
        uploads.open(uploads.waiting()[0], 0, 0)


def test_what_nobody_goes_on_with_is_swept(uploads: Uploads) -> None:
    old, kept, new = (uploads.begin([("a.csv", 1)]) for _ in range(3))
    long_ago = time.time() - 25 * 3600
    for upload in (old, kept):
        for path in ((uploads.root / upload) / "names.ndjson", uploads.root / upload):
            os.utime(path, (long_ago, long_ago))
    assert uploads.sweep(keep={kept}) == [old]
    assert set(uploads.waiting()) == {kept, new}
