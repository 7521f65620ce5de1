"""What logs of licence-plate-reader searches say, under every label they were seen with: one table that portals and exports feed."""

from __future__ import annotations

from clerestory.sdk import Column, Copies, Distinct, Protection, Table
from clerestory.sources.alpr_searches.offenses import OFFENSE_TYPES
from clerestory.sources.alpr_searches.shares import frame

SIGHTINGS = Table(
    "alpr_sightings",
    unit="sighting: one row of one log of licence-plate-reader searches",
    title="Rows of licence-plate-reader search logs",
    key=("log", "agency", "search_key"),
    duplicates="kept: every row of every file is a sighting. `copy:true` marks rows that another release of the same log, agency and"
    " publication day also holds, `copy:false` the others; the table alpr_searches counts each published id once",
    order=("organisation", "searched_at"),
    copies=Copies("copy", "search_key", ("log", "agency", "published_on"), ("form",)),
    columns=(
        Column(
            "log",
            meaning="Kind of log: portal (an agency's own searches, on its transparency portal), network (every organisation's searches that"
            " reached the agency's cameras), organization (the agency's own searches, exported).",
        ),
        Column(
            "agency",
            seen_as=("slug",),
            meaning="Agency whose log it is (whose cameras, in a network audit), as the portal's address or the file's name writes it.",
        ),
        Column(
            "organisation",
            seen_as=("Org Name", "Organization", "Organization Name"),
            meaning="Organisation that searched, as written; of a portal's or an own-search log without such a column, the agency itself.",
        ),
        Column("published_on", "date", seen_as=("archived_date",), meaning="Day on which the log was published or archived."),
        Column("form", meaning="Whether the row comes from an agency's own file or from a compilation by a third party."),
        Column(
            "copy",
            "boolean",
            meaning="True where the same search stands in another release of the same log, agency and publication day, and that one is"
            " taken as the original (agencies' own files come before compilations). Worked out when asked, over the releases asked.",
        ),
        Column(
            "search_key", protection=Protection.JOIN, seen_as=("id", "ID"), meaning="Published id of the search, the same in every log."
        ),
        Column(
            "searcher",
            protection=Protection.TOKEN,
            scope="organisation",
            seen_as=("userId", "userID", "Name"),
            meaning="Account or officer that searched: kept to count distinct ones of one organisation. Portals show *** since December"
            " 2025, network audits since about March 2026.",
        ),
        Column(
            "searched_at",
            "timestamp",
            seen_as=("searchDate", "Search Time"),
            meaning="When the search was made, UTC; exports are cut at local midnight, so a month starts some hours late.",
        ),
        Column("search_date", "date", seen_as=("Search Date",), meaning="Day of the search where day and time are two columns."),
        Column("search_clock", meaning="Time of day, without a zone, where day and time are two columns."),
        Column(
            "network_count",
            "integer",
            seen_as=("networkCount", "Total Networks Searched"),
            unit="networks",
            sums="a network that several searches reached would count once for each; it counts organisations reached, not cameras",
            meaning="Number of camera networks (organisations) that the search reached; 0 does not always mean none.",
        ),
        Column(
            "device_count",
            "integer",
            seen_as=("Total Devices Searched",),
            unit="devices",
            sums="a device that several searches reached would count once for each",
            meaning="Number of devices that the search reached; not exported since about January 2026.",
        ),
        Column(
            "time_frame_start",
            "timestamp",
            seen_as=("Time Frame",),
            pick=frame(first=True),
            meaning="Start of the period whose detections were searched, UTC.",
        ),
        Column(
            "time_frame_end",
            "timestamp",
            seen_as=("Time Frame",),
            pick=frame(first=False),
            meaning="End of the period whose detections were searched, UTC.",
        ),
        Column(
            "plate",
            protection=Protection.DROP,
            masks=False,
            seen_as=("License Plate", "License Plates"),
            meaning="Whether a plate was searched, and whether it was shown; the plate itself is never taken in.",
        ),
        Column(
            "reason",
            protection=Protection.SCREENED,
            seen_as=("reason", "Reason", "Reason_1"),
            meaning="Reason as released, screened. Since January 2026 exports write the offence chosen from a list, ` - ` and the text.",
        ),
        Column(
            "case_number",
            protection=Protection.SCREENED,
            seen_as=("caseNumber", "Case #", "Case Number"),
            meaning="Case number as typed, screened.",
        ),
        Column(
            "offense_type",
            protection=Protection.SCREENED,
            seen_as=("offenseType", "Offense Type"),
            values=frozenset(OFFENSE_TYPES),
            meaning="Offence chosen from the vendor's list. As exported where it has a column (several are parted by a comma and a blank);"
            " else what stands before the first ` - ` of the reason of a search since January 2026, where it is on the vendor's list.",
        ),
        Column(
            "reason_detail",
            protection=Protection.SCREENED,
            meaning="What stands after the first ` - ` of the reason, where offense_type was read out of it.",
        ),
        Column(
            "filters",
            protection=Protection.SCREENED,
            seen_as=("Filters",),
            meaning="Filters of the search (make, colour, state, …) as released, screened.",
        ),
        Column(
            "search_type",
            seen_as=("Search Type",),
            meaning="Kind of search, as labelled by the vendor; the labels do not prove how somebody searched.",
        ),
        Column(
            "text_prompt",
            protection=Protection.SCREENED,
            seen_as=("Text Prompt", "Test Prompt"),
            meaning="Free-form description that was searched for, screened.",
        ),
        Column(
            "moderation",
            seen_as=("Moderation",),
            meaning="What the vendor's automatic check of a free-form search said: allow, warn or block.",
        ),
        Column("row_in_snapshot", "integer", seen_as=("row_no",), meaning="Compilations: number of the row in the agency's own file."),
        Column(
            "header_variant",
            seen_as=("header_variant",),
            meaning="Compilations: columns of the agency's own file, as the compiler writes them.",
        ),
    ),
)

SEARCHES = Table(
    "alpr_searches",
    unit="search: sightings with the same published id, put together; a sighting without an id stands by itself",
    title="Distinct licence-plate-reader searches",
    duplicates="none: each published id once",
    distinct=Distinct(of=SIGHTINGS.name, key="search_key", seen="sightings", clock="published_on"),
    columns=(
        Column("sightings", "integer", unit="sightings", sums=True, meaning="Rows of logs in which the search stands, copies included."),
        Column("first_seen", "date", meaning="First publication day of a log in which the search stands; not when it was made."),
        Column(
            "last_seen",
            "date",
            meaning="Last publication day of a log in which the search stands; a portal drops searches after about 30 days.",
        ),
    ),
)
