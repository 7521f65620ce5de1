"""A question that is answered from codes stops where it is told to, and holds nobody up who asks for something else."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clerestory.errors import TookTooLong
from clerestory.lake.codes import records, store, view
from clerestory.lake.codes.once import Once
from clerestory.lake.codes.records import Crew
from clerestory.lake.conditions import AllOf, Compare
from clerestory.lake.read import Reader, Slice
from tests.lake.random_lakes import RELEASES, TABLE, Sheet, build

SHEETS = tuple(Sheet(release, (("t", ("a", "b")), ("u", ("c", None))), (), (), (0, 0)) for release in RELEASES)
VIEW = Slice(TABLE, RELEASES, public=frozenset({"t", "u"}))
SOME = AllOf((Compare("t", "=", "a"),))


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """Of a lake of five files, each a block of its own."""
    for module in (records, view):
        monkeypatch.setattr(module, "ONE_BLOCK", 0)
    return Reader(build(tmp_path / "w", SHEETS, False))


def test_work_on_blocks_is_stopped_between_two_of_them(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    read = store.code_column
    seen: list[Path] = []

    def stopping(path: Path, column: str) -> object:
        seen.append(path)
        reader.engine.stop()
        return read(path, column)

    monkeypatch.setattr(store, "code_column", stopping)
    with pytest.raises(TookTooLong):
        reader.count(VIEW, SOME)
    assert len(seen) < 5
    assert not reader.engine.ready()
    monkeypatch.setattr(store, "code_column", read)
    assert reader.count(VIEW, SOME) == 5
    reader.engine.stop()
    for ask in (
        lambda: reader.groups(VIEW, SOME, ["u"]),
        lambda: reader.groups(VIEW, SOME, ["t", "u"]),
        lambda: reader.look(VIEW, SOME, ["u"], columns=["u"], limit=2),
        lambda: reader.look(VIEW, SOME, ["u"], one_in=2),
    ):
        with pytest.raises(TookTooLong):
            ask()
    reader.engine.ready()
    assert reader.groups(VIEW, SOME, ["t", "u"]) == [("a", "c", None, None, 5)]
    reader.close()


def test_who_waits_for_another_leaves_when_stopped_and_others_do_not_wait() -> None:
    once, making, free = Once(), threading.Event(), threading.Event()

    def slow() -> str:
        making.set()
        assert free.wait(60)
        return "made"

    def stopped() -> None:
        raise TookTooLong("the question was stopped")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(once.get, "one", slow)
        assert making.wait(60)
        assert once.get("other", lambda: 2) == 2
        with pytest.raises(TookTooLong):
            once.get("one", slow, stopped)
        free.set()
        assert first.result(60) == "made"
    assert once.get("one", lambda: "again") == "made"


def test_what_could_not_be_made_is_made_by_the_next_and_only_so_many_are_kept() -> None:
    once = Once(2)
    with pytest.raises(ZeroDivisionError):
        once.get(1, lambda: 1 // 0)
    assert [once.get(key, lambda key=key: -key) for key in (1, 2, 1, 3)] == [-1, -2, -1, -3]
    assert [once.get(key, lambda: 0) for key in (1, 3, 2)] == [-1, -3, 0]
    once.keep_only(lambda key: key == 2)
    assert [once.get(key, lambda: 7) for key in (2, 3)] == [0, 7]


def test_a_crew_begins_nothing_once_it_is_stopped() -> None:
    done: list[int] = []

    def check() -> None:
        if done:
            raise TookTooLong("the question was stopped")

    with ThreadPoolExecutor(1) as pool:
        for large in (False, True):
            done.clear()
            with pytest.raises(TookTooLong):
                Crew(pool, large, check).each(done.append, range(9))
            assert done == [0]
