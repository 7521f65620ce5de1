"""The same bytes twice: as a file and inside an archive, in two archives, or twice in one. They are one release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from clerestory.ingest.read import NOT_IN
from clerestory.lake.facts import Release
from clerestory.lake.write import Writer


@dataclass
class Sifted:
    """What of a file is new."""

    releases: list[Release] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    """Ids of the releases that hold the rest already."""
    notes: list[str] = field(default_factory=list)
    """One for each release left out."""


def sift(writer: Writer, releases: Sequence[Release], *, purged_too: bool) -> Sifted:
    """Leave out what is held already under another name, and what was purged under one.

    ``purged_too``: let in again what was purged.
    """
    found = Sifted()
    new: dict[str, tuple[str, str]] = {}
    for release in releases:
        name = release.member or release.name
        held = new.get(release.content) or writer.holder(release.content)
        tombstone = None if purged_too else writer.purged(release.content)
        if held and held[0] != release.id:
            found.holders.append(held[0])
            found.notes.append(f"{NOT_IN}{name}: held already as {held[1]}")
        elif tombstone:
            found.notes.append(
                f"{NOT_IN}{name}: the same bytes were purged on {tombstone.at[:10]}: {tombstone.why or 'no reason was given'}"
            )
        else:
            new[release.content] = (release.id, name)
            found.releases.append(release)
    if found.releases:
        found.releases[0] = replace(found.releases[0], notes=(*found.releases[0].notes, *found.notes))
    return found
