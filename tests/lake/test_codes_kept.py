"""Codes kept beside the lake: only of columns that may be shown, made once, and gone with the records that they were made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clerestory.lake.codes import kept, store
from clerestory.lake.conditions import AllOf, Compare
from clerestory.lake.doctor import examine, mend
from clerestory.lake.layout import Layout
from clerestory.lake.purge import purge
from clerestory.lake.read import Reader, Slice
from clerestory.lake.write import Writer
from tests.lake.random_lakes import RELEASES, TABLE, Sheet, build

SHEETS = tuple(
    Sheet(release, (("t", (f"only {release}", "both")), ("u", ("secret", None))), (), (), (0, 0)) for release in (RELEASES[0], RELEASES[1])
)
VIEW = Slice(TABLE, RELEASES, public=frozenset({"t"}))
BOTH = AllOf((Compare("t", "=", "BOTH"), Compare("u", "<", "zzz")))


@pytest.fixture(params=[False, True], ids=["a file each", "compacted"])
def layout(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """Two releases, of which columns were asked for."""
    monkeypatch.setattr(kept, "LEAST_RECORDS", 0)
    layout = build(tmp_path / "w", SHEETS, request.param)
    _ask(layout)
    return layout


def _ask(layout: Layout) -> int:
    reader = Reader(layout)
    try:
        groups = reader.groups(VIEW, AllOf(()), ["t"])
        assert reader.count(VIEW, BOTH) == 0
        return len(groups)
    finally:
        reader.close()


def _everything(layout: Layout) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(layout.codes.rglob("*")) if path.is_file())


def test_only_columns_that_may_be_shown_are_kept(layout: Layout) -> None:
    assert b"only" in _everything(layout)
    assert b"secret" not in _everything(layout)


def test_a_purge_takes_the_codes_of_its_release(layout: Layout) -> None:
    with Writer(layout) as writer:
        purge(writer, RELEASES[0], "ordered by a court")
    assert f"only {RELEASES[0]}".encode() not in _everything(layout)
    assert _ask(layout) == 2
    assert f"only {RELEASES[0]}".encode() not in _everything(layout)
    assert f"only {RELEASES[1]}".encode() in _everything(layout)


def test_codes_made_while_their_file_is_withdrawn_do_not_stay(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.forget(layout, [path.relative_to(layout.lake).as_posix() for path in layout.lake.glob("*/*.parquet")])
    store.store.cache_clear()
    monkeypatch.setattr(store.Store, "_named", lambda self, path: False)
    assert _ask(layout) == 3
    assert not _everything(layout)


def test_what_belongs_to_no_file_is_found_and_deleted(layout: Layout) -> None:
    stranger = layout.codes / TABLE / "0000000000000000-deadbeef"
    stranger.mkdir(parents=True)
    (stranger / "t.npy").write_bytes(b"left")
    assert any("codes" in finding.what for finding in examine(layout))
    assert not any("codes" in finding.what for finding in mend(layout))
    assert not stranger.exists()
    assert _everything(layout)


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"nonsense"])
def test_damaged_codes_are_made_again(layout: Layout, damage: bytes) -> None:
    for path in layout.codes.rglob("t.*"):
        path.write_bytes(damage)
    store.store.cache_clear()
    assert _ask(layout) == 3


def test_kept_codes_are_used(layout: Layout) -> None:
    paths = sorted(layout.codes.rglob("t.npy"))
    for path in paths:
        np.save(path, np.zeros_like(np.load(path)))
    store.store.cache_clear()
    reader = Reader(layout)
    assert reader.count(VIEW, AllOf((Compare("t", "=", "both"), Compare("_row", ">", 0)))) == 4
    reader.close()
