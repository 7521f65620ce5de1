"""Which tables of a workspace name institutions, in which columns, and which of them are lists of public bodies that found new ones."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from clerestory.institutions.reading import Reading, read, state_code


@dataclass(frozen=True)
class Listing:
    """A table whose records name institutions. ``founds``: what is in no earlier list becomes an institution of its own."""

    table: str
    name: str
    state: str = ""
    county: str = ""
    kind: str = ""
    city: str = ""
    scheme: str = ""
    """Scheme of the identifier that ``number`` holds."""
    number: str = ""
    always: str = ""
    """Kind of everything in the list, where no column says it."""
    founds: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that are read, the name first."""
        return tuple(each for each in (self.name, self.state, self.county, self.kind, self.city, self.number) if each)


LISTINGS = (
    Listing("reference_fbi_agencies", "agency", "state", "county", "agency_type", scheme="ori", number="ori", founds=True),
    Listing("facilities", "name", "state", city="city", scheme="detloc", number="detloc", always="facility", founds=True),
    Listing("facility_lists", "name", "state", city="city", scheme="detloc", number="detloc", always="facility", founds=True),
    Listing("facility_population", "name", "state", city="city", scheme="detloc", number="detloc", always="facility", founds=True),
    Listing("detention_headcount", "facility", scheme="detloc", number="detloc", always="facility"),
    Listing("reference_287gwatch", "agency", "state", "county", "agency_type", scheme="ori", number="ori"),
    Listing("agreements_287g", "agency", "state", "county", "type", founds=True),
    Listing("agreements_287g_pending", "agency", "state", "county", "type", founds=True),
    Listing("detention_facilities", "name", "state", city="city", always="facility"),
    Listing("alpr_portals", "agency_name"),
    Listing("alpr_sharing", "partner"),
    Listing("alpr_sharing", "agency"),
)
"""In the order in which they are read: those with identifiers first."""
FOUNDING = frozenset(listing.table for listing in LISTINGS if listing.founds)
NUMBERS = {"ori": re.compile(r"[A-Z]{2}[A-Z0-9]{7}"), "detloc": re.compile(r"[A-Z0-9]{5,7}")}
"""What an identifier of a scheme looks like; anything else in its column is none."""
_SLUG = re.compile(r"-?[a-z0-9.']+(?:-[a-z0-9.']+)+")


@dataclass(frozen=True, order=True)
class Mention:
    """A name with what its list says beside it. The same in two lists is one mention."""

    name: str
    state: str = ""
    county: str = ""
    kind: str = ""
    city: str = ""
    number: str = ""
    """``scheme/number`` of the identifier that the list gives."""

    def read(self) -> Reading:
        """The mention, read."""
        return read(unslugged(self.name), self.state, self.county, self.kind, self.city)

    def key(self) -> str:
        """As the ledger keeps it."""
        return json.dumps([self.name, self.state, self.county, self.kind, self.city, self.number], ensure_ascii=False)


def mention_of(key: str) -> Mention:
    """A mention from what the ledger keeps."""
    return Mention(*json.loads(key))


def unslugged(name: str) -> str:
    """A name out of a portal's address (``el-cajon-ca-pd``): words, the state in capitals."""
    if not _SLUG.fullmatch(name):
        return name
    words = name.strip("-").split("-")
    ends = {len(words) - 1, len(words) - 2}
    return " ".join(
        word.upper() if i in ends and len(word) == 2 and (state_code(word) or word in {"pd", "so"}) else word.title()
        for i, word in enumerate(words)
    )
