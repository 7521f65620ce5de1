"""Which files are meant by the paths that somebody gives."""

from __future__ import annotations

import fnmatch
import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from clerestory.errors import UsageError
from clerestory.ingest.download import download, is_url
from clerestory.ingest.read import Job
from clerestory.lake.passing import passing, sweep

SKIPPED = (".*", "~$*", "Thumbs.db", "desktop.ini")


def find_files(paths: Sequence[str]) -> list[Job]:
    """Every file named, below a folder named, or fitting a pattern. Raises UsageError when a path is not there.

    Pipes, sockets and devices are no files: below a folder they are passed over, by name they are refused. A folder that may not be
    looked into comes as a job of its own, which fails and so is told of.
    """
    jobs: dict[Path, Job] = {}
    for text in paths:
        matches = [text] if os.path.lexists(text) else sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if not matches:
            raise UsageError(
                "no file or folder at one of the paths given",
                expected="an existing path or a pattern that fits some",
                do="check the spelling",
            )
        for match in matches:
            base = Path(match)
            if base.is_dir():
                for path, below in _below(base):
                    jobs.setdefault(path.resolve(), Job(path, below))
            elif base.is_file():
                jobs.setdefault(base.resolve(), Job(base, base.name))
            elif len(matches) == 1:
                raise UsageError(
                    "one of the paths given is a pipe, socket or device, or a link to nothing",
                    expected="a file or a folder",
                    do="save its content to a file and add that",
                )
    return list(jobs.values())


@contextmanager
def fetched(paths: Sequence[str], folder: Path) -> Iterator[list[Job]]:
    """The files meant by paths and addresses of the web. What was fetched lies below ``folder``, for its owner only, and is removed at the end.

    What a killed process left there is removed first.
    """
    sweep(folder)
    addresses = [path for path in paths if is_url(path)]
    jobs = find_files([path for path in paths if not is_url(path)])
    if not addresses:
        yield jobs
        return
    with passing(folder) as own:
        for number, address in enumerate(addresses):
            place = own / str(number)
            place.mkdir()
            path = download(address, place)
            jobs.append(Job(path, path.name, url=address))
        yield jobs


def _below(base: Path) -> Iterator[tuple[Path, str]]:
    """Files of a folder with their paths below it, in order. Links to folders are not followed, so there are no loops."""
    closed: list[Path] = []
    found = [
        Path(folder, name)
        for folder, _, names in os.walk(base, onerror=lambda problem: closed.append(Path(problem.filename)))
        for name in names
    ]
    for path in sorted([*found, *closed]):
        below = path.relative_to(base).as_posix()
        skipped = any(fnmatch.fnmatch(part, pattern) for part in path.relative_to(base).parts for pattern in SKIPPED)
        if not skipped and (path in closed or path.is_file()):
            yield path, below
